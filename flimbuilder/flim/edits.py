"""Apply the expert's kernel edits to a newly learned bank."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.project.project import KernelEdit, KernelIdentity

__all__ = ["SAME_KERNEL", "ChangedEdit", "EditedKernels", "match_edits"]

SAME_KERNEL = 0.95  # cosine from which a kernel counts as the recorded one


@dataclass(frozen=True)
class ChangedEdit:
    """An edit that found its kernel by identity, but with weights unlike those recorded.

    Attributes
    ----------
    edit : KernelEdit
    cosine : float
        Of the recorded and the current weights, in [-1, 0.95).
    """

    edit: KernelEdit
    cosine: float


@dataclass(frozen=True)
class EditedKernels:
    """The effect of edits on the kernels of one block; masks have shape (n_kernels,)."""

    deleted: NDArray[np.bool_]
    inverted: NDArray[np.bool_]
    unmatched: tuple[KernelEdit, ...]
    changed: tuple[ChangedEdit, ...]


def match_edits(
    edits: Sequence[KernelEdit], identities: Sequence[KernelIdentity], weights: Tensor
) -> EditedKernels:
    """Find the kernel of each edit.

    An edit matches the kernel of its identity. If there is none, it matches the kernel most
    similar to the recorded weights, if their cosine is at least 0.95; otherwise the edit is
    unmatched. A kernel matched by identity with a smaller cosine is edited too, and the edit
    reported as changed.

    Parameters
    ----------
    edits : sequence of KernelEdit
        Edits of this block.
    identities : sequence of KernelIdentity
        Identities of the bank's kernels.
    weights : Tensor of shape (n_kernels, n_features)
        The bank's kernels, for normalised patches.
    """
    row_of = {identity: row for row, identity in enumerate(identities)}
    masks = {action: np.zeros(len(identities), dtype=bool) for action in ("delete", "invert")}
    unmatched, changed = [], []
    for edit in edits:
        cosine = _cosines(edit.weights, weights)
        row = row_of.get(edit.kernel)
        if row is None:
            row = _most_similar(cosine)
        elif cosine is not None and float(cosine[row]) < SAME_KERNEL:
            changed.append(ChangedEdit(edit, float(cosine[row])))
        if row is None:
            unmatched.append(edit)
        else:
            masks[edit.action][row] = True
    return EditedKernels(masks["delete"], masks["invert"], tuple(unmatched), tuple(changed))


def _cosines(recorded: tuple[float, ...], weights: Tensor) -> Tensor | None:
    """Return each kernel's cosine to the recorded weights; None if the sizes differ."""
    if len(recorded) != weights.shape[1] or not len(weights):
        return None
    target = torch.tensor(recorded, dtype=weights.dtype, device=weights.device)
    return torch.nn.functional.cosine_similarity(weights, target[None], dim=1)


def _most_similar(cosine: Tensor | None) -> int | None:
    if cosine is None:
        return None
    row = int(cosine.argmax())
    return row if float(cosine[row]) >= SAME_KERNEL else None
