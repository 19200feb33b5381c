"""The builds of the session as rows of a list."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt

from flimbuilder.gui.language import counted, translated
from flimbuilder.gui.widgets.lists import ROW, Index, KeyedModel
from flimbuilder.session.build_history import BuildEntry, DiceScore

__all__ = ["BuildModel", "BuildRow"]


@dataclass(frozen=True)
class BuildRow:
    """A build in the strip.

    Attributes
    ----------
    entry : BuildEntry
    is_now, is_before : bool
        True for the present build, and for the one that it is compared with.
    is_tuned : bool, default=False
        True if decoder or delineation changed since the build: its Dice is not that of the
        present results.
    """

    entry: BuildEntry
    is_now: bool
    is_before: bool
    is_tuned: bool = False

    @property
    def score(self) -> DiceScore | None:
        """The Dice to show on the card."""
        return None if self.is_tuned else self.entry.score


class BuildModel(KeyedModel[BuildRow]):
    """The builds, the oldest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.entry.number, parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return text, tooltip or row."""
        row: BuildRow | None = super().data(index, ROW)
        if row is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.entry.number} {translated(row.entry.changes)}".strip()
        return super().data(index, role)

    def _tip(self, row: BuildRow) -> str:
        entry, built = row.entry, row.entry.built
        title = self.tr("Build {0}, {1}") if built else self.tr("State {0}, {1}, not built")
        lines = [title.format(entry.number, f"{entry.time:%X}"), translated(entry.changes)]
        if built is not None:
            counts = " ".join(map(str, built.model.document.kernel_counts))
            lines.append(f"{counted(entry.n_kernels, 'kernel')} ({counts})")
        if entry.score is not None:
            score = self._describe(entry.score)
            tuned = self.tr("{0}, before decoder or mask were changed")
            lines.append(tuned.format(score) if row.is_tuned else score)
        threshold = entry.project.delineation.threshold
        decoder = self.tr("Decoder {0}, threshold {1}")
        lines.append(decoder.format(entry.project.decoder.id, threshold))
        return "\n".join(line for line in lines if line)

    def _describe(self, score: DiceScore) -> str:
        text = self.tr("Dice {0}").format(f"{score.dice:.3f}")
        if score.images > 1:
            mean = self.tr("{0}, the mean of {1}")
            return mean.format(text, counted(score.images, "image"))
        return text if score.is_complete else self.tr("{0} on one image").format(text)
