"""The decoder of a U-shaped network; imports only torch (see ``flim/network.py``)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from flimbuilder.flim.decoders.marker_learned import class_probabilities
from flimbuilder.flim.network import BlocksDecoder

__all__ = ["REACH", "Enlarge", "MapScaling", "Moments", "UShapedDecoder"]

LEAST_CHANNELS = 8  # of a level
REACH = 1  # pixels that the convolution of a level sees around each pixel
SMALLEST_DEVIATION = 1e-6

Enlarge = Callable[[Tensor, int, Tensor], Tensor]
"""Interpolates maps to the size of a block's maps, given the number of the block and its maps."""


def enlarge_whole(maps: Tensor, block: int, skip: Tensor) -> Tensor:
    """Interpolate the maps of whole images to the height and width of `skip`, bilinearly."""
    if maps.shape[-2:] == skip.shape[-2:]:
        return maps
    return F.interpolate(maps, size=skip.shape[-2:], mode="bilinear", align_corners=False)


class Moments:
    """Number of pixels, mean, and sum of squared differences from it, of maps (N, C, H, W)."""

    def __init__(self, maps: Tensor) -> None:
        values = maps.double().transpose(0, 1).flatten(1)
        self.count = values.shape[1]
        self.mean = values.mean(dim=1)
        self.squares = (values - self.mean[:, None]).square().sum(dim=1)


class MapScaling(nn.Module):
    """Standardises maps by constants, so that each has mean 0 and deviation 1 on some images."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("deviation", torch.ones(channels))

    def measure(self, moments: Sequence["Moments"]) -> None:
        """Take the constants from the moments of the maps of some images."""
        count = sum(part.count for part in moments)
        mean = torch.stack([part.mean * part.count for part in moments]).sum(dim=0) / count
        squares = [part.squares + part.count * (part.mean - mean).square() for part in moments]
        deviation = (torch.stack(squares).sum(dim=0) / count).sqrt()
        alive = deviation > SMALLEST_DEVIATION
        self.mean.copy_(mean)
        self.deviation.copy_(torch.where(alive, deviation, torch.ones_like(deviation)))

    def forward(self, maps: Tensor) -> Tensor:
        """Standardise maps (N, C, H, W)."""
        return (maps - self.mean[:, None, None]) / self.deviation[:, None, None]


class UShapedDecoder(BlocksDecoder):
    """The expanding half of a U-shaped network, which mirrors the blocks of the encoder.

    From the deepest block to the first, each level joins its block's maps with those of the level
    below, interpolated to its size, and convolves them, 3 x 3, to as many channels as the block
    has kernels (at least 8). The log-odds of each object class are a weighted sum of the first
    level's channels plus one of the maps of every block, and are interpolated to the size of the
    image. The latter sum alone is the decoder ``ml``, from which training can start.

    Parameters
    ----------
    kernels : sequence of int
        Output channels of each block.
    n_objects : int
        Number of object classes.

    Notes
    -----
    After O. Ronneberger, P. Fischer and T. Brox, arXiv 1505.04597, with the encoder's own blocks
    as contracting half. Maps enter standardised by constants, since the ranges of kernels differ
    widely; nothing depends on statistics of the image.
    """

    def __init__(self, kernels: Sequence[int], n_objects: int) -> None:
        super().__init__({})
        self.blocks = tuple(range(1, len(kernels) + 1))
        self.n_objects = n_objects
        below = 0
        for number, count in reversed(list(enumerate(kernels, start=1))):
            channels = max(LEAST_CHANNELS, count)
            self.add_module(f"scaling{number}", MapScaling(count))
            self.add_module(f"level{number}", nn.Conv2d(count + below, channels, 3, padding=REACH))
            self.add_module(f"direct{number}", nn.Conv2d(count, n_objects, 1, bias=False))
            below = channels
        self.head = nn.Conv2d(below, n_objects, 1)

    @classmethod
    def of_blocks(
        cls,
        kernel_classes: Mapping[int, Sequence[int]],
        object_classes: Sequence[int],
        **given: Any,
    ) -> "UShapedDecoder":
        """Make the decoder of all blocks, as other decoders are made; its weights are random."""
        return cls([len(classes) for classes in kernel_classes.values()], len(object_classes))

    def part(self, name: str, block: int) -> nn.Module:
        """Return the ``scaling``, ``level`` or ``direct`` of a block."""
        module: nn.Module = getattr(self, f"{name}{block}")
        return module

    def initialise(self, generator: torch.Generator) -> None:
        """Draw the weights of the levels (Kaiming, for ReLU); the log-odds are 0 at first."""
        for block in self.blocks:
            level = self.part("level", block)
            assert isinstance(level, nn.Conv2d)
            nn.init.kaiming_normal_(level.weight, nonlinearity="relu", generator=generator)
            assert level.bias is not None
            nn.init.zeros_(level.bias)
            nn.init.zeros_(self.part("direct", block).weight)  # type: ignore[arg-type]
        nn.init.zeros_(self.head.weight)
        assert self.head.bias is not None
        nn.init.zeros_(self.head.bias)

    def start_from(self, weights: Tensor, bias: Tensor) -> None:
        """Make the log-odds those of weights of the raw maps, as of the decoder ``ml``.

        Parameters
        ----------
        weights : Tensor of shape (n_objects, kernels of all blocks)
        bias : Tensor of shape (n_objects,)
        """
        start = 0
        shift = bias.clone()
        with torch.no_grad():
            for block in self.blocks:
                scaling, direct = self.part("scaling", block), self.part("direct", block)
                assert isinstance(scaling, MapScaling)
                assert isinstance(direct, nn.Conv2d)
                of_block = weights[:, start : start + direct.in_channels]
                start += direct.in_channels
                direct.weight.copy_((of_block * scaling.deviation)[..., None, None])
                shift += of_block @ scaling.mean
            assert self.head.bias is not None
            self.head.bias.copy_(shift)

    def forward(self, activations: Sequence[Tensor], size: tuple[int, int]) -> Tensor:
        """Decode all blocks' activation maps to probabilities (N, object classes, H, W)."""
        return class_probabilities(self.logits(activations, size))

    def join(self, parts: Sequence[Tensor]) -> Tensor:
        """Return the probabilities of log-odds (..., object classes, h, w)."""
        return class_probabilities(parts[0])

    def logits(self, activations: Sequence[Tensor], size: tuple[int, int]) -> Tensor:
        """Return the log-odds (N, object classes, H, W) against the background."""
        logits = self.sums(activations)
        if logits.shape[-2:] == size:
            return logits
        return F.interpolate(logits, size=size, mode="bilinear", align_corners=False)

    def sums(self, activations: Sequence[Tensor], enlarge: Enlarge = enlarge_whole) -> Tensor:
        """Return the log-odds at the resolution of the first block's maps."""
        maps: Tensor | None = None
        direct: Tensor | None = None
        for block in reversed(self.blocks):
            skip = self.part("scaling", block)(activations[block - 1])
            own = self.part("direct", block)(skip)
            if maps is None or direct is None:
                maps, direct = self._level(block, skip), own
                continue
            together = enlarge(torch.cat((maps, direct), dim=1), block, skip)
            maps, direct = together[:, : maps.shape[1]], together[:, maps.shape[1] :] + own
            maps = self._level(block, torch.cat((skip, maps), dim=1))
        assert maps is not None
        sums: Tensor = self.head(maps) + direct
        return sums

    def _level(self, block: int, maps: Tensor) -> Tensor:
        convolved: Tensor = self.part("level", block)(maps)
        return F.relu(convolved)
