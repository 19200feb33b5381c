"""The scale bar: its length by hand, on the canvas, and over any image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from flimbuilder.gui.canvas.hud import Hud
from flimbuilder.gui.canvas.scale_bar import ScaleBar, fitting_bar
from flimbuilder.project.pixel_size import PixelSize
from tests.gui.canvas.conftest import picture_of

CORNER = (440, 470, 160, 30)  # of a canvas of 600 x 500


@pytest.fixture
def painted(monkeypatch) -> list[tuple[ScaleBar, QRectF]]:
    """The painted bars and their areas."""
    bars: list[tuple[ScaleBar, QRectF]] = []
    monkeypatch.setattr(
        "flimbuilder.gui.canvas.canvas.paint_scale_bar",
        lambda painter, bar, area: bars.append((bar, area)),
    )
    return bars


class TestLength:
    @pytest.mark.parametrize(
        ("scale", "size", "length", "text"),
        [
            (1.0, 1.0, 100, "100 µm"),  # 140 fit
            (2.0, 1.0, 100, "50 µm"),
            (1.0, 0.5, 100, "50 µm"),
            (1.0, 0.001, 100, "100 nm"),
            (1.0, 10.0, 100, "1 mm"),
            (0.7, 0.5, 140, "100 µm"),
            (1.0, 20_000.0, 100, "2 m"),
            (1.0, None, 100, "100 px"),
            (7.0, None, 140, "20 px"),
            (100.0, None, 100, "1 px"),
        ],
    )
    def test_by_hand(self, scale, size, length, text):
        bar = fitting_bar(scale, None if size is None else PixelSize.square(size))
        assert (bar.length, bar.text) == (pytest.approx(length), text)

    def test_it_lies_along_the_columns(self):
        bar = fitting_bar(1.0, PixelSize(height=9, width=1))
        assert (bar.length, bar.text) == (pytest.approx(100), "100 µm")

    @given(st.floats(1e-3, 100), st.floats(1e-6, 1e9))
    def test_it_fits_and_is_more_than_a_third(self, scale, width):
        bar = fitting_bar(scale, PixelSize.square(width))
        assert 140 / 2.5 * 0.999 <= bar.length <= 140 * 1.001
        number, _ = bar.text.split()
        assert number.strip("0.")[0] in "125"
        assert len(number.strip("0.")) == 1
        assert "e" not in number


class TestCanvas:
    @pytest.mark.parametrize("ground", [0, 128, 255])
    def test_it_shows_over_any_ground(self, canvas, show_pixels, ground):
        show_pixels(np.full((64, 64, 3), ground, np.uint8))
        canvas.zoom(4)
        without = picture_of(canvas).copy(*CORNER)
        canvas.session.update_view(show_scale_bar=True)
        with_bar = picture_of(canvas).copy(*CORNER)
        differences = {
            abs(QColor(with_bar.pixel(x, y)).lightness() - QColor(without.pixel(x, y)).lightness())
            for x in range(CORNER[2])
            for y in range(CORNER[3])
        }
        assert max(differences) > 100

    def test_it_follows_the_pixel_size_and_the_zoom(self, canvas, painted):
        canvas.session.update_view(show_scale_bar=True)
        canvas.grab()
        assert painted[-1][0].text.endswith("px")
        canvas.session.images.set_pixel_size([canvas.session.view.image], PixelSize.square(0.5))
        canvas.grab()
        fitted = painted[-1][0].text
        assert fitted.endswith("µm")
        canvas.zoom(10)
        canvas.grab()
        assert painted[-1][0].text != fitted

    def test_hidden_overlays_hide_it(self, canvas, painted):
        canvas.session.update_view(show_scale_bar=True)
        canvas.set_overlays_hidden(True)
        canvas.grab()
        assert not painted

    @pytest.mark.parametrize(("room", "beside"), [(20.0, False), (80.0, True), (300.0, True)])
    def test_it_is_beside_the_legends_if_it_fits(
        self, canvas, show_pixels, painted, monkeypatch, room, beside
    ):
        show_pixels(np.zeros((64, 64, 3), np.uint8))
        width = canvas.width()
        monkeypatch.setattr(Hud, "right", width - room)
        monkeypatch.setattr(Hud, "bottom", 40.0)
        canvas.session.update_view(show_scale_bar=True)
        picture_of(canvas)
        bar, area = painted[-1]
        assert (area.bottom() == canvas.height()) == beside
        assert bar.length <= max(room, 140)
        if beside:
            assert bar.length <= room - 24
