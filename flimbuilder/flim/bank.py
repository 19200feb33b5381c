"""The kernel bank of one block, before it is folded: weights, and where each came from."""

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
ZERO = 1e-5  # of the length that a patch of unit deviation has


@dataclass(frozen=True)
class KernelBank:
    """Kernels for normalised patches, one row each.

    Attributes
    ----------
    weights : Tensor of shape (n_kernels, n_features)
    class_id : ndarray of shape (n_kernels,)
        -1 for kernels that mix the classes.
    marker_index : ndarray of shape (n_kernels,)
        The marker that a cluster is of; -1 for components.
    number : ndarray of shape (n_kernels,)
        Of the cluster in its marker, or of the component in its class.
    nearest : ndarray of shape (n_kernels,)
        Row of the nearest patch.
    size : ndarray of shape (n_kernels,)
        How many patches or kernels it stands for.
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
        """Return the bank of some rows, in the order given."""
        if rows.dtype == np.bool_:
            rows = np.flatnonzero(rows)
        chosen = torch.from_numpy(rows).to(self.weights.device)
        arrays = [getattr(self, field.name)[rows] for field in fields(self)[1:]]
        return KernelBank(self.weights[chosen], *arrays)

    def with_unit_norm(self) -> "KernelBank":
        """Return the bank with each kernel scaled to length one."""
        return replace(self, weights=self.weights / self.weights.norm(dim=1, keepdim=True))

    def identities(self, marked: MarkedPixels, image_ids: Sequence[str]) -> list[KernelIdentity]:
        """Return what an edit of each kernel refers to."""
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
    """Leave out kernels with nothing but rounding in them.

    A marker whose patches are all alike has its only centre at the mean: the zero kernel, that
    answers nothing and cannot be scaled to length one.
    """
    limit = ZERO * bank.weights.shape[1] ** 0.5
    return bank.take((bank.weights.norm(dim=1) > limit).cpu().numpy())
