"""Write the outlines of objects as GeoJSON, as QuPath reads it."""

import json
from collections.abc import Sequence
from typing import Any

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.analysis.outlines import Outline, Ring
from flimbuilder.project.project import ClassEntry

__all__ = ["dump_geojson"]

DIGITS = 9  # significant, of measurements
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
    lines = [
        _dumps(_feature(outline, row, classes))
        for outline, row in zip(outlines, _rows(objects), strict=True)
    ]
    features = "".join(f"\n{line}," for line in lines).removesuffix(",")
    return f'{{"type": "FeatureCollection", "features": [{features}\n]}}\n'.encode()


def _feature(
    outline: Outline, row: dict[str, float], classes: Sequence[ClassEntry]
) -> dict[str, Any]:
    entry = next(entry for entry in classes if entry.id == row["class_id"])
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
                "color": list(bytes.fromhex(entry.colour.removeprefix("#"))),
            },
            "measurements": {name: value for name, value in row.items() if name not in PLACES},
        },
    }


def _closed(ring: Ring) -> list[list[int]]:
    points: list[list[int]] = ring.tolist()
    return [*points, points[0]]


def _rows(objects: ObjectTable) -> list[dict[str, Any]]:
    columns = {
        name: [
            float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
            for value in values.tolist()
        ]
        for name, values in objects.columns.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _dumps(feature: dict[str, Any]) -> str:
    return json.dumps(feature, ensure_ascii=False, allow_nan=False)
