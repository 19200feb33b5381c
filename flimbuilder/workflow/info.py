"""Describe projects, models and image files; needs no torch."""

from collections import Counter
from pathlib import Path
from typing import Any

from flimbuilder.errors import ImageError
from flimbuilder.imaging.read import read_layout
from flimbuilder.model.document import ModelDocument, is_model_folder, read_model_document
from flimbuilder.model.first_blocks import find_start
from flimbuilder.project.architecture import Architecture, trace_shapes
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import Project
from flimbuilder.project.stores import is_store
from flimbuilder.tasks.identification.document import (
    is_classifier_folder,
    read_classifier_document,
)

__all__ = ["describe", "describe_model_folder", "describe_project"]


def describe(folder: Path) -> dict[str, Any]:
    """Describe a project, a model or an image file as a JSON document with a ``kind``."""
    if folder.is_file() or is_store(folder):
        return describe_image_file(folder)
    if is_model_folder(folder):
        return describe_model_folder(folder, read_model_document(folder))
    return describe_project(open_project(folder))


def describe_image_file(path: Path) -> dict[str, Any]:
    """Describe an image file: axes, levels, channels, dtype and proposed window."""
    layout = read_layout(path)
    return {
        "kind": "image",
        "path": str(path),
        "format": layout.kind,
        "dtype": layout.dtype,
        "axes": [
            {
                "name": axis.name,
                "size": axis.size,
                "spacing_um": axis.spacing,
                "told": axis.description,
                "can_be_chosen": axis.can_fix and layout.is_stack,
            }
            for axis in layout.axes
        ],
        "levels": [
            {
                "height": level.height,
                "width": level.width,
                "downsample": level.downsample,
                "pixel_size_um": level.pixel_size
                and [level.pixel_size.height, level.pixel_size.width],
            }
            for level in layout.levels
        ],
        "associated": list(layout.associated),
        "channels": layout.channels,
        "channel_names": list(layout.channel_names),
        "window": layout.window and list(layout.window),
        "notes": list(layout.notes),
    }


def describe_project(opened: ProjectFolder) -> dict[str, Any]:
    """Describe a project: classes, images, markers, shapes, receptive field, parameters."""
    project = opened.project
    finder = ImageFinder(opened.path)
    return {
        "kind": "project",
        "path": str(opened.path),
        "revision": opened.revision,
        "read_only": opened.read_only_reason,
        "unsaved_edits": len(opened.unsaved),
        "notes": list(opened.notes),
        "classes": [entry.model_dump() for entry in project.classes],
        "images": [_describe_image(project, entry.id, finder) for entry in project.images],
        "kernel_edits": len(project.kernel_edits),
        "decoder": project.decoder.model_dump(),
        "input": project.input.model_dump(),
        "architecture": _describe_architecture(project),
        "encoder": _describe_start(project, opened.path),
    }


def describe_model_folder(folder: Path, document: ModelDocument) -> dict[str, Any]:
    """Describe a model: fingerprint, input, blocks, decoder."""
    return {
        "kind": "model",
        "path": str(folder),
        "fingerprint": document.fingerprint,
        "input": {
            **document.input.model_dump(),
            "standardise": document.architecture.standardise,
        },
        "classes": [entry.model_dump() for entry in document.classes],
        "blocks": [
            {
                "kernels": len(block.kernels),
                "deleted": len(block.deleted),
                "parameters": block.parameters,
                "receptive_field": block.receptive_field,
                "kernels_per_class": _per_class(kernel.class_id for kernel in block.kernels),
            }
            for block in document.blocks
        ],
        "parameters": document.finetuning.get("parameters")
        or sum(block.parameters for block in document.blocks),
        "decoder": document.decoder.model_dump(),
        "finetuning": document.finetuning or None,
        "encoder": document.start and document.start.model_dump(),
        "classifier": _describe_classifier(folder, document),
        "environment": document.environment,
    }


def _describe_classifier(folder: Path, document: ModelDocument) -> dict[str, Any] | None:
    """Describe the classifier in a model folder; None if there is none."""
    if not is_classifier_folder(folder):
        return None
    return read_classifier_document(folder, document).model_dump(
        mode="json",
        include={
            "classifier", "pooling", "blocks", "classes", "size", "side", "n_images", "measures",
        },
    )  # fmt: skip


def _describe_image(project: Project, image_id: str, finder: ImageFinder) -> dict[str, Any]:
    entry = project.image(image_id)
    try:
        path: str | None = str(finder.locate(entry))
        problem = None
    except ImageError as error:
        path, problem = None, str(error)
    drawn = project.markers_of(image_id).markers
    return {
        "id": entry.id,
        "path": entry.path,
        "found": path,
        "problem": problem,
        "role": entry.role,
        "shape": list(entry.shape),
        "dtype": entry.dtype,
        "mask": entry.mask,
        "label": entry.label,
        "pixel_size_um": entry.pixel_size and [entry.pixel_size.height, entry.pixel_size.width],
        "selection": entry.selection and entry.selection.model_dump(mode="json"),
        "markers": len(drawn),
        "markers_per_class": _per_class(marker.class_id for marker in drawn),
    }


def _describe_start(project: Project, folder: Path) -> dict[str, Any] | None:
    """Describe where the first blocks come from; None if all blocks are learned."""
    start = project.architecture.start
    if start is None:
        return None
    return {**start.model_dump(), "found": find_start(start, folder) is not None}


def _per_class(class_ids: Any) -> dict[str, int]:
    """Count by class; ``null`` counts erasers, and kernels of mixed classes."""
    counts = Counter("null" if class_id is None else str(class_id) for class_id in class_ids)
    return dict(sorted(counts.items()))


def _describe_architecture(project: Project) -> dict[str, Any]:
    """Describe the blocks, with their output for the first image."""
    architecture: Architecture = project.architecture
    height, width, channels = project.images[0].shape if project.images else (400, 400, 3)
    shapes = trace_shapes(architecture, height, width, channels)
    return {
        "colour_space": architecture.colour_space,
        "standardise": architecture.standardise,
        "selection": architecture.selection,
        "restarts": architecture.restarts,
        "estimator": architecture.estimator,
        "class_shares": {str(share.class_id): share.share for share in architecture.class_shares},
        "input": [height, width, channels],
        "blocks": [
            {
                "kernel_size": block.kernel_size,
                "dilation": block.dilation,
                "reduction": block.reduction,
                **({"copies": block.augment.description} if block.augment.description else {}),
                "pooling": block.pooling.model_dump(),
                "kernels": shape.kernels,
                "output": [shape.height, shape.width],
                "receptive_field": shape.receptive_field,
                "parameters": shape.parameters,
            }
            for block, shape in zip(architecture.blocks, shapes, strict=True)
        ],
    }
