"""A surface on which markers are drawn, selected and moved."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from flimbuilder.gui.canvas.gestures import (
    ChooseGesture,
    DiskGesture,
    Gesture,
    PanGesture,
    Pointer,
    RadiusGesture,
    SelectGesture,
    StrokeGesture,
)
from flimbuilder.gui.canvas.marks import Hover, Marks
from flimbuilder.gui.canvas.pointing import Modifier, PointingSurface
from flimbuilder.gui.canvas.region_gesture import RegionGesture
from flimbuilder.gui.canvas.scene import Scene
from flimbuilder.gui.canvas.suggestion_rings import SuggestionRings
from flimbuilder.gui.canvas.surface import NOTCH
from flimbuilder.project.markers import Point
from flimbuilder.session.explained_place import clipped_place, place_centre, shifted_place
from flimbuilder.session.session import Session
from flimbuilder.session.view import ExplainedPlace

__all__ = ["DrawingSurface"]

REACH = 4.0  # logical pixels by which a click may miss a marker
ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}  # (rows, columns)
LONG_STEP = 10  # pixels by which an arrow moves with Shift


class DrawingSurface(PointingSurface):
    """Base class of the canvas: the target of its gestures; the subclass paints the scene.

    Attributes
    ----------
    session : Session
    linked : DrawingSurface or None
        The canvas of the other pane.
    last_point : tuple of float, or None
        (row, column) of the end of the last marker; a stroke with Shift starts there.
    marker_menu_requested : Signal(QPoint)
        Screen position at which to open the menu of the selected marker.
    """

    linked: "DrawingSurface | None"
    marker_menu_requested = Signal(QPoint)

    def __init__(
        self,
        session: Session,
        parent: QWidget | None,
        make_scene: Callable[..., Scene],
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.last_point: Point | None = None
        self._scene = make_scene(session, self.update, self._on_image_loaded)
        self._marks = Marks(session, self._scene)
        self._rings = SuggestionRings(session)
        self._overlays_hidden = False
        self._turned = 0.0  # of the wheel with Ctrl, less whole notches

    @abstractmethod
    def _on_image_loaded(self) -> None:
        """React to another image or contrast of the scene."""

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

    def suggestion_under(self, pointer: Pointer) -> int | None:
        """Return the number of the suggestion under the pointer.

        Tools that draw find it by its number alone, so that they can draw inside its ring.
        """
        if self.transform is None or self._overlays_hidden:
            return None
        inside = self.session.view.tool == "pan"
        return self._rings.under(self.transform, pointer.x, pointer.y, inside=inside)

    def show_ghost(self, rows: float, cols: float) -> None:
        """Show the outline of the selected marker at an offset in image pixels."""
        self._marks.ghost = (rows, cols)
        self.update()

    def show_outline(self, points: Sequence[Point]) -> None:
        """Show the outline of a region that is being drawn; none for no points."""
        self._marks.outline = points
        self.update()

    def explain(self, points: Sequence[Point]) -> None:
        """Choose the pixel or the region that is explained; a click outside chooses none."""
        shown, view = self._scene.shown, self.transform
        if shown is not None and view is not None:
            inside = clipped_place(points, (view.height, view.width))
            place = None if inside is None else ExplainedPlace(shown.id, inside)
            self.session.update_view(explained=place)

    def explain_middle(self) -> None:
        """Explain the pixel in the middle of the visible part of the image."""
        if self.transform is not None:
            top, bottom, left, right = self.transform.visible(self.width(), self.height())
            self.explain([((top + bottom - 1) // 2, (left + right - 1) // 2)])

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
        suggestion = self.suggestion_under(pointer)
        if suggestion is not None:
            return ChooseGesture(partial(self.session.update_view, suggestion=suggestion))
        return self._begin_tool(pointer, modifiers)

    def _begin_tool(self, pointer: Pointer, modifiers: Modifier) -> Gesture:
        """Begin what the tool does."""
        view = self.session.view
        if self._selects_patches(modifiers):
            adds = bool(modifiers & Modifier.ControlModifier)
            return RegionGesture(self, pointer, partial(self._select_patches, adds=adds))
        if view.tool == "why":
            return RegionGesture(self, pointer, self.explain)
        if view.tool == "pan":
            adding = Modifier.ControlModifier | Modifier.ShiftModifier
            return SelectGesture(self, pointer, adds=bool(modifiers & adding))
        # Many window managers keep Alt+drag for themselves.
        if modifiers & (Modifier.AltModifier | Modifier.ControlModifier):
            return RadiusGesture(self, pointer)
        erases, is_disk = view.tool == "erase", view.tool == "disk"
        return (
            DiskGesture(self, pointer) if is_disk else StrokeGesture(self, pointer, erase=erases)
        )

    def _selects_patches(self, modifiers: Modifier) -> bool:
        """Return True if a drag with Alt and Shift selects patches of the map that is shown."""
        wanted = Modifier.AltModifier | Modifier.ShiftModifier
        return self.session.maps.takes_patches and modifiers & wanted == wanted

    def _select_patches(self, points: Sequence[Point], *, adds: bool) -> None:
        shown = self._scene.shown
        if shown is not None:
            self.session.maps.select_on_image(shown.id, points, adds=adds)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move what is explained by the arrows; Return explains the middle, Escape nothing.

        Before that, Return accepts a suggestion, and Escape dismisses a preview.
        """
        step, is_idle = ARROWS.get(event.key()), self._gesture is None
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        explains = self.session.view.tool == "why" and self.transform is not None
        is_escape = event.key() == Qt.Key.Key_Escape
        if is_return and is_idle and self.session.suggestions.chosen:
            self.session.accept_suggestion()
        elif is_escape and is_idle and self.session.preview.asked is not None:
            self.session.preview.dismiss()
        elif not explains or not is_idle:
            super().keyPressEvent(event)
        elif step is not None:
            is_long = event.modifiers() & Modifier.ShiftModifier
            self._move_explained(*step, LONG_STEP if is_long else 1)
        elif is_return:
            self.explain_middle()
        elif is_escape:
            self.session.update_view(explained=None)
        else:
            super().keyPressEvent(event)

    def _move_explained(self, rows: int, cols: int, length: int) -> None:
        """Move what is explained, and keep it in view."""
        place, view, shown = self.session.view.explained, self.transform, self._scene.shown
        if view is None or shown is None:
            return
        if place is None or place.image != shown.id:
            self.explain_middle()
            return
        size = view.height, view.width
        moved = shifted_place(place.points, rows * length, cols * length, size)
        self.session.update_view(explained=ExplainedPlace(shown.id, moved))
        centre = place_centre(moved)
        if not self.rect().contains(self.map_from_image(*centre).toPoint()):
            self.centre_on(*centre)

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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Select the marker under the pointer and request its menu."""
        pointer = self._pointer_at(QPointF(event.pos()), event.modifiers())
        hit = None if pointer is None or self.is_drawing else self.marker_under(pointer)
        if hit is not None:
            self.session.update_view(marker=hit)
            self.marker_menu_requested.emit(event.globalPos())
        event.accept()

    def _on_pointer_moved(self, before: Pointer | None, after: Pointer | None) -> None:
        view = self.transform
        if view is not None:
            for pointer in (before, after):
                if pointer is not None:
                    self._update_area(self._marks.hover_area(view, self._hover(pointer)))
        if self.linked is not None:
            self.linked.show_crosshair(None if after is None else after.point)
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
        draws = self.session.view.tool not in ("pan", "why") and not self._space
        if isinstance(self._gesture, RadiusGesture):
            return Hover(self._gesture.centre)
        starts = pointer.straight and self._gesture is None and self.session.view.tool != "disk"
        return Hover(pointer.point, self.last_point if starts and draws else None, draws)

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
        if self._pointer is not None and self.suggestion_under(self._pointer) is not None:
            return Qt.CursorShape.PointingHandCursor
        hit = None if self._pointer is None else self.marker_under(self._pointer)
        if hit is None:
            on_object = self.session.view.hovered_object is not None
            shapes = Qt.CursorShape
            return shapes.PointingHandCursor if on_object else shapes.OpenHandCursor
        selected = hit == self.session.view.marker
        return Qt.CursorShape.SizeAllCursor if selected else Qt.CursorShape.PointingHandCursor

    def _update_area(self, area: QRectF) -> None:
        self.update(area.toAlignedRect())
