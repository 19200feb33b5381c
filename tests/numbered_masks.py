"""Reference masks with a number for each object."""

from pathlib import Path

import scipy

from flimbuilder.imaging.read import read_mask
from flimbuilder.imaging.write import write_png

__all__ = ["number_objects"]


def number_objects(folder: Path, pattern: str = "truth_*.png") -> None:
    """Number the connected objects of the masks in a folder."""
    for path in folder.glob(pattern):
        labels, _ = scipy.ndimage.label(read_mask(path))
        write_png(path, labels.astype("uint8"))
