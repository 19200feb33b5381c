"""Objects of masks on disk are those of masks in memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from flimbuilder.analysis.instances import on_disk as module
from flimbuilder.analysis.instances import split_large
from flimbuilder.analysis.instances.on_disk import find_objects_on_disk
from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.errors import Cancelled, InputError
from flimbuilder.project.decoding import Splitting
from tests.planes import on_disk, small_blocks

ROUND = Splitting(radius=4, depth=0.1, smoothing=0.25, smallest=15)


def found_on_disk(mask, splitting=None):
    with on_disk(mask, np.zeros(mask.shape, np.int32)) as (plane, found):
        count = find_objects_on_disk(plane, splitting, found)
        instances = found[slice(None), slice(None)]
        assert found.largest == count == instances.max(initial=0)
    return instances


def disks(size, count, radius, seed):
    random = np.random.default_rng(seed)
    rows, cols = np.ogrid[:size, :size]
    mask = np.zeros((size, size), np.uint8)
    places = random.uniform(0, size, (count, 2))
    for (row, col), scale in zip(places, random.uniform(0.8, 1.2, count), strict=True):
        mask[(rows - row) ** 2 + (cols - col) ** 2 <= (scale * radius) ** 2] = 1
    return mask


def test_objects_across_windows_worked_by_hand() -> None:
    # A class-1 line through three windows, one of class 2 that touches it, and a dot in a corner.
    mask = np.array(
        [
            [0, 0, 2, 0, 0, 1],
            [1, 1, 1, 1, 1, 0],
            [0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 2],
        ],
        np.uint8,
    )
    with small_blocks(1, 2):
        assert found_on_disk(mask).tolist() == [
            [0, 0, 1, 0, 0, 2],
            [2, 2, 2, 2, 2, 0],
            [0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 3],
        ]


@settings(deadline=None, max_examples=30)
@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.floats(0, 2),
    st.floats(0.2, 0.9),
    st.none() | st.builds(
        Splitting,
        radius=st.floats(1, 5),
        depth=st.just(0.1),
        smoothing=st.just(0.2),
        smallest=st.integers(1, 20),
    ),
    st.integers(0, 99),
)  # fmt: skip
def test_they_are_those_of_the_mask_in_memory(height, width, blur, share, splitting, seed):
    random = np.random.default_rng(seed)
    values = gaussian_filter(random.random((height, width)), blur)
    mask = (values > np.quantile(values, 1 - share)).astype(np.uint8)
    mask[(mask > 0) & (gaussian_filter(random.random((height, width)), 2) > 0.5)] = 3
    with small_blocks():
        np.testing.assert_array_equal(
            found_on_disk(mask, splitting), find_objects(mask, splitting)
        )


@pytest.mark.parametrize("count", [80, 160])
def test_a_region_too_large_to_cut_out_is_split_in_windows(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask = disks(130, count, ROUND.radius, count)
    expected = find_objects(mask, ROUND)
    monkeypatch.setattr(module, "LARGEST_CUT", 500)
    monkeypatch.setattr(module, "PART_SIDE", 32)
    monkeypatch.setattr(split_large, "PER_MARGIN", 1)
    with small_blocks(16, 32):
        np.testing.assert_array_equal(found_on_disk(mask, ROUND), expected)


def test_windows_without_seeds_go_on_with_the_parts_beside(monkeypatch) -> None:
    """A bar much longer than a window has its seeds at the two round ends."""
    mask = disks(60, 0, 4, 0)
    mask[28:31] = 1
    mask[24:35, 2:13] = mask[24:35, 47:58] = 1
    monkeypatch.setattr(module, "LARGEST_CUT", 10)
    monkeypatch.setattr(module, "PART_SIDE", 4)
    monkeypatch.setattr(split_large, "LEAST_MARGIN", 1)
    monkeypatch.setattr(split_large, "MARGIN", 0)
    monkeypatch.setattr(split_large, "PER_MARGIN", 1)
    with small_blocks(4, 4):
        found = found_on_disk(mask, ROUND)
    assert ((found > 0) <= (mask > 0)).all()
    assert (np.bincount(found.ravel())[1:] > 0).all()


def test_it_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    mask, steps = disks(60, 40, ROUND.radius, 1), []

    def stop_after_seven() -> None:
        steps.append(1)
        if len(steps) == 7:
            raise Cancelled("stopped")

    monkeypatch.setattr(module, "LARGEST_CUT", 500)
    with (
        small_blocks(16, 32),
        on_disk(mask, np.zeros(mask.shape, np.int32)) as (plane, found),
        pytest.raises(Cancelled),
    ):
        find_objects_on_disk(plane, ROUND, found, stop_after_seven)


def test_an_empty_mask_has_no_objects() -> None:
    assert not found_on_disk(np.zeros((3, 4), np.uint8), ROUND).any()


def test_too_many_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LABELS", 1)
    with pytest.raises(InputError, match="more than 1 separate regions; raise the threshold"):
        found_on_disk(np.array([[1, 0, 1]], np.uint8))
