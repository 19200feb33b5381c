"""Markers as vectors, as drawn between press and release.

Points are (row, column) in image pixels; integers are the centres of pixels.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from flimbuilder.project.values import LARGEST_INTEGER, Value

__all__ = [
    "MAX_CLASS_ID",
    "MAX_RADIUS",
    "ClassId",
    "Coordinate",
    "Disk",
    "ImageMarkers",
    "Marker",
    "MarkerId",
    "MarkerUse",
    "Pixels",
    "Point",
    "Radius",
    "Stroke",
    "marker_adapter",
]

MAX_CLASS_ID = 254  # a marker image holds class + 1 in eight bits
MAX_RADIUS = 10_000  # pixels

MarkerId = Annotated[int, Field(ge=1, lt=LARGEST_INTEGER)]  # the next id must fit as well
ClassId = Annotated[int, Field(ge=0, le=MAX_CLASS_ID)]
Coordinate = Annotated[float, Field(ge=-1e7, le=1e7)]
Point = tuple[Coordinate, Coordinate]
Radius = Annotated[float, Field(ge=0, le=MAX_RADIUS)]
Index = Annotated[int, Field(ge=0, le=10_000_000)]
MarkerUse = Literal["both", "kernels", "normalisation"]


class _Drawn(Value):
    """The fields of every marker.

    Attributes
    ----------
    id : int
        Unique in its image; not used again after a deletion.
    class_id : int or None
        0 is the background, 1 and up are objects; None erases earlier markers.
    use : {"both", "kernels", "normalisation"}, default="both"
        Use its patches for kernels, for the mean and deviation of the normalisation, or both.
    """

    id: MarkerId
    class_id: ClassId | None = Field(alias="class")
    use: MarkerUse = "both"


class Disk(_Drawn):
    """A click: all pixels at most `radius` from `center`."""

    kind: Literal["disk"] = "disk"
    center: Point
    radius: Radius


class Stroke(_Drawn):
    """A drag: all pixels at most `radius` from the line through `points`."""

    kind: Literal["stroke"] = "stroke"
    points: Annotated[tuple[Point, ...], Field(min_length=1, max_length=100_000)]
    radius: Radius


class Pixels(_Drawn):
    """Imported pixels: runs of (row, first column, length)."""

    kind: Literal["pixels"] = "pixels"
    runs: Annotated[
        tuple[tuple[Index, Index, Annotated[int, Field(ge=1, le=10_000_000)]], ...],
        Field(min_length=1),
    ]


Marker = Annotated[Disk | Stroke | Pixels, Field(discriminator="kind")]
marker_adapter: TypeAdapter[Disk | Stroke | Pixels] = TypeAdapter(Marker)


class ImageMarkers(Value):
    """The markers of one image in drawing order; later markers cover earlier ones.

    Attributes
    ----------
    next_id : int, default=1
        Id of the next marker; larger than any id used before.
    markers : tuple of Disk, Stroke or Pixels
    """

    next_id: Annotated[int, Field(ge=1, le=LARGEST_INTEGER)] = 1
    markers: tuple[Marker, ...] = ()
