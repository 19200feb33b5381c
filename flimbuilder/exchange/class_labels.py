"""Classes by name: which class a label of another program means, and the label of each class."""

from collections import Counter
from collections.abc import Collection, Iterable

from flimbuilder.errors import MarkerError, printable
from flimbuilder.project.markers import MAX_CLASS_ID
from flimbuilder.project.project import BACKGROUND, ClassEntry, default_class

__all__ = ["ClassLabels", "labels_of"]

BACKGROUND_LABELS = ("_background_", "background")  # the first is labelme's own convention


class ClassLabels:
    """The classes of a project while labels are matched with them.

    Parameters
    ----------
    classes : iterable of ClassEntry
        Those that are there.
    unused : collection of int, default=()
        Ids of those that mark nothing. One that is also called as by default takes the name of
        the next new label, so that a new project gets no class without a use.

    Attributes
    ----------
    classes : tuple of ClassEntry
        With those that labels have renamed or added.
    """

    def __init__(self, classes: Iterable[ClassEntry], unused: Collection[int] = ()) -> None:
        self.classes = tuple(classes)
        self._spare = {
            entry.id
            for entry in self.classes
            if entry.id in unused and entry == default_class(entry.id)
        }

    def id_of(self, label: str, wanted: int | None = None) -> int:
        """Return the class that a label means: of the same name, the background, or a new one.

        Parameters
        ----------
        label : str
            Matched with the names as they are; ``_background_`` and ``background``, in any case,
            are class 0 where no class is called so.
        wanted : int or None, default=None
            The id of a new class, where it is free.

        Raises
        ------
        MarkerError
            Where all ids are taken.
        """
        for entry in self.classes:
            if entry.name == label:
                self._spare.discard(entry.id)
                return entry.id
        if label.casefold() in BACKGROUND_LABELS:
            return self._background()
        class_id = self._free_id(label, wanted)
        self._put(default_class(class_id).with_(name=label))
        return class_id

    def _background(self) -> int:
        if all(entry.id != BACKGROUND for entry in self.classes):
            self._put(default_class(BACKGROUND))
        return BACKGROUND

    def _free_id(self, label: str, wanted: int | None) -> int:
        taken = {entry.id for entry in self.classes} - self._spare
        if wanted is not None and wanted not in taken:
            return wanted
        for class_id in range(BACKGROUND + 1, MAX_CLASS_ID + 1):
            if class_id not in taken:
                return class_id
        raise MarkerError(
            f"label '{printable(label, 40)}' would be one class too many: a project has at most "
            f"{MAX_CLASS_ID + 1}; give fewer labels"
        )

    def _put(self, entry: ClassEntry) -> None:
        self._spare.discard(entry.id)
        others = [one for one in self.classes if one.id != entry.id]
        place = next((i for i, one in enumerate(self.classes) if one.id == entry.id), len(others))
        self.classes = (*others[:place], entry, *others[place:])


def labels_of(classes: Iterable[ClassEntry]) -> dict[int, str]:
    """Return a label for each class id: its name, and the id behind where a name comes twice."""
    classes = tuple(classes)
    count = Counter(entry.name for entry in classes)
    return {
        entry.id: entry.name if count[entry.name] == 1 else f"{entry.name} {entry.id}"
        for entry in classes
    }
