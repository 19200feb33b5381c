"""Results of a build on an image: heat maps, saliency and masks, kernels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.sparse_pyramid import PyramidPlane
from flimbuilder.project.decoding import DecoderChoice, Splitting
from flimbuilder.project.project import KernelIdentity

__all__ = ["DecodedImage", "HeatMap", "KernelCard", "SparseMask", "class_index"]


@dataclass(frozen=True, eq=False)
class HeatMap:
    """A map shown over the image.

    Attributes
    ----------
    kind : {"heat", "signed", "error"}
        Whether `values` are levels of a colour map; levels from against, 0, to for, 254; or 0
        right, 1 missed, 2 false.
    title : str
        For example ``"block 2, kernel 5"``.
    values : ndarray of shape (H, W), uint8
        0 to 255 from `low` to `high`.
    low, high : float
        Range in the units of the activation.
    levels : tuple of ndarray of uint8, or of PyramidPlane, default=()
        Of a large image: the values, then each level half the size of the one before. They are
        filled while tiles are computed, and a new map with the same arrays is shown then.
    """

    kind: Literal["heat", "signed", "error"]
    title: str
    values: NDArray[np.uint8]
    low: float = 0.0
    high: float = 1.0
    levels: tuple[Any, ...] = ()


@dataclass(frozen=True, eq=False)
class SparseMask:
    """The mask of a slide, known where it was in view; 0 elsewhere.

    Attributes
    ----------
    levels : tuple of PyramidPlane
        Class ids at full size, then each level half the size of the one before. They are filled
        while tiles are computed, and a new mask with the same levels is shown then.
    """

    levels: tuple[PyramidPlane, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """(height, width)."""
        return self.levels[0].shape

    @property
    def size(self) -> int:
        """Number of pixels."""
        return self.levels[0].size


@dataclass(frozen=True, eq=False)
class DecodedImage:
    """The saliency and the mask of the shown image.

    Attributes
    ----------
    decoder_choice : DecoderChoice
        Resolved: it names its block.
    classes : tuple of int
        The object classes, in the order of `saliency`.
    saliency : ndarray of shape (object classes, H, W), float32
        In [0, 1]; float16 for a large image.
    mask : ndarray of shape (H, W)
        Class ids, 0 for background.
    measures : dict of str to float, or None
        Against the reference mask; None without one.
    weights : mapping of int to ndarray of shape (object classes, channels)
        By decoded block: weight of each channel, averaged over the pixels.
    thresholds : tuple of float
        Threshold of each class's saliency.
    splitting : Splitting or None
        How touching objects of the mask are separated.
    outlined : ndarray of shape (H, W), or None
        The mask with gaps between separated objects, and without regions that are too small;
        None if it is the mask.
    """

    decoder_choice: DecoderChoice
    classes: tuple[int, ...]
    saliency: NDArray[np.floating[Any]]
    mask: NDArray[np.integer[Any]]
    measures: dict[str, float] | None = None
    weights: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)
    thresholds: tuple[float, ...] = ()
    splitting: Splitting | None = None
    outlined: NDArray[np.integer[Any]] | None = None

    @property
    def shown_mask(self) -> NDArray[np.integer[Any]]:
        """The mask that is outlined."""
        return self.mask if self.outlined is None else self.outlined


@dataclass(frozen=True, eq=False)
class KernelCard:
    """One kernel of the shown block, on the shown image.

    Attributes
    ----------
    block, number : int
        From 1; `number` counts all learned kernels of the block, including deleted ones.
    identity : KernelIdentity
    channel : int or None
        Its channel in the encoder, from 0; None if the build deleted it.
    class_id : int or None
        None if a reduction mixed classes.
    image, marker, row, col, size
        Its origin; see :class:`~flimbuilder.flim.learned.LearnedKernel`.
    deleted, inverted : bool
        In the current project.
    pending : bool
        True if the project deletes or inverts it differently from the build.
    map : ndarray of shape (h, w), uint8, or None
        Its activation on the shown image, longer side at most 128 pixels, maximum at 255; None
        until it is computed.
    maximum : float
        Maximum of its activation on the shown image.
    dead : bool
        True if its activation is zero everywhere on the shown image.
    twin : int or None
        Number of an earlier, nearly equal kernel (cosine of at least 0.98).
    weight : float or None
        Its weight in the decoder on the shown image, averaged over the pixels; None if its block
        is not decoded.
    dice : float or None
        Dice of its map, cut at Otsu's threshold, with the reference mask; None without one.
    filters : ndarray of shape (k, k, 3), uint8, or None
        Its weights as a picture, for block 1 only.
    auc, fisher : float or None
        How well it separates the markers of its class, in the build; see
        :class:`~flimbuilder.flim.learned.LearnedKernel`.
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
    auc: float | None = None
    fisher: float | None = None

    @property
    def misleads(self) -> bool:
        """True if it responds less to the markers of its class than to the others."""
        return self.auc is not None and self.auc < 0.5


def class_index(classes: Sequence[int], object_class: int | None) -> int:
    """Return the index of an object class, or 0 if it is not among the classes."""
    return classes.index(object_class) if object_class in classes else 0
