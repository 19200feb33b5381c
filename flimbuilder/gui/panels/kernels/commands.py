"""Actions on the selected kernels, for buttons, menus and the Delete key."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from flimbuilder.gui.language import translated
from flimbuilder.gui.panels.kernels.model import is_spare_twin
from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.results import KernelCard
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.explain.kernels.review import KernelReview

__all__ = ["KernelCommands"]


class KernelCommands(QObject):
    """Deletes, restores, inverts, selects and shows kernels of the shown block.

    Parameters
    ----------
    session : Session
    shown : callable
        Returns the cards in the gallery, which can be selected.

    Attributes
    ----------
    delete : QAction
        Bound to the Delete key; add it to the widgets in which the key deletes kernels.
    restore, invert, show : QAction
    select_all, select_dead, select_twins, select_redundant, select_useless : QAction
    context_menu, select_menu : QMenu
    """

    def __init__(
        self, session: Session, shown: Callable[[], Iterable[KernelCard]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._shown = session, shown
        self.delete = self._action("deleteKernels", self.tr("Delete"), self.delete_selected)
        self.delete.setShortcut(QKeySequence.StandardKey.Delete)
        self.delete.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.restore = self._action("restoreKernels", self.tr("Restore"), self.restore_selected)
        self.invert = self._action("invertKernels", self.tr("Invert"), self.invert_selected)
        self.show = self._action("showKernel", self.tr("Show on the image\tReturn"), self._show)
        self.select_all = self._action("allKernels", self.tr("Select all"), self._select_all)
        self.select_dead = self._action("deadKernels", self.tr("Select dead"), self._select_dead)
        self.select_twins = self._action(
            "twinKernels", self.tr("Select twins"), self._select_twins
        )
        self.select_twins.setToolTip(self.tr("Kernels that nearly equal an earlier kernel"))
        self.select_redundant = self._action(
            "redundantKernels", self.tr("Select redundant"), self._select_redundant
        )
        self.select_redundant.setToolTip(
            self.tr("All but one of each group of kernels that respond alike at the markers")
        )
        self.select_useless = self._action(
            "uselessKernels", self.tr("Select useless"), self._select_useless
        )
        self.select_useless.setToolTip(
            self.tr("Kernels that respond to other classes as much as to their own")
        )
        selecting = (
            self.select_all, self.select_dead, self.select_twins, self.select_redundant,
            self.select_useless,
        )  # fmt: skip
        self.select_menu, self.context_menu = QMenu(parent), QMenu(parent)
        self.select_menu.addActions(selecting)
        self.select_menu.setToolTipsVisible(True)
        self.context_menu.addActions((self.show, self.delete, self.restore, self.invert))
        self.context_menu.addSeparator()
        self.context_menu.addActions(selecting)

    def delete_selected(self) -> None:
        """Delete the selected kernels."""
        singular, plural = self.tr("Deleted a kernel"), self.tr("Deleted {0} kernels")
        self._attempt(self._session.kernels.delete, self._kept_selected(), singular, plural)

    def restore_selected(self) -> None:
        """Restore the selected kernels that are deleted."""
        self._restore({card.identity for card in self._selected() if card.deleted})

    def restore_all(self) -> None:
        """Restore all deleted kernels of the block."""
        self._restore({card.identity for card in self._cards() if card.deleted})

    def restore_one(self, kernel: KernelIdentity) -> None:
        """Restore a deleted kernel."""
        self._restore({kernel})

    def invert_selected(self) -> None:
        """Invert the sign of the selected kernels, except deleted ones."""
        singular, plural = self.tr("Inverted a kernel"), self.tr("Inverted {0} kernels")
        self._attempt(self._session.kernels.invert, self._kept_selected(), singular, plural)

    def open(self, kernel: KernelIdentity) -> None:
        """Show the activation map of a kernel over the image."""
        self._session.update_view(kernel=kernel, heat="activation")

    def update(self) -> None:
        """Enable the actions that apply to the selection."""
        selected, shown = self._selected(), tuple(self._shown())
        kept = [card for card in selected if not card.deleted]
        for action in (self.delete, self.invert):
            action.setEnabled(bool(kept))
        self.restore.setEnabled(len(kept) < len(selected))
        self.show.setEnabled(self._kernel_to_show() is not None)
        self.select_all.setEnabled(bool(shown))
        self.select_dead.setEnabled(any(card.dead for card in shown))
        self.select_twins.setEnabled(any(is_spare_twin(card, self._cards()) for card in shown))
        for action in (self.select_redundant, self.select_useless):
            action.setEnabled(bool(shown))

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
        singular, plural = self.tr("Restored a kernel"), self.tr("Restored {0} kernels")
        self._attempt(self._session.kernels.restore, chosen, singular, plural)

    def _attempt(
        self,
        command: Callable[[int, Iterable[KernelIdentity]], None],
        chosen: set[KernelIdentity],
        singular: str,
        plural: str,
    ) -> None:
        if not chosen:
            return
        block = self._session.view.block
        edit = singular if len(chosen) == 1 else plural.format(len(chosen))
        message = self.tr("{0} of block {1}: build to apply")
        if self._session.builder.live:
            message = self.tr("{0} of block {1}")
        self._session.attempt(lambda: command(block, chosen), undoable=message.format(edit, block))

    def _kernel_to_show(self) -> KernelIdentity | None:
        """Return the view's kernel if it is selected, else the first selected kernel."""
        view = self._session.view
        selected = [card.identity for card in self._selected()]
        return view.kernel if view.kernel in selected else next(iter(selected), None)

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

    def _select_redundant(self) -> None:
        self._session.kernel_reviewer.request(self._session.view.block, self._take_redundant)

    def _select_useless(self) -> None:
        self._session.kernel_reviewer.request(self._session.view.block, self._take_useless)

    def _take_redundant(self, review: "KernelReview") -> None:
        """Select the kernels that repeat another; say how many and why."""
        kept = {card.number for card in self._cards() if not card.deleted}
        groups = [
            [number for number in (group.kept, *group.repeats) if number in kept]
            for group in review.groups
        ]
        repeats = [number for group in groups for number in group[1:]]
        chosen, total = self._select_numbers(review, repeats), len(review.kernels)
        if chosen is None:
            return
        text = self.tr("No kernel of block {0} repeats another")
        if chosen:
            least = min(group.similarity for group in review.groups)
            text = self.tr(
                "Selected {1} of {2} kernels of block {0}: they respond like another of their "
                "class at the markers (correlation of {3} or more)"
            )
            text = text.format(review.block, len(chosen), total, f"{least:.2f}")
        self._session.report(text.format(review.block))

    def _take_useless(self, review: "KernelReview") -> None:
        """Select the useless kernels; say how many, and why the first one is."""
        chosen, total = self._select_numbers(review, review.useless), len(review.kernels)
        if chosen is None:
            return
        text = self.tr("No kernel of block {0} is useless").format(review.block)
        if chosen:
            first = next(kernel for kernel in review.kernels if kernel.number in chosen)
            text = self.tr("Selected {1} of {2} kernels of block {0}; kernel {3} {4}").format(
                review.block, len(chosen), total, first.number, translated(first.fault or "")
            )
        self._session.report(text)

    def _select_numbers(
        self, review: "KernelReview", numbers: Collection[int]
    ) -> list[int] | None:
        """Select the shown kernels of these numbers; None if another block is shown by now."""
        if review.block != self._session.view.block:
            return None
        cards = [card for card in self._shown() if card.number in numbers]
        self._select(cards)
        return [card.number for card in cards]

    def _select(self, cards: Iterable[KernelCard]) -> None:
        self._session.update_view(kernels=frozenset(card.identity for card in cards))
