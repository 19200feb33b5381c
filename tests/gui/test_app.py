"""Starting the window, in this process and as a program."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from flimbuilder.errors import FlimError
from flimbuilder.gui.app import create_window
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.window import MainWindow

pytestmark = pytest.mark.slow

START = """
import gc, sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
import flimbuilder.gui.settings as settings
settings.settings_file = lambda: Path(sys.argv[1]) / "window.ini"
from flimbuilder.gui import app

def report(event):
    heavy = {"torch", "sklearn", "skimage", "scipy", "pandas", "matplotlib"} & sys.modules.keys()
    print(event, *sorted(heavy), flush=True)

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            report("paint")
        return False

made = app._end_with_control_c
def begin(application, window):
    made(application, window)
    session = window.session
    window.watch = Watch(window)
    window.installEventFilter(window.watch)
    session.pixels.changed.connect(lambda: report("image"))
    session.libraries.loaded.connect(lambda: print("loaded", gc.isenabled(), flush=True))
    session.failed.connect(lambda error: print("failed", error, flush=True))
    if session.document.is_open:
        session.builder.changed.connect(lambda: (print("built"), application.exit()))
    else:
        session.libraries.loaded.connect(lambda: application.exit())
app._end_with_control_c = begin
sys.exit(app.run(*map(Path, sys.argv[2:])))
"""


def test_a_window_is_created_without_being_shown(qtbot: QtBot) -> None:
    window = create_window()
    qtbot.addWidget(window)
    assert isinstance(window, QMainWindow)
    assert not window.isVisible()


def test_a_window_opens_a_project(qtbot: QtBot, project_folder: Path) -> None:
    window = create_window(project_folder)
    qtbot.addWidget(window)
    assert isinstance(window, MainWindow)
    assert window.session.document.path == project_folder
    assert Settings().recent == [project_folder]


def test_another_folder_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(FlimError) as raised:
        create_window(tmp_path)
    assert str(raised.value).startswith(str(tmp_path))


def test_deleting_a_window_stops_its_jobs(qtbot: QtBot, project_folder: Path) -> None:
    window = create_window(project_folder)
    assert isinstance(window, MainWindow)
    session = window.session
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window))
    assert not session.jobs.running


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for children")
def test_control_c_exits_without_losing_edits(project_folder: Path, tmp_path: Path) -> None:
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


def lines_of_a_start(*words: Path) -> list[str]:
    """Start the program in a new process; return the events that it prints."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", START, *map(str, words)],
        env=environment, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_the_window_is_painted_before_torch_is_loaded(tmp_path: Path) -> None:
    assert lines_of_a_start(tmp_path) == ["paint", "loaded True"]


def test_the_first_image_is_painted_before_torch_is_loaded(
    tmp_path: Path, project_folder: Path
) -> None:
    lines = lines_of_a_start(tmp_path, project_folder)
    assert sorted(lines[:2]) == ["image", "paint"]
    assert lines[2:] == ["loaded True", "built"]


@pytest.mark.parametrize("shown", [True, False])
def test_a_window_loads_its_libraries(qtbot: QtBot, project_folder: Path, shown: bool) -> None:
    window = create_window(project_folder)
    assert isinstance(window, MainWindow)
    session = window.session
    waiting = [job.lane for job in session.jobs.running]
    assert "build" in waiting
    if shown:
        window.show()
    qtbot.waitUntil(lambda: not session.jobs.running, timeout=30_000)
    assert session.builder.current is not None
    window.commands.leave = lambda then: then()  # type: ignore[method-assign]
    window.close()
    window.deleteLater()


def test_a_window_may_be_closed_before_it_is_painted(qapp: QApplication) -> None:
    window = create_window()
    window.show()
    window.close()
    window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()  # an exception in a slot fails the test
