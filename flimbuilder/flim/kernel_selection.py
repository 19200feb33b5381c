"""Measure how well kernels separate their class at the markers, and select kernels by it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.bank import NO_CLASS, KernelBank
from flimbuilder.flim.device import one_thread
from flimbuilder.flim.reduce import reduce_bank, share_kernels
from flimbuilder.project.architecture import Block
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.rasterise import evenly_spaced

__all__ = [
    "MarkerSample",
    "Separation",
    "drop_misleading",
    "measure_separation",
    "reduce_and_select",
    "select_jointly",
    "shrinkage",
    "weigh_sides",
]

IntArray = NDArray[np.int64]

PIXELS_PER_MARKER = 100
MOST_PIXELS = 10_000  # of all markers together; each has at least one
CANDIDATES = 1.5  # relative to the requested number
CHANCE = 0.5  # AUC of a kernel that responds equally to all classes
LARGEST = 1e6  # Fisher ratio; more if the activations of a class do not vary
CHUNK = 64  # kernels at a time
LEAKY_SLOPE = 0.01
LEAST_VARIANCE = 1e-9  # share of a kernel's variance that the selected ones leave


@dataclass(frozen=True)
class Separation:
    """How well each kernel's activation separates the markers of its class from the others.

    Attributes
    ----------
    auc, inverted_auc : ndarray of shape (n_kernels,)
        Area under the ROC curve: the probability that a pixel of the class has a larger
        activation than one of another class. Below .5 the kernel responds less to its class than
        to the others. ``inverted`` are the values of kernels of the opposite sign.
    fisher, inverted_fisher : ndarray of shape (n_kernels,)
        Squared difference of the means of both sides over the mean of their variances, at most
        1e6.

    Notes
    -----
    All markers of a side have equal weight, whatever their size. NaN if the kernel mixes
    classes, or if all markers are of its class.
    """

    auc: NDArray[np.float64]
    fisher: NDArray[np.float64]
    inverted_auc: NDArray[np.float64]
    inverted_fisher: NDArray[np.float64]

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return 4 * self.auc.nbytes

    def of(self, row: int, *, inverted: bool) -> tuple[float | None, float | None]:
        """Return AUC and Fisher ratio of a kernel, or of the inverted kernel; None if unknown."""
        auc, fisher = (
            (self.inverted_auc[row], self.inverted_fisher[row])
            if inverted
            else (self.auc[row], self.fisher[row])
        )
        return (None, None) if math.isnan(auc) else (float(auc), float(fisher))


@dataclass(frozen=True)
class MarkerSample:
    """Normalised patches of a block at marked pixels, evenly spaced over each marker.

    Attributes
    ----------
    patches : Tensor of shape (n_pixels, n_features)
    class_id, marker_index : ndarray of shape (n_pixels,)
        Class and index of each pixel's marker.
    activation : {"relu", "leaky", "none"}
        The activation function of the block.
    """

    patches: Tensor
    class_id: IntArray
    marker_index: IntArray
    activation: str

    @classmethod
    def draw(
        cls, patches: Tensor, patch_class: IntArray, marker_index: IntArray, activation: str
    ) -> "MarkerSample":
        """Draw at most 100 pixels of each marker that is used for kernels.

        Parameters
        ----------
        patches : Tensor of shape (n_patches, n_features)
            Normalised.
        patch_class : ndarray of shape (n_patches,)
            Class of each patch's marker; -1 if the marker is not used for kernels.
        marker_index : ndarray of shape (n_patches,)
            Index of each patch's marker.
        activation : {"relu", "leaky", "none"}
        """
        used = np.flatnonzero(patch_class != NO_CLASS)
        n_markers = len(np.unique(marker_index[used]))
        most = min(PIXELS_PER_MARKER, max(1, MOST_PIXELS // max(n_markers, 1)))
        rows = used[evenly_spaced(marker_index[used], most)]
        chosen = patches.index_select(0, torch.from_numpy(rows).to(patches.device))
        return cls(chosen, patch_class[rows], marker_index[rows], activation)

    def activations(self, weights: Tensor) -> Tensor:
        """Return the activations (n_pixels, n_kernels) of kernels, before any pooling."""
        return self.activate(self.responses(weights))

    def responses(self, weights: Tensor) -> Tensor:
        """Return the activations (n_pixels, n_kernels) before the activation function."""
        return (self.patches @ weights.T).cpu().double()

    def activate(self, responses: Tensor) -> Tensor:
        """Apply the activation function of the block."""
        if self.activation == "none":
            return responses
        slope = LEAKY_SLOPE if self.activation == "leaky" else 0.0
        return torch.where(responses < 0, slope * responses, responses)

    def sides(self, class_id: int) -> tuple[Tensor, Tensor]:
        """Return each pixel's weight for a class, and for the others; see `weigh_sides`."""
        return weigh_sides(self.class_id, self.marker_index, class_id)


def weigh_sides(
    pixel_class: IntArray, marker_index: IntArray, class_id: int
) -> tuple[Tensor, Tensor]:
    """Return each marked pixel's weight for a class, and for the others.

    The weights of each side sum to 1, and its markers have equal shares of them.

    Parameters
    ----------
    pixel_class, marker_index : ndarray of shape (n_pixels,)
        Class and index of each pixel's marker.
    class_id : int
    """
    markers, position, counts = np.unique(marker_index, return_inverse=True, return_counts=True)
    of_class = np.zeros(len(markers), dtype=bool)
    of_class[position] = pixel_class == class_id
    weights = [
        torch.from_numpy(np.where(side, 1 / (max(side.sum(), 1) * counts), 0.0)[position])
        for side in (of_class, ~of_class)
    ]
    return weights[0], weights[1]


def measure_separation(bank: KernelBank, sample: MarkerSample) -> Separation:
    """Measure how well each kernel, and the inverted one, separates its class at the markers."""
    separation = Separation(*np.full((4, len(bank)), math.nan))
    with one_thread():
        for rows, inside, outside in _chunks(bank, sample):
            responses = sample.responses(bank.take(rows).weights)
            values, inverted = sample.activate(responses), sample.activate(-responses)
            separation.auc[rows] = _auc(values, inside, outside).numpy()
            separation.fisher[rows] = _fisher(values, inside, outside).numpy()
            separation.inverted_auc[rows] = _auc(inverted, inside, outside).numpy()
            separation.inverted_fisher[rows] = _fisher(inverted, inside, outside).numpy()
    return separation


def _chunks(bank: KernelBank, sample: MarkerSample) -> Iterator[tuple[IntArray, Tensor, Tensor]]:
    """Yield rows of kernels of one class, and its sides; skip a class that has all markers."""
    for class_id in np.unique(bank.class_id[bank.class_id != NO_CLASS]):
        inside, outside = sample.sides(int(class_id))
        if inside.any() and outside.any():
            own = np.flatnonzero(bank.class_id == class_id)
            for start in range(0, len(own), CHUNK):
                yield own[start : start + CHUNK], inside, outside


def _auc(values: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
    """Return the weighted area under the ROC curve of each column; ties count one half."""
    ordered, order = values.T.contiguous().sort(dim=1)
    below = F.pad(outside[order].cumsum(dim=1), (1, 0))
    # Each value's run of equal values: the last start before it, and the first end after it.
    starts = F.pad(ordered[:, 1:] != ordered[:, :-1], (1, 0), value=True)
    ends = F.pad(ordered[:, 1:] != ordered[:, :-1], (0, 1), value=True)
    position = torch.arange(len(values))
    first = torch.where(starts, position, 0).cummax(dim=1).values
    last = torch.where(ends, position, len(values)).flip(1).cummin(dim=1).values.flip(1)
    beaten = (below.gather(1, first) + below.gather(1, last + 1)) / 2
    return (inside[order] * beaten).sum(dim=1).clamp(0, 1)


def _fisher(values: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
    distance, residuals = _centred(values, inside, outside)
    variance = (inside + outside) / 2 @ residuals.square()
    ratio = distance.square() / variance
    return torch.where(distance == 0, 0.0, ratio.clamp(max=LARGEST))


def _centred(values: Tensor, inside: Tensor, outside: Tensor) -> tuple[Tensor, Tensor]:
    """Return the distance of the sides' means, and the values less the mean of their side."""
    means = inside @ values, outside @ values
    return means[0] - means[1], values - torch.where(inside[:, None] > 0, *means)


def reduce_and_select(
    bank: KernelBank,
    patches: Tensor,
    patch_class: IntArray,
    block: Block,
    seed: int,
    sample: MarkerSample,
    selection: str,
    restarts: int = 1,
    class_shares: Sequence[ClassShare] = (),
) -> KernelBank:
    """Reduce a block's kernels to the requested number, and select among them if asked.

    Parameters
    ----------
    bank, patches, patch_class, block, seed
        As in :func:`~flimbuilder.flim.reduce.reduce_bank`.
    sample : MarkerSample
    selection : {"none", "fisher", "auc"}
        See :class:`~flimbuilder.project.architecture.Architecture`.
    restarts, class_shares
        As in :func:`~flimbuilder.flim.reduce.reduce_bank`.
    """
    wanted, selects = block.kernels, block.reduction in ("kmeans", "pca")
    if wanted is None or len(bank) <= wanted or not selects:
        selection = "none"
    if selection == "auc":
        bank = drop_misleading(bank, sample)
    if selection != "fisher" or wanted is None:
        return reduce_bank(bank, patches, patch_class, block, seed, restarts, class_shares)
    classes, counts = np.unique(bank.class_id, return_counts=True)
    shares = share_kernels(classes, counts, wanted, class_shares)
    wider = block.with_(kernels=math.ceil(CANDIDATES * wanted))
    candidates = reduce_bank(bank, patches, patch_class, wider, seed, restarts, class_shares)
    return select_jointly(
        candidates, sample, dict(zip(classes.tolist(), shares.tolist(), strict=True))
    )


def drop_misleading(bank: KernelBank, sample: MarkerSample) -> KernelBank:
    """Drop kernels with an AUC below .5 at the markers, but keep the best of each class.

    Such a kernel responds more to the markers of other classes.
    """
    auc = np.ones(len(bank))
    with one_thread():
        for rows, inside, outside in _chunks(bank, sample):
            values = sample.activations(bank.take(rows).weights)
            auc[rows] = _auc(values, inside, outside).numpy()
    keep = auc >= CHANCE
    for class_id in np.unique(bank.class_id[~keep]):
        own = np.flatnonzero(bank.class_id == class_id)
        if not keep[own].any():
            keep[own[np.argmax(auc[own])]] = True
    return bank.take(keep)


def select_jointly(bank: KernelBank, sample: MarkerSample, shares: dict[int, int]) -> KernelBank:
    """Select the kernels of each class that together separate it best at the markers.

    Kernels are added one at a time. Each adds the most to the Fisher ratio of the selected ones,
    ``d' S^-1 d``, where ``d`` are the distances of the sides' mean activations, and ``S`` is
    their pooled covariance, shrunk by the rule of Ledoit and Wolf (see :func:`shrinkage`). So a
    copy of a selected kernel adds nothing, however well it separates alone.

    Parameters
    ----------
    bank : KernelBank
        The candidates.
    sample : MarkerSample
    shares : dict of int to int
        The number of kernels to select of each class.

    Returns
    -------
    KernelBank
        In the order of `bank`. A class with no more kernels than its share keeps all of them; if
        all markers are of one class, its first kernels are kept.
    """
    selected = []
    with one_thread():
        for class_id, share in shares.items():
            own = np.flatnonzero(bank.class_id == class_id)
            if len(own) > share:
                values = sample.activations(bank.take(own).weights)
                own = own[_select(values, *sample.sides(class_id), share)]
            selected.append(own)
    return bank.take(np.sort(np.concatenate(selected)))


def _select(values: Tensor, inside: Tensor, outside: Tensor, count: int) -> IntArray:
    """Return the columns that together separate the sides best, by forward selection.

    `left` is the part of each column's distance that the selected columns do not explain, and
    `variance` that part of its variance. The Cholesky factor of the covariance grows by one column
    at each step, so that a step costs one product.
    """
    if not inside.any() or not outside.any():
        return np.arange(count)
    left, residuals = _centred(values, inside, outside)
    weights = (inside + outside) / 2
    deviation = (weights @ residuals.square()).sqrt()
    deviation = deviation + 1e-6 * values.abs().amax(dim=0).clamp(min=1e-12)
    left, residuals = left / deviation, residuals / deviation
    covariance = residuals.T @ (weights[:, None] * residuals)
    share = shrinkage(residuals, weights)
    target = covariance.diagonal().mean()
    covariance = (1 - share) * covariance
    covariance.diagonal().add_(share * target)
    variance = covariance.diagonal().clone()
    factor = covariance.new_zeros(len(left), count)
    free = torch.ones(len(left), dtype=torch.bool)
    for step in range(count):
        varies = variance > LEAST_VARIANCE
        gain = torch.where(varies, left.square() / variance.clamp(min=LEAST_VARIANCE), 0.0)
        best = int(torch.where(free, gain, -1.0).argmax())
        free[best] = False
        if not varies[best]:
            continue
        column = covariance[:, best] - factor @ factor[best]
        column = column / variance[best].sqrt()
        left = left - column * (left[best] / variance[best].sqrt())
        variance = variance - column.square()
        factor[:, step] = column
    return np.flatnonzero(~free.numpy())


def shrinkage(residuals: Tensor, weights: Tensor) -> float:
    """Return the weight of the scaled identity in the estimate of a covariance.

    Parameters
    ----------
    residuals : Tensor of shape (n_samples, n_features)
        Relative to their mean.
    weights : Tensor of shape (n_samples,)
        Sum to 1.

    Notes
    -----
    Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices",
    Journal of Multivariate Analysis 88 (2004), with weighted samples.
    """
    n_features = residuals.shape[1]
    covariance = residuals.T @ (weights[:, None] * residuals)
    energy = covariance.square().sum()
    spread = energy / n_features - covariance.diagonal().mean().square()
    noise = (weights.square() @ residuals.square().sum(dim=1).square()) - (
        weights.square().sum() * energy
    )
    if spread <= 0:
        return 0.0
    return float((noise / n_features / spread).clamp(0, 1))
