import math
import warnings
from typing import Any

import numpy as np
import pytest
import scipy
import skimage
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from flimbuilder.analysis import object_strips
from flimbuilder.analysis.object_strips import reader_of
from flimbuilder.analysis.objects import (
    OBJECT_COLUMNS,
    ObjectTable,
    describe_column,
    label_objects,
    measure_objects,
)
from flimbuilder.errors import InputError
from flimbuilder.project.pixel_size import PixelSize

# An object of class 1 with a hole, one of class 2 that touches it, and one pixel.
MASK = np.array(
    [
        [0, 0, 0, 0, 0, 0, 1],
        [1, 1, 1, 0, 0, 0, 0],
        [1, 0, 1, 0, 0, 0, 0],
        [1, 1, 1, 2, 2, 0, 0],
    ],
    np.uint8,
)
INSTANCES = np.array(
    [
        [0, 0, 0, 0, 0, 0, 1],
        [2, 2, 2, 0, 0, 0, 0],
        [2, 0, 2, 0, 0, 0, 0],
        [2, 2, 2, 3, 3, 0, 0],
    ]
)

masks = arrays(
    np.uint8,
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    elements=st.sampled_from([0, 0, 1, 1, 3]),
)


def measured(mask: NDArray[Any], seed: int = 0, size: PixelSize | None = None) -> ObjectTable:
    saliency, pixels = intensities(mask, seed)
    return measure_objects(label_objects(mask), saliency, (1, 2, 3), pixels, mask, size)


def intensities(mask: NDArray[Any], seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return saliency of the classes 1, 2 and 3, and pixels of two channels."""
    rng = np.random.default_rng(seed)
    return (
        rng.random((3, *mask.shape), dtype=np.float32),
        rng.random((*mask.shape, 2), dtype=np.float32),
    )


def literal_labels(mask: NDArray[Any]) -> NDArray[np.int32]:
    """Flood each object from its first pixel."""
    labels = np.zeros(mask.shape, np.int32)
    height, width = mask.shape
    for first in np.ndindex(mask.shape):
        if mask[first] == 0 or labels[first]:
            continue
        number, front = labels.max() + 1, [first]
        while front:
            row, col = front.pop()
            if not (0 <= row < height and 0 <= col < width):
                continue
            if labels[row, col] or mask[row, col] != mask[first]:
                continue
            labels[row, col] = number
            front += [(row + down, col + right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return labels


def test_objects_by_hand() -> None:
    labels = label_objects(MASK)
    assert labels.dtype == np.int32
    np.testing.assert_array_equal(labels, INSTANCES)


def test_measurements_by_hand() -> None:
    saliency = np.zeros((2, 4, 7), np.float32)
    saliency[0, 0, 6], saliency[0, 1:, :3], saliency[1, 3, 3:5] = 0.25, 0.5, [0.75, 0.25]
    pixels = np.zeros((4, 7, 1), np.float32)
    pixels[3] = 1
    table = measure_objects(label_objects(MASK), saliency, (1, 2), pixels, MASK)
    assert list(table.columns) == [*OBJECT_COLUMNS, "mean_1"]
    assert len(table) == 3
    assert repr(table).startswith("ObjectTable(3 objects: label, class_id, row, col, top")
    rows = {name: values.tolist() for name, values in table.columns.items()}
    assert rows["label"] == [1, 2, 3]
    assert rows["class_id"] == [1, 1, 2]
    assert rows["row"] == [0, 2, 3]
    assert rows["col"] == [6, 1, 3.5]
    assert rows["top"] == [0, 1, 3]
    assert rows["left"] == [6, 0, 3]
    assert rows["height"] == [1, 3, 1]
    assert rows["width"] == [1, 3, 2]
    assert rows["area"] == [1, 8, 2]
    # The ring of eight pixels: straight steps of length 1.
    assert rows["perimeter"][1] == 8
    assert rows["eccentricity"] == [0, 0, 1]
    assert rows["mean_saliency"] == [0.25, 0.5, 0.5]
    assert rows["mean_1"] == [0, 3 / 8, 1]


def test_an_empty_mask_has_no_objects() -> None:
    table = measured(np.zeros((3, 4), np.uint8), size=PixelSize.square(2))
    assert len(table) == 0
    assert list(table.columns) == [
        *OBJECT_COLUMNS, "mean_1", "mean_2", "area_um2", "perimeter_um"
    ]  # fmt: skip
    for column in table.described:
        assert table[column.id].shape == (0,)
        assert table[column.id].dtype == (np.int64 if column.whole else np.float64)


def test_micrometres() -> None:
    table = measured(MASK, size=PixelSize(height=0.25, width=1))
    np.testing.assert_array_equal(table["area_um2"], table["area"] * 0.25)
    np.testing.assert_array_equal(table["perimeter_um"], table["perimeter"] * 0.5)
    larger = table.with_pixel_size(PixelSize.square(2))
    assert list(larger.columns) == list(table.columns)
    np.testing.assert_array_equal(larger["area_um2"], table["area"] * 4)
    plain = larger.with_pixel_size(None)
    assert list(plain.columns) == list(measured(MASK).columns)


def test_each_column_is_described() -> None:
    table = measured(MASK, size=PixelSize.square(2))
    units = {column.id: column.unit for column in table.described}
    assert units["area"] == "px²"
    assert units["area_um2"] == "µm²"
    assert units["perimeter_um"] == "µm"
    assert describe_column("mean_12").title == "Channel 12"
    for unknown in ("mean_", "mean_x", "label_um", "areas"):
        with pytest.raises(KeyError):
            describe_column(unknown)


@settings(deadline=None)
@given(masks)
def test_objects_are_numbered_as_by_a_flood(mask: NDArray[np.uint8]) -> None:
    labels = label_objects(mask)
    np.testing.assert_array_equal(labels, literal_labels(mask))
    np.testing.assert_array_equal(labels > 0, mask > 0)


@settings(deadline=None)
@given(masks)
def test_objects_are_scipy_s_components_of_each_class(mask: NDArray[np.uint8]) -> None:
    labels = label_objects(mask)
    counts = [scipy.ndimage.label(mask == value, np.ones((3, 3)))[1] for value in (1, 3)]
    assert labels.max() == sum(counts)


@settings(deadline=None)
@given(masks, st.integers(0, 5))
def test_measurements_are_those_of_a_loop(mask: NDArray[np.uint8], seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = measured(mask, seed)
    saliency, pixels = intensities(mask, seed)
    labels = literal_labels(mask)
    assert len(table) == labels.max()
    for number in range(1, labels.max() + 1):
        at = np.argwhere(labels == number)
        class_id = int(mask[tuple(at[0])])
        row = {name: values[number - 1] for name, values in table.columns.items()}
        assert (row["label"], row["class_id"], row["area"]) == (number, class_id, len(at))
        np.testing.assert_allclose((row["row"], row["col"]), at.mean(0))
        assert (row["top"], row["left"]) == tuple(at.min(0))
        assert (row["height"], row["width"]) == tuple(np.ptp(at, axis=0) + 1)
        inside = labels == number
        assert row["mean_saliency"] == pytest.approx(float(saliency[class_id - 1][inside].mean()))
        assert row["mean_2"] == pytest.approx(float(pixels[inside, 1].mean()))


@settings(deadline=None)
@given(masks)
def test_measurements_are_those_of_skimage(mask: NDArray[np.uint8]) -> None:
    table = measured(mask)
    regions = skimage.measure.regionprops(label_objects(mask))
    for number, region in enumerate(regions):
        assert table["perimeter"][number] == pytest.approx(region.perimeter)
        assert table["eccentricity"][number] == pytest.approx(region.eccentricity, abs=1e-6)
        assert table["area"][number] == region.area


def test_measurements_of_many_shapes_are_those_of_skimage() -> None:
    noise = np.random.default_rng(0).random((200, 300))
    smooth = scipy.ndimage.gaussian_filter(noise, 1.5)
    mask = (smooth > np.quantile(smooth, 0.6)).astype(np.uint8)
    table = measured(mask)
    expected = skimage.measure.regionprops_table(
        label_objects(mask),
        properties=("centroid", "bbox", "area", "perimeter", "eccentricity"),
    )
    assert len(table) > 100
    for name, values in {
        "row": expected["centroid-0"],
        "col": expected["centroid-1"],
        "top": expected["bbox-0"],
        "left": expected["bbox-1"],
        "height": expected["bbox-2"] - expected["bbox-0"],
        "width": expected["bbox-3"] - expected["bbox-1"],
        "area": expected["area"],
        "perimeter": expected["perimeter"],
        "eccentricity": expected["eccentricity"],
    }.items():
        np.testing.assert_allclose(table[name], values, atol=1e-6)


@settings(deadline=None)
@given(masks)
def test_turning_the_image_turns_the_objects(mask: NDArray[np.uint8]) -> None:
    table, turned = measured(mask), measured(np.ascontiguousarray(mask.T))
    for first, second in (("area", "area"), ("perimeter", "perimeter"), ("height", "width")):
        np.testing.assert_allclose(np.sort(table[first]), np.sort(turned[second]))


def test_a_circle_is_round() -> None:
    rows, cols = np.indices((101, 101)) - 50
    table = measured((rows**2 + cols**2 <= 40**2).astype(np.uint8))
    assert table["eccentricity"][0] < 0.05
    assert table["perimeter"][0] == pytest.approx(2 * math.pi * 40, rel=0.05)


@settings(deadline=None)
@given(masks, st.integers(1, 30))
def test_strips_make_no_difference(mask: NDArray[np.uint8], strip: int) -> None:
    whole = measured(mask)
    saliency, pixels = intensities(mask, 0)
    asked: list[slice] = []

    def read(rows: slice, cols: slice) -> NDArray[Any]:
        asked.append(rows)
        return pixels[rows, cols]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(object_strips, "STRIP", strip)
        in_strips = measure_objects(
            label_objects(mask), reader_of(saliency, axis=1), (1, 2, 3), read, mask
        )
    assert list(in_strips.columns) == list(whole.columns)
    for name, values in whole.columns.items():
        assert in_strips[name].dtype == values.dtype
        np.testing.assert_allclose(in_strips[name], values, atol=1e-6)
    longest = max(1, strip // mask.shape[1])
    assert all(rows.stop - rows.start <= longest for rows in asked)


def test_wrong_input_is_refused() -> None:
    saliency, pixels = intensities(MASK, 0)
    labels = label_objects(MASK)
    with pytest.raises(InputError, match="class ids"):
        label_objects(MASK.astype(np.float32))
    with pytest.raises(InputError, match="class ids"):
        label_objects(MASK[0])
    with pytest.raises(InputError, match="pixels"):
        measure_objects(labels[:2], saliency, (1, 2, 3), pixels, MASK)
    with pytest.raises(InputError, match="the mask has class 2"):
        measure_objects(labels, saliency[:1], (1,), pixels, MASK)
    with pytest.raises(InputError, match="instances lack object 2; number them from 1 without"):
        measure_objects(np.where(labels == 2, 0, labels), saliency, (1, 2, 3), pixels, MASK)
