"""Images out: PNG at eight or sixteen bits, labels as TIFF; whole or not at all."""

from io import BytesIO
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
import tifffile

from flimbuilder.errors import ImageError
from flimbuilder.project.files import write_atomically

__all__ = ["encode_png", "to_mask_levels", "to_uint16", "write_label_tiff", "write_png"]


def write_png(path: Path | str, array: npt.NDArray[Any]) -> None:
    """Write a PNG file; what stood there before is replaced only by a whole new file.

    Parameters
    ----------
    path : Path or str
        Its folder must exist.
    array : ndarray of shape (height, width), (height, width, 1) or (height, width, 3)
        uint8 or uint16.

    Raises
    ------
    ImageError
        Another dtype or shape.
    SaveError
        The file cannot be written.
    """
    path = Path(path)
    write_atomically(path, encode_png(_png_samples(array, path)))


def encode_png(samples: npt.NDArray[Any]) -> bytes:
    """Return the bytes of a PNG file of grey or RGB samples in uint8 or uint16."""
    return bytes(imagecodecs.png_encode(samples, out=_most_bytes(samples)))


def write_label_tiff(path: Path, labels: npt.NDArray[np.integer[Any]]) -> None:
    """Write labels as a TIFF file of 32 bits, by which napari knows them from intensities.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    labels : ndarray of shape (height, width)
        Whole numbers from 0.

    Raises
    ------
    SaveError
        The file cannot be written.
    """
    file = BytesIO()
    tifffile.imwrite(
        file, labels.astype(np.uint32), photometric="minisblack", compression="zlib", metadata=None
    )
    write_atomically(path, file.getvalue())


def to_uint16(map01: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.uint16]:
    """Map [0, 1] to 0..65535, rounded; what lies outside is clipped.

    Raises
    ------
    ImageError
        NaN in the map.
    """
    if np.isnan(map01).any():
        raise ImageError("holds NaN, which has no intensity; replace it")
    scaled: npt.NDArray[Any] = np.rint(np.clip(map01, 0, 1) * np.float64(65535))
    return scaled.astype(np.uint16)


def to_mask_levels(labels: npt.NDArray[np.integer[Any]], n_classes: int) -> npt.NDArray[np.uint8]:
    """Return labels as a mask's file has them, for the eye too.

    Parameters
    ----------
    labels : ndarray of shape (height, width)
        0 background, else the class, up to 254.
    n_classes : int
        Of objects.

    Returns
    -------
    ndarray of uint8 of shape (height, width)
        Of one class 0 background, 255 object; of several the class.
    """
    return (labels if n_classes > 1 else np.where(labels > 0, 255, 0)).astype(np.uint8)


def _most_bytes(samples: npt.NDArray[Any]) -> int:
    """Bound the size of the file; the codec's own bound forgets the filter byte of each row."""
    raw: int = samples.nbytes + samples.shape[0]
    return raw + raw // 256 + 4096  # frames of the compressed blocks and chunks; the headers


def _png_samples(array: npt.NDArray[Any], path: Path) -> npt.NDArray[Any]:
    grey_or_rgb = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (1, 3))
    if array.dtype not in (np.uint8, np.uint16) or not grey_or_rgb or array.size == 0:
        raise ImageError(
            f"{path}: {array.dtype} of shape {array.shape} cannot be a PNG; "
            "give grey or RGB in uint8 or uint16"
        )
    return np.ascontiguousarray(array[..., 0] if array.shape[2:] == (1,) else array)
