"""The architecture panel begins an encoder with the blocks of another model."""

import shutil
from pathlib import Path
from typing import TypeVar

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs.start_from_model import StartFromModelDialog
from flimbuilder.gui.panels.architecture.panel import ArchitecturePanel
from flimbuilder.gui.panels.kernels.model import KernelsModel, kernel_rows
from flimbuilder.gui.widgets.fields import WholeBox
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.project import FrozenIdentity
from flimbuilder.session.cards import kernel_cards
from flimbuilder.session.session import Message, Session
from tests.learned_models import BLOCKS, learned_model

T = TypeVar("T", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def donor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of two blocks, of colour images."""
    folder = tmp_path_factory.mktemp("donor") / "eggs.model"
    learned_model().write(folder)
    return folder


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(380, 700)
    return made


@pytest.fixture
def panel(
    qtbot: QtBot, window: QWidget, session: Session, project_folder: Path
) -> ArchitecturePanel:
    """The panel of a project of two blocks that is not built."""
    session.document.open(project_folder)
    made = ArchitecturePanel(session, window)
    made.resize(window.size())
    window.show()
    qtbot.waitExposed(window)
    return made


def now(session: Session) -> Architecture:
    return session.document.project.architecture


def action(panel: ArchitecturePanel, text: str) -> QAction:
    menu = panel.findChild(QMenu, "presetsMenu")
    assert menu is not None
    return next(action for action in menu.actions() if action.text() == text)


def child(parent: QWidget, kind: type[T], name: str) -> T:
    found = parent.findChild(kind, name)
    assert found is not None
    return found


def ask(panel: ArchitecturePanel) -> StartFromModelDialog:
    action(panel, "Start from a model…").trigger()
    dialog = panel.window().findChild(StartFromModelDialog)
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def test_from_the_menu_to_the_build(
    qtbot: QtBot,
    panel: ArchitecturePanel,
    session: Session,
    messages: list[Message],
    donor: Path,
) -> None:
    before = now(session)
    dialog = ask(panel)
    agree = child(dialog, QPushButton, "agreeButton")
    assert not agree.isEnabled()
    qtbot.keyClicks(child(dialog, QLineEdit, "startModelLine"), str(donor))
    assert agree.isEnabled()
    assert "blocks of 7, 6 kernels" in child(dialog, QLabel, "startDescription").text()
    child(dialog, WholeBox, "startBlocks").setValue(1)
    qtbot.mouseClick(agree, LEFT)

    start = now(session).start
    assert start is not None
    assert (start.name, start.blocks) == ("eggs.model", 1)
    assert now(session).blocks == (BLOCKS[0], before.blocks[1])
    assert messages[-1].undoable
    session.builder.build()
    qtbot.waitUntil(lambda: session.builder.current is not None, timeout=30_000)
    built = session.builder.current
    assert built is not None
    own, theirs = (model.encoder.blocks()[0].conv for model in (built.model, learned_model()))
    assert torch.equal(own.weight, theirs.weight)
    assert built.learned.blocks[0].kernels[2].identity == FrozenIdentity(kernel=2)
    assert_kernel_text(built, session)
    session.document.undo()
    assert now(session) == before


def assert_kernel_text(built: object, session: Session) -> None:
    """The gallery says that a kept kernel is not learned."""
    cards = kernel_cards(built, 1, ())  # type: ignore[arg-type]
    rows = kernel_rows(cards, session.document.project, None)
    model = KernelsModel()
    model.show(rows)
    text = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Not learned: it comes from the model that the encoder begins with" in text
    assert "Responds most at" in text


def test_a_model_that_is_gone_is_one_line_at_the_build(
    qtbot: QtBot,
    panel: ArchitecturePanel,
    session: Session,
    messages: list[Message],
    donor: Path,
    tmp_path: Path,
) -> None:
    moved = Path(shutil.copytree(donor, tmp_path / "gone.model"))
    session.start_from_model(moved, 1)
    shutil.rmtree(moved)
    session.builder.build()
    qtbot.waitUntil(lambda: any(message.level == "error" for message in messages), timeout=30_000)
    text = messages[-1].text
    assert "gone.model: the model that the encoder begins with is missing" in text
    assert session.builder.current is None


def test_kept_blocks_cannot_be_edited(
    qtbot: QtBot, panel: ArchitecturePanel, session: Session, donor: Path
) -> None:
    session.start_from_model(donor, 1)
    editor = panel.editor
    editor.show_block(1)
    assert not editor.form.isEnabled()
    assert not editor.general.field("colour_space").isEnabled()
    assert not editor.general.field("standardise").isEnabled()
    assert editor.general.field("restarts").isEnabled()
    for name in ("removeBlock", "moveBlockUp", "moveBlockDown"):
        assert not child(panel, QToolButton, f"{name}Button").isEnabled()
    summary = child(panel, QLabel, "architectureSummary").text()
    assert summary.endswith("Block 1 of eggs.model is kept")
    editor.show_block(2)
    assert editor.form.isEnabled()
    qtbot.mouseClick(child(panel, QToolButton, "addBlockButton"), LEFT)
    assert len(now(session).blocks) == 3
    assert not child(panel, QToolButton, "moveBlockDownButton").isEnabled()
    editor.show_block(2)
    editor.move_block(-1)
    assert now(session).n_frozen == 1
    assert now(session).blocks[0] == BLOCKS[0]


def test_all_blocks_can_be_learned_again(
    panel: ArchitecturePanel, session: Session, donor: Path
) -> None:
    release = action(panel, "Learn all blocks")
    assert not release.isEnabled()
    session.start_from_model(donor, 2)
    assert release.isEnabled()

    release.trigger()

    assert now(session).start is None
    assert now(session).blocks[0] == BLOCKS[0]
    assert panel.editor.form.isEnabled()
    assert not release.isEnabled()


def test_a_preset_learns_all_blocks(
    panel: ArchitecturePanel, session: Session, donor: Path
) -> None:
    session.start_from_model(donor, 2)
    action(panel, "Small, quick").trigger()
    assert now(session).start is None


@pytest.mark.parametrize(("blocks", "fault"), [(3, "eggs.model has 2 blocks; keep fewer")])
def test_more_blocks_than_the_model_has(
    panel: ArchitecturePanel, donor: Path, blocks: int, fault: str
) -> None:
    dialog = ask(panel)
    child(dialog, QLineEdit, "startModelLine").setText(str(donor))
    child(dialog, WholeBox, "startBlocks").setValue(blocks)
    assert child(dialog, QLabel, "dialogFault").text() == fault
    assert not child(dialog, QPushButton, "agreeButton").isEnabled()
    dialog.reject()


def test_a_model_of_other_channels(panel: ArchitecturePanel, tmp_path: Path) -> None:
    learned_model(channels=1).write(tmp_path / "grey.model")
    dialog = ask(panel)
    child(dialog, QLineEdit, "startModelLine").setText(str(tmp_path / "grey.model"))
    fault = child(dialog, QLabel, "dialogFault").text()
    assert fault.startswith("grey.model: reads images of 1 channel")
    dialog.reject()
