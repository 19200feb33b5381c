"""How the gallery sorts and filters, and how large its pictures are."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from flimbuilder.project.project import ClassEntry

__all__ = ["KernelChoices"]


class KernelChoices(QWidget):
    """Two boxes: the order, and the filter.

    Parameters
    ----------
    parent : QWidget or None, default=None

    Attributes
    ----------
    changed : Signal()
        The user chose otherwise.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kernelChoices")
        self._order = self._made_order()
        self._filter = QComboBox()
        self._filter.setObjectName("kernelFilter")
        self._filter.setAccessibleName(self.tr("Kernels shown"))
        self._filter.setToolTip(self.tr("Which kernels are shown"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        for box in (self._order, self._filter):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
            box.setSizeAdjustPolicy(policy)
            box.setMinimumContentsLength(6)
            layout.addWidget(box, 1)
        self.show_classes((), mixed=False)

    @property
    def order(self) -> str:
        """A name of :data:`~flimbuilder.gui.panels.kernels.rows.ORDERS`."""
        return str(self._order.currentData())

    @property
    def filter(self) -> str | int:
        """A name of :data:`~flimbuilder.gui.panels.kernels.rows.FILTERS`, or a class."""
        chosen: str | int = self._filter.currentData()
        return chosen

    def show_all(self) -> None:
        """Filter nothing."""
        self._filter.setCurrentIndex(0)

    def show_classes(self, classes: tuple[ClassEntry, ...], *, mixed: bool) -> None:
        """Offer other classes to filter by; what was chosen stays so where it is there still.

        Parameters
        ----------
        classes : tuple of ClassEntry
        mixed : bool
            Whether there are kernels of no single class.
        """
        wanted: list[tuple[str, str | int]] = [(self.tr("All kernels"), "all")]
        wanted += [(f"{one.id}: {one.name}", one.id) for one in classes]
        wanted += [(self.tr("Mixed classes"), "mixed")] if mixed else []
        wanted += [(self.tr("Dead"), "dead"), (self.tr("Twins"), "twins")]
        wanted += [(self.tr("Waiting for a build"), "pending")]
        box = self._filter
        if wanted == [(box.itemText(at), box.itemData(at)) for at in range(box.count())]:
            return
        before = box.currentData()
        with QSignalBlocker(box):
            box.clear()
            for text, data in wanted:
                box.addItem(text, data)
            box.setCurrentIndex(max(box.findData(before), 0))
        if before is not None and box.currentData() != before:
            self.changed.emit()

    def _made_order(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("kernelOrder")
        box.setAccessibleName(self.tr("Order of the kernels"))
        box.setToolTip(self.tr("The order of the kernels"))
        for text, data in (
            (self.tr("By number"), "number"),
            (self.tr("By class"), "class"),
            (self.tr("By weight"), "weight"),
            (self.tr("By Dice"), "dice"),
            (self.tr("By cluster size"), "size"),
            (self.tr("By maximum"), "maximum"),
        ):
            box.addItem(text, data)
        return box
