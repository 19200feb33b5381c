import io

import numpy as np
import pytest

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import DEFAULT_LIMITS
from flimbuilder.imaging.formats.npy import decode_npy
from flimbuilder.imaging.read import read_image
from tests.imaging import files


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
def test_refused(array, reason):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array), version=None, allow_pickle=True)
    stream.seek(0)
    with pytest.raises(ImageError, match=reason):
        decode_npy(stream, DEFAULT_LIMITS)


def test_an_unknown_version():
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
