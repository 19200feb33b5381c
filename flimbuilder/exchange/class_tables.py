"""Read tables of the classes of images, and of objects by their centres."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError, counted, file_message, listed
from flimbuilder.project.files import StrPath, read_regular
from flimbuilder.project.project import LONGEST_CLASS_NAME
from flimbuilder.project.selection import image_stem

__all__ = [
    "ClassTable",
    "MatchedClasses",
    "match_classes",
    "read_centres",
    "read_class_table",
    "read_classes",
]

MOST_BYTES = 2**28
MOST_DIGITS = 18
X_NAMES, Y_NAMES, CLASS_NAMES = ("x", "col", "column"), ("y", "row"), ("class", "label", "type")


@dataclass(frozen=True)
class ClassTable:
    """The classes of images by the name in the table, as a file gives them.

    Attributes
    ----------
    path : Path
    classes : dict of str to str
    groups : dict of str to str, default={}
        The group of each image, for cross-validation.
    titles : tuple of str, default=()
        The first row.
    """

    path: Path
    classes: dict[str, str]
    groups: dict[str, str]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class MatchedClasses:
    """The rows of a table, by the image that each belongs to.

    Attributes
    ----------
    rows : dict of str to str
        For the name of a file, the name in the table.
    without_class : tuple of str
        Names of files that the table lacks.
    without_image : tuple of str
        Names in the table that belong to no file.
    """

    rows: dict[str, str]
    without_class: tuple[str, ...]
    without_image: tuple[str, ...]


def read_classes(path: StrPath) -> dict[str, str]:
    """Read the class of each image from a CSV file.

    Parameters
    ----------
    path : str or path-like
        The first column names images, the second their classes. The first row has titles.

    Returns
    -------
    dict of str to str
        The class of each image, by its name in the table.

    Raises
    ------
    InputError
        If the file can't be read, or an image or class is missing or given twice.
    """
    return read_class_table(path).classes


def read_class_table(path: StrPath, group_column: str | None = None) -> ClassTable:
    """Read the class, and the group if a column is named, of each image from a CSV file.

    Raises
    ------
    InputError
        As :func:`read_classes`, and if there is no such column.
    """
    path = Path(path)
    titles, rows = _read_rows(path)
    if len(titles) < 2:
        raise InputError(file_message(path, "has one column; give two: images and their classes"))
    place = None
    if group_column is not None:
        if group_column not in titles:
            raise InputError(
                file_message(path, f"has no column {group_column!r:.60}; it has {listed(titles)}")
            )
        place = titles.index(group_column)
    classes: dict[str, str] = {}
    groups: dict[str, str] = {}
    for number, row in rows:
        if len(row) < 2 or not row[0] or not row[1]:
            raise InputError(
                file_message(path, f"line {number}: image or class is missing; give NAME,CLASS")
            )
        name = row[0]
        if name in classes:
            raise InputError(file_message(path, f"line {number}: {name!r:.60} is given twice"))
        if len(row[1]) > LONGEST_CLASS_NAME:
            raise InputError(
                file_message(
                    path,
                    f"line {number}: the class has more than {LONGEST_CLASS_NAME} characters; "
                    "shorten it",
                )
            )
        classes[name] = row[1]
        if place is not None:
            if len(row) <= place or not row[place]:
                raise InputError(file_message(path, f"line {number}: its group is missing"))
            groups[name] = row[place]
    if not classes:
        raise InputError(file_message(path, "has no rows below its titles"))
    return ClassTable(path, classes, groups, tuple(titles))


def match_classes(table: ClassTable, files: Iterable[str]) -> MatchedClasses:
    """Find the row of each image file.

    A row names a file as it is, without its suffix, or by its number: ``1`` for ``001.png``.

    Parameters
    ----------
    table : ClassTable
    files : iterable of str
        Names of files, or stems.

    Raises
    ------
    InputError
        If two rows name one file, a row names two, the titles name one, or no row names any.
    """
    names = list(dict.fromkeys(files))
    by_key = _by_key(names)
    rows: dict[str, str] = {}
    unknown = []
    for given in table.classes:
        found = next((by_key[key] for key in _keys(given) if key in by_key), [])
        if not found:
            unknown.append(given)
            continue
        if len(found) > 1:
            raise InputError(
                file_message(
                    table.path,
                    f"{given!r:.60} may be {listed(found)}; give the name with its suffix",
                )
            )
        if found[0] in rows:
            raise InputError(
                file_message(table.path, f"{rows[found[0]]!r:.40} and {given!r:.40} are one image")
            )
        rows[found[0]] = given
    in_titles = [
        file
        for title in table.titles[:1]
        for key in _keys(title)
        for file in by_key.get(key, [])
        if file not in rows
    ]
    if in_titles:
        raise InputError(
            file_message(
                table.path,
                f"its first row names the image {in_titles[0]}; put a row of titles above it",
            )
        )
    if not rows and names:
        raise InputError(
            file_message(
                table.path,
                f"names none of {counted(len(names), 'image')} ({listed(names[:2])}, ...); its "
                f"first name is {next(iter(table.classes))!r:.40}",
            )
        )
    without = tuple(name for name in names if name not in rows)
    return MatchedClasses(rows, without, tuple(unknown))


def _keys(name: str) -> list[tuple[str, str | int]]:
    """Return what a name in a table may match, the most exact first."""
    stems = [name]
    if PurePath(name).suffix[1:2].isalpha():
        stems.append(image_stem(PurePath(name)))
    keys: list[tuple[str, str | int]] = [("name", name), *(("stem", stem) for stem in stems)]
    return keys + _number(stems[-1])


def _number(stem: str) -> list[tuple[str, str | int]]:
    return [("number", int(stem))] if stem.isdecimal() and len(stem) < MOST_DIGITS else []


def _by_key(names: Sequence[str]) -> Mapping[tuple[str, str | int], list[str]]:
    found: dict[tuple[str, str | int], list[str]] = {}
    for name in names:
        stem = image_stem(PurePath(name))
        for key in (("name", name), ("stem", stem), *_number(stem)):
            found.setdefault(key, []).append(name)
    return found


def read_centres(path: StrPath) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Read the centres of objects in an image, and their classes if there are any.

    Parameters
    ----------
    path : str or path-like
        A CSV file with the titles ``x`` and ``y``, or ``col`` and ``row``, and ``class``, in
        pixels from 0.

    Returns
    -------
    centres : ndarray of float64 of shape (n, 2)
        Row and column.
    classes : tuple of str
        Empty if the file has no column of classes.

    Raises
    ------
    InputError
        If the file can't be read, or a value is no number.
    """
    path = Path(path)
    titles, rows = _read_rows(path)
    lower = [title.lower() for title in titles]
    x, y = _column(lower, X_NAMES), _column(lower, Y_NAMES)
    if x is None or y is None:
        raise InputError(
            file_message(path, f"has the columns {listed(titles)}; give x and y, or row and col")
        )
    place = _column(lower, CLASS_NAMES)
    centres, classes = [], []
    for number, row in rows:
        try:
            centres.append((float(row[y]), float(row[x])))
            classes += [] if place is None else [row[place]]
        except (ValueError, IndexError):
            raise InputError(
                file_message(path, f"line {number}: {','.join(row)!r:.60} is no centre")
            ) from None
    found = np.array(centres, np.float64).reshape(-1, 2)
    if not np.isfinite(found).all():
        raise InputError(file_message(path, "has a centre that is not finite"))
    return found, tuple(classes)


def _column(titles: Sequence[str], names: Sequence[str]) -> int | None:
    return next((titles.index(name) for name in names if name in titles), None)


def _read_rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the titles, and each other row that is not empty with its line number."""
    try:
        content = read_regular(path)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise InputError(file_message(path, f"can't be read: {error.strerror or error}")) from None
    except UnicodeDecodeError:
        raise InputError(file_message(path, "is no text in UTF-8; save it as CSV")) from None
    if len(content) > MOST_BYTES or "\0" in text:
        raise InputError(file_message(path, "is no table of text; save it as CSV"))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [(reader.line_num, [" ".join(cell.split()) for cell in row]) for row in reader]
    except csv.Error as error:
        raise InputError(file_message(path, f"can't be read: {error}; save it as CSV")) from None
    rows = [(number, row) for number, row in rows if any(row)]
    if not rows:
        raise InputError(file_message(path, "is empty; give titles and rows"))
    return rows[0][1], rows[1:]
