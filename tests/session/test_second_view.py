"""The second pane's map and masks, and the mask at a previewed threshold."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.decoding import Delineation
from flimbuilder.session import inspection
from flimbuilder.session.heat import activation_heat, saliency_heat
from flimbuilder.session.second_view import NO_PREVIOUS, NO_REFERENCE, NOT_BUILT, TOO_LARGE
from flimbuilder.session.session import Session
from flimbuilder.session.view import Comparison
from flimbuilder.workflow.evaluation.evaluate import measure
from tests.session.conftest import Pump, ids

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    """A session with a project that is built, and its first image decoded."""
    session.open(folder)
    pump.settle(session)
    return session


def lanes_of(session: Session) -> list[str]:
    """Collect the lanes of all jobs that start from now on."""
    seen: list[str] = []
    session.jobs.changed.connect(lambda: seen.extend(job.lane for job in session.jobs.running))
    return seen


def test_nothing_is_computed_without_a_second_pane(opened: Session, pump: Pump) -> None:
    lanes = lanes_of(opened)
    opened.update_view(heat="saliency", show_mask=True)
    pump.settle(opened)
    assert "second" not in lanes
    second = opened.inspector.second
    assert (second.heat, second.mask, second.truth, second.reason) == (None, None, None, None)


def test_saliency(opened: Session, pump: Pump) -> None:
    opened.update_view(compare=Comparison("saliency"))
    pump.settle(opened)
    second, decoded = opened.inspector.second, opened.inspector.decoded
    assert second.heat is not None
    assert decoded is not None
    assert np.array_equal(second.heat.values, saliency_heat(decoded.saliency[0], "x").values)
    assert second.mask is None
    opened.update_view(show_mask=True, show_truth=True)
    assert second.mask is decoded.mask
    assert opened.pixels.shown is not None
    assert second.truth is opened.pixels.shown.truth
    opened.update_view(compare=None)
    assert (second.heat, second.mask, second.truth) == (None, None, None)


def test_the_map_of_the_first_pane_is_used_again(opened: Session, pump: Pump) -> None:
    opened.update_view(heat="saliency")
    pump.settle(opened)
    opened.update_view(compare=Comparison("saliency"))
    pump.settle(opened)
    assert opened.inspector.second.heat is opened.inspector.heat


def test_activations_of_two_blocks(opened: Session, pump: Pump) -> None:
    built = opened.builder.current
    assert built is not None
    kernel = built.learned.blocks[0].kernels[3].identity
    opened.update_view(heat="activation", block=2, compare=Comparison("activation", 1, kernel))
    pump.settle(opened)
    inspector, shown = opened.inspector, opened.pixels.shown
    assert shown is not None
    assert inspector.heat is not None
    assert inspector.second.heat is not None
    assert inspector.heat.title == "block 2, kernel 1"
    assert inspector.second.heat.title == "block 1, kernel 4"
    expected, _ = activation_heat(inspector._steps.encodings.make(built, shown), 1, 3)
    assert np.array_equal(inspector.second.heat.values, expected.values)


def test_saliency_on_each_block(opened: Session, pump: Pump) -> None:
    decoded, built, shown = opened.inspector.decoded, opened.builder.current, opened.pixels.shown
    assert decoded is not None
    assert built is not None
    assert shown is not None
    encoded = opened.inspector._steps.encodings.make(built, shown)
    for block in (1, 2):
        opened.update_view(compare=Comparison("block", block))
        pump.settle(opened)
        heat = opened.inspector.second.heat
        assert heat is not None
        choice = decoded.decoder_choice.with_(block=block)
        expected = built.model.decode(encoded.activations, encoded.size, choice)[0]
        assert np.array_equal(heat.values, np.rint(expected * 255).astype(np.uint8))
        assert heat.title.endswith(f"block {block}")
        opened.update_view(heat="block", block=block)
        pump.settle(opened)
        assert opened.inspector.heat is not None
        assert np.array_equal(opened.inspector.heat.values, heat.values)


def test_mask_and_reference(opened: Session, pump: Pump) -> None:
    second = opened.inspector.second
    opened.update_view(compare=Comparison("mask"))
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    assert second.mask is opened.inspector.decoded.mask
    assert (second.heat, second.truth, second.reason) == (None, None, None)
    opened.update_view(compare=Comparison("truth"))
    pump.settle(opened)
    assert opened.pixels.shown is not None
    assert second.truth is opened.pixels.shown.truth
    assert second.mask is None
    opened.update_view(image=ids(opened)[1])  # without a reference mask
    pump.settle(opened)
    assert (second.truth, second.reason) == (None, NO_REFERENCE)


def test_the_image_alone(opened: Session, pump: Pump) -> None:
    opened.update_view(show_mask=True, show_truth=True, compare=Comparison("image"))
    pump.settle(opened)
    second = opened.inspector.second
    assert (second.heat, second.mask, second.truth, second.reason) == (None, None, None, None)


def test_now_and_before(opened: Session, pump: Pump) -> None:
    second = opened.inspector.second
    opened.update_view(heat="saliency", show_mask=True, compare=Comparison("before"))
    pump.settle(opened)
    assert (second.heat, second.reason) == (None, NO_PREVIOUS)
    former, map_before = opened.inspector.decoded, opened.inspector.heat
    assert former is not None
    assert map_before is not None
    opened.drawing.disk((33, 30))
    opened.builder.build()
    pump.settle(opened)
    assert second.reason is None
    assert second.heat is not None
    assert np.array_equal(second.heat.values, map_before.values)
    assert second.mask is not None
    assert np.array_equal(second.mask, former.mask)
    assert opened.inspector.decoded is not former
    opened.update_view(heat="error")
    pump.settle(opened)
    assert second.heat is not None
    assert second.heat.kind == "error"
    opened.update_view(heat="none")
    pump.settle(opened)
    assert second.heat is None  # as in the first pane
    assert second.mask is not None


def test_before_a_build(session: Session, folder: Path, pump: Pump) -> None:
    session.document.open(folder)
    session.update_view(image=ids(session)[0], compare=Comparison("saliency"))
    pump.settle(session)
    assert session.inspector.second.reason == NOT_BUILT


def test_the_map_follows_the_image(opened: Session, pump: Pump) -> None:
    opened.update_view(compare=Comparison("saliency"))
    pump.settle(opened)
    first = opened.inspector.second.heat
    opened.update_view(image=ids(opened)[2])
    pump.settle(opened)
    second = opened.inspector.second.heat
    assert first is not None
    assert second is not None
    assert not np.array_equal(first.values, second.values)


class TestThreshold:
    def test_the_mask_is_previewed(self, opened: Session, pump: Pump) -> None:
        before = opened.inspector.decoded
        assert before is not None
        revision = opened.document.revision
        opened.update_view(threshold=0.7)
        pump.settle(opened)
        decoded, shown = opened.inspector.decoded, opened.pixels.shown
        assert decoded is not None
        assert shown is not None
        assert shown.truth is not None
        assert decoded.thresholds == (0.7,)
        delineation = Delineation(threshold=0.7, method="none")
        assert np.array_equal(decoded.mask, delineate_classes(before.saliency, (1,), delineation))
        assert decoded.measures == measure(before.saliency, shown.truth, (1,), delineation)
        assert opened.document.revision == revision
        opened.update_view(threshold=None)
        pump.settle(opened)
        assert opened.inspector.decoded is not None
        assert np.array_equal(opened.inspector.decoded.mask, before.mask)
        assert opened.inspector.decoded.thresholds == before.thresholds

    def test_the_edit_needs_no_further_work(self, opened: Session, pump: Pump) -> None:
        opened.update_view(threshold=0.6)
        pump.settle(opened)
        preview = opened.inspector.decoded
        assert preview is not None
        lanes = lanes_of(opened)
        delineation = opened.document.project.delineation.with_(threshold=0.6)
        opened.set_delineation(delineation)
        opened.update_view(threshold=None)
        decoded = opened.inspector.decoded
        assert decoded is not None
        assert decoded.mask is preview.mask
        pump.settle(opened)
        assert not {"decode", "cut"} & set(lanes)

    def test_boundaries_of_a_large_image_are_refined_after_the_edit(
        self, opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened.set_delineation(Delineation(threshold=0.5, method="watershed", dilation=2))
        pump.settle(opened)
        monkeypatch.setattr(inspection, "QUICK_TO_REFINE", 100)
        opened.update_view(threshold=0.6)
        pump.settle(opened)
        preview = opened.inspector.decoded
        assert preview is not None
        assert np.array_equal(preview.mask, preview.saliency[0] > 0.6)
        delineation = opened.document.project.delineation.with_(threshold=0.6)
        opened.set_delineation(delineation)
        opened.update_view(threshold=None)
        assert opened.inspector.decoded is not None
        assert opened.inspector.decoded.mask is preview.mask  # until the edit's is there
        pump.settle(opened)
        assert opened.pixels.shown is not None
        expected = delineate_classes(
            preview.saliency, (1,), delineation, read_pixels(opened.pixels.shown.path)
        )
        assert np.array_equal(opened.inspector.decoded.mask, expected)
        assert not np.array_equal(expected, preview.mask)

    def test_the_newest_threshold_wins(self, opened: Session, pump: Pump) -> None:
        for threshold in np.linspace(0.2, 0.9, 40).tolist():
            opened.update_view(threshold=threshold)
        pump.settle(opened)
        decoded = opened.inspector.decoded
        assert decoded is not None
        assert decoded.thresholds == (0.9,)

    def test_another_image_ends_the_preview(self, opened: Session, pump: Pump) -> None:
        opened.update_view(threshold=0.9)
        opened.update_view(image=ids(opened)[2])
        pump.settle(opened)
        assert opened.view.threshold is None
        assert opened.inspector.decoded is not None
        assert opened.inspector.decoded.thresholds != (0.9,)

    def test_the_error_map_follows(self, opened: Session, pump: Pump) -> None:
        opened.update_view(heat="error", threshold=1.0)
        pump.settle(opened)
        heat, shown = opened.inspector.heat, opened.pixels.shown
        assert heat is not None
        assert shown is not None
        assert np.array_equal(heat.values == 1, shown.truth == 1)  # an empty mask misses all


class TestLargeImages:
    @pytest.fixture
    def large(
        self, session: Session, folder: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
    ) -> Session:
        """A session whose images are all decoded in tiles."""
        monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 1)
        session.open(folder)
        pump.settle(session)
        assert session.inspector._large.is_active
        return session

    def test_the_saliency_of_all_tiles(self, large: Session, pump: Pump) -> None:
        large.update_view(heat="saliency", show_mask=True)
        pump.settle(large)
        large.update_view(compare=Comparison("saliency"))
        pump.settle(large)
        second, decoded = large.inspector.second, large.inspector.decoded
        assert decoded is not None
        assert second.heat is not None
        assert second.reason is None
        expected = np.rint(decoded.saliency[0].astype(np.float32) * 255)
        assert np.abs(second.heat.values - expected).max() <= 1
        assert second.mask is decoded.mask

    @pytest.mark.parametrize("kind", ["activation", "block", "before"])
    def test_other_maps_are_refused(self, large: Session, pump: Pump, kind: Any) -> None:
        large.update_view(compare=Comparison(kind))
        pump.settle(large)
        second = large.inspector.second
        assert second.heat is None
        assert second.reason == TOO_LARGE

    def test_a_threshold_is_previewed(self, large: Session, pump: Pump) -> None:
        large.update_view(heat="saliency", show_mask=True)
        pump.settle(large)
        large.update_view(threshold=0.7)
        pump.settle(large)
        decoded, mask = large.inspector.decoded, large.inspector.mask
        assert decoded is not None
        assert mask is not None
        assert np.array_equal(mask > 0, decoded.saliency[0] > 0.7)
