import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.gui.canvas.transform import MAX_SCALE, ViewTransform, fitted

VIEWS = st.builds(
    ViewTransform,
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.floats(0.05, 50),
    st.floats(-1000, 1000),
    st.floats(-1000, 1000),
)


def test_integers_are_pixel_centres():
    view = ViewTransform(10, 20, scale=4.0, x=100.0, y=50.0)
    assert view.to_screen(0, 0) == (102.0, 52.0)
    assert view.to_screen(2, 3) == (114.0, 60.0)
    assert view.to_image(102.0, 52.0) == (0.0, 0.0)
    assert view.to_image(100.0, 50.0) == (-0.5, -0.5)


def test_fitted_is_whole_in_the_middle():
    assert fitted(100, 200, 416, 416) == ViewTransform(100, 200, 2.0, 8.0, 108.0)


def test_visible_is_the_part_on_the_screen():
    view = ViewTransform(100, 200, scale=10.0, x=-55.0, y=-20.0)
    assert view.visible(100, 40) == (2, 7, 5, 16)
    assert ViewTransform(3, 4, 1.0, 50, 50).visible(200, 200) == (0, 3, 0, 4)


@given(VIEWS, st.floats(0.1, 10), st.floats(-500, 500), st.floats(-500, 500))
@settings(max_examples=50, deadline=None)
def test_zooming_leaves_what_is_under_the_cursor(view, factor, x, y):
    zoomed = view.zoomed(factor, x, y)
    assert zoomed.to_image(x, y) == pytest.approx(view.to_image(x, y), abs=1e-6, rel=1e-9)
    assert zoomed.scale <= MAX_SCALE


@given(VIEWS, st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
@settings(max_examples=50, deadline=None)
def test_some_of_the_image_stays_on_the_screen(view, dx, dy):
    kept = view.panned(dx, dy).kept_within(300, 200)
    assert kept.x < 300
    assert kept.y < 200
    assert kept.x + kept.width * kept.scale > 0
    assert kept.y + kept.height * kept.scale > 0
    assert kept.kept_within(300, 200) == kept
