"""File > Report writes the page in the background and opens it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Message, Session
from flimbuilder.workflow.report import report_project

pytestmark = pytest.mark.slow


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were opened."""
    pages: list[str] = []

    def keep(url: QUrl) -> bool:
        pages.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", keep)
    return pages


def trigger(window: MainWindow) -> None:
    action = window.findChild(QAction, "reportAction")
    assert action is not None
    assert action.isEnabled()
    action.trigger()


def test_writes_and_opens_the_page_of_the_command_line(
    opened: MainWindow,
    tmp_path: Path,
    shown: list[str],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    messages: list[Message] = []
    opened.session.message_posted.connect(messages.append)
    monkeypatch.setattr(files, "choose_target", lambda *_: tmp_path / "page")
    trigger(opened)
    qtbot.waitUntil(lambda: bool(shown), timeout=180_000)
    page = tmp_path / "page.html"
    assert shown == [str(page)]
    assert messages[-1].text == f"Wrote {page}"
    folder = opened.session.document.path
    assert folder is not None
    report_project(folder, tmp_path / "other.html")
    assert (tmp_path / "other.html").read_bytes() == page.read_bytes()


def test_can_be_stopped(
    opened: MainWindow,
    tmp_path: Path,
    shown: list[str],
    settle: Callable[[Session], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "choose_target", lambda *_: tmp_path / "page.html")
    trigger(opened)
    job = opened.session.jobs.in_lane("report")
    assert job is not None
    assert not job.quiet
    opened.session.jobs.cancel("report")
    settle(opened.session)
    assert shown == []


def test_asks_for_nothing_without_a_file(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "choose_target", lambda *_: None)
    trigger(opened)
    assert opened.session.jobs.in_lane("report") is None


def test_needs_a_project(window: MainWindow) -> None:
    action = window.findChild(QAction, "reportAction")
    assert action is not None
    assert not action.isEnabled()
