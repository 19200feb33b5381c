"""The blocks, the pooling and the classifier that identify images."""

from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from flimbuilder.gui.language import translated
from flimbuilder.session.session import Session
from flimbuilder.tasks.identification.classifiers import CLASSIFIERS
from flimbuilder.tasks.identification.features import POOLINGS

__all__ = ["IdentificationChoosers"]

NARROWEST = 58  # px


class IdentificationChoosers(QWidget):
    """Show the request of the session, and change it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._blocks = self._make_blocks()
        self._pooling = _combo("identificationPooling", self.tr("Features of each activation map"))
        self._classifier = _combo("identificationClassifier", self.tr("Classifier"))
        for pooling in POOLINGS.values():
            _add(
                self._pooling,
                translated(pooling.title),
                pooling.id,
                translated(pooling.description),
            )
        for classifier in CLASSIFIERS.values():
            _add(
                self._classifier,
                translated(classifier.title),
                classifier.id,
                translated(classifier.description),
            )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._blocks, self._pooling, self._classifier):
            layout.addWidget(widget)
        ask = session.identification.ask
        self._pooling.currentIndexChanged.connect(
            lambda _: ask(pooling=self._pooling.currentData())
        )
        self._classifier.currentIndexChanged.connect(
            lambda _: ask(classifier=self._classifier.currentData())
        )

    def show_request(self) -> None:
        """Show what the session identifies images by."""
        found = self._session.identification
        _choose(self._pooling, found.request.pooling)
        _choose(self._classifier, found.request.classifier)
        chosen, count = found.request.blocks_of(found.n_blocks), found.n_blocks
        text = self.tr("All blocks")
        if count and len(chosen) < count:
            numbers = ", ".join(map(str, chosen))
            text = (self.tr("Blocks {0}") if len(chosen) > 1 else self.tr("Block {0}")).format(
                numbers
            )
        self._blocks.setText(text)
        self._blocks.setEnabled(count > 0)

    def _make_blocks(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("identificationBlocks")
        button.setToolTip(self.tr("Blocks whose activation maps are pooled"))
        button.setAccessibleName(self.tr("Blocks"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        menu = QMenu(button)
        menu.setObjectName("identificationBlocksMenu")
        menu.aboutToShow.connect(lambda: self._fill(menu))
        button.setMenu(menu)
        return button

    def _fill(self, menu: QMenu) -> None:
        found = self._session.identification
        chosen = found.request.blocks_of(found.n_blocks)
        menu.clear()
        every = menu.addAction(self.tr("&All blocks"), lambda: found.ask(blocks=()))
        every.setEnabled(len(chosen) < found.n_blocks)
        menu.addSeparator()
        for block in range(1, found.n_blocks + 1):
            action = menu.addAction(self.tr("Block &{0}").format(block))
            action.setCheckable(True)
            action.setChecked(block in chosen)
            action.triggered.connect(lambda _, block=block: self._toggle(block))

    def _toggle(self, block: int) -> None:
        """Add a block to the chosen ones, or leave it out unless it is the only one."""
        found = self._session.identification
        chosen = set(found.request.blocks_of(found.n_blocks)) ^ {block}
        if len(chosen) == found.n_blocks:
            found.ask(blocks=())
        elif chosen:
            found.ask(blocks=tuple(sorted(chosen)))


def _combo(name: str, title: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.setToolTip(title)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumWidth(NARROWEST)  # in a narrow window
    return combo


def _add(combo: QComboBox, title: str, data: str, tip: str) -> None:
    combo.addItem(title, data)
    combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)


def _choose(combo: QComboBox, data: str) -> None:
    with QSignalBlocker(combo):
        combo.setCurrentIndex(combo.findData(cast(object, data)))
