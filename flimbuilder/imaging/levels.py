"""The levels of a pyramid: the same image at decreasing sizes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flimbuilder.project.pixel_size import PixelSize

__all__ = ["PyramidLevel", "count_fitting", "enlarged", "pyramid_levels"]

SIDE_ERROR = 2  # pixels by which the sides of a level may differ from those of the image, scaled
SHAPE_ERROR = 0.01  # and the share, as some scanners pad


@dataclass(frozen=True)
class PyramidLevel:
    """A level of a pyramid.

    Attributes
    ----------
    height, width : int
        In pixels of this level.
    downsample : float, default=1
        Pixels of level 0 along a pixel of this level.
    pixel_size : PixelSize or None, default=None
        Of this level; None if the file does not state one.
    """

    height: int
    width: int
    downsample: float = 1.0
    pixel_size: PixelSize | None = None


def pyramid_levels(
    sizes: Sequence[tuple[int, int]], pixel_size: PixelSize | None = None
) -> tuple[PyramidLevel, ...]:
    """Return the levels of a pyramid; () for a single size.

    Parameters
    ----------
    sizes : sequence of (int, int)
        Height and width of each level, the largest first; see `count_fitting`.
    pixel_size : PixelSize or None, default=None
        Of level 0.
    """
    if len(sizes) < 2:
        return ()
    levels = []
    for size in sizes:
        downsample = _downsample(sizes[0], size)
        levels.append(PyramidLevel(*size, downsample, enlarged(pixel_size, downsample)))
    return tuple(levels)


def enlarged(size: PixelSize | None, factor: float) -> PixelSize | None:
    """Return the size of a pixel whose sides are `factor` times as long."""
    if size is None or factor == 1:
        return size
    return PixelSize(height=size.height * factor, width=size.width * factor)


def count_fitting(sizes: Sequence[tuple[int, int]]) -> int:
    """Return how many of the sizes, from the first on, can be those of one pyramid.

    Each level is smaller than the one before, and has the proportions of the first within two
    pixels and a hundredth.
    """
    height, width = sizes[0]
    for number, (down, across) in enumerate(sizes[1:], 1):
        before = sizes[number - 1]
        error = abs(height * across - width * down)
        most = SIDE_ERROR * (height + width) + SHAPE_ERROR * height * across
        shrinks = down <= before[0] and across <= before[1] and (down, across) != before
        if min(down, across) < 1 or not shrinks or error > most:
            return number
    return len(sizes)


def _downsample(full: tuple[int, int], size: tuple[int, int]) -> float:
    """Return the factor between two sizes: a whole number if rounding explains the difference.

    Of small levels several numbers may explain it; powers of two come first.
    """
    ratio = math.sqrt((full[0] / size[0]) * (full[1] / size[1]))
    for whole in (2 ** round(math.log2(ratio)), round(ratio)):
        errors = [abs(small - large / whole) for large, small in zip(full, size, strict=True)]
        if max(errors) <= 1:
            return float(whole)
    return ratio
