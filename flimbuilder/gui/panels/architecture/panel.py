"""The architecture of the project's encoder, and the seed."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flimbuilder.exchange.arch_json import load_architecture, write_arch_json
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.start_from_model import StartFromModelDialog, StartRequest
from flimbuilder.gui.language import marked, translated
from flimbuilder.gui.panels.architecture.editor import TYPICAL_SHAPE, ArchitectureEditor
from flimbuilder.gui.panels.architecture.forms import SeedForm, SeedValue
from flimbuilder.gui.widgets.fields import leave_wheel_to_scrolling
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.project import Project
from flimbuilder.session.session import Message, Session
from flimbuilder.session.view import View

__all__ = ["ArchitecturePanel"]


class ArchitecturePanel(Panel):
    """Edits the architecture and the seed of the project."""

    name = "architecture"
    title = marked("Architecture")
    slot = Slot.RIGHT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.editor, self.seed = ArchitectureEditor(), SeedForm()
        self.editor.general.add_companion(self.seed)
        leave_wheel_to_scrolling(self.seed)
        self._add_buttons()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        self._connect()
        self._show_all()

    def _add_buttons(self) -> None:
        self._load = IconButton(
            "loadArchitectureButton", "folder-open-outline", self.tr("Load an arch.json…")
        ).on_click(self.load)
        self._save = IconButton(
            "saveArchitectureButton", "content-save-outline", self.tr("Save as arch.json…")
        ).on_click(self.save)
        self._field = IconButton(
            "showFieldButton",
            "select-search",
            self.tr("Show the block's receptive field on the image"),
        )
        self._field.setCheckable(True)
        self._field.toggled.connect(lambda shown: self._session.update_view(show_field=shown))
        for button in (self._load, self._save, self._field):
            self.editor.toolbar.addWidget(button)

    def _connect(self) -> None:
        self.editor.valueChanged.connect(self._change_architecture)
        self.editor.blockSelected.connect(lambda number: self._session.update_view(block=number))
        self.editor.replaced.connect(self._offer_undo)
        self.editor.startRequested.connect(self.ask_for_start)
        self.seed.finished.connect(self._change_seed)
        session = self._session
        session.document.changed.connect(self._on_project_changed)
        session.document.status_changed.connect(self._on_status_changed)
        session.view_changed.connect(self._on_view_changed)
        session.builder.changed.connect(self._on_build_changed)

    def load(self) -> None:
        """Ask for an ``arch.json`` and load it."""
        path = files.choose_architecture(self)
        if path is not None:
            self._session.attempt(lambda: self._load_from(path))

    def save(self) -> None:
        """Ask for a file, and save the architecture as an ``arch.json``."""
        title, patterns = self.tr("Save the architecture"), self.tr("Architectures (*.json)")
        path = files.choose_target(self, title, Path("arch.json"), patterns)
        if path is not None:
            self._session.attempt(lambda: self._save_to(path))

    def ask_for_start(self) -> None:
        """Ask for a model whose first blocks the encoder begins with."""
        document = self._session.document
        if document.path is None:
            return
        images = document.project.images
        channels = images[0].shape[2] if images else TYPICAL_SHAPE[2]
        dialog = StartFromModelDialog(document.path.parent, channels, self.window())
        dialog.requested.connect(self._start_from)
        dialog.open()

    def _start_from(self, request: StartRequest) -> None:
        text = self.tr("The encoder begins with blocks of {0}").format(request.model.name)
        self._session.attempt(
            lambda: self._session.start_from_model(request.model, request.blocks), undoable=text
        )

    def _load_from(self, path: Path) -> None:
        loaded = load_architecture(path)
        self._session.set_architecture(loaded.architecture)
        message = self.tr("{} loaded").format(path.name)
        self._offer_undo("; ".join((message, *map(translated, loaded.notes))))

    def _save_to(self, path: Path) -> None:
        losses = write_arch_json(path, self._session.document.project.architecture)
        message = self.tr("{} saved").format(path.name)
        self._session.report("; ".join((message, *losses)))

    def _offer_undo(self, text: str) -> None:
        self._session.message_posted.emit(Message(text, undoable=True))

    def _change_architecture(self, architecture: Architecture) -> None:
        if not self._session.attempt(lambda: self._session.set_architecture(architecture)):
            self.editor.setValue(self._session.document.project.architecture)

    def _change_seed(self) -> None:
        session, seed = self._session, self.seed.value().seed
        if session.attempt(lambda: session.set_seed(seed)):
            self.seed.accept()
        else:
            self._show_seed(session.document.project.seed)

    def _show_all(self) -> None:
        project = self._session.document.project
        self.editor.setValue(project.architecture)
        self._show_seed(project.seed)
        self._show_image()
        self._on_build_changed()
        self._on_status_changed()
        self.editor.show_block(self._session.view.block)

    def _show_seed(self, seed: int) -> None:
        self.seed.setValue(SeedValue(seed=seed))

    def _show_image(self) -> None:
        """Compute map sizes for the shown image, or for a usual one if there is none."""
        shown = self._session.view.image
        images = self._session.document.project.images
        shapes = [entry.shape for entry in images if entry.id == shown]
        self.editor.set_image_shape(shapes[0] if shapes else TYPICAL_SHAPE)

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if after.architecture != before.architecture:
            self.editor.setValue(after.architecture)
            self.editor.show_block(self._session.view.block)
        if after.seed != before.seed:
            self._show_seed(after.seed)
        if after.images is not before.images:
            self._show_image()

    def _on_status_changed(self) -> None:
        document = self._session.document
        reason = translated(document.read_only_reason or "")
        editable = document.is_open and not reason
        self.editor.set_editable(editable, reason)
        self.seed.setEnabled(editable)
        self._load.setEnabled(editable)
        self._save.setEnabled(document.is_open)
        self._field.setEnabled(document.is_open)

    def _on_view_changed(self, before: View, after: View) -> None:
        self.editor.show_block(after.block)
        if after.image != before.image:
            self._show_image()
        with QSignalBlocker(self._field):
            self._field.setChecked(after.show_field)

    def _on_build_changed(self) -> None:
        builder = self._session.builder
        stale = builder.waiting_block
        if builder.current is None:
            self.editor.set_built((), None)
            return
        counts = [len(block.kept) for block in builder.current.learned.blocks]
        self.editor.set_built(counts if stale is None else counts[: stale - 1], stale)
