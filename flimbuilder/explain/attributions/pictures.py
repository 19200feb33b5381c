"""Pictures of attributions: colours over the darkened image, in grey."""

import numpy as np
from numpy.typing import NDArray

from flimbuilder.explain.attributions.attribute import Attribution
from flimbuilder.imaging.colour_maps import AGAINST, FOR, colour_map, parse_colour
from flimbuilder.imaging.pictures import Picture

__all__ = [
    "attribution_picture",
    "part_around",
    "relative_values",
    "shown_part",
]

FULL = 99.5  # percentile of the strength that has the full colour
DARK = 0.5  # brightness of the image below
LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
MARGIN = 0.15  # around the part that a score depends on, of its longer side
LEAST_MARGIN = 6  # pixels


def full_strength(found: Attribution) -> float:
    """Return the absolute value that has the full colour; 1 if all values are 0."""
    strength = np.abs(found.values[found.rows, found.cols])
    return float(np.percentile(strength, FULL, method="higher")) or float(strength.max()) or 1.0


def relative_values(found: Attribution) -> tuple[NDArray[np.float32], float]:
    """Return values (H, W) relative to the one with the full colour, in [-1, 1], and that one."""
    full = full_strength(found)
    relative: NDArray[np.float32] = np.clip(found.values / full, -1.0, 1.0).astype(np.float32)
    return relative, full


def shown_part(found: Attribution) -> tuple[slice, slice]:
    """Return rows and columns of the part that the score depends on, with some pixels around."""
    height, width = found.values.shape
    return part_around(found.rows, found.cols, (height, width))


def part_around(rows: slice, cols: slice, size: tuple[int, int]) -> tuple[slice, slice]:
    """Return rows and columns with some pixels around them, in an image of (height, width)."""
    height, width = size
    longer = max(rows.stop - rows.start, cols.stop - cols.start)
    margin = max(LEAST_MARGIN, round(MARGIN * longer))
    return (
        slice(max(0, rows.start - margin), min(height, rows.stop + margin)),
        slice(max(0, cols.start - margin), min(width, cols.stop + margin)),
    )


def attribution_picture(found: Attribution, image: Picture) -> Picture:
    """Draw an attribution over its image.

    Parameters
    ----------
    found : Attribution
    image : ndarray of uint8 of shape (H, W, 3)

    Returns
    -------
    ndarray of uint8 of shape (H, W, 3)
        Signed values in amber (for) and blue (against), others by inferno; the opacity is the
        root of the strength.
    """
    relative, _ = relative_values(found)
    grey = (image @ LUMA * DARK)[..., None]
    strength = np.abs(relative)
    if found.is_signed:
        sides = np.array([parse_colour(AGAINST), parse_colour(FOR)])
        colours = sides[(relative > 0).astype(int)]
    else:
        colours = colour_map("inferno")[np.rint(strength * 255).astype(int)].astype(int)
    opacity = np.sqrt(strength)[..., None]
    drawn: Picture = np.rint(grey + opacity * (colours - grey)).astype(np.uint8)
    return drawn
