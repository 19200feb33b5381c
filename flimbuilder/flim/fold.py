"""From learned kernels to the convolution that answers like them."""

from collections.abc import Sequence

import torch
from torch import Tensor

from flimbuilder.flim.learned import LearnedBlock, LearnedEncoder
from flimbuilder.flim.network import FlimBlock
from flimbuilder.flim.precision import full_precision
from flimbuilder.project.architecture import Block

__all__ = ["all_maps", "build_block"]


def build_block(
    learned: LearnedBlock, block: Block, channels: int, rows: Sequence[int] | None = None
) -> FlimBlock:
    """Make a block's module, with the normalisation folded in.

    Parameters
    ----------
    learned : LearnedBlock
    block : Block
        Its specification.
    channels : int
        Of the block's input.
    rows : sequence of int or None, default=None
        Which of the learned kernels, from 0; None is those that were kept.

    Returns
    -------
    FlimBlock
        On the CPU.
    """
    if rows is None:
        rows = [row for row, kernel in enumerate(learned.kernels) if not kernel.deleted]
    sign = [-1.0 if learned.kernels[row].inverted else 1.0 for row in rows]
    weights = learned.weights[list(rows)] * torch.tensor(sign)[:, None]
    folded, bias = learned.normalisation.fold(weights)
    with torch.device("meta"):  # no random numbers for weights that are known
        module = FlimBlock(channels, len(rows), block.model_dump(mode="json"))
    side = block.kernel_size
    kernels = folded.reshape(-1, side, side, channels).permute(0, 3, 1, 2)
    module.load_state_dict({"conv.weight": kernels, "conv.bias": bias}, assign=True)
    return module


def all_maps(
    learned: LearnedEncoder, number: int, inputs: Tensor, rows: Sequence[int] | None = None
) -> Tensor:
    """Return the activation maps of a block's learned kernels, deleted ones too.

    Parameters
    ----------
    learned : LearnedEncoder
    number : int
        Of the block, from 1.
    inputs : Tensor of shape (1, C, H, W)
        The activation maps of the block before it; of block 1 the image after the colour
        conversion. On the CPU.
    rows : sequence of int or None, default=None
        Which of the block's learned kernels, from 0; None is all.

    Returns
    -------
    Tensor of shape (1, kernels, h, w)
        Those of kept kernels are the encoder's own channels, to rounding.
    """
    story, block = learned.blocks[number - 1], learned.architecture.blocks[number - 1]
    rows = range(len(story.kernels)) if rows is None else rows
    with torch.inference_mode(), full_precision():
        maps: Tensor = build_block(story, block, inputs.shape[1], rows)(inputs)
    return maps
