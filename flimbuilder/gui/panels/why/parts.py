"""Parts of the panel Why here?: the tree, and its buttons."""

from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHeaderView,
    QToolButton,
    QTreeView,
    QWidget,
)

from flimbuilder.gui.panels.why.delegate import WhyDelegate
from flimbuilder.gui.panels.why.model import TERM, VALUE, WITHOUT, WhyModel
from flimbuilder.gui.panels.why.rows import Grouping
from flimbuilder.gui.widgets.icons import IconButton

__all__ = ["GroupingButtons", "WhyTree", "action_button"]

BAR = 76  # px
INDENTATION = 14  # px


class WhyTree(QTreeView):
    """The terms of the sum, of which each opens into what it is made of."""

    def __init__(self, model: WhyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whyTree")
        self.setAccessibleName(self.tr("What the saliency at the place is made of"))
        self.setModel(model)
        self.setItemDelegate(WhyDelegate(self))
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIndentation(INDENTATION)
        self.setExpandsOnDoubleClick(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(TERM, QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(True)
        width = self.fontMetrics().horizontalAdvance
        self.setColumnWidth(VALUE, width("0000000") + BAR)
        self.setColumnWidth(WITHOUT, width("0.00 (+0.00)") + 18)


class GroupingButtons(QButtonGroup):
    """Two buttons that choose what the sum is divided into; the ids count `Grouping`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        titles: dict[Grouping, tuple[str, str]] = {
            "strokes": (self.tr("Strokes"), self.tr("Add up the contributions of each stroke")),
            "kernels": (self.tr("Kernels"), self.tr("Show the contribution of each kernel")),
        }
        for number, grouping in enumerate(get_args(Grouping)):
            title, tip = titles[grouping]
            button = QToolButton()
            button.setObjectName(f"why{grouping.capitalize()}Button")
            button.setText(title)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setAutoRaise(True)
            self.addButton(button, number)
        self.button(0).setChecked(True)


def action_button(action: QAction, symbol: str) -> IconButton:
    """Return a button that triggers an action, and is enabled and explained as it is."""
    name, text = action.objectName().replace("Action", "Button"), action.text().replace("&", "")
    button = IconButton(name, symbol, action.toolTip(), text).on_click(action.trigger)

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())

    action.changed.connect(follow)
    follow()
    return button
