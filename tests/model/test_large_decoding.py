"""Decoding tile by tile, the tiles in view first, gives the saliency of the whole image."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from flimbuilder.analysis.delineate import delineate_classes, find_threshold
from flimbuilder.errors import Cancelled, ImageError
from flimbuilder.flim.tile_plan import plan_tiles
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model import large_decoding
from flimbuilder.model.large_decoding import LargeDecoding, strip_settings
from flimbuilder.model.model import Model
from flimbuilder.model.tile_grid import Focus, TileGrid
from flimbuilder.project.architecture import Block, Pooling
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, Delineation
from tests.learned_models import learned_model
from tests.model.test_large import mosaic
from tests.scenes import Scene

pytestmark = pytest.mark.slow

IN_TILES = 10**5  # bytes
STRIDED = (
    Block(kernels=6, pooling=Pooling(size=3, stride=2)),
    Block(kernels=6, dilation=2, pooling=Pooling(size=3, stride=2)),
    Block(kernels=6),
)
UNWEIGHTED = [name for name in DECODERS if not DECODERS[name].needs_weights]


def finished(decoding: LargeDecoding, focus: Focus | None = None) -> LargeDecoding:
    while not decoding.is_done:
        decoding.step(focus)
    return decoding


@pytest.fixture
def pixels(scene: Scene) -> np.ndarray:
    return mosaic(scene, 3)[:-7, :-5]


@pytest.mark.parametrize("decoder", UNWEIGHTED)
@pytest.mark.parametrize("is_strided", [False, True])
def test_every_decoder_ends_with_the_saliency_of_the_whole_image(
    model: Model, pixels: np.ndarray, decoder: str, is_strided: bool
) -> None:
    if is_strided:
        model = learned_model(blocks=STRIDED)
    choice = model.resolve(DecoderChoice(id=decoder))
    decoding = LargeDecoding(model, choice, pixels, tile_bytes=IN_TILES)
    assert len(decoding.grid) > 6
    finished(decoding, Focus(60, 90, 70, 120))
    expected = model.saliency(pixels, choice)
    assert np.abs(decoding.saliency - expected).max() < 2e-3
    strips = np.concatenate(list(decoding.strips()), axis=1)
    assert np.abs(strips - expected).max() < 2e-5


@pytest.mark.parametrize("options", [{}, {"classes": 3}, {"fused": (2,)}], ids=str)
def test_probabilities_are_exact_at_once(pixels: np.ndarray, options: dict[str, object]) -> None:
    model = learned_model(decoder="ml", **options)
    choice = model.document.decoder
    decoding = LargeDecoding(model, choice, pixels, tile_bytes=IN_TILES)
    focus = Focus(60, 90, 70, 120)
    expected = model.saliency(pixels, choice)
    assert decoding.awaits(focus)
    while decoding.awaits(focus):
        decoding.step(focus)
    assert not decoding.is_done
    for index in np.flatnonzero(decoding.known):
        rows, cols = decoding.grid.place(index)
        part = decoding.saliency[:, rows, cols]
        if model.document.architecture.blocks[0].stride == 1:
            assert np.abs(part - expected[:, rows, cols]).max() < 1e-3
    finished(decoding)
    assert np.abs(decoding.saliency - expected).max() < 2e-3
    settings = model.document.delineation.for_decoder(choice, in_tiles=True)
    mask, thresholds = decoding.mask(settings)
    whole = delineate_classes(expected, model.document.object_classes, settings)
    assert mask.any()
    assert (mask != whole).mean() < 1e-3
    assert thresholds == (0.5,) * len(expected)


@pytest.mark.parametrize("decoder", ["mb", "ts"])
@pytest.mark.parametrize(
    "delineation", [Delineation(), Delineation(area=(50, 400)), Delineation(drop_border=True)]
)
def test_masks_are_those_of_the_whole_image(
    model: Model, pixels: np.ndarray, decoder: str, delineation: Delineation
) -> None:
    choice = model.resolve(DecoderChoice(id=decoder))
    decoding = finished(LargeDecoding(model, choice, pixels, tile_bytes=IN_TILES))
    settings = delineation.for_decoder(choice, in_tiles=True)
    mask, (threshold,) = decoding.mask(settings)
    saliency = model.saliency(pixels, choice)
    expected = delineate_classes(saliency, model.document.object_classes, settings)
    assert (mask != expected).mean() < 1e-3
    assert threshold == pytest.approx(find_threshold(saliency[0], settings), abs=1e-4)
    decoding.forget_sums()
    again, _ = decoding.mask(settings)
    assert (again != expected).mean() < 1e-2


def test_half_precision_keeps_the_side_of_the_threshold(pixels: np.ndarray) -> None:
    model = learned_model(decoder="ml")
    expected = model.saliency(pixels)[0]
    limit = float(np.median(expected)) + 1e-7
    decoding = LargeDecoding(
        model, model.document.decoder, pixels, tile_bytes=IN_TILES, threshold=limit
    )
    finished(decoding)
    differs = (decoding.saliency[0] > np.float32(limit)) != (expected > np.float32(limit))
    assert np.abs(expected[differs] - limit).max(initial=0) < 1e-5


def test_tiles_in_view_come_first_and_follow_the_view(model: Model, pixels: np.ndarray) -> None:
    decoding = LargeDecoding(model, model.document.decoder, pixels, tile_bytes=IN_TILES)
    height, width = decoding.size
    corner = Focus(height - 20, height, width - 20, width)
    decoding.step(corner)
    assert np.flatnonzero(~decoding._queue.pending).tolist() == [len(decoding.grid) - 1]
    decoding.step(Focus(0, 20, 0, 20))
    assert not decoding._queue.pending[0]


def test_provisional_saliency_is_that_of_the_part_in_view(
    model: Model, pixels: np.ndarray
) -> None:
    """Scaled by the maxima of its tiles, and replaced by the exact saliency at the end."""
    decoding = LargeDecoding(
        model, model.resolve(DecoderChoice(id="mb")), pixels, tile_bytes=IN_TILES
    )
    focus = Focus(0, 40, 0, 40)
    assert not decoding.is_local
    while decoding.awaits(focus):
        decoding.step(focus)
    seen = decoding.grid.visible(focus)
    assert (decoding.known == seen).all()
    top = max(
        float(decoding.saliency[(0, *decoding.grid.place(index))].max())
        for index in np.flatnonzero(seen)
    )
    assert 0.95 < top <= 1
    exact = finished(decoding, focus).saliency
    assert np.abs(exact - model.saliency(pixels, DecoderChoice(id="mb"))).max() < 2e-3


def test_progress_ascends_to_1(model: Model, pixels: np.ndarray) -> None:
    choice = model.resolve(DecoderChoice(id="ts"))
    decoding, shares = LargeDecoding(model, choice, pixels, tile_bytes=IN_TILES), []
    while not decoding.is_done:
        shares.append(decoding.progress)
        decoding.step()
    shares.append(decoding.progress)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_summaries_are_those_of_the_whole_maps(model: Model, pixels: np.ndarray) -> None:
    decoding = finished(
        LargeDecoding(model, model.document.decoder, pixels, tile_bytes=IN_TILES, sides=(16, 50))
    )
    maps = model.encode(scale_image(pixels))
    for block, summary in decoding.summaries.items():
        whole = maps[block - 1][0]
        assert torch.allclose(summary.highest, whole.amax(dim=(1, 2)), atol=1e-5)
        assert torch.allclose(summary.lowest, whole.amin(dim=(1, 2)), atol=1e-5)
        for side in (16, 50):
            small = summary.reduced(side)
            expected = F.interpolate(whole[None], small.shape[1:], mode="area")[0]
            assert torch.allclose(small, expected, atol=1e-4)


def test_large_sums_are_on_disk(
    model: Model, pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_decoding, "SUM_BYTES", 0)
    decoding = finished(
        LargeDecoding(model, model.resolve(DecoderChoice(id="mb")), pixels, tile_bytes=IN_TILES)
    )
    expected = model.saliency(pixels, DecoderChoice(id="mb"))
    assert np.abs(decoding.saliency - expected).max() < 2e-3


def test_a_mask_can_be_cancelled(model: Model, pixels: np.ndarray) -> None:
    def stop() -> None:
        raise Cancelled("stopped")

    decoding = finished(LargeDecoding(model, model.document.decoder, pixels))
    with pytest.raises(Cancelled):
        decoding.mask(Delineation(threshold=0.5, method="none"), stop)


def test_an_unfit_image_is_refused(model: Model) -> None:
    with pytest.raises(ImageError, match="has 1 channel"):
        LargeDecoding(model, model.document.decoder, np.zeros((50, 50, 1), np.uint8), "grey.png")


def test_settings_without_what_needs_the_whole_image() -> None:
    choice = DecoderChoice(id="ml")
    plain = Delineation(threshold=0.5, method="none", area=(1, 5))
    assert strip_settings(plain.with_(method="auto"), choice) == (plain, None)
    rest, note = strip_settings(Delineation(method="watershed", fill_holes=True), choice)
    assert rest == Delineation(threshold=0.5, method="none")
    assert note is not None
    assert "watershed" in note
    assert "holes" in note


def test_the_grid_is_that_of_the_plan() -> None:
    blocks = STRIDED
    grid = TileGrid((101, 67), blocks, 30)
    assert grid.side == 32
    plan = plan_tiles((101, 67), blocks, [1, 3], 30)
    assert len(plan) == len(grid)
    for index, tile in enumerate(plan):
        rows, cols = grid.place(index)
        assert (rows.start, cols.start) == (4 * tile.rows[3].start, 4 * tile.cols[3].start)
        for corner in ((rows.start, cols.start), (rows.stop - 1, cols.stop - 1)):
            assert grid.index_at(*corner) == index


def test_the_nearest_tile_is_in_view() -> None:
    grid = TileGrid((100, 100), (Block(),), 20)
    pending = np.ones(25, bool)
    assert grid.nearest(pending, None) == 0
    assert grid.nearest(pending, Focus(41, 59, 41, 59)) == 12
    pending[12] = False
    assert grid.nearest(pending, Focus(55, 65, 41, 59)) == 17
    assert grid.nearest(np.zeros(25, bool), None) is None
