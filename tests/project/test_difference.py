"""The edits that turn one project into another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.project.difference import edits_between
from flimbuilder.project.edits import (
    AddImage,
    AddMarker,
    RemoveImage,
    RemoveMarker,
    ReplaceImage,
    ReplaceMarker,
    SetClasses,
    SetSeed,
    apply_edit,
)
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import Project, default_class
from tests.project.project_examples import (
    disk,
    drawn,
    entry,
    example,
    fitting_edits,
    projects,
    without_next_ids,
)

pytestmark = pytest.mark.slow

QUICK = settings(max_examples=60, deadline=None)


def led(before: Project, after: Project) -> Project:
    for edit in edits_between(before, after):
        before = apply_edit(before, edit)
    return before


def test_nothing_differs() -> None:
    assert edits_between(example(), example()) == ()


def test_fields() -> None:
    classes = (*example().classes, default_class(2))
    after = example().with_(seed=7, classes=classes)
    assert set(edits_between(example(), after)) == {SetSeed(seed=7), SetClasses(classes=classes)}


def test_images_come_change_and_go() -> None:
    after = example().with_(
        images=(entry("new"), entry("b", role="test"), entry("c"), entry("last")),
        markers={"b": example().markers["b"], "last": drawn(1)},
    )
    assert edits_between(example(), after) == (
        RemoveImage(image="a"),
        AddImage(index=0, entry=entry("new")),
        ReplaceImage(entry=entry("b", role="test")),
        AddImage(index=3, entry=entry("last"), markers=drawn(1)),
    )
    assert led(example(), after) == after


def test_an_image_of_other_content_is_another_image() -> None:
    other = entry("a", sha256="0" * 64)
    after = example().with_(images=(other, *example().images[1:]))
    assert edits_between(example(), after) == (
        RemoveImage(image="a"),
        AddImage(index=0, entry=other, markers=example().markers["a"]),
    )


def test_another_order() -> None:
    after = example().with_(images=example().images[::-1])
    assert led(example(), after) == after


def test_markers_come_change_and_go() -> None:
    changed = disk(2, radius=9)
    after = example().with_(
        markers={
            **example().markers,
            "a": ImageMarkers(next_id=4, markers=(disk(3), changed)),
        }
    )
    assert edits_between(example(), after) == (
        RemoveMarker(image="a", marker=1),
        AddMarker(image="a", index=0, marker=disk(3)),
        ReplaceMarker(image="a", marker=changed),
    )
    assert led(example(), after) == after


def test_markers_in_another_order() -> None:
    there = example().markers["a"]
    after = example().with_(
        markers={**example().markers, "a": there.with_(markers=there.markers[::-1])}
    )
    assert led(example(), after) == after


@QUICK
@given(projects(), projects())
def test_they_turn_any_project_into_any_other(before: Project, after: Project) -> None:
    assert without_next_ids(led(before, after)) == without_next_ids(after)


@QUICK
@given(st.data(), projects())
def test_a_few_edits_there_and_back(data: st.DataObject, project: Project) -> None:
    after = project
    for _ in range(3):
        after = apply_edit(after, data.draw(fitting_edits(after)))
    assert without_next_ids(led(project, after)) == without_next_ids(after)
    assert without_next_ids(led(after, project)) == without_next_ids(project)
