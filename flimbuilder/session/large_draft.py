"""A draft of all results on a large image, from a smaller one that is encoded whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch.nn import functional as F

from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.memory import bytes_to_predict
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.session.cards import KernelMaps, kernel_maps
from flimbuilder.session.decoding import DecoderExplanation, explain
from flimbuilder.session.encoding import EncodedImage
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.project_build import ProjectBuild

__all__ = ["LargeDraft", "draft_activation", "draft_kernels", "make_draft", "sampled"]

DRAFT_BYTES = 160 * 2**20  # to encode and decode the smaller image


@dataclass(frozen=True, eq=False)
class LargeDraft:
    """What a build makes of a level of an image's pyramid. Kernels see coarser details there.

    Attributes
    ----------
    level : int
        Each level halves the one before; 0 is the image.
    saliency : ndarray of shape (object classes, h, w), float32
    """

    level: int
    saliency: NDArray[np.float32]


def make_draft(
    built: ProjectBuild,
    shown: ShownImage,
    resolved: DecoderChoice,
    sizes: Sequence[tuple[int, ...]],
) -> tuple[LargeDraft, EncodedImage] | None:
    """Encode and decode the finest level that takes little memory; None if there is none.

    Parameters
    ----------
    built : ProjectBuild
    shown : ShownImage
    resolved : DecoderChoice
    sizes : sequence of tuple of int
        (height, width) of each level.
    """
    document, channels = built.model.document, shown.pixels.shape[2]
    n_blocks = len(document.blocks)
    deepest = resolved.with_(block=n_blocks, fused=(), weights=(), bias=(), scales=())

    def fits(size: tuple[int, ...]) -> bool:
        shape = size[0], size[1], channels
        choices = resolved, deepest
        return max(bytes_to_predict(document, shape, each) for each in choices) <= DRAFT_BYTES

    level = next((level for level in range(1, len(sizes)) if fits(sizes[level])), None)
    if level is None:
        return None
    if shown.slide is None:
        pixels = sampled(shown.pixels, level)
    else:
        level = max(level, shown.slide.coarse.first)
        pixels = scale_image(shown.slide.coarse.level(level), name=shown.path.name)
    maps = built.model.encode(pixels, name=shown.path.name)
    encoded = EncodedImage(built, shown.id, pixels, maps)
    return LargeDraft(level, built.model.decode(maps, encoded.size, resolved)), encoded


def draft_kernels(
    encoded: EncodedImage, resolved: DecoderChoice
) -> tuple[dict[int, KernelMaps], DecoderExplanation]:
    """Return the maps of each block's kernels and the decoder's explanation on a draft."""
    blocks = range(1, len(encoded.activations) + 1)
    maps = {block: kernel_maps(encoded, block, None) for block in blocks}
    return maps, explain(encoded, resolved)


def sampled(pixels: NDArray[Any], level: int) -> NDArray[np.float32]:
    """Shrink an image by a power of two, each pixel the mean of four samples, to [0, 1]."""
    step = 1 << level
    height, width = pixels.shape[:2]
    places = [
        [np.minimum(np.arange(0, length, step) + offset, length - 1) for length in (height, width)]
        for offset in (step // 4, step // 4 + step // 2)
    ]
    samples = [
        scale_image(pixels[rows[:, None], cols]) for rows, _ in places for _, cols in places
    ]
    mean: NDArray[np.float32] = np.mean(samples, axis=0, dtype=np.float32)
    return mean


def draft_activation(small: NDArray[np.uint8], size: tuple[int, ...]) -> NDArray[np.uint8]:
    """Enlarge a kernel's small map to a (height, width)."""
    from torch import from_numpy

    large = F.interpolate(from_numpy(small)[None, None].float(), size=size, mode="bilinear")
    drawn: NDArray[np.uint8] = large[0, 0].round().byte().numpy()
    return drawn
