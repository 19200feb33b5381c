"""Tables and outlines of objects from the command line."""

import csv
import json
from pathlib import Path

import pytest

from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.workflow.outputs import OUTPUTS
from flimbuilder.workflow.predict import predict_files
from tests.cli.commands import mistake, ok, ok_json, run
from tests.scenes import Scene

APART = [output for output in OUTPUTS.values() if output.place != "out"]


def options(folder: Path) -> list[str]:
    return [
        word for output in APART for word in (output.option, str(folder / output.default_name))
    ]


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_each_output_has_an_option() -> None:
    help_text = " ".join(ok("predict", "--help").stdout.split())
    for output in APART:
        assert f"{output.option} " in help_text


def test_a_table_alone(scene: Scene, model: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    result = ok("predict", model, scene.images, "--table", table)
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert result.stdout == f"{table}: table of objects, {len(rows)} objects of 3 images\n"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".csv"] == ["t.csv"]


def test_the_options_of_the_mask_apply(scene: Scene, model: Path, tmp_path: Path) -> None:
    words = ("predict", model, scene.images, "--table", tmp_path / "t.csv")
    assert ok(*words, "--area", 10**6, 10**7).stdout.endswith(", 0 objects of 3 images\n")


def test_the_command_writes_the_bytes_of_the_library(
    scene: Scene, model: Path, tmp_path: Path
) -> None:
    from flimbuilder.model.model import load_model

    words = ("predict", model, scene.images, "--out", tmp_path / "a" / "out", "--mask")
    document = ok_json(*words, "--pixel-size", "0.5x0.25", *options(tmp_path / "a"))
    predict_files(
        load_model(model),
        [scene.images],
        tmp_path / "b" / "out",
        mask=True,
        outputs={output.id: tmp_path / "b" / output.default_name for output in APART},
        pixel_size=PixelSize(height=0.5, width=0.25),
    )
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert document["files"]["table"] == str(tmp_path / "a" / "objects.csv")
    first = document["results"][0]
    assert first["outputs"]["geojson"] == str(tmp_path / "a" / "geojson" / "a.geojson")
    features = json.loads(Path(first["outputs"]["geojson"]).read_text("utf-8"))["features"]
    assert first["objects"] == len(features)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "saliency needs a folder: give --out DIR"),
        (("--mask", "--table", "t.csv"), "--mask needs a folder"),
        (("--table", "t.txt"), "t.txt: a table ends in .csv, .xlsx or .parquet; choose one"),
        (("--table", "t.csv", "--pixel-size", "0"), "pixel size '0': height"),
        (("--table", "t.csv", "--pixel-size", "2 nm"), "give µm per pixel, for example 0.5"),
        (("--table", "t.csv", "--summary", "t.csv"), "is given for --table and --summary"),
    ],
)
def test_mistakes_are_one_line(
    scene: Scene, model: Path, words: tuple[str, ...], message: str
) -> None:
    assert message in mistake(run("predict", model, scene.images, *words))
