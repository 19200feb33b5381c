"""PNG files."""

import io
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import DEFAULT_LIMITS, ReadLimits
from flimbuilder.imaging.formats.png import decode_png
from flimbuilder.imaging.read import read_image, read_mask
from tests.imaging import files


def decode(content, limits=DEFAULT_LIMITS):
    return decode_png(io.BytesIO(content), limits)


def palette_png(**options):
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    stream = io.BytesIO()
    image.save(stream, "PNG", **options)
    return stream.getvalue()


def with_chunk(content, kind, data):
    """Put a chunk after the header, which ends at byte 33."""
    return content[:33] + files.png_chunk(kind, data) + content[33:]


def test_sixteen_bits_by_hand():
    # One grey row of two samples, filter 0: 0x0102 and 0xff00, most significant byte first.
    header = struct.pack(">IIBBBBB", 2, 1, 16, 0, 0, 0, 0)
    content = (
        b"\x89PNG\r\n\x1a\n"
        + files.png_chunk(b"IHDR", header)
        + files.png_chunk(b"IDAT", zlib.compress(b"\0\x01\x02\xff\x00"))
        + files.png_chunk(b"IEND", b"")
    )
    samples = decode(content).samples
    assert samples.dtype == np.uint16
    assert samples.tolist() == [[0x0102, 0xFF00]]


def test_palette_becomes_rgb():
    decoded = decode(palette_png())
    assert decoded.samples.tolist() == [[[10, 20, 30], [40, 50, 60]]]
    assert decoded.notes == ()


def test_transparency_of_a_palette_is_dropped_and_said():
    decoded = decode(palette_png(transparency=0))
    assert decoded.samples.tolist() == [[[10, 20, 30], [40, 50, 60]]]
    assert decoded.notes == ("transparency dropped",)


def test_one_bit_is_black_and_white():
    samples = decode(files.pillow(np.array([[True, False]]), "PNG")).samples
    assert samples.tolist() == [[255, 0]]


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (5, 9), (17, 20)])
@pytest.mark.parametrize(
    ("depth", "colour"),
    [(1, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (2, 3), (8, 4), (16, 6)],
)
def test_interlaced(put, capfd, size, depth, colour):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    values = np.random.default_rng(0).integers(0, 2**depth, (*size, channels))
    rows = [["".join(f"{v:0{depth}b}" for v in pixel) for pixel in row] for row in values]
    path = put(files.png_interlaced(rows, size[1], depth, colour))
    with Image.open(path) as image:
        assert image.info["interlace"] == 1
        image.load()
        if colour == 3:
            np.testing.assert_array_equal(read_mask(path), np.array(image))
        if depth == 8:
            mode = "L" if colour in (0, 4) else "RGB"
            expected = np.atleast_3d(np.array(image.convert(mode)))
            np.testing.assert_array_equal(read_image(path).pixels, expected)
    if colour != 3:
        full = 255 if depth <= 8 else 65535
        expected = values[..., : 1 if colour == 4 else 3] * full // (2**depth - 1)
        np.testing.assert_array_equal(read_image(path).pixels, expected)
    assert capfd.readouterr().err == ""


def test_interlaced_and_cut_short(put):
    rows = [["00000000"] * 9] * 9
    content = files.png_interlaced(rows, 9, 8, 0)
    header = struct.pack(">IIBBBBB", 9, 99, 8, 0, 0, 0, 1)
    taller = content[:8] + files.png_chunk(b"IHDR", header) + content[33:]
    with pytest.raises(ImageError, match="is cut short"):
        read_image(put(taller))


def test_gamma_does_not_change_samples_and_a_faulty_profile_is_silent(capfd):
    content = with_chunk(files.png(files.RGB8), b"gAMA", struct.pack(">I", 100_000))
    content = with_chunk(content, b"iCCP", b"profile\0\0rubbish")
    np.testing.assert_array_equal(decode(content).samples, files.RGB8)
    assert capfd.readouterr().err == ""


def test_exif_that_cannot_be_read_is_said():
    decoded = decode(with_chunk(files.png(files.RGB8), b"eXIf", b"nonsense"))
    assert decoded.orientation == 1
    assert decoded.notes == ("EXIF data cannot be read: no orientation applied",)


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(place=st.integers(8, len(files.EVERY_FORMAT["PNG"]) - 1), value=st.integers(1, 255))
def test_no_changed_byte_changes_a_pixel(put, place, value):
    content = bytearray(files.EVERY_FORMAT["PNG"])
    content[place] ^= value
    with suppress(ImageError):
        np.testing.assert_array_equal(read_image(put(bytes(content))).pixels, files.RGB8)


def test_without_an_end_is_cut_short():
    with pytest.raises(ImageError, match="is cut short"):
        decode(files.EVERY_FORMAT["PNG"][:-12])


def test_damage_names_the_chunk_and_is_silent(capfd):
    content = bytearray(files.EVERY_FORMAT["PNG"])
    content[50] ^= 1
    with pytest.raises(ImageError, match="in IDAT"):
        decode(bytes(content))
    assert capfd.readouterr().err == ""


def test_decoded_bytes_count_and_not_those_of_the_file():
    content = files.png(np.zeros((1000, 1000), np.uint16))
    assert len(content) < 20_000
    with pytest.raises(ImageError, match="2000000 bytes where 1999999 is the limit"):
        decode(content, ReadLimits(max_bytes=1_999_999))


@pytest.mark.parametrize("size", [(0, 5), (5, 0)])
def test_no_pixels(size):
    with pytest.raises(ImageError, match="has no pixels"):
        decode(files.png_announcing(*size))
