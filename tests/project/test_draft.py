"""Applying many edits to one draft."""

import pytest

from flimbuilder.errors import ProjectError
from flimbuilder.project.draft import Draft
from flimbuilder.project.edits import AddMarker, RemoveMarker, Together, apply_edit
from flimbuilder.project.markers import ImageMarkers
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
