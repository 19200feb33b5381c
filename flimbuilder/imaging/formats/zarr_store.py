"""Zarr stores of strangers: only codecs of numbers run, and chunks are no larger than they claim.

A codec such as ``pickle`` would run code of the file, and a small chunk may become many gigabytes.
zarr checks neither.
"""

import bz2
import lzma
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zarr
from zarr.storage import LocalStore, WrapperStore

from flimbuilder.errors import ImageError, printable
from flimbuilder.project.files import kind_of
from flimbuilder.project.stores import METADATA

__all__ = ["BoundedStore", "chunk_bytes", "codec_names"]

SAFE = frozenset(
    {
        "adler32", "bitround", "blosc", "bytes", "bz2", "crc32", "crc32c", "delta",
        "fixedscaleoffset", "fletcher32", "gzip", "lz4", "lzma", "packbits", "quantize",
        "sharding_indexed", "shuffle", "transpose", "zlib", "zstd",
    }
)  # fmt: skip
ROOM = 2**16  # bytes that a chunk may take besides its samples
ZSTD = b"\x28\xb5\x2f\xfd"
LARGEST = 2**24  # bytes of metadata


@dataclass(frozen=True)
class _Bound:
    """The largest size of a stored and of a decoded chunk, and the last codec of its array."""

    stored: int
    decoded: int
    compressor: str


class BoundedStore(WrapperStore[Any]):  # type: ignore[misc]
    """The store of a folder, whose arrays are admitted before their chunks are read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(LocalStore(folder, read_only=True))
        self._folder = folder
        self._bounds: dict[str, _Bound] = {}

    def admit(self, array: "zarr.Array[Any]") -> None:
        """Check the codecs of an array, and bound its chunks.

        Raises
        ------
        ImageError
            If it has another codec than those of numbers.
        """
        names = list(codec_names(array))
        unsafe = [name for name in names if name not in SAFE]
        if unsafe:
            raise ImageError(
                f"is stored with the codec {printable(unsafe[0], 40)!r}, which is not read; save "
                "it with zstd, blosc or gzip"
            )
        decoded = 2 * chunk_bytes(array, array.chunks) + ROOM
        whole = array.shards or array.chunks
        compressors = [name for name in names if name in SIZES]
        self._bounds[array.path] = _Bound(
            2 * chunk_bytes(array, whole) + ROOM, decoded, compressors[-1] if compressors else ""
        )

    async def get(self, key: str, prototype: Any, byte_range: Any = None) -> Any:
        """Return what is stored under a key; None if nothing is."""
        bound = self._bounds.get(self._array_of(key))
        is_chunk = bound is not None and key.rpartition("/")[2] not in METADATA
        self._require_small(key, bound.stored if bound is not None and is_chunk else LARGEST)
        value = await super().get(key, prototype, byte_range)
        if value is None or bound is None or not is_chunk:
            return value
        size = SIZES.get(bound.compressor)
        if size is not None and size(value.to_bytes(), bound.decoded) > bound.decoded:
            raise ImageError(f"is damaged: a chunk is larger than {bound.decoded} bytes")
        return value

    def _require_small(self, key: str, most: int) -> None:
        """Refuse what is no regular file, or too large, before it is read."""
        try:
            status = (self._folder / key).stat()
        except (OSError, ValueError):
            return  # it is missing
        if not stat.S_ISREG(status.st_mode):
            if not stat.S_ISDIR(status.st_mode):
                raise ImageError(f"has {kind_of(status.st_mode)} for {printable(key, 60)}")
        elif status.st_size > most:
            raise ImageError(
                f"is damaged: {printable(key, 60)} has {status.st_size} bytes where {most} is the "
                "limit"
            )

    def _array_of(self, key: str) -> str:
        return max(
            (path for path in self._bounds if key.startswith(f"{path}/")), key=len, default=""
        )


def codec_names(array: "zarr.Array[Any]") -> Iterator[str]:
    """Yield the names of the codecs of an array, in the order in which they encode."""
    metadata: Any = array.metadata
    if metadata.zarr_format == 2:
        for codec in (*(metadata.filters or ()), metadata.compressor):
            if codec is not None:
                yield str(codec.codec_id)
        return
    yield from _names([codec.to_dict() for codec in metadata.codecs])


def _names(codecs: list[dict[str, Any]]) -> Iterator[str]:
    for codec in codecs:
        yield str(codec["name"]).removeprefix("numcodecs.")
        inner = codec.get("configuration", {}).get("codecs", ())
        yield from _names([each if isinstance(each, dict) else each.to_dict() for each in inner])


def chunk_bytes(array: "zarr.Array[Any]", sides: tuple[int, ...]) -> int:
    """Return the bytes of the samples of a chunk."""
    count = 1
    for side in sides:
        count *= int(side)
    return count * int(array.dtype.itemsize)


def _zstd_size(data: bytes, most: int) -> int:
    """Return the size that the header of a zstd frame states (RFC 8878, section 3.1.1)."""
    if data[:4] != ZSTD or len(data) < 6:
        return 0  # decoding reports the damage
    flags = data[4]
    is_single, kind = bool(flags & 32), flags >> 6
    place = 5 + (not is_single) + (0, 1, 2, 4)[flags & 3]
    width = (1 if is_single else 0, 2, 4, 8)[kind]
    if width == 0:  # not stated
        import imagecodecs

        try:
            return len(imagecodecs.zstd_decode(data, out=most + 1))
        except imagecodecs.ZstdError:
            return most + 1
    return int.from_bytes(data[place : place + width], "little") + (256 if kind == 1 else 0)


def _blosc_size(data: bytes, most: int) -> int:
    return int(struct.unpack_from("<I", data, 4)[0]) if len(data) >= 16 else 0


def _lz4_size(data: bytes, most: int) -> int:
    return int(struct.unpack_from("<I", data)[0]) if len(data) >= 4 else 0


def _size_by(decompressor: Callable[[], Any]) -> Callable[[bytes, int], int]:
    """Return a function that decompresses up to a limit and returns the size."""

    def size(data: bytes, most: int) -> int:
        try:
            return len(decompressor().decompress(data, most + 1))
        except (OSError, EOFError, zlib.error, lzma.LZMAError):
            return 0  # decoding reports the damage

    return size


SIZES: dict[str, Callable[[bytes, int], int]] = {
    "blosc": _blosc_size,
    "bz2": _size_by(bz2.BZ2Decompressor),
    "gzip": _size_by(lambda: zlib.decompressobj(wbits=31)),
    "lz4": _lz4_size,
    "lzma": _size_by(lzma.LZMADecompressor),
    "zlib": _size_by(zlib.decompressobj),
    "zstd": _zstd_size,
}
