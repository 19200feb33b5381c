"""A surface that turns mouse and key events into gestures."""

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
    """A surface with at most one gesture, which ends even if the mouse release never arrives.

    Attributes
    ----------
    linked : PointingSurface or None
        A surface that Space pans as well, whichever of the two has the focus.
    """

    linked: "PointingSurface | None"

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
        """Return the gesture that a press starts; `pans` forces a `PanGesture`."""

    @abstractmethod
    def _on_pointer_moved(self, before: Pointer | None, after: Pointer | None) -> None:
        """React to a moved pointer; None is outside the widget."""

    @abstractmethod
    def _update_cursor(self) -> None:
        """Show the cursor for the current gesture, or for the gesture a press would start."""

    @property
    def is_drawing(self) -> bool:
        """True if a stroke or disk is being drawn and is not in the project yet."""
        return self._gesture is not None and self._gesture.draws

    def finish_gesture(self) -> None:
        """Apply the current gesture, if any."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.finish()
            self._update_cursor()

    def cancel_gesture(self) -> None:
        """Revert the current gesture, if any."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()
            self._update_cursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a gesture unless another is running."""
        event.accept()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        middle = event.button() == Qt.MouseButton.MiddleButton
        left = event.button() == Qt.MouseButton.LeftButton
        pointer = self._pointer_at(event.position(), event.modifiers())
        if self._gesture is not None or pointer is None or not (left or middle):
            return
        self._set_pointer(pointer)
        self._gesture = self._begin(pointer, event.modifiers(), pans=middle or self._space)
        self._button = event.button()
        self._update_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the gesture; finish it if its button was released unnoticed."""
        event.accept()
        pointer = self._pointer_at(event.position(), event.modifiers())
        if self._gesture is not None and not event.buttons() & self._button:
            self.finish_gesture()
        if self._gesture is not None and pointer is not None:
            self._gesture.move(pointer)
        self._set_pointer(self._pointer_at(event.position(), event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the gesture that this button started."""
        event.accept()
        pointer = self._pointer_at(event.position(), event.modifiers())
        if self._gesture is None or event.button() != self._button:
            return
        if pointer is not None:
            self._gesture.move(pointer)
        self.finish_gesture()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat the second click as a press; fit the image on a middle double click."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self.fit()
            event.accept()
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._set_pointer(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Escape, Space and Shift; pass other keys on unless drawing."""
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self.cancel_gesture()
        elif event.key() == Qt.Key.Key_Space:
            self._set_space(True)
        elif event.key() == Qt.Key.Key_Shift:
            self._hold_straight(True)
        elif not self.is_drawing:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Release Space and Shift."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._set_space(False)
        elif event.key() == Qt.Key.Key_Shift:
            self._hold_straight(False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Release Space, as its key release will go elsewhere."""
        super().focusOutEvent(event)
        if self.linked is None or not self.linked.hasFocus():
            self._set_space(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Finish the gesture, so that a stroke is kept."""
        super().hideEvent(event)
        self.finish_gesture()

    def event(self, event: QEvent) -> bool:
        """Block shortcuts while drawing, and finish the gesture if the mouse is lost."""
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

    def _set_pointer(self, pointer: Pointer | None) -> None:
        before, self._pointer = self._pointer, pointer
        if pointer != before:
            self._on_pointer_moved(before, pointer)

    def _set_space(self, held: bool) -> None:
        if held != self._space:
            self._space = held
            self._update_cursor()
            if self.linked is not None:
                self.linked._set_space(held)

    def _hold_straight(self, held: bool) -> None:
        at = self._pointer
        if at is not None:
            self._set_pointer(Pointer(at.x, at.y, at.point, held))
