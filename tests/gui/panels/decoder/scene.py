"""Results of the inspector, made by hand."""

from typing import TypeVar

import numpy as np
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.session.results import DecodedImage, KernelCard
from flimbuilder.session.session import Session

MEASURES = {
    "mae": 0.1, "fbeta_adaptive": 0.7, "fbeta_max": 0.8, "weighted_fbeta": 0.6,
    "s_measure": 0.75, "e_measure": 0.85, "dice": 0.87, "iou": 0.77, "precision": 0.9,
    "recall": 0.84,
}  # fmt: skip
BEFORE = {**MEASURES, "dice": 0.82, "mae": 0.15, "recall": 0.9}


W = TypeVar("W", bound=QWidget)


def shown(qtbot: QtBot, widget: W, width: int, height: int) -> W:
    """Show a widget in a window whose size does not depend on it."""
    stage = QWidget()
    qtbot.addWidget(stage)
    widget.setParent(stage)
    widget.stage = stage  # type: ignore[attr-defined]  # else nothing keeps it
    widget.resize(width, height)
    stage.resize(width, height)
    stage.show()
    return widget


def put_cards(session: Session, block: int, weights: tuple[float, ...], dead: int = 0) -> None:
    """Put a card for each kernel of a built block; the kernel of number `dead` is dead."""
    built = session.builder.current
    assert built is not None
    kept = [kernel for kernel in built.learned.blocks[block - 1].kernels if not kernel.deleted]
    session.inspector.cards = tuple(
        KernelCard(
            block, number, kernel.identity, number - 1, kernel.class_id, kernel.image,
            kernel.marker, kernel.row, kernel.col, kernel.size, False, False, False,
            weight=weight, dead=number == dead,
        )
        for number, (kernel, weight) in enumerate(zip(kept, weights, strict=True), start=1)
    )  # fmt: skip
    nothing = np.zeros((1, 64, 64), np.float32)
    session.inspector.decoded = DecodedImage(
        DecoderChoice(id="lm", block=block), (1,), nothing, nothing[0] > 0,
        weights={block: np.array([weights], np.float32)},
    )  # fmt: skip
    session.inspector.cards_changed.emit()
    session.inspector.decoded_changed.emit()


def put_decoded(
    session: Session,
    measures: dict[str, float] | None,
    before: dict[str, float] | None = None,
    reason: str | None = None,
) -> None:
    """Put saliency of both blocks, and measures."""
    inspector = session.inspector
    nothing = np.zeros((1, 64, 64), np.float32)
    inspector.decoded = DecodedImage(
        DecoderChoice(id="lm", block=2), (1,), nothing, nothing[0] > 0, measures
    )
    inspector.measures_before = before
    rows, cols = np.mgrid[:64, :64]
    bump = 255 * np.exp(-((rows - 20) ** 2 + (cols - 20) ** 2) / 150)
    inspector.previews = {1: bump.astype(np.uint8), 2: bump.T.astype(np.uint8)}
    inspector.reason = reason
    inspector.decoded_changed.emit()
