"""Pyramids of saliency and masks."""

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.imaging.result_levels import ResultLevels, filled_windows, make_result_levels
from flimbuilder.imaging.sparse_plane import touched_windows
from flimbuilder.imaging.write import to_uint16
from tests.imaging.result_cases import CHANNELS, saliency_and_mask, small_levels
from tests.planes import on_disk, small_blocks


def literal_halves(plane: np.ndarray, largest: bool) -> np.ndarray:
    height, width = (-(-side // 2) for side in plane.shape)
    halves = np.zeros((height, width), plane.dtype)
    for row, col in np.ndindex(height, width):
        rows = (2 * row, min(2 * row + 1, plane.shape[0] - 1))
        cols = (2 * col, min(2 * col + 1, plane.shape[1] - 1))
        cell = [int(plane[place]) for place in product(rows, cols)]
        halves[row, col] = max(cell) if largest else (sum(cell) + 2) // 4
    return halves


@pytest.mark.parametrize("where", ["memory", "disk"])
def test_levels_halve_saliency_and_keep_classes(where: str, tmp_path: Path) -> None:
    saliency, mask = saliency_and_mask()

    def read(rows: slice, cols: slice) -> np.ndarray:
        return saliency[:, rows, cols]

    with small_levels(), small_blocks(8, 16), on_disk(mask) as (plane,):
        if where == "memory":
            levels = make_result_levels(read, mask, None, CHANNELS)
        else:
            planes = []

            def make_plane(shape: tuple[int, int], dtype: np.dtype) -> object:
                context = on_disk(np.zeros(shape, dtype))
                planes.append(context)
                return context.__enter__()[0]

            known = touched_windows(mask.shape, [(slice(0, 45), slice(23, 70))])
            levels = make_result_levels(read, plane, known, CHANNELS, make_plane)
        whole = [
            [level[slice(0, level.shape[0]), slice(0, level.shape[1])] for level in planes_of]
            for planes_of in levels
        ]
        if where == "disk":
            for context in planes:
                context.__exit__(None, None, None)
    assert ResultLevels("a", CHANNELS, levels).size == (45, 70)
    assert [level[0].shape for level in whole] == [(45, 70), (23, 35), (12, 18), (6, 9)]
    np.testing.assert_array_equal(whole[0][1], to_uint16(saliency[1]))
    np.testing.assert_array_equal(whole[0][2], mask)
    for finer, coarser in pairwise(whole):
        for number in range(3):
            expected = literal_halves(finer[number], largest=number == 2)
            np.testing.assert_array_equal(coarser[number], expected)


def test_windows_of_zeros_are_left_out() -> None:
    plane = np.zeros((4, 5), np.uint8)
    plane[3, 4] = 9
    ((window, part),) = filled_windows(plane, 2)
    assert window == (slice(2, 4), slice(4, 5))
    assert part.tolist() == [[0], [9]]
