"""Find the blocks of a build that edits have made stale."""

from typing import Any

from flimbuilder.model.pixels import marked_images
from flimbuilder.project.decoders import MARKER_DECODER
from flimbuilder.project.decoding import name_block
from flimbuilder.project.project import Project

__all__ = ["build_inputs", "first_stale_block", "gives_same_build", "marker_blocks"]


def first_stale_block(built: Project, now: Project) -> int | None:
    """Return the first block that a build of another project would change.

    Returns
    -------
    int or None
        A block of `now`, from 1; None if both builds are equal. A shorter architecture is stale
        from its last block on; a decoder that must be trained again makes its block stale.
    """
    if _inputs(built) != _inputs(now):
        return 1
    blocks = (
        _first_other_block(built, now),
        _first_edited_block(built, now),
        _redecoded_block(built, now),
    )
    return min((block for block in blocks if block is not None), default=None)


def gives_same_build(built: Project, now: Project) -> bool:
    """Return True if a build of another project gives the same kernels, saliency and masks."""
    return build_inputs(built) == build_inputs(now)


def build_inputs(project: Project) -> tuple[Any, ...]:
    """Return all that kernels, saliency and masks depend on; equal inputs give the same build."""
    depth = len(project.architecture.blocks)
    decoder = name_block(project.decoder, depth)
    return (
        project.architecture.blocks,
        project.delineation,
        decoder,
        frozenset(edit for edit in project.kernel_edits if edit.block <= depth),
        _training_inputs(project) if decoder.weights_source == "trained" else (),
        _inputs(project),
    )


def _inputs(project: Project) -> tuple[Any, ...]:
    """Return the inputs of block 1, except its specification."""
    marked = [
        (entry.id, entry.pixels_key, project.markers_of(entry.id).markers)
        for entry in marked_images(project)
    ]
    architecture = project.architecture
    ids = sorted(entry.id for entry in project.classes)
    settings = architecture.model_dump(exclude={"blocks", "start"})
    start = None if architecture.start is None else architecture.start.key
    return settings, start, project.seed, ids, marked


def _first_other_block(built: Project, now: Project) -> int | None:
    before, after = built.architecture.blocks, now.architecture.blocks
    for number, (old, new) in enumerate(zip(before, after, strict=False), start=1):
        if old != new:
            return number
    if len(before) == len(after):
        return None
    return len(after) if len(after) < len(before) else len(before) + 1


def _first_edited_block(built: Project, now: Project) -> int | None:
    """Return the first block whose kernel edits differ; their order does not matter."""
    depth = len(now.architecture.blocks)
    differing = frozenset(built.kernel_edits) ^ frozenset(now.kernel_edits)
    return min((edit.block for edit in differing if edit.block <= depth), default=None)


def _redecoded_block(built: Project, now: Project) -> int | None:
    """Return the block whose decoder must be trained again."""
    blocks = marker_blocks(now)
    if blocks != marker_blocks(built) and len(built.architecture.blocks) == len(
        now.architecture.blocks
    ):
        return min(max(blocks), len(now.architecture.blocks))
    is_trained = now.decoder.weights_source == "trained"
    if not is_trained or _training_inputs(built) == _training_inputs(now):
        return None
    depth = len(now.architecture.blocks)
    return min(now.decoder.block or depth, depth)


def marker_blocks(project: Project) -> tuple[int, ...]:
    """Return the blocks on which a build learns the decoder from the markers."""
    decoder_choice = project.decoder
    own = decoder_choice.blocks if decoder_choice.id == MARKER_DECODER else ()
    return own or tuple(range(1, len(project.architecture.blocks) + 1))


def _training_inputs(project: Project) -> tuple[Any, ...]:
    """Return the inputs of training a decoder, except its block's maps."""
    decoder_choice, depth = project.decoder, len(project.architecture.blocks)
    masks = sorted(
        (
            entry.id,
            entry.pixels_key,
            entry.mask,
            entry.mask_values,
            entry.mask_orientation,
        )
        for entry in project.images
        if entry.mask is not None and entry.role == "train"
    )
    return decoder_choice.id, decoder_choice.block or depth, decoder_choice.scale, masks
