"""The project folder: opening, saving, and the journal of an open project.

The format and its rules are told in ``docs/project_file.md``.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flimbuilder.errors import ProjectError, ProjectReadOnlyError, SaveError
from flimbuilder.project.backups import backup_revisions, keep_version
from flimbuilder.project.commit import STAGE, discard, read_commit, settle, stage
from flimbuilder.project.documents import (
    PROJECT_FILE,
    encode_version,
    marker_file,
    schema_version_for,
)
from flimbuilder.project.edits import Edit, apply_edit
from flimbuilder.project.files import read_regular, real_folder, save_error
from flimbuilder.project.images import rebase
from flimbuilder.project.journal import JOURNAL_FILE, Journal
from flimbuilder.project.lock import LOCK, exclusive
from flimbuilder.project.opening import Opened, read_backup, read_project, revision_there
from flimbuilder.project.project import Project
from flimbuilder.project.wording import counted

__all__ = [
    "ProjectFolder",
    "backup_revisions",
    "create_project",
    "open_backup",
    "open_project",
    "require_empty",
]

OLD_VERSION = "the version saved before is whole"
NO_PROJECT = "no project was made"


class ProjectFolder:
    """An open project folder; made by `create_project`, `open_project` and `open_backup`.

    Attributes
    ----------
    path : Path
    project : Project
        As saved.
    revision : int
        Of the saved version.
    read_only_reason : str or None
        Why it can only be read, in one line; None where it can be saved.
    unsaved : tuple of Edit
        Found in the journal when the project was opened: made since the save before a crash.
        Empty once they are recovered or a version is saved.
    notes : tuple of str
        What the user should be told about the opening, one line each.
    """

    def __init__(self, path: Path, opened: Opened) -> None:
        self.path = path
        self.project = opened.version.project
        self.revision = opened.version.revision
        self.read_only_reason = opened.read_only_reason
        self.unsaved = opened.journal.edits
        self.notes = opened.notes
        self._project_file = opened.project_file
        schema_version = schema_version_for(self.project)
        self._journal = Journal(path, self.revision, opened.journal, schema_version)

    @property
    def read_only(self) -> bool:
        """Whether it can only be read."""
        return self.read_only_reason is not None

    def save(self, project: Project) -> None:
        """Save a project as the next version, whole or not at all.

        Edits found in the journal that were not recovered are moved to ``backups/``.

        Parameters
        ----------
        project : Project

        Raises
        ------
        ProjectReadOnlyError
            Where the folder can only be read.
        SaveError
            Where writing fails, or another program has saved since this one opened or saved.
        """
        self._require_writable()
        with self._writing():
            revision = 1 + max((self.revision, *backup_revisions(self.path)))
            files = encode_version(project, revision)
            keep_version(self.path, self.revision)
            gone = {marker_file(image) for image in self.project.markers} - files.keys()
            _stage(self.path, files, revision, removed=gone, journal_bytes=self._journal.known)
            self.project, self.revision = project, revision
            self.unsaved = ()
            self._project_file = files[PROJECT_FILE]
            self._journal = Journal(
                self.path, revision, schema_version=schema_version_for(project)
            )
            _settle(self.path, revision)

    def save_as(self, folder: Path, project: Project) -> "ProjectFolder":
        """Save a project in a new folder; the paths of its images are told from there.

        Parameters
        ----------
        folder : Path
            As for `create_project`.
        project : Project

        Returns
        -------
        ProjectFolder
            The new one; this one stays as it is, journal included.
        """
        return create_project(folder, rebase(project, self.path, folder))

    def journal_edit(self, edit: Edit) -> None:
        """Write an edit to the journal and wait until it is on the disk.

        Edits found in the journal that were not recovered are first kept in ``backups/``.

        Raises
        ------
        ProjectReadOnlyError
            Where the folder can only be read.
        ProjectError
            Where another program saves or edits the same project.
        SaveError
            Where writing fails.
        """
        self._require_writable()
        with self._writing():
            self._journal.append(edit)

    def discard(self) -> None:
        """Leave all edits since the save, those that a crash left too, kept in ``backups/``.

        Raises
        ------
        ProjectReadOnlyError
            Where the folder can only be read.
        ProjectError
            Where another program saves or edits the same project.
        SaveError
            Where the journal cannot be moved.
        """
        self._require_writable()
        with self._writing():
            self._journal.discard()
            self.unsaved = ()

    def recover(self) -> Project:
        """Return the saved project with the unsaved edits; the journal goes on behind them.

        An edit that does not fit ends the recovery there, with a note; it and those behind it
        stay in `unsaved`.
        """
        project, recovered = self.project, 0
        for edit in self.unsaved:
            try:
                project = apply_edit(project, edit)
            except ProjectError as error:
                left = counted(len(self.unsaved) - recovered, "edit")
                note = f"{self.path / JOURNAL_FILE}: {left} at its end cannot be made: {error}"
                self.notes = (*self.notes, note)
                break
            recovered += 1
        self._journal.adopt(recovered)
        self.unsaved = self.unsaved[recovered:]
        return project

    def _require_writable(self) -> None:
        if self.read_only_reason is not None:
            raise ProjectReadOnlyError(
                f"{self.path}: cannot be changed: {self.read_only_reason}; save under another name"
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only writer, on the version that was opened."""
        try:
            if not self.path.is_dir():
                raise SaveError(f"{self.path}: the folder is gone; save in another folder")
            with exclusive(self.path):
                settle(self.path)
                self._require_same_version()
                yield
        except OSError as error:
            raise save_error(self.path, error, OLD_VERSION) from None

    def _require_same_version(self) -> None:
        if read_regular(self.path / PROJECT_FILE) == self._project_file:
            return
        revision = revision_there(self.path)
        there = "something else" if revision is None else f"revision {revision}"
        raise SaveError(
            f"{self.path}: another program has saved {there} since revision {self.revision} was "
            "opened here; save under another name, or open it again"
        )


def create_project(folder: Path, project: Project) -> ProjectFolder:
    """Make a new project folder.

    Parameters
    ----------
    folder : Path
        Customarily ``NAME.flim``; must not be there, or be empty.
    project : Project
        Saved as revision 1.

    Raises
    ------
    ProjectError
        Where the folder holds something.
    SaveError
        Where writing fails; nothing of a new folder is left behind.
    """
    folder = Path(folder)
    files = encode_version(project, 1)
    require_empty(folder)
    created = False
    try:
        created = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder):
            _stage(folder, files, 1)
            _settle(folder, 1)
    except OSError as error:
        if created:
            with suppress(OSError):
                (folder / LOCK).unlink(missing_ok=True)
                folder.rmdir()
        raise save_error(folder, error, NO_PROJECT) from None
    return open_project(folder)


def open_project(folder: Path) -> ProjectFolder:
    """Open a project folder.

    A save that was committed but not finished is finished. Nothing else is written, but that a
    journal of another version is moved to ``backups/``.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    ProjectFolder
        `read_only` where it was written by a newer flimbuilder, or cannot be written.

    Raises
    ------
    ProjectError
        Where there is no project.
    ProjectFormatError
        Where what is written there cannot be read.
    """
    folder = Path(folder)
    return ProjectFolder(folder, read_project(folder))


def open_backup(folder: Path, revision: int) -> ProjectFolder:
    """Open an earlier version of a project for reading; `save_as` makes a project of it.

    Parameters
    ----------
    folder : Path
        Of the project.
    revision : int
        One of `backup_revisions`.

    Raises
    ------
    ProjectError
        Where there is no such backup.
    ProjectFormatError
        Where it cannot be read.
    """
    folder = Path(folder)
    return ProjectFolder(folder, read_backup(folder, revision))


def require_empty(folder: Path) -> None:
    """Refuse a place for a new project that holds something.

    Raises
    ------
    ProjectError
        Where it does, or is no folder.
    SaveError
        Where it cannot be looked at.
    """
    try:
        if not real_folder(folder).exists():
            return
        if not folder.is_dir():
            raise ProjectError(f"{folder}: is a file; choose another name for the project folder")
        # A killed attempt to make a project leaves a lock, and a stage without a commit.
        leftovers = {LOCK} if read_commit(folder) else {LOCK, STAGE}
        found = {child.name for child in folder.iterdir()} - leftovers
    except OSError as error:
        raise save_error(folder, error, NO_PROJECT) from None
    if found:
        raise ProjectError(
            f"{folder}: is not empty (it holds {min(found)}); choose a new folder for the project"
        )


def _stage(
    folder: Path,
    files: dict[str, bytes],
    revision: int,
    *,
    removed: Iterable[str] = (),
    journal_bytes: int = 0,
) -> None:
    try:
        stage(folder, files, revision, removed=removed, journal_bytes=journal_bytes)
    except OSError:
        discard(folder)
        raise


def _settle(folder: Path, revision: int) -> None:
    try:
        settle(folder)
    except OSError as error:
        raise SaveError(
            f"{folder}: revision {revision} is saved, whole, in {STAGE}/, but could not be put in "
            f"its place: {error.strerror or error}; mend that and save again, or open the project "
            "again"
        ) from None
