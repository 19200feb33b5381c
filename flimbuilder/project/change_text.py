"""Describe in a few words how two projects differ."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal

from flimbuilder.errors import counted, printable
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.decoding import DecoderChoice, Delineation, Splitting
from flimbuilder.project.markers import Disk, ImageMarkers, Marker, Stroke
from flimbuilder.project.project import KernelEdit, Project
from flimbuilder.project.values import Value

__all__ = ["describe_changes"]

MOST_IMAGES = 2  # named one by one
MOST_KERNELS = 2
MINUS = "\N{MINUS SIGN}"
TITLES = {
    "kernel_size": "size",
    "kernels_per_marker": "kernels per marker",
    "max_kernels_per_image": "kernels per image",
    "stdev_factor": "epsilon",
    "colour_space": "colour",
    "drop_border": "border",
    "fill_holes": "holes",
}

KernelNumber = Callable[[KernelEdit], int | None]


def describe_changes(
    before: Project, after: Project, kernel_number: KernelNumber = lambda edit: None
) -> str:
    """Return a line such as ``+2 strokes on egg_3, block 2: 16 kernels``; "" without changes.

    Names of images, masks and other things that learning ignores are left out.

    Parameters
    ----------
    before, after : Project
    kernel_number : callable, default returns None
        Returns the number of an edited kernel in its block, from 1; None if it is not known.
    """
    return ", ".join(
        (
            *_marker_changes(before, after),
            *_image_changes(before, after),
            *_kernel_changes(before, after, kernel_number),
            *_architecture_changes(before.architecture, after.architecture),
            *_class_changes(before, after),
            *_decoder_changes(before.decoder, after.decoder),
            *_delineation_changes(before.delineation, after.delineation),
            *([f"seed {after.seed}"] if before.seed != after.seed else []),
        )
    )


# Markers and images


def _marker_changes(before: Project, after: Project) -> Iterator[str]:
    names = {entry.id: entry.name for entry in (*before.images, *after.images)}
    changes: dict[str, Counter[str]] = {}
    for image in dict.fromkeys((*before.markers, *after.markers)):
        counts = _count(before.markers_of(image), after.markers_of(image))
        if counts:
            changes[image] = counts
    if len(changes) > MOST_IMAGES:
        total: Counter[str] = sum(changes.values(), Counter())
        yield f"{_join(total)} on {len(changes)} images"
        return
    for image, counts in changes.items():
        yield f"{_join(counts)} on {_stem(names.get(image, image))}"


def _count(before: ImageMarkers, after: ImageMarkers) -> Counter[str]:
    """Count markers by ``+stroke``, ``-disk`` or ``~marker``, for added, removed and changed."""
    old = {marker.id: marker for marker in before.markers}
    new = {marker.id: marker for marker in after.markers}
    return Counter(
        [f"+{_kind(marker)}" for marker_id, marker in new.items() if marker_id not in old]
        + [f"-{_kind(marker)}" for marker_id, marker in old.items() if marker_id not in new]
        + ["~marker" for marker_id in old.keys() & new.keys() if old[marker_id] != new[marker_id]]
    )


def _kind(marker: Marker) -> str:
    return (
        "stroke"
        if isinstance(marker, Stroke)
        else "disk"
        if isinstance(marker, Disk)
        else "marker"
    )


def _join(counts: Counter[str]) -> str:
    """Return ``+2 strokes −1 disk``, added ones first."""
    signs = {"+": "+", "-": MINUS, "~": ""}
    ordered = sorted(counts, key=lambda key: ("+-~".index(key[0]), key))
    words = (
        f"{signs[key[0]]}{counted(counts[key], key[1:])}{' changed' if key[0] == '~' else ''}"
        for key in ordered
    )
    return " ".join(words)


def _stem(name: str) -> str:
    """Return a file's name without its ending, on one line."""
    return printable(name.rpartition(".")[0] or name)


def _image_changes(before: Project, after: Project) -> Iterator[str]:
    old = {entry.id: entry for entry in before.images}
    new = {entry.id: entry for entry in after.images}
    if added := len(new.keys() - old.keys()):
        yield f"+{counted(added, 'image')}"
    if removed := len(old.keys() - new.keys()):
        yield f"{MINUS}{counted(removed, 'image')}"
    roles = [entry for key, entry in new.items() if key in old and old[key].role != entry.role]
    if len(roles) == 1:
        yield f"{_stem(roles[0].name)} to {roles[0].role}"
    elif roles:
        yield f"{len(roles)} images to other roles"


# Kernels and architecture


def _kernel_changes(before: Project, after: Project, kernel_number: KernelNumber) -> Iterator[str]:
    old, new = frozenset(before.kernel_edits), frozenset(after.kernel_edits)
    past = {"delete": "deleted", "invert": "inverted"}
    for action, verb in past.items():
        added = [edit for edit in after.kernel_edits if edit not in old and edit.action == action]
        yield from _kernels(verb, added, kernel_number)
    restored = [edit for edit in before.kernel_edits if edit not in new]
    yield from _kernels("restored", restored, kernel_number)


def _kernels(verb: str, edits: list[KernelEdit], kernel_number: KernelNumber) -> Iterator[str]:
    if len(edits) > MOST_KERNELS:
        blocks = {edit.block for edit in edits}
        place = f" of block {blocks.pop()}" if len(blocks) == 1 else ""
        yield f"{verb} {len(edits)} kernels{place}"
        return
    for edit in edits:
        number = kernel_number(edit)
        kernel = "a kernel" if number is None else f"kernel {number}"
        yield f"{verb} {kernel} of block {edit.block}"


def _architecture_changes(before: Architecture, after: Architecture) -> Iterator[str]:
    if len(before.blocks) != len(after.blocks):
        yield counted(len(after.blocks), "block")
    for number, (old, new) in enumerate(zip(before.blocks, after.blocks, strict=False), start=1):
        if old != new:
            yield f"block {number}: {', '.join(_block_changes(old, new))}"
    if before.start != after.start:
        yield (
            "all blocks learned"
            if after.start is None
            else f"{counted(after.n_frozen, 'block')} of {printable(after.start.name)}"
        )
    if before.class_shares != after.class_shares:
        yield (
            "kernels shared by the difficulty of classes"
            if after.class_shares
            else "kernels shared by markers"
        )
    yield from _values(before, after, except_for={"blocks", "start", "class_shares"})


def _block_changes(before: Block, after: Block) -> Iterator[str]:
    if before.kernels != after.kernels:
        yield "all kernels" if after.kernels is None else counted(after.kernels, "kernel")
    if before.pooling != after.pooling:
        pooling = after.pooling
        yield (
            "no pooling"
            if pooling.kind == "none"
            else f"{pooling.kind} pooling {pooling.size}, stride {pooling.stride}"
        )
    if before.augment != after.augment:
        copies = after.augment.description
        yield f"copies by {copies}" if copies else "no copies of patches"
    yield from _values(before, after, except_for={"kernels", "pooling", "augment"})


def _class_changes(before: Project, after: Project) -> Iterator[str]:
    old = {entry.id for entry in before.classes}
    for entry in after.classes:
        if entry.id not in old:
            yield f"+class {printable(entry.name)}"
    new = {entry.id for entry in after.classes}
    for entry in before.classes:
        if entry.id not in new:
            yield f"\N{MINUS SIGN}class {printable(entry.name)}"


# Decoder and delineation


def _decoder_changes(before: DecoderChoice, after: DecoderChoice) -> Iterator[str]:
    words = []
    if before.id != after.id:
        words.append(after.id)
    if before.blocks != after.blocks:
        blocks = "+".join(map(str, after.blocks))
        words.append(f"on block {blocks}" if blocks else "on its usual blocks")
    if words:
        yield " ".join(["decoder", *words])
    if before.scale != after.scale:
        yield f"scale {after.scale}"
    if before.id == after.id and (before.weights, before.bias) != (after.weights, after.bias):
        yield "weights"


def _delineation_changes(before: Delineation, after: Delineation) -> Iterator[str]:
    yield from _values(before, after, except_for={"method", "split"})
    if before.method != after.method:
        yield f"boundary {after.method}"
    if before.split != after.split:
        yield _splitting_text(after.split)


def _splitting_text(split: Splitting | Literal["auto"] | None) -> str:
    if split is None:
        return "touching objects joined"
    radius = "" if split == "auto" else f", radius {split.radius:g}"
    return f"touching objects separated{radius}"


def _values(before: Value, after: Value, *, except_for: set[str]) -> Iterator[str]:
    """Yield name and new value of the fields that differ."""
    for field in type(after).model_fields:
        value = getattr(after, field)
        if field not in except_for and value != getattr(before, field):
            yield f"{TITLES.get(field, field.replace('_', ' '))} {_text(value)}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "any"
    if isinstance(value, tuple):
        return "–".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
