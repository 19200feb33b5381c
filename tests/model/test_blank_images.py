"""With the defaults, images without anything to see give empty masks."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import flimbuilder as fb
from flimbuilder.exchange.pairing import pair_by_stem
from flimbuilder.exchange.seeds import read_seeds
from flimbuilder.imaging.read import find_images
from flimbuilder.model.pixels import read_pixels

pytestmark = pytest.mark.slow

MOST_MASKED = 0.002  # of the pixels
SIZES = ((1, 1), (30, 41), (400, 400), (700, 333))


@cache
def segmenter_of(folder: Path) -> fb.FlimSegmenter:
    """Learn from the marked images of a set, with all defaults."""
    files = find_images([folder / "images"])
    pairs = pair_by_stem(files, sorted((folder / "markers").iterdir())).pairs
    images = [read_pixels(path) for path, _ in pairs]
    markers = [
        read_seeds(seeds, pixels.shape[:2]).markers
        for (_, seeds), pixels in zip(pairs, images, strict=True)
    ]
    return fb.FlimSegmenter(fb.FlimEncoder(random_state=0)).fit(images, markers)


def blank(kind: str, size: tuple[int, int]) -> NDArray[np.float32]:
    rng, shape = np.random.default_rng(7), (*size, 3)
    values = {
        "black": np.zeros(shape),
        "grey": np.full(shape, 0.5),
        "white": np.ones(shape),
        "noise": rng.random(shape),
        "strong noise": np.clip(0.5 + 0.2 * rng.standard_normal(shape), 0, 1),
        "faint noise": 0.5 + 0.02 * rng.standard_normal(shape),
    }
    return values[kind].astype(np.float32)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "kind", ["black", "grey", "white", "noise", "strong noise", "faint noise"]
)
@pytest.mark.parametrize("data", ["parasites", "bears"])
def test_a_blank_image_has_an_empty_mask(
    data: str, kind: str, size: tuple[int, int], shared_data: Path
) -> None:
    mask = segmenter_of(shared_data / data).predict(blank(kind, size))
    assert mask.shape == size
    assert (mask > 0).mean() < MOST_MASKED
