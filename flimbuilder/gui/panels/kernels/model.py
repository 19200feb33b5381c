"""The kernels of a block as rows of a gallery: which ones, in which order, and their texts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPixmap

from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.lists import ROW, Index, KeyedModel
from flimbuilder.imaging.colour_maps import ColourMapName, colour_map
from flimbuilder.project.project import ClassEntry, KernelIdentity, Project
from flimbuilder.session.results import KernelCard

__all__ = [
    "FILTERS",
    "FILTERS_PICTURE",
    "ORDERS",
    "KernelCounts",
    "KernelRow",
    "KernelsModel",
    "count_kernels",
    "is_spare_twin",
    "kernel_rows",
    "neighbour_of",
    "passes",
    "sort_cards",
]

FILTERS_PICTURE = ROW + 1  # role: a first-block kernel's weights as a pixmap, or None
TEXT_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole)


@dataclass(frozen=True)
class KernelRow:
    """A kernel as the gallery shows it.

    Attributes
    ----------
    card : KernelCard
    entry : ClassEntry or None
        The class of the kernel; None if a reduction mixed classes.
    origin : str
        File name of the image that the kernel was learned from.
    bar : float or None
        Weight in the decoder, in [-1, 1], divided by the largest absolute weight of the block.
    shown : bool
        True if the view shows the activation map of this kernel.
    share : float
        Share of the selected marker in it, in [0, 1].
    """

    card: KernelCard
    entry: ClassEntry | None = None
    origin: str = ""
    bar: float | None = None
    shown: bool = False
    share: float = 0.0


@dataclass(frozen=True)
class KernelCounts:
    """Numbers of kernels of a block; `dead` and `twins` leave deleted kernels out."""

    all: int = 0
    deleted: int = 0
    dead: int = 0
    twins: int = 0


def _descending(value: float | None) -> tuple[bool, float]:
    return value is None, -(value or 0.0)


ORDERS: dict[str, Callable[[KernelCard], Any]] = {
    "number": lambda card: (),
    "class": lambda card: (card.class_id is None, card.class_id or 0),
    "weight": lambda card: _descending(card.weight),
    "dice": lambda card: _descending(card.dice),
    "size": lambda card: _descending(card.size),
    "maximum": lambda card: _descending(card.maximum),
    "separation": lambda card: (*_descending(card.auc), *_descending(card.fisher)),
}
"""Sort keys by name; numbers sort in descending order, unknown ones last."""

FILTERS: dict[str, Callable[[KernelCard], bool]] = {
    "all": lambda card: True,
    "dead": lambda card: card.dead,
    "twins": lambda card: card.twin is not None,
    "misleading": lambda card: card.misleads,
    "pending": lambda card: card.pending,
    "mixed": lambda card: card.class_id is None,
}
"""Filters by name; the number of a class is a filter, too."""


def passes(card: KernelCard, wanted: str | int) -> bool:
    """Return True if a card passes a filter: a name of `FILTERS`, or the number of a class."""
    return card.class_id == wanted if isinstance(wanted, int) else FILTERS[wanted](card)


def sort_cards(cards: Iterable[KernelCard], order: str) -> list[KernelCard]:
    """Sort cards by a name of `ORDERS`, then by number."""
    return sorted(cards, key=lambda card: (ORDERS[order](card), card.number))


def kernel_rows(
    cards: Sequence[KernelCard],
    project: Project,
    shown: KernelIdentity | None,
    shares: Mapping[KernelIdentity, float] = MappingProxyType({}),
) -> list[KernelRow]:
    """Return the rows of cards.

    Parameters
    ----------
    cards : sequence of KernelCard
    project : Project
    shown : KernelIdentity or None
        The kernel whose activation map is shown.
    shares : mapping of KernelIdentity to float, default={}
        Share of the selected marker in kernels.
    """
    entries = {entry.id: entry for entry in project.classes}
    files = {entry.id: entry.name for entry in project.images}
    largest = max((abs(card.weight) for card in cards if card.weight is not None), default=0.0)
    return [
        KernelRow(
            card,
            entry=None if card.class_id is None else entries.get(card.class_id),
            origin=files.get(card.image, card.image),
            bar=None if card.weight is None else card.weight / (largest or 1.0),
            shown=shown is not None and card.identity == shown,
            share=shares.get(card.identity, 0.0),
        )
        for card in cards
    ]


def count_kernels(cards: Iterable[KernelCard]) -> KernelCounts:
    """Count the kernels of a block."""
    cards = tuple(cards)
    kept = [card for card in cards if not card.deleted]
    return KernelCounts(
        all=len(cards),
        deleted=len(cards) - len(kept),
        dead=sum(card.dead for card in kept),
        twins=sum(card.twin is not None for card in kept),
    )


def is_spare_twin(card: KernelCard, cards: Iterable[KernelCard]) -> bool:
    """Return True if a card is the twin of a kernel that is kept, and so can be deleted."""
    return any(other.number == card.twin and not other.deleted for other in cards)


def neighbour_of(
    before: Sequence[KernelIdentity], after: Iterable[KernelIdentity]
) -> KernelIdentity | None:
    """Return the kernel to select after others were removed.

    This is the first kernel left after the last removed kernel, else the last kernel left.
    """
    left = set(after)
    removed = [index for index, identity in enumerate(before) if identity not in left]
    last = removed[-1] if removed else -1
    following = [identity for identity in before[last + 1 :] if identity in left]
    preceding = [identity for identity in before[: last + 1] if identity in left]
    return next(iter(following), None) or next(reversed(preceding), None)


class KernelsModel(KeyedModel[KernelRow]):
    """Rows of kernels, whose pictures are made when they are first painted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.card.identity, parent)
        self._maps = _Pixmaps(colour_map("magma"))
        self._filters = _Pixmaps()

    def set_colour_map(self, name: ColourMapName) -> None:
        """Show the activation maps in other colours."""
        self._maps = _Pixmaps(colour_map(name))
        for row in self.rows:
            self.refresh(row.card.identity)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title, picture, weights, tooltip or row of a kernel."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        card = row.card
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.tr("Kernel {0}").format(card.number)
            case Qt.ItemDataRole.DecorationRole:
                return self._maps.get(card.identity, card.map)
            case _ if role == FILTERS_PICTURE:
                return self._filters.get(card.identity, card.filters)
            case _ if role in TEXT_ROLES:
                return self._describe(row)
        return super().data(index, role)

    def _describe(self, row: KernelRow) -> str:
        card = row.card
        title = self.tr("Kernel {0} of block {1}").format(card.number, card.block)
        lines = [title, *self._provenance(row), *self._figures(row), *self._flags(row)]
        return "\n".join(lines)

    def _provenance(self, row: KernelRow) -> list[str]:
        card = row.card
        if card.class_id is None:
            class_line = self.tr("No single class: the reduction mixed classes")
        else:
            name = row.entry.name if row.entry else "?"
            class_line = self.tr("Class {0}: {1}").format(card.class_id, name)
        place = self.tr("From {0}, marker {1}, row {2}, column {3}")
        if card.identity.kind == "frozen":
            place = self.tr("Responds most at {0}, marker {1}, row {2}, column {3}")
        origin = place.format(row.origin, card.marker, card.row, card.col)
        lines = [class_line, origin, self._size(card)]
        if row.share:
            text = self.tr("{0} % from the selected marker")
            lines.append(text.format(f"{100 * row.share:.0f}"))
        return lines

    def _size(self, card: KernelCard) -> str:
        if card.identity.kind == "frozen":
            return self.tr("Not learned: it comes from the model that the encoder begins with")
        singular, plural = self.tr("Represents one patch"), self.tr("Represents {0} patches")
        if card.identity.kind == "component":
            singular, plural = self.tr("Made from one kernel"), self.tr("Made from {0} kernels")
        return singular if card.size == 1 else plural.format(card.size)

    def _figures(self, row: KernelRow) -> list[str]:
        card, lines = row.card, []
        if card.weight is not None:
            lines.append(self.tr("Weight in the decoder: {0}").format(f"{card.weight + 0.0:+.3g}"))
        if card.map is not None:
            lines.append(self.tr("Maximum on this image: {0}").format(f"{card.maximum:.3g}"))
        if card.auc is not None and card.fisher is not None:
            text = self.tr("Separates its class: AUC {0}, Fisher {1}")
            lines.append(text.format(f"{card.auc:.2f}", f"{card.fisher:.2g}"))
        if card.dice is not None:
            lines.append(self.tr("Dice with the reference mask: {0}").format(f"{card.dice:.2f}"))
        return lines

    def _flags(self, row: KernelRow) -> list[str]:
        card = row.card
        flags = {
            self.tr("Dead: zero everywhere on this image"): card.dead,
            self.tr("Nearly the same as kernel {0}").format(card.twin): card.twin is not None,
            self.tr("Responds less to its class than to the others"): card.misleads,
            self.tr("Inverted"): card.inverted,
            self.tr("Deleted"): card.deleted,
            self.tr("Changed since the last build; build to apply"): card.pending,
        }
        return [text for text, holds in flags.items() if holds]


class _Pixmaps:
    """Pixmaps by kernel, made again only if the array is another object."""

    def __init__(self, colours: NDArray[np.uint8] | None = None) -> None:
        self._colours = colours
        self._made: dict[KernelIdentity, tuple[NDArray[np.uint8], QPixmap]] = {}

    def get(self, identity: KernelIdentity, pixels: NDArray[np.uint8] | None) -> QPixmap | None:
        if pixels is None:
            self._made.pop(identity, None)
            return None
        known = self._made.get(identity)
        if known is None or known[0] is not pixels:
            coloured = pixels if self._colours is None else self._colours[pixels]
            known = self._made[identity] = pixels, pixmap_of(coloured)
        return known[1]
