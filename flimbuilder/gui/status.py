"""The status bar: messages, values under the pointer, state of saving, and running jobs."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QWidget

from flimbuilder.gui.canvas.readout import PixelValues
from flimbuilder.gui.keymap import set_tip_with_keys
from flimbuilder.gui.language import tr, translated
from flimbuilder.gui.messages import MessageArea, next_step
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.session.jobs import Job
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.session import Message, Session

__all__ = ["JobProgress", "Status", "pixel_text"]

DELAY = 200  # ms until a job is shown
QUIET_DELAY = 1_000  # ms until a quiet job is shown
BAR_WIDTH = 110  # px


class JobProgress(QWidget):
    """The title and progress of the running job, with a button to stop it.

    A quiet job is shown only if it takes long, and without the button: the view needs its
    result.
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
        self._bar.setFixedWidth(BAR_WIDTH)
        self._cancel = IconButton("cancelJobButton", "close", self.tr("Stop")).on_click(self._stop)
        self._delay = QTimer(self, interval=DELAY, singleShot=True)
        self._delay.timeout.connect(self._appear)
        self._quiet_delay = QTimer(self, interval=QUIET_DELAY, singleShot=True)
        self._quiet_delay.timeout.connect(self._on_jobs_changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._text, self._bar, self._cancel):
            layout.addWidget(widget)
        self.hide()
        session.jobs.changed.connect(self._on_jobs_changed)
        session.jobs.progressed.connect(self._on_jobs_changed)

    def _on_jobs_changed(self) -> None:
        running = self._session.jobs.running
        shown = [job for job in running if not job.quiet] or self._long_quiet_jobs(running)
        self._job = shown[0] if shown else None
        if self._job is None:
            self._delay.stop()
            self.hide()
        elif self.isHidden():
            if not self._delay.isActive():
                self._delay.start()
        else:
            self._show(self._job, len(shown) - 1)

    def _long_quiet_jobs(self, running: Sequence[Job]) -> list[Job]:
        """Return the first quiet job once it has run for `QUIET_DELAY`."""
        quiet = next((job for job in running if job.quiet), None)
        if quiet is not self._quiet:
            self._quiet = quiet
            self._quiet_delay.start()
        return [] if quiet is None or self._quiet_delay.isActive() else [quiet]

    def _appear(self) -> None:
        if self._job is not None:
            self._show(self._job, 0)
            self.show()

    def _show(self, job: Job, others: int) -> None:
        more = self.tr(" (+{0})").format(others) if others else ""
        title = translated(job.title)
        stage = f": {translated(job.stage)}" if job.stage else ""
        self._text.setText(f"{title}{stage}{more}")
        self._bar.setMaximum(job.total)
        self._bar.setValue(min(job.done, job.total))
        current = min(job.done + 1, job.total)  # `done` counts finished steps
        self._bar.setFormat(f"{current} / {job.total}" if job.total else "")
        self._bar.setAccessibleName(title)
        self._cancel.setVisible(not job.quiet)

    def _stop(self) -> None:
        if self._job is not None:
            title = translated(self._job.title)
            self._session.jobs.cancel(self._job.lane)
            self._session.report(self.tr("{0}: stopped").format(title))


class Status(QStatusBar):
    """The window's status bar."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._revision = 0
        self._built: ProjectBuild | None = None
        self._newest_build = 0  # number of the newest one that was shown
        self._built_message: Message | None = None
        self.setObjectName("statusBar")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(0, 0, 10, 0)
        self.messages, self.progress = MessageArea(), JobProgress(session)
        self._pixel, self._zoom, self._saved = QLabel(), QLabel(), QLabel()
        for label, name in (
            (self._pixel, "readout"),
            (self._zoom, "zoom"),
            (self._saved, "journalState"),
        ):
            label.setObjectName(name)
        self._pixel.setToolTip(
            self.tr("Row, column · values · class of the marker · activation · saliency")
        )
        set_tip_with_keys(self._zoom, self.tr("Zoom: {fit} whole image, {oneToOne} actual pixels"))
        set_tip_with_keys(
            self._saved,
            self.tr(
                "Every edit is written to the project's journal at once and is recovered after a "
                "crash; {save} saves a version"
            ),
        )
        self.addWidget(self.messages, 1)
        for widget in (self.progress, self._pixel, self._zoom, self._saved):
            self.addPermanentWidget(widget)
        self.messages.undo_requested.connect(self._undo)
        self._connect()
        self._on_status_changed()

    def show_pixel(self, pixel: PixelValues | None) -> None:
        """Show the values under the pointer, or nothing for None."""
        self._pixel.setText("" if pixel is None else pixel_text(pixel))

    def show_zoom(self, zoom: float) -> None:
        """Show the screen pixels per image pixel, or nothing for 0."""
        percent = 100 * zoom
        text = f"{percent:.0f} %" if percent >= 1 else f"{percent:.1g} %"
        self._zoom.setText(text if zoom else "")

    def _connect(self) -> None:
        session = self._session
        session.message_posted.connect(self._show_message)
        session.document.opened.connect(self.messages.clear)
        session.document.changed.connect(self._on_project_changed)
        session.document.status_changed.connect(self._on_status_changed)
        session.builder.changed.connect(self._on_build_changed)
        session.jobs.changed.connect(self._show_hint)

    def _show_message(self, message: Message) -> None:
        self._revision = self._session.document.revision
        self.messages.show_message(message)

    def _undo(self) -> None:
        self.messages.dismiss()
        self._session.undo()

    def _on_project_changed(self, before: object, after: object) -> None:
        message = self.messages.message
        if message is not None and message.topic == "undo":
            self.messages.dismiss()
        self.messages.resolve("")
        self.messages.resolve("build")  # which the changed project may not repeat
        if self._session.document.revision != self._revision:
            self.messages.forbid_undo()

    def _on_status_changed(self) -> None:
        if not self._session.document.dirty:
            self.messages.resolve("save")
        self._show_saved()
        self._show_hint()

    def _on_build_changed(self) -> None:
        """Report a finished rebuild, except in live mode, which rebuilds too often."""
        builder, former = self._session.builder, self._built
        self._built = built = builder.current
        if built is not former:
            self.messages.resolve("build", at_once=True)
        is_rebuild = built is not former and builder.previous is not None
        entry = self._session.history.current
        is_known = entry is not None and entry.number <= self._newest_build
        self._newest_build = 0 if entry is None else max(entry.number, self._newest_build)
        if built is not None and is_rebuild and not builder.live:
            text = self.tr("Built in {0:.1f} s").format(built.seconds.get("total", 0.0))
            if is_known and entry is not None:
                text = self.tr("Build {0} is shown again").format(entry.number)
            self._session.report(text)
            self._built_message = self.messages.message
        message = self._built_message
        is_stale = builder.stale_block is not None
        if message is not None and message is self.messages.message and is_stale:
            self.messages.dismiss()
        self._on_status_changed()

    def _show_hint(self) -> None:
        self.messages.set_hint(next_step(self._session))

    def _show_saved(self) -> None:
        document = self._session.document
        if not document.is_open:
            text = ""
        elif document.read_only_reason is not None:
            text = self.tr("read-only")
        elif document.dirty:
            text = self.tr("unsaved, edits are safe")
        else:
            text = self.tr("saved")
        self._saved.setText(text)


def pixel_text(pixel: PixelValues) -> str:
    """Format a pixel on one line: row and column, values, class, activation, saliency."""
    values = " ".join(f"{value:.5g}" for value in pixel.values)
    parts = [f"{pixel.row}, {pixel.col}", values]
    if pixel.class_name is not None:
        parts.append(pixel.class_name)
    if pixel.activation is not None:
        parts.append(tr("activation {0}").format(f"{pixel.activation:.3g}"))
    if pixel.saliency is not None:
        parts.append(tr("saliency {0}").format(f"{pixel.saliency:.2f}"))
    return "  ·  ".join(parts)
