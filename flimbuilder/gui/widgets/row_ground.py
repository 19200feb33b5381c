"""The ground of a row that a delegate paints."""

from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

__all__ = ["paint_row_ground"]

SELECTED, HOVERED = 0.3, 0.1  # opacity of the highlight


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem, *, current: bool) -> QColor:
    """Paint the ground of a row; return the colour of text on it.

    Parameters
    ----------
    painter : QPainter
    option : QStyleOptionViewItem
    current : bool
        Whether it is the one row that the session shows; others may be selected besides.
    """
    ground = option.palette.color(QPalette.ColorRole.Highlight)
    if current:
        painter.fillRect(option.rect, ground)
        return option.palette.color(QPalette.ColorRole.HighlightedText)
    if option.state & QStyle.StateFlag.State_Selected:
        ground.setAlphaF(SELECTED)
        painter.fillRect(option.rect, ground)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        ground.setAlphaF(HOVERED)
        painter.fillRect(option.rect, ground)
    return option.palette.color(QPalette.ColorRole.Text)
