"""Saving several files as one step, and the backups of the last saved versions.

A save writes the files that it changes to the hidden folder ``.save/``. A single rename, that of
``.save/commit.json``, commits it: before it the project is the old one, after it the new one. Then
the files are copied to their places, and ``.save/`` becomes the backup of the version. A commit
that a killed program left is finished by the next reader, or read through if the folder is
read-only. Without ``commit.json``, ``.save/`` is ignored.
"""

import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from flimbuilder.errors import InputError, ProjectFormatError
from flimbuilder.project.documents import (
    BACKUP_FOLDER,
    MARKER_FOLDER,
    PROJECT_FILE,
    is_version_file,
)
from flimbuilder.project.files import (
    TEMPORARY,
    StrPath,
    fsync_folder,
    read_regular,
    replace_file,
    write_synced,
)
from flimbuilder.project.journal import retire_journal
from flimbuilder.project.values import Value, describe, parse_json

__all__ = [
    "MAX_BACKUPS",
    "STAGE",
    "Commit",
    "CommittedFiles",
    "back_up_version",
    "backup_path",
    "backup_revisions",
    "commit_version",
    "complete_copy",
    "discard_stage",
    "finish_commit",
    "prune_backups",
    "read_commit",
]

STAGE = ".save"
COMMIT_FILE = "commit.json"
MAX_BACKUPS = 5


def _version_file(name: str) -> str:
    if not is_version_file(name):
        raise ValueError("is not a file of a project version")
    return name


FileName = Annotated[str, AfterValidator(_version_file)]


class Commit(Value):
    """The content of ``commit.json``.

    Attributes
    ----------
    revision : int
        Of the new version.
    journal_bytes : int
        Length of the part of the journal whose edits the new version includes.
    changed : tuple of str
        Names of the files in ``.save/``.
    removed : tuple of str
        Names of the files to delete.
    """

    revision: Annotated[int, Field(ge=1)]
    journal_bytes: Annotated[int, Field(ge=0)]
    changed: tuple[FileName, ...]
    removed: tuple[FileName, ...]


@dataclass(frozen=True)
class CommittedFiles:
    """The files of the last committed version of a project folder, staged or in place."""

    folder: Path
    commit: Commit | None

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; raises as `read_regular`."""
        staged = self.commit is not None and name in self.commit.changed
        return read_regular(self.folder / STAGE / name if staged else self.folder / name)


def read_commit(folder: Path) -> Commit | None:
    """Return the commit that a killed program left unfinished; None if there is none.

    Raises
    ------
    ProjectFormatError
        If it is damaged, or names files outside the folder.
    """
    path = folder / STAGE / COMMIT_FILE
    way_out = f"delete {folder / STAGE} to open the version before"
    try:
        return Commit.model_validate(parse_json(read_regular(path), path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (InputError, ProjectFormatError) as error:
        raise ProjectFormatError(f"{error}; {way_out}") from None
    except ValidationError as error:
        raise ProjectFormatError(f"{path}: {describe(error)}; {way_out}") from None


def commit_version(
    folder: Path,
    files: Mapping[str, bytes],
    revision: int,
    *,
    removed: Iterable[str] = (),
    journal_bytes: int = 0,
) -> None:
    """Write a version to ``.save/`` and commit it.

    Parameters
    ----------
    folder : Path
        Project folder without an unfinished commit.
    files : mapping of str to bytes
        All files of the new version.
    revision : int
        Of the new version.
    removed : iterable of str, default=()
        Files of the current version that the new one does not have.
    journal_bytes : int, default=0
        Length of the part of the journal whose edits the new version includes.

    Raises
    ------
    OSError
        If writing fails; the project is the old one, and ``.save/`` is deleted.
    """
    changed = {name: new for name, new in files.items() if _content(folder / name) != new}
    commit = Commit(
        revision=revision,
        journal_bytes=journal_bytes,
        changed=tuple(changed),
        removed=tuple(sorted(removed)),
    )
    discard_stage(folder)
    try:
        (folder / STAGE / MARKER_FOLDER).mkdir(parents=True)
        for name, content in changed.items():
            write_synced(folder / STAGE / name, content)
        for written in (folder / STAGE / MARKER_FOLDER, folder / STAGE, folder):
            fsync_folder(written)
        document = commit.model_dump_json(indent=2).encode() + b"\n"
        replace_file(folder / STAGE / COMMIT_FILE, document)
    except OSError:
        discard_stage(folder)
        raise


def _content(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None


def discard_stage(folder: Path) -> None:
    """Delete ``.save/`` of a save that was not committed."""
    shutil.rmtree(folder / STAGE, ignore_errors=True)


def finish_commit(folder: Path) -> None:
    """Finish a committed save, if there is one; repeating it is harmless.

    Raises
    ------
    OSError
        If that fails; the commit stays for the next attempt.
    """
    commit = read_commit(folder)
    if commit is None:
        return
    (folder / MARKER_FOLDER).mkdir(exist_ok=True)
    for name in commit.changed:
        replace_file(folder / name, read_regular(folder / STAGE / name))
    for name in commit.removed:
        (folder / name).unlink(missing_ok=True)
    retire_journal(folder, commit.journal_bytes)
    for changed in (folder / MARKER_FOLDER, folder):
        fsync_folder(changed)
    (folder / STAGE / COMMIT_FILE).unlink()
    # The project is saved by now; the next save makes a backup that fails here.
    with suppress(OSError):
        _clean_up(folder, commit.revision)


def _clean_up(folder: Path, revision: int) -> None:
    """Turn ``.save/`` into a backup, and delete old backups and files of killed saves."""
    complete_copy(folder, folder / STAGE)
    target = backup_path(folder, revision)
    target.parent.mkdir(exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    (folder / STAGE).replace(target)
    prune_backups(folder)
    for place in (folder, folder / MARKER_FOLDER, folder / BACKUP_FOLDER):
        for temporary in place.glob(TEMPORARY):
            temporary.unlink(missing_ok=True)


# Backups


def backup_path(folder: Path, revision: int) -> Path:
    """Return the backup folder of a revision, for example ``backups/00000007``."""
    return folder / BACKUP_FOLDER / f"{revision:08d}"


def backup_revisions(folder: StrPath) -> tuple[int, ...]:
    """Return the revisions of a project folder that have a backup, ascending."""
    try:
        names = [child.name for child in (Path(folder) / BACKUP_FOLDER).iterdir()]
    except OSError:
        return ()
    return tuple(sorted(int(name) for name in names if name.isascii() and name.isdigit()))


def back_up_version(folder: Path, revision: int) -> None:
    """Copy the current version of a project folder to its backups, unless it is there."""
    target = backup_path(folder, revision)
    if target.exists():
        return
    unfinished = target.with_name(f".{target.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        complete_copy(folder, unfinished)
        unfinished.replace(target)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def complete_copy(folder: Path, copy: Path) -> None:
    """Copy the files of a version that `copy` lacks."""
    (copy / MARKER_FOLDER).mkdir(parents=True, exist_ok=True)
    markers = (folder / MARKER_FOLDER).glob("*.json")
    for source in (folder / PROJECT_FILE, *markers):
        target = copy / source.relative_to(folder)
        if source.is_file() and not target.exists():
            shutil.copyfile(source, target)


def prune_backups(folder: Path) -> None:
    """Delete all but the last backups, and unfinished ones of killed saves."""
    old = [backup_path(folder, revision) for revision in backup_revisions(folder)[:-MAX_BACKUPS]]
    for path in (*old, *(folder / BACKUP_FOLDER).glob(".[0-9]*")):
        with suppress(OSError):
            shutil.rmtree(path)
