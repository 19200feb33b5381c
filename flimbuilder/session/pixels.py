"""The pixels of the shown image, read in the background and cached."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import FlimError, ImageError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.scaling import UnusedRange
from flimbuilder.imaging.slide_pixels import SlidePixels, WholeOnlyError
from flimbuilder.imaging.truth import truth_of
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.selection import Selection
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs

__all__ = ["ImagePixels", "ShownImage"]

LANE = "image"
CACHE_BYTES = 256 * 2**20  # of images
IN_PARTS_BYTES = 2**28  # of an image; larger ones are read where they are needed
MOST_MASKED = 2**27  # pixels of an image whose reference mask is read


@dataclass(frozen=True, eq=False)
class ShownImage:
    """The image on the canvas.

    Attributes
    ----------
    id : str
    path : Path
        The file read.
    pixels : ndarray of shape (H, W, C)
        In the dtype of the file. A `SlidePixels` of an image that is too large for memory, which
        is read window by window.
    truth : ndarray of shape (H, W), or None
        The reference mask: class ids, and `IGNORED`.
    notes : tuple of str
        Notes of the reader, and faults of the mask.
    sha256 : str
        Digest of the file.
    mask : str
        Identifies the mask and how it is read.
    selection : Selection or None
        The part of the file and the window that were read.
    unused_range : UnusedRange or None
        If the image uses under 1 % of its range and has no window.
    """

    id: str
    path: Path
    pixels: NDArray[Any]
    truth: NDArray[Any] | None = None
    notes: tuple[str, ...] = ()
    sha256: str = ""
    mask: str = ""
    selection: Selection | None = None
    unused_range: UnusedRange | None = None

    @property
    def key(self) -> str:
        """Identifies the pixels."""
        return f"{self.id} {self.sha256} {self.selection!r}"

    @property
    def whole_key(self) -> str:
        """Identifies pixels and mask."""
        return f"{self.key} {self.mask} {self.truth is not None}"

    @property
    def slide(self) -> SlidePixels | None:
        """The pixels, if they are read where they are needed."""
        pixels: Any = self.pixels
        return pixels if isinstance(pixels, SlidePixels) else None

    @property
    def sample(self) -> NDArray[Any]:
        """The pixels, or a coarse level of a slide (h, w, C) as far as it is known."""
        slide = self.slide
        return self.pixels if slide is None else slide.coarse.level(slide.coarse.first)

    @property
    def nbytes(self) -> int:
        """Bytes of pixels and mask."""
        return self.pixels.nbytes + (0 if self.truth is None else self.truth.nbytes)


@dataclass(frozen=True)
class _ImageRequest:
    """The inputs of reading an image."""

    folder: Path
    entry: ImageEntry
    classes: tuple[int, ...]  # object classes, if there is a mask to read


class ImagePixels:
    """Reads the image that the view asks for, in the lane ``image``.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    shown : ShownImage or None
        None while an image is read, or if there is none. While the same image is read with
        another mask, the former one stays.
    problem : str or None
        Why the image cannot be shown, in one line.
    changed : Signal()
        Emitted when `shown` or `problem` changes.
    """

    changed = Signal()

    def __init__(
        self, document: Document, jobs: Jobs, failed: Callable[[Exception], None]
    ) -> None:
        self.shown: ShownImage | None = None
        self.problem: str | None = None
        self._document = document
        self._jobs = jobs
        self._failed = failed
        self._request: _ImageRequest | None = None
        self._cache: ByteLimitedCache[_ImageRequest, ShownImage] = ByteLimitedCache(CACHE_BYTES)
        document.changed.connect(self._on_project_changed)

    def show(self, image: str | None) -> None:
        """Show an image of the document, or none."""
        request = self._request_for(image)
        if request is None:
            self._request = None
            self._jobs.cancel(LANE)
            self._set(None)
        elif request != self._request or self.problem is not None:
            self._read(request)

    def find(self, entry: ImageEntry) -> NDArray[Any] | None:
        """Return the pixels of an image if it is shown; may be called from any thread."""
        shown = self.shown
        if shown is None or (shown.id, shown.sha256) != (entry.id, entry.sha256):
            return None
        return shown.pixels if shown.selection == entry.selection else None

    def _request_for(self, image: str | None) -> _ImageRequest | None:
        project, folder = self._document.project, self._document.path
        if folder is None or image is None:
            return None
        entry = next((entry for entry in project.images if entry.id == image), None)
        if entry is None:
            return None
        classes = () if entry.mask is None else project.object_classes
        unread = entry.with_(role="train", label=None, tissue=None)
        return _ImageRequest(folder, unread, classes)

    def _on_project_changed(self, before: Project, after: Project) -> None:
        """Read the shown image again if its file, its mask or their interpretation changed."""
        if self._request is None:
            return
        request = self._request_for(self._request.entry.id)
        if request is not None and request != self._request:
            self._read(request)

    def _read(self, request: _ImageRequest) -> None:
        self._request = request
        cached = self._cache.get(request)
        if cached is not None:
            self._jobs.cancel(LANE)
            self._set(cached)
            return
        if self.shown is None or self.shown.id != request.entry.id:
            self._set(None)
        self._jobs.start(
            LANE,
            "Reading an image",
            lambda report: _read(request),
            lambda result: self._take(request, *result),
            self._fail,
            quiet=True,
        )

    def _take(self, request: _ImageRequest, shown: ShownImage, is_complete: bool) -> None:
        if is_complete:
            self._cache.put(request, shown, shown.nbytes)
        self._set(shown)

    def _fail(self, error: Exception) -> None:
        self._set(None, str(error) or type(error).__name__)
        if not isinstance(error, FlimError):
            self._failed(error)

    def _set(self, shown: ShownImage | None, problem: str | None = None) -> None:
        if (shown, problem) != (self.shown, self.problem):
            self.shown, self.problem = shown, problem
            self.changed.emit()


def _read(request: _ImageRequest) -> tuple[ShownImage, bool]:
    """Read an image with its mask; return it, and whether its mask could be read."""
    entry, finder = request.entry, ImageFinder(request.folder)
    mask = ""
    if entry.mask is not None:
        mask = f"{entry.mask} {entry.mask_values} {entry.mask_orientation} {request.classes}"
    path = finder.locate(entry)
    shown = _read_parts(path, entry) or _read_whole(path, entry)
    shown = replace(shown, mask=mask)
    if entry.mask is not None and entry.shape[0] * entry.shape[1] > MOST_MASKED:
        note = f"the reference mask is not shown: the image has over {MOST_MASKED} pixels"
        return replace(shown, notes=(*shown.notes, note)), True
    try:
        return replace(shown, truth=_truth(finder, entry, request.classes)), True
    except ImageError as error:
        return replace(shown, notes=(*shown.notes, str(error))), False


def _read_parts(path: Path, entry: ImageEntry) -> ShownImage | None:
    """Open an image that is too large for memory; None if it is small or must be read whole."""
    if int(np.prod(entry.shape)) * np.dtype(entry.dtype).itemsize <= IN_PARTS_BYTES:
        return None
    try:
        pixels = SlidePixels(path, entry.selection)
    except WholeOnlyError:
        return None
    return ShownImage(
        entry.id, path, cast(NDArray[Any], pixels), notes=pixels.notes, sha256=entry.sha256,
        selection=entry.selection,
    )  # fmt: skip


def _read_whole(path: Path, entry: ImageEntry) -> ShownImage:
    data = read_image(path, entry.selection)
    return ShownImage(
        entry.id, path, data.pixels, notes=data.notes, sha256=entry.sha256,
        selection=entry.selection, unused_range=data.unused_range,
    )  # fmt: skip


def _truth(finder: ImageFinder, entry: ImageEntry, classes: Sequence[int]) -> NDArray[Any] | None:
    if entry.mask is None:
        return None
    return truth_of(entry, finder.locate_mask(entry), classes)
