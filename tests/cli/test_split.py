"""Touching objects on the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import ok, ok_json, run
from tests.scenes import Scene


def test_sizes_are_learned_kept_and_used(
    scene: Scene, project: Path, model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "m"
    built = ok_json("build", project, "--out", out, "--split", "auto", "--json")
    split = json.loads((out / "model.json").read_text())["delineation"]["split"]
    assert built["split"] == split
    assert split["radius"] > 3
    assert "split" not in json.loads((model / "model.json").read_text())["delineation"]
    assert "split" not in (project / "project.json").read_text()
    files = ("--images", scene.images, "--labels", scene.labels, "--instances", "--json")
    own, given, none, by_radius = (
        ok_json("evaluate", chosen, *files, *options)["instances"]["count_error"]
        for chosen, options in (
            (out, ()), (out, ("--split", "auto")), (out, ("--split", "none")),
            (model, ("--split", split["radius"])),
        )
    )  # fmt: skip
    assert own == given == 0 == none == by_radius
    ok("predict", out, scene.images, "--table", tmp_path / "t.csv", "--split", "4.5")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("auto", "--split auto: the model has no sizes of objects; build the project with"),
        ("0.4", "--split '0.4': give 'auto', 'none' or the radius of an object, 0.5 to 10000"),
        ("wide", "--split 'wide': give 'auto', 'none' or the radius"),
        ("nan", "--split 'nan': give"),
    ],
)
def test_what_a_model_cannot_do(
    scene: Scene, model: Path, tmp_path: Path, value: str, message: str
) -> None:
    result = run("predict", model, scene.images, "--table", tmp_path / "t.csv", "--split", value)
    assert result.status == 2
    line = result.stderr.strip().splitlines()[-1]
    assert message in line
    assert len(line) < 200
