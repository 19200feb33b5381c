"""Encoders that begin with the blocks of another encoder."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

import flimbuilder as fb
from flimbuilder.errors import ArchitectureError, LearnError
from flimbuilder.flim.encode import encode_images
from flimbuilder.flim.frozen_blocks import FrozenKernels, adopt_kernels
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_projection import ProjectedMarkers
from flimbuilder.flim.network import FlimBlock
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import TrainingImage, collect_marked_pixels
from flimbuilder.project.architecture import Block
from flimbuilder.project.encoder_start import EncoderStart
from flimbuilder.project.project import FrozenIdentity, KernelEdit
from tests.flim.cases import (
    QUICK,
    STRIDED,
    architecture,
    disk,
    dots,
    noise,
    pooling,
    random_blocks,
    tensor,
    two_images,
)


def other_images():
    return [
        TrainingImage("x", noise(17, 21, 3, 8), [disk(4, 1, 5, 5), disk(9, 0, 12, 15)]),
        TrainingImage("y", noise(15, 15, 3, 9), [disk(1, 0, 4, 10, 1.0), disk(3, 1, 9, 3)]),
    ]


@pytest.mark.parametrize("n_blocks", [1, 2, 3])
def test_beginning_with_its_own_blocks_gives_the_same_encoder(n_blocks):
    learned = learn(two_images(), STRIDED, seed=3)

    again = learn(two_images(), STRIDED, seed=3, first_blocks=learned.encoder.blocks()[:n_blocks])

    assert again.fingerprint == learned.fingerprint
    assert [block.is_frozen for block in again.blocks] == [
        number <= n_blocks for number in (1, 2, 3)
    ]
    for ours, theirs in zip(again.blocks[n_blocks:], learned.blocks[n_blocks:], strict=True):
        assert torch.equal(ours.weights, theirs.weights)
        assert ours.kernels == theirs.kernels


@QUICK
@given(
    first=random_blocks,
    second=random_blocks,
    height=st.integers(9, 20),
    width=st.integers(9, 20),
    seed=st.integers(0, 9),
)
def test_the_second_block_is_learned_from_the_maps_of_the_first(
    first, second, height, width, seed
):
    donor = learn(other_images(), architecture(first), seed=seed)
    image = noise(height, width, 3, seed)
    drawn = [dots(1, 1, (4, 4), (4, 5), (5, 4)), dots(2, 0, (7, 7), (7, 8))]
    images = [TrainingImage("a", image, drawn)]
    specification = architecture(first, second)

    try:
        learned = learn(images, specification, seed=seed, first_blocks=donor.encoder.blocks())
    except LearnError:  # strides and ReLU can leave patches that are all alike
        assume(False)

    maps = [
        encode_images(encoder, kind, image[None], 1)[0]
        for encoder, kind in (
            (donor.encoder, donor.architecture),
            (learned.encoder, learned.architecture),
        )
    ]
    assert torch.equal(*maps)
    # The second block is the first one of an encoder whose images are these maps.
    maps = maps[0][0].permute(1, 2, 0).numpy()
    marked = collect_marked_pixels(images, seed)
    rows, cols = literal_places(marked, image.shape[:2], maps.shape[:2])
    moved = [
        dots(number, 2 - number, *sorted({
            place for place, of in zip(zip(rows, cols, strict=True), marked.marker_index,
                                       strict=True) if of == number - 1
        }))
        for number in (1, 2)
    ]  # fmt: skip
    alone = learn([TrainingImage("a", maps, moved)], architecture(second), seed=seed).blocks[0]
    assert alone.weights.shape == learned.blocks[1].weights.shape
    assert alone.weights.numpy() == pytest.approx(learned.blocks[1].weights.numpy(), abs=1e-3)


def literal_places(marked, size, map_size):
    """The place of each marked pixel on a map, halves up."""
    return tuple(
        [min((2 * place * new + old) // (2 * old), new - 1) for place in places.tolist()]
        for places, old, new in zip((marked.row, marked.col), size, map_size, strict=True)
    )


def places_of(count):
    index = np.arange(count)
    return ProjectedMarkers(0 * index, index, index, index, index, index)


def test_classes_and_places_by_hand():
    # Three markers of one pixel each: background 0 0, object 1 0, object 0 3. Kernels: x - 0.5
    # answers to the first object alone, 1 - x - y to the background, and the last to nothing.
    patches = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 3.0]])
    weights = torch.tensor([[1.0, 0.0], [-1.0, -1.0], [0.0, 0.0]])
    bias = torch.tensor([-0.5, 1.0, -1.0])
    image = TrainingImage("a", noise(5, 5), [
        dots(1, 0, (0, 0)), dots(2, 7, (2, 2)), dots(3, 7, (4, 4))
    ])  # fmt: skip
    marked = collect_marked_pixels([image], 0)

    bank, scaling, separation = adopt_kernels(
        FrozenKernels(weights, bias), patches, places_of(3), marked, "relu"
    )

    assert bank.class_id.tolist() == [7, 0, 0]
    assert bank.nearest.tolist() == [1, 0, 0]
    assert separation.auc.tolist() == [0.75, 1.0, 0.5]
    assert scaling.fold(weights)[0].tolist() == weights.tolist()
    assert bank.identities(marked, ["a"]) == [FrozenIdentity(kernel=row) for row in range(3)]
    assert bank.sources(marked, ["a"]) == [(), (), ()]


def test_a_single_class_takes_all_kernels():
    images = [TrainingImage("a", noise(12, 12), [disk(1, 3, 5, 5)])]
    donor = learn(other_images(), STRIDED)

    learned = learn(images, STRIDED, first_blocks=donor.encoder.blocks()[:1])

    assert set(learned.blocks[0].classes) == {3}
    assert all(kernel.auc is None for kernel in learned.blocks[0].kernels)


def edit(action, block, kernel):
    return KernelEdit(block=block, action=action, kernel=FrozenIdentity(kernel=kernel))


def test_a_deleted_kernel_gives_no_input_to_the_next_frozen_block():
    donor = learn(other_images(), STRIDED)
    edits = [edit("delete", 1, 1), edit("delete", 1, 4), edit("delete", 2, 0)]

    learned = learn(two_images(), STRIDED, edits=edits, first_blocks=donor.encoder.blocks()[:2])

    pixels = two_images()[0].pixels
    silenced = donor.encoder
    with torch.no_grad():
        silenced.blocks()[1].conv.weight[:, [1, 4]] = 0
    expected = silenced(tensor(pixels))
    found = learned.encoder(tensor(pixels))
    kept = [row for row in range(expected[0].shape[1]) if row not in (1, 4)]
    assert torch.equal(found[0], expected[0][:, kept])
    assert found[1].numpy() == pytest.approx(expected[1][:, 1:].numpy(), abs=1e-4)
    assert [kernel.deleted for kernel in learned.blocks[0].kernels].count(True) == 2


def test_an_inverted_kernel_has_the_opposite_sign_and_bias():
    donor = learn(other_images(), STRIDED)
    conv = donor.encoder.blocks()[0].conv

    learned = learn(
        two_images(), STRIDED, edits=[edit("invert", 1, 2)],
        first_blocks=donor.encoder.blocks()[:1],
    )  # fmt: skip

    found = learned.encoder.blocks()[0].conv
    assert torch.equal(found.weight[2], -conv.weight[2])
    assert torch.equal(found.bias[2], -conv.bias[2])
    assert torch.equal(found.weight[3:], conv.weight[3:])


def test_steps_are_cached_with_the_blocks():
    memory = StepResults(2**24)
    donors = [learn(other_images(), STRIDED, seed=seed) for seed in (1, 2)]

    found = [
        learn(two_images(), STRIDED, first_blocks=donor.encoder.blocks()[:1], memory=memory)
        for donor in (*donors, donors[0])
    ]

    assert found[0].fingerprint == found[2].fingerprint != found[1].fingerprint
    plain = learn(two_images(), STRIDED, first_blocks=donors[1].encoder.blocks()[:1])
    assert plain.fingerprint == found[1].fingerprint


def test_feature_points_follow_frozen_blocks():
    specification = architecture(Block(kernels_per_marker=2), Block(), estimator="bofp")
    donor = learn(other_images(), architecture(Block(kernels=5)))

    learned = learn(two_images(), specification, first_blocks=donor.encoder.blocks())

    assert len(learned.blocks[0].kernels) == 5
    assert all(kernel.sources for kernel in learned.blocks[1].kernels)


START = EncoderStart(path="x.model", blocks=1, fingerprint="0" * 64)


@pytest.mark.parametrize(("specification", "channels", "kind", "message"), [
    (architecture(Block(dilation=2), Block()), 3, ArchitectureError, "block 1 .* differs"),
    (architecture(Block(pooling=pooling(size=5)), Block()), 3, ArchitectureError, "block 1 "),
    (architecture(Block(), Block(), start=START.with_(blocks=2)), 3, ArchitectureError,
     "begins with 2 blocks of x.model, and 1 are given"),
    (architecture(Block(), Block()), 1, LearnError, "read 3 channels, and .* give 1;"),
])  # fmt: skip
def test_blocks_that_do_not_fit_are_refused(specification, channels, kind, message):
    donor = learn(other_images(), architecture(Block(kernels=4)))

    with pytest.raises(kind, match=message) as raised:
        learn(two_images(channels), specification, first_blocks=donor.encoder.blocks())

    assert len(str(raised.value)) < 200


def test_more_blocks_than_the_architecture_has_are_refused():
    donor = learn(other_images(), STRIDED)

    with pytest.raises(ArchitectureError, match="3 first blocks, but the architecture has 1"):
        learn(two_images(), architecture(STRIDED.blocks[0]), first_blocks=donor.encoder.blocks())


def test_as_an_estimator():
    images = [image.pixels for image in two_images()]
    markers = [image.markers for image in two_images()]
    donor = fb.FlimEncoder(STRIDED, random_state=1).fit(images, markers)

    encoder = fb.FlimEncoder(
        STRIDED, first_blocks=donor.encoder_.blocks()[:2], random_state=1
    ).fit(images, markers)

    assert encoder.fingerprint_ == donor.fingerprint_
    assert isinstance(encoder.first_blocks[0], FlimBlock)
