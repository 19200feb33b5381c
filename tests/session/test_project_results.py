"""Results of all images: numbers, order, freshness, and yielding to the user's own work."""

from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
import scipy

from flimbuilder.model.model import Model, load_model
from flimbuilder.session import project_results
from flimbuilder.session.image_result import ImageResult, compute_result, mask_thumbnail
from flimbuilder.session.session import Session
from flimbuilder.session.unhurried import UNHURRIED
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from tests.session.conftest import Pump, ids, make_project

ME = "the test"


@pytest.fixture
def results(session: Session, pump: Pump, folder: Path) -> "project_results.ProjectResults":
    """The results of a built project, complete and watched."""
    session.open(folder)
    pump.settle(session)
    session.results.watch(ME)
    pump.settle(session)
    return session.results


def result_of(session: Session, number: int) -> ImageResult:
    result = session.results.get(ids(session)[number])
    assert result is not None
    return result


def fresh(session: Session) -> list[bool]:
    return [session.results.is_fresh(image) for image in ids(session)]


def test_measures_are_those_of_evaluate(
    session: Session, results: Any, folder: Path, tmp_path: Path
) -> None:
    built = session.builder.current
    assert built is not None
    built.model_for(session.document.project).write(tmp_path / "model")
    images = [folder.parent / f"cells_{number}.png" for number in (0, 2)]
    masks = [tmp_path / f"cells_{number}_mask.png" for number in (0, 2)]
    for number, mask in zip((0, 2), masks, strict=True):
        mask.write_bytes((folder.parent / f"truth_{number}.png").read_bytes())
    (evaluation,) = evaluate_files(load_model(tmp_path / "model"), images, masks)
    for number in (0, 2):
        assert result_of(session, number).measures == pytest.approx(
            evaluation.per_image[f"cells_{number}"], abs=1e-6
        )
    assert result_of(session, 1).measures is None
    assert result_of(session, 1).curve is None


def test_objects_are_those_of_the_shown_mask(session: Session, pump: Pump, results: Any) -> None:
    for number, image in enumerate(ids(session)):
        session.update_view(image=image)
        pump.settle(session)
        decoded, result = session.inspector.decoded, result_of(session, number)
        assert decoded is not None
        labels, count = scipy.ndimage.label(decoded.mask, np.ones((3, 3)))
        areas = [int((labels == label).sum()) for label in range(1, count + 1)]
        assert result.n_objects == count == len(areas) > 0
        assert result.area == sum(areas)
        assert result.number("median_area") == np.median(areas)
        assert result.number("mean_saliency") == pytest.approx(
            decoded.saliency[0][decoded.mask > 0].mean()
        )
        assert result.size == decoded.mask.shape
        assert result.objects is not None
        assert sorted(result.objects["area"].tolist()) == sorted(areas)
        np.testing.assert_array_equal(result.thumbnail, decoded.mask)
        assert result.picture is not None


def test_the_curve_is_of_precision_and_recall(session: Session, results: Any) -> None:
    curve = result_of(session, 0).curve
    assert curve is not None
    assert curve.shape == (2, 256)
    assert curve[1, 0] == 1  # the lowest threshold takes the whole image
    assert (np.diff(curve[1]) <= 0).all()


def test_a_thumbnail_keeps_single_pixels() -> None:
    mask = np.zeros((500, 300), np.uint8)
    mask[37, 11] = mask[499, 299] = 2
    small = mask_thumbnail(mask)
    assert small.shape == (128, 77)
    row = max(row for row in range(128) if row * 500 // 128 <= 37)
    col = max(col for col in range(77) if col * 300 // 77 <= 11)
    assert np.argwhere(small).tolist() == [[row, col], [127, 76]]
    np.testing.assert_array_equal(mask_thumbnail(mask[:90, :40]), mask[:90, :40])


def test_nothing_is_computed_unless_somebody_watches(
    session: Session, pump: Pump, folder: Path
) -> None:
    session.open(folder)
    pump.settle(session)
    assert session.results.fresh_count == 0
    session.results.watch(ME)
    assert session.results.is_working
    session.results.unwatch(ME)
    assert not session.results.is_working
    pump.settle(session)
    assert session.results.fresh_count == 0
    session.results.watch(ME)
    pump.settle(session)
    assert session.results.is_complete


def test_the_shown_image_comes_first_then_those_with_masks(
    session: Session, pump: Pump, tmp_path: Path
) -> None:
    session.open(make_project(tmp_path, 4))
    pump.settle(session)
    order: list[str] = []

    def note() -> None:
        order.extend(
            image for image in ids(session)
            if session.results.is_fresh(image) and image not in order
        )  # fmt: skip

    session.images.set_role(ids(session)[:1], "test")
    session.update_view(image=ids(session)[3])
    pump.settle(session)
    session.results.changed.connect(note)
    session.results.watch(ME)
    pump.settle(session)
    names = ids(session)
    assert order == [names[3], names[2], names[0], names[1]]  # the second has no mask


def test_results_stay_stale_until_they_are_renewed(
    session: Session, pump: Pump, results: Any
) -> None:
    first = [result_of(session, number) for number in range(3)]
    results.unwatch(ME)
    delineation = session.document.project.delineation
    session.set_delineation(delineation.with_(threshold=0.9))
    pump.settle(session)
    assert fresh(session) == [False] * 3
    assert results.stale_count == 3
    assert [result_of(session, number) for number in range(3)] == first
    results.watch(ME)
    pump.settle(session)
    assert fresh(session) == [True] * 3
    assert result_of(session, 0).area < first[0].area


def test_an_undone_edit_brings_results_back_at_once(
    session: Session, pump: Pump, results: Any
) -> None:
    first = [result_of(session, number) for number in range(3)]
    session.set_delineation(session.document.project.delineation.with_(threshold=0.9))
    pump.settle(session)
    session.document.undo()
    assert fresh(session) == [True] * 3
    assert [result_of(session, number) for number in range(3)] == first
    session.document.redo()
    assert fresh(session) == [True] * 3
    assert result_of(session, 0) is not first[0]


def test_another_threshold_does_not_encode_again(
    session: Session, pump: Pump, results: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    encode = Model.encode

    def counted(self: Model, *args: Any, **options: Any) -> Any:
        encoded.append(options.get("name", ""))
        return encode(self, *args, **options)

    monkeypatch.setattr(Model, "encode", counted)
    session.set_delineation(session.document.project.delineation.with_(threshold=0.9))
    pump.settle(session)
    assert results.is_complete
    assert encoded == []


def test_roles_and_names_of_classes_leave_results_fresh(
    session: Session, pump: Pump, results: Any
) -> None:
    results.unwatch(ME)
    session.images.set_role(ids(session)[2:], "test")
    session.classes.rename(1, "cell")
    pump.settle(session)
    assert fresh(session) == [True] * 3


def test_a_mask_makes_only_its_image_stale(
    session: Session, pump: Pump, results: Any, folder: Path
) -> None:
    results.unwatch(ME)
    session.images.set_mask(ids(session)[1], folder.parent / "truth_1.png")
    pump.settle(session)
    assert fresh(session) == [True, False, True]
    results.watch(ME)
    pump.settle(session)
    assert result_of(session, 1).measures is not None


def test_a_new_build_renews_all_and_keeps_the_measures_before(
    session: Session, pump: Pump, results: Any
) -> None:
    before = result_of(session, 0).measures
    session.update_view(image=ids(session)[0], class_id=1, radius=3.0)
    session.drawing.disk((33.0, 30.0))
    pump.settle(session)
    assert fresh(session) == [True] * 3  # the markers are not built yet
    session.builder.build()
    pump.until(lambda: results.stale_count == 3)
    pump.settle(session)
    assert fresh(session) == [True] * 3
    assert result_of(session, 0).built is session.builder.current
    assert result_of(session, 0).before == before


def test_the_same_build_again_leaves_results_fresh(
    session: Session, pump: Pump, results: Any
) -> None:
    first = [result_of(session, number) for number in range(3)]
    session.builder.build()
    pump.settle(session)
    assert [result_of(session, number) for number in range(3)] == first


def test_it_yields_to_the_users_work(session: Session, pump: Pump, folder: Path) -> None:
    session.open(folder)
    pump.settle(session)
    session.results.watch(ME)
    assert session.results.is_working
    go = Event()
    session.jobs.start("heat", "", lambda report: go.wait(20), lambda done: None, session.fail)
    assert not session.results.is_working
    assert session.jobs.in_lane(project_results.LANE) is None
    go.set()
    pump.settle(session)
    assert session.results.is_complete


def test_it_never_works_beside_a_build_or_the_inspection_of_its_image(
    session: Session, pump: Pump, results: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: list[set[str]] = []
    compute = compute_result

    def noted(*args: Any) -> ImageResult:
        beside.append({job.lane for job in session.jobs.running} - UNHURRIED)
        return compute(*args)

    monkeypatch.setattr(project_results, "compute_result", noted)
    session.builder.set_live(True)
    session.update_view(heat="saliency", class_id=1, radius=3.0)
    for row in (20.0, 25.0, 30.0):
        session.drawing.disk((row, 30.0))  # builds, and shows the saliency
        pump.settle(session)
    assert results.is_complete
    assert len(beside) == 9
    assert not any(beside)


def test_a_long_prediction_does_not_stop_it(session: Session, pump: Pump, folder: Path) -> None:
    session.open(folder)
    pump.settle(session)
    go = Event()
    session.jobs.start("predict", "", lambda report: go.wait(20), lambda done: None, session.fail)
    session.results.watch(ME)
    pump.until(lambda: session.results.is_complete)
    go.set()
    pump.settle(session)


def test_missing_and_broken_files_are_rows_with_a_reason(
    session: Session, pump: Pump, folder: Path
) -> None:
    session.open(folder)
    pump.settle(session)
    image, truth = folder.parent / "cells_2.png", folder.parent / "truth_0.png"
    content = image.read_bytes()
    image.unlink()
    truth.write_bytes(b"no image")
    session.results.watch(ME)
    pump.settle(session)
    assert session.results.is_complete
    assert "is missing" in str(result_of(session, 2).problem)
    assert result_of(session, 0).problem is None
    assert result_of(session, 0).measures is None
    assert "truth_0.png" in str(result_of(session, 0).mask_problem)
    session.results.unwatch(ME)
    image.write_bytes(content)
    session.results.watch(ME)  # looks again
    pump.settle(session)
    assert result_of(session, 2).problem is None


def test_a_large_image_is_decoded_in_tiles(
    session: Session, pump: Pump, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.open(folder)
    pump.settle(session)
    delineation = session.document.project.delineation
    session.set_delineation(delineation.with_(method="none", threshold=0.5))
    session.results.watch(ME)
    pump.settle(session)
    whole = [result_of(session, number) for number in range(3)]
    session.results.unwatch(ME)
    monkeypatch.setattr("flimbuilder.session.encoding.WHOLE_BYTES", 1)
    session.set_delineation(delineation.with_(method="none", threshold=0.500001))
    session.results.watch(ME)
    pump.settle(session)
    for number, of_whole in enumerate(whole):
        result = result_of(session, number)
        assert result.problem is None
        assert result.area == pytest.approx(of_whole.area, rel=0.02)
    measures = result_of(session, 0).measures
    assert measures is not None
    assert measures.keys() == {"dice", "iou", "precision", "recall"}
    assert result_of(session, 0).curve is None


def test_memory_is_bounded_over_many_images(
    session: Session, pump: Pump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 30_000
    monkeypatch.setattr(project_results, "ROWS_BYTES", limit)
    session.open(make_project(tmp_path, 12))
    pump.settle(session)
    session.results.watch(ME)
    pump.settle(session)
    assert session.results.is_complete
    rows = [result_of(session, number) for number in range(12)]
    assert sum(project_results._bulk(row) for row in rows) <= limit
    assert any(row.objects is None for row in rows)
    assert all(row.n_objects == 2 and row.thumbnail is not None for row in rows)
    session.set_delineation(session.document.project.delineation.with_(threshold=0.6))
    pump.settle(session)
    rows = [result_of(session, number) for number in range(12)]
    assert sum(project_results._bulk(row) for row in rows) <= limit


def test_another_project_has_no_results(
    session: Session, pump: Pump, results: Any, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = make_project(tmp_path / "other", 2, side=40)
    session.document.open(other)  # without a build
    assert results.fresh_count == results.stale_count == 0
    assert results.get(ids(session)[0]) is None
    session.document.close()
    pump.settle(session)
    assert results.is_complete  # of no images


def test_a_copy_saved_elsewhere_keeps_its_results(
    session: Session, pump: Pump, results: Any, tmp_path: Path
) -> None:
    session.document.save_as(tmp_path / "copy.flim")
    assert fresh(session) == [True] * 3


def test_removed_images_have_no_result(session: Session, pump: Pump, results: Any) -> None:
    gone = ids(session)[2]
    session.images.remove([gone])
    assert results.get(gone) is None
    assert results.is_complete
    session.document.undo()
    assert results.is_fresh(gone)  # from the cache
