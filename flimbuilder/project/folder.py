"""The project folder: creating, opening, saving, and journalling edits.

``docs/project_file.md`` specifies the format.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flimbuilder.errors import ProjectError, ProjectReadOnlyError, SaveError, counted
from flimbuilder.project.commit import (
    STAGE,
    back_up_version,
    backup_revisions,
    commit_version,
    finish_commit,
    free_revision,
    read_commit,
)
from flimbuilder.project.documents import (
    LARGEST_REVISION,
    MAX_FILE_BYTES,
    PROJECT_FILE,
    encode_version,
    marker_file,
)
from flimbuilder.project.edits import Edit, apply_edits
from flimbuilder.project.files import (
    LOCK_FILE,
    StrPath,
    folder_lock,
    make_folders,
    real_folder,
    save_error,
)
from flimbuilder.project.folder_handle import FolderHandle, open_folder
from flimbuilder.project.images import rebase
from flimbuilder.project.journal import JOURNAL_FILE, Journal, read_journal, retire_journal
from flimbuilder.project.migrate import replace_retired_decoder
from flimbuilder.project.opening import (
    FolderContents,
    current_revision,
    read_backup,
    read_project,
)
from flimbuilder.project.project import Project

__all__ = [
    "ProjectFolder",
    "backup_revisions",
    "create_project",
    "open_backup",
    "open_project",
    "require_empty",
]

OLD_VERSION = "the version saved before is intact"
NO_PROJECT = "no project was created"


class ProjectFolder:
    """An open project folder, from `create_project`, `open_project` or `open_backup`.

    Attributes
    ----------
    path : Path
    project : Project
        As saved.
    revision : int
        Of the saved version.
    read_only_reason : str or None
        Why it is read-only, in one line; None if it can be saved.
    unsaved : tuple of Edit
        Edits since the last save that the journal held when the project was opened, as after a
        crash. Empty once they are recovered or a version is saved.
    notes : tuple of str
        Messages for the user about the opening, one line each.
    """

    def __init__(self, path: Path, contents: FolderContents) -> None:
        self.path = path
        self.project = contents.version.project
        self.revision = contents.version.revision
        self.read_only_reason = contents.read_only_reason
        self.unsaved = contents.journal.edits
        self.notes = contents.notes
        self._project_file = contents.project_file
        self._journal = Journal(path, self.revision, contents.journal)
        self._stale_journal = contents.stale_journal

    @property
    def read_only(self) -> bool:
        """Whether the project can be read but not saved."""
        return self.read_only_reason is not None

    def save(self, project: Project) -> None:
        """Save a project as the next version, atomically.

        Edits of the journal that were not recovered are moved to ``backups/``.

        Parameters
        ----------
        project : Project

        Raises
        ------
        ProjectReadOnlyError
            If the folder is read-only.
        SaveError
            If writing fails, or another program has saved since this one opened or saved.
        """
        self._require_writable()
        with self._writing() as folder:
            revision = free_revision(folder, after=self.revision)
            if revision > LARGEST_REVISION:
                raise SaveError(
                    f"{self.path}: revision {self.revision} is the last that a project can have; "
                    "save under another name"
                )
            files = encode_version(project, revision)
            back_up_version(folder, self.revision)
            removed = {marker_file(image) for image in self.project.markers} - files.keys()
            commit_version(
                folder, files, revision, removed=removed, journal_end=self._journal.known
            )
            self.project, self.revision = project, revision
            self.unsaved = ()
            self._project_file = files[PROJECT_FILE]
            self._journal = Journal(self.path, revision)
            _finish_commit(folder, revision)

    def save_as(self, folder: StrPath, project: Project) -> "ProjectFolder":
        """Save a project in a new folder, and make the paths of its images relative to it.

        Parameters
        ----------
        folder : str or PathLike
            As in `create_project`.
        project : Project

        Returns
        -------
        ProjectFolder
            The new folder. This one stays as it is, including its journal.
        """
        return create_project(folder, rebase(project, self.path, folder))

    def journal_edit(self, edit: Edit) -> None:
        """Write an edit to the journal and sync it to the disk.

        Edits of the journal that were not recovered are copied to ``backups/`` first.

        Raises
        ------
        ProjectReadOnlyError
            If the folder is read-only.
        ProjectError
            If another program saves or edits the same project.
        SaveError
            If writing fails.
        """
        self._require_writable()
        with self._writing():
            self._journal.append(edit)

    def discard(self) -> None:
        """Discard all edits since the last save, including those that a crash left.

        The journal is moved to ``backups/``.

        Raises
        ------
        ProjectReadOnlyError
            If the folder is read-only.
        ProjectError
            If another program saves or edits the same project.
        SaveError
            If the journal cannot be moved.
        """
        self._require_writable()
        with self._writing():
            self._journal.discard()
            self.unsaved = ()

    def repair(self) -> None:
        """Finish an interrupted save, and move a journal of another version to ``backups/``.

        Every change and save does so too.

        Raises
        ------
        ProjectReadOnlyError
            If the folder is read-only.
        SaveError
            If writing fails, or another program has saved since this one opened.
        """
        self._require_writable()
        with self._writing():
            pass

    def recover(self) -> Project:
        """Apply the unsaved edits to the saved project; later edits follow them in the journal.

        Recovery stops at an edit that does not fit, with a note; `unsaved` keeps the rest. A
        retired decoder is replaced, with a note.
        """
        project, recovered, problem = apply_edits(self.project, self.unsaved)
        if problem is not None:
            rest = counted(len(self.unsaved) - recovered, "edit")
            note = f"{self.path / JOURNAL_FILE}: can't apply the last {rest}: {problem}"
            self.notes = (*self.notes, note)
        self._journal.adopt(recovered)
        self.unsaved = self.unsaved[recovered:]
        project, notes = replace_retired_decoder(project, self.path)
        self.notes = (*self.notes, *notes)
        return project

    def with_unsaved(self) -> Project:
        """Return the saved project with the edits that the journal held, as another window has it.

        Edits from the first that does not fit are left out.
        """
        return apply_edits(self.project, self.unsaved)[0]

    def _require_writable(self) -> None:
        if self.read_only_reason is not None:
            raise ProjectReadOnlyError(
                f"{self.path}: cannot be changed: {self.read_only_reason}; save under another name"
            )

    @contextmanager
    def _writing(self) -> Iterator[FolderHandle]:
        """Lock the folder, finish an interrupted save, and check the version on the disk."""
        try:
            if not self.path.is_dir():
                raise SaveError(f"{self.path}: the folder is gone; save in another folder")
            with open_folder(self.path) as folder, folder_lock(self.path):
                finish_commit(folder)
                self._require_same_version(folder)
                self._set_stale_journal_aside(folder)
                yield folder
        except OSError as error:
            raise save_error(self.path, error, OLD_VERSION) from None

    def _require_same_version(self, folder: FolderHandle) -> None:
        if folder.read(PROJECT_FILE, MAX_FILE_BYTES) == self._project_file:
            return
        revision = current_revision(folder)
        saved = "something else" if revision is None else f"revision {revision}"
        raise SaveError(
            f"{self.path}: another program has saved {saved} since revision {self.revision} was "
            "opened here; save under another name, or open it again"
        )

    def _set_stale_journal_aside(self, folder: FolderHandle) -> None:
        if self._stale_journal is not None and read_journal(folder) == self._stale_journal:
            retire_journal(folder, known=None)
        self._stale_journal = None


def create_project(folder: StrPath, project: Project) -> ProjectFolder:
    """Create a project folder.

    Parameters
    ----------
    folder : str or PathLike
        Usually ``NAME.flim``; must be empty or not exist.
    project : Project
        Saved as revision 1.

    Raises
    ------
    ProjectError
        If the folder is not empty.
    SaveError
        If writing fails; nothing of a new folder is left behind.
    """
    folder = Path(folder)
    files = encode_version(project, 1)
    require_empty(folder)
    created = False
    try:
        created = not folder.exists()
        make_folders(folder)
        with open_folder(folder) as handle, folder_lock(folder):
            commit_version(handle, files, 1)
            _finish_commit(handle, 1)
    except OSError as error:
        if created:
            with suppress(OSError):
                (folder / LOCK_FILE).unlink(missing_ok=True)
                folder.rmdir()
        raise save_error(folder, error, NO_PROJECT) from None
    return open_project(folder)


def open_project(folder: StrPath) -> ProjectFolder:
    """Open a project folder.

    Nothing is written. A save that was interrupted after its commit is read from ``.save/``. The
    first change finishes it, and moves a journal of another version to ``backups/``. Notes mention
    both.

    Parameters
    ----------
    folder : str or PathLike

    Returns
    -------
    ProjectFolder
        `read_only` if a newer flimbuilder wrote it, or the folder cannot be written.

    Raises
    ------
    ProjectError
        If there is no project.
    ProjectFormatError
        If its files cannot be read.
    """
    folder = Path(folder)
    return ProjectFolder(folder, read_project(folder))


def open_backup(folder: StrPath, revision: int) -> ProjectFolder:
    """Open an earlier version of a project read-only; `save_as` makes a project of it.

    Parameters
    ----------
    folder : str or PathLike
        Of the project.
    revision : int
        One of `backup_revisions`.

    Raises
    ------
    ProjectError
        If there is no such backup.
    ProjectFormatError
        If it cannot be read.
    """
    folder = Path(folder)
    return ProjectFolder(folder, read_backup(folder, revision))


def require_empty(folder: StrPath) -> None:
    """Check that a folder for a new project is empty or does not exist.

    Raises
    ------
    ProjectError
        If it holds something, or is not a folder.
    SaveError
        If it cannot be read.
    """
    folder = Path(folder)
    try:
        if not real_folder(folder).exists():
            return
        if not folder.is_dir():
            raise ProjectError(f"{folder}: is a file; choose another name for the project folder")
        # A killed `create_project` leaves a lock and an uncommitted stage.
        with open_folder(folder) as handle:
            leftovers = {LOCK_FILE} if read_commit(handle) else {LOCK_FILE, STAGE}
            names = set(handle.names()) - leftovers
    except OSError as error:
        raise save_error(folder, error, NO_PROJECT) from None
    if names:
        raise ProjectError(
            f"{folder}: is not empty (it holds {min(names)}); choose a new folder for the project"
        )


def _finish_commit(folder: FolderHandle, revision: int) -> None:
    try:
        finish_commit(folder)
    except OSError as error:
        raise SaveError(
            f"{folder.path}: revision {revision} is saved in {STAGE}/, but its files could not be "
            f"put in place: {error.strerror or error}; fix that, then save or open the project "
            "again"
        ) from None
