"""What the window's actions do to projects, where it is more than one call of the session."""

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from platformdirs import user_documents_path
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow

from flimbuilder.gui.action_row import Section
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.about import AboutDialog
from flimbuilder.gui.dialogs.export import ExportDialog, ExportRequest
from flimbuilder.gui.dialogs.import_files import ImportDialog, ImportRequest
from flimbuilder.gui.dialogs.new_project import NewProjectDialog, NewProjectRequest
from flimbuilder.gui.dialogs.shortcuts import ShortcutsDialog
from flimbuilder.gui.dialogs.stack import PREVIEW_SIDE, StackDialog
from flimbuilder.gui.dialogs.unsaved import UnsavedDialog
from flimbuilder.gui.settings import Settings
from flimbuilder.imaging.layout import Layout, is_alike
from flimbuilder.session.exports import start_export
from flimbuilder.session.jobs import Report
from flimbuilder.session.session import Session
from flimbuilder.session.thumbnails import Picture, preview
from flimbuilder.workflow.create import Imported, is_project_folder, start_project
from flimbuilder.workflow.sources import ImageSource

__all__ = ["Commands", "KernelEditing"]

LANE = "project"
PREVIEW_LANE = "preview"


class KernelEditing(Protocol):
    """What the commands ask of the kernels' panel."""

    def delete_selected(self) -> None:
        """Delete the selected kernels."""

    def restore_selected(self) -> None:
        """Take deleted ones back."""

    def invert_selected(self) -> None:
        """Turn their sign."""


class Commands(QObject):
    """Projects, edits and help; what is shown is the business of `ViewCommands`.

    Parameters
    ----------
    session : Session
    settings : Settings
    kernels : KernelEditing
    window : QMainWindow
        Of the dialogs.

    Attributes
    ----------
    kernels : KernelEditing
    """

    def __init__(
        self, session: Session, settings: Settings, kernels: KernelEditing, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self.kernels = kernels
        session.images.choice_wanted.connect(self.choose_images_of)

    # projects

    def new_project(self, sources: Sequence[Path] = ()) -> None:
        """Ask for all that a new project needs, and make it."""
        dialog = NewProjectDialog(self._settings.folder, sources, self._window)
        dialog.requested.connect(self._make_project)
        dialog.open()

    def open_project(self) -> None:
        """Ask for a project and open it."""
        path = files.choose_project(self._window, self._settings.folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a project once the present one may be left."""
        self.leave(lambda: self._open(path))

    def save(self) -> None:
        """Save a version."""
        document = self._session.document
        if self._session.attempt(document.save) and document.path is not None:
            self._session.report(self.tr("Saved {0}").format(document.path.name))

    def save_as(self) -> None:
        """Ask for a new folder, save the project there and go on with it."""
        document = self._session.document
        if document.path is None:
            return
        path = files.choose_new_project(self._window, document.path)
        if path is not None and self._session.attempt(lambda: document.save_as(path)):
            self._settings.add_recent(path)
            self._session.report(self.tr("Saved as {0}").format(path))

    def close_project(self) -> None:
        """Leave the project."""
        self.leave(self._session.document.close)

    def quit(self) -> None:
        """Close the window."""
        self._window.close()

    def leave(self, then: Callable[[], object]) -> None:
        """Do something that ends the present project; ask first where it is not saved.

        Edits that a crash left are no business of this: they are asked about when it is opened.
        """
        document = self._session.document
        if document.dirty and document.path is not None:
            dialog = UnsavedDialog(document.path.name, self._window)
            dialog.save_chosen.connect(lambda: self._save_and(then))
            dialog.discard_chosen.connect(lambda: self._discard_and(then))
            dialog.open()
        elif document.undo_label or document.redo_label:  # nothing but edits that were unmade
            self._discard_and(then)
        else:
            then()

    def try_demo(self) -> None:
        """Make the demo's project beside the user's documents, and open it."""
        self.leave(self._make_demo)

    def add_images(self) -> None:
        """Ask for images and add them."""
        self._add(files.choose_images(self._window, self._settings.folder))

    def choose_images_of(self, stacks: Sequence[tuple[Path, Layout]]) -> None:
        """Ask which images of stacks are meant, and add them; the first stack is shown."""
        if not stacks:
            return
        path, layout = stacks[0]
        alike = [one for one, other in stacks if is_alike(layout, other)]
        others = [(one, other) for one, other in stacks if one not in alike]
        dialog = StackDialog(path, layout, len(alike) - 1, self._preview, self._window)
        images, jobs = self._session.images, self._session.jobs
        dialog.requested.connect(lambda choice: self._session.attempt(
            lambda: images.add(alike, choice)))  # fmt: skip
        dialog.finished.connect(lambda: jobs.cancel(PREVIEW_LANE))
        dialog.finished.connect(lambda: self.choose_images_of(others))
        dialog.open()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Take what was dropped: open a project, add images, or make a project of them."""
        project = next((path for path in paths if is_project_folder(path)), None)
        if project is not None:
            self.open(project)
        elif self._session.document.is_open:
            self._add(paths)
        elif paths:
            self.new_project(paths)

    def import_files(self) -> None:
        """Ask for folders of markers and masks, and bring them in."""
        dialog = ImportDialog(self._settings.folder, self._window)
        dialog.requested.connect(self._import)
        dialog.open()

    def find_moved(self) -> None:
        """Ask for a folder and look there for images that have moved."""
        folder = files.choose_folder(
            self._window, self.tr("Look for moved images in"), self._settings.folder
        )
        if folder is not None:
            self._settings.folder = folder
            self._session.attempt(lambda: self._session.images.relink([folder]))

    def export(self) -> None:
        """Ask what to write, and write it."""
        path = self._session.document.path
        if path is not None:
            dialog = ExportDialog(path, self._window)
            dialog.requested.connect(self._export)
            dialog.open()

    def copy_command(self) -> None:
        """Copy the command that repeats the build without the window."""
        document = self._session.document
        command = f"flimbuilder build {shlex.quote(str(document.path))}"
        QApplication.clipboard().setText(command)
        if document.dirty:
            told = self.tr("Copied: {0}  (it builds the saved version: save first)")
            self._session.warn(told.format(command))
        else:
            self._session.report(self.tr("Copied: {0}").format(command))

    # edits

    def undo(self) -> None:
        """Unmake the last command."""
        self._session.attempt(self._session.document.undo)

    def redo(self) -> None:
        """Make it again."""
        self._session.attempt(self._session.document.redo)

    def delete_marker(self) -> None:
        """Delete the selected marker."""
        drawing, marker = self._session.drawing, self._session.view.marker
        if marker is not None:
            told = self.tr("Marker {0} deleted").format(marker)
            self._session.attempt(lambda: drawing.remove([marker]), undoable=told)

    def clear_markers(self) -> None:
        """Delete all markers of the shown image."""
        told = self.tr("All markers of {0} deleted").format(self._session.view.image)
        self._session.attempt(self._session.drawing.clear, undoable=told)

    def delete_selected(self) -> None:
        """Delete what is selected where the focus is: kernels in the gallery, else a marker."""
        focus = QApplication.focusWidget()
        if focus is not None and focus.objectName() == "kernelGallery":
            self.kernels.delete_selected()
        else:
            self.delete_marker()

    # help

    def show_shortcuts(self, sections: Sequence[Section]) -> None:
        """Show all keys."""
        ShortcutsDialog(sections, self._window).open()

    def show_about(self) -> None:
        """Show the versions."""
        AboutDialog(self._window).open()

    # what follows a dialog

    def _open(self, path: Path) -> bool:
        opened = self._session.attempt(lambda: self._session.open(path))
        if opened:
            self._settings.add_recent(path)
            self._settings.folder = path.absolute().parent
        return opened

    def _open_and(self, path: Path, then: Callable[[], object]) -> None:
        if self._open(path):
            then()

    def _save_and(self, then: Callable[[], object]) -> None:
        if self._session.attempt(self._session.document.save):
            then()

    def _discard_and(self, then: Callable[[], object]) -> None:
        """Go on even where the folder is gone or full: the edits then stay in its journal."""
        self._session.attempt(self._session.document.discard)
        then()

    def _make_project(self, request: NewProjectRequest) -> None:
        self.leave(lambda: self._start_making(request))

    def _start_making(self, request: NewProjectRequest) -> None:
        def work(report: Report) -> Imported:
            return start_project(
                request.folder,
                request.sources,
                request.markers,
                request.masks,
                request.architecture,
                report,
            )

        def done(made: Imported) -> None:  # the user may have drawn in another one meanwhile
            self.leave(lambda: self._open_and(request.folder, lambda: self._tell_import(made)))

        title = self.tr("Making the project")
        self._session.jobs.start(LANE, title, work, done, self._session.fail)

    def _tell_import(self, made: Imported) -> None:
        left = self.tr("belongs to no image: {0}")
        lines = [*made.faults, *made.notes, *(left.format(name) for name in made.left_over)]
        if lines:
            tell = self._session.warn if made.faults else self._session.report
            tell("; ".join(lines))
        self.choose_images_of(made.stacks)

    def _make_demo(self) -> None:
        parent = user_documents_path()

        def work(report: Report) -> Path:
            from flimbuilder.demo.project import free_demo_folder, make_demo_project

            folder = free_demo_folder(parent)
            return make_demo_project(folder, on_progress=report).path

        def done(project: Path) -> None:  # the user may have drawn in another one meanwhile
            self.leave(lambda: self._open_and(project, lambda: self._tell_demo(project)))

        title = self.tr("Making the demo")
        self._session.jobs.start(LANE, title, work, done, self._session.fail)

    def _tell_demo(self, project: Path) -> None:
        told = self.tr("Draw another disk (D) or stroke (S), then B builds; the demo is in {0}")
        self._session.report(told.format(project.parent))

    def _add(self, paths: Sequence[Path]) -> None:
        if paths:
            self._settings.folder = paths[0].parent
            self._session.attempt(lambda: self._session.images.add(paths))

    def _preview(self, source: ImageSource, show: Callable[[Picture], None]) -> None:
        title = self.tr("Reading a slice")
        self._session.jobs.start(
            PREVIEW_LANE,
            title,
            lambda report: preview(source, PREVIEW_SIDE),
            show,
            self._session.fail,
            quiet=True,
        )

    def _import(self, request: ImportRequest) -> None:
        images = self._session.images
        self._session.attempt(
            lambda: images.import_files(
                request.images, request.markers, request.masks, request.reading
            )
        )

    def _export(self, request: ExportRequest) -> None:
        self._session.attempt(lambda: start_export(self._session, request.to, request.out))
