"""Input of the learner: images and their markers, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import LearnError
from flimbuilder.flim.randomness import UInt64Array, stream_keys
from flimbuilder.flim.step_cache import StepCache, cache_key
from flimbuilder.project.markers import Disk, Pixels, Stroke
from flimbuilder.project.rasterise import marker_pixels

__all__ = [
    "LatticeSource",
    "MarkedPixels",
    "PixelSource",
    "TrainingImage",
    "collect_marked_pixels",
]

IntArray = NDArray[np.int64]


class PixelSource(Protocol):
    """Pixels of an image that is read window by window instead of being held in memory."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """(H, W, C)."""
        ...

    def windows(self, places: Sequence[tuple[slice, slice]]) -> list[NDArray[np.float32]]:
        """Read the windows at rows and columns inside the image, (rows, columns, C) in [0, 1]."""
        ...


@runtime_checkable
class LatticeSource(PixelSource, Protocol):
    """Pixels that read the lattice of an image faster than window by window."""

    def lattice(self) -> NDArray[np.float32]:
        """Read the pixels by which the image is standardised, as `read_lattice` does."""


@dataclass(frozen=True)
class TrainingImage:
    """One marked image.

    Attributes
    ----------
    id : str
        Name of the image in the provenance; kernels are ordered by it.
    pixels : ndarray of shape (H, W, C), or PixelSource
        In [0, 1].
    markers : sequence of Disk, Stroke or Pixels
        In drawing order.
    """

    id: str
    pixels: NDArray[np.floating] | PixelSource
    markers: Sequence[Disk | Stroke | Pixels]

    def read(self, rows: slice, cols: slice) -> NDArray[np.floating]:
        """Return the pixels of a window, (rows, columns, C)."""
        if isinstance(self.pixels, np.ndarray):
            return self.pixels[rows, cols]
        return self.pixels.windows([(rows, cols)])[0]

    def lattice(self) -> NDArray[np.float32]:
        """Return the pixels by which the image is standardised, as `read_lattice` does."""
        if isinstance(self.pixels, LatticeSource):
            return self.pixels.lattice()
        from flimbuilder.flim.image_statistics import read_lattice  # which needs this module

        return read_lattice((self.pixels.shape[0], self.pixels.shape[1]), self.read)


@dataclass(frozen=True)
class MarkedPixels:
    """All marked pixels of all images, sorted by (image id, marker id, row, column).

    The first four arrays have one element per pixel, the others one per marker.

    Attributes
    ----------
    image, marker_index, row, col : ndarray of shape (n_pixels,)
        Index of the image among the sorted images, index of the marker among all markers, and
        position of the pixel in the image.
    marker_image, marker_id, marker_class : ndarray of shape (n_markers,)
        Each marker's image index, id and class.
    gives_kernels, gives_statistics : ndarray of bool of shape (n_markers,)
        Whether each marker is used for kernels, and for the normalisation.
    marker_number : ndarray of shape (n_markers,)
        0 for markers; for feature points, which replace markers, the number of their cluster.
    keys : ndarray of uint64 of shape (n_markers,)
        Seeds of the markers' random streams.
    """

    image: IntArray
    marker_index: IntArray
    row: IntArray
    col: IntArray
    marker_image: IntArray
    marker_id: IntArray
    marker_class: IntArray
    gives_kernels: NDArray[np.bool_]
    gives_statistics: NDArray[np.bool_]
    marker_number: IntArray
    keys: UInt64Array

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(int(array.nbytes) for array in vars(self).values())

    def at_points(self, pixels: IntArray, markers: IntArray, numbers: IntArray) -> "MarkedPixels":
        """Return pixels as markers of one pixel each: the feature points of FLIM-BoFP.

        Parameters
        ----------
        pixels, markers, numbers : ndarray of shape (n_points,)
            Each point's index among the marked pixels, marker index and cluster number.
        """
        return MarkedPixels(
            image=self.image[pixels],
            marker_index=np.arange(len(pixels)),
            row=self.row[pixels],
            col=self.col[pixels],
            marker_image=self.marker_image[markers],
            marker_id=self.marker_id[markers],
            marker_class=self.marker_class[markers],
            gives_kernels=np.ones(len(pixels), dtype=bool),
            gives_statistics=np.ones(len(pixels), dtype=bool),
            marker_number=numbers,
            keys=self.keys[markers],
        )


def collect_marked_pixels(
    images: Sequence[TrainingImage], seed: int, steps: StepCache | None = None
) -> MarkedPixels:
    """Rasterise the markers of images that are sorted by id.

    The seed is that of the markers' random streams. `steps` caches the result of each image.

    Raises
    ------
    LearnError
        If no pixel is marked, none for kernels, or none for the normalisation.
    """
    steps = steps or StepCache()
    parts = [
        steps.run(
            _cache_key(image, seed), partial(_collect, image, seed), lambda made: made.nbytes
        )
        for image in images
    ]
    if not any(len(part.marker_index) for part in parts):
        raise LearnError("no pixel is marked; draw at least one disk or stroke on an image")
    marked = _join(parts)
    for used, purpose in (
        (marked.gives_kernels, "kernels"), (marked.gives_statistics, "normalisation")
    ):  # fmt: skip
        if not used.any():
            raise LearnError(f"no marker is used for {purpose}; set the use of a marker to 'both'")
    return marked


def _cache_key(image: TrainingImage, seed: int) -> str:
    drawn = [marker.model_dump_json() for marker in image.markers]
    return cache_key("marked pixels", image.id, image.pixels.shape, seed, drawn)


def _collect(image: TrainingImage, seed: int) -> MarkedPixels:
    """Rasterise the markers of one image, with indices as if it were the only image."""
    pixels = marker_pixels(image.markers, (image.pixels.shape[0], image.pixels.shape[1]))
    ids, first, marker_index = np.unique(pixels.marker, return_index=True, return_inverse=True)
    use = {marker.id: marker.use for marker in image.markers}
    uses = np.array([use[int(marker)] for marker in ids], dtype=object)
    return MarkedPixels(
        image=np.zeros(len(marker_index), dtype=np.int64),
        marker_index=marker_index.astype(np.int64),
        row=pixels.row,
        col=pixels.col,
        marker_image=np.zeros(len(ids), dtype=np.int64),
        marker_id=ids.astype(np.int64),
        marker_class=pixels.class_id[first],
        gives_kernels=uses != "normalisation",
        gives_statistics=uses != "kernels",
        marker_number=np.zeros(len(ids), dtype=np.int64),
        keys=stream_keys(seed, image.id, numbers=ids.astype(np.int64)),
    )


def _join(parts: Sequence[MarkedPixels]) -> MarkedPixels:
    """Concatenate the parts of all images and renumber images and markers."""
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in MarkedPixels.__dataclass_fields__
    }
    n_pixels = [len(part.marker_index) for part in parts]
    n_markers = [len(part.marker_id) for part in parts]
    joined["image"] = np.repeat(np.arange(len(parts)), n_pixels)
    joined["marker_image"] = np.repeat(np.arange(len(parts)), n_markers)
    joined["marker_index"] += np.repeat(np.cumsum(n_markers) - n_markers, n_pixels)
    return MarkedPixels(**joined)
