"""Saving several files as one step, and the backups of the last saved versions.

A save writes the files that it changes to the hidden folder ``.save/``. A single rename, that of
``.save/commit.json``, commits it: before it the project is the old one, after it the new one. Then
the files are copied to their places, and ``.save/`` becomes the backup of the version. A commit
that a killed program left is read through, and finished by the next program that writes. Without
``commit.json``, ``.save/`` is ignored.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from flimbuilder.errors import ProjectFormatError
from flimbuilder.project.documents import (
    BACKUP_FOLDER,
    MARKER_FOLDER,
    MAX_FILE_BYTES,
    PROJECT_FILE,
    Revision,
    is_version_file,
)
from flimbuilder.project.files import StrPath
from flimbuilder.project.folder_handle import FolderHandle, open_folder
from flimbuilder.project.journal import JournalEnd, retire_journal
from flimbuilder.project.temporary_names import is_temporary, temporary_name
from flimbuilder.project.values import Value, describe, from_json, parse_json

__all__ = [
    "MAX_BACKUPS",
    "STAGE",
    "Commit",
    "CommittedFiles",
    "back_up_version",
    "backup_path",
    "backup_revisions",
    "commit_version",
    "discard_stage",
    "finish_commit",
    "free_revision",
    "prune_backups",
    "read_commit",
]

STAGE = ".save"
COMMIT_FILE = f"{STAGE}/commit.json"
BACKUP_LIST = f"{BACKUP_FOLDER}/list.json"
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
    journal_crc32 : str or None
        The check sum in the last line of that part; None if it is empty.
    changed : tuple of str
        Names of the files in ``.save/``.
    removed : tuple of str
        Names of the files to delete.
    """

    revision: Revision
    journal_bytes: Annotated[int, Field(ge=0)]
    journal_crc32: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")] | None = None
    changed: tuple[FileName, ...]
    removed: tuple[FileName, ...]

    @property
    def journal_end(self) -> JournalEnd:
        """The end of the part of the journal whose edits the new version includes."""
        return JournalEnd(self.journal_bytes, self.journal_crc32)


class BackupList(Value):
    """The content of ``backups/list.json``: the revisions whose backup the program made."""

    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True)
class CommittedFiles:
    """The files of the last committed version of a project folder, staged or in place."""

    folder: FolderHandle
    commit: Commit | None

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        OSError
            As FileNotFoundError if it is missing.
        ProjectFormatError
            If it is a link or a special file, or too large.
        """
        staged = self.commit is not None and name in self.commit.changed
        return self.folder.read(f"{STAGE}/{name}" if staged else name, MAX_FILE_BYTES)


def read_commit(folder: FolderHandle) -> Commit | None:
    """Return the commit that a killed program left unfinished; None if there is none.

    Raises
    ------
    ProjectFormatError
        If it is damaged or a link, or names files outside the folder.
    """
    path = folder.path / COMMIT_FILE
    way_out = f"delete {folder.path / STAGE} to open the version before"
    try:
        return from_json(Commit, parse_json(folder.read(COMMIT_FILE, MAX_FILE_BYTES), path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ProjectFormatError as error:
        raise ProjectFormatError(f"{error}; {way_out}") from None
    except ValidationError as error:
        raise ProjectFormatError(f"{path}: {describe(error)}; {way_out}") from None


def commit_version(
    folder: FolderHandle,
    files: Mapping[str, bytes],
    revision: int,
    *,
    removed: Iterable[str] = (),
    journal_end: JournalEnd | None = None,
) -> None:
    """Write a version to ``.save/`` and commit it.

    Parameters
    ----------
    folder : FolderHandle
        Project folder without an unfinished commit.
    files : mapping of str to bytes
        All files of the new version.
    revision : int
        Of the new version.
    removed : iterable of str, default=()
        Files of the current version that the new one does not have.
    journal_end : JournalEnd or None, default=None
        End of the part of the journal whose edits the new version includes; None if it includes
        no edit.

    Raises
    ------
    OSError
        If writing fails; the project is the old one, and ``.save/`` is deleted.
    ProjectFormatError
        If a link is in the way; likewise.
    """
    changed = {name: new for name, new in files.items() if _content(folder, name) != new}
    end = journal_end or JournalEnd()
    commit = Commit(
        revision=revision,
        journal_bytes=end.size,
        journal_crc32=end.crc32,
        changed=tuple(changed),
        removed=tuple(sorted(removed)),
    )
    folder.remove_tree(STAGE)
    try:
        folder.make_folder(STAGE)
        folder.make_folder(f"{STAGE}/{MARKER_FOLDER}")
        for name, content in changed.items():
            folder.write_new(f"{STAGE}/{name}", content)
        for written in (f"{STAGE}/{MARKER_FOLDER}", STAGE, ""):
            folder.sync(written)
        folder.replace(COMMIT_FILE, commit.model_dump_json(indent=2).encode() + b"\n")
    except (OSError, ProjectFormatError):
        discard_stage(folder)
        raise


def _content(folder: FolderHandle, name: str) -> bytes | None:
    try:
        return folder.read(name, MAX_FILE_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None


def discard_stage(folder: FolderHandle) -> None:
    """Delete ``.save/`` of a save that was not committed, if possible."""
    with suppress(OSError, ProjectFormatError):
        folder.remove_tree(STAGE)


def finish_commit(folder: FolderHandle) -> None:
    """Finish a committed save, if there is one; repeating it is harmless.

    Raises
    ------
    OSError
        If that fails; the commit stays for the next attempt.
    ProjectFormatError
        If a link is in the way; likewise.
    """
    commit = read_commit(folder)
    if commit is None:
        return
    staged = {name: folder.read(f"{STAGE}/{name}", MAX_FILE_BYTES) for name in commit.changed}
    folder.make_folder(MARKER_FOLDER)
    for name, content in staged.items():
        folder.replace(name, content)
    for name in commit.removed:
        folder.remove(name)
    retire_journal(folder, commit.journal_end)
    for changed in (MARKER_FOLDER, ""):
        folder.sync(changed)
    folder.remove(COMMIT_FILE)
    # The project is saved by now; the next save makes a backup that fails here.
    with suppress(OSError, ProjectFormatError):
        _clean_up(folder, commit.revision)


def _clean_up(folder: FolderHandle, revision: int) -> None:
    """Turn ``.save/`` into a backup, and delete old backups and files of killed saves."""
    if folder.status(backup_path(revision)) is None:
        _complete_copy(folder, STAGE)
        _move_to_backups(folder, STAGE, revision)
    prune_backups(folder)
    for place in ("", MARKER_FOLDER, BACKUP_FOLDER):
        for name in folder.names(place):
            path = f"{place}/{name}".removeprefix("/")
            if is_temporary(name) and folder.is_regular(path):
                folder.remove(path)


# Backups


def backup_path(revision: int) -> str:
    """Return the backup folder of a revision, for example ``backups/00000007``."""
    return f"{BACKUP_FOLDER}/{revision:08d}"


def backup_revisions(folder: StrPath) -> tuple[int, ...]:
    """Return the revisions of a project folder that have a backup, ascending.

    Folders in ``backups/`` that the program did not make are left out.
    """
    try:
        with open_folder(Path(folder)) as handle:
            return _backed_up(handle)
    except (OSError, ProjectFormatError):
        return ()


def free_revision(folder: FolderHandle, after: int) -> int:
    """Return the next revision: larger than `after` and all backups, and of no other folder."""
    revision = 1 + max((after, *_listed_backups(folder)))
    while folder.status(backup_path(revision)) is not None:
        revision += 1
    return revision


def back_up_version(folder: FolderHandle, revision: int) -> None:
    """Copy the current version of a project folder to its backups, unless it is there."""
    if folder.status(backup_path(revision)) is not None:
        return
    folder.make_folder(BACKUP_FOLDER)
    unfinished = f"{BACKUP_FOLDER}/{temporary_name(backup_path(revision))}"
    try:
        folder.make_folder(unfinished)
        _complete_copy(folder, unfinished)
        _move_to_backups(folder, unfinished, revision)
    except (OSError, ProjectFormatError):
        with suppress(OSError, ProjectFormatError):
            folder.remove_tree(unfinished)
        raise


def _complete_copy(folder: FolderHandle, copy: str) -> None:
    """Copy the files of the current version that the subfolder `copy` lacks."""
    folder.make_folder(f"{copy}/{MARKER_FOLDER}")
    names = [f"{MARKER_FOLDER}/{name}" for name in folder.names(MARKER_FOLDER)]
    for name in (PROJECT_FILE, *(name for name in names if name.endswith(".json"))):
        if folder.is_regular(name) and folder.status(f"{copy}/{name}") is None:
            folder.copy(name, f"{copy}/{name}")


def _move_to_backups(folder: FolderHandle, copy: str, revision: int) -> None:
    """Rename a complete copy to the backup of a revision, listed before it is there."""
    folder.make_folder(BACKUP_FOLDER)
    _list_backups(folder, {*_listed_backups(folder), revision})
    folder.move(copy, backup_path(revision))


def prune_backups(folder: FolderHandle) -> None:
    """Delete all but the last backups that the program made, and unfinished ones."""
    for name in folder.names(BACKUP_FOLDER):
        path = f"{BACKUP_FOLDER}/{name}"
        if is_temporary(name) and folder.is_folder(path):
            with suppress(OSError):
                folder.remove_tree(path)
    revisions = _backed_up(folder)
    for revision in revisions[:-MAX_BACKUPS]:
        # Renamed first: a kill in the middle of deleting must not leave part of a backup.
        doomed = f"{BACKUP_FOLDER}/{temporary_name(backup_path(revision))}"
        with suppress(OSError):
            folder.move(backup_path(revision), doomed)
            folder.remove_tree(doomed)
    remaining = {revision for revision in revisions if folder.is_folder(backup_path(revision))}
    if remaining != set(_listed_backups(folder)):
        _list_backups(folder, remaining)


def _backed_up(folder: FolderHandle) -> tuple[int, ...]:
    listed = _listed_backups(folder)
    return tuple(revision for revision in listed if folder.is_folder(backup_path(revision)))


def _listed_backups(folder: FolderHandle) -> tuple[int, ...]:
    """Return the revisions whose backup the program made, ascending; none without a list."""
    try:
        content = folder.read(BACKUP_LIST, MAX_FILE_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    try:
        document = parse_json(content, folder.path / BACKUP_LIST)
        return tuple(sorted(set(from_json(BackupList, document).revisions)))
    except (ProjectFormatError, ValidationError):  # damaged: saving must go on
        return ()


def _list_backups(folder: FolderHandle, revisions: Iterable[int]) -> None:
    content = BackupList(revisions=tuple(sorted(revisions))).model_dump_json()
    folder.replace(BACKUP_LIST, f"{content}\n".encode())
