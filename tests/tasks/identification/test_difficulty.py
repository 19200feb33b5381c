import pytest

from flimbuilder.errors import InputError
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.project import ClassEntry, Project
from flimbuilder.tasks.identification.difficulty import project_recall, share_by_difficulty

ARCHITECTURE = Architecture(blocks=(Block(kernels=8),))
PROJECT = Project(
    classes=tuple(
        ClassEntry(id=number, name=name, colour="#aabbcc")
        for number, name in enumerate(["background", "burr", "2", "oval"])
    )
)


def test_a_class_that_is_missed_more_gets_a_larger_share():
    shared = share_by_difficulty(ARCHITECTURE, {2: 0.25, 1: 0.9, 3: 1.0})

    assert [(entry.class_id, entry.share) for entry in shared.class_shares] == [
        (1, 0.1), (2, 0.75), (3, 0.05)
    ]  # fmt: skip
    assert shared.with_(class_shares=()) == ARCHITECTURE
    assert share_by_difficulty(shared, {}) == ARCHITECTURE


@pytest.mark.parametrize("recall", [-0.1, 1.5, float("nan")])
def test_a_recall_outside_its_range(recall: float):
    with pytest.raises(InputError, match=r"class 4: the recall .* is not in 0\.\.1"):
        share_by_difficulty(ARCHITECTURE, {4: recall})


def test_the_recall_of_a_project_by_name_or_id():
    # The class named 2 has the id 2 here; a name comes before an id.
    assert project_recall(PROJECT, {"burr": 0.5, "2": 0.25, "3": 1.0}) == {1: 0.5, 2: 0.25, 3: 1.0}
    # A class without kernels, as the project has none of its name, changes nothing.
    assert project_recall(PROJECT, {"burr": 0.5, "2": 0.25, "drop": 1.0}) == {1: 0.5, 2: 0.25}


@pytest.mark.parametrize(
    ("recall", "words"),
    [({"burr": 0.5, "drop": 0.1}, "'burr, drop': 1 of them"), ({"yolk": 0.5}, "'yolk': 0 of")],
)
def test_classes_that_do_not_fit(recall: dict[str, float], words: str):
    with pytest.raises(InputError, match=words):
        project_recall(PROJECT, recall)
