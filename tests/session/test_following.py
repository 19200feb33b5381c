"""Two sessions on one project: the second is read-only, follows, and takes over."""

from pathlib import Path

import pytest

from flimbuilder.errors import ProjectError, ProjectReadOnlyError
from flimbuilder.project.edits import SetSeed
from flimbuilder.project.folder import open_project
from flimbuilder.session.document import OPEN_ELSEWHERE, Document
from flimbuilder.session.session import Message, Session
from tests.session.conftest import Pump, watched_session


@pytest.fixture
def first(folder: Path) -> Document:
    """The document of the window that opened the project first, with one unsaved edit."""
    document = Document()
    document.open(folder)
    document.do("Seed", SetSeed(seed=1))
    return document


@pytest.fixture
def second(first: Document, session: Session, folder: Path, pump: Pump) -> Session:
    session.builder.build_if_marked = lambda: None  # type: ignore[method-assign]
    session.open(folder)
    pump.settle(session)
    return session


def poll(session: Session, pump: Pump) -> None:
    session.following.poll()
    pump.settle(session)


def test_a_second_window_is_read_only_and_shows_the_edits_of_the_first(
    first: Document, second: Session, messages: list[Message]
) -> None:
    document = second.document
    assert document.holder is not None
    assert document.read_only_reason == OPEN_ELSEWHERE
    assert document.project == first.project
    assert (document.unsaved_edits, document.dirty) == (0, False)
    with pytest.raises(ProjectReadOnlyError, match="open in another window"):
        document.do("Seed", SetSeed(seed=5))
    with pytest.raises(ProjectReadOnlyError):
        document.discard()
    assert messages == []
    assert first.holder is None


def test_the_first_window_is_not_disturbed(first: Document, second: Session, pump: Pump) -> None:
    poll(second, pump)
    first.do("Seed", SetSeed(seed=2))
    first.save()
    first.do("Seed", SetSeed(seed=3))
    assert open_project(str(first.path)).recover().seed == 3


def test_edits_saves_and_undo_are_followed(first: Document, second: Session, pump: Pump) -> None:
    first.do("Seed", SetSeed(seed=2))
    assert second.document.project.seed == 1
    poll(second, pump)
    assert second.document.project == first.project
    first.undo()
    poll(second, pump)
    assert second.document.project.seed == 1
    first.save()
    poll(second, pump)
    assert second.document.folder is not None
    assert second.document.folder.revision == 2
    assert second.document.project == first.project
    revision = second.document.revision
    poll(second, pump)
    assert second.document.revision == revision  # no news


def test_the_view_stays(first: Document, second: Session, pump: Pump) -> None:
    second.step_image(1)
    image = second.view.image
    first.do("Seed", SetSeed(seed=2))
    poll(second, pump)
    assert second.view.image == image


def test_without_following_only_reload_shows_edits(
    first: Document, second: Session, pump: Pump
) -> None:
    second.following.set_on(False)
    first.do("Seed", SetSeed(seed=2))
    poll(second, pump)
    assert second.document.project.seed == 1
    second.following.reload()
    pump.settle(second)
    assert second.document.project.seed == 2
    first.do("Seed", SetSeed(seed=3))
    second.following.set_on(True)
    pump.settle(second)
    assert second.document.project.seed == 3


def test_the_second_window_takes_over_once_the_first_is_closed(
    first: Document, second: Session, pump: Pump
) -> None:
    with pytest.raises(ProjectError, match="open in another window; close it there first"):
        second.following.take_over()
    assert second.document.read_only_reason == OPEN_ELSEWHERE
    first.save()
    first.close()
    poll(second, pump)
    assert second.following.has_closed
    assert second.document.read_only_reason == OPEN_ELSEWHERE
    assert second.following.take_over() == ()
    assert second.document.holder is None
    assert not second.document.read_only_reason
    assert not second.following.has_closed
    second.document.do("Seed", SetSeed(seed=9))
    second.document.save()
    assert open_project(str(second.document.path)).project.seed == 9


def test_edits_of_a_killed_window_are_offered_on_taking_over(
    first: Document, second: Session, pump: Pump
) -> None:
    first.release()  # as the system does when a program is killed
    poll(second, pump)
    second.following.take_over()
    assert second.document.unsaved_edits == 1
    assert second.document.project.seed == 0
    second.document.recover()
    assert second.document.project.seed == 1


def test_a_window_that_opens_again_keeps_others_out(
    first: Document, second: Session, pump: Pump, folder: Path
) -> None:
    first.save()
    first.close()
    poll(second, pump)
    first.open(folder)
    assert first.holder is None
    with pytest.raises(ProjectError, match="close it there first"):
        second.following.take_over()
    poll(second, pump)
    assert not second.following.has_closed


def test_a_copy_saved_elsewhere_is_edited_here(
    first: Document, second: Session, tmp_path: Path
) -> None:
    second.document.save_as(tmp_path / "copy.flim")
    assert second.document.read_only_reason is None
    second.document.do("Seed", SetSeed(seed=4))
    other = Document()
    other.open(tmp_path / "copy.flim")
    assert other.holder is not None


def test_a_project_can_be_opened_again_by_its_own_window(first: Document, folder: Path) -> None:
    first.save()
    first.open(folder)
    assert (first.holder, first.read_only_reason) == (None, None)


def test_closing_lets_another_window_in(first: Document, folder: Path) -> None:
    first.save()
    first.close()
    other = Document()
    other.open(folder)
    assert other.holder is None


def test_a_folder_without_a_project_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        Document().open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_vanished_project_is_reported(
    first: Document, second: Session, pump: Pump, folder: Path, messages: list[Message]
) -> None:
    (folder / "project.json").rename(folder / "gone.json")
    poll(second, pump)
    poll(second, pump)
    assert [message.level for message in messages] == ["error"]
    assert second.document.project == first.project


def test_a_closed_session_frees_the_project(folder: Path, pump: Pump) -> None:
    with watched_session(pump) as session:
        session.document.open(folder)
    document = Document()
    document.open(folder)
    assert document.holder is None
