import json
from typing import Any

import numpy as np
from hypothesis import given, settings
from numpy.typing import NDArray

from flimbuilder.exchange.coco import coco_image, dump_coco
from tests.exchange.object_cases import CLASSES, case_of, masks


def written(*given_masks: Any) -> dict[str, Any]:
    cases = [case_of(mask) for mask in given_masks]
    images = [
        coco_image(f"{number}.png", case.instances, case.table)
        for number, case in enumerate(cases)
    ]
    content: dict[str, Any] = json.loads(dump_coco(images, CLASSES))
    return content


def decode(segmentation: dict[str, Any]) -> NDArray[np.bool_]:
    """Decode run lengths pixel by pixel, down the columns."""
    height, width = segmentation["size"]
    values, value = [], False
    for count in segmentation["counts"]:
        for _ in range(count):
            values.append(value)
        value = not value
    mask = np.zeros((height, width), bool)
    for index, pixel in enumerate(values):
        mask[index % height, index // height] = pixel
    return mask


def test_an_object_by_hand() -> None:
    content = written([[0, 0, 0], [0, 2, 2]])
    assert content == {
        "images": [{"id": 1, "file_name": "0.png", "width": 3, "height": 2}],
        "annotations": [
            {
                "id": 1,
                "image_id": 1,
                "category_id": 2,
                "segmentation": {"size": [2, 3], "counts": [3, 1, 1, 1]},
                "area": 2,
                "bbox": [1, 1, 2, 1],
                "iscrowd": 0,
                "score": 0.75,
            }
        ],
        "categories": [
            {"id": 1, "name": "egg", "supercategory": ""},
            {"id": 2, "name": 'larva "2"/é', "supercategory": ""},
        ],
    }


def test_the_first_pixel_begins_with_no_background() -> None:
    assert written([[1]])["annotations"][0]["segmentation"]["counts"] == [0, 1]


def test_no_objects_and_no_images() -> None:
    assert written(np.zeros((2, 2)))["annotations"] == []
    assert written()["images"] == []


@settings(deadline=None)
@given(masks, masks)
def test_decoding_gives_the_objects(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> None:
    content = written(first, second)
    ids = [annotation["id"] for annotation in content["annotations"]]
    assert ids == list(range(1, len(ids) + 1))
    for image, mask in zip(content["images"], (first, second), strict=True):
        assert (image["height"], image["width"]) == mask.shape
        read = np.zeros_like(mask)
        of_image = [a for a in content["annotations"] if a["image_id"] == image["id"]]
        assert len(of_image) == len(case_of(mask).table)
        for annotation in of_image:
            inside = decode(annotation["segmentation"])
            assert annotation["area"] == np.count_nonzero(inside)
            left, top, width, height = annotation["bbox"]
            rows, cols = np.nonzero(inside)
            assert (left, top) == (cols.min(), rows.min())
            assert (width, height) == (np.ptp(cols) + 1, np.ptp(rows) + 1)
            read[inside] = annotation["category_id"]
        np.testing.assert_array_equal(read, mask)
