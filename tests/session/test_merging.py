"""Merging an import with the edits made meanwhile."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flimbuilder.project.edits import apply_edit
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import Project, default_class
from flimbuilder.session.merging import merge_import
from tests.project.project_examples import drawn, entry, example, fitting_edits, projects

pytestmark = pytest.mark.slow

NEW = entry("new")
CLASS = default_class(2)


def brought(start: Project, **more: object) -> Project:
    """A new image with a marker of a new class; and a mask and markers of an old image."""
    images = [entry.with_(mask="../c.png") if entry.id == "c" else entry for entry in start.images]
    return start.with_(
        images=(*images, NEW),
        classes=(*start.classes, CLASS),
        markers={**start.markers, "new": drawn(1, class_id=2), "c": drawn(1)},
    )


def test_without_edits_the_import_is_the_result() -> None:
    assert merge_import(example(), brought(example()), example()) == brought(example())


def test_edits_made_meanwhile_are_merged() -> None:
    now = example().with_(
        seed=9,
        images=(example().images[2].with_(role="test"), example().images[0]),  # b is gone
        markers={"a": drawn(1), "c": ImageMarkers()},
    )
    after = merge_import(example(), brought(example()), now)
    assert [entry.id for entry in after.images] == ["c", "a", "new"]
    assert (after.image("c").role, after.image("c").mask) == ("test", "../c.png")
    assert after.markers == {"a": drawn(1), "c": drawn(1), "new": drawn(1, class_id=2)}
    assert after.seed == 9
    assert after.object_classes == (1, 2)


def test_markers_drawn_meanwhile_win() -> None:
    now = example().with_(markers={**example().markers, "c": drawn(5)})
    assert merge_import(example(), brought(example()), now).markers["c"] == drawn(5)


def test_an_image_or_class_added_twice_appears_once() -> None:
    mine = CLASS.with_(name="mine")
    now = example().with_(
        images=(entry("new", role="test"), *example().images), classes=(*example().classes, mine)
    )
    after = merge_import(example(), brought(example()), now)
    assert [entry.id for entry in after.images] == ["new", "a", "b", "c"]
    assert after.image("new").role == "test"
    assert after.classes == now.classes
    assert after.markers["new"] == drawn(1, class_id=2)


def test_a_class_renamed_by_the_import_keeps_that_name() -> None:
    start = example()
    egg = [entry.with_(name="egg") if entry.id == 1 else entry for entry in start.classes]
    after = brought(start.with_(classes=tuple(egg)))
    assert merge_import(start, after, start.with_(seed=9)).classes == after.classes
    mine = tuple(entry.with_(name="mine") if entry.id == 1 else entry for entry in start.classes)
    names = [entry.name for entry in merge_import(start, after, start.with_(classes=mine)).classes]
    assert names == [*(entry.name for entry in mine), CLASS.name]


def test_an_image_removed_meanwhile_stays_away() -> None:
    start = example()
    now = start.with_(images=start.images[:2])
    after = merge_import(start, brought(start), now)
    assert [entry.id for entry in after.images] == ["a", "b", "new"]
    assert "c" not in after.markers


@settings(max_examples=40, deadline=None)
@given(st.data(), projects())
def test_any_edits_meanwhile(data: st.DataObject, start: Project) -> None:
    new = data.draw(fitting_edits(start))
    after, now = apply_edit(start, new), start
    for _ in range(2):
        now = apply_edit(now, data.draw(fitting_edits(now)))
    assert merge_import(start, after, start) == after
    assert merge_import(start, start, now) == now
    assume(now != start)  # or all that was brought counts, here a removed image too
    both = merge_import(start, after, now)
    assert {entry.id for entry in both.images} >= {entry.id for entry in now.images}
    assert {entry.id for entry in both.classes} >= {entry.id for entry in now.classes}
    for image, there in now.markers.items():
        if there.markers:
            assert both.markers[image] == there
