"""Mirrored, turned and scaled copies of marker patches."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_projection import ProjectedMarkers
from flimbuilder.flim.patch_augmentation import augment_patches, tap_orders
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Block
from flimbuilder.project.augmentation import PatchAugmentation
from tests.flim.cases import QUICK, architecture, disk, dots, noise, two_images

ALL = PatchAugmentation(flips=True, turns=True, intensity=0.25)
augmentations = st.builds(
    PatchAugmentation,
    flips=st.booleans(),
    turns=st.booleans(),
    intensity=st.sampled_from([0.0, 0.1, 0.9]),
)


def places_of(*markers: int) -> ProjectedMarkers:
    """Marked pixels of the given markers, in order, with distinct rows and columns."""
    index = np.array(markers)
    rows = np.arange(len(index))
    return ProjectedMarkers(0 * index, index, rows, rows + 50, rows + 100, rows)


def test_orders_by_hand():
    # 0 1 2
    # 3 4 5
    # 6 7 8
    flips = tap_orders(3, PatchAugmentation(flips=True))
    turns = tap_orders(3, PatchAugmentation(turns=True))

    assert flips.tolist() == [
        [0, 1, 2, 3, 4, 5, 6, 7, 8],
        [2, 1, 0, 5, 4, 3, 8, 7, 6],
        [6, 7, 8, 3, 4, 5, 0, 1, 2],
        [8, 7, 6, 5, 4, 3, 2, 1, 0],
    ]
    assert turns[1].tolist() == [2, 5, 8, 1, 4, 7, 0, 3, 6]  # a quarter turn to the left
    assert len(turns) == 4
    assert len(tap_orders(5, ALL)) == 8
    assert tap_orders(1, ALL).tolist() == [[0]]


def test_copies_by_hand():
    # Two channels; a patch of one tap has no flips, so its copies differ in the gain alone.
    patches = torch.tensor([[2.0, 4.0], [6.0, 8.0]])
    block = Block(kernel_size=1, augment=PatchAugmentation(flips=True, intensity=0.5))

    found = augment_patches(patches, places_of(0, 0), 2, block)

    assert found.patches.tolist() == [[2, 4], [6, 8], [1, 2], [3, 4], [3, 6], [9, 12]]
    assert found.original.tolist() == [0, 1, 0, 1, 0, 1]
    assert found.places.source.tolist() == [100, 101, 100, 101, 100, 101]


def test_copies_stay_with_their_marker():
    patches = torch.arange(27.0).reshape(3, 9)
    block = Block(augment=PatchAugmentation(turns=True))

    found = augment_patches(patches, places_of(0, 3, 3), 1, block)

    assert found.places.marker_index.tolist() == [0] * 4 + [3] * 8
    assert found.original.tolist() == [0] * 4 + [1, 2] * 4


def test_without_augmentation_nothing_is_copied():
    patches, places = torch.rand(4, 27), places_of(0, 0, 1, 1)

    found = augment_patches(patches, places, 3, Block())

    assert found.patches is patches
    assert found.places is places


@QUICK
@given(
    augmentation=augmentations,
    side=st.sampled_from([1, 3, 5]),
    channels=st.integers(1, 3),
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    seed=st.integers(0, 99),
)
def test_equals_a_literal_loop_over_turned_patches(augmentation, side, channels, sizes, seed):
    rng = np.random.default_rng(seed)
    markers = np.repeat(np.arange(len(sizes)) * 2, sizes)
    patches = rng.random((len(markers), side, side, channels)).astype(np.float32)

    found = augment_patches(
        torch.from_numpy(patches.reshape(len(markers), -1)),
        places_of(*markers),
        channels,
        Block(kernel_size=side, augment=augmentation),
    )

    for marker in np.unique(markers):
        expected = {tuple(copy.ravel()) for patch in patches[markers == marker]
                    for copy in literal_copies(patch, augmentation)}  # fmt: skip
        rows = found.patches[found.places.marker_index == marker]
        assert {tuple(row.tolist()) for row in rows} == expected
    originals = patches.reshape(len(markers), -1)[found.original]
    assert np.allclose(
        np.sort(found.patches.numpy(), axis=1).max(axis=1),
        np.sort(originals, axis=1).max(axis=1),
        rtol=augmentation.intensity + 1e-6,
    )


def literal_copies(patch, augmentation):
    """All copies of a patch (side, side, C)."""
    copies = [patch]
    if augmentation.flips:
        copies += [patch[:, ::-1], patch[::-1], patch[::-1, ::-1]]
    if augmentation.turns:
        copies = [np.rot90(copy, quarter) for copy in copies for quarter in range(4)]
    change = augmentation.intensity
    for gain in (1, 1 - change, 1 + change):
        yield from (copy * np.float32(gain) for copy in copies)


def test_a_kernel_for_every_turn():
    # A disk of one pixel gives one patch, and with eight clusters each of its copies a kernel.
    image = TrainingImage("a", noise(9, 9, 1), [dots(1, 1, (4, 4)), dots(2, 0, (2, 6))])
    block = Block(kernels_per_marker=8, augment=PatchAugmentation(flips=True, turns=True))

    learned = learn([image], architecture(block, standardise="none")).blocks[0]

    kernels = learned.weights.reshape(16, 3, 3)
    assert [kernel.marker for kernel in learned.kernels] == [1] * 8 + [2] * 8
    assert {(kernel.row, kernel.col) for kernel in learned.kernels} == {(4, 4), (2, 6)}
    assert all(kernel.size == 1 for kernel in learned.kernels)
    turned = {tuple(np.rot90(kernel, 1).round(5).ravel().tolist()) for kernel in kernels.numpy()}
    assert turned == {tuple(row) for row in kernels.numpy().round(5).reshape(16, 9).tolist()}


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_turned_images_give_the_same_kernels_in_block_1(quarter):
    # Every patch is a cluster, so that no k-means depends on the order of the pixels.
    pixels = noise(9, 9, 2)
    turned = np.ascontiguousarray(np.rot90(pixels, quarter))
    rows, cols = np.divmod(np.arange(81), 9)
    at = np.rot90(np.arange(81).reshape(9, 9), quarter).ravel()  # pixel of each turned pixel
    place = {int(pixel): (int(rows[k]), int(cols[k])) for k, pixel in enumerate(at)}
    block = Block(kernels_per_marker=16, augment=PatchAugmentation(turns=True))
    drawn = [dots(1, 1, (3, 4), (5, 2)), dots(2, 0, (7, 7), (1, 1))]
    moved = [dots(1, 1, place[31], place[47]), dots(2, 0, place[70], place[10])]

    found = [
        learn([TrainingImage("a", image, markers)], architecture(block)).blocks[0].weights
        for image, markers in ((pixels, drawn), (turned, moved))
    ]

    distances = torch.cdist(found[0], found[1])
    assert distances.shape == (16, 16)
    assert distances.min(dim=1).values.max() < 1e-4


def test_every_block_may_have_its_own():
    specification = architecture(
        Block(kernels_per_marker=3, kernels=6, augment=ALL),
        Block(kernels_per_marker=3, kernels=5, reduction="pca",
              augment=PatchAugmentation(flips=True)),
        Block(kernels_per_marker=2),
    )  # fmt: skip

    learned = learn(two_images(), specification)

    drawn = {("a", 1), ("a", 2), ("a", 3), ("a", 7), ("b", 2), ("b", 5)}
    for block in learned.blocks:
        assert {(kernel.image, kernel.marker) for kernel in block.kernels} <= drawn
        assert all(kernel.auc is not None for kernel in block.kernels)


def test_no_effect_on_feature_points():
    block = Block(kernels_per_marker=2)
    plain, augmented = (
        learn(two_images(), architecture(specification, estimator="bofp"))
        for specification in (block, block.with_(augment=ALL))
    )

    assert torch.equal(plain.blocks[0].weights, augmented.blocks[0].weights)


def test_no_step_of_another_augmentation_is_reused():
    memory = StepResults(2**24)
    image = TrainingImage("a", noise(12, 12), [disk(1, 1, 4, 4), disk(2, 0, 9, 9)])
    specifications = [
        architecture(Block(augment=PatchAugmentation(turns=turns))) for turns in (False, True)
    ]

    cached = [learn([image], specification, memory=memory) for specification in specifications]

    for learned, specification in zip(cached, specifications, strict=True):
        assert learned.fingerprint == learn([image], specification).fingerprint
    assert cached[0].fingerprint != cached[1].fingerprint


def test_not_written_by_default():
    assert "augment" not in Block().model_dump_json()
    assert Block(augment=ALL).model_dump()["augment"] == {
        "flips": True, "turns": True, "intensity": 0.25
    }  # fmt: skip


@pytest.mark.parametrize("intensity", [-0.1, 0.91, float("nan")])
def test_an_intensity_beyond_the_limit_is_refused(intensity):
    with pytest.raises(ValidationError, match="intensity"):
        PatchAugmentation(intensity=intensity)


def test_all_channels_of_a_tap_move_together():
    patches = torch.rand(2, 18)

    found = augment_patches(
        patches, places_of(0, 1), 2, Block(augment=PatchAugmentation(flips=True))
    )

    mirrored = patches.reshape(2, 3, 3, 2).flip(2).reshape(2, 18)
    assert torch.equal(found.patches[[1, 5]], mirrored)
