"""Exact outlines of masks and markers, along the borders between pixels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF

__all__ = [
    "SHARP",
    "border_pixels",
    "cracks_of_labels",
    "cracks_of_pixels",
    "qt_lines",
]

SHARP = 3.0  # device pixels per image pixel from which outlines run between pixels

Integers = NDArray[np.int64]
Cracks = NDArray[np.int64]


def border_pixels(labels: NDArray[Any]) -> tuple[Integers, Integers]:
    """Return (rows, columns) of the labelled pixels that touch another label.

    Parameters
    ----------
    labels : ndarray of shape (H, W)
        0 is the background.
    """
    inner = np.zeros(labels.shape, np.bool_)
    down, right = labels[1:] != labels[:-1], labels[:, 1:] != labels[:, :-1]
    inner[1:] |= down
    inner[:-1] |= down
    inner[:, 1:] |= right
    inner[:, :-1] |= right
    inner &= labels != 0
    rows, cols = np.nonzero(inner)
    return rows, cols


def cracks_of_labels(labels: NDArray[Any], dashed: bool = False) -> Cracks:
    """Return the lines between pixels of different labels.

    Parameters
    ----------
    labels : ndarray of shape (h, w)
        Labels of part of an image. Its outer border gets no lines.
    dashed : bool, default=False
        Leave gaps of two pixels.

    Returns
    -------
    ndarray of shape (n, 4), int64
        ``x0, y0, x1, y1`` in pixels from the upper left corner of the part.
    """
    rows, cols = np.nonzero(labels[1:] != labels[:-1])
    below, above = np.nonzero((labels[:, 1:] != labels[:, :-1]).T)
    return _joined(_dashed(rows + 1, cols, dashed), _dashed(below + 1, above, dashed))


def cracks_of_pixels(rows: Integers, cols: Integers) -> Cracks:
    """Return the lines around a set of distinct pixels, in the format of `cracks_of_labels`."""
    if not len(rows):
        return np.zeros((0, 4), np.int64)
    stride = int(cols.max()) + 3  # leaves an empty column on either side
    here = (rows + 1) * stride + cols + 1
    missing = [~np.isin(here + step, here) for step in (-stride, stride, -1, 1)]
    up, down, left, right = missing
    level = np.concatenate([rows[up], rows[down] + 1]), np.concatenate([cols[up], cols[down]])
    upright = (
        np.concatenate([cols[left], cols[right] + 1]),
        np.concatenate([rows[left], rows[right]]),
    )
    return _joined(level, upright)


def qt_lines(cracks: Cracks, row: int = 0, col: int = 0) -> list[QLineF]:
    """Convert the outline of a part whose first pixel is (row, col) to Qt lines."""
    shifted = cracks + np.array([col, row, col, row])
    return [QLineF(*line) for line in shifted.tolist()]


def _dashed(line: Integers, along: Integers, dashed: bool) -> tuple[Integers, Integers]:
    if dashed:
        kept = (line + along) // 2 % 2 == 0
        line, along = line[kept], along[kept]
    return line, along


def _joined(level: tuple[Integers, Integers], upright: tuple[Integers, Integers]) -> Cracks:
    y, x0, x1 = _runs(*level)
    x, y0, y1 = _runs(*upright)
    return np.concatenate([np.stack([x0, y, x1, y], 1), np.stack([x, y0, x, y1], 1)])


def _runs(line: Integers, along: Integers) -> tuple[Integers, Integers, Integers]:
    """Merge consecutive unit segments of each line into runs (line, start, end)."""
    order = np.lexsort((along, line))
    line, along = line[order], along[order]
    opens = np.ones(len(line), np.bool_)
    opens[1:] = (np.diff(line) != 0) | (np.diff(along) != 1)
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(line)) - 1
    return line[first], along[first], along[last[: len(first)]] + 1
