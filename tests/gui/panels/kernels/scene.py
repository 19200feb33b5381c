"""Cards made by hand, and stand-ins for the inspector and the builder."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from psygnal import Signal
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.kernels.panel import KernelsPanel
from flimbuilder.project.project import ClusterIdentity, Project
from flimbuilder.session.results import KernelCard
from flimbuilder.session.session import Session

SIDE = 32


def identity(number: int) -> ClusterIdentity:
    return ClusterIdentity(image="cells_0", marker=1, cluster=number)


def made_card(number: int, block: int = 1, **changes: Any) -> KernelCard:
    card = KernelCard(
        block=block,
        number=number,
        identity=identity(number),
        channel=number - 1,
        class_id=number % 2,
        image="cells_0",
        marker=1,
        row=20,
        col=22,
        size=number,
        deleted=False,
        inverted=False,
        pending=False,
        map=np.full((SIDE, SIDE), 128, np.uint8),
        maximum=1.5,
    )
    return replace(card, **changes)


def made_cards(count: int, block: int = 1) -> tuple[KernelCard, ...]:
    return tuple(made_card(number, block) for number in range(1, count + 1))


class HandMade:
    """An inspector that shows given cards, with the edits of the project applied."""

    heat_changed = Signal()
    decoded_changed = Signal()
    cards_changed = Signal()

    def __init__(self, session: Session) -> None:
        self._session = session
        self.cards: tuple[KernelCard, ...] = ()
        self.reason: str | None = None
        session.document.changed.connect(self._on_project_changed)

    def refresh(self) -> None: ...

    def show(self, cards: tuple[KernelCard, ...]) -> None:
        self.cards = cards
        self.cards_changed.emit()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if before.kernel_edits == after.kernel_edits:
            return
        of = {
            action: {edit.kernel for edit in after.kernel_edits if edit.action == action}
            for action in ("delete", "invert")
        }
        self.show(
            tuple(
                replace(
                    card,
                    deleted=card.identity in of["delete"],
                    inverted=card.identity in of["invert"],
                    pending=card.identity in of["delete"] | of["invert"],
                )
                for card in self.cards
            )
        )


class NoBuilder:
    """A builder that counts its calls."""

    changed = Signal()

    def __init__(self) -> None:
        self.current: Any = None
        self.stale_block: int | None = None
        self.live = self.is_building = False
        self.asked = 0

    @property
    def waiting_block(self) -> int | None:
        return None if self.live and self.is_building else self.stale_block

    def build(self) -> None:
        self.asked += 1

    def show_saved(self) -> None: ...

    def has_built(self, *kept: int, stale: int | None = None) -> None:
        blocks = [SimpleNamespace(kept=(None,) * number) for number in kept]
        self.current = SimpleNamespace(learned=SimpleNamespace(blocks=blocks))
        self.stale_block = stale
        self.changed.emit()


def stand_in(session: Session, folder: Path) -> tuple[HandMade, NoBuilder]:
    """Open a project in a session whose results are made by hand."""
    inspector, builder = HandMade(session), NoBuilder()
    session.inspector, session.builder = inspector, builder  # type: ignore[assignment]
    session.open(folder)
    builder.has_built(8, 8)
    return inspector, builder


def shown_panel(qtbot: QtBot, session: Session, stage: tuple[HandMade, NoBuilder]) -> KernelsPanel:
    """A visible panel of its usual width, which fits three cards in a row."""
    panel = KernelsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(380, 560)
    stage[0].show(made_cards(8))
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def gallery(panel: KernelsPanel) -> QListView:
    found = panel.findChild(QListView, "kernelGallery")
    assert isinstance(found, QListView)
    return found


def shelf(panel: KernelsPanel) -> QListView:
    found = panel.findChild(QListView, "deletedGallery")
    assert isinstance(found, QListView)
    return found


def numbers(view: QListView) -> list[str]:
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def rect_of(view: QListView, number: int) -> QRect:
    """Scroll to a kernel and return its position."""
    index = view.model().index(numbers(view).index(f"Kernel {number}"), 0)
    view.scrollTo(index)
    return view.visualRect(index)


def place_of(view: QListView, number: int) -> QPoint:
    return rect_of(view, number).center()


def selected(view: QListView) -> set[str]:
    return {str(index.data()) for index in view.selectionModel().selectedIndexes()}


LEFT = Qt.MouseButton.LeftButton
