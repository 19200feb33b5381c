"""Writing PNG and TIFF files."""

import errno
import os
import threading
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from flimbuilder.errors import ImageError, SaveError
from flimbuilder.imaging import write
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import (
    to_mask_levels,
    to_uint16,
    write_instances,
    write_png,
    writing_png,
)
from flimbuilder.project.pixel_size import PixelSize
from tests.imaging import files


@pytest.mark.parametrize(
    ("n_classes", "expected"), [(1, [[0, 255], [255, 0]]), (2, [[0, 1], [7, 0]])]
)
def test_to_mask_levels_by_hand(n_classes, expected):
    levels = to_mask_levels(np.array([[0, 1], [7, 0]]), n_classes)
    assert levels.dtype == np.uint8
    assert levels.tolist() == expected


def test_to_uint16_by_hand():
    # 0.5 * 65535 = 32767.5, which rounds to the even 32768; outside is clipped.
    values = np.array([0.0, 0.5, 1.0, -0.1, 1.7, 1 / 65535], np.float32)
    levels = to_uint16(values)
    assert levels.dtype == np.uint16
    assert levels.tolist() == [0, 32768, 65535, 0, 65535, 1]


def test_to_uint16_undoes_the_scaling_of_sixteen_bits():
    levels = np.arange(2**16, dtype=np.uint16)
    np.testing.assert_array_equal(to_uint16(levels.astype(np.float32) / 65535), levels)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_to_uint16_is_its_formula_in_double(dtype, monkeypatch):
    monkeypatch.setattr(write, "BLOCK", 7)
    values = (1.2 * np.random.default_rng(0).random((2, 5, 11)) - 0.1).astype(dtype)[:, :, ::-1]
    expected = np.rint(values.clip(0, 1).astype(np.float64) * 65535)
    np.testing.assert_array_equal(to_uint16(values), expected)
    assert to_uint16(values[:0]).shape == (0, 5, 11)


def test_to_uint16_refuses_nan():
    with pytest.raises(ImageError, match="NaN"):
        to_uint16(np.array([0.5, np.nan]))


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    hnp.arrays(
        st.sampled_from([np.uint8, np.uint16]),
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3])),
    )
)
def test_what_is_written_comes_back(tmp_path, pixels):
    write_png(tmp_path / "x.png", pixels)
    np.testing.assert_array_equal(read_image(tmp_path / "x.png").pixels, pixels)


@pytest.mark.parametrize("shape", [(5000, 1, 3), (5000, 2, 1), (1, 5000, 3)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_noise_that_is_thin_and_cannot_be_compressed(tmp_path, shape, dtype):
    noise = np.random.default_rng(0).integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)
    write_png(tmp_path / "x.png", noise)
    np.testing.assert_array_equal(read_image(tmp_path / "x.png").pixels, noise)


def test_grey_without_a_channel_axis_and_a_view(tmp_path):
    write_png(tmp_path / "x.png", files.GREY8[::-1, ::2])
    read = read_image(tmp_path / "x.png").pixels
    np.testing.assert_array_equal(read[..., 0], files.GREY8[::-1, ::2])


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2, 2)),
        np.zeros((2, 2), bool),
        np.zeros((2, 2, 2), np.uint8),
        np.zeros((2, 2, 4), np.uint8),
        np.zeros(4, np.uint8),
        np.zeros((0, 2), np.uint8),
    ],
)
def test_what_is_no_png_is_refused(tmp_path, array):
    with pytest.raises(ImageError, match="cannot be a PNG; give grey or RGB in uint8 or uint16"):
        write_png(tmp_path / "x.png", array)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder(tmp_path):
    path = tmp_path / "gone" / "x.png"
    with pytest.raises(SaveError, match="No such file or directory") as caught:
        write_png(path, files.GREY8)
    assert str(caught.value).startswith(f"can't write {path}: ")


def test_a_full_disk_keeps_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "x.png"
    write_png(path, files.GREY8)

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match="No space left on device"):
        write_png(path, files.RGB8)
    assert [file.name for file in tmp_path.iterdir()] == ["x.png"]
    np.testing.assert_array_equal(imagecodecs.png_decode(path.read_bytes()), files.GREY8)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("strip", [1, 7, 50])
def test_what_is_written_is_read(tmp_path, dtype, strip):
    rows = RNG.integers(0, np.iinfo(dtype).max, (50, 31), dtype, endpoint=True)
    with writing_png(tmp_path / "x.png", rows.shape, dtype) as png:
        for start in range(0, 50, strip):
            png.write(rows[start : start + strip])
    read = read_image(tmp_path / "x.png").pixels
    assert read.dtype == dtype
    np.testing.assert_array_equal(read[..., 0], rows)


def test_a_file_that_is_not_finished_leaves_the_old_one(tmp_path):
    path = tmp_path / "x.png"
    path.write_bytes(b"old")

    def write_some():
        with writing_png(path, (9, 9), np.uint8) as png:
            png.write(np.zeros((3, 9), np.uint8))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_some()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_of_the_thread_that_writes_is_raised(tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(errno.ENOSPC, "full")

    path = tmp_path / "x.png"

    def write_all():
        with writing_png(path, (3, 9), np.uint8) as png:
            monkeypatch.setattr(write.PngRows, "_pack", full)
            png.write(np.zeros((3, 9), np.uint8))

    before = threading.active_count()
    with pytest.raises(SaveError, match="full"):
        write_all()
    assert not list(tmp_path.iterdir())
    assert threading.active_count() == before


def test_rows_may_change_after_they_are_given(tmp_path):
    row = np.zeros((1, 9), np.uint8)
    with writing_png(tmp_path / "x.png", (3, 9), np.uint8) as png:
        for level in range(3):
            row[:] = level
            png.write(row)
    assert read_image(tmp_path / "x.png").pixels[:, 0, 0].tolist() == [0, 1, 2]


@pytest.mark.parametrize("count", [2, 4])
def test_other_rows_than_promised_are_refused(tmp_path, count):
    with (
        pytest.raises(ImageError, match=f"{count} rows in a PNG of 3"),
        writing_png(tmp_path / "x.png", (3, 9), np.uint8) as png,
    ):
        png.write(np.zeros((count, 9), np.uint8))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("rows", [np.zeros((3, 8), np.uint8), np.zeros((3, 9), np.uint16)])
def test_rows_that_do_not_fit_are_refused(tmp_path, rows):
    with (
        pytest.raises(ImageError, match="give rows like the others"),
        writing_png(tmp_path / "x.png", (3, 9), np.uint8) as png,
    ):
        png.write(rows)


def test_no_png_is_that_wide(tmp_path):
    with (
        pytest.raises(ImageError, match="a PNG has at most 2147483647 a side"),
        writing_png(tmp_path / "x.png", (3, 2**31), np.uint8),
    ):
        pass


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with (
        pytest.raises(SaveError, match="can't write"),
        writing_png(tmp_path / "no" / "x.png", (3, 9), np.uint8),
    ):
        pass


# Instances


@pytest.mark.parametrize(
    ("count", "dtype"), [(0, np.uint16), (65_535, np.uint16), (65_536, np.uint32)]
)
def test_instances_have_as_many_bits_as_they_need(
    tmp_path: Path, count: int, dtype: type[np.unsignedinteger[Any]]
) -> None:
    labels = np.arange(300 * 300, dtype=np.int32).reshape(300, 300)
    labels[labels > count] = 0
    write_instances(tmp_path / "i.tif", labels)
    read = tifffile.imread(tmp_path / "i.tif")
    assert read.dtype == dtype
    np.testing.assert_array_equal(read, labels)


@pytest.mark.parametrize("size", [PixelSize.square(0.325), PixelSize(height=0.5, width=30)])
def test_instances_keep_the_pixel_size(tmp_path: Path, size: PixelSize) -> None:
    write_instances(tmp_path / "i.tif", np.eye(3, dtype=np.int32), size)
    with tifffile.TiffFile(tmp_path / "i.tif") as tiff:
        assert tiff.imagej_metadata is not None
        assert tiff.imagej_metadata["unit"] == "micron"
        across, one = tiff.pages.first.tags["XResolution"].value
    assert one / across == pytest.approx(size.width)
    read = read_image(tmp_path / "i.tif")
    np.testing.assert_array_equal(read.pixels[..., 0], np.eye(3))
    assert read.pixel_size is not None
    assert read.pixel_size.height == pytest.approx(size.height)
    assert read.pixel_size.width == pytest.approx(size.width)


def test_instances_without_a_size_have_none(tmp_path: Path) -> None:
    write_instances(tmp_path / "i.tif", np.eye(3, dtype=np.int32))
    assert read_image(tmp_path / "i.tif").pixel_size is None
