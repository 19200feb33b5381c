"""Commands on a model folder of a stranger run nothing of it, as SECURITY.md promises."""

from pathlib import Path

import pytest

from tests.cli.commands import ok
from tests.scenes import Scene

PROGRAM = "from pathlib import Path\nPath('flimbuilder-was-here').touch()\nraise SystemExit(7)\n"


@pytest.fixture
def strange(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model whose encoder.py is any program, in a folder where it would leave a file."""
    folder = tmp_path / "strange.model"
    ok("build", project, "--out", folder)
    for name in ("encoder.py", "torch.py", "sitecustomize.py"):
        (folder / name).write_text(PROGRAM)
    monkeypatch.chdir(folder)
    return folder


def test_no_command_runs_it(strange: Path, scene: Scene, tmp_path: Path) -> None:
    ok("info", strange)
    ok("predict", strange, scene.images, "--out", tmp_path / "out", "--mask")
    ok("evaluate", strange, "--images", scene.images, "--labels", scene.labels)
    ok("export", strange, tmp_path / "encoder.pt", "--to", "pytorch")
    assert not list(tmp_path.rglob("flimbuilder-was-here"))


def test_a_copy_of_the_model_has_our_program(strange: Path, tmp_path: Path) -> None:
    ok("export", strange, tmp_path / "copy.model", "--to", "model")
    assert (strange / "encoder.py").read_text() == PROGRAM
    source = (tmp_path / "copy.model" / "encoder.py").read_text()
    assert source.startswith('"""The encoder and decoder of this folder, written by flimbuilder')
    assert not (tmp_path / "copy.model" / "torch.py").exists()


def test_building_again_leaves_foreign_files_unread(
    strange: Path, project: Path, tmp_path: Path
) -> None:
    ok("build", project, "--out", strange)
    assert (strange / "encoder.py").read_text() != PROGRAM
    ok("build", project, "--out", strange, "--verify")
    assert not list(tmp_path.rglob("flimbuilder-was-here"))
