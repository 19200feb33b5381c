"""Read reference masks as classes: orientation, values, and pixels that are left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError, InputError, printable
from flimbuilder.imaging.masks import class_mask, infer_label_values, is_saliency
from flimbuilder.imaging.orientation import (
    UNTURNED,
    CompanionFrame,
    Placement,
    place_companion,
    turn_upright,
)
from flimbuilder.imaging.read import ImageFile, named, open_image
from flimbuilder.project.label_values import IGNORED, LabelValues, parse_label_values
from flimbuilder.project.project import ImageEntry
from flimbuilder.project.selection import AxisIndex

__all__ = [
    "ClassMask",
    "class_mask_of",
    "judged_pixels",
    "objects_of",
    "read_class_mask",
    "read_truth",
    "require_size",
    "truth_of",
]

LOSSY = ("JPEG",)


@dataclass(frozen=True, eq=False)
class ClassMask:
    """A reference mask.

    Attributes
    ----------
    truth : ndarray of int16 of shape (H, W)
        Class ids, and `IGNORED`.
    values : LabelValues or None
        The class of each stored value; None for a plain mask.
    placement : Placement
        Whether the mask was turned with its image.
    note : str or None
        What was inferred from the values, or that they are all background.
    stored : ndarray of unsigned integers of shape (H, W), or None, default=None
        The values in the file, upright.
    """

    truth: NDArray[np.int16]
    values: LabelValues | None = None
    placement: Placement = UNTURNED
    note: str | None = None
    stored: NDArray[np.integer[Any]] | None = None


def read_class_mask(
    file: ImageFile,
    size: tuple[int, int],
    classes: Sequence[int],
    at: Sequence[AxisIndex] = (),
    *,
    values: LabelValues | None = None,
    orientation: int = 1,
    frame: CompanionFrame = "exif",
) -> ClassMask:
    """Read the reference mask of an image, and decide what its values mean.

    Parameters
    ----------
    file : ImageFile
        The open mask.
    size : tuple of int
        (height, width) of the upright image; of a mask with levels, that of this size is read.
    classes : sequence of int
        Ids of the object classes.
    at : sequence of AxisIndex, default=()
        Position of the image, in case the mask is a stack.
    values : LabelValues or None, default=None
        The class of each value; None decides as `infer_label_values` does.
    orientation : int, default=1
        EXIF orientation of the image, 1 to 8.
    frame : {"exif", "stored"}, default="exif"
        How the mask lies on the image if its size fits both frames; see
        `place_companion`.

    Raises
    ------
    ImageError
        If the mask can't be read, has another size, is a saliency map, holds values whose class
        is unknown, or leaves all pixels out.
    """
    stored = file.read_labels(at, size)
    placement = place_companion(size, orientation, _size(stored), frame)
    stored = turn_upright(stored, placement.orientation)
    require_size(stored, size, file.path)
    given, note = values, None
    lossy = file.layout.kind in LOSSY
    with named(file.path):
        if values is None:
            if stored.dtype != np.uint8 and is_saliency(stored):
                raise ImageError(
                    "is not a mask: many neighbouring values differ, as in saliency maps; give "
                    "the masks, with one value for each object or class"
                )
            values, note = infer_label_values(stored, classes, lossy=lossy)
        truth = class_mask(stored, classes, values)
        if (truth == IGNORED).all():
            raise ImageError(f"{values} leaves all pixels out; give some value a class")
    if given is not None and stored.any() and not (truth > 0).any():
        note = f"no object by the label values {printable(str(values), 80)}"
    return ClassMask(truth, values, placement, note, stored)


def read_truth(
    path: Path,
    size: tuple[int, int],
    classes: Sequence[int],
    at: Sequence[AxisIndex] = (),
    *,
    values: LabelValues | None = None,
    orientation: int = 1,
) -> ClassMask:
    """Read a reference mask as a project records it.

    Parameters
    ----------
    path, size, classes, at
        As in `read_class_mask`.
    values : LabelValues or None, default=None
    orientation : int, default=1
        Turns the mask, 1 to 8.

    Raises
    ------
    ImageError
        As `read_class_mask`.
    """
    with open_image(path) as file:
        return read_class_mask(
            file, size, classes, at, values=values, orientation=orientation, frame="stored"
        )


def class_mask_of(entry: ImageEntry, path: Path, classes: Sequence[int]) -> ClassMask:
    """Read the mask of an image at a path, with the values and orientation of its entry."""
    values = parse_label_values(entry.mask_values) if entry.mask_values else None
    return read_truth(
        path,
        (entry.shape[0], entry.shape[1]),
        classes,
        entry.place,
        values=values,
        orientation=entry.mask_orientation,
    )


def truth_of(entry: ImageEntry, path: Path, classes: Sequence[int]) -> NDArray[np.int16]:
    """Read the mask of an image, as `class_mask_of`, as class ids and `IGNORED`, (H, W)."""
    return class_mask_of(entry, path, classes).truth


def objects_of(truth: NDArray[np.int16], classes: Sequence[int]) -> NDArray[np.bool_]:
    """Split a mask of classes into one boolean mask per object class, (classes, H, W)."""
    return np.stack([truth == class_id for class_id in classes])


def judged_pixels(truth: NDArray[np.int16]) -> NDArray[np.bool_] | None:
    """Return False where a mask of classes leaves pixels out; None if nowhere."""
    judged = truth != IGNORED
    return None if judged.all() else judged


def require_size(
    drawn: NDArray[np.generic],
    size: tuple[int, int],
    path: Path,
    error: type[InputError] = ImageError,
) -> None:
    """Raise `error` if a mask or marker image does not have the size (height, width)."""
    if drawn.shape != size:
        raise error(
            f"{path}: is {drawn.shape[0]} x {drawn.shape[1]} pixels and its image "
            f"{size[0]} x {size[1]}; they must agree"
        )


def _size(image: NDArray[Any]) -> tuple[int, int]:
    return image.shape[0], image.shape[1]
