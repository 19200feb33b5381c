"""Pyramidal OME-TIFF files, read back by tifffile, openslide and this package."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import SaveError
from flimbuilder.imaging import write_ome_tiff as module
from flimbuilder.imaging.read import open_image, read_image
from flimbuilder.imaging.write_label_tiles import write_instance_tiles
from flimbuilder.imaging.write_ome_tiff import write_ome_tiff
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import Selection
from tests.imaging.result_cases import make_results, small_levels
from tests.planes import on_disk, small_blocks

SIZE = PixelSize(height=0.5, width=0.25)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "a.ome.tif"
    with small_levels():
        write_ome_tiff(path, make_results(SIZE))
    return path


def test_tifffile_reads_all_levels(written: Path) -> None:
    with small_levels():
        expected = make_results(SIZE)
    with tifffile.TiffFile(written) as file:
        assert file.is_ome
        assert not file.is_bigtiff
        (series,) = file.series
        assert series.axes == "CYX"
        assert series.name == 'a "1".png'
        for level, planes in zip(series.levels, expected.levels, strict=True):
            np.testing.assert_array_equal(level.asarray(), np.stack(planes))
        (pixels,) = (tifffile.xml2dict(file.ome_metadata)["OME"]["Image"]["Pixels"],)
    assert [channel["Name"] for channel in pixels["Channel"]] == [
        'saliency of "egg"', "saliency of larva é", "mask"
    ]  # fmt: skip
    assert (pixels["PhysicalSizeX"], pixels["PhysicalSizeXUnit"]) == (0.25, "µm")


def test_openslide_opens_it(written: Path) -> None:
    import openslide

    with openslide.OpenSlide(written) as slide:
        assert slide.dimensions == (70, 45)
        assert float(slide.properties[openslide.PROPERTY_NAME_MPP_X]) == 0.25
        assert float(slide.properties[openslide.PROPERTY_NAME_MPP_Y]) == 0.5


def test_this_package_reads_its_levels(written: Path) -> None:
    with small_levels():
        planes = make_results(SIZE).levels[1]
    with open_image(written) as image:
        assert [level.height for level in image.layout.levels] == [45, 23, 12, 6]
        assert image.layout.pixel_size() == SIZE
    pixels = read_image(written, Selection(level=1)).pixels
    np.testing.assert_array_equal(pixels, np.stack(planes, axis=-1))


def test_equal_results_give_equal_bytes_and_large_ones_big_tiff(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = written.with_name("b.ome.tif")
    with small_levels():
        write_ome_tiff(again, make_results(SIZE))
        assert again.read_bytes() == written.read_bytes()
        monkeypatch.setattr(module, "CLASSIC_BYTES", 10)
        write_ome_tiff(again, make_results())
    with tifffile.TiffFile(again) as file:
        assert file.is_bigtiff
        assert "PhysicalSize" not in file.ome_metadata
        assert len(file.series[0].levels) == 4


def test_a_failure_leaves_the_old_file(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written.read_bytes()
    monkeypatch.setattr(module, "_encode", lambda *tile: 1 / 0)
    with small_levels(), pytest.raises(ZeroDivisionError):
        write_ome_tiff(written, make_results())
    assert written.read_bytes() == before
    assert [path.name for path in written.parent.iterdir()] == [written.name]
    with small_levels(), pytest.raises(SaveError, match="No such file"):
        write_ome_tiff(written.parent / "gone" / "a.ome.tif", make_results())


@pytest.mark.parametrize(("largest", "dtype"), [(65535, np.uint16), (65536, np.uint32)])
def test_instances_in_tiles(tmp_path: Path, largest: int, dtype: type) -> None:
    labels = np.zeros((40, 50), np.int32)
    labels[3:9, 30:45] = [[1], [2], [3], [4], [5], [largest]]
    with small_levels(), small_blocks(8, 16), on_disk(labels) as (plane,):
        write_instance_tiles(tmp_path / "i.tif", plane, SIZE)
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "i.tif"), labels)
    image = read_image(tmp_path / "i.tif")
    assert image.pixels.dtype == dtype
    assert image.pixel_size == SIZE
