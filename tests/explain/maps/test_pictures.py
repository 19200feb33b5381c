"""Colours, legends, thumbnails and files of maps."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from flimbuilder.errors import InputError
from flimbuilder.explain.maps.colours import (
    COLOURINGS,
    UNKNOWN,
    PointColours,
    colour_points,
    colourings_of,
    require_colouring,
)
from flimbuilder.explain.maps.pictures import MapPicture, map_png, map_svg, place_points
from flimbuilder.explain.maps.points import SUBJECTS, MapPoint
from flimbuilder.explain.maps.thumbnails import image_thumbnail, patch_thumbnail
from flimbuilder.project.project import ClassEntry, default_class

CLASSES = (default_class(0), ClassEntry(id=1, name="egg & <b>", colour="#ff0000"))
SVG = "{http://www.w3.org/2000/svg}"


def points() -> list[MapPoint]:
    return [
        MapPoint(0, "a", 1, weight=-1.0), MapPoint(1, "b", 1, weight=3.0),
        MapPoint(None, "b", 2), MapPoint(9, None, None, weight=1.0),
    ]  # fmt: skip


def test_classes_have_the_colours_of_the_project() -> None:
    found = colour_points(points(), "class", CLASSES)
    assert found.colours == (CLASSES[0].colour, "#ff0000", UNKNOWN, UNKNOWN)
    assert found.legend == (
        ("background", CLASSES[0].colour), ("egg & <b>", "#ff0000"), ("none", UNKNOWN)
    )  # fmt: skip
    assert (found.low, found.high) == (None, None)


def test_images_and_markers_have_different_colours() -> None:
    names = {"a": "egg.png"}
    images = colour_points(points(), "image", CLASSES, names)
    assert len({*images.colours}) == 3
    assert [text for text, _ in images.legend] == ["egg.png", "b", "none"]
    markers = colour_points(points(), "marker", CLASSES, names)
    assert [text for text, _ in markers.legend] == [
        "egg.png, marker 1", "b, marker 1", "b, marker 2", "none"
    ]  # fmt: skip
    assert len({*markers.colours}) == 4


def test_long_legends_are_cut() -> None:
    many = [MapPoint(image=f"image {number:02}") for number in range(25)]
    found = colour_points(many, "image", CLASSES)
    assert (len(found.legend), found.more) == (10, 15)
    assert len({*found.colours}) == 25


def test_numbers_run_through_a_colour_map() -> None:
    found = colour_points(points(), "weight", CLASSES)
    assert found.colours == ("#440154", "#fde725", UNKNOWN, found.colours[3])
    assert found.colours[3].startswith("#2")  # in the middle, blue-green
    assert (found.low, found.high) == (-1.0, 3.0)
    assert found.legend == (("unknown", UNKNOWN),)
    nothing = colour_points([MapPoint()], "dice", CLASSES)
    assert nothing.colours == (UNKNOWN,)
    assert nothing.low is None
    equal = colour_points([MapPoint(dice=0.5)] * 2, "dice", CLASSES)
    assert (equal.low, equal.high) == (0.5, 0.5)


def test_each_subject_has_its_colours() -> None:
    assert [colouring.id for colouring in colourings_of("images")] == [
        "class", "image", "dice", "activity"
    ]  # fmt: skip
    for subject in SUBJECTS:
        for colouring in COLOURINGS.values():
            if subject in colouring.subjects:
                assert require_colouring(colouring.id, subject) is colouring
    with pytest.raises(InputError, match="of patches: choose from class, marker, image, act"):
        require_colouring("weight", "patches")


def test_points_are_placed_in_a_square() -> None:
    placed = place_points(np.array([[0, 0], [4, 2]], float), side=100, edge=10)
    assert placed.tolist() == [[10, 70], [90, 30]]  # up is less
    assert place_points(np.zeros((2, 2)), 100, 10).tolist() == [[50, 50]] * 2
    assert place_points(np.zeros((0, 2)), 100, 10).shape == (0, 2)


def picture(colours: PointColours | None = None, thumbnails: bool = False) -> MapPicture:
    small = np.full((8, 12, 3), (90, 200, 7), np.uint8)
    return MapPicture(
        title="Kernels <of> block 1",
        line="trustworthiness 0.9",
        note="note & all",
        positions=np.array([[0, 0], [4, 2], [1, 1], [2, 0]], float),
        colours=colours or colour_points(points(), "class", CLASSES),
        labels=[f"kernel <{number}>" for number in range(4)],
        hollow=[False, True, False, False],
        thumbnails=[small, None, small, small] if thumbnails else (),
    )


def test_svg_is_well_formed_and_escaped() -> None:
    text = map_svg(picture())
    tree = ElementTree.fromstring(text)
    titles = [found.text for found in tree.iter(f"{SVG}title")]
    assert titles == ["Kernels <of> block 1", *(f"kernel <{number}>" for number in range(4))]
    texts = [found.text for found in tree.iter(f"{SVG}text")]
    assert {"egg & <b>", "note & all", "trustworthiness 0.9"} <= {*texts}
    circles = list(tree.iter(f"{SVG}circle"))
    assert len(circles) == 4 + 3
    assert [circles[1].get("fill"), circles[1].get("stroke")] == ["#ffffff", "#ff0000"]
    assert "<script" not in text


def test_svg_holds_thumbnails() -> None:
    tree = ElementTree.fromstring(map_svg(picture(thumbnails=True)))
    images = list(tree.iter(f"{SVG}image"))
    assert len(images) == 3
    assert (images[0].get("width"), images[0].get("height")) == ("12", "8")
    assert str(images[0].get("href")).startswith("data:image/png;base64,")


@pytest.mark.parametrize("thumbnails", [False, True])
def test_png_has_the_colours_at_the_points(thumbnails: bool) -> None:
    shown = picture(thumbnails=thumbnails)
    drawn = Image.open(io.BytesIO(map_png(shown))).convert("RGB")
    assert drawn.size == (2 * shown.size[0], 2 * shown.size[1])
    colours = {colour for _, colour in drawn.getcolors(2**20) or []}
    assert (255, 0, 0) in colours  # of the ring
    assert ((90, 200, 7) in colours) == thumbnails


def test_equal_maps_give_equal_bytes() -> None:
    scale = colour_points(points(), "weight", CLASSES)
    assert map_png(picture(scale)) == map_png(picture(scale))
    assert map_svg(picture(scale)) == map_svg(picture(scale))


def test_an_empty_map_can_be_drawn() -> None:
    empty = MapPicture("", "", "", np.zeros((0, 2)), PointColours("Class", ()), [])
    ElementTree.fromstring(map_svg(empty))
    assert map_png(empty)


def test_thumbnails_by_hand() -> None:
    pixels = np.zeros((4, 8, 3), np.float32)
    pixels[:, 4:] = 1
    assert image_thumbnail(pixels, 4).tolist() == [[[0] * 3, [0] * 3, [255] * 3, [255] * 3]] * 2
    assert image_thumbnail(pixels[..., :1], 99).shape == (4, 8, 3)  # grey, not enlarged
    patch = patch_thumbnail(pixels, 0, 4, field=9, side=9)
    assert patch[:4].max() == 0  # beyond the image
    assert patch[4, 3:8, 0].tolist() == [0, 255, 255, 255, 255]
    assert patch_thumbnail(pixels, 0, 0, field=3, side=24).shape == (24, 24, 3)
    assert patch_thumbnail(pixels, 0, 0, field=99, side=24).shape == (24, 24, 3)


def test_thumbnails_of_images_read_in_windows() -> None:
    pixels = np.random.default_rng(0).random((40, 30, 3)).astype(np.float32)

    class Source:
        shape = pixels.shape

        def windows(self, places: list[tuple[slice, slice]]) -> list[np.ndarray]:
            return [pixels[place] for place in places]

    for row, col in ((0, 0), (20, 15), (39, 29)):
        found, wanted = (
            patch_thumbnail(shown, row, col, field=11, side=11) for shown in (Source(), pixels)
        )
        assert np.array_equal(found, wanted)
    assert image_thumbnail(Source(), 20).shape == image_thumbnail(pixels, 20).shape == (20, 15, 3)
