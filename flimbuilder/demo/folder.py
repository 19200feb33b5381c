"""The demo's output folder: replaces what the demo wrote, and nothing else.

``demo.json`` in the folder lists every file of the demo with its SHA-256. A file with that content
is the demo's; any other file belongs to the user.
"""

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flimbuilder.errors import FlimError, InputError
from flimbuilder.project.files import read_regular, save_error, sha256_of, write_atomically
from flimbuilder.project.outputs import make_folder

__all__ = ["DEMO_FOLDER", "RECORD", "is_demo_project", "recorded"]

DEMO_FOLDER = "flimbuilder-demo"
RECORD = "demo.json"
FORMAT = "flimbuilder-demo"


def is_demo_project(project: Path) -> bool:
    """Return True if a project is in a folder that the window creates for demos."""
    name, _, number = project.parent.name.partition(f"{DEMO_FOLDER}-")
    return project.parent.name == DEMO_FOLDER or (not name and number.isdecimal())


@contextmanager
def recorded(out: Path, names: Collection[str]) -> Iterator[dict[str, Any]]:
    """Clear the demo's folder, and record its files at the end, even after a failure.

    Parameters
    ----------
    out : Path
        Created if missing.
    names : collection of str
        Files and folders that the demo writes directly in it.

    Yields
    ------
    dict
        Further entries of the record, to fill in.

    Raises
    ------
    InputError
        If the folder holds files but no earlier demo, or the demo would replace a file that it
        did not write. Nothing is changed then.
    """
    make_folder(out)
    _clear(out, names)
    extra: dict[str, Any] = {}
    try:
        yield extra
    finally:
        _write_record(out, names, extra)


def _clear(out: Path, names: Collection[str]) -> None:
    known = _known_files(out)
    if known is None and any(out.iterdir()):
        raise InputError(
            f"{out}: the folder is not empty and holds no earlier demo; choose another with --out"
        )
    present = _files(out, names)
    for file in present:
        if not _is_recorded(out, file, known or {}):
            raise InputError(
                f"{out / file}: changed since the demo wrote it, and would be replaced; move it "
                "away, or choose another folder with --out"
            )
    _delete(out, present, names)


def _known_files(out: Path) -> dict[str, str] | None:
    """Return the recorded hashes by path; None if there is no record."""
    try:
        record = json.loads(read_regular(out / RECORD))
    except (OSError, ValueError, FlimError):
        return None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        return None
    files = record.get("files")
    return files if isinstance(files, dict) else None


def _files(out: Path, names: Collection[str]) -> list[str]:
    """List the files under the demo's names, as POSIX paths relative to the folder."""
    listed = [name for name in names if (out / name).is_symlink() or (out / name).is_file()]
    for top in names:
        for folder, folders, files in os.walk(out / top):
            links = [name for name in folders if Path(folder, name).is_symlink()]
            listed += [Path(folder, name).relative_to(out).as_posix() for name in (*links, *files)]
    return sorted(listed)


def _is_recorded(out: Path, file: str, known: dict[str, str]) -> bool:
    path = out / file
    return not path.is_symlink() and known.get(file) == sha256_of(path)


def _delete(out: Path, files: Collection[str], names: Collection[str]) -> None:
    try:
        for file in files:
            (out / file).unlink()
        for name in names:
            for folder, _, _ in os.walk(out / name, topdown=False):
                Path(folder).rmdir()
    except OSError as error:
        raise save_error(out, error) from None


def _write_record(out: Path, names: Collection[str], extra: dict[str, Any]) -> None:
    files = {}
    for file in _files(out, names):
        with suppress(FlimError):  # an unreadable file is not the demo's
            files[file] = sha256_of(out / file)
    record = {"format": FORMAT, **extra, "files": files}
    write_atomically(out / RECORD, (json.dumps(record, indent=1) + "\n").encode())
