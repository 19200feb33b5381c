"""Marks of the patches that are selected in a map, while the map is seen."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from flimbuilder.gui.canvas.pens import casing_of, cosmetic, draw_crosshair, draw_field
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.colours import ATTENTION
from flimbuilder.session.session import Session

__all__ = ["PatchMarks"]

SIZE, CASING = 4.0, 7.0  # px: diameter of a dot, and of its casing


class PatchMarks:
    """Paints a dot on each selected patch of an image, and the receptive field of a single one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def paint(self, painter: QPainter, view: ViewTransform, image: str) -> None:
        """Paint the patches of the image with an id."""
        if not self._session.maps.is_watched:
            return
        patches = self._session.view.patches
        found = [(patch.row, patch.col) for patch in patches if patch.image == image]
        if not found:
            return
        if len(patches) == 1:
            place = (float(found[0][0]), float(found[0][1]))
            draw_field(painter, view, place, self._field, cosmetic(ATTENTION))
            draw_crosshair(painter, view, place, cosmetic(ATTENTION))
            return
        places = [QPointF(*view.to_screen(float(row), float(col))) for row, col in found]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, size in ((casing_of(ATTENTION), CASING), (QColor(ATTENTION), SIZE)):
            pen = cosmetic(colour, size * painter.device().devicePixelRatioF())
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints(places)
        painter.restore()

    @property
    def _field(self) -> int:
        """Side of the receptive field of the view's block, in pixels."""
        built, block = self._session.builder.current, self._session.view.block
        if built is None or not 1 <= block <= len(built.model.document.blocks):
            return 1
        return built.model.document.blocks[block - 1].receptive_field
