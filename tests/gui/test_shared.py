"""A project in two windows: the second is read-only, follows the first, and takes over."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Session
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton

OTHER = """
import sys
from pathlib import Path
from flimbuilder.project.edits import SetSeed
from flimbuilder.session.document import Document
document = Document()
document.open(Path(sys.argv[1]))
print(0, flush=True)
for line in sys.stdin:
    document.do("Seed", SetSeed(seed=int(line)))
    print(document.project.seed, flush=True)
"""


class OtherWindow:
    """A process that has the project open and sets its seed."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(folder)],
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._answer()

    def set_seed(self, seed: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seed}\n")
        self.process.stdin.flush()
        assert self._answer() == seed

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _answer(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())


@pytest.fixture
def other(project_folder: Path) -> Iterator[OtherWindow]:
    made = OtherWindow(project_folder)
    yield made
    made.kill()


@pytest.fixture
def second(other: OtherWindow, opened: MainWindow) -> MainWindow:
    return opened


def banner(window: MainWindow) -> QFrame:
    return find(window, QFrame, "sharedBanner")


def text(window: MainWindow) -> str:
    return find(window, QLabel, "sharedText").text()


def button(window: MainWindow, name: str) -> QPushButton:
    return find(window, QPushButton, name)


def test_the_second_window_is_read_only_under_a_banner(
    qtbot: QtBot, second: MainWindow, other: OtherWindow, project_folder: Path
) -> None:
    assert banner(second).isVisible()
    assert text(second) == "Open in another window: read-only."
    assert not button(second, "takeOverButton").isVisible()
    assert not find(second, QWidget, "recoveryBanner").isVisible()
    canvas = find(second, Canvas, "canvas")
    before = second.session.document.project
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_D)
    QTest.mouseClick(canvas, LEFT, pos=QPoint(canvas.width() // 2, canvas.height() // 2))
    assert second.session.document.project == before
    other.set_seed(3)  # the first window is not disturbed


def test_the_second_window_follows_and_reloads(
    qtbot: QtBot, second: MainWindow, other: OtherWindow
) -> None:
    document, follow = second.session.document, find(second, QCheckBox, "followButton")
    other.set_seed(3)
    qtbot.waitUntil(lambda: document.project.seed == 3)
    QTest.mouseClick(follow, LEFT)
    assert not follow.isChecked()
    other.set_seed(4)
    assert document.project.seed == 3
    QTest.mouseClick(button(second, "reloadButton"), LEFT)
    qtbot.waitUntil(lambda: document.project.seed == 4)


def test_the_second_window_takes_over_from_a_killed_one(
    qtbot: QtBot, second: MainWindow, other: OtherWindow
) -> None:
    other.set_seed(3)
    other.kill()
    take_over = button(second, "takeOverButton")
    qtbot.waitUntil(take_over.isVisible)
    assert text(second) == "The other window has closed the project."
    assert not button(second, "reloadButton").isVisible()
    QTest.mouseClick(take_over, LEFT)
    assert not banner(second).isVisible()
    assert find(second, QWidget, "recoveryBanner").isVisible()
    QTest.mouseClick(button(second, "recoverButton"), LEFT)
    assert second.session.document.project.seed == 3
    second.session.set_seed(8)
    assert second.session.document.read_only_reason is None


def test_a_window_alone_has_no_banner(
    window: MainWindow, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    window.commands.open(project_folder)
    settle(window.session)
    assert not banner(window).isVisible()
