"""Decoding tile by tile gives the saliency of the whole image."""

from collections import Counter

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.errors import Cancelled
from flimbuilder.flim import tiled_decoding
from flimbuilder.flim.decoders import load_decoder_class, make_decoder_of_blocks
from flimbuilder.flim.decoders.base import SurveyDecoder, scale_by
from flimbuilder.flim.interpolation import interpolated_rows
from flimbuilder.flim.tiles import encode_tile
from flimbuilder.project.decoders import DECODERS
from tests.flim.cases import QUICK, STRIDED, noise, tensor
from tests.flim.test_tiles import ARCHITECTURES, MIXED, make_encoder
from tests.flim.tiles_in_order import decode_tiles

pytestmark = pytest.mark.slow

OBJECTS = (1, 2)
SURVEYED = {"ts", "lt", "at"}
ABSOLUTE = {"ml"}


def make_blocks_decoder(decoder_id, counts, wanted):
    given_weights, n_kernels = {}, [counts[block - 1] for block in wanted]
    if decoder_id in ("manual", "bp"):
        given_weights["weights"] = [[0.5 * (kernel % 3) - 0.4 for kernel in range(n_kernels[0])]]
    if decoder_id == "bp":
        given_weights["bias"] = [0.1]
    if decoder_id == "ml":
        numbers = range(sum(n_kernels))
        given_weights["weights"] = [
            [0.1 * (number % 5) - shift for number in numbers] for shift in (0.2, 0.15)
        ]
        given_weights["bias"] = [-0.5, 0.1]
    classes = {
        block: [kernel % 3 for kernel in range(count)]
        for block, count in zip(wanted, n_kernels, strict=True)
    }
    return make_decoder_of_blocks(decoder_id, classes, OBJECTS, **given_weights)


class Pieces:
    """Collects the parts of the maps, as a file would."""

    def __init__(self, whole, wanted):
        shapes = {block: whole[block - 1].shape[2:] for block in wanted}
        self.maps = {
            block: torch.full((len(OBJECTS), *shape), torch.nan, dtype=whole[0].dtype)
            for block, shape in shapes.items()
        }

    def keep(self, block, rows, cols, sums):
        place = self.maps[block][:, rows.start : rows.stop, cols.start : cols.stop]
        assert place.isnan().all()
        place[:] = sums

    def saliency(self, peaks, size, decoder):
        return decoder.join([
            interpolated_rows(
                lambda first, end, block=block: scale_by(
                    self.maps[block][:, first:end], peaks[block]
                ),
                tuple(self.maps[block].shape[1:]),
                size,
                slice(0, size[0]),
            )
            for block in self.maps
        ])  # fmt: skip


def in_tiles(encoder, blocks, decoder, image, side, on_tile=lambda done, total: None):
    whole = encoder.encode(tensor(image).to(next(encoder.parameters())))
    pieces = Pieces(whole, decoder.blocks)
    peaks = decode_tiles(
        encoder, blocks.blocks, decoder, image.shape[:2],
        lambda rows, cols: image[rows, cols], pieces.keep, side=side, on_tile=on_tile,
    )  # fmt: skip
    size = image.shape[:2]
    return pieces.saliency(peaks, size, decoder), decoder(whole, size)[0]


def assert_tiled_is_whole(blocks, decoder_id, image, wanted, side, seed=0, scaled=False):
    # In double: rounding would be magnified where the sums nearly cancel out.
    encoder = make_encoder(blocks, image.shape[2], seed).double()
    counts = range(4, 4 + len(blocks.blocks))
    decoder = make_blocks_decoder(decoder_id, counts, wanted)
    for block, of_block in zip(wanted, decoder.decoders, strict=True) if scaled else ():
        of_block.use_scale([0.3 + 0.1 * number for number in range(counts[block - 1])], [0.6, 0.9])
    decoder = decoder.double()
    saliency, expected = in_tiles(encoder, blocks, decoder, image, side)
    torch.testing.assert_close(saliency, expected, rtol=0, atol=1e-5)
    return expected


@pytest.mark.parametrize("decoder_id", DECODERS)
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_tiled_is_whole(decoder_id, name):
    blocks = ARCHITECTURES[name]
    last = len(blocks.blocks)
    for wanted in ([1], [last], [1, last]):
        if len(wanted) > 1 and not DECODERS[decoder_id].can_fuse:
            continue
        for side in (16, 50):
            assert_tiled_is_whole(blocks, decoder_id, noise(71, 57), wanted, side)


@pytest.mark.parametrize("decoder_id", DECODERS)
@QUICK
@given(
    st.integers(8, 60), st.integers(8, 60), st.integers(1, 70), st.integers(0, 99),
    st.sampled_from([[1], [2], [3]]),
)  # fmt: skip
def test_any_size_and_tile(decoder_id, height, width, side, seed, wanted):
    image = noise(height, width, seed=seed)
    assert_tiled_is_whole(STRIDED, decoder_id, image, wanted, side, seed)


@pytest.mark.parametrize("decoder_id", sorted(SURVEYED))
def test_some_weights_are_not_zero(decoder_id):
    """Otherwise the tests above might compare only empty saliency."""
    assert any(
        assert_tiled_is_whole(MIXED, decoder_id, noise(60, 60, seed=seed), [block], 20, seed).any()
        for block in (1, 2, 3, 4)
        for seed in range(9)
    )


def test_statistics_of_one_tile_would_not_suffice():
    """The reason for a second pass: half of the image is empty."""
    image = noise(40, 80)
    image[:, :40] = 0.5
    encoder = make_encoder(MIXED)
    decoder = make_blocks_decoder("at", range(4, 8), [2])
    saliency, expected = in_tiles(encoder, MIXED, decoder, image, 10)
    torch.testing.assert_close(saliency, expected, rtol=0, atol=1e-5)
    alone = decoder(encoder.encode(tensor(image[:, 40:])), (40, 40))[0]
    assert (alone - expected[..., 40:]).abs().max() > 0.01


@pytest.mark.parametrize("decoder_id", [name for name in DECODERS if name not in ABSOLUTE])
def test_an_image_without_activations_has_no_saliency(decoder_id):
    encoder = make_encoder(STRIDED)
    for block in encoder.blocks():
        block.conv.weight.zero_()
        block.conv.bias.fill_(-1)
    decoder = make_blocks_decoder(decoder_id, range(4, 7), [3])
    saliency, expected = in_tiles(encoder, STRIDED, decoder, noise(30, 30), 10)
    assert not saliency.any()
    assert not expected.any()


@pytest.mark.parametrize("decoder_id", sorted(ABSOLUTE))
def test_an_image_without_activations_has_the_probability_of_the_bias(decoder_id):
    encoder = make_encoder(STRIDED)
    for block in encoder.blocks():
        block.conv.weight.zero_()
        block.conv.bias.fill_(-1)
    decoder = make_blocks_decoder(decoder_id, range(4, 7), [1, 3])
    saliency, expected = in_tiles(encoder, STRIDED, decoder, noise(30, 30), 10)
    odds = torch.tensor([-0.5, 0.1]).exp()
    probability = (odds / (1 + odds.sum()))[:, None, None].expand(2, 30, 30)
    torch.testing.assert_close(saliency, probability)
    torch.testing.assert_close(expected, probability)


@pytest.mark.parametrize("wanted", [[2], [1, 3]])
def test_an_absolute_decoder_encodes_each_tile_once(wanted, monkeypatch):
    counts = Counter()

    def count(encoder, tile, read, statistics):
        counts[tile.rows[wanted[0]].start, tile.cols[wanted[0]].start] += 1
        return encode_tile(encoder, tile, read, statistics)

    monkeypatch.setattr(tiled_decoding, "encode_tile", count)
    image = noise(60, 40)
    assert_tiled_is_whole(STRIDED, "ml", image, wanted, 20)
    assert len(counts) == 6
    assert set(counts.values()) == {1}


@pytest.mark.parametrize("decoder_id", [name for name in DECODERS if name not in ABSOLUTE])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_tiled_is_whole_on_the_scale_of_training_images(decoder_id, name):
    last = len(ARCHITECTURES[name].blocks)
    for wanted in [[last], [1, last]] if DECODERS[decoder_id].can_fuse else [[last]]:
        assert_tiled_is_whole(
            ARCHITECTURES[name], decoder_id, noise(71, 57), wanted, 16, scaled=True
        )


@pytest.mark.parametrize(
    "decoder_id", [name for name in DECODERS if name not in {*ABSOLUTE, *SURVEYED}]
)
def test_the_scale_of_training_images_takes_a_single_pass(decoder_id, monkeypatch):
    counts = Counter()

    def count(encoder, tile, read, statistics):
        counts[tile.rows[2].start, tile.cols[2].start] += 1
        return encode_tile(encoder, tile, read, statistics)

    monkeypatch.setattr(tiled_decoding, "encode_tile", count)
    saliency = assert_tiled_is_whole(STRIDED, decoder_id, noise(60, 40), [2], 20, scaled=True)
    assert saliency.any()
    assert len(counts) == 6
    assert set(counts.values()) == {1}


@pytest.mark.parametrize("decoder_id", ["pb", "at", "ml"])
def test_progress_counts_the_tiles_of_all_passes(decoder_id):
    reports = []
    decoder = make_blocks_decoder(decoder_id, range(4, 7), [3])
    in_tiles(
        make_encoder(STRIDED), STRIDED, decoder, noise(30, 30), 15,
        lambda done, total: reports.append((done, total)),
    )  # fmt: skip
    n_passes = 3 if decoder_id in SURVEYED else 1 if decoder_id in ABSOLUTE else 2
    assert reports == [(done, 4 * n_passes) for done in range(4 * n_passes + 1)]


def test_it_is_stopped_between_tiles():
    def stop(done, total):
        if done == 3:
            raise Cancelled("stopped")

    decoder = make_blocks_decoder("lm", range(4, 7), [3])
    with pytest.raises(Cancelled):
        in_tiles(make_encoder(STRIDED), STRIDED, decoder, noise(30, 30), 15, stop)


def test_every_decoder_is_of_one_kind():
    classes = {decoder_id: load_decoder_class(decoder_id) for decoder_id in DECODERS}
    surveyed = {key for key, kind in classes.items() if issubclass(kind, SurveyDecoder)}
    assert surveyed == SURVEYED
    assert all(hasattr(kind, "combine_part") for kind in classes.values())
