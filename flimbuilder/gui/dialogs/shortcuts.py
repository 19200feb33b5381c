"""The sheet of all keys, and of what the mouse does."""

import html
from collections.abc import Iterable, Sequence

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from flimbuilder.gui.action_row import Section

__all__ = ["ShortcutsDialog"]

COLUMNS = 3


class ShortcutsDialog(QDialog):
    """Lists the shortcuts of the window's actions; opened with ``open()``.

    Parameters
    ----------
    sections : sequence of Section
    parent : QWidget
    """

    def __init__(self, sections: Sequence[Section], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(self.tr("Keys and mouse"))
        groups = [(self.tr("Mouse"), self._mouse())]
        groups += [(section.title, section.shown_keys) for section in sections]
        sheet = QTextBrowser()
        sheet.setObjectName("shortcutSheet")
        sheet.setFrameShape(QTextBrowser.Shape.NoFrame)
        sheet.setHtml(_page([one for one in groups if one[1]], self.palette()))
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
            (tr("Radius"), tr("Alt+drag")),
            (tr("Give up a stroke"), tr("Esc")),
        ]


def _page(groups: Sequence[tuple[str, Iterable[tuple[str, str]]]], palette: QPalette) -> str:
    """Return the groups in columns of about the same height."""
    heights = [len(list(rows)) + 3 for _, rows in groups]
    columns: list[list[str]] = [[]]
    filled = 0
    for group, height in zip(groups, heights, strict=True):
        if filled + height / 2 > sum(heights) / COLUMNS * len(columns) and len(columns) < COLUMNS:
            columns.append([])
        columns[-1].append(_group(*group, palette))
        filled += height
    cells = "".join(
        f"<td width='{100 // COLUMNS}%' style='padding: 0 14px 0 6px'>{''.join(one)}</td>"
        for one in columns
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
