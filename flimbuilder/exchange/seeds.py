"""``NAME-seeds.txt``, the marker files of FLIM-Builder, libift and pyflim.

The first line is ``N W H``; then N lines ``x y marker label`` or ``x y marker label handicap``,
one for each marked pixel, x being the column and y the row. The third number is -1 in most files
and numbers the strokes in a few; nobody relies on it: a marker is an 8-connected component of one
label, there and here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import MarkerError, printable
from flimbuilder.exchange.pixel_markers import pixel_markers
from flimbuilder.exchange.text import named, read_text
from flimbuilder.project.files import write_atomically
from flimbuilder.project.markers import MAX_CLASS_ID, Marker, Pixels
from flimbuilder.project.rasterise import marker_pixels

__all__ = ["SeedsImport", "read_seeds", "write_seeds"]

_MAX_SIDE = 10_000_000
_NUMBERS = re.compile(r"[-+\d\s]*", re.ASCII)
_WORD = re.compile(r"[^ \t\n\r\f\v]+")
_NUMBER = re.compile(r"[-+]?\d+", re.ASCII)
_HEADER = re.compile(r"\s*(\d{1,18})\s+(\d{1,18})\s+(\d{1,18})\s*", re.ASCII)


@dataclass(frozen=True)
class SeedsImport:
    """What a seeds file says.

    Attributes
    ----------
    markers : tuple of Pixels
        One for each 8-connected component of one label, sorted by label and then by the first
        pixel in raster order; the ids count from 1.
    shape : tuple of int
        (height, width) of the image that the file was made for.
    notes : tuple of str
        What was not taken over as it stands, one line each.
    """

    markers: tuple[Pixels, ...]
    shape: tuple[int, int]
    notes: tuple[str, ...] = ()


def read_seeds(path: Path, shape: tuple[int, int] | None = None) -> SeedsImport:
    """Read the markers of one image.

    Parameters
    ----------
    path : Path
        A seeds file of four or five columns.
    shape : tuple of int or None, default=None
        (height, width) that the header must name; None takes any.

    Returns
    -------
    SeedsImport

    Raises
    ------
    MarkerError
        With the file, the line, the value and the limit. A pixel with two labels is refused as
        well: these files are not in drawing order, so neither of the two is the later one.
    """
    lines = read_text(path, MarkerError).splitlines()
    count, own_shape = _header(path, lines, shape)
    table = _table(path, lines)
    if len(table) != count:
        _refuse(path, 1, f"promises {count} seeds, but {len(table)} follow; write the file again")
    _check_ranges(path, lines, table, own_shape)
    unique = _without_repeats(path, lines, table, own_shape[1])
    x, y, _, label = unique.T[:4]
    return SeedsImport(pixel_markers(y, x, label), own_shape, _notes(table, unique))


def write_seeds(
    path: Path, markers: Sequence[Marker], shape: tuple[int, int], columns: Literal[4, 5] = 4
) -> None:
    """Write the marked pixels of one image in raster order; the file is replaced as a whole.

    Parameters
    ----------
    path : Path
        By custom ``NAME-seeds.txt`` for the image ``NAME.png``.
    markers : sequence of Disk, Stroke or Pixels
        In drawing order. Read again they give the same class map, but as pixels.
    shape : tuple of int
        (height, width) of the image.
    columns : {4, 5}, default=4
        With 5 every line ends in the handicap 0, which some readers ask for.

    Raises
    ------
    SaveError
        Where the file cannot be written; what was there before is whole.
    """
    pixels = marker_pixels(markers, shape)
    order = np.lexsort((pixels.col, pixels.row))
    constant = np.zeros_like(order)
    table = np.column_stack(
        [pixels.col[order], pixels.row[order], constant - 1, pixels.class_id[order], constant]
    )
    line = " ".join(["%d"] * columns) + "\n"
    text = (line * len(table)) % tuple(table[:, :columns].ravel().tolist())
    header = f"{len(table)} {shape[1]} {shape[0]}\n"
    write_atomically(path, (header + text).encode("ascii"))


def _refuse(path: Path, line: int, reason: str) -> NoReturn:
    raise MarkerError(named(path, f"line {line}: {reason}")) from None


def _header(
    path: Path, lines: list[str], shape: tuple[int, int] | None
) -> tuple[int, tuple[int, int]]:
    if not lines:
        raise MarkerError(named(path, "is empty; it must begin with a line 'N W H'"))
    match = _HEADER.fullmatch(lines[0])
    if match is None:
        given = printable(lines[0], limit=40)
        _refuse(path, 1, f"must be 'N W H' (seeds, width, height), not '{given}'")
    count, width, height = (int(number) for number in match.groups())
    if not (1 <= width <= _MAX_SIDE and 1 <= height <= _MAX_SIDE):
        _refuse(path, 1, f"an image of {width} x {height} pixels; a side is 1 to {_MAX_SIDE}")
    if shape is not None and (height, width) != tuple(shape):
        _refuse(
            path,
            1,
            f"made for an image of width {width} and height {height}, but this one has width "
            f"{shape[1]} and height {shape[0]}; use the image that was marked",
        )
    return count, (height, width)


def _table(path: Path, lines: list[str]) -> NDArray[np.int64]:
    """Return the numbers below the header, one row for each line that is not blank."""
    body = lines[1:]
    if not any(map(str.split, body)):
        return np.zeros((0, 4), np.int64)
    try:
        if not all(map(_NUMBERS.fullmatch, body)):
            raise ValueError
        # As float64, because loadtxt takes 1.5 for an integer; what is too large stays so.
        numbers = np.loadtxt(body, dtype=np.float64, comments=None, ndmin=2)
    except ValueError:
        _refuse_first_bad_line(path, lines)
    if numbers.shape[1] not in (4, 5):
        _refuse_first_bad_line(path, lines)
    return np.clip(numbers, -(2**53), 2**53).astype(np.int64)


def _refuse_first_bad_line(path: Path, lines: list[str]) -> NoReturn:
    expected = 0
    for number, line in enumerate(lines[1:], start=2):
        words = _WORD.findall(line)
        wrong = next((word for word in words if not _NUMBER.fullmatch(word)), None)
        if wrong is not None:
            _refuse(path, number, f"'{printable(wrong, limit=40)}' is not a whole number")
        if words and len(words) not in (4, 5):
            _refuse(
                path,
                number,
                f"has {len(words)} numbers; it must have 4 (x y marker label) or 5 (and handicap)",
            )
        if words and expected and len(words) != expected:
            _refuse(path, number, f"has {len(words)} numbers, but the lines before {expected}")
        expected = expected or len(words)
    raise MarkerError(named(path, "cannot be read as a table of whole numbers"))


def _line_of(lines: list[str], index: int) -> int:
    """Return the number of the line that became row `index` of the table."""
    filled = [number for number, line in enumerate(lines[1:], start=2) if line.split()]
    return filled[index]


def _check_ranges(
    path: Path, lines: list[str], table: NDArray[np.int64], shape: tuple[int, int]
) -> None:
    limits = np.array([shape[1] - 1, shape[0] - 1, MAX_CLASS_ID])
    values = table[:, [0, 1, 3]]
    wrong = np.argwhere((values < 0) | (values > limits))
    if not len(wrong):
        return
    index, column = wrong[0].tolist()
    line = _line_of(lines, index)
    given = printable(lines[line - 1].split()[[0, 1, 3][column]], limit=40)
    what = ("x", "y", "label")[column]
    _refuse(path, line, f"{what} is {given}; it must be 0 to {limits[column]}")


def _without_repeats(
    path: Path, lines: list[str], table: NDArray[np.int64], width: int
) -> NDArray[np.int64]:
    """Return each pixel once, in raster order; refuse one that has two labels."""
    pixel = table[:, 1] * width + table[:, 0]
    order = np.argsort(pixel, kind="stable")
    same = np.diff(pixel[order]) == 0
    clash = np.flatnonzero(same & (np.diff(table[order, 3]) != 0))
    if len(clash):
        first, second = order[clash[0]], order[clash[0] + 1]
        x, y, _, label = table[second, :4].tolist()
        _refuse(
            path,
            _line_of(lines, int(second)),
            f"pixel x {x}, y {y} gets label {label}, but line {_line_of(lines, int(first))} gave "
            f"it {table[first, 3]}; remove one of the two",
        )
    unique: NDArray[np.int64] = table[order[np.concatenate([[True], ~same])[: len(order)]]]
    return unique


def _notes(table: NDArray[np.int64], unique: NDArray[np.int64]) -> tuple[str, ...]:
    notes = []
    if len(unique) < len(table):
        notes.append(f"{len(table) - len(unique)} seeds came again and count once")
    if np.any(table[:, 4:]):
        notes.append("the fifth column (handicap) has no use here and was left out")
    return tuple(notes)
