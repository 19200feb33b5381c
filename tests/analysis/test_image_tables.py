from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from flimbuilder.analysis.image_tables import (
    SUMMARY_COLUMNS,
    MeasuredImage,
    image_rows,
    object_rows,
    summarise,
)
from flimbuilder.analysis.objects import OBJECT_COLUMNS, label_objects, measure_objects
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import default_class

TWO_CLASSES = tuple(default_class(class_id) for class_id in range(3))


def image(
    mask: Any, *, size: PixelSize | None = None, name: str = "a.png", channels: int = 1
) -> MeasuredImage:
    mask = np.asarray(mask, np.uint8)
    saliency = np.broadcast_to(np.float32(0.5), (2, *mask.shape))
    pixels = np.zeros((*mask.shape, channels), np.float32)
    objects = measure_objects(label_objects(mask), saliency, (1, 2), pixels, mask, size)
    return MeasuredImage(name, mask.shape, TWO_CLASSES, objects)


BOTH = [[1, 1, 0, 2], [1, 0, 0, 0], [0, 0, 2, 2], [0, 0, 2, 2]]


def test_a_summary_by_hand() -> None:
    assert summarise(image(BOTH)) == {
        "objects": 3, "area": 8, "covered": 0.5, "median_area": 3, "mean_saliency": 0.5,
        "objects_1": 1, "area_1": 3, "objects_2": 2, "area_2": 5,
    }  # fmt: skip


def test_areas_in_micrometres_come_with_a_pixel_size() -> None:
    summary = summarise(image(BOTH, size=PixelSize.square(0.5)))
    assert (summary["area_um2"], summary["median_area_um2"]) == (2, 0.75)


def test_an_image_without_objects() -> None:
    summary = summarise(image(np.zeros((2, 3))))
    assert (summary["objects"], summary["area"], summary["covered"]) == (0, 0, 0)
    assert np.isnan([summary["median_area"], summary["mean_saliency"]]).all()


def test_a_row_for_each_object() -> None:
    images = [image(BOTH), image(np.zeros((2, 3)), name="none.png"), image([[1]], name="b.png")]
    columns = object_rows(images)
    assert list(columns) == [
        "image", "label", "class_id", "class", *[*OBJECT_COLUMNS][2:], "mean_1"
    ]  # fmt: skip
    assert columns["image"] == ["a.png", "a.png", "a.png", "b.png"]
    assert columns["class"] == ["object", "object 2", "object 2", "object"]
    assert np.asarray(columns["area"]).tolist() == [3, 1, 4, 1]
    assert np.asarray(columns["label"]).dtype == np.int64


def test_a_row_for_each_image() -> None:
    images = [image(BOTH), image(np.zeros((2, 3)), name="none.png")]
    columns = image_rows(images)
    assert list(columns)[:4] == ["image", "height", "width", "objects"]
    assert columns["image"] == ["a.png", "none.png"]
    assert np.asarray(columns["height"]).tolist() == [4, 2]
    assert np.asarray(columns["objects"]).tolist() == [3, 0]
    assert np.asarray(columns["objects_2"]).dtype == np.int64


def test_what_an_image_lacks_is_empty() -> None:
    images = [image([[1]]), image([[1]], channels=2, size=PixelSize.square(2), name="b.png")]
    objects, rows = object_rows(images), image_rows(images)
    assert list(objects)[-2:] == ["area_um2", "perimeter_um"]
    np.testing.assert_array_equal(objects["mean_2"], [np.nan, 0])
    np.testing.assert_array_equal(objects["area_um2"], [np.nan, 4])
    np.testing.assert_array_equal(rows["area_um2"], [np.nan, 4])


def test_no_images() -> None:
    assert list(object_rows([])) == ["image", "label", "class_id", "class", *[*OBJECT_COLUMNS][2:]]
    assert list(image_rows([])) == ["image", "height", "width", *SUMMARY_COLUMNS]
    assert {len(values) for values in {**object_rows([]), **image_rows([])}.values()} == {0}


@settings(deadline=None)
@given(arrays(np.uint8, (5, 6), elements=st.integers(0, 2)))
def test_classes_add_up(mask: NDArray[np.uint8]) -> None:
    row = summarise(image(mask))
    assert (
        row["objects_1"] + row["objects_2"]
        == row["objects"]
        == len(object_rows([image(mask)])["image"])
    )
    assert row["area_1"] + row["area_2"] == row["area"] == np.count_nonzero(mask)
    assert row["covered"] == pytest.approx(np.count_nonzero(mask) / 30)
