from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.overlays import OverlayBar
from flimbuilder.gui.widgets.appearance_menu import AppearanceMenu, ColourMapMenu
from flimbuilder.session.session import Session
from tests.gui.panels.decoder.scene import BEFORE, MEASURES, put_cards, put_decoded, shown
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> OverlayBar:
    """The bar of a project that is built."""
    made = shown(qtbot, OverlayBar(session), 640, 34)
    session.open(project_folder)
    settle(session)
    return made


def test_it_fits_above_a_narrow_canvas(bar: OverlayBar, session: Session, qtbot: QtBot) -> None:
    bar.resize(400, bar.height())
    session.classes.add("a class with quite a long name")
    session.builder.previous = session.builder.current
    put_decoded(session, MEASURES, BEFORE)
    assert find(bar, QComboBox, "overlayClass").isVisible()
    assert bar.minimumSizeHint().width() <= 400  # of 1024 px, between the panels
    bar.resize(bar.minimumSizeHint().width(), bar.height())
    swatch = find(bar, QComboBox, "overlayClass")
    qtbot.waitUntil(lambda: swatch.width() < 70)
    bar.resize(900, bar.height())
    qtbot.waitUntil(lambda: swatch.width() > 90)


def test_the_overlay_is_chosen_and_shown(qtbot: QtBot, bar: OverlayBar, session: Session) -> None:
    combo = find(bar, QComboBox, "overlaySelector")
    combo.setFocus()
    for heat in ("activation", "saliency", "block", "error"):
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert session.view.heat == heat
    session.update_view(heat="none")
    assert combo.currentData() == "none"


def test_an_activation_map_shows_a_live_kernel(
    qtbot: QtBot, bar: OverlayBar, session: Session
) -> None:
    put_cards(session, 1, (1.0,) * 6, dead=1)
    combo = find(bar, QComboBox, "overlaySelector")
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert session.view.kernel == session.inspector.cards[1].identity
    chosen = session.inspector.cards[3].identity
    session.update_view(heat="none", kernel=chosen)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert session.view.kernel == chosen


def test_error_needs_a_reference(bar: OverlayBar, session: Session) -> None:
    combo = find(bar, QComboBox, "overlaySelector")
    at = combo.findData("error")
    assert combo.itemText(at) == "Error"
    session.step_image(1)
    assert combo.itemText(at) == "Error (no reference)"
    assert "none" in find(bar, QToolButton, "truthToggle").toolTip()


def test_opacity_follows_the_slider_and_back(
    qtbot: QtBot, bar: OverlayBar, session: Session
) -> None:
    slider = find(bar, QSlider, "opacitySlider")
    assert slider.value() == 60
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert session.view.opacity == 0.61
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert session.view.opacity == 1.0
    session.update_view(opacity=0.25)
    assert slider.value() == 25


def test_an_opacity_between_slider_steps_is_kept(bar: OverlayBar, session: Session) -> None:
    session.update_view(opacity=0.333)
    assert session.view.opacity == 0.333


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("maskToggle", "show_mask"),
        ("truthToggle", "show_truth"),
        ("markersToggle", "show_markers"),
        ("fieldToggle", "show_field"),
    ],
)
def test_switches(qtbot: QtBot, bar: OverlayBar, session: Session, name: str, field: str) -> None:
    button, on = find(bar, QToolButton, name), getattr(session.view, field)
    assert button.isChecked() is on
    assert button.toolTip()
    assert button.accessibleName()
    qtbot.mouseClick(button, LEFT)
    assert getattr(session.view, field) is not on
    session.update_view(**{field: on})
    assert button.isChecked() is on


def test_object_classes_are_offered_if_there_are_several(
    qtbot: QtBot, bar: OverlayBar, session: Session
) -> None:
    combo = find(bar, QComboBox, "overlayClass")
    assert not combo.isVisible()
    session.classes.add("nucleus")
    assert combo.isVisible()
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert session.view.object_class == 2
    session.update_view(object_class=None)
    assert combo.currentData() == 1
    session.classes.rename(2, "cell")
    assert combo.itemText(1) == "cell"


def test_the_previous_build_can_be_shown_once_there_is_one(
    qtbot: QtBot, bar: OverlayBar, session: Session, settle: Callable[[Session], None]
) -> None:
    button = find(bar, QToolButton, "beforeToggle")
    assert not button.isEnabled()
    session.set_seed(1)
    session.builder.build()
    settle(session)
    assert button.isEnabled()
    qtbot.mouseClick(button, LEFT, pos=QPoint(8, 8))
    assert session.view.before
    session.update_view(before=False)
    assert not button.isChecked()


def test_the_previous_build_can_be_left_if_there_is_none(
    qtbot: QtBot, bar: OverlayBar, session: Session
) -> None:
    button = find(bar, QToolButton, "beforeToggle")
    session.update_view(before=True)
    assert button.isEnabled()
    qtbot.mouseClick(button, LEFT)
    assert not session.view.before
    assert not button.isEnabled()


def test_the_change_of_dice_is_shown(
    bar: OverlayBar, session: Session, settle: Callable[[Session], None]
) -> None:
    label = find(bar, QLabel, "diceChange")
    put_decoded(session, MEASURES, None)
    assert label.text() == "Dice 0.87"
    session.set_seed(1)
    session.builder.build()
    settle(session)
    put_decoded(session, MEASURES, BEFORE)
    assert label.text() == "Dice 0.82 → 0.87 ▲"
    put_decoded(session, BEFORE, MEASURES)
    assert label.text() == "Dice 0.87 → 0.82 ▼"
    put_decoded(session, MEASURES, MEASURES)
    assert label.text() == "Dice 0.87 → 0.87 ="
    put_decoded(session, None, None)
    assert label.text() == ""


def test_the_appearance_menu_sets_the_look(session: Session, bar: OverlayBar) -> None:
    menu = find(bar, AppearanceMenu, "appearanceMenu")
    menu.aboutToShow.emit()
    fill = find(menu, QAction, "fill_maskAppearanceAction")
    assert not fill.isChecked()
    fill.trigger()
    assert session.view.fill_mask
    colours = find(menu, ColourMapMenu, "colourMapMenu")
    colours.aboutToShow.emit()
    checked = [action.objectName() for action in colours.actions() if action.isChecked()]
    assert checked == ["magmaColoursAction"]
    find(colours, QAction, "viridisColoursAction").trigger()
    assert session.view.colour_map == "viridis"
    assert not any(action.icon().isNull() for action in colours.actions())


def test_a_narrow_bar_leaves_out_what_matters_least(bar: OverlayBar, qtbot: QtBot) -> None:
    dice, opacity = find(bar, QLabel, "diceChange"), find(bar, QSlider, "opacitySlider")
    before, mask = find(bar, QToolButton, "beforeToggle"), find(bar, QToolButton, "maskToggle")
    dice.setText("Dice 0.71 → 0.78 ▲")
    bar.resize(900, bar.height())
    assert not dice.isHidden()
    assert before.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    bar.resize(bar.minimumSizeHint().width(), bar.height())
    assert dice.isHidden()
    assert opacity.isHidden()
    assert before.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert not mask.isHidden()
    assert bar.minimumSizeHint().width() < 380
    bar.resize(900, bar.height())
    assert not dice.isHidden()
    assert not opacity.isHidden()
