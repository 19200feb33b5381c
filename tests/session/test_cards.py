"""The cards of kernels."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from flimbuilder.flim.learned import LearnedBlock, LearnedEncoder, LearnedKernel
from flimbuilder.flim.learner import learn
from flimbuilder.flim.patches import Normalisation
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.colour import LAB_OFFSET, LAB_SPAN
from flimbuilder.model.description import describe_model
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import ComponentIdentity, KernelEdit, Project, default_class
from flimbuilder.session.cards import edited_rows, kernel_cards, kernel_maps, kernel_traits
from flimbuilder.session.encoding import EncodedImage
from flimbuilder.session.project_build import ProjectBuild
from tests.scenes import BY_CLASSES

CLASSES = tuple(default_class(class_id) for class_id in range(3))


def identity(number: int) -> ComponentIdentity:
    return ComponentIdentity(class_id=1, component=number)


def kernel(number: int, deleted: bool = False, inverted: bool = False) -> LearnedKernel:
    return LearnedKernel(identity(number), 1, "a", 7, 3, 4, 5, deleted, inverted)


def block_of(
    weights: Sequence[Sequence[float]],
    deleted: Sequence[int] = (),
    inverted: Sequence[int] = (),
    mean: float = 0.0,
    deviation: float = 1.0,
) -> LearnedBlock:
    size = len(weights[0])
    kernels = tuple(
        kernel(number, number in deleted, number in inverted) for number in range(len(weights))
    )
    scaling = Normalisation(torch.full((size,), mean), torch.full((size,), deviation))
    return LearnedBlock(kernels, torch.tensor(weights), scaling, (), ())


def built_of(block: LearnedBlock, specification: Block, colour_space: str = "rgb") -> ProjectBuild:
    """A build with one block, whose encoder is never called."""
    architecture = Architecture(blocks=(specification,), colour_space=colour_space)
    learned = LearnedEncoder(architecture, None, (block,), "", ())  # type: ignore[arg-type]
    return ProjectBuild(1, Project(), None, learned, {})  # type: ignore[arg-type]


# Traits


def test_twins_by_hand() -> None:
    """Cosine 1 with the first; .6; the second again with its sign inverted."""
    block = block_of(
        [[1, 0], [0.6, 0.8], [3, 0], [-6, -8], [0.6, 0.81]], deleted=[1], inverted=[3]
    )
    traits = kernel_traits(built_of(block, Block(kernel_size=1)), 1)
    # The second is deleted, so nothing is its twin; the fifth is that of the fourth.
    assert traits.twins == [None, None, 1, None, 4]


def test_a_deleted_kernel_may_be_the_twin_of_a_kept_one() -> None:
    block = block_of([[1, 0], [1, 0.01]], deleted=[1])
    assert kernel_traits(built_of(block, Block(kernel_size=1)), 1).twins == [None, 1]


def test_filters_by_hand() -> None:
    """1 x 1 kernels on RGB: a direction of length sqrt(3), times the deviation, on the mean."""
    block = block_of([[2.0, 0, 0], [0, 0, -1], [1, 1, 1]], mean=0.5, deviation=0.1)
    filters = kernel_traits(built_of(block, Block(kernel_size=1)), 1).filters
    assert filters is not None
    far = round(255 * (0.5 + 0.1 * 3**0.5))
    near = round(255 * (0.5 - 0.1 * 3**0.5))
    grey = round(255 * 0.6)
    assert np.array(filters).tolist() == [
        [[[far, 128, 128]]], [[[128, 128, near]]], [[[grey, grey, grey]]]
    ]  # fmt: skip


def test_filters_of_lab_are_shown_in_colour() -> None:
    """The mean patch in Lab of red, with no deviation: every kernel is drawn red."""
    red = np.array([53.24, 80.09, 67.2])
    lab = (red + np.array(LAB_OFFSET)) / LAB_SPAN
    block = block_of([[1.0, 0, 0]], deviation=1e-9)
    scaling = Normalisation(torch.tensor(lab).float(), block.normalisation.deviation)
    block = LearnedBlock(block.kernels, block.weights, scaling, (), ())
    filters = kernel_traits(built_of(block, Block(kernel_size=1), "lab"), 1).filters
    assert filters is not None
    assert np.abs(filters[0][0, 0].astype(int) - [255, 0, 0]).max() <= 2


def test_filters_of_other_channel_counts_are_grey() -> None:
    block = block_of(np.ones((2, 9 * 2)).tolist(), mean=0.2)
    filters = kernel_traits(built_of(block, Block(kernel_size=3)), 1).filters
    assert filters is not None
    assert [picture.shape for picture in filters] == [(3, 3, 3)] * 2
    assert all((picture[..., 0] == picture[..., 1]).all() for picture in filters)
    two = built_of(block, Block())
    deeper = LearnedEncoder(two.learned.architecture, None, (block, block), "", ())  # type: ignore[arg-type]
    assert kernel_traits(ProjectBuild(1, Project(), None, deeper, {}), 2).filters is None  # type: ignore[arg-type]


# Maps


def small_encoding(
    edits: Sequence[KernelEdit] = (), side: int = 24
) -> tuple[EncodedImage, NDArray[np.integer]]:
    """An image of a bright square on dark ground, by two blocks learned from it."""
    rng = np.random.default_rng(0)
    truth = np.zeros((side, side), np.uint8)
    truth[6:14, 8:18] = 1
    pixels = (0.2 + 0.5 * truth[..., None] + 0.1 * rng.random((side, side, 3))).astype(np.float32)
    markers = [
        Disk(id=1, class_id=1, center=(10, 12), radius=3),
        Disk(id=2, class_id=0, center=(19, 4), radius=3),
    ]
    pooling = Pooling(size=3, stride=2)
    architecture = Architecture(
        blocks=(Block(kernels_per_marker=3, pooling=pooling), Block(kernels_per_marker=2)),
        colour_space="rgb",
    )
    learned = learn([TrainingImage("a", pixels, markers)], architecture, edits=edits)
    project = BY_CLASSES.with_(architecture=architecture, classes=CLASSES)
    model = Model(describe_model(project, learned), learned.encoder)
    built = ProjectBuild(1, project, model, learned, {})
    maps = [values.clone() for values in model.encode(pixels)]  # which a test may change
    return EncodedImage(built, "a", pixels, maps), truth


def test_maps_include_deleted_kernels() -> None:
    plain, truth = small_encoding()
    chosen = plain.built.learned.blocks[0].kernels[1].identity
    encoded, _ = small_encoding([KernelEdit(block=1, action="delete", kernel=chosen)])
    maps, before = kernel_maps(encoded, 1, truth), kernel_maps(plain, 1, truth)
    n_kernels = len(encoded.built.learned.blocks[0].kernels)
    assert np.shape(maps.small) == (n_kernels, 12, 12)
    assert encoded.activations[0].shape[1] == n_kernels - 1
    # A deletion in the first block changes no map of the first block.
    assert np.array_equal(maps.small, before.small)
    assert maps.maxima == pytest.approx(before.maxima, rel=1e-6)
    assert maps.dice is not None
    assert before.dice is not None
    assert np.array_equal(maps.dice, before.dice)


def test_each_map_is_scaled_by_its_maximum() -> None:
    encoded, _ = small_encoding()
    maps = kernel_maps(encoded, 1, None)
    full = encoded.activations[0][0]
    assert maps.maxima == pytest.approx(full.amax(dim=(1, 2)).numpy())
    expected = (255 * full / full.amax(dim=(1, 2), keepdim=True)).round().numpy()
    assert np.array_equal(maps.small, expected)
    assert maps.dice is None


def test_a_dead_kernel() -> None:
    encoded, _ = small_encoding()
    encoded.activations[1][0, 1] = 0
    encoded.activations[1][0, 2] = -0.5
    maps = kernel_maps(encoded, 2, None)
    assert maps.dead.tolist()[:3] == [False, True, False]
    assert not np.any(maps.small[1:3])


def test_large_maps_are_reduced() -> None:
    encoded, truth = small_encoding(side=400)
    maps = kernel_maps(encoded, 1, truth)
    assert {small.shape for small in maps.small} == {(128, 128)}  # of 200 x 200
    assert {small.max() for small in maps.small} == {255}


def test_dice_by_hand() -> None:
    """Maps of zeros and ones are cut in between; the truth is halved to the map's size."""
    encoded, _ = small_encoding()
    found = torch.zeros(12, 12)
    found[2:6, 3:7] = 1  # 16 pixels
    encoded.activations[0][0, 0] = found
    encoded.activations[0][0, 1] = 0
    truth = np.zeros((24, 24), np.uint8)
    truth[4:12, 6:10] = 1  # 8 pixels of the map, all of them found
    truth[20:, 20:] = 2  # 4 pixels, none of them found
    maps = kernel_maps(encoded, 1, truth)
    assert maps.dice is not None
    assert maps.dice[:, 0].tolist() == pytest.approx([2 * 8 / 24, 0])
    assert maps.dice[:, 1].tolist() == [0, 0]
    truth[truth == 2] = 0
    empty = kernel_maps(encoded, 1, truth)
    assert empty.dice is not None
    assert empty.dice[1, 1] == 1  # neither finds anything where there is nothing


def test_dice_leaves_ignored_pixels_out() -> None:
    encoded, _ = small_encoding()
    found = torch.zeros(12, 12)
    found[2:6, 3:7] = 1  # 16 pixels
    encoded.activations[0][0, 0] = found
    truth = np.zeros((24, 24), np.int16)
    truth[4:12, 6:10] = 1  # 8 pixels of the map, all of them found
    truth[4:12, 10:12] = -1  # 4 of the other 8 found pixels
    maps = kernel_maps(encoded, 1, truth)
    assert maps.dice is not None
    assert maps.dice[0, 0] == pytest.approx(2 * 8 / (8 + 12))


def test_dice_equals_a_loop_over_the_kernels() -> None:
    encoded, truth = small_encoding()
    from skimage.filters import threshold_otsu

    maps = kernel_maps(encoded, 1, truth)
    assert maps.dice is not None
    wanted = truth.reshape(12, 2, 12, 2).mean(axis=(1, 3)) > 0.5
    for row, values in enumerate(encoded.activations[0][0].numpy()):
        mask = values > threshold_otsu(values)
        dice = 2 * (mask & wanted).sum() / (mask.sum() + wanted.sum())
        assert maps.dice[0, row] == pytest.approx(dice, abs=1e-6)


# Edits and cards


def edit(number: int, action: str = "delete", block: int = 1) -> KernelEdit:
    return KernelEdit(block=block, action=action, kernel=identity(number))


def test_edits_match_kernels_as_in_a_build() -> None:
    block = block_of([[1, 0], [0, 1], [0.6, 0.8]])
    like = KernelEdit(block=1, action="invert", kernel=identity(99), weights=(0.01, 2.0))
    wrong = KernelEdit(block=1, action="delete", kernel=identity(0), weights=(0.0, 1.0))
    deleted, inverted = edited_rows(block, [like, wrong, edit(2)])
    assert deleted.tolist() == [True, False, True]
    assert inverted.tolist() == [False, True, False]


def test_cards_by_hand() -> None:
    block = block_of([[1, 0], [0, 1], [1, 1], [1, -1]], deleted=[1], inverted=[3])
    built = built_of(block, Block(kernel_size=1))
    weights = np.array([[1, -1, 0.5], [2, 2, 2]], np.float32)
    edits = [edit(1), edit(2), edit(0, "invert"), edit(3, block=2)]
    cards = kernel_cards(built, 1, edits, weights=weights, class_index=0)
    assert [card.number for card in cards] == [1, 2, 3, 4]
    assert [card.channel for card in cards] == [0, None, 1, 2]
    assert [card.weight for card in cards] == [1, None, -1, 0.5]
    assert [card.deleted for card in cards] == [False, True, True, False]
    assert [card.inverted for card in cards] == [True, False, False, False]
    assert [card.pending for card in cards] == [True, False, True, True]
    first = cards[0]
    assert (first.image, first.marker, first.row, first.col, first.size) == ("a", 7, 3, 4, 5)
    assert (first.identity, first.class_id, first.block) == (identity(0), 1, 1)
    assert (first.map, first.filters, first.twin, first.dice) == (None, None, None, None)


def test_cards_with_traits_maps_and_weights() -> None:
    encoded, truth = small_encoding()
    traits, maps = kernel_traits(encoded.built, 1), kernel_maps(encoded, 1, truth)
    cards = kernel_cards(encoded.built, 1, [], traits=traits, maps=maps, class_index=1)
    assert maps.dice is not None
    for row, card in enumerate(cards):
        assert card.map is not None
        assert np.array_equal(card.map, maps.small[row])
        assert card.filters is not None
        assert card.filters.shape == (3, 3, 3)
        assert (card.twin, card.dice) == (traits.twins[row], pytest.approx(maps.dice[1, row]))
        assert card.maximum == maps.maxima[row]


def test_cards_say_how_well_kernels_separate_their_class() -> None:
    block = block_of([[1.0], [2.0], [3.0]])
    measures = [(0.4, 1.0), (0.5, 0.0), (None, None)]
    kernels = tuple(
        replace(kernel, auc=auc, fisher=fisher)
        for kernel, (auc, fisher) in zip(block.kernels, measures, strict=True)
    )
    built = built_of(replace(block, kernels=kernels), Block(kernel_size=1))
    cards = kernel_cards(built, 1, [])
    assert [(card.auc, card.fisher) for card in cards] == measures
    assert [card.misleads for card in cards] == [True, False, False]


def test_a_missing_block_has_no_cards() -> None:
    built = built_of(block_of([[1, 0]]), Block(kernel_size=1))
    assert kernel_cards(built, 2, []) == ()
    assert kernel_cards(built, 0, []) == ()
