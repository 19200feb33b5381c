"""What the gallery shows of the kernels of a block: which, in which order, and how many."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flimbuilder.project.project import ClassEntry, KernelIdentity, Project
from flimbuilder.session.results import KernelCard

__all__ = [
    "FILTERS",
    "ORDERS",
    "Counts",
    "KernelRow",
    "count_kernels",
    "is_spare_twin",
    "kernel_rows",
    "neighbour_of",
    "passes",
    "sort_cards",
]


@dataclass(frozen=True)
class KernelRow:
    """One kernel as the gallery shows it.

    Attributes
    ----------
    card : KernelCard
    entry : ClassEntry or None
        Its class; None where a reduction mixed the classes.
    origin : str
        File name of the image that it came from.
    bar : float or None
        The decoder's weight, in [-1, 1]: the largest of the block, of either sign, is 1.
    shown : bool
        Whether the view's activation map is its.
    """

    card: KernelCard
    entry: ClassEntry | None = None
    origin: str = ""
    bar: float | None = None
    shown: bool = False


@dataclass(frozen=True)
class Counts:
    """How many kernels of a block there are; those deleted are in `all` and `deleted` alone."""

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
}
"""Sort keys by name; numbers go from the largest to the smallest, unknown ones last."""

FILTERS: dict[str, Callable[[KernelCard], bool]] = {
    "all": lambda card: True,
    "dead": lambda card: card.dead,
    "twins": lambda card: card.twin is not None,
    "pending": lambda card: card.pending,
    "mixed": lambda card: card.class_id is None,
}
"""What is shown, by name; a class's number is a filter too."""


def passes(card: KernelCard, wanted: str | int) -> bool:
    """Tell whether a card is of a filter: a name of `FILTERS`, or the number of a class."""
    return card.class_id == wanted if isinstance(wanted, int) else FILTERS[wanted](card)


def sort_cards(cards: Iterable[KernelCard], order: str) -> list[KernelCard]:
    """Sort cards by a name of `ORDERS`; equal ones by their number."""
    return sorted(cards, key=lambda card: (ORDERS[order](card), card.number))


def kernel_rows(
    cards: Sequence[KernelCard], project: Project, shown: KernelIdentity | None
) -> list[KernelRow]:
    """Resolve what there is to show of cards."""
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
        )
        for card in cards
    ]


def count_kernels(cards: Iterable[KernelCard]) -> Counts:
    """Count the kernels of a block."""
    cards = tuple(cards)
    kept = [card for card in cards if not card.deleted]
    return Counts(
        all=len(cards),
        deleted=len(cards) - len(kept),
        dead=sum(card.dead for card in kept),
        twins=sum(card.twin is not None for card in kept),
    )


def is_spare_twin(card: KernelCard, cards: Iterable[KernelCard]) -> bool:
    """Tell whether the kernel that a card is a twin of is kept, so that this one can go."""
    return any(other.number == card.twin and not other.deleted for other in cards)


def neighbour_of(
    before: Sequence[KernelIdentity], after: Iterable[KernelIdentity]
) -> KernelIdentity | None:
    """Return the kernel that takes the place of those that have gone.

    Parameters
    ----------
    before, after : iterable of KernelIdentity
        What was there, in order, and what is left of it.

    Returns
    -------
    KernelIdentity or None
        The first left after the last that has gone, else the last that is left.
    """
    left = set(after)
    gone = [at for at, identity in enumerate(before) if identity not in left]
    last = gone[-1] if gone else -1
    following = [identity for identity in before[last + 1 :] if identity in left]
    preceding = [identity for identity in before[: last + 1] if identity in left]
    return next(iter(following), None) or next(reversed(preceding), None)
