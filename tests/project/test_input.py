"""``input.standardise`` in ``project.json``, and files that were written without it."""

import json
from pathlib import Path

import pytest

from flimbuilder.errors import ProjectFormatError
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, Architecture, Block
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.project import Project

KINDS = ("none", "mean", "standard")


def document_of(folder: Path) -> dict:
    return json.loads((folder / "project.json").read_text())


def write(folder: Path, **changes: object) -> None:
    """Change fields of a saved project; None removes one."""
    document = {**document_of(folder), **changes}
    document = {name: value for name, value in document.items() if value is not None}
    (folder / "project.json").write_text(json.dumps(document))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_project(tmp_path / "new.flim", Project(architecture=Architecture(blocks=(Block(),))))
    return tmp_path / "new.flim"


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_names_the_standardisation_once(tmp_path: Path, kind: str) -> None:
    architecture = DEFAULT_ARCHITECTURE.with_(standardise=kind)
    create_project(tmp_path / "a.flim", Project(architecture=architecture))
    document = document_of(tmp_path / "a.flim")
    assert document["input"] == {"standardise": kind}
    assert "standardise" not in document["architecture"]
    project = open_project(tmp_path / "a.flim").project
    assert project.input.standardise == project.architecture.standardise == kind
    assert project.architecture == architecture


def test_a_new_project_has_the_defaults_of_today(tmp_path: Path) -> None:
    create_project(tmp_path / "a.flim", Project())
    document = document_of(tmp_path / "a.flim")
    assert document["input"] == {"standardise": "standard"}
    assert document["decoder"]["id"] == "ml"
    assert document["delineation"]["threshold"] == "auto"
    assert open_project(tmp_path / "a.flim").project == Project()


@pytest.mark.parametrize("kind", KINDS)
def test_a_script_sets_it(folder: Path, kind: str) -> None:
    write(folder, input={"standardise": kind})
    assert open_project(folder).project.architecture.standardise == kind


def test_a_file_without_settings_means_what_it_meant_when_it_was_written(folder: Path) -> None:
    write(folder, input=None, decoder={}, delineation={})
    project = open_project(folder).project
    assert project.input.standardise == "none"
    assert project.decoder == DecoderChoice(id="lm")
    assert project.delineation == Delineation(threshold="otsu", method="none")


def test_a_setting_of_the_architecture_is_read(folder: Path) -> None:
    architecture = {**document_of(folder)["architecture"], "standardise": "mean"}
    write(folder, input=None, architecture=architecture)
    assert open_project(folder).project.input.standardise == "mean"
    write(folder, input={"standardise": "mean"}, architecture=architecture)
    assert open_project(folder).project.input.standardise == "mean"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"standardise": "yes"},
            "input.standardise: Input should be 'none', 'mean' or 'standard'",
        ),
        ({"standardize": "mean"}, "input.standardize: Extra inputs are not permitted"),
        (["mean"], r"input: is \['mean'\], not an object"),
    ],
)
def test_another_input_is_an_error(folder: Path, given: object, message: str) -> None:
    write(folder, input=given)
    with pytest.raises(ProjectFormatError, match=message):
        open_project(folder)


def test_contradicting_settings_are_an_error(folder: Path) -> None:
    architecture = {**document_of(folder)["architecture"], "standardise": "mean"}
    write(folder, input={"standardise": "none"}, architecture=architecture)
    message = "input.standardise: 'none' differs from architecture.standardise 'mean'"
    with pytest.raises(ProjectFormatError, match=message):
        open_project(folder)
