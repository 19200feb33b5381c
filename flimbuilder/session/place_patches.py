"""Small pictures around places of the project's images, cut in the background."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import FlimError
from flimbuilder.imaging.crop import cut_patch
from flimbuilder.imaging.pictures import display_scaled
from flimbuilder.model.pixels import needs_windows
from flimbuilder.project.project import ImageEntry
from flimbuilder.project.selection import PixelsKey
from flimbuilder.session.builder import Builder, CachedProjectFiles
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs, Report

__all__ = ["PatchPlace", "PlacePatches"]

LANE = "patches"
CACHE_BYTES = 16 * 2**20
OUTSIDE = 128  # level of pixels outside the image

Picture = NDArray[np.uint8]
Key = tuple[PixelsKey, "PatchPlace"]


@dataclass(frozen=True)
class PatchPlace:
    """A square around a pixel of an image, `side` pixels long."""

    image: str
    row: int
    col: int
    side: int


class PlacePatches:
    """Cuts patches from the images of the open project in the lane ``patches``.

    Images that are too large to be read whole give none.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
        Lends its files.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    changed : Signal()
        Emitted when patches are there.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        failed: Callable[[Exception], None],
    ) -> None:
        self._document, self._jobs, self._builder = document, jobs, builder
        self._failed = failed
        self._cache = ByteLimitedCache[Key, Picture](CACHE_BYTES)
        self._missing: set[Key] = set()  # could not be cut
        document.opened.connect(self._forget_missing)

    def get(self, place: PatchPlace) -> Picture | None:
        """Return a patch (side, side, 3) if it is there."""
        entry = self._entry(place)
        return None if entry is None else self._cache.get((entry.pixels_key, place))

    def request(self, places: Iterable[PatchPlace]) -> None:
        """Cut the patches that are missing, in place of those of an earlier request."""
        wanted: dict[ImageEntry, list[PatchPlace]] = {}
        for place in dict.fromkeys(places):
            entry = self._entry(place)
            if entry is None or needs_windows(entry):
                continue
            key = entry.pixels_key, place
            if key not in self._missing and self._cache.get(key) is None:
                wanted.setdefault(entry, []).append(place)
        files = self._builder.files()
        if not wanted or files is None:
            return

        def work(report: Report) -> dict[Key, Picture | None]:
            found: dict[Key, Picture | None] = {}
            for entry, of_image in wanted.items():
                report("", 0, 0)
                found |= _cut(files, entry, of_image)
            return found

        self._jobs.start(LANE, "Cutting patches", work, self._take, self._fail, quiet=True)

    def _forget_missing(self) -> None:
        """Try all images again: their files may be back."""
        self._missing.clear()

    def _entry(self, place: PatchPlace) -> ImageEntry | None:
        entries = self._document.project.images
        return next((entry for entry in entries if entry.id == place.image), None)

    def _take(self, found: dict[Key, Picture | None]) -> None:
        for key, picture in found.items():
            if picture is None:
                self._missing.add(key)
            else:
                self._cache.put(key, picture, picture.nbytes)
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, FlimError):
            self._failed(error)


def _cut(
    files: CachedProjectFiles, entry: ImageEntry, places: Iterable[PatchPlace]
) -> dict[Key, Picture | None]:
    try:
        pixels = files.pixels(entry)
    except FlimError:
        return {(entry.pixels_key, place): None for place in places}
    is_plain = entry.dtype == "uint8" and entry.selection is None
    shown = display_scaled(pixels, "uint8" if is_plain else "float32")
    found: dict[Key, Picture | None] = {}
    for place in places:
        patch = cut_patch(shown, place.row, place.col, place.side, OUTSIDE)
        found[entry.pixels_key, place] = patch
    return found
