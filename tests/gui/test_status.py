"""The status bar: messages and their duration, jobs, pixels, state of saving, hints."""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui import messages as messages_module
from flimbuilder.gui import status as status_module
from flimbuilder.gui.canvas.readout import PixelValues
from flimbuilder.gui.messages import MessageArea
from flimbuilder.gui.status import JobProgress, Status, pixel_text
from flimbuilder.session.jobs import Report
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find


@pytest.fixture
def _no_check(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Say nothing about the effect of new strokes."""
    monkeypatch.setattr(session.influence, "_warn_of", lambda effect: None)


@pytest.fixture
def status(session: Session, qtbot: QtBot) -> Status:
    made = Status(session)
    qtbot.addWidget(made)
    made.resize(1200, 28)
    made.show()
    return made


def part(status: QWidget, name: str) -> QWidget:
    return find(status, QWidget, name)


def text(status: QWidget, name: str) -> str:
    label = part(status, name)
    assert isinstance(label, QLabel)
    return label.text()


class TestMessages:
    def test_info_fades(
        self, status: Status, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(messages_module.DURATIONS, "info", 30)
        session.report("Saved")
        assert text(status, "message") == "Saved"
        assert not part(status, "undoMessageButton").isVisible()
        qtbot.waitUntil(lambda: text(status, "message") == "")

    def test_an_undo_is_reported_until_the_next_change(
        self,
        status: Status,
        session: Session,
        project_folder: Path,
        settle: Callable[[Session], None],
    ) -> None:
        session.open(project_folder)
        session.drawing.disk((20, 20))
        session.step_image(1)
        session.undo()
        assert text(status, "message").startswith("Undone: ")
        session.redo()
        assert "Undone" not in text(status, "message")
        settle(session)

    def test_an_error_stays_until_a_click(
        self, status: Status, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(messages_module.DURATIONS, "info", 30)
        session.report("x.png: is broken", is_error=True)
        session.report("Saved")
        assert text(status, "message") == "Saved"
        qtbot.waitUntil(lambda: text(status, "message") == "x.png: is broken")
        qtbot.mouseClick(status.messages, Qt.MouseButton.LeftButton)
        assert text(status, "message") == ""

    def test_an_error_of_a_build_ends_with_the_next_build(
        self,
        status: Status,
        session: Session,
        project_folder: Path,
        qtbot: QtBot,
        settle: Callable[[Session], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setitem(messages_module.DURATIONS, "info", 30)
        session.open(project_folder)
        settle(session)
        session.drawing.clear()
        for entry in session.document.project.images:
            session.update_view(image=entry.id)
            session.drawing.clear()
        session.builder.build()
        assert "nothing to learn from" in text(status, "message")
        while session.document.undo_label is not None:
            session.document.undo()
        assert "nothing to learn from" in text(status, "message")  # until it could be read
        session.builder.build()
        settle(session)
        qtbot.waitUntil(lambda: status.messages.message is None)
        assert "nothing to learn from" not in text(status, "message")

    def test_an_error_does_not_come_back_after_another_edit(
        self, status: Status, session: Session, project_folder: Path, qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setitem(messages_module.DURATIONS, "info", 30)
        monkeypatch.setitem(messages_module.DURATIONS, "warning", 30)
        session.open(project_folder)
        session.report("x.png: is broken", is_error=True)
        session.set_seed(9)
        assert text(status, "message") == "x.png: is broken"
        qtbot.waitUntil(lambda: status.messages.message is None)
        session.report("y.png: is broken", is_error=True)
        session.report("Something else")
        session.set_seed(10)
        qtbot.waitUntil(lambda: status.messages.message is None)

    def test_an_error_of_saving_comes_back_until_the_project_is_saved(
        self, status: Status, session: Session, project_folder: Path, qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setitem(messages_module.DURATIONS, "info", 30)
        session.open(project_folder)
        session.set_seed(9)
        session.report("p.flim: the disk is full", is_error=True, topic="save")
        session.set_seed(10)
        session.report("Something else")
        qtbot.waitUntil(lambda: text(status, "message") == "p.flim: the disk is full")
        session.document.save()
        session.report("Something else")
        qtbot.waitUntil(lambda: status.messages.message is None)

    def test_an_error_ends_with_its_project(
        self, status: Status, session: Session, project_folder: Path
    ) -> None:
        session.open(project_folder)
        session.report("x.png: is broken", is_error=True)
        session.document.close()
        assert status.messages.message is None

    def test_a_warning_that_can_be_undone_stays_longer(
        self, status: Status, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        durations: list[int] = []
        monkeypatch.setattr(
            messages_module.QTimer, "start", lambda _, time: durations.append(time)
        )
        for level in ("info", "warning"):
            session.message_posted.emit(Message("Worse", level, undoable=True))
        assert durations == [12_000, 45_000]

    def test_undo_reverts_the_reported_edit(
        self, status: Status, session: Session, project_folder: Path, qtbot: QtBot
    ) -> None:
        session.open(project_folder)
        session.attempt(lambda: session.drawing.remove([1]), undoable="Marker 1 deleted")
        undo = part(status, "undoMessageButton")
        assert undo.isVisible()
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
        assert len(session.drawing.markers.markers) == 2
        assert not undo.isVisible()
        assert status.messages.message is None

    def test_undo_is_hidden_after_another_edit(
        self, status: Status, session: Session, project_folder: Path
    ) -> None:
        session.open(project_folder)
        session.attempt(lambda: session.drawing.remove([1]), undoable="Marker 1 deleted")
        session.drawing.disk((9, 9))
        assert not part(status, "undoMessageButton").isVisible()
        assert text(status, "message") == "Marker 1 deleted"

    def test_the_tooltip_holds_the_whole_message(self, qtbot: QtBot) -> None:
        area = MessageArea()
        qtbot.addWidget(area)
        area.resize(200, 24)
        area.show_message(Message("word " * 100, "warning"))
        assert part(area, "message").toolTip() == "word " * 100
        assert area.minimumSizeHint().width() < 200
        dismiss = part(area, "dismissButton")
        assert isinstance(dismiss, QToolButton)
        dismiss.click()
        assert area.message is None

    def test_markup_is_text(self, qtbot: QtBot) -> None:
        area = MessageArea()
        qtbot.addWidget(area)
        area.show_message(Message("<b>x</b>.png\nis broken", "error"))
        label = part(area, "message")
        assert isinstance(label, QLabel)
        assert label.textFormat() == Qt.TextFormat.PlainText


class TestJobs:
    @pytest.fixture
    def gate(self) -> Iterator[threading.Event]:
        made = threading.Event()
        yield made
        made.set()

    def start(self, session: Session, gate: threading.Event, *, quiet: bool = False) -> list[str]:
        ended: list[str] = []

        def work(report: Report) -> str:
            report("estimating kernels", 1, 3)
            while not gate.wait(0.01):
                report("estimating kernels", 1, 3)
            return "done"

        session.jobs.start("build", "Building", work, ended.append, session.fail, quiet=quiet)
        return ended

    def test_a_long_job_is_shown(
        self, status: Status, session: Session, qtbot: QtBot, gate: threading.Event
    ) -> None:
        assert status.progress.isHidden()
        ended = self.start(session, gate)
        assert status.progress.isHidden()
        qtbot.waitUntil(lambda: not status.progress.isHidden())
        bar = part(status, "jobBar")
        assert isinstance(bar, QProgressBar)
        qtbot.waitUntil(lambda: bar.maximum() == 3)
        assert bar.value() == 1
        assert bar.text() == "2 / 3"
        assert text(status, "jobText") == "Building: estimating kernels"
        gate.set()
        qtbot.waitUntil(status.progress.isHidden)
        assert ended == ["done"]

    def test_a_short_job_is_not_shown(
        self, status: Status, session: Session, gate: threading.Event, qtbot: QtBot
    ) -> None:
        shown: list[bool] = []
        session.jobs.changed.connect(lambda: shown.append(status.progress.isVisible()))
        gate.set()
        self.start(session, gate)
        qtbot.waitUntil(lambda: not session.jobs.running)
        assert not any(shown)

    def test_a_quiet_job_is_not_shown(
        self, session: Session, gate: threading.Event, qtbot: QtBot
    ) -> None:
        progress = JobProgress(session)
        qtbot.addWidget(progress)
        self.start(session, gate, quiet=True)
        assert not progress._delay.isActive()
        gate.set()
        qtbot.waitUntil(lambda: not session.jobs.running)

    def test_a_long_quiet_job_is_shown(
        self,
        session: Session,
        gate: threading.Event,
        qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(status_module, "QUIET_DELAY", 50)
        progress = JobProgress(session)
        qtbot.addWidget(progress)
        self.start(session, gate, quiet=True)
        qtbot.waitUntil(lambda: not progress.isHidden())
        assert text(progress, "jobText").startswith("Building")
        assert part(progress, "cancelJobButton").isHidden()
        gate.set()
        qtbot.waitUntil(progress.isHidden)

    def test_a_job_can_be_stopped(
        self, status: Status, session: Session, qtbot: QtBot, gate: threading.Event
    ) -> None:
        ended = self.start(session, gate)
        qtbot.waitUntil(status.progress.isVisible)
        qtbot.mouseClick(part(status, "cancelJobButton"), Qt.MouseButton.LeftButton)
        assert not session.jobs.running
        assert status.progress.isHidden()
        assert text(status, "message") == "Building: stopped"
        assert ended == []


def test_the_text_of_a_pixel() -> None:
    assert pixel_text(PixelValues(12, 40, (255.0, 0.5))) == "12, 40  ·  255 0.5"
    full = PixelValues(0, 7, (65535.0,), "egg", 1.23456, 0.98765)
    assert pixel_text(full) == "0, 7  ·  65535  ·  egg  ·  activation 1.23  ·  saliency 0.99"


@pytest.mark.parametrize(
    ("zoom", "shown"), [(1.0, "100 %"), (0.125, "12 %"), (0.0031, "0.3 %"), (0.0, "")]
)
def test_the_zoom(status: Status, zoom: float, shown: str) -> None:
    status.show_zoom(2.0)
    status.show_zoom(zoom)
    assert text(status, "zoom") == shown


def test_the_pixel_is_shown_and_hidden(status: Status) -> None:
    status.show_pixel(PixelValues(1, 2, (3.0,)))
    assert text(status, "readout") == "1, 2  ·  3"
    status.show_pixel(None)
    assert text(status, "readout") == ""


def test_the_state_of_saving_is_shown(
    status: Status, session: Session, project_folder: Path
) -> None:
    assert text(status, "journalState") == ""
    session.open(project_folder)
    assert text(status, "journalState") == "saved"
    session.drawing.disk((9, 9))
    assert text(status, "journalState") == "unsaved, edits are safe"
    session.document.save()
    assert text(status, "journalState") == "saved"


@pytest.mark.usefixtures("_no_check")
def test_a_rebuild_is_reported_except_in_live_mode(
    status: Status, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    session.open(project_folder)
    settle(session)
    assert status.messages.message is None or "Built" not in status.messages.message.text
    session.drawing.disk((9, 9))
    session.builder.build()
    settle(session)
    assert re.fullmatch(r"Built in \d+\.\d s", text(status, "message"))
    status.messages.dismiss()
    session.builder.set_live(True)
    session.drawing.disk((19, 19))
    settle(session)
    assert session.builder.stale_block is None
    assert "Built in" not in text(status, "message")


@pytest.mark.usefixtures("_no_check")
def test_built_is_dismissed_after_a_change(
    status: Status, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    session.open(project_folder)
    settle(session)
    session.drawing.disk((9, 9))
    session.builder.build()
    settle(session)
    assert text(status, "message").startswith("Built in")
    session.drawing.disk((19, 19))
    assert text(status, "message").startswith("The project changed since the last build")


def test_hints_lead_to_the_first_build(
    status: Status, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    assert text(status, "message") == ""
    session.document.open(project_folder)
    assert text(status, "message") == "Press B to build"
    for image in [entry.id for entry in session.document.project.images]:
        session.update_view(image=image)
        session.drawing.clear()
    assert text(status, "message").startswith("Choose a class (1), draw a disk (D)")
    session.update_view(class_id=0)
    session.drawing.disk((9, 9))
    assert "choose a class (1) and draw on an object" in text(status, "message")
    session.document.undo()
    session.update_view(class_id=1)
    session.drawing.disk((9, 9))
    assert "choose the background (0)" in text(status, "message")
    session.update_view(class_id=0)
    session.drawing.stroke([(40, 4), (40, 60)])
    assert text(status, "message") == "Press B to build"
    session.builder.build()
    settle(session)
    session.report("")  # replaces the message of the build
    status.messages.dismiss()
    assert text(status, "message").endswith("shows masks, objects and measures of all images")
    session.results.watch("somebody")
    session.results.unwatch("somebody")
    status._show_hint()
    assert text(status, "message") == ""
    session.drawing.disk((30, 30))
    assert "since the last build" in text(status, "message")


def test_a_stroke_that_harms_is_reported_until_it_is_undone(
    qtbot: QtBot,
    status: Status,
    session: Session,
    project_folder: Path,
    settle: Callable[[Session], None],
) -> None:
    session.open(project_folder)
    settle(session)
    markers = session.drawing.markers
    session.update_view(class_id=0, radius=3.0)
    session.drawing.disk((33, 30))  # background, on a cell
    session.builder.build()
    settle(session)
    assert "last stroke" in text(status, "message").lower()
    undo = part(status, "undoMessageButton")
    assert undo.isVisible()
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert session.drawing.markers.markers == markers.markers
    assert "last stroke" not in text(status, "message").lower()
