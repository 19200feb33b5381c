"""Pixel sizes that image files state, in µm: units of length, and which statements to believe.

Microscopes write a size with its unit, as OME, ImageJ, Aperio, DICOM and NIfTI store it. A density
(dots per inch, per centimetre or per metre) is often the default of a program for print or screen
instead, from 72 to 1200 dpi. A wrong scale is worse than none, so a density is believed only if it
is finer than that: less than `LARGEST_PIXEL` µm.
"""

import math

from pydantic import ValidationError

from flimbuilder.project.pixel_size import PixelSize

__all__ = [
    "INCH",
    "LARGEST_PIXEL",
    "from_density",
    "in_micrometres",
    "stated_size",
    "upright_size",
]

LARGEST_PIXEL = 20.0  # µm, of a density: 1270 dpi
SMALLEST_PIXEL = 1e-3  # µm
INCH = 25_400.0
DIGITS = 7  # significant; rationals in files are rounded
MICROMETRES = {
    **dict.fromkeys(("pm", "picometer", "picometre"), 1e-6),
    **dict.fromkeys(("å", "ångström", "angstrom"), 1e-4),
    **dict.fromkeys(("nm", "nanometer", "nanometre", "nanometers"), 1e-3),
    **dict.fromkeys(("µm", "um", "micron", "microns", "micrometer", "micrometre"), 1.0),
    **dict.fromkeys(("micrometers", r"\u00b5m"), 1.0),
    **dict.fromkeys(("mm", "millimeter", "millimetre", "millimeters"), 1e3),
    **dict.fromkeys(("cm", "centimeter", "centimetre", "centimeters"), 1e4),
    **dict.fromkeys(("m", "meter", "metre", "meters"), 1e6),
}


def in_micrometres(length: float, unit: str) -> float | None:
    """Convert a length; None if the unit is not one of length, or the length not positive."""
    factor = MICROMETRES.get(unit.strip().replace("μ", "µ").lower())
    if factor is None or not math.isfinite(length) or length <= 0:
        return None
    return float(f"{length * factor:.{DIGITS}g}")


def stated_size(height: float | None, width: float | None) -> PixelSize | None:
    """Return the size of a pixel; None if a side is unknown or out of range."""
    if height is None or width is None:
        return None
    try:
        return PixelSize(height=height, width=width)
    except ValidationError:
        return None


def from_density(down: float, across: float, length: float) -> PixelSize | None:
    """Return the size of pixels of a density if it can be that of a microscope.

    Parameters
    ----------
    down, across : float
        Pixels for each `length`, along columns and rows.
    length : float
        In µm.
    """
    sides = [
        in_micrometres(length / count, "µm") if math.isfinite(count) and count > 0 else None
        for count in (down, across)
    ]
    if any(side is None or not SMALLEST_PIXEL <= side < LARGEST_PIXEL for side in sides):
        return None
    return stated_size(*sides)


def upright_size(size: PixelSize | None, orientation: int) -> PixelSize | None:
    """Turn a stored size upright; orientations from 5 on, as in EXIF, swap rows and columns."""
    if size is None or orientation < 5:
        return size
    return PixelSize(height=size.width, width=size.height)
