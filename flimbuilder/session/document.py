"""The open project: every change is an edit that can be undone and is journaled first."""

from dataclasses import dataclass
from pathlib import Path

from psygnal import Signal

from flimbuilder.errors import ProjectError, counted
from flimbuilder.project.claim import Claim, Holder, claim_folder
from flimbuilder.project.edits import Edit, SingleEdit, Together, apply_with_inverse
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.opening import is_project_folder
from flimbuilder.project.project import Project

__all__ = ["DEPTH", "OPEN_ELSEWHERE", "Command", "Document", "History"]

DEPTH = 200  # commands that can be undone
NOTHING = Project(classes=())
OPEN_ELSEWHERE = "it is open in another window"


class Document:
    """One open project, or none.

    A project that another window has open is read-only, and shown with the edits made there.

    Attributes
    ----------
    project : Project
        The current project; without classes and images if none is open.
    folder : ProjectFolder or None
        Where it is saved.
    claim : Claim or None
        The claim on the folder, which this or another window holds.
    revision : int
        Counts the changes of `project`, including undo and opening; results of background work
        are tagged with it.
    changed : Signal(Project, Project)
        Emitted with the project before and after every change.
    status_changed : Signal()
        Emitted when the saved state, the undo history, the write permission or the folder
        changes.
    opened : Signal()
        Emitted before `changed` when another project is opened or the project is closed.
    """

    changed = Signal(Project, Project)
    status_changed = Signal()
    opened = Signal()

    def __init__(self) -> None:
        self.project = NOTHING
        self.folder: ProjectFolder | None = None
        self.revision = 0
        self.claim: Claim | None = None
        self._history = History()
        self._saved_state: int | None = 0
        self._undecided = False  # whether edits from before a crash await the user's decision

    @property
    def is_open(self) -> bool:
        """True if a project is open."""
        return self.folder is not None

    @property
    def path(self) -> Path | None:
        """The project folder."""
        return None if self.folder is None else self.folder.path

    @property
    def dirty(self) -> bool:
        """True if the project differs from the saved version."""
        return self._history.state != self._saved_state

    @property
    def read_only_reason(self) -> str | None:
        """Why the project cannot be changed, or None."""
        return None if self.folder is None else self.folder.read_only_reason

    @property
    def holder(self) -> Holder | None:
        """The other window that has the project open, or None."""
        return None if self.claim is None else self.claim.holder

    @property
    def unsaved_edits(self) -> int:
        """Number of journaled edits from before a crash, neither recovered nor discarded yet.

        Until the user decides, the project cannot be changed: new edits would displace them.
        """
        return len(self.folder.unsaved) if self.folder is not None and self._undecided else 0

    @property
    def undo_label(self) -> str | None:
        """Label of the command to undo, or None."""
        command = self._history.undoable
        return None if command is None else command.label

    @property
    def last_edit(self) -> Edit | None:
        """The edit of the command to undo, or None."""
        command = self._history.undoable
        return None if command is None else command.forward

    @property
    def redo_label(self) -> str | None:
        """Label of the command to redo, or None."""
        command = self._history.redoable
        return None if command is None else command.label

    def open(self, path: Path) -> tuple[str, ...]:
        """Open a project folder in place of the current one; return notes for the user.

        Raises
        ------
        ProjectError
            If it cannot be read; the current project stays open.
        """
        claim = self._claim_on(path)
        try:
            folder = open_project(path)
        except BaseException:
            if claim is not None and claim is not self.claim:
                claim.release()
            raise
        self._keep(claim)
        self._show(folder, self._project_of(folder))
        return () if self.holder is not None else folder.notes

    def close(self) -> None:
        """Close the project; unsaved edits stay in its journal."""
        self._keep(None)
        self._show(None, NOTHING)

    def release(self) -> None:
        """Let other windows edit the project; call it when the program ends."""
        self._keep(None)

    def update(self, folder: ProjectFolder) -> None:
        """Show what another window has made of the project.

        Parameters
        ----------
        folder : ProjectFolder
            The project folder as read again.
        """
        if self.holder is None:
            return
        project = self._project_of(folder)
        self.folder = folder
        if project != self.project:
            self._replace(project)

    def take_over(self) -> tuple[str, ...]:
        """Edit a project that another window had open, if that has closed it; return notes.

        Raises
        ------
        ProjectError
            If the other window still has it open, or the project cannot be read.
        """
        folder, claim = self._require_open(), self.claim
        if claim is None or claim.holder is None:
            return ()
        is_elsewhere = claim.holder.is_elsewhere
        if not claim.acquire():
            if not is_elsewhere:
                raise ProjectError(f"{folder.path}: {OPEN_ELSEWHERE}; close it there first")
            claim.ignore_holder()
        self.folder = folder = open_project(folder.path)
        self._undecided = bool(folder.unsaved) and not folder.read_only
        self._replace(folder.project)
        return folder.notes

    def save(self) -> None:
        """Save the project.

        Raises
        ------
        SaveError, ProjectReadOnlyError
            If it cannot be saved; the project stays dirty.
        """
        self._require_decided().save(self.project)
        self._saved_state = self._history.state
        self.status_changed.emit()

    def save_as(self, path: Path) -> None:
        """Save the project in a new folder and continue there; the old folder does not change.

        Raises
        ------
        ProjectError, SaveError
            If it cannot be saved; the project stays in its old folder.
        """
        folder = self._require_open().save_as(path, self.project)
        self._keep(claim_folder(folder.path))
        self._show(folder, folder.project)

    def recover(self) -> tuple[str, ...]:
        """Apply the edits that a crash left in the journal; return notes for the user."""
        folder = self._require_open()
        known = len(folder.notes)
        recovered = folder.recover()
        self._undecided = False
        if recovered != self.project:
            self._saved_state = None
        self._replace(recovered)
        return folder.notes[known:]

    def discard(self) -> None:
        """Return to the saved version; later edits move to ``backups/``.

        Raises
        ------
        ProjectError, SaveError
            If the journal cannot be moved there; nothing changes.
        """
        folder = self._require_open()
        folder.discard()
        self._undecided = False
        self._history = History()
        self._saved_state = 0
        self._replace(folder.project)

    def do(self, label: str, *edits: SingleEdit) -> None:
        """Apply edits as one command, journaled before anyone sees it.

        Parameters
        ----------
        label : str
            Text for the menu: ``"Delete 2 kernels"``.
        *edits : Edit
            Without edits, nothing happens.

        Raises
        ------
        ProjectError
            If an edit does not apply, no project is open, or edits from before a crash are
            neither recovered nor discarded; nothing changes.
        SaveError, ProjectReadOnlyError
            If the journal cannot be written; nothing changes.
        """
        if not edits:
            return
        forward: Edit = edits[0] if len(edits) == 1 else Together(edits=edits)
        after, backward = self._journaled(forward)
        self._history.record(label, forward, backward)
        self._replace(after)

    def undo(self) -> None:
        """Undo the last command, if any."""
        command = self._history.undoable
        if command is not None:
            after, _ = self._journaled(command.backward)
            self._history.undo()
            self._replace(after)

    def redo(self) -> None:
        """Redo the command undone last, if any."""
        command = self._history.redoable
        if command is not None:
            after, _ = self._journaled(command.forward)
            self._history.redo()
            self._replace(after)

    def _journaled(self, edit: Edit) -> tuple[Project, Edit]:
        """Journal an edit; return the project after it, and its inverse."""
        folder = self._require_decided()
        after, backward = apply_with_inverse(self.project, edit)
        folder.journal_edit(edit)
        return after, backward

    def _claim_on(self, path: Path) -> Claim | None:
        """Claim a project folder; return the present claim if it is on the same folder."""
        if not is_project_folder(path):
            return None
        own = self.claim
        if own is not None and path.exists() and own.path.exists() and own.path.samefile(path):
            own.acquire()
            return own
        return claim_folder(path)

    def _keep(self, claim: Claim | None) -> None:
        if self.claim is not None and self.claim is not claim:
            self.claim.release()
        self.claim = claim

    def _project_of(self, folder: ProjectFolder) -> Project:
        """Return the project to show: with the other window's edits, if there is one."""
        if self.holder is None:
            return folder.project
        folder.read_only_reason = folder.read_only_reason or OPEN_ELSEWHERE
        return folder.with_unsaved()

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
        finally:  # the undo menu and the dirty mark must be right even if a listener fails
            self.status_changed.emit()


@dataclass(frozen=True)
class Command:
    """One action of the user.

    Attributes
    ----------
    label : str
        Text after "Undo" in the menu.
    forward, backward : Edit
        The edits that do and undo it.
    before, after : int
        History states before and after it; equal states are equal projects.
    """

    label: str
    forward: Edit
    backward: Edit
    before: int
    after: int


class History:
    """Commands done and undone; the oldest beyond `DEPTH` are dropped.

    Attributes
    ----------
    state : int
        Identifies the current project; undoing a command restores its former number.
    """

    def __init__(self) -> None:
        self.state = 0
        self._last_state = 0
        self._done: list[Command] = []
        self._undone: list[Command] = []

    @property
    def undoable(self) -> Command | None:
        """The command to undo next."""
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> Command | None:
        """The command to redo next."""
        return self._undone[-1] if self._undone else None

    def record(self, label: str, forward: Edit, backward: Edit) -> None:
        """Record a new command, and drop the undone ones."""
        self._last_state += 1
        self._done.append(Command(label, forward, backward, self.state, self._last_state))
        del self._done[:-DEPTH]
        self._undone.clear()
        self.state = self._last_state

    def undo(self) -> None:
        """Record that the last command was undone."""
        command = self._done.pop()
        self._undone.append(command)
        self.state = command.before

    def redo(self) -> None:
        """Record that the command undone last was redone."""
        command = self._undone.pop()
        self._done.append(command)
        self.state = command.after
