"""Text files of other programs, and messages about files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flimbuilder.errors import InputError, printable
from flimbuilder.project.files import read_regular

__all__ = ["named", "read_text", "reading"]


def named(path: Path, reason: str) -> str:
    """Return a message about a file, on one line that begins with the file's name."""
    return printable(f"{path}: {reason}", limit=2000)


@contextmanager
def reading(path: Path, error: type[InputError]) -> Iterator[None]:
    """Raise `error`, on one line, where a file cannot be read; one that is `error` passes."""
    try:
        yield
    except error:
        raise
    except InputError as problem:
        raise error(printable(str(problem), limit=2000)) from None
    except OSError as problem:
        raise error(named(path, f"cannot be read: {problem.strerror or problem}")) from None


def read_text(path: Path, error: type[InputError]) -> str:
    """Return the text of a UTF-8 file, without a byte order mark.

    Parameters
    ----------
    path : Path
        A regular file.
    error : type of InputError
        What is raised where it cannot be read or is not UTF-8.
    """
    with reading(path, error):
        content = read_regular(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        place = f"byte 0x{content[problem.start]:02x} at offset {problem.start}"
        raise error(named(path, f"{place} is not UTF-8; save the file as UTF-8 text")) from None
