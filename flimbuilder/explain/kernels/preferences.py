"""What a kernel likes: the patches of many images that excite it most."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import trace_shapes

__all__ = [
    "PreferenceRanking",
    "PreferredPatch",
    "preferred_patches",
    "strongest_peaks",
]

COUNT = 16
TRIED = 4  # times the wanted count: candidates that are looked at first
CHUNK = 2**22  # values of windows at a time

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class PreferredPatch:
    """A patch that excites a kernel.

    Attributes
    ----------
    image : str
        Id or name of the image.
    channel : int
        Of the block, from 0.
    row, col : int
        Centre of the receptive field, in image pixels.
    activation : float
        Over 0.
    """

    image: str
    channel: int
    row: int
    col: int
    activation: float


def strongest_peaks(
    maps: Floats, reach: int, count: int, floor: Floats | None = None
) -> tuple[Integers, Integers, Integers, Floats]:
    """Find the strongest local maxima of activation maps.

    A position is a maximum if its activation is positive, at least as large as all others within
    `reach` rows and columns, and larger than those of them that come earlier, row by row.

    Parameters
    ----------
    maps : ndarray of shape (kernels, h, w)
    reach : int
        At least 0.
    count : int
        Most maxima of a kernel.
    floor : ndarray of shape (kernels,) or None, default=None
        Only larger activations count; None is 0.

    Returns
    -------
    kernel, row, col : ndarray of int64 of shape (n,)
        By kernel, the largest first, then by row and column.
    activation : ndarray of float32 of shape (n,)
    """
    least = np.zeros(len(maps), np.float32) if floor is None else np.maximum(floor, 0)
    kernel, row, col, value = _candidates(maps, reach, least)
    rank = np.arange(len(kernel)) - np.searchsorted(kernel, kernel)
    # Most of the strongest candidates are maxima, so the others are rarely needed.
    tried = rank < TRIED * count
    is_peak = np.zeros(len(kernel), np.bool_)
    is_peak[tried] = _are_peaks(maps, reach, kernel[tried], row[tried], col[tried])
    found = np.bincount(kernel[is_peak], minlength=len(maps))
    rest = ~tried & (found < count)[kernel]
    is_peak[rest] = _are_peaks(maps, reach, kernel[rest], row[rest], col[rest])
    kernel, row, col, value = kernel[is_peak], row[is_peak], col[is_peak], value[is_peak]
    kept = np.arange(len(kernel)) - np.searchsorted(kernel, kernel) < count
    return kernel[kept], row[kept], col[kept], value[kept]


def _candidates(
    maps: Floats, reach: int, least: Floats
) -> tuple[Integers, Integers, Integers, Floats]:
    """Return the first maximum of each square of side ``reach + 1``: no other can be a peak."""
    side = reach + 1
    kernels, height, width = maps.shape
    down, along = -height % side, -width % side
    padded = np.pad(maps, ((0, 0), (0, down), (0, along)), constant_values=-np.inf)
    rows, cols = (height + down) // side, (width + along) // side
    squares = padded.reshape(kernels, rows, side, cols, side).transpose(0, 1, 3, 2, 4)
    squares = squares.reshape(kernels, rows, cols, side * side)
    kernel, square_row, square_col = np.nonzero(squares.max(axis=3) > least[:, None, None])
    inside = squares[kernel, square_row, square_col]
    first = inside.argmax(axis=1)
    row, col = square_row * side + first // side, square_col * side + first % side
    value = inside[np.arange(len(first)), first]
    order = np.lexsort((col, row, -value, kernel))
    return kernel[order], row[order], col[order], value[order]


def _are_peaks(
    maps: Floats, reach: int, kernel: Integers, row: Integers, col: Integers
) -> NDArray[np.bool_]:
    """Return which positions are maxima of the window around them."""
    side = 2 * reach + 1
    middle = side * side // 2
    padded = np.pad(maps, ((0, 0), (reach, reach), (reach, reach)), constant_values=-np.inf)
    windows = sliding_window_view(padded, (side, side), axis=(1, 2))
    peaks = np.zeros(len(kernel), np.bool_)
    step = max(1, CHUNK // (side * side))
    for start in range(0, len(kernel), step):
        part = slice(start, start + step)
        around = windows[kernel[part], row[part], col[part]].reshape(-1, side * side)
        value = around[:, middle]
        earlier = around[:, :middle].max(axis=1, initial=-np.inf)
        peaks[part] = (value > earlier) & (value >= around[:, middle:].max(axis=1))
    return peaks


class PreferenceRanking:
    """The patches of the images added so far that excite each kernel of a block most.

    Memory holds the best patches and one image's maps. Patches of one image are local maxima of
    the activation map, at least half a receptive field apart in rows or columns; see
    :func:`strongest_peaks`. Equal activations keep the order of the images, rows and columns.

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
        document.require_block(block)
        shape = trace_shapes(document.architecture, 1, 1)[block - 1]
        kernels = document.kernel_counts[block - 1]
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
        kernel, row, col, value = strongest_peaks(
            maps, self.field // 2 // self.jump, count, self._activation[:, -1]
        )
        if not len(kernel):
            return
        rank = np.arange(len(kernel)) - np.searchsorted(kernel, kernel)
        activation = np.full_like(self._activation, -np.inf)
        place = np.zeros_like(self._place)
        activation[kernel, rank] = value
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

    def of_channel(self, channel: int) -> tuple[PreferredPatch, ...]:
        """Return the patches of a channel, from 0, the strongest first."""
        pairs = zip(self._activation[channel].tolist(), self._place[channel].tolist(), strict=True)
        return tuple(
            PreferredPatch(self._images[image], channel, row, col, value)
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
        half a receptive field of each other.

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
    channels = range(model.document.kernel_counts[block - 1])
    return tuple(ranking.of_channel(channel) for channel in channels)
