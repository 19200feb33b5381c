"""The decoder choices that the panel asks the session for."""

from collections.abc import Sequence

from flimbuilder.errors import ProjectError
from flimbuilder.project.project import AUTO_DECODER, DecoderChoice, Project
from flimbuilder.session.builder import Built

__all__ = [
    "decoded_blocks",
    "picked_blocks",
    "starting_weights",
    "weight_row",
    "with_blocks",
    "with_decoder",
    "with_weight",
]


def decoded_blocks(project: Project, built: Built | None = None) -> tuple[int, ...]:
    """Return the blocks that the project's decoder reads; the last by its number.

    Of the decoder ``auto``, those that the build chose.
    """
    decoder_choice = project.decoder
    if decoder_choice.id == AUTO_DECODER and built is not None:
        decoder_choice = built.model.document.decoder
    return decoder_choice.blocks or (len(project.architecture.blocks),)


def picked_blocks(project: Project, built: Built | None, block: int, add: bool) -> tuple[int, ...]:
    """Return which blocks to read once one was picked: it alone, or it too, or it no more.

    Parameters
    ----------
    project : Project
    built : Built or None
    block : int
    add : bool
        Whether the others stay; a decoder with weights reads one block in any case.
    """
    if not add or project.decoder.needs_weights:
        return (block,)
    return tuple(sorted({*decoded_blocks(project, built)} ^ {block})) or (block,)


def with_decoder(project: Project, built: Built | None, decoder: str) -> DecoderChoice:
    """Return the project's choice with another decoder, on the same blocks where it can.

    Raises
    ------
    ProjectError
        For ``manual`` without a build that tells which kernels there are.
    """
    own = project.decoder
    if decoder == own.id:
        return own
    if decoder == AUTO_DECODER:
        return DecoderChoice(id=decoder)
    if DecoderChoice(id=decoder).needs_weights:
        return _weighted(project, built, decoder, max(own.fused, default=own.block))
    return DecoderChoice(id=decoder, block=own.block, fused=own.fused)


def with_blocks(project: Project, built: Built | None, blocks: Sequence[int]) -> DecoderChoice:
    """Return the project's choice on other blocks: none is the last, several are averaged.

    A decoder with weights reads one block: the last of those named. With ``auto`` the choice is
    left with the decoder that the build found, on those blocks.

    Raises
    ------
    ProjectError
        As :func:`with_decoder`.
    """
    own, block = project.decoder, blocks[-1] if blocks else None
    if own.id == AUTO_DECODER:  # whoever chooses the block keeps the decoder that was found
        own = DecoderChoice() if built is None else built.model.document.decoder
    if own.needs_weights:
        return _weighted(project, built, own.id, block)
    if len(blocks) > 1:
        return DecoderChoice(id=own.id, fused=tuple(sorted(blocks)))
    return DecoderChoice(id=own.id, block=block)


def starting_weights(
    project: Project, built: Built | None, block: int
) -> tuple[tuple[float, ...], ...]:
    """Return a row for each object class: +1 for its kernels, -1 for others, 0 for mixed ones.

    Raises
    ------
    ProjectError
        Where the block is not built, or there is no object class.
    """
    kernels = () if built is None else tuple(built.model.document.kernel_classes)
    if not 1 <= block <= len(kernels):
        raise ProjectError(
            f"the kernels of block {block} are not known yet, and manual weights need them; "
            "build first"
        )
    if not project.object_classes:
        raise ProjectError(
            "there is no object class to decode; add a class besides the background"
        )
    return tuple(
        tuple(0.0 if one is None else 1.0 if one == wanted else -1.0 for one in kernels[block - 1])
        for wanted in project.object_classes
    )


def weight_row(project: Project, weights: Sequence[Sequence[float]], shown: int | None) -> int:
    """Return which row of weights is an object class's; None is the first class."""
    classes = project.object_classes
    return classes.index(shown) if shown in classes and len(weights) == len(classes) else 0


def with_weight(
    decoder_choice: DecoderChoice, row: int, channel: int, weight: float
) -> DecoderChoice:
    """Return a choice with another weight of one kernel."""
    rows = [list(one) for one in decoder_choice.weights]
    rows[row][channel] = weight
    return decoder_choice.with_(weights=tuple(tuple(one) for one in rows))


def _weighted(
    project: Project, built: Built | None, decoder: str, block: int | None
) -> DecoderChoice:
    own, number = project.decoder, block or len(project.architecture.blocks)
    if own.id == decoder and decoded_blocks(project) == (number,):
        return own.with_(block=block)
    wanted = DecoderChoice(id=decoder, block=block)
    if wanted.weights_source == "manual":
        return wanted.with_(weights=starting_weights(project, built, number))
    return wanted
