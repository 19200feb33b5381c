import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from flimbuilder.gui.canvas.outlines import (
    border_pixels,
    cracks_of_labels,
    cracks_of_pixels,
    qt_lines,
)

MASKS = arrays.arrays(np.bool_, st.tuples(st.integers(1, 7), st.integers(1, 7)))


def test_an_l_of_three_pixels_has_six_lines():
    rows, cols = np.array([1, 2, 2]), np.array([1, 1, 2])
    lines = {tuple(line) for line in cracks_of_pixels(rows, cols).tolist()}
    assert lines == {
        (1, 1, 2, 1), (2, 2, 3, 2), (1, 3, 3, 3),  # horizontal, merged
        (1, 1, 1, 3), (2, 1, 2, 2), (3, 2, 3, 3),  # vertical
    }  # fmt: skip


def test_no_pixels_have_no_lines():
    nothing = np.array([], np.int64)
    assert cracks_of_pixels(nothing, nothing).shape == (0, 4)
    assert qt_lines(cracks_of_labels(np.zeros((4, 4), np.uint8))) == []


@given(MASKS)
@settings(max_examples=60, deadline=None)
def test_lines_match_a_slow_loop(mask):
    framed = np.pad(mask, 1)
    expected = _pieces(framed)
    assert _units(cracks_of_labels(framed)) == expected
    rows, cols = np.nonzero(framed)
    assert _units(cracks_of_pixels(rows, cols)) == expected


@given(MASKS)
@settings(max_examples=30, deadline=None)
def test_dashes_are_part_of_the_line(mask):
    framed = np.pad(mask, 1)
    dashed = _units(cracks_of_labels(framed, dashed=True))
    assert dashed <= _units(cracks_of_labels(framed))


def test_border_pixels_of_a_square():
    labels = np.zeros((6, 6), np.uint8)
    labels[1:5, 1:5] = 7
    rim = np.zeros_like(labels)
    rim[border_pixels(labels)] = 1
    assert rim.sum() == 12
    assert not rim[2:4, 2:4].any()


def test_lines_are_offset_by_the_start_of_the_part():
    (line,) = qt_lines(np.array([[0, 1, 2, 1]]), row=10, col=20)
    assert (line.x1(), line.y1(), line.x2(), line.y2()) == (20, 11, 22, 11)


def _units(cracks):
    units = set()
    for x0, y0, x1, y1 in cracks.tolist():
        units |= {("level", y0, x) for x in range(x0, x1)}
        units |= {("upright", x0, y) for y in range(y0, y1)}
    return units


def _pieces(mask):
    height, width = mask.shape
    level = {("level", row, col) for row in range(1, height) for col in range(width)
             if mask[row - 1, col] != mask[row, col]}  # fmt: skip
    upright = {("upright", col, row) for row in range(height) for col in range(1, width)
               if mask[row, col - 1] != mask[row, col]}  # fmt: skip
    return level | upright
