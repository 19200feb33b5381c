import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QWidget

from flimbuilder.gui.canvas.contrast import ContrastButton, ContrastForm
from flimbuilder.gui.canvas.display import Contrast, prepare
from flimbuilder.gui.widgets.fields import DecimalBox


@pytest.fixture
def form(qtbot) -> ContrastForm:
    made = ContrastForm()
    qtbot.addWidget(made)
    pixels = np.linspace(0, 60000, 300).reshape(10, 10, 3).astype(np.uint16)
    made.show_image(3, prepare(pixels, Contrast()))
    return made


@pytest.mark.parametrize(
    "contrast",
    [Contrast(), Contrast(channel=1), Contrast(limits="learned"), Contrast(1, "learned"),
     Contrast(limits=(1000.0, 20000.0)),
     Contrast(2, (0.0, 60000.0))],
)  # fmt: skip
def test_round_trip(form, contrast, qtbot):
    with qtbot.assertNotEmitted(form.valueChanged):
        form.setValue(contrast)
    assert form.value() == contrast


def test_typing_limits_turns_automatic_off(form, qtbot):
    with qtbot.waitSignal(form.valueChanged) as changed:
        form.findChild(QDoubleSpinBox, "contrastLow").setValue(5000)
    assert changed.args[0].limits[0] == 5000
    assert not form.findChild(QCheckBox, "contrastAutomatic").isChecked()


def test_the_slider_sets_the_limits(form, qtbot):
    with qtbot.waitSignal(form.valueChanged) as changed:
        form._slider.setValue((100, 900))
    assert changed.args[0] == Contrast(None, (100.0, 900.0))
    assert form.findChild(QDoubleSpinBox, "contrastHigh").value() == 900


def test_choosing_a_channel(form, qtbot):
    box = form.findChild(QComboBox, "contrastChannel")
    assert [box.itemText(at) for at in range(box.count())] == [
        "All, in colour", "Channel 1", "Channel 2", "Channel 3",
    ]  # fmt: skip
    with qtbot.waitSignal(form.valueChanged) as changed:
        box.setCurrentIndex(2)
    assert changed.args[0] == Contrast(channel=1)


def test_as_learned_and_automatic_exclude_each_other(form, qtbot):
    automatic = form.findChild(QCheckBox, "contrastAutomatic")
    learned = form.findChild(QCheckBox, "contrastAsLearned")
    assert learned.toolTip() == "Black and white are what learning sees as 0 and 1: 0..65535"
    with qtbot.waitSignal(form.valueChanged) as changed:
        learned.click()
    assert changed.args[0] == Contrast(limits="learned")
    assert not automatic.isChecked()
    with qtbot.waitSignal(form.valueChanged) as changed:
        automatic.click()
    assert changed.args[0] == Contrast()
    assert not learned.isChecked()
    learned.click()
    form._slider.setValue((100, 900))
    assert form.value() == Contrast(limits=(100.0, 900.0))
    assert not learned.isChecked()
    form.show_image(3, prepare(np.zeros((4, 4, 3), np.uint16), Contrast(limits="learned")))
    assert form.findChild(DecimalBox, "contrastHigh").value() == 65535


@pytest.mark.parametrize(
    ("values", "contrast", "text", "tip"),
    [
        (np.linspace(0, 4000, 201).astype(np.uint16), Contrast(), "20..3980 of 0..65535",
         "Contrast 20..3980 (automatic). Display only: learning sees 0..65535 as 0 to 1"),
        (np.arange(9, dtype=np.uint16), Contrast(limits=(2.0, 5.0)), "2..5 of 0..65535",
         "Contrast 2..5. Display only: learning sees 0..65535 as 0 to 1"),
        (np.arange(9, dtype=np.int16), Contrast(limits="learned"), "",
         "Contrast -32768..32767. Display only: learning sees -32768..32767 as 0 to 1"),
        (np.arange(9, dtype=np.uint8), Contrast(), "",
         "Contrast 0..255 (automatic). Display only: learning sees 0..255 as 0 to 1"),
        (np.linspace(0, 0.5, 201), Contrast(), "0.0025..0.4975 of 0..1",
         "Contrast 0.0025..0.4975 (automatic). Display only: learning sees 0..1 as 0 to 1"),
    ],
)  # fmt: skip
def test_the_button_names_limits_that_learning_does_not_have(qtbot, values, contrast, text, tip):
    parent = QWidget()
    qtbot.addWidget(parent)
    button = ContrastButton(parent)
    button.show_image(1, prepare(values.reshape(-1, 1, 1), contrast), contrast)
    assert (button.text(), button.toolTip()) == (text, tip)


def test_the_note_says_that_learning_is_not_affected(form):
    note = form.findChild(QLabel, "contrastNote").text()
    assert note == "Display only: learning is not affected."
