"""The classes of whole images, as commands."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import ProjectError
from flimbuilder.imaging.write import write_png
from flimbuilder.project.folder import open_project
from flimbuilder.session.session import Message, Session
from tests.session.conftest import Pump, ids


@pytest.fixture
def opened(session: Session, folder: Path) -> Session:
    session.document.open(folder)
    return session


def labels(session: Session) -> list[int | None]:
    return [entry.label for entry in session.document.project.images]


def test_several_images_get_a_class_as_one_command(opened: Session, folder: Path) -> None:
    first, _, last = ids(opened)
    opened.image_labels.give([first, last, "stranger"], 1)
    assert labels(opened) == [1, None, 1]
    assert opened.document.undo_label == "Class of 2 images: object"
    assert len(open_project(folder).unsaved) == 1
    opened.undo()
    assert labels(opened) == [None, None, None]
    opened.redo()
    opened.document.save()
    assert [entry.label for entry in open_project(folder).project.images] == [1, None, 1]


def test_an_image_that_has_the_class_is_not_edited(opened: Session) -> None:
    first, second, _ = ids(opened)
    opened.image_labels.give([first], 1)
    opened.image_labels.give([first], 1)
    opened.image_labels.give([first, second], 1)
    assert opened.document.undo_label == "Class of 1 image: object"
    opened.image_labels.give(ids(opened), None)
    assert opened.document.undo_label == "Take the class of 2 images away"
    assert labels(opened) == [None, None, None]


def test_an_unknown_class_is_refused(opened: Session) -> None:
    with pytest.raises(ProjectError, match="there is no class 7; add it"):
        opened.image_labels.give(ids(opened), 7)


def test_a_name_finds_its_class_or_adds_one(opened: Session) -> None:
    first, second, third = ids(opened)
    opened.image_labels.give_named([first], " Object ")
    assert labels(opened) == [1, None, None]
    opened.image_labels.give_named([second, third], "larva")
    assert labels(opened) == [1, 2, 2]
    assert [entry.name for entry in opened.classes.entries] == ["background", "object", "larva"]
    opened.undo()  # the class and the labels are one command
    assert labels(opened) == [1, None, None]
    assert len(opened.classes.entries) == 2


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_class_needs_a_name(opened: Session, name: str) -> None:
    with pytest.raises(ProjectError, match="1 to 100 characters"):
        opened.image_labels.give_named(ids(opened), name)


def test_images_and_tables_are_taken_together(
    opened: Session, pump: Pump, folder: Path, messages: list[Message]
) -> None:
    table = folder.parent / "kinds.CSV"
    table.write_text("image,kind\ncells_1,larva\nnew,larva\n")
    write_png(folder.parent / "new.png", np.full((8, 8, 3), 90, np.uint8))
    opened.images.take_files([table, folder.parent / "new.png"])
    pump.settle(opened)
    assert labels(opened) == [None, 2, None, 2]
    assert "classes of 2 images" in messages[-1].text
    opened.images.take_files([folder.parent / "none.csv"])
    pump.settle(opened)
    assert "no such file" in messages[-1].text


def test_images_lose_a_removed_class(opened: Session) -> None:
    first, second, _ = ids(opened)
    opened.image_labels.give_named([first], "larva")
    opened.image_labels.give([second], 1)
    opened.classes.remove(2)
    assert labels(opened) == [None, 1, None]
    opened.undo()
    assert labels(opened) == [2, 1, None]


def test_a_label_leaves_the_build_as_it_is(opened: Session) -> None:
    from flimbuilder.session.staleness import first_stale_block

    before = opened.document.project
    opened.image_labels.give(ids(opened), 1)
    assert first_stale_block(before, opened.document.project) is None
