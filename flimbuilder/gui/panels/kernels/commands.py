"""What can be done to the selected kernels, as actions of buttons and menus."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from flimbuilder.gui.panels.kernels.rows import is_spare_twin
from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.results import KernelCard
from flimbuilder.session.session import Session

__all__ = ["KernelCommands"]


class KernelCommands(QObject):
    """Delete, restore, invert, select and show kernels of the view's block.

    Parameters
    ----------
    session : Session
    shown : callable
        Returns the cards that the gallery shows: those that can be selected.
    parent : QWidget

    Attributes
    ----------
    delete, restore, invert, show, select_all, select_dead, select_twins : QAction
    context_menu, select_menu : QMenu
    """

    def __init__(
        self, session: Session, shown: Callable[[], Iterable[KernelCard]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._shown = session, shown
        self.delete = self._action("deleteKernels", self.tr("Delete\tDel"), self.delete_selected)
        self.restore = self._action("restoreKernels", self.tr("Restore"), self.restore_selected)
        self.invert = self._action("invertKernels", self.tr("Invert"), self.invert_selected)
        self.show = self._action("showKernel", self.tr("Show on the image\tReturn"), self._show)
        self.select_all = self._action("allKernels", self.tr("Select all"), self._select_all)
        self.select_dead = self._action("deadKernels", self.tr("Select dead"), self._select_dead)
        self.select_twins = self._action(
            "twinKernels", self.tr("Select twins"), self._select_twins
        )
        self.select_twins.setToolTip(self.tr("Those with an earlier kernel that is nearly alike"))
        selecting = (self.select_all, self.select_dead, self.select_twins)
        self.select_menu, self.context_menu = QMenu(parent), QMenu(parent)
        self.select_menu.addActions(selecting)
        self.select_menu.setToolTipsVisible(True)
        self.context_menu.addActions((self.show, self.delete, self.restore, self.invert))
        self.context_menu.addSeparator()
        self.context_menu.addActions(selecting)

    def delete_selected(self) -> None:
        """Delete the selected kernels."""
        one, several = self.tr("Deleted a kernel"), self.tr("Deleted {0} kernels")
        self._attempt(self._session.kernels.delete, self._kept_selected(), one, several)

    def restore_selected(self) -> None:
        """Take the deleted ones of the selected kernels back."""
        self._restore({card.identity for card in self._selected() if card.deleted})

    def restore_all(self) -> None:
        """Take all deleted kernels of the block back."""
        self._restore({card.identity for card in self._cards() if card.deleted})

    def restore_one(self, kernel: KernelIdentity) -> None:
        """Take one deleted kernel back."""
        self._restore({kernel})

    def invert_selected(self) -> None:
        """Turn the sign of the selected kernels; those that are deleted stay as they are."""
        one, several = self.tr("Inverted a kernel"), self.tr("Inverted {0} kernels")
        self._attempt(self._session.kernels.invert, self._kept_selected(), one, several)

    def open(self, kernel: KernelIdentity) -> None:
        """Lay the activation of a kernel over the image."""
        self._session.update_view(kernel=kernel, heat="activation")

    def update(self) -> None:
        """Enable what can be done."""
        selected, shown = self._selected(), tuple(self._shown())
        kept = [card for card in selected if not card.deleted]
        for action in (self.delete, self.invert):
            action.setEnabled(bool(kept))
        self.restore.setEnabled(len(kept) < len(selected))
        self.show.setEnabled(self._kernel_to_show() is not None)
        self.select_all.setEnabled(bool(shown))
        self.select_dead.setEnabled(any(card.dead for card in shown))
        self.select_twins.setEnabled(any(is_spare_twin(card, self._cards()) for card in shown))

    def _action(self, name: str, text: str, call: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.triggered.connect(call)
        return action

    def _cards(self) -> list[KernelCard]:
        block = self._session.view.block
        return [card for card in self._session.inspector.cards if card.block == block]

    def _selected(self) -> list[KernelCard]:
        chosen = self._session.view.kernels
        return [card for card in self._cards() if card.identity in chosen]

    def _kept_selected(self) -> set[KernelIdentity]:
        return {card.identity for card in self._selected() if not card.deleted}

    def _restore(self, chosen: set[KernelIdentity]) -> None:
        one, several = self.tr("Restored a kernel"), self.tr("Restored {0} kernels")
        self._attempt(self._session.kernels.restore, chosen, one, several)

    def _attempt(
        self,
        command: Callable[[int, Iterable[KernelIdentity]], None],
        chosen: set[KernelIdentity],
        one: str,
        several: str,
    ) -> None:
        if not chosen:
            return
        block = self._session.view.block
        done = one if len(chosen) == 1 else several.format(len(chosen))
        told = self.tr("{0} of block {1}: build to apply")
        if self._session.builder.live:
            told = self.tr("{0} of block {1}")
        self._session.attempt(lambda: command(block, chosen), undoable=told.format(done, block))

    def _kernel_to_show(self) -> KernelIdentity | None:
        """Return the kernel that the view is on where it is selected, else the first selected."""
        view = self._session.view
        there = [card.identity for card in self._selected()]
        return view.kernel if view.kernel in there else next(iter(there), None)

    def _show(self) -> None:
        kernel = self._kernel_to_show()
        if kernel is not None:
            self.open(kernel)

    def _select_all(self) -> None:
        self._select(self._shown())

    def _select_dead(self) -> None:
        self._select(card for card in self._shown() if card.dead)

    def _select_twins(self) -> None:
        cards = self._cards()
        self._select(card for card in self._shown() if is_spare_twin(card, cards))

    def _select(self, cards: Iterable[KernelCard]) -> None:
        self._session.update_view(kernels=frozenset(card.identity for card in cards))
