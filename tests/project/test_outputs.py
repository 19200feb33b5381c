"""Checks on output paths."""

import os
from pathlib import Path

import pytest

from flimbuilder.errors import InputError, SaveError
from flimbuilder.project.outputs import (
    default_model_folder,
    make_folder,
    output_file,
    require_none_overwritten,
)


def test_the_default_model_folder_is_in_the_project() -> None:
    assert default_model_folder(Path("P")) == Path("P/models/default")


def test_folders_are_made_with_their_parents(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    for place in (tmp_path / "a", tmp_path / "a" / "b"):
        with pytest.raises(SaveError, match=r"can't create the folder: .*; choose another one"):
            make_folder(place)


def test_a_file_name_or_a_folder_with_the_default_name(tmp_path: Path) -> None:
    assert output_file(tmp_path, "network.onnx") == tmp_path / "network.onnx"
    assert output_file(tmp_path / "new" / "mine", "network.onnx") == tmp_path / "new" / "mine"
    assert (tmp_path / "new").is_dir()


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "network.onnx").mkdir()
    with pytest.raises(SaveError, match=r"network\.onnx: is a folder"):
        output_file(tmp_path, "network.onnx")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SaveError, match="no permission to write in its folder"):
        output_file(tmp_path, "network.onnx")


def test_only_inputs_are_protected(tmp_path: Path) -> None:
    require_none_overwritten([tmp_path / "a"], [tmp_path / "b"])
    with pytest.raises(InputError, match="b: would overwrite one of the images, masks"):
        require_none_overwritten([tmp_path / "a", tmp_path / "x" / ".." / "b"], [tmp_path / "b"])


def test_a_link_to_an_input_is_that_input(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "b")
    (tmp_path / "loop").symlink_to("loop")
    require_none_overwritten([tmp_path / "loop"], [tmp_path / "b"])
    with pytest.raises(InputError, match="link: would overwrite one of the images, masks"):
        require_none_overwritten([tmp_path / "link"], [tmp_path / "b"])


def test_no_folder_is_made_through_a_link_in_a_project(tmp_path: Path) -> None:
    project, outside = tmp_path / "P.flim", tmp_path / "outside"
    project.mkdir()
    outside.mkdir()
    (project / "project.json").write_text("{}")
    (project / "models").symlink_to(outside)
    with pytest.raises(SaveError, match="models"):
        make_folder(project / "models" / "results")
    assert not list(outside.iterdir())
    (tmp_path / "linked.flim").symlink_to(project)
    make_folder(tmp_path / "linked.flim" / "results")
    assert (project / "results").is_dir()
