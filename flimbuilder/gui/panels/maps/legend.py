"""The legend of a map's colours."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from flimbuilder.explain.maps.colours import PointColours
from flimbuilder.gui.language import translated
from flimbuilder.imaging.colour_maps import colour_map

__all__ = ["ColourLegend"]

DOT, SPACE = 9.0, 6.0
BAR_HEIGHT = 9.0
STOPS = 17


class ColourLegend(QWidget):
    """Shows what colours stand for: a list of names, or a scale of numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapLegend")
        self._colours: PointColours | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_colours(self, colours: PointColours | None) -> None:
        """Show other colours; None for nothing."""
        self._colours = colours
        texts = [] if colours is None else [text for text, _ in colours.legend]
        if colours is not None and colours.low is not None and colours.high is not None:
            texts.append(f"{colours.low:.3g} … {colours.high:.3g}")
        self.setAccessibleName(
            "" if colours is None else f"{translated(colours.title)}: {', '.join(texts)}"
        )
        self.setToolTip("\n".join(texts))
        self.updateGeometry()
        self.update()

    @property
    def _line(self) -> float:
        return self.fontMetrics().height() + 2.0

    @property
    def _n_lines(self) -> float:
        colours = self._colours
        if colours is None:
            return 0.0
        has_scale = colours.low is not None
        return len(colours.legend) + bool(colours.more) + 2 * has_scale

    def sizeHint(self) -> QSize:
        """Return the height of all entries."""
        return QSize(120, round(self._n_lines * self._line))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the entries."""
        colours = self._colours
        if colours is None:
            return
        painter, top = QPainter(self), 0.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if colours.low is not None and colours.high is not None:
            top = self._paint_scale(painter, colours.low, colours.high)
        for text, colour in colours.legend:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            middle = top + self._line / 2
            painter.drawEllipse(QPointF(DOT / 2 + 1, middle), DOT / 2, DOT / 2)
            self._write(painter, DOT + SPACE, top, text)
            top += self._line
        if colours.more:
            self._write(painter, DOT + SPACE, top, self.tr("and {0} more").format(colours.more))
        painter.end()

    def _paint_scale(self, painter: QPainter, low: float, high: float) -> float:
        table, width = colour_map("viridis"), min(self.width() - 2.0, 160.0)
        area = QRectF(1, (self._line - BAR_HEIGHT) / 2, width, BAR_HEIGHT)
        gradient = QLinearGradient(area.topLeft(), area.topRight())
        for step in range(STOPS):
            share = step / (STOPS - 1)
            gradient.setColorAt(share, QColor(*table[round(255 * share)].tolist()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(area, 2, 2)
        painter.setPen(self.palette().windowText().color())
        line = QRectF(1, self._line, width, self._line)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, f"{low:.3g}")
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, f"{high:.3g}")
        return 2 * self._line

    def _write(self, painter: QPainter, left: float, top: float, text: str) -> None:
        painter.setPen(self.palette().windowText().color())
        room = QRectF(left, top, self.width() - left, self._line)
        middle = Qt.TextElideMode.ElideMiddle
        shown = self.fontMetrics().elidedText(text, middle, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
