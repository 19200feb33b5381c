import numpy as np
import pytest

from flimbuilder.errors import ImageError, SaveError
from flimbuilder.imaging.png_rows import writing_png
from flimbuilder.imaging.read import read_image

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
        pytest.raises(SaveError, match="could not be written"),
        writing_png(tmp_path / "no" / "x.png", (3, 9), np.uint8),
    ):
        pass
