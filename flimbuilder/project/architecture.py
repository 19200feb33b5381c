"""The architecture of an encoder: its blocks, the arithmetic of their shapes, and presets.

A block is a convolution (with the marker-based normalisation folded in), an activation and a
pooling. Convolutions and poolings are padded: a side of ``n`` pixels becomes
``ceil(n / stride)``.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from flimbuilder.errors import ArchitectureError
from flimbuilder.project.augmentation import NO_AUGMENTATION, PatchAugmentation
from flimbuilder.project.class_shares import ClassShares
from flimbuilder.project.encoder_start import EncoderStart
from flimbuilder.project.values import Value, describe

__all__ = [
    "DEFAULT_ARCHITECTURE",
    "LEARNABLE",
    "MOST_RESTARTS",
    "PRESETS",
    "Architecture",
    "Block",
    "BlockShape",
    "ColourSpace",
    "Count",
    "Pooling",
    "Preset",
    "Select",
    "Side",
    "Standardise",
    "border_note",
    "check_map_sizes",
    "convolution_parameters",
    "foreign_parts",
    "output_side",
    "parse_architecture",
    "trace_shapes",
]

MOST_RESTARTS = 100
Side = Annotated[int, Field(ge=1, le=999, strict=True)]
Count = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Restarts = Annotated[int, Field(ge=1, le=MOST_RESTARTS, strict=True)]
ColourSpace = Literal["lab", "rgb", "grey", "lab-ycbcr", "lab-ycbcr-601", "lab-pyflim", "luma"]
Standardise = Literal["none", "mean", "standard"]
Select = Literal["none", "fisher", "auc"]
LEARNABLE = ("lab", "rgb", "grey")


class Pooling(Value):
    """The pooling of a block.

    Attributes
    ----------
    kind : {"max", "average", "min", "none"}, default="max"
        ``none`` leaves the map unchanged; `size` and `stride` have no effect then.
    size : int, default=3
        Side of the square window, in pixels of the convolution's output. The window of output
        ``i`` covers ``i * stride - (size - 1) // 2`` to ``i * stride + size // 2``; pixels
        outside the map are ignored.
    stride : int, default=1
        Distance between windows.
    outside : {"left-out", "zero"}, default="left-out"
        With ``zero`` an average counts pixels outside the map as zeros, as libift and pyflim do.
        Only models imported from them use it.
    """

    kind: Literal["max", "average", "min", "none"] = "max"
    size: Side = 3
    stride: Side = 1
    # The default is not written: fingerprints of learnable architectures do not depend on it.
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
        Number of clusters of the patches of each marker.
    kernels : int or None, default=None
        Number of kernels after the reduction; None keeps all.
    max_kernels_per_image : int or None, default=None
        Maximum number of kernels from each image, before the images are combined.
    reduction : {"kmeans", "pca", "pca-global", "none"}, default="kmeans"
        ``kmeans`` clusters the kernels of each class. ``pca`` takes the principal directions of
        each class and keeps sign and class. ``pca-global`` mixes the classes, so its kernels have
        no class.
    representative : {"centre", "medoid"}, default="centre"
        Kernel of a cluster: its mean, or its most central patch.
    normalisation : {"patch", "channel"}, default="patch"
        Compute mean and deviation for each patch element, or for each channel.
    unit_norm : bool, default=True
        Scale each kernel to unit length before folding the normalisation.
    activation : {"relu", "leaky", "none"}, default="relu"
        ``leaky`` has a slope of 0.01 below zero.
    pooling : Pooling
        Default: maximum over 3 x 3, stride 1.
    padding : {"zero", "mean", "reflect"}, default="zero"
        Pixels outside the convolution's input: zeros, a value for each channel (the tensor
        ``blockN.mean``), or the input mirrored at its outermost pixels. Only imported models
        use ``mean`` and ``reflect``.
    augment : PatchAugmentation
        Mirrored, turned and scaled copies of the patches to learn from; default: none. No effect
        with the estimator ``bofp``.
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
    augment: Annotated[
        PatchAugmentation, Field(exclude_if=lambda augment: augment == NO_AUGMENTATION)
    ] = NO_AUGMENTATION

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
        """Distance from the centre of a patch to its outermost tap, in pixels."""
        return self.kernel_size // 2 * self.dilation

    @property
    def stride(self) -> int:
        """Distance between neighbouring output pixels, in input pixels."""
        return 1 if self.pooling.kind == "none" else self.pooling.stride

    @property
    def pooling_size(self) -> int:
        """Side of the pooling window; 1 without pooling."""
        return 1 if self.pooling.kind == "none" else self.pooling.size


class Architecture(Value):
    """The blocks of an encoder and the colour space of its input, without weights.

    Attributes
    ----------
    blocks : tuple of Block
        From the image on, 1 to 50.
    colour_space : {"lab", "rgb", "grey", "lab-ycbcr", "lab-ycbcr-601", "lab-pyflim", "luma"}, \
            default="lab"
        Conversion of three-channel images before block 1: ``lab`` is CIE Lab scaled to [0, 1],
        ``grey`` one channel of luma. Images with another number of channels are not converted.
        The other values belong to models imported from libift, FLIM-Builder and pyflim, and a
        project cannot have them: Lab as libift computes it from PNG files (``lab-ycbcr``) or
        from JPEG and PPM files (``lab-ycbcr-601``), Lab as pyflim computes it, and the luma that
        libift stores, which accepts images of one channel too.
    standardise : {"none", "mean", "standard"}, default="none"
        How each channel of each image is standardised before block 1, so that differently
        coloured slides give similar patches. ``mean`` subtracts its midmean (the mean between
        the quartiles, on a lattice of 96 x 96 pixels); ``standard`` also divides by its deviation
        plus 0.2.
    selection : {"none", "fisher", "auc"}, default="none"
        How a block selects kernels if the markers give more than it requests, by how well they
        separate the markers of their class from the others. ``fisher`` reduces them to 1.5 times
        the requested number, and keeps those of each class that together have the largest Fisher
        ratio. ``auc`` first drops kernels that respond less to their class than to the others
        (AUC below .5). No effect with the reductions ``pca-global`` and ``none``, nor with
        ``bofp``.
    restarts : int, default=1
        Runs of the k-means that reduces a block's kernels, up to 100. The run with the lowest
        inertia is kept for each class, so that the kernels depend less on the seed. No effect
        with other reductions, nor with ``bofp``.
    stdev_factor : float, default=0.01
        Epsilon added to each standard deviation of the marker-based normalisation.
    estimator : {"cluster", "bofp"}, default="cluster"
        ``cluster`` clusters the patches at every block. ``bofp`` clusters once, at the input,
        and follows the medoid pixel of each cluster through the blocks as a feature point (arXiv
        2504.20872). With ``bofp``, `kernels_per_marker` and `normalisation` count only in block
        1, and `kernels`, `max_kernels_per_image`, `reduction`, `representative` and `unit_norm`
        have no effect.
    class_shares : tuple of ClassShare, default=()
        How the kernels that the listed classes have together, by their numbers of kernels from
        markers, are divided among them: in proportion to their shares, at least one each. It has
        an effect if a block reduces its kernels, with the reductions ``kmeans`` and ``pca``,
        and none with ``bofp``.
    start : EncoderStart or None, default=None
        The model whose blocks are the first ones of the encoder, and are not learned; the
        specifications of these blocks, `colour_space` and `standardise` are then those of the
        model. In JSON it is ``encoder``. None is not written.
    """

    blocks: Annotated[tuple[Block, ...], Field(min_length=1, max_length=50)]
    colour_space: ColourSpace = "lab"
    # The default is not written: fingerprints of architectures without it stay as they are.
    standardise: Annotated[
        Standardise, Field(exclude_if=lambda standardise: standardise == "none")
    ] = "none"
    selection: Annotated[Select, Field(exclude_if=lambda selection: selection == "none")] = "none"
    restarts: Annotated[Restarts, Field(exclude_if=lambda restarts: restarts == 1)] = 1
    stdev_factor: Annotated[float, Field(gt=0, le=10)] = 0.01
    estimator: Literal["cluster", "bofp"] = "cluster"
    class_shares: Annotated[ClassShares, Field(exclude_if=lambda shares: not shares)] = ()
    start: Annotated[
        EncoderStart | None, Field(alias="encoder", exclude_if=lambda start: start is None)
    ] = None

    @model_validator(mode="after")
    def _has_first_blocks(self) -> Self:
        if self.n_frozen > len(self.blocks):
            raise ValueError(
                f"encoder.blocks: {self.n_frozen}, but there are {len(self.blocks)} blocks; keep "
                "the blocks of the other model, or leave 'encoder' out"
            )
        return self

    @property
    def n_frozen(self) -> int:
        """Number of first blocks that come from another model."""
        return 0 if self.start is None else self.start.blocks

    def reduces_by(self, *reductions: str) -> bool:
        """Return True if a block that is learned reduces its kernels in one of these ways."""
        return self.estimator == "cluster" and any(
            block.reduction in reductions and block.kernels is not None
            for block in self.blocks[self.n_frozen :]
        )

    def input_channels(self, image_channels: int) -> int:
        """Return the number of channels that block 1 receives from an image."""
        if self.colour_space in ("grey", "luma") and image_channels == 3:
            return 1
        return image_channels

    def reads(self, channels: int, expected: int) -> bool:
        """Return True if an encoder of `expected` image channels accepts images of `channels`."""
        return channels == expected or (
            self.colour_space == "luma" and {channels, expected} == {1, 3}
        )


def foreign_parts(architecture: Architecture) -> tuple[str, ...]:
    """List the settings, field and value, that only imported models can have."""
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
    """Validate a JSON document as an architecture.

    Parameters
    ----------
    document : object
        As parsed from JSON.

    Returns
    -------
    Architecture

    Raises
    ------
    ArchitectureError
        If it is invalid; the message has the field, the value and the limit.
    """
    try:
        return Architecture.model_validate(document)
    except ValidationError as error:
        raise ArchitectureError(describe(error)) from None


def output_side(
    side: int, size: int, stride: int = 1, dilation: int = 1, *, padded: bool = True
) -> int:
    """Return the length of a side after a convolution or pooling.

    Parameters
    ----------
    side : int
        Length before.
    size : int
        Taps of the window.
    stride, dilation : int, default=1
        Pixels between windows, and between the taps of one window.
    padded : bool, default=True
        Pad the side, so that every stride-th pixel is the centre of a window. Encoders always
        do; False gives the arithmetic of a textbook's tables.

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
    """Count weights and biases of a convolution: ``kernels * (size**2 * channels + 1)``."""
    return kernels * (kernel_size * kernel_size * channels + 1)


@dataclass(frozen=True)
class BlockShape:
    """The shape of a block's output.

    Attributes
    ----------
    height, width : int
        In pixels.
    receptive_field : int
        Side of the square that an output pixel depends on, in image pixels.
    jump : int
        Distance between neighbouring output pixels, in image pixels.
    kernels : int or None
        Output channels; None if they are known only after learning.
    parameters : int or None
        Number of weights and biases; None if known only after learning.
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
    """Compute the shape of each block's output.

    Parameters
    ----------
    architecture : Architecture
    height, width : int
        Of the image, in pixels.
    image_channels : int, default=3

    Returns
    -------
    tuple of BlockShape
        One for each block. Kernel counts are the requested ones; learning may give fewer.

    Notes
    -----
    Each convolution or pooling adds ``(size - 1) * dilation * jump`` to the receptive field;
    the jump is the product of all strides before it.
    """
    shapes = []
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
        shapes.append(BlockShape(height, width, field, jump, kernels, parameters))
        channels = kernels
    return tuple(shapes)


def check_map_sizes(architecture: Architecture, height: int, width: int) -> None:
    """Check that an image is large enough for an architecture.

    Raises
    ------
    ArchitectureError
        If a block's stride exceeds its input map, or its kernels reach beyond the mirrored map.
    """
    for number, block in enumerate(architecture.blocks, start=1):
        if block.padding == "reflect" and block.reach >= min(height, width):
            raise ArchitectureError(
                f"block {number}: its kernels reach {block.reach} pixels beyond the border of a "
                f"mirrored map of {height} x {width} pixels; use larger images"
            )
        if block.stride > min(height, width):
            raise ArchitectureError(
                f"block {number}: a stride of {block.stride} is larger than its map of "
                f"{height} x {width} pixels; use a smaller stride, fewer strided blocks or "
                "larger images"
            )
        height = output_side(height, block.pooling_size, block.stride)
        width = output_side(width, block.pooling_size, block.stride)


def border_note(architecture: Architecture, height: int, width: int) -> str:
    """Name the first block whose kernels span more than half of its map; empty if there is none.

    Most of what such a kernel sees lies beyond the border of the image.
    """
    for number, block in enumerate(architecture.blocks, start=1):
        span = 2 * block.reach + 1
        if 2 * span > min(height, width) and span > 1:
            return (
                f"block {number}: its kernels span {span} of the {min(height, width)} pixels of "
                "its map, so they see mostly what lies beyond the border; use smaller or less "
                "dilated kernels, or larger images"
            )
        height = output_side(height, block.pooling_size, block.stride)
        width = output_side(width, block.pooling_size, block.stride)
    return ""


# Dilation enlarges the receptive field and keeps the resolution.
DEFAULT_ARCHITECTURE = Architecture(
    blocks=(
        Block(kernels=12, dilation=1, pooling=Pooling(kind="max", size=3)),
        Block(kernels=10, dilation=3, pooling=Pooling(kind="average", size=3)),
        Block(kernels=8, dilation=5, pooling=Pooling(kind="max", size=5)),
        Block(kernels=8, dilation=7, pooling=Pooling(kind="max", size=5)),
    ),
    standardise="standard",
)


@dataclass(frozen=True)
class Preset:
    """A named architecture to start from.

    Attributes
    ----------
    name : str
    description : str
        What it is good for, in one line.
    architecture : Architecture
    """

    name: str
    description: str
    architecture: Architecture


_COURSE_BLOCKS = (
    Block(kernels=12, dilation=3, pooling=Pooling(kind="max", size=3)),
    Block(kernels=10, dilation=5, pooling=Pooling(kind="average", size=3)),
    Block(kernels=8, dilation=7, pooling=Pooling(kind="max", size=5)),
    Block(kernels=8, dilation=7, pooling=Pooling(kind="max", size=5)),
)

PRESETS = (
    Preset(
        "Default",
        "four blocks of 8 to 12 kernels, dilated, at full resolution; best in our tests",
        DEFAULT_ARCHITECTURE,
    ),
    Preset(
        "Strided, three blocks",
        "16, 32 and 64 kernels, the last on every fourth pixel; less memory, coarser borders",
        Architecture(
            blocks=(
                Block(kernels=16, pooling=Pooling(size=3, stride=2)),
                Block(kernels=32, pooling=Pooling(size=3, stride=2)),
                Block(kernels=64, pooling=Pooling(size=3)),
            ),
            standardise="standard",
        ),
    ),
    Preset(
        "Small, quick",
        "two blocks of 8 and 16 kernels; the fastest to build, for live mode and large images",
        Architecture(
            blocks=(
                Block(kernels=8, pooling=Pooling(size=3, stride=2)),
                Block(kernels=16, pooling=Pooling(size=3, stride=2)),
            ),
            standardise="standard",
        ),
    ),
    Preset(
        "Deep, four blocks",
        "as published for parasite eggs: wider dilations, images not standardised",
        Architecture(blocks=_COURSE_BLOCKS),
    ),
    Preset(
        "Feature points (FLIM-BoFP)",
        "three points of each marker through four blocks; most kernels, slowest",
        Architecture(
            blocks=tuple(
                block.with_(kernels=None, kernels_per_marker=3) for block in _COURSE_BLOCKS
            ),
            standardise="standard",
            estimator="bofp",
        ),
    ),
)
