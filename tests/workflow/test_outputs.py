"""Tables, instances, overlays and outlines that a prediction writes."""

import csv
import errno
import io
import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
import zarr
from roifile import ImagejRoi

from flimbuilder.analysis.objects import OBJECT_COLUMNS, label_objects
from flimbuilder.errors import Cancelled, ImageError, InputError, SaveError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.project import files
from flimbuilder.project.decoding import Delineation
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.workflow import outputs as outputs_module
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.outputs import OUTPUTS
from flimbuilder.workflow.predict import predict_files
from flimbuilder.workflow.sources import ImageSelector, parse_image_selector
from tests.scenes import Scene, import_scene, write_scene
from tests.slides import write_slide

IN_TILES = 10**5  # bytes
APART = [output.id for output in OUTPUTS.values() if output.place != "out"]
SMOOTH = Delineation(threshold=0.5, method="none")


def everything(folder: Path) -> dict[str, Path]:
    return {output_id: folder / OUTPUTS[output_id].default_name for output_id in APART}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_zip(path: Path) -> list[ImagejRoi]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return [ImagejRoi.frombytes(archive.read(name)) for name in archive.namelist()]


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def rings_of(geometry: dict[str, Any]) -> list[Any]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [ring for polygon in polygons for ring in polygon]


def mask_of(path: Path) -> np.ndarray:
    return read_image(path).pixels[..., 0]


def test_all_outputs_have_the_objects_of_the_mask(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    paths = everything(tmp_path)
    results = predict_files(model, [scene.images], tmp_path / "out", mask=True, outputs=paths)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "coco.json", "geojson", "heatmaps", "images.csv", "instances", "objects.csv", "ome-tiff",
        "ome-zarr", "out", "overlays", "rois",
    ]  # fmt: skip
    assert results.files == {name: paths[name] for name in ("table", "summary", "coco")}
    rows, summary = read_csv(paths["table"]), read_csv(paths["summary"])
    coco = json.loads(paths["coco"].read_text("utf-8"))
    assert [row["image"] for row in summary] == ["a.png", "b.png", "c.png"]
    assert [image["file_name"] for image in coco["images"]] == ["a.png", "b.png", "c.png"]
    for number, result in enumerate(results):
        assert result.mask is not None
        assert result.objects is not None
        labels = label_objects(mask_of(result.mask))
        count = int(labels.max())
        assert count > 0
        assert len(result.objects) == int(summary[number]["objects"]) == count
        of_image = [row for row in rows if row["image"] == result.name]
        areas = [int(row["area"]) for row in of_image]
        assert areas == np.bincount(labels.ravel())[1:].tolist() == result.objects["area"].tolist()
        np.testing.assert_array_equal(tifffile.imread(result.outputs["instances"]), labels)
        features = json.loads(result.outputs["geojson"].read_text("utf-8"))["features"]
        assert [f["properties"]["measurements"]["area"] for f in features] == areas
        annotations = [a for a in coco["annotations"] if a["image_id"] == number + 1]
        assert [annotation["area"] for annotation in annotations] == areas
        assert len(read_zip(result.outputs["rois"])) == count
        assert result.outputs["overlay"].name == f"{result.image.stem}_overlay.png"
        assert set(result.outputs.values()) <= set(result.files)


def test_outputs_do_not_need_a_folder_for_saliency(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    (result,) = predict_files(
        model, [scene.image("a")], outputs={"table": str(tmp_path / "new" / "t.csv")}
    )
    assert contents(tmp_path).keys() == {"new/t.csv"}
    assert (result.saliency, result.mask, result.files) == ((), None, [])
    rows = read_csv(tmp_path / "new" / "t.csv")
    assert result.objects is not None
    assert len(rows) == len(result.objects)
    assert list(rows[0]) == [
        "image", "label", "class_id", "class", *[*OBJECT_COLUMNS][2:], "mean_1", "mean_2", "mean_3"
    ]  # fmt: skip


def test_a_table_in_an_existing_folder(model: Model, scene: Scene, tmp_path: Path) -> None:
    results = predict_files(model, [scene.image("a")], outputs={"table": tmp_path})
    assert results.files == {"table": tmp_path / "objects.csv"}
    assert contents(tmp_path).keys() == {"objects.csv"}


def test_other_formats_of_tables(model: Model, scene: Scene, tmp_path: Path) -> None:
    from openpyxl import load_workbook
    from pyarrow import parquet

    paths = {"table": tmp_path / "t.xlsx", "summary": tmp_path / "s.parquet"}
    predict_files(model, [scene.images], outputs=paths)
    sheet = load_workbook(paths["table"]).worksheets[0]
    assert [cell.value for cell in sheet["A"]][:2] == ["image", "a.png"]
    summary = parquet.read_table(paths["summary"]).to_pydict()
    assert sum(summary["objects"]) == sheet.max_row - 1


def test_predicting_again_gives_the_same_bytes(model: Model, scene: Scene, tmp_path: Path) -> None:
    for name in ("first", "second"):
        folder = tmp_path / name
        paths = everything(folder) | {"table": folder / "t.xlsx", "summary": folder / "s.parquet"}
        predict_files(model, [scene.images], folder / "out", mask=True, outputs=paths)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_all_outputs_in_one_folder(model: Model, scene: Scene, tmp_path: Path) -> None:
    paths = {
        name: tmp_path / (OUTPUTS[name].default_name if OUTPUTS[name].place == "file" else "")
        for name in APART
    }
    predict_files(model, [scene.image("a")], tmp_path, mask=True, outputs=paths)
    assert {path.name for path in tmp_path.iterdir()} == {
        "a.png", "a_mask.png", "a_overlay.png", "a_instances.tif", "a.geojson", "a_rois.zip",
        "a_heatmap.png", "a.ome.tif", "a.ome.zarr", "objects.csv", "images.csv", "coco.json",
    }  # fmt: skip


def test_classes_have_their_names_and_colours(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    model = build_project(import_scene(tmp_path / "P", scene)).model
    paths = everything(tmp_path / "results")
    (result,) = predict_files(
        model, [scene.image("a")], tmp_path / "out", mask=True, outputs=paths
    )
    assert result.mask is not None
    mask = mask_of(result.mask)
    names = {entry.id: entry.name for entry in model.document.classes}
    rows = read_csv(paths["table"])
    assert {int(row["class_id"]) for row in rows} == {1, 2}
    assert all(row["class"] == names[int(row["class_id"])] for row in rows)
    for row in rows:
        assert mask[int(row["top"]) : int(row["top"]) + int(row["height"])].any()
    (summary,) = read_csv(paths["summary"])
    assert int(summary["area_1"]) == np.count_nonzero(mask == 1)
    assert int(summary["area_2"]) == np.count_nonzero(mask == 2)
    assert {roi.group for roi in read_zip(result.outputs["rois"])} == {1, 2}
    features = json.loads(result.outputs["geojson"].read_text("utf-8"))["features"]
    assert {f["properties"]["classification"]["name"] for f in features} == {names[1], names[2]}


def test_an_image_without_objects(model: Model, scene: Scene, tmp_path: Path) -> None:
    paths = everything(tmp_path)
    nothing = Delineation(area=(10**6, 10**7))
    (result,) = predict_files(model, [scene.image("a")], delineation=nothing, outputs=paths)
    assert result.objects is not None
    assert len(result.objects) == 0
    assert read_csv(paths["table"]) == []
    (row,) = read_csv(paths["summary"])
    assert (row["objects"], row["median_area"]) == ("0", "")
    assert json.loads(result.outputs["geojson"].read_text())["features"] == []
    np.testing.assert_array_equal(
        read_image(result.outputs["overlay"]).pixels, read_image(scene.image("a")).pixels
    )


def test_overlays_of_sixteen_bits_are_stretched(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    pixels = read_image(scene.image("a")).pixels.astype(np.uint16) * 40
    tifffile.imwrite(tmp_path / "dark.tif", pixels, photometric="rgb")
    outputs = {"overlay": tmp_path / "out"}
    (dark,) = predict_files(model, [tmp_path / "dark.tif"], outputs=outputs)
    assert read_image(dark.outputs["overlay"]).pixels.max() == 255


# Pixel sizes


def test_the_size_of_the_file_gives_micrometres(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    tifffile.imwrite(
        tmp_path / "a.tif",
        read_image(scene.image("a")).pixels,
        photometric="rgb",
        resolution=(1e4 / 0.5, 1e4 / 0.5),
        resolutionunit="CENTIMETER",
        metadata=None,
    )
    outputs = {"table": tmp_path / "t.csv", "instances": tmp_path, "summary": tmp_path / "s.csv"}
    (result,) = predict_files(model, [tmp_path / "a.tif"], outputs=outputs)
    for row in read_csv(tmp_path / "t.csv"):
        assert float(row["area_um2"]) == pytest.approx(int(row["area"]) / 4)
    (summary,) = read_csv(tmp_path / "s.csv")
    assert float(summary["area_um2"]) == pytest.approx(int(summary["area"]) / 4)
    size = read_image(result.outputs["instances"]).pixel_size
    assert size is not None
    assert size.height == pytest.approx(0.5)


def test_a_given_size_wins(model: Model, scene: Scene, tmp_path: Path) -> None:
    outputs = {"table": tmp_path / "t.csv"}
    predict_files(model, [scene.image("a")], outputs=outputs, pixel_size=PixelSize.square(2))
    for row in read_csv(tmp_path / "t.csv"):
        assert float(row["area_um2"]) == 4 * int(row["area"])


# Pyramids and heat maps


@pytest.mark.parametrize("memory", [10**9, IN_TILES])
def test_pyramids_hold_saliency_and_mask(
    model: Model, scene: Scene, tmp_path: Path, memory: int
) -> None:
    ids = ("ome_tiff", "ome_zarr", "heatmap")
    (result,) = predict_files(
        model,
        [scene.image("a")],
        tmp_path / "out",
        mask=True,
        delineation=SMOOTH,
        memory=memory,
        outputs={name: tmp_path / OUTPUTS[name].default_name for name in ids},
        pixel_size=PixelSize.square(0.5),
    )
    assert result.objects is None  # nothing depends on them
    assert result.mask is not None
    saliency, mask = mask_of(result.saliency[0]), mask_of(result.mask) > 0
    assert mask.any()
    channels = tifffile.imread(result.outputs["ome_tiff"])
    np.testing.assert_array_equal(channels[0], saliency)
    np.testing.assert_array_equal(channels[1], mask)
    group = zarr.open_group(result.outputs["ome_zarr"], mode="r")
    np.testing.assert_array_equal(group["0"][0], saliency)
    np.testing.assert_array_equal(group["labels/mask/0"][:], mask)
    for name in ("ome_tiff", "ome_zarr"):
        assert read_image(result.outputs[name]).pixel_size == PixelSize.square(0.5)
    heat, image = read_image(result.outputs["heatmap"]), read_image(scene.image("a"))
    assert heat.pixels.shape == image.pixels.shape
    unchanged = (heat.pixels == image.pixels).all(axis=2)
    assert saliency[unchanged].mean() < saliency[~unchanged].mean()


def test_a_folder_that_is_no_zarr_is_refused_at_once(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "a.ome.zarr").mkdir()
    (tmp_path / "a.ome.zarr" / "mine").write_text("mine")
    with pytest.raises(SaveError, match=r"a\.ome\.zarr: exists and is no OME-Zarr folder; move"):
        predict_files(model, [scene.images], tmp_path / "out", outputs={"ome_zarr": tmp_path})
    assert contents(tmp_path) == {"a.ome.zarr/mine": b"mine"}


def test_an_image_is_not_replaced_by_its_own_result(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    outputs = {"ome_zarr": tmp_path}
    (result,) = predict_files(model, [scene.image("a")], outputs=outputs)
    before = contents(tmp_path)
    with pytest.raises(InputError, match="would overwrite one of the images"):
        predict_files(model, [result.outputs["ome_zarr"]], outputs=outputs)
    assert contents(tmp_path) == before


def test_outlines_of_a_lower_level_lie_on_level_0(model: Model, tmp_path: Path) -> None:
    slide = write_slide(tmp_path / "slide.tif", levels=3)
    (result,) = predict_files(
        model,
        [slide],
        selector=ImageSelector(level=1),
        delineation=SMOOTH,
        outputs={"geojson": tmp_path / "out", "instances": tmp_path / "out"},
    )
    assert result.outputs["geojson"].name == "slide_level1.geojson"
    labels = mask_of(result.outputs["instances"])
    features = json.loads(result.outputs["geojson"].read_text())["features"]
    assert len(features) == labels.max() > 0
    for number, feature in enumerate(features, start=1):
        points = np.concatenate(
            [np.array(ring) for ring in rings_of(feature["geometry"])], dtype=int
        )
        rows, cols = np.nonzero(labels == number)
        assert points.min(axis=0).tolist() == [2 * cols.min(), 2 * rows.min()]
        assert points.max(axis=0).tolist() == [2 * cols.max() + 2, 2 * rows.max() + 2]


# Large images


def test_outputs_of_an_image_in_tiles_are_those_of_the_whole(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    pixels = np.tile(read_image(scene.image("a")).pixels, (3, 3, 1))
    tifffile.imwrite(tmp_path / "large.tif", pixels, tile=(32, 32), photometric="rgb")
    for name, memory in (("whole", 10**9), ("tiles", IN_TILES)):
        predict_files(
            model,
            [tmp_path / "large.tif"],
            delineation=SMOOTH,
            memory=memory,
            outputs=everything(tmp_path / name),
        )
    whole, tiles = contents(tmp_path / "whole"), contents(tmp_path / "tiles")
    assert whole.keys() == tiles.keys()  # and no temporary folder is left
    rows, tiled_rows = (read_csv(tmp_path / name / "objects.csv") for name in ("whole", "tiles"))
    assert len(rows) == len(tiled_rows) > 3
    for row, tiled in zip(rows, tiled_rows, strict=True):
        assert row["image"] == tiled["image"]
        assert float(tiled["area"]) == pytest.approx(float(row["area"]), rel=0.02)
        assert float(tiled["mean_saliency"]) == pytest.approx(
            float(row["mean_saliency"]), abs=1e-3
        )
        assert float(tiled["mean_2"]) == pytest.approx(float(row["mean_2"]), abs=1e-2)


def test_one_class_of_another_number_in_tiles(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    model = build_project(import_scene(tmp_path / "P", scene)).model
    (result,) = predict_files(
        model,
        [scene.image("a")],
        tmp_path / "out",
        mask=True,
        delineation=SMOOTH,
        memory=IN_TILES,
        outputs={"table": tmp_path / "t.csv"},
    )
    assert result.mask is not None
    mask = mask_of(result.mask)
    rows = read_csv(tmp_path / "t.csv")
    for class_id in (1, 2):
        areas = [int(row["area"]) for row in rows if int(row["class_id"]) == class_id]
        assert sum(areas) == np.count_nonzero(mask == class_id)


@pytest.mark.parametrize(
    ("output_id", "limit", "message"),
    [
        (
            "overlay",
            "MOST_PAINTED",
            "overlays have at most 10 pixels; leave out --overlay, or use",
        ),
        ("coco", "MOST_RUN", "COCO describes images of under 10 pixels; leave out --coco, or use"),
        ("rois", "LONGEST_ROI", "ROIs of ImageJ reach to pixel 10; leave out --rois, or use"),
    ],
)
def test_an_image_too_large_for_a_format_is_refused_at_once(
    model: Model,
    scene: Scene,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    output_id: str,
    limit: str,
    message: str,
) -> None:
    monkeypatch.setattr(outputs_module, limit, 10)
    with pytest.raises(InputError, match=message):
        predict_files(
            model,
            [scene.image("a")],
            tmp_path / "out",
            memory=IN_TILES,
            outputs={output_id: tmp_path / OUTPUTS[output_id].default_name},
        )
    assert contents(tmp_path) == {}


# Stacks and names


def test_slices_of_a_stack_are_rows(model: Model, scene: Scene, tmp_path: Path) -> None:
    planes = np.stack([read_image(scene.image(name)).pixels for name in "ab"])
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, planes, photometric="rgb", metadata={"axes": "ZYXS"})
    selector = parse_image_selector(slices=["z=:"])
    paths = everything(tmp_path / "results")
    results = predict_files(model, [path], selector=selector, outputs=paths)
    assert [result.outputs["geojson"].name for result in results] == [
        "stack_z0000.geojson", "stack_z0001.geojson"
    ]  # fmt: skip
    assert [row["image"] for row in read_csv(paths["summary"])] == [
        result.name for result in results
    ]


def test_images_of_one_name_have_their_paths_in_tables(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = Path(shutil.copy(scene.image("b"), tmp_path / "other" / "a.png"))
    outputs = {"summary": tmp_path / "s.csv"}
    predict_files(model, [scene.image("a"), scene.image("b"), other], outputs=outputs)
    assert [row["image"] for row in read_csv(tmp_path / "s.csv")] == [
        str(scene.image("a")), "b.png", str(other)
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"result of the same name"):
        predict_files(model, [scene.image("a"), other], outputs={"geojson": tmp_path / "g"})


@pytest.mark.parametrize("name", ["=cmd()", "é ü 日本", "a,b", "-o"])
def test_any_name_of_an_image(model: Model, scene: Scene, tmp_path: Path, name: str) -> None:
    shutil.copy(scene.image("a"), tmp_path / f"{name}.png")
    paths = everything(tmp_path / "out")
    (result,) = predict_files(model, [tmp_path / f"{name}.png"], outputs=paths)
    assert result.outputs["geojson"].name == f"{name}.geojson"
    expected = f"'{name}.png" if name[0] in "=-" else f"{name}.png"
    assert {row["image"] for row in read_csv(paths["table"])} == {expected}


# Failures


def test_an_image_that_fails_is_left_out_of_tables(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(scene.images, tmp_path / "images"))
    write_png(folder / "b.png", np.zeros((9, 9), np.uint8))
    results = predict_files(model, [folder], outputs=everything(tmp_path / "out"))
    assert [failure.path.name for failure in results.failed] == ["b.png"]
    rows = read_csv(tmp_path / "out" / "images.csv")
    assert [row["image"] for row in rows] == ["a.png", "c.png"]


def test_stopping_leaves_no_table(model: Model, scene: Scene, tmp_path: Path) -> None:
    def stop_at_the_second(stage: str, done: int, total: int) -> None:
        if done == 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        predict_files(
            model,
            [scene.images],
            outputs=everything(tmp_path),
            on_progress=stop_at_the_second,
        )
    assert not (tmp_path / "objects.csv").exists()
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".tmp")]


def test_a_table_that_is_too_long_for_excel_spares_the_other_results(
    model: Model, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.exchange.tables.MAX_ROWS", 1)
    given = {"table": tmp_path / "t.xlsx", "summary": tmp_path / "s.csv"}
    with pytest.raises(InputError, match=r"t\.xlsx: has \d+ rows .*; write \.csv or \.parquet"):
        predict_files(model, [scene.images], tmp_path / "out", outputs=given)
    assert [row["image"] for row in read_csv(tmp_path / "s.csv")] == ["a.png", "b.png", "c.png"]
    assert len(contents(tmp_path / "out")) == 3


def test_a_full_disk_leaves_no_half_table(
    model: Model, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(path: Path, content: bytes) -> None:
        path.write_bytes(content[:3])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "t.csv").write_text("old")
    monkeypatch.setattr(files, "write_synced", fill_the_disk)
    with pytest.raises(SaveError, match=r"t\.csv: No space left"):
        predict_files(model, [scene.images], outputs={"table": tmp_path / "t.csv"})
    assert contents(tmp_path) == {"t.csv": b"old"}


# Refusals: nothing is written


def refusal(model: Model, scene: Scene, *, out: Path | None = None, **options: Any) -> str:
    with pytest.raises((InputError, SaveError, ImageError)) as error:
        predict_files(model, [scene.images], out, **options)
    return str(error.value)


def test_something_must_be_written(model: Model, scene: Scene, tmp_path: Path) -> None:
    assert refusal(model, scene).startswith("saliency needs a folder: give --out DIR")
    table = {"table": tmp_path / "t.csv"}
    assert refusal(model, scene, mask=True, outputs=table).startswith("--mask needs a folder")
    assert refusal(model, scene, activations=True, outputs=table).startswith(
        "--activations needs a folder"
    )
    half = PixelSize.square(0.5)
    assert refusal(model, scene, out=tmp_path, pixel_size=half).startswith(
        "--pixel-size: has no effect without an output of objects"
    )
    assert contents(tmp_path) == {}


def test_unknown_outputs_and_endings(model: Model, scene: Scene, tmp_path: Path) -> None:
    assert "there is no 'tables'; choose from table, summary" in refusal(
        model, scene, outputs={"tables": tmp_path / "t.csv"}
    )
    assert "there is no 'mask'" in refusal(model, scene, outputs={"mask": tmp_path})
    assert "t.txt: a table ends in .csv, .xlsx or .parquet" in refusal(
        model, scene, outputs={"table": tmp_path / "t.txt"}
    )
    assert "ends in .json" in refusal(model, scene, outputs={"coco": tmp_path / "coco"})
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("output_id", "name", "module"),
    [
        ("table", "t.xlsx", "openpyxl"),
        ("summary", "t.parquet", "pyarrow"),
        ("rois", "r", "roifile"),
    ],
)
def test_a_missing_library(
    model: Model,
    scene: Scene,
    tmp_path: Path,
    output_id: str,
    name: str,
    module: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    message = refusal(model, scene, outputs={output_id: tmp_path / name})
    assert message.endswith("install it with: pip install 'flimbuilder[results]'")
    assert contents(tmp_path) == {}
    if output_id == "rois":
        with pytest.raises(InputError, match="roifile"):
            OUTPUTS[output_id].require_library()


def test_one_file_is_not_given_twice(model: Model, scene: Scene, tmp_path: Path) -> None:
    same = {"table": tmp_path / "t.csv", "summary": tmp_path / "x" / ".." / "t.csv"}
    assert "is given for --table and --summary; name two files" in refusal(
        model, scene, outputs=same
    )
    assert contents(tmp_path) == {}


def test_inputs_are_never_overwritten(model: Model, scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    shutil.copy(scene.image("a"), folder / "a.png")
    shutil.copy(scene.image("b"), folder / "a_overlay.png")
    before = contents(tmp_path)
    with pytest.raises(InputError, match=r"would overwrite one of the images"):
        predict_files(model, [folder], outputs={"overlay": folder})
    assert contents(tmp_path) == before


def test_a_folder_that_is_a_file(model: Model, scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "g").write_text("mine")
    assert "can't create the folder" in refusal(model, scene, outputs={"geojson": tmp_path / "g"})


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=lambda output: output.id)
def test_entries_are_complete(output: Any) -> None:
    assert output.title
    assert output.description
    assert not output.description.endswith(".")
    assert (output.write is not None) == (output.place == "folder")
    assert (output.write_all is not None) == (output.collect is not None)
    assert (output.collect is not None) == (output.place == "file")
    assert bool(output.default_name) == (output.place != "out")
    output.require(Path(output.default_name))
