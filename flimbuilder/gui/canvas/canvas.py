"""The canvas: shows the image with its overlays and draws markers on it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from flimbuilder.gui.canvas.contrast import ContrastButton
from flimbuilder.gui.canvas.drawing import DrawingSurface
from flimbuilder.gui.canvas.gestures import Pointer
from flimbuilder.gui.canvas.hud import Corners, Hud, StatePage
from flimbuilder.gui.canvas.object_layer import ObjectLayer, region_view
from flimbuilder.gui.canvas.overview import OverviewMap
from flimbuilder.gui.canvas.patch_marks import PatchMarks
from flimbuilder.gui.canvas.placeholder import Placeholder
from flimbuilder.gui.canvas.pointing import Modifier
from flimbuilder.gui.canvas.readout import pixel_values, read_pixel
from flimbuilder.gui.canvas.scale_bar import (
    BAR_MARGIN,
    LONGEST,
    SHORTEST,
    bar_area,
    fitting_bar,
    paint_scale_bar,
)
from flimbuilder.gui.canvas.scene import Scene, paint_grid
from flimbuilder.gui.canvas.tissue_layer import TissueLayer
from flimbuilder.gui.dialogs.files import FileDropTarget
from flimbuilder.gui.language import translated
from flimbuilder.model.tile_grid import Focus
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["Canvas"]

WAIT = 150  # ms to keep showing the previous image while the next is read
SOON = 5  # ms between paints that add outlines of objects, for other events
NOTE = 900  # ms to show a note beside the cursor
EDGE = 6  # logical pixels from the border of the canvas within which a place is out of view
NARROW = 400.0  # logical pixels of width in which there is no room for the overview


class Canvas(FileDropTarget, DrawingSurface):
    """The widget that shows the session's image and draws, selects and moves markers.

    Attributes
    ----------
    pointed : Signal(object)
        `PixelValues` of the pixel under the pointer; None outside the image.
    relink_requested : Signal()
        The user wants to search for a missing image.
    files_dropped : Signal(object)
        A list of `Path`.
    """

    has_scale = True  # bar and overview
    pointed = Signal(object)
    relink_requested = Signal()
    files_dropped = Signal(object)

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        make_scene: Callable[..., Scene] = Scene,
    ) -> None:
        super().__init__(session, parent, make_scene)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Image"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)
        self.setMinimumSize(240, 180)
        self._patch_marks = PatchMarks(session)
        self._objects = ObjectLayer(session)
        self._tissue = TissueLayer(session, self.update)
        self._corners = Corners(session, self._scene, self)
        self._note: str | None = None
        self._placeholder: Placeholder | None = None  # while an image is read
        self._awaited_region: tuple[str, tuple[float, float, float, float]] | None = None
        self._pixel: tuple[int, int] | None = None
        self._note_timer = _timer(self, NOTE, self._drop_note)
        self._wait_timer = _timer(self, WAIT, self._show_waiting)
        self._outline_timer = _timer(self, SOON, self.update)
        self._make_children()
        self._connect()
        self._on_image_changed()

    def show_region(self, top: float, left: float, height: float, width: float) -> None:
        """Zoom to a part of the image, in image pixels, at once or when it is read."""
        shown, size = self._scene.shown, (float(self.width()), float(self.height()))
        self._awaited_region = None
        if shown is not None and shown.id == self.session.view.image and self.transform:
            self._show(region_view(self.transform, (top, left, height, width), size))
        elif self.session.view.image is not None:
            self._awaited_region = self.session.view.image, (top, left, height, width)

    def show_place(self, row: float, col: float) -> None:
        """Move the image if a pixel is not in view, or at its border."""
        if self.transform is not None:
            inner = self.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
            if not inner.contains(self.map_from_image(row, col).toPoint()):
                self.centre_on(row, col)

    def _on_pointer_moved(self, before: Pointer | None, after: Pointer | None) -> None:
        super()._on_pointer_moved(before, after)
        if self._note is not None:
            self.update()
        self._report_pixel()

    def _report_pixel(self) -> None:
        pixel = self._pixel_under()
        if pixel != self._pixel:
            self._pixel = pixel
            self.pointed.emit(
                None if pixel is None else pixel_values(self.session, self._scene, *pixel)
            )
            if pixel is not None:
                read_pixel(self.session, self._scene, *pixel, self._refresh_pixel)

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
        session.place_requested.connect(self.show_place)
        session.shown_objects.changed.connect(self._on_objects_changed)
        session.suggestions.changed.connect(self._repaint)
        session.maps.changed.connect(self._repaint)
        session.pixels.changed.connect(self._on_image_changed)
        inspector = session.inspector
        inspector.heat_changed.connect(self._scene.load_heat)
        inspector.decoded_changed.connect(self._scene.load_outlines)
        inspector.cards_changed.connect(self._on_cards_changed)
        session.preview.changed.connect(self._on_preview_changed)
        session.attributions.changed.connect(self._scene.load_heat)
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
            self._state.show_message(translated(pixels.problem), problem=True)

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
        if self._awaited_region is not None and self._awaited_region[0] == shown.id:
            self.show_region(*self._awaited_region[1])
        self._show_patch()
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
            self.last_point = self._awaited_region = None
            self._marks.ghost = (0.0, 0.0)
        if _appearance(after) != _appearance(before):
            self._scene.set_colours()
        self._scene.load_heat()
        self._scene.load_outlines()
        self._place_overview()
        if after.radius != before.radius and self._pointer is not None:
            self._show_note(self.tr("Radius {} px").format(f"{after.radius:g}"))
        if after.patches != before.patches:
            self._show_patch()
        self._update_cursor()
        self.update()

    def _show_patch(self) -> None:
        """Bring the selected patch of a map into view, if it is one on this image."""
        shown, patches = self._scene.shown, self.session.view.patches
        patch = next(iter(patches)) if len(patches) == 1 else None
        if patch is None or shown is None or patch.image != shown.id or self.transform is None:
            return
        if not self.rect().contains(self.map_from_image(patch.row, patch.col).toPoint()):
            self.centre_on(patch.row, patch.col)

    def _on_cards_changed(self) -> None:
        if self.session.view.hovered is not None:
            self.update()

    def _on_preview_changed(self) -> None:
        self._scene.load_heat()
        self._scene.load_outlines()
        self.update()

    def _on_objects_changed(self) -> None:
        self._point_at_object()
        self.update()

    def _repaint(self) -> None:
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
        if shown is not None:
            self._tissue.paint(painter, view, shown.id)
        if shown is not None and self._objects.draw(painter, view, shown.id, size):
            self._outline_timer.start()
        self._marks.paint_selection(painter, view)
        self._marks.paint_origin(painter, view)
        self._marks.paint_crosshair(painter, view)
        self._marks.paint_explained(painter, view)
        if shown is not None:
            self._patch_marks.paint(painter, view, shown.id)
            self._rings.paint(painter, view, shown.id)
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
        longest = min(LONGEST, area.right() - hud.right - 2 * BAR_MARGIN)
        if longest < SHORTEST:  # no room beside the legends
            area, longest = QRectF(area.topLeft(), QPointF(area.right(), hud.bottom)), LONGEST
        if dirty is not None and not dirty.intersects(bar_area(area)):
            return
        if self.has_scale and self.session.view.show_scale_bar and shown is not None:
            size = self.session.document.project.pixel_size_of(shown.id)
            paint_scale_bar(painter, fitting_bar(scale, size, longest), area)

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
            size = float(self.width()), float(self.height())
            self._scene.set_view(view, self.devicePixelRatioF(), size)
            part = view.visible(*size)
            self.session.inspector.focus_on(shown.id, Focus(*map(float, part)))

    def _place_overview(self) -> None:
        view = self.session.view
        shows = self.has_scale and view.show_overview and self.width() >= NARROW
        self._overview.show_view(self.transform if shows else None, self._scene.prepared)
        below = 44 if view.show_scale_bar else 12  # logical pixels
        right, bottom = self.width() - 12, self.height() - below
        self._overview.move(right - self._overview.width(), bottom - self._overview.height())

    def _take_files(self, paths: list[Path]) -> None:
        self.files_dropped.emit(paths)


def _timer(parent: Canvas, interval: int, call: Callable[[], None]) -> QTimer:
    timer = QTimer(parent, interval=interval, singleShot=True)
    timer.timeout.connect(call)
    return timer


def _appearance(view: View) -> tuple[float, str, bool]:
    return view.opacity, view.colour_map, view.fill_mask
