"""The outline of the tissue over the image."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from flimbuilder.gui.canvas.pens import cosmetic, draw_twice
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.colours import TISSUE
from flimbuilder.session.session import Session
from flimbuilder.session.slide import ShownTissue
from flimbuilder.session.view import View

__all__ = ["TissueLayer"]

WATCHER = "canvas"  # both canvases are one, since the second may go at any time


class TissueLayer:
    """Paints the tissue of the shown image while the view shows it.

    Parameters
    ----------
    session : Session
    changed : callable
        Called when the outline needs paint.
    """

    def __init__(self, session: Session, changed: Callable[[], None]) -> None:
        self._session, self._changed = session, changed
        self._tissue: ShownTissue | None = None
        self._rings: list[tuple[QRectF, QPainterPath]] = []
        session.view_changed.connect(self._on_view_changed)
        session.slide.changed.connect(self._on_slide_changed)
        self._on_slide_changed()

    def paint(self, painter: QPainter, view: ViewTransform, image: str) -> None:
        """Paint the rings of an image that are in view."""
        tissue = self._tissue
        if tissue is None or tissue.image != image or not self._session.view.show_tissue:
            return
        painter.save()
        seen = painter.viewport()
        painter.translate(view.x, view.y)
        painter.scale(view.scale, view.scale)
        part = QRectF(seen).translated(-view.x, -view.y)
        part = QRectF(
            part.x() / view.scale, part.y() / view.scale,
            part.width() / view.scale, part.height() / view.scale,
        )  # fmt: skip
        inside = QPainterPath()
        for bounds, ring in self._rings:
            if bounds.intersects(part):
                inside.addPath(ring)
        draw_twice(painter, cosmetic(TISSUE), lambda: painter.drawPath(inside))
        painter.restore()

    def _on_view_changed(self, before: View, after: View) -> None:
        if before.show_tissue == after.show_tissue:
            return
        if after.show_tissue:
            self._session.slide.watch(WATCHER)
        else:
            self._session.slide.unwatch(WATCHER)
        self._changed()

    def _on_slide_changed(self) -> None:
        tissue = self._session.slide.tissue
        if tissue is self._tissue:
            return
        self._tissue, self._rings = tissue, []
        for ring in () if tissue is None else tissue.rings:
            path = QPainterPath()
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring.tolist()]))
            path.closeSubpath()
            self._rings.append((path.boundingRect(), path))
        if self._session.view.show_tissue:
            self._changed()
