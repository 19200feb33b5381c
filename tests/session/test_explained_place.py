"""The place that is explained: a pixel, or the pixels inside an outline."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.session.explained_place import (
    clipped_place,
    place_centre,
    region_of,
    shifted_place,
)

SIZE = (20, 30)
corner = st.tuples(st.floats(0, SIZE[0] - 1), st.floats(0, SIZE[1] - 1))


def test_a_click_is_the_nearest_pixel() -> None:
    assert clipped_place([(3.4, 7.6)], SIZE) == ((3.0, 8.0),)
    assert clipped_place([(-0.4, 29.4)], SIZE) == ((0.0, 29.0),)
    assert region_of(((3.0, 8.0),), SIZE) == (3, 8)


def test_a_click_outside_is_no_place() -> None:
    assert clipped_place([(-0.6, 3)], SIZE) is None
    assert clipped_place([(3, 29.6)], SIZE) is None


def test_an_outline_is_clipped_at_the_borders() -> None:
    place = clipped_place([(-5, -5), (-5, 4), (4, 4), (4, -5)], SIZE)
    assert place == ((0, 0), (0, 4), (4, 4), (4, 0))


def test_a_rectangle_holds_the_pixels_with_their_centres_inside() -> None:
    region = region_of(((1.5, 2.5), (1.5, 5.5), (4.5, 5.5), (4.5, 2.5)), SIZE)
    wanted = np.zeros(SIZE, bool)
    wanted[2:5, 3:6] = True
    np.testing.assert_array_equal(region, wanted)


def test_an_outline_without_a_pixel_is_the_pixel_in_its_middle() -> None:
    tiny = ((4.1, 4.1), (4.1, 4.3), (4.3, 4.2))
    assert region_of(tiny, SIZE) == (4, 4)


def test_a_place_moves_up_to_the_border() -> None:
    assert shifted_place(((3.0, 8.0),), -10, 1, SIZE) == ((0.0, 9.0),)
    assert shifted_place(((3.0, 8.0),), 100, 100, SIZE) == ((19.0, 29.0),)


@given(st.lists(corner, min_size=1, max_size=6), st.integers(-50, 50), st.integers(-50, 50))
def test_a_moved_place_keeps_its_form_and_stays_inside(
    points: list[tuple[float, float]], rows: int, cols: int
) -> None:
    place = clipped_place(points, SIZE)
    assert place is not None
    moved = shifted_place(place, rows, cols, SIZE)
    steps = np.array(moved) - np.array(place)
    np.testing.assert_allclose(steps, np.broadcast_to(steps[0], steps.shape), atol=1e-9)
    assert np.all(np.array(moved) >= 0)
    assert np.all(np.array(moved) <= np.array(SIZE) - 1)
    row, col = place_centre(moved)
    assert 0 <= row <= SIZE[0] - 1
    assert 0 <= col <= SIZE[1] - 1
    region = region_of(moved, SIZE)
    assert isinstance(region, tuple) or region.shape == SIZE
