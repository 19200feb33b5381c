"""The colour maps of heat maps."""

import numpy as np
import pytest
import skimage.color

from flimbuilder.imaging.colour_maps import COLOUR_MAPS, colour_map

SPREAD = 60  # of lightness, at least, from the first to the last colour


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_lightness_grows_at_every_step(name):
    lightness = skimage.color.rgb2lab(colour_map(name) / 255)[:, 0]
    assert (np.diff(lightness) > -0.35).all()  # rounded to whole levels
    assert (np.diff(lightness[::15]) > 0).all()
    assert lightness[-1] - lightness[0] > SPREAD


def test_grey_by_hand():
    assert (colour_map("grey") == np.arange(256)[:, None]).all()


def test_ends_by_hand():
    ends = {name: colour_map(name)[[0, -1]].tolist() for name in COLOUR_MAPS}
    assert ends["magma"] == [[0, 0, 4], [252, 253, 191]]
    assert ends["inferno"] == [[0, 0, 4], [252, 255, 164]]
    assert ends["viridis"] == [[68, 1, 84], [253, 231, 37]]
    assert ends["cividis"] == [[0, 32, 77], [255, 234, 70]]


@pytest.mark.parametrize("name", [name for name in COLOUR_MAPS if name != "grey"])
def test_another_library_has_the_same_colours(name, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    pyqtgraph = pytest.importorskip("pyqtgraph")
    theirs = pyqtgraph.colormap.get(name).getLookupTable(nPts=256, alpha=False)
    assert np.abs(colour_map(name).astype(int) - theirs[:, :3]).max() <= 7


def test_tables_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        colour_map("magma")[0, 0] = 1
