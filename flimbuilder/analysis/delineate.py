"""Cut saliency into masks: threshold it, select components, refine their boundaries."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy
import skimage

from flimbuilder.analysis.arrays import (
    checked_image,
    checked_saliency,
    components_of,
    require_same_shape,
)
from flimbuilder.analysis.contrast import follow_contrast
from flimbuilder.analysis.saliency_walker import walk_from_saliency
from flimbuilder.analysis.seeded import refine
from flimbuilder.errors import InputError
from flimbuilder.project.decoding import Delineation, Splitting
from flimbuilder.project.markers import MAX_CLASS_ID
from flimbuilder.project.project import BACKGROUND

__all__ = [
    "OTSU_BINS",
    "delineate",
    "delineate_classes",
    "find_threshold",
    "is_constant",
    "label_masks",
    "require_ids",
]

Saliency = npt.NDArray[np.floating[Any]]
Pixels = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.uint8]

OTSU_BINS = 256


def delineate(saliency: Saliency, settings: Delineation, image: Pixels | None = None) -> Mask:
    """Cut the saliency map of one image into a mask.

    The settings apply in the order of their description. Published values for *S. mansoni* eggs
    in images of 400 x 400 pixels: area 1000 to 9000, no components at the border, dynamic trees
    with erosion 1 and dilation 7.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    settings : Delineation
        ``threshold``: the mask has the pixels **above** it, whether it is fixed or Otsu's (Otsu,
        IEEE Trans. SMC 9(1), 1979), so saliency 0 is in no mask. ``auto`` is Otsu's threshold
        and no method here, because the decoder is unknown: resolve it first by
        :meth:`Delineation.for_decoder`. ``fill_holes``: add the
        4-connected regions that the mask encloses. ``area``: keep 8-connected components of this
        many pixels, limits included. ``drop_border``: remove components with a pixel in the first
        or last row or column. ``method``, ``erosion`` and ``dilation``: see
        `flimbuilder.analysis.seeded.refine`, and
        `flimbuilder.analysis.saliency_walker.walk_from_saliency` for ``saliency-walker``, and
        `flimbuilder.analysis.contrast.follow_contrast` for ``contrast``, with the objects of
        ``split`` if it is known; refined components are not selected again, and may reach the
        border.
    image : ndarray of float of shape (H, W, C), default=None
        In [0, 1]; RGB if C is 3. Required by every method except none, which ignores it.

    Returns
    -------
    ndarray of bool of shape (H, W)
        Empty if no component remains, or if Otsu's threshold meets a map that is constant up to
        rounding: the threshold is then the maximum.

    Raises
    ------
    InputError
        If the saliency or the image is not floating point, has NaN, values outside [0, 1] or no
        pixels, or if the image is missing or of another size.
    """
    saliency = checked_saliency(saliency)
    threshold = find_threshold(saliency, settings)
    mask: Mask = saliency > threshold
    if settings.fill_holes:
        mask = scipy.ndimage.binary_fill_holes(mask)
    mask = _select_components(mask, settings)
    if settings.method in ("auto", "none"):
        return mask
    if image is None:
        raise InputError(
            f"delineation by {settings.method} needs the image as well as the saliency; "
            "pass the image, or choose the method none"
        )
    pixels = checked_image(image)
    require_same_shape(mask, "saliency", pixels[..., 0], "the image")
    if settings.method == "saliency-walker":
        return walk_from_saliency(mask, saliency, threshold, pixels)
    if settings.method == "contrast":
        splitting = settings.split if isinstance(settings.split, Splitting) else None
        return follow_contrast(mask, pixels, splitting)
    return refine(mask, pixels, settings)


def delineate_classes(
    saliency: Saliency,
    class_ids: Sequence[int],
    settings: Delineation,
    image: Pixels | None = None,
) -> Labels:
    """Cut the saliency maps of several object classes into one label mask.

    Parameters
    ----------
    saliency : ndarray of float of shape (objects, H, W)
        In [0, 1], a map for each object class.
    class_ids : sequence of int
        The class of each map: 1..254, all different.
    settings : Delineation
        Applied to each class, as in `delineate`.
    image : ndarray of float of shape (H, W, C), default=None
        As in `delineate`.

    Returns
    -------
    ndarray of uint8 of shape (H, W)
        0 outside all masks; in overlapping masks, the class with the highest saliency at the
        pixel, and of equal values the first in `class_ids`.

    Raises
    ------
    InputError
        As `delineate`, and if ids are repeated, out of range, or not as many as the maps.
    """
    saliency = checked_saliency(saliency, "objects H W")
    require_ids(class_ids, len(saliency))
    masks = np.stack([delineate(saliency_map, settings, image) for saliency_map in saliency])
    return label_masks(masks, saliency, class_ids)


def label_masks(
    masks: npt.NDArray[np.bool_], saliency: Saliency, class_ids: Sequence[int]
) -> Labels:
    """Give each pixel the class with the highest saliency among the masks (objects, H, W)."""
    if len(masks) == 1:
        return np.where(masks[0], np.uint8(class_ids[0]), np.uint8(BACKGROUND))
    winner = np.where(masks, saliency, -1).argmax(axis=0)
    classes = np.asarray(class_ids, dtype=np.uint8)[winner]
    return np.where(masks.any(axis=0), classes, np.uint8(BACKGROUND))


def require_ids(class_ids: Sequence[int], maps: int) -> None:
    """Raise InputError if class ids are repeated, out of range, or not as many as the maps."""
    ids = list(class_ids)
    if len(ids) != maps:
        raise InputError(f"{maps} saliency maps and {len(ids)} classes {ids}; one id for each map")
    if len(set(ids)) != len(ids) or not all(
        BACKGROUND < class_id <= MAX_CLASS_ID for class_id in ids
    ):
        raise InputError(f"object classes {ids}; they must differ and be in 1..{MAX_CLASS_ID}")


def find_threshold(saliency: Saliency, settings: Delineation) -> float:
    """Return the threshold of one saliency map: the fixed one, or Otsu's."""
    if not isinstance(settings.threshold, str):
        return settings.threshold
    highest = saliency.max()
    if is_constant(saliency.min(), highest):
        return float(highest)
    return float(skimage.filters.threshold_otsu(saliency, nbins=OTSU_BINS))


def is_constant(lowest: np.floating[Any], highest: np.floating[Any]) -> bool:
    """Return True if the extremes differ only by rounding, too little for a histogram."""
    return bool(highest - lowest <= OTSU_BINS * np.spacing(highest))


def _select_components(mask: Mask, settings: Delineation) -> Mask:
    if settings.area is None and not settings.drop_border:
        return mask
    components, count = components_of(mask)
    kept = np.ones(count + 1, dtype=bool)
    if settings.area is not None:
        smallest, largest = settings.area
        areas = np.bincount(components.ravel())
        kept &= (areas >= smallest) & (areas <= largest)
    if settings.drop_border:
        sides = components[0], components[-1], components[:, 0], components[:, -1]
        kept[np.concatenate(sides)] = False
    kept[0] = False  # the background
    selected: Mask = kept[components]
    return selected
