import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from flimbuilder.gui.canvas.marker_layer import MarkerLayer, encode, marker_colours
from flimbuilder.project.markers import Disk, Stroke
from flimbuilder.project.project import default_class

SHAPE = (40, 50)


def grid(side: int = 12):
    rows, cols = np.mgrid[:side, :side]
    return rows.ravel(), cols.ravel()


def bits(class_id: int) -> np.ndarray:
    rows, cols = grid()
    values = encode(rows, cols, np.full_like(rows, class_id)).reshape(12, 12)
    assert set(np.unique(values)) <= {1 + 3 * class_id, 2 + 3 * class_id}
    return values == 2 + 3 * class_id


def test_patterns_by_hand():
    assert bits(0)[0].tolist() == [True, True, *[False] * 4] * 2  # stripes two wide, every six
    assert bits(0)[1].tolist() == [True, *[False] * 4, True] * 2  # sloping down to the left
    assert bits(1).all()
    assert np.argwhere(bits(2))[:4].tolist() == [[0, 0], [0, 1], [0, 6], [0, 7]]
    assert bits(3).all(axis=1).tolist() == [True, True, *[False] * 4] * 2


def test_erased_pixels_are_transparent():
    rows, cols = grid()
    assert not encode(rows, cols, np.full_like(rows, -1)).any()


def test_colours_match_the_encoded_values():
    table = marker_colours([default_class(0), default_class(1)], opacity=0.5)
    full, faint = (QColor.fromRgba(table[value]) for value in (5, 4))
    assert full.name() == faint.name() == default_class(1).colour
    assert full.alphaF() == pytest.approx(0.5, abs=0.01)
    assert faint.alphaF() == pytest.approx(0.25, abs=0.01)
    assert table[0] == 0


def values_of(layer: MarkerLayer, level: int = 0) -> np.ndarray:
    """Return the values of a level without the halo."""
    values = layer._raster.values(level)
    return np.where(values % 3 == 0, 0, values)


def test_exactly_the_learned_pixels_are_painted():
    layer = MarkerLayer(SHAPE)
    layer.show((Disk(id=1, class_id=1, center=(10, 10), radius=4),))
    painted = np.zeros(SHAPE, bool)
    painted[layer.pixels.row, layer.pixels.col] = True
    assert ((values_of(layer) > 0) == painted).all()
    assert painted.sum() == 49


def test_new_markers_replace_the_old():
    layer = MarkerLayer(SHAPE)
    layer.show((Disk(id=1, class_id=1, center=(10, 10), radius=4),))
    values_of(layer), values_of(layer, 2)
    layer.show((Disk(id=2, class_id=0, center=(30, 30), radius=1),))
    assert (values_of(layer) > 0).sum() == 5
    assert (values_of(layer, 2) > 0).sum() == 1


@pytest.mark.parametrize("level", [0, 1, 3])
def test_a_thin_stroke_never_vanishes(level):
    layer = MarkerLayer(SHAPE)
    layer.show((Stroke(id=1, class_id=1, points=((3, 2), (3, 48)), radius=0.5),))
    row = values_of(layer, level)[3 >> level]
    assert (row[2 >> level : (48 >> level) + 1] > 0).all()


def test_the_preview_matches_the_marker():
    points = ((5.2, 4.1), (20.7, 30.3), (22.0, 12.5))
    live, after = MarkerLayer(SHAPE), MarkerLayer(SHAPE)
    assert live.preview(points[:2], 3.3, 1)
    assert live.preview(points[1:], 3.3, 1)
    after.show((Stroke(id=1, class_id=1, points=points, radius=3.3),))
    assert (values_of(live) == values_of(after)).all()
    live.clear_preview()
    assert not values_of(live).any()


def test_erasing_is_previewed_and_can_be_cancelled():
    layer = MarkerLayer(SHAPE)
    layer.show((Disk(id=1, class_id=1, center=(10, 10), radius=4),))
    before = values_of(layer).copy()
    layer.preview([(10, 10)], 2, None)
    assert (values_of(layer) > 0).sum() == 49 - 13
    layer.clear_preview()
    assert (values_of(layer) == before).all()


COORDINATES = st.tuples(st.floats(-5, 45), st.floats(-5, 55))
DRAWN = st.lists(
    st.tuples(
        st.lists(COORDINATES, min_size=1, max_size=3),
        st.floats(0, 9),
        st.none() | st.integers(0, 3),
    ),
    max_size=5,
)


@given(DRAWN, st.integers(0, 2))
@settings(max_examples=40, deadline=None)
def test_adding_markers_singly_matches_adding_all(drawn, level):
    markers = tuple(
        Stroke(id=number, class_id=label, points=tuple(points), radius=radius)
        for number, (points, radius, label) in enumerate(drawn, start=1)
    )
    incremental, at_once = MarkerLayer(SHAPE), MarkerLayer(SHAPE)
    for count in range(len(markers) + 1):
        incremental.show(markers[:count])
        values_of(incremental, level if count % 2 else 0)
    at_once.show(())
    at_once._show_all(markers)
    for name in ("marker", "class_id", "row", "col"):
        assert (getattr(incremental.pixels, name) == getattr(at_once.pixels, name)).all()
    for number in range(3):
        assert (values_of(incremental, number) == values_of(at_once, number)).all()


def test_a_stroke_outside_the_image_covers_nothing():
    assert not MarkerLayer(SHAPE).preview([(-20, -20)], 3, 1)


def test_the_nearest_marker_within_reach():
    layer = MarkerLayer(SHAPE)
    assert layer.nearest(0, 0, 100) is None
    layer.show(
        (Disk(id=7, class_id=1, center=(10, 10), radius=0),
         Disk(id=9, class_id=0, center=(10, 20), radius=0))
    )  # fmt: skip
    assert layer.nearest(10, 12, 3) == 7
    assert layer.nearest(10, 17, 4) == 9
    assert layer.nearest(20, 15, 3) is None
    assert (layer.class_at(10, 20), layer.class_at(0, 0)) == (0, None)
    assert len(layer.outline(9)) == 4
