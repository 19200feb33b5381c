"""The session: what the user looks at, and what they are told."""

from pathlib import Path

import pytest

from flimbuilder.errors import Cancelled, ImageError
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.edits import AddMarker, RemoveImage, SetDecoder
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import DecoderChoice, Delineation, Project
from flimbuilder.session.session import Message, Session
from flimbuilder.session.view import MAX_RADIUS, View
from tests.project.project_examples import drawn, entry
from tests.session.conftest import Pump, ids


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    session.open(folder)
    pump.settle(session)
    return session


# Looking


def test_a_look_is_told_once_with_before_and_after(opened: Session) -> None:
    seen: list[tuple[View, View]] = []
    opened.view_changed.connect(lambda before, after: seen.append((before, after)))
    before = opened.view
    opened.update_view(block=2, opacity=0.5)
    opened.update_view(block=2)
    assert seen == [(before, opened.view)]
    assert (opened.view.block, opened.view.opacity) == (2, 0.5)


@pytest.mark.parametrize(("asked", "given"), [(-1, 0), (7.5, 7.5), (1e9, MAX_RADIUS)])
def test_the_radius_has_bounds(session: Session, asked: float, given: float) -> None:
    session.update_view(radius=asked)
    assert session.view.radius == given


def test_what_belongs_to_an_image_or_block_does_not_stay(opened: Session) -> None:
    kernel = opened.inspector.cards[0].identity
    opened.update_view(marker=1, kernel=kernel, kernels=frozenset({kernel}), hovered=kernel)
    opened.step_image(1)
    assert (opened.view.marker, opened.view.hovered, opened.view.kernel) == (None, None, kernel)
    opened.update_view(block=2)
    assert (opened.view.kernel, opened.view.kernels) == (None, frozenset())
    opened.update_view(block=1, kernel=kernel)
    assert opened.view.kernel == kernel


def test_stepping_ends_at_either_end(opened: Session) -> None:
    first, second, third = ids(opened)
    assert opened.view.image == first
    seen = []
    for step in (-1, 1, 1, 1, -2, 5):
        opened.step_image(step)
        seen.append(opened.view.image)
    assert seen == [first, second, third, third, first, third]


def test_stepping_without_images_or_a_shown_one(session: Session, opened: Session) -> None:
    opened.update_view(image=None)
    opened.step_image(1)
    assert opened.view.image == ids(opened)[0]
    opened.document.close()
    opened.step_image(1)
    assert opened.view.image is None


def test_another_project_is_looked_at_afresh(opened: Session, tmp_path: Path, pump: Pump) -> None:
    opened.update_view(heat="saliency", block=2, tool="erase", radius=9, opacity=0.1)
    opened.document.create(tmp_path / "Q", Project())
    assert opened.view == View(tool="erase", radius=9)
    pump.settle(opened)


# The view stays valid


def test_the_next_image_is_shown_where_the_shown_one_goes(opened: Session) -> None:
    first, second, _ = ids(opened)
    opened.document.do("Remove", RemoveImage(image=first))
    assert opened.view.image == second
    opened.images.remove(ids(opened))
    assert opened.view.image is None
    opened.document.undo()
    assert opened.view.image == second


def test_a_block_that_goes(opened: Session) -> None:
    opened.update_view(block=2)
    blocks = opened.document.project.architecture.blocks
    opened.set_architecture(Architecture(blocks=blocks[:1]))
    assert opened.view.block == 1
    assert opened.document.undo_label == "Change the architecture"


def test_a_selected_marker_that_goes(opened: Session) -> None:
    opened.drawing.disk((9, 9))
    opened.update_view(marker=3)
    opened.drawing.disk((20, 20))
    assert opened.view.marker == 3
    opened.drawing.remove([3])
    assert opened.view.marker is None


# Commands and what is told


def test_settings_are_commands_where_they_change_something(opened: Session) -> None:
    project, revision = opened.document.project, opened.document.revision
    opened.set_architecture(project.architecture)
    opened.set_decoder(project.decoder)
    opened.set_delineation(project.delineation)
    opened.set_seed(project.seed)
    assert opened.document.revision == revision
    opened.set_decoder(DecoderChoice(id="mb"))
    opened.set_delineation(Delineation(threshold=0.2))
    opened.set_seed(4)
    after = opened.document.project
    assert (after.decoder.id, after.delineation.threshold, after.seed) == ("mb", 0.2, 4)


def test_a_mistake_is_told_and_nothing_else_happens(opened: Session, told: list[Message]) -> None:
    assert not opened.attempt(lambda: opened.classes.remove(0), undoable="Class removed")
    assert [one.level for one in told] == ["error"]
    assert "the background cannot be removed" in told[0].text
    assert opened.attempt(lambda: opened.classes.remove(1), undoable="Class removed")
    assert told[1] == Message("Class removed", undoable=True)
    with pytest.raises(ZeroDivisionError):
        opened.attempt(lambda: 1 / 0)


def test_what_background_work_raises(pump: Pump) -> None:
    session, told, failures = Session(pump), list[Message](), list[Exception]()
    session.message_posted.connect(told.append)
    session.failed.connect(failures.append)
    fault = KeyError("x")
    for error in (Cancelled("stopped"), ImageError("a.png: is damaged"), fault):
        session.fail(error)
    assert told == [Message("a.png: is damaged", "error")]
    assert failures == [fault]


def test_notes_of_opening_are_told(
    session: Session, folder: Path, pump: Pump, told: list[Message]
) -> None:
    (folder / "journal.ndjson").write_text("nothing that was ever a journal\n")
    session.open(folder)
    assert [one.level for one in told][:1] == ["warning"]
    pump.settle(session)


# Large projects


def test_a_large_project_is_edited_by_what_differs(
    session: Session, pump: Pump, tmp_path: Path
) -> None:
    """Three hundred images: an edit of one makes no marker, entry or picture of another anew."""
    entries = tuple(entry(f"i{number}", sha256=f"{number:064x}") for number in range(300))
    markers = {one.id: drawn(*range(1, 11)) for one in entries}
    session.document.create(tmp_path / "P", Project(images=entries, markers=markers))
    pump.settle(session)
    before = session.document.project
    marker = Disk(id=11, class_id=1, center=(3, 3), radius=2)
    session.document.do("Draw", AddMarker(image="i7", index=10, marker=marker))
    after = session.document.project
    same = [one for one in entries if after.markers[one.id] is before.markers[one.id]]
    assert len(same) == 299
    assert all(new is old for new, old in zip(after.images, before.images, strict=True))
    assert session.jobs.running == ()


def test_nobody_ever_sees_a_view_of_what_has_gone(opened: Session, pump: Pump) -> None:
    """What comes with a change is told of once another image is looked at."""
    opened.set_decoder(DecoderChoice(id="manual", weights=((1.0,),)))
    pump.settle(opened)
    assert opened.inspector.reason is not None
    seen: list[bool] = []
    opened.inspector.decoded_changed.connect(lambda: seen.append(opened.view.image in ids(opened)))
    shown = opened.view.image
    assert shown is not None
    opened.document.do("Both", SetDecoder(decoder=DecoderChoice()), RemoveImage(image=shown))
    assert seen
    assert all(seen)
