"""The expert's edits of kernels, re-applied to a freshly learned bank."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.project.project import KernelEdit, KernelIdentity

__all__ = ["SAME_KERNEL", "ChangedEdit", "EditedKernels", "match_edits"]

SAME_KERNEL = 0.95  # cosine from which a kernel is taken for the recorded one


@dataclass(frozen=True)
class ChangedEdit:
    """An edit whose kernel has its identity still, and other weights than those recorded.

    Attributes
    ----------
    edit : KernelEdit
    cosine : float
        Between the recorded weights and those of now, in [-1, 0.95).
    """

    edit: KernelEdit
    cosine: float


@dataclass(frozen=True)
class EditedKernels:
    """What the edits of one block do to its kernels.

    Attributes
    ----------
    deleted, inverted : ndarray of bool of shape (n_kernels,)
    unmatched : tuple of KernelEdit
        Edits whose kernel is not there any more.
    changed : tuple of ChangedEdit
        Edits that are done, and whose kernel should be looked at again.
    """

    deleted: NDArray[np.bool_]
    inverted: NDArray[np.bool_]
    unmatched: tuple[KernelEdit, ...]
    changed: tuple[ChangedEdit, ...]


def match_edits(
    edits: Sequence[KernelEdit], identities: Sequence[KernelIdentity], weights: Tensor
) -> EditedKernels:
    """Find the kernel that each edit is meant for.

    First by identity; where that is gone, the kernel that is most like the recorded weights, if
    their cosine is at least 0.95. A kernel that has the identity and a smaller cosine is edited
    all the same, and told as changed.

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
    unmatched, changed = [], []
    for edit in edits:
        cosine = _cosines(edit.weights, weights)
        row = row_of.get(edit.kernel)
        if row is None:
            row = _most_alike(cosine)
        elif cosine is not None and float(cosine[row]) < SAME_KERNEL:
            changed.append(ChangedEdit(edit, float(cosine[row])))
        if row is None:
            unmatched.append(edit)
        else:
            masks[edit.action][row] = True
    return EditedKernels(masks["delete"], masks["invert"], tuple(unmatched), tuple(changed))


def _cosines(recorded: tuple[float, ...], weights: Tensor) -> Tensor | None:
    """Return each kernel's cosine to the recorded weights; None where they cannot be compared."""
    if len(recorded) != weights.shape[1] or not len(weights):
        return None
    target = torch.tensor(recorded, dtype=weights.dtype, device=weights.device)
    return torch.nn.functional.cosine_similarity(weights, target[None], dim=1)


def _most_alike(cosine: Tensor | None) -> int | None:
    if cosine is None:
        return None
    row = int(cosine.argmax())
    return row if float(cosine[row]) >= SAME_KERNEL else None
