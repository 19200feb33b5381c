"""Levels of pyramids: sizes, µm per pixel, and pixels by windows."""

import io

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.errors import ImageError, NoWindowError
from flimbuilder.imaging.levels import PyramidLevel, count_fitting, enlarged, pyramid_levels
from flimbuilder.imaging.read import open_image, read_image, read_layout, read_mask
from flimbuilder.imaging.regions import describe_image, open_regions
from flimbuilder.imaging.truth import read_truth
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import AxisIndex, Selection

RNG = np.random.default_rng(0)
RGB = RNG.integers(0, 256, (64, 97, 3), dtype=np.uint8)


def pyramid(array, *levels, axes="YXS", subifds=True, **options):
    """Return a pyramidal TIFF of an array and its levels."""
    stream = io.BytesIO()
    metadata = {"axes": axes, "PhysicalSizeX": 0.5, "PhysicalSizeY": 0.25}
    with tifffile.TiffWriter(stream, ome=subifds) as tiff:
        tiff.write(
            array, tile=(16, 16), subifds=len(levels) if subifds else None,
            metadata=metadata if subifds else None, **options,
        )  # fmt: skip
        for level in levels:
            tiff.write(level, tile=(16, 16), subfiletype=1, metadata=None, **options)
    return stream.getvalue()


def halves(array, count):
    """Return the levels of an array (rows, columns, ...), each every other pixel of the former."""
    return [array[:: 2**n, :: 2**n] for n in range(1, count + 1)]


def test_sizes_by_hand():
    size = PixelSize(height=0.25, width=0.5)
    assert pyramid_levels([(64, 97), (32, 49), (16, 24)], size) == (
        PyramidLevel(64, 97, 1.0, size),
        PyramidLevel(32, 49, 2.0, PixelSize(height=0.5, width=1.0)),
        PyramidLevel(16, 24, 4.0, PixelSize(height=1.0, width=2.0)),
    )
    assert pyramid_levels([(64, 97)], size) == ()
    assert pyramid_levels([(300, 300), (200, 200)])[1].downsample == 1.5
    assert enlarged(None, 2) is None


def test_sizes_that_are_no_pyramid():
    assert count_fitting([(64, 96), (32, 48), (16, 24)]) == 3
    assert count_fitting([(64, 96), (32, 48), (48, 32)]) == 2  # turned
    assert count_fitting([(64, 96), (64, 96), (32, 48)]) == 1  # not smaller
    assert count_fitting([(640, 960), (320, 700)]) == 1  # another shape
    assert count_fitting([(64, 96), (0, 0)]) == 1


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(2, 9), st.booleans())
def test_rounded_halves_are_levels(height, width, count, up):
    sizes = [
        tuple(-(-side // 2**n) if up else side // 2**n for side in (height, width))
        for n in range(count)
    ]
    sizes = [size for size in sizes if min(size) > 0 and size != (1, 1)] or [(height, width)]
    assert count_fitting(sizes) == len(sizes)
    for n, level in enumerate(pyramid_levels(sizes)):
        if min(level.height, level.width) > 2**n:
            assert level.downsample == 2**n


@pytest.mark.parametrize("subifds", [True, False])
@pytest.mark.parametrize("compression", [None, "zlib", "jpeg"])
def test_levels_of_a_tiff_are_read_by_windows(put, subifds, compression):
    levels = [RGB, *halves(RGB, 2)]
    content = pyramid(*levels, subifds=subifds, photometric="rgb", compression=compression)
    path = put(content, "slide.ome.tif")
    with tifffile.TiffFile(path) as tiff:
        expected = [level.asarray() for level in tiff.series[0].levels]
    assert [(each.height, each.width) for each in read_layout(path).levels] == [
        (64, 97), (32, 49), (16, 25),
    ]  # fmt: skip
    for number, level in enumerate(expected):
        selection = Selection(level=number).or_none
        np.testing.assert_array_equal(read_image(path, selection).pixels, level)
        with open_regions(path, selection) as regions:
            assert regions.by_parts
            assert regions.shape == level.shape
            part = regions.read(slice(3, 15), slice(7, 21))
        np.testing.assert_array_equal(part, level[3:15, 7:21])
        with open_image(path) as file:
            header = describe_image(file, selection)
        assert (header.shape, header.dtype) == (level.shape, np.uint8)
        factor = 2**number
        size = PixelSize(height=0.25 * factor, width=0.5 * factor) if subifds else None
        assert header.pixel_size == regions.pixel_size == size


def test_channels_and_places_at_a_level(put):
    planes = RNG.integers(0, 65536, (3, 2, 64, 96), dtype=np.uint16)  # z, c, y, x
    small = planes[..., ::2, ::2]
    content = pyramid(planes, small, axes="ZCYX", photometric="minisblack")
    path = put(content, "x.ome.tif")
    chosen = Selection(at=(AxisIndex(axis="z", index=2),), channels=(1,), level=1)
    np.testing.assert_array_equal(read_image(path, chosen).pixels[..., 0], small[2, 1])
    with open_regions(path, chosen) as regions:
        assert regions.by_parts
        part = regions.read(slice(5, 20), slice(0, 48))
    np.testing.assert_array_equal(part[..., 0], small[2, 1, 5:20])


def test_a_level_that_is_not_there(put):
    path = put(pyramid(RGB, *halves(RGB, 2), photometric="rgb"), "x.tif")
    with pytest.raises(ImageError, match=r"x\.tif: has levels 0 to 2; level 3 is outside"):
        read_image(path, Selection(level=3))
    with pytest.raises(ImageError, match=r"level 3 is outside"):
        open_regions(path, Selection(level=3)).__enter__()
    plain = put(pyramid(RGB, photometric="rgb"), "y.tif")
    with pytest.raises(ImageError, match=r"y\.tif: holds one size and no level 1"):
        read_image(plain, Selection(level=1))


def test_levels_that_lie_are_left_out(put):
    path = put(pyramid(RGB, RGB[::2, ::2], RGB[:20, :80], photometric="rgb"), "x.tif")
    assert [level.height for level in read_layout(path).levels] == [64, 32]


def test_a_damaged_level_is_an_error_where_it_is_read(put):
    levels = [RGB, *halves(RGB, 1)]
    content = bytearray(pyramid(*levels, photometric="rgb", compression="zlib"))
    with tifffile.TiffFile(io.BytesIO(content)) as tiff:
        offset = tiff.series[0].levels[1].keyframe.dataoffsets[0]
    content[offset : offset + 40] = b"\xff" * 40
    path = put(bytes(content), "x.tif")
    read_image(path)
    with pytest.raises(ImageError, match=r"x\.tif: cannot be decoded as TIFF"):
        read_image(path, Selection(level=1))


def test_a_mask_of_several_levels_is_read_at_the_largest(put):
    grey = (RGB[..., 0] // 64).astype(np.uint8)
    path = put(pyramid(grey, grey[::2, ::2], axes="YX", photometric="minisblack"), "x.tif")
    np.testing.assert_array_equal(read_mask(path), grey)


def test_a_mask_is_read_at_the_size_of_its_image(put):
    grey = (RGB[..., 0] // 64).astype(np.uint8)
    path = put(pyramid(grey, grey[::2, ::2], axes="YX", photometric="minisblack"), "x.tif")
    np.testing.assert_array_equal(read_truth(path, (32, 49), [1, 2, 3]).stored, grey[::2, ::2])
    np.testing.assert_array_equal(read_truth(path, (64, 97), [1, 2, 3]).stored, grey)
    with pytest.raises(ImageError, match=r"is 64 x 97 pixels and its image 10 x 10"):
        read_truth(path, (10, 10), [1])


def test_the_smallest_level_tells_the_range(put):
    deep = RGB.astype(np.uint16)  # 255 of 65535
    path = put(pyramid(deep, deep[::2, ::2], photometric="rgb"), "x.tif")
    with open_image(path) as file:
        notes = describe_image(file).notes
    assert any("of the range" in note for note in notes), notes
    floats = RGB.astype(np.float32)
    path = put(pyramid(floats, floats[::2, ::2], photometric="rgb"), "y.tif")
    with open_image(path) as file:
        with pytest.raises(ImageError, match=r"y\.tif: holds floats") as caught:
            describe_image(file)
        assert isinstance(caught.value.__cause__, NoWindowError)
        assert describe_image(file, Selection(window=(0, 255))).dtype == np.float32
