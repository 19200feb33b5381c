"""Which decoder reads a file: its content decides, not its suffix."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.formats.decoded import Decoded, ReadLimits
from flimbuilder.imaging.formats.npy import decode_npy
from flimbuilder.imaging.formats.pillow import decode_bmp, decode_jpeg
from flimbuilder.imaging.formats.png import decode_png
from flimbuilder.imaging.formats.pnm import decode_pnm
from flimbuilder.imaging.formats.tiff import decode_tiff
from flimbuilder.project.files import kind_of, open_regular

__all__ = [
    "FORMATS",
    "IMAGE_SUFFIXES",
    "Format",
    "decode_file",
    "decoding",
    "open_identified",
    "suffix_notes",
]

MAGIC_BYTES = 8


class Format(NamedTuple):
    """A file format: its name, its suffixes, how a file of it begins, and its decoder."""

    name: str
    suffixes: tuple[str, ...]
    magic: re.Pattern[bytes]
    decode: Callable[[BinaryIO, ReadLimits], Decoded]


FORMATS = (
    Format("PNG", (".png",), re.compile(rb"\x89PNG\r\n\x1a\n"), decode_png),
    Format("JPEG", (".jpg", ".jpeg"), re.compile(rb"\xff\xd8\xff"), decode_jpeg),
    Format("TIFF", (".tif", ".tiff"), re.compile(rb"II[*+]\0|MM\0[*+]"), decode_tiff),
    Format("BMP", (".bmp",), re.compile(rb"BM"), decode_bmp),
    Format("PNM", (".pgm", ".ppm", ".pbm", ".pnm"), re.compile(rb"P[1-6][\s#]"), decode_pnm),
    Format("NPY", (".npy",), re.compile(rb"\x93NUMPY"), decode_npy),
)

IMAGE_SUFFIXES: tuple[str, ...] = tuple(suffix for kind in FORMATS for suffix in kind.suffixes)


def decode_file(path: Path, limits: ReadLimits) -> tuple[Decoded, tuple[str, ...]]:
    """Decode a regular file of any of `FORMATS`; errors do not name it yet.

    Returns
    -------
    Decoded
    tuple of str
        A note, where the suffix promises another format.
    """
    file, kind = open_identified(path, limits)
    with file, decoding(kind):
        decoded = kind.decode(file, limits)
    return decoded, suffix_notes(path, kind)


def open_identified(path: Path, limits: ReadLimits) -> tuple[BinaryIO, Format]:
    """Open a regular file of any of `FORMATS`, at its beginning; the caller closes it."""
    file = _open_regular(path, limits)
    try:
        kind = _identify(file.read(MAGIC_BYTES), path.suffix)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, kind


@contextmanager
def decoding(kind: Format) -> Iterator[None]:
    """Turn whatever a decoder raises into an `ImageError` of one line."""
    try:
        yield
    except ImageError:
        raise
    except Exception as error:  # decoders raise whatever they meet in a damaged file
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ImageError(
            f"cannot be decoded as {kind.name} ({reason:.120}); it is damaged, cut short or "
            "of a rare kind: save it again, for example as PNG"
        ) from error


def suffix_notes(path: Path, kind: Format) -> tuple[str, ...]:
    """Return a note where a file's suffix promises another format than its content is."""
    expected = path.suffix.lower() in kind.suffixes
    return () if expected else (f"read as {kind.name}, which its content is",)


def _open_regular(path: Path, limits: ReadLimits) -> BinaryIO:
    try:
        _require_regular(path.stat(), limits)
        return open_regular(path)
    except InputError:
        raise
    except FileNotFoundError:
        raise ImageError("there is no such file; check the path") from None
    except OSError as error:
        raise ImageError(f"cannot be opened: {error.strerror or error}") from error
    except ValueError as error:  # a null character
        raise ImageError(f"is no path: {error}") from error


def _require_regular(status: os.stat_result, limits: ReadLimits) -> None:
    """Refuse what is no file, or too large a one, before it is opened."""
    if not stat.S_ISREG(status.st_mode):
        raise ImageError(f"is {kind_of(status.st_mode)}; give an image file")
    if status.st_size > limits.max_bytes:
        raise ImageError(
            f"is too large: {status.st_size} bytes where {limits.max_bytes} is the limit; "
            "crop it, or raise ReadLimits.max_bytes"
        )


def _identify(head: bytes, suffix: str) -> Format:
    for kind in FORMATS:
        if kind.magic.match(head):
            return kind
    if not head:
        raise ImageError("is empty (0 bytes); get a whole copy of it")
    names = ", ".join(kind.name for kind in FORMATS)
    if suffix.lower() in IMAGE_SUFFIXES:
        raise ImageError(f"its content is none of {names}; it is damaged or no image")
    raise ImageError(f"has the suffix {suffix!r}; {names} are read, save it as one of them")
