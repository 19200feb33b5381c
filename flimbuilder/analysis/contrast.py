"""Move boundaries to where the colours are halfway between inside and outside."""

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy
import skimage

from flimbuilder.analysis.arrays import components_of
from flimbuilder.analysis.instances.splitting import split_mask, with_small_holes_filled
from flimbuilder.project.decoding import Splitting

__all__ = ["follow_contrast"]

AROUND = 3.0  # radii from an object in which the background gives the colour outside
SHORTEST_REACH = 2.0  # pixels that a boundary may move outwards, if the radius is smaller
HALFWAY = 0.5
LEAST_STEP = 1e-4  # of colours; less is rounding

Floats = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


def follow_contrast(mask: Mask, image: Floats, splitting: Splitting | None = None) -> Mask:
    """Move the boundary of each object to where the image is halfway between its two sides.

    The objects are the mask's, split if they touch. For each one, i is the mean colour of its
    pixels and o that of the background around it: of the pixels farther than a reach from all
    objects, in squares that reach 3 radii to each side, averaged over the object. The reach is
    the radius of an object. A pixel within the reach belongs to the nearest object if its colour
    c is nearer to i than to o along the line through both: ``(c - o) (i - o) > |i - o|^2 / 2``.
    Of the regions of an object, that which covers most of it remains, without strands of one
    pixel; holes are filled up to the area of a disk of the radius.

    So objects differ in their thresholds, which their brightness and that of the background
    around them decide. An object without background around it, or of the same colour, stays as it
    is. Gaps between the objects of a cluster, which the saliency does not resolve, open.

    Parameters
    ----------
    mask : ndarray of bool of shape (H, W)
    image : ndarray of float of shape (H, W, C)
        In [0, 1].
    splitting : Splitting or None, default=None
        None does not split; the radius is then the median over the components.

    Returns
    -------
    ndarray of bool of shape (H, W)
    """
    objects, radius = _objects(mask, splitting)
    if not objects.any():
        return mask
    reach = max(SHORTEST_REACH, radius)
    distance, nearest = scipy.ndimage.distance_transform_edt(objects == 0, return_indices=True)
    zones = np.where(distance <= reach, objects[tuple(nearest)], 0)
    inside = _means(image, objects)
    outside, is_known = _means_outside(image, objects, distance > reach, radius)
    step = inside - outside
    lengths = (step**2).sum(axis=1)
    is_usable = is_known & (lengths > LEAST_STEP**2)
    at, number = np.nonzero(zones), zones[zones > 0] - 1
    share = ((image[at] - outside[number]) * step[number]).sum(axis=1) / np.where(
        lengths > 0, lengths, 1
    )[number]
    inner = np.zeros_like(zones)
    inner[at] = np.where(is_usable[number] & (share > HALFWAY), zones[at], 0)
    moved = _largest_regions(inner, objects)
    stays = np.concatenate([[False], ~is_usable])
    return with_small_holes_filled(moved | stays[objects], radius)


def _objects(mask: Mask, splitting: Splitting | None) -> tuple[Labels, float]:
    """Return the objects of a mask, and their radius."""
    if splitting is not None:
        return split_mask(mask, splitting), splitting.radius
    components, count = components_of(mask)
    depth = scipy.ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    deepest = scipy.ndimage.maximum(depth, components, np.arange(1, count + 1)) if count else [1.0]
    return components.astype(np.int32), float(np.median(deepest))


def _means(image: Floats, objects: Labels) -> Floats:
    """Return the mean colour of each object, (objects, C)."""
    count, index = int(objects.max()), objects.ravel()
    areas = np.maximum(np.bincount(index, minlength=count + 1)[1:], 1)
    sums = [
        np.bincount(index, image[..., channel].ravel(), minlength=count + 1)[1:]
        for channel in range(image.shape[-1])
    ]
    return np.stack(sums, axis=1) / areas[:, None]


def _means_outside(
    image: Floats, objects: Labels, is_background: Mask, radius: float
) -> tuple[Floats, Mask]:
    """Return the mean colour of the background around each object, and whether there is some."""
    side = 2 * int(np.ceil(AROUND * radius)) + 1
    share = _box_mean(is_background.astype(np.float32), side)
    colours = [
        _box_mean(np.where(is_background, image[..., channel], 0), side)
        for channel in range(image.shape[-1])
    ]
    shares = _means(share[..., None], objects)
    has_some = shares[:, 0] > 0.5 / side**2  # less is rounding
    sums = _means(np.stack(colours, axis=-1), objects)
    return sums / np.where(has_some, shares[:, 0], 1)[:, None], has_some


def _box_mean(values: Floats, side: int) -> Floats:
    means: Floats = scipy.ndimage.uniform_filter(values, side, mode="constant")
    return means


def _largest_regions(zones: Labels, objects: Labels) -> Mask:
    """Return the region of each zone that covers most of its object, opened by 2 x 2 pixels."""
    regions = skimage.measure.label(zones, connectivity=2)
    count = int(regions.max())
    covered = np.bincount(regions[(zones == objects) & (zones > 0)], minlength=count + 1)
    owner = np.zeros(count + 1, np.int64)
    owner[regions.ravel()] = zones.ravel()
    order = np.lexsort((-covered, owner))
    first = np.ones(count + 1, bool)
    first[1:] = owner[order][1:] != owner[order][:-1]
    kept = np.zeros(count + 1, bool)
    kept[order[first]] = True
    kept[0] = False
    largest: Mask = kept[regions]
    opened = scipy.ndimage.binary_opening(largest, np.ones((2, 2)))
    survives = np.bincount(zones[opened], minlength=int(zones.max()) + 1) > 0
    smooth: Mask = np.where(survives[zones], opened, largest)
    return smooth
