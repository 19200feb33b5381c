"""The open project: edits with undo, journaled before they are shown."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from psygnal import EmitLoopError

from flimbuilder.errors import ProjectError, SaveError
from flimbuilder.project.edits import (
    AddMarker,
    RemoveImage,
    RemoveMarker,
    SetClasses,
    SetSeed,
    SingleEdit,
    apply_edit,
)
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.project import Project, default_class
from flimbuilder.session.document import DEPTH, Document, History
from flimbuilder.session.session import Session
from tests.project.project_examples import (
    disk,
    example,
    fitting_edits,
    ids,
    projects,
    without_next_ids,
)
from tests.session.conftest import Pump


@pytest.fixture
def document(tmp_path: Path) -> Document:
    made = Document()
    made.open(create_project(tmp_path / "P", example()).path)
    return made


def recovered(document: Document) -> Project:
    """The project that a crash now would leave."""
    assert document.path is not None
    return open_project(document.path).recover()


# Open and closed


def test_no_project() -> None:
    document = Document()
    assert not document.is_open
    assert (document.path, document.undo_label, document.redo_label) == (None, None, None)
    assert not document.dirty
    with pytest.raises(ProjectError, match="no project is open"):
        document.do("Seed", SetSeed(seed=1))
    with pytest.raises(ProjectError, match="no project is open"):
        document.save()
    document.undo()
    document.redo()


def test_opened_is_emitted_before_changed(tmp_path: Path) -> None:
    create_project(tmp_path / "P", example())
    document, seen = Document(), list[object]()
    document.opened.connect(lambda: seen.append(("opened", document.path)))
    document.changed.connect(lambda before, after: seen.append(("changed", after)))
    document.open(tmp_path / "P")
    assert seen == [("opened", tmp_path / "P"), ("changed", example())]
    assert (document.is_open, document.dirty, document.undo_label) == (True, False, None)
    revision = document.revision
    document.close()
    assert document.project == Project(classes=())
    assert document.revision > revision


def test_a_failed_opening_keeps_the_open_project(document: Document, tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        document.open(tmp_path / "nothing")
    assert document.project == example()
    assert document.path == tmp_path / "P"


# Commands


def test_a_command_is_journaled_before_it_is_shown(document: Document) -> None:
    seen: list[tuple[Project, Project]] = []
    document.changed.connect(lambda before, after: seen.append((recovered(document), after)))
    document.do("Seed", SetSeed(seed=5))
    assert document.project.seed == 5
    assert seen == [(document.project, document.project)]
    assert (document.undo_label, document.dirty) == ("Seed", True)


def test_a_command_of_several_edits_is_undone_at_once(document: Document) -> None:
    changes: list[Project] = []
    document.changed.connect(lambda before, after: changes.append(after))
    classes = (*example().classes, default_class(2))
    edits = SetClasses(classes=classes), AddMarker(image="c", index=0, marker=disk(1))
    document.do("Add class 2", *edits)
    assert len(changes) == 1
    assert document.project.object_classes == (1, 2)
    document.undo()
    assert without_next_ids(document.project) == example()
    assert document.redo_label == "Add class 2"
    document.redo()
    assert document.project == changes[0]


def test_a_command_without_edits_does_nothing(document: Document) -> None:
    document.do("Nothing")
    assert (document.undo_label, document.dirty) == (None, False)


def test_an_edit_that_does_not_fit_changes_nothing(document: Document) -> None:
    with pytest.raises(ProjectError, match="image a has no marker 9"):
        document.do("Both", SetSeed(seed=3), RemoveMarker(image="a", marker=9))
    assert document.project == recovered(document) == example()
    assert (document.undo_label, document.dirty) == (None, False)


def test_a_failing_listener_leaves_a_consistent_document(document: Document) -> None:
    def fail(before: Project, after: Project) -> None:
        raise ZeroDivisionError

    labels: list[str | None] = []
    document.changed.connect(fail)
    document.status_changed.connect(lambda: labels.append(document.undo_label))
    with pytest.raises(EmitLoopError, match="ZeroDivisionError"):
        document.do("Seed", SetSeed(seed=7))
    assert labels == ["Seed"]
    assert document.dirty
    assert document.project.seed == 7
    assert recovered(document) == document.project
    document.changed.disconnect(fail)
    document.undo()
    assert recovered(document) == document.project == example()


def test_an_unwritable_journal_changes_nothing(document: Document, tmp_path: Path) -> None:
    document.do("Seed", SetSeed(seed=1))
    shutil.rmtree(tmp_path / "P")
    seen: list[Project] = []
    document.changed.connect(lambda before, after: seen.append(after))
    for action in (lambda: document.do("Seed", SetSeed(seed=2)), document.undo):
        with pytest.raises(SaveError, match="the folder is gone"):
            action()
    assert (document.project.seed, document.undo_label, seen) == (1, "Seed", [])


def test_two_hundred_commands_can_be_undone(document: Document) -> None:
    for seed in range(1, DEPTH + 6):
        document.do(f"Seed {seed}", SetSeed(seed=seed))
    for _ in range(DEPTH):
        document.undo()
    assert (document.project.seed, document.undo_label) == (5, None)
    document.undo()
    assert document.project.seed == 5
    for _ in range(DEPTH):
        document.redo()
    assert (document.project.seed, document.redo_label) == (DEPTH + 5, None)


def test_undo_survives_a_switch_of_the_image(session: Session, folder: Path, pump: Pump) -> None:
    session.document.open(folder)
    first, second = (entry.id for entry in session.document.project.images[:2])
    session.drawing.disk((5, 5))
    session.step_image(1)
    session.drawing.disk((9, 9))
    before = {image: ids(session.document.project, image) for image in (first, second)}
    session.step_image(1)
    session.document.undo()
    session.document.undo()
    after = {image: ids(session.document.project, image) for image in (first, second)}
    assert before == {first: [1, 2, 3], second: [1, 2, 3]}
    assert after == {first: [1, 2], second: [1, 2]}
    assert session.document.undo_label is None
    pump.settle(session)


# Saving


def test_undoing_back_to_what_was_saved_is_clean(document: Document) -> None:
    document.do("Seed", SetSeed(seed=1))
    document.save()
    assert not document.dirty
    document.do("Seed", SetSeed(seed=2))
    assert document.dirty
    document.undo()
    assert not document.dirty
    document.undo()
    assert document.dirty
    document.redo()
    assert not document.dirty


def test_another_branch_of_history_is_dirty(document: Document) -> None:
    document.do("Seed", SetSeed(seed=1))
    document.save()
    document.undo()
    document.do("Seed", SetSeed(seed=9))
    assert document.dirty


def test_undo_works_across_a_save_and_is_journaled(document: Document) -> None:
    document.do("Seed", SetSeed(seed=1))
    document.save()
    document.undo()
    assert document.project == recovered(document) == example()


def test_saving_elsewhere_continues_there(document: Document, tmp_path: Path) -> None:
    document.do("Seed", SetSeed(seed=1))
    document.save_as(tmp_path / "Q")
    assert document.path == tmp_path / "Q"
    assert (document.dirty, document.project.seed) == (False, 1)
    assert open_project(tmp_path / "P").project == example()
    document.do("Seed", SetSeed(seed=2))
    assert open_project(tmp_path / "Q").recover().seed == 2


def test_a_failed_save_leaves_it_dirty(document: Document, tmp_path: Path) -> None:
    document.do("Seed", SetSeed(seed=1))
    shutil.rmtree(tmp_path / "P")
    with pytest.raises(SaveError):
        document.save()
    assert document.dirty


# After a crash


@pytest.fixture
def crashed(document: Document) -> Document:
    """Another document of a project with two unsaved edits."""
    document.do("Seed", SetSeed(seed=1))
    document.do("Remove", RemoveImage(image="c"))
    document.release()  # as the system does when a program is killed
    made = Document()
    assert document.path is not None
    made.open(document.path)
    return made


def test_unsaved_edits_are_recovered(crashed: Document, document: Document) -> None:
    assert (crashed.unsaved_edits, crashed.project) == (2, example())
    crashed.recover()
    assert crashed.project == document.project
    assert (crashed.unsaved_edits, crashed.dirty) == (0, True)
    crashed.do("Seed", SetSeed(seed=3))
    assert recovered(crashed) == crashed.project
    crashed.undo()
    assert crashed.dirty  # there is no way back to what was saved
    crashed.save()
    assert not crashed.dirty


def test_undecided_edits_block_new_commands(crashed: Document) -> None:
    for action in (lambda: crashed.do("Seed", SetSeed(seed=3)), crashed.save):
        with pytest.raises(ProjectError, match=r"2 edits from before .* recover or discard"):
            action()
    assert crashed.unsaved_edits == 2


def test_unsaved_edits_are_discarded(crashed: Document) -> None:
    crashed.discard()
    assert (crashed.unsaved_edits, crashed.dirty) == (0, False)
    assert crashed.project == recovered(crashed) == example()
    crashed.do("Seed", SetSeed(seed=3))
    assert recovered(crashed).seed == 3


# Any commands


class AnyCommands(RuleBasedStateMachine):
    """Commands, undo, redo and saves in any order, compared with a list of all states."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.document = Document()
        self.past: list[Project] = []
        self.future: list[Project] = []

    @initialize(project=projects())
    def create(self, project: Project) -> None:
        self.document.open(create_project(self.folder / "P", project).path)
        self.saved = project

    @rule(data=st.data(), size=st.integers(1, 3))
    def do(self, data: st.DataObject, size: int) -> None:
        edits: list[SingleEdit] = []
        after = self.document.project
        for _ in range(size):
            edits.append(data.draw(fitting_edits(after)))
            after = apply_edit(after, edits[-1])
        self.past.append(self.document.project)
        self.future.clear()
        self.document.do("Command", *edits)
        assert self.document.project == after

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        self.future.append(self.document.project)
        self.document.undo()
        assert without_next_ids(self.document.project) == without_next_ids(self.past.pop())

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.past.append(self.document.project)
        self.document.redo()
        assert without_next_ids(self.document.project) == without_next_ids(self.future.pop())

    @rule()
    def save(self) -> None:
        self.document.save()
        self.saved = self.document.project
        assert not self.document.dirty

    @invariant()
    def the_journal_tells_all(self) -> None:
        if self.document.is_open:
            assert recovered(self.document) == self.document.project

    @invariant()
    def what_is_clean_is_saved(self) -> None:
        if self.document.is_open and not self.document.dirty:
            assert without_next_ids(self.document.project) == without_next_ids(self.saved)

    @invariant()
    def the_labels_tell_what_can_be_done(self) -> None:
        assert (self.document.undo_label is not None) == bool(self.past)
        assert (self.document.redo_label is not None) == bool(self.future)

    def teardown(self) -> None:
        if self.document.is_open:
            last, n_redone = self.document.project, len(self.future)
            first = self.past[0] if self.past else last
            for _ in self.past:
                self.document.undo()
            assert without_next_ids(self.document.project) == without_next_ids(first)
            assert self.document.undo_label is None
            for _ in self.past:
                self.document.redo()
            assert without_next_ids(self.document.project) == without_next_ids(last)
            assert (self.document.redo_label is None) == (n_redone == 0)
        shutil.rmtree(self.folder)


TestAnyCommands = AnyCommands.TestCase
TestAnyCommands.settings = settings(
    max_examples=20,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def record(history: History, number: int) -> None:
    history.record(f"Seed {number}", SetSeed(seed=number), SetSeed(seed=number - 1))


def test_a_new_history_is_empty() -> None:
    history = History()
    assert (history.undoable, history.redoable, history.state) == (None, None, 0)


def test_undo_and_redo_move_between_states() -> None:
    history = History()
    record(history, 1)
    record(history, 2)
    assert history.undoable is not None
    assert history.undoable.label == "Seed 2"
    history.undo()
    assert history.state == 1
    assert history.redoable is not None
    assert history.redoable.forward == SetSeed(seed=2)
    history.redo()
    assert history.state == 2
    assert history.redoable is None


def test_a_new_command_clears_redo_and_gets_a_new_state() -> None:
    history = History()
    record(history, 1)
    history.undo()
    record(history, 1)
    assert history.redoable is None
    assert history.state == 2  # states are never reused, even for an equal edit


def test_the_oldest_commands_are_forgotten() -> None:
    history = History()
    for number in range(1, DEPTH + 6):
        record(history, number)
    undone = 0
    while history.undoable is not None:
        history.undo()
        undone += 1
    assert undone == DEPTH
    assert history.state == 5
