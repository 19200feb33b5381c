"""The rasteriser: from markers as vectors to marked pixels.

A marker covers a pixel if the pixel's centre is at most `radius` from the disk's centre or the
stroke's polyline, or if the pixel is the nearest one to a drawn point, so that thin markers inside
the image never vanish. Pixels outside the image are clipped. A pixel belongs to the last marker
that covers it, and is unmarked if that marker erases.

Time and memory grow with the drawing, not with the image; a drawing that would take minutes is
refused. Pixels are stored as *spans*: half-open
intervals of positions ordered by marker, row and column. For each segment and row, closed formulas
bound the covered columns from inside and from outside, and only the columns between the two bounds
are measured. So every pixel obeys the distance as written in `_within`, to the last bit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import MarkerError
from flimbuilder.project.markers import Disk, Marker, Pixels, Stroke

__all__ = [
    "UNMARKED",
    "MarkerPixels",
    "class_map",
    "evenly_spaced",
    "marker_pixels",
    "pixels_of",
    "runs_of",
]

UNMARKED = -1

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Run = tuple[int, int, int]

_MARGIN = 1e-6  # pixels; a thousand times the rounding error of a coordinate of ten million
_CHUNK = 1 << 17  # rows or pixels in one array operation
_BAND = 1 << 24  # pixels of the image that are painted at once
_SPARSE = 8  # pixels of a band per covered pixel; above this, sorting beats painting
MAX_ROWS = 1 << 23  # crossed by the segments of all strokes and disks
MAX_COVERED = 1 << 29  # pixels, counted for each marker


@dataclass(frozen=True, eq=False)
class MarkerPixels:
    """The marked pixels of an image, sorted by (marker, row, col).

    Attributes
    ----------
    marker : ndarray of shape (n_pixels,), int64
        Id of the pixel's marker.
    class_id : ndarray of shape (n_pixels,), int64
        Class of the marker, 0 or more.
    row, col : ndarray of shape (n_pixels,), int64
        The pixel; each occurs once.
    """

    marker: Integers
    class_id: Integers
    row: Integers
    col: Integers

    def __len__(self) -> int:
        """Return the number of marked pixels."""
        return len(self.marker)


def evenly_spaced(marker: Integers, most: int) -> Integers:
    """Return the indices of at most `most` pixels of each marker, evenly spaced, by marker."""
    order = np.argsort(marker, kind="stable")
    sizes = np.unique(marker, return_counts=True)[1]
    shares = np.minimum(sizes, most)
    number = np.arange(shares.sum()) - np.repeat(np.cumsum(shares) - shares, shares)
    start, size, share = (
        np.repeat(of_marker, shares) for of_marker in (np.cumsum(sizes) - sizes, sizes, shares)
    )
    chosen: Integers = order[start + (2 * number + 1) * size // (2 * share)]
    return chosen


def marker_pixels(markers: Sequence[Marker], shape: tuple[int, int]) -> MarkerPixels:
    """Rasterise markers and return the marked pixels.

    Parameters
    ----------
    markers : sequence of Disk, Stroke or Pixels
        In drawing order.
    shape : tuple of int
        (height, width) of the image.

    Returns
    -------
    MarkerPixels
        Markers that are completely covered, erased or outside have no pixels.

    Raises
    ------
    MarkerError
        If a side of the image is not positive, or the markers cross or cover too many pixels.
    """
    line = _Line(*_checked(shape, len(markers)))
    entry, row, col = _visible(_cover(markers, line), line)
    classes = [UNMARKED if marker.class_id is None else marker.class_id for marker in markers]
    class_of = np.array(classes, np.int64)
    ids, rank = np.unique(
        np.array([marker.id for marker in markers], np.int64), return_inverse=True
    )
    kept = np.flatnonzero(class_of[entry] != UNMARKED)
    order = kept[np.argsort(rank[entry[kept]], kind="stable")]  # stable: keeps raster order
    entry = entry[order]
    return MarkerPixels(ids[rank[entry]], class_of[entry], row[order], col[order])


def class_map(markers: Sequence[Marker], shape: tuple[int, int]) -> NDArray[np.int16]:
    """Rasterise markers and return the class of every pixel.

    Parameters
    ----------
    markers : sequence of Disk, Stroke or Pixels
        In drawing order.
    shape : tuple of int
        (height, width) of the image.

    Returns
    -------
    ndarray of shape (height, width), int16
        The class; -1 for unmarked pixels.

    Raises
    ------
    MarkerError
        As `marker_pixels`.
    """
    pixels = marker_pixels(markers, shape)
    classes = np.full(shape, UNMARKED, np.int16)
    classes[pixels.row, pixels.col] = pixels.class_id
    return classes


def runs_of(rows: Integers, cols: Integers) -> tuple[Run, ...]:
    """Group pixels into the fewest horizontal runs.

    Parameters
    ----------
    rows, cols : ndarray of shape (n_pixels,), int64
        Not negative, in any order; duplicates count once.

    Returns
    -------
    tuple of (row, first column, length)
        In raster order, as in `Pixels.runs`.
    """
    if not len(rows):
        return ()
    rows, cols = np.asarray(rows, np.int64), np.asarray(cols, np.int64)
    line = _Line(height=int(rows.max()) + 1, width=int(cols.max()) + 1)
    first = line.position(np.zeros_like(rows), rows, cols)
    spans = _united(_Spans(first, first + 1))
    _, row, col = line.split(spans.first)
    runs = zip(row.tolist(), col.tolist(), (spans.stop - spans.first).tolist(), strict=True)
    return tuple(runs)


def pixels_of(runs: Sequence[Run]) -> tuple[Integers, Integers]:
    """Return the pixels of runs as arrays (rows, columns); the inverse of `runs_of`."""
    row, first, length = np.array(runs, np.int64).reshape(-1, 3).T
    return np.repeat(row, length), _ranges(first, first + length)


class _Spans(NamedTuple):
    """Half-open intervals of positions."""

    first: Integers
    stop: Integers


class _Line(NamedTuple):
    """Positions: the pixels of all markers in one order, with a gap after every row."""

    height: int
    width: int

    def position(self, entry: Integers, row: Integers, col: Integers) -> Integers:
        return (entry * self.height + row) * (self.width + 1) + col

    def split(self, position: Integers) -> tuple[Integers, Integers, Integers]:
        rows, col = np.divmod(position, self.width + 1)
        entry, row = np.divmod(rows, self.height)
        return entry, row, col


def _checked(shape: tuple[int, int], n_markers: int) -> tuple[int, int]:
    height, width = shape
    if height < 1 or width < 1:
        raise MarkerError(
            f"can't mark an image of {height} x {width} pixels; each side must be at least 1"
        )
    if n_markers * height * (width + 1) > np.iinfo(np.int64).max:
        raise MarkerError(
            f"can't mark an image of {height} x {width} pixels with {n_markers} markers; use "
            "fewer, or a smaller image"
        )
    return height, width


def _cover(markers: Sequence[Marker], line: _Line) -> _Spans:
    """Return the spans of each marker, but not of those below one that covers the image."""
    drawn = [
        (entry, marker) for entry, marker in enumerate(markers) if not isinstance(marker, Pixels)
    ]
    imported = [
        (entry, marker) for entry, marker in enumerate(markers) if isinstance(marker, Pixels)
    ]
    strokes = _strokes(drawn)
    full = _last_over_all(strokes, line)
    if full is not None:
        imported = [(entry, marker) for entry, marker in imported if entry > full]
        strokes = _strokes([(entry, marker) for entry, marker in drawn if entry > full])
    parts = [_imported_spans(imported, line), _nearest_spans(strokes, line)]
    if full is not None:
        rows = np.arange(line.height)
        first = line.position(np.full_like(rows, full), rows, np.zeros_like(rows))
        parts.append(_Spans(first, first + line.width))
    return _joined([*parts, *_disk_and_stroke_spans(_segments(strokes), line)])


def _last_over_all(strokes: "_Strokes", line: _Line) -> int | None:
    """Return the last entry that covers the image with a single point; None if there is none."""
    row, col = strokes.points.T
    down = np.maximum(np.abs(row), np.abs(row - (line.height - 1)))
    across = np.maximum(np.abs(col), np.abs(col - (line.width - 1)))
    core = np.repeat(strokes.radius, strokes.n_points) - _MARGIN
    over = (core > 0) & (down * down + across * across <= core * core)
    entries = np.repeat(strokes.entry, strokes.n_points)[over]
    return int(entries.max()) if len(entries) else None


def _visible(spans: _Spans, line: _Line) -> tuple[NDArray[np.int32], Integers, Integers]:
    """Return (entry, row, col) of each covered pixel, of its last entry, in raster order."""
    entry, row, col = line.split(spans.first)
    length = spans.stop - spans.first
    covered = int(length.sum())
    if covered > MAX_COVERED:
        raise MarkerError(
            f"the markers cover {covered} pixels together; at most {MAX_COVERED}: remove some, or "
            "draw with a smaller radius"
        )
    order = np.argsort(row, kind="stable")  # stable: later entries stay last
    entry, row, col, length = entry[order], row[order], col[order], length[order]
    band = row // max(_BAND // line.width, 1)
    cuts = [*np.flatnonzero(np.diff(band, prepend=-1)).tolist(), len(band)]
    parts = [
        _visible_in_band(entry[a:b], row[a:b], col[a:b], length[a:b]) for a, b in pairwise(cuts)
    ]
    if not parts:
        return np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int64)
    seen, rows, columns = zip(*parts, strict=True)
    return np.concatenate(seen), np.concatenate(rows), np.concatenate(columns)


def _visible_in_band(
    entry: Integers, row: Integers, col: Integers, length: Integers
) -> tuple[NDArray[np.int32], Integers, Integers]:
    """Paint the spans of some rows over each other, or sort their pixels if they are few."""
    top, left = row.min(), col.min()
    height, width = row.max() - top + 1, (col + length).max() - left
    first = (row - top) * width + col - left
    if length.sum() * _SPARSE < height * width:
        pixel = _ranges(first, first + length)
        order = np.argsort(pixel, kind="stable")
        last = np.ones(len(order), bool)
        last[:-1] = np.diff(pixel[order]) != 0
        pixel, seen = pixel[order[last]], np.repeat(entry.astype(np.int32), length)[order[last]]
    else:
        canvas = np.full(height * width, UNMARKED, np.int32)
        for piece in _chunks(length):
            pixel = _ranges(first[piece], (first + length)[piece])
            canvas[pixel] = np.repeat(entry[piece], length[piece])  # the last one stays
        pixel = np.flatnonzero(canvas != UNMARKED)
        seen = canvas[pixel]
    down, across = np.divmod(pixel, width)
    return seen, top + down, left + across


def _united(spans: _Spans) -> _Spans:
    """Merge overlapping and adjacent spans, ascending."""
    filled = np.flatnonzero(spans.stop > spans.first)
    order = filled[np.argsort(spans.first[filled], kind="stable")]
    first, reach = spans.first[order], np.maximum.accumulate(spans.stop[order])
    gap = first[1:] > reach[:-1]
    opens = np.concatenate([[True], gap])[: len(first)]
    closes = np.concatenate([gap, [True]])[: len(first)]
    return _Spans(first[opens], reach[closes])


def _joined(parts: Sequence[_Spans]) -> _Spans:
    first, stop = (np.concatenate(ends) for ends in zip(*parts, strict=True))
    return _united(_Spans(first, stop))


def _ranges(first: Integers, stop: Integers) -> Integers:
    """Return ``first[0], ..., stop[0] - 1, first[1], ...``."""
    length = stop - first
    begun = np.cumsum(length) - length
    shift: Integers = np.repeat(first - begun, length)
    return np.arange(len(shift)) + shift


def _chunks(sizes: Integers) -> Iterator[slice]:
    """Split a list into slices whose sizes, without the last item, sum to at most `_CHUNK`."""
    piece = (np.cumsum(sizes) - sizes) // _CHUNK
    cuts = [0, *(np.flatnonzero(np.diff(piece)) + 1).tolist(), len(sizes)]
    return (slice(a, b) for a, b in pairwise(cuts) if a < b)


def _imported_spans(markers: Iterable[tuple[int, Pixels]], line: _Line) -> _Spans:
    runs = [(entry, *run) for entry, marker in markers for run in marker.runs]
    entry, row, first, length = np.array(runs, np.int64).reshape(-1, 4).T
    inside = (row < line.height) & (first < line.width)
    entry, row, first, length = entry[inside], row[inside], first[inside], length[inside]
    start = line.position(entry, row, first)
    return _Spans(start, start + np.minimum(length, line.width - first))


class _Strokes(NamedTuple):
    """The points of all disks and strokes; a disk is a stroke of one point."""

    entry: Integers  # of each stroke
    radius: Floats  # of each stroke
    n_points: Integers  # of each stroke
    points: Floats  # (n_points, 2)


def _strokes(markers: Sequence[tuple[int, Disk | Stroke]]) -> _Strokes:
    paths = [
        (marker.center,) if isinstance(marker, Disk) else marker.points for _, marker in markers
    ]
    return _Strokes(
        entry=np.array([entry for entry, _ in markers], np.int64),
        radius=np.array([marker.radius for _, marker in markers], np.float64),
        n_points=np.array([len(path) for path in paths], np.int64),
        points=np.array([point for path in paths for point in path], np.float64).reshape(-1, 2),
    )


def _nearest_spans(strokes: _Strokes, line: _Line) -> _Spans:
    """Return the pixel nearest to each point inside the image, edges included."""
    side = np.array([line.height, line.width])
    inside = np.all((strokes.points >= -0.5) & (strokes.points <= side - 0.5), axis=1)
    nearest = np.floor(strokes.points[inside] + 0.5).astype(np.int64)
    row, col = np.minimum(nearest, side - 1).T
    position = line.position(np.repeat(strokes.entry, strokes.n_points)[inside], row, col)
    return _Spans(position, position + 1)


class _Segments(NamedTuple):
    """The line segments of strokes: points ``start + t * step`` with t in [0, 1]."""

    entry: Integers
    radius: Floats
    row: Floats  # of the start
    col: Floats
    row_step: Floats
    col_step: Floats

    def at(self, index: Integers) -> "_Segments":
        entry, *floats = self
        return _Segments(entry[index], *(field[index] for field in floats))


def _segments(strokes: _Strokes) -> _Segments:
    count = np.maximum(strokes.n_points - 1, 1)
    first = np.cumsum(strokes.n_points) - strokes.n_points
    start = _ranges(first, first + count)
    stop = np.minimum(start + 1, np.repeat(first + strokes.n_points - 1, count))
    step = strokes.points[stop] - strokes.points[start]
    entry, radius = np.repeat(strokes.entry, count), np.repeat(strokes.radius, count)
    return _Segments(entry, radius, *strokes.points[start].T, *step.T)


def _disk_and_stroke_spans(segments: _Segments, line: _Line) -> Iterator[_Spans]:
    """Yield the covered spans of segments, in chunks of rows."""
    end = segments.row + segments.row_step
    reach = segments.radius + _MARGIN
    top = np.maximum(np.ceil(np.minimum(segments.row, end) - reach), 0)
    bottom = np.minimum(np.floor(np.maximum(segments.row, end) + reach), line.height - 1)
    first, stop = top.astype(np.int64), np.maximum(bottom + 1, top).astype(np.int64)
    rows = int((stop - first).sum())
    if rows > MAX_ROWS:
        raise MarkerError(
            f"the {len(first)} segments of the markers cross {rows} rows of pixels; at most "
            f"{MAX_ROWS}: draw with fewer points or a smaller radius"
        )
    for piece in _chunks(stop - first):
        index = np.repeat(np.arange(piece.start, piece.stop), (stop - first)[piece])
        yield _row_spans(segments.at(index), _ranges(first[piece], stop[piece]), line)


def _row_spans(segments: _Segments, row: Integers, line: _Line) -> _Spans:
    """Return the spans that `segments[i]` covers in `row[i]`."""
    outer = _possible_columns(segments, row, line.width)
    inner = _sure_columns(segments, row, outer)
    base = line.position(segments.entry, row, np.zeros_like(row))
    sure = _Spans(base + inner.first, base + inner.stop)
    left, right = _Spans(outer.first, inner.first), _Spans(inner.stop, outer.stop)
    measured = [
        _Spans(place, place + 1)
        for side in (left, right)
        for place in _measured(segments, row, side, base)
    ]
    return _joined([sure, *measured])


def _measured(
    segments: _Segments, row: Integers, columns: _Spans, base: Integers
) -> Iterator[Integers]:
    """Measure the pixels in `columns` and yield the covered positions."""
    length = columns.stop - columns.first
    for piece in _chunks(length):
        index = np.repeat(np.arange(piece.start, piece.stop), length[piece])
        col = _ranges(columns.first[piece], columns.stop[piece])
        yield (base[index] + col)[_within(segments.at(index), row[index], col)]


def _within(segments: _Segments, row: Integers, col: Integers) -> NDArray[np.bool_]:
    """Return whether each pixel is at most the radius from its segment; defines coverage."""
    _, radius, row0, col0, row_step, col_step = segments
    along = (row - row0) * row_step + (col - col0) * col_step
    length = row_step * row_step + col_step * col_step
    t = np.clip(along / np.maximum(length, 1e-30), 0.0, 1.0)
    down, across = row - (row0 + t * row_step), col - (col0 + t * col_step)
    # Pixels exactly on the line count even if `t` is rounded, so thin lines have no gaps.
    aside = (row - row0) * col_step - (col - col0) * row_step
    on_line = (aside == 0) & (along >= 0) & (along <= length) & (length > 0)
    covered: NDArray[np.bool_] = on_line | (down * down + across * across <= radius * radius)
    return covered


def _nearest_fraction(segments: _Segments, rows_down: Floats) -> Floats:
    """Return t in [0, 1] of the point nearest to the row `rows_down` below the start."""
    step = segments.row_step
    flat = np.abs(step) < 1e-9  # either sign will do: the margin is wider
    return np.clip(rows_down / np.where(flat, 1e-9, step), 0.0, 1.0)


def _possible_columns(segments: _Segments, row: Integers, width: int) -> _Spans:
    """Bound the covered columns from outside.

    A covered pixel lies in the disk around a point of the segment at most the radius above or
    below the row. The half-width of that disk in the row is at most the half-chord at the
    segment's smallest distance from the row.
    """
    reach = segments.radius + _MARGIN
    down = row - segments.row
    t = _nearest_fraction(segments, np.stack([down - reach, down + reach]))
    middle = segments.col + t * segments.col_step
    gap = down - _nearest_fraction(segments, down) * segments.row_step
    chord = np.sqrt(np.maximum(reach * reach - gap * gap, 0.0))
    first = np.clip(np.ceil(middle.min(axis=0) - chord), 0, width)
    stop = np.clip(np.floor(middle.max(axis=0) + chord) + 1, first, width)
    return _Spans(first.astype(np.int64), stop.astype(np.int64))


def _sure_columns(segments: _Segments, row: Integers, outer: _Spans) -> _Spans:
    """Bound the covered columns from inside, within `outer`.

    The chords of the disks around both ends and around the point nearest to the row are covered.
    So are the columns between them, since a thick segment is convex. Without a chord the span is
    empty, at the end of `outer`.
    """
    core = segments.radius - _MARGIN
    down = row - segments.row
    nearest = _nearest_fraction(segments, down)
    t = np.stack([np.zeros_like(nearest), nearest, np.ones_like(nearest)])
    gap = down - t * segments.row_step
    chord = np.sqrt(np.maximum(core * core - gap * gap, 0.0))
    cut = (np.abs(gap) <= core) & (core > 0)
    middle = segments.col + t * segments.col_step
    left = np.where(cut, middle - chord, np.inf).min(axis=0)
    right = np.where(cut, middle + chord, -np.inf).max(axis=0)
    first = np.clip(np.ceil(left), outer.first, outer.stop).astype(np.int64)
    stop = np.clip(np.floor(right) + 1, first, outer.stop).astype(np.int64)
    return _Spans(first, stop)
