import io
import shutil

import numpy as np
import openslide
import pytest
import tifffile
from PIL import Image

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats import slides
from flimbuilder.imaging.formats.base import DEFAULT_LIMITS, ReadLimits
from flimbuilder.imaging.formats.slides import SlideStack, opaque
from flimbuilder.imaging.read import find_images, open_image, read_image, read_layout
from flimbuilder.imaging.regions import open_regions
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import Selection
from tests.imaging.dicom_slides import write_dicom_slide

RGB = np.random.default_rng(0).integers(0, 256, (200, 300, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def svs(shared_data):
    return shared_data / "slide" / "CMU-1-Small-Region.svs"


@pytest.fixture(scope="module")
def dicom(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dicom")
    return write_dicom_slide(folder, [RGB, RGB[::2, ::2]])


def test_a_slide_of_aperio_is_read_as_openslide_does(svs):
    layout = read_layout(svs)
    assert (layout.kind, layout.associated) == ("TIFF", ("thumbnail", "label", "macro"))
    assert layout.notes == ("left out: thumbnail, label, macro",)
    assert layout.pixel_size() == PixelSize.square(0.499)
    stack = SlideStack(svs, DEFAULT_LIMITS)
    with open_regions(svs) as regions, openslide.OpenSlide(svs) as slide:
        for rows, cols in [((0, 250), (0, 500)), ((2900, 2967), (2000, 2220))]:
            part = regions.read(slice(*rows), slice(*cols))
            size = (cols[1] - cols[0], rows[1] - rows[0])
            other = slide.read_region((cols[0], rows[0]), 0, size).convert("RGB")
            np.testing.assert_array_equal(part, np.asarray(other))
            ours = stack.regions({}, DEFAULT_LIMITS).read(slice(*rows), slice(*cols))
            np.testing.assert_array_equal(part, ours.samples)
    with open_image(svs) as file:
        label = file.read_associated("label")
        np.testing.assert_array_equal(label, stack.associated("label").samples)
        with pytest.raises(
            ImageError, match=r"svs: has no picture 'x' beside the slide; it has t"
        ):
            file.read_associated("x")


def test_levels_of_a_dicom_slide(dicom):
    first, second = dicom
    layout = read_layout(second)  # every file of a slide is the whole slide
    assert [(level.height, level.width) for level in layout.levels] == [(200, 300), (100, 150)]
    assert layout.levels[1].pixel_size == PixelSize.square(1.0)
    image = read_image(first)
    np.testing.assert_array_equal(image.pixels, RGB)
    assert (image.notes, image.pixel_size) == (
        ("read by openslide (dicom)",), PixelSize.square(0.5),
    )  # fmt: skip
    with open_regions(first, Selection(level=1, channels=(2, 0))) as regions:
        assert regions.by_parts
        part = regions.read(slice(63, 66), slice(100, 150))
    np.testing.assert_array_equal(part, RGB[::2, ::2][63:66, 100:150][..., [2, 0]])


def test_a_folder_of_levels_is_one_slide(dicom, tmp_path):
    for file in dicom:
        shutil.copy(file, tmp_path)
    other = write_dicom_slide(tmp_path, [RGB[:64, :64]], name="other")
    (tmp_path / "x.dcm").write_bytes(b"no slide")
    assert find_images([tmp_path]) == [
        tmp_path / dicom[0].name, *other, tmp_path / "x.dcm",
    ]  # fmt: skip
    assert find_images(dicom) == dicom  # files that are named stay


def test_pixels_do_not_depend_on_the_window(dicom, monkeypatch):
    monkeypatch.setattr(slides, "CHUNK", 48)
    for level in (0, 1):
        chosen = Selection(level=level).or_none
        whole = read_image(dicom[0], chosen).pixels
        with open_regions(dicom[0], chosen, cache_bytes=0) as regions:
            for rows, cols in [
                ((0, 100), (0, 150)),
                ((47, 49), (95, 97)),
                ((99, 100), (149, 150)),
            ]:
                part = regions.read(slice(*rows), slice(*cols))
                np.testing.assert_array_equal(part, whole[slice(*rows), slice(*cols)])


def test_tiff_of_other_scanners_is_read_by_openslide(tmp_path):
    path = tmp_path / "x.tif"
    tifffile.imwrite(path, RGB, tile=(64, 64), photometric="rgb", software="MedScan 1")
    with open_image(path) as file:
        assert file.layout.notes == ("read by openslide (trestle)",)
        np.testing.assert_array_equal(file.read().pixels, RGB)


def test_places_that_were_not_scanned_have_the_background():
    pixels = np.dstack([RGB[:2, :2], np.array([[255, 0], [128, 255]], np.uint8)])
    expected = RGB[:2, :2].copy()
    expected[0, 1] = 10, 20, 30
    share = 128 / 255
    expected[1, 0] = np.rint(RGB[1, 0] * share + np.array([10, 20, 30]) * (1 - share))
    np.testing.assert_array_equal(opaque(Image.fromarray(pixels), (10, 20, 30)), expected)
    assert slides._background("0a141e") == (10, 20, 30)
    assert slides._background("") == slides._background("zzzzzz") == (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.vms", b"[Virtual Microscope Specimen]\n"),
        ("x.svslide", b"SQLite format 3\0" + b"\0" * 100),
        ("x.czi", b"ZISRAWFILE" + b"\xff" * 500),
    ],
)
def test_damaged_slides_are_one_line(put, name, content):
    path = put(content, name)
    with pytest.raises(ImageError, match=rf"{name}: cannot be decoded as slide") as caught:
        read_image(path)
    assert "\n" not in str(caught.value)


def test_a_mirax_file_without_its_folder_is_what_it_holds(put):
    stream = io.BytesIO()
    Image.fromarray(RGB).save(stream, "JPEG")
    path = put(stream.getvalue(), "x.mrxs")
    assert read_layout(path).kind == "JPEG"
    (path.with_suffix("")).mkdir()
    (path.with_suffix("") / "Slidedat.ini").write_text("[GENERAL]\n")
    with pytest.raises(ImageError, match=r"x\.mrxs: cannot be decoded as slide"):
        read_layout(path)


def test_cut_short_dicom_slides_are_errors(dicom, tmp_path):
    content = dicom[0].read_bytes()
    for end in range(400, len(content), len(content) // 7):
        path = tmp_path / "x.dcm"
        path.write_bytes(content[:end])
        with pytest.raises(ImageError, match=r"x\.dcm: "):
            read_image(path)


def test_a_slide_over_the_limits_is_not_read_whole(dicom):
    with pytest.raises(ImageError, match=r"is too large: 200 x 300 pixels"):
        read_image(dicom[0], limits=ReadLimits(max_pixels=1000))
    assert read_image(dicom[0], Selection(level=1), limits=ReadLimits(max_pixels=20000)).notes


def test_without_the_extra_an_error_names_it(dicom, monkeypatch):
    monkeypatch.setattr("flimbuilder.project.extras.find_spec", lambda name: None)
    with pytest.raises(
        ImageError, match=r"needs openslide, .*pip install 'flimbuilder\[slides\]'"
    ):
        read_image(dicom[0])
