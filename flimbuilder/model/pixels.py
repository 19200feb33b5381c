"""Images and masks as the learner, the network and the measures take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError, InputError
from flimbuilder.flim.training import PixelSource
from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.imaging.regions import open_regions
from flimbuilder.imaging.scaling import as_unit_float
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import BACKGROUND, ImageEntry
from flimbuilder.project.selection import Place, Selection

__all__ = [
    "LargePixels",
    "ProjectFiles",
    "objects_of",
    "read_as_learned",
    "read_pixels",
    "read_truth",
    "require_size",
    "whole_pixels",
]

LARGE = 2**26  # values of an image from which on windows of it are read rather than the whole


class ProjectFiles:
    """Images and masks of a project by their entries.

    Parameters
    ----------
    folder : Path
        Of the project.
    search : sequence of Path, default=()
        Where to look for files that have moved.
    """

    def __init__(self, folder: Path, search: Sequence[Path] = ()) -> None:
        self.folder = folder
        self._finder = ImageFinder(folder, search)

    def pixels(self, entry: ImageEntry) -> NDArray[np.float32]:
        """Return the pixels of an image as :func:`read_pixels`.

        Raises
        ------
        ImageError
            Where the file is missing, changed or cannot be read.
        """
        return read_pixels(self._finder.locate(entry), entry.selection)

    def source(self, entry: ImageEntry) -> NDArray[np.float32] | PixelSource:
        """Return the pixels of an image, or of a large one a way to read parts of them.

        Raises
        ------
        ImageError
            As :meth:`pixels`.
        """
        large = self._large(entry)
        return self.pixels(entry) if large is None else large

    def _large(self, entry: ImageEntry) -> "LargePixels | None":
        height, width, channels = entry.shape
        if height * width * channels <= LARGE or entry.selection is not None:
            return None
        path = self._finder.locate(entry)
        with open_regions(path) as regions:
            return LargePixels(path, regions.shape) if regions.by_parts else None

    def truth(self, entry: ImageEntry, classes: Sequence[int]) -> NDArray[np.integer[Any]]:
        """Return the reference mask of an image as :func:`read_truth`.

        Raises
        ------
        ImageError
            Where there is none, it cannot be read, or does not fit the image.
        """
        size = (entry.shape[0], entry.shape[1])
        return read_truth(self._finder.locate_mask(entry), size, classes, entry.place)


@dataclass(frozen=True)
class LargePixels:
    """The pixels of an image file of which only windows are read.

    Attributes
    ----------
    path : Path
    shape : tuple of int
        (height, width, channels).
    """

    path: Path
    shape: tuple[int, int, int]

    def windows(self, places: Sequence[tuple[slice, slice]]) -> list[NDArray[np.float32]]:
        """Read windows, each in [0, 1]; the file is open meanwhile alone."""
        with open_regions(self.path) as regions:
            return [
                as_unit_float(regions.read(rows, cols), name=str(self.path))
                for rows, cols in places
            ]


def whole_pixels(pixels: NDArray[np.floating[Any]] | PixelSource) -> NDArray[np.float32]:
    """Return the pixels of a training image, read whole where they are not in memory.

    Raises
    ------
    ImageError
        Where the image is too large for that.
    """
    if isinstance(pixels, LargePixels):
        return read_pixels(pixels.path)
    return np.asarray(pixels, np.float32)


def read_pixels(path: Path, selection: Selection | None = None) -> NDArray[np.float32]:
    """Read an image and scale it by the range of its dtype, or by the window of its selection.

    Returns
    -------
    ndarray of shape (H, W, C)
        In [0, 1].
    """
    return as_unit_float(read_image(path, selection).pixels, name=str(path))


def read_as_learned(path: Path, learned: Selection | None) -> NDArray[np.float32]:
    """Read an image with the channels and the window that a model was learned with.

    Parameters
    ----------
    path : Path
        A file of one image.
    learned : Selection or None
        Of the model's input.
    """
    return read_pixels(path, None if learned is None else learned.with_(at=()).or_none)


def read_truth(
    path: Path, size: tuple[int, int], classes: Sequence[int], at: Sequence[Place] = ()
) -> NDArray[np.integer[Any]]:
    """Read the reference mask of an image.

    Parameters
    ----------
    path : Path
    size : tuple of int
        (height, width) of the image.
    classes : sequence of int
        The object classes.
    at : sequence of Place, default=()
        Where the image lies, should the mask be a stack.

    Returns
    -------
    ndarray of shape (height, width)
        With one object class, not 0 where the object is; else class ids.

    Raises
    ------
    ImageError
        For another size, or, with several object classes, a value that is none of them.
    """
    truth = read_mask(path, at)
    require_size(truth, size, path)
    strangers = np.setdiff1d(truth, [BACKGROUND, *classes])
    if len(classes) > 1 and len(strangers):
        raise ImageError(
            f"{path}: has the value {strangers[0]}, which is no class of the model; its values "
            f"must be {', '.join(str(one) for one in (BACKGROUND, *classes))}"
        )
    return truth


def require_size(
    drawn: NDArray[np.generic],
    size: tuple[int, int],
    path: Path,
    error: type[InputError] = ImageError,
) -> None:
    """Refuse a mask or marker image, read from `path`, of another (height, width) than `size`."""
    if drawn.shape != size:
        raise error(
            f"{path}: is {drawn.shape[0]} x {drawn.shape[1]} pixels and its image "
            f"{size[0]} x {size[1]}; they must agree"
        )


def objects_of(truth: NDArray[np.integer[Any]], classes: Sequence[int]) -> NDArray[np.bool_]:
    """Tell where each object class is, (object classes, H, W), in a mask of `read_truth`."""
    if len(classes) == 1:
        return (truth > 0)[None]
    return np.stack([truth == one for one in classes])
