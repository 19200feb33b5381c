"""Places for the next markers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from flimbuilder.explain.guidance.places import calibrated, entropy
from flimbuilder.explain.guidance.suggesting import suggest_places
from flimbuilder.explain.guidance.suggestion import GuidedImage, Suggestion
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import default_class

CLASSES = tuple(default_class(class_id) for class_id in range(3))
SIDE = 64


def image(
    probability: NDArray[np.float64] | None = None,
    markers: tuple[Disk, ...] = (),
    name: str = "a",
    thresholds: tuple[float, ...] = (),
) -> GuidedImage:
    """Return an image of noise with the saliency of one class, cut at 0.5."""
    pixels = np.random.default_rng(0).random((SIDE, SIDE, 3)).astype(np.float32)
    if probability is None:
        return GuidedImage(name, pixels, markers)
    labels = (probability > 0.5).astype(np.uint8)
    return GuidedImage(name, pixels, markers, probability[None], labels, thresholds)


def blob(row: float, col: float, width: float = 8.0) -> NDArray[np.float64]:
    """Return a saliency that is 0.5 at a distance from a centre."""
    rows, cols = np.indices((SIDE, SIDE))
    return 1 / (1 + np.exp(np.hypot(rows - row, cols - col) - width))


def disk(row: float, col: float, class_id: int | None = 0, number: int = 1) -> Disk:
    return Disk(id=number, class_id=class_id, center=(row, col), radius=2)


def suggested(*images: GuidedImage, count: int = 6, radius: float = 3.0) -> list[Suggestion]:
    return suggest_places(images, CLASSES, count=count, radius=radius)


def test_entropy_by_hand() -> None:
    values = entropy(np.array([[[0.0, 0.5, 1.0, 0.25]]]))
    quarter = -(0.25 * math.log2(0.25) + 0.75 * math.log2(0.75))
    np.testing.assert_allclose(values, [[0, 1, 0, quarter]], atol=1e-6)
    two = entropy(np.array([[[0.5]], [[0.5]]]))  # shares 1/3 each
    np.testing.assert_allclose(two, 1, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_entropy_is_the_formula(probabilities: list[float]) -> None:
    shares = [1 - max(probabilities), *probabilities]
    shares = [share / sum(shares) for share in shares]
    expected = -sum(share * math.log(share) for share in shares if share > 0) / math.log(
        len(shares)
    )
    found = entropy(np.array(probabilities)[:, None, None])
    assert found[0, 0] == pytest.approx(expected, abs=1e-4)
    assert 0 <= found[0, 0] <= 1


def test_the_threshold_becomes_a_half() -> None:
    saliency = np.array([[[0.0, 0.1, 0.2, 0.6, 1.0]]])
    guided = GuidedImage(
        "a", np.zeros((1, 5, 3)), (), saliency, np.zeros((1, 5), int), thresholds=(0.2,)
    )
    np.testing.assert_allclose(calibrated(guided), [[[0, 0.25, 0.5, 0.75, 1]]], atol=1e-6)


def test_begins_on_the_border_and_far_from_it() -> None:
    found = suggested(image(blob(20, 20) + 0.1 * blob(50, 50, 3)))
    assert {place.class_id for place in found} == {0, 1}
    for place in found:
        distance = math.hypot(place.row - 20, place.col - 20)
        if "border" in place.why:
            assert place.class_id == 1
            assert distance == pytest.approx(8, abs=1.5)
        elif place.class_id == 0:
            assert distance >= 8 + 4 * place.radius - 1.5
    alarm = next(place for place in found if place.class_id == 0)
    assert math.hypot(alarm.row - 50, alarm.col - 50) < 6
    assert "yet the saliency" in alarm.why


def test_balances_the_classes() -> None:
    found = suggested(image(blob(30, 30)), count=4)
    assert [place.class_id for place in found[:2]] in ([0, 1], [1, 0])
    many = tuple(disk(5 + 5 * number, 5, 1, number) for number in range(1, 5))
    assert suggested(image(blob(30, 40), many), count=1)[0].class_id == 0
    many = tuple(disk(5 + 5 * number, 5, 0, number) for number in range(1, 5))
    assert suggested(image(blob(30, 40), many), count=1)[0].class_id == 1


def test_ranks_the_border_by_entropy() -> None:
    probability = np.where(blob(32, 32, 12) > 0.5, 0.99, 0.01)
    probability[18:46, 10:24] = np.clip(probability[18:46, 10:24], 0.45, 0.55)
    probability = np.where(blob(32, 32, 12) > 0.5, np.maximum(probability, 0.51), probability)
    first = next(place for place in suggested(image(probability)) if place.class_id == 1)
    assert first.col < 26


def test_a_saturated_saliency_gives_no_ranking() -> None:
    found = suggested(image((blob(32, 32, 12) > 0.5).astype(float)))
    borders = [place.why for place in found if "border" in place.why]
    assert borders
    assert set(borders) == {"On the border of a predicted object."}


@pytest.mark.parametrize("level", [0.0, 0.2])
def test_an_empty_prediction_still_gives_places(level: float) -> None:
    probability = np.full((SIDE, SIDE), level)
    probability[40, 22] = level + 0.2
    found = suggested(image(probability))
    assert len(found) >= 3
    assert "Nothing is predicted" in found[0].why
    assert math.hypot(found[0].row - 40, found[0].col - 22) <= 6
    assert {place.class_id for place in found} == {None}


def test_a_full_prediction_has_only_an_inside() -> None:
    found = suggested(image(np.full((SIDE, SIDE), 0.9)))
    assert found
    assert all(place.why.startswith("Inside a predicted object") for place in found)


def test_before_a_build_places_differ() -> None:
    guided = image()
    guided.pixels[:, 40:] = 0.9
    found = suggested(guided)
    assert all(place.class_id is None for place in found)
    assert {place.col >= 40 for place in found} == {True, False}
    assert all("Unlike everything" in place.why for place in found)


def test_marked_places_are_left_alone() -> None:
    markers = (disk(20, 28), disk(28, 20, 1, 2), disk(50, 50, None, 3))
    for guided in (image(blob(20, 20), markers), image(None, markers)):
        for place in suggested(guided, count=20):
            for marker in markers[:2]:
                row, col = marker.center
                distance = math.hypot(place.row - row, place.col - col)
                assert distance > 2 * place.radius + marker.radius - 1.5


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 63), st.integers(0, 63), st.floats(0, 25), st.floats(1, 6), st.booleans())
def test_places_keep_apart_inside_the_image(
    row: int, col: int, width: float, radius: float, with_result: bool
) -> None:
    probability = blob(row, col, width) if with_result else None
    found = suggested(image(probability), image(probability, name="b"), count=9, radius=radius)
    assert len(found) <= 9
    for index, place in enumerate(found):
        assert 1 <= place.radius <= radius
        assert place.radius <= place.row < SIDE - place.radius
        assert place.radius <= place.col < SIDE - place.radius
        for other in found[:index]:
            if other.image == place.image:
                distance = math.hypot(place.row - other.row, place.col - other.col)
                assert distance >= 4 * place.radius


def test_all_images_get_their_turn() -> None:
    found = suggested(image(blob(20, 20)), image(blob(20, 20), name="b"), count=4)
    assert [place.image for place in found].count("a") == 2


def test_small_objects_get_small_disks() -> None:
    assert {place.radius for place in suggested(image(blob(30, 30, 3)), radius=5)} == {2.0}
    assert {place.radius for place in suggested(image(blob(30, 30, 12)), radius=5)} == {5.0}


def test_the_same_images_give_the_same_places() -> None:
    guided = image(blob(20, 20) + 0.02)
    assert suggested(guided) == suggested(guided)


def test_tiny_images_do() -> None:
    for shape in ((1, 1), (3, 9)):
        guided = GuidedImage("a", np.zeros((*shape, 3), np.float32))
        assert all(place.row < shape[0] for place in suggested(guided))
        labels = np.ones(shape, np.uint8)
        saliency = labels[None].astype(np.float32)
        suggested(GuidedImage("a", guided.pixels, (), saliency, labels))


def test_places_go_on_inside_and_on_other_background() -> None:
    probability = np.where(blob(40, 40, 20) > 0.5, 0.8, 0.0)
    probability[6:10, 6:10] = 0.3
    found = [place.why for place in suggested(image(probability), count=60, radius=2)]
    parts = ("border", "yet the saliency", "Inside", "unlike the background")
    first = [next(at for at, why in enumerate(found) if part in why) for part in parts]
    assert max(first[:2]) < min(first[2:])
