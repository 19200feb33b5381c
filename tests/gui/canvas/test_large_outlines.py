"""Outlines of masks of many pixels look like those of small ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtGui import QColor, QImage, QPainter

from flimbuilder.gui.canvas.large_outlines import LargeOutlineLayer, outlined
from flimbuilder.gui.canvas.overlay_layers import OutlineLayer
from flimbuilder.gui.canvas.transform import ViewTransform

SIDE = 64
COLOURS = {1: QColor("#0072b2"), 2: QColor("#f0e442")}


def drawn(layer: OutlineLayer, view: ViewTransform, filled: float = 0.0) -> np.ndarray:
    """The pixels (SIDE, SIDE, 4) of a layer on a grey canvas."""
    layer.set_colours(COLOURS, filled)
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(100, 100, 100))
    painter = QPainter(image)
    layer.draw(painter, view, 1.0, (float(SIDE), float(SIDE)))
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, SIDE, 4).copy()


def two_disks(side: int = SIDE) -> np.ndarray:
    rows, cols = np.indices((side, side)) / side
    first = (rows - 0.3) ** 2 + (cols - 0.3) ** 2 < 0.2**2
    second = (rows - 0.6) ** 2 + (cols - 0.6) ** 2 < 0.3**2
    return np.where(second, 2, first)


@pytest.mark.parametrize("dashed", [False, True])
@pytest.mark.parametrize("scale", [0.25, 0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("filled", [0.0, 0.4])
def test_it_looks_like_any_outline(
    qapp: object, dashed: bool, scale: float, filled: float
) -> None:
    mask = two_disks(4 * SIDE).astype(np.uint8)
    x, y = (10 - scale * SIDE * share for share in (0.4, 1.2))
    view = ViewTransform(*mask.shape, scale=scale, x=x, y=y)  # an edge is in view
    plain, large = (
        drawn(kind(mask, dashed=dashed, fills=True), view, filled)
        for kind in (OutlineLayer, LargeOutlineLayer)
    )
    assert (plain[..., :3] != 100).any()
    differs = (plain != large).any(axis=2).mean()
    # Halved labels take the larger class, where pixels of the border take the last one.
    assert differs < (0.15 if scale < 1 else 0.002 if scale < 3 else 1e-9)


SIDES = st.tuples(st.integers(1, 9), st.integers(1, 9))


@given(arrays(np.uint8, SIDES, elements=st.sampled_from([0, 1, 3])))
def test_lines_are_the_pixels_that_touch_another_value(values: np.ndarray) -> None:
    lines = outlined(values)
    height, width = values.shape
    for row, col in np.ndindex(height, width):
        beside = [
            (row + down, col + right)
            for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1))
            if 0 <= row + down < height and 0 <= col + right < width
        ]
        touches = any(values[place] != values[row, col] for place in beside)
        if values[row, col] and touches:
            assert lines[row, col] == values[row, col]
        else:
            near = [values[p] for p in beside if values[p] and is_line(values, p)]
            assert lines[row, col] == (max(near) + 1 if near else 0)


def is_line(values: np.ndarray, place: tuple[int, int]) -> bool:
    row, col = place
    height, width = values.shape
    return any(
        values[row + down, col + right] != values[place]
        for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1))
        if 0 <= row + down < height and 0 <= col + right < width
    )


def test_lines_that_would_cover_the_view_are_an_area(qapp: object) -> None:
    """Dots in every second, and every sixteenth, pixel of the screen."""
    pictures = []
    for step in (8, 64):
        mask = np.zeros((16 * SIDE, 16 * SIDE), np.uint8)
        mask[::step, ::step] = 1
        pictures.append(drawn(LargeOutlineLayer(mask), ViewTransform(*mask.shape, scale=0.25)))
    dense, sparse = (picture.reshape(-1, 4)[:, :3].astype(int) for picture in pictures)
    assert len(np.unique(dense, axis=0)) == 2  # without a casing
    assert len(np.unique(sparse, axis=0)) == 3
    ground = np.array([100, 100, 100])
    contrast = [np.abs(colours - ground).max() for colours in (dense, sparse)]
    assert 0 < contrast[0] < contrast[1]
