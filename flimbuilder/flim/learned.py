"""What the learner gives back: an encoder, and the story of each of its kernels."""

from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from flimbuilder.flim.edits import ChangedEdit
from flimbuilder.flim.fingerprint import block_fingerprints
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.patches import Normalisation
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.project import KernelEdit, KernelIdentity

__all__ = ["LearnedBlock", "LearnedEncoder", "LearnedKernel"]


@dataclass(frozen=True)
class LearnedKernel:
    """Where one kernel came from.

    Attributes
    ----------
    identity : ClusterIdentity or ComponentIdentity
        What an edit of it refers to.
    class_id : int or None
        None where a reduction mixed the classes.
    image : str
        Id of the image of the nearest patch.
    marker : int
        Id of the marker of the nearest patch.
    row, col : int
        Of the nearest patch, in image pixels.
    size : int
        Patches of its cluster, or kernels that its component is of.
    deleted, inverted : bool
        What the expert did to it.
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


@dataclass(frozen=True)
class LearnedBlock:
    """What was learned of one block, deleted kernels too.

    Attributes
    ----------
    kernels : tuple of LearnedKernel
        All that were estimated; those not deleted are the block's channels, in order.
    weights : Tensor of shape (n_kernels, n_features)
        As estimated, for normalised patches, before any inversion.
    normalisation : Normalisation
    unmatched_edits : tuple of KernelEdit
    changed_edits : tuple of ChangedEdit
        Edits that were applied, and whose kernel is not what it was.
    """

    kernels: tuple[LearnedKernel, ...]
    weights: Tensor
    normalisation: Normalisation
    unmatched_edits: tuple[KernelEdit, ...]
    changed_edits: tuple[ChangedEdit, ...]

    @property
    def kept(self) -> tuple[LearnedKernel, ...]:
        """The kernels that are channels of the block, in order."""
        return tuple(kernel for kernel in self.kernels if not kernel.deleted)

    @property
    def classes(self) -> list[int | None]:
        """The class of each channel."""
        return [kernel.class_id for kernel in self.kept]


@dataclass(frozen=True)
class LearnedEncoder:
    """An encoder with the story of each of its kernels.

    Attributes
    ----------
    architecture : Architecture
    encoder : Encoder
        On the CPU, in evaluation mode.
    blocks : tuple of LearnedBlock
    fingerprint : str
    unmatched_edits : tuple of KernelEdit
        Of all blocks, and those of blocks that the architecture does not have any more.
    """

    architecture: Architecture
    encoder: Encoder
    blocks: tuple[LearnedBlock, ...]
    fingerprint: str
    unmatched_edits: tuple[KernelEdit, ...]

    @cached_property
    def block_fingerprints(self) -> tuple[str, ...]:
        """A name for each block's activation maps: what they depend on besides the image."""
        return block_fingerprints(self.architecture, self.encoder.state_dict())
