"""The commands of projects, images and edits."""

import shlex
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow

from flimbuilder.demo.folder import is_demo_project
from flimbuilder.exchange.companions import CompanionOptions
from flimbuilder.gui.coach import Coach
from flimbuilder.gui.commands.help import HelpCommands
from flimbuilder.gui.commands.predict import SURVEY_LANE, PredictCommands, start_survey
from flimbuilder.gui.commands.report import ReportCommand
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.export import ExportDialog, ExportRequest
from flimbuilder.gui.dialogs.import_files import ImportDialog, ImportRequest
from flimbuilder.gui.dialogs.intensity_window import WindowDialog
from flimbuilder.gui.dialogs.label_values import LabelValuesDialog
from flimbuilder.gui.dialogs.new_project import NewProjectDialog, NewProjectRequest
from flimbuilder.gui.dialogs.pixel_size import open_pixel_size_dialog
from flimbuilder.gui.dialogs.stack import PREVIEW_SIDE, StackDialog
from flimbuilder.gui.dialogs.unsaved import UnsavedDialog
from flimbuilder.gui.language import counted
from flimbuilder.gui.panels.images.commands import ImageCommands
from flimbuilder.gui.panels.kernels.commands import KernelCommands
from flimbuilder.gui.settings import Settings
from flimbuilder.imaging.layout import Layout, is_alike
from flimbuilder.project.label_values import LabelValues
from flimbuilder.session.exports import start_export
from flimbuilder.session.images import UnclearMasks, UnscaledImages
from flimbuilder.session.jobs import Report
from flimbuilder.session.session import Session
from flimbuilder.session.thumbnails import Picture, preview
from flimbuilder.workflow.create import Imported, is_project_folder, start_project
from flimbuilder.workflow.sources import ImageSelector, ImageSource

__all__ = ["ProjectCommands"]

LANE = "project"
PREVIEW_LANE = "preview"


class ProjectCommands(QObject):
    """Handles projects, their images, and edits; `ViewCommands` handles the view.

    Parameters
    ----------
    session : Session
    settings : Settings
    images : ImageCommands
        Of the selected images.
    kernels : KernelCommands
    coach : Coach
    window : QMainWindow
        Parent of the dialogs.
    """

    def __init__(
        self,
        session: Session,
        settings: Settings,
        images: ImageCommands,
        kernels: KernelCommands,
        coach: Coach,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self.images, self.kernels = images, kernels
        self.predicting = PredictCommands(session, settings, window)
        self.reporting = ReportCommand(session, settings, window)
        self.help = HelpCommands(session, settings, coach, window)
        session.images.selector_needed.connect(self.choose_images_of)
        session.images.values_needed.connect(self.choose_values_of)
        session.images.window_needed.connect(self.choose_window_of)

    # projects

    def new_project(self, sources: Sequence[Path] = ()) -> None:
        """Ask for a new project and create it."""
        survey = partial(start_survey, self._session)
        dialog = NewProjectDialog(self._settings.folder, sources, survey, self._window)
        dialog.finished.connect(lambda: self._session.jobs.cancel(SURVEY_LANE))
        dialog.requested.connect(self._make_project)
        dialog.open()

    def open_project(self) -> None:
        """Ask for a project and open it."""
        path = files.choose_project(self._window, self._settings.folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a project after leaving the current one."""
        self.leave(lambda: self._open(path))

    def save(self) -> None:
        """Save a version of the project."""
        document = self._session.document
        if self._session.attempt(document.save, topic="save") and document.path is not None:
            self._session.report(self.tr("Saved {0}").format(document.path.name))

    def save_as(self) -> None:
        """Ask for a new folder, save the project there and continue with it."""
        document = self._session.document
        if document.path is None:
            return
        path = files.choose_new_project(self._window, document.path)
        if path is not None and self._session.attempt(lambda: document.save_as(path)):
            self._settings.add_recent(path)
            self._session.report(self.tr("Saved as {0}").format(path))

    def close_project(self) -> None:
        """Close the project."""
        self.leave(self._session.document.close)

    def quit(self) -> None:
        """Close the window."""
        self._window.close()

    def leave(self, then: Callable[[], object]) -> None:
        """Leave the current project, then call `then`; ask first if there are unsaved edits.

        Unsaved edits of an earlier run stay: the user decides on them when the project is opened.
        """
        document = self._session.document
        if document.dirty and document.path is not None:
            dialog = UnsavedDialog(document.path.name, self._window)
            dialog.save_chosen.connect(lambda: self._save_and(then))
            dialog.discard_chosen.connect(lambda: self._discard_and(then))
            dialog.open()
        elif document.undo_label or document.redo_label:  # all edits were undone
            self._discard_and(then)
        else:
            then()

    def try_demo(self) -> None:
        """Create the demo project in the user's documents and open it."""
        self.leave(lambda: self.help.make_demo(self._leave_and_open))

    def add_images(self) -> None:
        """Ask for images and add them."""
        self._add(files.choose_images(self._window, self._settings.folder))

    def choose_images_of(self, stacks: Sequence[tuple[Path, Layout]]) -> None:
        """Ask which images of the stacks to add, once for all stacks of one layout."""
        if not stacks:
            return
        path, layout = stacks[0]
        alike = [stack for stack, other in stacks if is_alike(layout, other)]
        others = [(stack, other) for stack, other in stacks if stack not in alike]
        dialog = StackDialog(path, layout, len(alike) - 1, self._preview, self._window)
        images, jobs = self._session.images, self._session.jobs
        dialog.requested.connect(lambda selector: self._session.attempt(
            lambda: images.add(alike, selector)))  # fmt: skip
        dialog.finished.connect(lambda: jobs.cancel(PREVIEW_LANE))
        dialog.finished.connect(lambda: self.choose_images_of(others))
        dialog.open()

    def choose_window_of(self, images: UnscaledImages) -> None:
        """Ask for the window of images that can't be added without."""
        low, high = (f"{end:g}" for end in images.values)
        files = tuple(map(str, images.files))
        name = images.files[0].name if len(files) == 1 else counted(len(files), "image")
        text = self.tr("Floats from {0} to {1} have no natural range.").format(low, high)
        dialog = WindowDialog(text, [(name, files)], images.values, self._window, is_needed=True)
        dialog.requested.connect(
            lambda request: self._session.attempt(lambda: images.retry(request.window))
        )
        dialog.open()

    def choose_values_of(self, masks: UnclearMasks) -> None:
        """Ask for the classes of the values of masks, unless they are too many."""
        if not all(error.counts for error in masks.errors):
            return
        classes = self._session.document.project.classes
        dialog = LabelValuesDialog(masks.errors, classes, masks.values, self._window)
        dialog.requested.connect(lambda values: self._session.attempt(lambda: masks.retry(values)))
        dialog.open()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Handle dropped files: open a project, add images or classes, or create a project."""
        project = next((path for path in paths if is_project_folder(path)), None)
        if project is not None:
            self.open(project)
        elif self._session.document.is_open:
            self._add(paths)
        elif paths:
            self.new_project(paths)

    def import_files(self) -> None:
        """Ask for markers, masks and classes and import them."""
        dialog = ImportDialog(self._settings.folder, self._window)
        dialog.requested.connect(self._import)
        dialog.open()

    def find_moved(self) -> None:
        """Ask for a folder and search it for moved images."""
        folder = files.choose_folder(
            self._window, self.tr("Search for moved images in"), self._settings.folder
        )
        if folder is not None:
            self._settings.folder = folder
            self._session.attempt(lambda: self._session.images.relink([folder]))

    def export(self) -> None:
        """Ask for an export and write it."""
        path = self._session.document.path
        if path is not None:
            dialog = ExportDialog(path, self._window)
            dialog.requested.connect(self._export)
            dialog.open()

    def predict_folder(self, sources: Sequence[Path] = ()) -> None:
        """Ask which images to predict with the model of the project, and write the results."""
        self.predicting.predict_folder(sources)

    def copy_command(self) -> None:
        """Copy the command that repeats the build without the window."""
        document = self._session.document
        command = f"flimbuilder build {shlex.quote(str(document.path))}"
        QApplication.clipboard().setText(command)
        if document.dirty:
            text = self.tr("Copied: {0}  (builds the saved version; save your edits first)")
            self._session.warn(text.format(command))
        else:
            self._session.report(self.tr("Copied: {0}").format(command))

    # edits

    def undo(self) -> None:
        """Undo the last command."""
        self._session.undo()

    def redo(self) -> None:
        """Redo the last undone command."""
        self._session.redo()

    def delete_marker(self) -> None:
        """Delete the selected marker; without one, skip the chosen suggestion."""
        drawing, marker = self._session.drawing, self._session.view.marker
        if marker is None:
            self._session.suggestions.skip()
        else:
            report = self.tr("Marker {0} deleted").format(marker)
            self._session.attempt(lambda: drawing.remove([marker]), undoable=report)

    def clear_markers(self) -> None:
        """Delete all markers of the shown image."""
        report = self.tr("All markers of {0} deleted").format(self._session.view.image)
        self._session.attempt(self._session.drawing.clear, undoable=report)

    def choose_pixel_size(self) -> None:
        """Ask for the pixel size of the shown image, or of all."""
        image = self._session.view.image
        if image is not None:
            open_pixel_size_dialog(self._session, [image], self._window)

    # after a dialog

    def _open(self, path: Path) -> bool:
        opened = self._session.attempt(lambda: self._session.open(path))
        if opened:
            self._settings.add_recent(path)
            if not is_demo_project(path.absolute()):
                self._settings.folder = path.absolute().parent
        return opened

    def _leave_and_open(self, path: Path, then: Callable[[], object]) -> None:
        def open_it() -> None:
            if self._open(path):
                then()

        self.leave(open_it)

    def _save_and(self, then: Callable[[], object]) -> None:
        if self._session.attempt(self._session.document.save, topic="save"):
            then()

    def _discard_and(self, then: Callable[[], object]) -> None:
        """Discard the edits and go on; if the folder is gone or full, they stay in its journal."""
        self._session.attempt(self._session.document.discard)
        then()

    def _make_project(self, request: NewProjectRequest) -> None:
        self.leave(lambda: self._start_making(request))

    def _start_making(self, request: NewProjectRequest) -> None:
        def work(report: Report) -> Imported:
            return start_project(
                request.folder, request.sources, request.markers, request.masks,
                request.architecture, report,
            )  # fmt: skip

        def done(imported: Imported) -> None:  # by now another project may have unsaved edits
            self._leave_and_open(request.folder, lambda: self._report_import(imported, request))

        title = self.tr("Creating the project")
        self._session.jobs.start(LANE, title, work, done, self._session.fail)

    def _report_import(self, imported: Imported, request: NewProjectRequest) -> None:
        images, unmatched = self._session.images, self.tr("{0} matches no image")
        lines = [*map(str, imported.failed), *imported.notes]
        lines += [unmatched.format(name) for name in imported.left_over]
        if lines:
            report = self._session.warn if imported.failed else self._session.report
            report("; ".join(lines))
        self.choose_images_of(imported.stacks)
        unscaled = UnscaledImages.of(
            imported, lambda files, window: images.add(files, ImageSelector(window=window))
        )
        if unscaled is not None:
            self.choose_window_of(unscaled)
        if imported.mask_values:

            def retry(values: LabelValues) -> None:
                options = CompanionOptions(values=values)
                images.import_files(labels=request.masks, companion_options=options)

            self.choose_values_of(UnclearMasks(tuple(imported.mask_values), None, retry))

    def _add(self, paths: Sequence[Path]) -> None:
        if paths:
            self._settings.folder = paths[0].parent
            self._session.attempt(lambda: self._session.images.take_files(paths))

    def _preview(self, source: ImageSource, show: Callable[[Picture], None]) -> None:
        title = self.tr("Reading a slice")
        self._session.jobs.start(
            PREVIEW_LANE, title, lambda report: preview(source, PREVIEW_SIDE), show,
            self._session.fail, quiet=True,
        )  # fmt: skip

    def _import(self, request: ImportRequest) -> None:
        images = self._session.images
        self._session.attempt(
            lambda: images.import_files(
                request.images,
                request.markers,
                request.masks,
                request.companion_options,
                request.selector,
                request.classes,
            )
        )

    def _export(self, request: ExportRequest) -> None:
        self._session.attempt(lambda: start_export(self._session, request.to, request.out))
