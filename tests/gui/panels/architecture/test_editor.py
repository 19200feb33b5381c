import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.architecture.editor import ArchitectureEditor
from flimbuilder.gui.panels.architecture.table import rows_of
from flimbuilder.gui.widgets.fields import ChoiceBox, NumberBox, SwitchBox
from flimbuilder.gui.widgets.labels import FaultLine, fault_colour, grouped
from flimbuilder.gui.widgets.value_form import ValueForm
from flimbuilder.project.architecture import PRESETS, Architecture, Block, Pooling
from flimbuilder.project.augmentation import LARGEST_GAIN_CHANGE, PatchAugmentation
from flimbuilder.project.class_shares import ClassShare

LEFT = Qt.MouseButton.LeftButton
DEFAULT, STRIDED, SMALL, DEEP, POINTS = (preset.architecture for preset in PRESETS)

sides = st.integers(1, 999)
counts = st.integers(1, 1_000_000)
blocks = st.builds(
    Block,
    kernel_size=st.integers(0, 499).map(lambda half: 2 * half + 1),
    dilation=sides,
    kernels_per_marker=counts,
    kernels=st.none() | counts,
    max_kernels_per_image=st.none() | counts,
    reduction=st.sampled_from(["kmeans", "pca", "pca-global", "none"]),
    representative=st.sampled_from(["centre", "medoid"]),
    normalisation=st.sampled_from(["patch", "channel"]),
    unit_norm=st.booleans(),
    activation=st.sampled_from(["relu", "leaky", "none"]),
    pooling=st.builds(
        Pooling,
        kind=st.sampled_from(["max", "average", "min", "none"]),
        size=sides,
        stride=sides,
    ),
    augment=st.builds(
        PatchAugmentation,
        flips=st.booleans(),
        turns=st.booleans(),
        intensity=st.floats(0, LARGEST_GAIN_CHANGE),
    ),
)
architectures = st.builds(
    Architecture,
    blocks=st.lists(blocks, min_size=1, max_size=6).map(tuple),
    colour_space=st.sampled_from(["lab", "rgb", "grey"]),
    stdev_factor=st.floats(0, 10, exclude_min=True),
    restarts=st.integers(1, 100),
    selection=st.sampled_from(["none", "fisher", "auc"]),
    estimator=st.sampled_from(["cluster", "bofp"]),
    class_shares=st.sampled_from([(), (ClassShare(class_id=1, share=2.0),)]),
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window of fixed size."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(380, 660)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def editor(window: QWidget) -> ArchitectureEditor:
    """An editor of three blocks."""
    made = ArchitectureEditor(window)
    assert made.value() == DEFAULT
    made.setValue(STRIDED)
    made.resize(window.size())
    made.show()
    return made


@pytest.fixture
def values(editor: ArchitectureEditor) -> list[Architecture]:
    """The values that the editor emits."""
    emitted: list[Architecture] = []
    editor.valueChanged.connect(emitted.append)
    return emitted


def number(editor: QWidget, name: str) -> NumberBox:
    found = editor.findChild(NumberBox, name)
    assert found is not None
    return found


def choice(editor: QWidget, name: str) -> ChoiceBox:
    found = editor.findChild(ChoiceBox, name)
    assert found is not None
    return found


def press(qtbot: QtBot, editor: QWidget, name: str) -> None:
    button = editor.findChild(QToolButton, name)
    assert button is not None
    assert button.isEnabled()
    qtbot.mouseClick(button, LEFT)


def enter(qtbot: QtBot, box: NumberBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text) if text else qtbot.keyClick(box, Qt.Key.Key_Delete)


def choose(qtbot: QtBot, box: ChoiceBox, value: str) -> None:
    """Choose by keyboard, as a user would."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.value() != value:
        qtbot.keyClick(box, Qt.Key.Key_Down)


def fault(editor: QWidget, name: str) -> str:
    line = editor.findChild(FaultLine, name)
    assert line is not None
    assert line.isVisible() == bool(line.text())
    return line.text()


def cells(editor: ArchitectureEditor, row: int) -> list[str]:
    model = editor.table.model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def click_row(qtbot: QtBot, editor: ArchitectureEditor, row: int) -> None:
    place = editor.table.visualRect(editor.table.model().index(row, 1)).center()
    qtbot.mouseClick(editor.table.viewport(), LEFT, pos=place)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(architecture=architectures)
def test_round_trip(editor: ArchitectureEditor, architecture: Architecture) -> None:
    editor.setValue(architecture)
    assert editor.value() == architecture
    for place, block in enumerate(architecture.blocks, start=1):
        editor.show_block(place)
        assert entered(editor.form) == block
    assert entered(editor.general).with_(blocks=architecture.blocks) == architecture


def entered(form: ValueForm[Block] | ValueForm[Architecture]) -> Block | Architecture:
    """Read a value from the form's widgets alone."""
    document = form.value().model_dump()
    for name in form.names:
        field = form.field(name)
        assert isinstance(field, NumberBox | ChoiceBox | SwitchBox)
        first, _, rest = name.partition(".")
        if rest:
            document.setdefault(first, {})[rest] = field.value()
        else:
            document[first] = field.value()
    return type(form.value()).model_validate(document)


def test_showing_a_value_emits_nothing(
    editor: ArchitectureEditor, values: list[Architecture]
) -> None:
    editor.setValue(DEEP)
    editor.show_block(3)
    assert values == []
    assert editor.block() == 3


class TestArithmetic:
    def test_by_hand(self) -> None:
        architecture = Architecture(
            blocks=(
                Block(kernels=16, pooling=Pooling(size=3, stride=2)),
                Block(kernels=8, dilation=3, pooling=Pooling(kind="none")),
            )
        )
        first, second = rows_of(architecture, (100, 60, 3))
        assert (first.height, first.width, first.field, first.jump) == (50, 30, 5, 2)
        assert first.parameters == 16 * (9 * 3 + 1)
        assert (second.height, second.width) == (50, 30)
        assert second.field == 5 + 2 * 3 * 2
        assert second.parameters == 8 * (9 * 16 + 1)

    def test_learned_numbers_fill_the_open_ones(self) -> None:
        unknown = rows_of(POINTS, (64, 64, 3))
        known = rows_of(POINTS, (64, 64, 3), learned=(100, 90))
        assert [row.parameters for row in unknown] == [None] * 4
        assert [row.kernels for row in known] == [100, 90, None, None]
        assert [row.parameters for row in known[:2]] == [100 * 28, 90 * 901]
        assert [row.parameters for row in known[2:]] == [None, None]

    def test_grey_images_have_one_channel(self) -> None:
        grey = SMALL.with_(colour_space="grey")
        assert rows_of(grey, (64, 64, 3))[0].parameters == 8 * (9 + 1)

    def test_a_stride_beyond_the_map_is_flagged(self) -> None:
        rows = rows_of(STRIDED, (1, 1, 3))
        assert [row.too_strided for row in rows] == [True, True, False]

    def test_in_the_table(self, editor: ArchitectureEditor) -> None:
        expected = ["1", "3×3", "1", "16", "max 3/2", "200×200", "5", "448"]
        assert cells(editor, 0) == expected
        editor.set_image_shape((64, 32, 1))
        assert cells(editor, 0)[5:] == ["32×16", "5", "160"]
        summary = editor.findChild(QLabel, "architectureSummary")
        assert summary is not None
        total = 160 + 32 * (9 * 16 + 1) + 64 * (9 * 32 + 1)
        assert summary.text() == f"{grouped(total)} parameters · image of 64 × 32 × 1"

    def test_strides_that_outgrow_the_image_are_reported(self, editor: ArchitectureEditor) -> None:
        assert fault(editor, "mapSizeFault") == ""
        editor.set_image_shape((1, 1, 3))
        assert "block 1: a stride of 2 is larger" in fault(editor, "mapSizeFault")
        assert editor.table.model().index(0, 4).data(Qt.ItemDataRole.ForegroundRole) is not None

    def test_kernels_that_are_large_for_the_image_are_reported(
        self, editor: ArchitectureEditor
    ) -> None:
        editor.setValue(Architecture(blocks=(Block(kernel_size=99),)))
        editor.set_image_shape((120, 160, 3))
        assert "its kernels span 99 of the 120 pixels" in fault(editor, "mapSizeFault")
        editor.set_image_shape((400, 400, 3))
        assert fault(editor, "mapSizeFault") == ""

    def test_stale_blocks_are_marked(self, editor: ArchitectureEditor) -> None:
        editor.set_built((16, 32), 3)
        icons = [
            editor.table.model().index(row, 0).data(Qt.ItemDataRole.DecorationRole)
            for row in range(3)
        ]
        assert [icon is None for icon in icons] == [True, True, False]
        tip = editor.table.model().index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert "Changed since the last build" in tip


class TestTyping:
    def test_shows_at_once_and_counts_on_enter(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        box = number(editor, "kernelSizeField")
        enter(qtbot, box, "5")
        assert cells(editor, 0)[1] == "5×5"
        assert values == []
        assert editor.value() == STRIDED
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert [value.blocks[0].kernel_size for value in values] == [5]
        assert editor.value() == values[0]

    def test_a_pause_makes_one_change_of_several_keys(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        enter(qtbot, number(editor, "kernelsField"), "128")
        assert values == []
        qtbot.waitUntil(lambda: values != [])
        assert [value.blocks[0].kernels for value in values] == [128]
        assert number(editor, "kernelsField").hasFocus()

    def test_leaving_the_field_counts(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        enter(qtbot, number(editor, "dilationField"), "4")
        qtbot.keyClick(number(editor, "dilationField"), Qt.Key.Key_Tab)
        assert [value.blocks[0].dilation for value in values] == [4]

    def test_arrow_keys_step_over_even_sizes(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        box = number(editor, "kernelSizeField")
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Up)
        qtbot.keyClick(box, Qt.Key.Key_Up)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert [value.blocks[0].kernel_size for value in values] == [7]

    @pytest.mark.parametrize(
        ("field", "text", "reason"),
        [
            ("kernelSize", "4", "4 is even, so the kernel has no central pixel; use 3 or 5"),
            ("kernelSize", "1001", "less than or equal to 999"),
            ("kernelSize", "", "valid integer"),
            ("dilation", "0", "greater than or equal to 1"),
            ("kernelsPerMarker", "2.5", "valid integer"),
            ("kernels", "0", "greater than or equal to 1"),
            ("poolingStride", "-1", "greater than or equal to 1"),
            ("stdevFactor", "0", "greater than 0"),
            ("stdevFactor", "nan", "finite number"),
            ("stdevFactor", "x", "valid number"),
        ],
    )
    def test_an_invalid_entry_shows_the_reason_and_never_counts(
        self,
        qtbot: QtBot,
        editor: ArchitectureEditor,
        values: list[Architecture],
        field: str,
        text: str,
        reason: str,
    ) -> None:
        box = number(editor, f"{field}Field")
        enter(qtbot, box, text)
        assert reason in fault(editor, f"{field}Fault")
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert values == []
        assert editor.value() == STRIDED
        qtbot.keyClick(box, Qt.Key.Key_Escape)
        assert fault(editor, f"{field}Fault") == ""

    def test_escape_after_enter_restores_the_entry(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        box = number(editor, "kernelSizeField")
        enter(qtbot, box, "5")
        qtbot.keyClick(box, Qt.Key.Key_Return)
        enter(qtbot, box, "6")
        qtbot.keyClick(box, Qt.Key.Key_Escape)
        assert box.value() == 5
        assert cells(editor, 0)[1] == "5×5"
        assert len(values) == 1

    def test_a_fault_in_one_field_does_not_block_another(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        enter(qtbot, number(editor, "kernelSizeField"), "4")
        enter(qtbot, number(editor, "dilationField"), "2")
        qtbot.keyClick(number(editor, "dilationField"), Qt.Key.Key_Return)
        assert [value.blocks[0].dilation for value in values] == [2]
        assert values[0].blocks[0].kernel_size == 3
        assert fault(editor, "kernelSizeFault") != ""

    def test_empty_means_as_learned(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        box = number(editor, "kernelsField")
        enter(qtbot, box, "")
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert values[0].blocks[0].kernels is None
        assert box.lineEdit().placeholderText() == "as learned"
        assert cells(editor, 0)[3] == "–"

    def test_a_choice_counts_at_once(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        choose(qtbot, choice(editor, "activationField"), "none")
        assert values[-1].blocks[0].activation == "none"
        choose(qtbot, choice(editor, "colourSpaceField"), "grey")
        assert values[-1].colour_space == "grey"
        unit_norm = editor.findChild(SwitchBox, "unitNormField")
        assert unit_norm is not None
        qtbot.mouseClick(unit_norm, LEFT, pos=QPoint(8, unit_norm.height() // 2))
        assert values[-1].blocks[0].unit_norm is False

    def test_another_value_replaces_what_is_typed_and_keeps_the_focus(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        box = number(editor, "kernelSizeField")
        enter(qtbot, box, "4")
        editor.setValue(DEEP)
        assert box.value() == 3
        assert box.hasFocus()
        assert fault(editor, "kernelSizeFault") == ""

    def test_the_same_value_keeps_what_is_typed(
        self, qtbot: QtBot, editor: ArchitectureEditor
    ) -> None:
        box = number(editor, "kernelSizeField")
        enter(qtbot, box, "4")
        editor.setValue(STRIDED)
        assert box.value() == 4

    def test_the_wheel_changes_no_field(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        editor.table.setFocus()
        for field in (number(editor, "kernelSizeField"), choice(editor, "activationField")):
            turn_wheel(field)
        assert cells(editor, 0)[1] == "3×3"
        number(editor, "kernelSizeField").setFocus()
        turn_wheel(number(editor, "kernelSizeField"))
        assert cells(editor, 0)[1] == "5×5"


def turn_wheel(field: QWidget) -> None:
    place = QPointF(field.rect().center())
    event = QWheelEvent(
        place,
        QPointF(field.mapToGlobal(field.rect().center())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)


class TestBlocks:
    def test_selecting_a_block_by_mouse_and_keys(
        self, qtbot: QtBot, editor: ArchitectureEditor
    ) -> None:
        with qtbot.waitSignal(editor.blockSelected) as turned:
            click_row(qtbot, editor, 1)
        assert turned.args == [2]
        assert number(editor, "kernelsField").value() == 32
        with qtbot.waitSignal(editor.blockSelected) as turned:
            qtbot.keyClick(editor.table, Qt.Key.Key_Down)
        assert turned.args == [3]
        assert number(editor, "kernelsField").value() == 64

    def test_a_click_on_another_block_accepts_what_is_typed(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        enter(qtbot, number(editor, "kernelsField"), "12")
        click_row(qtbot, editor, 1)
        assert [block.kernels for block in editor.value().blocks] == [12, 32, 64]
        assert len(values) == 1

    def test_enter_on_a_row_focuses_its_field(
        self, qtbot: QtBot, editor: ArchitectureEditor
    ) -> None:
        editor.table.setFocus()
        place = editor.table.visualRect(editor.table.model().index(1, 3)).center()
        qtbot.mouseClick(editor.table.viewport(), LEFT, pos=place)
        qtbot.mouseDClick(editor.table.viewport(), LEFT, pos=place)
        assert number(editor, "kernelsField").hasFocus()

    def test_add_a_copy_of_the_last(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        press(qtbot, editor, "addBlockButton")
        assert values[-1].blocks == (*STRIDED.blocks, STRIDED.blocks[-1])
        assert editor.block() == 4

    def test_removing_a_block_is_described(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        click_row(qtbot, editor, 2)
        with qtbot.waitSignal(editor.replaced) as emitted:
            press(qtbot, editor, "removeBlockButton")
        assert emitted.args == ["Block 3 removed"]
        assert values[-1].blocks == STRIDED.blocks[:2]
        assert editor.block() == 2

    def test_the_only_block_stays(self, editor: ArchitectureEditor) -> None:
        editor.setValue(Architecture(blocks=(Block(),)))
        enabled = {
            name: editor.findChild(QToolButton, name).isEnabled()  # type: ignore[union-attr]
            for name in ("removeBlockButton", "moveBlockUpButton", "moveBlockDownButton")
        }
        assert not any(enabled.values())

    def test_at_most_fifty_blocks(self, editor: ArchitectureEditor) -> None:
        editor.setValue(Architecture(blocks=(Block(),) * 50))
        assert not editor.findChild(QToolButton, "addBlockButton").isEnabled()  # type: ignore[union-attr]
        assert editor.table.height() < 250

    def test_move_by_button_and_by_key(
        self, qtbot: QtBot, editor: ArchitectureEditor, values: list[Architecture]
    ) -> None:
        press(qtbot, editor, "moveBlockDownButton")
        assert [block.kernels for block in values[-1].blocks] == [32, 16, 64]
        assert editor.block() == 2
        box = number(editor, "kernelsField")
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert [block.kernels for block in values[-1].blocks] == [16, 32, 64]
        assert editor.block() == 1

    @pytest.mark.parametrize("place", range(len(PRESETS)))
    def test_presets(
        self, editor: ArchitectureEditor, values: list[Architecture], place: int
    ) -> None:
        editor.setValue(Architecture(blocks=(Block(),), colour_space="grey"))
        menu = editor.findChild(QMenu, "presetsMenu")
        assert menu is not None
        emitted: list[str] = []
        editor.replaced.connect(emitted.append)
        menu.actions()[place].trigger()
        assert values == [PRESETS[place].architecture]
        assert editor.value() == PRESETS[place].architecture
        assert PRESETS[place].name in emitted[0]


def test_augmentation_of_patches(qtbot: QtBot, editor: ArchitectureEditor) -> None:
    for name in ("augmentFlipsField", "augmentTurnsField"):
        box = editor.findChild(SwitchBox, name)
        assert box is not None
        qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    intensity = number(editor, "augmentIntensityField")
    enter(qtbot, intensity, "0.25")
    qtbot.keyClick(intensity, Qt.Key.Key_Up)
    qtbot.keyClick(intensity, Qt.Key.Key_Return)
    assert editor.value().blocks[0].augment == PatchAugmentation(
        flips=True, turns=True, intensity=0.3
    )
    enter(qtbot, intensity, "1")
    assert "0.9" in fault(editor, "augmentIntensityFault")
    assert editor.value().blocks[0].augment.intensity == 0.3


class TestWithoutEffect:
    def off(self, editor: ArchitectureEditor) -> dict[str, str]:
        """Return the tooltips of the disabled fields."""
        fields = {name: editor.form.field(name) for name in editor.form.names}
        return {name: field.toolTip() for name, field in fields.items() if not field.isEnabled()}

    def test_none_at_first(self, editor: ArchitectureEditor) -> None:
        assert self.off(editor) == {}

    def test_without_pooling(self, qtbot: QtBot, editor: ArchitectureEditor) -> None:
        enter(qtbot, number(editor, "poolingSizeField"), "0")
        assert fault(editor, "poolingSizeFault") != ""
        choose(qtbot, choice(editor, "poolingKindField"), "none")
        reason = "No effect: there is no pooling"
        assert self.off(editor) == {"pooling.size": reason, "pooling.stride": reason}
        assert fault(editor, "poolingSizeFault") == ""
        assert number(editor, "poolingSizeField").value() == 3

    def test_feature_points(self, qtbot: QtBot, editor: ArchitectureEditor) -> None:
        choose(qtbot, choice(editor, "estimatorField"), "bofp")
        of_all = {"kernels", "max_kernels_per_image", "reduction", "representative", "unit_norm"}
        of_all |= {"augment.flips", "augment.turns", "augment.intensity"}
        assert self.off(editor).keys() == of_all
        click_row(qtbot, editor, 1)
        assert self.off(editor).keys() == of_all | {"kernels_per_marker", "normalisation"}

    def test_restarts(self, qtbot: QtBot, editor: ArchitectureEditor) -> None:
        enter(qtbot, number(editor, "restartsField"), "8")
        choose(qtbot, choice(editor, "estimatorField"), "bofp")
        qtbot.waitUntil(lambda: editor.value().restarts == 8)
        assert not number(editor, "restartsField").isEnabled()
        reason = "No effect: with feature points, no kernels are reduced"
        assert number(editor, "restartsField").toolTip() == reason
        choose(qtbot, choice(editor, "estimatorField"), "cluster")
        assert number(editor, "restartsField").isEnabled()

    def test_selection(self, qtbot: QtBot, editor: ArchitectureEditor) -> None:
        choose(qtbot, choice(editor, "selectionField"), "fisher")
        assert editor.value().selection == "fisher"
        choose(qtbot, choice(editor, "estimatorField"), "bofp")
        assert not choice(editor, "selectionField").isEnabled()
        choose(qtbot, choice(editor, "estimatorField"), "cluster")
        assert choice(editor, "selectionField").isEnabled()

    def test_one_tap_disables_what_needs_neighbours(
        self, qtbot: QtBot, editor: ArchitectureEditor
    ) -> None:
        enter(qtbot, number(editor, "kernelSizeField"), "1")
        assert self.off(editor).keys() == {"dilation", "augment.flips", "augment.turns"}

    def test_reduction_and_kernels_are_never_both_disabled(
        self, qtbot: QtBot, editor: ArchitectureEditor
    ) -> None:
        enter(qtbot, number(editor, "kernelsField"), "")
        assert self.off(editor).keys() == {"reduction"}
        enter(qtbot, number(editor, "kernelsField"), "9")
        choose(qtbot, choice(editor, "reductionField"), "none")
        assert self.off(editor).keys() == {"kernels"}
        editor.setValue(Architecture(blocks=(Block(kernels=None, reduction="none"),)))
        assert self.off(editor).keys() == {"kernels"}


class TestCare:
    def test_all_controls_have_names_and_tooltips(self, editor: ArchitectureEditor) -> None:
        controls = [
            *editor.findChildren(NumberBox),
            *editor.findChildren(ChoiceBox),
            *editor.findChildren(SwitchBox),
            *editor.findChildren(QToolButton),
        ]
        shown = [control for control in controls if control.isVisible()]
        assert len(shown) > 20
        assert all(control.objectName() and control.toolTip() for control in shown)
        assert all(control.accessibleName() for control in shown)
        assert len({control.objectName() for control in shown}) == len(shown)

    def test_fits_the_column(self, editor: ArchitectureEditor) -> None:
        assert editor.minimumSizeHint().width() <= 380
        assert not editor.table.verticalScrollBar().isVisible()
        used = sum(editor.table.columnWidth(column) for column in range(8))
        assert used <= editor.table.viewport().width()

    def test_the_setting_of_images_is_not_cut(self, editor: ArchitectureEditor) -> None:
        editor.resize(378, 700)
        QApplication.processEvents()
        box = editor.findChild(ChoiceBox, "standardiseField")
        assert box is not None
        assert box.width() > box.fontMetrics().horizontalAdvance("Standardised") + 40

    def test_faults_can_be_read_on_either_theme(self) -> None:
        for window in ("#f4f4f4", "#202124"):
            palette = QPalette(window)
            palette.setColor(QPalette.ColorRole.Window, window)
            assert contrast(fault_colour(palette).getRgbF(), palette) >= 4.5

    def test_forbidden_edits_show_the_reason(self, editor: ArchitectureEditor) -> None:
        editor.set_editable(False, "opened elsewhere")
        assert not number(editor, "kernelSizeField").isEnabled()
        assert not editor.findChild(QToolButton, "addBlockButton").isEnabled()  # type: ignore[union-attr]
        assert editor.table.isEnabled()
        editor.show_block(2)
        assert not editor.findChild(QToolButton, "moveBlockUpButton").isEnabled()  # type: ignore[union-attr]
        editor.set_editable(True)
        assert number(editor, "kernelSizeField").isEnabled()
        assert editor.findChild(QToolButton, "moveBlockUpButton").isEnabled()  # type: ignore[union-attr]


def contrast(colour: tuple[float, ...], palette: QPalette) -> float:
    """Return the contrast ratio of WCAG 2."""
    window = palette.color(QPalette.ColorRole.Window).getRgbF()
    lighter, darker = sorted((luminance(colour), luminance(window)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: tuple[float, ...]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
