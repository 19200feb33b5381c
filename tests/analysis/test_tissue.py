"""The mask of tissue over a large image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.errors import InputError


def test_a_pixel_has_the_value_of_the_mask_there():
    tissue = TissueMask(np.array([[True, False], [False, False]]), (6, 4))
    expected = np.zeros((6, 4), bool)
    expected[:3, :2] = True

    np.testing.assert_array_equal(tissue.at(slice(0, 6), slice(0, 4)), expected)
    assert tissue.share == 0.25


def test_the_edges_of_tissue_are_exact():
    tissue = TissueMask(np.array([[True, False], [False, False]]), (6, 4))

    assert tissue.touches(slice(2, 6), slice(1, 4))
    assert not tissue.touches(slice(3, 6), slice(0, 4))
    assert not tissue.touches(slice(0, 6), slice(2, 4))
    assert not tissue.touches(slice(1, 1), slice(0, 4))


sides = st.integers(1, 12)


@st.composite
def tissues(draw):
    height, width = draw(sides), draw(sides)
    h, w = draw(st.integers(1, height)), draw(st.integers(1, width))
    cells = draw(st.lists(st.booleans(), min_size=h * w, max_size=h * w))
    return TissueMask(np.array(cells).reshape(h, w), (height, width))


@settings(max_examples=50)
@given(tissues(), st.data())
def test_rectangles_and_pixels_agree(tissue, data):
    height, width = tissue.size
    (top, bottom), (left, right) = (
        sorted(data.draw(st.tuples(st.integers(0, side), st.integers(0, side))))
        for side in tissue.size
    )
    whole = tissue.at(slice(0, height), slice(0, width))
    literal = [
        [tissue.mask[r * tissue.mask.shape[0] // height, c * tissue.mask.shape[1] // width]
         for c in range(width)]
        for r in range(height)
    ]  # fmt: skip

    np.testing.assert_array_equal(whole, literal)
    part = tissue.at(slice(top, bottom), slice(left, right))
    np.testing.assert_array_equal(part, whole[top:bottom, left:right])
    assert tissue.touches(slice(top, bottom), slice(left, right)) == part.any()
    assert tissue.share == pytest.approx(whole.mean())


@settings(max_examples=50)
@given(tissues(), sides, sides)
def test_another_level_loses_no_tissue(tissue, height, width):
    scaled = tissue.scaled((height, width))

    assert scaled.size == (height, width)
    assert scaled.mask.any() == tissue.mask.any()
    if height >= tissue.mask.shape[0] and width >= tissue.mask.shape[1]:
        np.testing.assert_array_equal(scaled.mask, tissue.mask)


def test_a_hundred_thousand_tiles_of_a_slide_are_quick():
    tissue = TissueMask(np.eye(2048, dtype=bool), (221_772, 105_185))
    starts = np.random.default_rng(1).integers(0, 100_000, (100_000, 2))
    boxes = np.stack([starts[:, 0], starts[:, 0] + 300, starts[:, 1], starts[:, 1] + 300], axis=1)

    touched = tissue.touched(boxes)

    some = slice(None, None, 5000)
    for (top, bottom, left, right), found in zip(boxes[some].tolist(), touched[some], strict=True):
        assert tissue.touches(slice(top, bottom), slice(left, right)) == found


def test_equal_masks_have_equal_digests():
    first, second = (TissueMask(np.eye(4, dtype=bool), (9, 9)) for _ in range(2))

    assert first.digest == second.digest
    assert first.digest != TissueMask(~np.eye(4, dtype=bool), (9, 9)).digest
    assert first.digest != TissueMask(np.eye(4, dtype=bool), (9, 8)).digest


@pytest.mark.parametrize("shape", [(3, 2), (0, 2), (2,)])
def test_a_mask_that_does_not_fit_is_refused(shape):
    with pytest.raises(InputError, match="does not fit an image of 2 x 2 pixels"):
        TissueMask(np.zeros(shape, bool), (2, 2))
