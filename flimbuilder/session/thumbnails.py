"""Thumbnails of all images, made in the background."""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from psygnal import Signal

from flimbuilder.errors import FlimError
from flimbuilder.imaging.pictures import display
from flimbuilder.imaging.read import open_image, read_image
from flimbuilder.imaging.slide_pixels import SlidePixels, WholeOnlyError
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.selection import Selection
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs
from flimbuilder.workflow.sources import ImageSource

__all__ = ["SIDE", "Picture", "Thumbnails", "preview", "thumbnail"]

LANE = "thumbnails"
SIDE = 96
LARGE_BYTES = 2**26  # of an image; thumbnails of larger ones are made from coarse levels

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class _ThumbnailResult:
    """The thumbnail of an image, or why there is none."""

    entry: ImageEntry
    picture: Picture | None = None
    problem: str | None = None

    def applies_to(self, entry: ImageEntry) -> bool:
        """Return True if the result is still right for a current entry."""
        if entry.pixels_key != self.entry.pixels_key:
            return False
        is_same_file = (entry.path, entry.absolute) == (self.entry.path, self.entry.absolute)
        return self.picture is not None or is_same_file


class Thumbnails:
    """Makes thumbnails in the lane ``thumbnails``, in the order of the project's images.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    ready : Signal(str)
        Emitted with an image id when its thumbnail is made or has failed.
    """

    ready = Signal(str)

    def __init__(
        self, document: Document, jobs: Jobs, failed: Callable[[Exception], None]
    ) -> None:
        self._document = document
        self._jobs = jobs
        self._failed = failed
        self._results: dict[str, _ThumbnailResult] = {}
        self._finder: ImageFinder | None = None  # shared by all images: it lists folders once
        document.opened.connect(self._stop)
        document.changed.connect(self._on_project_changed)

    def get(self, image: str) -> Picture | None:
        """Return a thumbnail (h, w, 3) with a longer side of `SIDE` pixels, or None."""
        result = self._results.get(image)
        return None if result is None else result.picture

    def problem(self, image: str) -> str | None:
        """Return why an image cannot be read, in one line; None if it can or is unknown."""
        result = self._results.get(image)
        return None if result is None else result.problem

    def _stop(self) -> None:
        self._jobs.cancel(LANE)
        self._finder = None

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if after.images != before.images:
            self._finder = None
            results = ((entry, self._results.get(entry.id)) for entry in after.images)
            self._results = {
                entry.id: result
                for entry, result in results
                if result is not None and result.applies_to(entry)
            }
        self._start_next()

    def _start_next(self) -> None:
        """Start the next missing thumbnail, unless one is being made."""
        folder, images = self._document.path, self._document.project.images
        entry = next((entry for entry in images if entry.id not in self._results), None)
        if folder is None or entry is None or self._jobs.in_lane(LANE) is not None:
            return
        finder = self._finder = self._finder or ImageFinder(folder)
        self._jobs.start(
            LANE,
            "Making thumbnails",
            lambda report: _make(finder, entry),
            self._take,
            lambda error: self._fail(entry, error),
            quiet=True,
        )

    def _take(self, result: _ThumbnailResult) -> None:
        image, entries = result.entry.id, self._document.project.images
        if any(entry.id == image and result.applies_to(entry) for entry in entries):
            self._results[image] = result
            self.ready.emit(image)
        self._start_next()

    def _fail(self, entry: ImageEntry, error: Exception) -> None:
        if not isinstance(error, FlimError):
            self._failed(error)
        self._take(_ThumbnailResult(entry, problem=str(error) or type(error).__name__))


def _make(finder: ImageFinder, entry: ImageEntry) -> _ThumbnailResult:
    pixels = _pixels(finder.locate(entry), entry.selection, entry.shape, entry.dtype)
    return _ThumbnailResult(entry, thumbnail(pixels))


def _pixels(
    path: Path, selection: Selection | None, shape: tuple[int, int, int], dtype: str
) -> NDArray[Any]:
    """Read an image, or a coarse level of a large one that is read by parts."""
    if math.prod(shape) * np.dtype(dtype).itemsize > LARGE_BYTES:
        with suppress(WholeOnlyError):
            slide = SlidePixels(path, selection)
            slide.coarse.fill_quickly()
            return slide.coarse.level(slide.coarse.first)
    return read_image(path, selection).pixels


def thumbnail(pixels: NDArray[Any], side: int = SIDE) -> Picture:
    """Shrink an image (H, W, C) of any dtype to (h, w, 3), at most `side` pixels long.

    Small images keep their size.
    """
    shown = display(_averaged(pixels, max(1, max(pixels.shape[:2]) // (2 * side))))
    factor = min(1.0, side / max(shown.shape[:2]))
    height, width = (max(1, round(length * factor)) for length in shown.shape[:2])
    # Pillow, since the first thumbnails are made before scikit-image is loaded.
    small = Image.fromarray(shown).resize((width, height), Image.Resampling.BOX)
    return np.asarray(small)


def preview(source: ImageSource, side: int) -> Picture:
    """Return a thumbnail of an image outside the project, with its value window if it has one."""
    with open_image(source.path) as image:
        if image.file.reads_parts:
            level = 0 if source.selection is None else source.selection.level
            layout = image.layout.at_level(level)
            height, width = (axis.size for axis in layout.axes[-2:])
            shape = height, width, layout.channels
            pixels = _pixels(source.path, source.selection, shape, layout.dtype)
        else:
            pixels = image.read(source.selection).pixels
    if source.selection is not None and source.selection.window is not None:
        pixels = np.rint(pixels * 255).astype(np.uint8)
    return thumbnail(pixels, side)


def _averaged(pixels: NDArray[Any], step: int) -> NDArray[Any]:
    """Average squares of pixels in the same dtype; incomplete squares at the end are cut off."""
    channels = pixels[..., :3] if pixels.shape[2] >= 3 else pixels[..., :1]
    if channels.dtype == np.bool_:
        channels = channels * np.uint8(255)
    height, width = (max(1, length // step) for length in channels.shape[:2])
    down, right = (min(step, length) for length in channels.shape[:2])
    squares = channels[: height * down, : width * right]
    squares = squares.reshape(height, down, width, right, -1)
    means = squares.mean(axis=(1, 3), dtype=np.float32 if channels.itemsize < 4 else np.float64)
    averaged: NDArray[Any] = means.astype(channels.dtype)
    return averaged
