"""Images, and objects at centres, with the classes that tables give them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError, counted, file_message, listed
from flimbuilder.exchange.class_tables import (
    ClassTable,
    match_classes,
    read_centres,
    read_class_table,
)
from flimbuilder.flim.encode import require_encodable
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.model import Model
from flimbuilder.model.pipeline import map_ahead
from flimbuilder.tasks.identification.objects import cut_objects, suggest_side
from flimbuilder.workflow.failures import FailedFile, Failures, require_usable
from flimbuilder.workflow.sources import ImageSelector, ImageSource, OpenImages

__all__ = [
    "ClassedImages",
    "ImageClasses",
    "ObjectClasses",
    "find_image_classes",
    "find_object_classes",
    "find_tables",
    "list_sources",
    "read_classed",
    "read_images",
]

TABLE_SUFFIX = ".csv"
Pixels = NDArray[np.float32]


def list_sources(
    files: OpenImages,
    images: Iterable[Path],
    model: Model,
    selector: ImageSelector,
    failures: Failures,
) -> list[ImageSource]:
    """List the images to read, and check that their names differ.

    Raises
    ------
    InputError
        If none can be used, or two have one name.
    """
    selection = model.document.input.selection
    sources = files.list_images(images, selector.or_else(selection), failures)
    require_usable(sources, failures.failed)
    seen: dict[str, ImageSource] = {}
    for source in sources:
        first = seen.setdefault(source.paired_as.name, source)
        if first is not source:
            raise InputError(
                file_message(
                    source.path, f"has the name of {first.path}; a table can't distinguish them"
                )
            )
    return sources


def read_images(
    files: OpenImages, sources: Sequence[ImageSource], model: Model, failures: Failures
) -> Iterator[tuple[ImageSource, Pixels]]:
    """Read images ahead, scaled to [0, 1]; those that can't be used are failures."""
    read = partial(read_classed, files=files, model=model, strict=failures.strict)
    with closing(map_ahead(read, sources)) as results:
        for source, pixels in zip(sources, results, strict=False):
            if isinstance(pixels, FailedFile):
                failures.add(pixels)
            else:
                yield source, pixels


def read_classed(
    source: ImageSource, files: OpenImages, model: Model, strict: bool
) -> Pixels | FailedFile:
    """Read an image, scaled to [0, 1], that the model can encode.

    Raises
    ------
    InputError
        If `strict` and it can't be used.
    """
    try:
        with files.open(source.path) as file:
            pixels = scale_image(file.read(source.selection).pixels, name=source.description)
        architecture = model.document.architecture
        require_encodable(model.encoder, architecture, pixels.shape, source.description)
    except InputError as error:
        if strict:
            raise
        return FailedFile.of(source.path, error)
    return pixels


@dataclass(frozen=True)
class ImageClasses:
    """The class of each image, and its group if there are any.

    Attributes
    ----------
    classes, groups : dict of ImageSource to str
    notes : tuple of str
        Images without a class, and rows without an image.
    """

    classes: dict[ImageSource, str]
    groups: dict[ImageSource, str]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ObjectClasses:
    """The centres of the objects of each image, and their classes.

    Attributes
    ----------
    centres : dict of ImageSource to ndarray of shape (n, 2)
        Row and column.
    classes : dict of ImageSource to tuple of str
        Empty if the tables have none.
    notes : tuple of str
    """

    centres: dict[ImageSource, NDArray[np.float64]]
    classes: dict[ImageSource, tuple[str, ...]]
    notes: tuple[str, ...]

    @property
    def n_objects(self) -> int:
        """The number of objects in all images."""
        return sum(len(points) for points in self.centres.values())

    def side(self) -> int:
        """Return a side of patches; see :func:`suggest_side`."""
        return suggest_side(self.centres.values())


def find_image_classes(
    sources: Sequence[ImageSource],
    path: Path,
    group_column: str | None = None,
    *,
    strict: bool = False,
) -> ImageClasses:
    """Read a table of classes and find the row of each image.

    Raises
    ------
    InputError
        If the table can't be read or matched; with `strict`, if an image has no class, or a class
        no image.
    """
    if path.is_dir():
        raise InputError(
            file_message(path, "is a folder; give a file, or --objects for tables of centres")
        )
    table: ClassTable = read_class_table(path, group_column)
    by_name = {source.paired_as.name: source for source in sources}
    matched = match_classes(table, by_name)
    notes = _notes(path, matched.without_class, matched.without_image, strict)
    rows = {by_name[name]: row for name, row in matched.rows.items()}
    ordered = {source: rows[source] for source in sources if source in rows}
    return ImageClasses(
        {source: table.classes[row] for source, row in ordered.items()},
        {source: table.groups[row] for source, row in ordered.items() if row in table.groups},
        notes,
    )


def find_object_classes(
    sources: Sequence[ImageSource], folder: Path, *, with_classes: bool, strict: bool = False
) -> ObjectClasses:
    """Read the table of centres of each image.

    Parameters
    ----------
    sources : sequence of ImageSource
    folder : Path
        With a table ``NAME.csv`` for each image; see :func:`read_centres`.
    with_classes : bool
        Whether the tables must have classes.
    strict : bool, default=False

    Raises
    ------
    InputError
        If no image has a table, one can't be read, or classes are missing.
    """
    tables = find_tables(folder)
    table = ClassTable(folder, {path.stem: "" for path in tables}, {})
    by_name = {source.paired_as.name: source for source in sources}
    matched = match_classes(table, by_name)
    unused = matched.without_image if with_classes else ()  # to predict, more tables do no harm
    notes = _notes(folder, matched.without_class, unused, strict)
    paths = {path.stem: path for path in tables}
    centres: dict[ImageSource, NDArray[np.float64]] = {}
    classes: dict[ImageSource, tuple[str, ...]] = {}
    for source in sources:
        row = matched.rows.get(source.paired_as.name)
        if row is None:
            continue
        points, named = read_centres(paths[row])
        if with_classes and len(named) < len(points):
            raise InputError(file_message(paths[row], "has no column of classes; give x,y,class"))
        if with_classes and "" in named:
            number = named.index("") + 1
            problem = f"object {number} has no class; give it one, or delete its row"
            raise InputError(file_message(paths[row], problem))
        centres[source], classes[source] = points, named
    return ObjectClasses(centres, classes, notes)


def find_tables(folder: Path) -> list[Path]:
    """List the tables of a folder, by name.

    Raises
    ------
    InputError
        If it is no folder, or has none.
    """
    if not folder.is_dir():
        raise InputError(
            file_message(folder, "is no folder; give one with a table x,y,class for each image")
        )
    tables = sorted(path for path in folder.iterdir() if path.suffix.lower() == TABLE_SUFFIX)
    if not tables:
        raise InputError(file_message(folder, "has no tables; give NAME.csv for each image"))
    return tables


def _notes(
    path: Path, without_class: Sequence[str], without_image: Sequence[str], strict: bool
) -> tuple[str, ...]:
    notes = []
    if without_class:
        notes.append(
            f"left out {counted(len(without_class), 'image')} without a class: "
            f"{listed(without_class)}"
        )
    if without_image:
        notes.append(
            f"left out {counted(len(without_image), 'name')} of {path.name} without an image: "
            f"{listed(without_image)}"
        )
    if notes and strict:
        raise InputError(file_message(path, notes[0].removeprefix("left out ")))
    return tuple(notes)


@dataclass
class ClassedImages:
    """The images, or the patches of objects, that a classifier learns from or is judged on.

    Iterating yields pixels and fills the lists, so that no more than a few images are in memory.

    Attributes
    ----------
    names : list of str
        Of the images; of objects, ``IMAGE object N`` from 1.
    labels : list of str
    groups : list of str
        Empty without groups; of objects, their images.
    sizes : list of tuple of int
        Height and width of each.
    """

    images: Iterator[tuple[ImageSource, Pixels]]
    known: ImageClasses | ObjectClasses
    side: int | None = None
    names: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Pixels]:
        for source, pixels in self.images:
            if isinstance(self.known, ImageClasses):
                self.add(source, [(pixels.shape[0], pixels.shape[1])])
                yield pixels
                continue
            points = self.known.centres[source]
            try:
                patches = cut_objects(pixels, None, self.side, centres=points)
            except InputError as error:
                raise InputError(f"{source.name}: {error}") from None
            for number, patch in enumerate(patches):
                self._add_object(source, self.known, number, (patch.shape[0], patch.shape[1]))
                yield patch

    def add(self, source: ImageSource, sizes: Sequence[tuple[int, int]]) -> None:
        """Add an image, or all its objects, by height and width, without their pixels."""
        if isinstance(self.known, ImageClasses):
            self._add(source.name, self.known.classes[source], sizes[0])
            group = self.known.groups.get(source)
            self.groups += [] if group is None else [group]
            return
        for number, size in enumerate(sizes):
            self._add_object(source, self.known, number, size)

    def _add_object(
        self, source: ImageSource, known: ObjectClasses, number: int, size: tuple[int, int]
    ) -> None:
        self._add(f"{source.name} object {number + 1}", known.classes[source][number], size)
        self.groups.append(source.stem)

    def _add(self, name: str, label: str, size: tuple[int, int]) -> None:
        self.names.append(name)
        self.labels.append(label)
        self.sizes.append(size)
