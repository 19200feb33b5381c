"""Write the outlines of objects as GeoJSON, as QuPath reads it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.analysis.outlines import Outline, Ring
from flimbuilder.exchange.json_lists import list_pieces, rounded
from flimbuilder.imaging.colour_maps import parse_colour
from flimbuilder.project.files import writing_atomically
from flimbuilder.project.project import ClassEntry

__all__ = ["dump_geojson", "write_geojson"]

PLACES = ("label", "class_id")  # columns that are not measurements


def dump_geojson(
    outlines: Iterable[Outline],
    objects: ObjectTable,
    classes: Sequence[ClassEntry],
    scale: tuple[float, float] = (1, 1),
) -> bytes:
    """Format a collection of detections, one a line.

    Coordinates are (x, y) in pixels from the top left corner of the image, along the edges of
    pixels. An object is a polygon with its holes, or several if its parts touch in corners alone.

    Parameters
    ----------
    outlines : iterable of Outline
        Of each object.
    objects : ObjectTable
        Its columns become measurements.
    classes : sequence of ClassEntry
    scale : tuple of float, default=(1, 1)
        Factors of x and y: those to level 0 of a slide whose level of lower resolution was
        predicted.

    Returns
    -------
    bytes
    """
    return "".join(_pieces(outlines, objects, classes, scale)).encode()


def write_geojson(
    path: Path,
    outlines: Iterable[Outline],
    objects: ObjectTable,
    classes: Sequence[ClassEntry],
    scale: tuple[float, float] = (1, 1),
) -> None:
    """Write a collection of detections object by object; see :func:`dump_geojson`.

    Raises
    ------
    SaveError
        If the file cannot be written.
    """
    with writing_atomically(path) as file:
        for piece in _pieces(outlines, objects, classes, scale):
            file.write(piece.encode())


def _pieces(
    outlines: Iterable[Outline],
    objects: ObjectTable,
    classes: Sequence[ClassEntry],
    scale: tuple[float, float],
) -> Iterator[str]:
    entries = {entry.id: entry for entry in classes}
    features = (
        _feature(_scaled(outline, scale), row, entries[row["class_id"]])
        for outline, row in zip(outlines, _rows(objects), strict=True)
    )
    yield '{"type": "FeatureCollection", "features": '
    yield from list_pieces(features)
    yield "}\n"


def _scaled(outline: Outline, scale: tuple[float, float]) -> list[list[Any]]:
    """Multiply coordinates; whole factors keep whole numbers."""
    if scale == (1, 1):
        return outline
    is_whole = all(float(factor).is_integer() for factor in scale)
    factors = np.array(scale, np.int64 if is_whole else np.float64)
    return [
        [ring * factors if is_whole else np.round(ring * factors, 3) for ring in polygon]
        for polygon in outline
    ]


def _feature(outline: Outline, row: dict[str, Any], entry: ClassEntry) -> dict[str, Any]:
    polygons = [[_closed(ring) for ring in polygon] for polygon in outline]
    single = len(polygons) == 1
    return {
        "type": "Feature",
        "geometry": {
            "type": "Polygon" if single else "MultiPolygon",
            "coordinates": polygons[0] if single else polygons,
        },
        "properties": {
            "objectType": "detection",
            "name": f"{entry.name} {row['label']}",
            "classification": {
                "name": entry.name,
                "color": parse_colour(entry.colour),
            },
            "measurements": {name: value for name, value in row.items() if name not in PLACES},
        },
    }


def _closed(ring: Ring) -> list[list[float]]:
    points: list[list[float]] = ring.tolist()
    return [*points, points[0]]


def _rows(objects: ObjectTable) -> Iterator[dict[str, Any]]:
    columns = objects.columns
    for number in range(len(objects)):
        row = {name: values[number].item() for name, values in columns.items()}
        yield {
            name: rounded(value) if isinstance(value, float) else value
            for name, value in row.items()
        }
