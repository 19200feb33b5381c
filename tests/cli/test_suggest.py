"""The command suggest."""

from pathlib import Path

import pytest

from tests.cli.commands import ok, ok_json, refused
from tests.scenes import Scene

pytestmark = pytest.mark.slow


def test_suggests_images_and_places(scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "P.flim"
    ok("import", folder, *scene.import_options())
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    output = ok_json("suggest", folder, "--count", "3", "--radius", "2")
    assert set(output) == {"project", "images", "places", "classes", "notes"}
    assert set(output["images"][0]) == {"image", "why", "doubt"}
    assert 1 <= len(output["places"]) <= 3
    for place in output["places"]:
        assert set(place) == {"image", "row", "col", "radius", "class", "why"}
        assert place["image"] == output["images"][0]["image"]
    assert output == ok_json("suggest", folder, "--count", "3", "--radius", "2")
    shown = ok("suggest", folder, "--image", "b.png").stdout
    assert "images to mark next" in shown
    assert "probably" in shown
    assert before == sorted(path.relative_to(folder) for path in folder.rglob("*"))


def test_before_any_marker(scene: Scene, tmp_path: Path) -> None:
    ok("new", tmp_path / "P.flim", scene.images)
    output = ok_json("suggest", tmp_path / "P.flim")
    assert output["images"][0]["doubt"] is None
    assert {place["class"] for place in output["places"]} == {None}
    assert {gap["lacks"] for gap in output["classes"]} == {"markers"}


def test_refuses_unknown_images(scene: Scene, tmp_path: Path) -> None:
    ok("new", tmp_path / "P.flim", scene.images)
    assert "is no image of the project" in refused(
        "suggest", tmp_path / "P.flim", "--image", "moon"
    )
    refused("suggest", tmp_path / "missing.flim")
    refused("suggest", tmp_path / "P.flim", "--radius", "0")
