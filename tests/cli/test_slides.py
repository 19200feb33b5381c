"""A slide from its file to outlines and OME-Zarr, through the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
import zarr

from flimbuilder.imaging.read import read_image, read_layout, read_mask
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.folder import open_project
from flimbuilder.project.selection import Selection
from tests.cli.commands import ok, ok_json, run
from tests.imaging.stores import halves, noise, write_store

EPITHELIUM = [(1830, 1230), (2200, 1150), (1500, 1180), (2650, 700)]  # row, column
OTHER = [(1200, 1000), (2000, 1000), (2300, 1600), (1800, 300), (600, 300)]
RADIUS = 12
ARCHITECTURE = Architecture(blocks=(Block(kernels=6), Block(kernels=4, dilation=2)))


def seeds(size: tuple[int, int]) -> str:
    """Return a seeds file of disks of epithelium (1) and of all else (0)."""
    offsets = np.stack(np.mgrid[-RADIUS : RADIUS + 1, -RADIUS : RADIUS + 1], -1).reshape(-1, 2)
    disk = offsets[(offsets**2).sum(1) <= RADIUS**2]
    lines = [
        f"{col} {row} -1 {label}"
        for label, places in ((1, EPITHELIUM), (0, OTHER))
        for place in places
        for row, col in disk + place
    ]
    return "\n".join([f"{len(lines)} {size[1]} {size[0]}", *lines])


@pytest.mark.slow
def test_a_slide_goes_the_whole_way(shared_data: Path, tmp_path: Path) -> None:
    slide = shared_data / "slide" / "CMU-1-Small-Region.svs"
    (tmp_path / f"{slide.stem}-seeds.txt").write_text(seeds((2967, 2220)))
    (tmp_path / "arch.json").write_text(ARCHITECTURE.model_dump_json())
    project, model = tmp_path / "P", tmp_path / "model"
    ok("new", project, slide)
    ok("import", project, "--images", slide, "--markers", tmp_path,
       "--architecture", tmp_path / "arch.json")  # fmt: skip
    ok("build", project, "--out", model)
    out = tmp_path / "out"
    ok("predict", model, slide, "--out", out, "--mask", "--memory", 200,
       "--area", 300, 10**7, "--geojson", out, "--ome-zarr", out)  # fmt: skip

    mask = read_mask(out / f"{slide.stem}_mask.png") > 0
    assert mask.shape == (2967, 2220)
    assert 0.02 < mask.mean() < 0.5
    assert all(mask[place] for place in EPITHELIUM)
    assert not any(mask[place] for place in OTHER)

    store = out / f"{slide.stem}.ome.zarr"
    saliency = read_image(out / f"{slide.stem}.png")
    again = read_image(store)
    np.testing.assert_array_equal(again.pixels, saliency.pixels)
    assert str(again.pixel_size) == "0.499"
    assert (again.pixels == 0).mean() > 0.3  # the glass, since it has the label of a slide
    np.testing.assert_array_equal(read_mask(store / "labels" / "mask") > 0, mask)
    half = read_layout(store).levels[1]
    assert (half.height, half.width) == read_image(store, Selection(level=1)).pixels.shape[:2]
    direct = zarr.open_group(str(store), mode="r")["0"][0, 1500, 1180]
    assert direct == saliency.pixels[1500, 1180, 0]

    outlines = json.loads((out / f"{slide.stem}.geojson").read_text())["features"]
    areas = [feature["properties"]["measurements"]["area"] for feature in outlines]
    assert sum(areas) == mask.sum()
    corners = np.concatenate([np.reshape(_exterior(feature), (-1, 2)) for feature in outlines])
    assert corners.min() >= 0
    assert (corners.max(0) <= (2220, 2967)).all()  # x, y at level 0


def _exterior(feature: dict[str, dict[str, list[object]]]) -> object:
    """Return the outer ring of an outline, or of the first part of one."""
    rings = feature["geometry"]["coordinates"]
    return rings[0] if str(feature["geometry"]["type"]) == "Polygon" else rings[0][0]  # type: ignore[index]


def test_a_level_is_an_image_of_its_own(tmp_path: Path) -> None:
    store = write_store(tmp_path / "a.ome.zarr", halves(noise((3, 64, 96)), 3))
    described = ok_json("info", store)
    assert [level["height"] for level in described["levels"]] == [64, 32, 16]
    assert described["levels"][1]["pixel_size_um"] == [0.5, 1.0]
    assert "--level 1" in ok("info", store).stdout
    ok("new", tmp_path / "P", store, "--level", 1)
    ok("import", tmp_path / "P", "--images", store)  # at the level that the project has
    assert len(open_project(tmp_path / "P").project.images) == 1
    result = ok("import", tmp_path / "P", "--images", store, "--level", 0)
    assert "level" not in result.stderr
    result = ok("new", tmp_path / "Q", store)
    assert "note: a.ome.zarr: is taken at level 0 of 0 to 2; --level chooses" in result.stderr
    opened = open_project(tmp_path / "P").project
    assert [(entry.name, entry.shape) for entry in opened.images] == [
        ("a.ome.zarr [level 1]", (32, 48, 3)), ("a.ome.zarr", (64, 96, 3)),
    ]  # fmt: skip
    result = run("new", tmp_path / "R", store, "--level", 3)
    assert result.status == 2
    assert "a.ome.zarr: has levels 0 to 2; level 3 is outside" in result.stderr
