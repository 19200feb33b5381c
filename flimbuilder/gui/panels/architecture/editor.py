"""The editor of an architecture: a table of the blocks, and forms for their fields."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.errors import ArchitectureError, printable
from flimbuilder.gui.language import translated
from flimbuilder.gui.panels.architecture.forms import BlockForm, GeneralForm
from flimbuilder.gui.panels.architecture.table import BlockRow, BlockTable, rows_of
from flimbuilder.gui.widgets.fields import leave_wheel_to_scrolling
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import FaultLine, grouped, heading
from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    PRESETS,
    Architecture,
    Block,
    Preset,
    border_note,
    check_map_sizes,
)

__all__ = ["TYPICAL_SHAPE", "ArchitectureEditor"]

TYPICAL_SHAPE = (400, 400, 3)
MAX_BLOCKS = 50
FIELD_OF = {2: "dilation", 3: "kernels", 4: "pooling.kind"}  # by column; else kernel size


class ArchitectureEditor(QWidget):
    """Edits an architecture.

    The table shows what the user types at once. It becomes the value on Enter, after a short
    pause, or when the field loses the focus. An invalid entry never becomes the value; its field
    shows the reason.

    Attributes
    ----------
    valueChanged : Signal(Architecture)
        After an edit by the user.
    blockSelected : Signal(int)
        The number, from 1, of the block that the user made current.
    replaced : Signal(str)
        Description of an edit to offer for undo; emitted after `valueChanged`.
    startRequested : Signal()
        The user wants to start from the blocks of another model.
    toolbar : QHBoxLayout
        The row of buttons, which the panel extends.
    general : GeneralForm
    """

    valueChanged = Signal(object)
    blockSelected = Signal(int)
    replaced = Signal(str)
    startRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("architectureEditor")
        self._value = self._draft = DEFAULT_ARCHITECTURE
        self._image_shape = TYPICAL_SHAPE
        self._learned: tuple[int, ...] = ()
        self._stale_from: int | None = None
        self._editable = True
        self.table, self.form, self.general = BlockTable(), BlockForm(), GeneralForm()
        self._summary = QLabel(wordWrap=True)
        self._summary.setObjectName("architectureSummary")
        self._fault = FaultLine("mapSizeFault")
        self._title = heading()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show_draft()

    def value(self) -> Architecture:
        """Return the architecture, without an entry that is still being typed."""
        return self._value

    def setValue(self, value: Architecture) -> None:
        """Show another architecture, and drop what is being typed."""
        if value == self._value == self._draft:
            return
        self._value = self._draft = value
        self.general.setValue(value)
        self._show_draft()

    def block(self) -> int:
        """Return the number of the block that the form shows, from 1."""
        return self.table.current()

    def show_block(self, number: int) -> None:
        """Make a block current, by its number from 1."""
        if number != self.block() and 1 <= number <= len(self._draft.blocks):
            self.table.make_current(number)
            self._show_block()

    def set_image_shape(self, shape: tuple[int, int, int]) -> None:
        """Set the (height, width, channels) of the image that map sizes are computed for."""
        if shape != self._image_shape:
            self._image_shape = shape
            self._show_arithmetic()

    def set_built(self, learned: Sequence[int], stale_from: int | None) -> None:
        """Set the number of kernels of each built block, and the first stale block, from 1."""
        if (tuple(learned), stale_from) != (self._learned, self._stale_from):
            self._learned, self._stale_from = tuple(learned), stale_from
            self._show_arithmetic()

    def set_editable(self, editable: bool, reason: str = "") -> None:
        """Allow or forbid edits; `reason` is shown as a tooltip."""
        self._editable = editable
        for widget in (*self._buttons, self.form, self.general):
            widget.setEnabled(editable)
        self._forms.setToolTip(reason)
        if editable:
            self._show_place()
            self._show_buttons()

    def _make_buttons(self) -> None:
        self._add = IconButton("addBlockButton", "plus", self.tr("Add a copy of the last block"))
        self._remove = IconButton("removeBlockButton", "minus", self.tr("Remove the block"))
        self._up = IconButton(
            "moveBlockUpButton", "arrow-up", self.tr("Move the block up (Alt+Up)")
        )
        self._down = IconButton(
            "moveBlockDownButton", "arrow-down", self.tr("Move the block down (Alt+Down)")
        )
        self._presets = IconButton(
            "presetsButton",
            "lightbulb-outline",
            self.tr("Start from a proven architecture"),
            self.tr("Presets"),
        ).with_menu(self._presets_menu())
        self._add.on_click(self.add_block)
        self._remove.on_click(self.remove_block)
        self._up.on_click(lambda: self.move_block(-1))
        self._down.on_click(lambda: self.move_block(1))
        self._buttons = (self._add, self._remove, self._up, self._down, self._presets)

    def _presets_menu(self) -> QMenu:
        menu = QMenu(self, toolTipsVisible=True)
        menu.setObjectName("presetsMenu")
        for preset in PRESETS:
            action = menu.addAction(translated(preset.name))
            action.setToolTip(translated(preset.description))
            action.triggered.connect(lambda _=False, preset=preset: self._take(preset))
        menu.addSeparator()
        start = menu.addAction(self.tr("Start from a model…"))
        start.setToolTip(self.tr("Keep the first blocks of another model, and learn the others"))
        start.triggered.connect(self.startRequested)
        self._release = menu.addAction(self.tr("Learn all blocks"))
        self._release.setToolTip(self.tr("Learn the first blocks from the markers, too"))
        self._release.triggered.connect(self.learn_all_blocks)
        return menu

    def _lay_out(self) -> None:
        self.toolbar = QHBoxLayout()
        self.toolbar.setSpacing(2)
        for button in self._buttons:
            self.toolbar.addWidget(button)
        self.toolbar.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(self.toolbar)
        for widget in (self.table, self._summary, self._fault):
            layout.addWidget(widget)
        layout.addWidget(self._scrolled_forms(), 1)

    def _scrolled_forms(self) -> QScrollArea:
        self._forms = QWidget()
        layout = QVBoxLayout(self._forms)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self.form)
        layout.addSpacing(6)
        layout.addWidget(heading(self.tr("All blocks")))
        layout.addWidget(self.general)
        for place in (0, 1):
            width = max(form.label_width(place) for form in (self.form, self.general))
            self.form.set_label_width(place, width)
            self.general.set_label_width(place, width)
        layout.addStretch()
        leave_wheel_to_scrolling(self._forms)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._forms)
        return area

    def _connect(self) -> None:
        self.table.chosen.connect(self._choose)
        self.table.activated.connect(self._go_to_field)
        self.form.edited.connect(self._take_block)
        self.general.edited.connect(self._take_general)
        for form in (self.form, self.general):
            form.finished.connect(self._commit)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.move_block(step))

    def add_block(self) -> None:
        """Append a copy of the last block, and make it current."""
        blocks = self._draft.blocks
        if len(blocks) < MAX_BLOCKS:
            self._replace_blocks((*blocks, blocks[-1]), len(blocks) + 1)

    def remove_block(self) -> None:
        """Remove the current block, unless it is the only one."""
        blocks, number = self._draft.blocks, self.block()
        if len(blocks) > 1 and number > self._draft.n_frozen:
            left = (*blocks[: number - 1], *blocks[number:])
            if self._replace_blocks(left, min(number, len(left))):
                self.replaced.emit(self.tr("Block {} removed").format(number))

    def move_block(self, step: int) -> None:
        """Move the current block by `step` places, downwards if positive."""
        blocks, number = list(self._draft.blocks), self.block()
        if self._draft.n_frozen < min(number, number + step) and number + step <= len(blocks):
            blocks.insert(number - 1 + step, blocks.pop(number - 1))
            self._replace_blocks(tuple(blocks), number + step)

    def learn_all_blocks(self) -> None:
        """Learn the blocks that were those of another model."""
        if self._draft.start is not None:
            self._draft = self._draft.with_(start=None)
            self.general.setValue(self._draft)
            self._show_draft()
            if self._commit():
                self.replaced.emit(self.tr("All blocks are learned"))

    def _take(self, preset: Preset) -> None:
        self._draft = preset.architecture
        self.general.setValue(preset.architecture)
        self._show_draft()
        if self._commit():
            self.replaced.emit(
                self.tr("Architecture replaced by “{}”").format(translated(preset.name))
            )

    def _replace_blocks(self, blocks: tuple[Block, ...], number: int) -> bool:
        """Replace the blocks, make one current, and return True if they were accepted."""
        self._draft = self._draft.with_(blocks=blocks)
        self._show_draft()
        accepted = self._commit()
        if accepted:
            self.show_block(number)
            self.blockSelected.emit(self.block())
        return accepted

    def _take_block(self) -> None:
        blocks, number = self._draft.blocks, self.block()
        changed = (*blocks[: number - 1], self.form.value(), *blocks[number:])
        self._draft = self._draft.with_(blocks=changed)
        self._show_arithmetic()

    def _take_general(self) -> None:
        self._draft = self.general.applied_to(self._draft)
        self._show_place()
        self._show_arithmetic()

    def _commit(self) -> bool:
        """Make the draft the value; return False if a listener replaced it."""
        draft = self._draft
        if draft != self._value:
            self._value = draft
            self.form.accept()
            self.general.accept()
            self.valueChanged.emit(draft)
        return self._value == draft

    def _choose(self, number: int) -> None:
        self._show_block()
        self.blockSelected.emit(number)

    def _go_to_field(self, index: QModelIndex) -> None:
        field = self.form.field(FIELD_OF.get(index.column(), "kernel_size"))
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_draft(self) -> None:
        self._show_arithmetic()
        self._show_block()

    def _show_block(self) -> None:
        self._show_place()
        self.form.setValue(self._draft.blocks[self.block() - 1])
        self._show_buttons()

    def _show_place(self) -> None:
        self.form.set_place(self.block(), self._draft.estimator == "bofp")
        start, title = self._draft.start, self.tr("Block {}").format(self.block())
        is_frozen = self.block() <= self._draft.n_frozen
        if is_frozen and start is not None:
            title = self.tr("Block {0}, of {1}").format(self.block(), printable(start.name))
        self._title.setText(title)
        self.form.setEnabled(self._editable and not is_frozen)
        self.form.setToolTip(
            self.tr("Not learned: it is a block of another model") if is_frozen else ""
        )

    def _show_buttons(self) -> None:
        count, number, frozen = len(self._draft.blocks), self.block(), self._draft.n_frozen
        editable, learned = self._editable, self._editable and number > frozen
        self._add.setEnabled(editable and count < MAX_BLOCKS)
        self._remove.setEnabled(learned and count > 1)
        self._up.setEnabled(learned and number > frozen + 1)
        self._down.setEnabled(learned and number < count)
        self._release.setEnabled(editable and frozen > 0)

    def _show_arithmetic(self) -> None:
        rows = rows_of(self._draft, self._image_shape, self._learned, self._stale_from)
        self.table.set_rows(rows)
        self._summary.setText(self._summarise(rows))
        try:
            check_map_sizes(self._draft, *self._image_shape[:2])
        except ArchitectureError as error:
            self._fault.show_fault(str(error))
        else:
            self._fault.show_fault(border_note(self._draft, *self._image_shape[:2]))

    def _summarise(self, rows: Sequence[BlockRow]) -> str:
        image = self.tr("image of {} × {} × {}").format(*self._image_shape)
        start = self._draft.start
        if start is not None:
            kept = self.tr("Blocks 1 to {0} of {1} are kept")
            if start.blocks == 1:
                kept = self.tr("Block {0} of {1} is kept")
            image += " · " + kept.format(start.blocks, printable(start.name))
        counts = [row.parameters for row in rows if row.parameters is not None]
        if len(counts) < len(rows):
            return self.tr("Parameters known after a build · {}").format(image)
        return self.tr("{} parameters · {}").format(grouped(sum(counts)), image)
