"""The window and its image show before what only work needs is loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from flimbuilder.gui.app import create_window
from flimbuilder.gui.window import MainWindow

START = """
import gc, sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
import flimbuilder.gui.settings as settings
settings.settings_file = lambda: Path(sys.argv[1]) / "window.ini"
from flimbuilder.gui import app

def tell(what):
    heavy = {"torch", "sklearn", "skimage", "scipy", "pandas", "matplotlib"} & sys.modules.keys()
    print(what, *sorted(heavy), flush=True)

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            tell("paint")
        return False

made = app._end_with_control_c
def begin(application, window):
    made(application, window)
    session = window.session
    window.watch = Watch(window)
    window.installEventFilter(window.watch)
    session.pixels.changed.connect(lambda: tell("image"))
    session.libraries.loaded.connect(lambda: print("loaded", gc.isenabled(), flush=True))
    session.failed.connect(lambda error: print("failed", error, flush=True))
    if session.document.is_open:
        session.builder.changed.connect(lambda: (print("built"), application.exit()))
    else:
        session.libraries.loaded.connect(lambda: application.exit())
app._end_with_control_c = begin
sys.exit(app.run(*map(Path, sys.argv[2:])))
"""


def lines_of_a_start(*words: Path) -> list[str]:
    """Return what the program tells of its start, in a process of its own."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", START, *map(str, words)],
        env=environment, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_the_window_shows_first(tmp_path: Path) -> None:
    assert lines_of_a_start(tmp_path) == ["paint", "loaded True"]


def test_so_does_the_image_of_a_project(tmp_path: Path, project_folder: Path) -> None:
    lines = lines_of_a_start(tmp_path, project_folder)
    assert sorted(lines[:2]) == ["image", "paint"]
    assert lines[2:] == ["loaded True", "built"]


@pytest.mark.parametrize("shown", [True, False])
def test_a_window_loads_by_itself(qtbot: QtBot, project_folder: Path, shown: bool) -> None:
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
