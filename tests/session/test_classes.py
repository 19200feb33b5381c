"""The classes of the project as commands."""

from pathlib import Path

import pytest

from flimbuilder.errors import ProjectError
from flimbuilder.project.edits import SetClasses
from flimbuilder.project.markers import MAX_CLASS_ID
from flimbuilder.project.project import default_class
from flimbuilder.session.classes import markers_of_class
from flimbuilder.session.session import Session


@pytest.fixture
def opened(session: Session, folder: Path) -> Session:
    session.document.open(folder)
    return session


def names(session: Session) -> list[str]:
    return [entry.name for entry in session.classes.entries]


def test_a_new_class_has_the_first_free_id(opened: Session) -> None:
    assert opened.classes.add() == 2
    assert opened.classes.add("egg") == 3
    opened.classes.remove(2)
    assert opened.classes.add() == 2
    assert names(opened) == ["background", "object", "egg", "object 2"]
    assert opened.document.undo_label == "Add class object 2"


def test_the_number_of_classes_is_limited(opened: Session) -> None:
    every = tuple(default_class(class_id) for class_id in range(MAX_CLASS_ID + 1))
    opened.document.do("All", SetClasses(classes=every))
    with pytest.raises(ProjectError, match="at most 254 object classes"):
        opened.classes.add()


def test_names_and_colours(opened: Session) -> None:
    opened.classes.rename(1, "egg")
    opened.classes.recolour(1, "#123456")
    entry = opened.classes.entries[1]
    assert (entry.name, entry.colour) == ("egg", "#123456")
    revision = opened.document.revision
    opened.classes.rename(1, "egg")
    assert opened.document.revision == revision
    opened.document.undo()
    assert opened.classes.entries[1].colour == default_class(1).colour


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_invalid_names_are_refused(opened: Session, name: str) -> None:
    with pytest.raises(ProjectError, match="a name has 1 to 100 characters"):
        opened.classes.rename(1, name)
    with pytest.raises(ProjectError, match=r"'red': .* a colour is #rrggbb"):
        opened.classes.recolour(1, "red")
    with pytest.raises(ProjectError, match="there is no class 8"):
        opened.classes.rename(8, "egg")
    assert opened.document.undo_label is None


def test_removing_a_class_removes_its_markers_until_undo(opened: Session) -> None:
    before = opened.document.project
    drawn = markers_of_class(before, 1)
    assert [marker for _, marker in drawn] == [1, 1]
    opened.classes.remove(1)
    after = opened.document.project
    assert after.object_classes == ()
    assert markers_of_class(after, 1) == []
    assert markers_of_class(after, 0) == markers_of_class(before, 0)
    opened.document.undo()
    assert opened.document.project == before


def test_the_background_cannot_be_removed(opened: Session) -> None:
    with pytest.raises(ProjectError, match="the background cannot be removed"):
        opened.classes.remove(0)


def test_the_view_follows_removed_classes(opened: Session) -> None:
    new = opened.classes.add()
    opened.update_view(class_id=new)
    opened.document.undo()
    assert opened.view.class_id == 1
