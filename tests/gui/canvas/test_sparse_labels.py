"""Markers over images of any size are drawn as over small ones, in memory that follows them."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from flimbuilder.gui.canvas import raster
from flimbuilder.gui.canvas.marker_layer import HALO, MarkerLayer, encode
from flimbuilder.gui.canvas.raster import LabelRaster, Labels
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.project.markers import Disk, Stroke
from flimbuilder.project.project import default_class

SHAPE = 300, 530
COLOURS = [0, *range(0xFF000001, 0xFF000100)]
PIXELS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 100, 254, 255, 256, 257, 298, 299]),
        st.sampled_from([0, 7, 255, 256, 511, 512, 528, 529]),
        st.integers(-1, 5),
    ),
    max_size=12,
)


@contextmanager
def sparse() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster, "DENSE_SIZE", 0)
        yield


def labels(pixels: list[tuple[int, int, int]]) -> Labels:
    unique = {(row, col): label for row, col, label in pixels}
    places = np.array(list(unique), np.int64).reshape(-1, 2)
    return Labels(places[:, 0], places[:, 1], np.array(list(unique.values()), np.int64))


@given(PIXELS, PIXELS, PIXELS, st.integers(0, 3))
@settings(max_examples=60)
def test_sparse_levels_equal_dense_ones(
    first: list[tuple[int, int, int]],
    drawn: list[tuple[int, int, int]],
    settled: list[tuple[int, int, int]],
    level: int,
) -> None:
    def steps(layer: LabelRaster) -> Iterator[list[list[int]]]:
        layer.replace(labels(first))
        yield layer.values(level).tolist()
        layer.preview(labels(drawn), lambda: labels(drawn))
        yield layer.values(level).tolist()
        layer.settle(labels(first + settled), labels(settled))
        yield layer.values(level).tolist()
        layer.preview(labels(drawn), lambda: labels(drawn))
        layer.clear_preview()
        yield layer.values(level).tolist()
        yield layer.window(slice(250, 299), slice(3, 520)).tolist()
        layer.replace(labels([]))
        yield layer.values(level).tolist()

    dense = list(steps(LabelRaster(SHAPE, encode, COLOURS, HALO)))
    with sparse():
        assert list(steps(LabelRaster(SHAPE, encode, COLOURS, HALO))) == dense


def painted(layer: MarkerLayer, view: ViewTransform, side: int = 200) -> np.ndarray:
    target = QImage(side, side, QImage.Format.Format_RGB32)
    target.fill(QColor("white"))
    painter = QPainter(target)
    layer.draw(painter, view, 1.0, (side, side))
    painter.end()
    return np.array(target.constBits()).reshape(side, side, 4)[..., 2::-1].copy()


@pytest.mark.parametrize("scale", [0.3, 0.7, 1.0, 2.5, 9.0])
def test_the_picture_is_the_same(scale: float) -> None:
    markers = (
        Disk(id=1, class_id=1, center=(250, 260), radius=20),
        Stroke(id=2, class_id=0, points=((240, 200), (262, 310)), radius=3),
    )
    view = ViewTransform(*SHAPE, scale, 100 - 256 * scale, 100 - 250 * scale)

    def picture() -> np.ndarray:
        layer = MarkerLayer(SHAPE)
        layer.set_colours([default_class(0), default_class(1)], 0.8)
        layer.show(markers)
        return painted(layer, view)

    dense = picture()
    assert (dense != 255).any()
    with sparse():
        differs = (picture() != dense).any(axis=2)
    assert differs.mean() < 2e-3  # rounding, where pixels of a level are not whole on the screen
    assert not differs.any() or scale < 1


@pytest.mark.parametrize("scale", [0.004, 0.5, 1.0, 20.0])
def test_a_disk_far_from_the_origin_is_where_it_was_drawn(scale: float) -> None:
    side, row, col = 100_000, 98_765, 99_001
    layer = MarkerLayer((side, side))
    layer.set_colours([default_class(0), default_class(1)], 1.0)
    layer.show((Disk(id=1, class_id=1, center=(row, col), radius=2),))
    view = ViewTransform(side, side, scale, 100 - (col + 0.5) * scale, 100 - (row + 0.5) * scale)
    marked = np.argwhere((painted(layer, view) != 255).any(axis=2))
    middle = marked.mean(axis=0)
    reach = max(2.5 * scale, 1.0)
    # Below SHARP, whole pixels of a coarser level are painted.
    assert np.abs(middle - 99.5).max() < reach / 4 + 1.5
    assert np.ptp(marked, axis=0).max() <= 2 * reach + 4
    seen = layer._raster._levels.values()
    assert sum(level._labels.nbytes for level in seen if hasattr(level, "_labels")) < 2**20
