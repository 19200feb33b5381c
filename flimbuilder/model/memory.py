"""Measure the memory of the process, and estimate that of work to come."""

import math
import re
import sys
from pathlib import Path

from flimbuilder.model.document import ModelDocument
from flimbuilder.project.decoding import DecoderChoice

__all__ = [
    "TILES_PER_WHOLE",
    "WHOLE_BYTES",
    "bytes_to_encode",
    "bytes_to_predict",
    "peak_rss_mb",
    "tile_side",
]

WHOLE_BYTES = 2 * 10**9
"""Default bytes for an image to be predicted whole; larger images are predicted in tiles."""
TILES_PER_WHOLE = 16
"""Tiles that share these bytes; small tiles stay in the processor's caches."""
FLOAT = 4  # bytes
COLOUR = 5  # floats for each value of the image while its colours are converted
DECODING = 12  # floats for each value of the maps that the widest decoders work on
JOINT_DECODING = 4  # the same for joint decoders, which only add weighted maps
NETWORK_DECODING = 8  # the same for a U-shaped network, which keeps maps of two levels
SMALLEST_TILE = 32  # pixels

STATUS = Path("/proc/self/status")


def peak_rss_mb() -> float:
    """Return the peak memory of the process in MB; NaN if the system does not report it."""
    try:
        # Linux; its getrusage would count the parent's memory at the start of this process.
        peak = re.search(r"^VmHWM:\s*(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    except OSError:
        peak = None
    return round(int(peak[1]) * 1024 / 1e6, 1) if peak else _by_getrusage()


def _by_getrusage() -> float:
    try:
        import resource
    except ImportError:  # not on Windows
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)


def bytes_to_encode(
    document: ModelDocument, shape: tuple[int, int, int], n_blocks: int | None = None
) -> int:
    """Estimate the peak memory of encoding an image whole, in bytes.

    All maps stay in memory, the image twice as floats, and the maps of one block at a time before
    pooling, at the size of its input.

    Parameters
    ----------
    document : ModelDocument
    shape : tuple of int
        (height, width, channels) of the image.
    n_blocks : int or None, default=None
        Number of blocks that run; None is all.
    """
    height, width, channels = shape
    kept, unpooled = 2 * channels * height * width, [0]
    blocks = zip(document.architecture.blocks, document.kernel_counts, strict=True)
    for block, kernels in list(blocks)[:n_blocks]:
        unpooled.append(kernels * height * width)
        height, width = -(-height // block.stride), -(-width // block.stride)
        kept += kernels * height * width
    return FLOAT * (kept + max(unpooled))


def bytes_to_predict(
    document: ModelDocument, shape: tuple[int, int, int], decoder_choice: DecoderChoice
) -> int:
    """Estimate the peak memory of encoding and decoding an image whole, in bytes.

    Adds to :func:`bytes_to_encode` the work of the decoder of a complete choice, a multiple of
    its block's maps, and the saliency at the image's size.
    """
    height, width, _ = shape
    saliency = 3 * len(decoder_choice.blocks) * len(document.object_classes)
    decoding = max(_decoding_floats(document, decoder_choice))
    own = int(FLOAT * height * width * (decoding + saliency))
    return bytes_to_encode(document, shape, max(decoder_choice.blocks)) + own


def tile_side(document: ModelDocument, decoder_choice: DecoderChoice, memory: int) -> int:
    """Return the side, in pixels, of tiles that take at most `memory` bytes.

    A tile holds the input and the maps of the decoder's blocks; others pass in strips.
    """
    architecture, counts = document.architecture, document.kernel_counts
    kept = sum(
        counts[number - 1] / math.prod(block.stride for block in architecture.blocks[:number]) ** 2
        for number in decoder_choice.blocks
    )
    decoding = sum(_decoding_floats(document, decoder_choice))
    floats = COLOUR * document.input.channels + kept + decoding
    return max(SMALLEST_TILE, math.isqrt(int(memory / (FLOAT * floats))))


def _decoding_floats(document: ModelDocument, decoder_choice: DecoderChoice) -> list[float]:
    """Return the floats that decoding each block takes per pixel of the image."""
    architecture, counts = document.architecture, document.kernel_counts
    copies = JOINT_DECODING if decoder_choice.is_joint else DECODING
    if decoder_choice.weights_source == "finetuned":
        copies = NETWORK_DECODING
    strides = [
        math.prod(block.stride for block in architecture.blocks[:number])
        for number in decoder_choice.blocks
    ]
    return [
        copies * counts[number - 1] / stride**2
        for number, stride in zip(decoder_choice.blocks, strides, strict=True)
    ]
