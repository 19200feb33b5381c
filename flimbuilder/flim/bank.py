"""The kernel bank of one block: weights for normalised patches, and their provenance."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.training import MarkedPixels
from flimbuilder.project.project import ClusterIdentity, ComponentIdentity, KernelIdentity

__all__ = ["NO_CLASS", "NO_MARKER", "KernelBank", "drop_zero_kernels"]

IntArray = NDArray[np.int64]

NO_CLASS = -1
NO_MARKER = -1
ZERO = 1e-5  # relative to the length of a patch of unit deviation


@dataclass(frozen=True)
class KernelBank:
    """Kernels for normalised patches, one per row.

    Attributes
    ----------
    weights : Tensor of shape (n_kernels, n_features)
    class_id : ndarray of shape (n_kernels,)
        -1 for kernels that mix the classes.
    marker_index : ndarray of shape (n_kernels,)
        Index of the cluster's marker among all markers; -1 for components.
    number : ndarray of shape (n_kernels,)
        Number of the cluster in its marker, or of the component in its class.
    nearest : ndarray of shape (n_kernels,)
        Row of the nearest patch.
    size : ndarray of shape (n_kernels,)
        Patches of the cluster, or kernels that were reduced to the component.
    """

    weights: Tensor
    class_id: IntArray
    marker_index: IntArray
    number: IntArray
    nearest: IntArray
    size: IntArray

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(int(getattr(self, field.name).nbytes) for field in fields(self))

    def take(self, rows: IntArray | NDArray[np.bool_]) -> "KernelBank":
        """Return a bank of the given rows, in their order."""
        if rows.dtype == np.bool_:
            rows = np.flatnonzero(rows)
        chosen = torch.from_numpy(rows).to(self.weights.device)
        arrays = [getattr(self, field.name)[rows] for field in fields(self)[1:]]
        return KernelBank(self.weights[chosen], *arrays)

    def with_unit_norm(self) -> "KernelBank":
        """Return a bank with each kernel scaled to length one."""
        return replace(self, weights=self.weights / self.weights.norm(dim=1, keepdim=True))

    def identities(self, marked: MarkedPixels, image_ids: Sequence[str]) -> list[KernelIdentity]:
        """Return the identity by which edits refer to each kernel."""
        return [
            ComponentIdentity(class_id=None if class_id < 0 else int(class_id), component=number)
            if marker_index < 0
            else ClusterIdentity(
                image=image_ids[marked.marker_image[marker_index]],
                marker=int(marked.marker_id[marker_index]),
                cluster=number,
            )
            for class_id, marker_index, number in zip(
                self.class_id, self.marker_index, self.number.tolist(), strict=True
            )
        ]


def drop_zero_kernels(bank: KernelBank) -> KernelBank:
    """Remove kernels that are zero up to rounding.

    The only centre of a marker whose patches are all alike can lie at the mean: a zero kernel,
    which has no response and cannot be scaled to length one.
    """
    limit = ZERO * bank.weights.shape[1] ** 0.5
    return bank.take((bank.weights.norm(dim=1) > limit).cpu().numpy())
