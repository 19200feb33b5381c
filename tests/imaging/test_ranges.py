"""One range for every reader and dtype: scaling is one function of the stored value, everywhere.

Every file is written by an independent library, or by hand.
"""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from flimbuilder.gui.canvas.display import Contrast, prepare
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.regions import open_regions
from flimbuilder.imaging.scaling import UnusedRange, intensity_range, scale_image
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.selection import Selection

Array = NDArray[Any]
Write = Callable[[Path, Array], object]
SIDES = (3, 4)


def write_pil(path: Path, stored: Array) -> None:
    Image = pytest.importorskip("PIL.Image")
    Image.fromarray(stored).save(path)


def write_tiff(path: Path, stored: Array) -> None:
    tifffile = pytest.importorskip("tifffile")
    tifffile.imwrite(path, stored, photometric="minisblack")


def write_pgm(top: int) -> Write:
    def write(path: Path, stored: Array) -> None:
        values = " ".join(str(value) for value in stored.ravel().tolist())
        path.write_text(f"P2 {stored.shape[1]} {stored.shape[0]} {top}\n{values}\n")

    return write


def write_nifti(path: Path, stored: Array) -> None:
    nibabel = pytest.importorskip("nibabel")
    voxels = stored[::-1].T  # rows are read from anterior to posterior
    nibabel.save(nibabel.Nifti1Image(voxels[..., None], np.eye(4)), path)


def write_dicom(bits: int) -> Write:
    def write(path: Path, stored: Array) -> None:
        pydicom = pytest.importorskip("pydicom")
        dataset = pydicom.Dataset()
        dataset.file_meta = pydicom.dataset.FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
        dataset.file_meta.MediaStorageSOPClassUID = pydicom.uid.SecondaryCaptureImageStorage
        dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
        dataset.SOPClassUID = pydicom.uid.SecondaryCaptureImageStorage
        dataset.SOPInstanceUID = "1.2.3"
        dataset.Rows, dataset.Columns = stored.shape
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.BitsAllocated = 8 * stored.dtype.itemsize
        dataset.BitsStored, dataset.HighBit = bits, bits - 1
        dataset.PixelRepresentation = int(stored.dtype.kind == "i")
        dataset.PixelData = stored.tobytes() + b"\0" * (stored.nbytes % 2)
        dataset.save_as(path, enforce_file_format=True)

    return write


def span(dtype: str) -> tuple[int, int]:
    low, high = intensity_range(dtype)
    return int(low), int(high)


# Suffix, writer, dtype, and the range of values that the file can hold.
CASES: list[tuple[str, Write, str, tuple[int, int]]] = [
    *((".png", write_pil, dtype, span(dtype)) for dtype in ("u1", "u2")),
    (".bmp", write_pil, "u1", (0, 255)),
    *((".tif", write_tiff, d, span(d)) for d in ("u1", "u2", "u4", "i1", "i2", "i4")),
    *((".npy", np.save, d, span(d)) for d in ("u1", "u2", "u4", "i1", "i2", "i4")),
    *((".pgm", write_pgm(t), "u1" if t < 256 else "u2", (0, t)) for t in (7, 255, 1000, 4095)),
    *((".nii", write_nifti, d, span(d)) for d in ("u1", "u2", "i2", "u4", "i4")),
    *((".dcm", write_dicom(b), "u2", (0, 2**b - 1)) for b in (10, 12, 16)),
    *((".dcm", write_dicom(b), "i2", (-(2 ** (b - 1)), 2 ** (b - 1) - 1)) for b in (12, 16)),
]
counter = itertools.count()


@pytest.mark.parametrize(
    ("suffix", "write", "dtype", "ends"),
    CASES,
    ids=[f"{suffix[1:]}-{dtype}-{ends[1]}" for suffix, _, dtype, ends in CASES],
)
@settings(deadline=None, max_examples=8)
@given(data=st.data())
def test_scaling_is_one_function_of_the_stored_value(
    tmp_path_factory, suffix, write, dtype, ends, data
):
    low, high = ends
    stored = data.draw(hnp.arrays(dtype, SIDES, elements=st.integers(low, high)))
    path = tmp_path_factory.getbasetemp() / f"range{next(counter)}{suffix}"
    write(path, stored)

    read = read_image(path)
    assert read.stored is not None
    assert read.stored.range == ends
    expected = (stored.astype(np.float64) - low) / (high - low)
    # Values of a declared range are spread over their dtype in whole numbers.
    spread_error = 0.5 / (span(dtype)[1] - span(dtype)[0]) if ends != span(dtype) else 0
    unit = scale_image(read.pixels)[..., 0]
    np.testing.assert_allclose(unit, expected, rtol=0, atol=spread_error + 2**-23)
    # The inverse: exact to 16 bits, and as exact as float32 above.
    inverse = low + unit.astype(np.float64) * (high - low)
    np.testing.assert_allclose(inverse, stored, rtol=0, atol=max(0.49, (high - low) * 2**-23))

    # Learning and prediction see the same numbers.
    np.testing.assert_array_equal(read_pixels(path)[..., 0], unit)
    with open_regions(path) as regions:
        window = regions.read(slice(1, 3), slice(0, 2))
        assert regions.stored == read.stored
    np.testing.assert_array_equal(scale_image(window)[..., 0], unit[1:3, 0:2])

    # The window shows them in 256 steps if its contrast is that of learning.
    shown = prepare(read.pixels, Contrast(limits="learned"))
    assert shown.limits == shown.learned == intensity_range(read.pixels.dtype)
    np.testing.assert_allclose(shown.levels[0], unit * 255, rtol=0, atol=0.5 + 1e-4)


@pytest.mark.parametrize("dtype", ["u2", "i2", "u4", "i4", "f4"])
@settings(deadline=None, max_examples=20)
@given(
    stored=hnp.arrays("i4", SIDES, elements=st.integers(0, 255)),
    window=st.tuples(st.integers(-50, 100), st.integers(101, 300)),
)
def test_a_window_means_the_same_in_every_dtype(tmp_path_factory, dtype, stored, window):
    path = tmp_path_factory.getbasetemp() / f"window{next(counter)}.npy"
    np.save(path, stored.astype(dtype))
    low, high = window
    read = read_image(path, Selection(window=window))
    assert read.stored is not None
    assert read.stored.range == window
    expected = np.clip((stored - low) / (high - low), 0, 1)
    np.testing.assert_allclose(scale_image(read.pixels)[..., 0], expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "values", "proposed"),
    [
        ("i4", [0, 255], ((-(2**31), 2**31 - 1), (0, 255))),
        ("u2", [3, 400], ((0, 65535), (0, 511))),
        (">i2", [-200, 100], ((-32768, 32767), (-256, 255))),
        ("u2", [0, 656], None),  # 656 / 65535 is just over 1 %
        ("u2", [7, 7], None),  # a constant image says nothing about the range
        ("u1", [0, 1], None),
        ("f4", [0, 0.001], None),
    ],
)
def test_an_image_that_uses_little_of_its_range_is_named(tmp_path, dtype, values, proposed):
    path = tmp_path / "image.npy"
    np.save(path, np.array([values], dtype))
    data = read_image(path)
    if proposed is None:
        assert (data.notes, data.unused_range) == ((), None)
    else:
        (low, high), (first, last) = proposed
        name = str(np.dtype(dtype).newbyteorder("="))
        assert data.unused_range == UnusedRange(name, *proposed)
        assert data.notes == (
            f"uses under 1 % of the range {low}..{high} of {name}, so learning sees little "
            "contrast; "
            f"choose a window (--window {first} {last})",
        )
    windowed = read_image(path, Selection(window=(0, 1000)))
    assert (windowed.notes, windowed.unused_range) == ((), None)


def test_the_proposed_window_is_in_the_units_of_the_file(tmp_path):
    nibabel = pytest.importorskip("nibabel")
    image = nibabel.Nifti1Image(np.array([[[0], [100]]], np.int16), np.eye(4))
    image.header.set_slope_inter(1, -1024)
    nibabel.save(image, tmp_path / "v.nii")
    (note,) = read_image(tmp_path / "v.nii").notes
    assert note.endswith("(--window -1024 -897)")  # 0 to 127 as stored
