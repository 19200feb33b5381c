"""Titles of markers, and the places of their pictures, for lists of strokes."""

from flimbuilder.gui.language import marked, tr
from flimbuilder.project.markers import Disk, Marker, Stroke
from flimbuilder.project.rasterise import pixels_of
from flimbuilder.session.place_patches import PatchPlace

__all__ = ["marker_title", "place_of_marker"]

LEAST_SIDE, MOST_SIDE = 32, 160  # px of the picture of a marker
MARGIN = 8  # px around it
KINDS = {"disk": marked("Disk"), "stroke": marked("Stroke"), "pixels": marked("Pixels")}


def marker_title(marker: Marker | None, number: int) -> str:
    """Return kind and number of a marker; None is a marker that is gone."""
    return f"{tr('Marker') if marker is None else tr(KINDS[marker.kind])} {number}"


def place_of_marker(image: str, marker: Marker) -> PatchPlace:
    """Return a square around a disk, the middle of a stroke, or the middle of pixels."""
    if isinstance(marker, Disk):
        centre, radius = marker.center, marker.radius
    elif isinstance(marker, Stroke):
        centre, radius = marker.points[len(marker.points) // 2], 2 * marker.radius
    else:
        rows, cols = pixels_of(marker.runs)
        middle = len(rows) // 2
        centre, radius = (float(rows[middle]), float(cols[middle])), LEAST_SIDE / 2
    side = round(min(max(2 * radius + 2 * MARGIN, LEAST_SIDE), MOST_SIDE))
    return PatchPlace(image, round(centre[0]), round(centre[1]), side)
