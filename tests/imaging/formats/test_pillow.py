import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import DEFAULT_LIMITS
from flimbuilder.imaging.formats.pillow import decode_bmp, decode_jpeg
from flimbuilder.imaging.read import read_image
from tests.imaging import files

GRADIENT = np.add.outer(np.arange(0, 128, 4), np.arange(0, 128, 4)).astype(np.uint8)


@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_is_near_what_was_written(progressive):
    content = files.pillow(GRADIENT, "JPEG", quality=95, progressive=progressive)
    samples = decode_jpeg(io.BytesIO(content), DEFAULT_LIMITS).samples
    assert samples.dtype == np.uint8
    assert np.abs(samples.astype(int) - GRADIENT).max() <= 4


def test_jpeg_is_what_libjpeg_decodes():
    content = files.EVERY_FORMAT["JPEG"]
    samples = decode_jpeg(io.BytesIO(content), DEFAULT_LIMITS).samples
    np.testing.assert_array_equal(samples, imagecodecs.jpeg8_decode(content))


def test_jpeg_in_cmyk_is_refused():
    stream = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(stream, "JPEG")
    stream.seek(0)
    with pytest.raises(ImageError, match="is a JPEG in CMYK; save it as RGB or grey"):
        decode_jpeg(stream, DEFAULT_LIMITS)


def test_jpeg_of_twelve_bits_is_refused_in_one_line(put):
    content = imagecodecs.jpeg8_encode(GRADIENT.astype(np.uint16) * 16, bitspersample=12)
    with pytest.raises(ImageError, match=r"12-bit.*save it again, for example as PNG"):
        read_image(put(bytes(content), "x.jpg"))


def test_bmp_palette_becomes_rgb():
    image = Image.fromarray(np.array([[0, 1]], np.uint8)).convert("P")
    image.putpalette([10, 20, 30, 40, 50, 60] + [0] * 762)
    stream = io.BytesIO()
    image.save(stream, "BMP")
    stream.seek(0)
    samples = decode_bmp(stream, DEFAULT_LIMITS).samples
    assert samples.tolist() == [[[10, 20, 30], [40, 50, 60]]]


@pytest.mark.parametrize(("mode", "dtype"), [("L", np.uint8), ("1", np.bool_)])
def test_bmp_of_one_channel(mode, dtype):
    written = (files.GREY8 > 100) * np.uint8(255)
    samples = decode_bmp(io.BytesIO(files.pillow(written, "BMP", mode)), DEFAULT_LIMITS).samples
    assert samples.dtype == dtype
    np.testing.assert_array_equal(samples > 0, written > 0)
