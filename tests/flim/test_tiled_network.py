"""The decoder of a U-shaped network in tiles equals that on the whole image."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.flim.decoders.u_shaped import UShapedDecoder
from flimbuilder.flim.interpolation import interpolated_rows
from flimbuilder.flim.tiled_network import network_edges
from flimbuilder.project.architecture import Block
from tests.flim.cases import architecture, noise, pooling, tensor
from tests.flim.test_tiled_decoding import make_encoder
from tests.flim.tiles_in_order import decode_tiles

STRIDED = architecture(
    Block(pooling=pooling(stride=2)),
    Block(dilation=2, pooling=pooling("average", 2, stride=3)),
    Block(pooling=pooling(size=1, stride=2)),
)
DILATED = architecture(Block(dilation=1), Block(dilation=3, pooling=pooling("none")))


def network(blocks, n_objects=2, seed=0):
    encoder = make_encoder(blocks, 3, seed).double()
    kernels = [block.conv.out_channels for block in encoder.blocks()]
    decoder = UShapedDecoder(kernels, n_objects).double()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for value in decoder.parameters():
            value.copy_(torch.randn(value.shape, generator=generator, dtype=torch.float64) / 4)
        for block in decoder.blocks:
            decoder.part("scaling", block).mean.fill_(0.1 * block)
    return encoder, decoder.requires_grad_(False)


def assert_alike(blocks, image, side, seed=0):
    encoder, decoder = network(blocks, seed=seed)
    size = image.shape[:2]
    maps = encoder.encode(tensor(image).double())
    sums = torch.zeros(2, *maps[0].shape[2:], dtype=torch.float64)
    covered = torch.zeros(maps[0].shape[2:])

    def keep(block, rows, cols, part):
        assert block == 1
        sums[:, rows.start : rows.stop, cols.start : cols.stop] = part
        covered[rows.start : rows.stop, cols.start : cols.stop] += 1

    peaks = decode_tiles(
        encoder, blocks.blocks, decoder, size,
        lambda rows, cols: image[rows, cols], keep, side=side,
    )  # fmt: skip

    assert peaks[1].tolist() == [1, 1]
    assert (covered == 1).all()
    torch.testing.assert_close(sums, decoder.sums(maps)[0], rtol=0, atol=1e-6)
    lines = interpolated_rows(
        lambda first, end: sums[:, first:end], tuple(sums.shape[1:]), size, slice(0, size[0])
    )
    expected = decoder(maps, size)[0]
    torch.testing.assert_close(decoder.join([lines]), expected, rtol=0, atol=1e-5)
    assert expected.std() > 1e-3


@settings(max_examples=10, deadline=None)
@given(
    st.integers(13, 60), st.integers(13, 60), st.integers(8, 40), st.integers(0, 99),
    st.sampled_from([STRIDED, DILATED]),
)  # fmt: skip
def test_any_size_and_tile(height, width, side, seed, blocks):
    assert_alike(blocks, noise(height, width, seed=seed), side, seed)


def test_many_tiles_of_a_larger_image():
    assert_alike(STRIDED, noise(97, 83), 24)


def test_edges_by_hand():
    # A convolution sees 1 pixel at each level; a deeper map needs 2 more for interpolation.
    assert network_edges(STRIDED.blocks) == {1: 1, 2: 1 + 2 + 1, 3: 2 + 2 + 1}
    assert network_edges(DILATED.blocks) == {1: 1, 2: 1 + 2 + 1}
