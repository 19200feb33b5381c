import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from flimbuilder.gui.widgets.fields import NumberBox, by_decades, by_tenths, on_grid


def shown(qtbot: QtBot, box: NumberBox) -> NumberBox:
    qtbot.addWidget(box)
    box.show()
    qtbot.waitExposed(box)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    return box


@pytest.mark.parametrize(
    ("value", "steps", "wanted"),
    [(3, 1, 5), (3, -1, 1), (1, -1, 1), (4, 1, 5), (4, -1, 3), (9, 1, 9), (3, -10, 1), (8, 2, 9)],
)
def test_steps_on_a_grid_of_odd_numbers(value: int, steps: int, wanted: int) -> None:
    assert on_grid(1, 9, 2)(value, steps) == wanted


def test_a_step_below_the_minimum_leads_to_none_if_allowed() -> None:
    steps = on_grid(1, 99, start=16)
    assert steps(1, -1) is None
    assert steps(None, -1) is None
    assert steps(None, 1) == 16


def test_steps_by_tenths() -> None:
    steps = by_tenths(0.9)
    assert [steps(value, 1) for value in (0, 0.25, 0.3, 0.9)] == [0.1, 0.3, 0.4, 0.9]
    assert [steps(value, -1) for value in (0, 0.25, 0.3, 0.9)] == [0, 0.2, 0.2, 0.8]


def test_steps_by_decades() -> None:
    steps = by_decades(1e-6, 10)
    assert steps(0.01, 1) == 0.1
    assert steps(0.01, -1) == 0.001
    assert steps(10, 1) == 10
    assert steps(1e-6, -1) == 1e-6
    assert steps(0.03, 1) == 0.3


def test_numbers_beyond_32_bits(qtbot: QtBot) -> None:
    box = NumberBox(on_grid(0, 2**63 - 1))
    qtbot.addWidget(box)
    box.setValue(2**63 - 2)
    box.stepBy(1)
    assert box.value() == 2**63 - 1


def test_any_typed_text_is_the_value(qtbot: QtBot) -> None:
    box = shown(qtbot, NumberBox(on_grid(1, 9)))
    box.setValue(3)
    box.selectAll()
    with qtbot.waitSignal(box.edited):
        qtbot.keyClicks(box, "1x")
    assert box.value() == "1x"
    box.lineEdit().clear()
    assert box.value() == ""


def test_a_comma_is_a_decimal_point(qtbot: QtBot) -> None:
    box = shown(qtbot, NumberBox(by_decades(1e-6, 10), fraction=True))
    qtbot.keyClicks(box, "0,5")
    assert box.value() == 0.5


def test_an_empty_optional_box_is_none(qtbot: QtBot) -> None:
    box = shown(qtbot, NumberBox(on_grid(1, 9, start=4), empty="no limit"))
    box.setValue(3)
    box.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_Delete)
    assert box.value() is None
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 4


def test_escape_restores_the_shown_number(qtbot: QtBot) -> None:
    box = shown(qtbot, NumberBox(on_grid(1, 9)))
    box.setValue(3)
    box.selectAll()
    qtbot.keyClicks(box, "77")
    with qtbot.waitSignal(box.edited):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.value() == 3


def test_showing_the_typed_number_keeps_the_text(qtbot: QtBot) -> None:
    box = shown(qtbot, NumberBox(on_grid(1, 99)))
    qtbot.keyClicks(box, "12")
    box.lineEdit().setCursorPosition(1)
    box.setValue(12)
    assert box.lineEdit().cursorPosition() == 1
    assert box.lineEdit().isUndoAvailable()


def test_letters_are_shortcuts_and_digits_are_text(qtbot: QtBot) -> None:
    box = shown(qtbot, NumberBox(on_grid(1, 999)))
    pressed = []
    for key in "B5":
        shortcut = QShortcut(QKeySequence(key), box)
        shortcut.activated.connect(lambda key=key: pressed.append(key))
    box.finished.connect(lambda: pressed.append("finished"))
    qtbot.keyClicks(box, "5b")
    assert box.value() == 5
    assert pressed == ["finished", "B"]


def test_undo_is_local_while_typing(qtbot: QtBot) -> None:
    box = shown(qtbot, NumberBox(on_grid(1, 999)))
    undone = []
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), box)
    shortcut.activated.connect(lambda: undone.append(box.value()))
    box.setValue(3)
    qtbot.keyClicks(box, "5")
    typed = box.value()
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (typed, box.value(), undone) == (35, 3, [])
    qtbot.keyClicks(box, "7")
    box.accept()
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [37]
