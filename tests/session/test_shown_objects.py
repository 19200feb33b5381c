"""The objects of the shown mask: numbered, measured, selected, and dropped in time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from flimbuilder.analysis.objects import label_objects, measure_objects
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.decoding import Delineation
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.session.session import Session
from flimbuilder.session.shown_objects import ImageObjects
from tests.session.conftest import Pump, ids

LANE = "objects"


def objects_of(mask: NDArray[np.uint8]) -> ImageObjects:
    """The objects of a mask under constant saliency on a black image."""
    instances = label_objects(mask)
    classes = sorted(set(np.unique(mask).tolist()) - {0}) or [1]
    saliency = np.full((len(classes), *mask.shape), 0.5, np.float32)
    pixels = np.zeros((*mask.shape, 1), np.float32)
    table = measure_objects(instances, saliency, classes, pixels, mask)
    return ImageObjects("a", mask, instances, table)


@pytest.fixture
def watching(session: Session, folder: Path, pump: Pump) -> Session:
    """A session with a built project whose objects are watched."""
    session.shown_objects.watch("test")
    session.open(folder)
    pump.settle(session)
    return session


def test_objects_by_hand() -> None:
    mask = np.zeros((5, 6), np.uint8)
    mask[0, 1:3] = 1
    mask[2:5, 3] = 2
    objects = objects_of(mask)
    assert [objects.at(0, 1), objects.at(0.4, 2.4), objects.at(4, 3)] == [1, 1, 2]
    assert [objects.at(1, 1), objects.at(-1, 0), objects.at(0, 6), objects.at(5, 3)] == [None] * 4
    assert objects.box([1]) == (0, 1, 1, 2)
    assert objects.box([2, 1]) == (0, 1, 5, 3)
    assert objects.box([]) is None


@pytest.mark.slow
def test_the_objects_are_those_of_the_shown_mask(watching: Session) -> None:
    decoded, shown = watching.inspector.decoded, watching.pixels.shown
    objects = watching.shown_objects.current
    assert decoded is not None
    assert shown is not None
    assert objects is not None
    assert objects.image == watching.view.image
    assert watching.shown_objects.is_fresh
    instances = label_objects(decoded.mask)
    np.testing.assert_array_equal(objects.instances, instances)
    wanted = measure_objects(
        instances, decoded.saliency, decoded.classes, scale_image(shown.pixels), decoded.mask
    )
    assert list(objects.table.columns) == list(wanted.columns)
    for name, column in wanted.columns.items():
        np.testing.assert_array_equal(objects.table[name], column)
    assert len(objects.table) >= 2
    for row, label in enumerate(objects.table["label"].tolist()):  # row label - 1, slowly
        inside = np.argwhere(objects.instances == label)
        assert label == row + 1
        top, left = inside.min(axis=0).tolist()
        down, right = (inside.max(axis=0) + 1).tolist()
        assert objects.box([label]) == (top, left, down - top, right - left)
        assert objects.at(*inside[0].tolist()) == label


@pytest.mark.slow
def test_nothing_is_measured_while_nobody_watches(
    session: Session, folder: Path, pump: Pump
) -> None:
    lanes: set[str] = set()
    session.jobs.changed.connect(lambda: lanes.update(job.lane for job in session.jobs.running))
    session.open(folder)
    pump.settle(session)
    assert LANE not in lanes
    assert session.shown_objects.current is None
    session.shown_objects.watch("one")
    session.shown_objects.watch("two")
    pump.settle(session)
    first = session.shown_objects.current
    assert first is not None
    session.shown_objects.unwatch("one")
    session.step_image(1)
    pump.settle(session)
    second = session.shown_objects.current
    assert second is not None
    assert second.image == ids(session)[1]
    session.update_view(objects=frozenset({1}))
    session.shown_objects.unwatch("two")
    assert session.shown_objects.current is second  # still right, and still selected
    assert session.view.objects == {1}
    lanes.clear()
    session.step_image(1)
    pump.settle(session)
    assert session.shown_objects.current is None
    assert LANE not in lanes


@pytest.mark.slow
def test_another_image_drops_selection_and_objects(watching: Session, pump: Pump) -> None:
    first = watching.shown_objects.current
    watching.update_view(objects=frozenset({1, 2}), hovered_object=2)
    watching.step_image(1)
    assert watching.view.objects == frozenset()
    assert watching.view.hovered_object is None
    assert watching.shown_objects.current is None
    pump.settle(watching)
    watching.step_image(-1)
    pump.settle(watching)
    again = watching.shown_objects.current
    assert again is first  # from the cache


@pytest.mark.slow
def test_another_mask_of_the_image_drops_the_selection(watching: Session, pump: Pump) -> None:
    seen: list[tuple[int, frozenset[int]]] = []
    objects = watching.shown_objects

    def note() -> None:
        seen.append((0 if objects.current is None else len(objects.current.table),
                     watching.view.objects))  # fmt: skip

    assert objects.current is not None
    area = int(objects.current.table["area"].max())
    watching.update_view(objects=frozenset({1}))
    objects.changed.connect(note)
    watching.set_delineation(Delineation(area=(area + 1, 10**6)))
    pump.settle(watching)
    assert objects.current is not None
    assert objects.is_fresh
    assert watching.view.objects == frozenset()
    assert all(selected == frozenset() for _, selected in seen)
    assert all(count > 0 for count, _ in seen[:-1])  # the former objects stay until then
    watching.document.undo()
    pump.settle(watching)
    assert len(objects.current.table) > 0


@pytest.mark.slow
def test_a_pixel_size_adds_micrometres_and_keeps_the_selection(
    watching: Session, pump: Pump
) -> None:
    objects, image = watching.shown_objects, watching.view.image
    assert objects.current is not None
    assert image is not None
    before = objects.current
    watching.update_view(objects=frozenset({2}))
    watching.images.set_pixel_size([image], PixelSize.square(0.5))
    pump.settle(watching)
    assert objects.current.instances is before.instances  # not measured again
    np.testing.assert_allclose(objects.current.table["area_um2"], before.table["area"] / 4)
    assert watching.view.objects == {2}
    watching.document.undo()
    pump.settle(watching)
    assert "area_um2" not in objects.current.table.columns
    assert watching.view.objects == {2}


@pytest.mark.slow
def test_closing_the_project_forgets_all(watching: Session, pump: Pump) -> None:
    watching.update_view(objects=frozenset({1}), hovered_object=1)
    watching.document.close()
    pump.settle(watching)
    assert watching.shown_objects.current is None
    assert watching.view.objects == frozenset()
    assert watching.view.hovered_object is None


@pytest.mark.slow
def test_a_failure_becomes_a_line(
    watching: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flimbuilder.errors import InputError

    def fail(*ignored: object) -> None:
        raise InputError("no object can be measured")

    monkeypatch.setattr("flimbuilder.session.shown_objects.measure_objects", fail)
    watching.step_image(1)
    pump.settle(watching)
    assert watching.shown_objects.current is None
    assert watching.shown_objects.problem == "no object can be measured"
    watching.step_image(-1)
    pump.settle(watching)
    assert watching.shown_objects.problem is None
    assert watching.shown_objects.current is not None


def test_a_region_is_requested(session: Session) -> None:
    seen: list[tuple[float, ...]] = []
    session.region_requested.connect(lambda *box: seen.append(box))
    session.show_region(1, 2, 3, 4)
    assert seen == [(1, 2, 3, 4)]


def test_boxes_do_not_depend_on_the_order() -> None:
    mask = np.zeros((8, 8), np.uint8)
    mask[::2, ::2] = np.eye(4, dtype=np.uint8)
    objects = objects_of(mask)
    assert len(objects.table) == 4
    assert objects.box({4, 2}) == objects.box([2, 4]) == (2, 2, 5, 5)
    assert objects.nbytes > mask.nbytes + 4 * mask.size
    assert replace(objects, image="b").image == "b"
