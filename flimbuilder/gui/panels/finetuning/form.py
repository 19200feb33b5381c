"""The settings of a training."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from flimbuilder.gui.widgets.fields import (
    ChoiceBox,
    NumberBox,
    SwitchBox,
    by_decades,
    leave_wheel_to_scrolling,
    on_grid,
)
from flimbuilder.session.finetuning import Finetuning

__all__ = ["TrainingForm"]

MOST_EPOCHS = 10_000
SMALLEST_RATE, LARGEST_RATE = 1e-6, 1.0


class TrainingForm(QWidget):
    """Edits the request of a :class:`Finetuning`; an invalid entry keeps the accepted value.

    Attributes
    ----------
    faulted : Signal(str)
        Why the last entry is invalid; empty if it is not.
    """

    faulted = Signal(str)

    def __init__(self, finetuning: Finetuning, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finetuningForm")
        self._finetuning = finetuning
        self._truth = ChoiceBox(
            (
                ("masks", self.tr("Masks"), self.tr("The reference masks of training images")),
                (
                    "markers",
                    self.tr("Markers"),
                    self.tr("The marked pixels alone; no masks needed"),
                ),
            )
        )
        epochs, rates = on_grid(5, MOST_EPOCHS, 5), by_decades(SMALLEST_RATE, LARGEST_RATE)
        self._epochs = NumberBox(epochs)
        self._rate, self._encoder_rate = (NumberBox(rates, fraction=True) for _ in range(2))
        self._augment = SwitchBox(self.tr("Vary the images"))
        tips = (
            (self._truth, "truth", self.tr("Teach with"), self.tr("What the network learns from")),
            (self._epochs, "epochs", self.tr("Epochs"), self.tr(
                "Passes over the training images; the first quarter trains the decoder alone")),
            (self._rate, "rate", self.tr("Rate"), self.tr("Learning rate of the decoder")),
            (self._encoder_rate, "encoder_rate", self.tr("Of encoder"), self.tr(
                "Learning rate of the encoder, after the first quarter of the epochs")),
            (self._augment, "augment", "", self.tr(
                "Flip and turn the images, and change their intensity, at random")),
        )  # fmt: skip
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(3)
        layout.setColumnStretch(1, 1)
        for row, (field, name, title, tip) in enumerate(tips):
            field.setObjectName(f"finetuning_{name}")
            field.setAccessibleName(title or self.tr("Vary the images"))
            field.setToolTip(tip)
            if not title:
                layout.addWidget(field, row, 0, 1, 2)
                continue
            label = QLabel(title)
            label.setToolTip(tip)
            label.setBuddy(field)
            layout.addWidget(label, row, 0)
            layout.addWidget(field, row, 1)
        layout.setRowStretch(len(tips), 1)
        for box in (self._epochs, self._rate, self._encoder_rate, self._augment):
            box.finished.connect(self._apply)
        self._truth.finished.connect(lambda: finetuning.ask(truth=self._truth.value()))
        leave_wheel_to_scrolling(self)

    def show_request(self) -> None:
        """Show the request, with what it means now."""
        request = self._finetuning.request
        with QSignalBlocker(self._truth):
            self._truth.setValue(self._finetuning.truth)
        for box, value in (
            (self._epochs, request.epochs),
            (self._rate, request.rate),
            (self._encoder_rate, request.encoder_rate),
        ):
            if not box.hasFocus():
                box.setValue(value)
        self._augment.setValue(request.augment)
        self.setEnabled(not self._finetuning.is_working)

    def _apply(self) -> None:
        """Take the entries, if all are valid."""
        fault = self._fault()
        self.faulted.emit(fault)
        if fault:
            return
        for box in (self._epochs, self._rate, self._encoder_rate):
            box.accept()
        self._finetuning.ask(
            epochs=self._epochs.value(),
            rate=self._rate.value(),
            encoder_rate=self._encoder_rate.value(),
            augment=self._augment.value(),
        )

    def _fault(self) -> str:
        epochs = self._epochs.value()
        if not isinstance(epochs, int) or not 1 <= epochs <= MOST_EPOCHS:
            return self.tr("Epochs: {0}: give a number from 1 to {1}").format(epochs, MOST_EPOCHS)
        for box, least in ((self._rate, SMALLEST_RATE), (self._encoder_rate, 0.0)):
            rate = box.value()
            if not isinstance(rate, float) or not least <= rate <= LARGEST_RATE:
                text = self.tr("{0}: {1}: give a number from {2} to 1")
                return text.format(box.accessibleName(), rate, f"{least:g}")
        return ""
