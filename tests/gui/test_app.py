"""Starting: the window as a value, and as a program of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from flimbuilder.errors import FlimError
from flimbuilder.gui.app import create_window
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.window import MainWindow


def test_it_is_built_without_being_shown(qtbot: QtBot) -> None:
    window = create_window()
    qtbot.addWidget(window)
    assert isinstance(window, QMainWindow)
    assert not window.isVisible()


def test_with_a_project(qtbot: QtBot, project_folder: Path) -> None:
    window = create_window(project_folder)
    qtbot.addWidget(window)
    assert isinstance(window, MainWindow)
    assert window.session.document.path == project_folder
    assert Settings().recent == [project_folder]


def test_what_is_no_project_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(FlimError) as raised:
        create_window(tmp_path)
    assert str(raised.value).startswith(str(tmp_path))


def test_work_ends_with_a_window_that_was_never_closed(qtbot: QtBot, project_folder: Path) -> None:
    window = create_window(project_folder)
    assert isinstance(window, MainWindow)
    session = window.session
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window))
    assert not session.jobs.running


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
def test_control_c_ends_it_and_nothing_is_lost(project_folder: Path, tmp_path: Path) -> None:
    script = f"""
import flimbuilder.gui.settings as settings
from pathlib import Path
settings.settings_file = lambda: Path({str(tmp_path / "w.ini")!r})
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from flimbuilder.gui import app
import sys

def edit():
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow")
    window.session.drawing.disk((9, 9))
    print("ready", flush=True)

made = app._end_with_control_c
def begin(application, window):
    made(application, window)
    QTimer.singleShot(0, edit)
app._end_with_control_c = begin
sys.exit(app.run(Path({str(project_folder)!r})))
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
    assert len((project_folder / "journal.ndjson").read_text().splitlines()) == 2
