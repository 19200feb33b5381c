"""Find the objects of a mask, and separate those that touch."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from flimbuilder.analysis.arrays import EIGHT_NEIGHBOURS, components_of
from flimbuilder.analysis.object_strips import in_raster_order
from flimbuilder.analysis.objects import label_objects
from flimbuilder.errors import InputError
from flimbuilder.project.decoding import Splitting
from flimbuilder.project.project import BACKGROUND

__all__ = [
    "cut_apart",
    "distance_relief",
    "find_objects",
    "find_seeds",
    "flood",
    "split_mask",
    "split_region",
    "with_pale_middles_filled",
    "with_small_holes_filled",
]

BESIDE = 0.9  # radii; from a hole to the pixels that tell a pale middle from a gap
DEEP = 0.75  # radii; the ring around a pale middle is at most 0.5 deep, an object beside a gap 1

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int32]
Box = tuple[slice, slice]


def find_objects(mask: npt.NDArray[np.integer[Any]], splitting: Splitting | None = None) -> Labels:
    """Find the objects of a mask: its connected regions, or these split where objects touch.

    With a splitting, each 8-connected region of a class is divided:

    1. Pale middles of cells are filled: holes up to the area of a disk of `radius`, unless a
       pixel of the region within 0.9 radii of the hole is over 0.75 radii from the boundary: it
       is then of an object beside a gap, as the ring around a pale middle is thin.
    2. The distance of each pixel to the boundary is smoothed by a Gaussian of `smoothing` radii.
       The border of the image is no boundary.
    3. A seed is a maximum from which the distance falls by more than `depth` radii before it rises
       to a higher one (the h-maxima of Soille, Morphological Image Analysis, 2003, 6.3.4).
    4. A watershed of the smoothed distance divides the pixels between the seeds. Seeds of regions
       smaller than `smallest` are removed, and their pixels go to the others.

    Regions that remain smaller than `smallest` are no objects.

    Parameters
    ----------
    mask : ndarray of integers of shape (H, W)
        Class ids; 0 is background.
    splitting : Splitting or None, default=None
        None: an object is a connected region, as by :func:`label_objects`.

    Returns
    -------
    ndarray of int32 of shape (H, W)
        1, 2, ... in the raster order of the first pixel of each object; 0 is background.

    Raises
    ------
    InputError
        If the mask is not of whole numbers, has other axes or no pixels.
    """
    if splitting is None:
        return label_objects(mask)
    mask = _checked(mask)
    labels, count = np.zeros(mask.shape, np.int32), 0
    for class_id in np.unique(mask[mask != BACKGROUND]).tolist():
        of_class = split_mask(mask == class_id, splitting)
        labels = np.where(of_class > 0, of_class + np.int32(count), labels)
        count += int(of_class.max())
    return in_raster_order(labels, count)


def split_mask(mask: Mask, splitting: Splitting) -> Labels:
    """Split a mask of one class into objects, numbered from 1; see :func:`find_objects`."""
    components, n_components = components_of(mask)
    areas = np.bincount(components.ravel(), minlength=n_components + 1)
    is_whole = (areas >= splitting.smallest) & (areas < 2 * splitting.smallest)  # or too small
    is_whole[0] = False
    numbers = np.where(is_whole, np.cumsum(is_whole), 0).astype(np.int32)
    labels: Labels = numbers[components]
    count = int(is_whole.sum())
    for number, box in enumerate(scipy.ndimage.find_objects(components), start=1):
        if areas[number] < 2 * splitting.smallest:
            continue
        region = components[box] == number
        parts = split_region(region, splitting, _open_sides(box, mask.shape))
        labels[box][region] = parts[region] + count
        count += int(parts.max())
    return labels


def cut_apart(mask: npt.NDArray[Any], objects: Labels) -> npt.NDArray[Any]:
    """Return a mask without pixels of no object, and with a gap where two objects touch.

    Its 8-connected regions belong to one object each.
    """
    kept = objects > 0
    for here, there in (
        ((slice(-1), slice(None)), (slice(1, None), slice(None))),
        ((slice(None), slice(-1)), (slice(None), slice(1, None))),
        ((slice(-1), slice(-1)), (slice(1, None), slice(1, None))),
        ((slice(-1), slice(1, None)), (slice(1, None), slice(-1))),
    ):
        kept[here] &= ~kept[there] | (objects[here] == objects[there])
    return np.where(kept, mask, 0).astype(mask.dtype)


def with_small_holes_filled(mask: Mask, radius: float) -> Mask:
    """Fill the 4-connected holes that are at most as large as a disk."""
    holes, is_small = _small_holes(mask, radius)
    filled: Mask = mask | is_small[holes]
    return filled


def with_pale_middles_filled(mask: Mask, radius: float) -> Mask:
    """Fill the holes that are as small as a disk, except gaps between objects of that radius.

    The ring around a pale middle is thin; objects beside a gap are about a radius deep.
    """
    holes, is_small = _small_holes(mask, radius)
    if not is_small.any():
        return mask
    depth = scipy.ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    distance, nearest = scipy.ndimage.distance_transform_edt(~is_small[holes], return_indices=True)
    is_near = mask & (distance <= BESIDE * radius)
    deepest = np.zeros(len(is_small))
    np.maximum.at(deepest, holes[tuple(nearest)][is_near], depth[is_near])
    filled: Mask = mask | (is_small & (deepest <= DEEP * radius))[holes]
    return filled


def _small_holes(mask: Mask, radius: float) -> tuple[Labels, Mask]:
    """Label the background; return which numbers are enclosed and as small as a disk."""
    holes, count = scipy.ndimage.label(~mask)
    is_small = np.bincount(holes.ravel(), minlength=count + 1) <= np.pi * radius**2
    sides = (holes[0], holes[-1], holes[:, 0], holes[:, -1])
    is_small[np.concatenate(sides)] = False
    is_small[0] = False  # the mask
    return holes, is_small


def split_region(region: Mask, splitting: Splitting, open_sides: Sequence[bool]) -> Labels:
    """Divide a connected region; every pixel of it belongs to a part, from 1.

    Parameters
    ----------
    region : ndarray of bool of shape (H, W)
    splitting : Splitting
    open_sides : sequence of bool
        Whether the region may continue beyond the top, bottom, left and right.
    """
    radius = splitting.radius
    whole = with_pale_middles_filled(np.pad(region, 1), radius)[1:-1, 1:-1]
    relief = distance_relief(whole, splitting, open_sides)
    seeds = find_seeds(relief, splitting.depth * radius)
    if seeds.max() <= 1:
        return region.astype(np.int32)
    parts = flood(relief, seeds, whole)
    areas = np.bincount(parts[region], minlength=int(seeds.max()) + 1)
    is_small = areas < splitting.smallest
    is_small[areas[1:].argmax() + 1] = False
    if is_small[1:].any():
        parts = flood(relief, np.where(is_small[seeds], 0, seeds), whole)
    numbers = np.zeros(int(parts.max()) + 1, np.int32)
    present = np.unique(parts[region])
    numbers[present] = np.arange(1, len(present) + 1)
    return numbers[parts]


def distance_relief(
    whole: Mask, splitting: Splitting, open_sides: Sequence[bool]
) -> npt.NDArray[Any]:
    """Return the smoothed distance to the boundary; 0 outside.

    At the open sides (top, bottom, left, right), the mask is mirrored.
    """
    reach = int(np.ceil(3 * splitting.radius))
    top, bottom, left, right = (reach if is_open else 0 for is_open in open_sides)
    rows, cols = (
        (min(before, size), min(after, size))
        for before, after, size in zip((top, left), (bottom, right), whole.shape, strict=True)
    )
    mirrored = np.pad(whole, (rows, cols), mode="symmetric")
    distance = scipy.ndimage.distance_transform_edt(np.pad(mirrored, 1))[1:-1, 1:-1]
    sigma = splitting.smoothing * splitting.radius
    if sigma > 0:
        distance = scipy.ndimage.gaussian_filter(distance, sigma, mode="constant")
    distance = distance[rows[0] : rows[0] + whole.shape[0], cols[0] : cols[0] + whole.shape[1]]
    return np.where(whole, distance, 0)


def find_seeds(relief: npt.NDArray[np.floating[Any]], depth: float) -> Labels:
    """Label the maxima from which the relief falls by more than a depth before it rises higher."""
    from skimage.morphology import local_maxima, reconstruction

    lowered = reconstruction(relief - depth, relief) if depth > 0 else relief
    is_top = local_maxima(np.pad(lowered, 1, constant_values=-depth - 1))
    labels, _ = scipy.ndimage.label(is_top[1:-1, 1:-1] & (relief > 0), EIGHT_NEIGHBOURS)
    seeds: Labels = labels.astype(np.int32)
    return seeds


def flood(relief: npt.NDArray[np.floating[Any]], seeds: Labels, whole: Mask) -> Labels:
    """Divide the pixels of a mask between seeds, by a watershed of the relief."""
    from skimage.segmentation import watershed

    parts: Labels = watershed(-relief, seeds, connectivity=EIGHT_NEIGHBOURS, mask=whole)
    return parts


def _open_sides(box: Box, shape: tuple[int, ...]) -> tuple[bool, bool, bool, bool]:
    """Return whether a box touches the top, bottom, left and right border of the image."""
    rows, cols = box
    return rows.start == 0, rows.stop == shape[0], cols.start == 0, cols.stop == shape[1]


def _checked(mask: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.integer[Any]]:
    mask = np.asarray(mask)
    if mask.ndim != 2 or mask.size == 0 or mask.dtype.kind not in "iu":
        raise InputError(
            f"the mask is {mask.dtype} of shape {mask.shape}; it must be (H, W) class ids"
        )
    return mask
