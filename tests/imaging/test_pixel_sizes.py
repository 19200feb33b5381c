"""Pixel sizes as image files state them, against files of independent writers."""

import io
import math

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from flimbuilder.imaging.pixel_sizes import (
    INCH,
    LARGEST_PIXEL,
    from_density,
    in_micrometres,
    stated_size,
    upright_size,
)
from flimbuilder.imaging.read import open_image, read_image
from flimbuilder.imaging.regions import describe_image, open_regions
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import AxisIndex, Selection

GREY = np.arange(6 * 8, dtype=np.uint8).reshape(6, 8)


def size_of(path, selection=None) -> PixelSize | None:
    return read_image(path, selection).pixel_size


def at(axis: str, index: int) -> Selection:
    return Selection(at=(AxisIndex(axis=axis, index=index),))


class TestUnits:
    @pytest.mark.parametrize(
        ("length", "unit", "expected"),
        [
            (0.5, "µm", 0.5), (0.5, "μm", 0.5), (0.5, "um", 0.5), (0.5, " Micron ", 0.5),
            (0.5, r"\u00B5m", 0.5), (250, "nm", 0.25), (0.001, "mm", 1.0), (2, "cm", 2e4),
            (1, "m", 1e6), (1, "pixel", None), (1, "", None), (0, "µm", None), (-1, "µm", None),
            (math.nan, "µm", None), (math.inf, "µm", None),
        ],
    )  # fmt: skip
    def test_lengths(self, length, unit, expected):
        assert in_micrometres(length, unit) == expected

    @pytest.mark.parametrize("dpi", [1, 72, 96, 150, 200, 300, 360, 600, 1200])
    def test_densities_for_print_and_screen_are_not_believed(self, dpi):
        assert from_density(dpi, dpi, INCH) is None

    def test_a_density_of_a_microscope_is_believed(self):
        assert from_density(50_800, 25_400, INCH) == PixelSize(height=0.5, width=1.0)

    @given(st.floats(allow_nan=True, allow_infinity=True), st.floats(1e-3, 1e6))
    def test_any_density_gives_a_plausible_size_or_none(self, count, length):
        size = from_density(count, count, length)
        assert size is None or 0 < size.height < LARGEST_PIXEL

    def test_a_size_out_of_range_is_unknown(self):
        assert stated_size(1e30, 1.0) is None
        assert stated_size(None, 1.0) is None

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_turning_swaps_the_sides(self, orientation):
        size, pixels = PixelSize(height=2, width=3), np.zeros((4, 6))
        from flimbuilder.imaging.formats.base import turn_upright

        upright = upright_size(size, orientation)
        turned = turn_upright(pixels, orientation)
        # The physical extent turns with the image.
        assert sorted([turned.shape[0] * upright.height, turned.shape[1] * upright.width]) == [
            8,
            18,
        ]
        assert turned.shape[0] * upright.height == (8 if orientation < 5 else 18)


class TestTiff:
    def test_imagej_in_micrometres(self, tmp_path):
        path = tmp_path / "a.tif"
        tifffile.imwrite(
            path, GREY, imagej=True, resolution=(1 / 0.25, 1 / 0.5),
            metadata={"unit": "um", "axes": "YX"},
        )  # fmt: skip
        assert size_of(path) == PixelSize(height=0.5, width=0.25)
        with open_regions(path) as regions:
            assert regions.pixel_size == PixelSize(height=0.5, width=0.25)
        with open_image(path) as file:
            assert describe_image(file).pixel_size == PixelSize(height=0.5, width=0.25)

    @pytest.mark.parametrize("unit", ["pixel", "", "inch"])
    def test_imagej_without_a_length(self, tmp_path, unit):
        path = tmp_path / "a.tif"
        tifffile.imwrite(path, GREY, imagej=True, resolution=(72, 72), metadata={"unit": unit})
        assert size_of(path) is None

    def test_an_imagej_stack(self, tmp_path):
        path = tmp_path / "a.tif"
        tifffile.imwrite(
            path, np.stack([GREY] * 3), imagej=True, resolution=(4, 2),
            metadata={"unit": "micron", "axes": "ZYX", "spacing": 3.0},
        )  # fmt: skip
        assert size_of(path, at("z", 1)) == PixelSize(height=0.5, width=0.25)

    def test_ome(self, tmp_path):
        path = tmp_path / "a.ome.tif"
        tifffile.imwrite(
            path, np.stack([GREY] * 2), ome=True,
            metadata={
                "axes": "ZYX", "PhysicalSizeX": 325, "PhysicalSizeXUnit": "nm",
                "PhysicalSizeY": 0.65, "PhysicalSizeYUnit": "µm",
            },
        )  # fmt: skip
        assert size_of(path, at("z", 0)) == PixelSize(height=0.65, width=0.325)

    def test_ome_defaults_to_micrometres_and_refuses_other_units(self, tmp_path):
        for unit, expected in (({}, PixelSize.square(2)), ({"Unit": "pixel"}, None)):
            path = tmp_path / "a.ome.tif"
            sizes = {f"PhysicalSize{axis}": 2.0 for axis in "XY"}
            units = {
                f"PhysicalSize{axis}{key}": name for axis in "XY" for key, name in unit.items()
            }
            tifffile.imwrite(path, GREY, ome=True, metadata={"axes": "YX", **sizes, **units})
            assert size_of(path) == expected

    @pytest.mark.parametrize(
        ("resolution", "unit", "expected"),
        [
            ((20_000, 10_000), "CENTIMETER", PixelSize(height=1.0, width=0.5)),
            ((50_800, 50_800), "INCH", PixelSize.square(0.5)),
            ((20_000, 10_000), "NONE", None),
            ((300, 300), "INCH", None),
            ((28.35, 28.35), "CENTIMETER", None),
            ((1, 1), "CENTIMETER", None),
        ],
    )
    def test_tags(self, tmp_path, resolution, unit, expected):
        path = tmp_path / "a.tif"
        tifffile.imwrite(path, GREY, resolution=resolution, resolutionunit=unit, metadata=None)
        assert size_of(path) == expected

    def test_a_turned_image_swaps_the_sides(self, tmp_path):
        path = tmp_path / "a.tif"
        orientation = (274, 3, 1, 6, False)
        tifffile.imwrite(
            path, GREY, resolution=(20_000, 10_000), resolutionunit="CENTIMETER", metadata=None,
            extratags=[orientation],
        )  # fmt: skip
        assert read_image(path).pixels.shape == (8, 6, 1)
        assert size_of(path) == PixelSize(height=0.5, width=1.0)

    def test_no_tags(self, tmp_path):
        path = tmp_path / "a.tif"
        tifffile.imwrite(path, GREY, metadata=None)
        assert size_of(path) is None

    def test_a_slide(self, shared_data):
        path = shared_data / "slide" / "CMU-1-Small-Region.svs"
        with open_regions(path) as regions:
            assert regions.pixel_size == PixelSize.square(0.499)


class TestPhotos:
    @pytest.mark.parametrize(("dpi", "expected"), [(72, None), (300, None), (50_800, 0.5)])
    def test_png(self, tmp_path, dpi, expected):
        path = tmp_path / "a.png"
        Image.fromarray(GREY).save(path, dpi=(dpi, dpi))
        size = size_of(path)
        assert expected is size is None or size.side == pytest.approx(expected, rel=1e-5)

    @pytest.mark.parametrize(("dpi", "expected"), [(72, None), (300, None), (5080, 5.0)])
    def test_jpeg(self, tmp_path, dpi, expected):
        path = tmp_path / "a.jpg"
        Image.fromarray(GREY).save(path, dpi=(dpi, dpi))
        size = size_of(path)
        assert size == (None if expected is None else PixelSize.square(expected))

    def test_a_turned_jpeg(self, tmp_path):
        path, exif = tmp_path / "a.jpg", Image.Exif()
        exif[274] = 6
        Image.fromarray(GREY).save(path, dpi=(5080, 2540), exif=exif)
        assert size_of(path) == PixelSize(height=5.0, width=10.0)

    def test_a_format_without_a_density(self, tmp_path):
        path = tmp_path / "a.npy"
        np.save(path, GREY)
        assert size_of(path) is None


class TestMedical:
    @pytest.mark.parametrize(
        ("attribute", "value", "expected"),
        [
            ("PixelSpacing", [0.5, 0.25], PixelSize(height=500, width=250)),
            ("ImagerPixelSpacing", [0.1, 0.2], PixelSize(height=100, width=200)),
            ("PixelSpacing", [0, 0], None),
            (None, None, None),
        ],
    )
    def test_dicom(self, tmp_path, attribute, value, expected):
        dataset = dicom()
        if attribute:
            setattr(dataset, attribute, value)
        path = tmp_path / "a.dcm"
        dataset.save_as(path, enforce_file_format=True)
        assert size_of(path) == expected

    def test_the_frames_of_a_slide_share_a_size(self, tmp_path):
        from pydicom import Dataset

        dataset, measures, shared = dicom(frames=2), Dataset(), Dataset()
        measures.PixelSpacing = [0.0005, 0.00025]
        shared.PixelMeasuresSequence = [measures]
        dataset.SharedFunctionalGroupsSequence = [shared]
        path = tmp_path / "a.dcm"
        dataset.save_as(path, enforce_file_format=True)
        assert size_of(path, at("frame", 1)) == PixelSize(height=0.5, width=0.25)

    def test_a_malformed_spacing_is_unknown(self, tmp_path):
        dataset = dicom()
        dataset.PixelSpacing = [0.5, 0.25]
        buffer = io.BytesIO()
        dataset.save_as(buffer, enforce_file_format=True)
        path = tmp_path / "a.dcm"
        path.write_bytes(buffer.getvalue().replace(b"0.5\\0.25", b"x.5\\0.25"))
        assert size_of(path) is None

    @pytest.mark.parametrize(
        ("axis", "expected"),
        [("z", (2000, 1000)), ("y", (3000, 1000)), ("x", (3000, 2000))],
    )
    @pytest.mark.parametrize("order", ["RAS", "PIR", "LSP"])
    def test_nifti(self, tmp_path, axis, expected, order):
        """Slices are turned to canonical axes; the sizes of voxels follow."""
        nibabel = pytest.importorskip("nibabel")
        image = nibabel.Nifti1Image(
            np.zeros((4, 5, 6), np.uint8), np.diag([1.0, 2.0, 3.0, 1.0])
        )  # x 1 mm, y 2 mm, z 3 mm
        codes = nibabel.orientations.axcodes2ornt(order)
        turned = image.as_reoriented(
            nibabel.orientations.ornt_transform(nibabel.io_orientation(image.affine), codes)
        )
        turned.header.set_xyzt_units("mm")
        path = tmp_path / "a.nii"
        nibabel.save(turned, path)
        assert size_of(path, at(axis, 2)) == PixelSize(height=expected[0], width=expected[1])

    @pytest.mark.parametrize(
        ("unit", "expected"), [("micron", 1.0), ("meter", 1e6), ("unknown", None)]
    )
    def test_units_of_nifti(self, tmp_path, unit, expected):
        nibabel = pytest.importorskip("nibabel")
        image = nibabel.Nifti1Image(np.zeros((4, 5, 6), np.uint8), np.eye(4))
        image.header.set_xyzt_units(unit)
        path = tmp_path / "a.nii.gz"
        nibabel.save(image, path)
        assert size_of(path, at("z", 0)) == (
            None if expected is None else PixelSize.square(expected)
        )

    def test_a_real_volume(self, shared_data):
        nibabel = pytest.importorskip("nibabel")
        path = sorted((shared_data / "hippocampus" / "images").glob("*.nii.gz"))[0]
        header = nibabel.load(path).header
        size = size_of(path, at("z", 3))
        assert header.get_xyzt_units()[0] == "mm"
        assert size == PixelSize(
            height=1000 * float(header.get_zooms()[1]), width=1000 * float(header.get_zooms()[0])
        )


def dicom(frames: int = 1):
    pytest.importorskip("pydicom")
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    dataset, meta = Dataset(), FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = generate_uid()
    dataset.file_meta = meta
    dataset.SOPClassUID, dataset.SOPInstanceUID = meta.MediaStorageSOPClassUID, generate_uid()
    dataset.Rows, dataset.Columns = GREY.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    if frames > 1:
        dataset.NumberOfFrames = frames
    dataset.PixelData = GREY.tobytes() * frames
    return dataset
