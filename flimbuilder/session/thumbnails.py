"""Small pictures of all images, made in the background."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from psygnal import Signal

from flimbuilder.errors import FlimError
from flimbuilder.imaging.pictures import display
from flimbuilder.imaging.read import read_image
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs
from flimbuilder.workflow.sources import ImageSource

__all__ = ["SIDE", "Picture", "Thumbnails", "preview", "thumbnail"]

LANE = "thumbnails"
SIDE = 96

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class _Made:
    """What came of one image: a picture, or why there is none."""

    entry: ImageEntry
    picture: Picture | None = None
    problem: str | None = None

    def serves(self, entry: ImageEntry) -> bool:
        """Tell whether it would come out the same for an entry as it is now."""
        if entry.pixels_key != self.entry.pixels_key:
            return False
        places = (entry.path, entry.absolute) == (self.entry.path, self.entry.absolute)
        return self.picture is not None or places


class Thumbnails:
    """Makes thumbnails in the lane ``thumbnails``, one image after another as they are listed.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    failed : callable
        Called with what no file explains.

    Attributes
    ----------
    ready : Signal(str)
        The thumbnail of an image, by id, is there; or it was found that there can be none.
    """

    ready = Signal(str)

    def __init__(
        self, document: Document, jobs: Jobs, failed: Callable[[Exception], None]
    ) -> None:
        self._document = document
        self._jobs = jobs
        self._failed = failed
        self._made: dict[str, _Made] = {}
        self._finder: ImageFinder | None = None  # one for all images: it lists folders once
        document.opened.connect(self._stop)
        document.changed.connect(self._follow)

    def get(self, image: str) -> Picture | None:
        """Return a thumbnail (h, w, 3), longer side `SIDE` pixels; None while there is none."""
        made = self._made.get(image)
        return None if made is None else made.picture

    def problem(self, image: str) -> str | None:
        """Return why an image cannot be read, in one line; None where it can, or is not known."""
        made = self._made.get(image)
        return None if made is None else made.problem

    def _stop(self) -> None:
        self._jobs.cancel(LANE)
        self._finder = None

    def _follow(self, before: Project, after: Project) -> None:
        if after.images != before.images:
            self._finder = None
            made = ((entry, self._made.get(entry.id)) for entry in after.images)
            self._made = {
                entry.id: one for entry, one in made if one is not None and one.serves(entry)
            }
        self._go_on()

    def _go_on(self) -> None:
        """Make the next one that is missing, unless one is being made."""
        folder = self._document.path
        missing = (one for one in self._document.project.images if one.id not in self._made)
        entry = next(missing, None)
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

    def _take(self, made: _Made) -> None:
        image = made.entry.id
        if any(one.id == image and made.serves(one) for one in self._document.project.images):
            self._made[image] = made
            self.ready.emit(image)
        self._go_on()

    def _fail(self, entry: ImageEntry, error: Exception) -> None:
        if not isinstance(error, FlimError):
            self._failed(error)
        self._take(_Made(entry, problem=str(error) or type(error).__name__))


def _make(finder: ImageFinder, entry: ImageEntry) -> _Made:
    pixels = read_image(finder.locate(entry), entry.selection).pixels
    return _Made(entry, thumbnail(pixels))


def thumbnail(pixels: NDArray[Any], side: int = SIDE) -> Picture:
    """Return a small picture of an image, never larger than the image itself.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, C)
        Of any dtype.
    side : int, default=SIDE

    Returns
    -------
    ndarray of uint8 of shape (h, w, 3)
        The longer side at most `side` pixels.
    """
    shown = display(_averaged(pixels, max(1, max(pixels.shape[:2]) // (2 * side))))
    factor = min(1.0, side / max(shown.shape[:2]))
    height, width = (max(1, round(one * factor)) for one in shown.shape[:2])
    # Pillow, since the first thumbnails come before scikit-image has been loaded.
    small = Image.fromarray(shown).resize((width, height), Image.Resampling.BOX)
    return np.asarray(small)


def preview(source: ImageSource, side: int) -> Picture:
    """Return a small picture of an image that is in no project yet; a window is shown as it is."""
    pixels = source.read().pixels
    if source.selection is not None and source.selection.window is not None:
        pixels = np.rint(pixels * 255).astype(np.uint8)
    return thumbnail(pixels, side)


def _averaged(pixels: NDArray[Any], step: int) -> NDArray[Any]:
    """Return the means of squares of pixels, in the same dtype; what is left at the end goes."""
    channels = pixels[..., :3] if pixels.shape[2] >= 3 else pixels[..., :1]
    if channels.dtype == np.bool_:
        channels = channels * np.uint8(255)
    height, width = (max(1, one // step) for one in channels.shape[:2])
    down, right = (min(step, one) for one in channels.shape[:2])
    squares = channels[: height * down, : width * right]
    squares = squares.reshape(height, down, width, right, -1)
    means = squares.mean(axis=(1, 3), dtype=np.float32 if channels.itemsize < 4 else np.float64)
    averaged: NDArray[Any] = means.astype(channels.dtype)
    return averaged
