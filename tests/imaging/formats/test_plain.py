"""PNM and NPY files."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import DEFAULT_LIMITS
from flimbuilder.imaging.formats.plain import decode_npy, decode_pnm
from flimbuilder.imaging.read import read_image
from tests.imaging import files


def decode(content):
    return decode_pnm(io.BytesIO(content), DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"P1\n3 2\n0 1 0\n1 1 0\n", [[True, False, True], [False, False, True]]),
        (b"P1 3 2 010110", [[True, False, True], [False, False, True]]),
        (b"P4 3 2\n\x40\xc0", [[True, False, True], [False, False, True]]),
        (b"P4 9 1\n\x00\x80", [[True] * 8 + [False]]),
        (b"P2\n# a comment\n3 1 # another\n9\n0 4 9\n", [[0, 4, 9]]),
        (b"P5 3 1 255\n\x00\x0a\xff", [[0, 10, 255]]),
        (b"P5 2 1 65535\n\x01\x02\xff\x00", [[0x0102, 0xFF00]]),
        (b"P3 2 1 300\n1 2 3 300 0 7", [[[1, 2, 3], [300, 0, 7]]]),
        (b"P6 1 2 255\n\x01\x02\x03\x04\x05\x06", [[[1, 2, 3]], [[4, 5, 6]]]),
        (b"P6 1 1 256\n\x00\x01\x01\x00\x00\x02", [[[1, 256, 2]]]),
    ],
)
def test_by_hand(content, expected):
    samples = decode(content).samples
    assert (
        np.squeeze(samples, -1).tolist() == expected
        if samples.shape[2] == 1
        else (samples.tolist() == expected)
    )


@settings(deadline=None, max_examples=40)
@given(
    hnp.arrays(
        st.sampled_from([np.uint8, np.uint16]),
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3])),
    ),
    st.booleans(),
)
def test_what_is_written_comes_back(pixels, plain):
    height, width, channels = pixels.shape
    top = np.iinfo(pixels.dtype).max
    kind = (2 if channels == 1 else 3) if plain else (5 if channels == 1 else 6)
    header = f"P{kind} {width} {height} {top}\n".encode()
    words = " ".join(map(str, pixels.ravel().tolist())).encode()
    raster = words if plain else pixels.astype(pixels.dtype.newbyteorder(">")).tobytes()
    decoded = decode(header + raster)
    assert decoded.samples.dtype == pixels.dtype
    np.testing.assert_array_equal(decoded.samples, pixels)


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_as_pillow_reads_it(mode):
    content = files.pillow(files.RGB8, "PPM", mode)
    expected = np.asarray(Image.open(io.BytesIO(content)))
    np.testing.assert_array_equal(np.squeeze(decode(content).samples), expected)


def test_a_range_of_its_own_is_spread_and_said(put):
    image = read_image(put(b"P2 4 1 4095\n0 1 2048 4095\n", "x.pgm"))
    # v * 65535 / 4095, rounded: 65535 / 4095 = 16.0037, 2048 * 16.0037 = 32775.5 -> 32776
    assert image.pixels.ravel().tolist() == [0, 16, 32776, 65535]
    assert image.notes == ("values 0..4095 spread over the range of uint16",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"P5 3", "no PNM header"),
        (b"P5 3 2 0\n......", "PNM allows 1 to 65535"),
        (b"P5 3 2 65536\n......", "PNM allows 1 to 65535"),
        (b"P5 0 2 255\n", "no pixels"),
        (b"P5 3 2 255\n.....", "cut short"),
        (b"P2 3 2 255\n1 2 3 4 5", "cut short"),
        (b"P2 1 1 255\n ", "cut short"),
        (b"P1 3 2\n01011", "cut short"),
        (b"P2 2 1 9\n1 10", "outside 0..9"),
        (b"P2 2 1 9\n1 -1", "outside 0..9"),
        (b"P1 2 1\n02", "outside 0..1"),
        (b"P5 1 1 9\n\x0a", "outside 0..9"),
        (b"P2 999999999 999999999 255\n", "is too large"),
    ],
)
def test_refused(content, reason):
    with pytest.raises(ImageError, match=reason):
        decode(content)


@pytest.mark.parametrize(
    "dtype", ["?", "u1", "<u2", ">u2", "u4", "i1", ">i2", "i4", "f2", "f4", ">f8"]
)
def test_every_dtype_comes_back_native(put, dtype):
    pixels = (files.RGB8 // 128).astype(dtype)
    read = read_image(put(files.npy(pixels), "x.npy")).pixels
    assert read.dtype == np.dtype(dtype).newbyteorder("=")
    np.testing.assert_array_equal(read, pixels)


@pytest.mark.parametrize("channels", [1, 2, 4, 7])
def test_all_channels_are_kept(put, channels):
    pixels = np.arange(6 * channels, dtype=np.uint8).reshape(2, 3, channels)
    image = read_image(put(files.npy(pixels), "x.npy"))
    np.testing.assert_array_equal(image.pixels, pixels)
    assert image.notes == ()


def test_fortran_order(put):
    pixels = np.asfortranarray(files.RGB16)
    np.testing.assert_array_equal(read_image(put(files.npy(pixels), "x.npy")).pixels, files.RGB16)


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.zeros(3), "has shape \\(3,\\)"),
        (np.zeros((1, 2, 3, 4)), "has shape"),
        (np.float64(1), "has shape \\(\\)"),
        (np.zeros((0, 3)), "no pixels"),
        (np.zeros((3, 3, 0)), "no pixels"),
        (np.zeros((2, 2), complex), "complex128 samples"),
        (np.array([[None]]), "object samples"),
        (np.array([["a"]]), "<U1 samples"),
        (np.zeros((2, 2), "M8[s]"), "datetime64"),
        (np.zeros((2, 2), [("red", "u1")]), "'red'.* samples"),
    ],
)
def test_arrays_that_are_refused(array, reason):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array), version=None, allow_pickle=True)
    stream.seek(0)
    with pytest.raises(ImageError, match=reason):
        decode_npy(stream, DEFAULT_LIMITS)


def test_an_unknown_npy_version():
    stream = io.BytesIO()
    np.lib.format.write_array(stream, files.GREY8, version=(3, 0))
    stream.seek(0)
    with pytest.raises(ImageError, match=r"version \(3, 0\); save a plain array"):
        decode_npy(stream, DEFAULT_LIMITS)


def test_a_pickle_is_never_opened(tmp_path):
    class Trap:
        def __reduce__(self):
            return (tmp_path.joinpath("sprung").touch, ())

    np.save(tmp_path / "x.npy", np.array([[Trap()]]), allow_pickle=True)
    with pytest.raises(ImageError, match="object samples"):
        read_image(tmp_path / "x.npy")
    assert not (tmp_path / "sprung").exists()
