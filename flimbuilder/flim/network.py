"""The learned network as plain torch modules.

An exported ``encoder.py`` consists of the source of this module, of those it imports and of the
decoder's module. They therefore import only torch and each other.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from flimbuilder.flim.libift_colour import (
    LAB_OFFSET,
    LAB_RANGE,
    lab_of_jpeg,
    lab_of_png,
    lab_of_pyflim,
    stored_luma,
)
from flimbuilder.flim.standardise import InputStandardisation, Statistics

__all__ = [
    "LEAKY_SLOPE",
    "BlocksDecoder",
    "ColourConversion",
    "Encoder",
    "FlimBlock",
    "Network",
    "linear_rgb",
    "pool",
    "rgb_to_grey",
    "rgb_to_lab",
    "xyz_weights",
]

LEAKY_SLOPE = 0.01

# sRGB to CIE XYZ, and the white of D65 at 2 degrees (IEC 61966-2-1; ASTM E308).
_XYZ_OF_RGB = (
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)
_WHITE = (0.95047, 1.0, 1.08883)
_LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601


def linear_rgb(rgb: Tensor) -> Tensor:
    """Return linear intensities of sRGB in [0, 1], of any shape (IEC 61966-2-1)."""
    return torch.where(rgb > 0.04045, ((rgb + 0.055) / 1.055).pow(2.4), rgb / 12.92)


def xyz_weights() -> list[tuple[float, float, float]]:
    """Return the weights of linear red, green and blue in X, Y and Z, relative to the white."""
    return [
        (r / white, g / white, b / white)
        for (r, g, b), white in zip(_XYZ_OF_RGB, _WHITE, strict=True)
    ]


def rgb_to_lab(rgb: Tensor) -> Tensor:
    """Convert sRGB to CIE Lab, each channel scaled to [0, 1] by constants.

    Parameters
    ----------
    rgb : Tensor of shape (N, 3, H, W)
        In [0, 1].

    Returns
    -------
    Tensor of shape (N, 3, H, W)
        ``L / 99.998337``, ``(a + 86.182236) / 184.440850``, ``(b + 107.867744) / 202.349426``.
    """
    # Term by term: the rounding of a convolution would depend on the number of threads.
    red, green, blue = linear_rgb(rgb).unbind(1)
    xyz = torch.stack([r * red + g * green + b * blue for r, g, b in xyz_weights()], dim=1)
    root = torch.where(
        xyz > 0.008856, xyz.clamp(min=1e-6).pow(1.0 / 3.0), 7.787 * xyz + 16.0 / 116.0
    )
    x, y, z = root.unbind(1)
    lab = torch.stack((116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)), dim=1)
    offset = rgb.new_tensor(LAB_OFFSET)[:, None, None]
    return (lab + offset) / rgb.new_tensor(LAB_RANGE)[:, None, None]


def rgb_to_grey(rgb: Tensor) -> Tensor:
    """Return the luma of ITU-R BT.601, (N, 1, H, W), of RGB of shape (N, 3, H, W)."""
    weights = rgb.new_tensor(_LUMA)[None, :, None, None]
    return (rgb * weights).sum(dim=1, keepdim=True)


def pool(maps: Tensor, kind: str, size: int, stride: int, outside: str = "left-out") -> Tensor:
    """Pool the activations around every stride-th pixel.

    Parameters
    ----------
    maps : Tensor of shape (N, C, H, W)
    kind : {"max", "average", "min", "none"}
    size, stride : int
        The window of output i covers ``i * stride - (size - 1) // 2`` to
        ``i * stride + size // 2``; pixels outside the map are ignored.
    outside : {"left-out", "zero"}, default="left-out"
        ``zero`` counts pixels outside the map as zeros in an average.

    Returns
    -------
    Tensor of shape (N, C, ceil(H / stride), ceil(W / stride))
    """
    if kind == "none":
        return maps
    if kind == "min":
        return -pool(-maps, "max", size, stride)
    if size % 2:  # symmetric padding, which torch does without a copy
        if kind == "max":
            return F.max_pool2d(maps, size, stride, padding=size // 2)
        counted = outside == "zero"
        return F.avg_pool2d(maps, size, stride, padding=size // 2, count_include_pad=counted)
    padding = ((size - 1) // 2, size // 2) * 2
    if kind == "max":
        return F.max_pool2d(F.pad(maps, padding, value=float("-inf")), size, stride)
    inside = F.pad(
        maps.new_ones((1, 1, *maps.shape[-2:])), padding, value=float(outside == "zero")
    )
    return F.avg_pool2d(F.pad(maps, padding), size, stride) / F.avg_pool2d(inside, size, stride)


class ColourConversion(nn.Module):
    """Converts the image's colours to the input of block 1.

    Parameters
    ----------
    colour_space : {"lab", "rgb", "grey", "lab-ycbcr", "lab-ycbcr-601", "lab-pyflim", "luma"}
        The colours of three-channel images. Other images stay as they are, except that ``luma``
        also rounds images of one channel. All but the first three depend on the whole image.
    """

    def __init__(self, colour_space: str) -> None:
        super().__init__()
        self.colour_space = colour_space

    def forward(self, images: Tensor) -> Tensor:
        """Convert images (N, C, H, W) in [0, 1]."""
        if self.colour_space == "luma" and images.shape[1] == 1:
            return stored_luma(images)
        if images.shape[1] != 3 or self.colour_space == "rgb":
            return images
        conversions = {
            "lab": rgb_to_lab,
            "grey": rgb_to_grey,
            "lab-ycbcr": lab_of_png,
            "lab-ycbcr-601": lab_of_jpeg,
            "lab-pyflim": lab_of_pyflim,
            "luma": stored_luma,
        }
        return conversions[self.colour_space](images)


class FlimBlock(nn.Module):
    """Convolution with the folded normalisation, activation and pooling.

    Parameters
    ----------
    channels, kernels : int
        Input and output channels.
    block : mapping
        The block's specification, as in the architecture's JSON.

    Attributes
    ----------
    mean : Tensor of shape (channels,)
        With the padding ``mean`` only: subtracted from the input before zero padding, as if each
        channel had this value outside the map.
    """

    mean: Tensor

    def __init__(self, channels: int, kernels: int, block: Mapping[str, Any]) -> None:
        super().__init__()
        side, dilation = block["kernel_size"], block["dilation"]
        self.padding = str(block.get("padding", "zero"))
        self.conv = nn.Conv2d(
            channels,
            kernels,
            side,
            padding=side // 2 * dilation,
            dilation=dilation,
            padding_mode="reflect" if self.padding == "reflect" else "zeros",
        )
        if self.padding == "mean":
            self.register_buffer("mean", torch.zeros(channels))
        self.activation = str(block["activation"])
        self.pooling = dict(block["pooling"])

    def convolve(self, maps: Tensor) -> Tensor:
        """Pad and convolve the input, without activation."""
        if self.padding == "mean":
            maps = maps - self.mean[:, None, None]
        result: Tensor = self.conv(maps)
        return result

    def activate(self, maps: Tensor) -> Tensor:
        """Apply the activation function, in place if no gradient needs the maps."""
        if self.activation == "relu":
            return F.relu(maps, inplace=not maps.requires_grad)
        if self.activation == "leaky":
            return F.leaky_relu(maps, LEAKY_SLOPE)
        return maps

    def forward(self, maps: Tensor) -> Tensor:
        """Return the activation maps of the block, (N, kernels, ceil(H / stride), ...)."""
        activated = self.activate(self.convolve(maps))
        return pool(activated, **self.pooling)


class Encoder(nn.Module):
    """The colour conversion, the standardisation and the blocks, in order.

    Parameters
    ----------
    image_channels : int
        Channels of the images.
    kernels : sequence of int
        Output channels of each block.
    architecture : mapping
        The architecture as JSON: ``blocks``, ``colour_space`` and, unless it is ``none``,
        ``standardise``.

    Notes
    -----
    The state dict has only ``block1.conv.weight``, ``block1.conv.bias``, ``block2...``; that of
    an imported model may also have ``block1.mean``.
    """

    def __init__(
        self, image_channels: int, kernels: Sequence[int], architecture: Mapping[str, Any]
    ) -> None:
        super().__init__()
        colour_space = str(architecture["colour_space"])
        self.image_channels = image_channels
        self.colour = ColourConversion(colour_space)
        self.standardisation = InputStandardisation(str(architecture.get("standardise", "none")))
        single = colour_space in ("grey", "luma") and image_channels == 3
        channels = 1 if single else image_channels
        specifications = zip(kernels, architecture["blocks"], strict=True)
        for number, (count, block) in enumerate(specifications, start=1):
            self.add_module(f"block{number}", FlimBlock(channels, count, block))
            channels = count
        self.n_blocks = len(kernels)

    def blocks(self) -> list[FlimBlock]:
        """Return the blocks in order."""
        return [getattr(self, f"block{number}") for number in range(1, self.n_blocks + 1)]

    def prepare(self, images: Tensor, statistics: "Statistics | None" = None) -> Tensor:
        """Return the input of block 1: colours converted, and each image standardised.

        Parameters
        ----------
        images : Tensor of shape (N, C, H, W)
            In [0, 1].
        statistics : tuple or None, default=None
            Of the whole images, if these are parts of images; None measures them.
        """
        maps = self.standardisation(self.colour(images), statistics)
        # Channels last make convolution and pooling up to twice as fast.
        prepared: Tensor = maps.contiguous(memory_format=torch.channels_last)
        return prepared

    def encode(self, images: Tensor, n_blocks: int | None = None) -> list[Tensor]:
        """Return the activation maps (N, kernels, height, width) of each block.

        Parameters
        ----------
        images : Tensor of shape (N, C, H, W)
            In [0, 1].
        n_blocks : int or None, default=None
            Number of blocks to run; None runs all.
        """
        maps = self.prepare(images)
        activations = []
        for block in self.blocks()[:n_blocks]:
            maps = block(maps)
            activations.append(maps)
        return activations

    def forward(self, images: Tensor) -> Any:
        """Return the activation maps of each block; see :meth:`encode`."""
        return self.encode(images)


class BlocksDecoder(nn.Module):
    """A decoder of one block, or the average of the decoders of several blocks.

    A subclass overrides :meth:`forward` and :meth:`join` to combine blocks otherwise.

    Parameters
    ----------
    decoders : mapping of int to torch.nn.Module
        By block, from 1. Each takes the block's activation maps and the image's
        (height, width).
    """

    def __init__(self, decoders: Mapping[int, nn.Module]) -> None:
        super().__init__()
        self.blocks = tuple(decoders)
        self.decoders = nn.ModuleList(decoders.values())

    def forward(self, activations: Sequence[Tensor], size: tuple[int, int]) -> Tensor:
        """Decode the blocks' activation maps to saliency (N, object classes, height, width)."""
        blocks = zip(self.blocks, self.decoders, strict=True)
        return self.join([decoder(activations[number - 1], size) for number, decoder in blocks])

    def join(self, parts: Sequence[Tensor]) -> Tensor:
        """Average the saliency of the blocks, each of shape (..., object classes, h, w)."""
        return parts[0] if len(parts) == 1 else torch.stack(list(parts)).mean(dim=0)


class Network(Encoder):
    """An encoder followed by a decoder.

    Parameters
    ----------
    image_channels, kernels, architecture
        As in :class:`Encoder`.
    decoder : torch.nn.Module
        Takes the activation maps of all blocks and the image's (height, width).
    """

    def __init__(
        self,
        image_channels: int,
        kernels: Sequence[int],
        architecture: Mapping[str, Any],
        decoder: nn.Module,
    ) -> None:
        super().__init__(image_channels, kernels, architecture)
        self.decoder = decoder

    def forward(self, images: Tensor) -> tuple[list[Tensor], Tensor]:
        """Return ``(activations, saliency)`` of images (N, C, H, W) in [0, 1].

        The saliency has shape (N, object classes, H, W), in [0, 1].
        """
        activations = self.encode(images)
        size = (int(images.shape[-2]), int(images.shape[-1]))
        return activations, self.decoder(activations, size)
