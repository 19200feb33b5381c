"""The classes of whole images, which identification learns."""

from collections.abc import Iterable

from flimbuilder.errors import ProjectError, counted
from flimbuilder.exchange.labelme import ClassLabels
from flimbuilder.project.edits import ReplaceImage, SetClasses, SingleEdit
from flimbuilder.project.markers import ClassId
from flimbuilder.project.project import LONGEST_CLASS_NAME
from flimbuilder.session.document import Document

__all__ = ["ImageLabels"]


class ImageLabels:
    """Commands that give whole images a class.

    Parameters
    ----------
    document : Document
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def give(self, images: Iterable[str], class_id: ClassId | None) -> None:
        """Give images a class; None takes theirs away.

        Raises
        ------
        ProjectError
            If there is no such class.
        """
        known = {entry.id: entry.name for entry in self._document.project.classes}
        if class_id is not None and class_id not in known:
            raise ProjectError(f"there is no class {class_id}; add it in the panel Classes")
        edits = self._edits(images, class_id)
        several = counted(len(edits), "image")
        label = (
            f"Take the class of {several} away"
            if class_id is None
            else f"Class of {several}: {known[class_id]}"
        )
        self._document.do(label, *edits)

    def give_named(self, images: Iterable[str], name: str) -> None:
        """Give images the class of a name, which is added if there is none.

        Raises
        ------
        ProjectError
            If the name is empty or longer than 100 characters.
        """
        if not 1 <= len(name.strip()) <= LONGEST_CLASS_NAME:
            raise ProjectError(f"a class has a name of 1 to {LONGEST_CLASS_NAME} characters")
        before = self._document.project.classes
        labels = ClassLabels(before)
        edits = self._edits(images, labels.id_of(name))
        label = f"Class of {counted(len(edits), 'image')}: {name.strip()}"
        if labels.classes != before:
            edits.insert(0, SetClasses(classes=labels.classes))
        self._document.do(label, *edits)

    def _edits(self, images: Iterable[str], class_id: ClassId | None) -> list[SingleEdit]:
        chosen = set(images)
        return [
            ReplaceImage(entry=entry.with_(label=class_id))
            for entry in self._document.project.images
            if entry.id in chosen and entry.label != class_id
        ]
