"""Text over the canvas: legends, colour bar, badges, notes, and the page without an image."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QLinearGradient, QPainter, QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from flimbuilder.gui.canvas.pens import cosmetic, draw_twice
from flimbuilder.gui.canvas.scene import Scene
from flimbuilder.gui.colours import FALSE, LEFT_OUT, MISSED, REFERENCE, TISSUE
from flimbuilder.gui.language import translated
from flimbuilder.imaging.colour_maps import ColourMapName, colour_map, signed_colours
from flimbuilder.project.project import BACKGROUND
from flimbuilder.session.results import HeatMap, KernelCard
from flimbuilder.session.session import Session

__all__ = ["ColourBar", "Corners", "Hud", "Key", "StatePage", "number_text"]

MARGIN, PADDING, LINE = 8.0, 6.0, 22.0
BAR_WIDTH, BAR_HEIGHT = 180.0, 10.0
BAR_SHARE = 0.25  # of the area's width, at most
LISTED = 6  # classes in the legend


@dataclass(frozen=True)
class Key:
    """A legend entry.

    Attributes
    ----------
    text : str
    colour : QColor
    style : Qt.PenStyle or None
        Style of the line; None for an area.
    pattern : Qt.BrushStyle, default=solid
        Of an area.
    """

    text: str
    colour: QColor
    style: Qt.PenStyle | None = None
    pattern: Qt.BrushStyle = Qt.BrushStyle.SolidPattern


@dataclass(frozen=True)
class ColourBar:
    """Title, limits and colour map of a heat map's colour bar; None for signed values."""

    title: str
    low: str
    high: str
    colour_map: ColourMapName | None

    @classmethod
    def of(cls, heat: HeatMap, name: ColourMapName) -> "ColourBar":
        """Make the colour bar of a heat map."""
        colours = None if heat.kind == "signed" else name
        return cls(translated(heat.title), number_text(heat.low), number_text(heat.high), colours)


def _faint(colour: QColor) -> QColor:
    made = QColor(colour)
    made.setAlphaF(0.5)
    return made


def number_text(value: float) -> str:
    """Format a number with three significant digits."""
    return f"{value:.3g}"


class Hud:
    """A painter of text plates stacked in the corners of the canvas.

    Parameters
    ----------
    painter : QPainter
        Paints in logical pixels.
    area : QRectF
        Area of the canvas.
    palette : QPalette
        Colours of plates and text.
    """

    def __init__(self, painter: QPainter, area: QRectF, palette: QPalette) -> None:
        self._painter = painter
        self._area = area
        self._back = QColor(palette.color(QPalette.ColorRole.Window))
        self._back.setAlpha(225)
        self._text = palette.color(QPalette.ColorRole.WindowText)
        self._metrics = QFontMetricsF(painter.font())
        self._top = area.top() + MARGIN
        self._bottom = area.bottom() - MARGIN
        self._right = area.left()

    @property
    def bottom(self) -> float:
        """The upper end of the plates in the lower left corner."""
        return self._bottom

    @property
    def right(self) -> float:
        """The right end of the plates in the lower left corner; the left end without any."""
        return self._right

    def badge(self, text: str) -> None:
        """Add text in the upper left corner, below earlier badges."""
        width = self._metrics.horizontalAdvance(text) + 2 * PADDING
        plate = QRectF(self._area.left() + MARGIN, self._top, width, LINE)
        self._plate(plate)
        self._write(plate, text, Qt.AlignmentFlag.AlignCenter)
        self._top = plate.bottom() + MARGIN / 2

    def legend(self, keys: Sequence[Key]) -> None:
        """Add a legend in the lower left corner, above earlier plates."""
        widest = max(self._metrics.horizontalAdvance(key.text) for key in keys)
        size = 36 + widest + 2 * PADDING, LINE * len(keys) + PADDING
        plate = self._above(*size)
        for number, key in enumerate(keys):
            self._key(plate.adjusted(PADDING, PADDING / 2 + number * LINE, -PADDING, 0), key)

    def colour_bar(self, bar: ColourBar) -> None:
        """Add a colour bar in the lower left corner, above earlier plates."""
        numbers = self._metrics.horizontalAdvance(f"{bar.low}   {bar.high}")
        width = min(BAR_WIDTH, self._area.width() * BAR_SHARE)
        width = max(width, numbers, self._metrics.horizontalAdvance(bar.title))
        plate = self._above(width + 2 * PADDING, 2 * LINE + BAR_HEIGHT)
        row = QRectF(plate.left() + PADDING, plate.top(), width, LINE)
        self._write(row, bar.title, Qt.AlignmentFlag.AlignLeft)
        strip = QRectF(row.left(), row.bottom(), width, BAR_HEIGHT)
        self._painter.fillRect(strip, _gradient(strip, bar.colour_map))
        row.moveTop(strip.bottom())
        self._write(row, bar.low, Qt.AlignmentFlag.AlignLeft)
        self._write(row, bar.high, Qt.AlignmentFlag.AlignRight)

    def note(self, text: str, at: QPointF) -> None:
        """Show text beside a point, within the canvas."""
        width = self._metrics.horizontalAdvance(text) + 2 * PADDING
        plate = QRectF(at.x() + 16, at.y() + 16, width, LINE)
        right, bottom = self._area.right() - MARGIN, self._area.bottom() - MARGIN
        plate.moveRight(min(plate.right(), right))
        plate.moveBottom(min(plate.bottom(), bottom))
        self._plate(plate)
        self._write(plate, text, Qt.AlignmentFlag.AlignCenter)

    def _above(self, width: float, height: float) -> QRectF:
        plate = QRectF(self._area.left() + MARGIN, self._bottom - height, width, height)
        self._bottom = plate.top() - MARGIN / 2
        self._right = max(self._right, plate.right())
        self._plate(plate)
        return plate

    def _plate(self, plate: QRectF) -> None:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._back)
        self._painter.drawRoundedRect(plate, 5, 5)

    def _write(self, area: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
        self._painter.setPen(self._text)
        self._painter.drawText(area, align | Qt.AlignmentFlag.AlignVCenter, text)

    def _key(self, row: QRectF, key: Key) -> None:
        row.setHeight(LINE)
        middle = row.center().y()
        sample = QRectF(row.left(), middle - 5, 28, 10)
        if key.style is None:
            self._painter.fillRect(sample, _faint(key.colour))
            self._painter.fillRect(sample, QBrush(key.colour, key.pattern))
        else:
            line = QLineF(sample.left(), middle, sample.right(), middle)
            draw_twice(
                self._painter,
                cosmetic(key.colour, 3, key.style),
                lambda: self._painter.drawLine(line),
            )
        row.setLeft(row.left() + 36)
        self._write(row, key.text, Qt.AlignmentFlag.AlignLeft)


class Corners(QObject):
    """The legends and badges of a scene; a QObject so that `tr` finds their translations."""

    def __init__(self, session: Session, scene: Scene, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._scene = scene

    def paint(self, hud: Hud, origin: KernelCard | None) -> None:
        """Paint legends and badges; `origin` is the kernel hovered in another panel."""
        self.paint_legends(hud)
        shown = self._scene.shown
        if self._session.view.show_truth and shown is not None and shown.truth is None:
            hud.badge(self._missing_reference(shown.id))
        if self._session.view.before:
            hud.badge(self.tr("Previous build"))
        preview = self._session.preview
        if preview.asked is not None and preview.heat is not None:
            side = self.tr("Preview") if preview.shows_after else self.tr("Before")
            hud.badge(f"{side}: {translated(preview.asked.label)}")
        if origin is not None and origin.image != self._session.view.image:
            hud.badge(self.tr("From image {}").format(self._name(origin.image)))

    def paint_legends(self, hud: Hud) -> None:
        """Paint the colour bar and the legend of the outlines."""
        layer = self._scene.heat
        if layer is not None and layer.heat.kind != "error":
            hud.colour_bar(ColourBar.of(layer.heat, self._session.view.colour_map))
        keys = self._keys()
        if keys:
            hud.legend(keys)

    def _missing_reference(self, image: str) -> str:
        entries = self._session.document.project.images
        if any(entry.id == image and entry.mask is not None for entry in entries):
            return self.tr("Can't use the reference mask; see the decoder panel")
        return self.tr("No reference mask")

    def _keys(self) -> list[Key]:
        keys = []
        layer = self._scene.heat
        if layer is not None and layer.heat.kind == "error":
            back, forth = Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.FDiagPattern
            keys = [
                Key(self.tr("Missed"), MISSED, pattern=back),
                Key(self.tr("False"), FALSE, pattern=forth),
            ]
        if "mask" in self._scene.outlines:
            keys += self._mask_keys()
        if "truth" in self._scene.outlines:
            keys.append(Key(self.tr("Reference mask"), REFERENCE, Qt.PenStyle.DashLine))
        if "ignored" in self._scene.outlines:
            keys.append(Key(self.tr("Left out"), LEFT_OUT, Qt.PenStyle.DashLine))
        tissue, view = self._session.slide.tissue, self._session.view
        if view.show_tissue and tissue is not None and tissue.image == view.image:
            keys.append(Key(self.tr("Tissue"), TISSUE, Qt.PenStyle.SolidLine))
        return keys

    def _mask_keys(self) -> list[Key]:
        """Return the keys of the classes that the mask contains."""
        objects = [
            entry for entry in self._session.document.project.classes if entry.id != BACKGROUND
        ]
        several, line = len(objects) > 1, Qt.PenStyle.SolidLine
        labels = self._scene.outlines["mask"].labels
        entries = [entry for entry in objects if entry.id in labels or not several]
        return [
            Key(
                self.tr("Mask: {}").format(entry.name) if several else self.tr("Mask"),
                QColor(entry.colour),
                line,
            )
            for entry in entries[:LISTED]
        ]

    def _name(self, image: str) -> str:
        entries = self._session.document.project.images
        return next((entry.name for entry in entries if entry.id == image), image)


class StatePage(QWidget):
    """Page shown in place of an image: why there is none, or that it is being read.

    Attributes
    ----------
    relink_requested : Signal()
        The user wants to search for moved images.
    """

    relink_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvasState")
        self._text = QLabel()
        self._text.setObjectName("canvasStateText")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._relink = QPushButton(self.tr("Find moved images…"))
        self._relink.setObjectName("relinkButton")
        self._relink.setToolTip(self.tr("Search a folder for moved images by their content"))
        self._relink.clicked.connect(self.relink_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 24, 48, 24)
        layout.setSpacing(12)
        layout.addStretch()
        layout.addWidget(self._text)
        layout.addWidget(self._relink, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        self.hide()

    def show_message(self, text: str, *, problem: bool = False) -> None:
        """Show a message; for a problem, offer to find moved images."""
        self._text.setText(text)
        self._text.setEnabled(problem)  # greyed while the image is read
        self._relink.setVisible(problem)
        self.show()


def _gradient(strip: QRectF, name: ColourMapName | None) -> QLinearGradient:
    gradient = QLinearGradient(strip.topLeft(), strip.topRight())
    gradient.setStops(_stops(name))
    return gradient


@cache
def _stops(name: ColourMapName | None) -> list[tuple[float, QColor]]:
    colours = (signed_colours() if name is None else colour_map(name)).tolist()
    return [(number / (len(colours) - 1), QColor(*rgb)) for number, rgb in enumerate(colours)]
