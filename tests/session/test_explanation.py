"""Why here: contributions at a place, counterfactuals one by one, and previews of edits."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flimbuilder.explain.contributions.explanation import explain_region, stroke_contributions
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.edits import AddMarker, RemoveMarker
from flimbuilder.project.markers import Disk
from flimbuilder.session import encoding, explanation
from flimbuilder.session.explanation import WhyResult
from flimbuilder.session.inspector import NOT_BUILT
from flimbuilder.session.session import Session
from flimbuilder.session.view import ExplainedPlace
from tests.session.conftest import Pump, ids

ME = "the test"
CELL, GROUND = (15, 15), (3, 20)


@pytest.fixture
def built(session: Session, pump: Pump, folder: Path) -> Session:
    """A built project, whose explanations are watched."""
    session.open(folder)
    pump.settle(session)
    session.explanation.watch(ME)
    return session


def explain(session: Session, *points: tuple[float, float], image: int = 0) -> None:
    place = ExplainedPlace(ids(session)[image], points)
    session.update_view(explained=place)


def result_of(session: Session) -> WhyResult:
    assert session.explanation.result is not None
    return session.explanation.result


@pytest.mark.parametrize("image", [0, 2])
def test_contributions_are_those_of_the_library(built: Session, pump: Pump, image: int) -> None:
    """On the shown image, and on one that is not shown."""
    explain(built, CELL, image=image)
    pump.settle(built)
    result, model = result_of(built), built.builder.current.model  # type: ignore[union-attr]
    shown = built.pixels.shown
    assert shown is not None
    files = built.builder.files()
    assert files is not None
    pixels = files.pixels(built.document.project.image(ids(built)[image]))
    wanted = explain_region(model, pixels, CELL)
    assert result.explanation.sum == pytest.approx(wanted.sum, abs=1e-6)
    assert result.explanation.kernels == wanted.kernels
    assert set(result.strokes) == set(stroke_contributions(wanted, model.document))
    values = [stroke.value * result.direction for stroke in result.strokes]
    assert values == sorted(values, reverse=True)


def test_a_region_is_the_mean_of_its_pixels(built: Session, pump: Pump) -> None:
    corners = ((12.5, 12.5), (12.5, 16.5), (16.5, 16.5), (16.5, 12.5))
    explain(built, *corners)
    pump.settle(built)
    region = result_of(built).region
    assert isinstance(region, np.ndarray)
    assert (result_of(built).explanation.n_pixels, region.sum()) == (16, 16)


def test_nothing_is_computed_while_nobody_watches(built: Session, pump: Pump) -> None:
    built.explanation.unwatch(ME)
    explain(built, CELL)
    assert not built.jobs.running
    assert built.explanation.result is None
    built.explanation.watch(ME)
    pump.settle(built)
    assert built.explanation.result is not None


def test_what_is_known_stays_while_nobody_watches(built: Session, pump: Pump) -> None:
    explain(built, CELL)
    pump.settle(built)
    known, without = result_of(built), dict(built.counterfactuals.strokes)
    built.explanation.unwatch(ME)
    built.update_view(heat="saliency")
    built.explanation.watch(ME)
    pump.settle(built)
    assert result_of(built) is known
    assert built.counterfactuals.strokes == without != {}
    built.explanation.unwatch(ME)
    explain(built, GROUND)
    built.explanation.watch(ME)
    pump.settle(built)
    assert result_of(built).region == GROUND


def test_a_place_that_could_not_be_explained_is_tried_again(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(explanation, "is_large", lambda built, pixels: True)
        explain(built, CELL)
        pump.settle(built)
        built.explanation.unwatch(ME)
    built.explanation.watch(ME)
    pump.settle(built)
    assert built.explanation.reason is None
    assert result_of(built).region == CELL


def test_reasons_why_nothing_is_explained(session: Session, pump: Pump, folder: Path) -> None:
    why = session.explanation
    why.watch(ME)
    assert why.reason == NOT_BUILT
    session.open(folder)
    pump.settle(session)
    assert why.reason is not None
    assert "{why}" in why.reason
    explain(session, CELL)
    pump.settle(session)
    assert why.reason is None
    session.update_view(explained=None)
    assert why.result is None


def test_a_large_image_is_refused_with_the_reason(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "WHOLE_BYTES", 10)
    explain(built, CELL)
    pump.settle(built)
    assert built.explanation.result is None
    assert built.explanation.reason is not None
    assert "cells_0.png: 48 x 48 pixels are too many to explain" in built.explanation.reason
    assert len(built.explanation.reason) < 200


def test_a_decoder_that_does_not_fit_is_a_reason(built: Session, pump: Pump) -> None:
    explain(built, CELL)
    pump.settle(built)
    built.set_decoder(DecoderChoice(id="bp"))
    pump.settle(built)
    assert built.explanation.result is None
    assert "build the project" in str(built.explanation.reason)
    built.undo()
    pump.settle(built)
    assert built.explanation.result is not None


def test_the_explanation_follows_decoder_build_and_undo(built: Session, pump: Pump) -> None:
    explain(built, CELL)
    pump.settle(built)
    first = result_of(built)
    built.set_decoder(DecoderChoice(id="mb"))
    pump.settle(built)
    assert result_of(built).model.document.decoder.id == "mb"
    built.undo()
    pump.settle(built)
    assert result_of(built).explanation == first.explanation
    built.drawing.disk((33, 30))
    built.builder.build()
    pump.settle(built)
    assert result_of(built).built is built.builder.current
    assert result_of(built).explanation != first.explanation


def test_a_removed_image_is_not_explained(built: Session, pump: Pump) -> None:
    explain(built, CELL, image=2)
    pump.settle(built)
    built.images.remove([ids(built)[2]])
    pump.settle(built)
    assert built.view.explained is None
    assert built.explanation.result is None


def test_strokes_are_left_out_one_by_one(built: Session, pump: Pump) -> None:
    search = built.counterfactuals
    seen: list[int] = []
    search.changed.connect(lambda: seen.append(len(search.strokes)))
    explain(built, CELL)
    pump.settle(built)
    project = built.document.project
    keys = {
        (image, marker.id)
        for image in project.markers
        for marker in project.markers[image].markers
    }
    assert set(search.strokes) == keys
    assert {1, 2, 3, 4} <= set(seen)
    assert search.progress == (0, 0)
    image, marker = ids(built)[0], 1
    found = search.strokes[image, marker]
    built.document.do("Delete", RemoveMarker(image=image, marker=marker))
    built.builder.build()
    pump.settle(built)
    assert found.saliency == pytest.approx(result_of(built).explanation.saliency, abs=1e-5)


def test_kernels_are_left_out_if_wanted(built: Session, pump: Pump) -> None:
    search = built.counterfactuals
    search.leave_out("kernels")
    explain(built, CELL)
    pump.settle(built)
    assert not search.strokes
    result = result_of(built)
    assert set(search.kernels) == {
        (kernel.block, kernel.channel) for kernel in result.explanation.kernels
    }
    search.leave_out("strokes")
    pump.settle(built)
    assert len(search.strokes) == 4
    assert search.kernels


def test_a_search_stops_and_goes_on(built: Session, pump: Pump) -> None:
    search = built.counterfactuals
    explain(built, CELL)
    pump.until(lambda: len(search.strokes) == 1)
    search.stop()
    assert (search.is_working, search.is_stopped) == (False, True)
    pump.settle(built)
    first = dict(search.strokes)
    assert 0 < len(first) < 4
    search.go_on()
    pump.settle(built)
    assert len(search.strokes) == 4
    assert all(search.strokes[key] is found for key, found in first.items())


def test_a_search_stops_while_nobody_watches_and_goes_on(built: Session, pump: Pump) -> None:
    search = built.counterfactuals
    explain(built, CELL)
    pump.until(lambda: len(search.strokes) == 1)
    first = dict(search.strokes)
    built.explanation.unwatch(ME)
    assert not search.is_working
    built.explanation.watch(ME)
    assert search.is_working
    pump.settle(built)
    assert len(search.strokes) == 4
    assert all(search.strokes[key] is found for key, found in first.items())


def test_a_search_makes_way_for_a_build(built: Session, pump: Pump) -> None:
    search = built.counterfactuals
    explain(built, CELL)
    pump.until(lambda: search.is_working)
    built.drawing.disk((33, 30))
    built.builder.build()
    assert not search.is_working
    pump.settle(built)
    assert len(search.strokes) == 5


def preview(session: Session, pump: Pump, *edits: Any) -> None:
    session.preview.show("Try", edits, ME)
    assert session.preview.is_working
    pump.settle(session)


def background_disk(session: Session) -> AddMarker:
    marker = Disk(id=9, class_id=0, center=(40, 8), radius=4)
    return AddMarker(image=ids(session)[0], index=2, marker=marker)


def test_a_preview_has_the_saliency_and_mask_of_a_build(built: Session, pump: Pump) -> None:
    built.update_view(heat="saliency", show_mask=True)
    pump.settle(built)
    before = built.inspector.decoded
    assert before is not None
    project = built.document.project
    preview(built, pump, background_disk(built))
    shown = built.preview
    assert built.document.project is project
    assert shown.result is not None
    assert shown.heat is not None
    assert shown.mask is not None
    after = shown.heat.values, shown.mask
    shown.show_after(False)
    np.testing.assert_allclose(shown.heat.values, np.rint(before.saliency[0] * 255), atol=1)
    np.testing.assert_array_equal(shown.mask, before.mask)
    shown.take()
    pump.settle(built)
    assert shown.asked is None
    assert built.document.undo_label == "Try"
    decoded = built.inspector.decoded
    assert decoded is not None
    np.testing.assert_allclose(after[0], np.rint(decoded.saliency[0] * 255), atol=1)
    np.testing.assert_array_equal(after[1], decoded.mask)
    built.undo()
    image = ids(built)[0]
    assert built.document.project.markers_of(image).markers == project.markers_of(image).markers


def test_a_change_of_the_project_dismisses_a_preview(built: Session, pump: Pump) -> None:
    preview(built, pump, background_disk(built))
    built.drawing.disk((33, 30))
    assert built.preview.asked is None
    assert built.preview.heat is None


def test_a_dismissed_preview_leaves_no_job(built: Session, pump: Pump) -> None:
    built.preview.show("Try", [background_disk(built)])
    built.preview.dismiss()
    assert not built.preview.is_working
    pump.settle(built)
    assert built.preview.result is None


def test_a_preview_of_an_edit_that_does_not_fit_says_why(built: Session, pump: Pump) -> None:
    preview(built, pump, RemoveMarker(image=ids(built)[0], marker=77))
    assert built.preview.result is None
    assert "77" in str(built.preview.fault)


def test_a_preview_is_not_shown_on_another_image(built: Session, pump: Pump) -> None:
    preview(built, pump, background_disk(built))
    assert built.preview.heat is not None
    built.update_view(image=ids(built)[1])
    assert built.preview.heat is None
    built.update_view(image=ids(built)[0])
    assert built.preview.heat is not None


def test_a_preview_has_the_saliency_at_the_explained_place(built: Session, pump: Pump) -> None:
    first, second = ids(built)[:2]
    preview(built, pump, background_disk(built))
    shown = built.preview
    assert shown.saliency_here is None
    built.update_view(explained=ExplainedPlace(first, ((20, 22),)))
    found = []
    for shows_after in (False, True):
        shown.show_after(shows_after)
        assert shown.heat is not None
        found.append(shown.heat.values[20, 22] / 255)
    assert shown.saliency_here == pytest.approx(tuple(found), abs=1 / 255)
    built.update_view(explained=ExplainedPlace(second, ((20, 22),)))
    assert shown.saliency_here is None
