import io
import os
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from flimbuilder.errors import ImageError, short_path
from flimbuilder.imaging.read import (
    IMAGE_SUFFIXES,
    ReadLimits,
    find_images,
    read_image,
    read_mask,
)
from flimbuilder.imaging.scaling import scale_image
from tests.imaging import files

LOSSLESS = [name for name in files.EVERY_FORMAT if name != "JPEG"]
SUFFIX = {
    "PNG": ".png",
    "JPEG": ".jpg",
    "TIFF": ".tif",
    "BMP": ".bmp",
    "PNM": ".ppm",
    "NPY": ".npy",
}


def refusal(path, read=read_image, **options):
    """Return the message with which a file is refused, less its name; it must be one line."""
    with pytest.raises(ImageError) as caught:
        read(path, **options)
    message = str(caught.value)
    assert "\n" not in message
    name = f"{short_path(path, limit=250)}: "
    assert message.startswith(name)
    return message.removeprefix(name)


def test_pixels_by_hand(put):
    # A plain PPM says its pixels in words: red, green / blue, white.
    path = put(b"P3 2 2 255\n255 0 0  0 255 0\n0 0 255  255 255 255\n", "four.ppm")
    image = read_image(path)
    assert image.notes == ()
    assert image.pixels.dtype == np.uint8
    assert image.pixels.tolist() == [
        [[255, 0, 0], [0, 255, 0]],
        [[0, 0, 255], [255, 255, 255]],
    ]


class TestEveryFormat:
    @pytest.mark.parametrize("name", LOSSLESS)
    def test_gives_the_pixels_that_were_written(self, put, name):
        image = read_image(put(files.EVERY_FORMAT[name], "x" + SUFFIX[name]))
        np.testing.assert_array_equal(image.pixels, files.RGB8)
        assert image.notes == ()

    @pytest.mark.parametrize("name", files.EVERY_FORMAT)
    def test_pixels_are_native_contiguous_and_writable(self, put, name):
        pixels = read_image(put(files.EVERY_FORMAT[name], "x" + SUFFIX[name])).pixels
        assert pixels.ndim == 3
        assert pixels.dtype.isnative
        assert pixels.flags.c_contiguous
        assert pixels.flags.writeable

    @pytest.mark.parametrize("name", files.EVERY_FORMAT)
    def test_content_decides_and_a_wrong_suffix_is_said(self, put, name):
        image = read_image(put(files.EVERY_FORMAT[name], "x.dat"))
        assert image.pixels.shape == files.RGB8.shape
        assert image.notes == (f"read as {name}, the format of its content",)

    @pytest.mark.parametrize("name", files.EVERY_FORMAT)
    def test_limits_are_checked_in_the_header(self, put, name):
        path = put(files.EVERY_FORMAT[name], "x" + SUFFIX[name])
        assert "6 a side where 5 is the limit" in refusal(path, limits=ReadLimits(max_side=5))
        assert "30 pixels where 29 is" in refusal(path, limits=ReadLimits(max_pixels=29))
        assert "ReadLimits.max_bytes" in refusal(path, limits=ReadLimits(max_bytes=89))
        assert read_image(path, limits=ReadLimits(max_side=6, max_pixels=30)).pixels.size == 90

    @pytest.mark.parametrize("name", files.EVERY_FORMAT)
    @settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_cut_short_is_an_error(self, put, name, data):
        whole = files.EVERY_FORMAT[name]
        # BMP pads the last row: what is cut there is no pixel.
        end = data.draw(st.integers(0, len(whole) - (4 if name == "BMP" else 1)))
        refusal(put(whole[:end], "x" + SUFFIX[name]))

    @pytest.mark.parametrize("name", files.EVERY_FORMAT)
    @settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_damage_is_an_image_or_an_image_error(self, put, name, data):
        content = bytearray(files.EVERY_FORMAT[name])
        places = st.integers(0, len(content) - 1)
        for place, value in data.draw(st.dictionaries(places, st.integers(0, 255))).items():
            content[place] = value
        path = put(bytes(content), "x" + SUFFIX[name])
        with suppress(ImageError):  # anything else that is raised fails the test
            assert read_image(path).pixels.ndim == 3

    @pytest.mark.parametrize("name", files.EVERY_FORMAT)
    def test_a_header_and_rubbish_is_an_error(self, put, name):
        content = files.EVERY_FORMAT[name][:8] + b"this is a letter, not an image. " * 20
        refusal(put(content, "x" + SUFFIX[name]))


class TestRefused:
    def test_missing(self, tmp_path):
        assert "no such file" in refusal(tmp_path / "gone.png")

    def test_folder(self, tmp_path):
        assert "is a folder" in refusal(tmp_path)

    def test_empty(self, put):
        assert "is empty (0 bytes)" in refusal(put(b""))

    def test_text_with_the_suffix_of_an_image(self, put):
        assert "its content is none of PNG" in refusal(put(b"Dear microscope,\n"))

    def test_suffix_that_is_not_read(self, put):
        assert "'.gif'" in refusal(put(b"GIF89a......", "x.gif"))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
    def test_fifo_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "x.png")
        assert "is a FIFO" in refusal(tmp_path / "x.png")

    def test_device(self):
        if not Path(os.devnull).is_char_device():
            pytest.skip("no character devices on this system")
        assert "is a device" in refusal(os.devnull)

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all"
    )
    def test_unreadable(self, put):
        path = put(files.png(files.RGB8))
        path.chmod(0)
        assert "cannot be opened: Permission denied" in refusal(path)

    def test_null_character(self, tmp_path):
        assert "is not a path" in refusal(tmp_path / "a\0b.png")

    def test_bomb(self, put):
        huge = files.png_announcing(99_999, 99_999)
        assert "ReadLimits.max_pixels" in refusal(put(huge))
        assert "ReadLimits.max_side" in refusal(put(files.png_announcing(2**31 - 1, 1)))

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_not_finite(self, put, value):
        pixels = np.full((4, 5), 0.5)
        pixels[1, 2] = pixels[3, 4] = value
        message = refusal(put(files.npy(pixels), "x.npy"))
        assert message == "holds 2 values that are NaN or infinite; replace them"

    @pytest.mark.parametrize("dtype", [np.int64, np.uint64])
    def test_integers_too_wide_to_be_scaled(self, put, dtype):
        assert f"holds {np.dtype(dtype)} pixels" in refusal(
            put(files.npy(np.ones((2, 2), dtype)), "x.npy")
        )


class TestChannels:
    def test_alpha_of_rgba_is_dropped_and_said(self, put):
        rgba = np.dstack([files.RGB16, files.RGB16[..., :1]])
        image = read_image(put(files.png(rgba)))
        np.testing.assert_array_equal(image.pixels, files.RGB16)
        assert image.notes == ("alpha channel dropped",)

    def test_alpha_of_grey_is_dropped_and_said(self, put):
        image = read_image(put(files.png(np.dstack([files.GREY8, files.GREY8]))))
        np.testing.assert_array_equal(image.pixels[..., 0], files.GREY8)
        assert image.pixels.shape == (5, 6, 1)
        assert image.notes == ("alpha channel dropped",)

    def test_grey_has_one_channel(self, put):
        assert read_image(put(files.png(files.GREY8))).pixels.shape == (5, 6, 1)


class TestOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
    def test_as_pillow_turns_it(self, put, kind, orientation):
        upright = files.pillow(files.GREY8, kind)
        turned = files.pillow(files.GREY8, kind, exif=files.exif(orientation))
        stored = Image.fromarray(read_image(put(upright, "up" + SUFFIX[kind])).pixels[..., 0])
        expected = stored.transpose(TRANSPOSE[orientation]) if orientation > 1 else stored
        image = read_image(put(turned, "x" + SUFFIX[kind]))
        np.testing.assert_array_equal(image.pixels[..., 0], np.asarray(expected))
        said = (f"EXIF orientation {orientation} applied",) if orientation > 1 else ()
        assert image.notes == said

    def test_mask_turns_with_its_image(self, put):
        mask = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)
        path = put(files.pillow(mask, "PNG", exif=files.exif(6)))
        assert read_mask(path).tolist() == [[4, 1], [5, 2], [6, 3]]


TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class TestMask:
    @pytest.mark.parametrize("dtype", ["u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8"])
    def test_values_stay_and_become_unsigned(self, put, dtype):
        labels = np.array([[0, 1, 127], [3, 2, 0]], dtype)
        mask = read_mask(put(files.npy(labels), "x.npy"))
        assert mask.tolist() == labels.tolist()
        assert mask.dtype == f"u{dtype[1]}"

    def test_bool_is_zero_and_one(self, put):
        mask = read_mask(put(files.npy(np.array([[True, False]])), "x.npy"))
        assert mask.dtype == np.uint8
        assert mask.tolist() == [[1, 0]]

    def test_values_are_not_spread(self, put):
        assert read_mask(put(b"P2 3 1 2\n0 1 2\n", "x.pgm")).tolist() == [[0, 1, 2]]

    @pytest.mark.parametrize("channels", [3, 4])
    def test_rgb_of_equal_channels(self, put, channels):
        grey = np.repeat(files.GREY8[..., None], channels, axis=2)
        grey[..., 3:] = 255
        np.testing.assert_array_equal(read_mask(put(files.png(grey))), files.GREY8)

    def test_is_contiguous(self, put):
        assert read_mask(put(files.png(np.dstack([files.GREY8] * 3)))).flags.c_contiguous

    @pytest.mark.parametrize("bits", [1, 2, 4, 8])
    @pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
    @pytest.mark.parametrize(
        "palette", [[0, 0, 0, 128, 0, 0], [255, 255, 255, 0, 0, 0], [7, 7, 7, 7, 7, 7]]
    )
    def test_a_palette_gives_its_indices(self, put, kind, bits, palette):
        indices = files.GREY8 // 8 % np.uint8(2**bits - 1)
        indices[0, 0] = 2**bits - 1
        image = Image.fromarray(indices, "L")
        image.putpalette((palette * 2**bits)[: 3 * 2**bits])
        stream = io.BytesIO()
        image.save(stream, kind, **({"bits": bits} if kind == "PNG" else {}))
        path = put(stream.getvalue(), f"x.{kind.lower()}")
        with Image.open(path) as stored:
            expected, colours = np.array(stored), np.array(stored.convert("RGB"))
        assert read_mask(path).tolist() == expected.tolist() == indices.tolist()
        assert read_image(path).pixels.tolist() == colours.tolist()

    @pytest.mark.parametrize("bits", [1, 4, 8])
    def test_a_small_bitmap_palette_gives_its_indices(self, put, bits):
        # Two rows of four pixels; rows are stored from the bottom, in multiples of four bytes.
        rows = {1: (0b0100, 0b1000), 4: (0x0100, 0x1000), 8: (0x00010000, 0x01000000)}[bits]
        size = {1: 1, 4: 2, 8: 4}[bits]
        shift = {1: 4, 4: 0, 8: 0}[bits]
        raster = b"".join((row << shift).to_bytes(size).ljust(4, b"\0") for row in rows)
        palette = bytes([0, 0, 128, 0]) + bytes([0, 200, 0, 0])
        start = 14 + 40 + len(palette)
        content = (
            struct.pack("<2sIHHI", b"BM", start + len(raster), 0, 0, start)
            + struct.pack("<IiiHHIIiiII", 40, 4, 2, 1, bits, 0, len(raster), 0, 0, 2, 2)
            + palette
            + raster
        )
        path = put(content, "x.bmp")
        assert read_mask(path).tolist() == [[1, 0, 0, 0], [0, 1, 0, 0]]
        assert read_image(path).pixels[0, :2].tolist() == [[0, 200, 0], [128, 0, 0]]

    @pytest.mark.parametrize("dtype", ["u1", "u2"])
    def test_a_colour_map_gives_its_indices(self, put, dtype):
        indices = (files.GREY8 % 3).astype(dtype)
        colours = np.zeros((3, 256 ** np.dtype(dtype).itemsize), np.uint16)
        colours[0, 1:] = 32768
        content = files.tiff(indices, photometric="palette", colormap=colours)
        path = put(content, "x.tif")
        np.testing.assert_array_equal(read_mask(path), tifffile.imread(path))
        assert read_image(path).pixels[files.GREY8 % 3 == 2][0].tolist() == [128, 0, 0]

    def test_indices_are_upright_like_the_colours(self, put):
        image = Image.fromarray(files.GREY8 // 8, "L")
        image.putpalette([128, 0, 0] * 256)
        stream = io.BytesIO()
        image.save(stream, "PNG", exif=files.exif(6))
        turned = np.rot90(files.GREY8 // 8, -1)
        np.testing.assert_array_equal(read_mask(put(stream.getvalue())), turned)

    def test_colour_is_refused(self, put):
        assert "its 3 channels differ" in refusal(put(files.png(files.RGB8)), read_mask)

    def test_float_is_refused(self, put):
        path = put(files.npy(np.zeros((2, 2))), "x.npy")
        assert "float64 values" in refusal(path, read_mask)

    def test_negative_is_refused(self, put):
        path = put(files.npy(np.array([[0, -1]])), "x.npy")
        assert "a value of -1" in refusal(path, read_mask)


class TestFindImages:
    def test_a_folder_in_natural_order(self, tmp_path):
        for name in ("img10.png", "img2.PNG", "img1.tif", ".img3.png", "notes.txt", "b.jpeg"):
            (tmp_path / name).touch()
        (tmp_path / "sub.png").mkdir()
        found = [path.name for path in find_images([tmp_path])]
        assert found == ["b.jpeg", "img1.tif", "img2.PNG", "img10.png"]

    def test_files_stay_as_they_are_given(self, tmp_path):
        given_paths = [tmp_path / "z.png", tmp_path / "a.dat"]
        assert find_images(given_paths) == given_paths

    def test_a_folder_without_images(self, tmp_path):
        (tmp_path / "notes.txt").touch()
        with pytest.raises(ImageError, match=r"no images in this folder; they end in \.png") as e:
            find_images([tmp_path])
        assert str(e.value).startswith(f"{tmp_path}: ")

    def test_every_suffix_is_found(self, tmp_path):
        for suffix in IMAGE_SUFFIXES:
            (tmp_path / f"x{suffix}").touch()
        assert len(find_images([tmp_path])) == len(IMAGE_SUFFIXES)

    @settings(deadline=None, max_examples=50)
    @given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8, unique=True))
    def test_numbers_order_by_value(self, tmp_path_factory, numbers):
        folder = tmp_path_factory.mktemp("numbers")
        for number in numbers:
            (folder / f"img{number}.png").touch()
        names = [path.name for path in find_images([folder])]
        assert names == [f"img{number}.png" for number in sorted(numbers)]


class TestRealImages:
    def test_sixteen_bits_stay_sixteen(self, shared_data):
        paths = find_images([shared_data / "parasites" / "images"])
        assert len(paths) == 10
        pixels = read_image(paths[0]).pixels
        assert (pixels.shape, pixels.dtype) == ((400, 400, 3), np.uint16)
        assert (pixels % 257 != 0).any()  # eight bits widened to sixteen are multiples of 257

    def test_masks_have_their_images_size(self, shared_data):
        for folder in ("parasites", "bears"):
            for path in find_images([shared_data / folder / "images"])[:3]:
                mask = read_mask(shared_data / folder / "labels" / path.name)
                assert mask.shape == read_image(path).pixels.shape[:2]
                assert mask.any()

    def test_unit_range(self, shared_data):
        path = find_images([shared_data / "parasites" / "images"])[0]
        pixels = read_image(path).pixels
        unit = scale_image(pixels)
        assert unit.dtype == np.float32
        np.testing.assert_allclose(unit, pixels / 65535, atol=1e-7)
