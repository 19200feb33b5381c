"""``encoder`` in ``project.json``: the model whose first blocks the encoder has."""

import json
from pathlib import Path

import pytest

from flimbuilder.errors import ProjectFormatError
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.edits import SetArchitecture, apply_with_inverse
from flimbuilder.project.encoder_start import EncoderStart
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.images import rebase
from flimbuilder.project.project import FrozenIdentity, KernelEdit, Project

START = EncoderStart(path="../a b.model", absolute="/x/a b.model", blocks=2, fingerprint="0" * 64)
PLAIN = Architecture(blocks=(Block(), Block(), Block()))
EDIT = KernelEdit(block=1, action="delete", kernel=FrozenIdentity(kernel=3), weights=(0.5,))
VALID = {"from": "m", "blocks": 1, "fingerprint": "0" * 64}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = Project(architecture=PLAIN.with_(start=START), kernel_edits=(EDIT,))
    create_project(tmp_path / "p.flim", project)
    return tmp_path / "p.flim"


def change(folder: Path, **changes: object) -> None:
    path = folder / "project.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_there_and_back(folder: Path) -> None:
    document = json.loads((folder / "project.json").read_text())
    assert document["encoder"] == {
        "from": "../a b.model", "absolute": "/x/a b.model", "blocks": 2, "fingerprint": "0" * 64
    }  # fmt: skip
    assert "encoder" not in document["architecture"]
    project = open_project(folder).project
    assert project.architecture.start == START
    assert project.kernel_edits == (EDIT,)


def test_a_project_that_learns_all_blocks_does_not_write_it(tmp_path: Path) -> None:
    create_project(tmp_path / "a.flim", Project(architecture=PLAIN))
    text = (tmp_path / "a.flim" / "project.json").read_text()
    assert "encoder" not in text
    assert open_project(tmp_path / "a.flim").project.architecture.start is None


def test_it_may_be_a_field_of_the_architecture(folder: Path) -> None:
    document = json.loads((folder / "project.json").read_text())
    start = document.pop("encoder")
    document["architecture"]["encoder"] = start
    (folder / "project.json").write_text(json.dumps(document))
    assert open_project(folder).project.architecture.start == START


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (5, "encoder: is 5, not an object"),
        ({}, r"encoder\.from: Field required"),
        ({**VALID, "blocks": 4}, r"encoder\.blocks: 4, but the architecture has 3"),
        ({**VALID, "blocks": 0}, r"encoder\.blocks: Input should be greater"),
        ({**VALID, "blocks": True}, r"encoder\.blocks: Input should be a valid integer"),
        ({**VALID, "from": ""}, r"encoder\.from: String should have at least 1"),
        ({**VALID, "fingerprint": "f"}, r"encoder\.fingerprint: String should match"),
        ({**VALID, "kernels": 3}, r"encoder\.kernels: Extra inputs"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, given: object, message: str) -> None:
    change(folder, encoder=given)
    with pytest.raises(ProjectFormatError, match=message) as raised:
        open_project(folder)
    assert str(folder / "project.json") in str(raised.value)


def test_two_that_differ_are_refused(folder: Path) -> None:
    architecture = json.loads((folder / "project.json").read_text())["architecture"]
    change(folder, architecture={**architecture, "encoder": VALID})
    with pytest.raises(ProjectFormatError, match=r"encoder: differs from architecture\.encoder"):
        open_project(folder)


def test_an_edit_and_its_inverse() -> None:
    before = Project(architecture=PLAIN)
    after, inverse = apply_with_inverse(
        before, SetArchitecture(architecture=PLAIN.with_(start=START))
    )
    assert after.architecture.start == START
    assert inverse.model_dump(mode="json")["architecture"].get("encoder") is None
    assert apply_with_inverse(after, inverse)[0] == before


def test_paths_follow_the_project_folder(tmp_path: Path) -> None:
    project = Project(architecture=PLAIN.with_(start=START))
    start = rebase(project, tmp_path / "p.flim", tmp_path / "deep" / "q.flim").architecture.start
    assert start is not None
    assert start.path == "../../a b.model"
    assert start.absolute == str(tmp_path.resolve() / "a b.model")
    assert start.key == START.key
