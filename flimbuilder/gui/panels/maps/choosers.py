"""What is mapped, how, and in which colours."""

from importlib.util import find_spec
from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from flimbuilder.explain.maps.colours import colourings_of
from flimbuilder.explain.maps.methods import PROJECTIONS
from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.session.session import Session

__all__ = ["MapChoosers"]

NARROWEST = 58  # px of a combo box


class MapChoosers(QWidget):
    """Show the request and the block of the session, and change them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._subject = _combo("mapSubject", self.tr("What to map"))
        self._block = _combo("mapBlock", self.tr("Block"))
        self._method = _combo("mapMethod", self.tr("How to project"))
        self._colouring = _combo("mapColour", self.tr("What colours say"))
        self._thumbnails = IconButton(
            "mapThumbnails", "image-multiple-outline", self.tr("Thumbnails instead of dots")
        )
        self._thumbnails.setCheckable(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._subject, self._block, self._method, self._colouring):
            layout.addWidget(widget)
        layout.addWidget(self._thumbnails)
        self._fill()
        self._connect()

    def show_request(self) -> None:
        """Show what the session maps."""
        request, built = self._session.maps.request, self._session.builder.current
        _choose(self._subject, request.subject)
        known = [self._colouring.itemData(row) for row in range(self._colouring.count())]
        if [colouring.id for colouring in colourings_of(request.subject)] != known:
            self._fill_colours()
        _choose(self._method, request.method)
        _choose(self._colouring, request.colouring)
        self._thumbnails.setChecked(request.thumbnails)
        self._show_blocks(0 if built is None else len(built.learned.blocks))

    def _show_blocks(self, count: int) -> None:
        with QSignalBlocker(self._block):
            if self._block.count() != count:
                self._block.clear()
                text = self.tr("Block {0}")
                self._block.addItems([text.format(number) for number in range(1, count + 1)])
            self._block.setCurrentIndex(min(self._session.view.block, count) - 1)

    def _fill(self) -> None:
        for text, subject in (
            (self.tr("Kernels"), "kernels"),
            (self.tr("Marker patches"), "patches"),
            (self.tr("Images"), "images"),
        ):
            self._subject.addItem(text, subject)
        model = cast(QStandardItemModel, self._method.model())
        for row, method in enumerate(PROJECTIONS.values()):
            self._method.addItem(translated(method.title), method.id)
            tip = translated(method.description)
            if method.module is not None and find_spec(method.module) is None:
                model.item(row).setEnabled(False)
                tip = self.tr("Install it with: pip install 'flimbuilder[maps]'")
            self._method.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        self._fill_colours()

    def _fill_colours(self) -> None:
        with QSignalBlocker(self._colouring):
            self._colouring.clear()
            for colouring in colourings_of(self._session.maps.request.subject):
                self._colouring.addItem(translated(colouring.title), colouring.id)

    def _connect(self) -> None:
        maps = self._session.maps
        self._subject.currentIndexChanged.connect(
            lambda _: maps.ask(subject=self._subject.currentData())
        )
        self._method.currentIndexChanged.connect(
            lambda _: maps.ask(method=self._method.currentData())
        )
        self._colouring.currentIndexChanged.connect(
            lambda _: maps.ask(colouring=self._colouring.currentData())
        )
        self._thumbnails.toggled.connect(lambda checked: maps.ask(thumbnails=checked))
        self._block.currentIndexChanged.connect(self._choose_block)

    def _choose_block(self, row: int) -> None:
        if row >= 0:
            self._session.update_view(block=row + 1)


def _combo(name: str, title: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.setToolTip(title)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumWidth(NARROWEST)  # in a narrow window
    return combo


def _choose(combo: QComboBox, data: str) -> None:
    with QSignalBlocker(combo):
        combo.setCurrentIndex(combo.findData(data))
