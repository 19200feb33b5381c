"""Regions that cross the borders of windows."""

import numpy as np
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.joined_labels import JoinedLabels, first_places
from flimbuilder.imaging.sparse_plane import windows_of


def test_windows_that_meet_in_a_corner() -> None:
    for corners, n_regions in ((True, 1), (False, 2)):
        joined = JoinedLabels(2, corners=corners)
        for row, col in ((0, 1), (1, 0)):
            window = slice(row, row + 1), slice(col, col + 1)
            numbered = joined.add(window, np.ones((1, 1), int), 1)
        assert numbered.item() == joined.count == 2
        assert joined.join()[0] == n_regions


def test_labels_of_two_kinds_stay_apart() -> None:
    joined = JoinedLabels(3)
    joined.add((slice(0, 1), slice(0, 3)), np.array([[1, 0, 2]]), 2)
    joined.add((slice(1, 2), slice(0, 3)), np.array([[1, 1, 1]]), 1)
    assert joined.join()[1].tolist() == [0, 1, 1, 1]
    n_regions, regions = joined.join(np.array([0, 5, 6, 5]))
    assert n_regions == 2
    assert regions.tolist() == [0, 1, 2, 1]


def test_a_band_without_windows_parts_regions() -> None:
    joined = JoinedLabels(1)
    for row in (0, 2):
        joined.add((slice(row, row + 1), slice(0, 1)), np.ones((1, 1), int), 1)
    assert joined.join()[0] == 2


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 20), st.integers(1, 20), st.integers(1, 9), st.booleans(), st.integers(0, 999)
)
def test_regions_are_those_of_the_whole(height, width, side, corners, seed) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < 0.5
    structure = np.ones((3, 3)) if corners else None
    joined, labels = JoinedLabels(width, corners=corners), np.zeros((height, width), int)
    for window in windows_of((height, width), side):
        own, count = scipy.ndimage.label(mask[window], structure)
        if count:
            labels[window] = joined.add(window, own, count)
    n_regions, regions = joined.join()
    whole, n_whole = scipy.ndimage.label(mask, structure)
    assert n_regions == n_whole
    pairs = np.unique(np.stack([regions[labels].ravel(), whole.ravel()]), axis=1)
    assert len(pairs[0]) == len(np.unique(pairs[0])) == len(np.unique(pairs[1]))


def test_first_pixels_in_reading_order() -> None:
    rows, cols = first_places(np.array([[0, 0, 2], [1, 2, 1]]), 2)
    assert (rows.tolist(), cols.tolist()) == ([1, 0], [0, 2])
