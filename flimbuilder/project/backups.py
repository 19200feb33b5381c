"""The backups of a project folder: its last five saved versions, each a folder of its own."""

import shutil
from contextlib import suppress
from pathlib import Path

from flimbuilder.project.documents import MARKER_FOLDER, PROJECT_FILE

__all__ = [
    "BACKUP_FOLDER",
    "KEPT",
    "backup_path",
    "backup_revisions",
    "complete_copy",
    "keep_version",
    "prune_backups",
]

BACKUP_FOLDER = "backups"
KEPT = 5


def backup_path(folder: Path, revision: int) -> Path:
    """Return where a version of a project is kept, for example ``backups/00000007``."""
    return folder / BACKUP_FOLDER / f"{revision:08d}"


def backup_revisions(folder: Path) -> tuple[int, ...]:
    """Return the revisions that have a backup, ascending."""
    try:
        names = [child.name for child in (folder / BACKUP_FOLDER).iterdir()]
    except OSError:
        return ()
    return tuple(sorted(int(name) for name in names if name.isascii() and name.isdigit()))


def keep_version(folder: Path, revision: int) -> None:
    """Copy the version that a project folder holds to its backups, if it is not there yet."""
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
    """Copy those files of a version to `copy` that it does not have."""
    (copy / MARKER_FOLDER).mkdir(parents=True, exist_ok=True)
    markers = (folder / MARKER_FOLDER).glob("*.json")
    for source in (folder / PROJECT_FILE, *markers):
        target = copy / source.relative_to(folder)
        if source.is_file() and not target.exists():
            shutil.copyfile(source, target)


def prune_backups(folder: Path) -> None:
    """Delete all but the last five backups, and what killed saves have left there."""
    kept = folder / BACKUP_FOLDER
    old = [backup_path(folder, revision) for revision in backup_revisions(folder)[:-KEPT]]
    for path in (*old, *kept.glob(".[0-9]*")):
        with suppress(OSError):
            shutil.rmtree(path)
