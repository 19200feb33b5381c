"""The shown image before and after training, side by side."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.labels import ElidedLabel
from flimbuilder.session.finetuned_picture import BeforeAfter, ModelPicture

__all__ = ["BeforeAfterPictures"]

LEAST = QSize(40, 40)  # px
STACKED = 1.6  # width over height below which pairs are stacked


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
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(6)
        self._layout.setVerticalSpacing(2)
        self._pictures: dict[str, tuple[FittingPicture, FittingPicture]] = {}
        self._captions: dict[str, ElidedLabel] = {}
        for name in ("before", "after"):
            caption = ElidedLabel(f"{name}Caption")
            caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            self._captions[name] = caption
            self._pictures[name] = (
                FittingPicture(f"{name}Outlines"),
                FittingPicture(f"{name}Saliency"),
            )
        self._is_stacked: bool | None = None
        self._arrange(stacked=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place what is after below what is before if that makes the pictures larger."""
        super().resizeEvent(event)
        self._arrange(stacked=self.width() < STACKED * self.height())

    def _arrange(self, *, stacked: bool) -> None:
        if stacked == self._is_stacked:
            return
        self._is_stacked = stacked
        for at, (name, pictures) in enumerate(self._pictures.items()):
            row, column = (2 * at, 0) if stacked else (0, 2 * at)
            self._layout.addWidget(self._captions[name], row, column, 1, 2)
            for number, picture in enumerate(pictures):
                self._layout.addWidget(picture, row + 1, column + number)
        for line in range(4):
            self._layout.setRowStretch(line, int(line == 1 or (stacked and line == 3)))
            self._layout.setColumnStretch(line, int(line < 2 or not stacked))

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
        self._captions[name].setToolTip(text)
        outlines.setAccessibleName(self.tr("{0}, mask").format(text))
        saliency.setAccessibleName(self.tr("{0}, saliency").format(text))
