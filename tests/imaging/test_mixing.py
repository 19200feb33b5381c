"""Channels blended in colours, against literal loops."""

from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.imaging.mixing import (
    ChannelStyle,
    default_styles,
    mix_channels,
    percentile_limits,
    to_levels,
)
from flimbuilder.imaging.read import read_image


def test_by_hand() -> None:
    pixels = np.array([[[0, 100], [50, 0], [100, 100]]], np.uint16)
    styles = ChannelStyle("#ff0000", (0, 100)), ChannelStyle("#0080ff", (0, 200))
    assert mix_channels(pixels, styles).tolist() == [[[0, 64, 128], [128, 0, 0], [255, 64, 128]]]


def test_gamma_by_hand() -> None:
    pixels = np.array([[[25], [50], [100]]], np.uint8)
    mixed = mix_channels(pixels, (ChannelStyle("#ffffff", (0, 100), gamma=0.5),))
    assert mixed[0, :, 0].tolist() == [128, 180, 255]  # 255 * sqrt(.25), sqrt(.5), 1
    assert to_levels(pixels[0, :, 0], (0, 100), 2).tolist() == [0.0625, 0.25, 1]


def test_an_rgb_image_in_its_colours_is_unchanged() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    assert (mix_channels(pixels, default_styles(3)) == pixels).all()


def test_sums_are_clipped_and_invisible_channels_left_out() -> None:
    pixels = np.full((1, 1, 3), 200, np.uint8)
    styles = [ChannelStyle("#ffffff") for _ in range(3)]
    assert mix_channels(pixels, styles).tolist() == [[[255, 255, 255]]]
    styles[1:] = [ChannelStyle("#ffffff", visible=False)] * 2
    assert mix_channels(pixels, styles).tolist() == [[[200, 200, 200]]]
    assert mix_channels(pixels, ()).tolist() == [[[0, 0, 0]]]


@st.composite
def cases(draw):
    dtype = draw(st.sampled_from(["uint8", "uint16", "int16", "bool", "float32"]))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    channels = draw(st.integers(1, 6))
    values = rng.uniform(-50, 300, (draw(st.integers(1, 5)), draw(st.integers(1, 5)), channels))
    pixels = (values > 100) if dtype == "bool" else values.clip(0 if dtype[0] == "u" else -50)
    pixels = pixels.astype(dtype)
    if dtype == "float32":
        pixels[0, 0, 0] = np.nan
    number = st.floats(0, 300)
    styles = tuple(
        ChannelStyle(
            f"#{draw(st.integers(0, 0xFFFFFF)):06x}",
            tuple(sorted((draw(number), draw(number)))),
            draw(st.sampled_from([0.5, 1.0, 2.2])),
            draw(st.booleans()),
        )
        for _ in range(channels)
    )
    return pixels, styles


@given(cases())
@settings(max_examples=60, deadline=None)
def test_as_a_slow_loop(case) -> None:
    pixels, styles = case
    mixed = mix_channels(pixels, styles)
    for row in range(pixels.shape[0]):
        for col in range(pixels.shape[1]):
            for component in range(3):
                total = 0.0
                for channel, style in enumerate(styles):
                    value, (low, high) = float(pixels[row, col, channel]), style.limits
                    if not style.visible or not isfinite(value):
                        continue
                    part = (value - low) / (high - low) if high > low else float(value > low)
                    strength = int(style.colour[1 + 2 * component : 3 + 2 * component], 16)
                    total += strength * min(max(part, 0), 1) ** style.gamma
                assert abs(int(mixed[row, col, component]) - min(total, 255)) <= 0.501


def test_percentiles_match_numpy() -> None:
    values = np.random.default_rng(0).gamma(2, 300, (50, 40)).astype(np.float32)
    expected = tuple(np.percentile(values.astype(np.float64), (0.3, 99.7)))
    assert percentile_limits(values) == pytest.approx(expected)
    values[3, 4] = np.nan
    assert all(map(isfinite, percentile_limits(values)))
    assert percentile_limits(np.full((2, 2), np.nan)) == (0.0, 1.0)


def test_a_large_image_is_sampled() -> None:
    values = np.zeros((3000, 2000), np.uint16)
    values[::4] = 1000
    low, high = percentile_limits(values)
    assert low == 0
    assert high in (0, 1000)


def test_automatic_limits_are_those_of_each_channel() -> None:
    pixels = np.stack(
        [np.linspace(0, 100, 400).reshape(20, 20), np.linspace(0, 60000, 400).reshape(20, 20)], -1
    ).astype(np.uint16)
    mixed = mix_channels(pixels, (ChannelStyle("#ff0000"), ChannelStyle("#00ff00")))
    assert np.abs(mixed[..., 0].astype(int) - mixed[..., 1]).max() <= 3
    assert mixed[..., 0].max() == mixed[..., 1].max() == 255


def test_a_real_image(shared_data) -> None:
    pixels = read_image(shared_data / "parasites" / "images" / "000002.png").pixels
    mixed = mix_channels(pixels, default_styles(pixels.shape[2]))
    assert mixed.shape == (*pixels.shape[:2], 3)
    assert mixed.std() > 5
