"""Saliency and mask of an image as a pyramid of planes, for formats that store levels.

Each level is half the size of the one before. Saliency is averaged; of the classes of a mask, the
largest stays, so that no object vanishes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.imaging.pyramid import halve_max, halve_mean
from flimbuilder.imaging.sparse_plane import SparsePlane, Window, windows_of
from flimbuilder.imaging.write import to_uint16
from flimbuilder.project.pixel_size import PixelSize

__all__ = ["Plane", "ResultChannel", "ResultLevels", "filled_windows", "make_result_levels"]

Plane = npt.NDArray[Any] | SparsePlane
MakePlane = Callable[[tuple[int, int], np.dtype[Any]], Plane]
SMALLEST_LEVEL = 512  # pixels; levels are halved until the longer side is at most this


@dataclass(frozen=True)
class ResultChannel:
    """The description of a plane.

    Attributes
    ----------
    name : str
    colour : str
        ``#rrggbb``.
    classes : mapping of int to tuple of str, or None, default=None
        Name and colour of each class, if the plane holds class ids.
    """

    name: str
    colour: str
    classes: Mapping[int, tuple[str, str]] | None = None


@dataclass(frozen=True)
class ResultLevels:
    """The planes of all levels.

    Attributes
    ----------
    name : str
        Of the image.
    channels : sequence of ResultChannel
        Those of saliency, then that of the mask.
    levels : sequence of sequence of ndarray or SparsePlane
        For each level, the largest first, a plane for each channel: uint16 saliency, 65535 for 1,
        and a mask of uint8.
    pixel_size : PixelSize or None
        Of the largest level.
    """

    name: str
    channels: Sequence[ResultChannel]
    levels: Sequence[Sequence[Plane]]
    pixel_size: PixelSize | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the largest level."""
        height, width = self.levels[0][0].shape
        return height, width


def make_result_levels(
    saliency: Callable[[slice, slice], npt.NDArray[np.floating[Any]]],
    mask: Plane,
    windows: Sequence[Window] | None,
    channels: Sequence[ResultChannel],
    make_plane: MakePlane | None = None,
) -> list[list[Plane]]:
    """Return the planes of all levels.

    Parameters
    ----------
    saliency : callable
        Returns the saliency (objects, rows, columns) of a window, in [0, 1].
    mask : ndarray of uint8 of shape (height, width), or SparsePlane
    windows : sequence of tuple of slice, or None
        Those of :func:`~flimbuilder.imaging.sparse_plane.windows_of` outside which saliency is 0;
        None for all.
    channels : sequence of ResultChannel
    make_plane : callable or None, default=None
        Returns an empty plane on disk, ``make_plane(shape, dtype)``. None keeps the planes in
        memory.

    Raises
    ------
    SaveError
        If the disk is full.
    """
    height, width = mask.shape
    n_maps = len(channels) - 1
    plane: MakePlane = make_plane or np.zeros
    maps = [plane((height, width), np.dtype(np.uint16)) for _ in range(n_maps)]
    for rows, cols in windows_of((height, width)) if windows is None else windows:
        for target, part in zip(maps, to_uint16(saliency(rows, cols)), strict=True):
            _put(target, (rows, cols), part)
    levels: list[list[Plane]] = [[*maps, mask]]
    while max(levels[-1][0].shape) > SMALLEST_LEVEL:
        shape = tuple(-(-side // 2) for side in levels[-1][0].shape)
        halved = []
        for number, finer in enumerate(levels[-1]):
            halve = halve_mean if number < n_maps else halve_max
            coarser = plane((shape[0], shape[1]), finer.dtype)
            for (rows, cols), part in filled_windows(finer):
                half = tuple(slice(side.start // 2, -(-side.stop // 2)) for side in (rows, cols))
                _put(coarser, (half[0], half[1]), halve(part))
            halved.append(coarser)
        levels.append(halved)
    return levels


def filled_windows(plane: Plane, side: int | None = None) -> Iterator[tuple[Window, Any]]:
    """Yield the windows of a grid that are not all zero, with their values."""
    height, width = plane.shape
    for rows, cols in windows_of((height, width), side):
        if isinstance(plane, SparsePlane) and plane.is_empty(rows, cols):
            continue
        part = plane[rows, cols]
        if part.any():
            yield (rows, cols), part
    if isinstance(plane, SparsePlane):
        plane.release()  # planes are many, and each may hold a cache


def _put(plane: Plane, window: Window, part: npt.NDArray[Any]) -> None:
    if isinstance(plane, SparsePlane):
        plane.write(*window, part)
    else:
        plane[window] = part
