import io

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats import tiff_regions
from flimbuilder.imaging.formats.tiff import TiffStack
from flimbuilder.imaging.formats.tiff_regions import TiffRegions
from flimbuilder.imaging.read import ReadLimits, open_image, read_image
from flimbuilder.imaging.regions import REGION_LIMITS, describe_image, open_regions
from flimbuilder.project.selection import AxisIndex, Selection
from tests.imaging import files

RNG = np.random.default_rng(0)
HEIGHT, WIDTH = 50, 70
GREY = RNG.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
RGB = RNG.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
DEEP = RNG.integers(0, 65536, (HEIGHT, WIDTH, 3), dtype=np.uint16)
FIVE = RNG.integers(0, 65536, (5, HEIGHT, WIDTH), dtype=np.uint16)
TILED = {"tile": (16, 32)}
CONTIGUOUS = {"photometric": "minisblack", "planarconfig": "contig"}
PLANAR = {"photometric": "rgb", "planarconfig": "separate"}
NOTHING = ReadLimits(max_pixels=1)  # to be read whole

LAYOUTS = {
    "one strip": (RGB, {}),
    "strips": (RGB, {"rowsperstrip": 7}),
    "strips, compressed": (RGB, {"rowsperstrip": 7, "compression": "zlib", "predictor": True}),
    "tiles": (RGB, TILED),
    "tiles, compressed": (DEEP, {**TILED, "compression": "lzw"}),
    "tiles, zstd": (DEEP, {**TILED, "compression": "zstd", "predictor": True}),
    "tiles, jpeg": (RGB, {**TILED, "compression": "jpeg"}),
    "big-endian": (DEEP, {"byteorder": ">"}),
    "big-endian, compressed": (DEEP, {**TILED, "byteorder": ">", "compression": "zlib"}),
    "BigTIFF": (DEEP, {"bigtiff": True, **TILED}),
    "grey": (GREY, {"rowsperstrip": 3}),
    "floats": (GREY.astype(np.float32) / 255, TILED),
    "planar": (np.moveaxis(RGB, -1, 0), PLANAR),
    "planar strips, compressed": (
        np.moveaxis(DEEP, -1, 0), {**PLANAR, "rowsperstrip": 9, "compression": "zlib"}
    ),
    "planar tiles": (np.moveaxis(RGB, -1, 0), {**PLANAR, **TILED}),
    "channels": (np.moveaxis(FIVE, 0, -1), {**CONTIGUOUS, **TILED}),
    "ImageJ": (FIVE, {"imagej": True, "metadata": {"axes": "CYX"}}),
    "OME": (FIVE, {"ome": True, "metadata": {"axes": "CYX"}, "photometric": "minisblack"}),
    "OME, compressed": (
        FIVE,
        {"ome": True, "metadata": {"axes": "CYX"}, "photometric": "minisblack",
         "compression": "zlib", "rowsperstrip": 8},
    ),
    "the first page described alone": (
        FIVE, {"truncate": True, "metadata": {"axes": "CYX"}, "photometric": "minisblack"}
    ),
    "alpha": (np.dstack([RGB, GREY]), {"photometric": "rgb", "extrasamples": ["unassalpha"]}),
    "white is zero": (GREY, {"photometric": "miniswhite", "compression": "packbits"}),
    "bilevel": (GREY > 99, {"compression": "packbits", "rowsperstrip": 5}),
    "palette": (
        GREY,
        {"photometric": "palette", "colormap": RNG.integers(0, 65536, (3, 256), np.uint16)},
    ),
}  # fmt: skip
WINDOWS = [
    (0, 0, 1, 1),
    (0, 0, HEIGHT, WIDTH),
    (13, 17, 37, 69),
    (49, 31, 50, 33),
    (15, 0, 17, 70),
]


@pytest.fixture(params=LAYOUTS)
def path(request, put):
    array, options = LAYOUTS[request.param]
    return put(files.tiff(array, **options), "x.tif")


def test_windows_are_those_of_the_whole_image(path):
    whole = read_image(path)
    with open_regions(path, whole=NOTHING) as regions:
        assert regions.by_parts
        assert (regions.shape, regions.dtype) == (whole.pixels.shape, whole.pixels.dtype)
        assert regions.notes == whole.notes
        for top, left, bottom, right in WINDOWS:
            window = regions.read(slice(top, bottom), slice(left, right))
            assert window.dtype == whole.pixels.dtype
            np.testing.assert_array_equal(window, whole.pixels[top:bottom, left:right])


def _window(side, start, length):
    first = int(start * (side - 1))
    return slice(first, first + 1 + int(length * (side - 1 - first)))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    tile=st.none() | st.tuples(st.sampled_from([16, 32]), st.sampled_from([16, 48])),
    strip=st.integers(1, 41),
    corners=st.tuples(*[st.floats(0, 1)] * 4),
)
def test_any_size_tile_strip_and_window(put, height, width, tile, strip, corners):
    array = np.arange(height * width * 3, dtype=np.uint16).reshape(height, width, 3)
    layout = {"rowsperstrip": strip} if tile is None else {"tile": tile}
    path = put(files.tiff(array, compression="zlib", photometric="rgb", **layout), "x.tif")
    rows, cols = _window(height, *corners[:2]), _window(width, *corners[2:])
    with open_regions(path) as regions:
        np.testing.assert_array_equal(regions.read(rows, cols), array[rows, cols])


def test_the_full_size_of_a_pyramid_is_read(put):
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as writer:
        writer.write(RGB, subifds=1, tile=(16, 16))
        writer.write(RGB[::2, ::2], subfiletype=1, tile=(16, 16))
    with open_regions(put(stream.getvalue(), "x.tif")) as regions:
        assert regions.shape == RGB.shape
        np.testing.assert_array_equal(regions.read(slice(3, 40), slice(5, 41)), RGB[3:40, 5:41])


def test_few_tiles_are_decoded_and_cached(put, monkeypatch):
    path = put(files.tiff(RGB, tile=(16, 16), compression="zlib"), "x.tif")
    decoded = []
    original = TiffRegions._decode_segment
    monkeypatch.setattr(
        TiffRegions, "_decode_segment", lambda *args: decoded.append(args[2]) or original(*args)
    )
    with path.open("rb") as file:
        stack = TiffStack(file, REGION_LIMITS)
        regions = TiffRegions(stack, {}, REGION_LIMITS, cache_bytes=2 * 16 * 16 * 3)
        regions.read(slice(17, 18), slice(17, 40))  # tiles 6 and 7, of five across
        assert decoded == [6, 7]
        regions.read(slice(20, 21), slice(18, 35))  # both are kept
        assert decoded == [6, 7]
        regions.read(slice(0, 1), slice(0, 1))
        assert regions._segments.size <= 2 * 16 * 16 * 3
        regions.read(slice(17, 18), slice(17, 18))
        assert decoded == [6, 7, 0, 6]


def test_other_formats_are_read_whole(put):
    path = put(files.png(RGB), "x.png")
    with open_regions(path) as regions:
        assert not regions.by_parts
        assert regions.shape == RGB.shape
        np.testing.assert_array_equal(regions.read(slice(1, 9), slice(2, 5)), RGB[1:9, 2:5])


def test_an_image_with_a_selection_is_read_by_parts(put):
    path = put(files.tiff(FIVE, photometric="minisblack", rowsperstrip=7), "x.tif")
    chosen = Selection(at=(AxisIndex(axis="page", index=3),), window=(0, 65535))
    with open_regions(path, chosen) as regions:
        assert regions.by_parts
        assert (regions.shape, regions.dtype) == ((HEIGHT, WIDTH, 1), np.float32)
        np.testing.assert_allclose(
            regions.read(slice(1, 9), slice(2, 5))[..., 0], FIVE[3, 1:9, 2:5] / 65535, atol=1e-7
        )
    with open_image(path) as image:
        assert describe_image(image, chosen).shape == (HEIGHT, WIDTH, 1)
    with pytest.raises(ImageError, match=r"x\.tif: is a stack .page 0 to 4."), open_regions(path):
        pass


@pytest.mark.parametrize("window", [None, (1000, 60000)])
def test_chosen_channels_and_values_are_those_of_the_whole_image(put, window):
    stack = np.moveaxis(np.stack([FIVE, FIVE[::-1]]), 1, -1)  # z, y, x, c
    array = np.moveaxis(stack, -1, 1)
    content = files.tiff(array, ome=True, metadata={"axes": "ZCYX"}, photometric="minisblack")
    path = put(content, "x.ome.tif")
    chosen = Selection(at=(AxisIndex(axis="z", index=1),), channels=(3, 0), window=window)
    whole = read_image(path, chosen)
    with open_regions(path, chosen) as regions:
        assert regions.by_parts
        assert (regions.shape, regions.dtype) == (whole.pixels.shape, whole.pixels.dtype)
        assert regions.stored == whole.stored
        for top, left, bottom, right in WINDOWS:
            part = regions.read(slice(top, bottom), slice(left, right))
            np.testing.assert_array_equal(part, whole.pixels[top:bottom, left:right])
    with pytest.raises(ImageError, match=r"has channels 0 to 4; channel 5 is outside"):
        open_regions(path, chosen.with_(channels=(5,))).__enter__()


def test_planes_that_share_a_page_are_read_whole(put):
    array = np.moveaxis(FIVE[:3], 0, -1)
    content = files.tiff(array, planarconfig="contig", photometric="rgb", metadata={"axes": "YXZ"})
    path = put(content, "x.tif")
    chosen = Selection(at=(AxisIndex(axis="z", index=1),))
    with open_regions(path, chosen) as regions:
        assert not regions.by_parts
        part = regions.read(slice(3, 9), slice(2, 5))[..., 0]
    np.testing.assert_array_equal(part, FIVE[1, 3:9, 2:5])


def test_a_turned_tiff_is_read_whole_where_it_may_be(put):
    path = put(files.tiff(RGB, extratags=[(274, "H", 1, 6, True)]), "x.tif")
    with open_regions(path) as regions:
        assert not regions.by_parts
        assert regions.shape == (WIDTH, HEIGHT, 3)
    with (
        pytest.raises(ImageError, match=r"is stored turned .orientation 6. and is too large"),
        open_regions(path, whole=NOTHING),
    ):
        pass


def test_a_large_tiff_is_described_by_its_header(put, monkeypatch):
    path = put(files.tiff(RGB, tile=(16, 16)), "x.tif")
    with open_image(path, limits=NOTHING) as image:
        monkeypatch.setattr(image, "read", None)
        header = describe_image(image)
    assert (header.shape, header.dtype, header.notes) == (RGB.shape, np.uint8, ())
    with open_image(path) as image:
        assert describe_image(image) == header


@pytest.mark.parametrize("compression", [None, "lzw", "zlib", "packbits", "jpeg"])
@pytest.mark.parametrize("layout", [{"rowsperstrip": 7}, {"tile": (16, 16)}])
def test_cut_short_is_an_error(put, compression, layout):
    content = files.tiff(RGB, compression=compression, **layout)
    for end in range(16, len(content), 997):
        path = put(content[:end], "x.tif")
        with pytest.raises(ImageError, match=r"x\.tif: "), open_regions(path) as regions:
            regions.read(slice(0, HEIGHT), slice(0, WIDTH))


def test_a_damaged_tile_is_an_error_where_it_is_read(put):
    content = bytearray(files.tiff(RGB, compression="zlib", tile=(16, 16)))
    with tifffile.TiffFile(io.BytesIO(content)) as tiff:
        offset = tiff.pages[0].dataoffsets[-1]
    content[offset : offset + 40] = b"\xff" * 40
    with open_regions(put(bytes(content), "x.tif")) as regions:
        regions.read(slice(0, 16), slice(0, 16))
        with pytest.raises(ImageError, match=r"x.tif: cannot be decoded as TIFF"):
            regions.read(slice(48, 50), slice(64, 70))


def test_nan_is_an_error_where_it_is_read(put):
    array = np.zeros((40, 40), np.float32)
    array[30, 30] = np.nan
    with open_regions(put(files.tiff(array, tile=(16, 16)), "x.tif")) as regions:
        regions.read(slice(0, 30), slice(0, 30))
        with pytest.raises(ImageError, match=r"x.tif: holds 1 values that are NaN"):
            regions.read(slice(29, 31), slice(29, 31))


def test_a_header_that_promises_too_much_is_refused(put):
    content = bytearray(files.tiff(RGB, rowsperstrip=HEIGHT))
    with tifffile.TiffFile(io.BytesIO(content)) as tiff:
        tags = tiff.pages[0].tags
        places = [tags[name].valueoffset for name in ("ImageWidth", "ImageLength", "RowsPerStrip")]
    for place in places:
        content[place : place + 4] = (2**31 - 1).to_bytes(4, "little")
    with pytest.raises(ImageError, match=r"x\.tif: "), open_regions(put(bytes(content), "x.tif")):
        pass


def test_strips_too_large_to_decode_alone_are_read_whole_where_they_may_be(put, monkeypatch):
    path = put(files.tiff(RGB, compression="zlib"), "x.tif")
    monkeypatch.setattr(tiff_regions, "SEGMENT_BYTES", 100)
    with open_regions(path) as regions:
        assert not regions.by_parts
    with (
        pytest.raises(ImageError, match=r"50 x 70 pixels compressed as one .10500 bytes where"),
        open_regions(path, whole=NOTHING),
    ):
        pass


def test_too_many_bytes_for_a_tile_are_refused(put):
    content = bytearray(files.tiff(RGB, compression="zlib", tile=(16, 16)) + bytes(10**6))
    with tifffile.TiffFile(io.BytesIO(content)) as tiff:
        place = tiff.pages[0].tags["TileByteCounts"].valueoffset
    content[place : place + 2] = (65535).to_bytes(2, "little")
    with (
        pytest.raises(ImageError, match=r"x\.tif: "),
        open_regions(put(bytes(content), "x.tif")) as regions,
    ):
        regions.read(slice(0, 16), slice(0, 16))
