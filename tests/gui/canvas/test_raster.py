import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from flimbuilder.gui.canvas.raster import LabelRaster, Labels, Raster
from flimbuilder.gui.canvas.transform import ViewTransform

RED, NOTHING = 0xFFFF0000, 0
TABLE = [NOTHING, RED] + [NOTHING] * 254


def ones(rows, cols, labels):
    return np.ones(len(rows), np.uint8)


def painted(layer, view: ViewTransform, side: int = 60) -> np.ndarray:
    target = QImage(side, side, QImage.Format.Format_RGB32)
    target.fill(QColor("black"))
    painter = QPainter(target)
    layer.draw(painter, view, 1.0)
    painter.end()
    return np.array(target.constBits()).reshape(side, side, 4)[..., 2::-1].copy()


def test_enlarged_pixels_are_sharp_squares():
    image = np.array([[10, 200], [90, 40]], np.uint8)
    seen = painted(Raster([image]), ViewTransform(2, 2, 7.0, 5.0, 11.0))
    expected = np.zeros((60, 60), int)
    expected[11:25, 5:19] = image.repeat(7, axis=0).repeat(7, axis=1)
    assert (seen == expected[..., None]).all()


def test_a_reduced_image_uses_a_smaller_level():
    full, half = np.full((40, 40, 3), 10, np.uint8), np.full((20, 20, 3), 99, np.uint8)
    assert painted(Raster([full, half]), ViewTransform(40, 40, 1.0))[0, 0].tolist() == [10] * 3
    assert painted(Raster([full, half]), ViewTransform(40, 40, 0.5))[9, 9].tolist() == [99] * 3


def test_a_level_is_clipped_to_the_image():
    full, half = np.full((41, 41), 10, np.uint8), np.full((21, 21), 99, np.uint8)
    seen = painted(Raster([full, half]), ViewTransform(41, 41, 0.5))
    assert seen[20, 20].any()  # half of it lies in the image
    assert not seen[21:].any()


def pixel(row: int, col: int) -> Labels:
    return Labels(np.array([row]), np.array([col]), np.array([1]))


@pytest.fixture
def layer() -> LabelRaster:
    made = LabelRaster((8, 8), ones, TABLE)
    made.replace(pixel(1, 1))
    return made


def seen_at(layer: LabelRaster, level: int = 0) -> list[list[int]]:
    return np.argwhere(layer.values(level)).tolist()


@pytest.mark.parametrize("scale", [0.3, 0.7, 1.0, 3.0])
def test_a_labelled_pixel_is_visible_at_every_zoom(scale):
    layer = LabelRaster((100, 100), ones, TABLE)
    layer.replace(pixel(37, 54))
    seen = painted(layer, ViewTransform(100, 100, scale), side=300)
    assert 1 <= (seen[..., 0] == 255).sum() <= max(4, scale * scale)


def test_the_preview_is_drawn_and_removed(layer):
    assert seen_at(layer) == [[1, 1]]
    layer.preview(pixel(2, 5), lambda: pixel(2, 5))
    layer.preview(pixel(6, 5), lambda: pixel(6, 5))
    assert seen_at(layer) == [[1, 1], [2, 5], [6, 5]]
    assert seen_at(layer, 1) == [[0, 0], [1, 2], [3, 2]]  # a level not drawn before
    layer.clear_preview()
    assert seen_at(layer) == [[1, 1]]
    assert seen_at(layer, 1) == [[0, 0]]


def test_the_preview_can_become_permanent(layer):
    seen_at(layer)
    layer.preview(pixel(2, 5), lambda: pixel(2, 5))
    both = Labels(np.array([1, 2]), np.array([1, 5]), np.array([1, 1]))
    layer.settle(both, pixel(2, 5))
    layer.clear_preview()
    assert seen_at(layer) == [[1, 1], [2, 5]]
    assert seen_at(layer, 1) == [[0, 0], [1, 2]]
    layer.replace(pixel(3, 3))
    assert seen_at(layer) == [[3, 3]]
