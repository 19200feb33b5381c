"""Read files of other programs; every error message names the file."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flimbuilder.errors import InputError, file_message, printable, short_path
from flimbuilder.project.files import read_regular

__all__ = ["decode_text", "read_text", "reading"]


MAX_TEXT_BYTES = 16_000_000


@contextmanager
def reading(path: Path, error_type: type[InputError]) -> Iterator[None]:
    """Convert all errors of reading a file to `error_type`, with a message of one line."""
    try:
        yield
    except error_type:
        raise
    except InputError as error:
        problem = str(error).removeprefix(f"{path}: ")
        raise error_type(file_message(path, problem)) from None
    except OSError as error:
        reason = printable(str(error.strerror or error), 100)
        raise error_type(f"can't read {short_path(path, 180)}: {reason}") from None


def read_text(path: Path, error_type: type[InputError], max_bytes: int = MAX_TEXT_BYTES) -> str:
    """Read a text file: UTF-8 with or without a byte order mark, or UTF-16 with one.

    Parameters
    ----------
    path : Path
        A regular file.
    error_type : type of InputError
        Raised if the file cannot be read, is too large, or is in another encoding.
    max_bytes : int, default=16_000_000
        Largest size of the file.
    """
    with reading(path, error_type):
        n_bytes = path.stat().st_size
        if n_bytes > max_bytes:
            raise error_type(file_message(path, f"has {n_bytes} bytes; at most {max_bytes}"))
        content = read_regular(path)
    return decode_text(content, path, error_type)


def decode_text(content: bytes, path: Path, error_type: type[InputError]) -> str:
    """Decode the content of a text file; see `read_text`."""
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding, name = ("utf-16", "UTF-16") if is_utf16 else ("utf-8-sig", "UTF-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        position = f"byte 0x{content[error.start]:02x} at offset {error.start}"
        problem = f"{position} is not {name}; save the file as UTF-8 text"
        raise error_type(file_message(path, problem)) from None
