"""Tests of reading reference masks as classes."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from flimbuilder.errors import ImageError, MarkerError
from flimbuilder.imaging.read import open_image
from flimbuilder.imaging.truth import (
    ClassMask,
    judged_pixels,
    objects_of,
    read_class_mask,
    read_truth,
    require_size,
    truth_of,
)
from flimbuilder.imaging.write import write_png
from flimbuilder.project.label_values import IGNORED, parse_label_values
from flimbuilder.project.project import ImageEntry

STORED = np.array([[0, 128, 255, 7], [0, 128, 128, 7], [0, 0, 255, 255]], np.uint8)
VALUES = "128=1,255=2,7=ignore"
TRUTH = np.array([[0, 1, 2, IGNORED], [0, 1, 1, IGNORED], [0, 0, 2, 2]], np.int16)


def read(path: Path, classes: tuple[int, ...] = (1,), values: str | None = None) -> ClassMask:
    known = None if values is None else parse_label_values(values)
    with open_image(path) as file:
        return read_class_mask(file, (3, 4), classes, values=known)


def write_palette(path: Path) -> None:
    image = Image.fromarray(STORED)
    image.putpalette([value * 37 % 256 for value in range(768)])
    image.save(path)


WRITERS = {
    "grey.png": lambda path: write_png(path, STORED),
    "deep.png": lambda path: write_png(path, STORED.astype(np.uint16)),
    "palette.png": write_palette,
    "grey.bmp": lambda path: Image.fromarray(STORED).save(path),
    "int32.tif": lambda path: tifffile.imwrite(path, STORED.astype(np.int32)),
    "uint64.npy": lambda path: np.save(path, STORED.astype(np.uint64)),
}


@pytest.mark.parametrize("name", WRITERS)
def test_values_have_the_listed_classes_in_every_format(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name)
    mask = read(tmp_path / name, (1, 2), VALUES)
    np.testing.assert_array_equal(mask.truth, TRUTH)
    assert mask.truth.dtype == np.int16
    assert str(mask.values) == "7=ignore,128=1,255=2"
    assert mask.note is None


def test_a_mask_is_read_as_its_image_records_it(tmp_path: Path) -> None:
    path = tmp_path / "m.png"
    write_png(path, STORED)
    entry = ImageEntry(
        id="a", path="a.png", sha256="0" * 64, size=1, shape=(4, 3, 3), dtype="uint8",
        mask="m.png", mask_values=VALUES, mask_orientation=6,
    )  # fmt: skip
    exif = Image.Exif()
    exif[0x112] = 6
    turned = np.asarray(ImageOps.exif_transpose(_with_exif(Image.fromarray(TRUTH + 1), exif)))
    np.testing.assert_array_equal(truth_of(entry, path, (1, 2)) + 1, turned)


def _with_exif(image: Image.Image, exif: Image.Exif) -> Image.Image:
    image = image.convert("I")
    image.info["exif"] = exif.tobytes()
    return image


def test_a_mask_that_names_no_object_is_noted(tmp_path: Path) -> None:
    write_png(tmp_path / "m.png", np.minimum(STORED, 1))
    note = read(tmp_path / "m.png", values="1=0,2=1").note
    assert note == "no object by the label values 1=0,2=1"


def test_inferred_values_are_noted(tmp_path: Path) -> None:
    grey = np.repeat(np.repeat(np.uint8([[0, 255]]), 40, 0), 40, 1)
    grey[:, 39:41] = [[100, 150]]
    grey[:9, 38] = np.arange(1, 10)
    write_png(tmp_path / "m.png", grey)
    with open_image(tmp_path / "m.png") as file:
        mask = read_class_mask(file, (40, 80), (1,))
    np.testing.assert_array_equal(mask.truth, grey > 127)
    assert (mask.note or "").startswith("13 grey levels 0..255 are cut at half")


def test_unusable_masks_are_refused_on_one_line_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "m.png"
    write_png(path, STORED)
    for values, classes, reason in (
        (None, (1,), "its values 0, 7, 128, 255 are not those of a mask of one class"),
        (None, (1, 2), "its values 0, 7, 128, 255 are not those of the classes 0, 1, 2"),
        ("7=1", (1,), "the value 128 of the mask has no class"),
        (VALUES, (1,), "the mask has class 2, and the classes are 0, 1"),
        ("0-255=ignore", (1,), "0-255=ignore leaves all pixels out"),
    ):
        with pytest.raises(ImageError) as caught:
            read(path, classes, values)
        message = str(caught.value)
        assert message.startswith(f"{path}: ")
        assert reason in message
        assert "--values " in message or "=ignore" in message
        assert len(message) - len(str(path)) < 300
        assert "\n" not in message


def test_a_jpeg_of_several_classes_is_refused_with_ranges(tmp_path: Path) -> None:
    path = tmp_path / "m.jpg"
    levels = np.repeat(np.repeat(np.uint8([[0, 128, 255]]), 32, 0), 32, 1)
    Image.fromarray(levels).save(path, quality=80)
    proposed = "0-84=0,85-169=1,170-255=2"
    with open_image(path) as file:
        with pytest.raises(ImageError, match=f"is a JPEG, .* --values {proposed}$"):
            read_class_mask(file, (32, 96), (1, 2))
        mask = read_class_mask(file, (32, 96), (1, 2), values=parse_label_values(proposed))
    np.testing.assert_array_equal(mask.truth, np.select([levels > 200, levels > 100], [2, 1]))


def test_masks_of_another_size_are_refused(tmp_path: Path) -> None:
    write_png(tmp_path / "m.png", STORED)
    with pytest.raises(ImageError, match=r"m\.png: is 3 x 4 pixels and its image 9 x 9"):
        read_truth(tmp_path / "m.png", (9, 9), (1,))
    mask = np.zeros((2, 3), np.uint8)
    require_size(mask, (2, 3), Path("m.png"))
    message = r"m\.png: is 2 x 3 pixels and its image 3 x 2; they must agree"
    with pytest.raises(ImageError, match=message):
        require_size(mask, (3, 2), Path("m.png"))
    with pytest.raises(MarkerError, match=message):
        require_size(mask, (3, 2), Path("m.png"), MarkerError)


def test_objects_and_judged_pixels() -> None:
    objects = objects_of(TRUTH, (1, 2))
    np.testing.assert_array_equal(objects, [STORED == 128, STORED == 255])
    np.testing.assert_array_equal(judged_pixels(TRUTH), STORED != 7)
    assert judged_pixels(np.maximum(TRUTH, 0)) is None


@given(st.lists(st.sampled_from([0, 7, 128, 255]), min_size=1, max_size=20))
def test_ignored_pixels_are_no_objects(stored: list[int]) -> None:
    truth = parse_label_values("0=0," + VALUES).lookup(np.array([stored], np.uint8))
    objects, judged = objects_of(truth, (1, 2)), judged_pixels(truth)
    assert not objects.all(axis=0).any()
    if judged is not None:
        assert not (objects & ~judged).any()
        np.testing.assert_array_equal(~judged, truth == IGNORED)
