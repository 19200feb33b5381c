"""Rings on the image where the next markers are suggested, with numbers and class colours."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from flimbuilder.gui.canvas.pens import casing_of, cosmetic, draw_twice
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.colours import class_colours
from flimbuilder.session.session import Session

__all__ = ["SuggestionRings"]

SMALLEST = 7.0  # logical pixels of a ring's radius
PLATE = 8.5  # logical pixels of the radius of a number's plate
WIDTH, CHOSEN_WIDTH = 1.5, 3.0
LIGHT_TEXT = 0.55  # lightness of a plate below which its number is white
UNKNOWN = QColor("#d0d0d0")  # of a place whose class is not known


class SuggestionRings:
    """Paints the suggested places of the session, and finds the one under the pointer.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def paint(self, painter: QPainter, view: ViewTransform, image: str) -> None:
        """Paint the places on an image, the chosen one last and thicker."""
        suggestions, chosen = self._session.suggestions, self._session.view.suggestion
        places = {
            number: place for number, place in suggestions.places.items() if place.image == image
        }
        colours = class_colours(self._session.document.project.classes)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in sorted(places, key=lambda number: (number == chosen, number)):
            class_id = suggestions.class_of(number)
            colour = UNKNOWN if class_id is None else colours[class_id]
            self._paint_ring(painter, view, number, colour, class_id is not None, number == chosen)
        painter.restore()

    def under(self, view: ViewTransform, x: float, y: float, *, inside: bool) -> int | None:
        """Return the number of the place at a position in logical pixels, or None.

        Parameters
        ----------
        view : ViewTransform
        x, y : float
        inside : bool
            True to find a place by its whole ring; False by the plate of its number alone.
        """
        at = QPointF(x, y)
        shown = self._session.view.image
        found = []
        for number, place in self._session.suggestions.places.items():
            if place.image != shown:
                continue
            middle, radius = self._circle(view, number)
            plate = _length(at - _plate(middle, radius))
            distance = _length(at - middle)
            if plate <= PLATE or (inside and distance <= radius):
                found.append((min(plate, distance), number))
        return min(found)[1] if found else None

    def _circle(self, view: ViewTransform, number: int) -> tuple[QPointF, float]:
        place = self._session.suggestions.places[number]
        middle = QPointF(*view.to_screen(place.row, place.col))
        return middle, max(place.radius * view.scale, SMALLEST)

    def _paint_ring(
        self,
        painter: QPainter,
        view: ViewTransform,
        number: int,
        colour: QColor,
        is_known: bool,
        is_chosen: bool,
    ) -> None:
        middle, radius = self._circle(view, number)
        style = Qt.PenStyle.SolidLine if is_known else Qt.PenStyle.DashLine
        pen = cosmetic(colour, CHOSEN_WIDTH if is_chosen else WIDTH, style)
        draw_twice(painter, pen, lambda: painter.drawEllipse(middle, radius, radius))
        centre = _plate(middle, radius)
        painter.setPen(cosmetic(casing_of(colour), 2.0 if is_chosen else 1.0))
        painter.setBrush(colour)
        painter.drawEllipse(centre, PLATE, PLATE)
        font = QFont(painter.font())
        font.setBold(True)
        _fit(font, str(number))
        painter.setFont(font)
        is_dark = colour.lightnessF() < LIGHT_TEXT
        painter.setPen(Qt.GlobalColor.white if is_dark else Qt.GlobalColor.black)
        plate = QRectF(centre.x() - PLATE, centre.y() - PLATE, 2 * PLATE, 2 * PLATE)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, str(number))


def _plate(middle: QPointF, radius: float) -> QPointF:
    """Return the middle of a number's plate, at the upper right of its ring."""
    reach = (radius + PLATE / 2) * 0.7071
    return middle + QPointF(reach, -reach)


def _length(vector: QPointF) -> float:
    return float((vector.x() ** 2 + vector.y() ** 2) ** 0.5)


def _fit(font: QFont, text: str) -> None:
    """Shrink a font until a text fits on a plate."""
    size = 9.0
    font.setPointSizeF(size)
    while size > 5 and QFontMetricsF(font).horizontalAdvance(text) > 1.6 * PLATE:
        size -= 0.5
        font.setPointSizeF(size)
