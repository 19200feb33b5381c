"""``NAME-seeds.txt``, the marker files of FLIM-Builder, libift and pyflim.

The first line is ``N W H``. Then follow N lines ``x y marker label`` or ``x y marker label
handicap``, one per marked pixel, where x is the column and y the row. The third number is -1 in
most files and the number of the stroke in a few; it is not used: a marker is an 8-connected
component of one label, as in those programs. A file of a volume with one slice has the header
``N W H 1`` and lines ``x y 0 marker label``.

Scripts and editors also write commas, lines that begin with ``#``, and numbers such as ``10.0``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import MarkerError, file_message, printable
from flimbuilder.exchange.files import read_text
from flimbuilder.exchange.marker_images import markers_from_pixels
from flimbuilder.imaging.orientation import (
    UNTURNED,
    CompanionFrame,
    Placement,
    place_companion,
    turn_pixels,
    turned_size,
)
from flimbuilder.project.files import write_atomically
from flimbuilder.project.label_values import IGNORED, UNLISTED, LabelValues
from flimbuilder.project.markers import MAX_CLASS_ID, Marker, Pixels
from flimbuilder.project.rasterise import marker_pixels

__all__ = ["SeedsImport", "read_seeds", "write_seeds"]

MAX_SIDE = 10_000_000
MAX_LABEL = 2**53 - 1
MAX_BYTES = 48 * 2**20
MAX_LABELS = 5  # in a note
_WORD = re.compile(r"[^ \t\n\r\f\v]+")
_NUMBER = re.compile(r"[-+]?\d+(?:\.0*)?", re.ASCII)
_NUMBERS = re.compile(r"[-+.\d\s]*", re.ASCII)
_HEADER = re.compile(r"\s*(\d{1,18})\s+(\d{1,18})\s+(\d{1,18})(?:\s+(\d{1,18}))?\s*", re.ASCII)
_SEPARATORS = str.maketrans(",;", "  ")


@dataclass(frozen=True)
class SeedsImport:
    """The content of a seeds file.

    Attributes
    ----------
    markers : tuple of Pixels
        One per 8-connected component of a label, sorted by label, then by the first pixel in
        raster order; ids count from 1.
    image_size : tuple of int
        (height, width) of the upright image.
    notes : tuple of str
        What was ignored, merged or doubtful, one line each.
    placement : Placement
        Whether the seeds were turned with the image.
    """

    markers: tuple[Pixels, ...]
    image_size: tuple[int, int]
    notes: tuple[str, ...] = ()
    placement: Placement = UNTURNED


@dataclass(frozen=True)
class _Header:
    """The first line: its number, the number of seeds, (height, width), and whether z follows."""

    line: int
    count: int
    size: tuple[int, int]
    has_z: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return ("x", "y", "z", "marker", "label") if self.has_z else ("x", "y", "marker", "label")


@dataclass(frozen=True)
class _SeedsText:
    """The lines of a seeds file, for messages that name the path and the line."""

    path: Path
    lines: list[str]
    header: _Header

    @property
    def body(self) -> list[str]:
        """The lines below the header."""
        return self.lines[self.header.line :]

    def line_of(self, index: int) -> int:
        """Return the number of the line that holds row `index` of the table."""
        body = enumerate(self.body, start=self.header.line + 1)
        return [number for number, line in body if line.split()][index]

    def refuse(self, line: int, problem: str) -> NoReturn:
        _refuse(self.path, line, problem)


def read_seeds(
    path: Path,
    image_size: tuple[int, int] | None = None,
    *,
    values: LabelValues | None = None,
    orientation: int = 1,
    frame: CompanionFrame = "exif",
) -> SeedsImport:
    """Read the markers of one image.

    Parameters
    ----------
    path : Path
        A seeds file with or without a handicap.
    image_size : tuple of int or None, default=None
        (height, width) of the upright image; None accepts any.
    values : LabelValues or None, default=None
        The class of each label; None takes labels as classes.
    orientation : int, default=1
        EXIF orientation of the image.
    frame : {"exif", "stored"}, default="exif"
        As in :func:`~flimbuilder.imaging.orientation.place_companion`.

    Raises
    ------
    MarkerError
        If the file is invalid; names the file, the line, the value and the limit. A pixel with two
        labels is invalid, as these files are not in drawing order.
    """
    text = _read_lines(path)
    header = text.header
    placement = UNTURNED
    if image_size is not None:
        placement = place_companion(image_size, orientation, header.size, frame)
    upright_size = turned_size(header.size, placement.orientation)
    if image_size is not None and upright_size != tuple(image_size):
        _refuse_size(text, image_size)
    table = _parse_table(text)
    if len(table) != header.count:
        problem = f"announces {header.count} seeds, but {len(table)} follow; write the file again"
        text.refuse(header.line, problem)
    most = MAX_CLASS_ID if values is None else MAX_LABEL
    _require_in_range(text, table, most)
    if header.has_z:
        table = np.delete(table, 2, axis=1)
    unique = _merge_repeats(text, table)
    notes = []
    if len(unique) < len(table):
        notes.append(f"{len(table) - len(unique)} repeated seeds merged")
    if np.any(table[:, 4:]):
        notes.append("the last column (handicap) ignored")
    x, y, _, label = unique.T[:4]
    if values is None:
        notes += _note_labels_from_1(np.unique(label).tolist())
    else:
        label = _require_listed(path, label, values)
        kept = label != IGNORED
        x, y, label = x[kept], y[kept], label[kept]
    row, col = turn_pixels(y, x, placement.orientation, header.size)
    return SeedsImport(markers_from_pixels(row, col, label), upright_size, tuple(notes), placement)


def _require_listed(
    path: Path, label: NDArray[np.int64], values: LabelValues
) -> NDArray[np.int64]:
    """Return the class of each label."""
    class_id = values.lookup(label).astype(np.int64)
    unlisted = label[class_id == UNLISTED]
    if len(unlisted):
        raise MarkerError(
            file_message(
                path,
                f"label {unlisted.min()} is not among the label values "
                f"{printable(str(values), 80)}; give its class ({unlisted.min()}=CLASS), or leave "
                f"it out ({unlisted.min()}=ignore)",
            )
        )
    return class_id


def write_seeds(
    path: Path, markers: Sequence[Marker], image_size: tuple[int, int], columns: Literal[4, 5] = 4
) -> None:
    """Write the marked pixels of one image in raster order, atomically.

    Parameters
    ----------
    path : Path
        Usually ``NAME-seeds.txt`` for the image ``NAME.png``.
    markers : sequence of Disk, Stroke or Pixels
        In drawing order. Reading the file back gives the same class map, but as pixels.
    image_size : tuple of int
        (height, width) of the image.
    columns : {4, 5}, default=4
        With 5, every line ends in the handicap 0, which some readers require.

    Raises
    ------
    SaveError
        If the file cannot be written; an existing file is unchanged.
    """
    pixels = marker_pixels(markers, image_size)
    order = np.lexsort((pixels.col, pixels.row))
    constant = np.zeros_like(order)
    table = np.column_stack(
        [pixels.col[order], pixels.row[order], constant - 1, pixels.class_id[order], constant]
    )
    line = " ".join(["%d"] * columns) + "\n"
    text = (line * len(table)) % tuple(table[:, :columns].ravel().tolist())
    header = f"{len(table)} {image_size[1]} {image_size[0]}\n"
    write_atomically(path, (header + text).encode("ascii"))


def _refuse(path: Path, line: int, problem: str) -> NoReturn:
    raise MarkerError(file_message(path, f"line {line}: {problem}")) from None


def _read_lines(path: Path) -> _SeedsText:
    lines = _split_lines(read_text(path, MarkerError, MAX_BYTES))
    return _SeedsText(path, lines, _parse_header(path, lines))


def _split_lines(text: str) -> list[str]:
    """Split a file into lines; blank the comments, and the commas if the header has some."""
    lines = text.splitlines()
    if "#" in text:
        lines = ["" if line.lstrip().startswith("#") else line for line in lines]
    first = next((line for line in lines if line.strip()), "")
    if first.translate(_SEPARATORS) != first:
        lines = [line.translate(_SEPARATORS) for line in lines]
    return lines


def _parse_header(path: Path, lines: list[str]) -> _Header:
    line = next((number for number, line in enumerate(lines, start=1) if line.strip()), 0)
    if not line:
        raise MarkerError(file_message(path, "is empty; it must begin with a line 'N W H'"))
    given = printable(lines[line - 1], limit=40)
    match = _HEADER.fullmatch(lines[line - 1])
    if match is None:
        _refuse(path, line, f"must be 'N W H' (seeds, width, height), not '{given}'")
    count, width, height = (int(number) for number in match.groups()[:3])
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        _refuse(
            path, line, f"has an image of {width} x {height} pixels; sides are 1 to {MAX_SIDE}"
        )
    if match[4] is not None and int(match[4]) != 1:
        _refuse(
            path,
            line,
            f"'{given}' is for a volume of {int(match[4])} slices; write a file 'N W H' for each "
            "slice",
        )
    return _Header(line, count, (height, width), has_z=match[4] is not None)


def _refuse_size(text: _SeedsText, image_size: tuple[int, int]) -> NoReturn:
    header = text.header
    height, width = header.size
    way_out = "use the image that was marked"
    if (width, height) == tuple(image_size):
        way_out += f", or write '{header.count} {height} {width}' if only this line is wrong"
    text.refuse(
        header.line,
        f"is for an image of {width} x {height} pixels (width x height), but the image has "
        f"{image_size[1]} x {image_size[0]}; {way_out}",
    )


def _parse_table(text: _SeedsText) -> NDArray[np.int64]:
    """Return the numbers below the header, one row per line that is not blank."""
    body, n_columns = text.body, len(text.header.columns)
    if not any(map(str.split, body)):
        return np.zeros((0, n_columns), np.int64)
    try:
        if not _NUMBERS.fullmatch("\n".join(body)):
            raise ValueError
        # Integers of any length fit float64; those beyond 2**53 stay out of range below.
        numbers = np.loadtxt(body, dtype=np.float64, comments=None, ndmin=2)
        if (np.trunc(numbers) != numbers).any():
            raise ValueError
    except ValueError:
        _refuse_first_bad_line(text)
    if numbers.shape[1] not in (n_columns, n_columns + 1):
        _refuse_first_bad_line(text)
    return np.clip(numbers, -MAX_LABEL - 1, MAX_LABEL + 1).astype(np.int64)


def _refuse_first_bad_line(text: _SeedsText) -> NoReturn:
    header = text.header
    expected, n_columns = 0, len(header.columns)
    for number, line in enumerate(text.body, start=header.line + 1):
        words = _WORD.findall(line)
        wrong = next((word for word in words if not _NUMBER.fullmatch(word)), None)
        if wrong is not None:
            text.refuse(number, f"'{printable(wrong, limit=40)}' is not a whole number")
        if words and len(words) not in (n_columns, n_columns + 1):
            text.refuse(
                number,
                f"has {len(words)} numbers; needs {n_columns} ({' '.join(header.columns)}) or "
                f"{n_columns + 1} (with a handicap)",
            )
        if words and expected and len(words) != expected:
            text.refuse(number, f"has {len(words)} numbers, but the lines before have {expected}")
        expected = expected or len(words)
    raise MarkerError(file_message(text.path, "is not a table of whole numbers"))


def _note_labels_from_1(labels: list[int]) -> Iterator[str]:
    """Note labels of a program that counts the background as 1."""
    if len(labels) > 1 and labels[0] == 1:
        mapping = ",".join(f"{label}={label - 1}" for label in labels[:MAX_LABELS])
        more = ",..." if len(labels) > MAX_LABELS else ""
        yield f"its labels start at 1; if 1 is the background, use --values {mapping}{more}"


def _require_in_range(text: _SeedsText, table: NDArray[np.int64], most: int) -> None:
    """Raise MarkerError if a coordinate is outside the image, or a label not in 0..`most`."""
    header = text.header
    height, width = header.size
    limit_of = {"x": width - 1, "y": height - 1, "z": 0, "label": most}
    columns = [column for column, name in enumerate(header.columns) if name in limit_of]
    limits = np.array([limit_of[header.columns[column]] for column in columns])
    values = table[:, columns]
    wrong = np.argwhere((values < 0) | (values > limits))
    if not len(wrong):
        return
    index, place = wrong[0].tolist()
    line, name = text.line_of(index), header.columns[columns[place]]
    given = printable(text.lines[line - 1].split()[columns[place]], limit=40)
    text.refuse(line, f"{name} is {given}; it must be 0 to {limits[place]}")


def _merge_repeats(text: _SeedsText, table: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each pixel once, in raster order; refuse a pixel with two labels."""
    pixel = table[:, 1] * text.header.size[1] + table[:, 0]
    order = np.argsort(pixel, kind="stable")
    same = np.diff(pixel[order]) == 0
    clash = np.flatnonzero(same & (np.diff(table[order, 3]) != 0))
    if len(clash):
        first, second = order[clash[0]], order[clash[0] + 1]
        x, y, _, label = table[second, :4].tolist()
        text.refuse(
            text.line_of(int(second)),
            f"pixel x {x}, y {y} has label {label}, but {table[first, 3]} in line "
            f"{text.line_of(int(first))}; remove one of the lines",
        )
    unique: NDArray[np.int64] = table[order[np.concatenate([[True], ~same])[: len(order)]]]
    return unique
