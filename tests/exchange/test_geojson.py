import json
from typing import Any

import numpy as np
from hypothesis import given, settings
from numpy.typing import NDArray

from flimbuilder.exchange.geojson import dump_geojson
from tests.exchange.object_cases import CLASSES, MaskCase, case_of, fill_rings, masks


def features(case: MaskCase) -> list[dict[str, Any]]:
    content = json.loads(dump_geojson(case.outlines, case.table, CLASSES))
    assert content["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = content["features"]
    return found


def test_an_object_by_hand() -> None:
    (feature,) = features(case_of([[0, 0, 0], [0, 2, 2]]))
    assert feature == {
        "type": "Feature",
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[1, 1], [3, 1], [3, 2], [1, 2], [1, 1]]],
        },
        "properties": {
            "objectType": "detection",
            "name": 'larva "2"/é 1',
            "classification": {"name": 'larva "2"/é', "color": [0, 0, 255]},
            "measurements": {
                "row": 1, "col": 1.5, "top": 1, "left": 1, "height": 1, "width": 2, "area": 2,
                "perimeter": 0, "eccentricity": 1, "mean_saliency": 0.75, "mean_1": 0.5,
            },
        },
    }  # fmt: skip


def test_a_hole_and_parts() -> None:
    ring, corners = case_of([[1, 1, 1], [1, 0, 1], [1, 1, 1]]), case_of(np.eye(3))
    (feature,) = features(ring)
    assert feature["geometry"]["type"] == "Polygon"
    assert len(feature["geometry"]["coordinates"]) == 2
    (feature,) = features(corners)
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert len(feature["geometry"]["coordinates"]) == 3


def test_no_objects() -> None:
    assert features(case_of(np.zeros((2, 2)))) == []


@settings(deadline=None)
@given(masks)
def test_filling_the_polygons_gives_the_mask(mask: NDArray[np.uint8]) -> None:
    case = case_of(mask)
    ids = {entry.name: entry.id for entry in CLASSES}
    read = np.zeros_like(mask)
    for feature in features(case):
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        for polygon in [parts] if geometry["type"] == "Polygon" else parts:
            assert all(ring[0] == ring[-1] for ring in polygon)
            inside = fill_rings(polygon, mask.shape)
            read[inside] = ids[feature["properties"]["classification"]["name"]]
    np.testing.assert_array_equal(read, mask)
