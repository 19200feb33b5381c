"""The pixels of the shown image, read in the background; few images are kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import FlimError, ImageError
from flimbuilder.imaging.read import read_image
from flimbuilder.model.pixels import read_truth
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs

__all__ = ["Pixels", "ShownImage"]

LANE = "image"
KEPT = 256 * 2**20  # bytes of images that were shown


@dataclass(frozen=True, eq=False)
class ShownImage:
    """The image on the canvas.

    Attributes
    ----------
    id : str
    path : Path
        Where it was found.
    pixels : ndarray of shape (H, W, C)
        In the file's own dtype.
    truth : ndarray of shape (H, W), or None
        The reference mask: not 0 where the object is, or class ids.
    notes : tuple of str
        What the reader did, and what is wrong with the mask.
    sha256 : str
        Of the file.
    mask : str
        Names the mask and how it is read.
    """

    id: str
    path: Path
    pixels: NDArray[Any]
    truth: NDArray[Any] | None = None
    notes: tuple[str, ...] = ()
    sha256: str = ""
    mask: str = ""

    @property
    def key(self) -> str:
        """Names the pixels: equal for equal ones alone."""
        return f"{self.id} {self.sha256}"

    @property
    def whole_key(self) -> str:
        """Names pixels and mask."""
        return f"{self.key} {self.mask} {self.truth is not None}"

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return self.pixels.nbytes + (0 if self.truth is None else self.truth.nbytes)


@dataclass(frozen=True)
class _Source:
    """All that what is shown depends on."""

    folder: Path
    entry: ImageEntry
    classes: tuple[int, ...]  # of objects, where a mask is read by them


class Pixels:
    """Reads the image that the view asks for, in the lane ``image``.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    failed : callable
        Called with what no file explains.

    Attributes
    ----------
    shown : ShownImage or None
        None while it is read, and where there is none. While the same image is read again, with
        another mask, the former stays.
    problem : str or None
        Why the image cannot be shown, in one line.
    changed : Signal()
        Either has changed.
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
        self._source: _Source | None = None
        self._kept: ByteLimitedCache[_Source, ShownImage] = ByteLimitedCache(KEPT)
        document.changed.connect(self._follow)

    def show(self, image: str | None) -> None:
        """Show an image of the document; None shows none."""
        source = self._source_of(image)
        if source is None:
            self._source = None
            self._jobs.cancel(LANE)
            self._set(None)
        elif source != self._source or self.problem is not None:
            self._read(source)

    def _source_of(self, image: str | None) -> _Source | None:
        project, folder = self._document.project, self._document.path
        if folder is None or image is None:
            return None
        entry = next((one for one in project.images if one.id == image), None)
        if entry is None:
            return None
        classes = () if entry.mask is None else project.object_classes
        return _Source(folder, entry.with_(role="train", label=None), classes)

    def _follow(self, before: Project, after: Project) -> None:
        """Read the shown image again where its file, its mask or their meaning has changed."""
        if self._source is None:
            return
        source = self._source_of(self._source.entry.id)
        if source is not None and source != self._source:
            self._read(source)

    def _read(self, source: _Source) -> None:
        self._source = source
        kept = self._kept.get(source)
        if kept is not None:
            self._jobs.cancel(LANE)
            self._set(kept)
            return
        if self.shown is None or self.shown.id != source.entry.id:
            self._set(None)
        self._jobs.start(
            LANE,
            "Reading an image",
            lambda report: _read(source),
            lambda read: self._take(source, *read),
            self._fail,
            quiet=True,
        )

    def _take(self, source: _Source, shown: ShownImage, is_whole: bool) -> None:
        if is_whole:
            self._kept.put(source, shown, shown.nbytes)
        self._set(shown)

    def _fail(self, error: Exception) -> None:
        self._set(None, str(error) or type(error).__name__)
        if not isinstance(error, FlimError):
            self._failed(error)

    def _set(self, shown: ShownImage | None, problem: str | None = None) -> None:
        if (shown, problem) != (self.shown, self.problem):
            self.shown, self.problem = shown, problem
            self.changed.emit()


def _read(source: _Source) -> tuple[ShownImage, bool]:
    """Return an image with its mask, and whether the mask that it should have is there."""
    entry, finder = source.entry, ImageFinder(source.folder)
    mask = "" if entry.mask is None else f"{entry.mask} {source.classes}"
    path = finder.locate(entry)
    data = read_image(path, entry.selection)
    try:
        truth = _truth(finder, entry, source.classes)
    except ImageError as error:
        notes = (*data.notes, str(error))
        return ShownImage(entry.id, path, data.pixels, None, notes, entry.sha256, mask), False
    return ShownImage(entry.id, path, data.pixels, truth, data.notes, entry.sha256, mask), True


def _truth(finder: ImageFinder, entry: ImageEntry, classes: Sequence[int]) -> NDArray[Any] | None:
    if entry.mask is None:
        return None
    size = (entry.shape[0], entry.shape[1])
    return read_truth(finder.locate_mask(entry), size, classes, entry.place)
