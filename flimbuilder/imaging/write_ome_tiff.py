"""Write results as a pyramidal, tiled OME-TIFF file of 16 bits.

The levels are SubIFDs of the first one, as Bio-Formats, QuPath and tifffile read them
(https://docs.openmicroscopy.org/ome-model/6.3.1/ome-tiff/specification.html).
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import imagecodecs
import numpy as np
import numpy.typing as npt
import tifffile

from flimbuilder.imaging.colour_maps import parse_colour
from flimbuilder.imaging.result_levels import Plane, ResultLevels
from flimbuilder.imaging.sparse_plane import SparsePlane
from flimbuilder.project.files import writing_aside

__all__ = ["CLASSIC_BYTES", "encoded_tiles", "tile_options", "write_ome_tiff"]

TILE = 512  # pixels
DEFLATE_LEVEL = 1
EMPTY_LEVEL = 9  # of a tile of zeros, which is compressed once and written often
THREADS = 2
CLASSIC_BYTES = 2**32 - 2**25  # larger files are BigTIFF
OME = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openmicroscopy.org/Schemas/OME/2016-06 '
    'http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd" Creator="flimbuilder">'
    '<Image ID="Image:0" Name={name}><Pixels ID="Pixels:0" DimensionOrder="XYCZT" '
    'Type="uint16" BigEndian="false" SizeX="{width}" SizeY="{height}" SizeC="{channels}" '
    'SizeZ="1" SizeT="1"{scale}>{described}<TiffData IFD="0" PlaneCount="{channels}"/>'
    "</Pixels></Image></OME>"
)


def write_ome_tiff(path: Path, results: ResultLevels) -> None:
    """Write saliency and mask as channels of a pyramidal OME-TIFF file.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    results : ResultLevels
        Saliency is stored as 0 to 65535, the mask as class ids.

    Raises
    ------
    SaveError
        If the file cannot be written.
    """
    channels = results.channels
    raw_bytes = 2 * sum(
        plane.shape[0] * plane.shape[1] for level in results.levels for plane in level
    )
    options = tile_options(np.uint16)
    if results.pixel_size is not None:
        size = results.pixel_size
        options["resolution"] = (1e4 / size.width, 1e4 / size.height)
        options["resolutionunit"] = "CENTIMETER"
    with (
        writing_aside(path) as file,
        tifffile.TiffWriter(
            file, bigtiff=raw_bytes > CLASSIC_BYTES, byteorder="<", ome=False
        ) as tiff,
    ):
        for number, level in enumerate(results.levels):
            shape = (len(channels), *level[0].shape)
            first = {"description": _describe(results), "subifds": len(results.levels) - 1}
            tiff.write(
                encoded_tiles(level, np.uint16),
                shape=shape,
                **(first if number == 0 else {"subfiletype": 1}),
                **_at_level(options, number),
            )


def tile_options(dtype: npt.DTypeLike) -> dict[str, Any]:
    """Return the options of tifffile for a page of :func:`encoded_tiles`."""
    return {
        "dtype": dtype,
        "tile": (TILE, TILE),
        "photometric": "minisblack",
        "compression": "zlib",
        "predictor": True,
        "metadata": None,
        "software": False,
    }


def _at_level(options: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the options of a level, whose pixels are 2**number times as large."""
    if "resolution" not in options:
        return options
    return options | {"resolution": tuple(value / 2**number for value in options["resolution"])}


def _describe(results: ResultLevels) -> bytes:
    """Return the OME-XML of the file, in ASCII."""
    size, (height, width) = results.pixel_size, results.size
    scale = ""
    if size is not None:
        scale = "".join(
            f' PhysicalSize{axis}="{value!r}" PhysicalSize{axis}Unit="µm"'
            for axis, value in (("X", size.width), ("Y", size.height))
        )
    described = "".join(
        f'<Channel ID="Channel:0:{number}" Name={quoteattr(channel.name)} '
        f'Color="{_signed_rgba(channel.colour)}" SamplesPerPixel="1"/>'
        for number, channel in enumerate(results.channels)
    )
    text = OME.format(
        name=quoteattr(results.name),
        width=width,
        height=height,
        channels=len(results.channels),
        scale=scale,
        described=described,
    )
    return text.encode("ascii", "xmlcharrefreplace")


def _signed_rgba(colour: str) -> int:
    """Return an opaque colour as OME's signed 32-bit integer."""
    return int.from_bytes(bytes([*parse_colour(colour), 255]), "big", signed=True)


def encoded_tiles(planes: Iterable[Plane], dtype: npt.DTypeLike) -> Iterator[bytes]:
    """Yield the compressed tiles of planes, row by row, differences in rows deflated.

    Threads compress while the caller reads and writes; a tile of zeros is compressed once.
    """
    empty = _encode(np.zeros((TILE, TILE), dtype), EMPTY_LEVEL)
    pending: deque[Future[bytes] | bytes] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for plane in planes:
            height, width = plane.shape
            for top in range(0, height, TILE):
                for left in range(0, width, TILE):
                    rows = slice(top, min(top + TILE, height))
                    cols = slice(left, min(left + TILE, width))
                    pending.append(_submit(pool, plane, rows, cols, np.dtype(dtype)) or empty)
                    while len(pending) > 2 * THREADS:
                        yield _result(pending.popleft())
            if isinstance(plane, SparsePlane):
                plane.release()
        while pending:
            yield _result(pending.popleft())


def _submit(
    pool: ThreadPoolExecutor, plane: Plane, rows: slice, cols: slice, dtype: np.dtype[Any]
) -> Future[bytes] | None:
    """Compress a tile on a thread; None if it is empty."""
    if isinstance(plane, SparsePlane) and plane.is_empty(rows, cols):
        return None
    part = plane[rows, cols]
    if not part.any():
        return None
    tile = np.zeros((TILE, TILE), dtype)
    tile[: part.shape[0], : part.shape[1]] = part
    return pool.submit(_encode, tile)


def _encode(tile: npt.NDArray[Any], level: int = DEFLATE_LEVEL) -> bytes:
    little = tile.astype(tile.dtype.newbyteorder("<"), copy=True)
    little[:, 1:] -= tile[:, :-1]  # predictor 2
    return bytes(imagecodecs.deflate_encode(little.tobytes(), level=level))


def _result(tile: Future[bytes] | bytes) -> bytes:
    return tile if isinstance(tile, bytes) else tile.result()
