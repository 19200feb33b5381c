"""The true objects of a reference mask."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.objects import label_objects
from flimbuilder.imaging.masks import are_instances
from flimbuilder.imaging.truth import ClassMask

__all__ = ["TrueObjects", "objects_of_mask"]


@dataclass(frozen=True, eq=False)
class TrueObjects:
    """The objects of a reference mask.

    Attributes
    ----------
    labels : ndarray of integers of shape (H, W)
        A number for each object, with or without gaps; 0 is background, and pixels that the mask
        leaves out.
    is_numbered : bool
        True if the mask numbers its objects. Otherwise they are the 8-connected regions of each
        class, so that objects that touch are one.
    """

    labels: npt.NDArray[np.integer[Any]]
    is_numbered: bool


def objects_of_mask(mask: ClassMask) -> TrueObjects:
    """Find the objects of a reference mask.

    A mask numbers its objects if `flimbuilder.imaging.masks.are_instances` says so of the values
    that are not left out. A mask of one value does not.

    Parameters
    ----------
    mask : ClassMask
        As :func:`flimbuilder.imaging.truth.read_class_mask` reads it.
    """
    is_object = mask.truth > 0
    if mask.stored is not None:
        numbers = np.where(is_object, mask.stored, 0)
        values = np.unique(numbers)
        if are_instances(numbers, values[values > 0]):
            return TrueObjects(numbers, is_numbered=True)
    return TrueObjects(label_objects(np.where(is_object, mask.truth, 0)), is_numbered=False)
