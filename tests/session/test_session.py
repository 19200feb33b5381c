"""The session: the user's view and messages."""

from pathlib import Path

import pytest

from flimbuilder.errors import Cancelled, ImageError
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.edits import AddMarker, RemoveImage, SetDecoder
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.markers import Disk, Pixels
from flimbuilder.project.project import Project
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


def test_a_change_of_the_view_is_emitted_once(opened: Session) -> None:
    seen: list[tuple[View, View]] = []
    opened.view_changed.connect(lambda before, after: seen.append((before, after)))
    before = opened.view
    opened.update_view(block=2, opacity=0.5)
    opened.update_view(block=2)
    assert seen == [(before, opened.view)]
    assert (opened.view.block, opened.view.opacity) == (2, 0.5)


@pytest.mark.parametrize(("asked", "given"), [(-1, 0.5), (0, 0.5), (7.5, 7.5), (1e9, MAX_RADIUS)])
def test_the_radius_has_bounds(session: Session, asked: float, given: float) -> None:
    session.update_view(radius=asked)
    assert session.view.radius == given


def test_selections_end_with_their_image_or_block(opened: Session) -> None:
    kernel = opened.inspector.cards[0].identity
    opened.update_view(marker=1, kernel=kernel, kernels=frozenset({kernel}), hovered=kernel)
    opened.step_image(1)
    assert (opened.view.marker, opened.view.hovered, opened.view.kernel) == (None, None, kernel)
    opened.update_view(block=2)
    assert (opened.view.kernel, opened.view.kernels) == (None, frozenset())
    opened.update_view(block=1, kernel=kernel)
    assert opened.view.kernel == kernel


def test_stepping_stops_at_the_ends(opened: Session) -> None:
    first, second, third = ids(opened)
    assert opened.view.image == first
    seen = []
    for step in (-1, 1, 1, 1, -2, 5):
        opened.step_image(step)
        seen.append(opened.view.image)
    assert seen == [first, second, third, third, first, third]


def test_stepping_without_images_or_a_shown_image(session: Session, opened: Session) -> None:
    opened.update_view(image=None)
    opened.step_image(1)
    assert opened.view.image == ids(opened)[0]
    opened.document.close()
    opened.step_image(1)
    assert opened.view.image is None


def test_opening_a_project_resets_the_view(opened: Session, tmp_path: Path, pump: Pump) -> None:
    opened.update_view(heat="saliency", block=2, tool="erase", radius=9, opacity=0.1)
    opened.document.open(create_project(tmp_path / "Q", Project()).path)
    assert opened.view == View(tool="erase", radius=9)
    pump.settle(opened)


# The view stays valid


def test_removing_the_shown_image_shows_another(opened: Session) -> None:
    first, second, _ = ids(opened)
    opened.document.do("Remove", RemoveImage(image=first))
    assert opened.view.image == second
    opened.images.remove(ids(opened))
    assert opened.view.image is None
    opened.document.undo()
    assert opened.view.image == second


def test_removing_the_shown_block_shows_another(opened: Session) -> None:
    opened.update_view(block=2)
    blocks = opened.document.project.architecture.blocks
    opened.set_architecture(Architecture(blocks=blocks[:1]))
    assert opened.view.block == 1
    assert opened.document.undo_label == "Change the architecture"


def test_removing_the_selected_marker_deselects_it(opened: Session) -> None:
    opened.drawing.disk((9, 9))
    opened.update_view(marker=3)
    opened.drawing.disk((20, 20))
    assert opened.view.marker == 3
    opened.drawing.remove([3])
    assert opened.view.marker is None


# Commands and messages


def test_settings_are_commands_if_they_change_something(opened: Session) -> None:
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


def test_a_mistake_is_reported_and_changes_nothing(
    opened: Session, messages: list[Message]
) -> None:
    assert not opened.attempt(lambda: opened.classes.remove(0), undoable="Class removed")
    assert [message.level for message in messages] == ["error"]
    assert "the background cannot be removed" in messages[0].text
    assert opened.attempt(lambda: opened.classes.remove(1), undoable="Class removed")
    assert messages[1] == Message("Class removed", undoable=True)
    with pytest.raises(ZeroDivisionError):
        opened.attempt(lambda: 1 / 0)


def test_errors_of_background_work_are_reported_or_failures(pump: Pump) -> None:
    session, messages, failures = Session(pump), list[Message](), list[Exception]()
    session.message_posted.connect(messages.append)
    session.failed.connect(failures.append)
    fault = KeyError("x")
    for error in (Cancelled("stopped"), ImageError("a.png: is damaged"), fault):
        session.fail(error)
    assert messages == [Message("a.png: is damaged", "error")]
    assert failures == [fault]


def test_notes_of_opening_are_shown(
    session: Session, folder: Path, pump: Pump, messages: list[Message]
) -> None:
    (folder / "journal.ndjson").write_text("nothing that was ever a journal\n")
    session.open(folder)
    assert [message.level for message in messages][:1] == ["warning"]
    pump.settle(session)


def test_a_retired_decoder_is_named_once(
    session: Session, folder: Path, pump: Pump, messages: list[Message]
) -> None:
    opened = open_project(folder)
    opened.save(opened.project.with_(decoder=DecoderChoice(id="auto")))
    session.open(folder)
    pump.settle(session)
    assert session.document.project.decoder == DecoderChoice(id="ml")
    assert not session.document.dirty
    note = f"{folder}: decoder 'auto' is no longer offered; the project now uses 'ml'"
    assert [message.text for message in messages].count(note) == 1


# Large projects


def test_an_edit_of_a_large_project_copies_nothing_else(
    session: Session, pump: Pump, tmp_path: Path
) -> None:
    """An edit of one of 300 images keeps the markers, entries and thumbnails of the others."""
    entries = tuple(entry(f"i{number}", sha256=f"{number:064x}") for number in range(300))
    markers = {entry.id: drawn(*range(1, 11)) for entry in entries}
    session.document.open(
        create_project(tmp_path / "P", Project(images=entries, markers=markers)).path
    )
    pump.settle(session)
    before = session.document.project
    marker = Disk(id=11, class_id=1, center=(3, 3), radius=2)
    session.document.do("Draw", AddMarker(image="i7", index=10, marker=marker))
    after = session.document.project
    same = [entry for entry in entries if after.markers[entry.id] is before.markers[entry.id]]
    assert len(same) == 299
    assert all(new is old for new, old in zip(after.images, before.images, strict=True))
    assert session.jobs.running == ()


def test_listeners_never_see_a_view_of_removed_things(opened: Session, pump: Pump) -> None:
    """Signals of a change are emitted after another image is selected."""
    opened.set_decoder(DecoderChoice(id="manual", weights=((1.0,),)))
    pump.settle(opened)
    assert opened.inspector.reason is not None
    seen: list[bool] = []
    opened.inspector.decoded_changed.connect(lambda: seen.append(opened.view.image in ids(opened)))
    shown = opened.view.image
    assert shown is not None
    opened.document.do(
        "Both", SetDecoder(decoder=DecoderChoice(id="lm")), RemoveImage(image=shown)
    )
    assert seen
    assert all(seen)


def test_a_drawing_tool_deselects_the_marker(opened: Session) -> None:
    opened.update_view(tool="pan", marker=1)
    opened.update_view(tool="disk")
    assert opened.view.marker is None
    opened.update_view(marker=1)
    opened.update_view(tool="pan")
    assert opened.view.marker == 1


class TestTheRadiusOfTheSelectedMarker:
    def test_is_changed_instead_of_the_brush(self, opened: Session) -> None:
        opened.update_view(tool="disk", radius=7)
        opened.drawing.disk((20.0, 20.0))
        drawn = opened.drawing.markers.markers[-1].id
        opened.update_view(tool="pan", marker=drawn)
        opened.set_radius(9.5)
        assert (opened.radius, opened.view.radius) == (9.5, 7)
        opened.step_radius(1)
        assert opened.radius == 10
        assert opened.document.undo_label == "Change the radius of a marker"
        opened.undo()
        opened.undo()
        assert opened.radius == 7

    def test_is_clipped_like_the_brush(self, opened: Session) -> None:
        opened.update_view(tool="pan", marker=1)
        opened.set_radius(0)
        assert opened.radius == 0.5

    def test_does_not_exist_for_imported_pixels(self, opened: Session) -> None:
        image = str(opened.view.image)
        index = len(opened.drawing.markers.markers)
        marker = Pixels(id=opened.drawing.markers.next_id, class_id=1, runs=((3, 4, 5),))
        opened.document.do("Import", AddMarker(image=image, index=index, marker=marker))
        opened.update_view(tool="pan", marker=marker.id, radius=6)
        assert opened.radius == 6
        messages: list[Message] = []
        opened.message_posted.connect(messages.append)
        opened.set_radius(9)
        assert [message.level for message in messages] == ["error"]
        assert "no radius" in messages[0].text


class TestUndoOnAnotherImage:
    def test_shows_the_image_and_reports_it(self, opened: Session) -> None:
        first, second = (entry.id for entry in opened.document.project.images[:2])
        opened.update_view(image=first)
        opened.drawing.disk((20.0, 20.0))
        opened.update_view(image=second)
        messages: list[Message] = []
        opened.message_posted.connect(messages.append)
        opened.undo()
        name = opened.document.project.image(first).name
        assert opened.view.image == first
        assert [message.text for message in messages] == [
            f"Undone: Draw a disk of {_class_name(opened)}, on {name}"
        ]
        opened.update_view(image=second)
        opened.redo()
        assert opened.view.image == first

    def test_is_silent_on_the_shown_image(self, opened: Session) -> None:
        messages: list[Message] = []
        opened.message_posted.connect(messages.append)
        opened.drawing.disk((20.0, 20.0))
        opened.undo()
        assert not messages

    def test_leaves_the_image_for_other_commands(self, opened: Session) -> None:
        second = opened.document.project.images[1].id
        opened.set_seed(5)
        opened.update_view(image=second)
        opened.undo()
        assert opened.view.image == second


def _class_name(session: Session) -> str:
    classes = {entry.id: entry.name for entry in session.document.project.classes}
    return classes[session.view.class_id]
