"""Files and folders as values that travel."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.project.files import fsync_folder, save_error, write_atomically, write_synced
from flimbuilder.project.temporary_names import temporary_name

__all__ = ["FileTree", "read_tree", "write_tree"]

FileTree = bytes | Mapping[str, bytes]
"""The content of a file, or of the files of a folder by their paths within it."""


def read_tree(path: Path) -> FileTree:
    """Read a file, or all files of a folder."""
    if not path.is_dir():
        return path.read_bytes()
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}


def write_tree(path: Path, content: FileTree) -> None:
    """Write a file or a folder, which appears complete and replaces an older one.

    Raises
    ------
    SaveError
        If it can't be written; nothing is left behind.
    """
    if isinstance(content, bytes):
        write_atomically(path, content)
        return
    temporary = path.with_name(temporary_name(path.name))
    try:
        for name, data in content.items():
            file = temporary / name
            if not file.resolve().is_relative_to(temporary.resolve()):
                raise InputError(f"{path}: a worker sent a file outside of it, {name!r:.60}")
            file.parent.mkdir(parents=True, exist_ok=True)
            write_synced(file, data)
        if path.is_dir():
            shutil.rmtree(path)
        temporary.replace(path)
        fsync_folder(path.parent)
    except OSError as error:
        raise save_error(path, error) from None
    finally:
        with suppress(OSError):
            shutil.rmtree(temporary)
