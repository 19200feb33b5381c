"""The colours over images: each has one meaning, and colour-blind users can distinguish them."""

from itertools import combinations

import numpy as np
import pytest
import skimage.color
from PySide6.QtGui import QColor

from flimbuilder.gui.canvas.pens import casing_of
from flimbuilder.gui.colours import ATTENTION, FALSE, LEFT_OUT, MISSED, REFERENCE, TISSUE
from flimbuilder.imaging.colour_maps import colour_map
from flimbuilder.project.project import CLASS_COLOURS

MEANINGS = {
    "attention": ATTENTION,
    "reference": REFERENCE,
    "left out": LEFT_OUT,
    "missed": MISSED,
    "false": FALSE,
    "tissue": TISSUE,
    **{f"class {number}": QColor(colour) for number, colour in enumerate(CLASS_COLOURS)},
}
SMALLEST = 16.0  # CIE 1976 difference; that of Okabe and Ito's own colours is 17
# Machado, Oliveira and Fernandes 2009, severity 1, of linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def rgb(colour: QColor) -> np.ndarray:
    return np.array([colour.redF(), colour.greenF(), colour.blueF()])


def lab(colour: np.ndarray, vision: str) -> np.ndarray:
    """Return what eyes see of a colour, in CIELAB."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISION[vision] @ linear, 0, 1)
    encoded = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    return skimage.color.rgb2lab(encoded[None])[0]


@pytest.mark.parametrize("vision", VISION)
def test_no_two_meanings_look_alike(vision):
    differences = {
        (first, second): np.linalg.norm(
            lab(rgb(MEANINGS[first]), vision) - lab(rgb(MEANINGS[second]), vision)
        )
        for first, second in combinations(MEANINGS, 2)
    }
    closest = min(differences, key=differences.__getitem__)
    assert differences[closest] > SMALLEST, (closest, differences[closest])


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("number", [0, 1])
def test_the_first_map_passes_no_default_class(vision, number):
    own = lab(rgb(QColor(CLASS_COLOURS[number])), vision)
    seen = np.stack([lab(colour / 255, vision) for colour in colour_map("magma")])
    assert np.linalg.norm(seen - own, axis=1).min() > 15


@pytest.mark.parametrize("ground", ["#000000", "#ffffff", "#808080", "own"])
@pytest.mark.parametrize("meaning", [*MEANINGS, "black", "white"])
def test_a_line_or_its_casing_stands_out_from_any_ground(meaning, ground):
    colour = MEANINGS.get(meaning, QColor(meaning))
    below = rgb(colour if ground == "own" else QColor(ground))
    casing = casing_of(colour)
    over = casing.alphaF() * rgb(casing) + (1 - casing.alphaF()) * below
    difference = max(
        np.linalg.norm(lab(line, "normal") - lab(below, "normal")) for line in (rgb(colour), over)
    )
    assert difference > 30
