"""Read files of other programs; every error message names the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flimbuilder.errors import InputError, printable
from flimbuilder.project.files import read_regular

__all__ = ["file_message", "read_text", "reading"]


def file_message(path: Path, problem: str) -> str:
    """Return an error message about a file, on one line that begins with the file's name."""
    return printable(f"{path}: {problem}", limit=2000)


@contextmanager
def reading(path: Path, error_type: type[InputError]) -> Iterator[None]:
    """Convert all errors of reading a file to `error_type`, with a message of one line."""
    try:
        yield
    except error_type:
        raise
    except InputError as error:
        raise error_type(printable(str(error), limit=2000)) from None
    except OSError as error:
        message = printable(f"can't read {path}: {error.strerror or error}", limit=2000)
        raise error_type(message) from None


def read_text(path: Path, error_type: type[InputError]) -> str:
    """Read a UTF-8 text file, with or without a byte order mark.

    Parameters
    ----------
    path : Path
        A regular file.
    error_type : type of InputError
        Raised if the file cannot be read or is not UTF-8.
    """
    with reading(path, error_type):
        content = read_regular(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        position = f"byte 0x{content[error.start]:02x} at offset {error.start}"
        problem = f"{position} is not UTF-8; save the file as UTF-8 text"
        raise error_type(file_message(path, problem)) from None
