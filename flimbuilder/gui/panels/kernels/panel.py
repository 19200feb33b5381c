"""The kernels of a block on the shown image: select, delete, restore and invert them."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from flimbuilder.gui.language import marked, translated
from flimbuilder.gui.panels.kernels.commands import KernelCommands
from flimbuilder.gui.panels.kernels.controls import (
    BlockState,
    BlockTabs,
    BuildNotice,
    GallerySettings,
)
from flimbuilder.gui.panels.kernels.gallery import DeletedShelf, KernelList
from flimbuilder.gui.panels.kernels.model import (
    KernelRow,
    count_kernels,
    kernel_rows,
    neighbour_of,
    passes,
    sort_cards,
)
from flimbuilder.gui.widgets.button_row import ButtonRow
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import EmptyText
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.project.project import KernelIdentity, Project
from flimbuilder.session.provenance import shares_of_marker
from flimbuilder.session.results import KernelCard
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["KernelsPanel"]

SIDES = (64, 160)  # of the pictures, in logical pixels
SIDE = 100
ZOOM_STEP = 12


class KernelsPanel(Panel):
    """A gallery of the kernels of the shown block, and a shelf of its deleted kernels.

    Attributes
    ----------
    commands : KernelCommands
    """

    name = "kernels"
    title = marked("Kernels")
    slot = Slot.RIGHT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._blocks, self._settings = BlockTabs(), GallerySettings()
        self._notice = BuildNotice(session)
        self._gallery = KernelList("kernelGallery", self.tr("Kernels"))
        self._empty = EmptyText(self._gallery)
        self._shelf = DeletedShelf()
        self.commands = KernelCommands(session, self._cards_in_gallery, self)
        self._status, self._size = QLabel(), self._make_slider()
        self._lay_out()
        self._connect()
        self._show_all()

    def _make_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("kernelSizeSlider")
        slider.setAccessibleName(self.tr("Size of the pictures"))
        slider.setToolTip(self.tr("Size of the pictures (Ctrl+wheel)"))
        slider.setRange(*SIDES)
        slider.setSingleStep(ZOOM_STEP)
        slider.setPageStep(2 * ZOOM_STEP)
        slider.setFixedWidth(72)
        slider.setValue(SIDE)
        self._gallery.resize_pictures(SIDE)
        return slider

    def _lay_out(self) -> None:
        self._status.setObjectName("kernelStatus")
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setWordWrap(True)
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.setSpacing(6)
        top.addWidget(self._settings, 1)
        top.addWidget(self._size)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self._blocks)
        layout.addLayout(top)
        layout.addWidget(self._gallery, 1)
        layout.addWidget(self._notice)  # below the gallery, so that it moves no card
        layout.addWidget(self._make_buttons())
        layout.addWidget(self._shelf)
        layout.addWidget(self._status)

    def _make_buttons(self) -> ButtonRow:
        commands = self.commands
        delete_tip = self.tr("Delete the selected kernels; applies with the next build (Del)")
        restore_tip = self.tr("Restore the selected deleted kernels")
        invert_tip = self.tr(
            "Invert the sign of the selected kernels; applies with the next build"
        )
        show_tip = self.tr("Show the activation map over the image (double click, Return)")
        select_tip = self.tr("Select dead, redundant or useless kernels, twins, or all")
        self._buttons = {
            commands.delete: IconButton(
                "deleteKernelsButton", "delete-outline", delete_tip, self.tr("Delete")
            ),
            commands.restore: IconButton(
                "restoreKernelsButton", "restore", restore_tip, self.tr("Restore")
            ),
            commands.invert: IconButton(
                "invertKernelsButton", "plus-minus-variant", invert_tip, self.tr("Invert")
            ),
            commands.show: IconButton("showKernelButton", "eye-outline", show_tip),
        }
        for action, button in self._buttons.items():
            button.on_click(action.trigger)
        select = IconButton(
            "selectKernelsButton", "select-multiple", select_tip, self.tr("Select")
        )
        select.with_menu(commands.select_menu)
        return ButtonRow([*self._buttons.values()], [select])

    def _connect(self) -> None:
        session, update_view = self._session, self._session.update_view
        session.inspector.cards_changed.connect(self._show_cards)
        session.inspector.decoded_changed.connect(self._show_state)
        session.builder.changed.connect(self._show_state)
        session.jobs.changed.connect(self._notice.refresh)
        session.document.changed.connect(self._on_project_changed)
        session.document.opened.connect(self._settings.show_all)
        session.view_changed.connect(self._on_view_changed)
        self._blocks.block_chosen.connect(lambda block: update_view(block=block))
        self._settings.changed.connect(self._filter)
        self._size.valueChanged.connect(self._gallery.resize_pictures)
        self._gallery.zoomed.connect(
            lambda steps: self._size.setValue(self._size.value() + steps * ZOOM_STEP)
        )
        self._gallery.opened.connect(self.commands.open)
        self._shelf.list.opened.connect(self.commands.restore_one)
        self._shelf.restore_all.on_click(self.commands.restore_all)
        self._shelf.folded.connect(self._deselect_shelf)
        for kernels in (self._gallery, self._shelf.list):
            kernels.addAction(self.commands.delete)
            kernels.chosen.connect(lambda chosen: update_view(kernels=chosen))
            kernels.visited.connect(lambda identity: update_view(kernel=identity))
            kernels.hovered.connect(lambda identity: update_view(hovered=identity))
            kernels.customContextMenuRequested.connect(self._open_menu)

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if before.classes != after.classes or before.images != after.images:
            self._show_cards()
        if before.architecture != after.architecture:
            self._show_state()
        self._notice.refresh()

    def _on_view_changed(self, before: View, after: View) -> None:
        if before.colour_map != after.colour_map:
            self._gallery.set_colour_map(after.colour_map)
            self._shelf.list.set_colour_map(after.colour_map)
        if before.block != after.block:
            self._show_all()
        elif before.kernel != after.kernel:
            self._show_cards()
            self._gallery.go_to(after.kernel)
        elif before.marker != after.marker:
            self._show_cards()
        elif before.kernels != after.kernels:
            self._show_selection()

    def _show_all(self) -> None:
        self._show_cards()
        self._show_state()

    def _show_state(self) -> None:
        """Show which blocks are built, and which are stale."""
        builder, blocks = self._session.builder, self._session.document.project.architecture.blocks
        learned = () if builder.current is None else builder.current.learned.blocks
        stale = len(blocks) + 1 if builder.waiting_block is None else builder.waiting_block
        states = tuple(
            BlockState(
                len(learned[index].kept) if index < len(learned) else None, index + 1 >= stale
            )
            for index in range(len(blocks))
        )
        self._blocks.show_blocks(states, self._session.view.block)
        self._notice.refresh()
        self._show_empty_text()

    def _show_cards(self) -> None:
        cards, view = self._cards(), self._session.view
        project = self._session.document.project
        self._settings.show_classes(
            project.classes, mixed=any(card.class_id is None for card in cards)
        )
        shares = {}
        if view.image is not None and view.marker is not None:
            built = self._session.builder.current
            shares = shares_of_marker(built, view.block, view.image, view.marker)
        ordered = sort_cards(cards, self._settings.order)
        rows = kernel_rows(ordered, project, view.kernel, shares)
        before, selected = self._gallery.identities, self._gallery.selected
        shown = [row for row in rows if self._is_in_gallery(row.card)]
        self._gallery.show_rows(shown, view.kernels)
        self._shelf.show_rows((row for row in rows if row.card.deleted), view.kernels)
        self._show_counts()
        self._select_next(before, selected, rows)
        if view.hovered is not None and all(card.identity != view.hovered for card in cards):
            self._session.update_view(hovered=None)

    def _select_next(
        self,
        before: list[KernelIdentity],
        selected: frozenset[KernelIdentity],
        rows: list[KernelRow],
    ) -> None:
        """Select the next kernel if those selected were deleted."""
        deleted = {row.card.identity for row in rows if row.card.deleted}
        if selected and selected <= deleted and selected == self._session.view.kernels:
            following = neighbour_of(before, self._gallery.identities)
            if following is None:
                self._session.update_view(kernels=frozenset())
            else:
                self._session.update_view(kernels=frozenset({following}), kernel=following)
                self._gallery.go_to(following)

    def _show_selection(self) -> None:
        kernels = self._session.view.kernels
        self._gallery.select(kernels)
        self._shelf.list.select(kernels)
        self._show_counts()

    def _show_counts(self) -> None:
        counts = count_kernels(self._cards())
        named = (
            (counts.all, self.tr("{0} kernel"), self.tr("{0} kernels")),
            (counts.deleted, self.tr("{0} deleted"), self.tr("{0} deleted")),
            (counts.dead, self.tr("{0} dead"), self.tr("{0} dead")),
            (counts.twins, self.tr("{0} twin"), self.tr("{0} twins")),
            (len(self._session.view.kernels), self.tr("{0} selected"), self.tr("{0} selected")),
        )
        parts = [
            (singular if number == 1 else plural).format(number)
            for number, singular, plural in named
            if number
        ]
        self._status.setText(", ".join(parts))
        self.commands.update()
        for action, button in self._buttons.items():
            button.setEnabled(action.isEnabled())
        self._show_empty_text()

    def _show_empty_text(self) -> None:
        self._empty.setText(self._empty_message())

    def _empty_message(self) -> str:
        session = self._session
        if not session.document.is_open:
            return ""
        if session.builder.current is None:
            return self.tr("After a build, this shows what each kernel responds to in the image")
        kept = [card for card in self._cards() if not card.deleted]
        if kept and self._settings.filter != "all":
            return self.tr("No kernel passes the filter; choose “All kernels”")
        return translated(session.inspector.reason or "")

    def _filter(self) -> None:
        """Show the kernels that pass the filter, and deselect those hidden."""
        self._show_cards()
        self._gallery.scrollToTop()
        visible = {*self._gallery.identities, *self._shelf.list.identities}
        self._session.update_view(kernels=self._session.view.kernels & visible)

    def _deselect_shelf(self) -> None:
        self._session.update_view(
            kernels=self._session.view.kernels & frozenset(self._gallery.identities)
        )

    def _open_menu(self, position: QPoint) -> None:
        kernels = self.sender()
        if isinstance(kernels, KernelList):
            self.commands.context_menu.popup(kernels.viewport().mapToGlobal(position))

    def _cards(self) -> list[KernelCard]:
        """Return the cards of the shown block; the inspector may still have another."""
        block = self._session.view.block
        return [card for card in self._session.inspector.cards if card.block == block]

    def _is_in_gallery(self, card: KernelCard) -> bool:
        return not card.deleted and passes(card, self._settings.filter)

    def _cards_in_gallery(self) -> list[KernelCard]:
        return [card for card in self._cards() if self._is_in_gallery(card)]
