from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.errors import SaveError
from flimbuilder.exchange.arch_json import load_architecture, write_arch_json
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.panels.architecture.editor import TYPICAL_SHAPE, ArchitectureEditor
from flimbuilder.gui.panels.architecture.panel import ArchitecturePanel
from flimbuilder.gui.widgets.fields import ChoiceBox, NumberBox
from flimbuilder.gui.widgets.labels import FaultLine
from flimbuilder.project.architecture import (
    DEFAULT_ARCHITECTURE,
    PRESETS,
    Architecture,
    trace_shapes,
)
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import LARGEST_SEED
from flimbuilder.session.session import Message, Session

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SMALL, POINTS = PRESETS[2].architecture, PRESETS[4].architecture


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> QWidget:
    """A window of fixed size, in which Ctrl+Z undoes in the session."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(380, 700)
    made.show()
    qtbot.waitExposed(made)
    undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), made)
    undo.activated.connect(session.document.undo)
    return made


@pytest.fixture
def empty(window: QWidget, session: Session) -> ArchitecturePanel:
    """The panel without a project."""
    made = ArchitecturePanel(session, window)
    made.resize(window.size())
    made.show()
    return made


@pytest.fixture
def panel(empty: ArchitecturePanel, session: Session, project_folder: Path) -> ArchitecturePanel:
    """The panel of a project of two blocks that is not built."""
    session.document.open(project_folder)
    return empty


def number(panel: QWidget, name: str) -> NumberBox:
    found = panel.findChild(NumberBox, f"{name}Field")
    assert found is not None
    return found


def button(panel: QWidget, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, f"{name}Button")
    assert found is not None
    return found


def enter(qtbot: QtBot, box: NumberBox, text: str, *, end: bool = True) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    if end:
        qtbot.keyClick(box, Qt.Key.Key_Return)


def now(session: Session) -> Architecture:
    return session.document.project.architecture


def cells(panel: ArchitecturePanel, row: int) -> list[str]:
    model = panel.editor.table.model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def stale_marks(panel: ArchitecturePanel) -> list[bool]:
    model = panel.editor.table.model()
    role = Qt.ItemDataRole.DecorationRole
    return [model.index(row, 0).data(role) is not None for row in range(model.rowCount())]


def test_nothing_can_be_changed_without_a_project(empty: ArchitecturePanel) -> None:
    assert not number(empty, "kernelSize").isEnabled()
    assert not number(empty, "seed").isEnabled()
    for name in ("addBlock", "presets", "loadArchitecture", "saveArchitecture", "showField"):
        assert not button(empty, name).isEnabled()


def test_shows_the_project(panel: ArchitecturePanel, session: Session) -> None:
    editor = panel.findChild(ArchitectureEditor, "architectureEditor")
    assert editor is panel.editor
    assert editor.value() == now(session)
    assert cells(panel, 0)[3:7] == ["6", "max 3/2", "32×32", "5"]
    assert number(panel, "kernelSize").isEnabled()


class TestChanging:
    def test_an_entry_is_one_command(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session
    ) -> None:
        before = now(session)
        enter(qtbot, number(panel, "kernels"), "128")
        assert now(session).blocks[0].kernels == 128
        assert session.document.undo_label == "Change the architecture"
        session.document.undo()
        assert now(session) == before
        assert session.document.undo_label is None

    def test_a_pause_makes_the_command(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session
    ) -> None:
        enter(qtbot, number(panel, "kernelsPerMarker"), "12", end=False)
        assert now(session).blocks[0].kernels_per_marker == 4
        qtbot.waitUntil(lambda: now(session).blocks[0].kernels_per_marker == 12)
        session.document.undo()
        assert now(session).blocks[0].kernels_per_marker == 4

    def test_undo_by_key_where_the_focus_is(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session
    ) -> None:
        box = number(panel, "kernels")
        enter(qtbot, box, "9")
        assert now(session).blocks[0].kernels == 9
        qtbot.keyClick(box, Qt.Key.Key_Z, CONTROL)
        assert now(session).blocks[0].kernels == 6
        assert box.value() == 6
        assert box.hasFocus()

    def test_undo_shows_another_number_of_blocks(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session
    ) -> None:
        qtbot.mouseClick(button(panel, "addBlock"), LEFT)
        assert len(now(session).blocks) == 3
        assert (session.view.block, panel.editor.block()) == (3, 3)
        session.document.undo()
        assert (session.view.block, panel.editor.block()) == (2, 2)
        assert number(panel, "kernels").value() == 8

    def test_an_invalid_entry_changes_nothing(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session
    ) -> None:
        revision = session.document.revision
        enter(qtbot, number(panel, "kernelSize"), "4")
        assert session.document.revision == revision
        line = panel.findChild(FaultLine, "kernelSizeFault")
        assert line is not None
        assert line.isVisible()

    def test_other_changes_keep_what_is_typed(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session
    ) -> None:
        box = number(panel, "kernelSize")
        enter(qtbot, box, "4")
        session.set_decoder(DecoderChoice(id="mb"))
        session.update_view(image=session.document.project.images[1].id)
        assert box.value() == 4
        assert box.hasFocus()

    def test_removing_a_block_offers_undo(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session, messages: list[Message]
    ) -> None:
        qtbot.mouseClick(button(panel, "removeBlock"), LEFT)
        assert len(now(session).blocks) == 1
        assert messages == [Message("Block 1 removed", undoable=True)]

    def test_a_preset_offers_undo(
        self, panel: ArchitecturePanel, session: Session, messages: list[Message]
    ) -> None:
        menu = panel.findChild(QMenu, "presetsMenu")
        assert menu is not None
        menu.actions()[2].trigger()
        assert now(session) == SMALL
        assert messages == [Message("Architecture replaced by “Small, quick”", undoable=True)]

    def test_a_refused_change_is_reported_and_reverted(
        self,
        qtbot: QtBot,
        panel: ArchitecturePanel,
        session: Session,
        messages: list[Message],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def refuse(*_: object) -> None:
            raise SaveError("the disk is full")

        before = now(session)
        monkeypatch.setattr(session.document.folder, "journal_edit", refuse)
        qtbot.mouseClick(button(panel, "removeBlock"), LEFT)
        assert messages == [Message("the disk is full", "error")]
        assert panel.editor.value() == before
        assert panel.editor.table.model().rowCount() == 2

    def test_read_only_projects_show_the_reason(
        self, panel: ArchitecturePanel, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reason = "another window has it open"
        monkeypatch.setattr(type(session.document), "read_only_reason", property(lambda _: reason))
        session.document.status_changed.emit()
        assert not number(panel, "kernelSize").isEnabled()
        assert not number(panel, "seed").isEnabled()
        assert not button(panel, "loadArchitecture").isEnabled()
        assert button(panel, "saveArchitecture").isEnabled()


class TestSeed:
    def test_is_a_command(self, qtbot: QtBot, panel: ArchitecturePanel, session: Session) -> None:
        box = number(panel, "seed")
        enter(qtbot, box, str(LARGEST_SEED))
        assert session.document.project.seed == LARGEST_SEED
        qtbot.keyClick(box, Qt.Key.Key_Z, CONTROL)
        assert session.document.project.seed == 0
        assert box.value() == 0

    @pytest.mark.parametrize("text", ["-1", str(LARGEST_SEED + 1), "x"])
    def test_has_limits(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session, text: str
    ) -> None:
        enter(qtbot, number(panel, "seed"), text)
        line = panel.findChild(FaultLine, "seedFault")
        assert line is not None
        assert line.isVisible()
        assert session.document.project.seed == 0


def test_each_column_has_a_title_and_a_tooltip(panel: ArchitecturePanel) -> None:
    model, roles = panel.editor.table.model(), Qt.ItemDataRole
    heads = [
        [model.headerData(at, Qt.Orientation.Horizontal, role)
         for role in (roles.DisplayRole, roles.ToolTipRole)]
        for at in range(model.columnCount())
    ]  # fmt: skip
    assert heads[0] == ["#", "Number of the block"]
    assert heads[-1] == ["Params", "Weights and biases"]
    assert all(title and meaning for title, meaning in heads)


class TestView:
    def test_the_current_block_follows_the_view(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session
    ) -> None:
        table = panel.editor.table
        place = table.visualRect(table.model().index(1, 1)).center()
        qtbot.mouseClick(table.viewport(), LEFT, pos=place)
        assert session.view.block == 2
        session.update_view(block=1)
        assert panel.editor.block() == 1
        assert number(panel, "kernels").value() == 6

    def test_the_switch_of_the_receptive_field(
        self, qtbot: QtBot, panel: ArchitecturePanel, session: Session
    ) -> None:
        qtbot.mouseClick(button(panel, "showField"), LEFT)
        assert session.view.show_field
        session.update_view(show_field=False)
        assert not button(panel, "showField").isChecked()

    def test_map_sizes_are_of_the_shown_image(
        self, panel: ArchitecturePanel, session: Session
    ) -> None:
        assert cells(panel, 1)[5] == "32×32"
        session.document.close()
        height, width = TYPICAL_SHAPE[:2]
        first = trace_shapes(DEFAULT_ARCHITECTURE, height, width)[0]
        assert cells(panel, 0)[5] == f"{first.height}×{first.width}"


class TestBuilds:
    def test_blocks_that_need_a_build_are_marked(
        self,
        qtbot: QtBot,
        panel: ArchitecturePanel,
        session: Session,
        settle: Callable[[Session], None],
    ) -> None:
        assert stale_marks(panel) == [False, False]
        session.builder.build()
        settle(session)
        assert stale_marks(panel) == [False, False]
        session.update_view(block=2)
        enter(qtbot, number(panel, "dilation"), "2")
        assert stale_marks(panel) == [False, True]
        session.document.undo()
        assert stale_marks(panel) == [False, False]

    def test_live_mode_marks_none(
        self,
        panel: ArchitecturePanel,
        session: Session,
        settle: Callable[[Session], None],
    ) -> None:
        session.builder.build()
        settle(session)
        session.builder.set_live(True)
        session.set_seed(1)
        assert session.builder.stale_block == 1
        assert stale_marks(panel) == [False, False]
        settle(session)

    def test_show_the_number_of_learned_kernels(
        self, panel: ArchitecturePanel, session: Session, settle: Callable[[Session], None]
    ) -> None:
        session.set_architecture(POINTS)
        assert cells(panel, 0)[3] == "–"
        session.builder.build()
        settle(session)
        built = session.builder.current
        assert built is not None
        assert cells(panel, 0)[3] == str(len(built.learned.blocks[0].kept))
        session.set_seed(1)
        assert cells(panel, 0)[3] == "–"


class TestFiles:
    def choose(self, monkeypatch: pytest.MonkeyPatch, name: str, path: Path | None) -> None:
        monkeypatch.setattr(files, name, lambda *_: path)

    def test_load(
        self,
        qtbot: QtBot,
        panel: ArchitecturePanel,
        session: Session,
        messages: list[Message],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        path = tmp_path / "arch.json"
        write_arch_json(path, SMALL)
        self.choose(monkeypatch, "choose_architecture", path)
        qtbot.mouseClick(button(panel, "loadArchitecture"), LEFT)
        assert now(session) == SMALL
        assert panel.editor.value() == SMALL
        assert messages[0].undoable
        assert messages[0].text.startswith("arch.json loaded; the file lacks settings for")

    def test_a_bad_file_is_reported_and_changes_nothing(
        self,
        qtbot: QtBot,
        panel: ArchitecturePanel,
        session: Session,
        messages: list[Message],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        before = now(session)
        path = tmp_path / "arch.json"
        path.write_text("{")
        self.choose(monkeypatch, "choose_architecture", path)
        qtbot.mouseClick(button(panel, "loadArchitecture"), LEFT)
        assert now(session) == before
        assert [message.level for message in messages] == ["error"]
        assert "arch.json" in messages[0].text

    def test_save_reports_losses(
        self,
        qtbot: QtBot,
        panel: ArchitecturePanel,
        session: Session,
        messages: list[Message],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        session.set_architecture(now(session).with_(colour_space="grey"))
        path = tmp_path / "arch.json"
        self.choose(monkeypatch, "choose_target", path)
        qtbot.mouseClick(button(panel, "saveArchitecture"), LEFT)
        assert load_architecture(path).architecture.blocks == now(session).blocks
        assert messages[0].text.startswith("arch.json saved; colour_space 'grey' is lost")

    @pytest.mark.parametrize(
        ("name", "asked"), [("load", "choose_architecture"), ("save", "choose_target")]
    )
    def test_cancelled_dialogs(
        self,
        qtbot: QtBot,
        panel: ArchitecturePanel,
        session: Session,
        messages: list[Message],
        monkeypatch: pytest.MonkeyPatch,
        name: str,
        asked: str,
    ) -> None:
        revision = session.document.revision
        self.choose(monkeypatch, asked, None)
        qtbot.mouseClick(button(panel, f"{name}Architecture"), LEFT)
        assert session.document.revision == revision
        assert messages == []

    def test_a_real_file_of_the_field(
        self,
        panel: ArchitecturePanel,
        session: Session,
        monkeypatch: pytest.MonkeyPatch,
        shared_data: Path,
    ) -> None:
        path = shared_data / "parasites" / "arch.json"
        self.choose(monkeypatch, "choose_architecture", path)
        panel.load()
        assert [block.dilation for block in now(session).blocks] == [3, 5, 7, 7]
        assert cells(panel, 3)[:5] == ["4", "3×3", "7", "8", "max 5/1"]
        kind = panel.findChild(ChoiceBox, "poolingKindField")
        assert kind is not None
        session.update_view(block=2)
        assert kind.value() == "average"
