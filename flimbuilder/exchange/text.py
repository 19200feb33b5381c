"""Text files of other programs, and messages about them."""

from pathlib import Path

from flimbuilder.errors import InputError, printable
from flimbuilder.project.files import read_regular

__all__ = ["named", "read_text"]


def named(path: Path, reason: str) -> str:
    """Return a message about a file, on one line that begins with the file's name."""
    return printable(f"{path}: {reason}", limit=2000)


def read_text(path: Path, error: type[InputError]) -> str:
    """Return the text of a UTF-8 file, without a byte order mark.

    Parameters
    ----------
    path : Path
        A regular file.
    error : type of InputError
        What is raised where it cannot be read or is not UTF-8.
    """
    try:
        content = read_regular(path)
    except OSError as problem:
        raise error(named(path, f"cannot be read: {problem.strerror or problem}")) from None
    except InputError as problem:
        raise error(printable(str(problem), limit=2000)) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        place = f"byte 0x{content[problem.start]:02x} at offset {problem.start}"
        raise error(named(path, f"{place} is not UTF-8; save the file as UTF-8 text")) from None
