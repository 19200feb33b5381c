"""Convert a labelme shape to a marker and a marker to a shape.

labelme places (0, 0) at the upper left corner of the image, so the centre of pixel (row, col) is
x = col + 0.5, y = row + 0.5. Circles and points become disks, lines and line strips become
strokes; outlines and masks become the pixels that labelme fills: a vertex is in the pixel around
it, and the outline belongs to the shape.

labelme preserves unknown keys. The key ``flimbuilder`` records the marker as drawn, and is used
unless the shape was moved in labelme.
"""

import base64
import binascii
from collections.abc import Sequence
from io import BytesIO
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    model_validator,
)

from flimbuilder.errors import ImageError, MarkerError, counted
from flimbuilder.imaging.formats.base import ReadLimits
from flimbuilder.imaging.formats.png import decode_png
from flimbuilder.imaging.orientation import turn_pixels, turn_points
from flimbuilder.imaging.write import encode_png
from flimbuilder.project.markers import (
    ClassId,
    Coordinate,
    Disk,
    Marker,
    MarkerUse,
    Pixels,
    Point,
    Radius,
    Stroke,
)
from flimbuilder.project.rasterise import pixels_of, runs_of
from flimbuilder.project.values import describe

__all__ = [
    "Shape",
    "ShapePart",
    "box_runs",
    "mask_runs",
    "outline_cost",
    "polygon_runs",
    "shape_from_marker",
    "turn_marker",
]

_N_POINTS = {
    "point": (1, 1),
    "circle": (2, 2),
    "line": (2, 2),
    "linestrip": (1, None),
    "polygon": (3, None),
    "rectangle": (2, 4),  # two opposite corners; some programs write all four
    "oriented_rectangle": (4, 4),
    "rotation": (4, 4),  # oriented_rectangle of X-AnyLabeling
    "mask": (1, 2),
}
_THIN = ("point", "line", "linestrip")
_OUTLINES = ("polygon", "oriented_rectangle", "rotation", "rectangle")

Integers = NDArray[np.int64]
StrictCoordinate = Annotated[Coordinate, Strict()]
Corner = tuple[StrictCoordinate, StrictCoordinate]  # x, y
Corners = Sequence[tuple[float, float]]
Runs = tuple[tuple[int, int, int], ...]


class ShapePart(BaseModel):
    """A part of the file; unknown keys are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class _RecordedMarker(ShapePart):
    """The key ``flimbuilder``: the marker as drawn."""

    kind: Literal["disk", "stroke", "pixels"]
    class_id: ClassId | None = Field(default=None, alias="class")
    use: MarkerUse = "both"
    radius: Annotated[Radius, Strict()] | None = None
    points: Annotated[tuple[Point, ...], Field(max_length=100_000)] = ()

    def marker(self) -> Disk | Stroke | None:
        """Return the marker without its class; None for pixels."""
        if self.radius is None or not self.points or self.kind == "pixels":
            return None
        if self.kind == "disk":
            return Disk(id=1, class_id=None, center=self.points[0], radius=self.radius)
        return Stroke(id=1, class_id=None, points=self.points, radius=self.radius)


def _label_text(label: object) -> object:
    """Accept numbers, which several programs write; refuse a label without a name."""
    if isinstance(label, int) and not isinstance(label, bool):
        return str(label)
    if isinstance(label, str) and not label.strip():
        raise ValueError("the label is empty; give the name of a class")
    return label


def _is_triple(point: object) -> bool:
    return isinstance(point, list) and len(point) == 3


class Shape(ShapePart):
    """An element of ``shapes``."""

    label: Annotated[str, Field(max_length=100), BeforeValidator(_label_text)]
    points: Annotated[tuple[Corner, ...], Field(max_length=100_000)]
    shape_type: str | None = None  # None in early files: a polygon
    mask: str | None = None
    description: Any = None
    group_id: Any = None
    flags: Any = None
    flimbuilder: _RecordedMarker | None = None
    has_depth: bool = False

    @model_validator(mode="before")
    @classmethod
    def _drop_depth(cls, document: object) -> object:
        """Take no points as an empty list, and points [x, y, z] as [x, y]."""
        if not isinstance(document, dict) or "points" not in document:
            return document
        points = document["points"] if document["points"] is not None else []
        has_depth = isinstance(points, list) and any(_is_triple(point) for point in points)
        if has_depth:
            points = [point[:2] if _is_triple(point) else point for point in points]
        return {**document, "points": points, "has_depth": has_depth}

    @model_validator(mode="after")
    def _limit_points(self) -> "Shape":
        least, most = _N_POINTS.get(self.kind, (0, None))
        n_points = len(self.points)
        if most is not None and n_points > most:
            limit = f"{least}" if least == most else f"{least} to {most}"
            raise ValueError(f"a {self.kind} of {counted(n_points, 'point')}; it needs {limit}")
        return self

    @property
    def kind(self) -> str:
        """The type; a polygon if the file has none."""
        return self.shape_type or "polygon"

    @property
    def is_known(self) -> bool:
        """Whether shapes of this type can become markers."""
        return self.kind in _N_POINTS

    @property
    def lacks_points(self) -> bool:
        """Whether it has too few points for its type."""
        return len(self.points) < _N_POINTS.get(self.kind, (0, None))[0]

    @property
    def can_be_marker(self) -> bool:
        """Whether it becomes a marker if it is in the image."""
        return self.is_known and not self.lacks_points

    @property
    def lacks_radius(self) -> bool:
        """Whether the shape is a point or line without a recorded radius."""
        return self.kind in _THIN and self.flimbuilder is None

    @property
    def is_annotated(self) -> bool:
        """Whether the shape has annotations that a marker cannot keep."""
        return self.group_id is not None or bool(self.flags) or bool(self.description)

    def fill_cost(self, image_size: tuple[int, int]) -> int:
        """Bound the cost of filling the shape, see `outline_cost`."""
        fills = self.kind in _OUTLINES and not self.lacks_points
        return outline_cost(self.points, image_size) if fills else 0

    def marker(self, image_size: tuple[int, int], radius: float) -> Marker | None:
        """Convert the shape to a marker without a class.

        Parameters
        ----------
        image_size : tuple of int
            (height, width) of the image.
        radius : float
            Radius of a point or line that records none.

        Returns
        -------
        Disk, Stroke, Pixels or None
            Its id is 1. None if the shape cannot be a marker or covers no pixel of the image.

        Raises
        ------
        MarkerError
            If a mask cannot be decoded, or a circle is too large.
        """
        if self.lacks_points:
            return None
        marker = self._recorded_marker() or self._shown_marker(image_size, radius)
        if marker is None or self.flimbuilder is None:
            return marker
        return marker.with_(use=self.flimbuilder.use)

    def _recorded_marker(self) -> Disk | Stroke | None:
        """Return the marker that the shape was written from; None if it was moved since."""
        marker = self.flimbuilder and self.flimbuilder.marker()
        if not marker:
            return None
        shown = self.kind, [list(corner) for corner in self.points]
        return marker if _outline(marker) == shown else None

    def _shown_marker(self, image_size: tuple[int, int], radius: float) -> Marker | None:
        points = tuple(_point(corner) for corner in self.points)
        if self.flimbuilder is not None and self.flimbuilder.radius is not None:
            radius = self.flimbuilder.radius
        if self.kind == "point":
            return Disk(id=1, class_id=None, center=points[0], radius=radius)
        if self.kind == "circle":
            return _disk(points[0], points[1])
        if self.kind in _THIN:
            return Stroke(id=1, class_id=None, points=points, radius=radius)
        runs = self._runs(image_size)
        return Pixels(id=1, class_id=None, runs=runs) if runs else None

    def _runs(self, image_size: tuple[int, int]) -> Runs:
        if self.kind == "rectangle":
            return box_runs(self.points, image_size)
        if self.kind in _OUTLINES:
            return polygon_runs(self.points, image_size)
        if self.kind != "mask":
            return ()
        try:
            png = base64.b64decode("".join((self.mask or "").split()), validate=True)
        except (binascii.Error, ValueError):
            raise MarkerError("the mask is not base64 text; save the file again") from None
        return mask_runs(png, self.points[0], image_size)


def shape_from_marker(
    marker: Marker, label: str, image_size: tuple[int, int]
) -> dict[str, Any] | None:
    """Convert a marker to a shape; None for pixels that are all outside the image.

    Parameters
    ----------
    marker : Disk, Stroke or Pixels
    label : str
    image_size : tuple of int
        (height, width) of the image; pixels beyond it are left out.
    """
    recorded: dict[str, Any] = {"kind": marker.kind, "class": marker.class_id, "use": marker.use}
    mask = None
    if isinstance(marker, Pixels):
        rows, cols = pixels_of(marker.runs)
        inside = (rows < image_size[0]) & (cols < image_size[1])
        if not inside.any():
            return None
        kind = "mask"
        points, mask = _mask_of(rows[inside], cols[inside])
    else:
        kind, points = _outline(marker)
        marker_points = (marker.center,) if isinstance(marker, Disk) else marker.points
        recorded |= {"radius": marker.radius, "points": marker_points}
    return {
        "label": label,
        "points": points,
        "group_id": None,
        "description": "",
        "shape_type": kind,
        "flags": {},
        "mask": mask,
        "flimbuilder": recorded,
    }


def turn_marker(marker: Marker, orientation: int, stored_size: tuple[int, int]) -> Marker:
    """Turn a marker from the stored frame of its image to the upright frame.

    Parameters
    ----------
    marker : Disk, Stroke or Pixels
    orientation : int
        1 to 8, as in EXIF.
    stored_size : tuple of int
        (height, width) of the stored image; pixels must be inside.

    Raises
    ------
    MarkerError
        If points that are far outside the image leave the range of coordinates.
    """
    if orientation == 1:
        return marker
    if isinstance(marker, Pixels):
        row, col = turn_pixels(*pixels_of(marker.runs), orientation, stored_size)
        return marker.with_(runs=runs_of(row, col))
    points = (marker.center,) if isinstance(marker, Disk) else marker.points
    turned = tuple(map(tuple, turn_points(points, orientation, stored_size).tolist()))
    try:
        if isinstance(marker, Disk):
            return marker.with_(center=turned[0])
        return marker.with_(points=turned)
    except ValidationError as error:
        raise MarkerError(f"turned with its image: {describe(error)}") from None


def _outline(marker: Disk | Stroke) -> tuple[str, list[list[float]]]:
    """Return the type and points of the shape that shows a marker."""
    if isinstance(marker, Stroke):
        corners = [_corner(point) for point in marker.points]
        return ("linestrip" if len(corners) > 1 else "point"), corners
    x, y = _corner(marker.center)
    return ("circle", [[x, y], [x + marker.radius, y]]) if marker.radius else ("point", [[x, y]])


def _mask_of(rows: Integers, cols: Integers) -> tuple[list[list[float]], str]:
    """Return the corners (x, y) of the bounding box of pixels, and their mask in it as PNG."""
    top, left = int(rows.min()), int(cols.min())
    bottom, right = int(rows.max()), int(cols.max())
    box = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    box[rows - top, cols - left] = 255
    points: list[list[float]] = [[left, top], [right, bottom]]
    return points, base64.b64encode(encode_png(box)).decode("ascii")


def _disk(center: Point, rim: Point) -> Disk:
    radius = float(np.hypot(*np.subtract(rim, center)))
    try:
        return Disk(id=1, class_id=None, center=center, radius=radius)
    except ValidationError as error:
        raise MarkerError(describe(error)) from None


def _point(corner: Sequence[float]) -> Point:
    return corner[1] - 0.5, corner[0] - 0.5


def _corner(point: Point) -> list[float]:
    return [point[1] + 0.5, point[0] + 0.5]


# Filled outlines and masks as runs of pixels


def polygon_runs(corners: Corners, image_size: tuple[int, int]) -> Runs:
    """Return the runs of a polygon, clipped to the image.

    Parameters
    ----------
    corners : sequence of (x, y)
        At least three.
    image_size : tuple of int
        (height, width) of the image.

    Returns
    -------
    tuple of (row, first column, length)
        Empty if the polygon is outside the image.
    """
    (left, top), (right, bottom) = _extent(corners, image_size)
    if left > right or top > bottom:
        return ()
    canvas = Image.new("1", (right - left + 1, bottom - top + 1))
    pixels = np.floor(corners).astype(np.int64) - (left, top)
    ImageDraw.Draw(canvas).polygon([(x, y) for x, y in pixels.tolist()], fill=1, outline=1)
    return _runs(np.asarray(canvas), left, top)


def box_runs(corners: Corners, image_size: tuple[int, int]) -> Runs:
    """Return the runs of the rectangle around its corners, clipped to the image."""
    (left, top), (right, bottom) = _extent(corners, image_size)
    if left > right:
        return ()
    return tuple((row, left, right - left + 1) for row in range(top, bottom + 1))


def outline_cost(corners: Corners, image_size: tuple[int, int]) -> int:
    """Bound the cost of filling an outline: its pixels plus the crossings of rows and sides."""
    (left, top), (right, bottom) = _extent(corners, image_size)
    rows = max(bottom - top + 1, 0)
    return rows * (max(right - left + 1, 0) + len(corners))


def mask_runs(png: bytes, corner: tuple[float, float], image_size: tuple[int, int]) -> Runs:
    """Return the runs of a mask placed on the image, clipped to it.

    Parameters
    ----------
    png : bytes
        A PNG file of one channel, at most as large as the image; 0 is outside.
    corner : (x, y)
        Upper left pixel of the mask; rounded.
    image_size : tuple of int
        (height, width) of the image.

    Raises
    ------
    MarkerError
        If the mask cannot be decoded, or is larger than the image.
    """
    height, width = image_size
    limits = ReadLimits(max_side=max(image_size), max_pixels=height * width)
    try:
        decoded = decode_png(BytesIO(png), limits)
        inside = (decoded.samples if decoded.indices is None else decoded.indices) != 0
    except ImageError as error:
        raise MarkerError(f"the mask {error}") from None
    if inside.ndim != 2 or inside.shape[0] > height or inside.shape[1] > width:
        raise MarkerError(
            f"the mask has shape {inside.shape} on an image of shape {image_size}; it must have "
            "one channel and fit into the image"
        )
    left, top = (round(coordinate) for coordinate in corner)
    inside = inside[max(-top, 0) : max(height - top, 0), max(-left, 0) : max(width - left, 0)]
    return _runs(inside, max(left, 0), max(top, 0))


def _extent(
    corners: Corners, image_size: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first and last pixel (x, y) of the bounding box, clipped to the image."""
    pixels = np.floor(corners)
    height, width = image_size
    left, top = np.maximum(pixels.min(axis=0), 0).astype(int).tolist()
    right, bottom = np.minimum(pixels.max(axis=0), (width - 1, height - 1)).astype(int).tolist()
    return (left, top), (right, bottom)


def _runs(inside: NDArray[np.bool_], left: int, top: int) -> Runs:
    rows, cols = np.nonzero(inside)
    return runs_of(rows + top, cols + left)
