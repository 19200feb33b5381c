"""The kernels of the report: where they come from, what they like, how they weigh."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.flim.learned import LearnedBlock, LearnedKernel
from flimbuilder.imaging.pictures import signed_picture
from flimbuilder.model.model import Model
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import Build
from flimbuilder.workflow.report_parts.pictures import PagePictures
from flimbuilder.workflow.report_parts.results import ResultsReport, patch_side

__all__ = ["describe_kernels", "fixed_weights"]

MOST_CARDS = 32  # of a block
MOST_SOURCES = 3


def fixed_weights(model: Model) -> Mapping[int, NDArray[np.floating[Any]]] | None:
    """Return the decoder's weights by block, (object classes, kernels); None if they vary."""
    decoder = model.decoder()
    if not all(part.has_fixed_weights for part in decoder.decoders):
        return None
    maps = [torch.ones(1, count, 1, 1) for count in model.document.kernel_counts]
    return model.kernel_weights(maps)


def describe_kernels(
    project: Project, built: Build, results: ResultsReport, pictures: PagePictures
) -> list[dict[str, Any]]:
    """Return what the template shows of each block's kernels."""
    names = {entry.id: entry.name for entry in project.images}
    weights = fixed_weights(built.model)
    largest = max(
        (float(np.abs(of_block).max()) for of_block in (weights or {}).values() if of_block.size),
        default=0.0,
    )
    return [
        {
            "number": number,
            "field": built.model.document.blocks[number - 1].receptive_field,
            "deleted": len(block.kernels) - len(block.kept),
            "rows": list(_rows(project, block, names, (weights or {}).get(number), largest)),
            "cards": list(_cards(number, block, built, results, pictures, names)),
            "left_out": max(0, len(block.kept) - MOST_CARDS),
        }
        for number, block in enumerate(built.learned.blocks, start=1)
    ]


def _numbered(block: LearnedBlock) -> Iterator[tuple[int, int, LearnedKernel]]:
    """Yield number, channel and kernel of the kernels that were not deleted."""
    numbers = [row for row, kernel in enumerate(block.kernels, 1) if not kernel.deleted]
    for channel, (number, kernel) in enumerate(zip(numbers, block.kept, strict=True)):
        yield number, channel, kernel


def _rows(
    project: Project,
    block: LearnedBlock,
    names: Mapping[str, str],
    weights: NDArray[np.floating[Any]] | None,
    largest: float,
) -> Iterator[dict[str, Any]]:
    """Yield the table's rows."""
    classes = {entry.id: entry for entry in project.classes}
    for number, channel, kernel in _numbered(block):
        entry = None if kernel.class_id is None else classes.get(kernel.class_id)
        values = [] if weights is None else [float(row[channel]) for row in weights]
        yield {
            "number": number,
            "class_name": "mixed" if entry is None else entry.name,
            "colour": "#888888" if entry is None else entry.colour,
            "sources": _sources(kernel, names),
            "size": kernel.size,
            "inverted": kernel.inverted,
            "auc": kernel.auc,
            "fisher": kernel.fisher,
            "weights": [
                {"value": value, "share": value / largest if largest else 0.0} for value in values
            ],
        }


def _sources(kernel: LearnedKernel, names: Mapping[str, str]) -> list[str]:
    """Name the markers that a kernel comes from, with their shares."""
    if kernel.is_frozen:
        return ["another model"]
    shown = [
        f"{names.get(source.image, source.image)} #{source.marker}"
        + ("" if source.share > 0.999 else f" ({source.share:.0%})")
        for source in kernel.markers[:MOST_SOURCES]
    ]
    rest = len(kernel.markers) - len(shown)
    return [*shown, f"{rest} more"] if rest > 0 else shown


def _cards(
    number: int,
    block: LearnedBlock,
    built: Build,
    results: ResultsReport,
    pictures: PagePictures,
    names: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    """Yield the pictures of the kernels: the patch it comes from, and patches that it likes."""
    ranking = results.rankings[number - 1]
    side = patch_side(ranking.field)
    classes = {entry.id: entry for entry in built.model.document.classes}
    weights = _weight_pictures(number, block, built)
    for kernel_number, channel, kernel in list(_numbered(block))[:MOST_CARDS]:
        entry = None if kernel.class_id is None else classes.get(kernel.class_id)
        origin = results.patch((kernel.image, kernel.row, kernel.col), side)
        place = f"{names.get(kernel.image, kernel.image)}, row {kernel.row}, column {kernel.col}"
        liked = [
            (patch, results.patch((patch.image, patch.row, patch.col), side))
            for patch in ranking.of_channel(channel)
        ]
        shown = [
            pictures.sharp(
                picture,
                f"{names.get(patch.image, patch.image)}, row {patch.row}, column {patch.col}, "
                f"activation {patch.activation:.3g}",
            )
            for patch, picture in liked
            if picture is not None
        ]
        yield {
            "number": kernel_number,
            "class_name": "mixed" if entry is None else entry.name,
            "colour": "#888888" if entry is None else entry.colour,
            "place": f"marker {kernel.marker} of {place}",
            "weights": pictures.sharp(weights[kernel_number - 1], "weights") if weights else None,
            "origin": None if origin is None else pictures.sharp(origin, f"patch at {place}"),
            "liked": [picture for picture in shown if picture is not None],
        }


def _weight_pictures(
    number: int, block: LearnedBlock, built: Build
) -> Sequence[NDArray[np.uint8]] | None:
    """Draw the weights of block 1, the channels side by side; None for other blocks."""
    if number != 1:
        return None
    side = built.model.document.architecture.blocks[0].kernel_size
    weights = block.weights.reshape(len(block.kernels), side, side, -1).numpy()
    return [_weight_picture(of_kernel) for of_kernel in weights]


def _weight_picture(weights: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """Draw one kernel (side, side, channels), at most four channels, with white gaps."""
    scaled = weights / (np.abs(weights).max() or 1.0)
    channels = [signed_picture(scaled[..., at]) for at in range(min(scaled.shape[-1], 4))]
    gap = np.full((scaled.shape[0], 1, 3), 255, np.uint8)
    parts = [part for channel in channels for part in (channel, gap)][:-1]
    return np.concatenate(parts, axis=1)
