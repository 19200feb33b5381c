"""Lists that change by the smallest step, and the flag that is set while they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt

from flimbuilder.gui.widgets.lists import MAX_STEPS, ROW, KeyedModel, Showing

Pair = tuple[int, str]
pairs = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from("ab")), unique_by=lambda pair: pair[0]
)


def model_of(*rows: Pair) -> tuple[KeyedModel[Pair], list[tuple[str, int, int]]]:
    """Return a model of rows, the first of each pair its key, and the list of its changes."""
    model: KeyedModel[Pair] = KeyedModel(lambda row: row[0])
    model.show(rows)
    changes: list[tuple[str, int, int]] = []
    model.modelReset.connect(lambda: changes.append(("reset", 0, 0)))
    model.rowsInserted.connect(lambda _, first, last: changes.append(("inserted", first, last)))
    model.rowsRemoved.connect(lambda _, first, last: changes.append(("removed", first, last)))
    model.dataChanged.connect(
        lambda first, last, _: changes.append(("changed", first.row(), last.row()))
    )
    return model, changes


def test_only_changed_rows_are_emitted() -> None:
    model, changes = model_of((1, "a"), (2, "a"), (3, "a"), (4, "a"))
    model.show([(1, "a"), (2, "a"), (3, "a"), (4, "a")])
    assert changes == []
    model.show([(1, "a"), (2, "b"), (3, "b"), (4, "a")])
    assert changes == [("changed", 1, 2)]
    changes.clear()
    model.show([(2, "b"), (4, "c")])
    assert changes == [("removed", 2, 2), ("removed", 0, 0), ("changed", 1, 1)]
    changes.clear()
    model.show([(7, "a"), (2, "b"), (5, "a"), (6, "a"), (4, "c")])
    assert changes == [("inserted", 0, 0), ("inserted", 2, 3)]
    changes.clear()
    model.show([(4, "c"), (2, "b")])
    assert changes == [("reset", 0, 0)]


def test_changes_in_very_many_places_reset_the_model() -> None:
    """The time of single steps would grow with the square of the rows."""
    every: list[Pair] = [(key, "a") for key in range(2 * MAX_STEPS + 2)]
    model, changes = model_of(*every)
    model.show(every[1::2])
    assert changes == [("reset", 0, 0)]
    model.show(every)
    assert changes == [("reset", 0, 0)] * 2
    changes.clear()
    model.show(every[: 2 * MAX_STEPS : 2] + every[2 * MAX_STEPS :])
    assert [what for what, _, _ in changes] == ["removed"] * MAX_STEPS
    assert model.rowCount() == MAX_STEPS + 2


def test_places_and_refreshing() -> None:
    model, changes = model_of((5, "a"), (6, "a"))
    assert (model.place(6), model.place(7)) == (1, None)
    model.refresh(6)
    model.refresh(7)
    assert changes == [("changed", 1, 1)]
    assert model.index(1, 0).data(ROW) == (6, "a")
    assert model.index(1, 0).data(Qt.ItemDataRole.DisplayRole) is None


@given(pairs, pairs)
def test_the_model_ends_with_the_requested_rows(before: list[Pair], after: list[Pair]) -> None:
    model, changes = model_of(*before)
    kept = {row[0]: QPersistentModelIndex(model.index(at, 0)) for at, row in enumerate(before)}
    model.show(after)
    assert [model.index(at, 0).data(ROW) for at in range(model.rowCount())] == after
    if ("reset", 0, 0) not in changes:
        wanted = {row[0]: at for at, row in enumerate(after)}
        assert {key: index.row() for key, index in kept.items() if index.isValid()} == {
            key: wanted[key] for key in kept if key in wanted
        }


def test_showing_is_true_only_inside_the_block() -> None:
    showing = Showing()
    assert not showing
    with showing:
        with showing:
            assert showing
        assert showing
    assert not showing
    with pytest.raises(KeyError), showing:
        raise KeyError
    assert not showing
