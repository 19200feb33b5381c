"""The view of each project returns with it: image, tool, overlays, block and zoom."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from flimbuilder.gui.app import create_window
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.settings import VIEWS, Settings
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Session
from tests.gui.parts import find
from tests.session.conftest import make_project

Settle = Callable[[Session], None]


@pytest.fixture
def windows(qtbot: QtBot) -> Iterator[Callable[[Path], MainWindow]]:
    """Return a function that opens a window on a project; all are closed without asking."""
    made: list[MainWindow] = []

    def open_window(project: Path) -> MainWindow:
        window = create_window(project)
        assert isinstance(window, MainWindow)
        window.resize(1280, 800)
        with qtbot.waitExposed(window):
            window.show()
        made.append(window)
        return window

    yield open_window
    for window in made:
        close(window)
        window.deleteLater()


def close(window: MainWindow) -> None:
    window.commands.leave = lambda then: then()  # type: ignore[method-assign, assignment]
    window.close()


def canvas(window: MainWindow) -> Canvas:
    return find(window, Canvas, "canvas")


def shown(window: MainWindow) -> tuple[float, float, float]:
    """Return scale, and row and column in the middle of the canvas."""
    surface = canvas(window)
    transform = surface.transform
    assert transform is not None
    middle = transform.to_image(surface.width() / 2, surface.height() / 2)
    return transform.scale, *middle


def change(qtbot: QtBot, window: MainWindow, settle: Settle) -> None:
    """Change the view by keys and mouse: image, tool, overlays, block and zoom."""
    surface, session = canvas(window), window.session
    surface.setFocus()
    for key in (Qt.Key.Key_F, Qt.Key.Key_D, Qt.Key.Key_H, Qt.Key.Key_M):
        QTest.keyClick(surface, key)
    settle(session)
    session.update_view(block=2, opacity=0.4, radius=9)
    surface.zoom(3.0, surface.map_from_image(10, 20))
    surface.shift(30, -20)


def test_the_view_returns_in_another_window(
    qtbot: QtBot, windows: Callable[[Path], MainWindow], project_folder: Path, settle: Settle
) -> None:
    first = windows(project_folder)
    settle(first.session)
    assert canvas(first).is_fitted
    change(qtbot, first, settle)
    view, zoom = first.session.view, shown(first)
    assert (view.tool, view.heat, view.show_mask, view.block) == ("disk", "saliency", True, 2)
    close(first)
    second = windows(project_folder)
    settle(second.session)
    qtbot.waitUntil(lambda: canvas(second).transform is not None)
    again = second.session.view
    assert again == view
    assert second.session.document.project.images[1].id == again.image
    assert shown(second) == pytest.approx(zoom, abs=0.05)


def test_each_project_has_its_own_view(
    qtbot: QtBot, window: MainWindow, project_folder: Path, tmp_path: Path, settle: Settle
) -> None:
    window.commands.open(project_folder)
    settle(window.session)
    change(qtbot, window, settle)
    view, zoom = window.session.view, shown(window)
    (tmp_path / "other").mkdir()
    window.commands.open(make_project(tmp_path / "other", images=2, side=40))
    settle(window.session)
    other = window.session.view
    assert (other.heat, other.show_mask, other.block) == ("none", False, 1)
    assert canvas(window).is_fitted
    window.commands.open(project_folder)
    settle(window.session)
    assert window.session.view == view
    assert shown(window) == pytest.approx(zoom, abs=0.05)
    window.commands.close_project()
    window.commands.open(project_folder)
    settle(window.session)
    assert window.session.view == view


def test_a_whole_image_stays_whole(
    qtbot: QtBot, window: MainWindow, project_folder: Path, settle: Settle
) -> None:
    window.commands.open(project_folder)
    settle(window.session)
    window.commands.close_project()
    window.resize(1000, 700)
    window.commands.open(project_folder)
    settle(window.session)
    qtbot.waitUntil(lambda: canvas(window).transform is not None)
    assert canvas(window).is_fitted


@pytest.mark.parametrize(
    "stored",
    [
        {"image": "gone", "tool": "axe", "class_id": 77, "radius": float("nan"), "block": 9},
        {"heat": 3, "show_mask": "maybe", "opacity": 7, "object_class": 55, "kernel": {"a": 1}},
        {"scale": "large", "row": None, "col": []},
        {"scale": -1.0, "row": 1e300, "col": float("inf")},
        {"scale": 0.0, "row": 0.0, "col": 0.0},
        {"scale": 10**400, "row": 0.0, "col": 0.0},
    ],
)
def test_invalid_values_are_ignored(
    window: MainWindow, project_folder: Path, settle: Settle, stored: dict[str, object]
) -> None:
    window.commands.open(project_folder)
    settle(window.session)
    usual = window.session.view
    image = window.session.view.image
    window.commands.close_project()
    Settings().save_project_view(project_folder, {"image": image, **stored})
    window.commands.open(project_folder)
    settle(window.session)
    assert window.session.view == usual


@pytest.mark.parametrize("text", ["", "{", "3", '[3, [], [1, 2], ["a", 4]]', '[["a"]]'])
def test_unreadable_settings_are_ignored(text: str, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "window.ini")
    settings._ini.setValue("views", text)
    assert settings.project_view(tmp_path) == {}
    settings.save_project_view(tmp_path, {"image": "a"})
    assert settings.project_view(tmp_path) == {"image": "a"}


def test_views_of_the_last_projects_are_kept(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "window.ini")
    for number in range(VIEWS + 5):
        settings.save_project_view(tmp_path / str(number), {"block": number})
    assert settings.project_view(tmp_path / "4") == {}
    assert settings.project_view(tmp_path / "5") == {"block": 5}
    assert len(json.loads(settings._text("views"))) == VIEWS
