"""Sparse pyramids equal dense ones where they are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.imaging import sparse_pyramid
from flimbuilder.imaging.pyramid import Pyramid, halve_max, halve_mean, image_pyramid
from flimbuilder.imaging.sparse_pyramid import TILE, SparsePyramid


def everything(plane: sparse_pyramid.PyramidPlane) -> np.ndarray:
    return plane[: plane.shape[0], : plane.shape[1]]


def test_an_unknown_part_shows_the_coarser_level() -> None:
    pyramid = SparsePyramid((600, 520))
    pyramid.levels[1].put(slice(0, 1), slice(2, 3), np.full((1, 1), 9, np.uint8))
    shown = pyramid.levels[0][0:3, 3:8]
    assert shown.tolist() == [[0, 9, 9, 0, 0], [0, 9, 9, 0, 0], [0, 0, 0, 0, 0]]


@pytest.mark.parametrize("halve", [halve_mean, halve_max])
def test_a_full_pyramid_is_that_of_the_image(halve: object) -> None:
    image = np.random.default_rng(0).integers(0, 256, (700, 530), np.uint8)
    pyramid = SparsePyramid(image.shape, halve)
    for top in range(0, 700, 100):
        for left in range(0, 530, 90):
            rows, cols = slice(top, min(top + 100, 700)), slice(left, min(left + 90, 530))
            pyramid.put(rows, cols, image[rows, cols])
    for plane, level in zip(pyramid.levels, image_pyramid(image, halve), strict=True):
        assert plane.shape == level.shape
        assert np.array_equal(everything(plane), level)


@given(
    st.tuples(st.integers(257, 700), st.integers(3, 600)),
    st.lists(st.tuples(*[st.integers(0, 10**6)] * 4), min_size=1, max_size=5),
    st.booleans(),
)
def test_what_is_put_is_shown_as_by_a_dense_pyramid(
    size: tuple[int, int], corners: list[tuple[int, int, int, int]], coarse: bool
) -> None:
    sparse, dense = SparsePyramid(size), Pyramid(size)
    values = np.random.default_rng(len(corners))
    if coarse:
        whole = values.integers(0, 256, dense.levels[1].shape, np.uint8)
        sparse.put_coarse(1, whole)
        dense.put_coarse(1, whole)
    for corner in corners:
        top, bottom = sorted((corner[0] % size[0], corner[1] % size[0]))
        left, right = sorted((corner[2] % size[1], corner[3] % size[1]))
        rows, cols = slice(top, bottom + 1), slice(left, right + 1)
        part = values.integers(0, 256, (bottom + 1 - top, right + 1 - left), np.uint8)
        sparse.put(rows, cols, part)
        dense.put(rows, cols, part)
        assert np.array_equal(sparse.levels[0][rows, cols], part)
    assert np.array_equal(everything(sparse.levels[0])[rows, cols], dense.levels[0][rows, cols])
    if coarse:  # a dense pyramid of unknown parts holds zeros at every level, too
        assert np.array_equal(everything(sparse.levels[0]), dense.levels[0])


def test_memory_follows_what_is_known() -> None:
    pyramid = SparsePyramid((10**5, 10**5, 3))
    assert pyramid.nbytes == 0
    pyramid.put(slice(5000, 5100), slice(70_000, 70_100), np.ones((100, 100, 3), np.uint8))
    assert pyramid.nbytes <= 2 * len(pyramid.levels) * 3 * TILE**2
    assert pyramid.levels[0].size == 3 * 10**10
    assert pyramid.levels[0][5099:5101, 70_099:70_101].tolist() == [
        [[1, 1, 1], [0, 0, 0]],
        [[0, 0, 0], [0, 0, 0]],
    ]


def test_what_was_not_used_is_forgotten_first() -> None:
    pyramid = SparsePyramid((4096, 4096), limit=16 * TILE**2)
    part = np.full((TILE, TILE), 7, np.uint8)
    first = slice(0, TILE), slice(0, TILE)
    for col in range(16):
        pyramid.put_alone(0, slice(0, TILE), slice(col * TILE, (col + 1) * TILE), part)
        assert pyramid.levels[0][first].all()
    pyramid.put_alone(0, slice(TILE, 2 * TILE), slice(0, TILE), part)
    assert pyramid.nbytes <= 16 * TILE**2
    assert pyramid.levels[0].has((0, 0))
    assert pyramid.levels[0].has((1, 0))
    assert pyramid.levels[0].missing(slice(0, TILE), slice(0, 1280)) == [(0, 1), (0, 2), (0, 3)]
    pyramid.clear()
    assert pyramid.nbytes == 0
