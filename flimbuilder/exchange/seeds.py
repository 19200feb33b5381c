"""``NAME-seeds.txt``, the marker files of FLIM-Builder, libift and pyflim.

The first line is ``N W H``. Then follow N lines ``x y marker label`` or ``x y marker label
handicap``, one per marked pixel, where x is the column and y the row. The third number is -1 in
most files and the number of the stroke in a few; it is not used: a marker is an 8-connected
component of one label, as in those programs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import MarkerError, printable
from flimbuilder.exchange.files import file_message, read_text
from flimbuilder.exchange.marker_images import markers_from_pixels
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
    """The content of a seeds file.

    Attributes
    ----------
    markers : tuple of Pixels
        One per 8-connected component of a label, sorted by label, then by the first pixel in
        raster order; ids count from 1.
    image_size : tuple of int
        (height, width) in the header.
    notes : tuple of str
        What was ignored or merged, one line each.
    """

    markers: tuple[Pixels, ...]
    image_size: tuple[int, int]
    notes: tuple[str, ...] = ()


def read_seeds(path: Path, image_size: tuple[int, int] | None = None) -> SeedsImport:
    """Read the markers of one image.

    Parameters
    ----------
    path : Path
        A seeds file of four or five columns.
    image_size : tuple of int or None, default=None
        (height, width) that the header must have; None accepts any.

    Raises
    ------
    MarkerError
        If the file is invalid; names the file, the line, the value and the limit. A pixel with two
        labels is invalid, as these files are not in drawing order.
    """
    lines = read_text(path, MarkerError).splitlines()
    count, header_size = _parse_header(path, lines, image_size)
    table = _parse_table(path, lines)
    if len(table) != count:
        _refuse(path, 1, f"announces {count} seeds, but {len(table)} follow; write the file again")
    _require_in_range(path, lines, table, header_size)
    unique = _merge_repeats(path, lines, table, header_size[1])
    notes = []
    if len(unique) < len(table):
        notes.append(f"{len(table) - len(unique)} repeated seeds merged")
    if np.any(table[:, 4:]):
        notes.append("the fifth column (handicap) ignored")
    x, y, _, label = unique.T[:4]
    return SeedsImport(markers_from_pixels(y, x, label), header_size, tuple(notes))


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


def _parse_header(
    path: Path, lines: list[str], image_size: tuple[int, int] | None
) -> tuple[int, tuple[int, int]]:
    if not lines:
        raise MarkerError(file_message(path, "is empty; it must begin with a line 'N W H'"))
    match = _HEADER.fullmatch(lines[0])
    if match is None:
        given = printable(lines[0], limit=40)
        _refuse(path, 1, f"must be 'N W H' (seeds, width, height), not '{given}'")
    count, width, height = (int(number) for number in match.groups())
    if not (1 <= width <= _MAX_SIDE and 1 <= height <= _MAX_SIDE):
        _refuse(path, 1, f"has an image of {width} x {height} pixels; sides are 1 to {_MAX_SIDE}")
    if image_size is not None and (height, width) != tuple(image_size):
        _refuse(
            path,
            1,
            f"is for an image of {width} x {height} pixels (width x height), but the image has "
            f"{image_size[1]} x {image_size[0]}; use the image that was marked",
        )
    return count, (height, width)


def _parse_table(path: Path, lines: list[str]) -> NDArray[np.int64]:
    """Return the numbers below the header, one row per line that is not blank."""
    body = lines[1:]
    if not any(map(str.split, body)):
        return np.zeros((0, 4), np.int64)
    try:
        if not all(map(_NUMBERS.fullmatch, body)):
            raise ValueError
        # Integers of any length fit float64; those beyond 2**53 stay out of range below.
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
                f"has {len(words)} numbers; needs 4 (x y marker label) or 5 (with a handicap)",
            )
        if words and expected and len(words) != expected:
            _refuse(
                path, number, f"has {len(words)} numbers, but the lines before have {expected}"
            )
        expected = expected or len(words)
    raise MarkerError(file_message(path, "is not a table of whole numbers"))


def _line_of(lines: list[str], index: int) -> int:
    """Return the number of the line that holds row `index` of the table."""
    rows = [number for number, line in enumerate(lines[1:], start=2) if line.split()]
    return rows[index]


def _require_in_range(
    path: Path, lines: list[str], table: NDArray[np.int64], image_size: tuple[int, int]
) -> None:
    limits = np.array([image_size[1] - 1, image_size[0] - 1, MAX_CLASS_ID])
    values = table[:, [0, 1, 3]]
    wrong = np.argwhere((values < 0) | (values > limits))
    if not len(wrong):
        return
    index, column = wrong[0].tolist()
    line = _line_of(lines, index)
    given = printable(lines[line - 1].split()[[0, 1, 3][column]], limit=40)
    name = ("x", "y", "label")[column]
    _refuse(path, line, f"{name} is {given}; it must be 0 to {limits[column]}")


def _merge_repeats(
    path: Path, lines: list[str], table: NDArray[np.int64], width: int
) -> NDArray[np.int64]:
    """Return each pixel once, in raster order; refuse a pixel with two labels."""
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
            f"pixel x {x}, y {y} has label {label}, but {table[first, 3]} in line "
            f"{_line_of(lines, int(first))}; remove one of the lines",
        )
    unique: NDArray[np.int64] = table[order[np.concatenate([[True], ~same])[: len(order)]]]
    return unique
