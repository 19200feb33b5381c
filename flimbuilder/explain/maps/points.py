"""The points of a map: kernels, marker patches or images. Needs no torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from flimbuilder.project.project import KernelIdentity

__all__ = ["SUBJECTS", "MapPoint", "Subject", "describe_point"]

Subject = Literal["kernels", "patches", "images"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)


@dataclass(frozen=True)
class MapPoint:
    """A point of a map, and where it comes from.

    Attributes
    ----------
    class_id : int or None, default=None
        Of the kernel, the marker or the image.
    image : str or None, default=None
        Id of the image; of a kernel, that of its nearest patch.
    marker, row, col : int or None, default=None
        Id of the marker, and the pixel of the (nearest) patch.
    kernel : ClusterIdentity, ComponentIdentity or None, default=None
    number : int or None, default=None
        Of a kernel, among the learned kernels of its block, from 1.
    deleted : bool, default=False
        True if the build deleted the kernel.
    weight : float or None, default=None
        The decoder's weight of the kernel for its class, or for the first object class.
    dice : float or None, default=None
        Of a kernel, the Dice of its activation with the masks of its class, or of the first
        object class, averaged over the images; of an image, the Dice of the result.
    activity : float or None, default=None
        Of a kernel, its activation at the markers, averaged over each marker and then over the
        markers; of a patch or an image, the mean activation of the block's kernels.
    """

    class_id: int | None = None
    image: str | None = None
    marker: int | None = None
    row: int | None = None
    col: int | None = None
    kernel: KernelIdentity | None = None
    number: int | None = None
    deleted: bool = False
    weight: float | None = None
    dice: float | None = None
    activity: float | None = None


def describe_point(
    point: MapPoint, image_names: Mapping[str, str], class_names: Mapping[int, str]
) -> str:
    """Describe a point in one line, with the names of images and classes by their id."""
    parts = []
    if point.number is not None:
        parts.append(f"kernel {point.number}" + (" (deleted)" if point.deleted else ""))
    if point.class_id is not None:
        parts.append(class_names.get(point.class_id, f"class {point.class_id}"))
    if point.image is not None:
        parts.append(image_names.get(point.image, point.image))
    if point.marker is not None:
        parts.append(f"marker {point.marker}")
    if point.row is not None and point.col is not None:
        parts.append(f"row {point.row}, column {point.col}")
    for title in ("weight", "dice", "activity"):
        value = getattr(point, title)
        if value is not None:
            parts.append(f"{title} {value:.3g}")
    return " · ".join(parts)
