import io
import logging

import numpy as np
import pytest
import tifffile
from PIL import Image

from flimbuilder.errors import ImageError
from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.imaging.regions import open_regions
from tests.imaging import files

FIVE = (300 * np.arange(5 * 6 * 7, dtype=np.uint16)).reshape(
    5, 6, 7
)  # five channels of 6 x 7 pixels
FIVE_LAST = np.moveaxis(FIVE, 0, -1)


@pytest.fixture
def write(put):
    def write_tiff(array, **options):
        return put(files.tiff(array, **options), "x.tif")

    return write_tiff


@pytest.mark.parametrize("dtype", ["?", "u1", "u2", "u4", "i1", "i2", "i4", "f2", "f4", "f8"])
@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_every_dtype(write, dtype, byteorder):
    pixels = (files.GREY8 // 128).astype(dtype)
    read = read_image(write(pixels, byteorder=byteorder)).pixels
    assert read.dtype == dtype
    np.testing.assert_array_equal(read[..., 0], pixels)


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "lzw", "predictor": True, "rowsperstrip": 2},
        {"compression": "zstd", "tile": (16, 16)},
        {"bigtiff": True},
    ],
)
def test_layouts(write, options):
    read = read_image(write(files.RGB16, **options)).pixels
    np.testing.assert_array_equal(read, files.RGB16)


def test_jpeg_inside_is_rgb(write):
    flat = np.full((16, 16, 3), (200, 100, 50), np.uint8)
    read = read_image(write(flat, compression="jpeg")).pixels
    assert np.abs(read.astype(int) - flat).max() <= 3


@pytest.mark.parametrize(
    ("array", "options"),
    [
        (FIVE_LAST, {"photometric": "minisblack", "planarconfig": "contig"}),
        (FIVE, {"photometric": "minisblack", "planarconfig": "separate"}),
        (FIVE, {"imagej": True, "metadata": {"axes": "CYX"}}),
        (FIVE, {"ome": True, "metadata": {"axes": "CYX"}, "photometric": "minisblack"}),
    ],
    ids=["contiguous", "planar", "ImageJ", "OME"],
)
def test_channels(write, array, options):
    image = read_image(write(array, **options))
    np.testing.assert_array_equal(image.pixels, FIVE_LAST)
    assert image.notes == ()


@pytest.mark.parametrize("planar", [False, True])
def test_alpha_is_dropped_and_said(write, planar):
    rgba = np.dstack([files.RGB16, files.RGB16[..., :1]])
    array, config = (np.moveaxis(rgba, -1, 0), "separate") if planar else (rgba, "contig")
    path = write(array, photometric="rgb", planarconfig=config, extrasamples=["unassalpha"])
    image = read_image(path)
    np.testing.assert_array_equal(image.pixels, files.RGB16)
    assert image.notes == ("alpha channel dropped",)


def test_a_fourth_channel_that_is_no_alpha_is_kept(write):
    four = FIVE_LAST[..., :4]
    path = write(four, photometric="rgb", extrasamples=["unspecified"])
    np.testing.assert_array_equal(read_image(path).pixels, four)


def test_palette_becomes_rgb(write):
    colours = np.zeros((3, 256), np.uint16)
    colours[:, 1] = 256 * np.array([10, 20, 30])  # as Pillow fills the sixteen bits
    colours[:, 2] = 257 * np.array([40, 50, 60])  # as libtiff does
    path = write(np.array([[1, 2]], np.uint8), photometric="palette", colormap=colours)
    assert read_image(path).pixels.tolist() == [[[10, 20, 30], [40, 50, 60]]]


def test_white_is_zero_is_inverted_in_an_image_and_kept_in_a_mask(write):
    path = write(np.array([[0, 1, 255]], np.uint8), photometric="miniswhite")
    image = read_image(path)
    assert image.pixels.ravel().tolist() == [255, 254, 0]
    assert image.notes == ("inverted: white is zero in the file",)
    assert read_mask(path).tolist() == [[0, 1, 255]]


def test_twelve_bits_are_spread_and_said(put):
    # Two samples of twelve bits, 0xfff and 0x800, packed in three bytes.
    content = bytearray(files.tiff(np.array([[0, 0]], np.uint16)))
    with tifffile.TiffFile(io.BytesIO(content)) as written:
        page = written.pages[0]
        content[page.dataoffsets[0] :] = b"\xff\xf8\x00"
        for tag, value in (("BitsPerSample", 12), ("StripByteCounts", 3)):
            place = page.tags[tag].valueoffset
            content[place : place + 2] = value.to_bytes(2, "little")
    image = read_image(put(bytes(content), "x.tif"))
    assert image.pixels.ravel().tolist() == [65535, round(2048 * 65535 / 4095)]
    assert image.notes == ("values 0..4095 spread over the range of uint16",)


@pytest.mark.parametrize(
    ("array", "options", "reason"),
    [
        (FIVE, {"photometric": "minisblack"}, "is a stack .page 0 to 4.; .* --slices page=0:5$"),
        (FIVE, {"imagej": True, "metadata": {"axes": "ZYX"}}, "is a stack .z 0 to 4 .depth.."),
        (np.stack([files.RGB8] * 2), {}, "is a stack .page 0 to 1.; .* --slices page=0:2$"),
        (FIVE[0].astype(np.complex64), {}, "complex64 samples"),
        (FIVE_LAST[..., :4], {"photometric": "separated"}, "is a TIFF in SEPARATED"),
        (files.RGB8, {"photometric": "cielab"}, "is a TIFF in CIELAB"),
        (np.full((2, 2), np.nan, np.float32), {}, "4 values that are NaN"),
    ],
)
def test_refused(write, array, options, reason):
    with pytest.raises(ImageError, match=reason):
        read_image(write(array, **options))


def test_one_page_of_a_stack_is_an_image(write):
    np.testing.assert_array_equal(read_image(write(files.RGB8[None])).pixels, files.RGB8)


def test_further_images_are_said(put):
    stream = io.BytesIO()
    thumbnail = Image.fromarray(files.GREY8[:2])
    Image.fromarray(files.GREY8).save(stream, "TIFF", save_all=True, append_images=[thumbnail])
    image = read_image(put(stream.getvalue(), "x.tif"))
    np.testing.assert_array_equal(image.pixels[..., 0], files.GREY8)
    assert image.notes == ("first of 2 images in the file read",)


def test_smaller_levels_of_a_pyramid_are_no_further_images(put):
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as writer:
        writer.write(files.RGB8, subifds=1)
        writer.write(files.RGB8[::2, ::2], subfiletype=1)
    image = read_image(put(stream.getvalue(), "x.tif"))
    np.testing.assert_array_equal(image.pixels, files.RGB8)
    assert image.notes == ()


@pytest.mark.parametrize("compression", [None, "lzw", "zlib", "packbits", "jpeg"])
def test_cut_short_is_an_error_whatever_the_compression(put, compression):
    whole = files.tiff(files.RGB8, compression=compression)
    for end in range(16, len(whole), 7):
        with pytest.raises(ImageError):
            read_image(put(whole[:end], "x.tif"))


def test_damage_is_silent(put, capfd):
    assert logging.getLogger("tifffile").handlers
    content = files.tiff(files.RGB8)
    with pytest.raises(ImageError):
        read_image(put(content[:8] + b"\xff" * (len(content) - 8), "x.tif"))
    assert capfd.readouterr().err == ""


def test_a_file_that_an_ome_file_names_stays_closed(tmp_path):
    names = ["a.ome.tif", "b.ome.tif"]
    planes = "".join(
        f'<TiffData FirstC="{c}" IFD="0"><UUID FileName="{name}">urn:uuid:{c}</UUID></TiffData>'
        for c, name in enumerate(names)
    )
    description = (
        '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" '
        'UUID="urn:uuid:0"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYCZT" '
        'Type="uint8" SizeX="6" SizeY="5" SizeC="2" SizeZ="1" SizeT="1">'
        f"{planes}</Pixels></Image></OME>"
    )
    tifffile.imwrite(tmp_path / "a.ome.tif", files.GREY8, description=description, metadata=None)
    tifffile.imwrite(tmp_path / "b.ome.tif", files.GREY8 + 1)
    pixels = read_image(tmp_path / "a.ome.tif").pixels
    np.testing.assert_array_equal(pixels[..., 0], files.GREY8)
    assert pixels.shape[2] == 1


def test_an_image_without_rows_is_refused(put):
    content = bytearray(files.tiff(files.RGB16, compression="zlib", tile=(16, 16), predictor=True))
    with tifffile.TiffFile(io.BytesIO(content)) as tiff:
        place = tiff.pages[0].tags["ImageLength"].valueoffset
    content[place : place + 4] = bytes(4)
    path = put(bytes(content), "x.tif")
    with pytest.raises(ImageError, match=r"x\.tif: "):
        read_image(path)
    with pytest.raises(ImageError, match=r"x\.tif: "), open_regions(path):
        pass
