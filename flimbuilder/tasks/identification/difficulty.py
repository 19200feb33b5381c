"""Kernels shared out by class difficulty: a class that is often missed gets more of them."""

from collections.abc import Mapping

from flimbuilder.errors import InputError
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.project import Project

__all__ = ["LEAST_DIFFICULTY", "project_recall", "share_by_difficulty"]

LEAST_DIFFICULTY = 0.05  # a class that is never missed keeps some kernels


def share_by_difficulty(architecture: Architecture, recall: Mapping[int, float]) -> Architecture:
    """Return an architecture whose blocks share out kernels by 1 - recall.

    The classes divide the kernels that they have together in each block in proportion to their
    difficulty, by largest remainder, at least one each. Others, such as the background, keep
    theirs.

    Parameters
    ----------
    architecture : Architecture
    recall : mapping of int to float
        For each class id, the share of its images that a classifier found, in [0, 1], as from
        :func:`~flimbuilder.tasks.identification.validation.cross_validate`. The difficulty is at
        least 0.05. Empty: return to shares by the number of markers.

    Raises
    ------
    InputError
        If a recall is not in [0, 1].
    """
    shares = []
    for class_id in sorted(recall):
        value = recall[class_id]
        if not 0 <= value <= 1:
            raise InputError(f"class {class_id}: the recall {value:g} is not in 0..1")
        difficulty = round(max(LEAST_DIFFICULTY, 1 - value), 6)
        shares.append(ClassShare(class_id=class_id, share=difficulty))
    return architecture.with_(class_shares=tuple(shares))


def project_recall(project: Project, recall: Mapping[str, float]) -> dict[int, float]:
    """Return the recall by class id, given that by class name or id as text.

    Parameters
    ----------
    project : Project
    recall : mapping of str to float
        As :attr:`CrossValidation.recall`. A name is that of a class of the project, else its id.
        Classes that the project lacks have no kernels, and are left out.

    Raises
    ------
    InputError
        If fewer than two classes are of the project.
    """
    by_name = {entry.name: entry.id for entry in project.classes}
    ids = {str(entry.id): entry.id for entry in project.classes}
    found = {}
    for name, value in recall.items():
        class_id = by_name.get(name, ids.get(name))
        if class_id is not None:
            found[class_id] = value
    if len(found) < 2:
        names = ", ".join(recall)
        raise InputError(
            f"classes {names!r:.60}: {len(found)} of them are of the project; sharing kernels "
            "needs two or more, by name or id"
        )
    return found
