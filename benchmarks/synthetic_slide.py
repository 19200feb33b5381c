"""A synthetic slide: a pyramidal OME-Zarr 0.5 whose tissue is a small share of it."""

from pathlib import Path

import numpy as np
import zarr
from skimage import data

from flimbuilder.imaging.coarse_levels import halve_pixels

__all__ = ["write_slide"]

CHUNK = 512
BLOCK = 2048  # pixels of a side that are written together
BACKGROUND = 243


def write_slide(
    path: Path,
    side: int,
    pieces: int = 10,
    share: float = 0.01,
    levels: int = 4,
    microns: float = 0.25,
) -> list[tuple[int, int, int]]:
    """Write a slide of `side` x `side` pixels; chunks without tissue are left out.

    Parameters
    ----------
    path : Path
        A folder that ends in ``.zarr``.
    side : int
    pieces : int, default=10
        Round pieces of tissue.
    share : float, default=0.01
        Share of tissue.
    levels : int, default=4
        Each a fourth as wide as the one before; 1 writes no pyramid.
    microns : float, default=0.25
        Side of a pixel.

    Returns
    -------
    list of (int, int, int)
        Row, column and radius of each piece.
    """
    radius = int(side * np.sqrt(share / pieces / np.pi))
    places = np.random.default_rng(0)
    discs = [(*places.integers(radius, side - radius, 2).tolist(), radius) for _ in range(pieces)]
    group = zarr.open_group(str(path), mode="w", zarr_format=3)
    arrays, sides = [], [-(-side // 4**level) for level in range(levels)]
    for level, length in enumerate(sides):
        shape, chunks = (3, length, length), (3, CHUNK, CHUNK)
        arrays.append(
            group.create_array(
                str(level), shape=shape, chunks=chunks, dtype="uint8", fill_value=BACKGROUND
            )
        )
    group.attrs["ome"] = {"version": "0.5", "multiscales": [_described(levels, microns)]}
    picture = data.immunohistochemistry()
    for top in range(0, side, BLOCK):
        for left in range(0, side, BLOCK):
            near = [disc for disc in discs if _touches(disc, top, left)]
            if near:
                _write(arrays, picture, near, top, left)
    return discs


def _touches(disc: tuple[int, int, int], top: int, left: int) -> bool:
    row, col, radius = disc
    rows, cols = row - radius < top + BLOCK, col - radius < left + BLOCK
    return rows and cols and row + radius >= top and col + radius >= left


def _described(levels: int, microns: float) -> dict[str, object]:
    kinds = {"c": "channel", "y": "space", "x": "space"}
    axes: list[dict[str, str]] = [{"name": name, "type": kind} for name, kind in kinds.items()]
    for axis in axes[1:]:
        axis["unit"] = "micrometer"
    scales = [[1.0, microns * 4**level, microns * 4**level] for level in range(levels)]
    return {
        "axes": axes,
        "datasets": [
            {
                "path": str(level),
                "coordinateTransformations": [{"type": "scale", "scale": scale}],
            }
            for level, scale in enumerate(scales)
        ],
    }


def _write(
    arrays: list[zarr.Array],
    picture: np.ndarray,
    discs: list[tuple[int, int, int]],
    top: int,
    left: int,
) -> None:
    """Write the tissue of one block at all levels."""
    side = arrays[0].shape[1]
    rows, cols = (np.arange(first, min(first + BLOCK, side)) for first in (top, left))
    inside = np.zeros((len(rows), len(cols)), bool)
    for row, col, radius in discs:
        inside |= (rows[:, None] - row) ** 2 + (cols - col) ** 2 <= radius**2
    if not inside.any():
        return
    pixels = picture[(rows % 512)[:, None], cols % 512]
    part = np.where(inside[..., None], pixels, np.uint8(BACKGROUND))
    for level, array in enumerate(arrays):
        if level:
            part = halve_pixels(halve_pixels(part))
        row, col = top // 4**level, left // 4**level
        place = np.s_[:, row : row + part.shape[0], col : col + part.shape[1]]
        array[place] = part.transpose(2, 0, 1)
