"""Tissue masks as PNG and GeoJSON."""

import json

import numpy as np
import pytest

from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.errors import ImageError, InputError
from flimbuilder.exchange.tissue_files import read_polygons, read_tissue, write_tissue
from flimbuilder.imaging.write import write_png


def ring_mask():
    """A part with a hole, and a part that touches it in a corner."""
    mask = np.zeros((8, 10), bool)
    mask[1:6, 1:6] = True
    mask[3, 3] = False
    mask[6, 6] = True
    return mask


@pytest.mark.parametrize("name", ["a.png", "a.geojson", "a.json"])
def test_what_is_written_is_read(tmp_path, name):
    tissue = TissueMask(ring_mask(), (80, 100))
    write_tissue(tmp_path / name, tissue, (80, 100))

    read = read_tissue(tmp_path / name, (80, 100), (80, 100))

    whole = slice(0, 80), slice(0, 100)
    np.testing.assert_array_equal(read.at(*whole), tissue.at(*whole))


@pytest.mark.parametrize("name", ["a.png", "a.geojson"])
def test_a_slide_may_have_no_tissue(tmp_path, name):
    write_tissue(tmp_path / name, TissueMask(np.zeros((2, 2), bool), (8, 8)), (8, 8))

    assert not read_tissue(tmp_path / name, (8, 8), (8, 8)).mask.any()


def test_coordinates_are_pixels_of_level_0(tmp_path):
    mask = np.zeros((2, 4), bool)
    mask[1, 2] = True
    write_tissue(tmp_path / "a.geojson", TissueMask(mask, (20, 40)), (200, 400))

    feature = json.loads((tmp_path / "a.geojson").read_bytes())["features"][0]

    corners = [[200, 100], [300, 100], [300, 200], [200, 200], [200, 100]]
    assert feature["geometry"] == {"type": "Polygon", "coordinates": [corners]}
    assert feature["properties"]["objectType"] == "annotation"
    assert feature["properties"]["classification"]["name"] == "Tissue"
    at_level_1 = read_tissue(tmp_path / "a.geojson", (20, 40), (200, 400))
    expected = np.zeros((20, 40), bool)
    expected[10:20, 20:30] = True
    np.testing.assert_array_equal(at_level_1.at(slice(0, 20), slice(0, 40)), expected)


SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}],
        {
            "type": "Feature",
            "geometry": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Point", "coordinates": [9, 9]},
                    {"type": "Polygon", "coordinates": [[[*point, 7] for point in SQUARE]]},
                ],
            },
        },
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": None},
                {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
                {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
            ],
        },
    ],
)
def test_all_forms_of_areas_are_read(tmp_path, document):
    (tmp_path / "a.geojson").write_text(json.dumps(document))

    tissue = read_tissue(tmp_path / "a.geojson", (6, 8), (6, 8))

    expected = np.zeros((6, 8), bool)
    expected[:4, :4] = True
    np.testing.assert_array_equal(tissue.mask, expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not GeoJSON"),
        ("[" * 100_000, "is nested too deeply"),
        ("3", "is not GeoJSON"),
        ("{}", "is not GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "holds no polygon"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}', "fewer than 3 points"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1e300, 2]]]}', "is not GeoJSON"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [NaN, 2]]]}', "is not GeoJSON"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1], [2, 3]]]}', "is not GeoJSON"),
        ('{"type": "Polygon", "coordinates": {"a": 1}}', "is not GeoJSON"),
        ('{"type": "Polygon", "coordinates": [["ab", "cd", "ef"]]}', "is not GeoJSON"),
    ],
)
def test_other_documents_are_refused_in_one_line(tmp_path, text, message):
    (tmp_path / "a.geojson").write_text(text)

    with pytest.raises(InputError, match=message) as caught:
        read_polygons(tmp_path / "a.geojson")

    assert "a.geojson" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200 + len(str(tmp_path))


def test_a_mask_may_have_any_scale(tmp_path):
    write_png(tmp_path / "a.png", np.kron(ring_mask(), np.ones((20, 20))).astype(np.uint8))

    tissue = read_tissue(tmp_path / "a.png", (80, 100), (80, 100))

    assert tissue.mask.shape == (80, 100)
    np.testing.assert_array_equal(tissue.mask[::10, ::10], ring_mask())


def test_a_mask_of_another_shape_is_refused(tmp_path):
    write_png(tmp_path / "a.png", ring_mask().astype(np.uint8))

    with pytest.raises(InputError, match=r"a\.png: 8 x 10 pixels; the image has 100 x 80"):
        read_tissue(tmp_path / "a.png", (100, 80), (100, 80))


def test_files_that_cannot_be_used_are_named(tmp_path):
    tissue = TissueMask(ring_mask(), (80, 100))

    with pytest.raises(InputError, match=r"a\.tif: a tissue mask is a \.png or \.geojson file"):
        write_tissue(tmp_path / "a.tif", tissue, (80, 100))
    with pytest.raises(ImageError, match=r"b\.png"):
        read_tissue(tmp_path / "b.png", (80, 100), (80, 100))
