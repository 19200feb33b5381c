"""Moves the focus between the canvas and the visible panels."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

__all__ = ["PanelFocus", "first_control"]


class PanelFocus(QObject):
    """Steps through places that can have the focus.

    Parameters
    ----------
    places : callable
        Returns the places in order: the canvas, then the panels. Only those in sight count.
    """

    def __init__(self, places: Callable[[], Sequence[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._places = places

    def step(self, step: int) -> None:
        """Focus the next place, or the previous one for a step of -1; they form a ring."""
        # Qt calls panels visible that lie behind the tab of another.
        places = [place for place in self._places() if not place.visibleRegion().isEmpty()]
        focused = QApplication.focusWidget()
        at = next(
            (
                index
                for index, place in enumerate(places)
                if focused is not None and (place is focused or place.isAncestorOf(focused))
            ),
            0 if step < 0 else -1,
        )
        for distance in range(1, len(places) + 1):
            control = first_control(places[(at + step * distance) % len(places)])
            if control is not None:
                control.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return


def first_control(place: QWidget) -> QWidget | None:
    """Return the list of a place, or else its first control that Tab reaches; None without."""
    reached = [
        widget
        for widget in (place, *place.findChildren(QWidget))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.isVisible()
    ]
    lists = [widget for widget in reached if isinstance(widget, QAbstractItemView)]
    return next(iter((*lists, *reached)), None)
