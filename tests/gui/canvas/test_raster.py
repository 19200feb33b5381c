import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
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


class TestHalo:
    """The line around labelled pixels."""

    @staticmethod
    def raster(shape=(6, 7)) -> LabelRaster:
        halo = np.zeros(256, np.uint8)
        halo[[1, 2]] = 11, 12
        return LabelRaster(
            shape, lambda rows, cols, labels: labels.astype(np.uint8), [0] * 256, halo
        )

    @staticmethod
    def labels(*pixels: tuple[int, int, int]) -> Labels:
        rows, cols, labels = np.array(pixels, np.int64).reshape(-1, 3).T
        return Labels(rows, cols, labels)

    def test_by_hand(self):
        raster = self.raster()
        raster.replace(self.labels((1, 1, 1), (1, 2, 1), (5, 6, 2), (3, 3, 0)))
        assert raster.values().tolist() == [
            [0, 11, 11, 0, 0, 0, 0],
            [11, 1, 1, 11, 0, 0, 0],
            [0, 11, 11, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 12],
            [0, 0, 0, 0, 0, 12, 2],
        ]

    @given(
        st.lists(st.tuples(st.integers(0, 11), st.integers(0, 8), st.integers(0, 2)), max_size=90)
    )
    def test_a_slow_loop(self, pixels):
        """Few and many pixels take different paths."""
        pixels = list({(row, col): (row, col, label) for row, col, label in pixels}.values())
        raster = self.raster((12, 9))
        raster.replace(self.labels(*pixels))
        expected = np.zeros((12, 9), int)
        for row, col, label in pixels:
            expected[row, col] = label
        core = expected.copy()
        values = raster.values()
        assert (values[core > 0] == core[core > 0]).all()
        for row in range(12):
            for col in range(9):
                beside = [
                    core[r, c]
                    for r, c in ((row - 1, col), (row + 1, col), (row, col - 1), (row, col + 1))
                    if 0 <= r < 12 and 0 <= c < 9 and core[r, c]
                ]
                if core[row, col] == 0:
                    assert values[row, col] in {10 + label for label in beside} or not beside
                    assert (values[row, col] > 0) == bool(beside)

    def test_it_goes_with_its_pixels(self):
        raster = self.raster()
        raster.replace(self.labels((1, 1, 1)))
        assert raster.values().any()
        raster.replace(self.labels())
        assert not raster.values().any()

    def test_every_level_has_it(self):
        raster = self.raster((16, 16))
        raster.replace(self.labels((9, 9, 1)))
        assert raster.values(2).tolist() == [
            [0, 0, 0, 0], [0, 0, 11, 0], [0, 11, 1, 11], [0, 0, 11, 0]
        ]  # fmt: skip

    def test_a_preview_has_none_until_it_settles(self):
        raster, piece = self.raster(), self.labels((2, 2, 1))
        raster.replace(self.labels())
        raster.values()
        raster.preview(piece, lambda: piece)
        assert (raster.values() > 0).sum() == 1
        raster.settle(piece, piece)
        assert (raster.values() > 0).sum() == 5
