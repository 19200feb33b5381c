"""The truth of images that are too large for memory: masks on disk, or centres."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.instances.disk_candidates import NewPlane
from flimbuilder.analysis.instances.on_disk import find_objects_on_disk
from flimbuilder.analysis.instances.truth import objects_of_mask
from flimbuilder.errors import InputError
from flimbuilder.exchange.class_tables import read_centres
from flimbuilder.imaging.masks import class_mask
from flimbuilder.imaging.orientation import UNTURNED, Placement
from flimbuilder.imaging.read import ImageFile
from flimbuilder.imaging.regions import ImageRegions, regions_of
from flimbuilder.imaging.sparse_plane import SparsePlane, windows_of
from flimbuilder.imaging.truth import read_class_mask
from flimbuilder.project.label_values import IGNORED, LabelValues
from flimbuilder.project.selection import AxisIndex, Selection
from flimbuilder.tasks.identification.objects import require_inside

__all__ = ["LEFT_OUT", "DiskTruth", "MaskOnDisk", "mask_on_disk", "read_table"]

MOST_WHOLE = 2**26  # pixels of a mask that is read whole
LEFT_OUT = 255
"""Stands in planes of classes where the mask leaves pixels out."""
MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True, eq=False)
class MaskOnDisk:
    """A reference mask on disk.

    Attributes
    ----------
    classes : SparsePlane
        The class id of each pixel, and `LEFT_OUT`.
    objects : SparsePlane
        A number for each object, with or without gaps.
    is_numbered : bool
        False if the objects are connected regions.
    placement : Placement
    note : str or None
    """

    classes: SparsePlane
    objects: SparsePlane
    is_numbered: bool
    placement: Placement = UNTURNED
    note: str | None = None

    @cached_property
    def any_left_out(self) -> bool:
        """True if the mask leaves pixels out."""
        return any((self.classes[part] == LEFT_OUT).any() for part in self.classes.parts())


@dataclass(frozen=True, eq=False)
class DiskTruth:
    """The truth of a large image: a mask, centres, or both.

    Attributes
    ----------
    mask : MaskOnDisk or None, default=None
    centres : ndarray of float of shape (n, 2), or None, default=None
        Row and column; they are used instead of the mask's objects.
    distance : float or None, default=None
        As of :class:`~flimbuilder.workflow.evaluation.labelled_images.ObjectSettings`.
    """

    mask: MaskOnDisk | None = None
    centres: npt.NDArray[np.float64] | None = None
    distance: float | None = None


def read_table(path: Path, size: tuple[int, int]) -> npt.NDArray[np.float64]:
    """Read the centres of objects, (n, 2), and require them inside an image (height, width)."""
    centres, _ = read_centres(path)
    require_inside(centres, size)
    return centres


def mask_on_disk(
    file: ImageFile,
    size: tuple[int, int],
    classes: Sequence[int],
    new_plane: NewPlane,
    *,
    at: Sequence[AxisIndex] = (),
    values: LabelValues | None = None,
) -> MaskOnDisk:
    """Read the reference mask of a large image.

    A mask of more than 2**26 pixels is read by parts. Its values then are class ids, or, with one
    object class, the number of each object, unless there is only one value. Smaller masks are
    read as :func:`~flimbuilder.imaging.truth.read_class_mask` does. Of a pyramid, the level of the
    image's size counts.

    Parameters
    ----------
    file : ImageFile
        The open mask.
    size : tuple of int
        (height, width) of the image.
    classes : sequence of int
        Ids of the object classes.
    new_plane : callable
        Returns an empty plane of a dtype.
    at : sequence of AxisIndex, default=()
        Position of the image, in case the mask is a stack.
    values : LabelValues or None, default=None
        The class of each value.

    Raises
    ------
    ImageError
        If the mask can't be read, or its values have no class.
    InputError
        If it has another size, or is no mask.
    """
    if size[0] * size[1] <= MOST_WHOLE and not file.layout.levels:
        return _whole_mask(file, size, classes, new_plane, at, values)
    regions = regions_of(file, _level_of(file, size, at))
    if regions.shape != (*size, 1) or regions.dtype.kind not in "iu":
        raise InputError(
            f"{file.path}: is {regions.dtype} of the shape {regions.shape}; the mask of this "
            f"image has whole numbers and the shape ({size[0]}, {size[1]}, 1)"
        )
    return _mask_by_parts(regions, classes, new_plane, values, file.path)


def _level_of(file: ImageFile, size: tuple[int, int], at: Sequence[AxisIndex]) -> Selection | None:
    place = tuple(at) if file.layout.is_stack else ()
    for level, of_level in enumerate(file.layout.levels):
        if (of_level.height, of_level.width) == size:
            return Selection(level=level, at=place)
    return Selection(at=place) if place else None


def _whole_mask(
    file: ImageFile,
    size: tuple[int, int],
    classes: Sequence[int],
    new_plane: NewPlane,
    at: Sequence[AxisIndex],
    values: LabelValues | None,
) -> MaskOnDisk:
    mask = read_class_mask(file, size, classes, at, values=values)
    found = objects_of_mask(mask)
    if found.labels.max(initial=0) > MOST_NUMBER:
        raise InputError(f"{file.path}: numbers objects above {MOST_NUMBER}; number them from 1")
    of_class, objects = new_plane(np.uint8), new_plane(np.int32)
    for window in windows_of(size):
        truth = mask.truth[window]
        of_class.write(*window, np.where(truth == IGNORED, LEFT_OUT, truth).astype(np.uint8))
        objects.write(*window, found.labels[window].astype(np.int32))
    return MaskOnDisk(of_class, objects, found.is_numbered, mask.placement, mask.note)


def _mask_by_parts(
    regions: ImageRegions,
    classes: Sequence[int],
    new_plane: NewPlane,
    values: LabelValues | None,
    path: Path,
) -> MaskOnDisk:
    of_class, objects, regional = new_plane(np.uint8), new_plane(np.int32), new_plane(np.uint8)
    present = np.zeros(0, np.int64)
    for window in windows_of((regions.shape[0], regions.shape[1])):
        stored = regions.read(*window)[..., 0]
        if not stored.any() and values is None:
            continue
        if stored.max() > MOST_NUMBER:
            raise InputError(f"{path}: numbers objects above {MOST_NUMBER}; number them from 1")
        truth = class_mask(stored.astype(np.uint32), classes, values)
        is_object = truth > 0
        of_class.write(*window, np.where(truth == IGNORED, LEFT_OUT, truth).astype(np.uint8))
        regional.write(*window, np.where(is_object, truth, 0).astype(np.uint8))
        numbers = np.where(is_object, stored, 0).astype(np.int32)
        objects.write(*window, numbers)
        present = np.union1d(present, np.unique(numbers))
    if values is None and len(classes) == 1 and np.count_nonzero(present) > 1:
        return MaskOnDisk(of_class, objects, is_numbered=True)
    objects = new_plane(np.int32)
    find_objects_on_disk(regional, None, objects)
    return MaskOnDisk(of_class, objects, is_numbered=False)
