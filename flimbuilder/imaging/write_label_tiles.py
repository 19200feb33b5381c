"""Write the numbered objects of an image of any size as a tiled TIFF file."""

from pathlib import Path
from typing import Any

import numpy as np
import tifffile

from flimbuilder.imaging.sparse_plane import SparsePlane
from flimbuilder.imaging.write import imagej_scale
from flimbuilder.imaging.write_ome_tiff import CLASSIC_BYTES, encoded_tiles, tile_options
from flimbuilder.project.files import writing_aside
from flimbuilder.project.pixel_size import PixelSize

__all__ = ["write_instance_tiles"]


def write_instance_tiles(
    path: Path, labels: SparsePlane, pixel_size: PixelSize | None = None
) -> None:
    """Write numbered objects as a tiled TIFF of 16 bits, or of 32 for more than 65,535 objects.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    labels : SparsePlane
    pixel_size : PixelSize or None, default=None
        Stored as by ImageJ.

    Raises
    ------
    SaveError
        If the file cannot be written.
    """
    dtype = np.dtype(np.uint16 if labels.largest < 2**16 else np.uint32)
    options: dict[str, Any] = {} if pixel_size is None else imagej_scale(pixel_size)
    is_big = labels.size * dtype.itemsize > CLASSIC_BYTES
    with (
        writing_aside(path) as file,
        tifffile.TiffWriter(file, bigtiff=is_big, byteorder="<") as tiff,
    ):
        tiff.write(
            encoded_tiles([labels], dtype),
            shape=labels.shape,
            **tile_options(dtype),
            **options,
        )
