"""A list that becomes another list by the smallest change."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt

from flimbuilder.gui.widgets.keyed_model import MOST_STEPS, ROW, KeyedModel

Pair = tuple[int, str]
pairs = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ab")), unique_by=lambda one: one[0])


def model_of(*rows: Pair) -> tuple[KeyedModel[Pair], list[tuple[str, int, int]]]:
    """Return a model of rows, the first of each pair its key, and a list of what it will tell."""
    model: KeyedModel[Pair] = KeyedModel(lambda row: row[0])
    model.show(rows)
    told: list[tuple[str, int, int]] = []
    model.modelReset.connect(lambda: told.append(("reset", 0, 0)))
    model.rowsInserted.connect(lambda _, first, last: told.append(("inserted", first, last)))
    model.rowsRemoved.connect(lambda _, first, last: told.append(("removed", first, last)))
    model.dataChanged.connect(
        lambda first, last, _: told.append(("changed", first.row(), last.row()))
    )
    return model, told


def test_it_tells_only_what_changed() -> None:
    model, told = model_of((1, "a"), (2, "a"), (3, "a"), (4, "a"))
    model.show([(1, "a"), (2, "a"), (3, "a"), (4, "a")])
    assert told == []
    model.show([(1, "a"), (2, "b"), (3, "b"), (4, "a")])
    assert told == [("changed", 1, 2)]
    told.clear()
    model.show([(2, "b"), (4, "c")])
    assert told == [("removed", 2, 2), ("removed", 0, 0), ("changed", 1, 1)]
    told.clear()
    model.show([(7, "a"), (2, "b"), (5, "a"), (6, "a"), (4, "c")])
    assert told == [("inserted", 0, 0), ("inserted", 2, 3)]
    told.clear()
    model.show([(4, "c"), (2, "b")])
    assert told == [("reset", 0, 0)]


def test_changes_in_very_many_places_are_one() -> None:
    """Step by step the time would grow with the square of the rows."""
    every: list[Pair] = [(key, "a") for key in range(2 * MOST_STEPS + 2)]
    model, told = model_of(*every)
    model.show(every[1::2])
    assert told == [("reset", 0, 0)]
    model.show(every)
    assert told == [("reset", 0, 0)] * 2
    told.clear()
    model.show(every[: 2 * MOST_STEPS : 2] + every[2 * MOST_STEPS :])
    assert [what for what, _, _ in told] == ["removed"] * MOST_STEPS
    assert model.rowCount() == MOST_STEPS + 2


def test_places_and_refreshing() -> None:
    model, told = model_of((5, "a"), (6, "a"))
    assert (model.place(6), model.place(7)) == (1, None)
    model.refresh(6)
    model.refresh(7)
    assert told == [("changed", 1, 1)]
    assert model.index(1, 0).data(ROW) == (6, "a")
    assert model.index(1, 0).data(Qt.ItemDataRole.DisplayRole) is None


@given(pairs, pairs)
def test_it_ends_with_the_rows_asked_for(before: list[Pair], after: list[Pair]) -> None:
    model, told = model_of(*before)
    kept = {row[0]: QPersistentModelIndex(model.index(at, 0)) for at, row in enumerate(before)}
    model.show(after)
    assert [model.index(at, 0).data(ROW) for at in range(model.rowCount())] == after
    if ("reset", 0, 0) not in told:
        wanted = {row[0]: at for at, row in enumerate(after)}
        assert {key: one.row() for key, one in kept.items() if one.isValid()} == {
            key: wanted[key] for key in kept if key in wanted
        }
