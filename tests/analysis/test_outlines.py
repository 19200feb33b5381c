import numpy as np
from hypothesis import given, settings
from numpy.typing import NDArray

from flimbuilder.analysis.objects import label_objects
from flimbuilder.analysis.outlines import Outline, trace_outlines
from tests.exchange.object_cases import fill_rings, masks


def corners(outline: Outline) -> list[list[list[tuple[int, int]]]]:
    return [[list(map(tuple, ring.tolist())) for ring in polygon] for polygon in outline]


def filled(outline: Outline, shape: tuple[int, int]) -> NDArray[np.bool_]:
    rings = [ring.tolist() for polygon in outline for ring in polygon]
    return fill_rings([[*ring, ring[0]] for ring in rings], shape)


def test_one_pixel() -> None:
    assert corners(trace_outlines(np.array([[0, 0], [0, 1]]))[0]) == [
        [[(1, 1), (2, 1), (2, 2), (1, 2)]]
    ]


def test_a_ring_has_a_hole() -> None:
    labels = np.ones((3, 3), int)
    labels[1, 1] = 0
    (outline,) = trace_outlines(labels)
    assert corners(outline) == [
        [[(0, 0), (3, 0), (3, 3), (0, 3)], [(1, 1), (1, 2), (2, 2), (2, 1)]]
    ]


def test_pixels_that_touch_in_a_corner_are_two_polygons() -> None:
    (outline,) = trace_outlines(np.eye(2, dtype=int))
    assert corners(outline) == [
        [[(0, 0), (1, 0), (1, 1), (0, 1)]],
        [[(1, 1), (2, 1), (2, 2), (1, 2)]],
    ]


def test_a_hole_that_touches_the_outer_ring_in_a_corner_is_a_ring() -> None:
    labels = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 0]])
    (outline,) = trace_outlines(labels)
    (polygon,) = corners(outline)
    assert polygon == [
        [(0, 0), (3, 0), (3, 2), (2, 2), (2, 3), (0, 3)],
        [(1, 1), (1, 2), (2, 2), (2, 1)],
    ]


def test_neighbours_share_their_edge() -> None:
    first, second = trace_outlines(np.array([[1, 2]]))
    assert corners(first) == [[[(0, 0), (1, 0), (1, 1), (0, 1)]]]
    assert corners(second) == [[[(1, 0), (2, 0), (2, 1), (1, 1)]]]


def test_an_object_within_the_hole_of_another() -> None:
    labels = np.ones((5, 5), int)
    labels[1:4, 1:4] = 0
    labels[2, 2] = 2
    first, second = trace_outlines(labels)
    assert [len(polygon) for polygon in first] == [2]
    assert [len(polygon) for polygon in second] == [1]


def test_nothing_to_trace() -> None:
    assert trace_outlines(np.zeros((3, 4), int)) == []
    assert [len(outline) for outline in trace_outlines(np.array([[0, 3]]))] == [0, 0, 1]


@settings(deadline=None)
@given(masks)
def test_filling_the_outlines_gives_the_objects(mask: NDArray[np.uint8]) -> None:
    labels = label_objects(mask)
    outlines = trace_outlines(labels)
    assert len(outlines) == labels.max()
    for number, outline in enumerate(outlines, start=1):
        np.testing.assert_array_equal(filled(outline, mask.shape), labels == number)


@settings(deadline=None)
@given(masks)
def test_rings_are_simple_and_turn_at_every_corner(mask: NDArray[np.uint8]) -> None:
    for outline in trace_outlines(label_objects(mask)):
        for polygon in outline:
            for number, ring in enumerate(polygon):
                points = list(map(tuple, ring.tolist()))
                assert len(set(points)) == len(points) >= 4
                steps = np.diff(np.concatenate([ring, ring[:1]]), axis=0)
                assert (np.count_nonzero(steps, axis=1) == 1).all()
                horizontal = steps[:, 0] != 0
                assert (horizontal != np.roll(horizontal, 1)).all()
                x, y = ring.T
                area = int(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
                assert (area > 0) == (number == 0)


@settings(deadline=None)
@given(masks)
def test_signed_areas_add_up_to_the_pixels(mask: NDArray[np.uint8]) -> None:
    labels = label_objects(mask)
    for number, outline in enumerate(trace_outlines(labels), start=1):
        rings = [ring for polygon in outline for ring in polygon]
        areas = [
            int(x @ np.roll(y, -1) - y @ np.roll(x, -1)) for x, y in (ring.T for ring in rings)
        ]
        assert sum(areas) == 2 * np.count_nonzero(labels == number)
