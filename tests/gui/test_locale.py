"""Numbers typed with either decimal mark, in every locale."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

import flimbuilder.gui
from flimbuilder.gui.canvas.contrast_form import ContrastForm
from flimbuilder.gui.dialogs.import_files import ImportDialog
from flimbuilder.gui.widgets.fields import (
    DecimalBox,
    NumberBox,
    NumberField,
    WholeBox,
    by_decades,
)
from flimbuilder.gui.window import MainWindow
from tests.gui.parts import find

LOCALES = ("pt_BR", "de_DE", "en_US", "C")


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    former = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(former)


def type_into(qtbot: QtBot, box: QAbstractSpinBox, text: str) -> None:
    box.setEnabled(True)
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), text)
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)


def test_the_fields_of_the_window(locale: str, window: MainWindow, qtbot: QtBot) -> None:
    radius = find(window, QDoubleSpinBox, "radiusNumber")
    threshold = find(window, QDoubleSpinBox, "thresholdSpin")
    area = find(window, QSpinBox, "smallestAreaSpin")
    for box in (threshold, area):
        box.blockSignals(True)
    for typed, value in (
        ("0.5", 0.5), ("0,5", 0.5), ("1.5", 1.5), ("1,5", 1.5), ("12.5", 12.5), (",5", 0.5),
        ("1.", 1), ("0,75", 0.8), ("0,25", 0.8),  # the last is below the smallest radius
    ):  # fmt: skip
        type_into(qtbot, radius, typed)
        assert radius.value() == value
        assert "," not in radius.text()
    for typed, value in (("0.5", 0.5), ("0,5", 0.5), (",25", 0.25), ("0,125", 0.125), ("1,5", 1)):
        type_into(qtbot, threshold, typed)
        assert threshold.value() == value  # the last digit of a number over the limit is refused
    for typed, whole in (("1.5", 2), ("1,5", 2), ("2,4", 2), ("12345", 12345), ("1.000", 1)):
        type_into(qtbot, area, typed)
        assert area.value() == whole
        assert area.text() == f"{whole} px²"  # without group separators


def test_negative_numbers_and_contrast(locale: str, qtbot: QtBot) -> None:
    box = DecimalBox()
    qtbot.addWidget(box)
    box.setRange(-1000, 3000)
    for typed, value in (("-12,5", -12.5), ("+7.25", 7.25), ("-", 7.25), ("", 7.25)):
        type_into(qtbot, box, typed)
        assert box.value() == value
    form = ContrastForm()
    qtbot.addWidget(form)
    low = find(form, QDoubleSpinBox, "contrastLow")
    low.setDecimals(2)
    find(form, QDoubleSpinBox, "contrastHigh").setValue(50)
    type_into(qtbot, low, "1,5")
    assert low.value() == 1.5


def test_forms_take_both_marks(locale: str, qtbot: QtBot) -> None:
    box = NumberBox(by_decades(1e-6, 10), fraction=True)
    qtbot.addWidget(box)
    for typed, value in (("1.5", 1.5), ("1,5", 1.5), ("1,5e-3", 0.0015), ("1_5", "1_5")):
        box.lineEdit().setText(typed)
        assert box.value() == value


def test_every_spin_box_is_a_number_field(window: MainWindow, tmp_path: Path) -> None:
    dialog = ImportDialog(tmp_path, window)
    boxes = window.findChildren(QAbstractSpinBox)
    names = {box.objectName() for box in boxes}
    assert {"radiusNumber", "thresholdSpin", "contrastLow", "importRadius"} <= names
    for box in boxes:
        assert isinstance(box, NumberField), box.objectName()
        assert isinstance(box, NumberBox | DecimalBox | WholeBox)
    dialog.deleteLater()


def test_no_module_makes_a_spin_box_of_qt() -> None:
    package = Path(flimbuilder.gui.__file__).parent
    for path in package.rglob("*.py"):
        if path.name != "fields.py":
            made = re.findall(
                r"\bQ(?:Double|Abstract)?SpinBox\b|\bQInputDialog\b", path.read_text()
            )
            assert not made, f"{path.relative_to(package)}: use a field of gui/widgets/fields.py"


def test_the_range_of_a_field(qtbot: QtBot) -> None:
    box = WholeBox()
    qtbot.addWidget(box)
    box.setRange(5, 99)
    box.setValue(50)
    type_into(qtbot, box, "123")
    assert box.value() == 12  # the third digit is refused, as by Qt
    type_into(qtbot, box, "3")
    assert box.value() == 12
    box.setSuffix(" px")
    type_into(qtbot, box, "9 px")
    assert box.value() == 9
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 10


def test_a_parent_widget_passes_no_locale_on(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    box = DecimalBox(parent)
    box.setRange(0, 5000)
    parent.setLocale(QLocale("de_DE"))
    box.setValue(1234.5)
    assert box.text() == "1234.50"
