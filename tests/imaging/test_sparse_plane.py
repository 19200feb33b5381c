"""Planes of whole numbers in sparse files."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import SaveError
from flimbuilder.imaging import sparse_plane
from flimbuilder.imaging.sparse_plane import (
    open_sparse_plane,
    parts_of,
    touched_windows,
    windows_of,
)
from tests.planes import on_disk, small_blocks


def test_blocks_of_zeros_take_no_space(tmp_path: Path) -> None:
    with small_blocks(2, 4), open_sparse_plane(tmp_path, (5, 9), np.uint8) as plane:
        plane.write(slice(0, 5), slice(0, 9), np.zeros((5, 9), np.uint8))
        assert plane.parts() == []
        assert plane.is_empty(slice(0, 5), slice(0, 9))
        plane.write(slice(4, 5), slice(7, 9), np.array([[0, 7]], np.uint8))
        assert plane.parts() == [(slice(4, 5), slice(8, 9))]
        assert plane.largest == 7
        assert plane.is_empty(slice(0, 4), slice(0, 9))
        assert plane[slice(3, 5), slice(6, 9)].tolist() == [[0, 0, 0], [0, 0, 7]]
        plane.release()
        assert plane[slice(4, 5), slice(8, 9)].item() == 7
        assert plane.size == 45


sides = st.tuples(st.integers(0, 12), st.integers(1, 13)).map(
    lambda pair: slice(min(pair), max(pair))
)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(sides, sides, st.integers(0, 300)), max_size=6),
    sides,
    sides,
    st.sampled_from([0, 20]),
)
def test_it_reads_as_an_array(written, rows, cols, cache: int) -> None:
    expected = np.zeros((13, 13), np.int32)
    with small_blocks(3, 6) as patch, on_disk(expected) as (plane,):
        patch.setattr(sparse_plane, "CACHE_BYTES", cache)
        for down, right, value in written:
            part = np.full(expected[down, right].shape, value, np.int32)
            part[::2] = 0
            expected[down, right] = part
            plane.write(down, right, part)
        np.testing.assert_array_equal(plane[rows, cols], expected[rows, cols])
        covered = np.zeros_like(expected)
        for window in plane.parts():
            covered[window] += 1
        assert covered.max(initial=0) <= 1
        assert (covered[expected > 0] == 1).all()


def test_a_full_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file, content) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sparse_plane, "_write_all", fail)
    with (
        open_sparse_plane(tmp_path, (3, 3), np.uint8) as plane,
        pytest.raises(SaveError, match="No space left on device"),
    ):
        plane.write(slice(0, 1), slice(0, 1), np.ones((1, 1), np.uint8))
    with (
        pytest.raises(SaveError, match="No such file"),
        open_sparse_plane(tmp_path / "gone", (3, 3), np.uint8),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_windows_worked_by_hand() -> None:
    assert list(windows_of((3, 5), 4)) == [
        (slice(0, 3), slice(0, 4)), (slice(0, 3), slice(4, 5))
    ]  # fmt: skip
    inner = slice(1, 3), slice(3, 5)
    assert list(windows_of((3, 5), 4, inner)) == [
        (slice(1, 3), slice(3, 4)), (slice(1, 3), slice(4, 5))
    ]  # fmt: skip
    touching = [(slice(5, 8), slice(0, 1)), (slice(0, 0), slice(0, 9)), (slice(3, 5), slice(8, 9))]
    assert touched_windows((8, 9), touching, 4) == [
        (slice(0, 4), slice(8, 9)), (slice(4, 8), slice(0, 4)), (slice(4, 8), slice(8, 9))
    ]  # fmt: skip
    assert parts_of(np.zeros((5, 4)), 9) == [
        (slice(0, 2), slice(0, 4)), (slice(2, 4), slice(0, 4)), (slice(4, 5), slice(0, 4))
    ]  # fmt: skip
