"""What there is to see of each kernel of a block."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.decoders.thresholds import otsu_threshold
from flimbuilder.flim.edits import match_edits
from flimbuilder.flim.fold import all_maps
from flimbuilder.flim.learned import LearnedBlock, LearnedKernel
from flimbuilder.imaging.colour import lab_to_rgb
from flimbuilder.model.pixels import objects_of
from flimbuilder.project.project import KernelEdit
from flimbuilder.session.builder import Built
from flimbuilder.session.decoding import fitting_size
from flimbuilder.session.encoding import Encoded
from flimbuilder.session.results import KernelCard

__all__ = [
    "KernelMaps",
    "KernelNumbers",
    "edited_rows",
    "kernel_cards",
    "kernel_maps",
    "kernel_numbers",
]  # fmt: skip

MAP_SIDE = 128
DICE_SIDE = 512  # Otsu's threshold and Dice are of maps no larger than this
TWIN_COSINE = 0.98
CHUNK = 32  # kernels at a time

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class KernelNumbers:
    """What is known of a block's learned kernels whatever the image.

    Attributes
    ----------
    twins : list of int or None
        For each kernel the number, from 1, of an earlier kept one that is nearly the same.
    filters : tuple of ndarray of shape (k, k, 3), uint8, or None
        Of block 1: the patch that each kernel answers most to.
    """

    twins: list[int | None]
    filters: tuple[Picture, ...] | None


@dataclass(frozen=True, eq=False)
class KernelMaps:
    """What a block's learned kernels, deleted ones too, make of an image.

    Attributes
    ----------
    built : Built
    block : int
    small : tuple of ndarray of shape (h, w), uint8
    maxima : ndarray of shape (n_kernels,)
    dead : ndarray of bool of shape (n_kernels,)
    dice : ndarray of shape (object classes, n_kernels), or None
    """

    built: Built
    block: int
    small: tuple[Picture, ...]
    maxima: NDArray[np.float32]
    dead: NDArray[np.bool_]
    dice: NDArray[np.float32] | None

    @property
    def nbytes(self) -> int:
        """Bytes of the small maps."""
        return sum(one.nbytes for one in self.small)


def kernel_numbers(built: Built, block: int) -> KernelNumbers:
    """Compare a block's kernels with each other, and draw those of block 1."""
    learned = built.learned.blocks[block - 1]
    filters = _filters(built, learned) if block == 1 else None
    return KernelNumbers(_twins(learned), filters)


def _twins(learned: LearnedBlock) -> list[int | None]:
    sign = torch.tensor([-1.0 if one.inverted else 1.0 for one in learned.kernels])
    kept = torch.tensor([not one.deleted for one in learned.kernels])
    directions = F.normalize(learned.weights * sign[:, None])
    alike = (directions @ directions.T >= TWIN_COSINE) & kept
    alike = alike.tril(diagonal=-1)
    first = alike.byte().argmax(dim=1) + 1
    pairs = zip(alike.any(dim=1).tolist(), first.tolist(), strict=True)
    return [number if has_twin else None for has_twin, number in pairs]


def _filters(built: Built, learned: LearnedBlock) -> tuple[Picture, ...]:
    """Draw the patch that each kernel answers to: its weights back in the image's units.

    A kernel for normalised patches, at the length that such a patch has, is scaled by the
    deviation and moved to the mean of the markers' patches. Three channels are shown as colours,
    others as the grey of their mean.
    """
    scaling, count = learned.normalisation, len(learned.kernels)
    typical = F.normalize(learned.weights) * learned.weights.shape[1] ** 0.5
    patches = (typical * scaling.deviation + scaling.mean).numpy()
    architecture = built.learned.architecture
    side = architecture.blocks[0].kernel_size
    patches = patches.reshape(count, side, side, -1).clip(0, 1)
    if patches.shape[-1] != 3:
        patches = patches.mean(axis=-1, keepdims=True).repeat(3, axis=-1)
    elif architecture.colour_space == "lab":
        patches = lab_to_rgb(patches)
    return tuple(np.rint(patches * 255).astype(np.uint8))


def kernel_maps(
    encoded: Encoded, block: int, truth: NDArray[np.integer[Any]] | None
) -> KernelMaps:
    """Compute a block's maps on an image, small, with their maxima and Dice.

    Dice is of the map cut by Otsu's threshold, at the size of the map but at most `DICE_SIDE`.
    """
    with torch.inference_mode():
        maps = _maps_of_all(encoded, block)
        maxima, minima = maps.amax(dim=(1, 2)), maps.amin(dim=(1, 2))
        small = _reduced(maps, MAP_SIDE).clamp(min=0)
        peaks = small.amax(dim=(1, 2), keepdim=True)
        levels = (small * (255 / torch.where(peaks > 0, peaks, 1.0))).round().byte()
        classes = encoded.built.model.document.object_classes
        dice = None if truth is None else _dice(maps, objects_of(truth, classes))
    dead = ((maxima == 0) & (minima == 0)).numpy()
    return KernelMaps(encoded.built, block, tuple(levels.numpy()), maxima.numpy(), dead, dice)


def _maps_of_all(encoded: Encoded, block: int) -> Tensor:
    """Return the maps (n_kernels, h, w) of all learned kernels, in their order."""
    kernels = encoded.built.learned.blocks[block - 1].kernels
    maps = encoded.activations[block - 1][0]
    deleted = torch.tensor([one.deleted for one in kernels])
    if not deleted.any():
        return maps
    rows = deleted.nonzero()[:, 0].tolist()
    every = maps.new_empty((len(kernels), *maps.shape[1:]))
    every[~deleted] = maps
    every[deleted] = all_maps(encoded.built.learned, block, encoded.inputs_of(block), rows)[0]
    return every


def _reduced(maps: Tensor, side: int) -> Tensor:
    height, width = maps.shape[-2:]
    size = fitting_size(height, width, side)
    return (
        maps if size == (height, width) else F.interpolate(maps[None], size=size, mode="area")[0]
    )


def _dice(maps: Tensor, targets: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the Dice of each map with each target, (object classes, n_kernels)."""
    maps = _reduced(maps, DICE_SIDE)
    wanted = torch.from_numpy(targets).float()[None]
    wanted = (F.interpolate(wanted, size=maps.shape[-2:], mode="area")[0] > 0.5).flatten(1).float()
    shares = [_dice_of(part, wanted) for part in torch.split(maps.flatten(1), CHUNK)]
    dice: NDArray[np.float32] = torch.cat(shares, dim=1).numpy()
    return dice


def _dice_of(values: Tensor, wanted: Tensor) -> Tensor:
    found = (values > otsu_threshold(values)[:, None]).float()
    both = found.sum(dim=1)[None] + wanted.sum(dim=1)[:, None]
    return torch.where(both > 0, 2 * (wanted @ found.T) / both.clamp(min=1), 1.0)


def edited_rows(
    learned: LearnedBlock, edits: Sequence[KernelEdit]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which learned kernels the edits of their block delete, and which they invert.

    Edits find their kernels as at a build.
    """
    identities = [one.identity for one in learned.kernels]
    known = set(identities)
    # Weights are compared only where an identity is gone, which is rare.
    plain = [edit.with_(weights=()) if edit.kernel in known else edit for edit in edits]
    found = match_edits(plain, identities, learned.weights)
    return found.deleted, found.inverted


def kernel_cards(
    built: Built,
    block: int,
    edits: Sequence[KernelEdit],
    *,
    facts: KernelNumbers | None = None,
    maps: KernelMaps | None = None,
    weights: NDArray[np.float32] | None = None,
    class_index: int = 0,
) -> tuple[KernelCard, ...]:
    """Put together what is known of a block's kernels.

    Parameters
    ----------
    built : Built
    block : int
        From 1; of one that there is not, there are no cards.
    edits : sequence of KernelEdit
        Of the project as it is now.
    facts : KernelNumbers or None, default=None
    maps : KernelMaps or None, default=None
        By the same build.
    weights : ndarray of shape (object classes, channels) or None, default=None
        Of the decoder.
    class_index : int, default=0
        Of the object class that weights and Dice are of.
    """
    if not 1 <= block <= len(built.learned.blocks):
        return ()
    learned = built.learned.blocks[block - 1]
    deleted, inverted = edited_rows(learned, [edit for edit in edits if edit.block == block])
    kept = np.array([not one.deleted for one in learned.kernels])
    channels = np.cumsum(kept) - 1
    cards = []
    for row, one in enumerate(learned.kernels):
        channel = int(channels[row]) if kept[row] else None
        known = _of_build(one, bool(deleted[row]), bool(inverted[row]))
        if weights is not None and channel is not None:
            known["weight"] = float(weights[class_index, channel])
        if facts is not None:
            known |= _of_facts(facts, row)
        if maps is not None:
            known |= _of_maps(maps, row, class_index)
        cards.append(KernelCard(block=block, number=row + 1, channel=channel, **known))
    return tuple(cards)


def _of_build(one: LearnedKernel, deleted: bool, inverted: bool) -> dict[str, Any]:
    """Return what the build and the project tell of a kernel, whatever the image."""
    return {
        "identity": one.identity,
        "class_id": one.class_id,
        "image": one.image,
        "marker": one.marker,
        "row": one.row,
        "col": one.col,
        "size": one.size,
        "deleted": deleted,
        "inverted": inverted,
        "pending": (deleted, inverted) != (one.deleted, one.inverted),
    }


def _of_facts(facts: KernelNumbers, row: int) -> dict[str, Any]:
    filters = None if facts.filters is None else facts.filters[row]
    return {"twin": facts.twins[row], "filters": filters}


def _of_maps(maps: KernelMaps, row: int, class_index: int) -> dict[str, Any]:
    return {
        "map": maps.small[row],
        "maximum": float(maps.maxima[row]),
        "dead": bool(maps.dead[row]),
        "dice": None if maps.dice is None else float(maps.dice[class_index, row]),
    }
