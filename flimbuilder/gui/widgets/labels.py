"""Labels: headings, notes, faults, and the text of an empty list."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QSizePolicy, QWidget

from flimbuilder.gui.language import translated
from flimbuilder.gui.theme import TINTS, tinted

__all__ = [
    "ElidedLabel",
    "EmptyText",
    "FaultLine",
    "fault_colour",
    "grouped",
    "heading",
    "muted",
    "note",
    "paint_warning",
    "scaled",
]

ICON_SIDE = 14  # px


def grouped(number: int) -> str:
    """Format a number with a narrow space between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def heading(text: str = "") -> QLabel:
    """Return a bold label."""
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def muted(name: str) -> QLabel:
    """Return a muted label of plain text, by its object name."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)  # names of files and classes may look like HTML
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def note(name: str) -> QLabel:
    """Return a muted label that wraps its text, by its object name."""
    label = muted(name)
    label.setWordWrap(True)
    label.setMinimumWidth(1)  # a long path must not widen the panel
    return label


def scaled(font: QFont, factor: float, *, minimum: float = 0.0) -> QFont:
    """Scale a font, but not below `minimum` points.

    Fonts whose size is given in pixels are returned unchanged.
    """
    other = QFont(font)
    if font.pointSizeF() > 0:
        other.setPointSizeF(max(font.pointSizeF() * factor, minimum))
    return other


def fault_colour(palette: QPalette) -> QColor:
    """Return a red that is readable on the palette's window colour (contrast of at least 4.5)."""
    return _tint(palette, "error")


def paint_warning(
    painter: QPainter, circle: QRectF, palette: QPalette, colour: QColor | None = None
) -> None:
    """Paint a circled exclamation mark, in the colour of warnings if none is given."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_tint(palette, "warning") if colour is None else colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(circle)
    font = scaled(painter.font(), 0.8, minimum=6.0)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, "!")
    painter.restore()


def _tint(palette: QPalette, kind: str) -> QColor:
    is_dark = palette.color(QPalette.ColorRole.Window).lightnessF() < 0.5
    return QColor(TINTS[kind][is_dark])


class ElidedLabel(QLabel):
    """A line of plain text that is cut to its width, and asks for none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the beginning of the text that fits."""
        painter, elide = QPainter(self), Qt.TextElideMode.ElideRight
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), elide, self.width())
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), left, shown)
        painter.end()


class FaultLine(QWidget):
    """A line with an icon that describes a fault; hidden if there is none.

    Parameters
    ----------
    name : str
        Object name.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon, self._text = QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(4)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        self._update_colours()
        self.hide()

    def text(self) -> str:
        """Return the fault; empty if there is none."""
        return self._text.text()

    def show_fault(self, text: str) -> None:
        """Show a fault in the language of the window; hide the line if the text is empty."""
        shown = translated(text)
        self._text.setText(shown)
        self.setAccessibleName(shown)
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Update the colours when the theme changes."""
        if event.type() == QEvent.Type.PaletteChange:
            self._update_colours()
        super().changeEvent(event)

    def _update_colours(self) -> None:
        colour = fault_colour(self.palette())
        palette = self._text.palette()
        if palette.color(QPalette.ColorRole.WindowText) == colour:
            return
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self._text.setPalette(palette)
        symbol = tinted("alert-circle-outline", "error")
        self._icon.setPixmap(symbol.pixmap(ICON_SIDE, ICON_SIDE))


class EmptyText(QLabel):
    """A text in the middle of an empty view; mouse events pass through it.

    Parameters
    ----------
    view : QAbstractItemView
        The view, with its model set.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setContentsMargins(12, 12, 12, 12)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.viewport().installEventFilter(self)
        model = view.model()
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._update_visibility)
        self._update_visibility()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the view."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._view.viewport().rect())
        return super().eventFilter(watched, event)

    def _update_visibility(self) -> None:
        self.setVisible(self._view.model().rowCount() == 0)
