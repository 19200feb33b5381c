"""Results of the last build on the shown image, while everything changes."""

import gc
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.model.model import Model
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.architecture import Architecture, Pooling
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.project import ComponentIdentity
from flimbuilder.session import encoding
from flimbuilder.session.decoding import decode
from flimbuilder.session.inspector import NO_PREVIOUS, NOT_BUILT, Inspector
from flimbuilder.session.results import HeatMap
from flimbuilder.session.session import Message, Session
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.evaluation.evaluate import measure
from tests.session.conftest import Pump

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    """A session with a project that is built, and its first image decoded."""
    session.open(folder)
    pump.settle(session)
    return session


def model_of(session: Session) -> Model:
    assert session.builder.current is not None
    return session.builder.current.model


def saliency_of(session: Session, choice: DecoderChoice | None = None) -> np.ndarray:
    """The expected results of the build, computed without the inspector."""
    assert session.pixels.shown is not None
    pixels = read_pixels(session.pixels.shown.path)
    model = model_of(session)
    return model.decode(model.encode(pixels), pixels.shape[:2], choice)


class Watch:
    """The results of an inspector at each of its signals."""

    def __init__(self, inspector: Inspector) -> None:
        self.decoded: list[object] = []
        self.heat: list[HeatMap | None] = []
        self.cards: list[object] = []
        self._inspector = inspector
        inspector.decoded_changed.connect(self._decoded)
        inspector.heat_changed.connect(self._heat)
        inspector.cards_changed.connect(self._cards)

    @property
    def drafts(self) -> list[HeatMap]:
        return [
            heat for heat in self.heat if heat is not None and heat.title.endswith(", a draft")
        ]

    def _decoded(self) -> None:
        self.decoded.append(self._inspector.decoded)

    def _heat(self) -> None:
        self.heat.append(self._inspector.heat)

    def _cards(self) -> None:
        self.cards.append(self._inspector.cards)


# Decoding


def test_the_shown_image_is_decoded_and_measured(opened: Session) -> None:
    inspector, shown = opened.inspector, opened.pixels.shown
    assert shown is not None
    decoded = inspector.decoded
    assert decoded is not None
    assert np.array_equal(decoded.saliency, saliency_of(opened))
    assert decoded.decoder_choice == DecoderChoice(id="lm", block=2)
    assert shown.truth is not None
    expected = measure(decoded.saliency, shown.truth, (1,), Delineation())
    assert decoded.measures == expected
    assert inspector.measures_before is None
    assert inspector.previews.keys() == {1, 2}
    assert inspector.reason is None


def test_another_decoder_is_shown_without_a_build(opened: Session, pump: Pump) -> None:
    build = opened.builder.current
    watch = Watch(opened.inspector)
    choice = DecoderChoice(id="mb", block=1)
    opened.set_decoder(choice)
    pump.settle(opened)
    assert opened.builder.current is build
    decoded = opened.inspector.decoded
    assert decoded is not None
    assert decoded.decoder_choice == choice
    assert np.array_equal(decoded.saliency, saliency_of(opened, choice))
    assert None not in watch.decoded  # the old result stays until the new one arrives


def test_another_delineation_is_shown_without_a_build(opened: Session, pump: Pump) -> None:
    before = opened.inspector.decoded
    opened.set_delineation(Delineation(threshold=1.0))
    pump.settle(opened)
    decoded = opened.inspector.decoded
    assert decoded is not None
    assert before is not None
    assert before.mask.any()
    assert not decoded.mask.any()
    assert decoded.measures is not None
    assert decoded.measures["recall"] == 0


def test_an_impossible_decoder_is_a_reason(opened: Session, pump: Pump) -> None:
    opened.set_decoder(DecoderChoice(id="manual"))
    pump.settle(opened)
    inspector = opened.inspector
    assert inspector.decoded is None
    assert inspector.reason is not None
    assert "decoder 'manual' has no weights" in inspector.reason
    assert inspector.previews == {}
    assert inspector.cards[0].map is not None  # the kernels are there all the same
    opened.document.undo()
    pump.settle(opened)
    assert inspector.decoded is not None
    assert inspector.reason is None


def test_a_trained_decoder_is_shown_after_its_build(opened: Session, pump: Pump) -> None:
    opened.set_decoder(DecoderChoice(id="bp", block=1))
    pump.settle(opened)
    assert opened.inspector.reason is not None
    opened.builder.build()
    pump.settle(opened)
    assert opened.inspector.reason is None
    assert opened.inspector.decoded is not None
    assert opened.inspector.decoded.decoder_choice == model_of(opened).document.decoder
    assert opened.inspector.decoded.decoder_choice.weights


def test_without_a_mask_nothing_is_measured(opened: Session, pump: Pump) -> None:
    opened.step_image(1)
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    assert opened.inspector.decoded.measures is None
    assert {card.dice for card in opened.inspector.cards} == {None}


def test_a_mask_added_later_is_measured(opened: Session, pump: Pump, tmp_path: Path) -> None:
    opened.step_image(1)
    pump.settle(opened)
    image = opened.view.image
    assert image is not None
    opened.images.set_mask(image, tmp_path / "truth_1.png")
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    assert opened.inspector.decoded.measures is not None
    assert None not in {card.dice for card in opened.inspector.cards}


# Reasons


def test_without_a_build_there_is_a_reason(session: Session, folder: Path, pump: Pump) -> None:
    session.document.open(folder)
    pump.settle(session)
    assert session.inspector.reason == NOT_BUILT
    assert session.inspector.decoded is None
    assert session.inspector.cards == ()


def test_an_unreadable_image_is_a_reason(opened: Session, pump: Pump, tmp_path: Path) -> None:
    (tmp_path / "cells_2.png").unlink()
    opened.step_image(2)
    pump.settle(opened)
    assert opened.inspector.reason == opened.pixels.problem
    assert opened.inspector.reason is not None
    assert opened.inspector.decoded is None


def test_the_first_build_has_no_previous_build(opened: Session, pump: Pump) -> None:
    opened.update_view(before=True)
    pump.settle(opened)
    assert (opened.inspector.decoded, opened.inspector.reason) == (None, NO_PREVIOUS)
    opened.update_view(before=False)
    assert opened.inspector.decoded is not None


# Another build


def rebuild(session: Session, pump: Pump, seed: int) -> None:
    session.set_seed(seed)
    session.builder.build()
    pump.settle(session)


def test_the_previous_build_is_measured_too(opened: Session, pump: Pump) -> None:
    first = opened.inspector.decoded
    assert first is not None
    opened.set_architecture(Architecture(blocks=opened.document.project.architecture.blocks[:1]))
    opened.builder.build()
    pump.settle(opened)
    second = opened.inspector.decoded
    assert second is not None
    assert not np.array_equal(second.saliency, first.saliency)
    assert opened.inspector.measures_before == first.measures != second.measures
    opened.update_view(before=True)
    pump.settle(opened)
    shown = opened.inspector.decoded
    assert shown is not None
    assert np.array_equal(shown.saliency, first.saliency)
    assert shown.measures == first.measures


def test_the_previous_build_is_shown_without_a_mask(opened: Session, pump: Pump) -> None:
    opened.step_image(1)
    pump.settle(opened)
    first = opened.inspector.decoded
    assert first is not None
    rebuild(opened, pump, 5)
    assert opened.inspector.measures_before is None
    opened.update_view(before=True, heat="saliency")
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    assert np.array_equal(opened.inspector.decoded.saliency, first.saliency)
    assert opened.inspector.heat is not None
    assert opened.inspector.heat.values == pytest.approx(255 * first.saliency[0], abs=0.5)
    # A later image is decoded by the previous build at once.
    opened.step_image(1)
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    previous = opened.builder.previous
    assert previous is not None
    assert opened.pixels.shown is not None
    pixels = read_pixels(opened.pixels.shown.path)
    expected = previous.model.decode(previous.model.encode(pixels), pixels.shape[:2])
    assert np.array_equal(opened.inspector.decoded.saliency, expected)


def test_a_new_build_causes_no_flicker(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="activation")
    pump.settle(opened)
    watch = Watch(opened.inspector)
    rebuild(opened, pump, 5)
    assert None not in watch.decoded
    assert None not in watch.heat
    assert () not in watch.cards
    assert all(card.map is not None for cards in watch.cards for card in cards)  # type: ignore[attr-defined]
    assert opened.inspector.decoded is not None
    assert np.array_equal(opened.inspector.decoded.saliency, saliency_of(opened))


def test_maps_of_an_older_build_are_dropped(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The maps are not delivered yet when a newer build arrives."""
    encoded = []
    begun, go = threading.Event(), threading.Event()
    encode = encoding.Encodings._encode

    def held(self: object, built: object, *given: object) -> object:
        encoded.append(built)
        begun.set()
        assert go.wait(30)
        return encode(self, built, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(encoding.Encodings, "_encode", held)
    opened.set_seed(1)
    opened.builder.build()
    pump.until(begun.is_set)
    middle = opened.builder.current
    opened.set_seed(2)
    opened.builder.build()
    pump.until(lambda: opened.builder.current is not middle)
    watch = Watch(opened.inspector)
    go.set()
    pump.settle(opened)
    last = opened.builder.current
    assert last is not None
    assert [built for built in encoded if built is middle]
    assert np.array_equal(opened.inspector.decoded.saliency, saliency_of(opened))  # type: ignore[union-attr]
    saliency = {decoded.saliency.tobytes() for decoded in watch.decoded}  # type: ignore[attr-defined]
    pixels = read_pixels(opened.pixels.shown.path)  # type: ignore[union-attr]
    of_middle = middle.model.encode(pixels)  # type: ignore[union-attr]
    stale = middle.model.decode(of_middle, pixels.shape[:2])  # type: ignore[union-attr]
    assert not np.array_equal(stale, saliency_of(opened))
    assert stale.tobytes() not in saliency


# Another image


def test_nothing_of_another_image_is_ever_shown(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="saliency")
    pump.settle(opened)
    watch = Watch(opened.inspector)
    before = opened.inspector.decoded
    opened.step_image(1)
    inspector = opened.inspector
    assert (inspector.decoded, inspector.heat, inspector.previews) == (None, None, {})
    assert {card.map for card in inspector.cards} == {None}
    assert inspector.value_at(0, 0) == (None, None)
    pump.settle(opened)
    assert before not in watch.decoded
    assert np.array_equal(inspector.decoded.saliency, saliency_of(opened))  # type: ignore[union-attr]
    assert inspector.heat is not None


def test_going_back_decodes_cached_maps(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.step_image(1)
    pump.settle(opened)
    run: list[int] = []
    encode = Model.encode

    def counted(self: Model, pixels: object, number: int, **given: object) -> object:
        run.append(number)
        return encode(self, pixels, number, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Model, "encode", counted)
    opened.step_image(-1)
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    assert run == []
    opened.step_image(2)  # an unseen image: both blocks are run
    pump.settle(opened)
    assert run == [1, 2]


def test_closing_the_project_clears_the_results(opened: Session, pump: Pump) -> None:
    opened.document.close()
    pump.settle(opened)
    inspector = opened.inspector
    assert (inspector.decoded, inspector.heat, inspector.cards) == (None, None, ())
    assert inspector.reason is None


# Heat maps


def test_heat_of_activations(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="activation", block=2)
    pump.settle(opened)
    heat = opened.inspector.heat
    assert heat is not None
    assert (heat.title, heat.kind, heat.values.shape) == ("block 2, kernel 1", "heat", (48, 48))
    chosen = opened.inspector.cards[3]
    opened.update_view(kernel=chosen.identity)
    pump.settle(opened)
    heat = opened.inspector.heat
    assert heat is not None
    assert heat.title == "block 2, kernel 4"
    assert heat.high == pytest.approx(chosen.maximum or 1.0)


def test_heat_of_saliency_and_errors(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="saliency")
    pump.settle(opened)
    heat, decoded = opened.inspector.heat, opened.inspector.decoded
    assert heat is not None
    assert decoded is not None
    assert heat.title == "saliency of object"
    opened.update_view(heat="error")
    pump.settle(opened)
    heat, shown = opened.inspector.heat, opened.pixels.shown
    assert heat is not None
    assert shown is not None
    assert shown.truth is not None
    assert heat.kind == "error"
    wrong = (decoded.mask > 0) != (shown.truth > 0)
    assert np.array_equal(heat.values > 0, wrong)
    opened.update_view(heat="none")
    assert opened.inspector.heat is None


def test_no_errors_without_a_mask(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="error")
    pump.settle(opened)
    opened.step_image(1)
    pump.settle(opened)
    assert opened.inspector.heat is None


def test_measures_and_weights_stay_while_another_map_is_drawn(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="activation", block=2)
    pump.settle(opened)
    inspector = opened.inspector
    watch = Watch(inspector)
    opened.update_view(kernel=inspector.cards[2].identity)
    pump.settle(opened)
    assert len(watch.heat) == 1
    assert inspector.decoded is not None
    assert inspector.decoded.measures
    assert not watch.decoded  # nothing else has changed
    assert not watch.cards


def test_a_gone_kernel_falls_back_to_the_first(opened: Session, pump: Pump) -> None:
    stranger = ComponentIdentity(class_id=1, component=999)
    opened.update_view(heat="activation", kernel=stranger)
    pump.settle(opened)
    assert opened.inspector.heat is not None
    assert opened.inspector.heat.title == "block 1, kernel 1"


def test_the_values_under_the_cursor(opened: Session, pump: Pump) -> None:
    encoded = model_of(opened).encode(read_pixels(opened.pixels.shown.path))  # type: ignore[union-attr]
    saliency = saliency_of(opened)
    activation, salient = opened.inspector.value_at(15, 20)
    assert activation == pytest.approx(float(encoded[0][0, 0, 7, 10]))
    assert salient == pytest.approx(float(saliency[0, 15, 20]))
    assert opened.inspector.value_at(-1, 0) == (None, None)
    assert opened.inspector.value_at(0, 48) == (None, None)
    opened.update_view(block=2, kernel=opened.inspector.cards[0].identity)
    pump.settle(opened)
    assert opened.inspector.value_at(47, 47)[0] == pytest.approx(float(encoded[1][0, 0, 23, 23]))


def test_the_value_of_a_deleted_kernel_is_known_once_its_map_is_shown(
    opened: Session, pump: Pump
) -> None:
    pump.settle(opened)
    chosen = opened.inspector.cards[0].identity
    before = opened.inspector.value_at(15, 15)[0]
    opened.kernels.delete(1, [chosen])
    opened.builder.build()
    pump.settle(opened)
    opened.update_view(kernel=chosen)
    pump.settle(opened)
    assert opened.inspector.value_at(15, 15)[0] is None
    opened.update_view(heat="activation")
    pump.settle(opened)
    assert opened.inspector.value_at(15, 15)[0] == pytest.approx(before, abs=1e-5)


# Cards


def test_cards_of_the_block(opened: Session, pump: Pump) -> None:
    assert [card.number for card in opened.inspector.cards] == list(range(1, 7))
    assert opened.inspector.cards[0].filters is not None
    opened.update_view(block=2)
    assert [card.number for card in opened.inspector.cards] == list(range(1, 9))
    assert {card.map for card in opened.inspector.cards} == {None}
    pump.settle(opened)
    cards = opened.inspector.cards
    assert all(card.map is not None for card in cards)
    kernels = opened.builder.current.learned.blocks[1].kernels  # type: ignore[union-attr]
    assert [card.weight for card in cards] == [
        1 if kernel.class_id == 1 else -1 for kernel in kernels
    ]
    assert None not in {card.dice for card in cards}


def test_an_edit_shows_on_its_card_at_once(opened: Session, pump: Pump) -> None:
    maps = [card.map for card in opened.inspector.cards]
    chosen = opened.inspector.cards[2].identity
    opened.kernels.delete(1, [chosen])
    cards = opened.inspector.cards
    assert [card.number for card in cards if card.deleted] == [3]
    assert [card.number for card in cards if card.pending] == [3]
    assert all(card.map is before for card, before in zip(cards, maps, strict=True))
    opened.builder.build()
    pump.settle(opened)
    cards = opened.inspector.cards
    assert [card.number for card in cards if card.deleted] == [3]
    assert not any(card.pending for card in cards)
    assert [card.channel for card in cards] == [0, 1, None, 2, 3, 4]
    assert cards[2].map is not None
    assert np.array_equal(cards[2].map, maps[2])
    opened.kernels.restore(1, [chosen])
    assert [card.number for card in opened.inspector.cards if card.pending] == [3]


def test_edits_of_markers_repeat_no_cards(opened: Session) -> None:
    watch = Watch(opened.inspector)
    opened.drawing.disk((5, 5))
    opened.classes.rename(1, "cell")
    assert (watch.cards, watch.decoded, watch.heat) == ([], [], [])


def test_filters_and_twins_arrive_while_the_project_changes(
    session: Session, folder: Path, pump: Pump
) -> None:
    session.jobs.hold("cards")
    session.open(folder)
    pump.until(lambda: session.jobs.in_lane("cards") is not None)
    pump.until(lambda: len(session.jobs.running) == 1)
    session.drawing.disk((40.0, 40.0))  # the build is stale now, which the builder tells
    assert session.builder.stale_block == 1
    session.jobs.release("cards")
    pump.settle(session)
    assert session.inspector.cards
    assert all(card.filters is not None for card in session.inspector.cards)


# Other changes


def test_classes_and_blocks_can_be_added_and_removed(
    opened: Session, pump: Pump, messages: list[Message]
) -> None:
    opened.update_view(heat="saliency", object_class=1, block=2)
    opened.classes.add()
    opened.update_view(object_class=2)
    pump.settle(opened)
    opened.classes.remove(1)
    pump.settle(opened)
    opened.builder.build()
    pump.settle(opened)
    opened.document.undo()
    one_block = Architecture(blocks=opened.document.project.architecture.blocks[:1])
    opened.set_architecture(one_block)
    opened.builder.build()
    pump.settle(opened)
    assert opened.view.block == 1
    opened.classes.remove(1)
    opened.classes.remove(2)
    pump.settle(opened)
    opened.builder.build()
    pump.settle(opened)
    assert [message.text for message in messages if message.level == "error"] == [
        "There is no object class: add one in the panel Classes, then draw on an object"
    ]


def test_the_saved_project_decodes_alike(opened: Session, folder: Path) -> None:
    """The window shows the results of `flimbuilder build` and `predict`."""
    model = build_project(opened.document.folder).model  # type: ignore[arg-type]
    pixels = read_pixels(opened.pixels.shown.path)  # type: ignore[union-attr]
    expected = model.decode(model.encode(pixels), pixels.shape[:2])
    assert np.array_equal(opened.inspector.decoded.saliency, expected)  # type: ignore[union-attr]


def test_an_unexpected_error_is_a_failure(
    folder: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flimbuilder.session import inspection

    def spoilt(*given: object) -> object:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(inspection, "decode", spoilt)
    session, failures = Session(pump), list[Exception]()
    session.failed.connect(failures.append)
    session.open(folder)
    pump.settle(session)
    assert [type(error) for error in failures] == [ZeroDivisionError]
    assert session.inspector.reason == "by zero"
    monkeypatch.setattr(inspection, "decode", decode)
    session.set_decoder(DecoderChoice(id="mb"))
    pump.settle(session)
    assert session.inspector.decoded is not None
    assert session.close()


# A draft of the saliency


@pytest.fixture
def slow(opened: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The session with a saliency overlay, in which encoding counts as slow."""
    monkeypatch.setattr(encoding, "DRAFT_FROM", 0)
    block = opened.document.project.architecture.blocks[0]
    blocks = (block.with_(pooling=Pooling(size=3, stride=1)),) * 2
    opened.set_architecture(Architecture(blocks=blocks))
    opened.update_view(heat="saliency")
    return opened


def test_a_draft_precedes_the_saliency(slow: Session, pump: Pump) -> None:
    watch = Watch(slow.inspector)
    slow.builder.build()
    pump.settle(slow)
    draft, exact = [heat for heat in watch.heat if heat is not None][-2:]
    assert draft.title == exact.title + ", a draft"
    assert slow.inspector.heat is exact
    saliency = slow.inspector.decoded.saliency[0]  # type: ignore[union-attr]
    assert saliency == pytest.approx(exact.values / 255, abs=0.002)


def test_a_cached_result_needs_no_draft(slow: Session, pump: Pump) -> None:
    slow.builder.build()
    pump.settle(slow)
    first = slow.inspector.heat
    images = [entry.id for entry in slow.document.project.images]
    slow.update_view(image=images[1])
    pump.settle(slow)
    watch = Watch(slow.inspector)
    slow.update_view(image=images[0])
    assert slow.inspector.heat is first
    pump.settle(slow)
    assert first in watch.heat
    assert not watch.drafts


def test_without_the_saliency_overlay_no_draft_is_made(slow: Session, pump: Pump) -> None:
    slow.update_view(heat="activation")
    watch = Watch(slow.inspector)
    slow.builder.build()
    pump.settle(slow)
    assert not watch.drafts


def test_an_impossible_decoder_leaves_no_draft(slow: Session, pump: Pump) -> None:
    slow.builder.build()
    pump.settle(slow)
    slow.set_decoder(DecoderChoice(id="manual"))
    pump.settle(slow)
    assert "no weights" in (slow.inspector.reason or "")
    assert slow.inspector.heat is None


def test_a_draft_does_not_return_after_the_saliency(slow: Session, pump: Pump) -> None:
    slow.builder.build()
    pump.settle(slow)
    watch = Watch(slow.inspector)
    slow.set_delineation(Delineation(threshold=0.5))
    pump.settle(slow)
    slow.set_decoder(DecoderChoice(id="mb"))
    pump.settle(slow)
    assert slow.inspector.heat is not None
    assert not watch.drafts


@pytest.fixture
def second(slow: Session, pump: Pump) -> int:
    """A second class in the session, which is built with it."""
    slow.builder.build()
    pump.settle(slow)
    added = slow.classes.add("second")
    slow.builder.build()
    pump.settle(slow)
    return added


def test_a_draft_of_another_class_is_never_shown(slow: Session, second: int, pump: Pump) -> None:
    watch = Watch(slow.inspector)
    slow.update_view(object_class=second)
    pump.settle(slow)
    assert "second" in slow.inspector.heat.title  # type: ignore[union-attr]
    assert not watch.drafts


def test_the_maps_of_a_replaced_build_are_freed(slow: Session, second: int, pump: Pump) -> None:
    assert slow.inspector.decoded is not None
    gone = [weakref.ref(slow.inspector.decoded), weakref.ref(slow.inspector.cards[0])]
    for lane in ("decode", "draft"):
        slow.jobs.hold(lane)
    for seed in (1, 2):
        slow.set_seed(seed)
        slow.builder.build()
        pump.until(lambda: not slow.builder.is_building)
    slow.update_view(object_class=second)
    for lane in ("decode", "draft"):
        slow.jobs.release(lane)
    pump.settle(slow)
    gc.collect()
    assert [reference() for reference in gone] == [None, None]
    assert "second" in slow.inspector.heat.title  # type: ignore[union-attr]
