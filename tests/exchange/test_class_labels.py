"""Labels are matched with classes by name."""

import pytest

from flimbuilder.errors import MarkerError
from flimbuilder.exchange.labelme import ClassLabels, unique_labels
from flimbuilder.project.project import ClassEntry, default_class

NEW = (default_class(0), default_class(1))  # the classes of a new project


def names(labels: ClassLabels) -> dict[int, str]:
    return {entry.id: entry.name for entry in labels.classes}


def test_labels_name_the_classes_of_a_new_project() -> None:
    labels = ClassLabels(NEW, unused=(0, 1))
    assert [labels.id_of(one) for one in ("egg", "background", "dirt", "egg")] == [1, 0, 2, 1]
    assert names(labels) == {0: "background", 1: "egg", 2: "dirt"}
    assert labels.classes[1].colour == NEW[1].colour


def test_a_class_in_use_keeps_its_name() -> None:
    labels = ClassLabels(NEW)
    assert labels.id_of("egg") == 2
    assert labels.id_of("object") == 1
    assert names(labels) == {0: "background", 1: "object", 2: "egg"}


def test_a_renamed_class_keeps_its_name() -> None:
    labels = ClassLabels((NEW[0], NEW[1].with_(name="larva")), unused=(0, 1))
    assert labels.id_of("egg") == 2
    assert labels.id_of("larva") == 1


def test_a_matched_class_keeps_its_name() -> None:
    labels = ClassLabels(NEW, unused=(0, 1))
    assert [labels.id_of(one) for one in ("object", "egg")] == [1, 2]


@pytest.mark.parametrize("label", ["_background_", "background", "Background"])
def test_labels_of_the_background(label: str) -> None:
    water = NEW[0].with_(name="water")
    assert ClassLabels((water, NEW[1])).id_of(label) == 0
    nothing = ClassLabels(())
    assert nothing.id_of(label) == 0
    assert nothing.classes == (default_class(0),)


def test_an_exact_name_takes_precedence() -> None:
    odd = ClassLabels((NEW[0].with_(name="water"), NEW[1].with_(name="Background")))
    assert odd.id_of("Background") == 1


def test_preferred_ids() -> None:
    labels = ClassLabels(NEW, unused=(0, 1))
    assert labels.id_of("sky", preferred_id=7) == 7
    assert labels.id_of("water", preferred_id=0) == 0
    assert labels.id_of("egg", preferred_id=7) == 1  # 7 is taken
    assert names(labels) == {0: "water", 1: "egg", 7: "sky"}


def test_too_many_classes() -> None:
    labels = ClassLabels(NEW)
    for number in range(2, 255):
        assert labels.id_of(f"label {number}") == number
    with pytest.raises(MarkerError, match=r"label 'one more' needs .* at most 255"):
        labels.id_of("one more")


def test_labels_are_unique() -> None:
    entries = [
        ClassEntry(id=number, name=name, colour="#000000")
        for number, name in enumerate(("water", "egg", "egg"))
    ]
    assert unique_labels(entries) == {0: "water", 1: "egg 1", 2: "egg 2"}
