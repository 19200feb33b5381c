"""The exceptions of flimbuilder, and helpers that phrase their messages.

::

    FlimError                     Base class: a problem that the user can fix.
    ├── InputError                An argument or a file is unusable.
    │   ├── ImageError            An image, a mask, or its pixels are unusable.
    │   │   ├── MaskValuesError   The values of a mask need classes.
    │   │   └── NoWindowError     The values of an image need a window.
    │   ├── MarkerError           A marker, or a file of markers, is unusable.
    │   ├── ArchitectureError     An architecture, or a file of one, is unusable.
    │   └── ModelError            A model folder is unusable.
    ├── ProjectError              A project is unusable, or an edit does not fit it.
    │   ├── ProjectFormatError    A file of the project folder is damaged.
    │   ├── ProjectReadOnlyError  The project can be read but not written.
    │   └── SaveError             Writing failed; the previous version is intact.
    ├── LearnError                No encoder follows from the markers and the architecture.
    ├── ClusterError              A cluster can't compute.
    └── Cancelled                 The user stopped the work.

The message is one line: the file, if there is one, then what is wrong, the limit, and the way
out. The command line and the window show it unchanged.
"""

from collections.abc import Iterable, Sequence
from os import PathLike

__all__ = [
    "ArchitectureError",
    "Cancelled",
    "ClusterError",
    "FlimError",
    "ImageError",
    "InputError",
    "LearnError",
    "MarkerError",
    "MaskValuesError",
    "ModelError",
    "NoWindowError",
    "ProjectError",
    "ProjectFormatError",
    "ProjectReadOnlyError",
    "SaveError",
    "counted",
    "file_message",
    "grouped",
    "listed",
    "printable",
    "short_path",
]

MAX_NAMES = 5
MAX_MESSAGE = 300  # characters
MAX_PATH = 40_000  # characters of the longest path, escaped
MIN_PATH = 80  # characters of a long path that a message keeps


class FlimError(Exception):
    """Base class: a problem that the user can fix."""


class InputError(FlimError, ValueError):
    """An argument or a file is unusable."""


class ImageError(InputError):
    """An image, a mask, or its pixels are unusable."""


class MaskValuesError(ImageError):
    """The values of a mask need classes."""

    def __init__(self, message: str, counts: Iterable[tuple[int, int, int]] = ()) -> None:
        """Keep the first value, last value and number of pixels of each range without a class.

        Without `counts`, the values are too many to choose a class for each.
        """
        super().__init__(message)
        self.counts = tuple(counts)


class NoWindowError(ImageError):
    """The values of an image need a window."""

    def __init__(self, message: str, low: float, high: float) -> None:
        """Keep the smallest and the largest value."""
        super().__init__(message)
        self.values = low, high


class MarkerError(InputError):
    """A marker, or a file of markers, is unusable."""


class ArchitectureError(InputError):
    """An architecture, or a file of one, is unusable."""


class ModelError(InputError):
    """A model folder is unusable."""


class ProjectError(FlimError):
    """A project is unusable, or an edit does not fit it."""


class ProjectFormatError(ProjectError):
    """A file of the project folder is damaged."""


class ProjectReadOnlyError(ProjectError):
    """The project can be read but not written."""


class SaveError(ProjectError):
    """Writing failed; the previous version is intact."""


class LearnError(FlimError):
    """No encoder follows from the markers and the architecture."""


class ClusterError(FlimError):
    """A cluster can't compute."""


class Cancelled(FlimError):
    """The user stopped the work."""


def printable(text: str, limit: int = 200) -> str:
    """Return `text` on one line: escape control characters, cut after `limit` characters."""
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def file_message(path: PathLike[str], problem: str) -> str:
    """Return an error message about a file: one line of at most 300 characters.

    A path that makes the line longer loses its beginning, a long problem its end.
    """
    room = MAX_MESSAGE - len(": ")
    problem = printable(problem, room - min(len(printable(str(path), MAX_PATH)), MIN_PATH))
    return f"{short_path(path, room - len(problem))}: {problem}"


def short_path(path: PathLike[str], limit: int = MIN_PATH) -> str:
    """Return a path on one line, without its beginning if it is longer than `limit`."""
    shown = printable(str(path), MAX_PATH)
    return shown if len(shown) <= limit else "..." + shown[3 - limit :]


def counted(number: int, noun: str) -> str:
    """Return a number and its noun, in the plural unless the number is 1: ``3 images``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def grouped(notes: Iterable[tuple[str, str]]) -> list[str]:
    """Join notes (name, text) of the same text on one line: ``a.png, b.png: alpha dropped``."""
    names: dict[str, list[str]] = {}
    for name, text in notes:
        names.setdefault(text, []).append(name)
    return [f"{listed(list(dict.fromkeys(of_text)))}: {text}" for text, of_text in names.items()]


def listed(names: Sequence[str]) -> str:
    """Join names with commas, and abridge long lists: ``a, b, c, d, e and 9 more``."""
    more = len(names) - MAX_NAMES
    return ", ".join(names[:MAX_NAMES]) + (f" and {more} more" if more > 0 else "")
