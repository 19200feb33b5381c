"""The mouse wheel scrolls past controls, and changes only the one that has the focus."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QScrollBar, QWidget

__all__ = ["leave_wheel_to_scrolling"]


class _Guard(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or not isinstance(watched, QWidget):
            return False
        if watched.hasFocus():
            return False
        event.ignore()
        return True


def leave_wheel_to_scrolling(parent: QWidget) -> None:
    """Have the wheel over a widget's controls scroll what they are in.

    Parameters
    ----------
    parent : QWidget
        Its combo boxes, spin boxes and sliders, as there are now.
    """
    guard = _Guard(parent)
    kinds = QComboBox, QAbstractSpinBox, QAbstractSlider
    for control in parent.findChildren(QWidget):
        if isinstance(control, kinds) and not isinstance(control, QScrollBar):
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            control.installEventFilter(guard)
