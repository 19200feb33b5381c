"""The measurements of objects: what they are called, and their units.

:data:`OBJECT_COLUMNS` lists them; files, the command line and the window read it.
"""

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["CHANNEL", "MICROMETRES", "OBJECT_COLUMNS", "ObjectColumn", "describe_column"]

CHANNEL = "mean_"  # of the ids of the channels' columns, which count from 1


class ColumnUnit(NamedTuple):
    """A unit of length or area, and the ending of the ids of columns in it."""

    ending: str
    unit: str


MICROMETRES = {1: ColumnUnit("_um", "µm"), 2: ColumnUnit("_um2", "µm²")}  # by power


@dataclass(frozen=True, kw_only=True)
class ObjectColumn:
    """A measurement of an object.

    Attributes
    ----------
    id : str
        Key in files and of `ObjectTable.columns`.
    title : str
        Name in the window.
    description : str
        One sentence for users, without a full stop.
    unit : str, default=""
        ``px``, ``px²``, ``µm``, ``µm²``, or empty.
    power : int, default=0
        Of the length of a pixel: 1 for a length and 2 for an area that are also measured in µm
        and µm² if the pixel size is known.
    whole : bool, default=False
        Whether the values are whole numbers.
    """

    id: str
    title: str
    description: str
    unit: str = ""
    power: int = 0
    whole: bool = False

    @property
    def in_micrometres(self) -> "ObjectColumn | None":
        """The same measurement in µm or µm²; None if it does not depend on the pixel size."""
        if not self.power:
            return None
        ending, unit = MICROMETRES[self.power]
        return ObjectColumn(
            id=self.id + ending, title=self.title, description=self.description, unit=unit
        )


OBJECT_COLUMNS: dict[str, ObjectColumn] = {
    column.id: column
    for column in (
        ObjectColumn(
            id="label",
            title="Object",
            description="Number of the object in the image, in reading order of first pixels",
            whole=True,
        ),
        ObjectColumn(id="class_id", title="Class", description="Id of its class", whole=True),
        ObjectColumn(
            id="row", title="Row", description="Mean row of its pixels, from 0", unit="px"
        ),
        ObjectColumn(
            id="col", title="Column", description="Mean column of its pixels, from 0", unit="px"
        ),
        ObjectColumn(
            id="top",
            title="Top",
            description="First row of its bounding box",
            unit="px",
            whole=True,
        ),
        ObjectColumn(
            id="left",
            title="Left",
            description="First column of its bounding box",
            unit="px",
            whole=True,
        ),
        ObjectColumn(
            id="height",
            title="Height",
            description="Rows of its bounding box",
            unit="px",
            whole=True,
        ),
        ObjectColumn(
            id="width",
            title="Width",
            description="Columns of its bounding box",
            unit="px",
            whole=True,
        ),
        ObjectColumn(
            id="area",
            title="Area",
            description="Number of its pixels",
            unit="px²",
            power=2,
            whole=True,
        ),
        ObjectColumn(
            id="perimeter",
            title="Perimeter",
            description="Length of the line through the centres of its border pixels, holes "
            "included",
            unit="px",
            power=1,
        ),
        ObjectColumn(
            id="eccentricity",
            title="Eccentricity",
            description="Of the ellipse with the same second moments: 0 for a circle, near 1 for "
            "a line",
        ),
        ObjectColumn(
            id="mean_saliency",
            title="Saliency",
            description="Mean saliency of its class in its pixels, 0 to 1",
        ),
    )
}


def describe_column(column_id: str) -> ObjectColumn:
    """Return the entry of any column of an `ObjectTable`: also of channels, and in µm.

    Raises
    ------
    KeyError
        If no table has such a column.
    """
    if column_id in OBJECT_COLUMNS:
        return OBJECT_COLUMNS[column_id]
    for column in OBJECT_COLUMNS.values():
        scaled = column.in_micrometres
        if scaled is not None and scaled.id == column_id:
            return scaled
    channel = column_id.removeprefix(CHANNEL)
    if channel == column_id or not channel.isdecimal():
        raise KeyError(column_id)
    return ObjectColumn(
        id=column_id,
        title=f"Channel {channel}",
        description=f"Mean intensity of channel {channel} in its pixels, 0 to 1",
    )
