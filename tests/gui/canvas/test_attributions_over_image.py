"""An attribution over the image: signed colours, colour bar, and what replaces it."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from flimbuilder.gui.canvas.hud import ColourBar, Hud
from flimbuilder.gui.canvas.overlay_layers import side_colours
from flimbuilder.imaging.colour_maps import AGAINST, FOR
from flimbuilder.session.results import HeatMap
from tests.gui.canvas.conftest import blended, colour_at

SIDE = 64


@pytest.fixture
def signed(canvas, show_pixels, settle, monkeypatch):
    """Return a canvas with a grey image and a signed map: against left, for right."""
    show_pixels(np.full((SIDE, SIDE, 3), 100, np.uint8), None)
    values = np.full((SIDE, SIDE), 127, np.uint8)
    values[:, :20], values[:, 44:] = 0, 254
    heat = HeatMap("signed", "Occlusion, log-odds of cell, at row 3, column 4", values, -2.5, 2.5)
    monkeypatch.setattr(type(canvas.session.attributions), "heat", heat)
    canvas.session.update_view(heat="attribution", opacity=0.5)
    canvas.session.attributions.changed.emit()
    settle(canvas.session)
    return canvas


def test_amber_speaks_for_and_blue_against(signed):
    grey = (100, 100, 100)
    assert colour_at(signed, 5, 5) == pytest.approx(blended(grey, AGAINST, 0.5), abs=2)
    assert colour_at(signed, 5, 58) == pytest.approx(blended(grey, FOR, 0.5), abs=2)
    assert colour_at(signed, 5, 32) == grey


def test_stronger_values_are_more_opaque():
    colours = [QColor.fromRgba(rgba) for rgba in side_colours(0.8)]
    alphas = [colour.alphaF() for colour in colours[:255]]
    assert len(colours) == 256
    assert alphas[127] == 0
    assert alphas[127:] == sorted(alphas[127:])
    assert alphas[:128] == sorted(alphas[:128], reverse=True)
    assert (alphas[0], alphas[254]) == pytest.approx((0.8, 0.8), abs=0.01)


def test_the_colour_bar_has_both_ends(signed, monkeypatch):
    bars: list[ColourBar] = []
    monkeypatch.setattr(Hud, "colour_bar", lambda hud, bar: bars.append(bar))
    signed.grab()
    assert bars
    assert (bars[-1].low, bars[-1].high, bars[-1].colour_map) == ("-2.5", "2.5", None)
    assert bars[-1].title.startswith("Occlusion")


def test_another_overlay_replaces_it(signed, settle):
    signed.session.update_view(heat="none")
    settle(signed.session)
    assert colour_at(signed, 5, 58) == (100, 100, 100)
