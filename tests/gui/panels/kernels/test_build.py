"""The gallery of a real build: prune, rebuild, restore."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.kernels.panel import KernelsPanel
from flimbuilder.session.session import Message, Session
from tests.gui.panels.kernels.scene import (
    LEFT,
    gallery,
    numbers,
    place_of,
    selected,
    shelf,
)

Settle = Callable[[Session], None]


@pytest.fixture
def panel(qtbot: QtBot, session: Session, project_folder: Path, settle: Settle) -> KernelsPanel:
    made = KernelsPanel(session)
    qtbot.addWidget(made)
    made.resize(380, 640)
    made.show()
    session.open(project_folder)
    session.update_view(block=2)
    settle(session)
    return made


def test_every_kernel_of_the_build_has_a_card_with_its_map(session, panel):
    kernels = session.builder.current.learned.blocks[1].kernels
    assert numbers(gallery(panel)) == [f"Kernel {n + 1}" for n in range(len(kernels))]
    assert all(card.map is not None for card in session.inspector.cards)


def test_delete_rebuild_restore(qtbot, session, panel, settle):
    view, before = gallery(panel), session.builder.current
    count = len(numbers(view))
    qtbot.mouseClick(view.viewport(), LEFT, pos=place_of(view, 1))
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(view.viewport(), LEFT, control, place_of(view, 3))
    panel.commands.delete_selected()
    assert "Kernel 1" not in numbers(view)
    assert numbers(shelf(panel)) == ["Kernel 1", "Kernel 3"]
    assert selected(view) == {"Kernel 4"}
    assert session.builder.stale_block == 2
    session.builder.build()
    settle(session)
    assert session.builder.current is not before
    assert len(session.builder.current.learned.blocks[1].kept) == count - 2
    assert selected(view) == {"Kernel 4"}
    assert not any(card.pending for card in session.inspector.cards)
    qtbot.mouseClick(shelf(panel).viewport(), LEFT, pos=place_of(shelf(panel), 3))
    panel.commands.restore_selected()
    assert numbers(shelf(panel)) == ["Kernel 1"]
    assert "Kernel 3" in numbers(view)


def test_the_last_kernel_cannot_be_deleted(session, panel):
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    session.update_view(kernels=frozenset(card.identity for card in session.inspector.cards))
    panel.commands.delete_selected()
    assert [message.level for message in messages] == ["error"]
    assert "keep at least one" in messages[0].text
    assert numbers(shelf(panel)) == []


def test_another_image_keeps_the_selection(session, panel, settle):
    card = session.inspector.cards[2]
    session.update_view(kernels=frozenset({card.identity}))
    session.step_image(1)
    settle(session)
    assert selected(gallery(panel)) == {"Kernel 3"}
    assert all(card.map is not None for card in session.inspector.cards)
