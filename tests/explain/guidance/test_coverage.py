"""Features without a model, and choices that cover them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from flimbuilder.explain.guidance import coverage
from flimbuilder.explain.guidance.coverage import (
    cell_centres,
    describe_image,
    describe_pixels,
    k_centre,
    medoid,
)

tables = arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 3)),
    elements=st.integers(-5, 5).map(float),
)


def test_medoid_by_hand() -> None:
    assert medoid(np.array([[0.0], [1.0], [2.0], [9.0]])) == 1  # 12, 10, 10, 24: the first
    assert medoid(np.array([[4.0]])) == 0


def test_medoid_scales_features() -> None:
    features = np.array([[0.0, 0.0], [1.0, 1000.0], [2.0, 0.0], [1.0, 0.0]])
    assert medoid(features) == 3


def test_k_centre_by_hand() -> None:
    features = np.array([[0.0], [1.0], [2.0], [6.0]])  # the mean is 2.25
    assert k_centre(features, 1) == [2]
    assert k_centre(features, 3) == [2, 3, 0]
    assert k_centre(features, 2, covered=np.array([[6.0]])) == [0, 2]


def test_k_centre_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    features, covered = random.random((50, 3)), random.random((7, 3))
    whole = k_centre(features, 5, covered)
    monkeypatch.setattr(coverage, "CHUNK", 20)  # two rows at a time
    assert k_centre(features, 5, covered) == whole


def test_large_images_have_larger_cells() -> None:
    assert len(cell_centres((40, 30), 1)) == 1200
    assert len(cell_centres((40, 30, 3), 3)) == 13 * 10
    assert len(cell_centres((4096, 4096), 5)) == 512 * 512


def test_k_centre_does_not_repeat() -> None:
    features = np.array([[0.0], [0.0], [1.0]])
    assert len(k_centre(features, 3)) == 2
    assert k_centre(features, 0) == []
    assert k_centre(np.empty((0, 2)), 3) == []
    assert k_centre(np.zeros((4, 2)), 3, covered=np.zeros((1, 2))) == []


@settings(max_examples=60, deadline=None)
@given(tables, st.integers(1, 5))
def test_k_centre_takes_the_farthest(features: NDArray[np.float64], count: int) -> None:
    chosen = k_centre(features, count)
    assert len(set(chosen)) == len(chosen) <= count
    spread = np.where(features.std(axis=0) > 0, features.std(axis=0), np.inf)
    if (spread < 0.06 * features.std(axis=0).max()).any() or np.isinf(spread).any():
        return  # flat features are not scaled
    scaled = features / spread
    for step in range(1, len(chosen)):
        distances = [
            min(float(np.linalg.norm(row - scaled[before])) for before in chosen[:step])
            for row in scaled
        ]
        assert distances[chosen[step]] == pytest.approx(max(distances))


def test_pixels_are_described_by_their_windows() -> None:
    pixels = np.random.default_rng(0).random((20, 17, 2)).astype(np.float32)
    features = describe_pixels(pixels, reach=1.0)
    assert features.shape == (20, 17, 8)
    standard = (pixels - pixels.mean((0, 1))) / (pixels.std((0, 1)) + 0.2)
    row, col = 10, 8
    for side, first in ((1, 0), (4, 4)):
        window = standard[row - side : row + side + 1, col - side : col + side + 1]
        mean, deviation = window.mean((0, 1)), window.std((0, 1))
        np.testing.assert_allclose(features[row, col, first : first + 2], mean, atol=1e-5)
        np.testing.assert_allclose(features[row, col, first + 2 : first + 4], deviation, atol=1e-4)


def test_constant_pixels_have_no_texture() -> None:
    features = describe_pixels(np.full((6, 5, 1), 0.3, np.float32), reach=2)
    np.testing.assert_allclose(features, 0, atol=1e-3)


def test_image_by_hand() -> None:
    pixels = np.array([[[0.0], [1.0]], [[0.0], [1.0]]])
    # The gradient is 1 in the second column, and 0 in the first.
    np.testing.assert_allclose(describe_image(pixels), [0.5, 0.5, 0.5, 0.5])
    assert describe_image(np.full((1, 1, 3), 0.5)).shape == (12,)


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (30, 41)])
def test_cells_cover_the_image(shape: tuple[int, int]) -> None:
    centres = cell_centres(shape, 6)
    assert (centres >= 0).all()
    assert (centres < shape).all()
    rows, cols = np.indices(shape)
    distances = [np.maximum(abs(rows - row), abs(cols - col)) for row, col in centres.tolist()]
    assert np.min(distances, axis=0).max() <= 6
