"""The size of the pixels of a TIFF file, stated by OME, ImageJ, Aperio or the tags of TIFF 6.0."""

import re
from xml.etree import ElementTree

from tifffile import TiffFile, TiffPage

from flimbuilder.imaging.pixel_sizes import INCH, from_density, in_micrometres, stated_size
from flimbuilder.project.pixel_size import PixelSize

__all__ = ["tiff_pixel_size"]

UNIT_LENGTHS = {2: INCH, 3: 1e4}  # µm in the units of the tag ResolutionUnit; 1 is no length
APERIO = re.compile(r"\bMPP\s*=\s*([0-9]*\.?[0-9]+)")  # µm per pixel


def tiff_pixel_size(tiff: TiffFile, page: TiffPage) -> PixelSize | None:
    """Return the size of a pixel as stored, of the first source that states one.

    Parameters
    ----------
    tiff : TiffFile
    page : TiffPage
        First page of the image.
    """
    if tiff.is_ome and (size := _ome_size(tiff.ome_metadata or "")) is not None:
        return size
    if tiff.is_imagej:
        return _imagej_size(tiff, page)
    if page.is_svs and (match := APERIO.search(page.description)) is not None:
        side = in_micrometres(float(match[1]), "µm")
        return stated_size(side, side)
    down, across = _density(page)
    length = UNIT_LENGTHS.get(page.tags.valueof("ResolutionUnit", 2))
    return None if length is None else from_density(down, across, length)


def _ome_size(metadata: str) -> PixelSize | None:
    """Return the size in OME metadata, whose unit is µm unless it names another."""
    try:
        pixels = ElementTree.fromstring(metadata).find("{*}Image/{*}Pixels")
    except ElementTree.ParseError:
        return None
    if pixels is None:
        return None
    sides = []
    for axis in "YX":
        text, unit = pixels.get(f"PhysicalSize{axis}"), pixels.get(f"PhysicalSize{axis}Unit")
        try:
            sides.append(None if text is None else in_micrometres(float(text), unit or "µm"))
        except ValueError:
            return None
    return stated_size(*sides)


def _imagej_size(tiff: TiffFile, page: TiffPage) -> PixelSize | None:
    """Return the size that ImageJ stores: pixels in each unit, which its description names."""
    unit = str((tiff.imagej_metadata or {}).get("unit", ""))
    down, across = _density(page)
    if unit.strip().lower() in ("inch", "in", "inches"):
        return from_density(down, across, INCH)
    if not (down and across):
        return None
    return stated_size(in_micrometres(1 / down, unit), in_micrometres(1 / across, unit))


def _density(page: TiffPage) -> tuple[float, float]:
    """Return the pixels in each unit along columns and rows; 0 if unknown."""
    values = [page.tags.valueof(name) for name in ("YResolution", "XResolution")]
    down, across = (
        value[0] / value[1] if isinstance(value, tuple) and len(value) == 2 and value[1] else 0.0
        for value in values
    )
    return down, across
