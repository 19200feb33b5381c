"""One shape of labelme and one marker: from each other.

In labelme (0, 0) is the upper left corner of the image: the centre of a pixel (row, col) is
x = col + 0.5, y = row + 0.5. Circles and points become disks, lines and line strips strokes,
outlines and masks the pixels that labelme itself fills.

labelme keeps keys that it does not know. What its shapes have no place for is written under the
key ``flimbuilder``, and counts for as long as the shape has not been moved.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from flimbuilder.errors import MarkerError
from flimbuilder.exchange.filled import box_runs, filled_work, mask_runs, polygon_runs
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
from flimbuilder.project.rasterise import pixels_of
from flimbuilder.project.values import describe
from flimbuilder.project.wording import counted

__all__ = ["Shape", "ShapePart", "shape_of"]

_N_POINTS = {
    "point": (1, 1),
    "circle": (2, 2),
    "line": (2, 2),
    "linestrip": (1, None),
    "polygon": (3, None),
    "rectangle": (2, 4),  # two opposite corners; in other programs all four
    "oriented_rectangle": (4, 4),
    "mask": (1, 2),
}
_THIN = ("point", "line", "linestrip")
_OUTLINES = {"polygon": polygon_runs, "oriented_rectangle": polygon_runs, "rectangle": box_runs}

Integers = NDArray[np.int64]
Corner = tuple[Coordinate, Coordinate]  # x, y


class ShapePart(BaseModel):
    """A part of the file; keys that have no meaning here are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class _Own(ShapePart):
    """The key ``flimbuilder``: the marker as it was drawn."""

    kind: Literal["disk", "stroke", "pixels"]
    class_id: ClassId | None = Field(default=None, alias="class")
    use: MarkerUse = "both"
    radius: Radius | None = None
    points: Annotated[tuple[Point, ...], Field(max_length=100_000)] = ()

    def marker(self) -> Disk | Stroke | None:
        """Return it without its class; None of pixels."""
        if self.radius is None or not self.points or self.kind == "pixels":
            return None
        if self.kind == "disk":
            return Disk(id=1, class_id=None, center=self.points[0], radius=self.radius)
        return Stroke(id=1, class_id=None, points=self.points, radius=self.radius)


class Shape(ShapePart):
    """One of ``shapes``; what is not needed here is not read."""

    label: Annotated[str, Field(min_length=1, max_length=100)]
    points: Annotated[tuple[Corner, ...], Field(max_length=100_000)]
    shape_type: str | None = None  # of early files: a polygon
    mask: str | None = None
    description: Any = None
    group_id: Any = None
    flags: Any = None
    flimbuilder: _Own | None = None

    @model_validator(mode="after")
    def _has_its_points(self) -> "Shape":
        least, most = _N_POINTS.get(self.kind, (0, None))
        given = len(self.points)
        if given < least or (most is not None and given > most):
            limit = {None: f"{least} or more", least: f"{least}"}.get(most, f"{least} to {most}")
            raise ValueError(f"a {self.kind} of {counted(given, 'point')}; it has {limit}")
        return self

    @property
    def kind(self) -> str:
        """The type, also where the file has none."""
        return self.shape_type or "polygon"

    @property
    def is_known(self) -> bool:
        """Whether it can be a marker at all."""
        return self.kind in _N_POINTS

    @property
    def lacks_radius(self) -> bool:
        """Whether it is as thin as labelme draws it."""
        return self.kind in _THIN and self.flimbuilder is None

    @property
    def is_annotated(self) -> bool:
        """Whether it says more than a marker can."""
        return self.group_id is not None or bool(self.flags) or bool(self.description)

    def work(self, size: tuple[int, int]) -> int:
        """Bound what filling it costs on an image of (height, width)."""
        return filled_work(self.points, size) if self.kind in _OUTLINES else 0

    def marker(self, size: tuple[int, int], radius: float) -> Marker | None:
        """Return its marker, without the class.

        Parameters
        ----------
        size : tuple of int
            (height, width) of the image.
        radius : float
            Of a point or a line, where the shape has none.

        Returns
        -------
        Disk, Stroke, Pixels or None
            Its id is 1; None where the shape gives no marker, or no pixel of the image.

        Raises
        ------
        MarkerError
            For a mask that cannot be decoded, or a circle that is too large.
        """
        marker = self._untouched() or self._drawn(size, radius)
        if marker is None or self.flimbuilder is None:
            return marker
        return marker.with_(use=self.flimbuilder.use)

    def _untouched(self) -> Disk | Stroke | None:
        """Return the marker that the shape was written from, where it still shows that one."""
        marker = self.flimbuilder and self.flimbuilder.marker()
        if not marker:
            return None
        shown = self.kind, [list(corner) for corner in self.points]
        return marker if _outline(marker) == shown else None

    def _drawn(self, size: tuple[int, int], radius: float) -> Marker | None:
        points = tuple(_point(corner) for corner in self.points)
        own = self.flimbuilder
        reach = radius if own is None or own.radius is None else own.radius
        if self.kind == "point":
            return Disk(id=1, class_id=None, center=points[0], radius=reach)
        if self.kind == "circle":
            return _disk(points[0], points[1])
        if self.kind in _THIN:
            return Stroke(id=1, class_id=None, points=points, radius=reach)
        runs = self._runs(size)
        return Pixels(id=1, class_id=None, runs=runs) if runs else None

    def _runs(self, size: tuple[int, int]) -> tuple[tuple[int, int, int], ...]:
        if self.kind in _OUTLINES:
            return _OUTLINES[self.kind](self.points, size)
        if self.kind != "mask":
            return ()
        try:
            png = base64.b64decode("".join((self.mask or "").split()), validate=True)
        except (binascii.Error, ValueError):
            raise MarkerError("the mask is no base64 text; save the file again") from None
        return mask_runs(png, self.points[0], size)


def shape_of(marker: Marker, label: str, size: tuple[int, int]) -> dict[str, Any] | None:
    """Return the shape of a marker; None of pixels that all lie outside the image.

    Parameters
    ----------
    marker : Disk, Stroke or Pixels
    label : str
    size : tuple of int
        (height, width) of the image; pixels beyond are left out.
    """
    own: dict[str, Any] = {"kind": marker.kind, "class": marker.class_id, "use": marker.use}
    mask = None
    if isinstance(marker, Pixels):
        rows, cols = pixels_of(marker.runs)
        inside = (rows < size[0]) & (cols < size[1])
        if not inside.any():
            return None
        kind = "mask"
        points, mask = _mask_of(rows[inside], cols[inside])
    else:
        kind, points = _outline(marker)
        drawn = (marker.center,) if isinstance(marker, Disk) else marker.points
        own |= {"radius": marker.radius, "points": drawn}
    return {
        "label": label,
        "points": points,
        "group_id": None,
        "description": "",
        "shape_type": kind,
        "flags": {},
        "mask": mask,
        "flimbuilder": own,
    }


def _outline(marker: Disk | Stroke) -> tuple[str, list[list[float]]]:
    """Return the type and the points of the shape that shows a marker."""
    if isinstance(marker, Stroke):
        corners = [_corner(point) for point in marker.points]
        return ("linestrip" if len(corners) > 1 else "point"), corners
    x, y = _corner(marker.center)
    return ("circle", [[x, y], [x + marker.radius, y]]) if marker.radius else ("point", [[x, y]])


def _mask_of(rows: Integers, cols: Integers) -> tuple[list[list[float]], str]:
    """Return the first and the last pixel of the box around pixels, and the box as PNG."""
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
