"""Images in tiles show what they would show whole, what is in view first."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import Cancelled
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.pixels import StoredPixels
from flimbuilder.model.tile_grid import Focus
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.selection import PixelsKey
from flimbuilder.session import large_image
from flimbuilder.session.builder import CachedProjectFiles
from flimbuilder.session.large import decode_any_size
from flimbuilder.session.results import DecodedImage, HeatMap
from flimbuilder.session.session import Session
from tests.session.conftest import Pump, make_project

pytestmark = pytest.mark.slow

SIDE = 300
DISKS = ((40, 60, 20), (150, 150, 30), (250, 220, 25))
TILE_BYTES = 10**6
STRIDED = Architecture(
    blocks=(
        Block(kernels_per_marker=4, kernels=6, pooling=Pooling(size=3, stride=2)),
        Block(kernels_per_marker=4, kernels=8, dilation=2, pooling=Pooling(size=3, stride=1)),
    )
)
FLAT = Architecture(
    blocks=(
        Block(kernels_per_marker=4, kernels=6, pooling=Pooling(size=3, stride=1)),
        Block(kernels_per_marker=4, kernels=8, dilation=3, pooling=Pooling(size=3, stride=1)),
    )
)
CORNER = Focus(0, 30, 0, 30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_project(tmp_path, side=SIDE, disks=DISKS)


@pytest.fixture
def in_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 1)
    monkeypatch.setattr("flimbuilder.model.large_decoding.TILE_BYTES", TILE_BYTES)


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump, in_tiles: None) -> Session:
    session.open(folder)
    pump.settle(session)
    return session


def whole(session: Session, monkeypatch: pytest.MonkeyPatch) -> DecodedImage:
    """The expected result of the view, computed whole."""
    project, shown, built = (
        session.document.project, session.pixels.shown, session.builder.current
    )  # fmt: skip
    assert shown is not None
    assert built is not None
    with monkeypatch.context() as patch:
        patch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 10**12)
        named = built.decoder_of(project.decoder)
        settings = project.delineation.for_decoder(named, in_tiles=True)
        return decode_any_size(built, shown.pixels, project.decoder, settings).decoded


def assert_alike(decoded: DecodedImage | None, expected: DecodedImage) -> None:
    assert decoded is not None
    assert np.abs(decoded.saliency.astype(np.float32) - expected.saliency).max() < 2e-3
    assert (decoded.mask != expected.mask).mean() < 1e-3
    assert decoded.decoder_choice == expected.decoder_choice
    assert decoded.thresholds == pytest.approx(expected.thresholds, abs=1e-3)


class Watched:
    """The maps that an inspector shows, and what they looked like then."""

    def __init__(self, session: Session) -> None:
        self.heats: list[HeatMap | None] = []
        self.pictures: list[np.ndarray | None] = []
        self._inspector = session.inspector
        session.inspector.heat_changed.connect(self._on_heat)

    def _on_heat(self) -> None:
        heat = self._inspector.heat
        self.heats.append(heat)
        self.pictures.append(None if heat is None else heat.values.copy())

    @property
    def titles(self) -> list[str]:
        return [heat.title for heat in self.heats if heat is not None]


@pytest.mark.parametrize("architecture", [STRIDED, FLAT], ids=["strided", "flat"])
@pytest.mark.parametrize("decoder", [name for name in DECODERS if name != "manual"])
def test_every_decoder_ends_like_the_whole_image(
    opened: Session,
    pump: Pump,
    monkeypatch: pytest.MonkeyPatch,
    decoder: str,
    architecture: Architecture,
) -> None:
    block = None if DECODERS[decoder].is_joint else 2
    opened.set_architecture(architecture)
    opened.set_decoder(DecoderChoice(id=decoder, block=block))
    opened.builder.build()
    opened.update_view(heat="saliency")
    pump.settle(opened)
    inspector = opened.inspector
    expected = whole(opened, monkeypatch)
    assert expected.mask.any() or decoder == "lt"
    assert_alike(inspector.decoded, expected)
    assert inspector.heat is not None
    drawn = np.rint(expected.saliency[0] * 255)
    assert np.abs(inspector.heat.values - drawn).max() <= 1
    assert inspector.heat.title == "saliency of object"
    assert inspector.reason is None
    assert inspector.mask is inspector.decoded.mask


def test_the_scale_of_the_training_images_needs_one_pass(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.update_view(heat="saliency")
    watched = Watched(opened)
    opened.set_decoder(DecoderChoice(id="mb", block=2, scale="training"))
    opened.builder.build()
    pump.settle(opened)
    assert_alike(opened.inspector.decoded, whole(opened, monkeypatch))
    assert not any("provisional" in title for title in watched.titles)


def test_saliency_is_provisional_until_the_maxima_are_known(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_image, "PAUSE", 0.0)
    opened.update_view(heat="saliency")
    pump.settle(opened)
    shown = opened.pixels.shown
    assert shown is not None
    watched = Watched(opened)
    opened.inspector.focus_on(shown.id, CORNER)
    opened.set_decoder(DecoderChoice(id="mb", block=2))
    pump.settle(opened)
    titles = watched.titles
    assert any(", provisional, " in title for title in titles)
    assert titles[-1] == "saliency of object"
    assert not any("provisional" in title for title in titles[-1:])
    shares = [int(title.split()[-2]) for title in titles if title.endswith("%")]
    assert shares == sorted(shares)


def test_what_is_in_view_comes_first(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_image, "PAUSE", 0.0)
    opened.set_decoder(DecoderChoice(id="ml"))
    opened.set_architecture(FLAT)
    opened.builder.build()
    pump.settle(opened)
    opened.update_view(heat="saliency")
    pump.settle(opened)
    shown = opened.pixels.shown
    assert shown is not None
    focus = Focus(SIDE - 30, SIDE, SIDE - 30, SIDE)
    opened.inspector.focus_on(shown.id, focus)
    old = opened.inspector.heat
    assert old is not None
    watched = Watched(opened)
    opened.set_seed(5)
    opened.builder.build()
    pump.settle(opened)
    pictures = zip(watched.heats, watched.pictures, strict=True)
    seen = next(
        picture for heat, picture in pictures if heat is not None and heat.values is not old.values
    )
    final = opened.inspector.heat
    assert seen is not None
    assert final is not None
    corner = slice(SIDE - 30, SIDE), slice(SIDE - 30, SIDE)
    assert np.array_equal(seen[corner], final.values[corner])
    assert not np.array_equal(old.values[corner], final.values[corner])


def test_the_view_can_move_while_tiles_are_computed(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_image, "PAUSE", 0.0)
    shown = opened.pixels.shown
    assert shown is not None
    places = iter(range(0, SIDE, 25))

    def move() -> None:
        at = next(places, 0)
        opened.inspector.focus_on(shown.id, Focus(at, at + 20, SIDE - at - 20, SIDE - at))

    opened.inspector.heat_changed.connect(move)
    opened.update_view(heat="saliency")
    opened.set_decoder(DecoderChoice(id="ts", block=2))
    pump.settle(opened)
    opened.inspector.heat_changed.disconnect(move)
    assert_alike(opened.inspector.decoded, whole(opened, monkeypatch))


def test_the_former_map_stays_until_the_next_is_known_in_view(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="saliency")
    pump.settle(opened)
    watched = Watched(opened)
    opened.set_seed(3)
    opened.builder.build()
    pump.settle(opened)
    assert watched.heats
    assert None not in watched.heats


def test_kernels_have_cards(opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = opened.inspector.cards
    monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 10**12)
    opened.update_view(block=2)
    opened.update_view(block=1)
    pump.settle(opened)
    expected = opened.inspector.cards
    assert len(cards) == len(expected)
    for card, whole_card in zip(cards, expected, strict=True):
        assert card.map is not None
        assert whole_card.map is not None
        assert np.abs(card.map.astype(int) - whole_card.map).max() <= 1
        assert card.maximum == pytest.approx(whole_card.maximum, rel=1e-4)
        assert card.dead == whole_card.dead
        assert card.dice == pytest.approx(whole_card.dice, abs=1e-3)
        assert card.twin == whole_card.twin
    assert any(card.filters is not None for card in cards)


@pytest.mark.parametrize("architecture", [STRIDED, FLAT], ids=["strided", "flat"])
def test_the_activation_of_a_kernel(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch, architecture: Architecture
) -> None:
    opened.set_architecture(architecture)
    opened.builder.build()
    opened.update_view(heat="activation", block=2)
    pump.settle(opened)
    heat = opened.inspector.heat
    assert heat is not None
    assert heat.title == "block 2, kernel 1"
    values = [opened.inspector.value_at(row, 70)[0] for row in range(0, SIDE, 37)]
    monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 10**12)
    opened.inspector.refresh()
    pump.settle(opened)
    expected = opened.inspector.heat
    assert expected is not None
    assert (heat.low, heat.high) == pytest.approx((expected.low, expected.high), rel=1e-4)
    assert np.abs(heat.values.astype(int) - expected.values).max() <= 1
    assert values == pytest.approx(
        [opened.inspector.value_at(row, 70)[0] for row in range(0, SIDE, 37)], rel=2e-3
    )


def test_a_deleted_kernel_has_an_activation(opened: Session, pump: Pump) -> None:
    card = opened.inspector.cards[1]
    opened.update_view(heat="activation", kernel=card.identity)
    pump.settle(opened)
    before = opened.inspector.heat
    assert before is not None
    opened.kernels.delete(1, [card.identity])
    opened.builder.build()
    pump.settle(opened)
    after = opened.inspector.heat
    assert after is not None
    assert after.title == before.title
    assert after is not before
    assert np.abs(after.values.astype(int) - before.values).max() <= 1
    assert opened.inspector.cards[1].map is None
    assert opened.inspector.cards[0].map is not None


def test_several_object_classes(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.classes.add()
    class_id = opened.document.project.classes[-1].id
    opened.update_view(class_id=class_id, radius=5, tool="disk", heat="saliency")
    opened.drawing.disk((150.0, 150.0))
    opened.builder.build()
    pump.settle(opened)
    decoded = opened.inspector.decoded
    assert decoded is not None
    assert decoded.classes == (1, class_id)
    for index, object_class in enumerate(decoded.classes):
        opened.update_view(object_class=object_class)
        pump.settle(opened)
        heat = opened.inspector.heat
        assert heat is not None
        expected = np.rint(decoded.saliency[index].astype(np.float32) * 255)
        assert np.array_equal(heat.values, expected)
    assert_alike(decoded, whole(opened, monkeypatch))


def test_values_under_the_pointer(opened: Session, pump: Pump) -> None:
    inspector = opened.inspector
    activation, saliency = inspector.value_at(50, 60)
    assert activation is None  # its map is not shown
    assert inspector.decoded is not None
    assert saliency == float(inspector.decoded.saliency[0, 50, 60])
    assert inspector.value_at(SIDE, 0) == (None, None)


def test_the_mask_is_measured(opened: Session) -> None:
    decoded, shown = opened.inspector.decoded, opened.pixels.shown
    assert decoded is not None
    assert shown is not None
    assert decoded.measures is not None
    assert set(decoded.measures) == {"dice", "iou", "precision", "recall"}
    mask, truth = decoded.mask == 1, shown.truth == 1
    expected = 2 * (mask & truth).sum() / (mask.sum() + truth.sum())
    assert decoded.measures["dice"] == pytest.approx(expected)


def test_errors_of_the_mask(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="error")
    pump.settle(opened)
    heat, decoded, shown = opened.inspector.heat, opened.inspector.decoded, opened.pixels.shown
    assert heat is not None
    assert decoded is not None
    assert shown is not None
    assert heat.kind == "error"
    assert np.array_equal(heat.values != 0, decoded.mask != shown.truth)


def test_another_delineation_cuts_again(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    saliency = opened.inspector.decoded.saliency
    opened.set_delineation(Delineation(threshold=0.3, area=(200, 10**6)))
    pump.settle(opened)
    assert opened.inspector.decoded.saliency is saliency
    assert_alike(opened.inspector.decoded, whole(opened, monkeypatch))
    opened.document.undo()
    pump.settle(opened)
    assert_alike(opened.inspector.decoded, whole(opened, monkeypatch))


def test_steps_that_need_the_whole_image_are_left_out(opened: Session, pump: Pump) -> None:
    opened.set_delineation(Delineation(method="watershed", fill_holes=True))
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    assert "watershed" in str(opened.inspector.reason)
    opened.document.undo()
    pump.settle(opened)
    assert opened.inspector.reason is None


def test_a_mask_fills_while_probabilities_are_computed(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_image, "LONG_MASK_PAUSE", 0.0)
    opened.set_decoder(DecoderChoice(id="ml"))
    opened.builder.build()
    pump.settle(opened)
    shown, built = opened.pixels.shown, opened.builder.current
    assert shown is not None
    assert built is not None
    wanted = large_image.Wanted(Focus(140, 160, 140, 160), "none", 0, None, Delineation())
    image = large_image.LargeImage(built, shown, DecoderChoice(id="ml"), wanted, {})
    masks: list[np.ndarray] = []

    def watch(version: int) -> None:
        if image.mask is not None:
            masks.append(image.mask.copy())

    image.run(watch)
    assert image.result is not None
    final = image.result.decoded.mask
    assert len(masks) > 3
    assert masks[0].any()
    assert not np.array_equal(masks[0], final)
    assert all((mask > final).mean() < 1e-3 for mask in masks)


def test_a_previewed_threshold_cuts_again(opened: Session, pump: Pump) -> None:
    before = opened.inspector.decoded
    opened.update_view(threshold=0.9)
    pump.settle(opened)
    after = opened.inspector.decoded
    assert before is not None
    assert after is not None
    assert after.thresholds == (0.9,)
    assert after.mask.sum() < before.mask.sum()
    opened.update_view(threshold=None)
    pump.settle(opened)
    assert np.array_equal(opened.inspector.decoded.mask, before.mask)


def test_the_previous_build_is_computed_when_it_is_shown(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="saliency")
    pump.settle(opened)
    before = opened.inspector.decoded
    opened.set_seed(11)
    opened.builder.build()
    pump.settle(opened)
    after = opened.inspector.decoded
    assert before is not None
    assert after is not None
    assert not np.array_equal(before.saliency, after.saliency)
    assert opened.inspector.measures_before == before.measures
    opened.update_view(before=True)
    pump.settle(opened)
    kept = opened.inspector.heat
    assert kept is not None
    opened.update_view(before=False)
    pump.settle(opened)
    opened.inspector._large._images.clear()  # as if the session had just been opened
    opened.update_view(before=True)
    pump.settle(opened)
    again = opened.inspector.heat
    assert again is not None
    assert again is not kept
    assert np.array_equal(again.values, kept.values)
    assert np.array_equal(opened.inspector.decoded.saliency, before.saliency)
    assert np.array_equal(opened.inspector.decoded.mask, before.mask)
    assert opened.inspector.measures_before == before.measures
    opened.update_view(before=False)
    pump.settle(opened)
    assert np.array_equal(opened.inspector.decoded.saliency, after.saliency)


def test_an_impossible_decoder_is_a_reason(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="saliency")
    opened.set_decoder(DecoderChoice(id="manual"))
    pump.settle(opened)
    assert opened.inspector.decoded is None
    assert "decoder 'manual' has no weights" in str(opened.inspector.reason)
    opened.document.undo()
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    assert opened.inspector.reason is None


def test_edits_while_tiles_are_computed(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_image, "PAUSE", 0.0)
    opened.update_view(heat="saliency")
    edits: list[Callable[[], object]] = [
        lambda: opened.set_decoder(DecoderChoice(id="mb", block=1)),
        lambda: opened.update_view(heat="activation"),
        lambda: opened.step_image(1),
        lambda: opened.update_view(heat="saliency", show_mask=True),
        opened.builder.build,
        opened.document.undo,
        lambda: opened.step_image(-1),
        lambda: opened.set_delineation(Delineation(threshold=0.2)),
    ]
    for edit in edits:
        edit()
        pump.until(lambda: opened.jobs.in_lane("tiles") is not None or not opened.jobs.running)
    pump.settle(opened)
    assert_alike(opened.inspector.decoded, whole(opened, monkeypatch))


def test_a_cancelled_job_is_started_again(opened: Session, pump: Pump) -> None:
    opened.set_seed(2)
    opened.builder.build()
    pump.until(lambda: opened.jobs.in_lane("tiles") is not None)
    opened.jobs.cancel("tiles")
    opened.inspector.refresh()
    pump.settle(opened)
    assert opened.inspector.decoded is not None


def test_small_and_large_images_alternate(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = opened.inspector.decoded
    monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 10**12)
    opened.step_image(1)
    pump.settle(opened)
    opened.step_image(-1)
    pump.settle(opened)
    small = opened.inspector.decoded
    assert small is not None
    assert small.saliency.dtype == np.float32
    assert_alike(large, small)


def test_any_size_is_decoded_and_can_be_stopped(
    opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    built, shown = opened.builder.current, opened.pixels.shown
    assert built is not None
    assert shown is not None
    choice, checks = DecoderChoice(id="mb", block=1), []

    def stop() -> None:
        checks.append(1)
        if len(checks) > 3:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        decode_any_size(built, shown.pixels, choice, Delineation(), stop)
    decoded = decode_any_size(built, shown.pixels, choice, Delineation()).decoded
    saliency = built.model.saliency(shown.pixels, choice)
    differs = np.abs(decoded.saliency - saliency) > 2e-3
    assert differs.mean() < 1e-3  # ``mb`` compares maps, and rounding decides a tie


def test_a_draft_shrinks_the_image_by_samples() -> None:
    from flimbuilder.session.large_draft import sampled

    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8, 1) * 4
    small = sampled(pixels, 2)
    assert small.shape == (2, 2, 1)
    unit = scale_image(pixels)
    assert small[0, 1, 0] == pytest.approx(unit[[1, 1, 3, 3], [5, 7, 5, 7], 0].mean())


def test_the_saliency_of_one_block_is_refused(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="block")
    pump.settle(opened)
    assert opened.inspector.heat is None
    assert "too large for the saliency of one block" in str(opened.inspector.reason)
    opened.update_view(heat="saliency")
    pump.settle(opened)
    assert opened.inspector.heat is not None
    assert opened.inspector.reason is None


def test_a_build_reads_the_pixels_on_the_screen(
    opened: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.model.pixels.LARGE", 1)
    cache: ByteLimitedCache[PixelsKey, np.ndarray] = ByteLimitedCache(0)
    files = CachedProjectFiles(folder, cache, opened.pixels.find)
    shown, other = opened.document.project.images[:2]
    source = files.source(shown)
    assert isinstance(source, StoredPixels)
    assert opened.pixels.shown is not None
    assert source.pixels is opened.pixels.shown.pixels
    stored = files.source(other)
    assert isinstance(stored, StoredPixels)
    assert stored.pixels is not source.pixels
    window = slice(3, 9), slice(5, 7)
    assert np.array_equal(source.windows([window])[0], scale_image(source.pixels)[window])
