"""What is shown of a build on an image: heat maps, decoded saliency and masks, kernels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.project import DecoderChoice, KernelIdentity

__all__ = ["Decoded", "HeatMap", "KernelCard", "class_index"]


@dataclass(frozen=True, eq=False)
class HeatMap:
    """A map to lay over the image.

    Attributes
    ----------
    kind : {"heat", "error"}
        Whether `values` are levels of a colour map, or 0 right, 1 missed, 2 false.
    title : str
        What it shows: ``"block 2, kernel 5"``.
    values : ndarray of shape (H, W), uint8
        0 to 255 from `low` to `high`.
    low, high : float
        In the units of the activation.
    """

    kind: Literal["heat", "error"]
    title: str
    values: NDArray[np.uint8]
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, eq=False)
class Decoded:
    """What a build's decoder makes of the shown image.

    Attributes
    ----------
    decoder_choice : DecoderChoice
        With its block named.
    classes : tuple of int
        The object classes, in the order of `saliency`.
    saliency : ndarray of shape (object classes, H, W), float32
        In [0, 1].
    mask : ndarray of shape (H, W)
        Class ids, 0 for background.
    measures : dict of str to float, or None
        Against the reference mask; None where there is none.
    weights : mapping of int to ndarray of shape (object classes, channels)
        By decoded block: what the decoder gives each channel, mean over the pixels.
    """

    decoder_choice: DecoderChoice
    classes: tuple[int, ...]
    saliency: NDArray[np.float32]
    mask: NDArray[np.integer[Any]]
    measures: dict[str, float] | None = None
    weights: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class KernelCard:
    """One kernel of the shown block, on the shown image.

    Attributes
    ----------
    block, number : int
        From 1; `number` is its place among all kernels that were learned, deleted ones too.
    identity : KernelIdentity
    channel : int or None
        Its channel in the built encoder, from 0; None where it was deleted at the build.
    class_id : int or None
        None where a reduction mixed the classes.
    image, marker, row, col, size
        Where it came from, as :class:`~flimbuilder.flim.learned.LearnedKernel` tells.
    deleted, inverted : bool
        In the project as it is now.
    pending : bool
        Whether the project has it otherwise than the build.
    map : ndarray of shape (h, w), uint8, or None
        Its activation on the shown image, longer side at most 128 pixels, 255 its maximum; None
        while it is not there.
    maximum : float
        Of its activation on the shown image.
    dead : bool
        Whether it is zero all over the shown image.
    twin : int or None
        Number of an earlier kernel that is nearly the same (cosine of at least 0.98).
    weight : float or None
        What the decoder gives it on the shown image, mean over the pixels; None where it is not
        decoded.
    dice : float or None
        Of its map, cut by Otsu's threshold, with the reference mask; None where there is none.
    filters : ndarray of shape (k, k, 3), uint8, or None
        Its weights as a picture, of block 1 alone.
    """

    block: int
    number: int
    identity: KernelIdentity
    channel: int | None
    class_id: int | None
    image: str
    marker: int
    row: int
    col: int
    size: int
    deleted: bool
    inverted: bool
    pending: bool
    map: NDArray[np.uint8] | None = None
    maximum: float = 0.0
    dead: bool = False
    twin: int | None = None
    weight: float | None = None
    dice: float | None = None
    filters: NDArray[np.uint8] | None = None


def class_index(classes: Sequence[int], object_class: int | None) -> int:
    """Return the place of an object class among others; 0 where it is none of them."""
    return classes.index(object_class) if object_class in classes else 0
