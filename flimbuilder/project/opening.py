"""Reading a project folder: the last committed version and its journal. Writes nothing."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from flimbuilder import __version__
from flimbuilder.errors import FlimError, InputError, ProjectError, ProjectFormatError
from flimbuilder.project.commit import (
    STAGE,
    Commit,
    CommittedFiles,
    backup_path,
    backup_revisions,
    read_commit,
)
from flimbuilder.project.documents import (
    BACKUP_FOLDER,
    MARKER_FOLDER,
    MAX_FILE_BYTES,
    PROJECT_FILE,
    Version,
    decode_version,
)
from flimbuilder.project.files import CLAIM_FILE, LOCK_FILE, real_folder
from flimbuilder.project.folder_handle import FolderHandle, open_folder
from flimbuilder.project.journal import JOURNAL_FILE, JournalContents, read_journal
from flimbuilder.project.migrate import SCHEMA_VERSION

__all__ = [
    "FolderContents",
    "current_revision",
    "is_project_folder",
    "project_folder",
    "read_backup",
    "read_project",
]

PARTS = (
    PROJECT_FILE, MARKER_FOLDER, JOURNAL_FILE, STAGE, BACKUP_FOLDER, LOCK_FILE, CLAIM_FILE,
)  # fmt: skip
MAX_READS = 20  # attempts to read a folder that another program keeps saving


@dataclass(frozen=True)
class FolderContents:
    """The contents of a project folder.

    Attributes
    ----------
    version : Version
    project_file : bytes
        ``project.json`` as read.
    journal : JournalContents
        Edits that start from this version.
    stale_journal : JournalContents or None
        A journal of another version, to set aside before writing.
    read_only_reason : str or None
    notes : tuple of str
        Messages for the user.
    """

    version: Version
    project_file: bytes
    journal: JournalContents = field(default_factory=JournalContents)
    stale_journal: JournalContents | None = None
    read_only_reason: str | None = None
    notes: tuple[str, ...] = ()


def read_project(folder: Path) -> FolderContents:
    """Read a project folder; see :func:`flimbuilder.project.folder.open_project`."""
    try:
        _require_project(folder)
        with open_folder(folder) as handle:
            for name in PARTS:
                handle.status(name)  # refuses a link
            obstacle = _write_obstacle(folder)
            contents = _read_steadily(handle)
            if contents.version.schema_version > SCHEMA_VERSION:
                return _newer_contents(folder, contents)
            contents = _sort_journal(folder, contents, writable=obstacle is None)
    except OSError as error:
        raise _unreadable(folder, error) from None
    except (InputError, ProjectFormatError) as error:
        raise ProjectFormatError(f"{error}{_backup_hint(folder)}") from None
    return replace(contents, read_only_reason=obstacle)


def read_backup(folder: Path, revision: int) -> FolderContents:
    """Read a backup; see :func:`flimbuilder.project.folder.open_backup`."""
    root = folder / backup_path(revision)
    try:
        _require_project(root)
        with open_folder(root) as handle:
            contents = _read(handle)
    except OSError as error:
        raise _unreadable(root, error) from None
    return replace(
        contents,
        read_only_reason=f"revision {revision} is a backup",
        notes=contents.version.notes,
    )


def is_project_folder(folder: Path) -> bool:
    """Return True if a folder holds a project, even if its first save was interrupted."""
    place = real_folder(folder)
    if not place.is_dir():
        return False
    with open_folder(place) as handle:
        return handle.status(PROJECT_FILE) is not None or read_commit(handle) is not None


def project_folder(path: Path) -> Path:
    """Return the folder that holds a ``project.json``; any other path as it is.

    File managers open a folder themselves, and can only hand this file to a program.
    """
    is_project_file = path.name == PROJECT_FILE and path.is_file()
    return path.absolute().parent if is_project_file else path


def current_revision(folder: FolderHandle) -> int | None:
    """Return the revision on the disk; None if it cannot be read."""
    try:
        return _read(folder).version.revision
    except (OSError, FlimError):
        return None


def _unreadable(folder: Path, error: OSError) -> ProjectError:
    return ProjectError(
        f"can't read {error.filename or folder}: {error.strerror or error}; fix that, or choose "
        "another folder"
    )


def _require_project(folder: Path) -> None:
    if not real_folder(folder).exists():
        raise ProjectError(
            f"{folder}: there is no such folder; check the path, or create a project there with "
            "'flimbuilder new'"
        )
    if not folder.is_dir():
        raise ProjectError(f"{folder}: is not a folder; give the folder that holds {PROJECT_FILE}")
    if is_project_folder(folder):
        return
    state = f"has no {PROJECT_FILE}" if any(folder.iterdir()) else "is empty"
    raise ProjectError(
        f"{folder}: {state}, so it is not a project; create one with 'flimbuilder new'"
        f"{_backup_hint(folder)}"
    )


def _write_obstacle(folder: Path) -> str | None:
    for place in (folder, folder / MARKER_FOLDER):
        if place.exists() and not os.access(place, os.W_OK | os.X_OK):
            return f"there is no permission to write in {place}"
    return None


def _read_steadily(folder: FolderHandle) -> FolderContents:
    """Read a folder that other programs may be saving."""
    for _ in range(MAX_READS):
        before = _state(folder)
        try:
            contents = _read(folder)
        except (OSError, FlimError):
            if _state(folder) == before:
                raise
            continue
        if _state(folder) == before:
            return contents
    raise ProjectError(f"{folder.path}: another program keeps saving it; open it again later")


def _state(folder: FolderHandle) -> tuple[Commit | None, bytes | None]:
    commit = read_commit(folder)
    try:
        return commit, folder.read(PROJECT_FILE, MAX_FILE_BYTES)
    except (OSError, ProjectFormatError):
        return commit, None


def _read(folder: FolderHandle) -> FolderContents:
    commit = read_commit(folder)
    files = CommittedFiles(folder, commit)
    version = decode_version(files.read, folder.path)
    journal = read_journal(folder)
    notes = version.notes
    if commit is not None:
        notes = (
            *notes,
            f"{folder.path}: saving revision {commit.revision} was interrupted; it is read from "
            f"{STAGE}/, and the next change or 'flimbuilder recover' completes it",
        )
        if journal.size == commit.journal_bytes and (
            commit.journal_crc32 is None or journal.end == commit.journal_end
        ):
            journal = JournalContents()  # the committed version includes its edits
    return FolderContents(version, files.read(PROJECT_FILE), journal, notes=notes)


def _backup_hint(folder: Path) -> str:
    if any((folder / name).is_symlink() for name in PARTS):
        return ""  # copying would write through the link
    revisions = backup_revisions(folder)
    if not revisions:
        return ""
    return (
        f"; to restore revision {revisions[-1]}, copy the files of "
        f"{BACKUP_FOLDER}/{revisions[-1]:08d} to the project folder"
    )


def _newer_contents(folder: Path, contents: FolderContents) -> FolderContents:
    version = contents.version
    reason = (
        f"it was written by a newer flimbuilder ({version.app_version}, schema version "
        f"{version.schema_version}); this one ({__version__}) writes {SCHEMA_VERSION}, so the "
        "project is read-only; update flimbuilder to change it"
    )
    return replace(
        contents,
        journal=JournalContents(),
        read_only_reason=reason,
        notes=(f"{folder}: {reason}", *version.notes),
    )


def _sort_journal(folder: Path, contents: FolderContents, *, writable: bool) -> FolderContents:
    """Set aside a journal that does not start from the version read, and add a note."""
    journal, notes = contents.journal, contents.notes
    if journal.size == 0 or journal.revision == contents.version.revision:
        return replace(contents, notes=(*notes, journal.note) if journal.note else notes)
    problem = (
        "has no readable first line"
        if journal.revision is None
        else f"starts from revision {journal.revision}, not from {contents.version.revision}"
    )
    outcome = f"the next change or save moves it to {BACKUP_FOLDER}/" if writable else "it stays"
    note = f"{folder / JOURNAL_FILE}: {problem}; {outcome}"
    return replace(
        contents, journal=JournalContents(), stale_journal=journal, notes=(*notes, note)
    )
