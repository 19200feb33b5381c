"""Describe what was learned from a project, as ``model.json`` holds it."""

import platform

import numpy as np
import torch

from flimbuilder import __version__
from flimbuilder.flim.learned import LearnedEncoder, LearnedKernel
from flimbuilder.model.decoding import check_decoder, resolve_choice
from flimbuilder.model.document import (
    BlockRecord,
    KernelRecord,
    ModelDocument,
    ModelInput,
    TrainingLevels,
)
from flimbuilder.model.pixels import marked_images
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.decoders import MARKER_DECODER
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.encoder_start import EncoderStart
from flimbuilder.project.project import ClusterIdentity, Project
from flimbuilder.project.selection import AxisIndex, SampleRange, Selection

__all__ = ["describe_model", "environment"]


def describe_model(
    project: Project,
    learned: LearnedEncoder,
    marker_decoder: DecoderChoice | None = None,
    training_levels: TrainingLevels | None = None,
) -> ModelDocument:
    """Describe what was learned from a project, with the decoder ``ml`` and the levels."""
    check_decoder(project)
    encoder = learned.encoder
    shapes = trace_shapes(learned.architecture, 1, 1, encoder.image_channels)
    blocks = [
        BlockRecord(
            kernels=tuple(_record(kernel) for kernel in block.kept),
            deleted=tuple(_record(kernel) for kernel in block.kernels if kernel.deleted),
            parameters=sum(tensor.numel() for tensor in module.parameters()),
            receptive_field=shape.receptive_field,
        )
        for block, module, shape in zip(learned.blocks, encoder.blocks(), shapes, strict=True)
    ]
    return ModelDocument(
        app_version=__version__,
        fingerprint=learned.fingerprint,
        input=ModelInput(
            channels=encoder.image_channels,
            colour_space=learned.architecture.colour_space,
            selection=_common_selection(project),
            stored=_stored_ranges(project),
            standardise=learned.architecture.standardise,
        ),
        architecture=learned.architecture,
        classes=project.classes,
        blocks=tuple(blocks),
        decoder=resolve_choice(
            project.decoder, [block.classes for block in learned.blocks], project.object_classes
        ),
        marker_decoder=None if project.decoder.id == MARKER_DECODER else marker_decoder,
        training_levels=training_levels,
        delineation=project.delineation,
        seed=project.seed,
        unmatched_edits=learned.unmatched_edits,
        start=_named_start(project),
        environment=environment(),
    )


def _named_start(project: Project) -> EncoderStart | None:
    """Return where the first blocks come from, by the name of the folder alone."""
    start = project.architecture.start
    return None if start is None else start.with_(path=start.name, absolute=None)


def _stored_ranges(project: Project) -> tuple[SampleRange, ...]:
    """Return the distinct ranges of the values of the marked training images."""
    ranges = {entry.stored for entry in marked_images(project) if entry.stored is not None}
    return tuple(sorted(ranges, key=lambda stored: (stored.dtype, stored.range)))


def _common_selection(project: Project) -> Selection | None:
    """Return the common part of the selections of all marked training images."""
    marked = [entry.selection or Selection() for entry in marked_images(project)]
    axes = {tuple(place.axis for place in selection.at) for selection in marked}
    channels = {selection.channels for selection in marked}
    windows = {selection.window for selection in marked}
    levels = {selection.level for selection in marked}
    return Selection(
        at=tuple(AxisIndex(axis=axis, index=0) for axis in axes.pop()) if len(axes) == 1 else (),
        channels=channels.pop() if len(channels) == 1 else (),
        window=windows.pop() if len(windows) == 1 else None,
        level=levels.pop() if len(levels) == 1 else 0,
    ).or_none


def _record(kernel: LearnedKernel) -> KernelRecord:
    if kernel.is_frozen:
        return KernelRecord(
            class_id=kernel.class_id, identity=kernel.identity, inverted=kernel.inverted
        )
    return KernelRecord(
        class_id=kernel.class_id,
        identity=kernel.identity,
        image=kernel.image,
        marker=kernel.marker,
        pixel=(kernel.row, kernel.col),
        size=kernel.size,
        inverted=kernel.inverted,
        sources=() if isinstance(kernel.identity, ClusterIdentity) else kernel.sources,
    )


def environment() -> dict[str, str]:
    """Return the versions of the platform and of the libraries that a build depends on."""
    return {
        "flimbuilder": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }
