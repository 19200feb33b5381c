import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSlider, QSpinBox
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.decoder.delineation_editor import DelineationEditor
from flimbuilder.project.decoding import DecoderChoice, Delineation, Splitting
from tests.gui.panels.decoder.scene import shown
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def editor(qtbot: QtBot) -> DelineationEditor:
    return shown(qtbot, DelineationEditor(), 360, 200)


def check(qtbot: QtBot, editor: DelineationEditor, name: str) -> None:
    box = find(editor, QCheckBox, name)
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))


def kinds(editor: DelineationEditor) -> list[str]:
    combo = find(editor, QComboBox, "thresholdKind")
    return [combo.itemText(row) for row in range(combo.count())]


def press(qtbot: QtBot, editor: DelineationEditor, key: Qt.Key) -> None:
    qtbot.keyClick(find(editor, QComboBox, "thresholdKind"), key)


def type_in(qtbot: QtBot, editor: DelineationEditor, name: str, text: str) -> None:
    kind = QDoubleSpinBox if name == "thresholdSpin" else QSpinBox
    spin = find(editor, kind, name)
    spin.selectAll()
    qtbot.keyClicks(spin, text)
    qtbot.keyClick(spin, Qt.Key.Key_Return)


areas = st.none() | st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)).map(
    lambda pair: (min(pair), max(pair))
)
delineations = st.builds(
    Delineation,
    threshold=st.sampled_from(["auto", "otsu"]) | st.floats(0, 1),
    area=areas,
    drop_border=st.booleans(),
    fill_holes=st.booleans(),
    method=st.sampled_from(
        [
            *("auto", "none", "watershed", "random-walker", "dynamic-trees"),
            *("saliency-walker", "contrast"),
        ]
    ),
    erosion=st.integers(0, 999),
    dilation=st.integers(0, 999),
    split=st.sampled_from([None, "auto", Splitting(radius=7, smallest=3, depth=0.1)]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=delineations, value=delineations)
def test_round_trip_and_every_control_shows_its_field(
    editor: DelineationEditor, first: Delineation, value: Delineation
) -> None:
    editor.setValue(first)
    editor.setValue(value)
    assert editor.value() == value
    fixed = not isinstance(value.threshold, str)
    kind = find(editor, QComboBox, "thresholdKind").currentData()
    assert kind == ("fixed" if fixed else value.threshold)
    assert find(editor, QSlider, "thresholdSlider").isEnabled() is fixed
    if fixed:
        shown = find(editor, QDoubleSpinBox, "thresholdSpin").value()
        assert shown == pytest.approx(value.threshold, abs=5.01e-4)
    assert find(editor, QCheckBox, "areaCheck").isChecked() is (value.area is not None)
    if value.area is not None:
        spins = [
            find(editor, QSpinBox, name).value()
            for name in ("smallestAreaSpin", "largestAreaSpin")
        ]
        assert spins == list(value.area)
    assert find(editor, QCheckBox, "dropBorderCheck").isChecked() is value.drop_border
    assert find(editor, QCheckBox, "fillHolesCheck").isChecked() is value.fill_holes
    assert find(editor, QComboBox, "delineationMethod").currentData() == value.method
    for name, radius in (("erosionSpin", value.erosion), ("dilationSpin", value.dilation)):
        assert find(editor, QSpinBox, name).value() == radius
        assert find(editor, QSpinBox, name).isEnabled() is value.uses_radii


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=delineations)
def test_a_click_changes_its_field_alone(
    qtbot: QtBot, editor: DelineationEditor, value: Delineation
) -> None:
    editor.setValue(value)
    check(qtbot, editor, "dropBorderCheck")
    assert editor.value() == value.with_(drop_border=not value.drop_border)
    check(qtbot, editor, "fillHolesCheck")
    check(qtbot, editor, "dropBorderCheck")
    assert editor.value() == value.with_(fill_holes=not value.fill_holes)


def test_showing_a_value_emits_nothing(qtbot: QtBot, editor: DelineationEditor) -> None:
    with qtbot.assertNotEmitted(editor.valueChanged):
        editor.setValue(Delineation(threshold=0.3, area=(5, 9), method="watershed", erosion=4))


def test_the_threshold_is_automatic_or_a_number(qtbot: QtBot, editor: DelineationEditor) -> None:
    assert kinds(editor) == ["Automatic (0.50)", "Otsu", "Fixed"]
    press(qtbot, editor, Qt.Key.Key_Down)
    assert editor.value() == Delineation(threshold="otsu")
    press(qtbot, editor, Qt.Key.Key_Down)
    assert editor.value() == Delineation(threshold=0.5)
    type_in(qtbot, editor, "thresholdSpin", "0.25")
    assert editor.value() == Delineation(threshold=0.25)
    assert find(editor, QSlider, "thresholdSlider").value() == 250
    press(qtbot, editor, Qt.Key.Key_Home)
    assert editor.value() == Delineation()
    press(qtbot, editor, Qt.Key.Key_End)
    assert editor.value() == Delineation(threshold=0.25)  # the number is not forgotten


def test_the_threshold_of_the_image_is_named(editor: DelineationEditor) -> None:
    editor.setUsed(0.5, DecoderChoice(id="ml"))
    assert kinds(editor) == ["Automatic (0.50)", "Otsu", "Fixed"]
    editor.setUsed(0.368, DecoderChoice(id="lm"))
    assert kinds(editor) == ["Automatic (Otsu: 0.37)", "Otsu", "Fixed"]
    editor.setValue(Delineation(threshold="otsu"))
    assert kinds(editor) == ["Automatic (Otsu)", "Otsu: 0.37", "Fixed"]
    editor.setUsed(None, DecoderChoice(id="ml"))
    assert kinds(editor) == ["Automatic (0.50)", "Otsu", "Fixed"]


def test_the_automatic_method_is_named(editor: DelineationEditor) -> None:
    method = find(editor, QComboBox, "delineationMethod")
    editor.setUsed(0.5, DecoderChoice(id="ml"))
    assert method.itemText(0) == "Automatic (saliency walker)"
    editor.setUsed(0.5, DecoderChoice(id="lm", scale="training"))
    assert method.itemText(0) == "Automatic (not refined)"


def test_a_drag_of_the_slider_is_one_change(qtbot: QtBot, editor: DelineationEditor) -> None:
    editor.setValue(Delineation(threshold=0.5))
    slider = find(editor, QSlider, "thresholdSlider")
    emitted: list[Delineation] = []
    editor.valueChanged.connect(emitted.append)
    y, middle = slider.height() // 2, slider.width() // 2
    qtbot.mousePress(slider, LEFT, pos=QPoint(middle, y))
    for x in range(middle, middle + 30, 3):
        qtbot.mouseMove(slider, QPoint(x, y))
    assert not emitted
    preview = find(editor, QDoubleSpinBox, "thresholdSpin").value()
    assert preview > 0.5
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(middle + 27, y))
    assert emitted == [Delineation(threshold=preview)]


def test_areas_stay_in_order(qtbot: QtBot, editor: DelineationEditor) -> None:
    check(qtbot, editor, "areaCheck")
    assert editor.value().area == (1, 1_000_000)
    type_in(qtbot, editor, "largestAreaSpin", "200")
    type_in(qtbot, editor, "smallestAreaSpin", "300")
    assert editor.value().area == (300, 300)
    type_in(qtbot, editor, "largestAreaSpin", "40")
    assert editor.value().area == (40, 40)
    check(qtbot, editor, "areaCheck")
    assert editor.value().area is None
    assert not find(editor, QSpinBox, "smallestAreaSpin").isEnabled()


def test_a_method_brings_its_radii(qtbot: QtBot, editor: DelineationEditor) -> None:
    method = find(editor, QComboBox, "delineationMethod")
    method.setFocus()
    for _ in range(4):
        qtbot.keyClick(method, Qt.Key.Key_Down)
    assert editor.value().method == "dynamic-trees"
    type_in(qtbot, editor, "erosionSpin", "2")
    type_in(qtbot, editor, "dilationSpin", "9")
    assert editor.value() == Delineation(method="dynamic-trees", erosion=2, dilation=9)


def test_the_number_is_the_threshold_in_force(qtbot: QtBot, editor: DelineationEditor) -> None:
    number, slider = (
        find(editor, QDoubleSpinBox, "thresholdSpin"),
        find(editor, QSlider, "thresholdSlider"),
    )
    editor.setUsed(0.4321, DecoderChoice(id="lm"))
    assert (number.value(), slider.value()) == (0.432, 432)
    editor.previewThreshold(0.7)
    assert number.value() == 0.7
    editor.previewThreshold(None)
    assert number.value() == 0.432
    press(qtbot, editor, Qt.Key.Key_End)
    assert editor.value() == Delineation(threshold=0.432)  # the value in force
