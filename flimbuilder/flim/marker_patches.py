"""The patches at the markers that a learned encoder's kernels came from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.flim.device import full_precision
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import Learning
from flimbuilder.flim.patches import gather_patches
from flimbuilder.flim.step_cache import StepCache, StepResults
from flimbuilder.flim.training import MarkedPixels, TrainingImage, collect_marked_pixels
from flimbuilder.flim.windows import run_block
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.rasterise import evenly_spaced

__all__ = ["MarkerPatches", "marker_patches"]

IntArray = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class MarkerPatches:
    """The patches at the marked pixels on the input of a block.

    Attributes
    ----------
    block : int
        From 1.
    patches : ndarray of float32 of shape (n_patches, n_features)
        Normalised by the markers, as in learning.
    image : tuple of str
        Id of the image of each patch.
    marker, class_id, row, col : ndarray of shape (n_patches,)
        Id and class of its marker, and its pixel in the image; the first of several pixels that
        a stride merges.
    marked : int
        Marked pixels in all.
    most : int
        Patches of the most sampled marker.
    """

    block: int
    patches: Floats
    image: tuple[str, ...]
    marker: IntArray
    class_id: IntArray
    row: IntArray
    col: IntArray
    marked: int
    most: int

    def __len__(self) -> int:
        """Return the number of patches."""
        return len(self.patches)


def marker_patches(
    images: Sequence[TrainingImage],
    learned: LearnedEncoder,
    *,
    seed: int = 0,
    limit: int = 1000,
    n_blocks: int | None = None,
    memory: StepResults | None = None,
    on_progress: Progress = no_progress,
) -> Iterator[MarkerPatches]:
    """Yield the patches at the markers on the input of each block.

    Parameters
    ----------
    images : sequence of TrainingImage
        Those that the encoder was learned from.
    learned : LearnedEncoder
    seed : int, default=0
        Seed of the project; with the estimator ``bofp``, its feature points depend on it.
    limit : int, default=1000
        Largest number of marked pixels. If there are more, each marker gets the same number,
        evenly spaced over it, or all its pixels if it has fewer; at least one.
    n_blocks : int or None, default=None
        Number of blocks; None is all.
    memory : StepResults or None, default=None
        Cache of the steps of a build.
    on_progress : callable, default does nothing
        Called before each block; raises to stop.

    Yields
    ------
    MarkerPatches

    Raises
    ------
    LearnError
        If no pixel is marked.
    """
    images = sorted(images, key=lambda image: image.id)
    steps, blocks = StepCache(memory), learned.architecture.blocks[:n_blocks]
    marked = collect_marked_pixels(images, seed, steps)
    with torch.inference_mode(), full_precision():
        learning = Learning(images, learned.architecture, torch.device("cpu"), on_progress, steps)
        if learned.architecture.estimator == "bofp":
            marked = learning.feature_points(marked)
        sample, most = _sampled(marked, limit)
        places, plan = learning.plan(sample, blocks)
        windows = learning.open_windows(plan)
        modules = learned.encoder.blocks()
    for level, block in enumerate(blocks):
        on_progress("gathering patches", level, len(blocks))
        with torch.inference_mode(), full_precision():
            at = places[level]
            found = gather_patches(windows, at, plan, level, block, learning.buffer)
            patches = learned.blocks[level].normalisation.apply_(found).numpy().copy()
            if level + 1 < len(blocks):
                windows = run_block(windows, modules[level], plan, level)
        yield MarkerPatches(
            level + 1,
            patches,
            tuple(images[index].id for index in at.image),
            sample.marker_id[at.marker_index],
            sample.marker_class[at.marker_index],
            sample.row[at.source],
            sample.col[at.source],
            len(marked.row),
            most,
        )


def _sampled(marked: MarkedPixels, limit: int) -> tuple[MarkedPixels, int]:
    """Return at most `limit` marked pixels, and the most of one marker."""
    sizes = np.unique(marked.marker_index, return_counts=True)[1]
    most = _share(sizes, limit)
    chosen = evenly_spaced(marked.marker_index, most)
    if len(chosen) > limit:  # more markers than points
        chosen = chosen[(2 * np.arange(limit) + 1) * len(chosen) // (2 * limit)]
    chosen = np.sort(chosen)
    parts = {
        name: getattr(marked, name)[chosen] for name in ("image", "marker_index", "row", "col")
    }
    return replace(marked, **parts), int(min(most, sizes.max()))


def _share(sizes: IntArray, limit: int) -> int:
    """Return the largest number, at least 1, so that as many of each do not exceed a limit."""
    if sizes.sum() <= limit:
        return int(sizes.max())
    low, high = 1, int(sizes.max())
    while low < high:
        middle = (low + high + 1) // 2
        if np.minimum(sizes, middle).sum() <= limit:
            low = middle
        else:
            high = middle - 1
    return low
