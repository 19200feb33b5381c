"""Stacks of TIFF pages, against NumPy's own indexing."""

import io
import struct
from contextlib import suppress

import numpy as np
import pytest
from tifffile import TiffFile, TiffWriter

from flimbuilder.errors import ImageError
from flimbuilder.imaging.read import ReadLimits, open_image, read_image, read_layout, read_mask
from flimbuilder.project.selection import AxisIndex, Selection
from tests.imaging import files
from tests.imaging.test_read import refusal

HYPER = np.arange(3 * 4 * 2 * 5 * 6, dtype=np.uint16).reshape(3, 4, 2, 5, 6)  # T Z C Y X


def at(channels=(), window=None, **places):
    where = tuple(AxisIndex(axis=axis, index=index) for axis, index in places.items())
    return Selection(at=where, channels=channels, window=window)


@pytest.fixture
def write(put):
    def write_tiff(array, **options):
        return put(files.tiff(array, **options), "x.tif")

    return write_tiff


@pytest.mark.parametrize(
    "options",
    [
        {"imagej": True, "metadata": {"axes": "TZCYX"}},
        {"ome": True, "photometric": "minisblack", "metadata": {"axes": "TZCYX"}},
        {"ome": True, "photometric": "minisblack", "metadata": {"axes": "TZCYX"},
         "compression": "zlib", "tile": (16, 16)},
    ],
    ids=["ImageJ", "OME", "OME, packed"],
)  # fmt: skip
def test_hyperstacks(write, options):
    path = write(HYPER, **options)
    layout = read_layout(path)
    assert [(axis.name, axis.size) for axis in layout.axes] == [
        ("t", 3), ("z", 4), ("y", 5), ("x", 6),
    ]  # fmt: skip
    assert (layout.channels, layout.dtype) == (2, "uint16")
    with open_image(path) as file:
        for t in range(3):
            for z in range(4):
                read = file.read(at(t=t, z=z)).pixels
                np.testing.assert_array_equal(read, np.moveaxis(HYPER[t, z], 0, -1))
    np.testing.assert_array_equal(
        read_image(path, at(z=1, t=2, channels=(1,))).pixels[..., 0], HYPER[2, 1, 1]
    )


@pytest.mark.parametrize("order", ["<", ">"])
def test_pages_of_which_the_first_alone_is_described(write, order):
    path = write(
        HYPER, truncate=True, photometric="minisblack", metadata={"axes": "TZCYX"}, byteorder=order
    )
    read = read_image(path, at(t=2, z=1)).pixels
    np.testing.assert_array_equal(read, np.moveaxis(HYPER[2, 1], 0, -1))


def test_few_pages_of_a_large_file_are_read(write):
    path = write(HYPER[0, :, 0], photometric="minisblack")
    one_page = ReadLimits(max_bytes=HYPER[0, 0, 0].nbytes)
    assert path.stat().st_size > one_page.max_bytes
    read = read_image(path, at(page=2), limits=one_page).pixels
    np.testing.assert_array_equal(read[..., 0], HYPER[0, 2, 0])


def test_channels_keep_the_order_they_are_asked_for(write):
    path = write(HYPER[0, 0], imagej=True, metadata={"axes": "CYX"})
    np.testing.assert_array_equal(
        read_image(path, at(channels=(1, 0))).pixels, np.moveaxis(HYPER[0, 0, ::-1], 0, -1)
    )


def test_names_of_channels(write):
    named = {"axes": "CYX", "Channel": {"Name": ["DAPI", "GFP"]}}
    path = write(HYPER[0, 0], ome=True, photometric="minisblack", metadata=named)
    assert read_layout(path).channel_names == ("DAPI", "GFP")


@pytest.mark.parametrize("config", ["contig", "separate"])
def test_colour_pages(write, config):
    pages = np.stack([files.RGB8, 255 - files.RGB8, files.RGB8 // 2])
    stored = pages if config == "contig" else np.moveaxis(pages, -1, 1)
    path = write(stored, photometric="rgb", planarconfig=config)
    assert read_layout(path).channels == 3
    for number, page in enumerate(pages):
        np.testing.assert_array_equal(read_image(path, at(page=number)).pixels, page)


def test_pages_of_which_nothing_is_told(write):
    path = write(HYPER[0, :, 0], metadata=None, photometric="minisblack")
    np.testing.assert_array_equal(read_image(path, at(page=3)).pixels[..., 0], HYPER[0, 3, 0])


def test_two_axes_of_which_nothing_is_told(write):
    path = write(HYPER[:, :, 0], photometric="minisblack")
    assert [axis.name for axis in read_layout(path).axes] == ["page", "page2", "y", "x"]
    read = read_image(path, at(page=2, page2=1)).pixels
    np.testing.assert_array_equal(read[..., 0], HYPER[2, 1, 0])


def test_a_window_makes_floats(write):
    path = write(HYPER[0, :, 0], photometric="minisblack")
    read = read_image(path, at(page=1, window=(64, 80))).pixels
    literal = np.clip((HYPER[0, 1, 0].astype(float) - 64) / 16, 0, 1)
    assert read.dtype == np.float32
    np.testing.assert_allclose(read[..., 0], literal, atol=1e-7)


def test_a_mask_in_a_stack(write):
    path = write((HYPER[0, :, 0] % 3).astype(np.uint8), photometric="minisblack")
    np.testing.assert_array_equal(
        read_mask(path, (AxisIndex(axis="page", index=2),)), HYPER[0, 2, 0] % 3
    )


class TestPlanesInOnePage:
    """Writers store several planes as the samples of a pixel, or as a volume."""

    @pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
    @pytest.mark.parametrize("n_channels", [2, 3, 4, 5])
    @pytest.mark.parametrize("axes", ["CYX", "YXC"])
    def test_channels(self, write, axes, n_channels, dtype):
        channels = np.arange(n_channels * 30).reshape(n_channels, 5, 6).astype(dtype)
        channels = channels / np.float32(150) if dtype == "f4" else channels
        stored, options = np.moveaxis(channels, 0, axes.index("C")), {}
        if n_channels in (3, 4):  # what tifffile writes unless it is asked otherwise
            config = "separate" if axes == "CYX" else "contig"
            options = {"photometric": "rgb", "planarconfig": config}
        path = write(stored, metadata={"axes": axes}, **options)
        with TiffFile(path) as tiff:
            assert (tiff.series[0].axes, tiff.series[0].shape) == (axes, stored.shape)
        image = read_image(path)
        np.testing.assert_array_equal(image.pixels, np.moveaxis(channels, 0, -1))
        assert not any("alpha" in note for note in image.notes)

    @pytest.mark.parametrize("axes", ["ZYX", "TYX"])
    def test_planes_of_which_the_writer_made_samples(self, write, axes):
        planes = HYPER[0, :3, 0]
        options = {"photometric": "rgb", "planarconfig": "separate"}
        path = write(planes, metadata={"axes": axes}, **options)
        with TiffFile(path) as tiff:
            assert (tiff.series[0].axes, tiff.series[0].keyframe.axes) == (axes, "SYX")
        (axis, *_), name = read_layout(path).axes, axes[0].lower()
        assert (axis.name, axis.size) == (name, 3)
        for number, plane in enumerate(planes):
            read = read_image(path, at(**{name: number})).pixels
            np.testing.assert_array_equal(read[..., 0], plane)

    @pytest.mark.parametrize(
        "options", [{}, {"tile": (16, 16, 16)}, {"tile": (16, 16, 16), "compression": "zlib"}]
    )
    def test_a_volume(self, write, options):
        volume = np.arange(20 * 24 * 18, dtype=np.uint16).reshape(20, 24, 18)
        path = write(volume, volumetric=True, photometric="minisblack", **options)
        with TiffFile(path) as tiff:
            assert tiff.series[0].axes == tiff.series[0].keyframe.axes == "ZYX"
        assert [(axis.name, axis.size) for axis in read_layout(path).axes[:1]] == [("z", 20)]
        for number in (0, 7, 19):
            read = read_image(path, at(z=number)).pixels
            np.testing.assert_array_equal(read[..., 0], volume[number])

    @pytest.mark.parametrize("axes", ["YXZ", "YZX", "XYZ", "XYC"])
    def test_rows_that_cross_pages(self, write, axes):
        stored = np.arange(5 * 6 * 7, dtype=np.uint16).reshape(5, 6, 7)
        path = write(stored, metadata={"axes": axes}, photometric="minisblack")
        upright = stored.transpose([axes.index(letter) for letter in ("Y", "X", axes.strip("YX"))])
        with open_image(path) as file:
            assert [axis.name for axis in file.layout.axes][-2:] == ["y", "x"]
            for number in range(upright.shape[2]):
                places = {} if "C" in axes else {"z": number}
                channel = number if "C" in axes else 0
                read = file.read(at(**places)).pixels[..., channel]
                np.testing.assert_array_equal(read, upright[..., number])
        assert "are not a stack of images" in refusal(
            write(stored, metadata={"axes": "QZT"}, photometric="minisblack")
        )

    def test_a_volume_in_colour(self, write):
        volume = np.arange(16 * 16 * 32 * 3, dtype=np.uint16).reshape(16, 16, 32, 3)
        path = write(volume, volumetric=True, photometric="rgb", tile=(16, 16, 16))
        with TiffFile(path) as tiff:
            assert tiff.series[0].keyframe.axes == "ZYXS"
        np.testing.assert_array_equal(read_image(path, at(z=9)).pixels, volume[9])

    def test_a_mask_page_is_another_image(self, put):
        stream = io.BytesIO()
        with TiffWriter(stream) as writer:
            writer.write(files.RGB8, photometric="rgb", metadata=None)
            writer.write(files.GREY8 > 99, subfiletype=4, metadata=None)
        image = read_image(put(stream.getvalue(), "x.tif"))
        np.testing.assert_array_equal(image.pixels, files.RGB8)
        assert image.notes == ("first of 2 images in the file read",)


class TestRefused:
    def test_an_axis_without_a_place(self, write):
        path = write(HYPER, imagej=True, metadata={"axes": "TZCYX"})
        told = "is a stack (t 0 to 2 (time), z 0 to 3 (depth)); choose images of it, for example "
        assert refusal(path) == f"{told}--slices t=0:3 --slices z=0:4"
        assert refusal(path, lambda path: read_image(path, at(t=1))).startswith(told)

    @pytest.mark.parametrize(
        ("selection", "reason"),
        [
            (at(t=3, z=0), "has t 0 to 2; t 3 is outside"),
            (at(t=0, y=0), "has no axis 'y' to choose on; t, z"),
            (at(t=0, z=0, channels=(2,)), "channel 2 is outside"),
        ],
    )
    def test_what_is_not_there(self, write, selection, reason):
        path = write(HYPER, imagej=True, metadata={"axes": "TZCYX"})
        assert reason in refusal(path, lambda path: read_image(path, selection))

    def test_one_image_has_no_axis(self, write):
        path = write(files.RGB8)
        told = refusal(path, lambda path: read_image(path, at(z=0)))
        assert told == "has no axis 'z' to choose on; it is one image"

    def test_a_page_that_is_too_large(self, write):
        path = write(np.zeros((16, 32, 32), np.uint8), volumetric=True, photometric="minisblack")
        limits = ReadLimits(max_bytes=2**14 - 1)
        message = refusal(path, lambda path, **_: read_image(path, at(z=0), limits=limits))
        assert message.startswith("is decoded in parts of 16384 bytes where 16383 is the limit")

    def test_a_later_page_of_another_size(self, put):
        content = bytearray(files.tiff(HYPER[0, :2, 0], imagej=True, metadata={"axes": "ZYX"}))
        with TiffFile(io.BytesIO(content)) as tiff:
            first, second = tiff.pages[0], tiff.pages[1]
            assert first.tags["ImageWidth"].value == 6
            place = second.tags["ImageLength"].valueoffset
        content[place : place + 4] = (2**31 - 1).to_bytes(4, "big")
        path = put(bytes(content), "x.tif")
        message = refusal(path, lambda path: read_image(path, at(z=1)))
        assert message == "has pages that differ in size from the first; it is damaged"

    @pytest.mark.parametrize("order", ["<", ">"])
    @pytest.mark.parametrize("big", [False, True])
    def test_many_pages(self, put, order, big):
        count, offset = ("Q", "Q") if big else ("H", "I")
        head = struct.pack(order + "2sH", b"II" if order == "<" else b"MM", 43 if big else 42)
        head += struct.pack(order + "HH", 8, 0) if big else b""
        size = struct.calcsize(order + count + offset)
        start = len(head) + struct.calcsize(order + offset)
        content = bytearray(head + struct.pack(order + offset, start))
        for page in range(300_000):
            content += struct.pack(order + count + offset, 0, start + (page + 1) * size)
        assert "has more than 65536 pages" in refusal(put(bytes(content), "x.tif"))

    def test_pages_in_a_circle(self, put):
        content = b"II*\0" + struct.pack("<I", 8) + struct.pack("<HI", 0, 8)
        assert "more than 65536 pages" in refusal(put(content, "x.tif"))

    def test_the_number_of_pages_can_be_raised(self, write):
        path = write(HYPER[0, :, 0], photometric="minisblack")
        assert "has more than 3 pages" in refusal(path, limits=ReadLimits(max_pages=3))
        layout = read_layout(path, limits=ReadLimits(max_pages=4))
        assert layout.axes[0].size == 4

    def test_more_bytes_than_may_be_held(self, put):
        content = files.tiff(np.zeros((32, 32), np.uint8), compression="zlib", rowsperstrip=32)
        with TiffFile(io.BytesIO(content)) as tiff:
            place = tiff.pages[0].tags["StripByteCounts"].valueoffset
        stored = bytearray(content + bytes(2000))
        stored[place : place + 2] = (2000).to_bytes(2, "little")
        told = refusal(put(bytes(stored), "x.tif"), limits=ReadLimits(max_bytes=1999))
        assert "2000 bytes of an image where 1999 is the limit" in told

    def test_cut_short(self, put):
        whole = files.tiff(HYPER[0, :, 0], photometric="minisblack", metadata=None)
        for end in range(16, len(whole), 11):
            path = put(whole[:end], "x.tif")
            with suppress(ImageError):  # what lies behind the pixels may be missing
                np.testing.assert_array_equal(
                    read_image(path, at(page=3)).pixels[..., 0], HYPER[0, 3, 0]
                )
        refusal(put(whole[: len(whole) // 2], "x.tif"), lambda path: read_image(path, at(page=3)))
