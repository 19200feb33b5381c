"""Commands that were made and undone."""

from flimbuilder.project.edits import SetSeed
from flimbuilder.session.document import DEPTH, History


def record(history: History, number: int) -> None:
    history.record(f"Seed {number}", SetSeed(seed=number), SetSeed(seed=number - 1))


def test_nothing_to_undo_at_first() -> None:
    history = History()
    assert (history.undoable, history.redoable, history.state) == (None, None, 0)


def test_undo_brings_the_former_state_back() -> None:
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


def test_a_new_command_ends_what_could_be_redone_and_is_a_new_state() -> None:
    history = History()
    record(history, 1)
    history.undo()
    record(history, 1)
    assert history.redoable is None
    assert history.state == 2  # although the edit is the same: states are never given again


def test_the_oldest_are_forgotten() -> None:
    history = History()
    for number in range(1, DEPTH + 6):
        record(history, number)
    undone = 0
    while history.undoable is not None:
        history.undo()
        undone += 1
    assert undone == DEPTH
    assert history.state == 5
