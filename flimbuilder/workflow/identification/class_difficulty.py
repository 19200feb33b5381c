"""Share out the kernels of a project by what a classifier finds difficult."""

from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.model.document import read_model_document
from flimbuilder.project.files import StrPath
from flimbuilder.project.project import Project
from flimbuilder.tasks.identification.difficulty import project_recall, share_by_difficulty
from flimbuilder.tasks.identification.document import read_classifier_files

__all__ = ["with_class_difficulty"]


def with_class_difficulty(project: Project, classifier: StrPath) -> Project:
    """Return a project whose blocks share out kernels by 1 - recall of a classifier.

    Parameters
    ----------
    project : Project
    classifier : str or path-like
        Folder of a classifier that was cross-validated when it was trained. Its classes are those
        of the project, by name or id.

    Raises
    ------
    InputError
        If it was not cross-validated, fewer than two of its classes are of the project, or no
        block shares out kernels.
    ModelError
        If the folder can't be read.
    """
    folder = Path(classifier)
    document, _ = read_classifier_files(folder, read_model_document(folder))
    recall = document.measures.get("recall", {})
    if not recall:
        raise InputError(
            f"{folder}: has no recall of its classes; train the classifier with cross-validation"
        )
    architecture = project.architecture
    if not architecture.reduces_by("kmeans", "pca"):
        raise InputError(
            f"{folder}: the difficulty of classes has no effect, as no block of the project "
            "reduces the kernels of each class"
        )
    shared = share_by_difficulty(architecture, project_recall(project, recall))
    return project.with_(architecture=shared)
