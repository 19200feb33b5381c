"""The expert's edits of kernels, re-applied to a freshly learned bank."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.project.project import KernelEdit, KernelIdentity

__all__ = ["SAME_KERNEL", "EditedKernels", "match_edits"]

SAME_KERNEL = 0.95  # cosine from which a kernel is taken for the recorded one


@dataclass(frozen=True)
class EditedKernels:
    """What the edits of one block do to its kernels.

    Attributes
    ----------
    deleted, inverted : ndarray of bool of shape (n_kernels,)
    unmatched : tuple of KernelEdit
        Edits whose kernel is not there any more.
    """

    deleted: NDArray[np.bool_]
    inverted: NDArray[np.bool_]
    unmatched: tuple[KernelEdit, ...]


def match_edits(
    edits: Sequence[KernelEdit], identities: Sequence[KernelIdentity], weights: Tensor
) -> EditedKernels:
    """Find the kernel that each edit is meant for.

    First by identity; where that is gone, the kernel that is most like the recorded weights, if
    their cosine is at least 0.95.

    Parameters
    ----------
    edits : sequence of KernelEdit
        Of this block.
    identities : sequence of KernelIdentity
        Of the bank's kernels.
    weights : Tensor of shape (n_kernels, n_features)
        Of the bank, for normalised patches.

    Returns
    -------
    EditedKernels
    """
    row_of = {identity: row for row, identity in enumerate(identities)}
    masks = {action: np.zeros(len(identities), dtype=bool) for action in ("delete", "invert")}
    unmatched = []
    for edit in edits:
        row = row_of.get(edit.kernel)
        if row is None:
            row = _most_alike(edit.weights, weights)
        if row is None:
            unmatched.append(edit)
        else:
            masks[edit.action][row] = True
    return EditedKernels(masks["delete"], masks["invert"], tuple(unmatched))


def _most_alike(recorded: tuple[float, ...], weights: Tensor) -> int | None:
    if len(recorded) != weights.shape[1] or not len(weights):
        return None
    target = torch.tensor(recorded, dtype=weights.dtype, device=weights.device)
    cosine = torch.nn.functional.cosine_similarity(weights, target[None], dim=1)
    row = int(cosine.argmax())
    return row if float(cosine[row]) >= SAME_KERNEL else None
