"""Cards of a block's kernels: maps, twins, filters, weights and Dice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.edits import match_edits
from flimbuilder.flim.learned import LearnedBlock, all_maps
from flimbuilder.imaging.colour import lab_to_rgb
from flimbuilder.model.map_dice import DICE_SIDE, map_dice, reduce_maps
from flimbuilder.model.map_summaries import MapSummary
from flimbuilder.project.project import KernelEdit
from flimbuilder.session.encoding import EncodedImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import KernelCard

__all__ = [
    "MAP_SIDE",
    "KernelMaps",
    "KernelTraits",
    "edited_rows",
    "kernel_cards",
    "kernel_maps",
    "kernel_traits",
    "summarised_maps",
]  # fmt: skip

MAP_SIDE = 128
GREY = 0.5
TYPICAL_DEVIATION = 0.15  # of a channel, to show what was divided by it
TWIN_COSINE = 0.98

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class KernelTraits:
    """Properties of a block's learned kernels that do not depend on an image.

    Attributes
    ----------
    twins : list of int or None
        For each kernel, the number, from 1, of an earlier, nearly equal kernel that is not
        deleted.
    filters : tuple of ndarray of shape (k, k, 3), uint8, or None
        For each kernel of block 1, the patch with the strongest response; None for other blocks.
    """

    twins: list[int | None]
    filters: tuple[Bytes, ...] | None


@dataclass(frozen=True, eq=False)
class KernelMaps:
    """Activation maps of all learned kernels of a block, including deleted ones, on an image.

    Attributes
    ----------
    built : ProjectBuild
    block : int
    small : tuple of ndarray of shape (h, w), uint8, or None
        None for deleted kernels on a large image.
    maxima : ndarray of shape (n_kernels,)
    dead : ndarray of bool of shape (n_kernels,)
    dice : ndarray of shape (object classes, n_kernels), or None
    """

    built: ProjectBuild
    block: int
    small: tuple[Bytes | None, ...]
    maxima: NDArray[np.float32]
    dead: NDArray[np.bool_]
    dice: NDArray[np.float32] | None

    @property
    def nbytes(self) -> int:
        """Bytes of the small maps."""
        return sum(small.nbytes for small in self.small if small is not None)


def kernel_traits(built: ProjectBuild, block: int) -> KernelTraits:
    """Find twins among a block's kernels, and draw the kernels of block 1."""
    learned = built.learned.blocks[block - 1]
    filters = _filters(built, learned) if block == 1 else None
    return KernelTraits(_twins(learned), filters)


def _twins(learned: LearnedBlock) -> list[int | None]:
    sign = torch.tensor([-1.0 if kernel.inverted else 1.0 for kernel in learned.kernels])
    kept = torch.tensor([not kernel.deleted for kernel in learned.kernels])
    directions = F.normalize(learned.weights * sign[:, None])
    alike = (directions @ directions.T >= TWIN_COSINE) & kept
    alike = alike.tril(diagonal=-1)
    first = alike.byte().argmax(dim=1) + 1
    pairs = zip(alike.any(dim=1).tolist(), first.tolist(), strict=True)
    return [number if has_twin else None for has_twin, number in pairs]


def _filters(built: ProjectBuild, learned: LearnedBlock) -> tuple[Bytes, ...]:
    """Draw the weights of each kernel in the image's units.

    A kernel applies to normalised patches. Its weights are given the length of such a patch,
    multiplied by the deviation of the markers' patches, and shifted to their mean. Three channels
    are shown in colour, others as the grey of their mean.
    """
    scaling, count = learned.normalisation, len(learned.kernels)
    typical = F.normalize(learned.weights) * learned.weights.shape[1] ** 0.5
    patches = (typical * scaling.deviation + scaling.mean).numpy()
    architecture = built.learned.architecture
    if architecture.standardise != "none":  # the image's mean colour is 0; show it as grey
        patches = GREY + patches * (
            TYPICAL_DEVIATION if architecture.standardise == "standard" else 1
        )
    side = architecture.blocks[0].kernel_size
    patches = patches.reshape(count, side, side, -1).clip(0, 1)
    if patches.shape[-1] != 3:
        patches = patches.mean(axis=-1, keepdims=True).repeat(3, axis=-1)
    elif architecture.colour_space == "lab":
        patches = lab_to_rgb(patches)
    return tuple(np.rint(patches * 255).astype(np.uint8))


def kernel_maps(encoded: EncodedImage, block: int, truth: NDArray[np.int16] | None) -> KernelMaps:
    """Compute a block's maps on an image, at most `MAP_SIDE` pixels wide, with maxima and Dice.

    Dice is computed on the map cut at Otsu's threshold, at most `DICE_SIDE` pixels wide.
    """
    with torch.inference_mode():
        maps = _maps_of_all(encoded, block)
        maxima, minima = maps.amax(dim=(1, 2)), maps.amin(dim=(1, 2))
        levels = _drawn(reduce_maps(maps, MAP_SIDE))
        classes = encoded.built.model.document.object_classes
        dice = None if truth is None else map_dice(maps, truth, classes)
    dead = ((maxima == 0) & (minima == 0)).numpy()
    return KernelMaps(encoded.built, block, tuple(levels.numpy()), maxima.numpy(), dead, dice)


def summarised_maps(
    built: ProjectBuild, block: int, summary: MapSummary, truth: NDArray[np.int16] | None
) -> KernelMaps:
    """Return a block's maps on a large image, from their summary; see :func:`kernel_maps`.

    Deleted kernels have none. Dice needs the maps reduced to `DICE_SIDE`.
    """
    classes, dice = built.model.document.object_classes, None
    with torch.inference_mode():
        levels = _drawn(summary.reduced(MAP_SIDE)).numpy()
        if truth is not None and summary.has(DICE_SIDE):
            dice = map_dice(summary.reduced(DICE_SIDE), truth, classes)
    kept = np.array([not kernel.deleted for kernel in built.learned.blocks[block - 1].kernels])
    rows = iter(levels)
    small = tuple(next(rows) if is_kept else None for is_kept in kept)
    maxima, dead = np.zeros(len(kept), np.float32), np.zeros(len(kept), np.bool_)
    maxima[kept] = summary.highest.numpy()
    dead[kept] = ((summary.highest == 0) & (summary.lowest == 0)).numpy()
    if dice is not None:
        every = np.zeros((len(classes), len(kept)), np.float32)
        every[:, kept] = dice
        dice = every
    return KernelMaps(built, block, small, maxima, dead, dice)


def _drawn(small: Tensor) -> Tensor:
    """Scale reduced maps to 0..255, each by its maximum."""
    small = small.clamp(min=0)
    peaks = small.amax(dim=(1, 2), keepdim=True)
    return (small * (255 / torch.where(peaks > 0, peaks, 1.0))).round().byte()


def _maps_of_all(encoded: EncodedImage, block: int) -> Tensor:
    """Return the maps (n_kernels, h, w) of all learned kernels, in their order."""
    kernels = encoded.built.learned.blocks[block - 1].kernels
    maps = encoded.activations[block - 1][0]
    deleted = torch.tensor([kernel.deleted for kernel in kernels])
    if not deleted.any():
        return maps
    rows = deleted.nonzero()[:, 0].tolist()
    every = maps.new_empty((len(kernels), *maps.shape[1:]))
    every[~deleted] = maps
    every[deleted] = all_maps(encoded.built.learned, block, encoded.inputs_of(block), rows)[0]
    return every


def edited_rows(
    learned: LearnedBlock, edits: Sequence[KernelEdit]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return masks of the learned kernels that the edits of their block delete and invert.

    Edits are matched to kernels as at a build.
    """
    identities = [kernel.identity for kernel in learned.kernels]
    known = set(identities)
    # Weights are compared only if an identity is gone, which is rare.
    plain = [edit.with_(weights=()) if edit.kernel in known else edit for edit in edits]
    matches = match_edits(plain, identities, learned.weights)
    return matches.deleted, matches.inverted


def kernel_cards(
    built: ProjectBuild,
    block: int,
    edits: Sequence[KernelEdit],
    *,
    traits: KernelTraits | None = None,
    maps: KernelMaps | None = None,
    weights: NDArray[np.float32] | None = None,
    class_index: int = 0,
) -> tuple[KernelCard, ...]:
    """Make the cards of a block's kernels.

    Parameters
    ----------
    built : ProjectBuild
    block : int
        From 1; a block that was not built has no cards.
    edits : sequence of KernelEdit
        Edits of the current project.
    traits : KernelTraits or None, default=None
    maps : KernelMaps or None, default=None
        From the same build.
    weights : ndarray of shape (object classes, channels) or None, default=None
        Weights of the decoder.
    class_index : int, default=0
        Index of the object class for weights and Dice.
    """
    if not 1 <= block <= len(built.learned.blocks):
        return ()
    learned = built.learned.blocks[block - 1]
    deleted, inverted = edited_rows(learned, [edit for edit in edits if edit.block == block])
    kept = np.array([not kernel.deleted for kernel in learned.kernels])
    channels = np.cumsum(kept) - 1
    cards = []
    for row, kernel in enumerate(learned.kernels):
        channel = int(channels[row]) if kept[row] else None
        edited = bool(deleted[row]), bool(inverted[row])
        fields: dict[str, Any] = {}
        if weights is not None and channel is not None:
            fields["weight"] = float(weights[class_index, channel])
        if traits is not None:
            fields["twin"] = traits.twins[row]
            fields["filters"] = None if traits.filters is None else traits.filters[row]
        if maps is not None and maps.small[row] is not None:
            fields["map"] = maps.small[row]
            fields["maximum"] = float(maps.maxima[row])
            fields["dead"] = bool(maps.dead[row])
            fields["dice"] = None if maps.dice is None else float(maps.dice[class_index, row])
        card = KernelCard(
            block=block,
            number=row + 1,
            identity=kernel.identity,
            channel=channel,
            class_id=kernel.class_id,
            image=kernel.image,
            marker=kernel.marker,
            row=kernel.row,
            col=kernel.col,
            size=kernel.size,
            deleted=edited[0],
            inverted=edited[1],
            pending=edited != (kernel.deleted, kernel.inverted),
            auc=kernel.auc,
            fisher=kernel.fisher,
            **fields,
        )
        cards.append(card)
    return tuple(cards)
