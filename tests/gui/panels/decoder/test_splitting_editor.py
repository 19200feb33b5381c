"""The controls for touching objects."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.decoder.splitting_editor import SplittingEditor
from flimbuilder.project.decoding import Splitting
from tests.gui.panels.decoder.scene import shown
from tests.gui.parts import find

LEARNED = Splitting(radius=6.3, smallest=31)


@pytest.fixture
def editor(qtbot: QtBot) -> SplittingEditor:
    return shown(qtbot, SplittingEditor(), 300, 40)


def kind(editor: SplittingEditor) -> QComboBox:
    return find(editor, QComboBox, "splitKind")


def radius(editor: SplittingEditor) -> QDoubleSpinBox:
    return find(editor, QDoubleSpinBox, "splitRadiusSpin")


def type_radius(qtbot: QtBot, editor: SplittingEditor, text: str) -> None:
    radius(editor).selectAll()
    qtbot.keyClicks(radius(editor), text)
    qtbot.keyClick(radius(editor), Qt.Key.Key_Return)


def test_a_user_lets_the_build_learn_and_then_changes_the_radius(
    qtbot: QtBot, editor: SplittingEditor
) -> None:
    assert kind(editor).currentText() == "Joined"
    assert radius(editor).isHidden()
    with qtbot.waitSignal(editor.valueChanged):
        qtbot.keyClick(kind(editor), Qt.Key.Key_Down)
    assert editor.value() == "auto"
    assert radius(editor).isHidden()  # until it is known
    editor.setLearned(LEARNED)
    assert radius(editor).isVisible()
    assert not radius(editor).isEnabled()
    assert radius(editor).value() == 6.3
    with qtbot.waitSignal(editor.valueChanged):
        qtbot.keyClick(kind(editor), Qt.Key.Key_Down)
    assert editor.value() == LEARNED
    with qtbot.waitSignal(editor.valueChanged):
        type_radius(qtbot, editor, "8.5")
    assert editor.value() == Splitting.of_radius(8.5)
    with qtbot.waitSignal(editor.valueChanged):
        qtbot.keyClick(kind(editor), Qt.Key.Key_Home)
    assert editor.value() is None


def test_values_are_shown_and_kept(qtbot: QtBot, editor: SplittingEditor) -> None:
    exact = Splitting(radius=7.123, smallest=9, smoothing=0.4, depth=0.2)
    with qtbot.assertNotEmitted(editor.valueChanged):
        for value, title in (
            (exact, "Separated"),
            ("auto", "Separated (learned)"),
            (None, "Joined"),
        ):
            editor.setValue(value)
            assert editor.value() == value
            assert kind(editor).currentText() == title
        editor.setValue(exact)
    assert radius(editor).value() == 7.1
    type_radius(qtbot, editor, "9")
    assert editor.value() == exact.with_(radius=9, smallest=Splitting.of_radius(9).smallest)
