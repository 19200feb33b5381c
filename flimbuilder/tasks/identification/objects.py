"""Objects of an image as images: patches of one side, centred on the objects."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.ndimage import find_objects
from scipy.spatial import cKDTree

from flimbuilder.errors import InputError

__all__ = ["MOST_SIDE", "cut_objects", "object_centres", "require_inside", "suggest_side"]

CONTEXT = 1.5  # sides of an object, or distances to the next
LEAST_SIDE, MOST_SIDE = 8, 1024  # pixels

Floats = NDArray[np.float64]


def cut_objects(
    image: NDArray[Any],
    instances: NDArray[np.integer[Any]] | None = None,
    side: int | None = None,
    *,
    centres: NDArray[np.floating[Any]] | None = None,
) -> NDArray[Any]:
    """Cut a square patch around each object of an image.

    Parameters
    ----------
    image : ndarray of shape (H, W) or (H, W, C)
    instances : ndarray of int of shape (H, W), or None
        The number of the object of each pixel, 0 for none.
    side : int or None, default=None
        In pixels, 8 to 1024; None is 1.5 times the median size of an object or, of centres, the
        median distance to the next. Give all images of a classifier one side.
    centres : ndarray of shape (n, 2), or None
        Row and column of each object, instead of `instances`.

    Returns
    -------
    ndarray of shape (n, side, side, C)
        In the dtype of the image, by ascending number or in the order of the centres. Outside the
        image its pixels are mirrored.

    Raises
    ------
    InputError
        If not one of `instances` and `centres` is given, instances have another size or are not
        whole numbers from 0, centres have another shape, one is outside the image, or the side is
        out of range.
    """
    pixels = np.atleast_3d(image)
    if (instances is None) == (centres is None):
        raise InputError("give either instances or centres")
    if instances is not None:
        instances = np.asarray(instances)
        if instances.dtype.kind not in "iu" or (instances < 0).any():
            raise InputError("instances: give whole numbers, one for each object, and 0 for none")
        if instances.shape != pixels.shape[:2]:
            raise InputError(
                f"instances: are {instances.shape[0]} x {instances.shape[1]} and the image is "
                f"{pixels.shape[0]} x {pixels.shape[1]} pixels; give one number a pixel"
            )
        centres = object_centres(instances)
    assert centres is not None
    places = _rounded(centres, (pixels.shape[0], pixels.shape[1]))
    if side is None:
        side = suggest_side([centres] if instances is None else [], [instances])
    if not LEAST_SIDE <= side <= MOST_SIDE:
        raise InputError(f"side {side}: give {LEAST_SIDE} to {MOST_SIDE} pixels")
    before, after = (side - 1) // 2, side // 2
    around = ((before, after), (before, after), (0, 0))
    windows = sliding_window_view(np.pad(pixels, around, mode="symmetric"), (side, side), (0, 1))
    patches: NDArray[Any] = windows[places[:, 0], places[:, 1]].transpose(0, 2, 3, 1)
    return np.ascontiguousarray(patches)


def object_centres(instances: NDArray[np.integer[Any]]) -> Floats:
    """Return the row and column of the centre of each object's bounding box, (n, 2)."""
    boxes = [box for box in find_objects(instances) if box is not None]
    middles = [[(part.start + part.stop - 1) / 2 for part in box] for box in boxes]
    return np.array(middles, np.float64).reshape(-1, 2)


def suggest_side(
    centres: Iterable[NDArray[np.floating[Any]]] = (),
    instances: Iterable[NDArray[np.integer[Any]] | None] = (),
) -> int:
    """Return a side of patches that shows an object and some of its surroundings.

    It is 1.5 times the median of the larger sides of the bounding boxes, or, if only centres are
    known, of the distances from each centre to the next one; an even number.

    Parameters
    ----------
    centres : iterable of ndarray of shape (n, 2)
        Of each image.
    instances : iterable of ndarray of shape (H, W)
        Of each image.

    Raises
    ------
    InputError
        If there is no object, or no image has two centres.
    """
    extents = list[float]()
    for labels in instances:
        if labels is not None:
            boxes = [box for box in find_objects(labels) if box is not None]
            extents += [max(part.stop - part.start for part in box) for box in boxes]
    for points in centres:
        if len(points) > 1:
            extents += cKDTree(points).query(points, 2)[0][:, 1].tolist()
    if not extents:
        raise InputError("the side of patches can't be measured: no two objects are in an image")
    side = 2 * round(CONTEXT * float(np.median(extents)) / 2)
    return min(max(side, LEAST_SIDE), MOST_SIDE)


def _rounded(centres: NDArray[np.floating[Any]], size: tuple[int, int]) -> NDArray[np.int64]:
    points = np.asarray(centres, np.float64)
    if points.size == 0:
        points = points.reshape(0, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        raise InputError(f"centres have the shape {points.shape}; give (n, 2), row and column")
    require_inside(points, size)
    return np.clip(np.floor(points + 0.5), 0, np.array(size) - 1).astype(np.int64)


def require_inside(points: NDArray[np.floating[Any]], size: tuple[int, int]) -> None:
    """Raise InputError if a centre (row, column) lies in no pixel of an image (height, width)."""
    outside = ~((points >= -0.5) & (points <= np.array(size) - 0.5)).all(axis=1)
    if outside.any():
        row, col = points[np.flatnonzero(outside)[0]]
        raise InputError(
            f"centre row {row:g}, column {col:g}: is outside the image of {size[0]} x {size[1]} "
            "pixels; rows and columns begin with 0"
        )
