"""What a kernel likes: the patches of many images that excite it most."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import trace_shapes

__all__ = [
    "PreferenceRanking",
    "PreferredPatch",
    "cut_patch",
    "find_peaks",
    "preferred_patches",
]

COUNT = 16

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class PreferredPatch:
    """A patch that excites a kernel.

    Attributes
    ----------
    image : str
        Id or name of the image.
    kernel : int
        Channel of the block, from 0.
    row, col : int
        Centre of the receptive field, in image pixels.
    activation : float
        Over 0.
    """

    image: str
    kernel: int
    row: int
    col: int
    activation: float


def find_peaks(maps: Floats, reach: int) -> NDArray[np.bool_]:
    """Find the local maxima of activation maps.

    A position is a maximum if it is positive and no larger activation lies within `reach` rows
    and columns of it; of equal maxima that close to each other, only the first counts, row by
    row.

    Parameters
    ----------
    maps : ndarray of shape (kernels, h, w)
    reach : int
        At least 0.

    Returns
    -------
    ndarray of bool of shape (kernels, h, w)
    """
    window = (1, 2 * reach + 1, 2 * reach + 1)
    peaks = (maps == scipy.ndimage.maximum_filter(maps, window, mode="nearest")) & (maps > 0)
    _, height, width = maps.shape
    order = np.arange(height * width).reshape(1, height, width)
    order = np.where(peaks, order, height * width)
    first: NDArray[np.bool_] = peaks & (
        order == scipy.ndimage.minimum_filter(order, window, mode="nearest")
    )
    return first


class PreferenceRanking:
    """The patches of the images added so far that excite each kernel of a block most.

    Memory holds the best patches and one image's maps. Patches of one image are local maxima of
    the activation map, at least half a receptive field apart in rows or columns; see
    :func:`find_peaks`. Equal activations keep the order of the images, rows and columns.

    Parameters
    ----------
    kernels : int
        Channels of the block.
    field : int
        Side of its receptive field, in image pixels.
    jump : int
        Distance between neighbouring positions of its maps, in image pixels.
    count : int, default=16
        Patches kept for each kernel.
    """

    def __init__(self, kernels: int, field: int, jump: int, count: int = COUNT) -> None:
        self.field, self.jump = field, jump
        self._images: list[str] = []
        self._activation = np.full((kernels, count), -np.inf, np.float32)
        self._place = np.zeros((kernels, count, 3), np.int64)  # image, row, col

    @classmethod
    def of_block(cls, model: Model, block: int, count: int = COUNT) -> "PreferenceRanking":
        """Make the ranking of a model's block, from 1.

        Raises
        ------
        InputError
            If there is no such block.
        """
        document = model.document
        if not 1 <= block <= len(document.blocks):
            raise InputError(f"block {block}: give a block of 1..{len(document.blocks)}")
        shape = trace_shapes(document.architecture, 1, 1)[block - 1]
        kernels = len(document.blocks[block - 1].kernels)
        return cls(kernels, shape.receptive_field, shape.jump, count)

    def copy(self) -> "PreferenceRanking":
        """Return a ranking that grows independently."""
        other = PreferenceRanking(len(self._activation), self.field, self.jump)
        other._images = list(self._images)
        other._activation, other._place = self._activation, self._place  # replaced, not changed
        return other

    def add(self, image: str, maps: Floats, size: tuple[int, int]) -> None:
        """Rank the patches of another image.

        Parameters
        ----------
        image : str
        maps : ndarray of shape (kernels, h, w)
            The block's activation maps.
        size : tuple of int
            (height, width) of the image.
        """
        number, count = len(self._images), self._activation.shape[1]
        self._images.append(image)
        floor = np.maximum(self._activation[:, -1], 0)[:, None, None]
        if not (maps > floor).any():
            return
        peaks = find_peaks(maps, self.field // 2 // self.jump) & (maps > floor)
        kernel, row, col = np.nonzero(peaks)
        value = maps[kernel, row, col]
        order = np.lexsort((col, row, -value, kernel))
        kernel, row, col, value = kernel[order], row[order], col[order], value[order]
        rank = np.arange(len(kernel)) - np.searchsorted(kernel, kernel)
        kept = rank < count
        kernel, row, col, rank = kernel[kept], row[kept], col[kept], rank[kept]
        activation = np.full_like(self._activation, -np.inf)
        place = np.zeros_like(self._place)
        activation[kernel, rank] = value[kept]
        rows = np.minimum(row * self.jump, size[0] - 1)
        cols = np.minimum(col * self.jump, size[1] - 1)
        place[kernel, rank] = np.stack([np.full_like(row, number), rows, cols], axis=1)
        self._merge(activation, place)

    def _merge(self, activation: Floats, place: Integers) -> None:
        both = np.concatenate([self._activation, activation], axis=1)
        places = np.concatenate([self._place, place], axis=1)
        best = np.argsort(-both, axis=1, kind="stable")[:, : self._activation.shape[1]]
        self._activation = np.take_along_axis(both, best, axis=1)
        self._place = np.take_along_axis(places, best[..., None], axis=1)

    def of_kernel(self, kernel: int) -> tuple[PreferredPatch, ...]:
        """Return the patches of a channel, from 0, the strongest first."""
        pairs = zip(self._activation[kernel].tolist(), self._place[kernel].tolist(), strict=True)
        return tuple(
            PreferredPatch(self._images[image], kernel, row, col, value)
            for value, (image, row, col) in pairs
            if value > 0
        )

    @property
    def places(self) -> set[tuple[str, int, int]]:
        """The image, row and column of all ranked patches."""
        kept = self._place[self._activation > 0]
        return {(self._images[image], row, col) for image, row, col in kept.tolist()}


def preferred_patches(
    model: Model,
    images: Iterable[tuple[str, Floats]],
    block: int,
    *,
    count: int = COUNT,
    on_progress: Progress = no_progress,
) -> tuple[tuple[PreferredPatch, ...], ...]:
    """Find the patches that excite each kernel of a block most.

    The images are read one after the other: memory holds one of them and its maps.

    Parameters
    ----------
    model : Model
    images : iterable of (str, ndarray of shape (H, W, C))
        Name and pixels in [0, 1] of each image; may be a generator.
    block : int
        From 1.
    count : int, default=16
        Most patches of each kernel.
    on_progress : callable, default does nothing
        Called for every image; raises to cancel.

    Returns
    -------
    tuple of tuple of PreferredPatch
        For each kernel of the block, the strongest first. Of one image, no two patches lie within
        half a receptive field of each other; see :class:`PreferenceRanking`.

    Raises
    ------
    InputError
        If there is no such block.
    ImageError
        If an image does not fit the encoder.
    """
    ranking = PreferenceRanking.of_block(model, block, count)
    for number, (name, pixels) in enumerate(images):
        on_progress("finding patches", number, 0)
        maps = model.encode(pixels, block, name=name)[-1][0].cpu().numpy()
        ranking.add(name, maps, (pixels.shape[0], pixels.shape[1]))
    kernels = range(len(model.document.blocks[block - 1].kernels))
    return tuple(ranking.of_kernel(kernel) for kernel in kernels)


def cut_patch(pixels: NDArray[np.generic], row: int, col: int, side: int) -> NDArray[np.generic]:
    """Cut a square of an image (H, W, C) around a pixel; black where it leaves the image.

    Returns
    -------
    ndarray of shape (side, side, C)
    """
    patch = np.zeros((side, side, *pixels.shape[2:]), pixels.dtype)
    top, left = row - side // 2, col - side // 2
    rows = slice(max(top, 0), max(top + side, 0))
    cols = slice(max(left, 0), max(left + side, 0))
    part = pixels[rows, cols]
    down, right = rows.start - top, cols.start - left
    patch[down : down + part.shape[0], right : right + part.shape[1]] = part
    return patch
