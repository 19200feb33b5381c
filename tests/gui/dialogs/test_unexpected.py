"""Reports of errors of the program."""

import sys
import threading

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flimbuilder import __version__
from flimbuilder.gui.dialogs.unexpected import Reporter, UnexpectedDialog


@pytest.fixture
def reporter(parent: QWidget, monkeypatch: pytest.MonkeyPatch) -> Reporter:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = Reporter(parent)
    made.install()
    return made


def shown(parent: QWidget) -> list[UnexpectedDialog]:
    return parent.findChildren(UnexpectedDialog, "unexpectedDialog")


def test_an_uncaught_error_is_reported(
    reporter: Reporter, parent: QWidget, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ZeroDivisionError("why")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(shown(parent)))
    report = shown(parent)[0].report
    assert f"flimbuilder {__version__}" in report
    assert "ZeroDivisionError: why" in report
    assert "test_unexpected.py" in report
    assert "ZeroDivisionError: why" in capsys.readouterr().err


def test_an_error_of_another_thread_is_reported(
    reporter: Reporter, parent: QWidget, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise RuntimeError("elsewhere")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(shown(parent)))
    assert "RuntimeError: elsewhere" in shown(parent)[0].report


def test_an_interruption_is_not_reported(
    reporter: Reporter, parent: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    reported: list[object] = []
    reporter._raised.connect(reported.append)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert reported == []
