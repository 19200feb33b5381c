"""Write a report on a project: one page that a reviewer of a paper can read."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from flimbuilder import __version__
from flimbuilder.analysis.measures import MEASURES
from flimbuilder.errors import InputError, LearnError
from flimbuilder.model.decoding import name_blocks
from flimbuilder.model.model import environment
from flimbuilder.model.pixels import ProjectFiles, is_marked
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.files import StrPath, write_atomically
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import Project
from flimbuilder.project.rasterise import marker_pixels
from flimbuilder.workflow.build import Build, build
from flimbuilder.workflow.readiness import find_obstacle
from flimbuilder.workflow.report_parts.explanations import (
    describe_maps,
    describe_places,
    describe_suggestions,
)
from flimbuilder.workflow.report_parts.kernels import describe_kernels
from flimbuilder.workflow.report_parts.pictures import (
    MASK_COLOUR,
    REFERENCE_COLOUR,
    PagePictures,
)
from flimbuilder.workflow.report_parts.results import (
    ImageReport,
    ResultsReport,
    survey_results,
)

__all__ = ["WrittenReport", "report_project", "write_report"]

TEMPLATE = "report.html.jinja"
REDUCTIONS = {"kmeans": "k-means", "pca": "PCA", "pca-global": "PCA of all classes"}
ACTIVATIONS = {"relu": "ReLU", "leaky": "leaky ReLU"}
ROLES = {"train": "training", "validation": "validation", "test": "test"}
MOST_ROWS = 400  # of the tables of images


@dataclass(frozen=True)
class WrittenReport:
    """A written report.

    Attributes
    ----------
    path : Path
        The page.
    size : int
        Its bytes.
    fingerprint : str
        Of the encoder.
    measures : dict of str to float
        Means over all images with a reference mask; empty without one.
    left_out : tuple of str
        Images that could not be used, and why; pictures beyond the size of the page.
    """

    path: Path
    size: int
    fingerprint: str
    measures: Mapping[str, float] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what ``report --json`` prints."""
        return {
            "page": str(self.path),
            "bytes": self.size,
            "fingerprint": self.fingerprint,
            "measures": dict(self.measures),
            "left_out": list(self.left_out),
        }


def report_project(
    project: StrPath | ProjectFolder,
    out: StrPath,
    *,
    search: Sequence[StrPath] = (),
    on_progress: Progress = no_progress,
) -> WrittenReport:
    """Build a project and write the report on it.

    The page holds its pictures, needs no network, and runs no script. Equal projects give equal
    bytes with the same versions of the libraries.

    Parameters
    ----------
    project : str, path-like or ProjectFolder
        A project folder, or an opened one. Unsaved edits are left out.
    out : str or path-like
        The file to write; ``.html`` is usual. It is replaced.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    on_progress : callable, default does nothing
        Called with (stage, steps done, steps in all); raises to cancel.

    Returns
    -------
    WrittenReport

    Raises
    ------
    LearnError, InputError
        If the project cannot be built.
    SaveError
        If the page cannot be written.
    """
    opened = project if isinstance(project, ProjectFolder) else open_project(project)
    files = ProjectFiles(opened.path, [Path(folder) for folder in search])
    obstacle = find_obstacle(opened.project)
    if obstacle is not None:
        raise LearnError(f"{opened.path}: {obstacle}")
    built = build(opened.project, files, on_progress=on_progress)
    return write_report(
        opened.project, files, built, Path(out), name=opened.path.name, on_progress=on_progress
    )


def write_report(
    project: Project,
    files: ProjectFiles,
    built: Build,
    out: Path,
    *,
    name: str,
    on_progress: Progress = no_progress,
) -> WrittenReport:
    """Write the report on a project that is built already.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
    built : Build
        Of this project.
    out : Path
        The file to write.
    name : str
        Name of the project's folder, as in the commands of the page.
    on_progress
        As in :func:`report_project`.

    Returns
    -------
    WrittenReport
    """
    if out.is_dir():
        raise InputError(f"{out}: is a folder; give the file to write, such as report.html")
    pictures = PagePictures()
    results = survey_results(project, files, built, pictures, on_progress)
    context = {
        **_head(project, built, results, name),
        "images": [_image_row(project, image) for image in results.images[:MOST_ROWS]],
        "n_hidden": max(0, len(results.images) - MOST_ROWS),
        "markers": _markers(project, results),
        "architecture": _architecture(project, built),
        "blocks": describe_kernels(project, built, results, pictures),
        "results": [image for image in results.images if image.saliency is not None],
        "measures": _measures(results.images),
        "explained": describe_places(project, files, built, results.places, pictures, on_progress),
        "maps": describe_maps(project, files, built, pictures, on_progress),
        "suggestions": describe_suggestions(project, files, built, on_progress),
    }
    left_out = _left_out(results, pictures)
    page = _environment().get_template(TEMPLATE).render(left_out=left_out, **context)
    data = page.encode()
    write_atomically(out, data)
    means = context["measures"]["means"]
    return WrittenReport(out, len(data), built.model.document.fingerprint, means, tuple(left_out))


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = _number
    environment.filters["grouped"] = lambda value: f"{value:,}".replace(",", "\u202f")
    return environment


def _number(value: float | None, digits: int = 3) -> str:
    """Format a number, with a minus sign; a dash if there is none."""
    if value is None or not np.isfinite(value):
        return "–"
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text.replace("-", "\u2212")


def _head(project: Project, built: Build, results: ResultsReport, name: str) -> dict[str, Any]:
    document = built.model.document
    decoder = document.decoder
    settings = document.delineation.for_decoder(decoder)
    drawn = [
        marker
        for entry in project.images
        if is_marked(project, entry)
        for marker in project.markers_of(entry.id).markers
    ]
    return {
        "name": shlex.quote(name),
        "title": name.removesuffix(".flim"),
        "version": __version__,
        "classes": project.classes,
        "n_images": len(project.images),
        "n_marked": sum(is_marked(project, entry) for entry in project.images),
        "n_markers": sum(marker.class_id is not None for marker in drawn),
        "n_kernels": sum(document.kernel_counts),
        "n_parameters": sum(block.parameters for block in document.blocks),
        "receptive_field": document.blocks[-1].receptive_field,
        "decoder": DECODERS[decoder.id],
        "decoder_blocks": name_blocks(decoder),
        "delineation": settings.model_dump(mode="json"),
        "seed": document.seed,
        "fingerprint": document.fingerprint,
        "environment": environment(),
        "notes": list(built.notes),
        "n_edits": len(project.kernel_edits),
        "mask_colour": MASK_COLOUR,
        "reference_colour": REFERENCE_COLOUR,
        "roles": ROLES,
        "n_measured": sum(image.measures is not None for image in results.images),
    }


def _image_row(project: Project, image: ImageReport) -> dict[str, Any]:
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


def _markers(project: Project, results: ResultsReport) -> dict[str, Any]:
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


def _architecture(project: Project, built: Build) -> dict[str, Any]:
    document, architecture = built.model.document, built.model.document.architecture
    height, width, channels = project.images[0].shape
    shapes = trace_shapes(architecture, height, width, channels)
    rows = []
    for number, (block, record, shape) in enumerate(
        zip(architecture.blocks, document.blocks, shapes, strict=True), start=1
    ):
        ids = [kernel.class_id for kernel in record.kernels]
        counts = [f"{ids.count(entry.id)} {entry.name}" for entry in project.classes]
        if None in ids:
            counts.append(f"{ids.count(None)} mixed")
        pooling = block.pooling
        pooled = "none" if pooling.kind == "none" else (
            f"{pooling.kind} {pooling.size} × {pooling.size}"
            + (f", stride {pooling.stride}" if pooling.stride > 1 else "")
        )  # fmt: skip
        rows.append(
            {
                "number": number,
                "convolution": f"{block.kernel_size} × {block.kernel_size}"
                + (f", dilation {block.dilation}" if block.dilation > 1 else ""),
                "activation": ACTIVATIONS.get(block.activation, block.activation),
                "pooling": pooled,
                "requested": block.kernels,
                "kernels": len(record.kernels),
                "by_class": counts,
                "reduction": REDUCTIONS.get(block.reduction, block.reduction),
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
        "size": f"{height} × {width}",
    }


def _measures(images: Sequence[ImageReport]) -> dict[str, Any]:
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


def _left_out(results: ResultsReport, pictures: PagePictures) -> list[str]:
    lines = [
        image.problem if image.entry.name in image.problem else
        f"{image.entry.name}: {image.problem}"
        for image in results.images
        if image.problem is not None
    ]  # fmt: skip
    if pictures.left_out:
        lines.append(f"{pictures.left_out} pictures, so that the page stays below 10 MB")
    return lines
