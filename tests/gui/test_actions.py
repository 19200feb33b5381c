"""Actions: names, shortcuts, text entry, and their state in the session."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDoubleSpinBox,
    QLineEdit,
    QMenu,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.folder import create_project
from flimbuilder.project.project import Project
from flimbuilder.session.session import Message, Session
from flimbuilder.session.view import MAX_RADIUS

pytestmark = pytest.mark.slow

CONTRACT = [
    "newProjectAction", "openAction", "saveAction", "undoAction", "redoAction", "diskAction",
    "strokeAction", "eraseAction", "panAction", "buildAction", "liveAction", "exportAction",
    "deleteKernelsAction", "restoreKernelsAction", "invertKernelsAction",
]  # fmt: skip
Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def session(window: MainWindow, project_folder: Path) -> Session:
    window.session.open(project_folder)
    window.activateWindow()
    return window.session


@pytest.fixture
def canvas(window: MainWindow, session: Session) -> QWidget:
    found = window.findChild(QWidget, "canvas")
    assert isinstance(found, QWidget)
    found.setFocus()
    return found


@pytest.mark.parametrize("name", CONTRACT)
def test_object_names_are_stable(window: MainWindow, name: str) -> None:
    assert len(window.findChildren(QAction, name)) == 1


def test_each_action_is_in_a_menu_and_shows_its_key(window: MainWindow) -> None:
    actions = window.actions_by_name
    menus = window.menuBar().findChildren(QMenu)
    in_menus = {action for menu in menus for action in menu.actions()}
    for section in actions.sections:
        for row in section.actions:
            action = actions[row.name]
            assert (action in in_menus) == row.listed()
            assert row.shown_keys in action.toolTip()
            assert not row.keys or action.shortcut() == QKeySequence(row.keys[0])


def test_shortcuts_are_unique(window: MainWindow) -> None:
    sections = window.actions_by_name.sections
    keys = Counter(key for section in sections for row in section.actions for key in row.keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert not {"Q", "Del"} & keys.keys()


def test_letters_are_unique_within_each_menu(opened: MainWindow) -> None:
    for menu in [opened.menuBar(), *opened.findChildren(QMenu)]:
        texts = [action.text().replace("&&", "") for action in menu.actions()]
        letters = Counter(found.lower() for text in texts for found in re.findall("&(.)", text))
        assert [key for key, count in letters.items() if count > 1] == [], texts


def test_few_actions_are_enabled_without_a_project(window: MainWindow) -> None:
    actions = window.actions_by_name
    rows = [row.name for section in actions.sections for row in section.actions]
    enabled = {name for name in rows if actions[name].isEnabled()}
    assert enabled == {
        "newProjectAction", "openAction", "quitAction", "shortcutsAction", "demoAction",
        "tutorialAction", "keysAction", "guideAction", "documentationAction", "aboutAction",
        "lightThemeAction", "darkThemeAction",
        "systemThemeAction",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "tool"), [(Key.Key_D, "disk"), (Key.Key_S, "stroke"), (Key.Key_E, "erase"),
                      (Key.Key_V, "pan")],
)  # fmt: skip
def test_a_key_chooses_a_tool(
    window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot, key: Key, tool: str
) -> None:
    session.update_view(tool="disk" if tool != "disk" else "stroke")
    qtbot.keyClick(canvas, key)
    assert session.view.tool == tool
    names = ("disk", "stroke", "erase", "pan")
    checked = [name for name in names if window.actions_by_name[f"{name}Action"].isChecked()]
    assert checked == [tool]


def test_a_key_chooses_a_class(
    session: Session, canvas: QWidget, qtbot: QtBot, messages: list[Message]
) -> None:
    qtbot.keyClick(canvas, Key.Key_0)
    assert session.view.class_id == 0
    qtbot.keyClick(canvas, Key.Key_1)
    assert session.view.class_id == 1
    qtbot.keyClick(canvas, Key.Key_7)
    assert session.view.class_id == 1
    assert "no class 7" in messages[-1].text


def test_keys_step_through_images(session: Session, canvas: QWidget, qtbot: QtBot) -> None:
    ids = [entry.id for entry in session.document.project.images]
    qtbot.keyClick(canvas, Key.Key_F)
    assert session.view.image == ids[1]
    qtbot.keyClick(canvas, Key.Key_A)
    qtbot.keyClick(canvas, Key.Key_A)
    assert session.view.image == ids[0]


def test_brackets_change_the_radius(session: Session, canvas: QWidget, qtbot: QtBot) -> None:
    session.update_view(radius=5.0)
    qtbot.keyClick(canvas, Key.Key_BracketRight)
    assert 5.0 < session.view.radius <= 6.0
    qtbot.keyClick(canvas, Key.Key_BracketLeft)
    assert session.view.radius == 5.0
    session.update_view(radius=MAX_RADIUS)
    qtbot.keyClick(canvas, Key.Key_BracketRight)
    assert session.view.radius == MAX_RADIUS


def test_single_keys_are_text_where_text_is_typed(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    search = window.findChild(QLineEdit, "imageSearch")
    assert isinstance(search, QLineEdit)
    search.setFocus()
    before = session.view
    qtbot.keyClicks(search, "dseabflqv01[]?")
    assert search.text() == "dseabflqv01[]?"
    assert session.view == before
    assert not session.builder.live
    number = window.findChild(QDoubleSpinBox, "radiusNumber")
    assert isinstance(number, QDoubleSpinBox)
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, "10")
    qtbot.keyClick(number, Key.Key_Return)
    assert session.view.radius == 10
    assert session.view.class_id == before.class_id


def test_undo_and_redo_name_the_command(
    window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot
) -> None:
    undo, redo = window.actions_by_name["undoAction"], window.actions_by_name["redoAction"]
    assert not undo.isEnabled()
    session.drawing.disk((10, 10))
    assert "Draw a disk of object" in undo.text()
    qtbot.keyClick(canvas, Key.Key_Z, CONTROL)
    assert len(session.drawing.markers.markers) == 2
    assert not undo.isEnabled()
    assert undo.text() == "&Undo"
    assert "Draw a disk of object" in redo.text()
    qtbot.keyClick(canvas, Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert len(session.drawing.markers.markers) == 3


def test_save_is_enabled_only_with_unsaved_edits(
    window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot, messages: list[Message]
) -> None:
    save = window.actions_by_name["saveAction"]
    assert not save.isEnabled()
    session.drawing.disk((10, 10))
    assert save.isEnabled()
    qtbot.keyClick(canvas, Key.Key_S, CONTROL)
    assert not session.document.dirty
    assert not save.isEnabled()
    assert "Saved cells.flim" in messages[-1].text


class TestDelete:
    def test_the_selected_marker(
        self, session: Session, canvas: QWidget, qtbot: QtBot, messages: list[Message]
    ) -> None:
        session.update_view(marker=1)
        qtbot.keyClick(canvas, Key.Key_Delete)
        assert [marker.id for marker in session.drawing.markers.markers] == [2]
        assert messages[-1] == Message("Marker 1 deleted", undoable=True)
        qtbot.keyClick(canvas, Key.Key_Delete)
        assert [marker.id for marker in session.drawing.markers.markers] == [2]

    def test_no_marker_from_the_list_of_images(
        self, window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot
    ) -> None:
        session.update_view(marker=1)
        images = window.findChild(QWidget, "imageList")
        assert isinstance(images, QWidget)
        images.setFocus()
        qtbot.keyClick(images, Key.Key_Delete)
        assert len(session.drawing.markers.markers) == 2
        canvas.setFocus()
        qtbot.keyClick(canvas, Key.Key_Delete)
        assert len(session.drawing.markers.markers) == 1

    def test_kernels_if_the_gallery_has_the_focus(
        self, window: MainWindow, session: Session, settle: Callable[[Session], None], qtbot: QtBot
    ) -> None:
        settle(session)
        qtbot.waitUntil(lambda: bool(session.inspector.cards), timeout=20_000)
        gallery, dock = (
            window.findChild(QWidget, name) for name in ("kernelGallery", "kernelsDock")
        )
        assert isinstance(gallery, QWidget)
        assert isinstance(dock, QWidget)
        dock.raise_()
        qtbot.waitUntil(gallery.isVisible)
        gallery.setFocus()
        first, second = (card.identity for card in session.inspector.cards[:2])
        session.update_view(kernels=frozenset({first, second}), marker=1)
        qtbot.keyClick(gallery, Key.Key_Delete)
        assert session.kernels.edited(1, "delete") == {first, second}
        assert len(session.drawing.markers.markers) == 2
        session.update_view(kernels=frozenset({first, second}))
        window.actions_by_name["restoreKernelsAction"].trigger()
        assert session.kernels.edited(1, "delete") == set()
        window.actions_by_name["invertKernelsAction"].trigger()
        assert session.kernels.edited(1, "invert") == {first, second}
        settle(session)


def test_build_and_live(
    window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot,
    settle: Callable[[Session], None],
) -> None:  # fmt: skip
    settle(session)
    session.drawing.disk((10, 10))
    assert session.builder.stale_block == 1
    qtbot.keyClick(canvas, Key.Key_B)
    assert window.actions_by_name["cancelBuildAction"].isEnabled()
    settle(session)
    assert session.builder.stale_block is None
    assert not window.actions_by_name["cancelBuildAction"].isEnabled()
    qtbot.keyClick(canvas, Key.Key_L)
    assert session.builder.live
    assert window.actions_by_name["liveAction"].isChecked()
    session.drawing.disk((40, 40))
    settle(session)
    assert session.builder.stale_block is None


def test_only_builds_refresh_the_actions(
    window: MainWindow, session: Session, settle: Callable[[Session], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    session.set_seed(3)
    settle(session)
    actions, asked = window.actions_by_name, []
    monkeypatch.setattr(actions, "refresh", lambda: asked.append(session.builder.is_building))
    session.jobs.start("other", "Waiting", lambda report: None, lambda _: None, session.fail)
    settle(session)
    assert asked == []
    session.builder.build()
    assert asked == [True]
    session.builder.cancel()
    assert asked == [True, False]


def test_a_build_shows_the_saliency_if_nothing_else_shows_it(
    qtbot: QtBot, canvas: QWidget, session: Session, settle: Callable[[Session], None]
) -> None:
    settle(session)
    assert session.view.heat == "none"
    session.update_view(show_mask=True)
    qtbot.keyClick(canvas, Key.Key_B)
    settle(session)
    assert session.view.heat == "none"
    qtbot.keyClick(canvas, Key.Key_M)
    assert not session.view.show_mask
    qtbot.keyClick(canvas, Key.Key_B)
    settle(session)
    assert session.view.heat == "saliency"
    session.update_view(heat="activation")
    qtbot.keyClick(canvas, Key.Key_B)
    assert session.view.heat == "activation"
    settle(session)


def test_a_refused_build_shows_no_overlay(
    qtbot: QtBot, canvas: QWidget, session: Session, settle: Callable[[Session], None]
) -> None:
    settle(session)
    for image in [entry.id for entry in session.document.project.images]:
        session.update_view(image=image)
        session.drawing.clear()
    qtbot.keyClick(canvas, Key.Key_B)
    assert not session.builder.is_building
    assert session.view.heat == "none"


@pytest.mark.parametrize(
    ("key", "field", "on", "off"),
    [(Key.Key_H, "heat", "saliency", "none"), (Key.Key_M, "show_mask", True, False),
     (Key.Key_R, "show_truth", True, False)],
)  # fmt: skip
def test_keys_of_overlays(
    qtbot: QtBot, canvas: QWidget, session: Session, key: Key, field: str, on: object, off: object
) -> None:
    qtbot.keyClick(canvas, key)
    assert getattr(session.view, field) == on
    qtbot.keyClick(canvas, key)
    assert getattr(session.view, field) == off


def test_overlays(window: MainWindow, session: Session) -> None:
    actions = window.actions_by_name
    actions["saliencyHeatAction"].trigger()
    assert session.view.heat == "saliency"
    actions["activationHeatAction"].trigger()
    assert session.view.heat == "activation"
    assert not actions["saliencyHeatAction"].isChecked()
    actions["activationHeatAction"].trigger()
    assert session.view.heat == "none"
    actions["toggleShowTruthAction"].trigger()
    assert session.view.show_truth
    session.update_view(show_truth=False)
    assert not actions["toggleShowTruthAction"].isChecked()


def test_hiding_all_overlays(
    window: MainWindow, session: Session, canvas: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden: list[bool] = []
    monkeypatch.setattr(canvas, "set_overlays_hidden", hidden.append)
    action = window.actions_by_name["hideOverlaysAction"]
    action.trigger()
    assert action.isChecked()
    window.view_commands.hold_overlays(True)
    window.view_commands.hold_overlays(False)
    action.trigger()
    assert not action.isChecked()
    assert hidden == [True, True, True, False]


def test_zoom_keys(session: Session, canvas: QWidget, qtbot: QtBot,
                   settle: Callable[[Session], None]) -> None:  # fmt: skip
    settle(session)
    scale = lambda: canvas.transform.scale  # type: ignore[attr-defined]  # noqa: E731
    whole = scale()
    qtbot.keyClick(canvas, Key.Key_Plus)
    assert scale() == pytest.approx(2 * whole)
    qtbot.keyClick(canvas, Key.Key_1, CONTROL)
    assert scale() == pytest.approx(1)
    qtbot.keyClick(canvas, Key.Key_0, CONTROL)
    assert scale() == pytest.approx(whole)
    assert session.view.class_id == 1


def test_the_command_line_is_copied(
    window: MainWindow, session: Session, messages: list[Message], project_folder: Path
) -> None:
    window.actions_by_name["copyCommandAction"].trigger()
    assert QApplication.clipboard().text() == f"flimbuilder build {project_folder}"
    assert messages[-1].level == "info"
    session.drawing.disk((10, 10))
    window.actions_by_name["copyCommandAction"].trigger()
    assert messages[-1].level == "warning"
    assert "save your edits first" in messages[-1].text


def test_the_command_line_of_an_odd_name(
    window: MainWindow, project_folder: Path, session: Session
) -> None:
    session.document.save_as(project_folder.with_name("it's mine.flim"))
    window.actions_by_name["copyCommandAction"].trigger()
    text = QApplication.clipboard().text()
    assert text.endswith("""/it'"'"'s mine.flim'""")


def test_open_and_save_as(
    window: MainWindow, project_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(files, "choose_project", lambda parent, start: project_folder)
    window.actions_by_name["openAction"].trigger()
    assert window.session.document.path == project_folder
    other = tmp_path / "other.flim"
    monkeypatch.setattr(files, "choose_new_project", lambda parent, like: other)
    window.actions_by_name["saveAsAction"].trigger()
    assert window.session.document.path == other
    assert window.session.document.project.markers
    monkeypatch.setattr(files, "choose_project", lambda parent, start: None)
    window.actions_by_name["openAction"].trigger()
    assert window.session.document.path == other


def test_opening_another_folder_is_an_error(window: MainWindow, tmp_path: Path) -> None:
    messages: list[Message] = []
    window.session.message_posted.connect(messages.append)
    window.commands.open(tmp_path)
    assert not window.session.document.is_open
    assert messages[-1].level == "error"
    assert str(tmp_path) in messages[-1].text


def test_the_sheet_lists_every_key(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.setFocus()
    qtbot.keyClick(window, Key.Key_Question)
    (sheet,) = window.findChildren(QTextBrowser, "shortcutSheet")
    text = sheet.toPlainText()
    for section in window.actions_by_name.sections:
        for title, keys in section.shown_keys:
            assert keys in text
            assert title.replace("&", "").rstrip("…") in text
    assert "Ctrl+wheel" in text
    sheet.window().close()


def test_icons_take_the_colours_of_the_theme(window: MainWindow, qtbot: QtBot) -> None:
    def ink() -> int:
        image = window.actions_by_name["newProjectAction"].icon().pixmap(32).toImage()
        seen = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
        return max(
            (colour for colour in seen if colour.alpha() > 200), key=lambda colour: colour.alpha()
        ).lightness()

    window.view_commands.theme.choose("light")
    qtbot.waitUntil(lambda: ink() < 100)
    window.view_commands.theme.choose("dark")
    qtbot.waitUntil(lambda: ink() > 150)


def test_the_tool_bar_can_be_read_aloud(window: MainWindow) -> None:
    for action in window._tool_bar.actions():
        button = window._tool_bar.widgetForAction(action)
        if isinstance(button, QToolButton):
            assert button.accessibleName()
            assert "&" not in button.accessibleName()


def test_the_menu_lists_the_classes_of_the_project(window: MainWindow, session: Session) -> None:
    def listed() -> list[str]:
        return [action.text() for action in menu.actions()]

    menus = window.menuBar().findChildren(QMenu)
    menu = next(menu for menu in menus if menu.title() == "&Classes")
    names = {entry.id: entry.name for entry in session.document.project.classes}
    assert listed() == [f"{number}  {names[number]}" for number in sorted(names)]
    session.classes.add()
    assert len(listed()) == len(names) + 1
    session.undo()
    assert len(listed()) == len(names)


def test_a_class_that_is_not_listed_keeps_its_key(
    window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot
) -> None:
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    qtbot.keyClick(canvas, Key.Key_9)
    assert [message.text for message in messages] == [
        "There is no class 9; add it in the Classes panel"
    ]


def test_a_number_key_gives_the_selected_marker_its_class(
    session: Session, canvas: QWidget, qtbot: QtBot
) -> None:
    session.update_view(tool="pan", marker=1, class_id=1)
    assert session.drawing.marker(1).class_id == 1  # type: ignore[union-attr]
    qtbot.keyClick(canvas, Key.Key_0)
    assert session.drawing.marker(1).class_id == 0  # type: ignore[union-attr]
    assert session.view.class_id == 1
    qtbot.keyClick(canvas, Key.Key_BracketRight)
    assert session.drawing.marker(1).radius == 5  # type: ignore[union-attr]
    session.undo()
    session.undo()
    assert session.drawing.marker(1).class_id == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("key", "field"),
    [(Key.Key_T, "show_markers"), (Key.Key_M, "show_mask")],
)
def test_keys_toggle_overlays(
    session: Session, canvas: QWidget, qtbot: QtBot, key: Key, field: str
) -> None:
    before = getattr(session.view, field)
    qtbot.keyClick(canvas, key)
    assert getattr(session.view, field) is not before


def test_the_previous_build_is_shown_once_there_is_one(
    window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot,
    settle: Callable[[Session], None],
) -> None:  # fmt: skip
    settle(session)
    qtbot.keyClick(canvas, Key.Key_P)
    assert not session.view.before
    session.set_seed(3)
    session.builder.build()
    settle(session)
    for shown in (True, False):
        qtbot.keyClick(canvas, Key.Key_P)
        assert session.view.before is shown


@pytest.mark.parametrize(("key", "heat"), [(Key.Key_X, "error"), (Key.Key_K, "activation")])
def test_keys_of_maps(
    session: Session, canvas: QWidget, qtbot: QtBot, key: Key, heat: str
) -> None:
    qtbot.keyClick(canvas, key)
    assert session.view.heat == heat
    qtbot.keyClick(canvas, key)
    assert session.view.heat == "none"


def test_keys_work_after_the_first_images_are_added(
    window: MainWindow, tmp_path: Path, project_folder: Path, qtbot: QtBot
) -> None:
    """The button that had the focus is hidden then, and Qt hands its focus on."""
    create_project(tmp_path / "empty.flim", Project())
    window.session.open(tmp_path / "empty.flim")
    window.activateWindow()
    page = window.findChild(QWidget, "noImagesPage")
    assert page is not None
    button = page.findChild(QAbstractButton, "addImagesButton")
    assert button is not None
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    image = next(tmp_path.rglob("cells_0.png"))
    window.session.images.add([image])
    qtbot.waitUntil(lambda: bool(window.session.document.project.images))
    focused = QApplication.focusWidget()
    assert not isinstance(focused, QLineEdit)
    assert focused is not None
    qtbot.keyClick(focused, Key.Key_D)
    assert window.session.view.tool == "disk"


def test_a_field_that_is_tabbed_to_keeps_the_focus(
    window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot
) -> None:
    search = window.findChild(QLineEdit, "imageSearch")
    assert search is not None
    search.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClick(search, Key.Key_B)
    assert search.text() == "b"


def test_the_focus_steps_through_the_panels(
    window: MainWindow, session: Session, canvas: QWidget, qtbot: QtBot
) -> None:
    def focused() -> str:
        widget = QApplication.focusWidget()
        assert widget is not None
        assert not widget.visibleRegion().isEmpty()  # not behind the tab of another panel
        return widget.objectName()

    qtbot.keyClick(canvas, Key.Key_F6)
    assert focused() == "imageList"
    seen = []
    for _ in range(20):
        seen.append(focused())
        window.actions_by_name["nextPanelAction"].trigger()
        if focused() == "imageList":
            break
    assert "canvas" in seen
    assert "classSelector" in seen
    assert len(seen) == len(set(seen))
    window.actions_by_name["previousPanelAction"].trigger()
    assert focused() == seen[-1]
