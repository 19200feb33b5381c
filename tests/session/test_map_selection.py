"""Points inside outlines."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from skimage.measure import points_in_poly

from flimbuilder.explain.maps.points import MapPoint
from flimbuilder.session.map_selection import patches_within, points_inside


def test_by_hand() -> None:
    square = np.array([[0, 0], [0, 4], [4, 4], [4, 0]], float)
    places = np.array([[1, 1], [5, 1], [3.9, 0.1], [-1, 2]], float)
    assert points_inside(places, square).tolist() == [True, False, True, False]
    assert points_inside(places, square[:2]).tolist() == [False] * 4
    assert points_inside(np.zeros((0, 2)), square).tolist() == []


@given(st.integers(0, 10_000), st.integers(3, 9))
def test_equals_another_program(seed: int, corners: int) -> None:
    rng = np.random.default_rng(seed)
    outline, places = rng.random((corners, 2)), rng.random((30, 2))
    assert np.array_equal(points_inside(places, outline), points_in_poly(places, outline))


def test_patches_of_the_image_alone() -> None:
    points = [
        MapPoint(image="a", marker=1, row=2, col=2), MapPoint(image="b", marker=1, row=2, col=2),
        MapPoint(image="a", marker=1, row=2, col=9), MapPoint(image="a"),
    ]  # fmt: skip
    square = [(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 0.0)]
    assert patches_within(points, "a", square) == [0]
    assert patches_within(points, "a", [(2.3, 8.8)]) == [2]  # a click on its pixel
    assert patches_within(points, "c", square) == []
