"""Small pictures of images of any size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.imaging import reduced
from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.levels import PyramidLevel
from flimbuilder.imaging.read import open_image
from flimbuilder.imaging.reduced import choose_level, read_reduced, reduce_regions
from flimbuilder.imaging.write import write_png


class Regions:
    """An image in memory that counts what is read at once."""

    def __init__(self, pixels):
        self.pixels, self.shape, self.largest = pixels, pixels.shape, 0

    def read(self, rows, cols):
        part = self.pixels[rows, cols]
        self.largest = max(self.largest, part.size)
        return part


def test_a_picture_is_the_mean_of_its_parts():
    pixels = np.array([[[0], [255], [51]], [[255], [255], [51]]], np.uint8)

    small = reduce_regions(Regions(pixels.repeat(2, axis=1)), 3)

    np.testing.assert_allclose(small, [[[0.5], [1], [0.2]]], rtol=1e-6)


@settings(max_examples=40)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 12), st.integers(1, 3))
def test_pixels_lie_where_the_picture_says(height, width, longest, channels):
    pixels = np.random.default_rng(height).integers(0, 256, (height, width, channels), np.uint8)

    small = reduce_regions(Regions(pixels), longest)

    h, w, _ = small.shape
    assert max(h, w) == min(longest, max(height, width))
    sums, counts = np.zeros(small.shape), np.zeros((h, w, 1))
    for row in range(height):
        for col in range(width):
            sums[row * h // height, col * w // width] += pixels[row, col] / 255
            counts[row * h // height, col * w // width] += 1
    np.testing.assert_allclose(small, sums / counts, atol=1e-6)


def test_little_is_read_at_once(monkeypatch):
    pixels = np.random.default_rng(1).integers(0, 256, (60, 200, 3), np.uint8)
    at_once = reduce_regions(Regions(pixels), 20)
    monkeypatch.setattr(reduced, "BLOCK_VALUES", 900)
    regions, seen = Regions(pixels), []

    small = reduce_regions(regions, 20, on_rows=lambda done, rows: seen.append((done, rows)))

    np.testing.assert_allclose(small, at_once, rtol=1e-6)
    assert regions.largest <= 900
    assert seen[0] == (0, 60)
    assert seen[-1] == (60, 60)


def levels(*sides):
    axes = ()
    return Layout("TIFF", axes, 3, "uint8", levels=tuple(PyramidLevel(n, n // 2) for n in sides))


@pytest.mark.parametrize(
    ("layout", "level", "expected"),
    [
        (levels(8000, 4000, 2000, 1000), 0, 1),
        (levels(8000, 4000, 2048, 1000), 0, 2),
        (levels(8000, 4000, 2048, 1000), 3, 3),
        (levels(1000, 500), 0, 0),
        (levels(), 0, 0),
    ],
)
def test_the_lowest_sufficient_level_is_read(layout, level, expected):
    assert choose_level(layout, level) == expected


def test_a_file_without_levels_is_read_whole(tmp_path):
    pixels = np.random.default_rng(1).integers(0, 256, (30, 50, 3), np.uint8)
    write_png(tmp_path / "a.png", pixels)

    with open_image(tmp_path / "a.png") as image:
        small = read_reduced(image, longest=10)

    assert small.pixels.shape == (6, 10, 3)
    assert (small.size, small.level, small.pixel_size) == ((30, 50), 0, None)
    np.testing.assert_allclose(small.pixels[0, 0], pixels[:5, :5].mean((0, 1)) / 255, rtol=1e-5)
