"""Blocks of another encoder, with which an encoder begins without learning them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from flimbuilder.errors import ArchitectureError, LearnError
from flimbuilder.flim.bank import NO_CLASS, NO_MARKER, KernelBank
from flimbuilder.flim.kernel_selection import MarkerSample, Separation, measure_separation
from flimbuilder.flim.marker_projection import ProjectedMarkers
from flimbuilder.flim.network import FlimBlock
from flimbuilder.flim.patches import Normalisation
from flimbuilder.flim.training import MarkedPixels
from flimbuilder.project.architecture import Architecture, Block

__all__ = ["FrozenKernels", "adopt_kernels", "check_first_blocks", "same_maps"]


@dataclass(frozen=True, eq=False)
class FrozenKernels:
    """The kernels of a block of another encoder.

    Attributes
    ----------
    weights : Tensor of shape (n_kernels, n_features)
        Element ``tap * channels + channel``, with the normalisation folded in.
    bias : Tensor of shape (n_kernels,)
    """

    weights: Tensor
    bias: Tensor

    @classmethod
    def of(cls, block: FlimBlock, channels: Sequence[int]) -> "FrozenKernels":
        """Return a block's kernels for some channels of its input: those that are not deleted."""
        weights = block.conv.weight.detach()[:, list(channels)]
        bias = block.conv.bias
        assert bias is not None
        flat = weights.permute(0, 2, 3, 1).reshape(len(weights), -1)
        return cls(flat.contiguous(), bias.detach())


def same_maps(module: FlimBlock, block: Block) -> bool:
    """Return True if a module computes maps as a block's specification says."""
    return (
        module.conv.kernel_size == (block.kernel_size, block.kernel_size)
        and module.conv.dilation == (block.dilation, block.dilation)
        and module.activation == block.activation
        and module.pooling == block.pooling.model_dump()
        and module.padding == block.padding
    )


def check_first_blocks(
    blocks: Sequence[FlimBlock], architecture: Architecture, image_channels: int
) -> None:
    """Check that an encoder can begin with blocks of another one.

    Parameters
    ----------
    blocks : sequence of FlimBlock
        None, or those of the other encoder.
    architecture : Architecture
        Of the encoder to learn.
    image_channels : int
        Channels of the training images.

    Raises
    ------
    ArchitectureError
        If the blocks are missing, too many, or differ from the architecture's.
    LearnError
        If they need images of other channels.
    """
    start, specifications = architecture.start, architecture.blocks
    if start is not None and len(blocks) != start.blocks:
        raise ArchitectureError(
            f"the encoder begins with {start.blocks} blocks of {start.name}, and {len(blocks)} "
            "are given; build it from its project, or give them as first_blocks"
        )
    if len(blocks) > len(specifications):
        raise ArchitectureError(
            f"{len(blocks)} first blocks, but the architecture has {len(specifications)}; give "
            "fewer, or add blocks"
        )
    channels = architecture.input_channels(image_channels)
    for number, (module, block) in enumerate(zip(blocks, specifications, strict=False), start=1):
        if number == 1 and module.conv.in_channels != channels:
            raise LearnError(
                f"the blocks to begin with read {module.conv.in_channels} channels, and the "
                f"training images give {channels}; begin with blocks that were learned from such "
                "images"
            )
        if not same_maps(module, block) or module.conv.in_channels != channels:
            raise ArchitectureError(
                f"block {number} of the architecture differs from the block to begin with; take "
                "its kernel size, dilation, activation and pooling from the other model"
            )
        channels = module.conv.out_channels


def adopt_kernels(
    kernels: FrozenKernels,
    patches: Tensor,
    places: ProjectedMarkers,
    marked: MarkedPixels,
    activation: str,
) -> tuple[KernelBank, Normalisation, Separation]:
    """Give frozen kernels the class and the place that they respond to most.

    Parameters
    ----------
    kernels : FrozenKernels
    patches : Tensor of shape (n_places, n_features)
        On the block's input, in the order of `places`; not normalised.
    places : ProjectedMarkers
    marked : MarkedPixels
    activation : {"relu", "leaky", "none"}
        The activation function of the block.

    Returns
    -------
    bank : KernelBank
        The class of a kernel is that whose markers its activation separates best from the others:
        the largest AUC, the smallest id of equal ones. Its nearest patch has the largest response.
    normalisation : Normalisation
        The identity, as the kernels have theirs folded in.
    separation : Separation
    """
    count, n_features = kernels.weights.shape
    patch_class = np.where(marked.gives_kernels, marked.marker_class, NO_CLASS)
    patch_class = patch_class[places.marker_index]
    # A constant feature carries the bias.
    weights = torch.cat([kernels.weights, kernels.bias[:, None]], dim=1)
    extended = torch.cat([patches, patches.new_ones(len(patches), 1)], dim=1)
    sample = MarkerSample.draw(extended, patch_class, places.marker_index, activation)
    used = np.flatnonzero(patch_class != NO_CLASS)
    responses = extended[torch.from_numpy(used).to(extended.device)] @ weights.T
    bank = KernelBank(
        weights,
        class_id=np.zeros(count, dtype=np.int64),
        marker_index=np.full(count, NO_MARKER),
        number=np.arange(count),
        nearest=used[responses.argmax(dim=0).cpu().numpy()],
        size=np.zeros(count, dtype=np.int64),
        bias=kernels.bias,
    )
    classes = np.unique(sample.class_id)
    auc = [measure_separation(_of_class(bank, class_id), sample).auc for class_id in classes]
    best = np.nan_to_num(np.stack(auc), nan=0.5).argmax(axis=0)
    bank = replace(bank, class_id=classes[best])
    separation = measure_separation(bank, sample)
    identity = Normalisation(patches.new_zeros(n_features), patches.new_ones(n_features))
    return replace(bank, weights=kernels.weights), identity, separation


def _of_class(bank: KernelBank, class_id: int) -> KernelBank:
    return replace(bank, class_id=np.full(len(bank), class_id))
