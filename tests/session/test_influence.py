"""What each marker does to the result: measured in the background, and said after a build."""

from pathlib import Path
from typing import Any

import pytest

from flimbuilder.explain.counterfactuals.suspects import Counterfactual
from flimbuilder.project.edits import RemoveMarker, apply_edit
from flimbuilder.session import influence, stroke_effect
from flimbuilder.session.session import Message, Session
from flimbuilder.session.stroke_effect import StrokeEffect, added_markers
from tests.session.conftest import CELLS, Pump, ids

ME = "the test"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(influence, "PAUSE", 0.0)
    monkeypatch.setattr(influence, "CHECK_PAUSE", 0.0)


@pytest.fixture
def opened(session: Session, pump: Pump, folder: Path) -> Session:
    """A session with a built project, whose first image is shown."""
    session.open(folder)
    pump.settle(session)
    return session


def known_of(session: Session, image: str, marker: int) -> "Counterfactual | None":
    markers = session.document.project.markers_of(image).markers
    return session.influence.get(image, next(item for item in markers if item.id == marker))


def draw(session: Session, pump: Pump, class_id: int, row: float, col: float) -> None:
    """Draw a disk and build."""
    session.update_view(class_id=class_id, radius=3.0)
    session.drawing.disk((row, col))
    session.builder.build()
    pump.settle(session)


def test_nothing_is_measured_unless_somebody_watches(opened: Session, pump: Pump) -> None:
    shown = ids(opened)[0]
    assert opened.influence.progress == (0, 2)
    assert known_of(opened, shown, 1) is None
    opened.influence.watch(ME)
    pump.settle(opened)
    assert opened.influence.progress == (2, 2)
    assert opened.influence.is_fresh(shown, 1)
    assert known_of(opened, ids(opened)[1], 1) is None  # not shown


def test_it_is_the_build_without_the_marker(opened: Session, pump: Pump) -> None:
    from flimbuilder.explain.counterfactuals.agreement import marker_agreement
    from flimbuilder.workflow.build import build

    opened.influence.watch(ME)
    pump.settle(opened)
    image, project, files = ids(opened)[0], opened.document.project, opened.builder.files()
    assert files is not None
    model = build(apply_edit(project, RemoveMarker(image=image, marker=2)), files).model
    saliency = model.saliency(files.pixels(project.image(image)))
    expected = marker_agreement(saliency, (1,), project.markers_of(image).markers)
    found = known_of(opened, image, 2)
    assert found is not None
    assert found.support == pytest.approx(expected[2], abs=1e-6)
    assert set(found.measures) == {"dice", "iou", "precision", "recall"}


def test_another_image_is_measured_when_it_is_shown(opened: Session, pump: Pump) -> None:
    opened.influence.watch(ME)
    pump.settle(opened)
    opened.update_view(image=ids(opened)[1])
    assert opened.influence.progress == (0, 2)
    pump.settle(opened)
    assert opened.influence.progress == (2, 2)
    opened.update_view(image=ids(opened)[2])
    assert opened.influence.progress == (0, 0)


def test_a_stroke_makes_it_stale_and_undo_fresh(opened: Session, pump: Pump) -> None:
    opened.influence.watch(ME)
    pump.settle(opened)
    shown = ids(opened)[0]
    known = known_of(opened, shown, 1)
    opened.drawing.disk((40.0, 40.0))
    assert not opened.influence.is_fresh(shown, 1)
    assert known_of(opened, shown, 1) is known
    opened.undo()
    assert opened.influence.is_fresh(shown, 1)
    opened.drawing.relabel([1], 0)
    assert known_of(opened, shown, 1) is None  # of another class


def test_images_that_do_not_teach_have_none(opened: Session, pump: Pump) -> None:
    opened.influence.watch(ME)
    opened.images.set_role(ids(opened)[:1], "test")
    opened.builder.build()
    pump.settle(opened)
    assert opened.influence.progress == (0, 0)


def test_slow_builds_are_not_repeated_unasked(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(influence, "SLOW", -1.0)
    opened.influence.watch(ME)
    pump.settle(opened)
    assert opened.influence.progress == (0, 2)
    assert opened.influence.fault is not None


def test_it_makes_way_for_the_user(opened: Session, pump: Pump) -> None:
    opened.influence.watch(ME)
    assert opened.jobs.in_lane("influence") is not None
    opened.drawing.disk((40.0, 40.0))
    opened.builder.build()
    assert opened.jobs.in_lane("influence") is None
    pump.settle(opened)
    assert opened.influence.progress == (3, 3)


class TestLastStroke:
    def test_a_wrong_stroke_is_reported_with_undo(
        self, opened: Session, pump: Pump, messages: list[Message]
    ) -> None:
        row, col, _ = CELLS[1]
        draw(opened, pump, 0, row, col)  # background, on a cell
        (message,) = [message for message in messages if "last stroke" in message.text]
        assert message.undoable
        assert message.level == "warning"
        found = known_of(opened, ids(opened)[0], 3)
        assert found is not None
        assert found.support is not None
        assert found.support < 0.5

    def test_a_good_stroke_is_not(
        self, opened: Session, pump: Pump, messages: list[Message]
    ) -> None:
        row, col, _ = CELLS[1]
        draw(opened, pump, 1, row, col)
        assert not [message for message in messages if "last stroke" in message.text]

    def test_its_influence_needs_no_further_build(self, opened: Session, pump: Pump) -> None:
        row, col, _ = CELLS[1]
        draw(opened, pump, 1, row, col)
        shown = ids(opened)[0]
        known = known_of(opened, shown, 3)
        assert known is not None
        opened.influence.watch(ME)
        pump.settle(opened)
        assert known_of(opened, shown, 3) is known
        assert opened.influence.progress == (3, 3)

    def test_undo_is_not_offered_after_another_edit(
        self, opened: Session, pump: Pump, messages: list[Message]
    ) -> None:
        row, col, _ = CELLS[1]
        opened.update_view(class_id=0, radius=3.0)
        opened.drawing.disk((row, col))
        opened.classes.rename(1, "cell")
        opened.builder.build()
        pump.settle(opened)
        (message,) = [message for message in messages if "last stroke" in message.text]
        assert not message.undoable

    def test_a_restored_build_is_not_reported_again(
        self, opened: Session, pump: Pump, messages: list[Message]
    ) -> None:
        row, col, _ = CELLS[1]
        draw(opened, pump, 0, row, col)
        opened.undo()
        opened.builder.build()
        pump.settle(opened)
        messages.clear()
        opened.redo()
        opened.builder.build()
        pump.settle(opened)
        assert not [message for message in messages if "last stroke" in message.text]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"agreement": -0.031},
            "The last stroke lowered the agreement with the other markers by 0.03",
        ),
        ({"agreement": -0.5, "dice": -0.1, "n_masks": 1}, "The last stroke lowered Dice by 0.10"),
        (
            {"agreement": 0.0, "dice": -0.1, "n_masks": 3},
            "The last stroke lowered the mean Dice of 3 images by 0.10",
        ),
    ],
)  # fmt: skip
def test_the_line_says_what_became_worse(fields: dict[str, Any], text: str) -> None:
    assert StrokeEffect((("a", 1),), **fields).text == text
    several = StrokeEffect((("a", 1), ("a", 2)), **fields).text
    assert several == text.replace("stroke", "2 strokes")


def test_contradiction_says_more_than_agreement() -> None:
    without = Counterfactual("a", 1, 1, own=0.1, support=0.0)
    effect = StrokeEffect((("a", 1),), -0.1, 0.1, 2, without)
    assert effect.is_worse
    assert effect.text == "The other markers contradict the last stroke"


@pytest.mark.parametrize(
    ("agreement", "dice", "is_worse"),
    [(-0.03, None, True), (0.0, -0.03, True), (-0.01, -0.01, False), (0.1, None, False)],
)
def test_small_changes_are_not_worth_a_line(
    agreement: float, dice: float | None, is_worse: bool
) -> None:
    assert stroke_effect.LOWER == 0.02
    assert StrokeEffect((("a", 1),), agreement, dice).is_worse == is_worse


def test_only_added_markers_are_strokes(opened: Session) -> None:
    before = opened.document.project
    opened.drawing.disk((40.0, 40.0))
    drawn = opened.document.project
    key = (ids(opened)[0], 3)
    assert added_markers(before, drawn) == (key,)
    assert added_markers(drawn, before) == ()
    assert added_markers(before, before) == ()
    opened.set_seed(5)
    assert added_markers(before, opened.document.project) == ()
    assert added_markers(drawn, opened.document.project) == ()
    opened.undo()
    opened.drawing.erase([(3.0, 3.0)])
    assert added_markers(before, opened.document.project) == ()
    assert added_markers(drawn, opened.document.project) == ()
