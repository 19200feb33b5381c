"""What a person should know of a build: notes on its images, markers, blocks and edits."""

from collections.abc import Sequence

import numpy as np

from flimbuilder.errors import listed
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.scaling import uses_little
from flimbuilder.model.pixels import marked_images
from flimbuilder.project.architecture import border_note
from flimbuilder.project.project import ClusterIdentity, FrozenIdentity, KernelIdentity, Project
from flimbuilder.project.selection import Window

__all__ = ["border_notes", "edit_notes", "range_notes", "share_notes", "shortfall_notes"]


def range_notes(project: Project, images: Sequence[TrainingImage]) -> list[str]:
    """Name training images that use little of their range, or have different ranges."""
    notes, names = [], dict[Window, list[str]]()
    for image in images:
        entry = project.image(image.id)
        if entry.stored is not None:
            names.setdefault(entry.stored.range, []).append(entry.name)
            if isinstance(image.pixels, np.ndarray) and uses_little(image.pixels):
                notes.append(
                    f"{entry.name}: uses under 1 % of its range ({entry.stored.description}); "
                    "add it again with a window (--window LOW HIGH)"
                )
    if len(names) > 1:
        ranges = "; ".join(
            f"{low:.10g}..{high:.10g} ({listed(of_range)})"
            for (low, high), of_range in names.items()
        )
        notes.append(f"training images differ in the range that is scaled to [0, 1]: {ranges}")
    return notes


def border_notes(project: Project) -> list[str]:
    """Name a block whose kernels are large for the smallest training image."""
    shapes = [entry.shape for entry in marked_images(project)]
    smallest = min(shapes, key=lambda shape: min(shape[:2]))
    note = border_note(project.architecture, *smallest[:2])
    return [note] if note else []


def shortfall_notes(learned: LearnedEncoder) -> list[str]:
    """List the blocks with fewer kernels than requested."""
    return [
        f"block {number}: {specification.kernels} kernels were requested and the markers give "
        f"{len(block.kernels)}"
        for number, (specification, block) in enumerate(
            zip(learned.architecture.blocks, learned.blocks, strict=True), start=1
        )
        if not block.is_frozen
        and specification.kernels is not None
        and specification.reduction != "none"
        and learned.architecture.estimator == "cluster"
        and len(block.kernels) < specification.kernels
    ]


def share_notes(project: Project) -> list[str]:
    """List the classes that have a share of the kernels but no marker on a training image."""
    marked = {
        marker.class_id
        for entry in marked_images(project)
        for marker in project.markers_of(entry.id).markers
    }
    unmarked = [
        str(entry.class_id)
        for entry in project.architecture.class_shares
        if entry.class_id not in marked
    ]
    if not unmarked:
        return []
    return [f"class_shares: no marker has class {listed(unmarked)}; the share has no effect"]


def edit_notes(project: Project, learned: LearnedEncoder) -> list[str]:
    """List the kernel edits that match no kernel, or one that has changed since."""
    unmatched = [
        f"block {edit.block}: the kernel to {edit.action} no longer exists "
        f"({_in_words(project, edit.kernel)})"
        for edit in learned.unmatched_edits
    ]
    return unmatched + [
        f"block {changed.edit.block}: the kernel to {changed.edit.action} has changed since "
        f"(cosine {changed.cosine:.2f}); look at it again "
        f"({_in_words(project, changed.edit.kernel)})"
        for block in learned.blocks
        for changed in block.changed_edits
    ]


def _in_words(project: Project, kernel: KernelIdentity) -> str:
    if isinstance(kernel, ClusterIdentity):
        names = {entry.id: entry.name for entry in project.images}
        image = names.get(kernel.image, kernel.image)
        return f"cluster {kernel.cluster} of marker {kernel.marker} on {image}"
    if isinstance(kernel, FrozenIdentity):
        return f"kernel {kernel.kernel + 1} of the model that the encoder begins with"
    classes = {None: "all classes"} | {entry.id: entry.name for entry in project.classes}
    return f"component {kernel.component} of {classes.get(kernel.class_id, 'a class')}"
