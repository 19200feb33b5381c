"""Checks on output paths: folders to create, and input files not to overwrite."""

import os
from collections.abc import Iterable
from pathlib import Path

from flimbuilder.errors import InputError, SaveError
from flimbuilder.project.documents import PROJECT_FILE
from flimbuilder.project.files import make_folders

__all__ = [
    "default_model_folder",
    "has_saved_build",
    "make_folder",
    "output_file",
    "require_no_link_in_project",
    "require_none_overwritten",
    "saved_build_file",
]


def default_model_folder(project_folder: Path) -> Path:
    """Return the folder of a project's model, unless another is named."""
    return project_folder / "models" / "default"


def saved_build_file(project_folder: Path) -> Path:
    """Return the file that lets the window show the project's model without learning it."""
    return project_folder / "models" / "build.safetensors"


def has_saved_build(project_folder: Path) -> bool:
    """Return True if a project folder has a model that the window can show."""
    return saved_build_file(project_folder).is_file()


def output_file(out: Path, default_name: str) -> Path:
    """Return the file to write and create its folder; call this before long work.

    Parameters
    ----------
    out : Path
        A file, or an existing folder.
    default_name : str
        Name of the file if `out` is a folder.

    Raises
    ------
    SaveError
        If the file cannot be written.
    """
    path = out / default_name if out.is_dir() else out
    make_folder(path.parent)
    if path.is_dir():
        raise SaveError(f"{path}: is a folder; choose another file")
    if not os.access(path.parent, os.W_OK):
        raise SaveError(f"{path}: no permission to write in its folder; choose another one")
    return path


def make_folder(folder: Path) -> None:
    """Create a folder and its parents.

    Raises
    ------
    SaveError
        If that fails, or a link in a project leads there.
    """
    require_no_link_in_project(folder)
    try:
        make_folders(folder)
    except OSError as error:
        raise SaveError(
            f"{folder}: can't create the folder: {error.strerror}; choose another one"
        ) from None


def require_no_link_in_project(folder: Path) -> None:
    """Check that no part of an output folder's path within a project folder is a link.

    The project may come from a stranger, and the link may lead to any place. A link to the project
    folder, or outside of projects, is the user's.

    Raises
    ------
    SaveError
        If one is; the message names it.
    """
    parts = [folder, *folder.parents]
    for depth, parent in enumerate(parts):
        if os.path.lexists(parent / PROJECT_FILE):
            link = next((part for part in parts[:depth] if part.is_symlink()), None)
            if link is not None:
                raise SaveError(
                    f"{link}: is a link in a project folder; delete it, or give another folder"
                )


def require_none_overwritten(results: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Check that no result would overwrite an image or mask that it is made from.

    Raises
    ------
    InputError
        If one would.
    """
    taken = {os.path.realpath(path) for path in inputs}
    for result in results:
        if os.path.realpath(result) in taken:
            raise InputError(
                f"{result}: would overwrite one of the images, masks or tables to read; choose "
                "another folder for the results"
            )
