"""The kernel bank of one block: weights for normalised patches, and their provenance."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.training import MarkedPixels
from flimbuilder.project.project import (
    ClusterIdentity,
    ComponentIdentity,
    FrozenIdentity,
    KernelIdentity,
    MarkerShare,
)

__all__ = ["NO_CLASS", "NO_MARKER", "KernelBank", "drop_zero_kernels"]

IntArray = NDArray[np.int64]

NO_CLASS = -1
NO_MARKER = -1
LEAST_SHARE = 1e-6  # of a marker in a kernel; smaller ones are rounding
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
    shares : ndarray of shape (n_kernels, n_markers) or None, default=None
        Share of each marker in each kernel; None if each is of its marker alone.
    bias : Tensor of shape (n_kernels,) or None, default=None
        Of kernels that come from another encoder, and from no marker; None if they are learned.
    """

    weights: Tensor
    class_id: IntArray
    marker_index: IntArray
    number: IntArray
    nearest: IntArray
    size: IntArray
    shares: NDArray[np.float64] | None = None
    bias: Tensor | None = None

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        arrays = (getattr(self, field.name) for field in fields(self))
        return sum(int(array.nbytes) for array in arrays if array is not None)

    def take(self, rows: IntArray | NDArray[np.bool_]) -> "KernelBank":
        """Return a bank of the given rows, in their order."""
        if rows.dtype == np.bool_:
            rows = np.flatnonzero(rows)
        chosen = torch.from_numpy(rows).to(self.weights.device)
        arrays = [getattr(self, field.name) for field in fields(self)[1:]]
        taken: list[Any] = [None if array is None else array[rows] for array in arrays]
        return KernelBank(self.weights[chosen], *taken)

    def with_unit_norm(self) -> "KernelBank":
        """Return a bank with each kernel scaled to length one."""
        return replace(self, weights=self.weights / self.weights.norm(dim=1, keepdim=True))

    def identities(self, marked: MarkedPixels, image_ids: Sequence[str]) -> list[KernelIdentity]:
        """Return the identity by which edits refer to each kernel."""
        if self.bias is not None:
            return [FrozenIdentity(kernel=number) for number in self.number.tolist()]
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

    def sources(
        self, marked: MarkedPixels, image_ids: Sequence[str]
    ) -> list[tuple[MarkerShare, ...]]:
        """Return the markers of each kernel, the largest share first."""
        if self.bias is not None:
            return [()] * len(self)

        def share(marker_index: int, part: float) -> MarkerShare:
            return MarkerShare(
                image=image_ids[marked.marker_image[marker_index]],
                marker=int(marked.marker_id[marker_index]),
                share=part,
            )

        if self.shares is None:
            return [(share(marker_index, 1.0),) for marker_index in self.marker_index.tolist()]
        sources = []
        for row in self.shares:
            order = np.argsort(-row, kind="stable")
            order = order[row[order] > LEAST_SHARE]
            parts = row[order] / row[order].sum()
            sources.append(
                tuple(share(*pair) for pair in zip(order.tolist(), parts.tolist(), strict=True))
            )
        return sources


def drop_zero_kernels(bank: KernelBank) -> KernelBank:
    """Remove kernels that are zero up to rounding.

    The only centre of a marker whose patches are all alike can lie at the mean: a zero kernel,
    which has no response and cannot be scaled to length one.
    """
    limit = ZERO * bank.weights.shape[1] ** 0.5
    return bank.take((bank.weights.norm(dim=1) > limit).cpu().numpy())
