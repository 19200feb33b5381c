"""JPEG and BMP files, and the orientation in EXIF data."""

import io
import re
from contextlib import suppress

import imagecodecs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import DEFAULT_LIMITS, turn_upright
from flimbuilder.imaging.formats.photos import (
    decode_bmp,
    decode_jpeg,
    exif_orientation,
)
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


PHOTO = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8).repeat(8, 0).repeat(8, 1)
PROCESSES = {
    "baseline": {},
    "restarts": {"restart_marker_rows": 1},
    "progressive": {"progressive": True},
}


def scan_starts(content):
    """Return where the header of each scan begins."""
    return [match.start() for match in re.finditer(rb"\xff\xda\x00", content)]


class TestDamagedJpeg:
    def notes(self, content):
        return decode_jpeg(io.BytesIO(content), DEFAULT_LIMITS).notes

    @pytest.mark.parametrize("options", PROCESSES.values(), ids=PROCESSES)
    @pytest.mark.parametrize("kept", [0.1, 0.5, 0.8])
    def test_a_scan_that_ends_early_is_an_error(self, options, kept):
        content = files.pillow(PHOTO, "JPEG", quality=90, **options)
        start = scan_starts(content)[0]
        cut = start + int((len(content) - start) * kept)
        with Image.open(io.BytesIO(content[:cut] + b"\xff\xd9")) as image:
            assert np.array(image).shape == PHOTO.shape  # Pillow accepts it
        with pytest.raises(ImageError, match=r"^is damaged: .*(rows|missing)") as caught:
            self.notes(content[:cut] + b"\xff\xd9")
        if options == {}:
            share = re.search(r"about ([\d.]+) % of its rows", str(caught.value))
            assert float(share[1]) == pytest.approx(100 - 100 * kept, abs=7)

    @pytest.mark.parametrize("size", [(100, 333), (333, 100), (101, 40)])
    def test_rows_of_any_size(self, size):
        picture = PHOTO.repeat(2, 0).repeat(2, 1)[: size[0], : size[1]]
        content = files.pillow(np.ascontiguousarray(picture), "JPEG", quality=90)
        start = scan_starts(content)[0]
        with pytest.raises(ImageError, match=f"from row .* of {size[0]};") as caught:
            self.notes(content[: (start + len(content)) // 2] + b"\xff\xd9")
        share, row = re.search(r"about ([\d.]+) %.*row (\d+)", str(caught.value)).groups()
        assert float(share) == pytest.approx(50, abs=17)
        assert float(share) == pytest.approx(100 * (1 - int(row) / size[0]), abs=1)

    def test_a_gap_is_an_error(self):
        content = files.pillow(PHOTO, "JPEG", quality=90)
        with pytest.raises(ImageError, match="lacks the data of about"):
            self.notes(content[:2000] + content[len(content) // 2 :])

    @pytest.mark.parametrize("missing", [40, 200])
    def test_few_missing_rows_are_a_note(self, missing):
        content = files.pillow(PHOTO, "JPEG", quality=90)
        (note,) = self.notes(content[: -2 - missing] + b"\xff\xd9")
        assert re.fullmatch(
            r"lacks the data of about [\d.]+ % of its rows, from row 2\d\d of 256", note
        )

    def test_a_lost_restart_interval_is_an_error(self):
        content = files.pillow(PHOTO, "JPEG", restart_marker_rows=1)
        third, fourth = content.index(b"\xff\xd2"), content.index(b"\xff\xd3")
        with pytest.raises(ImageError, match="parts of its data are missing"):
            self.notes(content[:third] + content[fourth:])

    def test_a_short_restart_interval_names_its_rows(self):
        content = files.pillow(PHOTO, "JPEG", quality=90, restart_marker_rows=1)
        third, fourth = content.index(b"\xff\xd2"), content.index(b"\xff\xd3")
        middle = (third + fourth) // 2
        with pytest.raises(ImageError, match=r"6.2 % of its rows, from row 48 of 256"):
            self.notes(content[:middle] + content[fourth:])

    @settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
    @given(
        size=st.tuples(st.integers(1, 70), st.integers(1, 70)),
        kind=st.sampled_from(["noise", "flat", "ramp"]),
        grey=st.booleans(),
        quality=st.integers(1, 100),
        subsampling=st.integers(0, 2),
        optimize=st.booleans(),
        process=st.sampled_from(
            [*PROCESSES.values(), {"restart_marker_blocks": 1}, {"restart_marker_blocks": 3}]
        ),
    )
    def test_whole_files_are_whole(
        self, size, kind, grey, quality, subsampling, optimize, process
    ):
        noise = np.random.default_rng(sum(size)).integers(0, 256, (*size, 3), np.uint8)
        ramp = np.indices(size).sum(axis=0).astype(np.uint8)[..., None].repeat(3, axis=2)
        picture = {"noise": noise, "flat": np.full_like(noise, quality), "ramp": ramp}[kind]
        content = files.pillow(
            np.ascontiguousarray(picture[..., 0] if grey else picture),
            "JPEG",
            quality=quality,
            subsampling=subsampling,
            optimize=optimize,
            **process,
        )
        assert self.notes(content) == ()

    def test_many_scans_are_refused_at_once(self):
        content = files.pillow(GRADIENT, "JPEG", progressive=True)
        last = content[scan_starts(content)[-1] : -2]
        for n_scans, limit in ((20_000, "more than 100 scans"), (99, None), (15, None)):
            padded = content[:-2] + last * n_scans + b"\xff\xd9"
            if limit is None:
                with suppress(ImageError):
                    self.notes(padded)
                continue
            with pytest.raises(ImageError, match=limit):
                self.notes(padded)

    def test_scans_of_a_large_picture_are_few(self):
        content = files.pillow(np.zeros((6000, 6000), np.uint8), "JPEG", progressive=True)
        last = content[scan_starts(content)[-1] : -2]
        with pytest.raises(ImageError, match="has 46 scans where 29 is the limit at its size"):
            self.notes(content[:-2] + last * 40 + b"\xff\xd9")

    @pytest.mark.parametrize(
        "filling", [b"\xff\xe5\0\2" * 70_000, b"\0" * 70_000, b"\xff" * 70_000]
    )
    def test_endless_headers_are_refused_at_once(self, filling):
        content = files.pillow(GRADIENT, "JPEG")
        with pytest.raises(ImageError, match="65536 segments, or 65536 bytes between them"):
            self.notes(content[:2] + filling + content[2:])

    def test_more_restart_markers_than_pixels(self):
        content = files.pillow(GRADIENT, "JPEG")
        with pytest.raises(ImageError, match="more restart markers than pixels"):
            self.notes(content[:-2] + b"\xff\xd0" * 20 + b"\xff\xd9")


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


# How the letter F is stored for each orientation: Exif 2.32, 4.6.4, tag Orientation.
UPRIGHT = ["##", "# ", "##", "# ", "# "]
STORED = {
    1: ["##", "# ", "##", "# ", "# "],
    2: ["##", " #", "##", " #", " #"],
    3: [" #", " #", "##", " #", "##"],
    4: ["# ", "# ", "##", "# ", "##"],
    5: ["#####", "# #  "],
    6: ["# #  ", "#####"],
    7: ["  # #", "#####"],
    8: ["#####", "  # #"],
}


def letters(rows):
    return np.array([list(row) for row in rows])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_letter_f_stands_upright(orientation):
    turned = turn_upright(letters(STORED[orientation]), orientation)
    assert ["".join(row) for row in turned] == UPRIGHT


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_found(orientation):
    assert exif_orientation(files.exif(orientation).tobytes()) == (orientation, ())


@pytest.mark.parametrize("orientation", [0, 9, 300])
def test_an_unknown_orientation_is_upright(orientation):
    assert exif_orientation(files.exif(orientation).tobytes()) == (1, ())


@pytest.mark.parametrize("data", [None, b""])
def test_no_data_is_upright(data):
    assert exif_orientation(data) == (1, ())


def test_damaged_data_is_said():
    assert exif_orientation(b"Exif\0\0rubbish")[1]
