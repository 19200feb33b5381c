import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.flim.classifier import MapPooling, pool_rings


def loop(maps: torch.Tensor, rings: int) -> np.ndarray:
    """The definition, pixel by pixel."""
    images, kernels, height, width = maps.shape
    sums, counts = np.zeros((images, kernels, rings)), np.zeros(rings)
    for row in range(height):
        for col in range(width):
            distance = math.hypot((2 * row - height + 1) / height, (2 * col - width + 1) / width)
            # The distance of a pixel on a limit may be rounded down.
            ring = min(int(rings * distance + 1e-9), rings - 1)
            sums[:, :, ring] += maps[:, :, row, col].numpy()
            counts[ring] += 1
    return sums / np.maximum(counts, 1)


def test_by_hand():
    # Distances from the middle: 0, 2/3 at the middles of the sides, .94 at the corners.
    maps = torch.arange(9.0).reshape(1, 1, 3, 3)

    assert pool_rings(maps, 1).tolist() == [[[4.0]]]
    assert pool_rings(maps, 2).tolist() == [[[4.0, 4.0]]]
    # 2/3 is the limit of the third of three rings.
    assert pool_rings(maps + torch.eye(3), 3).tolist() == [[[5.0, 0.0, 4.25]]]


@settings(deadline=None)
@given(
    height=st.integers(1, 9),
    width=st.integers(1, 9),
    rings=st.integers(1, 7),
    seed=st.integers(0, 99),
)
def test_as_the_loop(height: int, width: int, rings: int, seed: int):
    maps = torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(seed))

    found = pool_rings(maps, rings)

    assert found.numpy() == pytest.approx(loop(maps, rings), abs=1e-6)


@settings(deadline=None)
@given(height=st.integers(1, 9), width=st.integers(1, 9), rings=st.integers(1, 5))
def test_turned_and_mirrored_images_have_the_same_means(height: int, width: int, rings: int):
    maps = torch.rand(1, 2, height, width, generator=torch.Generator().manual_seed(0))
    pooling = MapPooling("rings", rings)

    for other in (maps.flip(2), maps.flip(3), maps.transpose(2, 3).flip(2)):
        torch.testing.assert_close(pooling([other]), pooling([maps]))


def test_rings_of_a_kernel_follow_those_of_the_one_before():
    maps = torch.ones(1, 2, 8, 8) * torch.tensor([1.0, 2.0])[:, None, None]

    assert MapPooling("rings", 3)([maps, 3 * maps]).tolist() == [
        pytest.approx([1, 1, 1, 2, 2, 2, 3, 3, 3, 6, 6, 6])
    ]
