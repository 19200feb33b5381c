"""Where results go."""

from pathlib import Path

import pytest

from flimbuilder.errors import InputError, SaveError
from flimbuilder.workflow.places import (
    default_model_folder,
    make_folder,
    require_none_overwritten,
)


def test_a_model_s_usual_place_is_in_its_project() -> None:
    assert default_model_folder(Path("P")) == Path("P/models/default")


def test_folders_are_made_with_their_parents(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    for place in (tmp_path / "a", tmp_path / "a" / "b"):
        with pytest.raises(SaveError, match=r"cannot be made: .*; choose another place"):
            make_folder(place)


def test_only_inputs_are_protected(tmp_path: Path) -> None:
    require_none_overwritten([tmp_path / "a"], [tmp_path / "b"])
    with pytest.raises(InputError, match="b: is one of the images or masks"):
        require_none_overwritten([tmp_path / "a", tmp_path / "x" / ".." / "b"], [tmp_path / "b"])


def test_a_link_to_an_input_is_that_input(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "b")
    (tmp_path / "loop").symlink_to("loop")
    require_none_overwritten([tmp_path / "loop"], [tmp_path / "b"])
    with pytest.raises(InputError, match="link: is one of the images or masks"):
        require_none_overwritten([tmp_path / "link"], [tmp_path / "b"])
