"""Fine-tuning: train the network of the last build further, and see what that changes."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.dialogs.files import choose_target
from flimbuilder.gui.language import counted, marked, translated
from flimbuilder.gui.panels.finetuning.form import TrainingForm
from flimbuilder.gui.panels.finetuning.pictures import BeforeAfterPictures
from flimbuilder.gui.widgets.labels import ElidedLabel, FaultLine, note
from flimbuilder.gui.widgets.lazy import LazyWidget
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.gui.panels.finetuning.curves import LearningCurves

__all__ = ["FinetuningPanel"]

CURVES = "flimbuilder.gui.panels.finetuning.curves"
FORM_WIDTH = 170, 214  # px, at least and at most
BAR_HEIGHT = 4  # px
LEAST = 120  # px of height for curves and pictures


class FinetuningPanel(Panel):
    """Starts, stops and follows a training; its model is saved as a folder."""

    name = "finetuning"
    title = marked("Fine-tuning")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._form = TrainingForm(session.finetuning)
        self._fault = FaultLine("finetuningFault")
        self._start = self._button("finetuningStart", self.tr("Train"))
        self._stop = self._button("finetuningStop", self.tr("Stop"))
        self._resume = self._button("finetuningResume", self.tr("Go on"))
        self._save = self._button("finetuningSave", self.tr("Save model…"))
        self._tabs, self._stack = QTabBar(), QStackedWidget()
        self._line, self._bar = ElidedLabel("finetuningLine"), QProgressBar()
        self._legend, self._empty = QLabel(), note("finetuningEmpty")
        self._curves = LazyWidget(session, CURVES, self._make_curves)
        self._pictures = BeforeAfterPictures()
        self._lay_out()
        self._connect()
        self._update()

    @property
    def curves(self) -> "LearningCurves | None":
        """The learning curves; None until their library is loaded."""
        return cast("LearningCurves | None", self._curves.widget)

    def on_seen(self, seen: bool) -> None:
        """Compare the shown image while somebody sees it."""
        self._watch()
        if seen:
            self._update()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        return button

    def _make_curves(self) -> QWidget:
        from flimbuilder.gui.panels.finetuning.curves import LearningCurves

        curves = LearningCurves()
        curves.hovered.connect(self._show_line)
        finetuning = self._session.finetuning
        curves.show_epochs(finetuning.epochs, finetuning.request.epochs)
        return curves

    def _lay_out(self) -> None:
        self._tabs.setObjectName("finetuningTabs")
        self._tabs.addTab(self.tr("Curves"))
        self._tabs.addTab(self.tr("Before/after"))
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(True)
        self._bar.setObjectName("finetuningBar")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(BAR_HEIGHT)
        self._legend.setObjectName("finetuningLegend")
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setMinimumWidth(1)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.setMinimumHeight(LEAST)
        for widget in (self._curves, self._pictures, self._empty):
            self._stack.addWidget(widget)
        buttons, left, top, right = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(), QVBoxLayout()
        for button in (self._start, self._stop, self._resume):
            buttons.addWidget(button, 1)
        side = QWidget()
        side.setMinimumWidth(FORM_WIDTH[0])
        side.setMaximumWidth(FORM_WIDTH[1])
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(4)
        left.addWidget(self._form)
        left.addLayout(buttons)
        left.addWidget(self._save)
        left.addWidget(self._fault)
        left.addStretch(1)
        top.addWidget(self._tabs)
        top.addStretch(1)
        top.addWidget(self._legend)
        right.setSpacing(3)
        right.addLayout(top)
        right.addWidget(self._bar)
        right.addWidget(self._stack, 1)
        right.addWidget(self._line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(12)
        layout.addWidget(side, 1)
        layout.addLayout(right, 2)

    def _connect(self) -> None:
        finetuning, picture = self._session.finetuning, self._session.finetuned_picture
        finetuning.changed.connect(self._on_changed)
        picture.changed.connect(self._show_page)
        self._session.view_changed.connect(lambda before, after: self._show_page())
        self._form.faulted.connect(self._show_fault)
        self._start.clicked.connect(lambda _: finetuning.start())
        self._stop.clicked.connect(lambda _: finetuning.stop())
        self._resume.clicked.connect(lambda _: finetuning.resume())
        self._save.clicked.connect(lambda _: self._save_model())
        self._tabs.currentChanged.connect(lambda _: self._on_tab_changed())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the legend if it does not fit."""
        super().resizeEvent(event)
        self._show_legend()

    # What is shown

    def _on_changed(self) -> None:
        if self.is_seen:
            self._update()

    def _on_tab_changed(self) -> None:
        self._watch()
        self._show_page()

    def _watch(self) -> None:
        """Compare the shown image while its page is seen."""
        picture = self._session.finetuned_picture
        if self.is_seen and self._tabs.currentIndex() == 1:
            picture.watch(self)
        else:
            picture.unwatch(self)

    def _update(self) -> None:
        finetuning = self._session.finetuning
        self._form.show_request()
        obstacle = finetuning.obstacle
        self._start.setEnabled(obstacle is None)
        self._start.setText(self.tr("Train anew") if finetuning.can_resume else self.tr("Train"))
        self._start.setToolTip(translated(obstacle or "") or self.tr("Train from the last build"))
        self._start.setVisible(not finetuning.is_working)
        self._stop.setVisible(finetuning.is_working)
        self._resume.setVisible(finetuning.can_resume)
        self._resume.setToolTip(self.tr("Go on from the last complete epoch"))
        self._save.setEnabled(finetuning.trained is not None)
        self._save.setToolTip(
            self.tr("Write the best epoch as a model folder, which Predict folder then offers")
        )
        self._show_fault("")
        if self.curves is not None:
            self.curves.show_epochs(finetuning.epochs, finetuning.request.epochs)
        self._show_line()
        self._show_bar()
        self._show_legend()
        self._show_page()

    def _show_fault(self, fault: str) -> None:
        self._fault.show_fault(fault or self._session.finetuning.problem)

    def _show_bar(self) -> None:
        finetuning = self._session.finetuning
        _, done, total = finetuning.progress
        n_epochs, wanted = len(finetuning.epochs), finetuning.request.epochs
        self._bar.setVisible(finetuning.is_working)
        if n_epochs or total:
            self._bar.setRange(0, 1000 * wanted)
            share = done / total if total and done < total else 0.0
            self._bar.setValue(round(1000 * (n_epochs + share)))
        else:
            self._bar.setRange(0, 0)

    def _show_line(self, hovered: str = "") -> None:
        self._line.setText(hovered or self._describe())

    def _describe(self) -> str:
        """Describe the training in a line."""
        finetuning = self._session.finetuning
        stage, _, _ = finetuning.progress
        best, n_epochs = finetuning.best, len(finetuning.epochs)
        if finetuning.is_working and not n_epochs:
            return self.tr("{0}…").format((stage or self.tr("preparing")).capitalize())
        if best is None:
            return ""
        training, validation = finetuning.names
        images = counted(len(training), "image")
        if validation:
            images = self.tr("training {0}, validation {1}").format(len(training), len(validation))
        dice = best.dice if best.validation_dice is None else best.validation_dice
        text = self.tr("Epoch {0} of {1}; best {2}: Dice {3} ({4})")
        wanted = finetuning.request.epochs
        line = text.format(n_epochs, wanted, best.number, f"{dice:.3f}", images)
        if finetuning.ended_early:
            line += self.tr("; ended, as validation does not improve")
        return line

    def _show_legend(self) -> None:
        epochs, palette = self._session.finetuning.epochs, self.palette()
        is_validated = any(epoch.validation_dice is not None for epoch in epochs)
        accent, faint = palette.accent().color(), palette.placeholderText().color()
        entries = [(accent, "━", self.tr("training"))]
        if is_validated:
            entries = [(faint, "━", self.tr("training")), (accent, "━", self.tr("validation"))]
        self._legend.setText(
            "&nbsp;&nbsp;".join(
                f'<span style="color:{colour.name()}">{symbol}</span>&nbsp;{escape(text)}'
                for colour, symbol, text in entries
            )
        )
        needed = self._tabs.sizeHint().width() + self._legend.sizeHint().width()
        is_narrow = needed > self._stack.width()
        self._legend.setVisible(bool(epochs) and self._tabs.currentIndex() == 0 and not is_narrow)

    def _show_page(self) -> None:
        """Show the chosen page, or say what is missing."""
        if not self.is_seen:
            return
        finetuning, picture = self._session.finetuning, self._session.finetuned_picture
        self._show_legend()
        page: QWidget = self._curves if self._tabs.currentIndex() == 0 else self._pictures
        shown, missing = picture.shown, ""
        if shown is not None and shown.image != self._session.view.image:
            shown = None
        if not finetuning.epochs and not finetuning.is_working:
            missing = translated(finetuning.obstacle or "") or self._introduce()
        elif page is self._pictures and shown is None:
            missing = translated(picture.fault or "") or self.tr("Comparing…")
            if finetuning.trained is None:
                missing = self.tr("The first epoch is under way")
        if missing:
            self._empty.setText(missing)
            page = self._empty
        elif page is self._pictures and shown is not None:
            self._pictures.show_images(shown)
        self._stack.setCurrentWidget(page)

    def _introduce(self) -> str:
        return self.tr(
            "Train a U-shaped network that begins as the encoder and decoder of the last build. "
            "The project stays as it is."
        )

    # Commands

    def _save_model(self) -> None:
        session, folder = self._session, self._session.document.path
        if folder is None:
            return
        like = _free_place(folder.parent / f"{folder.stem}-finetuned")
        path = choose_target(self, self.tr("Model folder to write"), like)
        if path is None:
            return
        text = self.tr("Saved {0}; Predict folder can use it")
        session.finetuning.save(
            path, lambda written: session.report(text.format(written)), session.fail
        )


def _free_place(like: Path) -> Path:
    """Return a path that does not exist, with a number if need be."""
    path, number = like, 2
    while path.exists():
        path, number = like.with_name(f"{like.name}-{number}"), number + 1
    return path
