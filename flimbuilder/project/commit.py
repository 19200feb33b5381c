"""A save of several files as one step.

The files that a save changes are written to the hidden folder ``.save/``. One rename, that of
``.save/commit.json``, makes them count: before it the project is the old one, after it the new
one. Then they are copied to their places, and ``.save/`` becomes the backup of the version.
Whoever finds a commit left by a killed program finishes it, or reads through it where the folder
cannot be written. A ``.save/`` without ``commit.json`` means nothing.
"""

import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from flimbuilder.errors import InputError, ProjectFormatError
from flimbuilder.project.backups import (
    BACKUP_FOLDER,
    backup_path,
    complete_copy,
    prune_backups,
)
from flimbuilder.project.documents import MARKER_FOLDER, is_version_file
from flimbuilder.project.files import (
    TEMPORARY,
    fsync_folder,
    read_regular,
    replace_file,
    write_synced,
)
from flimbuilder.project.journal import retire
from flimbuilder.project.json_text import parse_json
from flimbuilder.project.values import Value, describe

__all__ = ["STAGE", "Commit", "SavedVersion", "discard", "read_commit", "settle", "stage"]

STAGE = ".save"
COMMIT_FILE = "commit.json"


def _version_file(name: str) -> str:
    if not is_version_file(name):
        raise ValueError("is not a file that a save writes")
    return name


FileName = Annotated[str, AfterValidator(_version_file)]


class Commit(Value):
    """What a save does.

    Attributes
    ----------
    revision : int
        Of the new version.
    journal_bytes : int
        Of the journal, whose edits the new version includes.
    changed : tuple of str
        Names of the files that stand in ``.save/``.
    removed : tuple of str
        Names of the files that go.
    """

    revision: Annotated[int, Field(ge=1)]
    journal_bytes: Annotated[int, Field(ge=0)]
    changed: tuple[FileName, ...]
    removed: tuple[FileName, ...]


@dataclass(frozen=True)
class SavedVersion:
    """The files of the last committed version of a project folder: staged or in place."""

    folder: Path
    commit: Commit | None

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; errors as `read_regular`."""
        staged = self.commit is not None and name in self.commit.changed
        return read_regular(self.folder / STAGE / name if staged else self.folder / name)


def read_commit(folder: Path) -> Commit | None:
    """Return the save that a killed program has committed but not finished.

    Raises
    ------
    ProjectFormatError
        Where it is damaged, or names files outside the folder.
    """
    path = folder / STAGE / COMMIT_FILE
    way_out = f"delete {folder / STAGE} to open the files that are in place"
    try:
        return Commit.model_validate(parse_json(read_regular(path), path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (InputError, ProjectFormatError) as error:
        raise ProjectFormatError(f"{error}; {way_out}") from None
    except ValidationError as error:
        raise ProjectFormatError(f"{path}: {describe(error)}; {way_out}") from None


def stage(
    folder: Path,
    files: Mapping[str, bytes],
    revision: int,
    *,
    removed: Iterable[str] = (),
    journal_bytes: int = 0,
) -> None:
    """Write a version next to the one in place, and commit it.

    Parameters
    ----------
    folder : Path
        Of the project; no commit is pending there.
    files : mapping of str to bytes
        All files of the new version.
    revision : int
        Of the new version.
    removed : iterable of str, default=()
        Files of the version in place that the new one does not have.
    journal_bytes : int, default=0
        Of the journal, whose edits the new version includes.

    Raises
    ------
    OSError
        Before the commit: the project is the old one.
    """
    changed = {name: new for name, new in files.items() if _content(folder / name) != new}
    discard(folder)
    (folder / STAGE / MARKER_FOLDER).mkdir(parents=True)
    for name, content in changed.items():
        write_synced(folder / STAGE / name, content)
    for written in (folder / STAGE / MARKER_FOLDER, folder / STAGE, folder):
        fsync_folder(written)
    commit = Commit(
        revision=revision,
        journal_bytes=journal_bytes,
        changed=tuple(changed),
        removed=tuple(sorted(removed)),
    )
    replace_file(folder / STAGE / COMMIT_FILE, commit.model_dump_json(indent=2).encode() + b"\n")


def _content(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None


def discard(folder: Path) -> None:
    """Delete the stage of a save that was not committed."""
    shutil.rmtree(folder / STAGE, ignore_errors=True)


def settle(folder: Path) -> None:
    """Finish a committed save; again and again gives the same.

    Raises
    ------
    OSError
        Where that fails; the commit stays, for the next one to finish.
    """
    commit = read_commit(folder)
    if commit is None:
        return
    (folder / MARKER_FOLDER).mkdir(exist_ok=True)
    for name in commit.changed:
        replace_file(folder / name, read_regular(folder / STAGE / name))
    for name in commit.removed:
        (folder / name).unlink(missing_ok=True)
    retire(folder, commit.journal_bytes)
    for changed in (folder / MARKER_FOLDER, folder):
        fsync_folder(changed)
    (folder / STAGE / COMMIT_FILE).unlink()
    # The project is saved by now; a backup that fails is made by the next save.
    with suppress(OSError):
        _clean_up(folder, commit.revision)


def _clean_up(folder: Path, revision: int) -> None:
    """Make the stage the backup of its version, and delete what killed saves have left."""
    complete_copy(folder, folder / STAGE)
    target = backup_path(folder, revision)
    target.parent.mkdir(exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    (folder / STAGE).replace(target)
    prune_backups(folder)
    for place in (folder, folder / MARKER_FOLDER, folder / BACKUP_FOLDER):
        for left in place.glob(TEMPORARY):
            left.unlink(missing_ok=True)
