"""Pixmaps of arrays."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from flimbuilder.gui.widgets.icons import pixmap_of


@pytest.mark.parametrize("step", [1, 2])
def test_a_pixmap_shows_the_array(qapp: QApplication, step: int) -> None:
    pixels = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)[:, ::step]
    image = pixmap_of(pixels).toImage()
    assert (image.height(), image.width()) == pixels.shape[:2]
    for row, col in np.ndindex(*pixels.shape[:2]):
        colour = image.pixelColor(col, row)
        assert (colour.red(), colour.green(), colour.blue()) == tuple(pixels[row, col].tolist())
