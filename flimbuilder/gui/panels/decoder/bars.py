"""The weights of the decoder, resolved from the session as bars of a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flimbuilder.gui.panels.decoder.choices import decoded_blocks, weight_row
from flimbuilder.project.project import ClassEntry, KernelIdentity, Project
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import class_index
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.flim.learned import LearnedKernel

__all__ = ["Bar", "Bars", "resolve_bars"]


@dataclass(frozen=True)
class Bar:
    """A kernel of the decoded block, and its weight.

    Attributes
    ----------
    number : int
        Number of the kernel among all learned kernels of the block, from 1.
    identity : KernelIdentity
    entry : ClassEntry or None
        The class of the kernel; None if a reduction mixed classes, or the class was removed.
    weight : float or None
        None if it is unknown.
    dead : bool
        True if the activation map is zero everywhere on the shown image.
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
        In the order of the channels; empty if the block is not built.
    row : int
        Row of the decoder choice's weights that the bars show.
    editable : bool
        True if the user sets the weights.
    misfit : int or None
        Number of weights of the choice, if the block has another number of kernels.
    """

    block: int
    bars: tuple[Bar, ...] = ()
    row: int = 0
    editable: bool = False
    misfit: int | None = None

    @property
    def known(self) -> bool:
        """True if any weight is known."""
        return any(bar.weight is not None for bar in self.bars)


def resolve_bars(session: Session) -> Bars:
    """Return the bars of the decoded block; of several, prefer the shown one."""
    project, view, built = session.document.project, session.view, session.builder.current
    blocks = decoded_blocks(project, built)
    block = view.block if view.block in blocks else blocks[-1]
    if built is None or block > len(built.learned.blocks):
        return Bars(block)
    kernels = _kept(built, block)
    rows = project.decoder.weights or _trained(project, built, block)
    row = weight_row(project, rows, view.object_class)
    stored = rows[row] if rows else ()
    if project.decoder.weights_source in {"computed", "markers"}:
        weights = _decoded_weights(session, block, list(kernels))
    elif len(stored) == len(kernels):
        weights = dict(zip(kernels, stored, strict=True))
    else:
        return Bars(block, _bars(session, block, kernels, {}), misfit=len(stored) or None)
    editable = project.decoder.weights_source == "manual"
    return Bars(block, _bars(session, block, kernels, weights), row, editable)


def _kept(built: ProjectBuild, block: int) -> "dict[int, LearnedKernel]":
    """Return the kernels that are channels of a block, by their number among all kernels."""
    kernels = enumerate(built.learned.blocks[block - 1].kernels, start=1)
    return {number: kernel for number, kernel in kernels if not kernel.deleted}


def _trained(project: Project, built: ProjectBuild, block: int) -> tuple[tuple[float, ...], ...]:
    """Return the weights that the build trained for the project's decoder choice, if any."""
    trained = built.model.document.decoder
    is_same = project.decoder.id == trained.id and trained.block == block
    return trained.weights if is_same and trained.weights_source == "trained" else ()


def _decoded_weights(session: Session, block: int, numbers: Sequence[int]) -> dict[int, float]:
    """Return the weights by kernel number on the shown image; empty for another build."""
    decoded = session.inspector.decoded
    if decoded is None or session.view.before or block not in decoded.weights:
        return {}
    row = class_index(decoded.classes, session.view.object_class)
    weights = decoded.weights[block][row].tolist()
    return dict(zip(numbers, weights, strict=True)) if len(weights) == len(numbers) else {}


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
