"""Standardise each image before block 1; imports only torch (see ``flim/network.py``)."""

import torch
from torch import Tensor, nn

__all__ = [
    "LEAST_DEVIATION",
    "InputStandardisation",
    "Statistics",
    "channel_statistics",
    "lattice",
    "standardise",
]

Statistics = tuple[Tensor, Tensor | None]
"""Midmean and deviation (N, C) of the channels of each image; None does not divide."""

N_LINES = 96  # rows and columns of which the pixels are measured
QUARTER = 4  # of the values, left out at either end
LEAST_DEVIATION = 0.2  # added to the deviation, so that faint images stay faint


def lattice(side: int) -> Tensor:
    """Return the 96 rows or columns that are measured, evenly spaced over a side."""
    return torch.arange(N_LINES) * side // N_LINES


def channel_statistics(pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Return the midmean and the deviation of each channel.

    The midmean is the mean of the values between the quartiles. Saturated borders, and objects
    that cover less than a quarter of the image, hardly move it.

    Parameters
    ----------
    pixels : Tensor of shape (N, C, h, w)
        The pixels of the image on its :func:`lattice`, after the colour conversion.

    Returns
    -------
    mean, deviation : Tensor of shape (N, C)
        The deviation is the root of the mean squared distance from the midmean.
    """
    ordered = pixels.flatten(start_dim=2).sort(dim=-1).values
    # In double: the last bit of a long sum in single precision depends on the number of threads.
    ordered = ordered.double()
    count = ordered.shape[-1]
    mean = ordered[..., count // QUARTER : count - count // QUARTER].mean(dim=-1)
    deviation = (ordered - mean[..., None]).square().mean(dim=-1).sqrt()
    return mean.to(pixels.dtype), deviation.to(pixels.dtype)


def standardise(maps: Tensor, mean: Tensor, deviation: Tensor | None = None) -> Tensor:
    """Subtract means (N, C), and divide by deviations plus 0.2 if there are any."""
    centred = maps - mean[..., None, None]
    if deviation is None:
        return centred
    return centred / (deviation + LEAST_DEVIATION)[..., None, None]


class InputStandardisation(nn.Module):
    """Standardises each channel of each image before block 1.

    Parameters
    ----------
    kind : {"none", "mean", "standard"}
        ``mean`` subtracts each channel's midmean over the image. ``standard`` also divides by
        its deviation.
    """

    def __init__(self, kind: str) -> None:
        super().__init__()
        if kind not in ("none", "mean", "standard"):
            raise ValueError(f"standardisation {kind!r}; choose none, mean or standard")
        self.kind = kind

    def measure(self, pixels: Tensor) -> Statistics:
        """Return the statistics of images, given their pixels (N, C, h, w) on the lattice."""
        mean, deviation = channel_statistics(pixels)
        return mean, deviation if self.kind == "standard" else None

    def forward(self, maps: Tensor, statistics: "Statistics | None" = None) -> Tensor:
        """Standardise whole images (N, C, H, W), or parts of images with the given statistics."""
        if self.kind == "none":
            return maps
        if statistics is None:
            rows, cols = (lattice(side).to(maps.device) for side in maps.shape[-2:])
            statistics = self.measure(maps.index_select(2, rows).index_select(3, cols))
        return standardise(maps, *statistics)

    def extra_repr(self) -> str:
        """Show the kind."""
        return self.kind
