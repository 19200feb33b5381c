"""Write the outlines of objects as GeoJSON, as QuPath reads it."""

from collections.abc import Sequence
from typing import Any

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.analysis.outlines import Outline, Ring
from flimbuilder.exchange.json_lists import dump_list, rounded
from flimbuilder.imaging.colour_maps import parse_colour
from flimbuilder.project.project import ClassEntry

__all__ = ["dump_geojson"]

PLACES = ("label", "class_id")  # columns that are not measurements


def dump_geojson(
    outlines: Sequence[Outline], objects: ObjectTable, classes: Sequence[ClassEntry]
) -> bytes:
    """Format a collection of detections, one a line.

    Coordinates are (x, y) in pixels from the top left corner of the image, along the edges of
    pixels. An object is a polygon with its holes, or several if its parts touch in corners alone.

    Parameters
    ----------
    outlines : sequence of Outline
        Of each object.
    objects : ObjectTable
        Its columns become measurements.
    classes : sequence of ClassEntry

    Returns
    -------
    bytes
    """
    entries = {entry.id: entry for entry in classes}
    features = dump_list(
        _feature(outline, row, entries[row["class_id"]])
        for outline, row in zip(outlines, _rows(objects), strict=True)
    )
    return f'{{"type": "FeatureCollection", "features": {features}}}\n'.encode()


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


def _closed(ring: Ring) -> list[list[int]]:
    points: list[list[int]] = ring.tolist()
    return [*points, points[0]]


def _rows(objects: ObjectTable) -> list[dict[str, Any]]:
    columns = {
        name: [rounded(value) if isinstance(value, float) else value for value in values.tolist()]
        for name, values in objects.columns.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
