from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeySequence,
    QPalette,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QSlider,
    QTabBar,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.kernels.panel import KernelsPanel
from flimbuilder.session.session import Session
from tests.gui.panels.kernels.scene import (
    LEFT,
    HandMade,
    NoBuilder,
    gallery,
    identity,
    made_card,
    made_cards,
    numbers,
    place_of,
    rect_of,
    selected,
    shelf,
    shown_panel,
    stand_in,
)
from tests.gui.parts import find

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def stage(session: Session, project_folder: Path) -> tuple[HandMade, NoBuilder]:
    """A session with an open project, and cards and builds made by hand."""
    return stand_in(session, project_folder)


@pytest.fixture
def panel(qtbot: QtBot, session: Session, stage: tuple[HandMade, NoBuilder]) -> KernelsPanel:
    """A panel of eight kernels."""
    return shown_panel(qtbot, session, stage)


@pytest.fixture
def click(qtbot, panel) -> Callable[..., None]:
    def at(number: int, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        view = gallery(panel)
        qtbot.mouseClick(view.viewport(), LEFT, modifiers, place_of(view, number))

    return at


@pytest.fixture
def messages(session) -> list:
    posted: list = []
    session.message_posted.connect(posted.append)
    return posted


def chosen(session) -> set[int]:
    return {kernel.cluster for kernel in session.view.kernels}


def button(panel: KernelsPanel, name: str) -> QAbstractButton:
    found = panel.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def status(panel: KernelsPanel) -> str:
    return panel.findChild(QLabel, "kernelStatus").text()


def notice(panel: KernelsPanel) -> str:
    label = panel.findChild(QLabel, "buildNoticeText")
    return label.text() if label.isVisible() else ""


def select_menu(panel: KernelsPanel, name: str) -> None:
    menu = button(panel, "selectKernelsButton").menu()
    action = next(action for action in menu.actions() if action.objectName() == name)
    assert action.isEnabled()
    action.trigger()


def pick(qtbot, box: QComboBox, text: str) -> None:
    """Choose with the keyboard, as a user would."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != text:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before, f"there is no {text!r}"


# selecting and looking


def test_click_selects_and_shows_one(session, click):
    click(3)
    assert chosen(session) == {3}
    assert session.view.kernel == identity(3)
    assert session.view.heat == "none"


def test_control_and_shift_select_several(session, click):
    click(2)
    click(5, CONTROL)
    assert chosen(session) == {2, 5}
    click(7, SHIFT)
    assert chosen(session) == {2, 5, 6, 7}
    click(6, CONTROL)
    assert chosen(session) == {2, 5, 7}


def test_rubber_band_selects_what_it_touches(qtbot, session, panel):
    view = gallery(panel)
    start = rect_of(view, 8).bottomRight() + QPoint(20, 20)
    end = place_of(view, 5)
    viewport = view.viewport()
    qtbot.mousePress(viewport, LEFT, pos=start)
    qtbot.mouseMove(viewport, (start + end) / 2)
    QTest.mouseMove(viewport, end)
    qtbot.mouseRelease(viewport, LEFT, pos=end)
    assert chosen(session) == {5, 6, 8}  # three in a row


def test_session_selects_in_the_gallery(session, panel):
    session.update_view(kernels=frozenset({identity(2), identity(4)}))
    assert selected(gallery(panel)) == {"Kernel 2", "Kernel 4"}
    session.update_view(kernels=frozenset())
    assert selected(gallery(panel)) == set()


def test_showing_a_selection_changes_no_view(session, panel):
    views = []
    session.view_changed.connect(lambda before, after: views.append(after))
    session.update_view(kernels=frozenset({identity(2)}), kernel=identity(2))
    assert len(views) == 1


def test_double_click_shows_the_activation_map(qtbot, session, panel, click):
    click(4)
    qtbot.mouseDClick(gallery(panel).viewport(), LEFT, pos=place_of(gallery(panel), 4))
    assert (session.view.kernel, session.view.heat) == (identity(4), "activation")


def test_arrow_keys_move_and_return_shows(qtbot, session, panel, click):
    click(1)
    qtbot.keyClick(gallery(panel), Qt.Key.Key_Right)
    assert (chosen(session), session.view.kernel) == ({2}, identity(2))
    qtbot.keyClick(gallery(panel), Qt.Key.Key_Down)
    assert (chosen(session), session.view.kernel) == ({5}, identity(5))  # three in a row
    qtbot.keyClick(gallery(panel), Qt.Key.Key_Return)
    assert session.view.heat == "activation"


def test_keys_start_from_the_kernel_that_another_panel_shows(qtbot, session, panel):
    session.update_view(kernel=identity(6))
    qtbot.keyClick(gallery(panel), Qt.Key.Key_Right)
    assert session.view.kernel == identity(7)


def test_hovering_sets_the_kernel_and_leaving_clears_it(qtbot, session, panel):
    view = gallery(panel)
    QTest.mouseMove(view.viewport(), place_of(view, 1))
    qtbot.waitUntil(lambda: session.view.hovered == identity(1))
    QTest.mouseMove(view.viewport(), place_of(view, 2))
    qtbot.waitUntil(lambda: session.view.hovered == identity(2))
    QTest.mouseMove(view.viewport(), rect_of(view, 8).bottomRight() + QPoint(20, 20))
    qtbot.waitUntil(lambda: session.view.hovered is None)
    QTest.mouseMove(view.viewport(), place_of(view, 2))
    qtbot.waitUntil(lambda: session.view.hovered == identity(2))
    QTest.mouseMove(panel, QPoint(5, 5))
    qtbot.waitUntil(lambda: session.view.hovered is None)


def test_a_removed_kernel_is_not_hovered(session, stage, panel):
    session.update_view(hovered=identity(8))
    stage[0].show(made_cards(6))
    assert session.view.hovered is None


# editing


def test_delete_key_deletes_and_the_next_is_selected(qtbot, session, panel, click, messages):
    click(2)
    click(3, CONTROL)
    qtbot.keyClick(gallery(panel), Qt.Key.Key_Delete)
    edits = session.document.project.kernel_edits
    assert {(edit.block, edit.action, edit.kernel.cluster) for edit in edits} == {
        (1, "delete", 2),
        (1, "delete", 3),
    }
    assert (messages[-1].text, messages[-1].undoable) == (
        "Deleted 2 kernels of block 1: build to apply",
        True,
    )
    assert numbers(gallery(panel)) == [f"Kernel {n}" for n in (1, 4, 5, 6, 7, 8)]
    assert numbers(shelf(panel)) == ["Kernel 2", "Kernel 3"]
    assert (chosen(session), session.view.kernel) == ({4}, identity(4))
    assert selected(gallery(panel)) == {"Kernel 4"}


def test_delete_key_deletes_kernels_only_in_the_gallery_and_the_shelf(
    qtbot, session, panel, click
):
    order = find(panel, QComboBox, "kernelOrder")
    elsewhere = QShortcut(QKeySequence.StandardKey.Delete, order)
    elsewhere.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    click(2)
    with qtbot.assertNotEmitted(elsewhere.activated):
        qtbot.keyClick(gallery(panel), Qt.Key.Key_Delete)
    assert session.kernels.edited(1, "delete") == {identity(2)}
    click(5)
    order.setFocus()
    with qtbot.waitSignal(elsewhere.activated):
        qtbot.keyClick(order, Qt.Key.Key_Delete)
    assert session.kernels.edited(1, "delete") == {identity(2)}
    shelf(panel).setFocus()
    qtbot.keyClick(shelf(panel), Qt.Key.Key_Delete)
    assert session.kernels.edited(1, "delete") == {identity(2), identity(5)}


def test_deleting_the_last_card_selects_the_one_before(session, panel, click):
    click(8)
    panel.commands.delete_selected()
    assert chosen(session) == {7}


def test_a_deletion_elsewhere_moves_the_selection(session, panel, click):
    click(5)
    session.kernels.delete(1, session.view.kernels)
    assert chosen(session) == {6}


def test_undo_brings_deleted_kernels_back(session, panel, click):
    click(5)
    panel.commands.delete_selected()
    session.document.undo()
    assert numbers(gallery(panel)) == [f"Kernel {n}" for n in range(1, 9)]
    assert shelf(panel).isHidden() or not shelf(panel).isVisible()


def test_restore_restores_the_deleted_kernels_of_the_selection(session, panel, messages):
    session.kernels.delete(1, {identity(2), identity(3), identity(4)})
    session.update_view(kernels=frozenset({identity(1), identity(2), identity(3)}))
    button(panel, "restoreKernelsButton").click()
    assert session.kernels.edited(1, "delete") == {identity(4)}
    assert messages[-1].text == "Restored 2 kernels of block 1: build to apply"
    assert chosen(session) == {1, 2, 3}
    assert selected(gallery(panel)) == {"Kernel 1", "Kernel 2", "Kernel 3"}


def test_restore_is_enabled_only_for_deleted_kernels(session, panel, click):
    assert not button(panel, "restoreKernelsButton").isEnabled()
    assert not button(panel, "deleteKernelsButton").isEnabled()
    click(2)
    assert not button(panel, "restoreKernelsButton").isEnabled()
    assert button(panel, "deleteKernelsButton").isEnabled()
    session.kernels.delete(1, {identity(4)})
    session.update_view(kernels=frozenset({identity(4)}))
    assert button(panel, "restoreKernelsButton").isEnabled()
    assert not button(panel, "deleteKernelsButton").isEnabled()


def test_double_click_in_the_shelf_restores(qtbot, session, panel):
    session.kernels.delete(1, {identity(2), identity(3)})
    view = shelf(panel)
    qtbot.waitUntil(view.isVisible)
    qtbot.mouseClick(view.viewport(), LEFT, pos=place_of(view, 3))
    qtbot.mouseDClick(view.viewport(), LEFT, pos=place_of(view, 3))
    assert session.kernels.edited(1, "delete") == {identity(2)}


def test_restore_all(qtbot, session, panel):
    session.kernels.delete(1, {identity(2), identity(3)})
    qtbot.mouseClick(button(panel, "restoreAllButton"), LEFT)
    assert session.kernels.edited(1, "delete") == set()
    assert numbers(shelf(panel)) == []


def test_a_click_in_one_list_empties_the_other_selection(qtbot, session, panel, click):
    session.kernels.delete(1, {identity(2), identity(3)})
    click(5)
    qtbot.mouseClick(shelf(panel).viewport(), LEFT, pos=place_of(shelf(panel), 2))
    assert chosen(session) == {2}
    assert selected(gallery(panel)) == set()
    click(6)
    assert chosen(session) == {6}
    assert selected(shelf(panel)) == set()


def test_folding_the_shelf_hides_it_and_selects_nothing_in_it(qtbot, session, panel):
    session.kernels.delete(1, {identity(2)})
    session.update_view(kernels=frozenset({identity(1), identity(2)}))
    title = button(panel, "deletedShelfTitle")
    assert title.text() == "Deleted (1)"
    qtbot.mouseClick(title, LEFT)
    assert not shelf(panel).isVisible()
    assert chosen(session) == {1}
    qtbot.mouseClick(title, LEFT)
    assert shelf(panel).isVisible()


def test_invert_leaves_deleted_kernels_alone(session, panel):
    session.kernels.delete(1, {identity(2)})
    session.update_view(kernels=frozenset({identity(1), identity(2)}))
    panel.commands.invert_selected()
    assert session.kernels.edited(1, "invert") == {identity(1)}
    panel.commands.invert_selected()
    assert session.kernels.edited(1, "invert") == set()


def test_in_live_mode_no_build_is_requested(session, stage, panel, click, messages):
    stage[1].live = True
    click(2)
    panel.commands.invert_selected()
    assert messages[-1].text == "Inverted a kernel of block 1"


def test_commands_without_a_selection_do_nothing(session, panel, messages):
    commands = panel.commands
    for command in (commands.delete_selected, commands.restore_selected, commands.invert_selected):
        command()
    assert messages == []
    assert session.document.undo_label is None


def test_a_refused_deletion_is_reported_and_keeps_the_selection(session, panel, click, messages):
    click(2)
    session.document.close()
    session.update_view(kernels=frozenset({identity(2)}))
    panel.commands.delete_selected()
    assert messages[-1].level == "error"
    assert chosen(session) == {2}


def test_dead_kernels_and_twins_are_selected_by_name(session, stage, panel):
    dead, twin = made_card(2, dead=True), made_card(4, twin=1)
    spent = made_card(5, twin=3)
    gone = made_card(3, deleted=True, dead=True)
    stage[0].show((made_card(1), dead, gone, twin, spent))
    select_menu(panel, "deadKernels")
    assert chosen(session) == {2}
    select_menu(panel, "twinKernels")
    assert chosen(session) == {4}
    select_menu(panel, "allKernels")
    assert chosen(session) == {1, 2, 4, 5}


def test_context_menu_is_for_the_selected(qtbot, session, panel, click):
    click(2)
    view = gallery(panel)
    at = place_of(view, 2)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    enabled = {action.objectName() for action in menu.actions() if action.isEnabled()} - {""}
    selecting = {"allKernels", "redundantKernels", "uselessKernels"}
    assert enabled == {"showKernel", "deleteKernels", "invertKernels"} | selecting
    action = next(action for action in menu.actions() if action.objectName() == "deleteKernels")
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    assert session.kernels.edited(1, "delete") == {identity(2)}
    menu.close()


# sorting, filtering, size


def test_order(qtbot, stage, panel):
    stage[0].show((made_card(1, weight=0.1), made_card(2), made_card(3, weight=2.0)))
    pick(qtbot, panel.findChild(QComboBox, "kernelOrder"), "By weight")
    assert numbers(gallery(panel)) == ["Kernel 3", "Kernel 1", "Kernel 2"]


def test_filter_drops_what_it_hides_from_the_selection(qtbot, session, panel):
    session.update_view(kernels=frozenset({identity(1), identity(2)}))
    pick(qtbot, panel.findChild(QComboBox, "kernelFilter"), "0: background")
    assert numbers(gallery(panel)) == [f"Kernel {n}" for n in (2, 4, 6, 8)]
    assert chosen(session) == {2}


def test_filter_stays_on_its_class_when_that_is_renamed(qtbot, session, panel):
    box = panel.findChild(QComboBox, "kernelFilter")
    pick(qtbot, box, "1: object")
    session.classes.rename(1, "egg")
    assert box.currentText() == "1: egg"
    assert len(numbers(gallery(panel))) == 4


def test_filter_of_a_class_that_has_gone_shows_all(qtbot, session, panel):
    added = session.classes.add("debris")
    box = panel.findChild(QComboBox, "kernelFilter")
    pick(qtbot, box, f"{added}: debris")
    assert numbers(gallery(panel)) == []
    session.classes.remove(added)
    assert box.currentText() == "All kernels"
    assert len(numbers(gallery(panel))) == 8


def test_size_by_slider_and_by_wheel(qtbot, panel):
    view, slider = gallery(panel), panel.findChild(QSlider, "kernelSizeSlider")
    before = view.gridSize().height()
    slider.setValue(160)
    assert view.gridSize().height() > before
    large = slider.value()
    at = QPointF(place_of(view, 1))
    turn = QWheelEvent(
        at, view.viewport().mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        CONTROL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), turn)
    assert slider.value() < large


@pytest.mark.parametrize("width", [180, 240, 380, 700])
def test_cards_never_reach_beyond_the_list(panel, width):
    panel.resize(width, 500)
    view = gallery(panel)
    view.doItemsLayout()
    rects = [view.visualRect(view.model().index(row, 0)) for row in range(8)]
    assert max(rect.right() for rect in rects) <= view.viewport().width()


# refreshing


def test_refresh_of_the_same_kernels_keeps_selection_and_place(qtbot, session, stage, panel):
    inspector = stage[0]
    inspector.show(made_cards(64))
    view, resets = gallery(panel), []
    session.update_view(kernels=frozenset({identity(40)}), kernel=identity(40))
    place_of(view, 60)
    scrolled = view.verticalScrollBar().value()
    assert scrolled > 0
    view.model().modelReset.connect(lambda: resets.append(1))
    changed = tuple(replace(card, weight=1.0, map=None) for card in inspector.cards)
    inspector.show(changed)
    qtbot.wait(0)
    assert resets == []
    assert selected(view) == {"Kernel 40"}
    assert view.currentIndex().data() == "Kernel 40"
    assert view.verticalScrollBar().value() == scrolled


def test_another_order_of_the_same_kernels_keeps_selection_and_current(
    qtbot, session, stage, panel
):
    session.update_view(kernels=frozenset({identity(2)}), kernel=identity(2))
    pick(qtbot, panel.findChild(QComboBox, "kernelOrder"), "By Dice")
    stage[0].show(tuple(replace(card, dice=card.number / 8) for card in made_cards(8)))
    assert numbers(gallery(panel))[0] == "Kernel 8"
    assert selected(gallery(panel)) == {"Kernel 2"}
    assert gallery(panel).currentIndex().data() == "Kernel 2"
    assert chosen(session) == {2}


def test_drawing_a_marker_repaints_no_card(session, panel):
    changes = []
    gallery(panel).model().dataChanged.connect(lambda *_: changes.append(1))
    session.drawing.disk((10, 10))
    assert changes == []


def test_cards_of_another_block_are_not_shown(session, panel):
    session.update_view(block=2)
    assert numbers(gallery(panel)) == []


# blocks and builds


def test_tabs_choose_the_block(qtbot, session, stage, panel):
    tabs = panel.findChild(QTabBar, "blockSelector")
    assert [tabs.tabText(at) for at in range(tabs.count())] == ["Block 1 · 8", "Block 2 · 8"]
    qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(1).center())
    assert session.view.block == 2
    stage[0].show(made_cards(3, block=2))
    assert len(numbers(gallery(panel))) == 3
    session.update_view(block=1)
    assert tabs.currentIndex() == 0


def test_stale_blocks_are_marked_and_can_be_built(qtbot, session, stage, panel):
    _, builder = stage
    builder.has_built(8, 8, stale=2)
    tabs = panel.findChild(QTabBar, "blockSelector")
    assert "Changed since the last build" not in tabs.tabToolTip(0)
    assert "Changed since the last build" in tabs.tabToolTip(1)
    assert [tabs.tabIcon(at).isNull() for at in (0, 1)] == [True, False]
    assert notice(panel) == ""
    session.update_view(block=2)
    assert notice(panel) == "Block 2 needs a build."
    qtbot.mouseClick(button(panel, "buildKernelsButton"), LEFT)
    assert builder.asked == 1


def test_the_mark_of_a_stale_block_follows_the_theme(qtbot, stage, panel):
    stage[1].has_built(8, 8, stale=2)
    tabs = panel.findChild(QTabBar, "blockSelector")
    palette = panel.palette()
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#aa00aa"))
    panel.setPalette(palette)
    middle = tabs.tabIcon(1).pixmap(16, 16).toImage()
    assert middle.pixelColor(middle.rect().center()).name() == "#aa00aa"


def test_tabs_follow_the_architecture(session, panel):
    architecture = session.document.project.architecture
    tabs = panel.findChild(QTabBar, "blockSelector")
    session.update_view(block=2)
    three = architecture.with_(blocks=(*architecture.blocks, architecture.blocks[-1]))
    session.set_architecture(three)
    assert [tabs.tabText(at) for at in range(tabs.count())][2] == "Block 3"
    session.set_architecture(architecture.with_(blocks=architecture.blocks[:1]))
    assert tabs.count() == 1
    assert (session.view.block, tabs.currentIndex()) == (1, 0)


def test_before_a_build_the_notice_explains_how_to_build(session, stage, panel):
    inspector, builder = stage
    builder.current = None
    builder.changed.emit()
    inspector.show(())
    assert notice(panel) == "Nothing is built yet: draw markers, then press B."
    assert button(panel, "buildKernelsButton").isVisible()
    assert status(panel) == ""


def test_in_live_mode_notice_and_marks_do_not_come_and_go(stage, panel):
    _, builder = stage
    tabs = panel.findChild(QTabBar, "blockSelector")
    builder.has_built(8, 8, stale=1)
    assert notice(panel) == "Block 1 needs a build."
    assert not tabs.tabIcon(1).isNull()
    builder.live = builder.is_building = True
    builder.has_built(8, 8, stale=1)
    assert notice(panel) == ""
    assert all(tabs.tabIcon(at).isNull() for at in (0, 1))


def test_missing_maps_are_explained(stage, panel):
    inspector, _ = stage
    inspector.reason = "the image is too large"
    inspector.show(tuple(replace(card, map=None) for card in made_cards(3)))
    inspector.decoded_changed.emit()
    assert notice(panel) == "the image is too large"


def test_status_counts(session, stage, panel):
    stage[0].show((*made_cards(3), made_card(4, dead=True), made_card(5, twin=1)))
    session.kernels.delete(1, {identity(2), identity(3)})
    session.update_view(kernels=frozenset({identity(1)}))
    assert status(panel) == "5 kernels, 2 deleted, 1 dead, 1 twin, 1 selected"


def test_kernels_of_the_selected_marker_show_its_share(
    session: Session, panel: KernelsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flimbuilder.gui.panels.kernels import panel as module

    asked: list[tuple] = []

    def shares(*of: object) -> dict:
        asked.append(of[1:])
        return {identity(2): 0.4}

    monkeypatch.setattr(module, "shares_of_marker", shares)
    view, image = gallery(panel), session.view.image
    before = view.grab(rect_of(view, 2)).toImage(), view.grab(rect_of(view, 3)).toImage()
    session.update_view(tool="pan", marker=1)
    assert asked == [(session.view.block, image, 1)]
    tips = [view.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert ["40 % from the selected marker" in tip for tip in tips] == [False, True, False]
    assert view.grab(rect_of(view, 2)).toImage() != before[0]
    assert view.grab(rect_of(view, 3)).toImage() == before[1]
    session.update_view(marker=None)
    assert view.grab(rect_of(view, 2)).toImage() == before[0]
