"""What of a build has become stale by an edit."""

from typing import Any

from flimbuilder.project.project import AUTO_DECODER, DecoderChoice, KernelEdit, Project
from flimbuilder.workflow.training_images import marked_images

__all__ = ["first_stale_block", "is_completed_by_build"]


def is_completed_by_build(decoder_choice: DecoderChoice) -> bool:
    """Return True if only a build can choose the decoder or train its weights."""
    return decoder_choice.id == AUTO_DECODER or decoder_choice.weights_source == "trained"


def first_stale_block(built: Project, now: Project) -> int | None:
    """Return the first block that a build of one project would learn otherwise than of another.

    Parameters
    ----------
    built, now : Project

    Returns
    -------
    int or None
        From 1, of the blocks of `now`; None where both give the same. A shorter architecture is
        stale from its last block on; a decoder that is to be trained or chosen anew makes the
        block stale that it decodes.
    """
    if _inputs(built) != _inputs(now):
        return 1
    places = (_first_other_block(built, now), _first_edited(built, now), _made_anew(built, now))
    return min((place for place in places if place is not None), default=None)


def _inputs(project: Project) -> tuple[Any, ...]:
    """Return all that block 1, and so every block, depends on besides its own specification."""
    marked = [
        (entry.id, entry.pixels_key, project.markers_of(entry.id).markers)
        for entry in marked_images(project)
    ]
    architecture = project.architecture
    ids = sorted(entry.id for entry in project.classes)
    spaces = architecture.colour_space, architecture.estimator, architecture.stdev_factor
    return (*spaces, project.seed, ids, marked)


def _first_other_block(built: Project, now: Project) -> int | None:
    before, after = built.architecture.blocks, now.architecture.blocks
    for number, (one, other) in enumerate(zip(before, after, strict=False), start=1):
        if one != other:
            return number
    if len(before) == len(after):
        return None
    return len(after) if len(after) < len(before) else len(before) + 1


def _first_edited(built: Project, now: Project) -> int | None:
    """Return the first block with other kernel edits; their order does not matter."""
    depth = len(now.architecture.blocks)
    differing = _edits(built) ^ _edits(now)
    return min((edit.block for edit in differing if edit.block <= depth), default=None)


def _edits(project: Project) -> frozenset[KernelEdit]:
    return frozenset(project.kernel_edits)


def _made_anew(built: Project, now: Project) -> int | None:
    """Return the block whose decoder would be trained, or chosen, anew."""
    if not is_completed_by_build(now.decoder) or _made_of(built) == _made_of(now):
        return None
    depth = len(now.architecture.blocks)
    return min(now.decoder.block or depth, depth)


def _made_of(project: Project) -> tuple[Any, ...]:
    """Return all that making a decoder depends on besides its block's maps."""
    choice, depth = project.decoder, len(project.architecture.blocks)
    chosen = choice.id == AUTO_DECODER
    masks = sorted(
        (entry.id, entry.content, entry.mask, entry.role)
        for entry in project.images
        if entry.mask is not None and (entry.role == "train" or chosen)
    )
    return choice.id, choice.block or depth, masks, project.delineation if chosen else None
