"""Previews of the saliency on each block, side by side."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from flimbuilder.imaging.colour_maps import ColourMapName, colour_map

__all__ = ["PreviewStrip", "PreviewTile"]

COLUMNS = 3
PICTURE_HEIGHT, LABEL, FRAME = 104, 18, 2  # pixels


class PreviewTile(QAbstractButton):
    """The saliency on a block, framed while the decoder reads the block.

    Attributes
    ----------
    picked : Signal(int, bool)
        The number of the block, and whether Ctrl was held.
    """

    picked = Signal(int, bool)

    def __init__(self, block: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.block = block
        self._levels: NDArray[np.uint8] | None = None
        self._colours: ColourMapName = "magma"
        self._image = QImage()
        self._with_control = False
        self.setObjectName(f"decoderPreview{block}")
        self.setText(self.tr("Block {}").format(block))
        self.setToolTip(
            self.tr(
                "Saliency of this decoder on block {}\n"
                "Click: decode this block; Ctrl+click: average it with the others"
            ).format(block)
        )
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.picked.emit(self.block, self._with_control))

    def setLevels(self, levels: NDArray[np.uint8] | None, colours: ColourMapName) -> None:
        """Show saliency of shape (height, width), 255 the highest; None if it is not known."""
        if levels is self._levels and colours == self._colours:
            return
        self._levels, self._colours = levels, colours
        self._image = QImage()
        if levels is not None:
            picture = colour_map(colours)[levels]
            height, width = levels.shape
            self._image = QImage(
                picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888
            ).copy()
        self.update()

    def image(self) -> QImage:
        """Return the coloured picture; a null image if there is none."""
        return self._image

    def nextCheckState(self) -> None:
        """Keep the state, which follows the project rather than the click."""

    def sizeHint(self) -> QSize:
        """Return a size of which three fit side by side in a panel."""
        return QSize(100, PICTURE_HEIGHT + LABEL)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remember whether Ctrl was held."""
        self._with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        super().mouseReleaseEvent(event)
        self._with_control = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture, frame and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0, 0, 0, -LABEL)
        self._paint_picture(painter, area.adjusted(FRAME, FRAME, -FRAME, -FRAME))
        self._paint_frame(painter, area.adjusted(1, 1, -1, -1))
        font = self.font()
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        label = QRectF(0, area.bottom(), self.width(), LABEL)
        text = f"✓ {self.text()}" if self.isChecked() else self.text()
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        if self._image.isNull():
            painter.fillRect(area, self.palette().color(QPalette.ColorRole.AlternateBase))
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "–")
            return
        painter.fillRect(area, QColor(Qt.GlobalColor.black))
        size = self._image.size()
        scale = min(area.width() / size.width(), area.height() / size.height())
        shown = QRectF(0, 0, size.width() * scale, size.height() * scale)
        shown.moveCenter(area.center())
        painter.drawImage(shown, self._image)

    def _paint_frame(self, painter: QPainter, area: QRectF) -> None:
        palette = self.palette()
        is_lit = self.isChecked() or self.hasFocus() or self.underMouse()
        role = QPalette.ColorRole.Highlight if is_lit else QPalette.ColorRole.Mid
        style = Qt.PenStyle.DotLine if is_lit and not self.isChecked() else Qt.PenStyle.SolidLine
        painter.setPen(QPen(palette.color(role), FRAME if is_lit else 1, style))
        painter.drawRect(area)


class PreviewStrip(QWidget):
    """A preview for each block.

    Attributes
    ----------
    picked : Signal(int, bool)
        The number of the block that was clicked, and whether Ctrl was held.
    """

    picked = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: list[PreviewTile] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self.setObjectName("decoderPreviews")

    def tiles(self) -> tuple[PreviewTile, ...]:
        """Return the tiles, block 1 first."""
        return tuple(self._tiles)

    def setPreviews(
        self,
        previews: Mapping[int, NDArray[np.uint8]],
        n_blocks: int,
        chosen: Collection[int],
        colours: ColourMapName = "magma",
    ) -> None:
        """Show the saliency on `n_blocks` blocks, and frame the chosen ones."""
        self._set_count(n_blocks)
        for tile in self._tiles:
            tile.setLevels(previews.get(tile.block), colours)
            tile.setChecked(tile.block in chosen)

    def _set_count(self, count: int) -> None:
        while len(self._tiles) > count:
            tile = self._tiles.pop()
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        while len(self._tiles) < count:
            index = len(self._tiles)
            tile = PreviewTile(index + 1, self)
            tile.picked.connect(self.picked)
            self._tiles.append(tile)
            self._grid.addWidget(tile, index // COLUMNS, index % COLUMNS)
