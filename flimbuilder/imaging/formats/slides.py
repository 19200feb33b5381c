"""Whole slides through openslide: formats of scanners other than Aperio's, and DICOM slides.

TIFF files of Aperio, OME and plain pyramids are read by `TiffStack`, so that their pixels do not
depend on an optional library. Places that a scanner left out have the background colour.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError, printable
from flimbuilder.imaging.formats.base import (
    CACHE_BYTES,
    DecodedFile,
    ReadLimits,
    require_readable,
)
from flimbuilder.imaging.formats.chunked import ChunkedRegions
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.levels import count_fitting, pyramid_levels
from flimbuilder.imaging.pixel_sizes import stated_size
from flimbuilder.project.extras import require_extra
from flimbuilder.project.files import open_regular

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "DICOM_SLIDE",
    "SLIDE_SUFFIXES",
    "ForeignSlideError",
    "SlideStack",
    "is_dicom_slide",
    "is_mirax",
    "without_other_levels",
]

DICOM_SUFFIXES = (".dcm", ".dicom", "")
HEAD_BYTES = 512
SLIDE_SUFFIXES = (".mrxs", ".ndpi", ".scn", ".bif", ".vms", ".vmu", ".svslide", ".czi")
DICOM_SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"  # SOP class of whole slides
CHUNK = 1024  # pixels
MIRAX = ".mrxs", "Slidedat.ini"
WHITE = (255, 255, 255)


class ForeignSlideError(Exception):
    """A TIFF or DICOM file is a slide that openslide must read."""


def is_dicom_slide(head: bytes) -> bool:
    """Return True if the first bytes of a DICOM file name the SOP class of whole slides."""
    return DICOM_SLIDE.encode() in head


def without_other_levels(files: Sequence[Path]) -> list[Path]:
    """Return the files of a folder, with only one file of each DICOM slide.

    A slide has a file for each level and each picture beside it; openslide finds all by one.
    """
    kept: list[Path] = []
    seen: set[str] = set()
    for file in files:
        series = _slide_series(file)
        if series is None or series not in seen:
            kept.append(file)
        if series is not None:
            seen.add(series)
    return kept


def _slide_series(path: Path) -> str | None:
    """Return the series of a DICOM slide; None for other files, and without pydicom."""
    if path.suffix.lower() not in DICOM_SUFFIXES:
        return None
    try:
        with open_regular(path) as file:
            if not is_dicom_slide(file.read(HEAD_BYTES)):
                return None
        from pydicom import dcmread

        tag = "SeriesInstanceUID"
        return str(dcmread(path, specific_tags=[tag], stop_before_pixels=True)[tag].value)
    except Exception:  # reading the file reports what is wrong with it
        return None


def is_mirax(path: Path) -> bool:
    """Return True for the file, a JPEG, that stands for a slide in the folder beside it."""
    suffix, index = MIRAX
    return path.suffix.lower() == suffix and (path.with_suffix("") / index).is_file()


class SlideStack:
    """A slide, at one level.

    Attributes
    ----------
    layout : Layout
        RGB in 8 bits.
    """

    def __init__(self, path: Path, limits: ReadLimits) -> None:
        require_extra("slides", "reading this kind of slide", "openslide", error=ImageError)
        from openslide import OpenSlide

        self.limits, self.level = limits, 0
        self.slide = OpenSlide(path)
        properties = self.slide.properties
        self.background = _background(properties.get("openslide.background-color", ""))
        vendor = printable(properties.get("openslide.vendor", "unknown"), 40)
        self.layout = self._described(vendor)

    def at_level(self, level: int) -> "SlideStack":
        """Return the slide at another level."""
        stack = object.__new__(SlideStack)
        stack.slide, stack.background = self.slide, self.background
        stack.limits, stack.level = self.limits, level
        stack.layout = self.layout.at_level(level)
        return stack

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Decode the level whole."""
        regions = self.regions(places, self.limits)
        return regions.read(slice(0, regions.height), slice(0, regions.width))

    def regions(
        self, places: Mapping[str, int], limits: ReadLimits, cache_bytes: int = CACHE_BYTES
    ) -> "SlideRegions":
        """Return the windows of the level."""
        height, width = (axis.size for axis in self.layout.axes[-2:])
        require_readable(height, width, 3, np.dtype(np.uint8), limits)
        return SlideRegions(self, (height, width), cache_bytes)

    def associated(self, name: str) -> DecodedFile:
        """Decode a picture beside the slide, by its name in `Layout.associated`."""
        properties = self.slide.properties
        sides = [
            int(properties.get(f"openslide.associated.{name}.{side}", 0))
            for side in ("height", "width")
        ]
        require_readable(sides[0], sides[1], 4, np.dtype(np.uint8), self.limits)
        return DecodedFile(opaque(self.slide.associated_images[name], self.background))

    def close(self) -> None:
        """Close the slide."""
        self.slide.close()

    def _described(self, vendor: str) -> Layout:
        properties = self.slide.properties
        size = stated_size(
            _number(properties.get("openslide.mpp-y")), _number(properties.get("openslide.mpp-x"))
        )
        sizes = [(height, width) for width, height in self.slide.level_dimensions]
        sides = (None, None) if size is None else (size.height, size.width)
        axes = tuple(
            StackAxis(name, extent, can_fix=False, spacing=side)
            for name, extent, side in zip("yx", sizes[0], sides, strict=True)
        )
        associated = tuple(sorted(printable(name, 40) for name in self.slide.associated_images))
        notes = [f"read by openslide ({vendor})"]
        notes += [f"left out: {', '.join(associated)}"] if associated else []
        return Layout(
            "slide",
            axes,
            3,
            "uint8",
            notes=tuple(notes),
            levels=pyramid_levels(sizes[: count_fitting(sizes)], size),
            associated=associated,
        )


class SlideRegions(ChunkedRegions):
    """Windows of a level of a slide; thread-safe.

    openslide takes places at level 0, and interpolates where they are none of a smaller level. So
    that pixels do not depend on the window, they are read on one grid.
    """

    def __init__(self, stack: SlideStack, size: tuple[int, int], cache_bytes: int) -> None:
        super().__init__((*size, 3), np.dtype(np.uint8), (CHUNK, CHUNK), cache_bytes)
        self._stack = stack
        self._downsample: float = stack.slide.level_downsamples[stack.level]

    def decode(self, rows: slice, cols: slice) -> npt.NDArray[Any]:
        """Decode chunks one by one."""
        parts = []
        for left in range(cols.start, cols.stop, CHUNK):
            place = (round(left * self._downsample), round(rows.start * self._downsample))
            size = (min(CHUNK, cols.stop - left), rows.stop - rows.start)
            part = self._stack.slide.read_region(place, self._stack.level, size)
            parts.append(opaque(part, self._stack.background))
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)

    def describe(self, samples: npt.NDArray[Any]) -> DecodedFile:
        """Describe samples of the slide."""
        return DecodedFile(samples, notes=self._stack.layout.notes)


def opaque(picture: "Image", background: tuple[int, int, int]) -> npt.NDArray[np.uint8]:
    """Return RGB pixels (height, width, 3) over a background colour."""
    pixels = np.array(picture.convert("RGBA"))
    colours, alpha = pixels[..., :3], pixels[..., 3]
    if alpha.min(initial=255) == 255:
        return np.ascontiguousarray(colours)
    share = alpha[..., None] / np.float32(255)
    mixed = colours * share + np.array(background, np.float32) * (1 - share)
    return np.rint(mixed).astype(np.uint8)


def _background(colour: str) -> tuple[int, int, int]:
    if not re.fullmatch("[0-9A-Fa-f]{6}", colour):
        return WHITE
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
