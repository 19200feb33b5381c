"""The demo's markers and reference outlines agree with each other and with the pictures."""

import hashlib
import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage
from numpy.typing import NDArray
from skimage.draw import ellipse, polygon2mask
from skimage.io import imread

from flimbuilder.project.architecture import parse_architecture
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.markers import Disk, Marker, Stroke, marker_adapter
from flimbuilder.project.project import ClassEntry
from flimbuilder.project.rasterise import class_map, marker_pixels

ASSETS = Path(__file__).resolve().parent.parent / "assets" / "demo"
PICTURES = Path(skimage.__file__).parent / "data"
DOCUMENTS = {path.stem: json.loads(path.read_text("utf-8")) for path in ASSETS.glob("*.json")}
COINS = DOCUMENTS["coins"]["reference"]

Mask = NDArray[np.bool_]


@pytest.fixture(params=sorted(DOCUMENTS))
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    return DOCUMENTS[request.param]


def picture(document: dict[str, Any]) -> NDArray[np.uint8]:
    return imread(PICTURES / document["source"]["file"])


def inside_shape(shape: dict[str, Any], size: tuple[int, int]) -> Mask:
    if shape["kind"] == "ellipse":
        return inside_ellipse(shape, size)
    mask = polygon2mask(size, shape["points"])
    for hole in shape["holes"]:
        mask &= ~polygon2mask(size, hole)
    return mask


def inside_ellipse(
    shape: dict[str, Any],
    size: tuple[int, int],
    grown: float = 0,
    moved: Sequence[float] = (0, 0),
) -> Mask:
    (row, col), (row_radius, col_radius) = shape["center"], shape["radii"]
    mask = np.zeros(size, bool)
    pixels = ellipse(
        row + moved[0],
        col + moved[1],
        row_radius + grown,
        col_radius + grown,
        shape=size,
        rotation=np.deg2rad(shape["angle"]),
    )
    mask[pixels] = True
    return mask


def reference(document: dict[str, Any]) -> Mask:
    size = picture(document).shape[:2]
    return np.logical_or.reduce([inside_shape(shape, size) for shape in document["reference"]])


def window(piece: dict[str, Any]) -> tuple[slice, slice]:
    top, left = piece["top"], piece["left"]
    return slice(top, top + piece["height"]), slice(left, left + piece["width"])


def markers_of(piece: dict[str, Any]) -> list[Marker]:
    return [marker_adapter.validate_python(one) for one in piece["markers"]]


def drawn_points(marker: Marker) -> NDArray[np.float64]:
    assert isinstance(marker, Disk | Stroke)
    return np.array([marker.center] if isinstance(marker, Disk) else marker.points)


def test_both_pictures_are_there() -> None:
    assert sorted(DOCUMENTS) == ["coins", "ihc"]


def test_the_document_has_what_the_readme_says(document: dict[str, Any]) -> None:
    assert list(document) == [
        "schema_version",
        "title",
        "credit",
        "source",
        "classes",
        "pieces",
        "architecture",
        "decoder",
        "reference",
    ]
    assert document["schema_version"] == 1
    for piece in document["pieces"]:
        assert set(piece) == {"name", "role", "top", "left", "height", "width", "markers"}
    keys = {
        "ellipse": {"class", "kind", "center", "radii", "angle"},
        "polygon": {"class", "kind", "name", "points", "holes"},
    }
    for shape in document["reference"]:
        assert set(shape) == keys[shape["kind"]]


def test_the_classes_are_background_and_one_object(document: dict[str, Any]) -> None:
    classes = [ClassEntry.model_validate(entry) for entry in document["classes"]]
    assert [entry.id for entry in classes] == [0, 1]
    assert {shape["class"] for shape in document["reference"]} == {1}


def test_the_decoder_decodes_the_last_block_or_all(document: dict[str, Any]) -> None:
    architecture = parse_architecture(document["architecture"])
    decoder = DecoderChoice.model_validate(document["decoder"])
    assert decoder.is_joint or decoder.block == len(architecture.blocks)


def test_the_picture_is_the_one_that_was_marked(document: dict[str, Any]) -> None:
    source = document["source"]
    content = (PICTURES / source["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == source["sha256"]


def test_the_pieces_cover_the_picture_without_overlap(document: dict[str, Any]) -> None:
    times = np.zeros(picture(document).shape[:2], int)
    for piece in document["pieces"]:
        rows, cols = window(piece)
        assert 0 <= rows.start < rows.stop <= times.shape[0]
        assert 0 <= cols.start < cols.stop <= times.shape[1]
        times[rows, cols] += 1
    assert (times == 1).all()


def test_there_are_training_and_test_pieces_of_different_names(document: dict[str, Any]) -> None:
    names = [piece["name"] for piece in document["pieces"]]
    assert len(set(names)) == len(names)
    roles = [piece["role"] for piece in document["pieces"]]
    assert sorted(roles) == ["test", "test", "train", "train"]


def test_only_training_pieces_are_marked_with_both_classes(document: dict[str, Any]) -> None:
    for piece in document["pieces"]:
        markers = markers_of(piece)
        assert [marker.id for marker in markers] == list(range(1, len(markers) + 1))
        classes = {marker.class_id for marker in markers}
        assert classes == ({0, 1} if piece["role"] == "train" else set())


def test_markers_lie_wholly_inside_their_piece(document: dict[str, Any]) -> None:
    for piece in document["pieces"]:
        last = np.array([piece["height"], piece["width"]]) - 1
        for marker in markers_of(piece):
            points = drawn_points(marker)
            assert (points - marker.radius >= 0).all(), (piece["name"], marker.id)
            assert (points + marker.radius <= last).all(), (piece["name"], marker.id)


def test_no_marker_covers_another(document: dict[str, Any]) -> None:
    for piece in document["pieces"]:
        size = (piece["height"], piece["width"])
        markers = markers_of(piece)
        alone = sum(len(marker_pixels([marker], size)) for marker in markers)
        assert len(marker_pixels(markers, size)) == alone


def test_markers_of_a_class_lie_on_that_class(document: dict[str, Any]) -> None:
    objects = reference(document)
    for piece in document["pieces"]:
        classes = class_map(markers_of(piece), (piece["height"], piece["width"]))
        marked = classes >= 0
        np.testing.assert_array_equal(classes[marked], objects[window(piece)][marked])


def test_every_reference_shape_lies_in_the_picture(document: dict[str, Any]) -> None:
    size = picture(document).shape[:2]
    for shape in document["reference"]:
        assert inside_shape(shape, size).sum() > 1000
        rings = [shape["points"], *shape["holes"]] if shape["kind"] == "polygon" else []
        for ring in rings:
            points = np.array(ring)
            assert (points >= -0.5).all()
            assert (points <= np.array(size) - 0.5).all()


def test_there_are_24_coins_that_do_not_touch() -> None:
    size = (303, 384)
    coins = [inside_ellipse(coin, size, grown=1) for coin in COINS]
    assert len(coins) == 24
    assert not any((one & other).any() for one, other in combinations(coins, 2))


def test_no_coin_is_cut() -> None:
    size = (303, 384)
    windows = [window(piece) for piece in DOCUMENTS["coins"]["pieces"]]
    for coin in COINS:
        mask = inside_ellipse(coin, size, grown=2)
        assert sum(mask[where].any() for where in windows) == 1, coin


def rim_contrast(image: NDArray[np.uint8], coin: dict[str, Any], **changes: Any) -> float:
    """Return how much brighter the 2 px inside an outline are than the 2 px outside of it."""
    grown = changes.pop("grown", 0)
    inner, outline, outer = (
        inside_ellipse(coin, image.shape, grown=grown + width, **changes) for width in (-2, 0, 2)
    )
    return float(image[outline & ~inner].mean() - image[outer & ~outline].mean())


@pytest.mark.parametrize("number", range(24))
def test_a_coins_outline_sits_on_its_rim(number: int) -> None:
    image, coin = picture(DOCUMENTS["coins"]), COINS[number]
    contrast = rim_contrast(image, coin)
    assert contrast > 25
    for grown in (-1, 1):
        assert contrast > rim_contrast(image, coin, grown=grown)
    for moved in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        assert contrast > rim_contrast(image, coin, moved=moved)


@pytest.mark.parametrize("number", range(4))
def test_glands_are_browner_than_the_rest(number: int) -> None:
    document = DOCUMENTS["ihc"]
    where = window(document["pieces"][number])
    image, gland = picture(document).astype(float)[where], reference(document)[where]
    brown = image[..., 0] - image[..., 2]
    assert np.median(brown[gland]) > np.median(brown[~gland]) + 25


@pytest.mark.parametrize("moved", [(2, 0), (-2, 0), (0, 2), (0, -2)])
def test_gland_outlines_fit_better_than_moved_ones(moved: tuple[int, int]) -> None:
    document = DOCUMENTS["ihc"]
    inner = np.s_[2:-2, 2:-2]  # np.roll wraps around
    grey, gland = picture(document).mean(axis=-1)[inner], reference(document)
    there, away = gland[inner], np.roll(gland, moved, axis=(0, 1))[inner]
    assert grey[there & ~away].mean() < grey[away & ~there].mean() - 5
