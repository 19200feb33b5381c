"""A widget with zoom and pan, and the mapping between screen and image."""

from math import exp2

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from flimbuilder.gui.canvas.transform import ViewTransform, centred, fitted

__all__ = ["NOTCH", "Surface"]

NOTCH = 120.0  # eighths of a degree per wheel notch
NOTCHES_TO_DOUBLE = 2.5
PIXELS_TO_DOUBLE = 200.0  # for trackpads that report no angle


class Surface(QWidget):
    """Base class that holds the view transform of an image; subclasses paint it.

    Attributes
    ----------
    linked : Surface or None
        Another surface that shows the same part of the image at the same scale.
    zoomed : Signal(float)
        Device pixels per image pixel, emitted on change; 0 if there is no image.
    transformed : Signal()
        The view transform may have changed.
    """

    linked: "Surface | None"
    zoomed = Signal(float)
    transformed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._transform: ViewTransform | None = None
        self._is_fitted = True
        self.linked = None
        self._emitted_zoom = 0.0

    @property
    def transform(self) -> ViewTransform | None:
        """The view transform, or None if no image is shown."""
        return self._transform

    @property
    def is_fitted(self) -> bool:
        """True if the whole image is shown, whatever the size of the widget."""
        return self._is_fitted

    def set_image_size(self, height: int, width: int) -> None:
        """Fit an image of this size, or keep the view if the size is unchanged."""
        view = self._transform
        if view is None or (view.height, view.width) != (height, width):
            self._transform = ViewTransform(height, width)
            self.fit()

    def forget_image(self) -> None:
        """Remove the image."""
        self._transform = None
        self._emit_zoom()

    def fit(self) -> None:
        """Show the whole image, in the linked surface too."""
        if self._transform is not None:
            image, width, height = self._transform, self.width(), self.height()
            if self.linked is not None:
                width, height = min(width, self.linked.width()), min(height, self.linked.height())
            whole = fitted(image.height, image.width, width, height)
            self._show(centred(whole, self.width(), self.height()), is_fitted=True)

    def follow(self, other: "Surface") -> None:
        """Show what another surface shows of an image of this size."""
        if self._transform is None or other.transform is None:
            return
        image, shown = self._transform, other.transform
        if (image.height, image.width) != (shown.height, shown.width):
            return
        dx, dy = (self.width() - other.width()) / 2, (self.height() - other.height()) / 2
        self._is_fitted = other._is_fitted
        if shown.panned(dx, dy) != image:
            self._transform = shown.panned(dx, dy)
            self.update()
            self._emit_zoom()

    def one_to_one(self) -> None:
        """Show image pixels as device pixels; the centre stays in place."""
        if self._transform is not None:
            self.zoom(1 / self.devicePixelRatioF() / self._transform.scale)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Scale the image by a factor around a point of the widget, by default its centre."""
        if self._transform is not None:
            place = QPointF(self.rect().center()) if at is None else at
            self._show(self._transform.zoomed(factor, place.x(), place.y()))

    def shift(self, dx: float, dy: float) -> None:
        """Move the image by logical pixels."""
        if self._transform is not None:
            self._show(self._transform.panned(dx, dy))

    def centre_on(self, row: float, col: float) -> None:
        """Move a point of the image to the middle of the widget."""
        if self._transform is not None:
            x, y = self._transform.to_screen(row, col)
            self.shift(self.width() / 2 - x, self.height() / 2 - y)

    def map_to_image(self, place: QPointF) -> tuple[float, float]:
        """Return (row, column) at a point of the widget; integers are pixel centres."""
        if self._transform is None:
            raise ValueError("no image is shown")
        return self._transform.to_image(place.x(), place.y())

    def map_from_image(self, row: float, col: float) -> QPointF:
        """Return the point of the widget at (row, col); inverse of `map_to_image`."""
        if self._transform is None:
            raise ValueError("no image is shown")
        return QPointF(*self._transform.to_screen(row, col))

    def _show(self, transform: ViewTransform, *, is_fitted: bool = False) -> None:
        self._transform = transform.kept_within(self.width(), self.height())
        self._is_fitted = is_fitted
        self.update()
        self._emit_zoom()
        if self.linked is not None:
            self.linked.follow(self)

    def _emit_zoom(self) -> None:
        self.transformed.emit()
        view = self._transform
        zoom = 0.0 if view is None else view.scale * self.devicePixelRatioF()
        if zoom != self._emitted_zoom:
            self._emitted_zoom = zoom
            self.zoomed.emit(zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Refit a fitted image; otherwise keep the centre in place."""
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit()
        elif event.oldSize().isValid():
            grown = event.size() - event.oldSize()
            self.shift(grown.width() / 2, grown.height() / 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        angle = event.angleDelta().y()
        steps = angle / NOTCH / NOTCHES_TO_DOUBLE or event.pixelDelta().y() / PIXELS_TO_DOUBLE
        self.zoom(exp2(steps), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Handle pinch gestures and changes of the device pixel ratio."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._emit_zoom()
        zooms = Qt.NativeGestureType.ZoomNativeGesture
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == zooms:
            self.zoom(1 + event.value(), event.position())
            return True
        return super().event(event)
