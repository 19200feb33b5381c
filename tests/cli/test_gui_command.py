"""The command that opens the window."""

import sys
from pathlib import Path

import pytest

from flimbuilder.cli import window
from tests.cli.commands import mistake, ok, refused, run, run_process

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
NOWHERE = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The projects that the window was opened with."""
    projects: list[Path | None] = []
    monkeypatch.setattr(
        window, "open_window", lambda project=None, language=None: projects.append(project)
    )
    return projects


def test_no_command_opens_the_window(asked: list[Path | None]) -> None:
    assert run().status == 0
    assert asked == [None]


def test_the_command_opens_a_project(asked: list[Path | None]) -> None:
    ok("gui", "P.flim")
    ok("gui")
    assert asked == [Path("P.flim"), None]


def test_a_folder_instead_of_a_command_is_opened(
    asked: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "P.flim").mkdir()
    (tmp_path / "info").mkdir()
    monkeypatch.chdir(tmp_path)
    ok(tmp_path / "P.flim")
    assert asked == [tmp_path / "P.flim"]
    assert "No such command 'Q.flim'" in refused("Q.flim")
    assert "give either a PATH" in refused("info")  # commands come first
    assert len(asked) == 1


def test_the_file_of_a_project_opens_its_folder(
    asked: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As file managers do, which open folders themselves."""
    folder = tmp_path / "P.flim"
    folder.mkdir()
    (folder / "project.json").write_text("{}")
    (folder / "other.json").write_text("{}")
    ok(folder / "project.json")
    ok("gui", folder / "project.json")
    monkeypatch.chdir(folder)
    ok("project.json")
    assert asked == [folder, folder, folder]
    assert "No such command" in refused(folder / "other.json")
    monkeypatch.chdir(tmp_path)
    assert "No such command 'project.json'" in refused("project.json")


def test_help_and_version_open_no_window(asked: list[Path | None]) -> None:
    assert " gui " in ok("--help").stdout
    ok("--version")
    ok("gui", "--help")
    assert asked == []


@linux
@pytest.mark.parametrize("words", [[], ["gui"]])
def test_no_display_is_one_line(words: list[str]) -> None:
    line = mistake(run_process(*words, env=NOWHERE))
    assert line.startswith("no display: ")
    assert "xvfb-run" in line


def test_a_project_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    config = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    line = mistake(run_process("gui", tmp_path / "none.flim", env=config))
    assert line.startswith(str(tmp_path / "none.flim"))


def test_a_missing_library_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    class Broken:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "flimbuilder.gui.app":
                raise ImportError("libGL.so.1: cannot open shared object file: No such file")

    monkeypatch.delitem(sys.modules, "flimbuilder.gui.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    assert refused("gui").startswith("libGL.so.1: this system library is missing")
