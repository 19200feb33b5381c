"""The result of learning: an encoder with the provenance of each kernel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

import torch
from pydantic import Field
from torch import Tensor

from flimbuilder.flim.device import full_precision
from flimbuilder.flim.edits import ChangedEdit
from flimbuilder.flim.fingerprint import block_fingerprints
from flimbuilder.flim.network import Encoder, FlimBlock
from flimbuilder.flim.patches import Normalisation
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.project import KernelEdit, KernelIdentity, MarkerShare

__all__ = ["LearnedBlock", "LearnedEncoder", "LearnedKernel", "all_maps", "build_block"]


@dataclass(frozen=True)
class LearnedKernel:
    """Provenance of one kernel.

    Attributes
    ----------
    identity : ClusterIdentity, ComponentIdentity or FrozenIdentity
        The identity that kernel edits refer to.
    class_id : int or None
        None if a reduction mixed the classes.
    image : str
        Id of the image of the nearest patch; of a kernel of another encoder, of the marked patch
        that it responds to most.
    marker : int
        Id of the marker of the nearest patch.
    row, col : int
        Position of the nearest patch, in image pixels.
    size : int
        Patches of its cluster, or kernels that were reduced to its component; 0 if it comes from
        another encoder.
    auc, fisher : float or None, default=None
        How well its activation separates the markers of its class from the others, after any
        inversion: the area under the ROC curve, and Fisher's ratio. None if it mixes the classes,
        or if all markers are of its class.
    sources : tuple of MarkerShare, default=()
        The markers whose patches it comes from, the largest share first; their shares sum to 1.
        Empty if it comes from another encoder, or was read from a build of an older version.
    """

    identity: KernelIdentity
    class_id: int | None
    image: str
    marker: int
    row: int
    col: int
    size: int
    deleted: bool
    inverted: bool
    auc: float | None = field(default=None, compare=False)
    fisher: float | None = field(default=None, compare=False)
    sources: Annotated[tuple[MarkerShare, ...], Field(exclude_if=lambda given: not given)] = ()

    @property
    def is_frozen(self) -> bool:
        """Whether it comes from another encoder, and from no marker."""
        return self.identity.kind == "frozen"

    @property
    def markers(self) -> tuple[MarkerShare, ...]:
        """The `sources`; if they are not known, the marker of the nearest patch."""
        if self.is_frozen:
            return ()
        nearest = MarkerShare(image=self.image, marker=self.marker, share=1.0)
        return self.sources or (nearest,)


@dataclass(frozen=True)
class LearnedBlock:
    """The kernels of one block, deleted ones included.

    Attributes
    ----------
    kernels : tuple of LearnedKernel
        All estimated kernels; those not deleted are the block's channels, in order.
    weights : Tensor of shape (n_kernels, n_features)
        For normalised patches, before any inversion.
    normalisation : Normalisation
        The identity in a block of another encoder, whose kernels have theirs folded in.
    unmatched_edits : tuple of KernelEdit
        Edits that match no kernel.
    changed_edits : tuple of ChangedEdit
        Edits that were applied to a kernel unlike the recorded one.
    bias : Tensor of shape (n_kernels,) or None, default=None
        Of the kernels of another encoder, before any inversion; None if they are learned.
    """

    kernels: tuple[LearnedKernel, ...]
    weights: Tensor
    normalisation: Normalisation
    unmatched_edits: tuple[KernelEdit, ...]
    changed_edits: tuple[ChangedEdit, ...]
    bias: Tensor | None = None

    @property
    def is_frozen(self) -> bool:
        """Whether the block comes from another encoder."""
        return self.bias is not None

    @property
    def kept(self) -> tuple[LearnedKernel, ...]:
        """The kernels that were not deleted: the channels of the block, in order."""
        return tuple(kernel for kernel in self.kernels if not kernel.deleted)

    @property
    def classes(self) -> list[int | None]:
        """The class of each channel."""
        return [kernel.class_id for kernel in self.kept]


@dataclass(frozen=True)
class LearnedEncoder:
    """An encoder with the provenance of each kernel.

    Attributes
    ----------
    encoder : Encoder
        On the CPU, in evaluation mode.
    unmatched_edits : tuple of KernelEdit
        Edits that match no kernel, including those of blocks that the architecture lacks.
    """

    architecture: Architecture
    encoder: Encoder
    blocks: tuple[LearnedBlock, ...]
    fingerprint: str
    unmatched_edits: tuple[KernelEdit, ...]

    @cached_property
    def block_fingerprints(self) -> tuple[str, ...]:
        """For each block, a digest of all that its maps depend on besides the image."""
        return block_fingerprints(self.architecture, self.encoder.state_dict())


def build_block(
    learned: LearnedBlock, block: Block, channels: int, rows: Sequence[int] | None = None
) -> FlimBlock:
    """Make a block's module, folding the normalisation into the weights.

    Parameters
    ----------
    learned : LearnedBlock
        Its tensors, and the module's, are on the CPU.
    block : Block
        Its specification.
    channels : int
        Channels of the block's input.
    rows : sequence of int or None, default=None
        Indices of learned kernels, from 0; None uses those that were not deleted.
    """
    if rows is None:
        rows = [row for row, kernel in enumerate(learned.kernels) if not kernel.deleted]
    sign = torch.tensor([-1.0 if learned.kernels[row].inverted else 1.0 for row in rows])
    weights = learned.weights[list(rows)] * sign[:, None]
    folded, bias = learned.normalisation.fold(weights)
    if learned.bias is not None:
        bias = bias + learned.bias[list(rows)] * sign
    with torch.device("meta"):  # skips random initialisation
        module = FlimBlock(channels, len(rows), block.model_dump(mode="json"))
    side = block.kernel_size
    kernels = folded.reshape(-1, side, side, channels).permute(0, 3, 1, 2)
    module.load_state_dict({"conv.weight": kernels, "conv.bias": bias}, assign=True)
    return module


def all_maps(
    learned: LearnedEncoder, number: int, inputs: Tensor, rows: Sequence[int] | None = None
) -> Tensor:
    """Return the activation maps of a block's learned kernels, deleted ones included.

    Parameters
    ----------
    learned : LearnedEncoder
    number : int
        The block, from 1.
    inputs : Tensor of shape (1, C, H, W)
        The activation maps of the block before; for block 1, the image after the colour
        conversion. On the CPU.
    rows : sequence of int or None, default=None
        Indices of the block's learned kernels, from 0; None is all.

    Returns
    -------
    Tensor of shape (1, kernels, h, w)
        Maps of kernels that were not deleted equal the encoder's channels up to rounding.
    """
    learned_block = learned.blocks[number - 1]
    block = learned.architecture.blocks[number - 1]
    rows = range(len(learned_block.kernels)) if rows is None else rows
    with torch.inference_mode(), full_precision():
        maps: Tensor = build_block(learned_block, block, inputs.shape[1], rows)(inputs)
    return maps
