"""Select redundant and useless kernels, and delete them with one undo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from flimbuilder.explain.kernels.redundancy import KernelGroup
from flimbuilder.explain.kernels.review import KernelReview, ReviewedKernel
from flimbuilder.gui.panels.kernels.panel import KernelsPanel
from flimbuilder.session.session import Message, Session

Settle = Callable[[Session], None]


@pytest.fixture
def panel(qtbot: QtBot, session: Session, project_folder: Path, settle: Settle) -> KernelsPanel:
    made = KernelsPanel(session)
    qtbot.addWidget(made)
    made.resize(380, 640)
    made.show()
    session.open(project_folder)
    settle(session)
    return made


@pytest.fixture
def messages(session: Session) -> list[Message]:
    posted: list[Message] = []
    session.message_posted.connect(posted.append)
    return posted


def review(block: int = 1, count: int = 4) -> KernelReview:
    """Kernels 2 and 3 repeat kernel 1, and kernel 4 is useless."""
    kernels = [ReviewedKernel(number, 1, 0.7, 1.0, 0.9) for number in range(1, count + 1)]
    kernels[3] = ReviewedKernel(4, 0, 0.3, 0.9, 0.2, fault="responds to other classes too")
    return KernelReview(block, tuple(kernels), (KernelGroup(1, (2, 3), 0.97),))


def chosen(session: Session) -> list[int]:
    cards = session.inspector.cards
    return [card.number for card in cards if card.identity in session.view.kernels]


def answer(monkeypatch: pytest.MonkeyPatch, session: Session, made: KernelReview) -> None:
    monkeypatch.setattr(session.kernel_reviewer, "request", lambda block, take: take(made))


def test_select_redundant_of_a_real_build(session, panel, messages, settle):
    panel.commands.select_redundant.trigger()
    settle(session)
    found: list[KernelReview] = []
    session.kernel_reviewer.request(1, found.append)
    assert chosen(session) == list(found[0].redundant)
    assert messages[-1].text.startswith(("Selected", "No kernel of block 1 repeats"))


def test_redundant_kernels_are_selected_and_explained(session, panel, messages, monkeypatch):
    answer(monkeypatch, session, review())
    panel.commands.select_redundant.trigger()
    assert chosen(session) == [2, 3]
    assert messages[-1].text == (
        "Selected 2 of 4 kernels of block 1: they respond like another of their class at the "
        "markers (correlation of 0.97 or more)"
    )


def test_deleting_them_is_one_undo(session, panel, monkeypatch):
    answer(monkeypatch, session, review())
    panel.commands.select_redundant.trigger()
    panel.commands.delete_selected()
    assert session.document.undo_label == "Delete 2 kernels of block 1"
    session.undo()
    assert session.document.project.kernel_edits == ()


def test_one_kernel_of_a_group_stays_if_the_kept_one_is_deleted(session, panel, monkeypatch):
    answer(monkeypatch, session, review())
    first = next(card for card in session.inspector.cards if card.number == 1)
    session.kernels.delete(1, [first.identity])
    panel.commands.select_redundant.trigger()
    assert chosen(session) == [3]


def test_useless_kernels_are_selected_and_explained(session, panel, messages, monkeypatch):
    answer(monkeypatch, session, review())
    panel.commands.select_useless.trigger()
    assert chosen(session) == [4]
    assert messages[-1].text == (
        "Selected 1 of 4 kernels of block 1; kernel 4 responds to other classes too"
    )


def test_nothing_to_select(session, panel, messages, monkeypatch):
    made = review()
    answer(monkeypatch, session, KernelReview(1, made.kernels[:3], ()))
    for action, text in (
        (panel.commands.select_redundant, "No kernel of block 1 repeats another"),
        (panel.commands.select_useless, "No kernel of block 1 is useless"),
    ):
        action.trigger()
        assert chosen(session) == []
        assert messages[-1].text == text


def test_the_answer_for_another_block_is_dropped(session, panel, messages, monkeypatch):
    answer(monkeypatch, session, review(block=2))
    panel.commands.select_redundant.trigger()
    assert chosen(session) == []
    assert messages == []


def test_the_menus_offer_both(session, panel):
    for menu in (panel.commands.select_menu, panel.commands.context_menu):
        assert isinstance(menu, QMenu)
        names = [action.objectName() for action in menu.actions()]
        assert names[-2:] == ["redundantKernels", "uselessKernels"]
    assert panel.commands.select_redundant.isEnabled()
    session.document.close()
    assert not panel.commands.select_redundant.isEnabled()
