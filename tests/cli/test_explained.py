"""Arguments of the commands that explain."""

import pytest

from flimbuilder.cli.explained import find_class
from flimbuilder.errors import InputError
from flimbuilder.project.project import ClassEntry


def test_classes_are_found_by_id_and_name() -> None:
    classes = (
        ClassEntry(id=0, name="background", colour="#000000"),
        ClassEntry(id=1, name="object", colour="#ffffff"),
    )
    assert find_class(classes, None) is None
    assert find_class(classes, "1") == find_class(classes, "object") == 1
    with pytest.raises(InputError, match=r"^--class 'egg': there is no such class; choose from 1"):
        find_class(classes, "egg")
