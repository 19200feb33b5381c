"""Read files of other programs; every error message names the file."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flimbuilder.errors import InputError, printable
from flimbuilder.project.files import read_regular

__all__ = ["decode_text", "file_message", "read_text", "reading", "short_path"]


MAX_TEXT_BYTES = 16_000_000
MAX_MESSAGE = 300  # characters
MAX_PATH = 40_000  # escaped characters of the longest paths
MIN_PATH = 80  # characters of a long path that a message keeps


def file_message(path: Path, problem: str) -> str:
    """Return an error message about a file, on one line that begins with the file's name.

    A path that makes the line longer than 300 characters loses its beginning.
    """
    problem = printable(problem, MAX_MESSAGE - MIN_PATH)
    return f"{short_path(path, MAX_MESSAGE - len(problem) - 2)}: {problem}"


def short_path(path: Path, limit: int = MIN_PATH) -> str:
    """Return a path on one line, without its beginning if it is longer than `limit`."""
    shown = printable(str(path), MAX_PATH)
    return shown if len(shown) <= limit else "..." + shown[3 - limit :]


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
