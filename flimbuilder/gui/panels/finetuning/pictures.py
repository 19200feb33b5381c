"""The shown image before and after training, side by side."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.labels import muted
from flimbuilder.session.finetuned_picture import BeforeAfter, ModelPicture

__all__ = ["BeforeAfterPictures"]

LEAST = QSize(40, 40)  # px


class FittingPicture(QWidget):
    """A picture as large as fits, with its proportions."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._pixmap: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pixels(self, pixels: NDArray[np.uint8] | None) -> None:
        """Show a picture (h, w, 3), or nothing."""
        self._pixmap = None if pixels is None else pixmap_of(pixels)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which a picture says something."""
        return LEAST

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture at the top, in the middle."""
        if self._pixmap is None:
            return
        size = self._pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect((self.width() - size.width()) // 2, 0, size.width(), size.height())
        painter = QPainter(self)
        is_smaller = size.width() < self._pixmap.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smaller)
        painter.drawPixmap(place, self._pixmap)
        painter.end()


class BeforeAfterPictures(QWidget):
    """Saliency and outlines of the build and of the trained network."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(2)
        self._pictures: dict[str, tuple[FittingPicture, FittingPicture]] = {}
        self._captions = {}
        for column, name in enumerate(("before", "after")):
            caption = muted(f"{name}Caption")
            caption.setMinimumWidth(1)
            pair = FittingPicture(f"{name}Outlines"), FittingPicture(f"{name}Saliency")
            for number, picture in enumerate(pair):
                layout.addWidget(picture, 1, 2 * column + number)
            layout.addWidget(caption, 0, 2 * column, 1, 2)
            self._pictures[name], self._captions[name] = pair, caption
        layout.setRowStretch(1, 1)

    def show_images(self, shown: BeforeAfter) -> None:
        """Show an image before and after training."""
        self._show("before", shown.before, self.tr("Before"))
        self._show("after", shown.after, self.tr("After epoch {0}").format(shown.epoch))

    def _show(self, name: str, picture: ModelPicture, title: str) -> None:
        outlines, saliency = self._pictures[name]
        outlines.show_pixels(picture.outlines)
        saliency.show_pixels(picture.saliency)
        text = title
        if picture.dice is not None:
            text += self.tr(": Dice {0}").format(f"{picture.dice:.3f}")
        self._captions[name].setText(text)
        outlines.setAccessibleName(self.tr("{0}, mask").format(text))
        saliency.setAccessibleName(self.tr("{0}, saliency").format(text))
