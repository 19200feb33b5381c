"""The demo's project: complete, with markers and masks, not built."""

from pathlib import Path

import pytest

from flimbuilder.demo.project import free_demo_folder, make_demo_project
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import read_mask
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import open_project


@pytest.mark.parametrize("name", ["coins", "ihc"])
def test_the_demo_project_is_complete(tmp_path: Path, name: str) -> None:
    seen: list[tuple[str, int, int]] = []
    made = make_demo_project(tmp_path / "demo", name, lambda *progress: seen.append(progress))
    assert made.path == tmp_path / "demo" / f"{name}.flim"
    opened = open_project(made.path)
    assert opened.notes == opened.unsaved == ()
    project, finder = opened.project, ImageFinder(made.path)
    assert {entry.role for entry in project.images} == {"train", "test"}
    for entry in project.images:
        assert finder.locate(entry).parent == tmp_path / "demo" / name / "images"
        assert read_mask(finder.locate_mask(entry)).shape == entry.shape[:2]
        assert bool(project.markers_of(entry.id).markers) == (entry.role == "train")
    assert not (made.path / "models").exists()
    assert seen[0][1:] == (0, 2)
    assert seen[-1] == ("done", 2, 2)


def test_an_existing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="exists already"):
        make_demo_project(tmp_path)
    with pytest.raises(InputError, match=r"'cells'; choose from coins, ihc"):
        make_demo_project(tmp_path / "demo", "cells")
    assert not list(tmp_path.iterdir())


def test_the_first_free_folder(tmp_path: Path) -> None:
    first = free_demo_folder(tmp_path)
    assert first == tmp_path / "flimbuilder-demo"
    first.mkdir()
    second = free_demo_folder(tmp_path)
    assert second == tmp_path / "flimbuilder-demo-2"
    second.mkdir()
    assert free_demo_folder(tmp_path).name == "flimbuilder-demo-3"
