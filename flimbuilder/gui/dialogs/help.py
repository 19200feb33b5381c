"""The dialogs of the Help menu: keys and mouse, and versions."""

import html
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMessageBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.action_row import Section
from flimbuilder.workflow.doctor.system import describe_system, system_lines

__all__ = ["AboutDialog", "ShortcutsDialog", "versions"]

COLUMNS = 3


class ShortcutsDialog(QDialog):
    """A sheet of all shortcuts and mouse actions; opened with ``open()``."""

    def __init__(self, sections: Sequence[Section], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(self.tr("Keys and mouse"))
        groups = [(self.tr("Mouse"), self._mouse())]
        groups += [(section.title, section.shown_keys) for section in sections]
        sheet = QTextBrowser()
        sheet.setObjectName("shortcutSheet")
        sheet.setFrameShape(QTextBrowser.Shape.NoFrame)
        sheet.setWordWrapMode(QTextOption.WrapMode.WordWrap)  # never within a word
        sheet.setHtml(_sheet([(title, rows) for title, rows in groups if rows], self.palette()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(sheet)
        layout.addWidget(buttons)
        self.resize(900, 560)
        self.finished.connect(self.deleteLater)

    def _mouse(self) -> list[tuple[str, str]]:
        tr = self.tr
        return [
            (tr("Draw with the tool"), tr("drag, or click")),
            (tr("Straight line"), tr("Shift+drag")),
            (tr("Zoom"), tr("wheel")),
            (tr("Move the image"), tr("Space or middle drag")),
            (tr("Whole image"), tr("middle double click")),
            (tr("Radius"), tr("Ctrl+wheel, Ctrl+drag")),
            (tr("Cancel the stroke"), tr("Esc")),
        ]


def _sheet(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], palette: QPalette) -> str:
    """Return the groups as HTML, in columns of similar height."""
    heights = [len(rows) + 3 for _, rows in groups]
    columns: list[list[str]] = [[]]
    filled = 0
    for group, height in zip(groups, heights, strict=True):
        if filled + height / 2 > sum(heights) / COLUMNS * len(columns) and len(columns) < COLUMNS:
            columns.append([])
        columns[-1].append(_group(*group, palette))
        filled += height
    cells = "".join(
        f"<td width='{100 // COLUMNS}%' style='padding: 0 14px 0 6px'>{''.join(column)}</td>"
        for column in columns
    )
    return f"<table width='100%'><tr>{cells}</tr></table>"


def _group(title: str, rows: Iterable[tuple[str, str]], palette: QPalette) -> str:
    quiet = palette.color(QPalette.ColorRole.PlaceholderText).name()
    lines = "".join(
        f"<tr><td>{_plain(text)}</td><td align='right' style='padding-left: 12px'>"
        f"<span style='color: {quiet}; white-space: nowrap'>{html.escape(keys)}</span></td></tr>"
        for text, keys in rows
    )
    return f"<h4>{_plain(title)}</h4><table width='100%'>{lines}</table>"


def _plain(text: str) -> str:
    return html.escape(text.replace("&", "").rstrip("…"))


class AboutDialog(QMessageBox):
    """Shows the versions; opened with ``open()``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle(self.tr("About flimbuilder"))
        self.setText(
            self.tr("Learn convolutional encoders from a few disks and strokes drawn on images.")
        )
        self.setInformativeText(versions())
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.finished.connect(self.deleteLater)


def versions() -> str:
    """Return the versions of flimbuilder, Python and the main packages, one per line."""
    return "\n".join(system_lines(describe_system()))
