"""Write the outlines of objects as a zip file of ImageJ's ROI Manager."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.analysis.outlines import Outline
from flimbuilder.exchange.zip_files import write_zip
from flimbuilder.imaging.colour_maps import parse_colour
from flimbuilder.project.extras import require_extra
from flimbuilder.project.project import ClassEntry

if TYPE_CHECKING:
    from roifile import ImagejRoi

__all__ = ["dump_rois", "require_roifile"]

MOVE, LINE, CLOSE = 0.0, 1.0, 4.0  # of the path of a composite ROI
UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|]')
STROKE = b"\xff"  # alpha of the colour of the contour


def require_roifile() -> None:
    """Raise InputError if the library that writes ROIs is not installed."""
    require_extra("results", "writing ImageJ ROIs", "roifile")


def dump_rois(
    outlines: Iterable[Outline], objects: ObjectTable, classes: Sequence[ClassEntry]
) -> bytes:
    """Format the ROIs of the objects, along the edges of pixels.

    An object without holes in one part is a traced polygon, as of ImageJ's wand; others are
    composite. The group of an ROI is its class.

    Parameters
    ----------
    outlines : iterable of Outline
        Of each object.
    objects : ObjectTable
    classes : sequence of ClassEntry

    Returns
    -------
    bytes
        A zip file; empty without objects.
    """
    entries = {entry.id: entry for entry in classes}
    class_ids = objects["class_id"].tolist()
    files = {}
    for label, (outline, class_id) in enumerate(zip(outlines, class_ids, strict=True), start=1):
        entry = entries[class_id]
        roi = _roi(outline)
        roi.name = f"{entry.name} {label}"
        roi.group = class_id
        roi.stroke_color = STROKE + bytes(parse_colour(entry.colour))
        files[UNSAFE.sub("_", f"{label:04d} {entry.name}.roi")] = roi.tobytes()
    file = io.BytesIO()
    write_zip(file, files)
    return file.getvalue()


def _roi(outline: Outline) -> "ImagejRoi":
    from roifile import ROI_TYPE, ImagejRoi

    rings = [ring for polygon in outline for ring in polygon]
    left, top = np.min([ring.min(axis=0) for ring in rings], axis=0).tolist()
    right, bottom = np.max([ring.max(axis=0) for ring in rings], axis=0).tolist()
    if len(rings) == 1:
        roi = ImagejRoi.frompoints(rings[0])
        roi.roitype = ROI_TYPE.TRACED
    else:
        roi = ImagejRoi()
        roi.roitype = ROI_TYPE.RECT
        roi.multi_coordinates = np.concatenate([_path(ring) for ring in rings])
        roi.shape_roi_size = len(roi.multi_coordinates)
    roi.left, roi.top, roi.right, roi.bottom = left, top, right, bottom
    return roi


def _path(ring: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Return a ring as steps: a move, lines, and the end."""
    steps = np.full((len(ring), 3), LINE, np.float32)
    steps[0, 0] = MOVE
    steps[:, 1:] = ring
    return np.append(steps.ravel(), np.float32(CLOSE))
