"""OME-Zarr folders, read back by zarr and this package, and validated by yaozarrs."""

import sys
from pathlib import Path

import numpy as np
import pytest
import yaozarrs
import zarr

from flimbuilder.errors import InputError, SaveError
from flimbuilder.imaging import write_ome_zarr as module
from flimbuilder.imaging.read import open_image, read_image
from flimbuilder.imaging.write_ome_zarr import write_ome_zarr
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import Selection
from tests.imaging.result_cases import make_results, small_levels

SIZE = PixelSize(height=0.5, width=0.25)


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "a.ome.zarr"
    with small_levels():
        write_ome_zarr(path, make_results(SIZE))
    return path


def test_it_is_valid_and_holds_all_levels(written: Path) -> None:
    with small_levels():
        expected = make_results(SIZE)
    yaozarrs.validate_zarr_store(written)
    group = zarr.open_group(written, mode="r")
    for number, planes in enumerate(expected.levels):
        np.testing.assert_array_equal(group[str(number)][:], np.stack(planes[:-1]))
        np.testing.assert_array_equal(group[f"labels/mask/{number}"][:], planes[-1])
    ome = group.attrs["ome"]
    assert [channel["label"] for channel in ome["omero"]["channels"]] == [
        'saliency of "egg"', "saliency of larva é"
    ]  # fmt: skip
    second = ome["multiscales"][0]["datasets"][1]["coordinateTransformations"]
    assert second == [
        {"type": "scale", "scale": [1.0, 1.0, 0.5]},
        {"type": "translation", "translation": [0.0, 0.25, 0.125]},
    ]
    described = group["labels/mask"].attrs["ome"]["image-label"]
    assert described["properties"] == [
        {"label-value": 1, "class": "egg"}, {"label-value": 2, "class": "larva é"}
    ]  # fmt: skip
    assert described["colors"][0] == {"label-value": 1, "rgba": [255, 128, 0, 255]}


def test_empty_chunks_are_not_stored(written: Path) -> None:
    chunks = sorted(path.name for path in (written / "0" / "c" / "0" / "0").iterdir())
    assert chunks == ["1", "2", "3", "4"]  # the left third is 0


def test_this_package_reads_its_levels(written: Path) -> None:
    with small_levels():
        planes = make_results(SIZE).levels[2]
    with open_image(written) as image:
        assert image.layout.pixel_size() == SIZE
        assert len(image.layout.levels) == 4
    pixels = read_image(written, Selection(level=2)).pixels
    np.testing.assert_array_equal(pixels, np.stack(planes[:-1], axis=-1))


def test_writing_again_replaces_it_by_equal_bytes(written: Path) -> None:
    before = contents(written)
    (written / "0" / "c" / "stale").write_text("")
    with small_levels():
        write_ome_zarr(written, make_results(SIZE))
    assert contents(written) == before
    with small_levels():
        write_ome_zarr(written, make_results())
    axes = zarr.open_group(written, mode="r").attrs["ome"]["multiscales"][0]["axes"]
    assert axes[1:] == [{"name": "y", "type": "space"}, {"name": "x", "type": "space"}]


def test_a_failure_leaves_the_old_folder(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(written)
    monkeypatch.setattr(module, "_describe_classes", lambda mask: 1 / 0)
    with small_levels(), pytest.raises(ZeroDivisionError):
        write_ome_zarr(written, make_results())
    assert contents(written) == before
    assert [path.name for path in written.parent.iterdir()] == [written.name]


def test_another_folder_is_not_replaced(tmp_path: Path) -> None:
    other = tmp_path / "a.ome.zarr"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    with pytest.raises(SaveError, match="exists and is no OME-Zarr folder; move it, or choose"):
        write_ome_zarr(other, make_results())
    assert contents(tmp_path) == {"a.ome.zarr/mine.txt": b"mine"}
    link = tmp_path / "link.ome.zarr"
    link.symlink_to(other)
    with pytest.raises(SaveError, match="exists and is no OME-Zarr folder"):
        write_ome_zarr(link, make_results())
    with small_levels(), pytest.raises(SaveError, match="No such file"):
        write_ome_zarr(tmp_path / "gone" / "a.ome.zarr", make_results())


def test_a_missing_library_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(
        InputError, match=r"writing OME-Zarr needs zarr, .* 'flimbuilder\[slides\]'"
    ):
        write_ome_zarr(tmp_path / "a.ome.zarr", make_results())
