"""A surface that turns presses, drags and keys into gestures, and never loses a stroke."""

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from flimbuilder.gui.canvas.gestures import Gesture, Pointer
from flimbuilder.gui.canvas.surface import Surface

__all__ = ["Modifier", "PointingSurface"]

Modifier = Qt.KeyboardModifier
LOST = (QEvent.Type.UngrabMouse, QEvent.Type.WindowDeactivate)


class PointingSurface(Surface):
    """Has at most one gesture at a time, which ends however the mouse is lost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._pointer: Pointer | None = None
        self._space = False

    @abstractmethod
    def _begin(self, pointer: Pointer, modifiers: Modifier, *, pans: bool) -> Gesture | None:
        """Return what a press starts; `pans` where the image is to be moved."""

    @abstractmethod
    def _pointed(self, before: Pointer | None, after: Pointer | None) -> None:
        """Show that the pointer is somewhere else; None is outside the widget."""

    @abstractmethod
    def _update_cursor(self) -> None:
        """Show the cursor of what a press would start, or has started."""

    @property
    def is_drawing(self) -> bool:
        """Whether something is being drawn that is not in the project yet."""
        return self._gesture is not None and self._gesture.draws

    def finish_gesture(self) -> None:
        """Make what was begun."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.finish()
            self._update_cursor()

    def cancel_gesture(self) -> None:
        """Leave all as it was before the press."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()
            self._update_cursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a gesture, unless there is one."""
        event.accept()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        middle = event.button() == Qt.MouseButton.MiddleButton
        left = event.button() == Qt.MouseButton.LeftButton
        pointer = self._pointer_at(event.position(), event.modifiers())
        if self._gesture is not None or pointer is None or not (left or middle):
            return
        self._follow(pointer)
        self._gesture = self._begin(pointer, event.modifiers(), pans=middle or self._space)
        self._button = event.button()
        self._update_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse; a release that nobody told of ends the gesture."""
        event.accept()
        pointer = self._pointer_at(event.position(), event.modifiers())
        if self._gesture is not None and not event.buttons() & self._button:
            self.finish_gesture()
        if self._gesture is not None and pointer is not None:
            self._gesture.move(pointer)
        self._follow(self._pointer_at(event.position(), event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Make what was begun."""
        event.accept()
        pointer = self._pointer_at(event.position(), event.modifiers())
        if self._gesture is None or event.button() != self._button:
            return
        if pointer is not None:
            self._gesture.move(pointer)
        self.finish_gesture()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second click as a first one; with the middle button show the whole image."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self.fit()
            event.accept()
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide what follows the pointer."""
        super().leaveEvent(event)
        self._follow(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that change what a press means; leave the others to the window."""
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self.cancel_gesture()
        elif event.key() == Qt.Key.Key_Space:
            self._set_space(True)
        elif event.key() == Qt.Key.Key_Shift:
            self._hold_straight(True)
        elif not self.is_drawing:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the keys above."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._set_space(False)
        elif event.key() == Qt.Key.Key_Shift:
            self._hold_straight(False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of the space bar, whose release would not be seen."""
        super().focusOutEvent(event)
        self._set_space(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was drawn."""
        super().hideEvent(event)
        self.finish_gesture()

    def event(self, event: QEvent) -> bool:
        """Keep the window's keys off a stroke, and keep the stroke if the mouse is lost."""
        if event.type() == QEvent.Type.ShortcutOverride and self.is_drawing:
            event.accept()
            return True
        if event.type() in LOST:
            self.finish_gesture()
        return super().event(event)

    def _pointer_at(self, place: QPointF, modifiers: Modifier) -> Pointer | None:
        if self.transform is None:
            return None
        straight = bool(modifiers & Modifier.ShiftModifier)
        return Pointer(place.x(), place.y(), self.map_to_image(place), straight)

    def _follow(self, pointer: Pointer | None) -> None:
        before, self._pointer = self._pointer, pointer
        if pointer != before:
            self._pointed(before, pointer)

    def _set_space(self, held: bool) -> None:
        if held != self._space:
            self._space = held
            self._update_cursor()

    def _hold_straight(self, held: bool) -> None:
        at = self._pointer
        if at is not None:
            self._follow(Pointer(at.x, at.y, at.point, held))
