from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.decoder.bars import Bar
from flimbuilder.gui.panels.decoder.chart import SidewaysArea, WeightChart
from flimbuilder.gui.panels.decoder.choices import with_decoder
from flimbuilder.gui.panels.decoder.measures_table import MeasuresTable
from flimbuilder.gui.panels.decoder.panel import DecoderPanel
from flimbuilder.gui.panels.decoder.previews import PreviewTile
from flimbuilder.gui.widgets.labels import FaultLine
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.folder import open_project
from flimbuilder.project.project import ComponentIdentity, default_class
from flimbuilder.session.session import Message, Session
from tests.gui.panels.decoder.scene import BEFORE, MEASURES, put_cards, put_decoded, shown
from tests.gui.parts import find, measure_texts

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
STARTING = (-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0)


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> DecoderPanel:
    return shown(qtbot, DecoderPanel(session), 380, 1000)


@pytest.fixture
def built(
    panel: DecoderPanel, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> DecoderPanel:
    """The panel beside a project whose two blocks are built: four kernels a class in block 2."""
    session.open(project_folder)
    session.builder.build()
    settle(session)
    assert session.builder.current is not None
    return panel


def pick(qtbot: QtBot, combo: QComboBox, data: object) -> None:
    """Choose an item with the keyboard, as a user does."""
    combo.setFocus()
    step = combo.findData(data) - combo.currentIndex()
    for _ in range(abs(step)):
        qtbot.keyClick(combo, Qt.Key.Key_Down if step > 0 else Qt.Key.Key_Up)


def choose_decoder(session: Session, decoder: str, **fields: object) -> None:
    session.set_decoder(DecoderChoice(id=decoder, **fields))  # type: ignore[arg-type]


def manual(qtbot: QtBot, panel: DecoderPanel, session: Session) -> WeightChart:
    session.set_decoder(with_decoder(session.document.project, session.builder.current, "manual"))
    chart = find(panel, WeightChart, "weightChart")
    assert chart.isVisible()
    return chart


def at(chart: WeightChart, index: int, weight: float = 0.0) -> QPoint:
    """Return where a bar of a weight ends, in a chart from -1 to 1."""
    column = chart.bar_rect(index)
    y = column.center().y() - weight * column.height() / 2
    return QPointF(column.center().x(), y).toPoint()


def turn(chart: WeightChart, index: int, notches: int) -> QWheelEvent:
    place = QPointF(at(chart, index))
    event = QWheelEvent(
        place, chart.mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(chart, event)
    return event


def weights(session: Session) -> tuple[float, ...]:
    return session.document.project.decoder.weights[0]


# The choice


def test_every_decoder_is_listed_with_a_description(panel: DecoderPanel) -> None:
    combo = find(panel, QComboBox, "decoderSelector")
    assert [combo.itemData(row) for row in range(combo.count())] == [*DECODERS]
    for row in range(combo.count()):
        assert combo.itemText(row).endswith(f"({combo.itemData(row)})")
        assert combo.itemData(row, Qt.ItemDataRole.ToolTipRole)


def test_choosing_is_one_command_that_undo_takes_back(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    combo = find(built, QComboBox, "decoderSelector")
    pick(qtbot, combo, "ts")
    assert session.document.project.decoder == DecoderChoice(id="ts")
    assert "Narrow" in find(built, QLabel, "decoderDescription").text()
    session.document.undo()
    assert session.document.project.decoder == DecoderChoice(id="lm")
    assert combo.currentData() == "lm"
    assert session.document.undo_label is None


def test_the_scale_is_one_command_and_stays_with_other_decoders(
    qtbot: QtBot, built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    scale = find(built, QComboBox, "decoderScale")
    pick(qtbot, find(built, QComboBox, "decoderSelector"), "lm")
    before = session.document.project.decoder
    assert scale.currentData() == "image"
    pick(qtbot, scale, "training")
    assert session.document.project.decoder == before.with_(scale="training")
    assert session.builder.stale_block is None  # the images are measured, not learned from again
    settle(session)
    decoded = session.inspector.decoded
    assert decoded is not None
    assert decoded.decoder_choice.scales
    assert decoded.saliency.max() <= 1
    pick(qtbot, find(built, QComboBox, "decoderSelector"), "mb")
    pick(qtbot, find(built, QComboBox, "decoderBlock"), 1)
    assert session.document.project.decoder == DecoderChoice(id="mb", block=1, scale="training")
    pick(qtbot, find(built, QComboBox, "decoderSelector"), "ml")
    assert session.document.project.decoder == DecoderChoice(id="ml")
    assert (scale.isEnabled(), scale.currentText()) == (False, "Probability")
    choose_decoder(session, "mb", scale="training")
    assert (scale.isEnabled(), scale.currentData()) == (True, "training")
    pick(qtbot, scale, "image")
    assert session.document.project.decoder == DecoderChoice(id="mb")
    session.document.undo()
    assert scale.currentData() == "training"
    settle(session)


def test_the_block_may_be_the_last_or_a_fixed_one(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    combo = find(built, QComboBox, "decoderBlock")
    assert combo.currentText() == "Last block (2)"
    pick(qtbot, combo, 1)
    assert session.document.project.decoder == DecoderChoice(id="lm", block=1)
    session.set_decoder(DecoderChoice(id="lm", block=2))
    assert combo.currentData() == 2


def test_several_blocks_are_averaged_and_at_least_two_stay(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    architecture = session.document.project.architecture
    session.set_architecture(
        architecture.with_(blocks=(*architecture.blocks, architecture.blocks[-1]))
    )
    pick(qtbot, find(built, QComboBox, "decoderBlock"), "several")
    assert session.document.project.decoder == DecoderChoice(id="lm", fused=(1, 2, 3))
    box = find(built, QCheckBox, "decoderFused2")
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    assert session.document.project.decoder == DecoderChoice(id="lm", fused=(1, 3))
    assert not find(built, QCheckBox, "decoderFused1").isEnabled()
    assert find(built, QCheckBox, "decoderFused2").isEnabled()


def test_a_decoder_with_weights_reads_a_single_block(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    session.set_decoder(DecoderChoice(id="lm", fused=(1, 2)))
    pick(qtbot, find(built, QComboBox, "decoderSelector"), "bp")
    assert session.document.project.decoder == DecoderChoice(id="bp", block=2)
    assert find(built, QComboBox, "decoderBlock").findData("several") < 0


def test_a_removed_block_is_named(built: DecoderPanel, session: Session) -> None:
    session.set_decoder(DecoderChoice(id="lm", block=2))
    architecture = session.document.project.architecture
    session.set_architecture(architecture.with_(blocks=architecture.blocks[:1]))
    assert find(built, QComboBox, "decoderBlock").currentText() == (
        "Block 2 (not in the architecture)"
    )


def test_another_kind_of_edit_leaves_an_open_form_alone(
    built: DecoderPanel, session: Session
) -> None:
    form = find(built, QComboBox, "decoderBlock")
    form.setCurrentIndex(1)  # as if the user was about to choose
    session.drawing.disk((30.0, 30.0))
    assert form.currentIndex() == 1


def test_the_reason_for_missing_saliency_is_shown(built: DecoderPanel, session: Session) -> None:
    put_decoded(session, None, reason="decoder 'manual' has 7 weights")
    line = find(built, FaultLine, "decoderReason")
    assert line.isVisible()
    assert line.text() == "decoder 'manual' has 7 weights"
    put_decoded(session, None)
    assert not line.isVisible()


# Manual weights


def test_manual_weights_start_with_the_classes(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    for _ in range(6):
        qtbot.keyClick(find(built, QComboBox, "decoderSelector"), Qt.Key.Key_Down)
    assert session.document.project.decoder == DecoderChoice(id="manual", weights=(STARTING,))
    chart = find(built, WeightChart, "weightChart")
    assert [bar.weight for bar in chart.bars()] == list(STARTING)
    assert "object" in chart.tip(5)
    assert "+1.00" in chart.tip(5)


def test_manual_weights_need_a_build(
    qtbot: QtBot, panel: DecoderPanel, session: Session, project_folder: Path
) -> None:
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    session.document.open(project_folder)
    combo = find(panel, QComboBox, "decoderSelector")
    session.set_decoder(DecoderChoice(id="mb"))
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert session.document.project.decoder == DecoderChoice(id="mb")
    assert combo.currentData() == "mb"
    assert [message.level for message in messages] == ["error"]
    assert "build first" in messages[0].text


def test_clicks_cycle_through_plus_zero_and_minus(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    chart = manual(qtbot, built, session)
    for weight in (0.0, -1.0, 1.0):
        qtbot.mouseClick(chart, LEFT, pos=at(chart, 4, 0.5))
        assert weights(session) == (*STARTING[:4], weight, *STARTING[5:])
    session.document.undo()
    assert weights(session)[4] == -1.0
    assert chart.bars()[4].weight == -1.0


def test_a_drag_is_one_command(qtbot: QtBot, built: DecoderPanel, session: Session) -> None:
    chart = manual(qtbot, built, session)
    revision = session.document.revision
    qtbot.mousePress(chart, LEFT, pos=at(chart, 0, -1.0))
    for step in range(9):
        qtbot.mouseMove(chart, at(chart, 0, -1.0 + step * 0.2))
    assert session.document.revision == revision
    assert "+0.60" in chart.tip(0)  # the bar follows the pointer
    qtbot.mouseRelease(chart, LEFT, pos=at(chart, 0, 0.6))
    assert session.document.revision == revision + 1
    assert weights(session) == (0.6, *STARTING[1:])
    session.document.undo()
    assert weights(session) == STARTING


def test_escape_cancels_a_drag(qtbot: QtBot, built: DecoderPanel, session: Session) -> None:
    chart = manual(qtbot, built, session)
    qtbot.mousePress(chart, LEFT, pos=at(chart, 0))
    qtbot.mouseMove(chart, at(chart, 0, 0.5))
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    qtbot.mouseRelease(chart, LEFT, pos=at(chart, 0, 0.5))
    assert weights(session) == STARTING


def test_the_wheel_is_one_command_and_only_with_the_focus(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    chart = manual(qtbot, built, session)
    find(built, QComboBox, "decoderSelector").setFocus()
    assert not turn(chart, 1, 1).isAccepted()
    chart.setFocus()
    revision = session.document.revision
    for _ in range(3):
        assert turn(chart, 1, 1).isAccepted()
    turn(chart, 1, -1)
    assert session.document.revision == revision
    qtbot.waitUntil(lambda: session.document.revision > revision)
    assert weights(session) == (-1.0, -0.8, *STARTING[2:])
    assert session.document.revision == revision + 1


def test_the_wheel_over_two_bars_changes_both(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    chart = manual(qtbot, built, session)
    chart.setFocus()
    turn(chart, 1, 1)
    turn(chart, 2, 1)
    find(built, QComboBox, "decoderSelector").setFocus()  # ends the gesture
    assert weights(session) == (-1.0, -0.9, -0.9, *STARTING[3:])


def test_the_keyboard_reaches_every_weight(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    chart = manual(qtbot, built, session)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Up)
    qtbot.keyClick(chart, Qt.Key.Key_Up)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Space)
    assert weights(session) == (-1.0, -0.8, 1.0, *STARTING[3:])


def test_each_object_class_has_its_row(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    session.classes.add("nucleus")
    chart = manual(qtbot, built, session)
    assert session.document.project.decoder.weights == (STARTING, (-1.0,) * 8)
    session.update_view(object_class=2)
    assert [bar.weight for bar in chart.bars()] == [-1.0] * 8
    qtbot.mouseClick(chart, LEFT, pos=at(chart, 0, -0.5))
    assert session.document.project.decoder.weights == (STARTING, (1.0, *[-1.0] * 7))


def test_weights_of_other_kernels_can_be_reset(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    choose_decoder(session, "manual", weights=((1.0, -1.0),))
    assert "2 weights for 8 kernels" in find(built, QLabel, "weightsNote").text()
    qtbot.mouseClick(find(built, QToolButton, "resetWeightsButton"), LEFT)
    assert weights(session) == STARTING
    assert not find(built, QLabel, "weightsNote").isVisible()


# Computed weights


def test_bars_show_the_weights_of_the_inspector(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    session.update_view(block=2)
    found = (0.5, -1.0, 0.25, 0.0, 1.0, 1.0, -0.5, 0.125)
    put_cards(session, 2, found, dead=3)
    chart = find(built, WeightChart, "weightChart")
    assert [bar.weight for bar in chart.bars()] == list(found)
    assert [bar.number for bar in chart.bars() if bar.dead] == [3]
    assert "Zero everywhere" in chart.tip(2)
    before = session.document.project
    qtbot.mouseClick(chart, LEFT, pos=at(chart, 4, 0.5))
    assert session.document.project == before  # only manual weights are the user's
    assert session.view.kernels == {chart.bars()[4].identity}


def test_a_bar_under_the_pointer_is_shown_on_the_canvas(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    session.update_view(block=2)
    chart = find(built, WeightChart, "weightChart")
    qtbot.mouseMove(chart, at(chart, 3))
    assert session.view.hovered == chart.bars()[3].identity
    qtbot.mouseMove(chart, QPoint(2, 2))
    assert session.view.hovered is None


def test_weights_are_those_of_the_decoded_block_whichever_is_shown(
    built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    session.update_view(block=1)
    session.inspector.decoded_changed.emit()
    settle(session)
    decoded = session.inspector.decoded
    assert decoded is not None
    chart = find(built, WeightChart, "weightChart")
    assert [bar.weight for bar in chart.bars()] == decoded.weights[2][0].tolist()


def test_trained_weights_are_those_of_the_build(
    built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    choose_decoder(session, "bp")
    note = find(built, QLabel, "weightsNote")
    assert "training images with a mask: 2" in note.text()
    session.builder.build()
    settle(session)
    assert session.builder.current is not None
    trained = session.builder.current.model.document.decoder.weights[0]
    chart = find(built, WeightChart, "weightChart")
    assert [bar.weight for bar in chart.bars()] == list(trained)
    assert not note.isVisible()


def test_the_decoder_learned_from_markers_reads_all_blocks(
    qtbot: QtBot, built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    pick(qtbot, find(built, QComboBox, "decoderSelector"), "ml")
    settle(session)
    assert session.document.project.decoder == DecoderChoice(id="ml")
    block = find(built, QComboBox, "decoderBlock")
    assert block.currentText() == "All blocks (1 to 2)"
    decoded = session.inspector.decoded
    assert decoded is not None
    assert decoded.decoder_choice.blocks == (1, 2)
    for number in (1, 2):
        session.update_view(block=number)
        chart = find(built, WeightChart, "weightChart")
        assert [bar.weight for bar in chart.bars()] == decoded.weights[number][0].tolist()
        assert tile(built, number).isChecked()
        assert not tile(built, number).image().isNull()
        before = session.document.project.decoder
        qtbot.mouseClick(chart, LEFT, pos=at(chart, 1))
        assert session.document.project.decoder == before
    assert not find(built, FaultLine, "decoderReason").isVisible()


def test_other_blocks_for_the_decoder_learned_from_markers_wait_for_a_build(
    qtbot: QtBot, built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    session.set_decoder(DecoderChoice(id="ml"))
    block = find(built, QComboBox, "decoderBlock")
    pick(qtbot, block, "several")
    assert session.document.project.decoder == DecoderChoice(id="ml", fused=(1, 2))
    assert find(built, QCheckBox, "decoderFused1").isChecked()
    pick(qtbot, block, 1)
    settle(session)
    assert session.document.project.decoder == DecoderChoice(id="ml", block=1)
    note = find(built, QLabel, "weightsNote")
    assert note.text() == "The next build learns them from the markers."
    assert not find(built, FaultLine, "decoderReason").isVisible()
    session.builder.build()
    settle(session)
    assert not note.isVisible()
    chart = find(built, WeightChart, "weightChart")
    assert all(bar.weight is not None for bar in chart.bars())
    pick(qtbot, find(built, QComboBox, "decoderSelector"), "lm")
    assert session.document.project.decoder == DecoderChoice(id="lm", block=1)


# Previews


def tile(panel: QWidget, block: int) -> PreviewTile:
    return find(panel, PreviewTile, f"decoderPreview{block}")


def test_previews_are_in_the_colour_map_and_the_read_block_is_framed(
    built: DecoderPanel, session: Session
) -> None:
    put_decoded(session, MEASURES)
    image = tile(built, 1).image()
    assert (image.width(), image.height()) == (64, 64)
    assert image.pixelColor(20, 20).name() == "#fcfdbf"
    assert image.pixelColor(63, 63).name() == "#000004"
    session.update_view(colour_map="viridis")
    assert tile(built, 1).image().pixelColor(20, 20).name() == "#fde725"
    assert [tile(built, block).isChecked() for block in (1, 2)] == [False, True]


def test_a_click_decodes_a_block_and_ctrl_adds_one(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    qtbot.mouseClick(tile(built, 1), LEFT)
    assert session.document.project.decoder == DecoderChoice(id="lm", block=1)
    assert [tile(built, block).isChecked() for block in (1, 2)] == [True, False]
    qtbot.mouseClick(tile(built, 2), LEFT, CONTROL)
    assert session.document.project.decoder == DecoderChoice(id="lm", fused=(1, 2))
    assert all(tile(built, block).isChecked() for block in (1, 2))
    qtbot.mouseClick(tile(built, 1), LEFT, CONTROL)
    assert session.document.project.decoder == DecoderChoice(id="lm", block=2)


def test_previews_follow_the_number_of_blocks(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    architecture = session.document.project.architecture
    session.set_architecture(architecture.with_(blocks=architecture.blocks[:1]))
    qtbot.waitUntil(lambda: len(built.findChildren(PreviewTile)) == 1)
    session.document.undo()
    qtbot.waitUntil(lambda: tile(built, 2).isVisible())


# Delineation and measures


def test_the_delineation_is_a_command_and_follows_undo(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    box = find(built, QCheckBox, "fillHolesCheck")
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    expected = Delineation(threshold="otsu", fill_holes=True)
    assert session.document.project.delineation == expected
    session.document.undo()
    assert not box.isChecked()


def test_measures_now_and_before(built: DecoderPanel, session: Session) -> None:
    put_decoded(session, MEASURES, BEFORE)
    table = find(built, MeasuresTable, "measuresTable")
    assert table.isVisible()
    assert measure_texts(table, "dice") == ("0.870", "0.820", "+0.050 ▲")
    assert measure_texts(table, "mae") == ("0.100", "0.150", "−0.050 ▲")
    session.update_view(before=True)
    put_decoded(session, BEFORE, BEFORE)
    assert measure_texts(table, "dice") == ("–", "0.820", "–")


def test_a_missing_reference_is_reported(built: DecoderPanel, session: Session) -> None:
    table, note = find(built, MeasuresTable, "measuresTable"), find(built, QLabel, "measuresNote")
    assert table.isVisible()
    session.step_image(1)
    assert not table.isVisible()
    assert note.isVisible()
    assert note.text() == "No reference mask on this image."
    session.step_image(1)
    assert table.isVisible()
    assert not note.isVisible()


def test_an_unusable_reference_is_reported(
    built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    session.classes.add("nucleus")  # and the mask has values that are no class
    settle(session)
    note = find(built, QLabel, "measuresNote")
    assert note.isVisible()
    assert "Can't use the reference mask" in note.text()
    assert "255" in note.text()


def test_the_wheel_scrolls_past_the_form(
    qtbot: QtBot, built: DecoderPanel, session: Session
) -> None:
    combo = find(built, QComboBox, "decoderSelector")
    combo.clearFocus()
    place = QPointF(combo.rect().center())
    event = QWheelEvent(
        place, combo.mapToGlobal(place), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(combo, event)
    assert session.document.project.decoder == DecoderChoice(id="lm")


# With results of the session


def test_the_whole_panel_follows_a_real_build(
    qtbot: QtBot, built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    session.update_view(block=2)
    settle(session)
    by_lm, _, _ = measure_texts(find(built, MeasuresTable, "measuresTable"), "dice")
    pick(qtbot, find(built, QComboBox, "decoderSelector"), "mb")
    settle(session)
    chart = find(built, WeightChart, "weightChart")
    found = [bar.weight for bar in chart.bars()]
    assert all(weight is not None and weight <= 0 for weight in found[:4])  # the background's
    assert all(weight is not None and weight >= 0 for weight in found[4:])
    assert not tile(built, 1).image().isNull()
    assert not tile(built, 2).image().isNull()
    assert session.inspector.decoded is not None
    measures = session.inspector.decoded.measures
    assert measures is not None
    now, before, _ = measure_texts(find(built, MeasuresTable, "measuresTable"), "dice")
    assert (now, before) == (f"{measures['dice']:.3f}", "–")
    session.builder.build()
    settle(session)
    texts = measure_texts(find(built, MeasuresTable, "measuresTable"), "dice")
    assert texts[:2] == (now, by_lm)  # each build by its own decoder


def test_a_weight_changes_the_saliency(
    qtbot: QtBot, built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    chart = manual(qtbot, built, session)
    settle(session)
    assert session.inspector.decoded is not None
    before = session.inspector.decoded.saliency
    for index in range(4, 8):
        qtbot.mouseClick(chart, LEFT, pos=at(chart, index, 0.5))
    settle(session)
    assert session.inspector.decoded is not None
    assert before.any()
    assert not session.inspector.decoded.saliency.any()  # no kernel is for the object any more


def test_closing_the_project_empties_the_panel(built: DecoderPanel, session: Session) -> None:
    session.document.close()
    assert find(built, WeightChart, "weightChart").bars() == ()
    assert not find(built, MeasuresTable, "measuresTable").isVisible()
    assert all(tile.image().isNull() for tile in built.findChildren(PreviewTile))


def test_a_wide_chart_scrolls_sideways(qtbot: QtBot) -> None:
    chart = WeightChart()
    area = shown(qtbot, SidewaysArea(chart), 340, 160)
    entry = default_class(1)
    bars = [Bar(n, ComponentIdentity(class_id=1, component=n), entry, 1.0) for n in range(1, 201)]
    chart.setBars(bars[:20])
    qtbot.waitUntil(lambda: chart.width() == area.viewport().width())
    low = area.height()
    chart.setBars(bars)
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() > 0)
    assert area.height() > low  # room for the scroll bar
    assert chart.rect().toRectF().contains(chart.bar_rect(199))


def test_the_threshold_that_the_image_has_is_named(
    built: DecoderPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    kind = find(built, QComboBox, "thresholdKind")
    decoded = session.inspector.decoded
    assert decoded is not None
    otsu = f"Otsu: {decoded.thresholds[0]:.2f}"
    assert kind.currentText() == otsu
    session.set_delineation(Delineation())
    settle(session)
    assert kind.currentText() == f"Automatic ({otsu})"
    session.set_decoder(DecoderChoice(id="ml"))
    settle(session)
    assert kind.currentText() == "Automatic (0.50)"
    assert session.inspector.decoded.thresholds == (0.5,)


def test_a_decoder_that_waits_for_objects_is_a_hint_and_no_fault(
    panel: DecoderPanel,
    session: Session,
    project_folder: Path,
    settle: Callable[[Session], None],
    messages: list[Message],
) -> None:
    opened = open_project(project_folder)
    markers = {
        image: of_image.with_(
            markers=tuple(marker for marker in of_image.markers if marker.class_id == 0)
        )
        for image, of_image in opened.project.markers.items()
    }
    opened.save(opened.project.with_(markers=markers, decoder=DecoderChoice(id="ml")))
    session.open(project_folder)
    session.builder.build()
    settle(session)
    assert find(panel, FaultLine, "decoderReason").text() == ""
    assert find(panel, QLabel, "decoderHint").text() == (
        "Draw objects and background to learn this decoder. Until then: Labelled marker."
    )
    assert all(message.level != "error" for message in messages)
    chart = find(panel, WeightChart, "weightChart")
    assert chart.isVisible()
    session.set_decoder(DecoderChoice(id="mb"))
    settle(session)
    assert not find(panel, QLabel, "decoderHint").isVisible()
