"""NPY, NumPy's own array file; never unpickled."""

from typing import BinaryIO

import numpy as np

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import DecodedFile, ReadLimits, require_readable

__all__ = ["decode_npy"]

HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def decode_npy(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode an array of shape (height, width) or (height, width, channels).

    All channels are kept: nothing in the file says that one of them is opacity.
    """
    version = np.lib.format.read_magic(file)
    if version not in HEADERS:
        raise ImageError(f"is NPY version {version}; save a plain array of numbers")
    shape, _, dtype = HEADERS[version](file)
    if len(shape) not in (2, 3):
        raise ImageError(f"has shape {shape}; an image is (height, width[, channels])")
    require_readable(shape[0], shape[1], shape[2] if len(shape) == 3 else 1, dtype, limits)
    file.seek(0)
    return DecodedFile(np.lib.format.read_array(file, allow_pickle=False))
