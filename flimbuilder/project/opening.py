"""Reading a project folder: the last committed version, and the journal that fits it."""

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
from flimbuilder.project.backups import BACKUP_FOLDER, backup_path, backup_revisions
from flimbuilder.project.commit import Commit, SavedVersion, read_commit, settle
from flimbuilder.project.documents import MARKER_FOLDER, PROJECT_FILE, Version, decode_version
from flimbuilder.project.files import read_regular, real_folder
from flimbuilder.project.journal import JOURNAL_FILE, JournalContents, read_journal, retire
from flimbuilder.project.lock import exclusive
from flimbuilder.project.migrate import SCHEMA_VERSION

__all__ = ["Opened", "read_backup", "read_project", "revision_there"]

READS = 20  # attempts to read a folder that another program keeps saving


@dataclass(frozen=True)
class Opened:
    """What was read of a project folder.

    Attributes
    ----------
    version : Version
    project_file : bytes
        ``project.json`` as it was.
    journal : JournalContents
        Of edits that start from this version.
    read_only_reason : str or None
    notes : tuple of str
    """

    version: Version
    project_file: bytes
    journal: JournalContents = field(default_factory=JournalContents)
    read_only_reason: str | None = None
    notes: tuple[str, ...] = ()


def read_project(folder: Path) -> Opened:
    """Read a project folder; see `flimbuilder.project.folder.open_project`."""
    try:
        return _read_project(folder)
    except OSError as error:
        raise _unreadable(folder, error) from None
    except (InputError, ProjectFormatError) as error:
        raise ProjectFormatError(f"{error}{_backup_hint(folder)}") from None


def read_backup(folder: Path, revision: int) -> Opened:
    """Read a backup; see `flimbuilder.project.folder.open_backup`."""
    root = backup_path(folder, revision)
    try:
        _require_project(root)
        opened = _read(root)
    except OSError as error:
        raise _unreadable(root, error) from None
    return replace(opened, read_only_reason=f"revision {revision} is a backup")


def revision_there(folder: Path) -> int | None:
    """Return the revision that a folder holds now; None where it cannot be read."""
    try:
        return _read(folder).version.revision
    except (OSError, FlimError):
        return None


def _read_project(folder: Path) -> Opened:
    _require_project(folder)
    obstacle = _write_obstacle(folder)
    if obstacle is None:
        _finish_save(folder)
    opened = _read_steadily(folder)
    if opened.version.schema_version > SCHEMA_VERSION:
        reason = _newer_reason(opened.version)
        note = f"{folder}: {reason}"
        return replace(opened, journal=JournalContents(), read_only_reason=reason, notes=(note,))
    journal, notes = _fitting_journal(folder, opened, writable=obstacle is None)
    return replace(opened, journal=journal, read_only_reason=obstacle, notes=notes)


def _unreadable(folder: Path, error: OSError) -> ProjectError:
    return ProjectError(
        f"{error.filename or folder}: cannot be read: {error.strerror or error}; mend that, or "
        "choose another folder"
    )


def _require_project(folder: Path) -> None:
    if not real_folder(folder).exists():
        raise ProjectError(
            f"{folder}: there is no such folder; check the path, or make a project there with "
            "'flimbuilder new'"
        )
    if not folder.is_dir():
        raise ProjectError(f"{folder}: is not a folder; give the folder that holds {PROJECT_FILE}")
    if (folder / PROJECT_FILE).exists() or read_commit(folder):
        return
    state = f"has no {PROJECT_FILE}" if any(folder.iterdir()) else "is empty"
    hint = _backup_hint(folder)
    raise ProjectError(
        f"{folder}: {state}, so it is no project; 'flimbuilder new' makes one{hint}"
    )


def _write_obstacle(folder: Path) -> str | None:
    for place in (folder, folder / MARKER_FOLDER):
        if place.exists() and not os.access(place, os.W_OK | os.X_OK):
            return f"there is no permission to write in {place}"
    return None


def _finish_save(folder: Path) -> None:
    if read_commit(folder) is None:
        return
    # Where it cannot be finished now, the project is read through the commit.
    with suppress(OSError, SaveError), exclusive(folder):
        settle(folder)


def _read_steadily(folder: Path) -> Opened:
    """Read a folder between the saves of other programs."""
    for _ in range(READS):
        before = _state(folder)
        try:
            opened = _read(folder)
        except (OSError, FlimError):
            if _state(folder) == before:
                raise
            continue
        if _state(folder) == before:
            return opened
    raise ProjectError(f"{folder}: another program keeps saving it; open it again later")


def _state(folder: Path) -> tuple[Commit | None, bytes | None]:
    commit = read_commit(folder)
    try:
        return commit, read_regular(folder / PROJECT_FILE)
    except (OSError, InputError):
        return commit, None


def _read(folder: Path) -> Opened:
    commit = read_commit(folder)
    snapshot = SavedVersion(folder, commit)
    version = decode_version(snapshot.read, folder)
    journal = read_journal(folder)
    if commit is not None and journal.size == commit.journal_bytes:
        journal = JournalContents()  # the committed version has its edits
    return Opened(version, snapshot.read(PROJECT_FILE), journal)


def _backup_hint(folder: Path) -> str:
    revisions = backup_revisions(folder)
    if not revisions:
        return ""
    return (
        f"; revision {revisions[-1]} is kept in {BACKUP_FOLDER}/{revisions[-1]:08d}: copy its "
        "files to the project folder to restore it"
    )


def _newer_reason(version: Version) -> str:
    return (
        f"it was written by a newer flimbuilder ({version.app_version}, schema version "
        f"{version.schema_version}); this one ({__version__}) writes {SCHEMA_VERSION}, so it is "
        "opened for reading only; update flimbuilder to change it"
    )


def _fitting_journal(
    folder: Path, opened: Opened, *, writable: bool
) -> tuple[JournalContents, tuple[str, ...]]:
    """Return the journal, if its edits start from the opened version, and what to say of it."""
    found = opened.journal
    if found.size == 0 or found.revision == opened.version.revision:
        return found, () if found.note is None else (found.note,)
    where = _set_aside(folder, opened) if writable else None
    what = (
        "has no readable first line"
        if found.revision is None
        else f"starts from revision {found.revision}, not from {opened.version.revision}"
    )
    done = "it is left alone" if where is None else f"it was moved to {where}"
    return JournalContents(), (f"{folder / JOURNAL_FILE}: {what}; {done}",)


def _set_aside(folder: Path, opened: Opened) -> Path | None:
    with suppress(OSError, SaveError), exclusive(folder):
        if read_journal(folder) == opened.journal:
            return retire(folder, known=0)
    return None
