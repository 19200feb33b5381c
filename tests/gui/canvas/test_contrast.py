import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel

from flimbuilder.gui.canvas.contrast import ContrastForm
from flimbuilder.gui.canvas.display import Contrast, prepare


@pytest.fixture
def form(qtbot) -> ContrastForm:
    made = ContrastForm()
    qtbot.addWidget(made)
    pixels = np.linspace(0, 60000, 300).reshape(10, 10, 3).astype(np.uint16)
    made.show_image(3, prepare(pixels, Contrast()))
    return made


@pytest.mark.parametrize(
    "contrast",
    [Contrast(), Contrast(channel=1), Contrast(limits=(1000.0, 20000.0)),
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


def test_the_note_says_that_learning_is_not_affected(form):
    note = form.findChild(QLabel, "contrastNote").text()
    assert note == "Display only: learning is not affected."
