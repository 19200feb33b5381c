"""The points of maps, and their features."""

from dataclasses import replace

import numpy as np
import pytest

from flimbuilder.explain.maps.features import (
    folded_kernel_table,
    image_table,
    kernel_table,
    patch_table,
)
from flimbuilder.explain.maps.image_features import SurveyedImage, survey_image
from flimbuilder.explain.maps.points import MapPoint, describe_point
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.marker_patches import MarkerPatches, marker_patches
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.project import KernelEdit
from tests.flim.test_marker_patches import BLOCKS, training_images
from tests.learned_models import image, learned_model

IMAGES = training_images()


@pytest.fixture(scope="module")
def learned() -> LearnedEncoder:
    """Two blocks; the second kernel of block 1 is deleted, and the third inverted."""
    architecture = Architecture.model_validate({"blocks": BLOCKS})
    first = learn(IMAGES, architecture).blocks[0]
    edits = [
        KernelEdit(
            block=1, action=action, kernel=first.kernels[row].identity,
            weights=tuple(first.weights[row].tolist()),
        )
        for row, action in ((1, "delete"), (2, "invert"))
    ]  # fmt: skip
    return learn(IMAGES, architecture, edits=edits)


@pytest.fixture(scope="module")
def patches(learned: LearnedEncoder) -> MarkerPatches:
    return next(marker_patches(IMAGES, learned))


def test_kernels_are_their_weights_as_learned(learned: LearnedEncoder) -> None:
    table = kernel_table(learned.blocks[0], 1)
    sign = np.array([1, 1, -1, 1, 1])[:, None]
    assert table.features == pytest.approx(learned.blocks[0].weights.numpy() * sign)
    assert [point.number for point in table.points] == [1, 2, 3, 4, 5]
    assert [point.deleted for point in table.points] == [False, True, False, False, False]
    kernel = learned.blocks[0].kernels[3]
    point = table.points[3]
    assert (point.kernel, point.class_id) == (kernel.identity, kernel.class_id)
    assert (point.image, point.marker, point.row, point.col) == (
        kernel.image, kernel.marker, kernel.row, kernel.col
    )  # fmt: skip
    assert (point.weight, point.dice, point.activity) == (None, None, None)
    assert table.groups is None


def test_values_skip_deleted_kernels(learned: LearnedEncoder) -> None:
    """Weights and Dice are of channels: the fourth kernel is the third channel."""
    weights = np.array([[1.0, 2.0, 3.0, 4.0]])
    dice = np.array([[0.1, 0.2, 0.3, 0.4]], np.float32)
    surveyed = [
        SurveyedImage("x", (), kernel_dice=(dice,)), SurveyedImage("y", ()),
        SurveyedImage("z", (), kernel_dice=(3 * dice,)),
    ]  # fmt: skip
    table = kernel_table(learned.blocks[0], 1, weights=weights, surveyed=surveyed)
    assert [point.weight for point in table.points] == [1.0, None, 2.0, 3.0, 4.0]
    assert [point.dice for point in table.points if not point.deleted] == pytest.approx(
        [0.2, 0.4, 0.6, 0.8]
    )
    assert table.points[1].dice is None


def test_values_are_of_the_class_of_the_kernel(learned: LearnedEncoder) -> None:
    """Kernels of the background have the values of the first object class."""
    classes = [kernel.class_id for kernel in learned.blocks[0].kernels]
    weights = np.stack([np.zeros(4), np.ones(4)])
    table = kernel_table(learned.blocks[0], 1, weights=weights, object_classes=(7, 1))
    for point, class_id in zip(table.points, classes, strict=True):
        if not point.deleted:
            assert point.weight == (1.0 if class_id == 1 else 0.0)


def test_activities_equal_loops(learned: LearnedEncoder, patches: MarkerPatches) -> None:
    block = learned.blocks[0]
    table = kernel_table(block, 1, patches=patches)
    for row, kernel in enumerate(block.kernels):
        weights = block.weights[row].numpy() * (-1 if kernel.inverted else 1)
        of_marker: dict[tuple[str, int], list[float]] = {}
        for at in range(len(patches)):
            marker = patches.image[at], int(patches.marker[at])
            activation = max(0.0, float(weights @ patches.patches[at]))
            of_marker.setdefault(marker, []).append(activation)
        wanted = np.mean([np.mean(values) for values in of_marker.values()])
        assert table.points[row].activity == pytest.approx(wanted, rel=1e-4)
    found = patch_table(patches, block)
    sign = np.array([1, 0, -1, 1, 1])[:, None]  # the second is deleted
    for at in (0, 5, len(patches) - 1):
        responses = np.maximum((block.weights.numpy() * sign) @ patches.patches[at], 0)
        assert found.points[at].activity == pytest.approx(responses.sum() / 4, rel=1e-4)


def test_patches_name_their_markers(learned: LearnedEncoder, patches: MarkerPatches) -> None:
    table = patch_table(patches, learned.blocks[0])
    assert table.features is patches.patches
    assert table.points[0].class_id == 0
    assert table.groups is not None
    assert set(table.groups) == {(name, marker) for name in "ab" for marker in (1, 2)}
    assert table.note == ""
    sampled = replace(patches, marked=7 * len(patches), most=3)
    assert patch_table(sampled, learned.blocks[0]).note == (
        f"{len(patches)} of {7 * len(patches)} marked pixels, at most 3 of each marker"
    )


def test_a_model_alone_has_the_weights_of_the_network() -> None:
    model = learned_model()
    kernels = model.tensors()["block1.conv.weight"].numpy()
    table = folded_kernel_table(model.document.blocks[0], 1, kernels)
    assert table.features.shape == (len(kernels), 27)
    assert table.points[0].kernel == model.document.blocks[0].kernels[0].identity
    assert "weights as in the network" in table.note


def test_a_model_alone_numbers_kernels_as_the_window_does() -> None:
    model = learned_model()
    record = model.document.blocks[0]
    less = record.with_(kernels=record.kernels[1:], deleted=record.kernels[:1])
    kernels = model.tensors()["block1.conv.weight"].numpy()[1:]
    numbers = [point.number for point in folded_kernel_table(less, 1, kernels).points]
    assert numbers == list(range(2, len(record.kernels) + 1))


def test_images_are_pooled_activations() -> None:
    model = learned_model()
    pixels = [image(seed=seed) for seed in range(3)]
    surveyed = [survey_image(model, str(at), shown) for at, shown in enumerate(pixels)]
    maps = model.activations(pixels[1])
    for block, found in enumerate(maps):
        wanted = [*(channel.mean() for channel in found), *(channel.max() for channel in found)]
        assert surveyed[1].pooled[block] == pytest.approx(wanted, rel=1e-5)
    table = image_table(surveyed, 2, {"0": 1, "1": None}, {"0": 0.5})
    pooled = np.stack([found.pooled[1] for found in surveyed])
    deviation = pooled.std(axis=0)
    shown = deviation > 0
    assert table.features[:, shown] == pytest.approx(
        ((pooled - pooled.mean(axis=0)) / np.where(shown, deviation, 1))[:, shown], abs=1e-4
    )
    assert [point.image for point in table.points] == ["0", "1", "2"]
    assert table.class_ids == (1, None, None)
    assert [point.dice for point in table.points] == [0.5, None, None]
    assert table.points[0].activity == pytest.approx(pooled[0, :6].mean(), rel=1e-5)


def test_equal_images_and_none() -> None:
    one = SurveyedImage("a", (np.array([1.0, 2.0], np.float32),))
    table = image_table([one, replace(one, image="b")], 1, {})
    assert not table.features.any()
    assert image_table([], 1, {}).features.shape == (0, 1)


def test_tiles_give_the_features_of_the_whole() -> None:
    model, pixels = learned_model(), image(sides=(90, 70))
    whole = survey_image(model, "a", pixels, truth=np.ones((90, 70), np.int16))
    tiled = survey_image(model, "a", pixels, whole_bytes=0)
    for block in (0, 1):
        assert tiled.pooled[block] == pytest.approx(whole.pooled[block], rel=1e-4, abs=1e-5)
    assert tiled.kernel_dice == ()
    assert len(whole.kernel_dice) == 2
    assert whole.kernel_dice[1].shape == (1, 6)
    assert set(whole.weights) == {2}


def test_points_are_described_in_one_line() -> None:
    point = MapPoint(1, "a", 3, 5, 6, number=4, deleted=True, dice=0.25)
    assert describe_point(point, {"a": "egg.png"}, {1: "egg"}) == (
        "kernel 4 (deleted) · egg · egg.png · marker 3 · row 5, column 6 · dice 0.25"
    )
    assert describe_point(MapPoint(2), {}, {}) == "class 2"


def test_training_images_read_in_windows_give_the_same_patches(learned: LearnedEncoder) -> None:
    class Source:
        def __init__(self, pixels: np.ndarray) -> None:
            self.pixels, self.shape = pixels, pixels.shape

        def windows(self, places: list[tuple[slice, slice]]) -> list[np.ndarray]:
            return [self.pixels[place] for place in places]

    read = [TrainingImage(shown.id, Source(shown.pixels), shown.markers) for shown in IMAGES]
    for whole, found in zip(
        marker_patches(IMAGES, learned), marker_patches(read, learned), strict=True
    ):
        assert np.array_equal(whole.patches, found.patches)
