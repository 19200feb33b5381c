"""Learned kernels as a convolution."""

import pytest
import torch

from flimbuilder.flim.learned import LearnedBlock, LearnedKernel, all_maps, build_block
from flimbuilder.flim.learner import learn
from flimbuilder.flim.patches import Normalisation
from flimbuilder.project.architecture import Block
from flimbuilder.project.project import ComponentIdentity, KernelEdit
from tests.flim.cases import STRIDED, pooling, tensor, two_images


def kernel(number, deleted=False, inverted=False):
    identity = ComponentIdentity(class_id=1, component=number)
    return LearnedKernel(identity, 1, "a", 1, 0, 0, 1, deleted, inverted)


def test_two_kernels_worked_by_hand():
    # 1 x 1 kernels on one channel: w = 2 and 3, mean 1, deviation .5. Folded: w' = 4 and 6,
    # b = -4 and -6. The first is deleted, the second inverted: -6 x + 6.
    scaling = Normalisation(torch.tensor([1.0]), torch.tensor([0.5]))
    learned_block = LearnedBlock(
        (kernel(0, deleted=True), kernel(1, inverted=True)),
        torch.tensor([[2.0], [3.0]]), scaling, (), (),
    )  # fmt: skip
    block = Block(kernel_size=1, pooling=pooling("none"), activation="none")
    pixels = torch.tensor([[[[0.0, 1.0, 2.0]]]])

    kept = build_block(learned_block, block, 1)(pixels)
    both = build_block(learned_block, block, 1, [0, 1])(pixels)
    turned = build_block(learned_block, block, 1, [1, 0])(pixels)

    assert kept.tolist() == [[[[6.0, 0.0, -6.0]]]]
    assert both.tolist() == [[[[-4.0, 0.0, 4.0]], [[6.0, 0.0, -6.0]]]]
    assert torch.equal(turned, both[:, [1, 0]])


@pytest.fixture(scope="module")
def learned():
    images = two_images()
    plain = learn(images, STRIDED)
    edits = [
        KernelEdit(
            block=number, action=action, kernel=plain.blocks[number - 1].kernels[row].identity
        )
        for number, action, row in ((1, "delete", 0), (1, "invert", 2), (2, "delete", 3))
    ]
    return learn(images, STRIDED, edits=edits)


def inputs_of(learned, number):
    image = tensor(two_images()[0].pixels)
    with torch.inference_mode():
        return [learned.encoder.colour(image), *learned.encoder.encode(image)][number - 1]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_kept_kernels_are_the_channels_of_the_encoder(learned, number):
    maps = all_maps(learned, number, inputs_of(learned, number))

    kernels = learned.blocks[number - 1].kernels
    kept = [row for row, kernel in enumerate(kernels) if not kernel.deleted]
    own = inputs_of(learned, number + 1) if number < 3 else None
    if own is None:
        with torch.inference_mode():
            own = learned.encoder.encode(tensor(two_images()[0].pixels))[-1]
    assert maps.shape[1] == len(kernels)
    assert torch.allclose(maps[:, kept], own, atol=1e-6)


def test_a_deleted_kernel_has_the_same_map(learned):
    """The input of block 1 is the image, whatever was deleted."""
    before = learn(two_images(), STRIDED)

    deleted = all_maps(learned, 1, inputs_of(learned, 1), [0])
    was = all_maps(before, 1, inputs_of(before, 1), [0])

    assert learned.blocks[0].kernels[0].deleted
    assert not before.blocks[0].kernels[0].deleted
    assert torch.equal(deleted, was)
