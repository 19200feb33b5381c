"""The inputs of libift and pyflim: by hand, and by a literal reading of their code."""

import numpy as np
import pytest
import torch

from flimbuilder.flim.libift_colour import (
    lab_of_jpeg,
    lab_of_png,
    lab_of_pyflim,
    linear_lab,
    rgb_of_ycbcr,
    stored_luma,
    stored_samples,
    ycbcr_of_jpeg,
    ycbcr_of_png,
)
from tests.exchange import literal_flim as literal


def tensor(pixels: np.ndarray) -> torch.Tensor:
    """Return uint8 or uint16 pixels as a network takes them."""
    unit = pixels.astype(np.float32) / np.float32(np.iinfo(pixels.dtype).max)
    return torch.from_numpy(unit).permute(2, 0, 1)[None]


def of_pixel(*values: int, full_scale: float = 255.0) -> tuple[torch.Tensor, torch.Tensor]:
    samples = torch.tensor(values, dtype=torch.float64)[None, :, None, None]
    return samples, torch.full((1, 1, 1, 1), full_scale, dtype=torch.float64)


def test_red_of_eight_bits_by_hand() -> None:
    samples, full = of_pixel(255, 0, 0)
    # y = 0.2627, cb = (0 - 0.2627) / 1.8814 = -0.1396, cr = 0.5
    # 0.2627 x 219 = 57.5 -> 57 + 16; -0.1396 x 224 = -31.3 -> -31 + 128; 0.5 x 224 + 128
    ycbcr = ycbcr_of_png(samples, full)
    assert ycbcr.flatten().tolist() == [73, 97, 240]
    # back by BT.601: 1.164383562 x 57 = 66.37; + 1.596026786 x 112 = 245.1
    # 66.37 - 0.39176229 x -31 - 0.812967647 x 112 = -12.5 -> 0; 66.37 + 2.017232143 x -31 = 3.8
    assert rgb_of_ycbcr(ycbcr, full).flatten().tolist() == [245, 0, 3]


def test_red_of_a_jpeg_by_hand() -> None:
    samples, full = of_pixel(255, 0, 0)
    # 0.256789062 x 255 + 16 = 81.5; -0.148222656 x 255 + 128 = 90.2; 0.439214844 x 255 + 128
    ycbcr = ycbcr_of_jpeg(samples, full)
    assert ycbcr.flatten().tolist() == [81, 90, 239]
    # 1.164383562 x 65 = 75.7; + 1.596026786 x 111 = 252.8; 75.7 + 14.9 - 90.2 = 0.3; -0.97 -> 0
    assert rgb_of_ycbcr(ycbcr, full).flatten().tolist() == [252, 0, 0]


def test_white_is_white_and_black_is_black() -> None:
    for full_scale in (255.0, 65535.0):
        for level in (0, int(full_scale)):
            samples, full = of_pixel(level, level, level, full_scale=full_scale)
            again = rgb_of_ycbcr(ycbcr_of_jpeg(samples, full), full)
            assert (again - level).abs().max() <= full_scale / 100
    assert linear_lab(torch.zeros(1, 3, 1, 1))[0, 0].abs().max() < 1e-6
    white = linear_lab(torch.ones(1, 3, 1, 1)).flatten()
    assert white[0] == pytest.approx(1, abs=1e-4)  # L of white


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_samples_are_those_of_the_file(dtype: str) -> None:
    top = np.iinfo(dtype).max
    values = np.linspace(0, top, 4096).astype(dtype).reshape(64, 64, 1)
    samples, full = stored_samples(tensor(values))
    assert full.item() == top
    np.testing.assert_array_equal(samples[0, 0].numpy(), values[..., 0])


def test_each_image_of_a_batch_has_its_own_depth() -> None:
    eight = tensor(np.full((2, 2, 1), 7, np.uint8))
    sixteen = tensor(np.array([[[7], [257]], [[514], [8]]], np.uint16))
    samples, full = stored_samples(torch.cat((eight, sixteen)))
    assert full.flatten().tolist() == [255, 65535]
    assert samples.flatten().tolist() == [7, 7, 7, 7, 7, 257, 514, 8]


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize(
    ("name", "convert"),
    [
        ("lab-ycbcr", lab_of_png),
        ("lab-ycbcr-601", lab_of_jpeg),
        ("lab-pyflim", lab_of_pyflim),
        ("luma", stored_luma),
    ],
)
def test_a_literal_reading_gives_the_same(dtype: str, name: str, convert: object) -> None:
    top = int(np.iinfo(dtype).max)
    rng = np.random.default_rng(3)
    corners = np.array(np.meshgrid([0, top], [0, top], [0, top])).T.reshape(8, 3)
    noise = rng.integers(0, top, (400, 3), endpoint=True)
    greys = np.repeat(np.linspace(0, top, 52).astype(int)[:, None], 3, axis=1)
    pixels = np.concatenate((corners, noise, greys)).astype(dtype).reshape(23, 20, 3)
    converted = convert(tensor(pixels))[0].permute(1, 2, 0).numpy()  # type: ignore[operator]
    expected = literal.read_input(pixels, name)
    np.testing.assert_allclose(converted, expected, rtol=0, atol=2e-6 * max(1.0, expected.max()))


def test_the_full_scale_that_libift_guesses_is_that_of_the_file() -> None:
    """Even of black images, since luma in limited range begins at 16/255."""
    for dtype, top in (("uint8", 255), ("uint16", 65535)):
        black = np.zeros(3, dtype)
        for route in (literal.ycbcr_2020, literal.ycbcr_601):
            assert literal.full_scale(route(black, top)[0]) == top


def test_a_black_image_of_pyflim_is_finite() -> None:
    assert lab_of_pyflim(torch.zeros(1, 3, 2, 2)).isfinite().all()


def test_types_stay_as_they_are() -> None:
    for convert in (lab_of_png, lab_of_jpeg, lab_of_pyflim, stored_luma):
        assert convert(torch.rand(2, 3, 4, 5)).dtype == torch.float32
        assert convert(torch.rand(2, 3, 4, 5).double()).dtype == torch.float64
