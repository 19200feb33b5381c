"""The shown image as a slide: its levels, the pictures beside it, and its tissue."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.analysis.outlines import trace_outlines
from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.analysis.tissue_finding import TissueScore, find_tissue, tissue_score
from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import ImageError
from flimbuilder.imaging.levels import PyramidLevel
from flimbuilder.imaging.pictures import display_scaled
from flimbuilder.imaging.pyramid import fitting_size
from flimbuilder.imaging.read import ImageFile, open_image
from flimbuilder.imaging.reduced import ReducedImage, read_reduced
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import ImageEntry
from flimbuilder.project.tissue import DEFAULT_TISSUE
from flimbuilder.session.background_step import BackgroundStep, Check
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pixels import ImagePixels
from flimbuilder.session.thumbnails import Picture, thumbnail
from flimbuilder.session.watched import Watched

__all__ = ["ShownTissue", "SlidePictures", "SlideTissue"]

CACHE_BYTES = 128 * 2**20
LARGEST_OUTLINE, SMALLEST_OUTLINE = 1024, 64  # pixels a side of the mask that is outlined
MOST_CORNERS = 4000  # which take about 10 ms to draw
THUMBNAIL = "thumbnail"
SIDE, BESIDE = 1024, 512  # pixels of the picture, and of those beside the slide


@dataclass(frozen=True, eq=False)
class SlidePictures:
    """What the file of an image holds.

    Attributes
    ----------
    level : int
        Level of the pyramid that the image is.
    levels : tuple of PyramidLevel
        The largest first; the image alone if the file has one size.
    picture : ndarray of uint8 of shape (h, w, 3)
        The whole image.
    beside : dict of str to ndarray of uint8 of shape (h, w, 3)
        Pictures beside the slide, such as its label, by name.
    reduced : ReducedImage
        In which tissue is looked for.
    score : TissueScore
    """

    level: int
    levels: tuple[PyramidLevel, ...]
    picture: Picture
    beside: Mapping[str, Picture]
    reduced: ReducedImage
    score: TissueScore

    @property
    def nbytes(self) -> int:
        """Bytes of all pictures."""
        pictures = sum(picture.nbytes for picture in (self.picture, *self.beside.values()))
        return pictures + self.reduced.pixels.nbytes + self.score.values.nbytes


@dataclass(frozen=True, eq=False)
class ShownTissue:
    """The tissue of the shown image.

    Attributes
    ----------
    image : str
        Id of the image.
    mask : TissueMask
    area_mm2 : float or None
        None without a pixel size.
    rings : tuple of ndarray of shape (n, 2)
        Closed lines around its parts and holes, as (x, y) in pixels of the image from its corner;
        coarser than the mask if that has very many corners.
    """

    image: str
    mask: TissueMask
    area_mm2: float | None
    rings: tuple[NDArray[np.float64], ...]


class SlideTissue(Watched):
    """Reads the shown image at a small size and finds its tissue, while anyone watches.

    It works in the lanes ``slide`` and ``tissue``.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    pixels : ImagePixels
        Has the shown image.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    pictures : SlidePictures or None
        None while they are read.
    tissue : ShownTissue or None
        That of before an edit stays until the new one is found.
    changed : Signal()
        Emitted when any of these, or `problem`, changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        pixels: ImagePixels,
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.pictures: SlidePictures | None = None
        self.tissue: ShownTissue | None = None
        self._document, self._pixels = document, pixels
        self._published: tuple[object, ...] = ()
        cache: ByteLimitedCache[tuple[str, Hashable], Any] = ByteLimitedCache(CACHE_BYTES)
        self._reading: BackgroundStep[SlidePictures] = BackgroundStep(
            jobs, "slide", "Reading the slide", self.refresh, failed, cache,
            lambda pictures: pictures.nbytes,
        )  # fmt: skip
        self._finding: BackgroundStep[ShownTissue] = BackgroundStep(
            jobs, "tissue", "Finding the tissue", self.refresh, failed, cache,
            lambda tissue: tissue.mask.mask.nbytes,
        )  # fmt: skip
        document.changed.connect(lambda before, after: self.refresh())
        pixels.changed.connect(self.refresh)

    @property
    def entry(self) -> ImageEntry | None:
        """The shown image."""
        shown = self._pixels.shown
        images = self._document.project.images
        return next((entry for entry in images if shown and entry.id == shown.id), None)

    @property
    def path(self) -> Path | None:
        """The file of the shown image."""
        return None if self._pixels.shown is None else self._pixels.shown.path

    @property
    def problem(self) -> str | None:
        """Why there are no pictures or no tissue, in one line."""
        return self._pixels.problem or self._reading.fault or self._finding.fault

    @property
    def is_busy(self) -> bool:
        """True while the slide is read or its tissue is looked for."""
        return self._reading.is_busy or self._finding.is_busy

    def refresh(self) -> None:
        """Follow the shown image and its settings, and publish what was found."""
        shown, entry = self._pixels.shown, self.entry
        if shown is None or entry is None or not self.is_watched:
            self._reading.forget()
            self._finding.forget()
        else:
            path = shown.path
            self._reading.request(
                (entry.pixels_key, path), lambda check: _read(path, entry, check)
            )
            pictures = self._reading.result if self._reading.is_fresh else None
            if pictures is not None:
                size = entry.pixel_size or pictures.reduced.pixel_size
                self._finding.request(
                    (entry.pixels_key, entry.tissue, size),
                    lambda check: _found(entry, pictures, size),
                )
            elif self._finding.result and self._finding.result.image != entry.id:
                self._finding.forget()
        self._publish()

    def _publish(self) -> None:
        self.pictures = self._reading.result if self._reading.is_fresh else None
        self.tissue = self._finding.result
        state = self.pictures, self.tissue, self.problem, self.is_busy, self.entry
        if state != self._published:
            self._published = state
            self.changed.emit()

    def _rest(self) -> None:
        self.refresh()


def _read(path: Path, entry: ImageEntry, check: Check) -> SlidePictures:
    with open_image(path) as image:
        reduced = read_reduced(image, entry.selection, on_rows=lambda done, rows: check())
        height, width, _ = entry.shape
        whole = PyramidLevel(height, width, pixel_size=entry.pixel_size or reduced.pixel_size)
        beside = {}
        for name in image.layout.associated:
            check()
            if name == THUMBNAIL:  # the picture is better
                continue
            found = _picture_beside(image, name)
            if found is not None:
                beside[name] = found
        picture = thumbnail(display_scaled(reduced.pixels, entry.dtype), SIDE)
        levels = image.layout.levels or (whole,)
    score = tissue_score(reduced.pixels)
    _ = score.threshold  # kept, as it takes too long for the window's thread
    return SlidePictures(entry.level, levels, picture, beside, reduced, score)


def _picture_beside(image: ImageFile, name: str) -> Picture | None:
    """Return a picture beside the slide; None if it can't be read, since the slide still can."""
    try:
        return thumbnail(image.read_associated(name), BESIDE)
    except ImageError:
        return None


def _found(entry: ImageEntry, pictures: SlidePictures, size: PixelSize | None) -> ShownTissue:
    reduced = pictures.reduced
    mask = find_tissue(pictures.score, reduced.size, entry.tissue or DEFAULT_TISSUE, size)
    tissue = TissueMask(mask, reduced.size)
    area = None if size is None else tissue.area_mm2(size)
    _ = tissue.share, tissue.digest  # kept: they take too long for the window's thread
    return ShownTissue(entry.id, tissue, area, _rings(tissue))


def _rings(tissue: TissueMask) -> tuple[NDArray[np.float64], ...]:
    """Return the outline with at most `MOST_CORNERS`, or that of 64 pixels a side."""
    (height, width), side = tissue.size, LARGEST_OUTLINE
    while True:
        coarse = TissueMask.covering(tissue.mask, fitting_size(height, width, side)).mask
        scale = width / coarse.shape[1], height / coarse.shape[0]
        rings = [
            ring * scale
            for outline in trace_outlines(coarse.astype(np.uint8))
            for polygon in outline
            for ring in polygon
        ]
        if sum(map(len, rings)) <= MOST_CORNERS or side <= SMALLEST_OUTLINE:
            return tuple(rings)
        side //= 2
