"""The decoder of U-shaped networks: by hand, by literal loops, and its shapes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.flim.decoders.u_shaped import MapScaling, Moments, UShapedDecoder


def random_decoder(kernels, n_objects, seed=0):
    decoder = UShapedDecoder(kernels, n_objects).double()
    rng = np.random.default_rng(seed)
    with torch.no_grad():
        for value in decoder.parameters():
            value.copy_(torch.from_numpy(rng.standard_normal(value.shape) / 3))
        for block in decoder.blocks:
            scaling = decoder.part("scaling", block)
            scaling.mean.copy_(torch.from_numpy(rng.random(scaling.mean.shape)))
            scaling.deviation.copy_(torch.from_numpy(0.5 + rng.random(scaling.mean.shape)))
    return decoder.requires_grad_(False)


# By hand


def test_one_block_one_pixel():
    decoder = UShapedDecoder([1], 1).double().requires_grad_(False)
    for value in decoder.parameters():
        value.zero_()
    decoder.scaling1.mean[:] = 1.0
    decoder.scaling1.deviation[:] = 2.0
    decoder.level1.weight[0, 0, 1, 1] = 3.0  # of 8 channels, only the first answers
    decoder.level1.bias[0] = -0.5
    decoder.head.weight[0, 0] = 10.0
    decoder.head.bias[0] = 0.25
    decoder.direct1.weight[0, 0] = -4.0

    logits = decoder.logits([torch.full((1, 1, 1, 1), 5.0).double()], (1, 1))

    # (5 - 1) / 2 = 2; ReLU(3 * 2 - 0.5) = 5.5; 10 * 5.5 + 0.25 - 4 * 2
    assert logits.item() == pytest.approx(47.25)
    assert decoder([torch.full((1, 1, 1, 1), 1.0).double()], (1, 1)).item() == pytest.approx(
        1 / (1 + np.exp(-0.25))
    )


def test_measured_constants_by_hand():
    scaling = MapScaling(2)
    batches = [torch.zeros(2, 2, 1, 1), torch.tensor([[[[3.0, 6.0]], [[0.0, 0.0]]]])]

    scaling.measure([Moments(maps) for maps in batches])

    assert scaling.mean.tolist() == [pytest.approx(9 / 4), 0]  # of 0, 0, 3 and 6
    assert scaling.deviation[0].item() == pytest.approx(np.std([0, 0, 3, 6]))
    assert scaling.deviation[1].item() == 1  # a map that does not vary is not divided


def test_the_weights_of_the_markers_by_hand():
    decoder = random_decoder([2, 1], 1)
    generator = torch.Generator().manual_seed(0)
    decoder.initialise(generator)
    maps = [torch.rand(1, 2, 4, 6).double(), torch.rand(1, 1, 2, 3).double()]
    weights, bias = torch.tensor([[2.0, -1.0, 0.5]]).double(), torch.tensor([0.75]).double()

    decoder.start_from(weights, bias)

    small = torch.nn.functional.interpolate(maps[1], size=(4, 6), mode="bilinear")
    expected = 2 * maps[0][:, 0] - maps[0][:, 1] + 0.5 * small[:, 0] + 0.75
    torch.testing.assert_close(decoder.logits(maps, (4, 6))[:, 0], expected)


# A literal loop over the formula


def convolve(maps, weights, bias):
    """Convolve maps (C, H, W) with kernels (O, C, 3, 3), zero outside."""
    channels, height, width = maps.shape
    result = np.zeros((len(weights), height, width))
    for output in range(len(weights)):
        for row in range(height):
            for col in range(width):
                total = bias[output]
                for channel in range(channels):
                    for down in (-1, 0, 1):
                        for right in (-1, 0, 1):
                            y, x = row + down, col + right
                            if 0 <= y < height and 0 <= x < width:
                                weight = weights[output, channel, down + 1, right + 1]
                                total += weight * maps[channel, y, x]
                result[output, row, col] = total
    return result


def enlarge(maps, size):
    """Interpolate maps (C, h, w) to a size bilinearly; pixels are squares."""

    def near(position, before, after):
        place = min(max((position + 0.5) * before / after - 0.5, 0), before - 1)
        first = int(np.floor(place))
        return first, min(first + 1, before - 1), place - first

    result = np.zeros((len(maps), *size))
    for row in range(size[0]):
        for col in range(size[1]):
            top, bottom, down = near(row, maps.shape[1], size[0])
            left, right, across = near(col, maps.shape[2], size[1])
            upper = (1 - across) * maps[:, top, left] + across * maps[:, top, right]
            lower = (1 - across) * maps[:, bottom, left] + across * maps[:, bottom, right]
            result[:, row, col] = (1 - down) * upper + down * lower
    return result


def decode(decoder, maps, size):
    """Return the log-odds (objects, height, width) of maps (kernels, h, w) of each block."""
    state = {name: value.numpy() for name, value in decoder.state_dict().items()}
    below, direct = None, 0
    for block in range(len(maps), 0, -1):
        mean, deviation = state[f"scaling{block}.mean"], state[f"scaling{block}.deviation"]
        skip = (maps[block - 1] - mean[:, None, None]) / deviation[:, None, None]
        joined = skip
        if below is not None:
            joined = np.concatenate((skip, enlarge(below, skip.shape[1:])))
            direct = enlarge(direct, skip.shape[1:])
        direct = direct + np.tensordot(state[f"direct{block}.weight"][:, :, 0, 0], skip, axes=1)
        below = convolve(joined, state[f"level{block}.weight"], state[f"level{block}.bias"])
        below = np.maximum(below, 0)
    logits = np.tensordot(state["head.weight"][:, :, 0, 0], below, axes=1) + direct
    return enlarge(logits + state["head.bias"][:, None, None], size)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.integers(1, 2),
    st.integers(5, 9),
    st.integers(5, 9),
    st.integers(0, 99),
)
def test_a_literal_loop(kernels, n_objects, height, width, seed):
    rng = np.random.default_rng(seed)
    maps, side = [], (height, width)
    for count in kernels:
        stride = int(rng.integers(1, 3))
        side = tuple(-(-length // stride) for length in side)
        maps.append(rng.standard_normal((count, *side)))
    decoder = random_decoder(kernels, n_objects, seed)

    logits = decoder.logits([torch.from_numpy(block)[None] for block in maps], (height, width))

    np.testing.assert_allclose(
        logits[0].numpy(), decode(decoder, maps, (height, width)), atol=1e-9
    )


# Properties


@pytest.mark.parametrize("kernels", [[5], [9, 3], [4, 12, 6, 6]])
@pytest.mark.parametrize("n_objects", [1, 3])
def test_shapes_and_channels(kernels, n_objects):
    decoder = UShapedDecoder(kernels, n_objects)
    sides = [(20 >> number, 14 >> number) for number in range(len(kernels))]
    maps = [torch.rand(2, count, *side) for count, side in zip(kernels, sides, strict=True)]

    probabilities = decoder(maps, (41, 29))

    assert probabilities.shape == (2, n_objects, 41, 29)
    assert (probabilities >= 0).all()
    assert (probabilities.sum(dim=1) <= 1 + 1e-6).all()
    assert decoder.level1.out_channels == max(8, kernels[0])
    below = 0 if len(kernels) == 1 else max(8, kernels[1])
    assert decoder.level1.in_channels == kernels[0] + below


def test_images_of_a_batch_do_not_influence_each_other():
    decoder = random_decoder([3, 4], 2)
    maps = [torch.rand(3, 3, 12, 10).double(), torch.rand(3, 4, 6, 5).double()]
    together = decoder(maps, (12, 10))
    for number in range(3):
        alone = decoder([block[number : number + 1] for block in maps], (12, 10))
        torch.testing.assert_close(alone[0], together[number])
