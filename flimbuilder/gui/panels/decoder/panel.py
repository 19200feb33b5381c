"""The decoder with its weights and saliency, the delineation, and the measures."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.language import marked, translated
from flimbuilder.gui.panels.decoder.bars import Bars, resolve_bars
from flimbuilder.gui.panels.decoder.chart import SidewaysArea, WeightChart
from flimbuilder.gui.panels.decoder.choices import (
    decoded_blocks,
    picked_blocks,
    starting_weights,
    with_blocks,
    with_decoder,
    with_weight,
)
from flimbuilder.gui.panels.decoder.delineation_editor import DelineationEditor
from flimbuilder.gui.panels.decoder.form import DecoderForm
from flimbuilder.gui.panels.decoder.measures_table import MeasuresTable
from flimbuilder.gui.panels.decoder.previews import PreviewStrip
from flimbuilder.gui.panels.decoder.threshold import ThresholdControl
from flimbuilder.gui.widgets.fields import leave_wheel_to_scrolling
from flimbuilder.gui.widgets.labels import FaultLine, heading, note
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.model.pixels import masked_images
from flimbuilder.project.decoders import DECODERS, MARKER_DECODER
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.project import Project
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import class_index
from flimbuilder.session.session import Session
from flimbuilder.session.staleness import marker_blocks
from flimbuilder.session.view import View

__all__ = ["DecoderPanel"]


class DecoderPanel(Panel):
    """Edits the decoder and the delineation, and shows their results on the image."""

    name = "decoder"
    title = marked("Decoder")
    slot = Slot.RIGHT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._bars = Bars(1)
        self._form = DecoderForm()
        self._reason = FaultLine("decoderReason")
        self._reason.setMinimumWidth(1)  # a long path must not widen the panel
        self._hint = note("decoderHint")
        self._previews = PreviewStrip()
        self._weights_title = heading()
        self._chart = WeightChart()
        self._chart_area = SidewaysArea(self._chart)
        self._weights_note = note("weightsNote")
        self._reset = self._button("resetWeightsButton", self.tr("Reset"))
        self._reset.setToolTip(
            self.tr("Set the weights to +1 for the kernels of the class, −1 for all others")
        )
        self._threshold = ThresholdControl(session)
        self._delineation = DelineationEditor()
        self._measures = MeasuresTable()
        self._no_measures = note("measuresNote")
        self._lay_out()
        self._connect_controls()
        self._connect_session()
        self._show_all()

    def on_seen(self, seen: bool) -> None:
        """Count the saliency while somebody sees its histogram."""
        self._threshold.set_seen(seen)

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        return button

    def _lay_out(self) -> None:
        self._content = content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(6)
        weights = QHBoxLayout()
        weights.addWidget(self._weights_title, 1)
        weights.addWidget(self._reset)
        column.addWidget(self._form)
        column.addWidget(self._reason)
        column.addWidget(self._hint)
        column.addWidget(heading(self.tr("Saliency on each block")))
        column.addWidget(self._previews)
        column.addLayout(weights)
        for widget in (self._chart_area, self._weights_note):
            column.addWidget(widget)
        column.addWidget(heading(self.tr("Mask from saliency")))
        column.addWidget(self._threshold)
        column.addWidget(self._delineation)
        column.addWidget(heading(self.tr("Measures on this image")))
        column.addWidget(self._measures)
        column.addWidget(self._no_measures)
        column.addStretch(1)
        leave_wheel_to_scrolling(content)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def minimumSizeHint(self) -> QSize:
        """Return a size in which no control is cut off at the side."""
        bar = self._area.verticalScrollBar()
        width = self._content.minimumSizeHint().width() + bar.sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    def _connect_controls(self) -> None:
        self._form.decoder_requested.connect(self._choose_decoder)
        self._form.blocks_requested.connect(self._choose_blocks)
        self._form.scale_requested.connect(self._choose_scale)
        self._previews.picked.connect(self._pick_block)
        self._chart.weight_changed.connect(self._set_weight)
        self._chart.hovered.connect(self._hover)
        self._chart.chosen.connect(self._select)
        self._reset.clicked.connect(self._reset_weights)
        self._threshold.previewed.connect(self._delineation.previewThreshold)
        self._delineation.valueChanged.connect(self._set_delineation)

    def _connect_session(self) -> None:
        session = self._session
        session.document.changed.connect(self._on_project_changed)
        session.view_changed.connect(self._on_view_changed)
        session.builder.changed.connect(self._show_weights)
        session.pixels.changed.connect(self._show_measures)
        session.inspector.cards_changed.connect(self._show_weights)
        session.inspector.decoded_changed.connect(self._show_decoded)

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if before.delineation != after.delineation:
            self._delineation.setValue(after.delineation)
        names = "decoder", "architecture", "classes", "images"
        if any(getattr(before, name) != getattr(after, name) for name in names):
            self._show_all()

    def _on_view_changed(self, before: View, after: View) -> None:
        if before.colour_map != after.colour_map:
            self._show_decoded()
        if (before.block, before.object_class) != (after.block, after.object_class):
            self._show_weights()
            self._show_threshold()
        if before.image != after.image:
            self._show_measures()

    def _show_all(self) -> None:
        project = self._session.document.project
        self._form.setChoice(project.decoder, len(project.architecture.blocks))
        self._delineation.setValue(project.delineation)
        self._show_weights()
        self._show_decoded()

    def _decoded_blocks(self) -> tuple[int, ...]:
        return decoded_blocks(self._session.document.project, self._session.builder.current)

    def _show_decoded(self) -> None:
        inspector, project = self._session.inspector, self._session.document.project
        self._show_weights()
        blocks = len(project.architecture.blocks)
        colours = self._session.view.colour_map
        self._previews.setPreviews(inspector.previews, blocks, self._decoded_blocks(), colours)
        self._show_threshold()
        self._show_measures()

    def _show_threshold(self) -> None:
        decoded, view = self._session.inspector.decoded, self._session.view
        if view.threshold is not None:  # a preview, not the threshold in force
            return
        decoder_choice = self._session.document.project.decoder
        used = None
        if decoded is not None:
            decoder_choice = decoded.decoder_choice
            index = class_index(decoded.classes, view.object_class)
            used = decoded.thresholds[index] if decoded.thresholds else None
        self._delineation.setUsed(used, decoder_choice)
        self._delineation.setLearned(None if decoded is None else decoded.splitting)

    def _show_reason(self) -> None:
        """Show why nothing is decoded: as a hint before the first build, then as a fault.

        A decoder that the next build will train is no fault.
        """
        reason = self._session.inspector.reason or ""
        decoder_choice = self._session.document.project.decoder
        built = self._session.builder.current
        to_train = not self._bars.known and (
            decoder_choice.weights_source == "trained"
            or (built is not None and self._is_learned_elsewhere(built))
        )
        self._reason.show_fault(reason if built and not to_train else "")
        self._hint.setText(self._provisional_note(built) if built else translated(reason))
        self._hint.setVisible(bool(self._hint.text()))

    def _provisional_note(self, built: ProjectBuild) -> str:
        """Return what the decoder waits for, and what is shown until then; empty if nothing."""
        decoder_choice = self._session.document.project.decoder
        if not built.is_provisional or decoder_choice != built.project.decoder:
            return ""
        shown = built.model.document.decoder
        return self.tr(
            "Draw objects and background to learn this decoder. Until then: {}."
        ).format(translated(DECODERS[shown.id].title))

    def _is_learned_elsewhere(self, built: ProjectBuild) -> bool:
        """Return True if the build learned the project's decoder on other blocks."""
        decoder = self._session.document.project.decoder.id
        return decoder == MARKER_DECODER and (
            marker_blocks(built.project) != self._decoded_blocks()
        )

    def _show_weights(self) -> None:
        self._bars = bars = resolve_bars(self._session)
        self._weights_title.setText(self.tr("Weights on block {}").format(bars.block))
        self._chart.setBars(bars.bars, bars.editable)
        self._chart_area.setVisible(bool(bars.bars))
        note = self._note_of(bars)
        self._weights_note.setText(note)
        self._weights_note.setVisible(bool(note))
        manual = self._session.document.project.decoder.weights_source == "manual"
        self._reset.setVisible(manual)
        self._show_reason()

    def _note_of(self, bars: Bars) -> str:
        """Return what is missing before the weights can be shown; empty if nothing is."""
        project = self._session.document.project
        if bars.misfit is not None:
            return self.tr("There are {} weights for {} kernels; reset the weights.").format(
                bars.misfit, len(bars.bars)
            )
        if project.decoder.weights_source == "trained" and not bars.known:
            count = len(masked_images(project))
            if count == 0:
                return self.tr("No training image has a mask to train on; add one.")
            return self.tr("The next build trains them; training images with a mask: {}.").format(
                count
            )
        built = self._session.builder.current
        if built is not None and not bars.known and self._is_learned_elsewhere(built):
            return self.tr("The next build learns them from the markers.")
        return "" if bars.bars else self.tr("The next build shows the weight of each kernel here.")

    def _show_measures(self) -> None:
        inspector = self._session.inspector
        decoded = inspector.decoded
        measures = None if decoded is None else decoded.measures
        now, before = measures, inspector.measures_before
        if self._session.view.before:  # `decoded` belongs to the previous build
            now, before = None, measures
        self._measures.setMeasures(now, before)
        missing = "" if measures is not None else self._missing_reference()
        self._measures.setVisible(not missing)
        self._no_measures.setText(missing)
        self._no_measures.setVisible(bool(missing))

    def _missing_reference(self) -> str:
        """Return why there is no reference mask; empty if there is one, or it is being read."""
        image, shown = self._session.view.image, self._session.pixels.shown
        if image is None or self._session.document.project.image(image).mask is None:
            return self.tr("No reference mask on this image.")
        if shown is None or shown.id != image or shown.truth is not None:
            return ""
        reason = translated(shown.notes[-1]) if shown.notes else ""
        return self.tr("Can't use the reference mask. {}").format(reason).rstrip()

    def _choose(self, decoder_choice: DecoderChoice) -> None:
        self._session.set_decoder(decoder_choice)

    def _choose_decoder(self, decoder: str) -> None:
        project, built = self._session.document.project, self._session.builder.current
        self._session.attempt(lambda: self._choose(with_decoder(project, built, decoder)))

    def _choose_blocks(self, blocks: tuple[int, ...]) -> None:
        project, built = self._session.document.project, self._session.builder.current
        self._session.attempt(lambda: self._choose(with_blocks(project, built, blocks)))

    def _choose_scale(self, scale: str) -> None:
        decoder_choice = self._session.document.project.decoder
        self._session.attempt(lambda: self._choose(decoder_choice.with_(scale=scale, scales=())))

    def _pick_block(self, block: int, add: bool) -> None:
        """Decode a block alone, or add it to or remove it from the others."""
        project, built = self._session.document.project, self._session.builder.current
        self._choose_blocks(picked_blocks(project, built, block, add))

    def _set_weight(self, channel: int, weight: float) -> None:
        decoder_choice, row = self._session.document.project.decoder, self._bars.row
        self._session.attempt(
            lambda: self._choose(with_weight(decoder_choice, row, channel, weight))
        )

    def _reset_weights(self) -> None:
        project, built = self._session.document.project, self._session.builder.current
        block = self._decoded_blocks()[-1]

        def reset() -> None:
            weights = starting_weights(project, built, block)
            self._choose(project.decoder.with_(weights=weights))

        self._session.attempt(reset)

    def _set_delineation(self, delineation: Delineation) -> None:
        self._session.attempt(lambda: self._session.set_delineation(delineation))
        self._delineation.setValue(self._session.document.project.delineation)

    def _hover(self, index: int) -> None:
        if self._session.view.block == self._bars.block:
            hovered = self._bars.bars[index].identity if index >= 0 else None
            self._session.update_view(hovered=hovered)

    def _select(self, index: int) -> None:
        identity = self._bars.bars[index].identity
        self._session.update_view(block=self._bars.block, kernels=frozenset({identity}))
