"""Kernel edits in a whole encoder: no stale block, no edit lost silently."""

from dataclasses import replace

import pytest
import torch

from flimbuilder.errors import LearnError
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Block
from flimbuilder.project.project import ClusterIdentity, ComponentIdentity, KernelEdit
from tests.flim import reference
from tests.flim.cases import (
    STRIDED,
    architecture,
    as_reference,
    disk,
    dots,
    folded,
    noise,
    pooling,
    tensor,
    two_images,
)


def deletion(block, learned, position, action="delete"):
    """Edit one kernel of a learned encoder."""
    learned_block = learned.blocks[block - 1]
    weights = tuple(learned_block.weights[position].tolist())
    return KernelEdit(
        block=block,
        action=action,
        kernel=learned_block.kernels[position].identity,
        weights=weights,
    )


def test_a_deleted_kernel_is_no_channel_but_stays_in_the_record():
    images = two_images()
    whole = learn(images, STRIDED)

    edited = learn(images, STRIDED, edits=[deletion(1, whole, 2)])

    assert [kernel.deleted for kernel in edited.blocks[0].kernels] == [i == 2 for i in range(8)]
    assert torch.equal(edited.blocks[0].weights, whole.blocks[0].weights)
    kept = [0, 1, 3, 4, 5, 6, 7]
    assert torch.equal(edited.encoder.block1.conv.weight, whole.encoder.block1.conv.weight[kept])
    assert edited.encoder.block2.conv.in_channels == 7
    assert edited.unmatched_edits == ()


def test_block_two_is_learned_from_the_kernels_left_in_block_one():
    images = two_images()
    first = architecture(STRIDED.blocks[0])
    whole = learn(images, first)
    edited = learn(images, STRIDED, edits=[deletion(1, whole, 0), deletion(1, whole, 5, "invert")])

    weights, bias = folded(whole.encoder.block1)
    weights[5], bias[5] = -weights[5], -bias[5]
    left = [1, 2, 3, 4, 5, 6, 7]
    literal = reference.go_on(as_reference(images), weights[left], bias[left], STRIDED.blocks[0])
    rest = reference.learn(literal, STRIDED.with_(blocks=STRIDED.blocks[1:]))
    for module, (expected, _, _) in zip(edited.encoder.blocks()[1:], rest, strict=True):
        assert folded(module)[0] == pytest.approx(expected, rel=1e-3, abs=1e-4)


def test_inversion_flips_the_map():
    images = two_images()
    linear = architecture(Block(activation="none", pooling=pooling("none")))
    whole = learn(images, linear)

    edited = learn(images, linear, edits=[deletion(1, whole, 3, "invert")])

    x = tensor(images[0].pixels)
    sign = torch.ones(len(whole.blocks[0].kernels))
    sign[3] = -1.0
    assert torch.equal(edited.encoder(x)[0], whole.encoder(x)[0] * sign[:, None, None])
    assert [kernel.inverted for kernel in edited.blocks[0].kernels].index(True) == 3
    assert torch.equal(edited.blocks[0].weights, whole.blocks[0].weights)


@pytest.mark.parametrize("reduction", ["none", "pca"])
def test_an_edit_finds_its_kernel_again_when_a_marker_is_added(reduction):
    images = two_images()
    block = architecture(Block(kernels=10, reduction=reduction))
    edit = deletion(1, learn(images, block), 4)
    more = replace(images[0], markers=[*images[0].markers, disk(30, 0, 12, 6)])

    edited = learn([more, images[1]], block, edits=[edit])

    assert [kernel.identity for kernel in edited.blocks[0].kernels if kernel.deleted] == [
        edit.kernel
    ]
    assert edited.unmatched_edits == ()


def test_an_edit_matches_by_weights_if_its_marker_is_redrawn():
    # With five pixels and five clusters, every patch is a kernel, whatever the marker's id.
    pixels = [(4, 4), (4, 5), (9, 4), (12, 8), (15, 11)]
    drawn = TrainingImage("a", noise(20, 20), [dots(1, 0, *pixels), disk(2, 1, 15, 4)])
    anew = replace(drawn, markers=[dots(9, 0, *pixels), *drawn.markers[1:]])
    block = architecture(Block(reduction="none"))
    edit = deletion(1, learn([drawn], block), 3)

    edited = learn([anew], block, edits=[edit])

    deleted = [kernel for kernel in edited.blocks[0].kernels if kernel.deleted]
    assert [(kernel.marker, kernel.row, kernel.col) for kernel in deleted] == [(9, 12, 8)]


def test_an_edit_of_a_missing_kernel_is_reported():
    gone = KernelEdit(
        block=2, action="delete", kernel=ClusterIdentity(image="zz", marker=1, cluster=0)
    )
    component = KernelEdit(
        block=1, action="invert", kernel=ComponentIdentity(class_id=9, component=0)
    )
    beyond = deletion(1, learn(two_images(), STRIDED), 0).with_(block=4)

    learned = learn(two_images(), STRIDED, edits=[gone, component, beyond])

    assert learned.unmatched_edits == (component, gone, beyond)
    assert learned.fingerprint == learn(two_images(), STRIDED).fingerprint


def test_a_block_without_kernels_is_refused():
    whole = learn(two_images(), STRIDED)
    edits = [deletion(2, whole, row) for row in range(9)]

    with pytest.raises(LearnError, match="block 2: every kernel is deleted; restore") as raised:
        learn(two_images(), STRIDED, edits=edits)
    assert "\n" not in str(raised.value)
