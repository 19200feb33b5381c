"""New decoder choices for each edit of the decoder panel."""

from collections.abc import Sequence

from flimbuilder.errors import ProjectError
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import Project
from flimbuilder.session.project_build import ProjectBuild

__all__ = [
    "decoded_blocks",
    "picked_blocks",
    "starting_weights",
    "weight_row",
    "with_blocks",
    "with_decoder",
    "with_weight",
]


def decoded_blocks(project: Project, built: ProjectBuild | None = None) -> tuple[int, ...]:
    """Return the numbers of the blocks that the project's decoder reads.

    For a decoder that waits for markers, these are the blocks of its fallback.
    """
    decoder_choice, depth = project.decoder, len(project.architecture.blocks)
    if built is not None and built.is_provisional and decoder_choice == built.project.decoder:
        decoder_choice = built.model.document.decoder
    if decoder_choice.is_joint and not decoder_choice.blocks:
        return tuple(range(1, depth + 1))
    return decoder_choice.blocks or (depth,)


def picked_blocks(
    project: Project, built: ProjectBuild | None, block: int, add: bool
) -> tuple[int, ...]:
    """Return the blocks to read after the user picked a block.

    With `add`, the block is added to the others or removed from them, unless the weights of the
    decoder belong to a single block.
    """
    if not add or not project.decoder.can_fuse:
        return (block,)
    return tuple(sorted({*decoded_blocks(project, built)} ^ {block})) or (block,)


def with_decoder(project: Project, built: ProjectBuild | None, decoder: str) -> DecoderChoice:
    """Return the project's choice with another decoder, on the same blocks and scale if possible.

    A joint decoder reads all blocks; a decoder after it reads the deepest of them.

    Raises
    ------
    ProjectError
        If the decoder is ``manual`` and the kernels are not known yet.
    """
    current = project.decoder
    if decoder == current.id:
        return current
    wanted, deepest = _on_scale(current, decoder), max(current.fused, default=current.block)
    if wanted.is_joint:
        return wanted
    if wanted.needs_weights:
        return _weighted(project, built, decoder, deepest)
    if current.is_joint:
        return wanted.with_(block=deepest)
    return wanted.with_(block=current.block, fused=current.fused)


def _on_scale(
    current: DecoderChoice, decoder: str, block: int | None = None, fused: tuple[int, ...] = ()
) -> DecoderChoice:
    """Return a choice on the scale of the current one, unless it gives a probability."""
    decoder_choice = DecoderChoice(id=decoder, block=block, fused=fused)
    if decoder_choice.is_probability:
        return decoder_choice
    return decoder_choice.with_(scale=current.scale)


def with_blocks(
    project: Project, built: ProjectBuild | None, blocks: Sequence[int]
) -> DecoderChoice:
    """Return the project's choice on other blocks: none means the last, several are fused.

    The scale stays. A joint decoder reads all blocks if none is given. A decoder whose weights
    belong to one block reads the last of these blocks.

    Raises
    ------
    ProjectError
        If the decoder is ``manual`` and the kernels are not known yet.
    """
    current, block = project.decoder, blocks[-1] if blocks else None
    if not current.can_fuse:
        return _weighted(project, built, current.id, block)
    if len(blocks) > 1:
        return _on_scale(current, current.id, fused=tuple(sorted(blocks)))
    return _on_scale(current, current.id, block)


def starting_weights(
    project: Project, built: ProjectBuild | None, block: int
) -> tuple[tuple[float, ...], ...]:
    """Return a row of weights for each object class.

    The kernels of the class weigh +1, those of other classes -1, and mixed kernels 0.

    Raises
    ------
    ProjectError
        If the block is not built, or there is no object class.
    """
    classes = () if built is None else tuple(built.model.document.kernel_classes)
    if not 1 <= block <= len(classes):
        raise ProjectError(
            f"the kernels of block {block} are not known yet, and manual weights need them; "
            "build first"
        )
    if not project.object_classes:
        raise ProjectError(
            "there is no object class to decode; add a class besides the background"
        )
    return tuple(
        tuple(
            0.0 if class_id is None else 1.0 if class_id == object_class else -1.0
            for class_id in classes[block - 1]
        )
        for object_class in project.object_classes
    )


def weight_row(project: Project, weights: Sequence[Sequence[float]], shown: int | None) -> int:
    """Return the row of weights of an object class; 0 if there is none for it."""
    classes = project.object_classes
    return classes.index(shown) if shown in classes and len(weights) == len(classes) else 0


def with_weight(
    decoder_choice: DecoderChoice, row: int, channel: int, weight: float
) -> DecoderChoice:
    """Return a choice with another weight for one kernel."""
    rows = [list(weights) for weights in decoder_choice.weights]
    rows[row][channel] = weight
    return decoder_choice.with_(weights=tuple(tuple(weights) for weights in rows))


def _weighted(
    project: Project, built: ProjectBuild | None, decoder: str, block: int | None
) -> DecoderChoice:
    current, number = project.decoder, block or len(project.architecture.blocks)
    if current.id == decoder and decoded_blocks(project) == (number,):
        return current.with_(block=block)
    wanted = _on_scale(current, decoder, block)
    if wanted.weights_source == "manual":
        return wanted.with_(weights=starting_weights(project, built, number))
    return wanted
