"""The editor of an architecture: a table of blocks, and forms of what they are."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
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

from flimbuilder.errors import ArchitectureError
from flimbuilder.gui.panels.architecture.forms import BlockForm, GeneralForm
from flimbuilder.gui.panels.architecture.table import BlockRow, BlockTable, grouped, rows_of
from flimbuilder.gui.widgets.fault_line import FaultLine
from flimbuilder.gui.widgets.icon_button import IconButton
from flimbuilder.gui.widgets.wheel import leave_wheel_to_scrolling
from flimbuilder.gui.widgets.words import heading
from flimbuilder.project.architecture import Architecture, Block, check_map_sizes
from flimbuilder.project.presets import PRESETS, Preset
from flimbuilder.project.project import DEFAULT_ARCHITECTURE

__all__ = ["USUAL_SHAPE", "ArchitectureEditor"]

USUAL_SHAPE = (400, 400, 3)
MOST_BLOCKS = 50
FIELD_OF = {2: "dilation", 3: "kernels", 4: "pooling.kind"}  # by column of the table


class ArchitectureEditor(QWidget):
    """Edits an architecture.

    What is typed shows in the table at once. It becomes the value when the field is left, by
    Enter, or after a short pause; what does not fit says why beneath its field, and never does.

    Attributes
    ----------
    valueChanged : Signal(Architecture)
        The user has made it another one.
    blockSelected : Signal(int)
        The user has turned to a block, by its number from 1.
    replaced : Signal(str)
        The user has done what may be regretted, in words; after `valueChanged`.
    toolbar : QHBoxLayout
        Of the buttons; for more of them.
    general : GeneralForm
    """

    valueChanged = Signal(object)
    blockSelected = Signal(int)
    replaced = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("architectureEditor")
        self._value = self._draft = DEFAULT_ARCHITECTURE
        self._image_shape = USUAL_SHAPE
        self._learned: tuple[int, ...] = ()
        self._stale_from: int | None = None
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
        """Return the architecture; without what is being typed."""
        return self._value

    def setValue(self, value: Architecture) -> None:
        """Show another architecture; what was being typed is dropped."""
        if value == self._value == self._draft:
            return
        self._value = self._draft = value
        self.general.setValue(value)
        self._show_draft()

    def block(self) -> int:
        """Return the number of the block that the form shows, from 1."""
        return self.table.current()

    def show_block(self, number: int) -> None:
        """Turn to a block."""
        if number != self.block() and 1 <= number <= len(self._draft.blocks):
            self.table.make_current(number)
            self._show_block()

    def set_image_shape(self, shape: tuple[int, int, int]) -> None:
        """Reckon with images of another (height, width, channels)."""
        if shape != self._image_shape:
            self._image_shape = shape
            self._show_arithmetic()

    def set_built(self, learned: Sequence[int], stale_from: int | None) -> None:
        """Tell the kernels of the blocks built, and the first block that needs a build."""
        if (tuple(learned), stale_from) != (self._learned, self._stale_from):
            self._learned, self._stale_from = tuple(learned), stale_from
            self._show_arithmetic()

    def set_editable(self, editable: bool, reason: str = "") -> None:
        """Allow changes, or tell why there can be none."""
        for widget in (*self._buttons, self.form, self.general):
            widget.setEnabled(editable)
        self._forms.setToolTip(reason)
        if editable:
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
            self.tr("Begin with a well-tried architecture"),
            self.tr("Presets"),
        ).opens(self._presets_menu())
        self._add.does(self.add_block)
        self._remove.does(self.remove_block)
        self._up.does(lambda: self.move_block(-1))
        self._down.does(lambda: self.move_block(1))
        self._buttons = (self._add, self._remove, self._up, self._down, self._presets)

    def _presets_menu(self) -> QMenu:
        menu = QMenu(self, toolTipsVisible=True)
        menu.setObjectName("presetsMenu")
        for preset in PRESETS:
            action = menu.addAction(_translated(preset.name))
            action.setToolTip(_translated(preset.why))
            action.triggered.connect(lambda _=False, preset=preset: self._take(preset))
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
        """Add a copy of the last block, and turn to it."""
        blocks = self._draft.blocks
        if len(blocks) < MOST_BLOCKS:
            self._replace_blocks((*blocks, blocks[-1]), len(blocks) + 1)

    def remove_block(self) -> None:
        """Remove the block that the form shows; the only one stays."""
        blocks, number = self._draft.blocks, self.block()
        if len(blocks) > 1:
            left = (*blocks[: number - 1], *blocks[number:])
            if self._replace_blocks(left, min(number, len(left))):
                self.replaced.emit(self.tr("Block {} removed").format(number))

    def move_block(self, step: int) -> None:
        """Move the block that the form shows so many places down; never beyond the ends."""
        blocks, number = list(self._draft.blocks), self.block()
        if 1 <= number + step <= len(blocks):
            blocks.insert(number - 1 + step, blocks.pop(number - 1))
            self._replace_blocks(tuple(blocks), number + step)

    def _take(self, preset: Preset) -> None:
        self._draft = preset.architecture
        self.general.setValue(preset.architecture)
        self._show_draft()
        if self._commit():
            self.replaced.emit(
                self.tr("Architecture replaced by “{}”").format(_translated(preset.name))
            )

    def _replace_blocks(self, blocks: tuple[Block, ...], number: int) -> bool:
        """Take other blocks and turn to one of them; tell whether they were accepted."""
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
        """Make the draft the value; tell whether nobody has put another in its place."""
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
        self._title.setText(self.tr("Block {}").format(self.block()))

    def _show_buttons(self) -> None:
        count, number = len(self._draft.blocks), self.block()
        editable = self.form.isEnabled()
        self._add.setEnabled(editable and count < MOST_BLOCKS)
        self._remove.setEnabled(editable and count > 1)
        self._up.setEnabled(editable and number > 1)
        self._down.setEnabled(editable and number < count)

    def _show_arithmetic(self) -> None:
        rows = rows_of(self._draft, self._image_shape, self._learned, self._stale_from)
        self.table.set_rows(rows)
        self._summary.setText(self._summed(rows))
        try:
            check_map_sizes(self._draft, *self._image_shape[:2])
        except ArchitectureError as error:
            self._fault.tell(str(error))
        else:
            self._fault.tell("")

    def _summed(self, rows: Sequence[BlockRow]) -> str:
        image = self.tr("image of {} × {} × {}").format(*self._image_shape)
        counts = [row.parameters for row in rows if row.parameters is not None]
        if len(counts) < len(rows):
            return self.tr("Parameters known after a build · {}").format(image)
        return self.tr("{} parameters · {}").format(grouped(sum(counts)), image)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Presets", text)
