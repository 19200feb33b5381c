"""Where results go: folders that are made, and files that are never overwritten."""

import os
from collections.abc import Iterable
from pathlib import Path

from flimbuilder.errors import InputError, SaveError

__all__ = ["default_model_folder", "file_in", "make_folder", "require_none_overwritten"]


def default_model_folder(project_folder: Path) -> Path:
    """Return where a project's model goes when no place is named."""
    return project_folder / "models" / "default"


def file_in(out: Path, usual: str) -> Path:
    """Return the file to write: in an existing folder the usual name; its folder is made.

    To be asked before the work, which may be long.

    Raises
    ------
    SaveError
        Where no file can be written there.
    """
    path = out / usual if out.is_dir() else out
    make_folder(path.parent)
    if path.is_dir():
        raise SaveError(f"{path}: a folder of that name is in the way; choose another place")
    if not os.access(path.parent, os.W_OK):
        raise SaveError(f"{path}: its folder may not be written; choose another place")
    return path


def make_folder(folder: Path) -> None:
    """Make a folder with its parents; say in one line where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(
            f"{folder}: the folder cannot be made: {error.strerror}; choose another place"
        ) from None


def require_none_overwritten(results: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse results that would stand in the place of an image or mask that they are made from.

    Raises
    ------
    InputError
    """
    taken = {os.path.realpath(path) for path in inputs}
    for result in results:
        if os.path.realpath(result) in taken:
            raise InputError(
                f"{result}: is one of the images or masks, and would be overwritten; choose "
                "another folder for the results"
            )
