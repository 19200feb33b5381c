"""The threshold of the shown image: its value, its source, and the histogram around it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from flimbuilder.gui.colours import REFERENCE
from flimbuilder.gui.language import tr
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import muted
from flimbuilder.gui.widgets.lazy import LazyWidget
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.session.results import class_index
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from flimbuilder.gui.panels.decoder.threshold_plot import ThresholdPlot

__all__ = ["ThresholdControl", "threshold_text"]

PLOT_MODULE = "flimbuilder.gui.panels.decoder.threshold_plot"
PREVIEW_INTERVAL = 30  # ms between previews of a drag


class ThresholdControl(QWidget):
    """Shows the threshold in force over the histogram of the saliency, and moves it.

    A drag previews the mask by the field `threshold` of the view; its end is one edit of the
    delineation.

    Attributes
    ----------
    previewed : Signal(object)
        The threshold of a drag; None when it ends.
    """

    previewed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._plot: ThresholdPlot | None = None
        self._timer = QTimer(self, interval=PREVIEW_INTERVAL, singleShot=True)
        self._timer.timeout.connect(self._preview)
        self._text, self._key = QLabel(), muted("thresholdKey")
        self._text.setObjectName("thresholdText")
        self._key.setTextFormat(Qt.TextFormat.RichText)
        self._automatic = IconButton(
            "thresholdAutomatic", "restore", self.tr("Return to the automatic threshold")
        )
        self._automatic.on_click(self._choose_automatic)
        self._lazy = LazyWidget(session, PLOT_MODULE, self._make_plot)
        self._lay_out()
        session.shown_counts.changed.connect(self._show_counts)
        session.inspector.decoded_changed.connect(self._show_threshold)
        session.view_changed.connect(self._on_view_changed)
        session.document.changed.connect(self._on_project_changed)
        session.builder.changed.connect(self._show_plot)
        self._show_plot()
        self._show_threshold()

    def set_seen(self, seen: bool) -> None:
        """Count the saliency while somebody sees it."""
        counts = self._session.shown_counts
        (counts.watch if seen else counts.unwatch)(self)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._text)
        line.addStretch(1)
        line.addWidget(self._key)
        line.addWidget(self._automatic)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._lazy)

    def _make_plot(self) -> QWidget:
        from flimbuilder.gui.panels.decoder.threshold_plot import ThresholdPlot

        self._plot = plot = ThresholdPlot(REFERENCE)
        plot.moved.connect(self._on_moved)
        plot.chosen.connect(self._set)
        plot.cancelled.connect(self._end_preview)
        plot.automatic_requested.connect(self._choose_automatic)
        self._show_counts()
        self._show_threshold()
        return plot

    def _show_plot(self) -> None:
        """Leave no room for a histogram before the first build."""
        self._lazy.setVisible(self._session.builder.current is not None)

    def _show_counts(self) -> None:
        counts = self._session.shown_counts.current
        if self._plot is not None:
            self._plot.set_counts(counts)
        has_reference = counts is not None and counts.objects is not None
        self._key.setText(
            f'<span style="color: {REFERENCE.name()}">■</span> {self.tr("reference")}'
            if has_reference
            else ""
        )

    def _on_view_changed(self, before: View, after: View) -> None:
        if (before.object_class, before.threshold) != (after.object_class, after.threshold):
            self._show_threshold()

    def _on_project_changed(self, before: object, after: object) -> None:
        self._show_threshold()

    def _show_threshold(self) -> None:
        project, view = self._session.document.project, self._session.view
        used = self._used()
        self._automatic.setEnabled(project.delineation.threshold != "auto")
        if view.threshold is not None:
            self._text.setText(f"{view.threshold:.2f}")
            return
        decoded = self._session.inspector.decoded
        decoder = project.decoder if decoded is None else decoded.decoder_choice
        self._text.setText(threshold_text(used, project.delineation, decoder))
        if self._plot is not None:
            self._plot.set_threshold(used)

    def _used(self) -> float | None:
        """Return the threshold in force on the shown image, if it is known."""
        threshold = self._session.document.project.delineation.threshold
        if not isinstance(threshold, str):
            return threshold
        decoded = self._session.inspector.decoded
        if decoded is None or not decoded.thresholds:
            return None
        index = class_index(decoded.classes, self._session.view.object_class)
        return decoded.thresholds[index]

    def _on_moved(self, threshold: float) -> None:
        self.previewed.emit(threshold)
        if not self._timer.isActive():
            self._timer.start()

    def _preview(self) -> None:
        if self._plot is not None:
            self._session.update_view(threshold=self._plot.threshold())

    def _choose_automatic(self) -> None:
        self._set("auto")

    def _set(self, threshold: float | str) -> None:
        session = self._session
        delineation = session.document.project.delineation.with_(threshold=threshold)
        session.attempt(lambda: session.set_delineation(delineation))
        self._end_preview()

    def _end_preview(self) -> None:
        self._timer.stop()
        self.previewed.emit(None)
        self._session.update_view(threshold=None)
        self._show_threshold()


def threshold_text(
    used: float | None, delineation: Delineation, decoder_choice: DecoderChoice
) -> str:
    """Return the threshold and its source, such as ``0.43 (Otsu)``."""
    if delineation.threshold == "auto" and decoder_choice.is_absolute:
        source = tr("automatic")
    elif isinstance(delineation.threshold, str):
        source = "Otsu"
    else:
        source = tr("fixed")
    return source.capitalize() if used is None else f"{used:.2f} ({source})"
