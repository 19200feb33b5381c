"""Tables of the report: images, markers, blocks and measures."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from flimbuilder.analysis.measures import MEASURES
from flimbuilder.model.pixels import is_marked
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.project import Project
from flimbuilder.project.rasterise import marker_pixels
from flimbuilder.workflow.build import Build
from flimbuilder.workflow.report_parts.results import ImageReport, ResultsReport

__all__ = [
    "MOST_ROWS",
    "ROLES",
    "describe_architecture",
    "describe_image",
    "describe_markers",
    "describe_measures",
]

REDUCTIONS = {"kmeans": "k-means", "pca": "PCA", "pca-global": "PCA of all classes"}
ACTIVATIONS = {"relu": "ReLU", "leaky": "leaky ReLU"}
ROLES = {"train": "training", "validation": "validation", "test": "test"}
MOST_ROWS = 400  # of the tables of images


def describe_image(project: Project, image: ImageReport) -> dict[str, Any]:
    """Return the row of an image."""
    entry = image.entry
    height, width, channels = entry.shape
    size = entry.pixel_size
    return {
        "name": entry.name,
        "role": ROLES[entry.role],
        "size": f"{height} × {width} × {channels}",
        "dtype": entry.dtype,
        "pixel_size": "" if size is None else f"{size.height:.4g} × {size.width:.4g} µm",
        "has_mask": entry.mask is not None,
        "sha256": (entry.sha256 or "")[:12],
        "n_markers": sum(
            marker.class_id is not None for marker in project.markers_of(entry.id).markers
        ),
        "problem": image.problem,
    }


def describe_markers(project: Project, results: ResultsReport) -> dict[str, Any]:
    """Count the markers and marked pixels of each class on each marked image."""
    rows, totals, area = [], np.zeros((len(project.classes), 2), np.int64), 0
    for image in results.images:
        entry = image.entry
        if not is_marked(project, entry):
            continue
        markers = project.markers_of(entry.id).markers
        pixels = marker_pixels(markers, (entry.shape[0], entry.shape[1]))
        counts = np.array(
            [
                (
                    sum(marker.class_id == known.id for marker in markers),
                    int((pixels.class_id == known.id).sum()),
                )
                for known in project.classes
            ]
        )
        totals += counts
        area += entry.shape[0] * entry.shape[1]
        share = counts[:, 1].sum() / (entry.shape[0] * entry.shape[1])
        rows.append({"name": entry.name, "counts": counts.tolist(), "share": float(share)})
    return {
        "rows": rows,
        "totals": totals.tolist(),
        "share": float(totals[:, 1].sum() / area) if area else 0.0,
        "pictures": [
            {"name": image.entry.name, "picture": image.marked}
            for image in results.images
            if image.marked is not None
        ],
    }


def describe_architecture(project: Project, built: Build) -> dict[str, Any]:
    """Return the rows of the blocks, and how images enter."""
    document, architecture = built.model.document, built.model.document.architecture
    start = document.start
    height, width, channels = project.images[0].shape
    shapes = trace_shapes(architecture, height, width, channels)
    rows = []
    for number, (block, record, shape) in enumerate(
        zip(architecture.blocks, document.blocks, shapes, strict=True), start=1
    ):
        is_kept = start is not None and number <= start.blocks
        ids = [kernel.class_id for kernel in record.kernels]
        counts = [f"{ids.count(entry.id)} {entry.name}" for entry in project.classes]
        if None in ids:
            counts.append(f"{ids.count(None)} mixed")
        pooling = block.pooling
        pooled = "none" if pooling.kind == "none" else (
            f"{pooling.kind} {_square(pooling.size)}"
            + (f", stride {pooling.stride}" if pooling.stride > 1 else "")
        )  # fmt: skip
        rows.append(
            {
                "number": number,
                "convolution": _square(block.kernel_size)
                + (f", dilation {block.dilation}" if block.dilation > 1 else ""),
                "activation": ACTIVATIONS.get(block.activation, block.activation),
                "pooling": pooled,
                "requested": None if is_kept else block.kernels,
                "kernels": len(record.kernels),
                "by_class": counts,
                "reduction": "not learned"
                if is_kept
                else REDUCTIONS.get(block.reduction, block.reduction),
                "copies": "" if is_kept else block.augment.description,
                "map": f"{shape.height} × {shape.width}",
                "field": record.receptive_field,
                "parameters": record.parameters,
            }
        )
    return {
        "rows": rows,
        "colour_space": architecture.colour_space,
        "standardise": architecture.standardise,
        "estimator": architecture.estimator,
        "start": start and {"model": start.name, "blocks": start.blocks},
        "size": f"{height} × {width}",
    }


def _square(side: int) -> str:
    return f"{side}\u00a0×\u00a0{side}"


def describe_measures(images: Sequence[ImageReport]) -> dict[str, Any]:
    """Return means with spread by role, and a row for each image."""
    measured = [image for image in images if image.measures is not None]
    groups = [
        (title, [image for image in measured if image.entry.role == role])
        for role, title in ROLES.items()
    ]
    groups = [(title, group) for title, group in groups if group]
    if len(groups) > 1:
        groups.append(("all", measured))
    return {
        "header": [(measure.short_title, measure.title) for measure in MEASURES.values()],
        "groups": [_group_row(title, group) for title, group in groups],
        "rows": [
            {
                "name": image.entry.name,
                "role": ROLES[image.entry.role],
                "values": [(image.measures or {})[id_] for id_ in MEASURES],
            }
            for image in measured[:MOST_ROWS]
        ],
        "means": {} if not measured else dict(
            zip(MEASURES, _group_values(measured).mean(axis=0).tolist(), strict=True)
        ),
        "plot": list(_plot(groups)),
    }  # fmt: skip


def _group_values(group: Sequence[ImageReport]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([[(image.measures or {})[id_] for id_ in MEASURES] for image in group])


def _group_row(title: str, group: Sequence[ImageReport]) -> dict[str, Any]:
    values = _group_values(group)
    spread = values.std(axis=0, ddof=1) if len(group) > 1 else np.full(values.shape[1], np.nan)
    return {
        "title": title,
        "count": len(group),
        "cells": [
            {"mean": mean, "spread": deviation, "low": low, "high": high}
            for mean, deviation, low, high in zip(
                values.mean(axis=0).tolist(), spread.tolist(),
                values.min(axis=0).tolist(), values.max(axis=0).tolist(), strict=True,
            )
        ],
    }  # fmt: skip


def _plot(groups: Sequence[tuple[str, Sequence[ImageReport]]]) -> Iterator[dict[str, Any]]:
    """Yield a row of dots of each role: the Dice of every image."""
    for title, group in groups:
        if title == "all":
            continue
        dice = [(image.measures or {})["dice"] for image in group]
        yield {
            "title": title,
            "mean": float(np.mean(dice)),
            "dots": [
                {"name": image.entry.name, "dice": value}
                for image, value in zip(group, dice, strict=True)
            ],
        }
