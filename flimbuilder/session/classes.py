"""Commands on the classes of the project."""

from itertools import count

from flimbuilder.errors import ProjectError
from flimbuilder.project.edits import RemoveMarker, ReplaceImage, SetClasses, SingleEdit
from flimbuilder.project.markers import MAX_CLASS_ID
from flimbuilder.project.project import BACKGROUND, ClassEntry, Project, default_class
from flimbuilder.session.document import Document

__all__ = ["Classes", "markers_of_class"]


class Classes:
    """Commands that add, name, colour and remove classes."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def entries(self) -> tuple[ClassEntry, ...]:
        """All classes, in the project's order."""
        return self._document.project.classes

    def add(self, name: str | None = None) -> int:
        """Add an object class; return its id."""
        used = {entry.id for entry in self.entries}
        new = next(number for number in count(1) if number not in used)
        if new > MAX_CLASS_ID:
            raise ProjectError(f"a project has at most {MAX_CLASS_ID} object classes")
        entry = default_class(new) if name is None else default_class(new).with_(name=name)
        self._document.do(f"Add class {entry.name}", SetClasses(classes=(*self.entries, entry)))
        return new

    def rename(self, class_id: int, name: str) -> None:
        """Rename a class, to 1 to 100 characters."""
        self._change(class_id, f"Rename a class to {name}", name=name)

    def recolour(self, class_id: int, colour: str) -> None:
        """Change the colour of a class, ``#rrggbb``."""
        self._change(class_id, "Recolour a class", colour=colour)

    def remove(self, class_id: int) -> None:
        """Remove an object class and all its markers; images of the class lose theirs."""
        if class_id == BACKGROUND:
            raise ProjectError("the background cannot be removed; every encoder needs it")
        entry = self._entry(class_id)
        project = self._document.project
        edits: list[SingleEdit] = [
            RemoveMarker(image=image, marker=marker)
            for image, marker in markers_of_class(project, class_id)
        ]
        edits += [
            ReplaceImage(entry=image.with_(label=None))
            for image in project.images
            if image.label == class_id
        ]
        others = tuple(other for other in self.entries if other is not entry)
        self._document.do(f"Remove class {entry.name}", *edits, SetClasses(classes=others))

    def _entry(self, class_id: int) -> ClassEntry:
        for entry in self.entries:
            if entry.id == class_id:
                return entry
        raise ProjectError(f"there is no class {class_id}")

    def _change(self, class_id: int, label: str, **changes: str) -> None:
        entry = self._entry(class_id)
        try:
            changed = entry.with_(**changes)
        except ValueError:
            value = next(iter(changes.values()))
            raise ProjectError(
                f"{value!r}: a name has 1 to 100 characters, a colour is #rrggbb"
            ) from None
        if changed != entry:
            classes = tuple(changed if other is entry else other for other in self.entries)
            self._document.do(label, SetClasses(classes=classes))


def markers_of_class(project: Project, class_id: int) -> list[tuple[str, int]]:
    """List (image id, marker id) of all markers of a class."""
    return [
        (image, marker.id)
        for image, markers in project.markers.items()
        for marker in markers.markers
        if marker.class_id == class_id
    ]
