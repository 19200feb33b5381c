"""Features of images and their effective dimension."""

import numpy as np
import pytest

from flimbuilder.errors import ImageError, InputError
from flimbuilder.model.model import Model
from flimbuilder.tasks.identification import features as module
from flimbuilder.tasks.identification.features import (
    DEFAULT_POOLING,
    POOLINGS,
    check_blocks,
    image_features,
    parse_pooling,
    participation_ratio,
)
from tests.learned_models import image


def test_features_are_statistics_of_the_activations(model: Model) -> None:
    images = [image(seed=1), image(seed=2, sides=(31, 40))]
    table = image_features(model, images, "statistics", blocks=(1, 2))
    assert table.dtype == np.float32
    for row, pixels in zip(table, images, strict=True):
        maps = model.activations(pixels)
        expected = [
            value
            for block in maps
            for value in (
                *block.mean(axis=(1, 2)),
                *block.std(axis=(1, 2)),
                *block.max(axis=(1, 2)),
            )
        ]
        np.testing.assert_allclose(row, expected, rtol=1e-4, atol=1e-6)
    default = image_features(model, images)
    assert DEFAULT_POOLING == "statistics"
    np.testing.assert_array_equal(default, table)


@pytest.mark.parametrize("pooling", [*POOLINGS, "grid:3", "rings:2"])
def test_every_pooling_gives_a_row_for_each_image(model: Model, pooling: str) -> None:
    info = parse_pooling(pooling)
    (row,) = image_features(model, [image()], pooling, blocks=2)
    height, width = model.activations(image())[1].shape[1:]
    per_map = {"flatten": height * width, "grid": info.cells**2, "statistics": 3}
    expected = per_map.get(info.kind, info.cells)
    assert row.shape == (model.document.kernel_counts[1] * expected,)
    assert np.isfinite(row).all()


def test_unusable_poolings_blocks_and_images(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("grid:0", "grid:65", "median", ""):
        with pytest.raises(InputError, match="choose from mean"):
            parse_pooling(text)
    assert check_blocks(None, 3) == (1, 2, 3)
    assert check_blocks((3, 1, 3), 3) == (1, 3)
    for blocks in (0, (1, 4), ()):
        with pytest.raises(InputError, match="the encoder has blocks 1 to 3"):
            check_blocks(blocks, 3)
    images = [image(), image(sides=(20, 20))]
    with pytest.raises(ImageError, match="b: is 20 x 20 and must be 23 x 31 as the others"):
        image_features(model, images, "flatten", names=("a", "b"))
    with pytest.raises(ImageError, match="image 1: has 1 channels and the encoder reads 3"):
        image_features(model, [image(channels=1)])
    monkeypatch.setattr(module, "MOST_BYTES", 1)
    with pytest.raises(ImageError, match="image 1: 23 x 31 pixels take 0 GB"):
        image_features(model, images)


def test_effective_dimension_by_hand() -> None:
    # Variances 4 and 1, uncorrelated: (4 + 1)^2 / (16 + 1).
    cross = np.array([[2, 0], [-2, 0], [0, 1], [0, -1.0]])
    assert participation_ratio(cross) == pytest.approx(25 / 17)
    assert participation_ratio(cross + 7) == pytest.approx(25 / 17)
    line = np.outer(np.arange(5.0), [1, 2, 3])
    assert participation_ratio(line) == pytest.approx(1)
    assert participation_ratio(np.ones((4, 3))) == 0
    assert participation_ratio(np.ones((1, 3))) == 0


@pytest.mark.parametrize("shape", [(7, 12), (12, 7)])
def test_effective_dimension_equals_that_of_the_eigenvalues(shape: tuple[int, int]) -> None:
    table = np.random.default_rng(1).normal(size=shape) * np.arange(1, shape[1] + 1)
    values = np.linalg.eigvalsh(np.cov(table.T))
    expected = values.sum() ** 2 / (values**2).sum()
    assert participation_ratio(table) == pytest.approx(expected)
