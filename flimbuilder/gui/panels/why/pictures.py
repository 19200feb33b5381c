"""The patch at the explained place beside the marked patch that a term comes from."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from flimbuilder.gui.widgets.icons import pixmap_of, scaled_pixmap
from flimbuilder.gui.widgets.labels import muted
from flimbuilder.imaging.colour_maps import AGAINST, FOR, parse_colour

__all__ = ["PatchPair", "paint_terms"]

SIDE = 66  # px of a picture
GREY = 0.55  # brightness of the patch below them

Bytes = NDArray[np.uint8]


class PatchPair(QWidget):
    """Pictures with captions, side by side; those without a picture are hidden."""

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whyPictures")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.setHorizontalSpacing(8)
        self._cells: list[tuple[QLabel, QLabel]] = []
        for column, name in enumerate(names):
            picture, caption = QLabel(), muted(f"{name}Caption")
            picture.setObjectName(f"{name}Picture")
            picture.setFixedSize(SIDE, SIDE)
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            caption.setFixedWidth(SIDE)
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(picture, 0, column)
            layout.addWidget(caption, 1, column)
            self._cells.append((picture, caption))
        layout.setColumnStretch(len(names), 1)
        layout.setRowStretch(2, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_picture(self, place: int, pixels: Bytes | None, caption: str, tip: str) -> None:
        """Show a picture (h, w, 3) with a caption at a place; None hides both."""
        picture, label = self._cells[place]
        for widget in (picture, label):
            widget.setVisible(pixels is not None)
            widget.setToolTip(tip)
        if pixels is not None:
            ratio = self.devicePixelRatioF()
            picture.setPixmap(scaled_pixmap(pixmap_of(pixels), SIDE, ratio))
            picture.setAccessibleName(caption)
            metrics = label.fontMetrics()
            label.setText(metrics.elidedText(caption, Qt.TextElideMode.ElideRight, SIDE))

    def sizeHint(self) -> QSize:
        """Return the size of all pictures."""
        shown = sum(not picture.isHidden() for picture, _ in self._cells)
        return QSize(shown * (SIDE + 8), SIDE + 20)


def paint_terms(patch: Bytes, terms: NDArray[np.float64]) -> Bytes:
    """Paint the terms of pixels over a patch.

    Parameters
    ----------
    patch : ndarray of shape (h, w, 3), uint8
    terms : ndarray of shape (h, w)
        Warm where they add to the sum, cold where they take away.

    Returns
    -------
    ndarray of shape (h, w, 3), uint8
    """
    grey = patch.mean(axis=2, keepdims=True) * GREY
    largest = np.abs(terms).max() or 1.0
    strength = np.sqrt(np.abs(terms) / largest)[..., None]
    colour = np.where(terms[..., None] >= 0, parse_colour(FOR), parse_colour(AGAINST))
    painted: Bytes = np.rint(grey * (1 - strength) + colour * strength).astype(np.uint8)
    return painted
