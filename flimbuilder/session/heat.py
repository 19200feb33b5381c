"""Heat maps over the image."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.label_values import IGNORED
from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.decoding import block_saliency
from flimbuilder.session.encoding import EncodedImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import DecodedImage, HeatMap

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "FALSE",
    "MISSED",
    "RIGHT",
    "Activation",
    "activation_heat",
    "activation_map",
    "block_heat",
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

    of: tuple[ProjectBuild, str, int, int]
    values: "Tensor"


def kernel_row(built: ProjectBuild, block: int, kernel: KernelIdentity | None) -> int | None:
    """Return the row of a kernel in its block, or of the first kernel that is not deleted.

    Returns None if the build has no such block.
    """
    blocks = built.learned.blocks
    if not 1 <= block <= len(blocks):
        return None
    kernels = blocks[block - 1].kernels
    if kernel is not None:
        for row, learned in enumerate(kernels):
            if learned.identity == kernel:
                return row
    return next(row for row, learned in enumerate(kernels) if not learned.deleted)


def activation_map(encoded: EncodedImage, block: int, row: int) -> "Tensor":
    """Return the activation map (h, w) of a learned kernel, even a deleted one."""
    kernels = encoded.built.learned.blocks[block - 1].kernels
    if kernels[row].deleted:
        from flimbuilder.flim.learned import all_maps

        return all_maps(encoded.built.learned, block, encoded.inputs_of(block), [row])[0, 0]
    channel = sum(not kernel.deleted for kernel in kernels[:row])
    return encoded.activations[block - 1][0, channel]


def activation_heat(encoded: EncodedImage, block: int, row: int) -> tuple[HeatMap, Activation]:
    """Return the activation of a learned kernel as a heat map, and its values."""
    import torch
    from torch.nn import functional as F

    values = activation_map(encoded, block, row).clone()  # release the other maps
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
    """Return the saliency (H, W), in [0, 1], of a named class as a heat map."""
    title = f"saliency of {name}" + (", a draft" if is_draft else "")
    return HeatMap("heat", title, np.rint(saliency * 255).astype(np.uint8))


def block_heat(
    encoded: EncodedImage, resolved: DecoderChoice, block: int, index: int, name: str
) -> HeatMap:
    """Return the saliency of a named class, by its index, on one block alone as a heat map.

    Raises
    ------
    InputError
        If the decoder cannot use the block.
    """
    saliency = block_saliency(encoded, resolved, block)[index]
    return saliency_heat(saliency, f"{name}, block {block}")


def error_heat(decoded: DecodedImage, truth: NDArray[np.integer[Any]]) -> HeatMap:
    """Return the pixels where mask and reference mask differ.

    Object pixels decoded as background are missed; all others that differ are false. Pixels that
    the reference ignores are right.
    """
    differs = (decoded.mask != truth) & (truth != IGNORED)
    missed = differs & (decoded.mask == 0)
    values = np.where(missed, MISSED, np.where(differs, FALSE, RIGHT)).astype(np.uint8)
    return HeatMap("error", "errors of the mask", values, 0.0, 2.0)
