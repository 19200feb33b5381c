"""Decompositions against loops over gates and routes, and against the maps of the encoder."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from flimbuilder.errors import InputError
from flimbuilder.explain.contributions.decomposition import (
    decompose,
    decompose_activation,
    decompose_path,
)
from flimbuilder.flim.network import Encoder
from flimbuilder.model.document import ModelDocument
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Architecture, Block, Pooling
from tests.learned_models import SIDES, image, learned_model

CLOSE = 1e-4
EXACT = 1e-9


@cache
def plain_document(counts: tuple[int, ...]) -> ModelDocument:
    blocks = [Block(kernels_per_marker=4, kernels=count) for count in counts]
    return learned_model(blocks=blocks).document


def random_model(
    blocks: Sequence[Block], counts: Sequence[int], seed: int = 0, standardise: str = "none"
) -> Model:
    """Return a model of random kernels; its blocks may be those of imported models."""
    architecture = Architecture(blocks=tuple(blocks), standardise=standardise)
    document = plain_document(tuple(counts))
    records = [
        block.with_(kernels=(block.kernels * count)[:count])
        for block, count in zip(document.blocks, counts, strict=True)
    ]
    encoder = Encoder(3, counts, architecture.model_dump(mode="json")).eval()
    generator = torch.Generator().manual_seed(seed)
    state = {
        name: torch.randn(tensor.shape, generator=generator) * (0.3 if "conv" in name else 0.5)
        for name, tensor in encoder.state_dict().items()
    }
    encoder.load_state_dict(state)
    encoder.requires_grad_(False)
    return Model(document.with_(architecture=architecture, blocks=tuple(records)), encoder)


def literal_parts(
    model: Model, maps: Sequence[np.ndarray], block: int, channel: int, row: int, col: int
) -> tuple[np.ndarray, float]:
    """Return the part of each input value, and of the biases, in an activation, by recursion.

    For blocks of zero padding, ReLU and max-pooling without strides; `maps` are those before
    pooling of each block, from the input on.
    """
    module = model.encoder.blocks()[block - 1]
    weights = module.conv.weight.double().numpy()
    dilation, size = int(module.conv.dilation[0]), int(module.pooling["size"])
    height, width = maps[0].shape[1:]
    places = [
        (r, c)
        for r in range(row - (size - 1) // 2, row + size // 2 + 1)
        for c in range(col - (size - 1) // 2, col + size // 2 + 1)
        if 0 <= r < height and 0 <= c < width
    ]
    best = max(places, key=lambda place: maps[block][channel][place])
    parts = np.zeros_like(maps[0])
    if maps[block][channel][best] <= 0:
        return parts, 0.0
    biases = module.conv.bias
    assert biases is not None
    bias = float(biases[channel])
    half = weights.shape[2] // 2
    for source, down, right in np.ndindex(weights.shape[1:]):
        r, c = best[0] + (down - half) * dilation, best[1] + (right - half) * dilation
        if not (0 <= r < height and 0 <= c < width):
            continue
        weight = weights[channel, source, down, right]
        if block == 1:
            parts[source, r, c] += weight * maps[0][source, r, c]
        else:
            inner, inner_bias = literal_parts(model, maps, block - 1, source, r, c)
            parts += weight * inner
            bias += weight * inner_bias
    return parts, bias


def before_pooling(model: Model, pixels: np.ndarray) -> list[np.ndarray]:
    batch = torch.from_numpy(pixels).permute(2, 0, 1)[None]
    maps = model.encoder.prepare(batch).double()
    found = [maps[0].numpy()]
    encoder = model.encoder.double()
    for block in encoder.blocks():
        convolved = block.convolve(maps)
        found.append(convolved[0].numpy())
        maps = block(maps)
    encoder.float()
    return found


def test_parts_of_input_and_bias_equal_a_loop_over_gates_and_routes() -> None:
    blocks = [
        Block(dilation=2, pooling=Pooling(kind="max", size=3, stride=1)),
        Block(pooling=Pooling(kind="max", size=2, stride=1)),
    ]
    model = random_model(blocks, (3, 2), seed=4)
    pixels = image(seed=3, sides=(9, 11))
    maps = before_pooling(model, pixels)
    for channel in range(2):
        for row, col in ((0, 0), (4, 5), (8, 10)):
            parts, bias = literal_parts(model, maps, 2, channel, row, col)
            found = decompose_activation(model, pixels, (row, col), 2, channel)
            shown = np.zeros((9, 11))
            shown[found.window.rows, found.window.cols] = found.pixels
            assert shown == pytest.approx(parts.sum(axis=0), abs=EXACT)
            assert found.layers[-1].values == pytest.approx(parts.sum(axis=(1, 2)), abs=EXACT)
            assert found.layers[-1].bias == pytest.approx(bias, abs=EXACT)


def assert_complete(model: Model, pixels: np.ndarray, place: tuple[int, int]) -> None:
    """Check all kernels of all blocks at a place against the maps, and their terms."""
    for number, of_block in enumerate(model.encode(pixels), start=1):
        upright = F.interpolate(of_block, size=pixels.shape[:2], mode="bilinear")[0]
        for channel, activation in enumerate(upright[:, place[0], place[1]].tolist()):
            found = decompose_activation(model, pixels, place, number, channel)
            size = CLOSE * max(1.0, abs(activation))
            assert found.value == pytest.approx(activation, abs=size)
            assert [layer.block for layer in found.layers] == list(range(number - 1, -1, -1))
            for layer in found.layers:
                total = layer.values.sum() + layer.bias + layer.shallower
                assert total == pytest.approx(found.value, abs=EXACT, rel=EXACT)
                assert layer.shallower == 0
            assert found.pixels.sum() == pytest.approx(
                found.layers[-1].values.sum(), abs=EXACT, rel=EXACT
            )


PADDINGS = ("zero", "reflect", "mean")
POOLINGS = [
    {"kind": "none"},
    *(
        {"kind": kind, "size": size, "stride": stride}
        for kind in ("max", "min", "average")
        for size, stride in ((3, 1), (2, 1), (2, 2), (3, 2), (5, 3))
    ),
    {"kind": "average", "size": 3, "stride": 1, "outside": "zero"},
    {"kind": "average", "size": 4, "stride": 2, "outside": "zero"},
]


@settings(max_examples=15, deadline=None)
@given(
    poolings=st.lists(st.sampled_from(POOLINGS), min_size=2, max_size=3),
    paddings=st.lists(st.sampled_from(PADDINGS), min_size=3, max_size=3),
    activations=st.lists(st.sampled_from(["relu", "leaky", "none"]), min_size=3, max_size=3),
    dilations=st.lists(st.integers(1, 2), min_size=3, max_size=3),
    standardise=st.sampled_from(["none", "mean", "standard"]),
    row=st.integers(0, SIDES[0] - 1),
    col=st.integers(0, SIDES[1] - 1),
    seed=st.integers(0, 99),
)
def test_terms_add_up_to_the_activation(
    poolings: list[dict[str, Any]],
    paddings: list[str],
    activations: list[str],
    dilations: list[int],
    standardise: str,
    row: int,
    col: int,
    seed: int,
) -> None:
    blocks = [
        Block(
            padding=padding, activation=activation, dilation=dilation, pooling=Pooling(**pooling)
        )
        for pooling, padding, activation, dilation in zip(
            poolings, paddings, activations, dilations, strict=False
        )
    ]
    model = random_model(blocks, (3, 2, 2)[: len(blocks)], seed, standardise)
    sides = [SIDES]
    for block in blocks:
        sides.append((-(-sides[-1][0] // block.stride), -(-sides[-1][1] // block.stride)))
    reach = max(block.reach for block in blocks)
    if min(sides[-2]) <= reach:  # a reflection would need more of the map
        return
    assert_complete(model, image(seed=seed), (row, col))


def test_learned_kernels_of_a_real_architecture_are_complete() -> None:
    model = learned_model(
        blocks=(
            Block(kernels_per_marker=3, kernels=5, pooling=Pooling(kind="max", size=3, stride=1)),
            Block(kernels_per_marker=3, kernels=5, dilation=2),
            Block(
                kernels_per_marker=3,
                kernels=4,
                activation="leaky",
                pooling=Pooling(kind="average", size=2, stride=2),
            ),
        )
    )
    for place in ((0, 0), (11, 13), (22, 30)):
        assert_complete(model, image(seed=5), place)


def test_a_region_is_the_mean_of_its_pixels() -> None:
    model, pixels = learned_model(), image(seed=2)
    mask = np.zeros(SIDES, bool)
    mask[3, 4] = mask[20, 28] = True
    whole = decompose_activation(model, pixels, mask, 2, 1)
    parts = [decompose_activation(model, pixels, place, 2, 1) for place in ((3, 4), (20, 28))]
    assert whole.value == pytest.approx(np.mean([part.value for part in parts]))
    for index, layer in enumerate(whole.layers):
        mean = np.mean([part.layers[index].values for part in parts], axis=0)
        assert layer.values == pytest.approx(mean)


def test_paths_through_all_kernels_add_up_to_the_decomposition() -> None:
    blocks = (Block(kernels_per_marker=3, kernels=4),) * 3
    model, pixels = learned_model(blocks=blocks), image(seed=2)
    whole = decompose_activation(model, pixels, (9, 9), 3, 1)
    through = [
        decompose_path(model, pixels, (9, 9), [(3, 1), (2, channel)]) for channel in range(4)
    ]
    for channel, part in enumerate(through):
        assert part.value == pytest.approx(whole.layers[0].values[channel])
        total = part.layers[0].values.sum() + part.layers[0].bias
        assert total == pytest.approx(part.value)
    summed = np.sum([part.layers[0].values for part in through], axis=0)
    assert summed == pytest.approx(whole.layers[1].values)
    deeper = decompose_path(model, pixels, (9, 9), [(3, 1), (2, 0), (1, 2)])
    assert deeper.value == pytest.approx(through[0].layers[0].values[2])
    skipping = decompose_path(model, pixels, (9, 9), [(3, 1), (1, 2)])
    assert skipping.value == pytest.approx(whole.layers[1].values[2])


def test_a_sum_over_blocks_has_the_part_of_shallower_blocks_apart() -> None:
    model = learned_model(blocks=(Block(kernels_per_marker=3, kernels=4),) * 3)
    pixels = image(seed=2)
    maps = model.encode(pixels)
    factors = {number: torch.zeros(4, *SIDES) for number in (1, 3)}
    factors[1][2, 5, 6], factors[3][0, 4, 7] = 2.0, -3.0
    first, third = float(2.0 * maps[0][0, 2, 5, 6]), float(-3.0 * maps[2][0, 0, 4, 7])
    found = decompose(model, pixels, factors)
    assert found.value == pytest.approx(first + third, abs=CLOSE)
    assert [layer.shallower for layer in found.layers] == [pytest.approx(first), 0, 0]
    for layer in found.layers:
        total = layer.values.sum() + layer.bias + layer.shallower
        assert total == pytest.approx(found.value)
    alone = decompose(model, pixels, {3: factors[3]})
    assert alone.value == pytest.approx(third, abs=CLOSE)
    assert found.layers[0].values == pytest.approx(alone.layers[0].values)
    added = found.layers[1].values[2] - alone.layers[1].values[2]
    assert added == pytest.approx(first, abs=CLOSE)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ([], "the path has no kernel"),
        ([(3, 0)], "there is no block 3: the encoder has blocks 1 to 2"),
        ([(2, 6)], "block 2 has no kernel 6; its kernels are 0 to 5"),
        ([(2, 0), (2, 1)], "goes from block 2 to block 2; each block must be earlier"),
        ([(1, 0), (2, 1)], "goes from block 1 to block 2"),
    ],
)
def test_paths_that_do_not_exist(path: list[tuple[int, int]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        decompose_path(learned_model(), image(), (0, 0), path)
