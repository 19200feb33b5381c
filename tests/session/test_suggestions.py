"""Suggested places and images of a session."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import FlimError, ImageError, InputError
from flimbuilder.explain.guidance import suggesting as guidance
from flimbuilder.explain.guidance.suggestion import GuidedImage, ImageSuggestion, Suggestion
from flimbuilder.imaging.write import write_png
from flimbuilder.project.edits import AddMarker
from flimbuilder.project.markers import Disk, Stroke
from flimbuilder.session import encoding, unhurried
from flimbuilder.session.session import Message, Session
from flimbuilder.session.suggestions import ShownSuggestions
from tests.session.conftest import Pump

ROWS = (6, 16, 26, 36)  # of the places, none of them marked


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[GuidedImage]:
    """Replace the rules by fixed places, and list the images they were asked for."""
    images: list[GuidedImage] = []

    def suggest(
        guided: Sequence[GuidedImage], classes: object, *, count: int, radius: float = 2.0
    ) -> list[Suggestion]:
        images.extend(guided)
        places = [
            Suggestion(guided[0].id, row, 42, 2.0, index % 2, f"Reason {index}.")
            for index, row in enumerate(ROWS)
        ]
        return places[:count]

    monkeypatch.setattr(guidance, "suggest_places", suggest)
    monkeypatch.setattr(unhurried, "PAUSE", 0)
    return images


@pytest.fixture
def session_on(session: Session, folder: Path, pump: Pump, asked: list[GuidedImage]) -> Session:
    """A session with a build that suggests."""
    session.open(folder)
    pump.settle(session)
    session.suggestions.set_on(True)
    assert session.suggestions.is_working
    pump.settle(session)
    assert not session.suggestions.is_working
    return session


def numbers(suggestions: ShownSuggestions) -> list[int]:
    return list(suggestions.places)


def test_nothing_is_suggested_while_off(session: Session, folder: Path, pump: Pump) -> None:
    session.open(folder)
    pump.settle(session)
    assert not session.suggestions.is_on
    assert (session.suggestions.places, session.view.suggestion) == ({}, None)
    assert session.suggestions.suggested_images == ()
    session.suggestions.step(1)
    session.suggestions.accept()
    session.suggestions.skip()
    session.suggestions.preview()
    assert session.document.undo_label is None


def test_places_are_numbered_and_the_first_is_chosen(session_on: Session) -> None:
    shown = session_on.suggestions
    assert numbers(shown) == [1, 2, 3, 4]
    assert session_on.view.suggestion == 1
    assert shown.chosen is not None
    assert shown.chosen.why == "Reason 0."
    assert [shown.class_of(number) for number in (1, 2)] == [0, 1]


def test_places_are_found_with_the_build_and_its_saliency(
    session_on: Session, asked: list[GuidedImage]
) -> None:
    guided = asked[-1]
    assert guided.id == session_on.view.image
    assert guided.saliency is not None
    assert guided.saliency.shape == (1, 48, 48)


def test_steps_go_round_and_show_the_place(session_on: Session) -> None:
    shown: list[tuple[float, ...]] = []
    session_on.place_requested.connect(lambda *place: shown.append(place))
    visited = []
    for step in (1, 1, 1, 1, -1):
        session_on.suggestions.step(step)
        visited.append(session_on.view.suggestion)
    assert visited == [2, 3, 4, 1, 4]
    assert shown[:2] == [(16, 42), (26, 42)]


def test_accepting_draws_an_ordinary_disk(session_on: Session) -> None:
    session_on.suggestions.accept()
    drawn = session_on.drawing.markers.markers[-1]
    assert drawn == Disk(id=drawn.id, class_id=0, center=(6.0, 42.0), radius=2.0)
    assert session_on.document.undo_label == "Draw a disk of background"
    assert numbers(session_on.suggestions) == [2, 3, 4]
    assert session_on.view.suggestion == 2
    session_on.undo()
    assert numbers(session_on.suggestions) == [1, 2, 3, 4]
    session_on.redo()
    assert numbers(session_on.suggestions) == [2, 3, 4]


def test_the_class_is_a_proposal(session_on: Session) -> None:
    session_on.suggestions.relabel(1)
    assert session_on.suggestions.class_of(1) == 1
    session_on.suggestions.accept()
    assert session_on.drawing.markers.markers[-1].class_id == 1


def test_a_place_of_an_unknown_class_asks_for_it(
    session_on: Session, messages: list[Message]
) -> None:
    place = Suggestion(str(session_on.view.image), 6, 42, 2.0, None, "Nothing is known.")
    shown = session_on.suggestions
    shown.places = {1: place}
    assert shown.class_of(1) is None
    before = session_on.document.project
    session_on.accept_suggestion()
    assert messages[-1].text == (
        "choose the class of suggestion 1 first: press its digit, or choose it in the line above "
        "the image"
    )
    with pytest.raises(FlimError, match="choose the class of suggestion 1 first"):
        shown.preview()
    assert session_on.document.project is before
    shown.relabel(1)
    assert shown.class_of(1) == 1
    shown.relabel(9)  # there is none
    assert shown.class_of(1) is None


def test_skipped_places_stay_away(
    session_on: Session, pump: Pump, asked: list[GuidedImage]
) -> None:
    session_on.suggestions.skip()
    session_on.suggestions.skip()
    assert numbers(session_on.suggestions) == [3, 4]
    assert session_on.document.undo_label is None  # nothing to undo
    session_on.set_seed(5)
    session_on.builder.build()
    pump.settle(session_on)
    assert len(asked) > 1
    assert numbers(session_on.suggestions) == [3, 4]
    session_on.suggestions.set_on(False)
    session_on.suggestions.set_on(True)
    pump.settle(session_on)
    assert numbers(session_on.suggestions) == [3, 4]


def test_all_places_can_be_skipped(session_on: Session) -> None:
    for _ in ROWS:
        session_on.suggestions.skip()
    assert session_on.suggestions.places == {}
    assert session_on.view.suggestion is None


@pytest.mark.parametrize(
    ("marker", "left"),
    [
        (Disk(id=50, class_id=1, center=(16, 41), radius=1), [1, 3, 4]),
        (Stroke(id=50, class_id=1, points=((26, 20), (26, 42)), radius=1), [1, 2, 4]),
        (Stroke(id=50, class_id=None, points=((26, 42),), radius=1), [1, 2, 3, 4]),
    ],
)
def test_a_place_that_the_user_marks_goes(
    session_on: Session, marker: Disk | Stroke, left: list[int]
) -> None:
    image = str(session_on.view.image)
    index = len(session_on.drawing.markers.markers)
    session_on.document.do("Draw", AddMarker(image=image, index=index, marker=marker))
    assert numbers(session_on.suggestions) == left


def test_markers_alone_renew_nothing(
    session_on: Session, pump: Pump, asked: list[GuidedImage]
) -> None:
    session_on.suggestions.accept()
    pump.settle(session_on)
    assert len(asked) == 1
    session_on.builder.build()
    pump.settle(session_on)
    assert len(asked) > 1  # after the build
    assert session_on.view.suggestion == 2  # the first is marked


def test_another_image_has_its_own_places(
    session_on: Session, pump: Pump, asked: list[GuidedImage]
) -> None:
    first, other = [entry.id for entry in session_on.document.project.images[:2]]
    session_on.update_view(image=other)
    assert session_on.suggestions.places == {}
    assert session_on.view.suggestion is None
    pump.settle(session_on)
    assert list(dict.fromkeys(guided.id for guided in asked)) == [first, other]
    assert {place.image for place in session_on.suggestions.places.values()} == {other}


def test_it_waits_for_the_user_s_own_work(
    session_on: Session, pump: Pump, asked: list[GuidedImage]
) -> None:
    other = session_on.document.project.images[1].id
    session_on.jobs.start("image", "Work", lambda report: None, lambda done: None, print)
    session_on.update_view(image=other)
    assert all(job.lane != "suggestions" for job in session_on.jobs.running)
    assert session_on.suggestions.is_working
    pump.settle(session_on)
    assert asked[-1].id == other


def test_images_for_testing_get_none(session_on: Session, pump: Pump) -> None:
    image = session_on.document.project.images[1]
    session_on.images.set_role([image.id], "test")
    session_on.update_view(image=image.id)
    pump.settle(session_on)
    assert session_on.suggestions.places == {}
    assert session_on.suggestions.reason == (
        f"{image.name} is not for training: its markers would give no kernels"
    )


def test_images_that_need_tiles_get_none(
    session_on: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "WHOLE_BYTES", 1)
    image = session_on.document.project.images[1]
    session_on.update_view(image=image.id)
    pump.settle(session_on)
    assert session_on.suggestions.reason == (
        f"{image.name} is too large for suggestions; mark what looks wrong"
    )


def test_a_failure_is_a_reason(
    session_on: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*ignored: object, **options: object) -> list[Suggestion]:
        raise ImageError("can't read it")

    monkeypatch.setattr(guidance, "suggest_places", fail)
    session_on.update_view(image=session_on.document.project.images[1].id)
    pump.settle(session_on)
    assert session_on.suggestions.reason == "can't read it"


def test_an_empty_answer_is_explained(
    session_on: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guidance, "suggest_places", lambda *images, **options: [])
    session_on.update_view(image=session_on.document.project.images[1].id)
    pump.settle(session_on)
    assert session_on.suggestions.reason == "No place is left to suggest on this image"


def test_a_preview_shows_what_accepting_would_do(session_on: Session, pump: Pump) -> None:
    session_on.suggestions.preview()
    asked = session_on.preview.asked
    assert asked is not None
    assert asked.owner is session_on.suggestions
    (edit,) = asked.edits
    assert isinstance(edit, AddMarker)
    pump.settle(session_on)
    assert session_on.preview.result is not None
    assert session_on.document.undo_label is None
    session_on.suggestions.relabel(1)  # the preview is of another class
    assert session_on.preview.asked is None


def test_turning_it_off_ends_its_preview_alone(session_on: Session) -> None:
    session_on.suggestions.preview()
    session_on.suggestions.set_on(False)
    assert session_on.preview.asked is None
    assert (session_on.suggestions.places, session_on.view.suggestion) == ({}, None)


def test_images_are_ranked_by_their_doubt(session_on: Session) -> None:
    found = session_on.suggestions.suggested_images
    assert found
    results = session_on.results
    doubts = [results.get(image.image).doubt for image in found]  # type: ignore[union-attr]
    assert doubts == sorted(doubts, reverse=True)  # type: ignore[type-var]
    others = [image for image in found if image.image != session_on.view.image]
    assert session_on.suggestions.next_image == (others[0] if others else None)
    session_on.suggestions.set_on(False)
    assert session_on.suggestions.suggested_images == ()


def test_without_a_build_images_are_ranked_by_their_looks(
    session: Session, folder: Path, pump: Pump, asked: list[GuidedImage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    session.open(folder)
    pump.settle(session)
    monkeypatch.setattr(session.builder, "current", None)
    session.suggestions.set_on(True)
    pump.settle(session)
    found = session.suggestions.suggested_images
    assert found
    assert all(isinstance(image, ImageSuggestion) and image.doubt is None for image in found)
    assert asked[-1].saliency is None


def test_images_that_can_t_be_ranked_are_given_up(
    session: Session, folder: Path, pump: Pump, asked: list[GuidedImage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    calls: list[int] = []

    def fail(summaries: object, *, count: int) -> None:
        calls.append(count)
        raise InputError("no")

    session.open(folder)
    pump.settle(session)
    monkeypatch.setattr(session.builder, "current", None)
    monkeypatch.setattr(guidance, "suggest_images", fail)
    session.suggestions.set_on(True)
    pump.settle(session)
    session.update_view(heat="saliency")
    pump.settle(session)
    assert len(calls) == 1
    assert session.suggestions.suggested_images == ()


def test_opening_another_project_forgets_what_was_skipped(
    session_on: Session, folder: Path, pump: Pump
) -> None:
    session_on.suggestions.skip()
    session_on.document.close()
    assert session_on.suggestions.places == {}
    assert session_on.suggestions.suggested_images == ()
    session_on.open(folder)
    pump.settle(session_on)
    assert numbers(session_on.suggestions) == [1, 2, 3, 4]


def test_classes_without_markers_are_named(session_on: Session) -> None:
    assert session_on.suggestions.gaps == []
    session_on.classes.add("nucleus")
    (gap,) = session_on.suggestions.gaps
    assert "nucleus" in gap


def test_accepting_by_the_session_offers_undo(
    session_on: Session, messages: list[Message]
) -> None:
    session_on.accept_suggestion()
    assert messages[-1] == Message("Suggestion 1 drawn as background", undoable=True)
    session_on.suggestions.set_on(False)
    session_on.accept_suggestion()
    assert messages[-1].text == "Suggestion 1 drawn as background"


def test_images_with_other_channels_are_not_compared(
    session_on: Session, tmp_path: Path, pump: Pump
) -> None:
    path = tmp_path / "grey.png"
    write_png(path, np.zeros((48, 48), np.uint8))
    session_on.images.add([path])
    pump.settle(session_on)
    grey = session_on.document.project.images[-1]
    session_on.images.set_role([grey.id], "train")
    assert grey.shape[2] == 1
    assert grey.id not in {entry.id for entry in session_on.suggestions._images._entries}
