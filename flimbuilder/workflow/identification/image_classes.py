"""Give the images of a project the classes of a table."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from flimbuilder.errors import FlimError, InputError, counted, file_message, listed
from flimbuilder.exchange.class_tables import match_classes, read_class_table
from flimbuilder.exchange.labelme import ClassLabels
from flimbuilder.project.markers import MAX_CLASS_ID
from flimbuilder.project.project import BACKGROUND, ImageEntry, Project
from flimbuilder.tasks.identification.validation import class_names

__all__ = ["LabelledImages", "with_image_classes"]


@dataclass(frozen=True)
class LabelledImages:
    """A project whose images have the classes of a table.

    Attributes
    ----------
    project : Project
    labelled : tuple of str
        Names of the images that the table names.
    without_class : tuple of str
        Names of images that it does not name; they keep their class.
    notes : tuple of str
        What the user should know, a line each.
    """

    project: Project
    labelled: tuple[str, ...]
    without_class: tuple[str, ...]
    notes: tuple[str, ...]


def with_image_classes(
    project: Project,
    path: Path,
    images: Sequence[ImageEntry],
    used: Collection[int | None] = (),
) -> LabelledImages:
    """Give images of a project in memory the classes of a CSV file.

    A class of the table is the project's class of the same name, or else of the same id; otherwise
    it is added.

    Parameters
    ----------
    project : Project
    path : Path
        See :func:`~flimbuilder.exchange.class_tables.read_classes`.
    images : sequence of ImageEntry
        The images that the table may name: by file name, stem, or number.
    used : collection of int or None, default=()
        Ids of classes that markers or images use; another one with its default name takes the
        name of the first new class.

    Raises
    ------
    InputError
        If the table can't be read, names none of the images, or names one that two images have.
    """
    table = read_class_table(path)
    by_name: dict[str, list[ImageEntry]] = {}
    for entry in images:
        by_name.setdefault(entry.stem if entry.place else entry.name, []).append(entry)
    matched = match_classes(table, by_name)
    for name in matched.rows:
        if len(by_name[name]) > 1:
            several = len(by_name[name])
            raise InputError(file_message(path, f"{name!r:.60} may be any of {several} images"))
    classes = {name: table.classes[row] for name, row in matched.rows.items()}
    unused = {entry.id for entry in project.classes} - set(used)
    labels = ClassLabels(project.classes, unused)
    ids = {text: _class_id(path, labels, text) for text in class_names([*classes.values()])}
    of_image = {by_name[name][0].id: ids[text] for name, text in classes.items()}
    notes = labels.notes()
    replaced = [
        entry.name
        for entry in images
        if entry.label not in (None, of_image.get(entry.id, entry.label))
    ]
    if replaced:
        notes.append(f"the class of {counted(len(replaced), 'image')} was replaced")
    if unknown := matched.without_image:
        verb = "match" if len(unknown) > 1 else "matches"
        notes.append(f"{counted(len(unknown), 'name')} {verb} no image: {listed(unknown)}")
    changed = tuple(
        entry.with_(label=of_image[entry.id]) if entry.id in of_image else entry
        for entry in project.images
    )
    after = project.with_(classes=labels.classes, images=changed)
    return LabelledImages(
        after,
        tuple(matched.rows),
        matched.without_class,
        tuple(f"{path.name}: {note}" for note in notes),
    )


def _class_id(path: Path, labels: ClassLabels, text: str) -> int:
    """Return the id of a class of the table."""
    named = {entry.name for entry in labels.classes}
    number = int(text) if text.isdecimal() and len(text) < 4 else None
    if text in named or number is None or number > MAX_CLASS_ID:
        wanted = None
    elif number == BACKGROUND or number in labels.kept_ids:
        return number
    else:
        wanted = number
    try:
        return labels.id_of(text, wanted)
    except FlimError as error:
        raise InputError(file_message(path, str(error))) from None
