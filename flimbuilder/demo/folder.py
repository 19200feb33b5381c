"""The demo's output folder: what it wrote is replaced, what anybody else wrote is not touched.

``demo.json`` in the folder names every file that the demo left, with its SHA-256. A file of that
content is the demo's; whatever else lies where the demo writes is somebody's work.
"""

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flimbuilder.errors import FlimError, InputError
from flimbuilder.project.files import read_regular, save_error, sha256_of, write_atomically
from flimbuilder.project.places import make_folder

__all__ = ["RECORD", "recorded"]

RECORD = "demo.json"
FORMAT = "flimbuilder-demo"


@contextmanager
def recorded(out: Path, names: Collection[str]) -> Iterator[dict[str, Any]]:
    """Clear the demo's folder, and at the end, however it comes, record what is in it.

    Parameters
    ----------
    out : Path
        Made where it is missing.
    names : collection of str
        Of the files and folders that the demo writes directly in it.

    Yields
    ------
    dict
        To be filled with what the record should tell besides.

    Raises
    ------
    InputError
        Where the folder holds something and no earlier demo, or something that the demo would
        replace and did not write. Nothing has been changed then.
    """
    make_folder(out)
    _clear(out, names)
    told: dict[str, Any] = {}
    try:
        yield told
    finally:
        _write_record(out, names, told)


def _clear(out: Path, names: Collection[str]) -> None:
    known = _known_files(out)
    if known is None and any(out.iterdir()):
        raise InputError(
            f"{out}: is not empty and holds no earlier demo; give a new folder with --out"
        )
    present = _files(out, names)
    for file in present:
        if not _is_recorded(out, file, known or {}):
            raise InputError(
                f"{out / file}: is not as the demo left it and would be replaced; give a new "
                "folder with --out, or move it away"
            )
    _delete(out, present, names)


def _known_files(out: Path) -> dict[str, str] | None:
    """Return the hashes that an earlier demo recorded, by path; None where there is no record."""
    try:
        record = json.loads(read_regular(out / RECORD))
    except (OSError, ValueError, FlimError):
        return None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        return None
    files = record.get("files")
    return files if isinstance(files, dict) else None


def _files(out: Path, names: Collection[str]) -> list[str]:
    """List the files under the demo's names, as POSIX paths from the folder."""
    found = [name for name in names if (out / name).is_symlink() or (out / name).is_file()]
    for name in names:
        for folder, folders, files in os.walk(out / name):
            links = [one for one in folders if Path(folder, one).is_symlink()]
            found += [Path(folder, one).relative_to(out).as_posix() for one in (*links, *files)]
    return sorted(found)


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


def _write_record(out: Path, names: Collection[str], told: dict[str, Any]) -> None:
    files = {}
    for file in _files(out, names):
        with suppress(FlimError):  # what cannot be read is not the demo's
            files[file] = sha256_of(out / file)
    record = {"format": FORMAT, **told, "files": files}
    write_atomically(out / RECORD, (json.dumps(record, indent=1) + "\n").encode())
