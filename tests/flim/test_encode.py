"""The fast run of an encoder gives the maps of the plain one."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.flim import encode
from flimbuilder.flim.network import Encoder
from flimbuilder.project.architecture import Architecture, Block, Pooling


def encoder(kernels=(5, 7), channels=3, **block):
    blocks = (Block(**block),) * len(kernels)
    torch.manual_seed(0)
    return Encoder(channels, kernels, Architecture(blocks=blocks).model_dump(mode="json"))


def test_maxima_of_windows_by_hand():
    values = torch.tensor([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0])[None, None, None]

    assert encode.sliding_maximum(values, 3, 3).flatten().tolist() == [4, 4, 5, 9, 9, 9]
    assert encode.sliding_maximum(values, 6, 3).flatten().tolist() == [9, 9, 9]
    assert encode.sliding_maximum(values, 1, 3) is values


@pytest.mark.parametrize("activation", ["relu", "leaky", "none"])
@pytest.mark.parametrize("kind", ["max", "min", "average", "none"])
@settings(max_examples=6, deadline=None)
@given(st.integers(1, 6), st.integers(1, 3), st.integers(3, 23), st.integers(3, 23))
def test_it_gives_the_maps_of_the_plain_encoder(kind, activation, size, stride, height, width):
    pooling = Pooling(kind=kind, size=size, stride=stride)
    made = encoder(activation=activation, pooling=pooling)
    images = torch.rand(2, 3, max(height, stride**2), max(width, stride**2))

    with torch.inference_mode():
        expected = made.encode(images)
    result = encode.run_encoder(made, images)

    assert all(torch.equal(*pair) for pair in zip(result, expected, strict=True))


def test_pooling_in_strips_by_hand(monkeypatch):
    # Sums of three rows, of which those outside are minus infinity: each strip is a row.
    monkeypatch.setattr(encode, "STRIP", 1)
    maps = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])[None, None]

    def add_rows(strip):
        assert strip.shape == (1, 1, 3, 4)
        return (strip[:, :, :-2] + strip[:, :, 1:-1] + strip[:, :, 2:])[..., 1:-1]

    result = encode.pool_in_strips(maps, 1, 1, add_rows)

    nothing = [-torch.inf, -torch.inf]
    assert result[0, 0].tolist() == [nothing, [9, 12], [15, 18], nothing]


@pytest.mark.parametrize("strip", [1, 300, 2000])
def test_strips_meet_without_a_seam(monkeypatch, strip):
    monkeypatch.setattr(encode, "STRIP", strip)
    made = encoder(pooling=Pooling(kind="max", size=4))
    images = torch.rand(1, 3, 19, 17)

    with torch.inference_mode():
        expected = made.encode(images)

    assert torch.equal(encode.run_encoder(made, images)[-1], expected[-1])


def test_known_maps_are_taken_and_only_later_blocks_are_run():
    made = encoder(kernels=(4, 5, 6))
    images = torch.rand(1, 3, 12, 11)
    whole = encode.run_encoder(made, images)

    again = encode.run_encoder(made, images, known=whole[:2])

    assert again[0] is whole[0]
    assert again[1] is whole[1]
    assert torch.equal(again[2], whole[2])
    assert len(encode.run_encoder(made, images, 1, known=whole)) == 1
