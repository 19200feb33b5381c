"""Colour the points of a map, and explain the colours in a legend."""

import colorsys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from flimbuilder.errors import InputError
from flimbuilder.explain.maps.points import MapPoint, Subject
from flimbuilder.imaging.colour_maps import colour_map
from flimbuilder.project.project import ClassEntry

__all__ = [
    "COLOURINGS",
    "UNKNOWN",
    "Colouring",
    "PointColours",
    "colour_points",
    "colourings_of",
    "require_colouring",
]

Key = TypeVar("Key")

UNKNOWN = "#8c8c8c"
MOST_ENTRIES = 10  # of a legend
GOLDEN = 0.618034  # of a turn between neighbouring hues


@dataclass(frozen=True)
class Colouring:
    """A meaning of the points' colours.

    Attributes
    ----------
    id, title : str
    subjects : tuple of {"kernels", "patches", "images"}
        Maps whose points have it.
    number : callable or None
        Returns the value of a point; None if colours are of classes, markers or images.
    """

    id: str
    title: str
    subjects: tuple[Subject, ...]
    number: Callable[[MapPoint], float | None] | None = None


COLOURINGS = {
    colouring.id: colouring
    for colouring in (
        Colouring("class", "Class", ("kernels", "patches", "images")),
        Colouring("marker", "Marker", ("kernels", "patches")),
        Colouring("image", "Image", ("kernels", "patches", "images")),
        Colouring("weight", "Weight in the decoder", ("kernels",), lambda point: point.weight),
        Colouring("dice", "Dice", ("kernels", "images"), lambda point: point.dice),
        Colouring(
            "activity", "Activity", ("kernels", "patches", "images"),
            lambda point: point.activity,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class PointColours:
    """The colours of the points of a map.

    Attributes
    ----------
    title : str
    colours : tuple of str
        ``#rrggbb`` of each point.
    legend : tuple of (str, str)
        Colours and what they stand for; empty for numbers.
    more : int
        Entries that the legend leaves out.
    low, high : float or None
        Values of the first and the last colour of the map viridis; None without numbers.
    """

    title: str
    colours: tuple[str, ...]
    legend: tuple[tuple[str, str], ...] = ()
    more: int = 0
    low: float | None = None
    high: float | None = None


def colourings_of(subject: Subject) -> list[Colouring]:
    """List the colourings of a map's points."""
    return [colouring for colouring in COLOURINGS.values() if subject in colouring.subjects]


def require_colouring(colouring: str, subject: Subject) -> Colouring:
    """Return the colouring of an id.

    Raises
    ------
    InputError
        If it does not exist, or not for these points.
    """
    known = COLOURINGS.get(colouring)
    if known is None or subject not in known.subjects:
        fitting = ", ".join(fitting.id for fitting in colourings_of(subject))
        raise InputError(f"colour {colouring!r:.60} of {subject}: choose from {fitting}")
    return known


def colour_points(
    points: Sequence[MapPoint],
    colouring: str,
    classes: Sequence[ClassEntry],
    image_names: Mapping[str, str] | None = None,
) -> PointColours:
    """Colour the points of a map.

    Parameters
    ----------
    points : sequence of MapPoint
    colouring : str
        An id of `COLOURINGS`.
    classes : sequence of ClassEntry
        Names and colours of the classes.
    image_names : mapping of str to str or None, default=None
        Names of images by their id; None uses the ids.
    """
    known = COLOURINGS[colouring]
    if known.number is not None:
        return _numbers(known.title, [known.number(point) for point in points])
    names = image_names or {}
    if colouring == "class":
        by_id = {entry.id: entry for entry in classes}
        keys = [point.class_id for point in points]
        entries = {
            class_id: (by_id[class_id].name, by_id[class_id].colour)
            for class_id in sorted({key for key in keys if key in by_id}, key=lambda key: key or 0)
        }
        return _categories(known.title, keys, entries)
    if colouring == "image":
        images = [point.image for point in points]
        found = sorted({image for image in images if image is not None})
        labels = {image: names.get(image, image) for image in found}
        return _categories(known.title, images, _with_hues(labels))
    markers = [
        None if point.image is None or point.marker is None else (point.image, point.marker)
        for point in points
    ]
    drawn = sorted({marker for marker in markers if marker is not None})
    titles = {marker: f"{names.get(marker[0], marker[0])}, marker {marker[1]}" for marker in drawn}
    return _categories(known.title, markers, _with_hues(titles))


def _with_hues(labels: Mapping[Key, str]) -> dict[Key, tuple[str, str]]:
    """Give each label a colour; neighbouring ones have very different hues."""
    coloured = {}
    for position, (key, label) in enumerate(labels.items()):
        hue, lightness = (0.58 + position * GOLDEN) % 1, (0.42, 0.56)[position % 2]
        rgb = colorsys.hls_to_rgb(hue, lightness, 0.62)
        coloured[key] = label, "#" + bytes(round(255 * part) for part in rgb).hex()
    return coloured


def _categories(
    title: str, keys: Sequence[Key | None], entries: Mapping[Key, tuple[str, str]]
) -> PointColours:
    colours = tuple(
        UNKNOWN if key is None or key not in entries else entries[key][1] for key in keys
    )
    legend = list(entries.values())[:MOST_ENTRIES]
    more = len(entries) - len(legend)
    if UNKNOWN in colours:
        legend.append(("none", UNKNOWN))
    return PointColours(title, colours, tuple(legend), more)


def _numbers(title: str, values: Sequence[float | None]) -> PointColours:
    known = [value for value in values if value is not None]
    if not known:
        return PointColours(title, (UNKNOWN,) * len(values), (("unknown", UNKNOWN),))
    low, high = min(known), max(known)
    table, span = colour_map("viridis"), (high - low) or 1.0
    colours = tuple(
        UNKNOWN
        if value is None
        else "#" + bytes(table[int(np.rint(255 * (value - low) / span))]).hex()
        for value in values
    )
    legend = (("unknown", UNKNOWN),) if len(known) < len(values) else ()
    return PointColours(title, colours, legend, 0, low, high)
