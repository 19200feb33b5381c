"""Fixtures of the window's tests: no screen, and no widget may be left behind."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flimbuilder.gui.keymap import keymap
from flimbuilder.gui.window import OwnerThreadCaller
from flimbuilder.project.markers import Disk, ImageMarkers, Stroke
from flimbuilder.session.session import Message, Session
from tests.session.conftest import make_project, watched_session

if TYPE_CHECKING:
    from flimbuilder.gui.window import MainWindow

SIDE = 64
KEYS = {
    "buildAction": ("B",),
    "liveAction": ("L",),
    "diskAction": ("D",),
    "strokeAction": ("S",),
    **{f"class{number}Action": (str(number),) for number in range(10)},
}


@pytest.fixture(autouse=True)
def no_widget_is_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a top-level widget behind."""
    before = set(qapp.topLevelWidgets())
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    left = [widget for widget in qapp.topLevelWidgets() if widget not in before]
    names = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in left]
    for widget in left:
        widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not names, f"left behind: {', '.join(names)}"


@pytest.fixture(autouse=True)
def _own_settings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replace the user's settings and documents."""
    place = tmp_path_factory.mktemp("user")
    monkeypatch.setattr("flimbuilder.gui.settings.settings_file", lambda: place / "window.ini")
    monkeypatch.setattr("flimbuilder.gui.commands.help.user_documents_path", lambda: place)


@pytest.fixture(autouse=True)
def _default_keys(qapp: QApplication) -> None:
    """Load the keys that hints name; a window loads all."""
    keymap().load(KEYS, {})


@pytest.fixture
def window(qtbot: QtBot) -> Iterator["MainWindow"]:
    """The window, shown without a project; closed without asking afterwards."""
    from flimbuilder.gui.app import create_window
    from flimbuilder.gui.window import MainWindow

    made = create_window()
    assert isinstance(made, MainWindow)
    made.resize(1280, 800)
    with qtbot.waitExposed(made):
        made.show()
    failures: list[Exception] = []
    made.session.failed.connect(failures.append)
    yield made
    made.commands.leave = lambda then: then()  # type: ignore[method-assign]
    made.close()
    made.deleteLater()
    assert not failures


@pytest.fixture
def opened(
    window: "MainWindow", project_folder: Path, settle: Callable[[Session], None]
) -> "MainWindow":
    """The window with a project that is open and built."""
    window.commands.open(project_folder)
    settle(window.session)
    return window


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    caller = OwnerThreadCaller()
    with watched_session(caller) as made:
        yield made
    caller.deleteLater()


@pytest.fixture
def messages(session: Session) -> list[Message]:
    """All messages that the user sees."""
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    return messages


@pytest.fixture
def project_folder(tmp_path: Path) -> Path:
    """A project of three small colour images: two with markers, two with masks."""
    return make_project(tmp_path, side=SIDE, disks=((20, 20, 9), (44, 40, 9)), markers_on=_drawn)


def _drawn(mask: NDArray[np.uint8]) -> ImageMarkers:
    """A disk inside the mask and a stroke along the upper border."""
    inside = np.argwhere(mask)
    row, col = inside[len(inside) // 2].tolist()
    return ImageMarkers(
        next_id=3,
        markers=(
            Disk(id=1, class_id=1, center=(row, col), radius=4),
            Stroke(id=2, class_id=0, points=((4, 4), (4, 58)), radius=2),
        ),
    )


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[Session], None]:
    """Return a function that waits until a session has no running jobs."""

    def wait(session: Session) -> None:
        qtbot.waitUntil(lambda: not session.jobs.running, timeout=30_000)

    return wait
