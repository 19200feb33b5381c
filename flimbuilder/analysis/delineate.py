"""Cut saliency into masks: threshold, select components, then refine them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy
import skimage

from flimbuilder.analysis.checks import checked_image, checked_saliency, require_same_shape
from flimbuilder.analysis.components import components_of
from flimbuilder.analysis.seeded import refine
from flimbuilder.errors import InputError
from flimbuilder.project.markers import MAX_CLASS_ID
from flimbuilder.project.project import BACKGROUND, Delineation

__all__ = [
    "OTSU_BINS",
    "delineate",
    "delineate_classes",
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

    The settings are applied in this order. Published ones for *S. mansoni* eggs in images of
    400 x 400 pixels: area 1000 to 9000, components at the border dropped, dynamic trees with
    erosion 1 and dilation 7.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    settings : Delineation
        ``threshold``: the mask is where the saliency is **over** it, whether fixed or Otsu's
        (Otsu, IEEE Trans. SMC 9(1), 1979), so that saliency 0 is in no mask. ``fill_holes``: the
        mask takes what it encloses, by 4-neighbours. ``area``: smallest and largest 8-connected
        component kept, in pixels, both included. ``drop_border``: leave out components with a
        pixel in the first or last row or column. ``method``, ``erosion`` and ``dilation``: see
        `flimbuilder.analysis.seeded.refine`; what a method makes of the components is not chosen
        from again, and may reach the border.
    image : ndarray of float of shape (H, W, C), default=None
        In [0, 1]; RGB if C is 3. Needed by every method but none, which does not look at it.

    Returns
    -------
    ndarray of bool of shape (H, W)
        Empty if no component remains. Otsu's threshold of a map that is constant up to rounding
        is its maximum, so its mask is empty.

    Raises
    ------
    InputError
        Saliency that is not floating point, NaN or outside [0, 1], without pixels; an image of
        that kind, of another size, or missing.
    """
    saliency = checked_saliency(saliency)
    mask = _over_threshold(saliency, settings)
    if settings.fill_holes:
        mask = scipy.ndimage.binary_fill_holes(mask)
    mask = _chosen_components(mask, settings)
    if settings.method == "none":
        return mask
    return refine(mask, _image_of(mask, image, settings), settings)


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
        In [0, 1], one map for each object class.
    class_ids : sequence of int
        The class of each map: 1..254, all different.
    settings : Delineation
        Applied to each class, as in `delineate`.
    image : ndarray of float of shape (H, W, C), default=None
        As in `delineate`.

    Returns
    -------
    ndarray of uint8 of shape (H, W)
        0 where no class holds the pixel; else, of the classes whose masks hold it, the one with
        the highest saliency there; of equal ones, the first in `class_ids`.

    Raises
    ------
    InputError
        As `delineate`; ids that are repeated, out of range, or not one for each map.
    """
    saliency = checked_saliency(saliency, "objects H W")
    require_ids(class_ids, len(saliency))
    masks = np.stack([delineate(saliency_map, settings, image) for saliency_map in saliency])
    return label_masks(masks, saliency, class_ids)


def label_masks(
    masks: npt.NDArray[np.bool_], saliency: Saliency, class_ids: Sequence[int]
) -> Labels:
    """Give each pixel the class whose mask holds it, (objects, H, W), with the most saliency."""
    if len(masks) == 1:
        return np.where(masks[0], np.uint8(class_ids[0]), np.uint8(BACKGROUND))
    winner = np.where(masks, saliency, -1).argmax(axis=0)
    classes = np.asarray(class_ids, dtype=np.uint8)[winner]
    return np.where(masks.any(axis=0), classes, np.uint8(BACKGROUND))


def _image_of(mask: Mask, image: Pixels | None, settings: Delineation) -> Pixels:
    if image is None:
        raise InputError(
            f"delineation by {settings.method} needs the image as well as the saliency; "
            "hand it in, or choose the method none"
        )
    pixels = checked_image(image)
    require_same_shape(mask, "saliency", pixels[..., 0], "the image")
    return pixels


def require_ids(class_ids: Sequence[int], maps: int) -> None:
    """Refuse class ids that are repeated, out of range, or not one for each map."""
    ids = list(class_ids)
    if len(ids) != maps:
        raise InputError(f"{maps} saliency maps and {len(ids)} classes {ids}; one id for each map")
    if len(set(ids)) != len(ids) or not all(
        BACKGROUND < class_id <= MAX_CLASS_ID for class_id in ids
    ):
        raise InputError(f"object classes {ids}; they must differ and be in 1..{MAX_CLASS_ID}")


def _over_threshold(saliency: Saliency, settings: Delineation) -> Mask:
    threshold = _otsu(saliency) if settings.threshold == "otsu" else settings.threshold
    mask: Mask = saliency > threshold
    return mask


def _otsu(saliency: Saliency) -> float:
    highest = saliency.max()
    if is_constant(saliency.min(), highest):
        return float(highest)
    return float(skimage.filters.threshold_otsu(saliency, nbins=OTSU_BINS))


def is_constant(lowest: np.floating[Any], highest: np.floating[Any]) -> bool:
    """Return True if the values differ by rounding only, too little for a histogram."""
    return bool(highest - lowest <= OTSU_BINS * np.spacing(highest))


def _chosen_components(mask: Mask, settings: Delineation) -> Mask:
    if settings.area is None and not settings.drop_border:
        return mask
    components, count = components_of(mask)
    kept = np.ones(count + 1, dtype=bool)
    if settings.area is not None:
        smallest, largest = settings.area
        areas = np.bincount(components.ravel())
        kept &= (areas >= smallest) & (areas <= largest)
    if settings.drop_border:
        kept[_at_border(components)] = False
    kept[0] = False  # the background
    chosen: Mask = kept[components]
    return chosen


def _at_border(components: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.integer[Any]]:
    sides = components[0], components[-1], components[:, 0], components[:, -1]
    return np.unique(np.concatenate(sides))
