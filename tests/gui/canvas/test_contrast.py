"""The contrast button and its form: limits, gamma, mixes of channels, and the histogram."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QToolButton,
    QWidget,
)

from flimbuilder.analysis.histograms import count_image
from flimbuilder.gui.canvas import scene
from flimbuilder.gui.canvas.contrast import ContrastButton
from flimbuilder.gui.canvas.contrast_form import ContrastForm
from flimbuilder.gui.canvas.display import Contrast, prepare
from flimbuilder.gui.theme import dark_palette
from flimbuilder.gui.widgets.fields import DecimalBox
from flimbuilder.imaging.mixing import ChannelStyle, default_styles, mix_channels
from tests.gui.canvas.conftest import colour_at
from tests.gui.parts import find


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


def test_choosing_a_channel(form, qtbot):
    box = form.findChild(QComboBox, "contrastChannel")
    assert [box.itemText(at) for at in range(box.count())] == [
        "All, in colour", "Channel 1", "Channel 2", "Channel 3", "Mix in colours",
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
    form.findChild(DecimalBox, "contrastHigh").setValue(900)
    assert form.value() == Contrast(limits=(299.0, 900.0))
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


MIXED = (
    ChannelStyle("#ff0000"), ChannelStyle("#00ffff", (5.0, 900.0), 0.5),
    ChannelStyle("#ffffff", visible=False),
)  # fmt: skip


class TestMix:
    def test_round_trip(self, form, qtbot):
        with qtbot.assertNotEmitted(form.valueChanged):
            form.setValue(Contrast(mix=MIXED))
        assert form.value() == Contrast(mix=MIXED)
        form.setValue(Contrast(channel=1, gamma=2.0))
        assert form.value() == Contrast(channel=1, gamma=2.0)

    def test_it_begins_with_red_green_and_blue(self, form, qtbot):
        box = form.findChild(QComboBox, "contrastChannel")
        with qtbot.waitSignal(form.valueChanged) as changed:
            box.setCurrentIndex(box.count() - 1)
        assert changed.args[0] == Contrast(mix=default_styles(3))
        assert form.findChild(QWidget, "channelTable").isVisibleTo(form)
        box.setCurrentIndex(0)
        assert not form.findChild(QWidget, "channelTable").isVisibleTo(form)

    def test_controls_change_the_selected_channel_alone(self, form, qtbot):
        form.setValue(Contrast(mix=default_styles(3)))
        red, green, blue = default_styles(3)
        form.findChild(QToolButton, "channelName2").click()
        form.findChild(DecimalBox, "contrastGamma").setValue(0.5)
        form.findChild(DecimalBox, "contrastHigh").setValue(700)
        form.findChild(DecimalBox, "contrastLow").setValue(30)
        changed = replace(green, gamma=0.5, limits=(30.0, 700.0))
        assert form.value() == Contrast(mix=(red, changed, blue))
        assert not form.findChild(QCheckBox, "contrastAutomatic").isChecked()
        form.findChild(QToolButton, "channelName1").click()
        assert form.findChild(DecimalBox, "contrastGamma").value() == 1.0
        assert form.findChild(QCheckBox, "contrastAutomatic").isChecked()
        form.findChild(QToolButton, "channelName2").click()
        assert form.findChild(DecimalBox, "contrastHigh").value() == 700
        form.findChild(QCheckBox, "contrastAutomatic").click()
        assert form.value() == Contrast(mix=(red, replace(green, gamma=0.5), blue))
        form.findChild(QCheckBox, "contrastAsLearned").click()
        assert form.value().mix[1].limits == (0.0, 65535.0)

    def test_visibility_and_colour(self, form, qtbot):
        form.setValue(Contrast(mix=default_styles(3)))
        red, green, blue = default_styles(3)
        with qtbot.waitSignal(form.valueChanged):
            form.findChild(QCheckBox, "channelVisible3").click()
        menu = form.findChild(QToolButton, "channelColour1").menu()
        with qtbot.waitSignal(form.valueChanged):
            next(action for action in menu.actions() if action.text() == "Magenta").trigger()
        magenta, hidden = replace(red, colour="#ff00ff"), replace(blue, visible=False)
        assert form.value() == Contrast(mix=(magenta, green, hidden))

    def test_reset(self, form, qtbot):
        form.setValue(Contrast(mix=MIXED))
        form.findChild(QToolButton, "contrastReset").click()
        assert form.value() == Contrast(mix=default_styles(3))
        form.setValue(Contrast(1, (3.0, 9.0), 2.0))
        form.findChild(QToolButton, "contrastReset").click()
        assert form.value() == Contrast(1)


def test_gamma(form, qtbot):
    with qtbot.waitSignal(form.valueChanged) as changed:
        form.findChild(DecimalBox, "contrastGamma").setValue(0.5)
    assert changed.args[0] == Contrast(gamma=0.5)


def test_the_button_names_a_mix_and_a_gamma(qtbot):
    parent, pixels = QWidget(), np.arange(27, dtype=np.uint16).reshape(3, 3, 3)
    qtbot.addWidget(parent)
    button = ContrastButton(parent)
    contrast = Contrast(mix=MIXED)
    button.show_image(3, prepare(pixels, contrast), contrast)
    assert button.text() == "Mix: 2 of 3 channels"
    contrast = Contrast(limits=(2.0, 5.0), gamma=0.5)
    button.show_image(3, prepare(pixels, contrast), contrast)
    assert "Contrast 2..5, gamma 0.5. Display only" in button.toolTip()


class TestHistogram:
    @pytest.fixture
    def opened(self, canvas, show_pixels, settle, qtbot):
        """The open form of a 16-bit image of two channels."""
        rng = np.random.default_rng(0)
        pixels = rng.integers(100, 4000, (64, 64, 2)).astype(np.uint16)
        pixels[..., 1] *= 10
        show_pixels(pixels)
        button = find(canvas, QToolButton, "contrastButton")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: button.form._plot is not None)
        settle(canvas.session)
        yield button.form
        button.form.hide()

    def test_it_has_the_counts_of_the_channel(self, canvas, opened):
        pixels = canvas.session.pixels.shown.pixels
        counts = count_image(pixels)
        (curve,) = opened._plot._curves
        assert np.array_equal(curve.yData, np.log1p(counts.counts[0]))
        assert (curve.xData[0], curve.xData[-1]) == counts.bounds[0]
        opened.findChild(QCheckBox, "contrastLog").click()
        (curve,) = opened._plot._curves
        assert np.array_equal(curve.yData, counts.counts[0])
        box = opened.findChild(QComboBox, "contrastChannel")
        box.setCurrentIndex(box.findData(1))
        (curve,) = opened._plot._curves
        assert np.array_equal(curve.yData, counts.counts[1])

    def test_dragging_an_end_of_the_window(self, canvas, opened, settle, monkeypatch):
        import pyqtgraph

        monkeypatch.setitem(pyqtgraph.CONFIG_OPTIONS, "mouseRateLimit", 0)  # drop no moves
        plot = opened._plot
        low, high = plot.window_limits()
        assert (low, high) == pytest.approx(canvas._scene.prepared.limits, abs=1)
        drag_plot(plot, high, 2000)
        settle(canvas.session)
        contrast = canvas._scene.contrast
        assert contrast.limits[0] == pytest.approx(low, abs=1)
        assert contrast.limits[1] == pytest.approx(2000, abs=40)
        assert opened.findChild(DecimalBox, "contrastHigh").value() == contrast.limits[1]
        assert not opened.findChild(QCheckBox, "contrastAutomatic").isChecked()
        assert canvas._scene.prepared.limits == contrast.limits
        row, col = np.argwhere(canvas.session.pixels.shown.pixels[..., 0] > 2100)[0].tolist()
        assert colour_at(canvas, row, col) == (255, 255, 255)

    def test_stretch(self, canvas, opened, settle):
        pixels = canvas.session.pixels.shown.pixels
        opened.findChild(QToolButton, "contrastStretch").click()
        settle(canvas.session)
        expected = np.percentile(pixels[..., 0].astype(float), (0.3, 99.7)).round()
        assert canvas._scene.contrast.limits == pytest.approx(tuple(expected), abs=1)

    def test_a_mix_is_painted(self, canvas, opened, settle):
        styles = ChannelStyle("#ff0000", (0, 5000)), ChannelStyle("#00ff00", (0, 50000))
        opened.setValue(Contrast(mix=styles))
        opened._emit()
        settle(canvas.session)
        pixels = canvas.session.pixels.shown.pixels
        expected = mix_channels(pixels, styles)
        for row, col in ((3, 5), (40, 30)):
            assert colour_at(canvas, row, col) == tuple(expected[row, col].tolist())

    def test_another_image_is_counted_while_the_form_is_open(
        self, canvas, opened, show_pixels, settle
    ):
        pixels = np.random.default_rng(1).random((30, 20, 2)).astype(np.float32)
        show_pixels(pixels)
        settle(canvas.session)
        (curve,) = opened._plot._curves
        assert np.array_equal(curve.yData, np.log1p(count_image(pixels).counts[0]))

    def test_the_theme_recolours_the_plot(self, opened, qapp):
        before = qapp.palette()
        try:
            qapp.setPalette(dark_palette())
            qapp.processEvents()
            accent = dark_palette().color(QPalette.ColorRole.Accent)
            assert opened._plot._window.lines[0].pen.color() == accent
        finally:
            qapp.setPalette(before)
            qapp.processEvents()


def test_the_newest_of_many_contrasts_is_painted(canvas, show_pixels, settle, monkeypatch):
    monkeypatch.setattr(scene, "QUICK", 500)  # so that drafts come first
    show_pixels(np.linspace(0, 4000, 64 * 64).reshape(64, 64, 1).astype(np.uint16))
    for high in range(4000, 1000, -50):
        canvas._scene.set_contrast(Contrast(limits=(0.0, float(high))))
    settle(canvas.session)
    prepared = canvas._scene.prepared
    assert prepared.limits == (0.0, 1050.0)
    assert prepared.coarse == 0
    assert prepared.levels[0].shape == (64, 64)
    assert canvas._scene._image.shape == (64, 64)


def drag_plot(plot, start: float, end: float) -> None:
    """Drag a line of a plot from a value to another, with the mouse."""
    box, viewport = plot.view.getViewBox(), plot.view.viewport()

    def place(value: float) -> QPoint:
        scene_point = box.mapViewToScene(QPointF(value, box.viewRect().center().y()))
        return plot.view.mapFromScene(scene_point)

    QTest.mouseMove(viewport, place(start))
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place(start))
    for step in range(1, 11):
        middle = place(start + (end - start) * step / 10)
        where = QPointF(middle)
        event = QMouseEvent(
            QEvent.Type.MouseMove, where, QPointF(viewport.mapToGlobal(middle)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(viewport, event)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place(end))
