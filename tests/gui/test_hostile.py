"""Projects of strangers in the window: the reason on one line, and nothing written outside."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from flimbuilder.gui.window import MainWindow
from flimbuilder.project.commit import commit_version
from flimbuilder.project.documents import encode_version
from flimbuilder.project.edits import SetSeed
from flimbuilder.project.files import CLAIM_FILE
from flimbuilder.project.folder import open_project
from flimbuilder.project.folder_handle import open_folder
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find
from tests.project.project_examples import tree

Settle = Callable[[Session], None]


@pytest.fixture
def posted(window: MainWindow) -> list[Message]:
    posted: list[Message] = []
    window.session.message_posted.connect(posted.append)
    return posted


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the user with files of the names in a project."""
    (tmp_path / "outside").mkdir()
    for name in ("project.json", "commit.json", "thesis.tex"):
        (tmp_path / "outside" / name).write_text(f"my {name}")
    return tmp_path / "outside"


def shown_message(window: MainWindow) -> str:
    label = find(window, QLabel, "message")
    return label.toolTip() or label.text()


def begin_save(folder: Path) -> None:
    """Commit a save without finishing it, as a killed program does."""
    project = open_project(folder).project
    with open_folder(folder) as handle:
        commit_version(
            handle, encode_version(project.with_(seed=9), 2), 2, removed=[], journal_end=None
        )


def replace_by_link(path: Path, target: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize("part", ["markers", ".save", "backups", "project.json", "journal.ndjson"])
def test_a_link_is_named(
    window: MainWindow, project_folder: Path, outside: Path, posted: list[Message], part: str
) -> None:
    begin_save(project_folder)
    replace_by_link(project_folder / part, outside)
    before = tree(outside)
    window.commands.open(project_folder)
    [message] = posted
    assert message.level == "error"
    assert "is a link" in message.text
    assert str(project_folder / part) in message.text
    assert len(message.text) < 300
    assert "\n" not in message.text
    assert shown_message(window) == message.text
    assert not window.session.document.is_open
    assert tree(outside) == before


def test_an_unfinished_save_is_read_and_named(
    window: MainWindow, project_folder: Path, posted: list[Message], settle: Settle
) -> None:
    begin_save(project_folder)
    before = tree(project_folder)
    window.commands.open(project_folder)
    after = tree(project_folder)
    del after[CLAIM_FILE]  # of the window that has it open
    assert after == before  # reading repairs nothing
    notes = [message for message in posted if message.level == "warning"]
    assert len(notes) == 1
    assert "saving revision 2 was interrupted" in notes[0].text
    assert len(notes[0].text) < 300
    assert "\n" not in notes[0].text
    assert window.session.document.project.seed == 9
    settle(window.session)


def test_a_link_that_comes_later_refuses_an_edit(
    window: MainWindow,
    project_folder: Path,
    outside: Path,
    posted: list[Message],
    settle: Settle,
) -> None:
    window.commands.open(project_folder)
    settle(window.session)
    replace_by_link(project_folder / "journal.ndjson", outside / "thesis.tex")
    before, project = tree(outside), window.session.document.project
    posted.clear()
    session = window.session
    session.attempt(lambda: session.drawing.disk((9.0, 9.0)))
    assert [message.level for message in posted] == ["error"]
    assert "is a link" in posted[0].text
    assert session.document.project == project
    replace_by_link(project_folder / "markers", outside)
    window.actions_by_name["saveAction"].trigger()
    assert tree(outside) == before
    settle(session)


def test_an_edit_beside_another_program_is_refused(
    window: MainWindow, project_folder: Path, posted: list[Message], settle: Settle
) -> None:
    window.commands.open(project_folder)
    settle(window.session)
    posted.clear()
    open_project(project_folder).journal_edit(SetSeed(seed=5))
    session, project = window.session, window.session.document.project
    session.attempt(lambda: session.drawing.disk((9.0, 9.0)))
    assert [message.level for message in posted] == ["error"]
    assert "another program" in posted[0].text
    assert len(posted[0].text) < 300
    assert "\n" not in posted[0].text
    assert session.document.project == project
    assert open_project(project_folder).unsaved
