"""Exact counterfactuals: the saliency without a kernel, and without a marker.

Nothing is estimated. Without a kernel means that its activation is 0 everywhere, in the blocks
after it and in the decoder. Without a marker means that the encoder and the decoder are learned
again from the other markers, with all other settings as they are: the same bytes as a build of
the edited project.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import InputError, LearnError
from flimbuilder.explain.agreement import Agreement, MarkerKey
from flimbuilder.explain.judging import Judgement, mean_measures
from flimbuilder.explain.regions import Region, region_mask
from flimbuilder.flim.encode import run_encoder
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.edits import RemoveMarker, apply_edit
from flimbuilder.project.project import Project

__all__ = [
    "Counterfactual",
    "JudgeModel",
    "KernelCounterfactual",
    "Order",
    "Rebuild",
    "kernel_counterfactuals",
    "marker_counterfactuals",
    "order_suspects",
    "rank_counterfactuals",
    "saliency_in",
    "without_kernel",
    "without_marker",
]

Rebuild = Callable[[Project], Model]
"""Learn a project's model."""
JudgeModel = Callable[[Model], Judgement]
"""Judge a model on the images of a project."""
Order = Literal["region", "agreement", "measure"]


def without_kernel(model: Model, block: int, kernel: int) -> Model:
    """Return a model in which the activation of a kernel is 0 everywhere.

    The other kernels, the following blocks and the decoder's learned weights stay as they are.

    Parameters
    ----------
    model : Model
    block : int
        From 1.
    kernel : int
        Channel of the block, from 0.

    Raises
    ------
    InputError
        If the model has no such kernel.
    """
    _require_kernel(model, block, kernel)
    changed = model.on(model.device)  # a copy
    convolution = changed.encoder.blocks()[block - 1].conv
    with torch.no_grad():
        convolution.weight[kernel] = 0.0
        if convolution.bias is not None:
            convolution.bias[kernel] = 0.0
    return changed


def _require_kernel(model: Model, block: int, kernel: int) -> None:
    counts = model.document.kernel_counts
    if not 1 <= block <= len(counts) or not 0 <= kernel < counts[block - 1]:
        raise InputError(
            f"block {block}, kernel {kernel}: the model has blocks 1 to {len(counts)} with "
            f"{', '.join(map(str, counts))} kernels, numbered from 0"
        )


def without_marker(project: Project, image: str, marker: int, rebuild: Rebuild) -> Model:
    """Learn a project's model without one of its markers.

    Parameters
    ----------
    project : Project
    image : str
    marker : int
        Id of the marker.
    rebuild : callable

    Raises
    ------
    ProjectError
        If there is no such marker.
    LearnError
        If nothing can be learned without it.
    """
    return rebuild(apply_edit(project, RemoveMarker(image=image, marker=marker)))


def saliency_in(saliency: NDArray[np.float32], region: Region, row: int) -> float:
    """Return the mean saliency of a region.

    Parameters
    ----------
    saliency : ndarray of shape (object classes, H, W)
    region : tuple of int, or ndarray of bool of shape (H, W)
    row : int
        Index of the object class.
    """
    inside = region_mask(region, (saliency.shape[1], saliency.shape[2]))
    return float(saliency[row][inside].mean(dtype=np.float64))


@dataclass(frozen=True)
class KernelCounterfactual:
    """The saliency of a region without one kernel.

    Attributes
    ----------
    block : int
        From 1.
    kernel : int
        Channel, from 0.
    saliency : float
        Mean of the region without the kernel.
    change : float
        That, minus the mean with it.
    """

    block: int
    kernel: int
    saliency: float
    change: float


def kernel_counterfactuals(
    model: Model,
    maps: Sequence[Tensor],
    size: tuple[int, int],
    region: Region,
    class_id: int | None = None,
    *,
    kernels: Sequence[tuple[int, int]] | None = None,
    decoder_choice: DecoderChoice | None = None,
    on_progress: Progress = no_progress,
) -> Iterator[KernelCounterfactual]:
    """Yield the saliency of a region without each kernel.

    Parameters
    ----------
    model : Model
    maps : sequence of Tensor of shape (1, kernels, h, w)
        Activation maps of all blocks on the image, as :meth:`Model.encode` returns.
    size : tuple of int
        (height, width) of the image.
    region : tuple of int, or ndarray of bool of shape (H, W)
    class_id : int or None, default=None
        The object class; None is the one with the largest saliency in the region.
    kernels : sequence of tuple of int, or None, default=None
        Block, from 1, and channel, from 0, of the kernels to leave out, in this order; None is all
        of the decoded blocks and those before, the last block first.
    decoder_choice : DecoderChoice or None, default=None
        None uses the model's own.
    on_progress : callable, default does nothing
        Called with (stage, kernels done, all kernels); raises to stop.

    Raises
    ------
    InputError
        If there is no such class, kernel or decoder choice.
    """
    resolved = model.resolve(decoder_choice)
    last = max(resolved.blocks)
    saliency = model.decode(list(maps), size, resolved)
    row = _row_of(model, class_id, saliency, region)
    before = saliency_in(saliency, region, row)
    if kernels is None:
        counts = model.document.kernel_counts
        kernels = [
            (block, kernel) for block in range(last, 0, -1) for kernel in range(counts[block - 1])
        ]
    for done, (block, kernel) in enumerate(kernels):
        on_progress("leaving out kernels", done, len(kernels))
        _require_kernel(model, block, kernel)
        changed = maps[block - 1].clone()
        changed[:, kernel] = 0.0
        known = [*maps[: block - 1], changed]
        encoded = run_encoder(model.encoder, changed, last, known) if block < last else known
        after = saliency_in(model.decode(encoded, size, resolved), region, row)
        yield KernelCounterfactual(block, kernel, after, after - before)


@dataclass(frozen=True)
class Counterfactual:
    """What a model would be without one marker.

    Attributes
    ----------
    image : str
    marker : int
        The marker that is left out.
    class_id : int
        Its class.
    saliency : float or None
        Mean saliency of the region without the marker; None without a region.
    change : float or None
        That, minus the mean with the marker.
    sum_change : float or None
        The same change of the log-odds, for decoders that give probabilities; otherwise `change`.
    agreement : float
        Change of the agreement with the other markers; more than 0 if they agree better without
        it.
    support : float or None
        Agreement of the model without the marker with it, in [0, 1]: near 0 if the other markers
        contradict it. None if the marker has no visible pixel.
    measures : dict of str to float
        Changes of the mean measures over the images with a reference mask.
    fault : str or None
        Why nothing can be learned without the marker; the numbers are then None, 0 and empty.
    """

    image: str
    marker: int
    class_id: int
    saliency: float | None = None
    change: float | None = None
    sum_change: float | None = None
    agreement: float = 0.0
    support: float | None = None
    measures: dict[str, float] = field(default_factory=dict)
    fault: str | None = None

    @property
    def key(self) -> MarkerKey:
        """Image and marker id."""
        return self.image, self.marker


def marker_counterfactuals(
    project: Project,
    rebuild: Rebuild,
    judge_model: JudgeModel,
    before: Judgement,
    *,
    suspects: Sequence[MarkerKey],
    image: str | None = None,
    region: Region | None = None,
    class_id: int | None = None,
    on_progress: Progress = no_progress,
) -> Iterator[Counterfactual]:
    """Learn the model without each marker in turn, and yield how that changes the result.

    Parameters
    ----------
    project : Project
    rebuild : callable
        Learns a project.
    judge_model : callable
        Judges a model; with a region, it keeps the saliency of the region's image.
    before : Judgement
        Of the project's own model, by `judge_model`.
    suspects : sequence of MarkerKey
        Markers to leave out, in this order; see :func:`order_suspects`.
    image : str or None, default=None
        The region's image.
    region : tuple of int, or ndarray of bool of shape (H, W), or None, default=None
        Where to compare the saliency; None compares agreement and measures alone.
    class_id : int or None, default=None
        The object class; None is the one with the largest saliency in the region.
    on_progress : callable, default does nothing
        Called with (stage, markers done, all markers); raises to stop.

    Yields
    ------
    Counterfactual
        In the order of `suspects`; :func:`rank_counterfactuals` orders them by their effect.
    """
    classes = _marker_classes(project)
    for count, key in enumerate(suspects):
        on_progress("leaving out markers", count, len(suspects))
        found = Counterfactual(*key, classes[key])
        try:
            model = without_marker(project, *key, rebuild)
        except LearnError as error:
            yield replace(found, fault=str(error))
            continue
        after = judge_model(model)
        found = replace(
            found,
            agreement=agreement_change(before.agreement, after.agreement, {key}),
            support=after.agreement.of(*key),
            measures=measure_changes(before, after),
        )
        if image is not None and region is not None:
            row = _row_of(model, class_id, before.saliency[image], region)
            now = saliency_in(after.saliency[image], region, row)
            former = saliency_in(before.saliency[image], region, row)
            sums = [saliency_in(of.sums[image], region, row) for of in (before, after)]
            found = replace(found, saliency=now, change=now - former, sum_change=sums[1] - sums[0])
        yield found


def agreement_change(
    before: Agreement,
    after: Agreement,
    edited: set[MarkerKey],
    image: str | None = None,
) -> float:
    """Return the change of the mean agreement with all markers but the edited ones."""
    means = [of.mean(edited, image) for of in (before, after)]
    return 0.0 if None in means else float(means[1] or 0.0) - float(means[0] or 0.0)


def measure_changes(before: Judgement, after: Judgement) -> dict[str, float]:
    """Return the changes of the mean measures over the images with a reference mask."""
    former, now = mean_measures(before), mean_measures(after)
    return {name: now[name] - former[name] for name in former if name in now}


def order_suspects(
    project: Project, contributions: Sequence[tuple[MarkerKey, float]] = ()
) -> list[MarkerKey]:
    """Order the markers that a model is learned from, most likely culprits first.

    Parameters
    ----------
    project : Project
    contributions : sequence of (MarkerKey, float), default=()
        Contribution of each marker to the saliency in question; the largest come first, and the
        others in the order of the project.
    """
    size = {key: abs(value) for key, value in contributions}
    return sorted(_marker_classes(project), key=lambda key: -size.get(key, 0.0))


def rank_counterfactuals(
    found: Sequence[Counterfactual], order: Order = "region"
) -> list[Counterfactual]:
    """Order counterfactuals, the strongest first.

    Parameters
    ----------
    found : sequence of Counterfactual
    order : {"region", "agreement", "measure"}, default="region"
        By the change in the region, by the change of agreement with the other markers, or by the
        change of Dice.
    """
    return sorted(found, key=lambda item: -_strength(item, order))


def _strength(found: Counterfactual, order: Order) -> float:
    if found.fault is not None:
        return -np.inf
    if order == "measure":
        return found.measures.get("dice", 0.0)
    if order == "agreement" or found.change is None:
        return found.agreement
    return abs(found.change)


def _marker_classes(project: Project) -> dict[MarkerKey, int]:
    """Return the class of every marker that teaches the encoder, in the order of the project."""
    return {
        (entry.id, marker.id): marker.class_id
        for entry in project.images
        if entry.role == "train"
        for marker in project.markers_of(entry.id).markers
        if marker.class_id is not None
    }


def _row_of(
    model: Model, class_id: int | None, saliency: NDArray[np.float32], region: Region
) -> int:
    """Return the index of a class, or of that with the largest saliency in a region."""
    classes = list(model.document.object_classes)
    if class_id is None:
        means = [saliency_in(saliency, region, row) for row in range(len(classes))]
        return int(np.argmax(means))
    if class_id not in classes:
        raise InputError(f"class {class_id}: not an object class; choose from {classes}")
    return classes.index(class_id)
