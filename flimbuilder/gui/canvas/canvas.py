"""The canvas: shows the image with its overlays and draws markers on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from flimbuilder.gui.canvas.contrast import ContrastButton
from flimbuilder.gui.canvas.gestures import (
    DiskGesture,
    Gesture,
    PanGesture,
    Pointer,
    RadiusGesture,
    SelectGesture,
    StrokeGesture,
)
from flimbuilder.gui.canvas.hud import Corners, Hud, StatePage
from flimbuilder.gui.canvas.marks import Hover, Marks
from flimbuilder.gui.canvas.object_layer import ObjectLayer, region_view
from flimbuilder.gui.canvas.overview import OverviewMap
from flimbuilder.gui.canvas.placeholder import Placeholder
from flimbuilder.gui.canvas.pointing import Modifier, PointingSurface
from flimbuilder.gui.canvas.scale_bar import bar_area, fitting_bar, paint_scale_bar
from flimbuilder.gui.canvas.scene import Scene, paint_grid
from flimbuilder.gui.canvas.surface import NOTCH
from flimbuilder.gui.dialogs.files import FileDropTarget
from flimbuilder.model.tile_grid import Focus
from flimbuilder.project.markers import Point
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["Canvas", "PixelValues"]

WAIT = 150  # ms to keep showing the previous image while the next is read
SOON = 5  # ms between paints that add outlines of objects, for other events
NOTE = 900  # ms to show a note beside the cursor
NARROW = 400.0  # logical pixels of width in which legends and scale bar are not side by side
REACH = 4.0  # logical pixels by which a click may miss a marker


@dataclass(frozen=True)
class PixelValues:
    """The values of a pixel, for the status bar.

    Attributes
    ----------
    row, col : int
    values : tuple of float
        One per channel, in the units of the file.
    class_name : str or None
        Class of the marker on the pixel, if any.
    activation, saliency : float or None
        Values of the selected kernel's activation map and of the saliency map; None if unknown.
    """

    row: int
    col: int
    values: tuple[float, ...]
    class_name: str | None = None
    activation: float | None = None
    saliency: float | None = None


class Canvas(FileDropTarget, PointingSurface):
    """The widget that shows the session's image and draws, selects and moves markers.

    Attributes
    ----------
    session : Session
    linked : Canvas or None
        The canvas of the other pane.
    last_point : tuple of float, or None
        (row, column) where the last marker ended; a stroke with Shift starts there.
    pointed : Signal(object)
        `PixelValues` of the pixel under the pointer; None outside the image.
    relink_requested : Signal()
        The user wants to search for a missing image.
    files_dropped : Signal(object)
        A list of `Path`.
    marker_menu_requested : Signal(QPoint)
        Screen position at which to open the menu of the selected marker.
    """

    linked: "Canvas | None"
    has_scale = True  # bar and overview
    pointed = Signal(object)
    relink_requested = Signal()
    files_dropped = Signal(object)
    marker_menu_requested = Signal(QPoint)

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        make_scene: Callable[..., Scene] = Scene,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Image"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)
        self.setMinimumSize(240, 180)
        self.session = session
        self.last_point: Point | None = None
        self._scene = make_scene(session, self.update, self._on_image_loaded)
        self._marks = Marks(session, self._scene)
        self._objects = ObjectLayer(session)
        self._corners = Corners(session, self._scene, self)
        self._overlays_hidden = False
        self._note: str | None = None
        self._placeholder: Placeholder | None = None  # while an image is read
        self._turned = 0.0  # of the wheel with Ctrl, less whole notches
        self._pixel: tuple[int, int] | None = None
        self._note_timer = _timer(self, NOTE, self._drop_note)
        self._wait_timer = _timer(self, WAIT, self._show_waiting)
        self._outline_timer = _timer(self, SOON, self.update)
        self._make_children()
        self._connect()
        self._on_image_changed()

    @property
    def scene(self) -> Scene:
        """The layers of the image."""
        return self._scene

    def set_overlays_hidden(self, hidden: bool) -> None:
        """Hide or show markers, maps, outlines and legends."""
        if hidden != self._overlays_hidden:
            self._overlays_hidden = hidden
            self.update()
            if self.linked is not None:
                self.linked.set_overlays_hidden(hidden)

    @property
    def overlays_hidden(self) -> bool:
        """True if markers, maps, outlines and legends are hidden."""
        return self._overlays_hidden

    def show_crosshair(self, point: Point | None) -> None:
        """Mark the (row, column) at which the pointer is in the other pane; None for nowhere."""
        for place in (self._marks.crosshair, point):
            if place is not None and self.transform is not None:
                self._update_area(self._marks.crosshair_area(self.transform, place))
        self._marks.crosshair = point

    # GestureTarget

    def preview(self, points: Sequence[Point], *, erase: bool) -> bool:
        """Preview part of a stroke; return True if it covers any pixel of the image."""
        if self._scene.markers is None or self.transform is None:
            return False
        view = self.session.view
        covers = self._scene.markers.preview(points, view.radius, None if erase else view.class_id)
        areas = [self._marks.hover_area(self.transform, Hover(point)) for point in points]
        for before, after in zip(areas, areas[1:] or areas, strict=False):
            self._update_area(before | after)
        return covers

    def clear_preview(self) -> None:
        """Remove the preview of the current stroke."""
        if self._scene.markers is not None:
            self._scene.markers.clear_preview()
            self.update()
            if self.linked is not None:
                self.linked.update()

    def marker_under(self, pointer: Pointer) -> int | None:
        """Return the id of the topmost marker at or within `REACH` of the pointer."""
        if self._scene.markers is None or not self.session.view.show_markers:
            return None
        reach = max(self.image_pixels(REACH), 0.75)
        return self._scene.markers.nearest(*pointer.point, reach)

    def object_under(self, pointer: Pointer) -> int | None:
        """Return the number of the object under the pointer, if objects are being listed."""
        objects = self.session.shown_objects
        if objects.current is None or not objects.is_watched or self._overlays_hidden:
            return None
        return objects.current.at(*pointer.point)

    def show_region(self, top: float, left: float, height: float, width: float) -> None:
        """Zoom to a part of the image, in image pixels, unless it is not shown yet."""
        shown, size = self._scene.shown, (float(self.width()), float(self.height()))
        if shown is not None and shown.id == self.session.view.image and self.transform:
            self._show(region_view(self.transform, (top, left, height, width), size))

    def show_ghost(self, rows: float, cols: float) -> None:
        """Show the outline of the selected marker at an offset in image pixels."""
        self._marks.ghost = (rows, cols)
        self.update()

    def image_pixels(self, length: float) -> float:
        """Convert a length from logical screen pixels to image pixels."""
        return length if self.transform is None else length / self.transform.scale

    # Gestures and pointer

    def _begin(self, pointer: Pointer, modifiers: Modifier, *, pans: bool) -> Gesture | None:
        shown, view = self._scene.shown, self.session.view
        if pans:
            return PanGesture(self, pointer)
        if shown is None or shown.id != view.image:
            return None
        if view.tool == "pan":
            adding = Modifier.ControlModifier | Modifier.ShiftModifier
            return SelectGesture(self, pointer, adds=bool(modifiers & adding))
        # Many window managers keep Alt+drag for themselves.
        if modifiers & (Modifier.AltModifier | Modifier.ControlModifier):
            return RadiusGesture(self, pointer)
        if view.tool == "disk":
            return DiskGesture(self, pointer)
        return StrokeGesture(self, pointer, erase=view.tool == "erase")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor; with Ctrl, change the radius."""
        if not event.modifiers() & Modifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._turned += event.angleDelta().y()
        steps = int(self._turned / NOTCH)
        self._turned -= steps * NOTCH
        if steps:
            self.session.step_radius(steps)
        event.accept()

    def _on_pointer_moved(self, before: Pointer | None, after: Pointer | None) -> None:
        view = self.transform
        if view is not None:
            for pointer in (before, after):
                if pointer is not None:
                    self._update_area(self._marks.hover_area(view, self._hover(pointer)))
        if self._note is not None:
            self.update()
        if self.linked is not None:
            self.linked.show_crosshair(None if after is None else after.point)
        self._report_pixel()
        self._point_at_object()
        self._update_cursor()

    def _point_at_object(self) -> None:
        """Let the session know the object under the pointer of the Select tool."""
        at, selects = self._pointer, self.session.view.tool == "pan" and not self._space
        if self._gesture is None:
            points = at is not None and selects and self.marker_under(at) is None
            hovered = self.object_under(at) if points and at is not None else None
            self.session.update_view(hovered_object=hovered)

    def _hover(self, pointer: Pointer) -> Hover:
        draws = self.session.view.tool != "pan" and not self._space
        if isinstance(self._gesture, RadiusGesture):
            return Hover(self._gesture.centre)
        starts = pointer.straight and self._gesture is None and self.session.view.tool != "disk"
        return Hover(pointer.point, self.last_point if starts and draws else None, draws)

    def _report_pixel(self) -> None:
        pixel = self._pixel_under()
        if pixel != self._pixel:
            self._pixel = pixel
            self.pointed.emit(None if pixel is None else self._pixel_values(*pixel))

    def _refresh_pixel(self) -> None:
        """Report the pixel under the pointer even if the pointer did not move."""
        self._pixel = None
        self._report_pixel()

    def _pixel_under(self) -> tuple[int, int] | None:
        if self._pointer is None or self.transform is None or self._scene.shown is None:
            return None
        row, col = (round(coordinate) for coordinate in self._pointer.point)
        inside = 0 <= row < self.transform.height and 0 <= col < self.transform.width
        return (row, col) if inside else None

    def _pixel_values(self, row: int, col: int) -> PixelValues:
        shown, markers = self._scene.shown, self._scene.markers
        assert shown is not None
        assert markers is not None
        marked = markers.class_at(row, col)
        classes = self.session.document.project.classes
        name = next((entry.name for entry in classes if entry.id == marked), None)
        known = self.session.inspector.value_at(row, col)
        values = tuple(shown.pixels[row, col].tolist())
        return PixelValues(row, col, values, name, *known)

    def _update_cursor(self) -> None:
        shapes = Qt.CursorShape
        if self.transform is None:
            shape = shapes.ArrowCursor
        elif isinstance(self._gesture, PanGesture):
            shape = shapes.ClosedHandCursor
        elif self._space:
            shape = shapes.OpenHandCursor
        elif self.session.view.tool == "pan":
            shape = self._select_cursor()
        else:
            shape = shapes.CrossCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _select_cursor(self) -> Qt.CursorShape:
        hit = None if self._pointer is None else self.marker_under(self._pointer)
        if hit is None:
            on_object = self.session.view.hovered_object is not None
            shapes = Qt.CursorShape
            return shapes.PointingHandCursor if on_object else shapes.OpenHandCursor
        selected = hit == self.session.view.marker
        return Qt.CursorShape.SizeAllCursor if selected else Qt.CursorShape.PointingHandCursor

    # Session changes

    def _make_children(self) -> None:
        self._state = StatePage(self)
        self._state.relink_requested.connect(self.relink_requested)
        self._contrast = ContrastButton(self, self.session)
        self._contrast.chosen.connect(self._scene.set_contrast)
        self._overview = OverviewMap(self)
        self._overview.place_chosen.connect(self.centre_on)
        self.transformed.connect(self._place_overview)
        self.transformed.connect(self._report_part_in_view)

    def _connect(self) -> None:
        session = self.session
        session.document.opened.connect(self._scene.clear_caches)
        session.document.changed.connect(self._on_project_changed)
        session.view_changed.connect(self._on_view_changed)
        session.region_requested.connect(self.show_region)
        session.shown_objects.changed.connect(self._on_objects_changed)
        session.pixels.changed.connect(self._on_image_changed)
        inspector = session.inspector
        inspector.heat_changed.connect(self._scene.load_heat)
        inspector.decoded_changed.connect(self._scene.load_outlines)
        inspector.cards_changed.connect(self._on_cards_changed)
        inspector.heat_changed.connect(self._refresh_pixel)
        inspector.decoded_changed.connect(self._refresh_pixel)
        inspector.cards_changed.connect(self._refresh_pixel)

    def _on_image_changed(self) -> None:
        pixels, view = self.session.pixels, self.session.view
        self._scene.load()
        self._wait_timer.stop()
        if pixels.shown is not None:
            return
        if view.image is None or pixels.problem is not None:
            self._forget_image()
        else:
            self._wait_timer.start()
        if pixels.problem is None:
            self._state.hide()
        else:
            self._state.show_message(pixels.problem, problem=True)

    def _on_image_loaded(self) -> None:
        shown, prepared = self._scene.shown, self._scene.prepared
        assert shown is not None
        assert prepared is not None
        if self.is_drawing and shown.id != self.session.view.image:
            self.cancel_gesture()
        self._wait_timer.stop()
        self._state.hide()
        self._placeholder = None
        height, width, channels = shown.pixels.shape
        self.set_image_size(height, width)
        self._contrast.show_image(channels, prepared, self._scene.contrast)
        self._place_contrast()
        self._place_overview()
        self._report_part_in_view()
        self._refresh_pointer()

    def _forget_image(self) -> None:
        self.cancel_gesture()
        self._placeholder = None
        self._scene.clear()
        self.forget_image()
        self._contrast.hide()
        self._refresh_pointer()

    def _refresh_pointer(self) -> None:
        """Map the pointer to the image that is shown now."""
        at = self._pointer
        place = None if at is None else QPointF(at.x, at.y)
        self._pointer = None if place is None else self._pointer_at(place, Modifier.NoModifier)
        self._pixel = None
        self.pointed.emit(None)
        self._report_pixel()
        self._update_cursor()

    def _show_waiting(self) -> None:
        entries, wanted = self.session.document.project.images, self.session.view.image
        entry = next((entry for entry in entries if entry.id == wanted), None)
        self._forget_image()
        if entry is None:
            return
        height, width, _ = entry.shape
        text = self.tr("Reading {0}, {1} x {2}…").format(entry.name, height, width)
        picture = self.session.thumbnails.get(entry.id)
        if picture is None:
            self._state.show_message(text)
        else:
            self._placeholder = Placeholder(picture, (height, width), text)
            self.update()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        self._scene.load_markers()
        if after.classes != before.classes:
            self._scene.set_colours()
        self._refresh_pixel()

    def _on_view_changed(self, before: View, after: View) -> None:
        if after.image != before.image:
            self.cancel_gesture()
            self.last_point = None
            self._marks.ghost = (0.0, 0.0)
        if _appearance(after) != _appearance(before):
            self._scene.set_colours()
        self._scene.load_heat()
        self._scene.load_outlines()
        self._place_overview()
        if after.radius != before.radius and self._pointer is not None:
            self._show_note(self.tr("Radius {} px").format(f"{after.radius:g}"))
        self._update_cursor()
        self.update()

    def _on_cards_changed(self) -> None:
        if self.session.view.hovered is not None:
            self.update()

    def _on_objects_changed(self) -> None:
        self._point_at_object()
        self.update()

    def _show_note(self, text: str) -> None:
        self._note = text
        self._note_timer.start()
        self.update()

    def _drop_note(self) -> None:
        self._note = None
        self.update()

    # Painting and layout

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the image, its overlays and the text over them."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().dark())
        view = self.transform
        if self._placeholder is not None:
            self._placeholder.paint(painter, self.width(), self.height())
            Hud(painter, QRectF(self.rect()), self.palette()).badge(self._placeholder.text)
        elif view is not None:
            size = (float(self.width()), float(self.height()))
            self._scene.paint_image(painter, view, self.devicePixelRatioF())
            paint_grid(painter, view, size)
            if not self._overlays_hidden:
                self._scene.paint_overlays(painter, view, self.devicePixelRatioF(), size)
                self._paint_marks(painter)
            self._paint_text(painter, event.rect())
        painter.end()

    def _paint_marks(self, painter: QPainter) -> None:
        view = self.transform
        assert view is not None
        shown, size = self._scene.shown, (float(self.width()), float(self.height()))
        if shown is not None and self._objects.draw(painter, view, shown.id, size):
            self._outline_timer.start()
        self._marks.paint_selection(painter, view)
        self._marks.paint_origin(painter, view)
        self._marks.paint_crosshair(painter, view)
        if self._pointer is not None:
            self._marks.paint_hover(painter, view, self._hover(self._pointer))

    def _paint_text(self, painter: QPainter, dirty: QRect) -> None:
        assert self.transform is not None
        area = QRectF(self.rect())
        self.paint_corners(painter, area, self.transform.scale, QRectF(dirty))
        if self._note is not None and self._pointer is not None:
            place = QPointF(self._pointer.x, self._pointer.y)
            Hud(painter, area, self.palette()).note(self._note, place)

    def paint_corners(
        self, painter: QPainter, area: QRectF, scale: float, dirty: QRectF | None = None
    ) -> None:
        """Paint legends, badges and scale bar in the corners of an area of this scale.

        `dirty` is the part that needs paint; None for all of it.
        """
        if self._overlays_hidden:
            return
        hud, shown = Hud(painter, area, self.palette()), self._scene.shown
        self._corners.paint(hud, self._marks.origin())
        if area.width() < NARROW:  # no room beside the legends
            area = QRectF(area.topLeft(), QPointF(area.right(), hud.bottom))
        if dirty is not None and not dirty.intersects(bar_area(area)):
            return
        if self.has_scale and self.session.view.show_scale_bar and shown is not None:
            size = self.session.document.project.pixel_size_of(shown.id)
            paint_scale_bar(painter, fitting_bar(scale, size), area)

    def _update_area(self, area: QRectF) -> None:
        self.update(area.toAlignedRect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the child widgets."""
        super().resizeEvent(event)
        self._state.setGeometry(self.rect())
        self._place_contrast()

    def _place_contrast(self) -> None:
        self._contrast.adjustSize()  # a hidden button has no final size
        self._contrast.move(QPoint(self.width() - self._contrast.width() - 8, 8))

    def _report_part_in_view(self) -> None:
        """Let the session compute the part of a large image that is in view first."""
        view, shown = self.transform, self._scene.shown
        if view is not None and shown is not None:
            part = view.visible(float(self.width()), float(self.height()))
            self.session.inspector.focus_on(shown.id, Focus(*map(float, part)))

    def _place_overview(self) -> None:
        view = self.session.view
        shows = self.has_scale and view.show_overview and self.width() >= NARROW
        self._overview.show_view(self.transform if shows else None, self._scene.prepared)
        below = 44 if view.show_scale_bar else 12  # logical pixels
        right, bottom = self.width() - 12, self.height() - below
        self._overview.move(right - self._overview.width(), bottom - self._overview.height())

    # Context menu and dropped files

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Select the marker under the pointer and request its menu."""
        pointer = self._pointer_at(QPointF(event.pos()), event.modifiers())
        hit = None if pointer is None or self.is_drawing else self.marker_under(pointer)
        if hit is not None:
            self.session.update_view(marker=hit)
            self.marker_menu_requested.emit(event.globalPos())
        event.accept()

    def _take_files(self, paths: list[Path]) -> None:
        self.files_dropped.emit(paths)


def _timer(parent: Canvas, interval: int, call: Callable[[], None]) -> QTimer:
    timer = QTimer(parent, interval=interval, singleShot=True)
    timer.timeout.connect(call)
    return timer


def _appearance(view: View) -> tuple[float, str, bool]:
    return view.opacity, view.colour_map, view.fill_mask
