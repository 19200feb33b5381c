"""The weights of a decoder, as bars: what the chart shows, resolved from the session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flimbuilder.gui.panels.decoder.choices import decoded_blocks, weight_row
from flimbuilder.project.project import ClassEntry, KernelIdentity, Project
from flimbuilder.session.builder import Built
from flimbuilder.session.results import class_index
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.flim.learned import LearnedKernel

__all__ = ["Bar", "Bars", "resolve_bars"]


@dataclass(frozen=True)
class Bar:
    """One kernel of the decoded block.

    Attributes
    ----------
    number : int
        Its place among all kernels that were learned, from 1.
    identity : KernelIdentity
    entry : ClassEntry or None
        Its class; None where a reduction mixed the classes, or the class is gone.
    weight : float or None
        None where it is not known.
    dead : bool
        Whether it is zero all over the shown image.
    """

    number: int
    identity: KernelIdentity
    entry: ClassEntry | None
    weight: float | None
    dead: bool = False


@dataclass(frozen=True)
class Bars:
    """The bars of one block.

    Attributes
    ----------
    block : int
    bars : tuple of Bar
        Of the channels, in order; none where nothing is built.
    row : int
        Of the choice's weights.
    editable : bool
        Whether the weights are the user's.
    misfit : int or None
        How many weights the choice has, where the block has another number of kernels.
    """

    block: int
    bars: tuple[Bar, ...] = ()
    row: int = 0
    editable: bool = False
    misfit: int | None = None

    @property
    def known(self) -> bool:
        """Whether there is a weight to show."""
        return any(bar.weight is not None for bar in self.bars)


def resolve_bars(session: Session) -> Bars:
    """Return the weights of the decoded block; of several, of the one that is looked at."""
    project, view, built = session.document.project, session.view, session.builder.current
    blocks = decoded_blocks(project, built)
    block = view.block if view.block in blocks else blocks[-1]
    if built is None or block > len(built.learned.blocks):
        return Bars(block)
    kernels = _kept(built, block)
    given = project.decoder.weights or _trained(project, built, block)
    row = weight_row(project, given, view.object_class)
    own = given[row] if given else ()
    if not project.decoder.needs_weights:
        weights = _found(session, block, list(kernels))
    elif len(own) == len(kernels):
        weights = dict(zip(kernels, own, strict=True))
    else:
        return Bars(block, _bars(session, block, kernels, {}), misfit=len(own) or None)
    editable = project.decoder.weights_source == "manual"
    return Bars(block, _bars(session, block, kernels, weights), row, editable)


def _kept(built: Built, block: int) -> "dict[int, LearnedKernel]":
    """Return the channels of a block, in order, by their number among all kernels."""
    kernels = enumerate(built.learned.blocks[block - 1].kernels, start=1)
    return {number: kernel for number, kernel in kernels if not kernel.deleted}


def _trained(project: Project, built: Built, block: int) -> tuple[tuple[float, ...], ...]:
    """Return the weights that the build trained, where they are those of the project's choice."""
    trained = built.model.document.decoder
    is_same = project.decoder.id == trained.id and trained.block == block
    return trained.weights if is_same and trained.weights_source == "trained" else ()


def _found(session: Session, block: int, numbers: Sequence[int]) -> dict[int, float]:
    """Return what the decoder gave each channel on the shown image; nothing of other builds."""
    decoded = session.inspector.decoded
    if decoded is None or session.view.before or block not in decoded.weights:
        return {}
    row = class_index(decoded.classes, session.view.object_class)
    found = decoded.weights[block][row].tolist()
    return dict(zip(numbers, found, strict=True)) if len(found) == len(numbers) else {}


def _bars(
    session: Session,
    block: int,
    kernels: "Mapping[int, LearnedKernel]",
    weights: Mapping[int, float],
) -> tuple[Bar, ...]:
    cards = session.inspector.cards
    dead = {card.number for card in cards if card.block == block and card.dead}
    classes = {entry.id: entry for entry in session.document.project.classes}
    return tuple(
        Bar(
            number,
            kernel.identity,
            None if kernel.class_id is None else classes.get(kernel.class_id),
            weights.get(number),
            number in dead,
        )
        for number, kernel in kernels.items()
    )
