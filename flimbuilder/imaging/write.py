"""Write images: PNG at eight or sixteen bits, whole or row by row, and labels as TIFF.

Files are written atomically: whole or not at all.
"""

import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedWriter, BytesIO
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
import tifffile

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.png import PNG_SIGNATURE
from flimbuilder.project.files import write_atomically, writing_atomically
from flimbuilder.project.pixel_size import PixelSize

__all__ = [
    "PngRows",
    "encode_png",
    "imagej_scale",
    "to_mask_levels",
    "to_uint16",
    "write_instances",
    "write_label_tiff",
    "write_png",
    "writing_png",
]

FASTEST = 1  # zlib level: higher levels save 3 % on noise and take three times as long
BLOCK = 2**15  # values that are rounded together, in the cache
LONGEST_SIDE = 2**31 - 1  # PNG specification, section 11.2.1


def write_png(path: Path | str, array: npt.NDArray[Any]) -> None:
    """Write a PNG file.

    Parameters
    ----------
    path : Path or str
        Its folder must exist.
    array : ndarray of shape (height, width), (height, width, 1) or (height, width, 3)
        uint8 or uint16.

    Raises
    ------
    ImageError
        If the array has another dtype or shape.
    SaveError
        If the file cannot be written.
    """
    path = Path(path)
    write_atomically(path, encode_png(_png_samples(array, path)))


def encode_png(samples: npt.NDArray[Any]) -> bytes:
    """Encode grey or RGB samples in uint8 or uint16 as a PNG file."""
    return bytes(imagecodecs.png_encode(samples, out=_most_bytes(samples)))


class PngRows:
    """A grey PNG file, written row by row, on a thread while the next rows are made.

    Runs of equal bytes alone are compressed (zlib's strategy RLE): twice as fast as its fastest
    level, and smaller for saliency and masks.

    Parameters
    ----------
    file : binary file
    size : tuple of int
        (height, width), in pixels.
    dtype : dtype
        uint8 or uint16.
    """

    def __init__(self, file: BufferedWriter, size: tuple[int, int], dtype: npt.DTypeLike) -> None:
        self._file, self._size, self._dtype = file, size, np.dtype(dtype)
        self._rows = 0
        self._packer = zlib.compressobj(FASTEST, strategy=zlib.Z_RLE)
        self._thread = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None
        depth = 8 * self._dtype.itemsize
        file.write(PNG_SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", size[1], size[0], depth, 0, 0, 0, 0))

    def write(self, rows: npt.NDArray[Any]) -> None:
        """Append rows of shape (n, width) and the file's dtype."""
        if rows.dtype != self._dtype or rows.shape[1:] != self._size[1:]:
            raise ImageError(
                f"{rows.dtype} rows of shape {rows.shape} in a PNG of {self._dtype} that is "
                f"{self._size[1]} pixels wide; give rows like the others"
            )
        self._rows += len(rows)
        self._wait()
        self._writing = self._thread.submit(self._write, rows.copy())

    def _write(self, rows: npt.NDArray[Any]) -> None:
        samples = np.ascontiguousarray(rows, self._dtype.newbyteorder(">"))
        lines = np.zeros((len(rows), 1 + samples[0].nbytes), np.uint8)  # filter 0 before each row
        lines[:, 1:] = samples.view(np.uint8)
        self._pack(self._packer.compress(lines.data))

    def _wait(self) -> None:
        """Wait until all rows are written, and raise the error of writing them."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.result()

    def close(self) -> None:
        """Finish the file.

        Raises
        ------
        ImageError
            If the number of rows is not the height.
        """
        self._wait()
        if self._rows != self._size[0]:
            raise ImageError(f"{self._rows} rows in a PNG of {self._size[0]}; give every row once")
        self._pack(self._packer.flush())
        self._chunk(b"IEND", b"")

    def stop(self) -> None:
        """End the thread, whether or not the file is finished."""
        self._thread.shutdown()

    def _pack(self, data: bytes) -> None:
        if data:
            self._chunk(b"IDAT", data)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        head = struct.pack(">I", len(data)) + kind
        self._file.write(head)
        self._file.write(data)
        self._file.write(struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))))


@contextmanager
def writing_png(path: Path, size: tuple[int, int], dtype: npt.DTypeLike) -> Iterator[PngRows]:
    """Write a grey PNG file row by row; it appears when the block ends without an error.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    size : tuple of int
        (height, width), in pixels.
    dtype : dtype
        uint8 or uint16.

    Raises
    ------
    ImageError
        If a side has 2**31 pixels or more, or the rows differ from `size` or `dtype`.
    SaveError
        If the file cannot be written.
    """
    if max(size) > LONGEST_SIDE:
        raise ImageError(
            f"{path}: {size[0]} x {size[1]} pixels; a PNG has at most {LONGEST_SIDE} a side"
        )
    with writing_atomically(path) as file:
        png = PngRows(file, size, dtype)
        try:
            yield png
            png.close()
        finally:
            png.stop()


def write_label_tiff(path: Path, labels: npt.NDArray[np.integer[Any]]) -> None:
    """Write labels as a 32-bit TIFF file, which napari opens as labels, not intensities.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    labels : ndarray of shape (height, width)
        Whole numbers from 0.

    Raises
    ------
    SaveError
        If the file cannot be written.
    """
    write_atomically(path, _label_tiff(labels.astype(np.uint32)))


def write_instances(
    path: Path, labels: npt.NDArray[np.integer[Any]], pixel_size: PixelSize | None = None
) -> None:
    """Write numbered objects as a TIFF file of 16 bits, or of 32 if they are over 65,535.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    labels : ndarray of shape (height, width)
        Whole numbers from 0.
    pixel_size : PixelSize or None, default=None
        Stored as by ImageJ.

    Raises
    ------
    SaveError
        If the file cannot be written.
    """
    dtype = np.uint16 if labels.max(initial=0) < 2**16 else np.uint32
    scale: dict[str, Any] = {} if pixel_size is None else imagej_scale(pixel_size)
    write_atomically(path, _label_tiff(labels.astype(dtype), **scale))


def imagej_scale(pixel_size: PixelSize) -> dict[str, Any]:
    """Return the options of tifffile that store a pixel size as ImageJ does."""
    return {
        "description": "ImageJ=1.54f\nunit=micron\n",
        "resolution": (1 / pixel_size.width, 1 / pixel_size.height),
        "resolutionunit": "NONE",
    }


def _label_tiff(labels: npt.NDArray[np.integer[Any]], **scale: Any) -> bytes:
    file = BytesIO()
    tifffile.imwrite(
        file, labels, photometric="minisblack", compression="zlib", metadata=None, **scale
    )
    return file.getvalue()


def to_uint16(map01: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.uint16]:
    """Map [0, 1] to 0..65535, rounded and clipped.

    Raises
    ------
    ImageError
        If the map holds NaN.
    """
    if map01.size and np.isnan(map01.min()):
        raise ImageError("holds NaN, which has no intensity; replace it")
    values = np.ascontiguousarray(map01).reshape(-1)
    levels = np.empty(values.size, np.uint16)
    for start in range(0, values.size, BLOCK):
        block = np.multiply(values[start : start + BLOCK], 65535, dtype=np.float64)
        np.clip(block, 0, 65535, out=block)
        levels[start : start + BLOCK] = np.rint(block, out=block)
    return levels.reshape(map01.shape)


def to_mask_levels(labels: npt.NDArray[np.integer[Any]], n_classes: int) -> npt.NDArray[np.uint8]:
    """Return labels as they are stored in a mask file.

    Parameters
    ----------
    labels : ndarray of shape (height, width)
        0 is background, other values are class ids up to 254.
    n_classes : int
        Number of object classes.

    Returns
    -------
    ndarray of uint8 of shape (height, width)
        With one class, 0 for background and 255 for the object; with several, the class ids.
    """
    return (labels if n_classes > 1 else np.where(labels > 0, 255, 0)).astype(np.uint8)


def _most_bytes(samples: npt.NDArray[Any]) -> int:
    """Bound the size of the file; the codec's own bound omits the filter byte of each row."""
    raw: int = samples.nbytes + samples.shape[0]
    return raw + raw // 256 + 4096  # overhead of compressed blocks, chunks and headers


def _png_samples(array: npt.NDArray[Any], path: Path) -> npt.NDArray[Any]:
    grey_or_rgb = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (1, 3))
    if array.dtype not in (np.uint8, np.uint16) or not grey_or_rgb or array.size == 0:
        raise ImageError(
            f"{path}: {array.dtype} of shape {array.shape} cannot be a PNG; "
            "give grey or RGB in uint8 or uint16"
        )
    return np.ascontiguousarray(array[..., 0] if array.shape[2:] == (1,) else array)
