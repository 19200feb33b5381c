"""Run an encoder on images: the same maps as :meth:`Encoder.encode`, but faster.

:class:`FlimBlock` convolves, activates and pools in three passes over the maps, and pooling takes
a quarter of the time. Here maxima are taken along columns, then along rows, and then activated
(the activation keeps the order of values), strip by strip while the strip is in the cache. On a
CPU the maps are equal to the last bit.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import ArchitectureError, ImageError
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.network import Encoder, FlimBlock
from flimbuilder.project.architecture import Architecture, check_map_sizes

__all__ = [
    "RunStep",
    "encode_images",
    "pool_in_strips",
    "prepare_images",
    "require_encodable",
    "run_encoder",
    "sliding_maximum",
]

RunStep = Callable[[int, Callable[[], Tensor]], Tensor]
"""Run a step, or return its cached result: number 0 prepares the image, n runs block n."""
SHARED = 2**15  # values: torch shares out more among threads
RUN = 10_880  # pixels of so many values at most, in whole vectors of a processor
STRIP = 2**20  # elements of the maps that are pooled together


def encode_images(
    encoder: Encoder,
    architecture: Architecture,
    images: NDArray[np.float32],
    n_blocks: int | None = None,
    *,
    known: Sequence[Tensor] = (),
    name: str = "image",
    run_step: RunStep = lambda number, step: step(),
) -> list[Tensor]:
    """Encode images of one size on the device of the encoder.

    Parameters
    ----------
    encoder : Encoder
    architecture : Architecture
        The encoder's blocks.
    images : ndarray of shape (N, H, W, C)
        In [0, 1].
    n_blocks : int or None, default=None
        Number of blocks to run; None runs all.
    known : sequence of Tensor, default=()
        Maps of the first blocks, which are not run again.
    name : str, default="image"
        Name of the image in error messages.
    run_step : callable, default runs all steps
        See :data:`RunStep`.

    Returns
    -------
    list of Tensor
        One per block, (N, kernels, height, width).

    Raises
    ------
    ImageError
        If the encoder reads another number of channels, or a stride is larger than its map.
    """
    require_encodable(encoder, architecture, images.shape[1:], name)
    device = next(encoder.parameters()).device
    batch = torch.from_numpy(images).permute(0, 3, 1, 2).to(device)
    return run_encoder(encoder, batch, n_blocks, known, run_step)


def require_encodable(
    encoder: Encoder, architecture: Architecture, shape: tuple[int, ...], name: str = "image"
) -> None:
    """Raise ImageError if an encoder cannot encode images of shape (height, width, channels)."""
    height, width, channels = shape
    if not architecture.reads(channels, encoder.image_channels):
        raise ImageError(
            f"{name}: has {channels} channels and the encoder reads {encoder.image_channels}; "
            "give images like those it was learned from"
        )
    try:
        check_map_sizes(architecture, height, width)
    except ArchitectureError as error:
        raise ImageError(f"{name}: {error}") from None


def run_encoder(
    encoder: Encoder,
    images: Tensor,
    n_blocks: int | None = None,
    known: Sequence[Tensor] = (),
    run_step: RunStep = lambda number, step: step(),
) -> list[Tensor]:
    """Encode images (N, C, H, W) in [0, 1] that are on the device of the encoder.

    The maps are as from :func:`encode_images`, channels last in memory.
    """
    activations = list(known)
    with torch.inference_mode(), full_precision():
        blocks = encoder.blocks()[:n_blocks]
        maps = (
            activations[-1]
            if activations
            else run_step(0, lambda: prepare_images(encoder, images))
        )
        for number, block in enumerate(blocks[len(activations) :], start=len(activations) + 1):
            maps = run_step(number, partial(_run_block, block, maps))
            activations.append(maps)
    return activations[: len(blocks)]


def prepare_images(encoder: Encoder, images: Tensor) -> Tensor:
    """Return the input of block 1, with the same bits for any number of threads.

    It equals :meth:`Encoder.prepare` on one thread. torch divides long arrays among threads, and
    the last bits of a power depend on these divisions. So colours are converted in runs of pixels
    that are too short to be divided.

    Parameters
    ----------
    encoder : Encoder
    images : Tensor of shape (N, C, H, W)
        In [0, 1], on the device of the encoder.
    """
    n_images, channels, height, width = images.shape
    is_shared = images.device.type == "cpu" and images.numel() > SHARED
    if not is_shared or channels != 3 or encoder.colour.colour_space != "lab":
        return encoder.prepare(images)
    pixels = images.permute(0, 2, 3, 1).reshape(-1, channels)
    colours = torch.empty_like(pixels)
    runs = zip(torch.split(pixels, RUN), torch.split(colours, RUN), strict=True)
    for run, converted in runs:
        converted.copy_(encoder.colour(run.T[None, :, :, None])[0, :, :, 0].T)
    maps: Tensor = encoder.standardisation(
        colours.view(n_images, height, width, channels).permute(0, 3, 1, 2)
    )
    return maps.contiguous(memory_format=torch.channels_last)


def _run_block(block: FlimBlock, maps: Tensor) -> Tensor:
    """Run a block on maps (N, C, H, W) that are channels last in memory, without gradients."""
    kind, size, stride = (block.pooling[name] for name in ("kind", "size", "stride"))
    if maps.device.type != "cpu" or kind != "max" or size == 1 or stride > 1:
        result: Tensor = block(maps)
        return result

    def pool(strip: Tensor) -> Tensor:
        return block.activate(sliding_maximum(sliding_maximum(strip, size, 2), size, 3))

    return pool_in_strips(block.convolve(maps), (size - 1) // 2, size // 2, pool)


def pool_in_strips(
    maps: Tensor, before: int, after: int, pool: Callable[[Tensor], Tensor]
) -> Tensor:
    """Pool maps strip by strip, in place.

    A strip fits in the cache. New memory for all maps would come from the system page by page,
    which takes longer than the pooling.

    Parameters
    ----------
    maps : Tensor of shape (N, C, H, W)
        Overwritten and returned, channels last in memory.
    before, after : int
        Reach of the pooling window before and after each pixel. Pixels outside the maps are
        minus infinity.
    pool : callable
        Pools a strip, which becomes ``before + after`` smaller along rows and columns.
    """
    maps = maps.contiguous(memory_format=torch.channels_last)
    n_images, kernels, height, width = maps.shape
    rows = min(height, max(1, STRIP // (n_images * kernels * width)))
    around = before + after
    strip = torch.empty(
        (n_images, kernels, rows + around, width + around),
        dtype=maps.dtype,
        device=maps.device,
        memory_format=torch.channels_last,
    ).fill_(float("-inf"))
    inner = strip[:, :, :, before : before + width]
    for first in range(0, height, rows):
        last = min(first + rows, height)
        n_rows = min(height, last + after) - first
        inner[:, :, before : before + n_rows] = maps[:, :, first : first + n_rows]
        inner[:, :, before + n_rows :] = float("-inf")
        maps[:, :, first:last] = pool(strip[:, :, : last - first + around])
        # The next strip needs these rows from before they are pooled.
        inner[:, :, :before] = inner[:, :, rows : rows + before].clone()
    return maps


def sliding_maximum(maps: Tensor, size: int, axis: int, out: Tensor | None = None) -> Tensor:
    """Return the maxima of windows of `size` along an axis, which becomes size - 1 shorter.

    The maximum of a window is that of two windows of up to half its size: O(log size) steps. The
    last step writes into `out`, if it is given.
    """
    reach = 1
    while reach < size:
        step = min(reach, size - reach)
        length = maps.shape[axis] - step
        last = out if reach + step == size else None
        maps = torch.maximum(
            maps.narrow(axis, 0, length), maps.narrow(axis, step, length), out=last
        )
        reach += step
    return maps
