"""The window: pages, title, docks, closing, dropped files."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.app import create_window
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.widgets.panel import Panel
from flimbuilder.gui.window import MainWindow, OwnerThreadCaller
from flimbuilder.gui.workplace import LEFT, Workplace
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from tests.gui.parts import find

DOCKS = ["imagesDock", "classesDock", "markersDock", "architectureDock", "kernelsDock",
         "decoderDock"]  # fmt: skip
NAMED = ["canvas", "imageList", "classSelector", "radiusSlider", "overlaySelector",
         "opacitySlider", "architectureEditor", "kernelGallery", "blockSelector",
         "decoderSelector", "jobProgress", "objectsTable", "plotChoice"]  # fmt: skip

PLAIN = Qt.KeyboardModifier.NoModifier


def child(window: MainWindow, name: str) -> QWidget:
    return find(window, QWidget, name)


def opened(window: MainWindow, folder: Path) -> Session:
    window.session.open(folder)
    return window.session


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(child(window, name), Qt.MouseButton.LeftButton)


def ask(canvas: QWidget, place: QPoint) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, canvas.mapToGlobal(place))
    QApplication.sendEvent(canvas, event)


@pytest.mark.parametrize("name", NAMED)
def test_object_names_are_stable(window: MainWindow, name: str) -> None:
    assert len(window.findChildren(QWidget, name)) == 1


def test_the_welcome_page_without_a_project(window: MainWindow) -> None:
    assert child(window, "welcomePage").isVisible()
    assert not child(window, "canvas").isVisible()
    assert window.windowTitle() == "flimbuilder"


def test_a_project_shows_panels_and_canvas(window: MainWindow, project_folder: Path) -> None:
    opened(window, project_folder)
    assert child(window, "canvas").isVisible()
    assert not child(window, "welcomePage").isVisible()
    assert window.windowTitle() == "cells.flim[*] – flimbuilder"
    assert all(isinstance(child(window, name), QDockWidget) for name in DOCKS)
    assert child(window, "imagesDock").isVisible()
    assert window.focusWidget() is child(window, "canvas")


def test_the_status_bar_shows_the_zoom(
    window: MainWindow, project_folder: Path, qtbot: QtBot
) -> None:
    opened(window, project_folder)
    label = window.findChild(QLabel, "zoom")
    assert label is not None
    qtbot.waitUntil(lambda: label.text() != "")
    window.actions_by_name["oneToOneAction"].trigger()
    assert label.text() == "100 %"
    window.commands.close_project()
    qtbot.waitUntil(lambda: label.text() == "")


def test_a_project_without_images_asks_for_them(window: MainWindow, tmp_path: Path) -> None:
    create_project(tmp_path / "P.flim", Project())
    opened(window, tmp_path / "P.flim")
    assert child(window, "noImagesPage").isVisible()
    window.session.document.close()
    assert child(window, "welcomePage").isVisible()


def test_the_title_marks_unsaved_edits(window: MainWindow, project_folder: Path) -> None:
    session = opened(window, project_folder)
    assert not window.isWindowModified()
    session.drawing.disk((10, 10))
    assert window.isWindowModified()
    session.document.save()
    assert not window.isWindowModified()


def test_only_docks_without_tabs_have_a_title_bar(
    window: MainWindow, project_folder: Path, qtbot: QtBot
) -> None:
    opened(window, project_folder)
    kernels, images = child(window, "kernelsDock"), child(window, "imagesDock")
    assert isinstance(kernels, QDockWidget)
    assert isinstance(images, QDockWidget)
    qtbot.waitUntil(lambda: kernels.titleBarWidget() is not None)
    assert images.titleBarWidget() is None
    kernels.setFloating(True)
    qtbot.waitUntil(lambda: kernels.titleBarWidget() is None)


@pytest.mark.parametrize("height", [800, 1200])
def test_tab_bars_belong_to_the_docks_below_them(
    window: MainWindow, project_folder: Path, qtbot: QtBot, height: int
) -> None:
    window.resize(1280, height)
    opened(window, project_folder)
    work = child(window, "workplace")
    docks = [find(window, QDockWidget, f"{name}Dock") for name in ("results", "objects", "plots")]

    def no_bar_is_stray() -> bool:
        bars = work.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        tops = {(dock.x(), dock.y()) for dock in work.findChildren(QDockWidget)
                if dock.isVisible()}  # fmt: skip
        seen = [bar.geometry() for bar in bars if bar.isVisible() and bar.y() >= 0]
        return all((place.x(), place.bottom() + 1) in tops for place in seen)

    for dock in [*docks, *docks, *reversed(docks)]:
        qtbot.waitUntil(no_bar_is_stray)
        dock.toggleViewAction().trigger()
    qtbot.waitUntil(no_bar_is_stray)


def test_keys_show_the_panels_below_the_image(
    window: MainWindow, project_folder: Path, qtbot: QtBot
) -> None:
    session = opened(window, project_folder)
    panels = {
        name: find(window, Panel, f"{name}Panel") for name in ("results", "objects", "plots")
    }
    qtbot.waitUntil(lambda: child(window, "imagesDock").width() == LEFT)

    def press(key: Qt.Key, front: str | None, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        qtbot.keyClick(child(window, "canvas"), key, modifier)
        wanted = [] if front is None else [front]
        qtbot.waitUntil(
            lambda: [name for name, panel in panels.items() if panel.is_seen] == wanted
        )
        assert session.shown_objects.is_watched == (front in ("objects", "plots"))
        for name in panels:
            action = window.actions_by_name[f"{name}Action"]
            qtbot.waitUntil(lambda: action.isChecked() == (name == front))  # noqa: B023

    press(Qt.Key.Key_N, "objects")
    assert panels["objects"].height() >= 150
    press(Qt.Key.Key_N, "plots", Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_G, "results")
    press(Qt.Key.Key_G, None)
    press(Qt.Key.Key_N, "objects")
    press(Qt.Key.Key_N, None)


def test_the_arrangement_of_docks_is_restored(
    window: MainWindow, project_folder: Path, qtbot: QtBot
) -> None:
    opened(window, project_folder)
    images, work = child(window, "imagesDock"), child(window, "workplace")
    assert isinstance(images, QDockWidget)
    assert isinstance(work, Workplace)
    qtbot.waitUntil(lambda: images.width() == LEFT)
    child(window, "markersDock").hide()
    work.resizeDocks([images], [LEFT + 40], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: images.width() == LEFT + 40)
    window.close()
    unseen = create_window()  # knows nothing better
    qtbot.addWidget(unseen)
    unseen.close()
    again = create_window(project_folder)
    assert isinstance(again, MainWindow)
    qtbot.addWidget(again)
    again.resize(1280, 800)
    again.show()
    qtbot.waitUntil(lambda: child(again, "imagesDock").width() == LEFT + 40)
    assert child(again, "markersDock").isHidden()
    assert not child(again, "imagesDock").isHidden()
    again.findChild(QWidget, "workplace").reset_panels()  # type: ignore[union-attr]
    assert not child(again, "markersDock").isHidden()


class TestClosing:
    def test_all_saved_asks_nothing(self, window: MainWindow, project_folder: Path) -> None:
        opened(window, project_folder)
        assert window.close()
        assert window.isHidden()
        assert not window.session.jobs.running

    def ask(self, window: MainWindow, project_folder: Path) -> QMessageBox:
        opened(window, project_folder).drawing.disk((10, 10))
        assert not window.close()
        dialog = child(window, "unsavedDialog")
        assert isinstance(dialog, QMessageBox)
        assert "cells.flim" in dialog.text()
        return dialog

    def test_save(self, window: MainWindow, project_folder: Path, qtbot: QtBot) -> None:
        dialog = self.ask(window, project_folder)
        click(qtbot, window, "saveButton")
        assert window.isHidden()
        assert dialog.isHidden()
        saved = open_project(project_folder)
        assert saved.revision == 2
        assert saved.unsaved == ()

    def test_do_not_save(self, window: MainWindow, project_folder: Path, qtbot: QtBot) -> None:
        self.ask(window, project_folder)
        click(qtbot, window, "discardButton")
        assert window.isHidden()
        saved = open_project(project_folder)
        assert (saved.revision, saved.unsaved) == (1, ())
        assert list((project_folder / "backups").glob("journal-1-*.ndjson"))

    def test_cancel(self, window: MainWindow, project_folder: Path, qtbot: QtBot) -> None:
        self.ask(window, project_folder)
        click(qtbot, window, "cancelButton")
        assert window.isVisible()
        assert window.session.document.dirty
        assert len(open_project(project_folder).unsaved) == 1

    def test_undone_edits_ask_nothing(self, window: MainWindow, project_folder: Path) -> None:
        session = opened(window, project_folder)
        session.drawing.disk((10, 10))
        session.document.undo()
        assert window.close()
        assert open_project(project_folder).unsaved == ()


class TestLeavingWhatCannotBeWritten:
    """The window closes even if the project's folder is gone."""

    def test_unchanged_since_it_was_saved(self, window: MainWindow, project_folder: Path) -> None:
        session = opened(window, project_folder)
        session.drawing.disk((10, 10))
        session.document.save()
        shutil.rmtree(project_folder)
        assert window.close()
        assert not window.isVisible()

    def test_discarded(self, window: MainWindow, project_folder: Path, qtbot: QtBot) -> None:
        session = opened(window, project_folder)
        session.drawing.disk((10, 10))
        moved = project_folder.rename(project_folder.with_name("moved.flim"))
        assert not window.close()
        click(qtbot, window, "discardButton")
        assert not window.isVisible()
        assert len(open_project(moved).unsaved) == 1

    def test_saved_by_another_program_meanwhile(
        self, window: MainWindow, project_folder: Path
    ) -> None:
        session = opened(window, project_folder)
        session.drawing.disk((10, 10))
        session.document.save()
        other = open_project(project_folder)
        other.save(other.project.with_(seed=3))
        assert window.close()
        assert not window.isVisible()


def test_edits_made_while_the_demo_is_created_are_asked_about(
    window: MainWindow, project_folder: Path, qtbot: QtBot, settle: Callable[[Session], None]
) -> None:
    session = opened(window, project_folder)
    window.commands.try_demo()
    session.drawing.disk((10, 10))
    qtbot.waitUntil(lambda: bool(window.findChildren(QWidget, "unsavedDialog")), timeout=30_000)
    assert session.document.path == project_folder
    click(qtbot, window, "saveButton")
    assert session.document.path != project_folder
    saved = open_project(project_folder).project
    assert len(saved.markers_of(saved.images[0].id).markers) == 3
    settle(session)


class TestRecovery:
    @pytest.fixture
    def crashed(self, project_folder: Path, session: Session) -> Path:
        session.open(project_folder)
        session.drawing.disk((10, 10))
        session.drawing.disk((20, 30))
        session.document.release()  # as the system does when a program is killed
        return project_folder

    def test_recovery_is_offered_above_the_canvas(self, window: MainWindow, crashed: Path) -> None:
        session = opened(window, crashed)
        assert child(window, "recoveryBanner").isVisible()
        assert not session.attempt(lambda: session.drawing.disk((1, 1)))
        assert len(open_project(crashed).unsaved) == 2

    def test_recovered(self, window: MainWindow, crashed: Path, qtbot: QtBot) -> None:
        session = opened(window, crashed)
        click(qtbot, window, "recoverButton")
        assert child(window, "recoveryBanner").isHidden()
        assert len(session.drawing.markers.markers) == 4
        assert session.document.dirty
        assert session.attempt(lambda: session.drawing.disk((1, 1)))
        session.document.save()
        image = session.view.image
        assert image is not None
        assert len(open_project(crashed).project.markers_of(image).markers) == 5

    def test_discarded(self, window: MainWindow, crashed: Path, qtbot: QtBot) -> None:
        session = opened(window, crashed)
        click(qtbot, window, "discardEditsButton")
        assert child(window, "recoveryBanner").isHidden()
        assert len(session.drawing.markers.markers) == 2
        assert not session.document.dirty
        assert open_project(crashed).unsaved == ()
        assert list((crashed / "backups").glob("journal-1-*.ndjson"))

    def test_the_decision_about_recovery_can_wait(self, window: MainWindow, crashed: Path) -> None:
        opened(window, crashed)
        assert window.close()
        assert len(open_project(crashed).unsaved) == 2


class TestDroppedFiles:
    def drop(self, window: MainWindow, *paths: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
               Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), *how))
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), *how))

    def test_a_project_is_opened(self, window: MainWindow, project_folder: Path) -> None:
        self.drop(window, project_folder)
        assert window.session.document.path == project_folder
        assert Settings().recent == [project_folder]

    def test_images_without_a_project_start_a_new_project(
        self, window: MainWindow, tmp_path: Path
    ) -> None:
        self.drop(window, tmp_path)
        dialog = child(window, "newProjectDialog")
        assert dialog.isVisible()
        assert child(window, "projectImages").item(0).text() == str(tmp_path)  # type: ignore[attr-defined]

    def test_images_with_a_project_are_added(
        self, window: MainWindow, project_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        session, added = opened(window, project_folder), []
        monkeypatch.setattr(session.images, "take_files", added.append)
        self.drop(window, project_folder.parent / "x.png")
        assert added == [[project_folder.parent / "x.png"]]


def test_the_demo_opens_marked(
    window: MainWindow, qtbot: QtBot, settle: Callable[[Session], None]
) -> None:
    click(qtbot, window, "demoButton")
    qtbot.waitUntil(lambda: window.session.document.is_open, timeout=20_000)
    project = window.session.document.project
    assert len(project.images) >= 2
    assert project.markers
    path = window.session.document.path
    assert path is not None
    assert path.parent.name == "flimbuilder-demo"
    settle(window.session)
    assert window.session.builder.current is not None


def test_a_right_click_on_a_marker_opens_its_menu(
    window: MainWindow, project_folder: Path, qtbot: QtBot, settle: Callable[[Session], None]
) -> None:
    session = opened(window, project_folder)
    settle(session)
    new, first = session.classes.add("nucleus"), session.drawing.markers.markers[0]
    canvas, menu = child(window, "canvas"), window.findChild(QMenu, "markerMenu")
    assert isinstance(canvas, Canvas)
    assert menu is not None
    assert isinstance(first, Disk)
    place = canvas.map_from_image(*first.center).toPoint()
    ask(canvas, place)
    qtbot.waitUntil(menu.isVisible)
    assert session.view.marker == first.id
    classes = window.findChild(QMenu, "markerClassMenu")
    assert classes is not None
    classes.actions()[-1].trigger()
    assert session.drawing.markers.markers[0].class_id == new
    menu.close()
    session.update_view(marker=None, show_markers=False)
    ask(canvas, place)
    assert session.view.marker is None
    assert not menu.isVisible()


def test_holding_a_key_hides_the_overlays(
    window: MainWindow, project_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(window, project_folder)
    canvas, hidden = child(window, "canvas"), []
    monkeypatch.setattr(canvas, "set_overlays_hidden", hidden.append)
    window.activateWindow()
    qtbot.keyPress(canvas, Qt.Key.Key_Q)
    assert hidden == [True]
    qtbot.keyRelease(canvas, Qt.Key.Key_Q)
    assert hidden == [True, False]
    qtbot.keyPress(canvas, Qt.Key.Key_Q)
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))
    assert hidden == [True, False, True, False]


def test_recent_projects_are_in_the_menu(window: MainWindow, project_folder: Path) -> None:
    window.commands.open(project_folder)
    window.commands.close_project()
    menu = next(child for child in window.findChildren(QWidget) if child is window._recent)
    menu.aboutToShow.emit()  # type: ignore[attr-defined]
    (action,) = menu.actions()
    assert "cells.flim" in action.text()
    action.trigger()
    assert window.session.document.path == project_folder


def test_the_recent_project_on_the_welcome_page(
    window: MainWindow, project_folder: Path, qtbot: QtBot
) -> None:
    window.commands.open(project_folder)
    window.commands.close_project()
    button = child(window, "recentButton0")
    assert button.toolTip() == str(project_folder)
    click(qtbot, window, "recentButton0")
    assert window.session.document.path == project_folder


def test_an_unexpected_error_is_one_dialog(window: MainWindow, qtbot: QtBot) -> None:
    for number in range(30):
        try:
            raise ZeroDivisionError(f"fault {number}")
        except ZeroDivisionError as error:
            window.reporter.report(error)
    qtbot.waitUntil(lambda: bool(window.findChildren(QWidget, "unexpectedDialog")))
    QApplication.processEvents()
    (dialog,) = window.findChildren(QWidget, "unexpectedDialog")
    assert "fault 0" in dialog.report  # type: ignore[attr-defined]
    assert "(30 errors)" in child(window, "unexpectedTold").text()  # type: ignore[attr-defined]
    assert "Your project is safe" in child(window, "unexpectedTold").text()  # type: ignore[attr-defined]
    qtbot.mouseClick(child(window, "copyReportButton"), Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError: fault 0" in QApplication.clipboard().text()
    dialog.close()


def test_the_same_error_does_not_come_back_at_once(window: MainWindow, qtbot: QtBot) -> None:
    def fail() -> None:
        try:
            raise RuntimeError("again")
        except RuntimeError as error:
            window.reporter.report(error)
        QApplication.processEvents()

    fail()
    child(window, "unexpectedDialog").close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    fail()
    assert not window.findChildren(QWidget, "unexpectedDialog")
    assert not window.findChildren(QPushButton, "copyReportButton")


def test_choices_by_scripts_and_by_mouse_have_the_same_effect(
    window: MainWindow, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    session = window.session
    session.open(project_folder)
    settle(session)
    decoder = window.findChild(QComboBox, "decoderSelector")
    overlay = window.findChild(QComboBox, "overlaySelector")
    assert decoder is not None
    assert overlay is not None
    decoder.setCurrentIndex(decoder.findData("mb"))
    assert session.document.project.decoder.id == "mb"
    overlay.setCurrentIndex(overlay.findData("saliency"))
    assert session.view.heat == "saliency"
    settle(session)


def test_python_owns_no_object_that_receives_events(qapp: QApplication, tmp_path: Path) -> None:
    caller, settings = OwnerThreadCaller(), Settings(tmp_path / "x.ini")
    # Else the garbage collection of a background job may destroy it amid an event.
    assert not shiboken6.ownedByPython(caller)
    assert not shiboken6.ownedByPython(settings._ini)
    caller.deleteLater()
