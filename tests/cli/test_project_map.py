"""project-map: a table for people, JSON for scripts, and files."""

from pathlib import Path

import pytest

from tests.cli.commands import ok, ok_json, refused, tree
from tests.scenes import Scene

pytestmark = pytest.mark.slow


def test_a_table_says_which_block_separates_the_classes(shared_scene: Scene) -> None:
    project = shared_scene.folder.parent / "project"
    lines = ok("project-map", project, "--of", "patches", "--method", "pca").stdout.splitlines()
    assert lines[0] == "patches: how well each block separates the classes"
    assert lines[1].split()[:2] == ["block", "points"]
    assert [line.split()[0] for line in lines[2:4]] == ["1", "2"]


def test_json_and_files(shared_scene: Scene, tmp_path: Path) -> None:
    project = shared_scene.folder.parent / "project"
    words = ("project-map", project, "--of", "kernels", "--colour", "marker", "--out", tmp_path)
    found = ok_json(*words, "--thumbnails")
    assert found["of"] == "kernels"
    assert [entry["block"] for entry in found["blocks"]] == [1, 2]
    assert {"silhouette", "accuracy", "chance", "points"} <= set(found["blocks"][0])
    assert {"x", "y", "kernel", "class", "image"} <= set(found["maps"][1]["points"][0])
    assert len(found["files"]) == 6
    assert all(Path(path).is_file() for path in found["files"])
    one = ok_json(*words[:2], "--block", 2, "--method", "pca", "--out", tmp_path / "one" / "a.PNG")
    assert [entry["block"] for entry in one["maps"]] == [2]
    assert (tmp_path / "one" / "a.PNG").read_bytes().startswith(b"\x89PNG")


def test_wrong_words_end_in_one_line(shared_scene: Scene, tmp_path: Path) -> None:
    project, model = (shared_scene.folder.parent / name for name in ("project", "model"))
    assert "choose from kernels" in refused("project-map", project, "--of", "eggs")
    assert "give a folder, or one block" in refused("project-map", project, "--out", "a.svg")
    assert "ends in .svg" in refused("project-map", project, "--block", 1, "--out", "a.gif")
    assert "give the project" in refused("project-map", model, "--of", "images")
    assert "blocks 1 to 2" in refused("project-map", project, "--block", 7)
    assert "choose from class, image, dice" in refused(
        "project-map", project, "--of", "images", "--colour", "weight"
    )


def test_overwrites_no_image(scene: Scene, project: Path) -> None:
    before = tree(scene.folder)
    words = ("project-map", project, "--block", 1, "--method", "pca", "--out")
    for out in (scene.image("a"), scene.labels / "b.png"):
        assert "would overwrite one of the images" in refused(*words, out)
    scene.image("a").rename(scene.images / "kernels-block1-pca.png")
    before["images/kernels-block1-pca.png"] = before.pop("images/a.png")
    refused(*words, scene.images, "--images", scene.images)
    assert tree(scene.folder) == before
