"""The architecture: which blocks an encoder has, and the arithmetic of their shapes.

A block is a convolution (with the marker-based normalisation folded in), an activation and a
pooling. Every convolution and pooling is padded, so that a side of ``n`` pixels leaves a block
with ``ceil(n / stride)``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator

from flimbuilder.errors import ArchitectureError
from flimbuilder.project.values import Value, describe

__all__ = [
    "Architecture",
    "Block",
    "BlockShape",
    "ColourSpace",
    "Count",
    "Pooling",
    "Side",
    "check_map_sizes",
    "convolution_parameters",
    "foreign_parts",
    "output_side",
    "parse_architecture",
    "trace_shapes",
]

Side = Annotated[int, Field(ge=1, le=999, strict=True)]
Count = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
ColourSpace = Literal["lab", "rgb", "grey", "lab-ycbcr", "lab-ycbcr-601", "lab-pyflim", "luma"]
LEARNABLE = ("lab", "rgb", "grey")


class Pooling(Value):
    """How the activations around a pixel are gathered, and how far apart the pixels kept are.

    Attributes
    ----------
    kind : {"max", "average", "min", "none"}, default="max"
        ``none`` keeps the map as it is; `size` and `stride` then have no effect.
    size : int, default=3
        Side of the square window, in pixels of the block's convolution. The window at output
        ``i`` covers ``i * stride - (size - 1) // 2`` up to ``i * stride + size // 2``;
        pixels outside the map are left out.
    stride : int, default=1
        Distance between the windows.
    outside : {"left-out", "zero"}, default="left-out"
        ``zero``: an average counts the pixels outside the map as zeros, as libift and pyflim do.
        Only models imported from them have it.
    """

    kind: Literal["max", "average", "min", "none"] = "max"
    size: Side = 3
    stride: Side = 1
    # Not written where it is the default: files and fingerprints stay as they were without it.
    outside: Annotated[
        Literal["left-out", "zero"], Field(exclude_if=lambda outside: outside == "left-out")
    ] = "left-out"


class Block(Value):
    """One block of the encoder.

    Attributes
    ----------
    kernel_size : int, default=3
        Odd side of the square kernels, in taps.
    dilation : int, default=1
        Distance between neighbouring taps, in pixels.
    kernels_per_marker : int, default=5
        Clusters sought among the patches of each marker.
    kernels : int or None, default=None
        How many kernels the block is reduced to; None keeps all.
    max_kernels_per_image : int or None, default=None
        How many kernels each image may give before they are united.
    reduction : {"kmeans", "pca", "pca-global", "none"}, default="kmeans"
        ``kmeans`` clusters each class's kernels; ``pca`` keeps each class's principal
        directions, its sign and its class; ``pca-global`` mixes the classes, so its kernels have
        none.
    representative : {"centre", "medoid"}, default="centre"
        What stands for a cluster: its mean, or its most central patch.
    normalisation : {"patch", "channel"}, default="patch"
        Whether mean and deviation are taken for each patch element or for each channel.
    unit_norm : bool, default=True
        Scale each kernel to length one before it is folded.
    activation : {"relu", "leaky", "none"}, default="relu"
        ``leaky`` has the slope 0.01 below zero.
    pooling : Pooling
        Default: maximum over 3 x 3, stride 1.
    padding : {"zero", "mean", "reflect"}, default="zero"
        What the convolution takes for pixels outside its input: zeros, a value for each channel
        (the tensor ``blockN.mean``), or the input mirrored at its outermost pixels. Only
        imported models have another than ``zero``.
    """

    kernel_size: Side = 3
    dilation: Side = 1
    kernels_per_marker: Count = 5
    kernels: Count | None = None
    max_kernels_per_image: Count | None = None
    reduction: Literal["kmeans", "pca", "pca-global", "none"] = "kmeans"
    representative: Literal["centre", "medoid"] = "centre"
    normalisation: Literal["patch", "channel"] = "patch"
    unit_norm: bool = True
    activation: Literal["relu", "leaky", "none"] = "relu"
    pooling: Pooling = Pooling()
    padding: Annotated[
        Literal["zero", "mean", "reflect"], Field(exclude_if=lambda padding: padding == "zero")
    ] = "zero"

    @field_validator("kernel_size")
    @classmethod
    def _odd(cls, side: int) -> int:
        if side % 2 == 0:
            raise ValueError(
                f"{side} is even, so the kernel has no central pixel; use {side - 1} or {side + 1}"
            )
        return side

    @property
    def reach(self) -> int:
        """Pixels from the centre of a patch to its outermost tap."""
        return self.kernel_size // 2 * self.dilation

    @property
    def stride(self) -> int:
        """Distance, in input pixels, between two pixels of the block's output."""
        return 1 if self.pooling.kind == "none" else self.pooling.stride

    @property
    def pooling_size(self) -> int:
        """Side of the pooling window; 1 without pooling."""
        return 1 if self.pooling.kind == "none" else self.pooling.size


class Architecture(Value):
    """The blocks of an encoder and what it reads; no weights.

    Attributes
    ----------
    blocks : tuple of Block
        From the image on; at least one.
    colour_space : {"lab", "rgb", "grey", "lab-ycbcr", "lab-ycbcr-601", "lab-pyflim", "luma"}, \
            default="lab"
        What a three-channel image becomes before block 1: CIE Lab scaled to [0, 1], itself, or
        one channel of luma. Images of any other channel count are taken as they are. The others
        are the inputs of models imported from libift, FLIM-Builder and pyflim: Lab as libift
        makes it of PNG files or of JPEG and PPM files, Lab as pyflim makes it, and the luma that
        libift stores, which reads images of one channel too. A project cannot have them.
    stdev_factor : float, default=0.01
        The epsilon added to each standard deviation of the marker-based normalisation.
    estimator : {"cluster", "bofp"}, default="cluster"
        ``cluster`` clusters the patches at every block; ``bofp`` clusters once, at the input,
        and then follows each cluster's medoid pixel as a feature point (arXiv 2504.20872). With
        ``bofp`` block 1 tells how many points there are (`kernels_per_marker`); its
        `normalisation` serves to find them; `kernels`, `max_kernels_per_image`, `reduction`,
        `representative` and `unit_norm` of all blocks have no effect.
    """

    blocks: Annotated[tuple[Block, ...], Field(min_length=1, max_length=50)]
    colour_space: ColourSpace = "lab"
    stdev_factor: Annotated[float, Field(gt=0, le=10)] = 0.01
    estimator: Literal["cluster", "bofp"] = "cluster"

    def input_channels(self, image_channels: int) -> int:
        """Return how many channels block 1 sees of an image with `image_channels` of them."""
        if self.colour_space in ("grey", "luma") and image_channels == 3:
            return 1
        return image_channels

    def reads(self, channels: int, expected: int) -> bool:
        """Tell whether an encoder of images with `expected` channels reads `channels` of them."""
        return channels == expected or (
            self.colour_space == "luma" and {channels, expected} == {1, 3}
        )


def foreign_parts(architecture: Architecture) -> tuple[str, ...]:
    """Name what only an imported model can have, and learning cannot give: field and value."""
    parts = []
    if architecture.colour_space not in LEARNABLE:
        parts.append(f"colour_space {architecture.colour_space!r}")
    for number, block in enumerate(architecture.blocks, start=1):
        if block.padding != "zero":
            parts.append(f"padding {block.padding!r} of block {number}")
        if block.pooling.outside != "left-out":
            parts.append(f"pooling.outside {block.pooling.outside!r} of block {number}")
    return tuple(parts)


def parse_architecture(document: object) -> Architecture:
    """Check a JSON document of an architecture.

    Parameters
    ----------
    document : object
        As read from JSON.

    Returns
    -------
    Architecture

    Raises
    ------
    ArchitectureError
        With the place, the value and the limit, in one line.
    """
    try:
        return Architecture.model_validate(document)
    except ValidationError as error:
        raise ArchitectureError(describe(error)) from None


def output_side(
    side: int, size: int, stride: int = 1, dilation: int = 1, *, padded: bool = True
) -> int:
    """Return how many pixels a side has after a window has moved along it.

    Parameters
    ----------
    side : int
        Pixels before.
    size : int
        Taps of the window.
    stride, dilation : int, default=1
        Pixels between windows, and between the taps of one window.
    padded : bool, default=True
        Whether the side is padded so that every stride-th pixel is a centre. Encoders here
        always are; without padding it is the arithmetic of the textbooks' tables.

    Returns
    -------
    int
        ``ceil(side / stride)`` if padded, else ``(side - span) // stride + 1`` with
        ``span = (size - 1) * dilation + 1``; at least 0.
    """
    if padded:
        return -(-side // stride)
    span = (size - 1) * dilation + 1
    return max(0, (side - span) // stride + 1)


def convolution_parameters(kernel_size: int, channels: int, kernels: int) -> int:
    """Return the weights and biases of a convolution: ``kernels * (size**2 * channels + 1)``."""
    return kernels * (kernel_size * kernel_size * channels + 1)


@dataclass(frozen=True)
class BlockShape:
    """What one block makes of an image.

    Attributes
    ----------
    height, width : int
        Pixels of the block's output.
    receptive_field : int
        Side, in image pixels, of the square that one output pixel sees.
    jump : int
        Image pixels between neighbouring output pixels.
    kernels : int or None
        Output channels; None where only learning can tell.
    parameters : int or None
        Weights and biases; None where only learning can tell.
    """

    height: int
    width: int
    receptive_field: int
    jump: int
    kernels: int | None
    parameters: int | None


def trace_shapes(
    architecture: Architecture, height: int, width: int, image_channels: int = 3
) -> tuple[BlockShape, ...]:
    """Follow an image's shape through the blocks.

    Parameters
    ----------
    architecture : Architecture
        The blocks.
    height, width : int
        Pixels of the image.
    image_channels : int, default=3
        Its channels.

    Returns
    -------
    tuple of BlockShape
        One a block. Kernel counts are the asked ones: learning may find fewer.

    Notes
    -----
    The receptive field grows by ``(size - 1) * dilation * jump`` with each window; the jump is
    the product of the strides so far.
    """
    return tuple(_trace(architecture, height, width, image_channels))


def _trace(
    architecture: Architecture, height: int, width: int, image_channels: int
) -> Iterator[BlockShape]:
    field, jump = 1, 1
    channels: int | None = architecture.input_channels(image_channels)
    for block in architecture.blocks:
        field += 2 * block.reach * jump + (block.pooling_size - 1) * jump
        jump *= block.stride
        height = output_side(height, block.pooling_size, block.stride)
        width = output_side(width, block.pooling_size, block.stride)
        follows_points = architecture.estimator == "bofp"
        kernels = None if follows_points or block.reduction == "none" else block.kernels
        parameters = (
            None
            if kernels is None or channels is None
            else convolution_parameters(block.kernel_size, channels, kernels)
        )
        yield BlockShape(height, width, field, jump, kernels, parameters)
        channels = kernels


def check_map_sizes(architecture: Architecture, height: int, width: int) -> None:
    """Refuse an architecture whose strides outgrow the image.

    Raises
    ------
    ArchitectureError
        Where a block's stride is larger than the map that it is given, or its kernels reach
        beyond what the mirrored map has.
    """
    for number, block in enumerate(architecture.blocks, start=1):
        if block.padding == "reflect" and block.reach >= min(height, width):
            raise ArchitectureError(
                f"block {number}: its kernels reach {block.reach} pixels beyond a map of "
                f"{height} x {width}, which is mirrored at its border; use larger images"
            )
        if block.stride > min(height, width):
            raise ArchitectureError(
                f"block {number}: a stride of {block.stride} is larger than its map of "
                f"{height} x {width} pixels; use a smaller stride, fewer strided blocks or "
                "larger images"
            )
        height = output_side(height, block.pooling_size, block.stride)
        width = output_side(width, block.pooling_size, block.stride)
