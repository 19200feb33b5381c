"""Pooled activation maps, and the votes of pairs of classes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from flimbuilder.flim.classifier import ClassifierHead, MapPooling, pool_cells

MAPS = torch.tensor([[[[1.0, 2, 3, 4], [5, 6, 7, 8]]]])  # one image and kernel, 2 x 4 pixels


@pytest.mark.parametrize(
    ("kind", "cells", "features"),
    [
        ("mean", 1, [4.5]),
        ("max", 1, [8]),
        ("statistics", 1, [4.5, 5.25**0.5, 8]),
        ("grid", 1, [4.5]),
        ("grid", 2, [1.5, 3.5, 5.5, 7.5]),
        ("flatten", 1, [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_pooling_by_hand(kind: str, cells: int, features: list[float]) -> None:
    assert MapPooling(kind, cells)([MAPS]).tolist() == [pytest.approx(features)]


def test_blocks_then_kernels_then_cells() -> None:
    first = torch.stack([MAPS[0, 0], 10 * MAPS[0, 0]])[None]
    pooled = MapPooling("grid", 2)([first, MAPS[:, :, :, ::2]])
    assert pooled.tolist() == [[1.5, 3.5, 5.5, 7.5, 15, 35, 55, 75, 1, 3, 5, 7]]


def literal_cells(plane: np.ndarray, cells: int) -> list[float]:
    """Average each cell, pixel by pixel."""
    height, width = plane.shape
    means = []
    for i in range(cells):
        for j in range(cells):
            values = [
                plane[row, col]
                for row in range(height)
                for col in range(width)
                if i * height // cells <= row < -(-(i + 1) * height // cells)
                and j * width // cells <= col < -(-(j + 1) * width // cells)
            ]
            means.append(float(np.mean(values)))
    return means


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 5), st.integers(0, 99))
def test_cells_equal_a_loop_and_adaptive_pooling(
    height: int, width: int, cells: int, seed: int
) -> None:
    maps = torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(seed))
    pooled = pool_cells(maps, cells)
    torch.testing.assert_close(pooled, F.adaptive_avg_pool2d(maps, cells))
    expected = literal_cells(maps[1, 2].double().numpy(), cells)
    assert pooled[1, 2].flatten().tolist() == pytest.approx(expected, abs=1e-6)


def head(kind: str, n_classes: int, **tensors: list[float] | list[list[float]]) -> ClassifierHead:
    plain = {name: torch.tensor(values) for name, values in tensors.items()}
    return ClassifierHead(kind, n_classes, plain)


def test_probabilities_by_hand() -> None:
    layers = head(
        "layers",
        2,
        mean=[1.0, 0.0],
        scale=[2.0, 1.0],
        weight0=[[1.0, 0.0], [0.0, -1.0]],
        bias0=[0.0, 0.0],
        weight1=[[0.0, 0.0], [1.0, 5.0]],
        bias1=[0.0, 1.0],
    )
    # Scaled to (2, 3); the second unit is cut off; the last layer gives (0, 3).
    ((first, second),) = layers(torch.tensor([[5.0, 3.0]])).tolist()
    assert (first, second) == pytest.approx((1 / (1 + np.exp(3)), 1 / (1 + np.exp(-3))))


def test_votes_by_hand() -> None:
    pairs = head(
        "pairs",
        3,
        mean=[0.0],
        scale=[1.0],
        weight0=[[1.0], [1.0], [-1.0]],  # 0 against 1, 0 against 2, 1 against 2
        bias0=[0.0, -4.0, 0.0],
    )
    # At 2: 0 beats 1 by 2, 2 beats 0 by 2, 2 beats 1 by 2. Sums: 0, -4, 4.
    expected = [1, -4 / (3 * 5), 2 + 4 / (3 * 5)]
    assert pairs(torch.tensor([[2.0]])).tolist() == [pytest.approx(expected)]


def test_support_vectors_by_hand() -> None:
    support = head(
        "support",
        2,
        mean=[0.0],
        scale=[1.0],
        vectors=[[0.0], [2.0]],
        weight0=[[1.0, -1.0]],
        bias0=[0.5],
        gamma=[1.0],
    )
    value = 1 - np.exp(-4) + 0.5  # positive: for class 0
    fraction = value / (3 * (value + 1))
    assert support(torch.tensor([[0.0]])).tolist() == [pytest.approx([1 + fraction, -fraction])]
