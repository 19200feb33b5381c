"""How plausible masks are without reference masks."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.explain.guidance.quality import (
    Appearance,
    ImagePlausibility,
    PlausibilityChange,
    compare,
    judge_image,
)


def square(side: int = 12) -> np.ndarray:
    """Return an image of a bright square, (side, side, 1)."""
    pixels = np.zeros((side, side, 1), np.float32)
    pixels[4:8, 4:8] = 1
    return pixels


def judged(pixels: np.ndarray, mask: np.ndarray) -> ImagePlausibility:
    saliency = np.where(mask, 0.9, 0.1).astype(np.float32)[None]
    return judge_image(Appearance(pixels), saliency, mask.astype(np.int16))


def test_a_mask_on_the_edges_has_contrast() -> None:
    pixels = square()
    mask = pixels[..., 0] > 0.5
    right, wrong = judged(pixels, mask), judged(pixels, np.roll(mask, (4, 4), axis=(0, 1)))
    assert right.contrast > 3 > wrong.contrast
    assert right.certainty == wrong.certainty == 1
    assert right.area == pytest.approx(16 / 144)


def test_contrast_is_a_loop_over_the_contour() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.random((9, 11, 3)).astype(np.float32)
    mask = rng.random((9, 11)) > 0.6
    grey = pixels.mean(axis=2)
    rows, cols = (np.gradient(grey, axis=axis) for axis in (0, 1))
    lengths = np.sqrt(rows**2 + cols**2)
    on_contour = [
        lengths[row, col]
        for row in range(9)
        for col in range(11)
        if len(set(mask[max(0, row - 1) : row + 2, max(0, col - 1) : col + 2].ravel())) == 2
    ]
    expected = np.mean(on_contour) / lengths.mean()
    assert judged(pixels, mask).contrast == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("fill", [False, True])
def test_without_a_contour_nothing_is_seen(fill: bool) -> None:
    found = judged(square(), np.full((12, 12), fill))
    assert found.contrast == 1
    assert found.area == fill


def test_constant_and_tiny_images() -> None:
    assert judged(np.full((5, 4, 3), 0.4, np.float32), np.eye(5, 4) > 0).contrast == 1
    assert judged(np.full((1, 1, 1), 0.4, np.float32), np.ones((1, 1), bool)).area == 1


def test_change_by_hand() -> None:
    before = [ImagePlausibility(0.90, 1.0, 0.1), ImagePlausibility(0.80, 2.0, 0.3)]
    after = [ImagePlausibility(0.91, 1.1, 0.18), ImagePlausibility(0.82, 2.05, 0.22)]
    change = compare(before, after)
    assert change.certainty == pytest.approx(0.015)
    assert change.contrast == pytest.approx(math.log(1.575 / 1.5))
    assert change.steadiness == pytest.approx(0.08 / 0.201)
    contrast = math.log(1.05) / 0.1  # the smallest of the three parts
    assert change.score == pytest.approx(0.6 + contrast + 2 + 2 * contrast)
    assert change.is_better  # 4.06


def test_no_part_counts_more_than_twice_its_unit() -> None:
    before, after = [ImagePlausibility(0.0, 1.0, 0.1)], [ImagePlausibility(1.0, 9.0, 0.1)]
    assert compare(before, after).score == 4


@given(st.tuples(*[st.floats(-1, 1)] * 3))
def test_the_score_is_the_formula(parts: tuple[float, float, float]) -> None:
    change = PlausibilityChange(*parts)
    limited = [
        min(2, max(-2, part / unit)) for part, unit in zip(parts, (0.025, 0.1, 0.15), strict=True)
    ]
    assert change.score == pytest.approx(sum(limited) + 2 * min(limited), abs=1e-9)
    assert not (change.is_better and min(limited) < -1e-9)


@pytest.mark.parametrize(
    ("change", "is_better", "is_worse"),
    [
        (PlausibilityChange(0.02, 0.08, 0.12), True, False),  # 2.4 and twice 0.8
        (PlausibilityChange(0.019, 0.08, 0.12), False, False),
        (PlausibilityChange(0.2, 0.9, -0.01), False, False),  # a part contradicts
        (PlausibilityChange(-0.02, 0.1, -0.1), False, False),
        (PlausibilityChange(-0.2, 0.0, -0.3), False, True),
        (PlausibilityChange(0, 0, 0), False, False),
    ],
)
def test_clear_changes(change: PlausibilityChange, is_better: bool, is_worse: bool) -> None:
    assert (change.is_better, change.is_worse) == (is_better, is_worse)


def test_other_images_are_refused() -> None:
    image = ImagePlausibility(1, 1, 0)
    with pytest.raises(ValueError, match="0 images before and 1 after"):
        compare([], [image])
    with pytest.raises(ValueError, match="2 images before and 1 after"):
        compare([image, image], [image])
