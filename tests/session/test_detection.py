"""Curves of the objects of all images: the same as those of evaluate, by role, when watched."""

import csv
from pathlib import Path

import pytest

from flimbuilder.analysis.instances.measures import INSTANCE_MEASURES
from flimbuilder.model.model import load_model
from flimbuilder.session.result_tables import save_result_table
from flimbuilder.session.session import Session
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from flimbuilder.workflow.evaluation.labelled_images import ObjectSettings
from tests.numbered_masks import number_objects
from tests.session.conftest import Pump, ids

ME = "the test"


@pytest.fixture
def measured(session: Session, pump: Pump, folder: Path) -> Session:
    """A session with the results of images whose masks number their objects."""
    number_objects(folder.parent)
    session.open(folder)
    pump.settle(session)
    session.results.watch(ME)
    pump.until(lambda: session.results.is_complete)
    return session


def test_curves_are_those_of_evaluate(
    measured: Session, pump: Pump, folder: Path, tmp_path: Path
) -> None:
    detection = measured.detection
    assert (detection.n_images, detection.current) == (2, None)
    detection.watch(ME)
    pump.until(lambda: detection.current is not None)
    current = detection.current
    assert current is not None
    built = measured.builder.current
    assert built is not None
    built.model_for(measured.document.project).write(tmp_path / "model")
    images = [folder.parent / f"cells_{number}.png" for number in (0, 2)]
    masks = [tmp_path / f"cells_{number}_mask.png" for number in (0, 2)]
    for number, mask in zip((0, 2), masks, strict=True):
        mask.write_bytes((folder.parent / f"truth_{number}.png").read_bytes())
    model = load_model(tmp_path / "model")
    (evaluation,) = evaluate_files(model, images, masks, objects=ObjectSettings(froc=True))
    assert evaluation.instances is not None
    assert evaluation.froc is not None
    assert current.instances.mean() == pytest.approx(evaluation.instances.mean())
    for rule, curve in evaluation.froc.curves.items():
        own = current.froc.curves[rule]
        assert own.thresholds == pytest.approx(curve.thresholds, abs=1e-6)
        assert own.sensitivity.tolist() == curve.sensitivity.tolist()
    for image, number in ((ids(measured)[0], 0), (ids(measured)[2], 2)):
        result = measured.results.get(image)
        assert result is not None
        assert result.measures is not None
        row = evaluation.instances.row(f"cells_{number}")
        assert {name: result.measures[name] for name in INSTANCE_MEASURES} == row


def test_a_role_has_its_own_curves(measured: Session, pump: Pump) -> None:
    detection = measured.detection
    detection.watch(ME)
    pump.until(lambda: detection.current is not None)
    detection.role = "test"
    assert (detection.n_images, detection.current) == (0, None)
    measured.images.set_role([ids(measured)[2]], "test")
    detection.refresh()
    pump.until(lambda: detection.current is not None)
    assert detection.current is not None
    assert [*detection.current.instances.per_image] == [ids(measured)[2]]
    detection.role = None
    assert detection.current is not None


def test_plain_masks_have_no_curves(session: Session, pump: Pump, folder: Path) -> None:
    session.open(folder)
    session.results.watch(ME)
    session.detection.watch(ME)
    pump.until(lambda: session.results.is_complete)
    pump.settle(session)
    assert (session.detection.n_images, session.detection.current) == (0, None)
    result = session.results.get(ids(session)[0])
    assert result is not None
    assert result.measures is not None
    assert not INSTANCE_MEASURES.keys() & result.measures.keys()


def test_tables_have_the_measures_of_objects(
    measured: Session, pump: Pump, tmp_path: Path
) -> None:
    save_result_table(measured, tmp_path / "table.csv", "images")
    pump.settle(measured)
    rows = list(csv.DictReader((tmp_path / "table.csv").read_text("utf-8-sig").splitlines()))
    result = measured.results.get(ids(measured)[0])
    assert result is not None
    assert result.measures is not None
    assert float(rows[0]["pq"]) == pytest.approx(result.measures["pq"])
    assert rows[1]["pq"] == ""  # it has no mask
    assert float(rows[2]["count_error"]) == int(rows[2]["objects"]) - 2
