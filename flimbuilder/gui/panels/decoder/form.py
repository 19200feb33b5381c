"""A form for the decoder and the blocks that it reads."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.labels import note
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["DecoderForm"]

SEVERAL = "several"
LAST = "last"


class DecoderForm(QWidget):
    """Shows a decoder choice, and emits requests for another.

    Attributes
    ----------
    decoder_requested : Signal(str)
        The id of the decoder that the user wants.
    blocks_requested : Signal(tuple of int)
        The blocks that the user wants; none means the last block, or all if the decoder is joint.
    scale_requested : Signal(str)
        The scale that the user wants.
    """

    decoder_requested = Signal(str)
    blocks_requested = Signal(tuple)
    scale_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = {
            info.id: (translated(info.title), translated(info.description))
            for info in DECODERS.values()
        }
        self._shown: tuple[DecoderChoice, int] | None = None
        self._boxes: list[QCheckBox] = []
        self._decoder = self._make_decoder()
        self._block = self._make_block()
        self._scale = self._make_scale()
        self._row = QWidget()
        self._row.setObjectName("decoderFused")
        QHBoxLayout(self._row).setContentsMargins(0, 0, 0, 0)
        self._about = note("decoderDescription")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setSpacing(6)
        form.addRow(self.tr("Decoder"), self._decoder)
        form.addRow(self.tr("Reads"), self._block)
        form.addRow(self.tr("Scale"), self._scale)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        outer.addLayout(form)
        outer.addWidget(self._row)
        outer.addWidget(self._about)

    def setChoice(self, decoder_choice: DecoderChoice, n_blocks: int) -> None:
        """Show a choice without emitting a signal.

        Parameters
        ----------
        decoder_choice : DecoderChoice
        n_blocks : int
            Number of blocks of the architecture.
        """
        shown = decoder_choice.with_(weights=(), bias=()), n_blocks
        if shown == self._shown:
            return
        self._shown = shown
        self._show_decoder(decoder_choice.id)
        listed = max(n_blocks, *decoder_choice.blocks, 1)
        self._show_block(decoder_choice, n_blocks, listed)
        self._show_boxes(decoder_choice.fused, listed)
        self._show_scale(decoder_choice)

    def _make_decoder(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("decoderSelector")
        combo.setAccessibleName(self.tr("Decoder"))
        for decoder in self._texts:
            title, about = self._texts[decoder]
            combo.addItem(self.tr("{} ({})").format(title, decoder), decoder)
            combo.setItemData(combo.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        combo.currentIndexChanged.connect(self._ask_decoder)
        return combo

    def _make_block(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("decoderBlock")
        combo.setAccessibleName(self.tr("Block that the decoder reads"))
        combo.setToolTip(self.tr("Block whose activation maps are decoded into saliency"))
        combo.currentIndexChanged.connect(self._ask_block)
        return combo

    def _make_scale(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("decoderScale")
        combo.setAccessibleName(self.tr("Scale of the saliency"))
        combo.currentIndexChanged.connect(self._ask_scale)
        return combo

    def _show_decoder(self, decoder: str) -> None:
        with QSignalBlocker(self._decoder):
            self._decoder.setCurrentIndex(self._decoder.findData(decoder))
        about = self._texts.get(decoder, ("", ""))[1]
        self._about.setText(about)
        self._decoder.setToolTip(about)

    def _show_block(self, decoder_choice: DecoderChoice, n_blocks: int, listed: int) -> None:
        combo, known = self._block, self.tr("Block {}")
        unknown = self.tr("Block {} (not in the architecture)")
        with QSignalBlocker(combo):
            combo.clear()
            joint = decoder_choice.is_joint
            default = self.tr("All blocks (1 to {})") if joint else self.tr("Last block ({})")
            combo.addItem(default.format(n_blocks), LAST)
            for block in range(1, listed + 1):
                combo.addItem((known if block <= n_blocks else unknown).format(block), block)
            if decoder_choice.can_fuse and listed > 1:
                average = self.tr("Average of several blocks")
                combo.addItem(self.tr("Several blocks together") if joint else average, SEVERAL)
            wanted = SEVERAL if decoder_choice.fused else decoder_choice.block or LAST
            combo.setCurrentIndex(combo.findData(wanted))

    def _show_scale(self, decoder_choice: DecoderChoice) -> None:
        combo, is_probability = self._scale, decoder_choice.is_probability
        with QSignalBlocker(combo):
            combo.clear()
            combo.setEnabled(not is_probability)
            if is_probability:
                combo.addItem(self.tr("Probability"), decoder_choice.scale)
                combo.setToolTip(self.tr("The saliency of this decoder is a probability"))
                return
            combo.addItem(self.tr("Maximum of each image"), "image")
            combo.addItem(self.tr("Level in training images"), "training")
            combo.setCurrentIndex(combo.findData(decoder_choice.scale))
        combo.setToolTip(
            self.tr(
                "What saliency is relative to: the image's own maximum, or the level at the "
                "object markers of the training images, so that images without objects stay dark"
            )
        )

    def _show_boxes(self, fused: tuple[int, ...], listed: int) -> None:
        """Show a box for each block; the last two checked boxes can't be cleared."""
        self._row.setVisible(bool(fused))
        self._set_box_count(listed if fused else 0)
        for block, box in enumerate(self._boxes, start=1):
            with QSignalBlocker(box):
                box.setChecked(block in fused)
            box.setEnabled(len(fused) > 2 or block not in fused)

    def _set_box_count(self, count: int) -> None:
        layout = self._row.layout()
        if layout is None or count == len(self._boxes):
            return
        while len(self._boxes) > count:
            box = self._boxes.pop()
            layout.removeWidget(box)
            box.hide()
            box.deleteLater()
        while len(self._boxes) < count:
            block = len(self._boxes) + 1
            box = QCheckBox(self.tr("Block {}").format(block), self._row)
            box.setObjectName(f"decoderFused{block}")
            box.toggled.connect(self._ask_fused)
            self._boxes.append(box)
            layout.addWidget(box)

    def _ask_decoder(self, index: int) -> None:
        self.decoder_requested.emit(self._decoder.itemData(index))
        self._restore()

    def _ask_block(self, index: int) -> None:
        wanted = self._block.itemData(index)
        if wanted == SEVERAL:
            fused = self._shown[0].fused if self._shown is not None else ()
            every = tuple(range(1, self._shown[1] + 1)) if self._shown is not None else ()
            self.blocks_requested.emit(fused or every)
        else:
            self.blocks_requested.emit(() if wanted == LAST else (wanted,))
        self._restore()

    def _ask_scale(self, index: int) -> None:
        self.scale_requested.emit(self._scale.itemData(index))
        self._restore()

    def _ask_fused(self) -> None:
        checked = (block for block, box in enumerate(self._boxes, start=1) if box.isChecked())
        self.blocks_requested.emit(tuple(checked))
        self._restore()

    def _restore(self) -> None:
        """Show the current choice again, in case the request was refused."""
        if self._shown is not None:
            shown, self._shown = self._shown, None
            self.setChoice(*shown)
