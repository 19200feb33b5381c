"""Files that can't be used: listed and left out, or an error at the first."""

from collections.abc import Iterator, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from flimbuilder.errors import Cancelled, ClusterError, FlimError, ImageError, SaveError, counted

__all__ = ["FailedFile", "Failures", "require_usable"]


@dataclass(frozen=True)
class FailedFile:
    """A file that was left out because it can't be used.

    Attributes
    ----------
    path : Path
    message : str
        One line that names the file and the reason.
    """

    path: Path
    message: str

    def __str__(self) -> str:
        """Return the message."""
        return self.message

    @classmethod
    def of(cls, path: Path, error: Exception) -> Self:
        """Record an error; the message begins with the path unless it names the file."""
        message = str(error)
        return cls(path, message if path.name in message else f"{path}: {message}")

    def as_json(self) -> dict[str, str]:
        """Return the failure as the command line shows it with ``--json``."""
        return {"file": str(self.path), "message": self.message}


class Failures:
    """Lists files that can't be used, or raises at the first.

    Parameters
    ----------
    strict : bool, default=False
        Raise at the first such file.
    failed : list of FailedFile or None, default=None
        The list to append to; None begins one.
    """

    def __init__(self, strict: bool = False, failed: list[FailedFile] | None = None) -> None:
        self.strict = strict
        self.failed = [] if failed is None else failed

    @contextmanager
    def trying(self, path: Path) -> Iterator[None]:
        """List a file if the block raises FlimError, unless that concerns the whole work."""
        try:
            yield
        except (Cancelled, ClusterError, SaveError):
            raise
        except FlimError as error:
            if self.strict:
                raise
            self.add(FailedFile.of(path, error))

    def add(self, failed: FailedFile) -> None:
        """List a file, once."""
        if failed not in self.failed:
            self.failed.append(failed)


def require_usable(usable: Sized, failed: Sequence[FailedFile]) -> None:
    """Raise ImageError if files failed and none is usable."""
    if usable or not failed:
        return
    first, *others = failed
    also = f" (and {counted(len(others), 'other file')} failed)" if others else ""
    raise ImageError(f"{first}{also}")
