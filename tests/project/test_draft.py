"""Applying many edits to one draft."""

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import ProjectError
from flimbuilder.project.draft import BLOCK, Draft, DraftList
from flimbuilder.project.edits import AddMarker, RemoveMarker, Together, apply_edit
from flimbuilder.project.markers import Disk, ImageMarkers
from tests.project.project_examples import disk, entry, example, ids, inverse


def test_the_project_stays_as_it_is() -> None:
    project = example()
    draft = Draft(project)
    draft.markers("a").insert(2, disk(3))
    draft.images.remove("b")
    draft.take_markers("b")
    assert project == example()
    assert ids(draft.frozen(), "a") == [1, 2, 3]
    assert draft.frozen().markers["a"].next_id == 4


def test_what_is_not_touched_is_the_same_object() -> None:
    project = example()
    draft = Draft(project)
    draft.markers("a").remove(1)
    assert draft.frozen().markers["b"] is project.markers["b"]


def test_markers_go_and_come_with_their_image() -> None:
    draft = Draft(example())
    draft.markers("a").insert(2, disk(3))
    draft.images.remove("a")
    taken = draft.take_markers("a")
    assert taken == ImageMarkers(next_id=4, markers=(*example().markers["a"].markers, disk(3)))
    with pytest.raises(ProjectError, match="there is no image a in the project"):
        draft.markers("a")
    draft.images.insert(0, entry("a"))
    draft.set_markers("a", taken)
    assert ids(draft.frozen(), "a") == [1, 2, 3]


def test_a_thousand_markers_go_and_come_back_in_their_order() -> None:
    markers = tuple(disk(number) for number in range(1, 1001))
    draft = Draft(example())
    draft.set_markers("c", ImageMarkers(next_id=1001, markers=markers))
    project = draft.frozen()
    clear = Together(edits=tuple(RemoveMarker(image="c", marker=n) for n in range(1, 1001)))
    back = inverse(project, clear)
    assert isinstance(back, Together)
    assert back.edits[0] == AddMarker(image="c", index=0, marker=disk(1000))
    assert apply_edit(apply_edit(project, clear), back) == project


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_order_is_that_of_a_list(data: st.DataObject) -> None:
    """Also across the blocks in which it is kept."""
    expected = list(range(data.draw(st.sampled_from([0, 1, 499, 500, 501, 1700]))))
    items: DraftList[Disk] = DraftList(
        tuple(disk(number + 1) for number in expected), "markers", "{}", "{}"
    )
    expected = [number + 1 for number in expected]
    fresh = iter(range(10_000, 20_000))
    for step in data.draw(st.lists(st.sampled_from(["insert", "remove", "many"]), max_size=8)):
        if step == "remove" and expected:
            index = data.draw(st.integers(0, len(expected) - 1))
            assert items.remove(expected[index])[0] == index
            del expected[index]
        elif step != "remove":
            index = data.draw(st.integers(0, len(expected)))
            for number in islice(fresh, 1100 if step == "many" else 1):
                items.insert(index, disk(number))
                expected.insert(index, number)
        assert [item.id for item in items.items] == expected


def test_a_change_touches_few_of_many_ids() -> None:
    items: DraftList[Disk] = DraftList(
        tuple(disk(number) for number in range(1, 10_001)), "markers", "{}", "{}"
    )
    for number in range(1, 5001):
        items.remove(number)
        items.insert(len(items.items) // 2 if number % 1000 == 0 else 0, disk(number))
    assert max(map(len, items._order._blocks)) <= 2 * BLOCK
    assert len(items._order._blocks) <= 2 * 10_000 / BLOCK
