"""Measure the statistics by which an image is standardised, from few of its pixels."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.flim.network import Encoder
from flimbuilder.flim.standardise import Statistics, lattice
from flimbuilder.flim.tile_input import ReadPixels
from flimbuilder.imaging.scaling import scale_image

__all__ = ["MapStrips", "image_statistics", "lattice_statistics", "read_lattice"]

MapStrips = Callable[
    [Callable[[NDArray[np.int64]], NDArray[Any]], Iterable[NDArray[np.int64]]],
    Iterable[NDArray[Any]],
]
"""Maps a function over strips of rows, as ``map`` does."""
LATTICE_BYTES = 64 * 2**20  # of a strip of rows, in four channels of float32
WIDE = 512  # pixels between columns that are read alone


def read_lattice(
    size: tuple[int, int], read: ReadPixels, each: MapStrips = map
) -> NDArray[np.float32]:
    """Read the pixels of an image by which it is standardised, (96, 96, C).

    Neighbouring rows are read together if they fit into 64 MB. If columns are further apart than
    the tiles of most files are wide, they are read alone.

    Parameters
    ----------
    size : tuple of int
        (height, width) of the image, in pixels.
    read : callable
        Reads pixels of the image.
    each : callable, default=map
        Maps the reading over strips of rows, perhaps on threads.
    """
    rows, cols = (lattice(side).numpy() for side in size)
    together = max(1, LATTICE_BYTES // (16 * size[1]))
    strips, start = [], 0
    while start < len(rows):
        stop = int(np.searchsorted(rows, rows[start] + together))
        strips.append(rows[start:stop])
        start = stop

    def read_strip(strip: NDArray[np.int64]) -> NDArray[Any]:
        between = slice(int(strip[0]), int(strip[-1]) + 1)
        if size[1] < len(cols) * WIDE:
            lines = read(between, slice(0, size[1]))[:, cols]
        else:
            alone = [read(between, slice(col, col + 1)) for col in cols.tolist()]
            lines = np.concatenate(alone, axis=1)
        chosen: NDArray[Any] = lines[strip - strip[0]]
        return chosen

    pixels = np.concatenate(list(each(read_strip, strips)))
    return (
        pixels.astype(np.float32, copy=False) if pixels.dtype.kind == "f" else scale_image(pixels)
    )


def image_statistics(
    encoder: Encoder, size: tuple[int, int], read: ReadPixels, each: MapStrips = map
) -> Statistics | None:
    """Return the statistics by which an image is standardised; None if it is not.

    Parameters
    ----------
    encoder : Encoder
    size : tuple of int
        (height, width) of the image, in pixels.
    read : callable
        Reads pixels of the image.
    each : callable, default=map
        As for :func:`read_lattice`.
    """
    if encoder.standardisation.kind == "none":
        return None
    return lattice_statistics(encoder, read_lattice(size, read, each))


def lattice_statistics(encoder: Encoder, pixels: NDArray[np.float32]) -> Statistics:
    """Return the statistics of an image from its pixels on the lattice, (96, 96, C) in [0, 1]."""
    weights = next(encoder.parameters())
    with torch.inference_mode():
        images = torch.from_numpy(pixels).to(weights).permute(2, 0, 1)[None]
        return encoder.standardisation.measure(encoder.colour(images))
