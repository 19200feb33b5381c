"""The objects of a mask: connected regions of one class, numbered and measured.

To add a measurement, add an entry to :data:`OBJECT_COLUMNS`, and its values in `measure_objects`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.arrays import checked_saliency, components_of, require_same_shape
from flimbuilder.analysis.object_columns import (
    CHANNEL,
    OBJECT_COLUMNS,
    ObjectColumn,
    describe_column,
)
from flimbuilder.analysis.object_strips import (
    LabelPlane,
    WindowReader,
    border_lengths,
    in_raster_order,
    largest_label,
    object_pixels,
    reader_of,
    windows_to_process,
)
from flimbuilder.errors import InputError
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import BACKGROUND

__all__ = [
    "OBJECT_COLUMNS",
    "ObjectColumn",
    "ObjectTable",
    "describe_column",
    "label_classes",
    "label_objects",
    "measure_objects",
]


@dataclass(frozen=True, eq=False, repr=False)
class ObjectTable:
    """Measurements of the objects of one image, a row for each.

    Attributes
    ----------
    columns : dict of str to ndarray of shape (n_objects,)
        By id, in order: those of `OBJECT_COLUMNS` in this module, ``mean_1`` ... ``mean_C`` of the
        channels, and with a pixel size ``area_um2`` and ``perimeter_um``. int64 or float64.
    pixel_size : PixelSize or None, default=None
    """

    columns: Mapping[str, npt.NDArray[Any]]
    pixel_size: PixelSize | None = None

    def __len__(self) -> int:
        return len(self.columns["label"])

    def __repr__(self) -> str:
        return f"ObjectTable({len(self)} objects: {', '.join(self.columns)})"

    def __getitem__(self, column_id: str) -> npt.NDArray[Any]:
        return self.columns[column_id]

    @property
    def nbytes(self) -> int:
        """Bytes of all columns."""
        return sum(column.nbytes for column in self.columns.values())

    @property
    def described(self) -> list[ObjectColumn]:
        """The entry of each column, in order."""
        return [describe_column(column_id) for column_id in self.columns]

    def with_pixel_size(self, pixel_size: PixelSize | None) -> "ObjectTable":
        """Return the table with lengths and areas for another pixel size, or for none.

        Lengths and areas are those of square pixels of the same area (`PixelSize.side`).
        """
        columns = {}
        scaled = {}
        for column in (describe_column(column_id) for column_id in self.columns):
            if column.unit in ("µm", "µm²"):
                continue
            columns[column.id] = self.columns[column.id]
            in_micrometres = column.in_micrometres
            if pixel_size is not None and in_micrometres is not None:
                scale = pixel_size.side**column.power
                scaled[in_micrometres.id] = self.columns[column.id] * scale
        return ObjectTable({**columns, **scaled}, pixel_size)


def label_objects(mask: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int32]:
    """Label the objects of a mask: its 8-connected regions of one class.

    Parameters
    ----------
    mask : ndarray of integers of shape (H, W)
        Class ids; 0 is background.

    Returns
    -------
    ndarray of int32 of shape (H, W)
        1, 2, ... in the raster order of the first pixel of each object; 0 is background.

    Raises
    ------
    InputError
        If the mask is not of whole numbers, has other axes or no pixels.
    """
    mask = np.asarray(mask)
    if mask.ndim != 2 or mask.size == 0 or mask.dtype.kind not in "iu":
        raise InputError(
            f"the mask is {mask.dtype} of shape {mask.shape}; it must be (H, W) class ids"
        )
    labels, classes = label_classes(mask)
    return in_raster_order(labels, len(classes))


def label_classes(
    mask: npt.NDArray[np.integer[Any]],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Label the 8-connected regions of each class of a mask, and return the class of each label.

    Labels are numbered from 1 class by class, not in reading order.
    """
    labels = np.zeros(mask.shape, np.int32)
    classes: list[int] = []
    for class_id in _classes_in(mask):
        is_class = mask == class_id
        components, n_components = components_of(is_class)
        if not classes:
            labels = components.astype(np.int32, copy=False)
        else:
            labels[is_class] = components[is_class] + len(classes)
        classes += [class_id] * n_components
    return labels, np.array(classes, np.int64)


def _classes_in(mask: npt.NDArray[np.integer[Any]]) -> list[int]:
    """Return the class ids of a mask, ascending."""
    classes = set[int]()
    for window in windows_to_process(mask):
        classes.update(np.unique(mask[window]).tolist())
    return sorted(classes - {BACKGROUND})


def measure_objects(
    instances: LabelPlane,
    saliency: npt.NDArray[np.floating[Any]] | WindowReader,
    classes: Sequence[int],
    pixels: npt.NDArray[np.floating[Any]] | WindowReader,
    mask: LabelPlane,
    pixel_size: PixelSize | None = None,
) -> ObjectTable:
    """Measure the objects of an image.

    Parameters
    ----------
    instances : ndarray of int32 of shape (H, W), or SparsePlane
        The objects, as `label_objects` numbers them; on disk if the image is too large to hold.
    saliency : ndarray of float of shape (objects, H, W), or callable
        In [0, 1], a map for each object class; or a function that returns those of the rows and
        columns of two slices, (objects, rows, columns).
    classes : sequence of int
        The class of each map.
    pixels : ndarray of float of shape (H, W, C), or callable
        The image, in [0, 1]; or a function that returns a window of it.
    mask : ndarray of integers of shape (H, W), or SparsePlane
        Class ids, of which `instances` are the objects.
    pixel_size : PixelSize or None, default=None
        Also give lengths and areas in µm and µm².

    Returns
    -------
    ObjectTable

    Raises
    ------
    InputError
        If sizes differ, a number of `instances` is missing, or the mask has a class without a
        saliency map.
    """
    read_saliency, read_pixels = reader_of(saliency, axis=1), reader_of(pixels)
    _require_sizes(instances, mask, saliency, pixels)
    n_channels = read_pixels(slice(0, 1), slice(0, 1)).shape[2]
    columns = _measure_shapes(instances, mask)
    position = _positions(classes, columns["class_id"])
    names = ["mean_saliency", *(f"{CHANNEL}{number + 1}" for number in range(n_channels))]
    sums = {name: np.zeros(len(columns["area"])) for name in names}
    for part in object_pixels(instances):
        maps = checked_saliency(read_saliency(*part.window), "objects H W")
        of_class = position[part.take(mask[part.window])]
        saliencies = maps[of_class, part.rows, part.cols]
        sums["mean_saliency"][part.objects] += part.total(saliencies)
        values = part.take(read_pixels(*part.window))
        for number, name in enumerate(names[1:]):
            sums[name][part.objects] += part.total(values[:, number])
    means = {name: total / columns["area"] for name, total in sums.items()}
    table = ObjectTable({**columns, **means})
    return table if pixel_size is None else table.with_pixel_size(pixel_size)


def _require_sizes(
    instances: LabelPlane,
    mask: LabelPlane,
    saliency: npt.NDArray[np.floating[Any]] | WindowReader,
    pixels: npt.NDArray[np.floating[Any]] | WindowReader,
) -> None:
    require_same_shape(mask, "mask", instances, "instances")
    if not callable(saliency):
        require_same_shape(saliency[0], "saliency", instances, "instances")
    if not callable(pixels):
        require_same_shape(pixels[..., 0], "the image", instances, "instances")


def _measure_shapes(instances: LabelPlane, mask: LabelPlane) -> dict[str, npt.NDArray[Any]]:
    """Return the columns that do not depend on intensities."""
    count = largest_label(instances)
    area, class_ids = np.zeros(count, np.int64), np.zeros(count, np.int64)
    row, col = np.zeros(count), np.zeros(count)
    top, left = np.full((2, count), max(instances.shape))
    bottom, right = np.full((2, count), -1)
    for part in object_pixels(instances):
        rows = part.rows + part.window[0].start
        cols = part.cols + part.window[1].start
        here = part.objects
        area[here] += np.bincount(part.index, minlength=len(here))
        class_ids[here[part.index]] = part.take(mask[part.window])
        row[here] += part.total(rows)
        col[here] += part.total(cols)
        for first, last, along in ((top, bottom, rows), (left, right, cols)):
            lowest, highest = first[here], last[here]
            np.minimum.at(lowest, part.index, along)
            np.maximum.at(highest, part.index, along)
            first[here], last[here] = lowest, highest
    if not area.all():
        missing = int(np.argmin(area)) + 1
        raise InputError(f"instances lack object {missing}; number them from 1 without gaps")
    row, col = row / area, col / area
    moments, perimeter = np.zeros((3, count)), np.zeros(count)
    for part in object_pixels(instances):
        of_pixel = part.objects[part.index]
        down = part.rows + part.window[0].start - row[of_pixel]
        across = part.cols + part.window[1].start - col[of_pixel]
        products = (down**2, across**2, down * across)
        moments[:, part.objects] += np.stack([part.total(product) for product in products])
        lengths = part.take(border_lengths(instances, part.window))
        perimeter[part.objects] += part.total(lengths)
    return {
        "label": np.arange(1, count + 1),
        "class_id": class_ids,
        "row": row,
        "col": col,
        "top": top,
        "left": left,
        "height": bottom - top + 1,
        "width": right - left + 1,
        "area": area,
        "perimeter": perimeter,
        "eccentricity": _eccentricity(*moments / area),
    }


def _positions(classes: Sequence[int], class_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """Return the saliency map of each class, by its id."""
    unknown = sorted(set(class_ids.tolist()) - set(classes))
    if unknown:
        raise InputError(
            f"the mask has class {unknown[0]}, and the saliency maps are of {list(classes)}"
        )
    positions = np.zeros(max(classes) + 1, np.intp)
    positions[list(classes)] = np.arange(len(classes))
    return positions


def _eccentricity(
    rows: npt.NDArray[np.float64], cols: npt.NDArray[np.float64], both: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the eccentricity of ellipses from variances and covariance; 0 for one pixel."""
    middle, spread = (rows + cols) / 2, np.hypot((rows - cols) / 2, both)
    longest = middle + spread
    is_point = longest == 0
    ratio = np.clip((middle - spread) / np.where(is_point, 1, longest), 0, 1)
    return np.where(is_point, 0, np.sqrt(1 - ratio))
