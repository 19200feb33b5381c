"""The open project: every change is an edit that can be undone, and is in the journal."""

from pathlib import Path

from psygnal import Signal

from flimbuilder.errors import ProjectError
from flimbuilder.project.edits import Edit, SingleEdit, Together, make_edit
from flimbuilder.project.folder import ProjectFolder, create_project, open_project
from flimbuilder.project.project import Project
from flimbuilder.project.wording import counted
from flimbuilder.session.history import History

__all__ = ["Document"]

NOTHING = Project(classes=())


class Document:
    """One open project, or none.

    Attributes
    ----------
    project : Project
        As it is now; without classes and images where none is open.
    folder : ProjectFolder or None
        Where it is saved.
    revision : int
        Goes up with every change of `project`, undo and opening included; results of background
        work are tagged with it.
    changed : Signal(Project, Project)
        Every change of `project`: as it was before, as it is now.
    status_changed : Signal()
        What is saved, can be undone, is read-only, or where the folder is.
    opened : Signal()
        Another project is open now, or none. Emitted before `changed`.
    """

    changed = Signal(Project, Project)
    status_changed = Signal()
    opened = Signal()

    def __init__(self) -> None:
        self.project = NOTHING
        self.folder: ProjectFolder | None = None
        self.revision = 0
        self._history = History()
        self._saved_state: int | None = 0
        self._undecided = False  # whether edits of before a crash wait for a word of the user

    @property
    def is_open(self) -> bool:
        """Whether there is a project."""
        return self.folder is not None

    @property
    def path(self) -> Path | None:
        """The project folder."""
        return None if self.folder is None else self.folder.path

    @property
    def dirty(self) -> bool:
        """Whether the project differs from the saved version."""
        return self._history.state != self._saved_state

    @property
    def read_only_reason(self) -> str | None:
        """Why the project cannot be changed; None where it can."""
        return None if self.folder is None else self.folder.read_only_reason

    @property
    def unsaved_edits(self) -> int:
        """Edits that a crash left in the journal, and that were neither recovered nor dropped.

        Until either is done the project cannot be changed: new edits would push them aside.
        """
        return len(self.folder.unsaved) if self.folder is not None and self._undecided else 0

    @property
    def undo_label(self) -> str | None:
        """What undo would unmake; None for nothing."""
        command = self._history.undoable
        return None if command is None else command.label

    @property
    def redo_label(self) -> str | None:
        """What redo would make again; None for nothing."""
        command = self._history.redoable
        return None if command is None else command.label

    def open(self, path: Path) -> tuple[str, ...]:
        """Open a project folder in place of the present one; return notes for the user.

        Raises
        ------
        ProjectError
            Where it cannot be read; the present project stays open.
        """
        folder = open_project(path)
        self._show(folder, folder.project)
        return folder.notes

    def create(self, path: Path, project: Project) -> None:
        """Make a project folder and open it.

        Raises
        ------
        ProjectError
            Where the folder holds something.
        SaveError
            Where it cannot be written.
        """
        self._show(create_project(path, project), project)

    def close(self) -> None:
        """Leave the project; what was not saved stays in its journal."""
        self._show(None, NOTHING)

    def save(self) -> None:
        """Save the project.

        Raises
        ------
        SaveError, ProjectReadOnlyError
            Where it could not be saved; the project stays dirty.
        """
        self._require_decided().save(self.project)
        self._saved_state = self._history.state
        self.status_changed.emit()

    def save_as(self, path: Path) -> None:
        """Save the project in a new folder and go on there; the old folder stays as it was saved.

        Raises
        ------
        ProjectError, SaveError
            Where it could not be saved; the project stays in its old folder.
        """
        folder = self._require_open().save_as(path, self.project)
        self._show(folder, folder.project)

    def recover(self) -> tuple[str, ...]:
        """Take the edits that a crash left in the journal; return notes for the user."""
        folder = self._require_open()
        known = len(folder.notes)
        recovered = folder.recover()
        self._undecided = False
        if recovered != self.project:
            self._saved_state = None
        self._replace(recovered)
        return folder.notes[known:]

    def discard(self) -> None:
        """Go back to the saved version; the edits since are kept in ``backups/``, for experts.

        Raises
        ------
        ProjectError, SaveError
            Where the journal cannot be moved there; nothing is changed.
        """
        folder = self._require_open()
        folder.discard()
        self._undecided = False
        self._history = History()
        self._saved_state = 0
        self._replace(folder.project)

    def do(self, label: str, *edits: SingleEdit) -> None:
        """Make edits as one command, on the disk before it is seen.

        Parameters
        ----------
        label : str
            What they do, for the menu: ``"Delete 2 kernels"``.
        *edits : Edit
            None of them does nothing.

        Raises
        ------
        ProjectError
            Where an edit does not fit, no project is open, or edits of before a crash have
            neither been recovered nor discarded; nothing is changed.
        SaveError, ProjectReadOnlyError
            Where the journal cannot be written; nothing is changed.
        """
        if not edits:
            return
        forward: Edit = edits[0] if len(edits) == 1 else Together(edits=edits)
        after, backward = self._written(forward)
        self._history.record(label, forward, backward)
        self._replace(after)

    def undo(self) -> None:
        """Unmake the last command; nothing where there is none."""
        command = self._history.undoable
        if command is not None:
            after, _ = self._written(command.backward)
            self._history.undo()
            self._replace(after)

    def redo(self) -> None:
        """Make the command undone last again; nothing where there is none."""
        command = self._history.redoable
        if command is not None:
            after, _ = self._written(command.forward)
            self._history.redo()
            self._replace(after)

    def _written(self, edit: Edit) -> tuple[Project, Edit]:
        """Put an edit that fits into the journal; return the project after it, and its inverse."""
        folder = self._require_decided()
        after, backward = make_edit(self.project, edit)
        folder.journal_edit(edit)
        return after, backward

    def _require_open(self) -> ProjectFolder:
        if self.folder is None:
            raise ProjectError("no project is open; open one, or make a new one")
        return self.folder

    def _require_decided(self) -> ProjectFolder:
        folder = self._require_open()
        if self.unsaved_edits:
            raise ProjectError(
                f"{folder.path}: {counted(self.unsaved_edits, 'edit')} from before the program "
                "ended can be recovered; recover or discard them first"
            )
        return folder

    def _show(self, folder: ProjectFolder | None, project: Project) -> None:
        self.folder = folder
        self._history = History()
        self._saved_state = 0
        self._undecided = folder is not None and bool(folder.unsaved) and not folder.read_only
        self.opened.emit()
        self._replace(project)

    def _replace(self, project: Project) -> None:
        before, self.project = self.project, project
        self.revision += 1
        try:
            self.changed.emit(before, project)
        finally:  # even where a listener fails, undo and the dirty mark are as they should be
            self.status_changed.emit()
