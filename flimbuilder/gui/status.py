"""The bar below: messages, what is under the pointer, what is saved, and what is being done."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QWidget

from flimbuilder.gui.canvas.readout import PixelReadout
from flimbuilder.gui.hints import next_step
from flimbuilder.gui.messages import MessageArea
from flimbuilder.gui.widgets.icon_button import IconButton
from flimbuilder.session.builder import Built
from flimbuilder.session.jobs import Job
from flimbuilder.session.session import Message, Session

__all__ = ["JobProgress", "Status", "readout_text"]

DELAY = 200  # ms that a job is given to end without being seen
PATIENCE = 1_000  # ms that a quiet job is given
BAR = 110


class JobProgress(QWidget):
    """What is being done, how far it is, and a button that stops it.

    Hidden where nothing is being done that the user should see. A quiet job is seen where it
    takes long; it cannot be stopped, for what it makes is wanted as long as it is looked at.

    Parameters
    ----------
    session : Session
    parent : QWidget or None, default=None
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self._quiet: Job | None = None
        self.setObjectName("jobProgress")
        self._text, self._bar = QLabel(), QProgressBar()
        self._text.setObjectName("jobText")
        self._bar.setObjectName("jobBar")
        self._bar.setFixedWidth(BAR)
        self._cancel = IconButton("cancelJobButton", "close", self.tr("Stop")).does(self._stop)
        self._delay = QTimer(self, interval=DELAY, singleShot=True)
        self._delay.timeout.connect(self._appear)
        self._patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self._patience.timeout.connect(self._follow)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._text, self._bar, self._cancel):
            layout.addWidget(widget)
        self.hide()
        session.jobs.changed.connect(self._follow)
        session.jobs.progressed.connect(self._follow)

    def _follow(self) -> None:
        running = self._session.jobs.running
        seen = [job for job in running if not job.quiet] or self._lasting(running)
        self._job = seen[0] if seen else None
        if self._job is None:
            self._delay.stop()
            self.hide()
        elif self.isHidden():
            if not self._delay.isActive():
                self._delay.start()
        else:
            self._show(self._job, len(seen) - 1)

    def _lasting(self, running: Sequence[Job]) -> list[Job]:
        """Return the first quiet job, alone, where it has gone on for long."""
        quiet = next((job for job in running if job.quiet), None)
        if quiet is not self._quiet:
            self._quiet = quiet
            self._patience.start()
        return [] if quiet is None or self._patience.isActive() else [quiet]

    def _appear(self) -> None:
        if self._job is not None:
            self._show(self._job, 0)
            self.show()

    def _show(self, job: Job, others: int) -> None:
        more = self.tr(" (+{0})").format(others) if others else ""
        stage = f": {job.stage}" if job.stage else ""
        self._text.setText(f"{job.title}{stage}{more}")
        self._bar.setMaximum(job.total)
        self._bar.setValue(min(job.done, job.total))
        self._bar.setFormat(f"{job.done} / {job.total}" if job.total else "")
        self._bar.setAccessibleName(job.title)
        self._cancel.setVisible(not job.quiet)

    def _stop(self) -> None:
        if self._job is not None:
            title = self._job.title
            self._session.jobs.cancel(self._job.lane)
            self._session.report(self.tr("{0}: stopped").format(title))


class Status(QStatusBar):
    """The window's status bar.

    Parameters
    ----------
    session : Session
    parent : QWidget or None, default=None
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._revision = 0
        self._built: Built | None = None
        self._built_message: Message | None = None
        self.setObjectName("statusBar")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, 10, 0)
        self.messages, self.progress = MessageArea(), JobProgress(session)
        self._readout, self._zoom, self._saved = QLabel(), QLabel(), QLabel()
        for label, name in (
            (self._readout, "readout"),
            (self._zoom, "zoom"),
            (self._saved, "journalState"),
        ):
            label.setObjectName(name)
        self._readout.setToolTip(
            self.tr("Row, column · values · class of the marker · kernel's activation · saliency")
        )
        self._zoom.setToolTip(self.tr("Zoom: Ctrl+0 whole image, Ctrl+1 actual pixels"))
        self.addWidget(self.messages, 1)
        for widget in (self.progress, self._readout, self._zoom, self._saved):
            self.addPermanentWidget(widget)
        self.messages.undo_asked.connect(self._undo)
        self._connect()
        self._follow()

    def show_readout(self, readout: PixelReadout | None) -> None:
        """Tell what is under the pointer; None is nothing."""
        self._readout.setText("" if readout is None else readout_text(readout))

    def show_zoom(self, zoom: float) -> None:
        """Tell how many pixels of the screen one of the image is; 0 is nothing."""
        self._zoom.setText(f"{100 * zoom:.0f} %" if zoom else "")

    def _connect(self) -> None:
        session = self._session
        session.told.connect(self._tell)
        session.document.changed.connect(self._forbid_undo)
        session.document.status_changed.connect(self._follow)
        session.builder.changed.connect(self._follow_build)
        session.jobs.changed.connect(self._show_hint)

    def _tell(self, message: Message) -> None:
        self._revision = self._session.document.revision
        self.messages.tell(message)

    def _undo(self) -> None:
        self.messages.dismiss()
        self._session.attempt(self._session.document.undo)

    def _forbid_undo(self, before: object, after: object) -> None:
        if self._session.document.revision != self._revision:
            self.messages.forbid_undo()

    def _follow(self) -> None:
        self._show_saved()
        self._show_hint()

    def _follow_build(self) -> None:
        """Tell of another build that has ended; live mode makes too many of them."""
        builder, told = self._session.builder, self._built
        self._built = built = builder.current
        is_another = built is not told and builder.previous is not None
        if built is not None and is_another and not builder.live:
            text = self.tr("Built in {0:.1f} s").format(built.seconds["total"])
            self._session.report(text)
            self._built_message = self.messages.message
        self._dismiss_built()
        self._follow()

    def _dismiss_built(self) -> None:
        """Say no longer that all is built where something has changed since."""
        told = self._built_message
        is_stale = self._session.builder.stale_block is not None
        if told is not None and told is self.messages.message and is_stale:
            self.messages.dismiss()

    def _show_hint(self) -> None:
        self.messages.set_hint(next_step(self._session))

    def _show_saved(self) -> None:
        document = self._session.document
        if not document.is_open:
            text = ""
        elif document.read_only_reason is not None:
            text = self.tr("read-only")
        elif document.dirty:
            text = self.tr("not saved, edits kept")
        else:
            text = self.tr("saved")
        self._saved.setText(text)
        self._saved.setToolTip(
            self.tr(
                "Every edit is in the project's journal at once, and is offered again after a "
                "crash; Ctrl+S saves a version"
            )
        )


def readout_text(readout: PixelReadout) -> str:
    """Write a read-out on one line: place, values, class, activation, saliency."""
    values = " ".join(f"{value:.5g}" for value in readout.values)
    parts = [f"{readout.row}, {readout.col}", values]
    if readout.class_name is not None:
        parts.append(readout.class_name)
    if readout.activation is not None:
        parts.append(f"activation {readout.activation:.3g}")
    if readout.saliency is not None:
        parts.append(f"saliency {readout.saliency:.2f}")
    return "  ·  ".join(parts)
