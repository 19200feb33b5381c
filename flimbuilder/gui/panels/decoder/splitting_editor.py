"""Controls for separating touching objects."""

from typing import Literal

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from flimbuilder.gui.widgets.fields import DecimalBox
from flimbuilder.project.decoding import Splitting

__all__ = ["SplittingEditor"]

JOINED, LEARNED, FIXED = "joined", "auto", "fixed"
FIRST_RADIUS = 10.0
SMALLEST_RADIUS, LARGEST_RADIUS = 0.5, 10_000.0
LEAST_WIDTH = 72  # pixels


class SplittingEditor(QWidget):
    """Edits `Delineation.split`.

    Attributes
    ----------
    valueChanged : Signal()
        After a change by the user.
    """

    valueChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Splitting | Literal["auto"] | None = None
        self._learned: Splitting | None = None
        self._kind = QComboBox()
        self._kind.setObjectName("splitKind")
        self._kind.setAccessibleName(self.tr("Touching objects"))
        self._kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for kind, title, about in (
            (JOINED, self.tr("Joined"), self.tr("A connected region is one object")),
            (
                LEARNED,
                self.tr("Separated (learned)"),
                self.tr("Objects that touch are separated by the size of the marked ones"),
            ),
            (
                FIXED,
                self.tr("Separated"),
                self.tr("Objects that touch are separated by the radius that you give"),
            ),
        ):
            self._kind.addItem(title, kind)
            self._kind.setItemData(self._kind.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        self._kind.activated.connect(self._set_kind)
        self._radius = DecimalBox()
        self._radius.setObjectName("splitRadiusSpin")
        self._radius.setRange(SMALLEST_RADIUS, LARGEST_RADIUS)
        self._radius.setDecimals(1)
        self._radius.setSuffix(self.tr(" px"))
        self._radius.setKeyboardTracking(False)
        self._radius.setMinimumWidth(LEAST_WIDTH)
        self._radius.setAccessibleName(self.tr("Radius of an object"))
        self._radius.setToolTip(self.tr("Radius of the largest disk in a typical object"))
        self._radius.valueChanged.connect(self._set_radius)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._kind, 1)
        line.addWidget(self._radius)
        self._show()

    def value(self) -> Splitting | Literal["auto"] | None:
        """Return the shown value."""
        return self._value

    def setValue(self, value: Splitting | Literal["auto"] | None) -> None:
        """Show a value without emitting a signal."""
        if value != self._value:
            self._value = value
            self._show()

    def setLearned(self, learned: Splitting | None) -> None:
        """Show what the build has learned; None if it is unknown."""
        if learned != self._learned:
            self._learned = learned
            self._show()

    def _show(self) -> None:
        value = self._value
        kind = FIXED if isinstance(value, Splitting) else LEARNED if value == "auto" else JOINED
        known = value if isinstance(value, Splitting) else self._learned
        with QSignalBlocker(self._kind), QSignalBlocker(self._radius):
            self._kind.setCurrentIndex(self._kind.findData(kind))
            self._radius.setValue(FIRST_RADIUS if known is None else known.radius)
        self._radius.setEnabled(kind == FIXED)
        self._radius.setVisible(kind == FIXED or (kind == LEARNED and known is not None))

    def _set_kind(self) -> None:
        kind = self._kind.currentData()
        if kind == FIXED:
            self._change(self._learned or Splitting.of_radius(round(self._radius.value(), 1)))
        else:
            self._change("auto" if kind == LEARNED else None)

    def _set_radius(self, radius: float) -> None:
        fitting = Splitting.of_radius(round(radius, 1))
        if isinstance(self._value, Splitting):
            changes = {"radius": fitting.radius, "smallest": fitting.smallest}
            self._change(self._value.with_(**changes))

    def _change(self, value: Splitting | Literal["auto"] | None) -> None:
        if value != self._value:
            self._value = value
            self._show()
            self.valueChanged.emit()
