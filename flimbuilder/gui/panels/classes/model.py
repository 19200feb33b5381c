"""The classes of the project as rows of a list, and the delegate that paints a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from flimbuilder.gui.keymap import keymap
from flimbuilder.gui.language import counted
from flimbuilder.gui.widgets.classes import paint_swatch
from flimbuilder.gui.widgets.lists import ROW, Index, KeyedModel, paint_row_ground
from flimbuilder.project.project import ClassEntry, Project

__all__ = ["ClassDelegate", "ClassRow", "ClassesModel", "class_rows"]

GAP = 6
SWATCH = 16


@dataclass(frozen=True)
class ClassRow:
    """A class and its number of markers in the project."""

    entry: ClassEntry
    markers: int = 0


def class_rows(project: Project, counts: Mapping[int, int]) -> list[ClassRow]:
    """Return the rows of a project; `counts` are its markers by class id."""
    return [ClassRow(entry, counts.get(entry.id, 0)) for entry in project.classes]


class ClassesModel(KeyedModel[ClassRow]):
    """Rows of classes, whose names can be edited.

    Parameters
    ----------
    rename : callable
        Called with a class id and its new name; returns True if it was accepted.
    """

    def __init__(self, rename: Callable[[int, str], bool], parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.entry.id, parent)
        self._rename = rename

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Make every row editable."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, the tooltip or the row of a class."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.entry.name
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._describe(row)
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename a class."""
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not name:
            return False
        return self._rename(self.rows[index.row()].entry.id, name)

    def _describe(self, row: ClassRow) -> str:
        number = row.entry.id
        markers = counted(row.markers, "marker")
        line = self.tr("Class {0}, {1}: {2} in the project").format(
            number, row.entry.name, markers
        )
        key = _key_of(number)
        if not key:
            return line
        keys = self.tr("Press {0} to draw with it, double-click to rename it").format(key)
        return f"{line}\n{keys}"


class ClassDelegate(QStyledItemDelegate):
    """Paints the rows of `ClassesModel`: swatch, key, name, number of markers."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one size for all rows."""
        return QSize(120, max(option.fontMetrics.height() + 8, SWATCH + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row: ClassRow = index.data(ROW)
        painter.save()
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(paint_row_ground(painter, option, current=current))
        swatch = QRectF(option.rect.left() + GAP, 0, SWATCH, SWATCH)
        swatch.moveTop(option.rect.center().y() - SWATCH / 2 + 1)
        paint_swatch(painter, swatch, row.entry.id, QColor(row.entry.colour))
        key = _key_of(row.entry.id)
        if len(key) == 1:
            _paint_keycap(painter, swatch.translated(SWATCH + GAP, 0), key)
        _paint_texts(painter, option, _text_rect(option), row)
        painter.restore()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Place the editor over the name."""
        editor.setGeometry(_text_rect(option))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a line editor that takes names of up to 100 characters."""
        editor = QLineEdit(parent)
        editor.setObjectName("classNameEditor")
        editor.setMaxLength(100)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the name, unless the user has already typed."""
        if not isinstance(editor, QLineEdit) or editor.isModified():
            return
        if editor.text() != index.data():
            editor.setText(index.data())


def _text_rect(option: QStyleOptionViewItem) -> QRect:
    return option.rect.adjusted(2 * SWATCH + 3 * GAP, 0, -GAP, 0)


def _key_of(class_id: int) -> str:
    """Return the first key that chooses a class; empty if it has none."""
    keys = keymap().keys(f"class{class_id}Action")
    return keys[0] if keys else ""


def _paint_keycap(painter: QPainter, rect: QRectF, key: str) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    text = painter.pen().color()
    edge = QColor(text)
    edge.setAlphaF(0.45)
    painter.setPen(edge)
    cap = rect.adjusted(1, 0.5, -1, -0.5)
    painter.drawRoundedRect(cap, 3, 3)
    painter.setPen(text)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key)
    painter.restore()


def _paint_texts(
    painter: QPainter, option: QStyleOptionViewItem, rect: QRect, row: ClassRow
) -> None:
    metrics, number = option.fontMetrics, str(row.markers)
    middle = Qt.AlignmentFlag.AlignVCenter
    room = rect.width() - metrics.horizontalAdvance(number) - GAP
    name = metrics.elidedText(row.entry.name, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, middle | Qt.AlignmentFlag.AlignLeft, name)
    pale = QColor(painter.pen().color())
    pale.setAlphaF(0.7)
    painter.setPen(pale)
    painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, number)
