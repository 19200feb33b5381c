"""Counts of saliency and intensities, against literal loops and numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from flimbuilder.analysis.histograms import (
    SALIENCY_BINS,
    count_image,
    count_intensities,
    count_saliency,
)
from flimbuilder.imaging import pictures


def test_by_hand() -> None:
    saliency = np.array([[0.0, 0.004, 0.015], [0.5, 0.999, 1.0]], np.float32)
    counts = count_saliency(saliency, np.array([[0, 0, 1], [0, 1, 1]], bool))
    assert counts.pixels.nonzero()[0].tolist() == [0, 1, 50, 99]
    assert counts.pixels[[0, 1, 50, 99]].tolist() == [2, 1, 1, 2]
    assert counts.objects is not None
    assert counts.objects.nonzero()[0].tolist() == [1, 99]
    assert counts.objects[[1, 99]].tolist() == [1, 2]


def test_without_a_reference() -> None:
    assert count_saliency(np.zeros((2, 3), np.float32)).objects is None


@given(
    arrays(np.float32, st.tuples(st.integers(1, 6), st.integers(1, 6)),
           elements=st.floats(0, 1, width=32)),
    st.integers(0, 2**32),
)  # fmt: skip
def test_as_a_loop(saliency: np.ndarray, seed: int) -> None:
    objects = np.random.default_rng(seed).random(saliency.shape) < 0.5
    pixels, of_objects = [0] * SALIENCY_BINS, [0] * SALIENCY_BINS
    for value, is_object in zip(saliency.flat, objects.flat, strict=True):
        place = min(int(np.float32(value) * np.float32(100)), 99)
        pixels[place] += 1
        of_objects[place] += int(is_object)
    counts = count_saliency(saliency, objects)
    assert counts.pixels.tolist() == pixels
    assert counts.objects is not None
    assert counts.objects.tolist() == of_objects
    assert counts.pixels.sum() == saliency.size


def test_half_precision() -> None:
    saliency = np.linspace(0, 1, 201).reshape(3, 67).astype(np.float16)
    assert count_saliency(saliency).pixels.sum() == saliency.size


def test_intensities_by_hand() -> None:
    pixels = np.array([[[0, 10], [4, 20]], [[9, 30], [10, 41]]], np.uint16)
    counts = count_intensities(pixels, (0, 40), bins=4)
    assert counts.tolist() == [[3, 1, 0, 0], [0, 1, 1, 1]]  # 41 is outside


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32, np.bool_])
def test_intensities_as_numpy(dtype: type) -> None:
    rng = np.random.default_rng(0)
    values = rng.random((40, 30, 3))
    pixels = values < 0.3 if dtype is np.bool_ else (values * 200).astype(dtype)
    low, high = float(pixels.min()), float(pixels.max())
    counts = count_intensities(pixels, (low, high), bins=64)
    for channel in range(3):
        expected, _ = np.histogram(pixels[..., channel].astype(np.float64), 64, (low, high))
        assert abs(counts[channel] - expected).sum() <= 2  # rounding at a border
        assert counts[channel].sum() == expected.sum()


def test_values_that_are_not_finite_are_left_out() -> None:
    pixels = np.array([[[np.nan], [np.inf], [0.5], [-np.inf]]], np.float32)
    assert count_intensities(pixels, (0.0, 1.0), bins=2).tolist() == [[0, 1]]


def test_a_constant_image() -> None:
    assert count_intensities(np.full((3, 4, 1), 7), (7.0, 7.0), bins=3).tolist() == [[12, 0, 0]]


def test_a_large_image_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SAMPLE_PIXELS", 100)
    pixels = np.random.default_rng(0).integers(0, 256, (200, 100, 2), np.uint8)
    counts = count_intensities(pixels, (0.0, 255.0))
    expected = np.bincount(pixels[::15, ::15, 1].reshape(-1), minlength=256)  # 15 > sqrt(200)
    assert counts[1].tolist() == expected.tolist()
    assert counts[1].sum() <= 100


def test_an_image_is_counted_channel_by_channel() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(100, 4000, (30, 20, 2)).astype(np.uint16)
    pixels[..., 1] //= 4
    counted = count_image(pixels)
    assert counted.counts.shape == (2, 256)
    for channel in range(2):
        values = pixels[..., channel]
        low, high = float(values.min()), float(values.max())
        assert counted.bounds[channel] == (low, high)
        expected = count_intensities(pixels[..., channel : channel + 1], (low, high))
        assert np.array_equal(counted.counts[channel], expected[0])
        assert counted.counts[channel].sum() == values.size
        percentiles = tuple(np.percentile(values.astype(float), (0.3, 99.7)).tolist())
        assert counted.percentiles[channel] == percentiles


@pytest.mark.parametrize(
    ("pixels", "bounds"),
    [(np.full((3, 3, 1), 7, np.uint8), (0.0, 255.0)), (np.ones((3, 3, 1), bool), (0.0, 1.0)),
     (np.full((3, 3, 1), np.nan, np.float32), (0.0, 1.0))],
)  # fmt: skip
def test_bounds_of_special_images(pixels: np.ndarray, bounds: tuple[float, float]) -> None:
    assert count_image(pixels).bounds == (bounds,)


def test_8_bit_values_have_a_bin_each() -> None:
    counted = count_image(np.arange(256, dtype=np.uint8).reshape(16, 16, 1))
    assert counted.counts.tolist() == [[1] * 256]
