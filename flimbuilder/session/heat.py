"""Maps to lay over the image."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.builder import Built
from flimbuilder.session.encoding import Encoded
from flimbuilder.session.results import Decoded, HeatMap

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "FALSE",
    "MISSED",
    "RIGHT",
    "Activation",
    "activation_heat",
    "activation_map",
    "error_heat",
    "kernel_row",
    "saliency_heat",
]  # fmt: skip

RIGHT, MISSED, FALSE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Activation:
    """One activation map.

    Attributes
    ----------
    of : tuple
        (Built, image id, block, row of the learned kernel).
    values : Tensor of shape (h, w)
    """

    of: tuple[Built, str, int, int]
    values: "Tensor"


def kernel_row(built: Built, block: int, kernel: KernelIdentity | None) -> int | None:
    """Return which of a block's learned kernels is meant; the first kept one where it is none.

    None where there is no such block.
    """
    blocks = built.learned.blocks
    if not 1 <= block <= len(blocks):
        return None
    kernels = blocks[block - 1].kernels
    if kernel is not None:
        for row, one in enumerate(kernels):
            if one.identity == kernel:
                return row
    return next(row for row, one in enumerate(kernels) if not one.deleted)


def activation_map(encoded: Encoded, block: int, row: int) -> "Tensor":
    """Return the activation map (h, w) of a learned kernel, which may be a deleted one."""
    kernels = encoded.built.learned.blocks[block - 1].kernels
    if kernels[row].deleted:
        from flimbuilder.flim.fold import all_maps

        return all_maps(encoded.built.learned, block, encoded.inputs_of(block), [row])[0, 0]
    channel = sum(not one.deleted for one in kernels[:row])
    return encoded.activations[block - 1][0, channel]


def activation_heat(encoded: Encoded, block: int, row: int) -> tuple[HeatMap, Activation]:
    """Return the map of a learned kernel over the image, and the map itself."""
    import torch
    from torch.nn import functional as F

    values = activation_map(encoded, block, row).clone()  # not to hold the other maps
    with torch.inference_mode():
        large = F.interpolate(
            values[None, None], size=encoded.size, mode="bilinear", align_corners=False
        )[0, 0]
        low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
        span = (high - low) or 1.0
        levels = ((large - low) * (255 / span)).round().clamp(0, 255).byte().numpy()
    title = f"block {block}, kernel {row + 1}"
    return HeatMap("heat", title, levels, low, low + span), Activation(
        (*encoded.key, block, row), values
    )


def saliency_heat(saliency: NDArray[np.float32], name: str, *, is_draft: bool = False) -> HeatMap:
    """Return the saliency (H, W), in [0, 1], of a class of a name over the image."""
    title = f"saliency of {name}" + (", a draft" if is_draft else "")
    return HeatMap("heat", title, np.rint(saliency * 255).astype(np.uint8))


def error_heat(decoded: Decoded, truth: NDArray[np.integer[Any]]) -> HeatMap:
    """Return where mask and reference mask differ.

    An object that is taken for background is missed; whatever else differs is false.
    """
    labels = truth
    if len(decoded.classes) == 1:
        labels = np.where(truth > 0, decoded.classes[0], 0)
    differs = decoded.mask != labels
    missed = differs & (decoded.mask == 0)
    values = np.where(missed, MISSED, np.where(differs, FALSE, RIGHT)).astype(np.uint8)
    return HeatMap("error", "errors of the mask", values, 0.0, 2.0)
