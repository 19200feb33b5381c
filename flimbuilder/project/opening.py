"""Reading a project folder: the last committed version and its journal."""

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from flimbuilder import __version__
from flimbuilder.errors import (
    FlimError,
    InputError,
    ProjectError,
    ProjectFormatError,
    SaveError,
)
from flimbuilder.project.commit import (
    Commit,
    CommittedFiles,
    backup_path,
    backup_revisions,
    finish_commit,
    read_commit,
)
from flimbuilder.project.documents import (
    BACKUP_FOLDER,
    MARKER_FOLDER,
    PROJECT_FILE,
    Version,
    decode_version,
)
from flimbuilder.project.files import folder_lock, read_regular, real_folder
from flimbuilder.project.journal import (
    JOURNAL_FILE,
    JournalContents,
    read_journal,
    retire_journal,
)
from flimbuilder.project.migrate import SCHEMA_VERSION

__all__ = ["FolderContents", "current_revision", "read_backup", "read_project"]

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
    read_only_reason : str or None
    notes : tuple of str
        Messages for the user.
    """

    version: Version
    project_file: bytes
    journal: JournalContents = field(default_factory=JournalContents)
    read_only_reason: str | None = None
    notes: tuple[str, ...] = ()


def read_project(folder: Path) -> FolderContents:
    """Read a project folder; see :func:`flimbuilder.project.folder.open_project`."""
    try:
        _require_project(folder)
        obstacle = _write_obstacle(folder)
        if obstacle is None and read_commit(folder) is not None:
            # If the commit cannot be finished now, the project is read through it.
            with suppress(OSError, SaveError), folder_lock(folder):
                finish_commit(folder)
        contents = _read_steadily(folder)
        if contents.version.schema_version > SCHEMA_VERSION:
            return _newer_contents(folder, contents)
        journal, notes = _matching_journal(folder, contents, writable=obstacle is None)
    except OSError as error:
        raise _unreadable(folder, error) from None
    except (InputError, ProjectFormatError) as error:
        raise ProjectFormatError(f"{error}{_backup_hint(folder)}") from None
    return replace(contents, journal=journal, read_only_reason=obstacle, notes=notes)


def read_backup(folder: Path, revision: int) -> FolderContents:
    """Read a backup; see :func:`flimbuilder.project.folder.open_backup`."""
    root = backup_path(folder, revision)
    try:
        _require_project(root)
        contents = _read(root)
    except OSError as error:
        raise _unreadable(root, error) from None
    return replace(contents, read_only_reason=f"revision {revision} is a backup")


def current_revision(folder: Path) -> int | None:
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
    if (folder / PROJECT_FILE).exists() or read_commit(folder):
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


def _read_steadily(folder: Path) -> FolderContents:
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
    raise ProjectError(f"{folder}: another program keeps saving it; open it again later")


def _state(folder: Path) -> tuple[Commit | None, bytes | None]:
    commit = read_commit(folder)
    try:
        return commit, read_regular(folder / PROJECT_FILE)
    except (OSError, InputError):
        return commit, None


def _read(folder: Path) -> FolderContents:
    commit = read_commit(folder)
    files = CommittedFiles(folder, commit)
    version = decode_version(files.read, folder)
    journal = read_journal(folder)
    if commit is not None and journal.size == commit.journal_bytes:
        journal = JournalContents()  # the committed version includes its edits
    return FolderContents(version, files.read(PROJECT_FILE), journal)


def _backup_hint(folder: Path) -> str:
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
        notes=(f"{folder}: {reason}",),
    )


def _matching_journal(
    folder: Path, contents: FolderContents, *, writable: bool
) -> tuple[JournalContents, tuple[str, ...]]:
    """Return the journal if its edits start from the version read, and notes about it."""
    journal = contents.journal
    if journal.size == 0 or journal.revision == contents.version.revision:
        return journal, () if journal.note is None else (journal.note,)
    problem = (
        "has no readable first line"
        if journal.revision is None
        else f"starts from revision {journal.revision}, not from {contents.version.revision}"
    )
    moved = _set_aside(folder, journal) if writable else None
    outcome = "it stays there" if moved is None else f"it was moved to {moved}"
    return JournalContents(), (f"{folder / JOURNAL_FILE}: {problem}; {outcome}",)


def _set_aside(folder: Path, journal: JournalContents) -> Path | None:
    with suppress(OSError, SaveError), folder_lock(folder):
        if read_journal(folder) == journal:
            return retire_journal(folder, known=0)
    return None
