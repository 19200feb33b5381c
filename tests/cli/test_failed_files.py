"""Commands go on after files that can't be used: they name each at the end, with status 1."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flimbuilder.cli.console import end_with_failures
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.project.folder import open_project
from tests.cli.commands import Result, mistake, ok, ok_json, run
from tests.cli.test_bad_input import truncate
from tests.scenes import Scene

COMMANDS = ("new", "import", "predict", "evaluate")


def words_for(command: str, scene: Scene, model: Path, out: Path) -> list[object]:
    return {
        "new": ["new", out, scene.images],
        "import": ["import", out, "--images", scene.images, "--markers", scene.markers],
        "predict": ["predict", model, scene.images, "--out", out, "--mask"],
        "evaluate": ["evaluate", model, "--images", scene.images, "--labels", scene.labels],
    }[command]


@pytest.fixture
def bad(scene: Scene) -> Path:
    """The second of three images, cut short."""
    truncate(scene.image("b"))
    return scene.image("b")


def document(result: Result) -> dict[str, Any]:
    assert result.status == 1, result
    shown = json.loads(result.stdout)
    assert isinstance(shown, dict)
    return shown


@pytest.mark.parametrize("command", COMMANDS)
def test_a_bad_image_is_named_at_the_end(
    scene: Scene, model: Path, bad: Path, tmp_path: Path, command: str
) -> None:
    words = words_for(command, scene, model, tmp_path / "out")
    result = run(*words)
    assert result.status == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith("/")
    assert "b.png: is damaged or cut short in IDAT; get a whole copy of it" in last
    assert result.stderr.count("b.png") == 1
    assert result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_json_lists_the_bad_image(
    scene: Scene, model: Path, bad: Path, tmp_path: Path, command: str
) -> None:
    shown = document(run(*words_for(command, scene, model, tmp_path / "out"), "--json"))
    message = f"{bad}: is damaged or cut short in IDAT; get a whole copy of it"
    assert shown["failed"] == [{"file": str(bad), "message": message}]


@pytest.mark.parametrize("command", COMMANDS)
def test_strict_stops_at_the_bad_image(
    scene: Scene, model: Path, bad: Path, tmp_path: Path, command: str
) -> None:
    words = words_for(command, scene, model, tmp_path / "out")
    assert "b.png: is damaged or cut short" in mistake(run(*words, "--strict"))
    assert (tmp_path / "out").exists() == (command == "predict")  # with the image before it


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_usable_image_the_command_fails(
    scene: Scene, model: Path, bad: Path, tmp_path: Path, command: str
) -> None:
    truncate(scene.image("a"))
    scene.image("c").write_bytes(b"")
    words = words_for(command, scene, model, tmp_path / "out")
    assert "(and 2 other files failed)" in mistake(run(*words, "--json"))
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_bad_image_nothing_failed(
    scene: Scene, model: Path, tmp_path: Path, command: str
) -> None:
    assert ok_json(*words_for(command, scene, model, tmp_path / "out"))["failed"] == []


def test_the_other_results_are_those_without_the_bad_image(
    scene: Scene, model: Path, tmp_path: Path
) -> None:
    ok("predict", model, scene.image("a"), scene.image("c"), "--out", tmp_path / "expected")
    truncate(scene.image("b"))
    assert run("predict", model, scene.images, "--out", tmp_path / "out").status == 1
    for folder in ("out", "expected"):
        assert sorted(path.name for path in (tmp_path / folder).iterdir()) == ["a.png", "c.png"]
    for name in ("a.png", "c.png"):
        first, second = (tmp_path / folder / name for folder in ("out", "expected"))
        assert first.read_bytes() == second.read_bytes()


def test_a_project_without_the_bad_image_is_whole(
    scene: Scene, model: Path, bad: Path, tmp_path: Path
) -> None:
    result = run(*words_for("import", scene, model, tmp_path / "P"))
    assert f"{tmp_path / 'P'}: 2 images, 1 with markers" in result.stdout
    assert [entry.name for entry in open_project(tmp_path / "P").project.images] == [
        "a.png", "c.png"
    ]  # fmt: skip
    ok("build", tmp_path / "P")


def test_notes_on_several_images_are_one_line(scene: Scene, model: Path, tmp_path: Path) -> None:
    images = tmp_path / "images"
    images.mkdir()
    pixels = read_image(scene.image("a")).pixels
    alpha = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    for name in "abcdefg":
        (images / f"{name}.png").write_bytes(png(alpha))
        shutil.copy(scene.labels / "a.png", tmp_path / f"{name}.png")
    line = "note: a.png, b.png, c.png, d.png, e.png and 2 more: alpha channel dropped"
    words = ("predict", model, images, "--out", tmp_path / "out")
    assert line in ok(*words).stderr.splitlines()
    results = ok_json(*words)["results"]
    assert [result["notes"] for result in results] == [["alpha channel dropped"]] * 7
    words = ("evaluate", model, "--images", images, "--labels", tmp_path)
    assert line in ok(*words).stderr.splitlines()
    assert "g.png: alpha channel dropped" in ok_json(*words)["notes"]
    assert line in ok("new", tmp_path / "P", images).stderr.splitlines()


def png(pixels: np.ndarray) -> bytes:
    import imagecodecs

    return bytes(imagecodecs.png_encode(pixels))


def test_many_failures_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    with pytest.raises(typer.Exit) as ending:
        end_with_failures([f"{number}.png: is empty" for number in range(25)])
    assert ending.value.exit_code == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "0.png: is empty"
    assert lines[20:] == ["and 5 more"]
    end_with_failures([])


def test_a_full_disk_is_no_fault_of_an_image(scene: Scene, model: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "b.png").mkdir(parents=True)
    line = mistake(run("predict", model, scene.images, "--out", tmp_path / "out"))
    assert "can't write" in line


def test_a_mask_that_cannot_be_used_is_named(scene: Scene, model: Path, tmp_path: Path) -> None:
    write_png(scene.labels / "b.png", np.zeros((3, 4), np.uint8))
    shown = document(run(*words_for("evaluate", scene, model, tmp_path / "out"), "--json"))
    assert [Path(failed["file"]) for failed in shown["failed"]] == [scene.labels / "b.png"]
    assert sorted(shown["results"][0]["per_image"]) == ["a", "c"]
