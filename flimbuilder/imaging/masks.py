"""Interpret the stored values of masks as classes.

A class mask is an ndarray of int16 of shape (H, W): class ids, 0 in the background, and `IGNORED`
(-1) where pixels are left out of every measure.
"""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError, MaskValuesError, listed, printable
from flimbuilder.project.label_values import (
    LARGEST_VALUE,
    UNLISTED,
    LabelValues,
    merge_values,
)
from flimbuilder.project.project import BACKGROUND

__all__ = ["are_instances", "class_mask", "infer_label_values", "is_saliency"]

FEW_VALUES = 8  # a mask with more values holds grey levels or instances
GATHERED = 0.95  # share of the pixels near both ends of a mask of grey levels
NEAR_END = 0.1  # of the range
EXAMPLES = 4
VOID = 255
MOST_CHOICES = 24  # values that a person gives classes
Stored = npt.NDArray[np.integer[Any]]


def class_mask(
    stored: Stored, classes: Sequence[int], values: LabelValues | None = None
) -> npt.NDArray[np.int16]:
    """Map the stored values of a mask to classes.

    Parameters
    ----------
    stored : ndarray of unsigned integers of shape (H, W)
        As `read_mask` returns them.
    classes : sequence of int
        Ids of the object classes.
    values : LabelValues or None, default=None
        The class of each value; an unlisted 0 is the background. None takes every value but 0 as
        the object if there is one object class, and values as class ids if there are several.

    Returns
    -------
    ndarray of int16 of shape (H, W)
        Class ids, and `IGNORED`.

    Raises
    ------
    MaskValuesError
        If a value has no class.
    ImageError
        If a class of the mask is not among `classes`.
    """
    if values is None and len(classes) == 1:
        return np.where(stored > 0, np.int16(classes[0]), np.int16(BACKGROUND))
    known = (BACKGROUND, *classes)
    class_of = values or LabelValues(tuple((class_id, class_id, class_id) for class_id in known))
    mask = class_of.lookup(stored)
    mask[(mask == UNLISTED) & (stored == 0)] = BACKGROUND
    if (mask == UNLISTED).any():
        value = int(stored[mask == UNLISTED].min())
        raise MaskValuesError(
            f"the value {value} of the mask has no class; give it one with --values "
            f"{value}=CLASS, or leave its pixels out with {value}=ignore",
            _counts(*np.unique(stored, return_counts=True)),
        )
    unknown = sorted(set(class_of.classes) - set(known))
    if unknown and np.isin(mask, unknown).any():
        ids = listed([str(class_id) for class_id in known])
        raise ImageError(
            f"the mask has class {unknown[0]}, and the classes are {ids}; give its values other "
            "classes, or leave them out with VALUE=ignore"
        )
    return mask


def infer_label_values(
    stored: Stored, classes: Sequence[int], *, lossy: bool = False
) -> tuple[LabelValues | None, str | None]:
    """Infer what the values of a mask mean if no label values are given.

    Parameters
    ----------
    stored : ndarray of unsigned integers of shape (H, W)
    classes : sequence of int
        Ids of the object classes.
    lossy : bool, default=False
        Whether compression has changed values, as in JPEG.

    Returns
    -------
    values : LabelValues or None
        None for a plain mask: one value beside 0, or class ids. Grey levels are cut at half of
        their range (of the dtype's, if lossy) if 95 % of the pixels lie within 10 % of both ends;
        instances, as in `are_instances`, are all of the one class.
    note : str or None
        The decision, unless the mask is plain.

    Raises
    ------
    MaskValuesError
        If the values can mean several things; the message lists them, and label values to choose.
    """
    present, counts = np.unique(stored, return_counts=True)
    objects = present[present > 0]
    if len(classes) == 1:
        if len(objects) <= 1 and not lossy:
            return None, None
        if not lossy and present[0] == 0 and are_instances(stored, objects):
            values = LabelValues(((1, LARGEST_VALUE, classes[0]),))
            return values, f"its values number objects, all taken as class {classes[0]}"
        if lossy or len(present) > FEW_VALUES:
            ends = (0, int(np.iinfo(stored.dtype).max)) if lossy else None
            return _cut_grey_levels(present, counts, ends, classes[0])
    elif lossy:
        ranges = _equal_ranges(stored, classes)
        raise MaskValuesError(
            f"is a JPEG, which changes values, and not a mask of {_in_words(classes)}; save it as "
            f"PNG, or give ranges, for example --values {ranges}",
            _counts_in_ranges(present, counts, [low for low, _, _ in ranges.ranges]),
        )
    elif not np.setdiff1d(objects, classes).size:
        return None, None
    given = printable(merge_values(present.tolist()[:MOST_CHOICES]), 60)
    meanings = [*([] if present[0] == 0 else [BACKGROUND]), *(classes or [1])]
    pairs = [
        f"{value}={meanings[min(position, len(meanings) - 1)]}"
        for position, value in enumerate(objects.tolist()[:EXAMPLES])
    ]
    if len(objects) > 1 and objects[-1] == VOID and not np.setdiff1d(objects[:-1], classes).size:
        pairs[-1] = f"{VOID}=ignore"  # beside class ids, as in VOC and Cityscapes
    example = ",".join(pairs)
    raise MaskValuesError(
        f"its values {given} are not those of {_in_words(classes)}; say what they mean, for "
        f"example --values {example}; 'ignore' leaves pixels out",
        _counts(present, counts),
    )


def _counts(present: Stored, counts: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return (value, value, number of pixels) of each value, unless they are many."""
    if len(present) > MOST_CHOICES:
        return []
    return [
        (value, value, n_pixels)
        for value, n_pixels in zip(present.tolist(), counts.tolist(), strict=True)
    ]


def _counts_in_ranges(
    present: Stored, counts: npt.NDArray[np.int64], starts: Sequence[int]
) -> list[tuple[int, int, int]]:
    """Return (first, last, number of pixels) of the ranges that begin at `starts`."""
    ends = [*(start - 1 for start in starts[1:]), LARGEST_VALUE]
    position = np.searchsorted(starts, present, side="right") - 1
    n_pixels = np.bincount(position, counts, minlength=len(starts)).astype(int).tolist()
    return list(zip(starts, ends, n_pixels, strict=True))


def is_saliency(stored: Stored) -> bool:
    """Return True if many neighbouring values differ.

    Of neighbouring object pixels, about 5 % differ in masks and images of instances, and over
    40 % in saliency maps.
    """
    left, right = stored[:, :-1], stored[:, 1:]
    inside = (left > 0) & (right > 0)
    return bool(np.count_nonzero(inside & (left != right)) > np.count_nonzero(inside) / 4)


def _in_words(classes: Sequence[int]) -> str:
    if len(classes) <= 1:
        return "a mask of one class" if classes else "a mask without object classes"
    return f"the classes {listed([str(class_id) for class_id in (BACKGROUND, *classes)])}"


def _equal_ranges(stored: Stored, classes: Sequence[int]) -> LabelValues:
    """Return label values that share the range of the dtype among the first classes."""
    shared = [BACKGROUND, *classes][:EXAMPLES]
    top = int(np.iinfo(stored.dtype).max) + 1
    ends = [top * position // len(shared) for position in range(len(shared) + 1)]
    ranges = zip(ends, ends[1:], shared, strict=False)
    return LabelValues(tuple((low, high - 1, class_id) for low, high, class_id in ranges))


def are_instances(stored: Stored, objects: Stored) -> bool:
    """Return True if values number connected regions, few of them in pieces.

    They begin at 1 and have few gaps, as whole images do; or, as a part of an image does, they are
    more than 8 and border on background more than on each other, unlike levels of grey. Few
    values, one of which encloses another, are classes: nucleus and cytoplasm, or a border.

    Parameters
    ----------
    stored : ndarray of unsigned integers of shape (H, W)
    objects : ndarray of unsigned integers of shape (values,)
        The values except 0, ascending.
    """
    if len(objects) < 2 or is_saliency(stored):
        return False
    has_gaps = int(objects[0]) != 1 or int(objects[-1]) > 2 * len(objects)
    if has_gaps and (len(objects) <= FEW_VALUES or not _borders_on_background(stored)):
        return False
    import skimage.measure

    numbered = np.searchsorted(objects, stored, side="right").astype(np.int32)
    n_regions = int(skimage.measure.label(numbered, connectivity=2, return_num=True)[1])
    if n_regions > 1.5 * len(objects):
        return False
    if len(objects) > FEW_VALUES:
        return True
    boxes = [region.bbox for region in skimage.measure.regionprops(numbered)]
    return not any(
        np.less_equal(outer[:2], inner[:2]).all() and np.greater_equal(outer[2:], inner[2:]).all()
        for inner, outer in permutations(boxes, 2)
    )


def _borders_on_background(stored: Stored) -> bool:
    """Return True if most borders of values are borders with 0."""
    n_outer = n_inner = 0
    for one_side, other in ((stored[:, :-1], stored[:, 1:]), (stored[:-1], stored[1:])):
        differs, both = one_side != other, (one_side > 0) & (other > 0)
        n_outer += int(np.count_nonzero(differs & ~both))
        n_inner += int(np.count_nonzero(differs & both))
    return n_outer > n_inner


def _cut_grey_levels(
    present: Stored,
    counts: npt.NDArray[np.int64],
    ends: tuple[int, int] | None,
    class_id: int,
) -> tuple[LabelValues, str]:
    """Cut grey levels at half of their range if they gather at both ends."""
    low, high = ends or (int(present[0]), int(present[-1]))
    margin = NEAR_END * (high - low)
    total = counts.sum()
    dark = counts[present <= low + margin].sum() / total
    bright = counts[present >= high - margin].sum() / total
    if dark + bright < GATHERED:
        middle = 1 - dark - bright
        raise MaskValuesError(
            f"is not a mask: of its {len(present)} grey levels {low}..{high}, {dark:.0%} of the "
            f"pixels are dark, {bright:.0%} bright and {middle:.0%} between; save it with two "
            f"values, or choose a cut, for example --values {_cut(low, high, class_id)}",
            _counts_in_ranges(present, counts, [0, (low + high) // 2 + 1]),
        )
    cut = _cut(low, high, class_id)
    note = f"{len(present)} grey levels {low}..{high} are cut at half of their range ({cut})"
    half = (low + high) // 2
    return LabelValues(((0, half, BACKGROUND), (half + 1, LARGEST_VALUE, class_id))), note


def _cut(low: int, high: int, class_id: int) -> str:
    half = (low + high) // 2
    return f"0-{half}={BACKGROUND},{half + 1}-{high}={class_id}"
