"""Images that are read where they are needed equal those that are read whole."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import ImageError
from flimbuilder.imaging import coarse_levels, slide_pixels
from flimbuilder.imaging.coarse_levels import halve_pixels
from flimbuilder.imaging.slide_pixels import SlidePixels
from flimbuilder.imaging.sparse_pyramid import TILE
from flimbuilder.project.selection import Selection

SIZE = 1100, 900


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    values = np.random.default_rng(1).integers(0, 256, (*SIZE, 3), np.uint8)
    values[300:500, 200:700] //= 4
    return values


@pytest.fixture(scope="module")
def flat(image: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("flat") / "flat.tif"
    tifffile.imwrite(path, image, tile=(64, 64), photometric="rgb")
    return path


def pyramid(path: Path, levels: list[np.ndarray]) -> Path:
    with tifffile.TiffWriter(path) as file:
        options = {"tile": (64, 64), "photometric": "rgb"}
        file.write(levels[0], subifds=len(levels) - 1, **options)
        for level in levels[1:]:
            file.write(level, subfiletype=1, **options)
    return path


def whole(pixels: SlidePixels, level: int) -> np.ndarray:
    height, width = pixels.sizes[level]
    rows = [
        np.concatenate([pixels.tile(level, row, col) for col in range(-(-width // TILE))], axis=1)
        for row in range(-(-height // TILE))
    ]
    return np.concatenate(rows)


def test_windows_are_those_of_the_image(flat: Path, image: np.ndarray) -> None:
    pixels = SlidePixels(flat)
    assert (pixels.shape, pixels.dtype, pixels.ndim) == (image.shape, image.dtype, 3)
    assert pixels.size == image.size
    for key in (
        np.s_[10:20, 30:50],
        np.s_[-5:, :7],
        np.s_[3, 5],
        np.s_[3, 5:9],
        np.s_[0:50:7, 800:900:9],
        np.s_[2:4, 5:6, 1],
        np.s_[20:20, 5:9],
    ):
        assert np.array_equal(pixels[key], image[key])
    rows, cols = np.array([3, 500, 1099]), np.array([0, 899])
    for _ in range(2):
        assert np.array_equal(pixels.at(rows, cols), image[rows[:, None], cols])


def test_scattered_points_are_read_alone(
    flat: Path, image: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slide_pixels, "SPARSE", 100)
    rows, cols = np.array([3, 500]), np.array([0, 400, 899])
    assert np.array_equal(SlidePixels(flat).at(rows, cols), image[rows[:, None], cols])


def test_levels_are_means(flat: Path, image: np.ndarray) -> None:
    pixels, expected = SlidePixels(flat), image
    for level in range(len(pixels.sizes)):
        assert np.array_equal(whole(pixels, level), expected)
        expected = halve_pixels(expected)
    pixels.coarse.fill()
    assert np.array_equal(pixels.coarse.level(2), whole(SlidePixels(flat), 2))


def test_levels_of_the_file_are_used(tmp_path: Path, image: np.ndarray) -> None:
    fourth = np.random.default_rng(2).integers(0, 256, (SIZE[0] // 4, SIZE[1] // 4, 3), np.uint8)
    pixels = SlidePixels(pyramid(tmp_path / "a.tif", [image, fourth]))
    assert np.array_equal(whole(pixels, 0), image)
    assert np.array_equal(whole(pixels, 1), halve_pixels(image))
    assert np.array_equal(whole(pixels, 2), fourth)
    assert np.array_equal(whole(pixels, 3), halve_pixels(fourth))
    pixels.coarse.fill()
    assert np.array_equal(whole(pixels, 3), halve_pixels(fourth))
    lower = SlidePixels(tmp_path / "a.tif", Selection(level=1))
    assert lower.shape == fourth.shape
    assert np.array_equal(lower[:, :], fourth)


def test_a_level_between_powers_of_two_is_sampled(tmp_path: Path, image: np.ndarray) -> None:
    third = image[::3, ::3][: SIZE[0] // 3, : SIZE[1] // 3].copy()
    pixels = SlidePixels(pyramid(tmp_path / "a.tif", [image, third]))
    sampled = whole(pixels, 2)
    assert sampled.shape[:2] == pixels.sizes[2] == (275, 225)
    at = np.minimum(((np.arange(275) + 0.5) * 4 / 3).astype(int), len(third) - 1)
    assert np.array_equal(sampled[:, 7], third[at, int(7.5 * 4 / 3)])


def test_channels_and_windows_are_selected(flat: Path, image: np.ndarray) -> None:
    pixels = SlidePixels(flat, Selection(channels=(2, 0), window=(0, 128)))
    assert pixels.shape == (*SIZE, 2)
    assert pixels.dtype == np.float32
    expected = np.clip(image[40:50, 60:80, [2, 0]] / np.float32(128), 0, 1)
    assert np.allclose(pixels[40:50, 60:80], expected)
    assert pixels.tile(1, 0, 0).dtype == np.float32


def test_blocks_are_sampled_first_and_read_from_the_middle_of_the_view(
    flat: Path, image: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coarse_levels, "BLOCK", 128)
    monkeypatch.setattr(coarse_levels, "COARSE_BYTES", 300_000)
    pixels = SlidePixels(flat)
    coarse = pixels.coarse
    assert (coarse.first, coarse.share, coarse.is_complete) == (2, 0, False)
    shares: list[float] = []
    first: list[np.ndarray] = []

    def check() -> None:
        if coarse.share and not first:
            first.append(coarse.level(2).copy())
            assert coarse.window(2, slice(260, 275), slice(224, 225)) is not None
            assert coarse.window(2, slice(0, 10), slice(0, 10)) is None
        shares.append(coarse.share)

    for _ in coarse.steps(middle=lambda: (1.0, 1.0)):
        check()
    assert first[0].all(axis=2).any()
    assert coarse.is_complete
    assert np.array_equal(coarse.level(2), halve_pixels(halve_pixels(image)))
    assert np.array_equal(whole(pixels, 3), halve_pixels(coarse.level(2)))


def test_a_value_is_known_once_its_tile_is(flat: Path, image: np.ndarray) -> None:
    pixels = SlidePixels(flat)
    assert pixels.peek(300, 5) is None
    pixels.tile(0, 1, 0)
    assert pixels.peek(300, 5) == tuple(image[300, 5].tolist())


def test_the_whole_image_is_refused(flat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = SlidePixels(flat)
    with pytest.raises(ImageError, match=r"flat.tif: is too large to be read whole"):
        np.asarray(pixels)
    monkeypatch.setattr(slide_pixels, "MOST_BYTES", 10**5)
    with pytest.raises(ImageError, match=r"a part of 1100 x 900 pixels is too large"):
        pixels[:, :]
    assert pixels.nbytes < 2**27


def test_a_file_without_parts_is_refused(tmp_path: Path) -> None:
    from flimbuilder.imaging.write import write_png

    write_png(tmp_path / "a.png", np.zeros((5, 5), np.uint8))
    with pytest.raises(ImageError, match="can only be read whole"):
        SlidePixels(tmp_path / "a.png")


@pytest.mark.parametrize(
    "dtype", ["uint8", "uint16", "int16", "uint32", "float32", "float64", "bool"]
)
def test_halving_rounds_the_mean(dtype: str) -> None:
    values = np.random.default_rng(3).integers(0, 200, (5, 4, 2)).astype(dtype)
    halved = halve_pixels(values)
    assert halved.dtype == values.dtype
    assert halved.shape == (3, 2, 2)
    mean = values[2:4, 0:2, 1].astype(float).mean()
    assert halved[1, 0, 1] == (mean if values.dtype.kind == "f" else np.floor(mean + 0.5))
    last = values[4, 2:4, 0].astype(float).mean()
    assert halved[2, 1, 0] == (last if values.dtype.kind == "f" else np.floor(last + 0.5))
