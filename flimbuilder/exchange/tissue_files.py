"""Tissue masks as files: PNG, or GeoJSON as QuPath reads and writes it."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.outlines import trace_outlines
from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.analysis.tissue_finding import paint_area
from flimbuilder.errors import InputError, file_message, printable
from flimbuilder.exchange.files import read_text
from flimbuilder.exchange.json_lists import dump_list, rounded
from flimbuilder.imaging.pyramid import fitting_size
from flimbuilder.imaging.read import read_mask
from flimbuilder.imaging.reduced import LONGEST_SIDE
from flimbuilder.imaging.write import write_png
from flimbuilder.project.files import write_atomically
from flimbuilder.project.markers import Point

__all__ = [
    "GEOJSON_SUFFIXES",
    "Polygon",
    "dump_tissue",
    "outline_polygons",
    "read_polygons",
    "read_tissue",
    "write_tissue",
]

GEOJSON_SUFFIXES = (".geojson", ".json")
MAX_GEOJSON_BYTES = 256_000_000
TISSUE_COLOUR = (0, 158, 115)

Polygon = tuple[tuple[Point, ...], ...]
"""The outer ring and those of holes, as (row, column); integers are the centres of pixels."""


def write_tissue(path: Path, tissue: TissueMask, size: tuple[int, int]) -> None:
    """Write a mask as PNG (0 and 255) or, by its suffix, as GeoJSON.

    Parameters
    ----------
    path : Path
        Ends in ``.png``, ``.geojson`` or ``.json``.
    tissue : TissueMask
    size : tuple of int
        (height, width) of level 0 of the slide, in whose pixels GeoJSON has its coordinates.

    Raises
    ------
    InputError
        If it ends in something else.
    SaveError
        If the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix in GEOJSON_SUFFIXES:
        write_atomically(path, dump_tissue(tissue, size))
    elif suffix == ".png":
        write_png(path, tissue.mask.astype(np.uint8) * 255)
    else:
        raise InputError(f"{path}: a tissue mask is a .png or .geojson file; change its ending")


def dump_tissue(tissue: TissueMask, size: tuple[int, int]) -> bytes:
    """Format a mask as GeoJSON, an annotation of QuPath for each part.

    Coordinates are (x, y) in pixels from the top left corner of an image of (height, width).
    """
    features = (
        {
            "type": "Feature",
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[rounded(col + 0.5), rounded(row + 0.5)] for row, col in (*ring, ring[0])]
                    for ring in polygon
                ],
            },
            "properties": {
                "objectType": "annotation",
                "classification": {"name": "Tissue", "color": TISSUE_COLOUR},
            },
        }
        for polygon in outline_polygons(tissue.mask, size)
    )
    return f'{{"type": "FeatureCollection", "features": {dump_list(features)}}}\n'.encode()


def outline_polygons(mask: NDArray[np.bool_], size: tuple[int, int]) -> list[Polygon]:
    """Return the polygons of a mask's parts, in the pixels of an image of (height, width)."""
    scale = size[0] / mask.shape[0], size[1] / mask.shape[1]
    return [
        tuple(
            tuple((y * scale[0] - 0.5, x * scale[1] - 0.5) for x, y in ring.tolist())
            for ring in polygon
        )
        for outline in trace_outlines(mask.astype(np.uint8))
        for polygon in outline
    ]


def read_tissue(path: Path, size: tuple[int, int], whole: tuple[int, int]) -> TissueMask:
    """Read the tissue of an image.

    Parameters
    ----------
    path : Path
        A mask of any size but the image's shape, where 0 is no tissue, or GeoJSON.
    size : tuple of int
        (height, width) of the image.
    whole : tuple of int
        (height, width) of level 0 of the slide, in whose pixels GeoJSON has its coordinates.

    Raises
    ------
    InputError
        If the file cannot be read, has another shape, or holds no polygon.
    """
    if path.suffix.lower() in GEOJSON_SUFFIXES:
        shape = fitting_size(*size, LONGEST_SIDE)
        scale = shape[0] / whole[0], shape[1] / whole[1]
        mask = np.zeros(shape, np.bool_)
        for polygon in read_polygons(path):
            mask |= paint_area(polygon, shape, scale)
        return TissueMask(mask, size)
    stored = read_mask(path) > 0
    (h, w), (height, width) = stored.shape, size
    if abs(h * width - w * height) > max(height, width):
        raise InputError(
            file_message(
                path,
                f"{h} x {w} pixels; the image has {height} x {width}, and its tissue mask must "
                "have the same shape at any scale",
            )
        )
    return TissueMask.covering(stored, size)


def read_polygons(path: Path) -> list[Polygon]:
    """Read the polygons of a GeoJSON file; other geometries are ignored.

    Raises
    ------
    InputError
        If the file is not GeoJSON, or has features and none is an area.
    """
    text = read_text(path, InputError, MAX_GEOJSON_BYTES)
    try:
        document = json.loads(text)
        polygons = [_rings(polygon) for polygon in _geometries(document)]
    except RecursionError:
        raise InputError(file_message(path, "is nested too deeply")) from None
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        reason = printable(str(error), 60)
        problem = f"is not GeoJSON of areas ({reason}); export the annotations again"
        raise InputError(file_message(path, problem)) from None
    if not polygons and not _is_empty(document):
        problem = "holds no polygon; draw the tissue as areas and export them"
        raise InputError(file_message(path, problem))
    return polygons


def _geometries(value: Any) -> Iterator[Sequence[Any]]:
    """Yield the rings of each polygon in a document of GeoJSON."""
    if isinstance(value, list):
        for item in value:
            yield from _geometries(item)
        return
    kind = value["type"]
    if kind == "FeatureCollection":
        yield from _geometries(value["features"])
    elif kind == "Feature":
        yield from _geometries(value["geometry"] or [])
    elif kind == "GeometryCollection":
        yield from _geometries(value["geometries"])
    elif kind == "Polygon":
        yield value["coordinates"]
    elif kind == "MultiPolygon":
        yield from value["coordinates"]


def _is_empty(document: Any) -> bool:
    """Return True if a document says that there is no tissue."""
    return isinstance(document, dict) and document.get("features") == []


def _rings(coordinates: Sequence[Any]) -> Polygon:
    rings = []
    for ring in coordinates:
        points = np.array([point[:2] for point in ring], np.float64)
        if points.ndim != 2 or len(points) < 3 or not (np.abs(points) <= 1e7).all():
            raise ValueError("a ring has fewer than 3 points, or one beyond 10 million")
        closed = points[:-1] if np.array_equal(points[0], points[-1]) else points
        rings.append(tuple((y - 0.5, x - 0.5) for x, y in closed.tolist()))
    return tuple(rings)
