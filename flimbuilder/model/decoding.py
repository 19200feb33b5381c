"""Complete, check and format decoder choices."""

from collections.abc import Sequence
from typing import get_args

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import (
    make_decoder_of_blocks,
    require_decoder,
    require_object_classes,
)
from flimbuilder.flim.network import BlocksDecoder
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, Scale, name_block
from flimbuilder.project.project import Project

__all__ = [
    "FALLBACK",
    "check_decoder",
    "choose_decoder",
    "decode_by",
    "fallback_of",
    "make_blocks_decoder",
    "name_blocks",
    "parse_blocks",
    "require_blocks",
    "rescaled",
    "resolve_choice",
]

FALLBACK = DecoderChoice(id="at")  # needs neither the classes nor the weights of kernels
FALLBACK_OF_ML = DecoderChoice(id="lm")
KernelClasses = Sequence[Sequence[int | None]]  # block by block
MAX_BLOCK = 10_000  # the largest number that a decoder choice takes


def check_decoder(project: Project) -> None:
    """Raise if no learned encoder could serve the decoder choice of a project.

    Raises
    ------
    InputError
        If the decoder is unknown, the architecture lacks the block, there is no object class, or
        a manual decoder has no weights.
    """
    decoder_choice, n_blocks = project.decoder, len(project.architecture.blocks)
    deepest = max(decoder_choice.blocks, default=1)
    if deepest > n_blocks:
        raise InputError(
            f"the project decodes block {deepest} and the architecture has {n_blocks}; "
            "choose a block that exists"
        )
    require_decoder(decoder_choice.id)
    require_object_classes(project.object_classes)
    if decoder_choice.weights_source == "manual" and not decoder_choice.weights:
        raise InputError(
            f"decoder {decoder_choice.id!r} has no weights; give one for each kernel of its "
            "block, or choose another decoder"
        )


def fallback_of(project: Project) -> DecoderChoice:
    """Return the decoder to show if the project's can't be learned."""
    mixes_classes = project.architecture.blocks[-1].reduction == "pca-global"
    is_learned = project.decoder.weights_source == "markers"
    return FALLBACK_OF_ML if is_learned and not mixes_classes else FALLBACK


def resolve_choice(
    decoder_choice: DecoderChoice, kernel_classes: KernelClasses, object_classes: Sequence[int]
) -> DecoderChoice:
    """Complete a choice as :func:`name_block` does, and check it.

    The numbers of the scale ``training`` are left as they are.

    Raises
    ------
    InputError
        If the decoder or block does not exist, or the block cannot serve the decoder.
    """
    named = name_block(decoder_choice, len(kernel_classes))
    make_blocks_decoder(named, kernel_classes, object_classes)
    return named


def rescaled(decoder_choice: DecoderChoice, scale: str | None) -> DecoderChoice:
    """Replace the scale of a choice; None keeps it. The numbers of another scale are dropped.

    Raises
    ------
    InputError
        If there is no such scale, or the decoder gives a probability.
    """
    if scale is None or scale == decoder_choice.scale:
        return decoder_choice
    if scale not in get_args(Scale):
        raise InputError(f"scale {scale!r:.60}: choose from {', '.join(get_args(Scale))}")
    if scale == "training" and decoder_choice.is_probability:
        raise InputError(
            f"decoder {decoder_choice.id!r} gives a probability, which has one scale; leave the "
            "scale out, or choose another decoder"
        )
    return decoder_choice.with_(scale=scale, scales=())


def choose_decoder(
    own: DecoderChoice, decoder: str | None, blocks: Sequence[int] | None, n_blocks: int
) -> DecoderChoice:
    """Replace the decoder or the blocks of a complete choice; None keeps them.

    Several blocks are fused. Weights are dropped, as they fit only their own decoder and blocks;
    the scale stays, unless the decoder gives a probability. Unless blocks are given, a decoder
    that replaces a joint one decodes its deepest block, and a joint decoder decodes all blocks.

    Raises
    ------
    InputError
        If the decoder is unknown, a block is below 1 or repeated, or a decoder whose weights
        belong to one block would fuse blocks.
    """
    decoder = decoder or own.id
    if blocks is None and decoder != own.id and decoder in DECODERS:
        if DECODERS[decoder].is_joint:
            return name_block(DecoderChoice(id=decoder), n_blocks)
        blocks = (max(own.blocks),) if own.is_joint else own.blocks
    blocks = own.blocks if blocks is None else tuple(blocks)
    if (decoder, blocks) == (own.id, own.blocks):
        return own
    info = require_decoder(decoder)
    if len(set(blocks)) < len(blocks):
        raise InputError(f"block {_joined(blocks)} names a block twice; blocks must differ")
    if any(block < 1 for block in blocks):
        raise InputError(f"there is no block {min(blocks)}; blocks count from 1")
    scale = "image" if info.is_probability else own.scale
    if len(blocks) == 1:
        return DecoderChoice(id=decoder, block=blocks[0], scale=scale)
    if not info.can_fuse:
        raise InputError(
            f"decoder {decoder!r} decodes one block, since its weights belong to one block's "
            f"kernels; blocks {_joined(blocks)} cannot be fused with it"
        )
    return DecoderChoice(id=decoder, block=max(blocks), fused=blocks, scale=scale)


def decode_by(
    project: Project,
    decoder: str | None,
    blocks: Sequence[int] | None,
    scale: str | None = None,
) -> Project:
    """Replace the decoder, the blocks or the scale of a project's choice; None keeps them.

    Raises
    ------
    InputError
        As :func:`choose_decoder` and :func:`rescaled`.
    """
    chosen = project.decoder
    if decoder is not None or blocks is not None:
        n_blocks = len(project.architecture.blocks)
        chosen = choose_decoder(name_block(chosen, n_blocks), decoder, blocks, n_blocks)
    return project.with_(decoder=rescaled(chosen, scale))


def make_blocks_decoder(
    decoder_choice: DecoderChoice, kernel_classes: KernelClasses, object_classes: Sequence[int]
) -> BlocksDecoder:
    """Make the decoder of a complete choice, given the class of each kernel of each block.

    Raises
    ------
    InputError
        As :func:`resolve_choice`.
    """
    if decoder_choice.scale == "training" and not decoder_choice.scales:
        raise InputError(
            f"decoder {decoder_choice.id!r} has no scale of training images; build a project "
            "with the scale 'training', or use the scale 'image'"
        )
    require_blocks(decoder_choice, len(kernel_classes))
    return make_decoder_of_blocks(
        decoder_choice.id,
        {block: kernel_classes[block - 1] for block in decoder_choice.blocks},
        object_classes,
        weights=decoder_choice.weights,
        bias=decoder_choice.bias,
        scales=[scale.model_dump() for scale in decoder_choice.scales],
    )


def require_blocks(decoder_choice: DecoderChoice, n_blocks: int) -> None:
    """Raise InputError if an encoder lacks a block of a choice."""
    for block in decoder_choice.blocks:
        if not 1 <= block <= n_blocks:
            raise InputError(f"there is no block {block}: the encoder has blocks 1 to {n_blocks}")


def parse_blocks(text: int | str | None, n_blocks: int = 0) -> tuple[int, ...] | None:
    """Parse block numbers: ``2``, or ``2+3`` to fuse; None stays None.

    If the number of blocks is given, ``all`` is all of them.

    Raises
    ------
    InputError
        If the text is malformed.
    """
    if text is None:
        return None
    if text == "all" and n_blocks:
        return tuple(range(1, n_blocks + 1))
    try:
        blocks = tuple(int(part) for part in str(text).split("+"))
    except ValueError:
        blocks = (0,)
    if not all(1 <= block <= MAX_BLOCK for block in blocks):
        raise InputError(
            f"block {text!r}: give a number from 1, or numbers joined by + to fuse their blocks "
            "('evaluate' also takes 'all')"
        )
    return blocks


def name_blocks(decoder_choice: DecoderChoice) -> int | str:
    """Format the blocks of a complete choice: ``2``, or ``2+3`` for fused blocks."""
    blocks = decoder_choice.blocks
    return blocks[0] if len(blocks) == 1 else _joined(blocks)


def _joined(blocks: Sequence[int]) -> str:
    return "+".join(str(block) for block in blocks)
