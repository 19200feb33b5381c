"""Catalogues for tests, and all texts that a widget shows."""

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    Qt,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)

CHECKOUT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(CHECKOUT / "packaging"))

from compile_translations import compile_catalogue  # noqa: E402

LANGUAGE = CHECKOUT / "flimbuilder" / "gui" / "language"
VALUE = re.compile(r"(\{\w*(?::[^}]*)?\})")
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
MOST_TEXTS = 1500  # of a list


def compile_language(folder: Path, change: Callable[[str, str], str] | None = None) -> None:
    """Compile the catalogues of Portuguese into a folder.

    `change` returns another translation for a text and its translation.
    """
    for name in ("window", "messages"):
        source = LANGUAGE / f"{name}_pt_BR.ts"
        if change is not None:
            tree = ET.parse(source)
            for message in tree.iter("message"):
                text, translation = message.findtext("source") or "", message.find("translation")
                assert translation is not None
                translation.text = change(text, translation.text or "")
                translation.attrib.pop("type", None)
            source = folder / source.name
            tree.write(source, "utf-8", xml_declaration=True)
        compile_catalogue(source, folder / f"{name}_pt_BR.qm")


def mark(text: str, translation: str) -> str:
    """Return a text with marks around all but its values."""
    parts = VALUE.split(text)
    return "".join(
        part if at % 2 or not any(map(str.isalpha, part)) else f"⟦{part}⟧"
        for at, part in enumerate(parts)
    )


def unmarked(text: str) -> str:
    """Return what is outside of the marks of a text."""
    while (rest := MARKED.sub(" ", text)) != text:
        text = rest
    return text


def shown_texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of everything that a widget and its children show."""
    for part in (widget, *widget.findChildren(QObject)):
        name = f"{type(part).__name__} {part.objectName()}"
        if part.objectName().startswith("qt_") or _is_of_pyqtgraph(part):
            continue
        for text in _texts_of(part):
            if text:
                yield name, text


def _is_of_pyqtgraph(part: QObject | None) -> bool:
    """Return True for a part of the menus of plots, which flimbuilder turns off."""
    while part is not None:
        is_menu = isinstance(part, QMenu) and part.title() == "Plot Options"
        if is_menu or type(part).__module__.startswith("pyqtgraph"):
            return True
        part = QObject.parent(part)  # models have another parent()
    return False


def _texts_of(part: QObject) -> Iterator[str]:
    match part:
        case QAction():
            yield from (part.text(), part.toolTip(), part.iconText())
        case QMenu() | QGroupBox():
            yield part.title()
        case QLabel() | QAbstractButton():
            yield part.text()
        case QLineEdit():
            yield part.placeholderText()
        case QComboBox():
            for row in range(part.count()):
                yield part.itemText(row)
                yield str(part.itemData(row, Qt.ItemDataRole.ToolTipRole) or "")
        case QTabBar():
            for tab in range(part.count()):
                yield part.tabText(tab)
        case QDockWidget():
            yield part.windowTitle()
        case QAbstractItemView() if part.model() is not None:
            yield from _cells(part.model())
    if isinstance(part, QWidget):
        yield from (part.toolTip(), part.accessibleName(), part.accessibleDescription())
        if part.isWindow() and not isinstance(part, QMenu):
            yield part.windowTitle()


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    for column in range(_width(model, QModelIndex())):
        for role in ROLES:
            title = model.headerData(column, Qt.Orientation.Horizontal, role)
            yield title if isinstance(title, str) else ""
    yield from islice(_data(model, QModelIndex()), MOST_TEXTS)


def _data(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        for column in range(_width(model, parent)):
            index = model.index(row, column, parent)
            for role in ROLES:
                text = index.data(role)
                yield text if isinstance(text, str) else ""
            if column == 0 and not isinstance(model, QAbstractTableModel):
                yield from _data(model, index)


def _width(model: QAbstractItemModel, parent: QModelIndex) -> int:
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
