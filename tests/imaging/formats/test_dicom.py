import io
import struct
import zlib
from contextlib import suppress

import numpy as np
import pydicom
import pydicom.data
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGLSLossless,
    RLELossless,
)

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.dicom import dicom_series
from flimbuilder.imaging.read import find_images, read_image, read_layout, read_mask
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.selection import AxisIndex, Selection
from flimbuilder.silence import silence
from tests.imaging.test_read import refusal

GREY = np.arange(3 * 4, dtype=np.uint16).reshape(3, 4) * 300


def header(syntax=ExplicitVRLittleEndian, **more):
    """Return a data set that has what every image needs but its pixels."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = pydicom.uid.CTImageStorage
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = "1.2.3"
    made.PhotometricInterpretation, made.SamplesPerPixel = "MONOCHROME2", 1
    for name, value in more.items():
        setattr(made, name, value)
    return made


def written(made):
    stream = io.BytesIO()
    made.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def dicom(pixels, syntax=ExplicitVRLittleEndian, bits=None, **more):
    """Return a file of pixels, written by pydicom."""
    made = header(syntax, **more)
    made.Rows, made.Columns = pixels.shape[-2:] if made.SamplesPerPixel == 1 else pixels.shape[:2]
    if pixels.ndim == 3 and made.SamplesPerPixel == 1:
        made.NumberOfFrames = len(pixels)
    if made.SamplesPerPixel > 1:
        made.PlanarConfiguration = 0
    made.BitsAllocated = 8 * pixels.itemsize
    made.BitsStored = bits or made.BitsAllocated
    made.HighBit = made.BitsStored - 1
    made.PixelRepresentation = int(pixels.dtype.kind == "i")
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    made.PixelData = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    made["PixelData"].VR = "OW" if pixels.itemsize > 1 else "OB"
    return written(made)


def own(name):
    return pydicom.data.get_testdata_file(name, download=False)


class TestPixels:
    def test_by_hand(self, put):
        image = read_image(put(dicom(GREY), "x.dcm"))
        assert image.pixels.dtype == np.uint16
        assert image.pixels[..., 0].tolist() == [
            [0, 300, 600, 900],
            [1200, 1500, 1800, 2100],
            [2400, 2700, 3000, 3300],
        ]
        assert image.notes == ()

    @pytest.mark.parametrize(
        "syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian]
    )
    @pytest.mark.parametrize("dtype", ["u1", "u2", "i2"])
    def test_every_layout(self, put, syntax, dtype):
        pixels = (GREY // 14).astype(dtype)
        read = read_image(put(dicom(pixels, syntax), "x.dcm")).pixels
        assert read.dtype == dtype
        np.testing.assert_array_equal(read[..., 0], pixels)

    def test_twelve_bits_are_spread_and_said(self, put):
        image = read_image(put(dicom(GREY, bits=12), "x.dcm"))
        literal = np.rint(GREY * (65535 / 4095))
        assert np.abs(image.pixels[..., 0] - literal).max() <= 1
        assert image.notes == ("values 0..4095 spread over the range of uint16",)

    def test_signed_values_span_their_bits_too(self, put):
        hounsfield = np.array([[-2048, -1000, 0, 1047, 2047]], np.int16)
        image = read_image(put(dicom(hounsfield, bits=12), "x.dcm"))
        unit = (hounsfield + 2048) / 4095
        np.testing.assert_allclose(scale_image(image.pixels)[..., 0], unit, atol=1e-5)
        assert image.notes == ("values -2048..2047 spread over the range of int16",)

    def test_monochrome1_is_inverted_and_said(self, put):
        path = put(dicom(GREY, PhotometricInterpretation="MONOCHROME1"), "x.dcm")
        image = read_image(path)
        np.testing.assert_array_equal(image.pixels[..., 0], 65535 - GREY)
        assert image.notes == ("inverted: white is zero in the file",)
        halves = read_image(path, Selection(window=(0, 3300))).pixels[..., 0]
        np.testing.assert_allclose(halves, 1 - GREY / 3300, atol=1e-6)

    def test_rgb(self, put):
        pixels = np.arange(3 * 4 * 3, dtype=np.uint8).reshape(3, 4, 3)
        content = dicom(pixels, PhotometricInterpretation="RGB", SamplesPerPixel=3)
        path = put(content, "x.dcm")
        np.testing.assert_array_equal(read_image(path).pixels, pixels)
        assert read_layout(path).channels == 3

    def test_frames(self, put):
        frames = np.stack([GREY, GREY + 1, GREY * 2])
        path = put(dicom(frames), "x.dcm")
        (frame, *_), told = read_layout(path).axes, refusal(path)
        assert (frame.name, frame.size) == ("frame", 3)
        assert told.endswith("choose images of it, for example --slices frame=0:3")
        for number in range(3):
            chosen = Selection(at=(AxisIndex(axis="frame", index=number),))
            np.testing.assert_array_equal(read_image(path, chosen).pixels[..., 0], frames[number])

    @pytest.mark.parametrize(
        ("name", "shape"),
        [
            ("CT_small.dcm", (128, 128, 1)),
            ("MR_small_RLE.dcm", (64, 64, 1)),
            ("SC_rgb_jpeg_dcmtk.dcm", (100, 100, 3)),
            ("examples_palette.dcm", (350, 800, 3)),
            ("SC_ybr_full_422_uncompressed.dcm", (100, 100, 3)),
        ],
    )
    def test_files_of_pydicoms_own(self, name, shape):
        read = read_image(own(name))
        assert read.pixels.shape == shape
        assert read_layout(own(name)).channels == shape[2]

    def test_packed_and_plain_are_the_same(self):
        packed, plain = (
            read_image(own(name)).pixels for name in ("MR_small_RLE.dcm", "MR_small.dcm")
        )
        np.testing.assert_array_equal(packed, plain)
        np.testing.assert_array_equal(
            plain[..., 0], pydicom.dcmread(own("MR_small.dcm")).pixel_array
        )


class TestUnits:
    def test_a_window_in_hounsfield_units(self, put):
        content = dicom(GREY, RescaleSlope=1, RescaleIntercept=-1024)
        path = put(content, "x.dcm")
        read = read_image(path, Selection(window=(-160, 240))).pixels[..., 0]
        np.testing.assert_allclose(read, np.clip((GREY - 1024.0 + 160) / 400, 0, 1), atol=1e-6)
        np.testing.assert_array_equal(read_image(path).pixels[..., 0], GREY)

    def test_values_that_are_multiplied_are_floats(self, put):
        path = put(dicom(GREY, RescaleSlope=0.5, RescaleIntercept=-3), "x.dcm")
        np.testing.assert_array_equal(read_image(path).pixels[..., 0], GREY * 0.5 - 3)
        assert read_layout(path).dtype == "float32"

    @pytest.mark.parametrize(
        ("more", "window"),
        [
            ({"WindowCenter": 40, "WindowWidth": 401}, (-160.5, 239.5)),  # PS3.3 C.11.2.1.2.1
            ({"WindowCenter": [40, 7], "WindowWidth": [401, 8]}, (-160.5, 239.5)),
            (
                {"WindowCenter": 40, "WindowWidth": 400, "VOILUTFunction": "LINEAR_EXACT"},
                (-160, 240),
            ),
            ({"WindowCenter": 40, "WindowWidth": 0}, None),
            ({"WindowCenter": 40}, None),
            ({}, None),
        ],
    )
    def test_the_window_that_the_header_proposes(self, put, more, window):
        assert read_layout(put(dicom(GREY, **more), "x.dcm")).window == window

    def test_the_units_of_an_enhanced_file(self, put):
        groups, values, ends = Dataset(), Dataset(), Dataset()
        values.RescaleSlope, values.RescaleIntercept = 2, -5
        ends.WindowCenter, ends.WindowWidth = 10, 21
        groups.PixelValueTransformationSequence = [values]
        groups.FrameVOILUTSequence = [ends]
        path = put(dicom(GREY, SharedFunctionalGroupsSequence=[groups]), "x.dcm")
        assert read_layout(path).window == (-0.5, 19.5)
        np.testing.assert_array_equal(read_image(path).pixels[..., 0], GREY * 2.0 - 5)

    def test_an_empty_slope_is_none(self, put):
        image = read_image(put(dicom(GREY, RescaleSlope=None, RescaleIntercept=None), "x.dcm"))
        np.testing.assert_array_equal(image.pixels[..., 0], GREY)


class TestAgainstPydicom:
    def test_planes_of_colours(self, put):
        pixels = np.arange(3 * 4 * 3, dtype=np.uint8).reshape(3, 4, 3)
        content = dicom(pixels, PhotometricInterpretation="RGB", SamplesPerPixel=3)
        made = pydicom.dcmread(io.BytesIO(content))
        made.PlanarConfiguration = 1
        made["PixelData"].value = np.moveaxis(pixels, -1, 0).tobytes()
        path = put(written(made), "x.dcm")
        np.testing.assert_array_equal(read_image(path).pixels, pydicom.dcmread(path).pixel_array)
        np.testing.assert_array_equal(read_image(path).pixels, pixels)

    def test_twelve_bits_of_colours_are_spread(self, put):
        pixels = np.arange(3 * 4 * 3, dtype=np.uint16).reshape(3, 4, 3) * 117
        content = dicom(pixels, bits=12, PhotometricInterpretation="RGB", SamplesPerPixel=3)
        image = read_image(put(content, "x.dcm"))
        np.testing.assert_allclose(scale_image(image.pixels), pixels / 4095, atol=1e-5)

    @pytest.mark.parametrize("dtype", ["u2", "i2"])
    def test_overlays_in_unused_bits_are_left_out(self, put, dtype):
        values = np.arange(-6, 6).reshape(3, 4) * 170 + (1024 if dtype == "u2" else 0)
        overlay = (np.arange(12).reshape(3, 4) % 2) << 12
        stored = ((values & 0xFFF) | overlay).astype("u2").view(dtype)
        path = put(dicom(stored, bits=12), "x.dcm")
        expected = pydicom.dcmread(path).pixel_array
        np.testing.assert_array_equal(expected, values)
        low = 0 if dtype == "u2" else -2048
        unit = scale_image(read_image(path).pixels)[..., 0]
        np.testing.assert_allclose(unit, (expected - low) / 4095, atol=1e-5)

    def test_elements_in_another_form_than_the_syntax_says(self):
        path = own("SC_rgb_jpeg.dcm")
        with silence:
            expected = pydicom.dcmread(path).pixel_array
        np.testing.assert_array_equal(read_image(path).pixels, expected)

    @pytest.mark.parametrize("signed", [False, True])
    def test_one_padding_value_stays(self, put, signed):
        pixels = GREY.astype("i2" if signed else "u2")
        content = dicom(pixels, PixelPaddingValue=-2000 if signed else 0)
        path = put(content, "x.dcm")
        expected = pydicom.dcmread(path).pixel_array
        np.testing.assert_array_equal(read_image(path).pixels[..., 0], expected)

    def test_a_mask_in_a_palette_has_its_indices(self, put):
        indices = np.array([[0, 1, 2, 1]], np.uint8)
        palette = {
            f"{colour}PaletteColorLookupTable{part}": value
            for number, colour in enumerate(("Red", "Green", "Blue"))
            for part, value in (
                ("Descriptor", [4, 0, 8]),
                ("Data", bytes([0, 100 + number, 200 + number, 7])),
            )
        }
        path = put(dicom(indices, PhotometricInterpretation="PALETTE COLOR", **palette), "x.dcm")
        np.testing.assert_array_equal(read_mask(path), pydicom.dcmread(path).pixel_array)
        assert read_image(path).pixels[0, :3].tolist() == [
            [0, 0, 0], [100, 101, 102], [200, 201, 202],
        ]  # fmt: skip


class TestWithoutPreamble:
    """Archives of the time before DICOM files had a header, and programs that omit it."""

    @pytest.mark.parametrize(
        "syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian]
    )
    @pytest.mark.parametrize("with_meta", [True, False])
    @pytest.mark.parametrize("name", ["x.dcm", "x"])
    def test_pixels(self, put, syntax, with_meta, name):
        made = pydicom.dcmread(io.BytesIO(dicom(GREY, syntax, SeriesInstanceUID="1.2.3")))
        made.preamble = None
        layout = {}
        if not with_meta:
            made.file_meta = FileMetaDataset()
            layout = {
                "implicit_vr": syntax.is_implicit_VR,
                "little_endian": syntax.is_little_endian,
            }
        stream = io.BytesIO()
        pydicom.dcmwrite(stream, made, enforce_file_format=False, **layout)
        content = stream.getvalue()
        assert content[128:132] != b"DICM"
        path = put(content, name)
        expected = pydicom.dcmread(path, force=True)
        if not with_meta:
            expected.file_meta.TransferSyntaxUID = syntax
        np.testing.assert_array_equal(read_image(path).pixels[..., 0], expected.pixel_array)
        np.testing.assert_array_equal(expected.pixel_array, GREY)
        assert dicom_series(find_images([path.parent])) == [[path]]

    @pytest.mark.parametrize(
        "start", [b"\x08\0\x05\0cs", b"\x08\0\0\0\0\0\0\1", b"\2\0\0\1UL\4\0", b"BM\0\0UL\4\0"]
    )
    def test_other_content_is_not_forced(self, put, start):
        with pytest.raises(ImageError, match=r"its content is none of|as BMP"):
            read_image(put(start + bytes(400), "x.dcm"))

    def test_content_that_is_no_image(self, put):
        path = put(b"\x08\0\x05\0CS\x0a\0ISO_IR 100" + bytes(400), "x.dcm")
        assert "is a DICOM file without an image" in refusal(path)


class TestSeries:
    def slice_at(self, put, name, place, series="1", **more):
        content = dicom(
            GREY,
            ImagePositionPatient=[0, 0, place],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            SeriesInstanceUID=f"1.2.{series}",
            **more,
        )
        return put(content, name)

    def test_files_are_in_the_order_of_the_body(self, put, tmp_path):
        places = {"a.dcm": 5.0, "b.dcm": -2.5, "c.dcm": 0.0}
        for name, place in places.items():
            self.slice_at(put, name, place, InstanceNumber=1)
        ((*ordered,),) = dicom_series(find_images([tmp_path]))
        assert [path.name for path in ordered] == ["b.dcm", "c.dcm", "a.dcm"]

    def test_one_series_after_the_other(self, put):
        files = [
            self.slice_at(put, "a.dcm", 1, series="9"),
            self.slice_at(put, "b.dcm", 2, series="8"),
            self.slice_at(put, "c.dcm", 0, series="9"),
        ]
        assert [[path.name for path in part] for part in dicom_series(files)] == [
            ["b.dcm"],
            ["c.dcm", "a.dcm"],
        ]

    def test_files_without_a_place_keep_their_order(self, put):
        files = [put(dicom(GREY), "b.dcm"), put(dicom(GREY), "a.dcm"), put(b"", "c.dcm")]
        assert dicom_series(files) == [files]


class TestRefused:
    def test_no_image(self):
        assert "without an image" in refusal(own("rtplan.dcm"))

    def test_a_syntax_without_a_decoder(self, put):
        made = header(JPEGLSLossless, Rows=3, Columns=4, BitsAllocated=8, BitsStored=8)
        made.HighBit, made.PixelRepresentation = 7, 0
        made.PixelData = pydicom.encaps.encapsulate([b"\xff\xd8\xff\xf7" + bytes(20)])
        made["PixelData"].VR = "OB"
        told = refusal(put(written(made), "x.dcm"))
        assert "its pixels are packed as JPEG-LS Lossless Image Compression; save it" in told

    def test_deflated(self, put):
        path = put(dicom(GREY, DeflatedExplicitVRLittleEndian), "x.dcm")
        assert "is a deflated DICOM file" in refusal(path)

    def test_a_deflated_bomb_is_not_unpacked(self, put):
        content = dicom(GREY, DeflatedExplicitVRLittleEndian)
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        bomb = content[:300] + packer.compress(bytes(200 * 2**20)) + packer.flush()
        assert "is a deflated DICOM file" in refusal(put(bomb, "x.dcm"))

    @pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, RLELossless])
    def test_a_huge_header(self, put, syntax):
        made = header(syntax, Rows=65535, Columns=65535, BitsAllocated=16, BitsStored=16)
        made.HighBit, made.PixelRepresentation = 15, 0
        made.PixelData = (
            pydicom.encaps.encapsulate([bytes(100)]) if syntax == RLELossless else bytes(100)
        )
        made["PixelData"].VR = "OB" if syntax == RLELossless else "OW"
        assert "ReadLimits.max_pixels" in refusal(put(written(made), "x.dcm"))

    def test_other_intensities(self, put):
        path = put(dicom(GREY, PhotometricInterpretation="CMYK"), "x.dcm")
        assert "is a DICOM image in CMYK" in refusal(path)

    @settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_cut_short_or_damaged(self, put, data):
        content = bytearray(dicom(GREY, WindowCenter=1, WindowWidth=4))
        places = st.integers(128, len(content) - 1)
        for place, value in data.draw(st.dictionaries(places, st.integers(0, 255))).items():
            content[place] = value
        path = put(bytes(content[: data.draw(st.integers(0, len(content)))]), "x.dcm")
        with suppress(ImageError):  # anything else that is raised fails the test
            assert read_image(path).pixels.ndim == 3

    def test_cut_in_its_pixels(self, put):
        message = refusal(put(dicom(GREY)[:-5], "x.dcm"))
        assert message.startswith("announces 24 bytes of pixels where 19 are left")

    @pytest.mark.parametrize("length", [2**31, 2**32 - 2])
    @pytest.mark.parametrize("vr", [b"UN", b"SQ", b"OW"])
    def test_lengths_beyond_the_file(self, put, vr, length):
        content = dicom(GREY)
        rows = content.index(b"\x28\0\x10\0US")
        private = b"\x28\0\x08\0" + vr + b"\0\0" + struct.pack("<I", length)
        message = refusal(put(content[:rows] + private + content[rows:], "x.dcm"))
        assert f"announces an element of {length} bytes where" in message
        pixels = content.rindex(b"\xe0\x7f\x10\0OW") + 8
        damaged = content[:pixels] + struct.pack("<I", length) + content[pixels + 4 :]
        assert f"announces {length} bytes of pixels where 24 are left" in refusal(
            put(damaged, "x.dcm")
        )

    @pytest.mark.parametrize(
        ("slope", "intercept"),
        [("0", "0"), ("nan", "0"), ("inf", "0"), ("1", "nan"), ("1", "-inf"), ("1e400", "0")],
    )
    def test_slopes_that_make_no_values(self, put, slope, intercept):
        content = dicom(GREY, RescaleSlope="1.1111", RescaleIntercept="2.2222")
        for placeholder, text in ((b"1.1111", slope), (b"2.2222", intercept)):
            assert content.count(placeholder) == 1
            content = content.replace(placeholder, text.ljust(6).encode())
        message = refusal(put(content, "x.dcm"))
        assert message.startswith("scales its values by a slope of ")

    def test_without_pydicom(self, put, monkeypatch):
        path = put(dicom(GREY), "x.dcm")
        monkeypatch.setattr("flimbuilder.project.extras.find_spec", lambda name: None)
        assert "pip install 'flimbuilder[medical]'" in refusal(path)
