"""Exact counterfactuals: the saliency without a kernel, and without a marker.

Nothing is estimated. Without a kernel means that its activation is 0 everywhere, in the blocks
after it and in the decoder. Without a marker means that the encoder and the decoder are learned
again from the other markers, with all other settings as they are: the same bytes as a build of
the edited project.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import LearnError
from flimbuilder.explain.counterfactuals.agreement import Agreement, MarkerKey
from flimbuilder.explain.counterfactuals.judging import Judgement, mean_measures
from flimbuilder.explain.counterfactuals.suspects import Counterfactual, marker_classes, speaks_for
from flimbuilder.explain.regions.region import Region, region_mask
from flimbuilder.flim.encode import run_encoder
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.edits import RemoveMarker, apply_edit
from flimbuilder.project.project import Project

__all__ = [
    "JudgeModel",
    "KernelCounterfactual",
    "Rebuild",
    "agreement_change",
    "class_row",
    "compare_without",
    "kernel_counterfactuals",
    "marker_counterfactuals",
    "measure_changes",
    "saliency_in",
    "without_kernel",
    "without_marker",
]

Rebuild = Callable[[Project], Model]
"""Learn a project's model."""
JudgeModel = Callable[[Model], Judgement]
"""Judge a model on the images of a project."""


def without_kernel(model: Model, block: int, channel: int) -> Model:
    """Return a model in which the activation of a kernel is 0 everywhere.

    The other kernels, the following blocks and the decoder's learned weights stay as they are.

    Parameters
    ----------
    model : Model
    block : int
        From 1.
    channel : int
        Of the block, from 0.

    Raises
    ------
    InputError
        If the model has no such kernel.
    """
    model.document.require_kernel(block, channel)
    changed = model.on(model.device)  # a copy
    convolution = changed.encoder.blocks()[block - 1].conv
    with torch.no_grad():
        convolution.weight[channel] = 0.0
        if convolution.bias is not None:
            convolution.bias[channel] = 0.0
    return changed


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
    channel : int
        Of the block, from 0.
    saliency : float
        Mean of the region without the kernel.
    change : float
        That, minus the mean with it.
    """

    block: int
    channel: int
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
    row = class_row(model, class_id, saliency, region)
    before = saliency_in(saliency, region, row)
    if kernels is None:
        counts = model.document.kernel_counts
        kernels = [
            (block, channel)
            for block in range(last, 0, -1)
            for channel in range(counts[block - 1])
        ]
    for done, (block, channel) in enumerate(kernels):
        on_progress("leaving out kernels", done, len(kernels))
        model.document.require_kernel(block, channel)
        changed = maps[block - 1].clone()
        changed[:, channel] = 0.0
        known = [*maps[: block - 1], changed]
        encoded = run_encoder(model.encoder, changed, last, known) if block < last else known
        after = saliency_in(model.decode(encoded, size, resolved), region, row)
        yield KernelCounterfactual(block, channel, after, after - before)


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
        Markers to leave out, in this order; see
        :func:`~flimbuilder.explain.counterfactuals.suspects.order_suspects`.
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
        In the order of `suspects`; see :func:`rank_counterfactuals` of
        :mod:`flimbuilder.explain.counterfactuals.suspects`.
    """
    classes = marker_classes(project)
    for count, key in enumerate(suspects):
        on_progress("leaving out markers", count, len(suspects))
        found = Counterfactual(*key, classes[key], own=before.agreement.of(*key))
        if len(classes) == 1:
            yield replace(found, fault="no other marker teaches the encoder")
            continue
        try:
            model = without_marker(project, *key, rebuild)
        except LearnError as error:
            yield replace(found, fault=str(error))
            continue
        after = judge_model(model)
        found = compare_without(project, before, after, [key])
        if image is not None and region is not None:
            row = class_row(model, class_id, before.saliency[image], region)
            now = saliency_in(after.saliency[image], region, row)
            former = saliency_in(before.saliency[image], region, row)
            sums = [saliency_in(of.sums[image], region, row) for of in (before, after)]
            object_class = model.document.object_classes[row]
            found = replace(
                found,
                saliency=now,
                change=now - former,
                sum_change=sums[1] - sums[0],
                speaks=speaks_for(classes[key], object_class, former),
            )
        yield found


def compare_without(
    project: Project, before: Judgement, after: Judgement, left_out: Sequence[MarkerKey]
) -> Counterfactual:
    """Compare the result without markers with that of a project.

    Parameters
    ----------
    project : Project
    before, after : Judgement
        Of the project's model, and of the model without the markers.
    left_out : sequence of MarkerKey
        At least one; the counterfactual is that of the first, without a region.
    """
    key = left_out[0]
    return Counterfactual(
        *key,
        marker_classes(project)[key],
        agreement=agreement_change(before.agreement, after.agreement, set(left_out)),
        own=before.agreement.of(*key),
        support=after.agreement.of(*key),
        measures=measure_changes(before, after),
    )


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


def class_row(
    model: Model, class_id: int | None, saliency: NDArray[np.float32], region: Region
) -> int:
    """Return the index of a class, or of that with the largest saliency in a region."""
    if class_id is None:
        means = [saliency_in(saliency, region, row) for row in range(len(saliency))]
        return int(np.argmax(means))
    return model.document.object_index(class_id)
