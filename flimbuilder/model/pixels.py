"""Read the images and masks of a project for learning, prediction and measures."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError
from flimbuilder.flim.training import PixelSource
from flimbuilder.imaging.read import read_image, read_layout
from flimbuilder.imaging.regions import open_regions
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.truth import truth_of
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.outputs import require_none_overwritten
from flimbuilder.project.project import BACKGROUND, ImageEntry, Project
from flimbuilder.project.selection import Selection

__all__ = [
    "LargePixels",
    "ProjectFiles",
    "StoredPixels",
    "is_marked",
    "lacks_markers",
    "marked_images",
    "masked_images",
    "needs_windows",
    "read_as_learned",
    "read_pixels",
    "whole_pixels",
]

LARGE = 2**26  # values; only windows of larger training images are read


def marked_images(project: Project) -> list[ImageEntry]:
    """List the training images with markers, by id; the encoder is learned from them."""
    marked = [entry for entry in project.images if is_marked(project, entry)]
    return sorted(marked, key=lambda entry: entry.id)


def masked_images(project: Project) -> list[ImageEntry]:
    """List the training images with a mask, by id; a decoder is trained on them."""
    masked = [
        entry for entry in project.images if entry.role == "train" and entry.mask is not None
    ]
    return sorted(masked, key=lambda entry: entry.id)


def is_marked(project: Project, entry: ImageEntry) -> bool:
    """Return True if an image is for training and has a marker other than erasers."""
    if entry.role != "train" or entry.id not in project.markers:
        return False
    drawn = project.markers[entry.id].markers
    return any(marker.class_id is not None for marker in drawn)


def lacks_markers(project: Project) -> bool:
    """Return True if the decoder is ``ml``, and no object or no background is marked."""
    drawn = {
        marker.class_id
        for entry in marked_images(project)
        for marker in project.markers_of(entry.id).markers
    }
    is_complete = BACKGROUND in drawn and not drawn.isdisjoint(project.object_classes)
    return project.decoder.weights_source == "markers" and not is_complete


class ProjectFiles:
    """The image and mask files of a project.

    Parameters
    ----------
    folder : Path
        The project's folder.
    search : sequence of Path, default=()
        Folders to search for files that have moved.
    """

    def __init__(self, folder: Path, search: Sequence[Path] = ()) -> None:
        self.folder = folder
        self._finder = ImageFinder(folder, search)

    def pixels(self, entry: ImageEntry) -> NDArray[np.float32]:
        """Read the pixels of an image, as :func:`read_pixels`.

        Raises
        ------
        ImageError
            If the file is missing, has changed or cannot be read.
        """
        return read_pixels(self._finder.locate(entry), entry.selection)

    def source(self, entry: ImageEntry) -> NDArray[np.float32] | PixelSource:
        """Return the pixels of an image, or a reader of windows if the image is large.

        Raises
        ------
        ImageError
            As :meth:`pixels`.
        """
        height, width, _ = entry.shape
        if not needs_windows(entry):
            return self.pixels(entry)
        path = self._finder.locate(entry)
        with open_regions(path, entry.selection) as regions:
            if regions.by_parts:
                return LargePixels(path, regions.shape, entry.selection)
            return StoredPixels(regions.read(slice(0, height), slice(0, width)), str(path))

    def truth(self, entry: ImageEntry, classes: Sequence[int]) -> NDArray[np.int16]:
        """Read the reference mask of an image, as :func:`~flimbuilder.imaging.truth.read_truth`.

        Raises
        ------
        ImageError
            If the image has no mask, or its mask cannot be read or does not fit.
        """
        return truth_of(entry, self._finder.locate_mask(entry), classes)

    def require_none_overwritten(self, project: Project, results: Iterable[Path]) -> None:
        """Check that no result would overwrite an image or mask of the project, moved or not.

        Raises
        ------
        InputError
            If one would.
        """
        existing = [result for result in results if result.exists()]
        if not existing:
            return
        inputs = list[Path]()
        for entry in project.images:
            places = (entry.path, entry.absolute, entry.mask)
            inputs += [self.folder / place for place in places if place]
            with suppress(ImageError):
                inputs.append(self._finder.locate(entry))
            if entry.mask is not None:
                with suppress(ImageError):
                    inputs.append(self._finder.locate_mask(entry))
        require_none_overwritten(existing, inputs)


def needs_windows(entry: ImageEntry) -> bool:
    """Return True if a training image is so large that only windows of it are scaled."""
    return int(np.prod(entry.shape)) > LARGE


@dataclass(frozen=True)
class LargePixels:
    """An image file of shape (height, width, channels) that is read by windows."""

    path: Path
    shape: tuple[int, int, int]
    selection: Selection | None = None

    def windows(self, places: Sequence[tuple[slice, slice]]) -> list[NDArray[np.float32]]:
        """Read windows, scaled to [0, 1]; the file is open only during the call."""
        with open_regions(self.path, self.selection) as regions:
            return [
                scale_image(regions.read(rows, cols), name=str(self.path)) for rows, cols in places
            ]

    def lattice(self) -> NDArray[np.float32]:
        """Read the pixels by which the image is standardised; those of the last images are kept.

        Each of them lies in another tile of a slide, so that reading them takes seconds.
        """
        status = self.path.stat()
        return _read_lattice(self, status.st_size, status.st_mtime_ns).copy()


@lru_cache(maxsize=16)
def _read_lattice(source: LargePixels, size: int, modified: int) -> NDArray[np.float32]:
    """Read the lattice of a file of this size and time of change, on some threads."""
    from flimbuilder.flim.image_statistics import read_lattice

    with open_regions(source.path, source.selection) as regions, ThreadPoolExecutor(4) as pool:
        return read_lattice(
            source.shape[:2],
            lambda rows, cols: scale_image(regions.read(rows, cols), name=str(source.path)),
            pool.map,
        )


@dataclass(frozen=True, eq=False)
class StoredPixels:
    """A large image in memory, (H, W, C) in the dtype of its file, that is scaled by windows."""

    pixels: NDArray[Any]
    name: str

    @property
    def shape(self) -> tuple[int, int, int]:
        """(H, W, C)."""
        height, width, channels = self.pixels.shape
        return height, width, channels

    @property
    def nbytes(self) -> int:
        """Bytes of the pixels."""
        return self.pixels.nbytes

    def windows(self, places: Sequence[tuple[slice, slice]]) -> list[NDArray[np.float32]]:
        """Return windows, scaled to [0, 1]."""
        return [scale_image(self.pixels[rows, cols], name=self.name) for rows, cols in places]


def whole_pixels(pixels: NDArray[np.floating[Any]] | PixelSource) -> NDArray[np.float32]:
    """Return the pixels of a training image; read it whole if it is not in memory.

    Raises
    ------
    ImageError
        If the image is too large.
    """
    if isinstance(pixels, LargePixels):
        return read_pixels(pixels.path, pixels.selection)
    if isinstance(pixels, StoredPixels):
        return scale_image(pixels.pixels, name=pixels.name)
    return np.asarray(pixels, np.float32)


def read_pixels(path: Path, selection: Selection | None = None) -> NDArray[np.float32]:
    """Read an image and scale it to [0, 1] by its dtype's range or its selection's window.

    Returns
    -------
    ndarray of shape (H, W, C)
        In [0, 1].
    """
    return scale_image(read_image(path, selection).pixels, name=str(path))


def read_as_learned(path: Path, learned: Selection | None) -> NDArray[np.float32]:
    """Read a file of one image with the channels, window and level of a model's selection.

    A file of one size has no other level.
    """
    if learned is None:
        return read_pixels(path)
    level = learned.level and (learned.level if read_layout(path).levels else 0)
    return read_pixels(path, learned.with_(at=(), level=level).or_none)
