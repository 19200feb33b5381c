"""The input of block 1 in tiles: that of whole images, by tables and cube roots."""

import numpy as np
import pytest
import torch

from flimbuilder.flim.network import Encoder, rgb_to_lab
from flimbuilder.flim.standardise import standardise
from flimbuilder.flim.tile_input import TileInput, stored_or_scaled, xyz_roots
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.architecture import Block
from tests.flim.cases import architecture, noise, tensor

STATISTICS = torch.tensor([[0.7, 0.45, 0.5]]), torch.tensor([[0.2, 0.03, 0.0]])
ULP = 2.0**-24  # of values from 0.5 to 1, half a unit in the last place


def make_encoder(colour_space="lab", channels=3, standardise="standard"):
    blocks = architecture(Block(kernels=2), colour_space=colour_space, standardise=standardise)
    torch.manual_seed(0)
    return Encoder(channels, [2], blocks.model_dump()).eval().requires_grad_(False)


def roots_by_hand(linear):
    """CIE 15, of linear intensities of one pixel."""
    matrix = np.array([
        [0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169],
        [0.019334, 0.119193, 0.950227],
    ])  # fmt: skip
    xyz = matrix @ linear / (0.95047, 1.0, 1.08883)
    return [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz]


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (10, 0, 3), (200, 31, 119)])
def test_roots_worked_by_hand(colour):
    unit = np.array(colour) / 255
    linear = np.where(unit > 0.04045, ((unit + 0.055) / 1.055) ** 2.4, unit / 12.92)
    roots = xyz_roots(np.array([[colour]], np.uint8))[:, 0, 0]
    assert roots == pytest.approx(roots_by_hand(linear), abs=2 * ULP)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_integers_equal_their_scaled_values(dtype):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, np.iinfo(dtype).max + 1, (40, 50, 3)).astype(dtype)
    pixels[:8] //= np.iinfo(dtype).max // 24  # dark: on both sides of the root's line
    prepare = TileInput(make_encoder(), STATISTICS)
    stored, scaled = prepare(pixels), prepare(scale_image(pixels))
    torch.testing.assert_close(stored, scaled, rtol=0, atol=1e-6)


def test_all_levels_of_grey_are_those_of_the_formula():
    grey = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)
    unit = np.arange(256) / 255
    linear = np.where(unit > 0.04045, ((unit + 0.055) / 1.055) ** 2.4, unit / 12.92)
    expected = np.array([roots_by_hand([value] * 3) for value in linear]).T
    np.testing.assert_allclose(xyz_roots(grey)[:, 0], expected, rtol=0, atol=3 * ULP)


def test_lab_is_that_of_the_whole_image_to_the_rounding_of_floats():
    """Of a dense lattice of colours: L, a and b differ by 4, 12 and 6 units of 2**-24."""
    levels = np.arange(0, 256, 5, dtype=np.uint8)
    pixels = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(52, -1, 3)
    lab = TileInput(make_encoder(standardise="none"))(pixels)
    expected = rgb_to_lab(tensor(scale_image(pixels)).double())
    worst = (lab - expected).abs().amax(dim=(0, 2, 3)) / ULP
    of_whole = (rgb_to_lab(tensor(scale_image(pixels))) - expected).abs().amax(dim=(0, 2, 3)) / ULP
    assert (worst <= torch.tensor([6, 16, 10])).all(), worst
    assert (worst <= 2 * of_whole + 2).all(), (worst, of_whole)


@pytest.mark.parametrize("colour_space", ["lab", "rgb", "grey"])
@pytest.mark.parametrize("statistics", [None, STATISTICS, (STATISTICS[0], None)], ids=str)
def test_input_is_that_of_the_encoder(colour_space, statistics):
    if colour_space == "grey" and statistics is not None:
        statistics = tuple(part if part is None else part[:, :1] for part in statistics)
    kind = "none" if statistics is None else "standard"
    encoder, pixels = make_encoder(colour_space, standardise=kind), noise(20, 30)
    found = TileInput(encoder, statistics)(pixels)
    colours = encoder.colour(tensor(pixels))
    expected = colours if statistics is None else standardise(colours, *statistics)
    torch.testing.assert_close(found, expected, rtol=0, atol=5e-6)
    assert found.is_contiguous(memory_format=torch.channels_last)
    if found.shape[1] > 1:
        assert found.stride(0) == found.numel()  # by which torch tells the layout of one image


def test_other_channels_stay():
    pixels = noise(5, 6, 4)
    found = TileInput(make_encoder(channels=4), None)(pixels)
    torch.testing.assert_close(found, make_encoder(channels=4).prepare(tensor(pixels), None))


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.uint32, np.float64, bool])
def test_only_integers_of_a_table_stay_as_stored(dtype):
    pixels = np.ones((2, 2, 1), dtype)
    assert stored_or_scaled(pixels).dtype == np.float32
    assert stored_or_scaled(pixels.astype(np.uint8)).dtype == np.uint8
