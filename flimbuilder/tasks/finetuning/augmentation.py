"""Random views of training images: symmetries, small affine maps, intensity and noise."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import InputError

__all__ = ["NO_AUGMENTATION", "Augmentation", "IntensityChange", "Placing", "view"]

LARGEST = {"rotation": 180, "scaling": 4, "shift": 1, "intensity": 1, "noise": 1}


@dataclass(frozen=True)
class Augmentation:
    """How much the views of an image vary.

    Attributes
    ----------
    flips, turns : bool, default=True
        Mirror rows and columns; turn by quarters. Each of the results is equally probable.
    rotation : float, default=10.0
        Largest further angle, in degrees, either way.
    scaling : float, default=0.1
        Largest relative change of size: the factor lies between 1 / 1.1 and 1.1.
    shift : float, default=0.05
        Largest shift, as a share of each side of the view.
    intensity : float, default=0.1
        Largest relative change of contrast and largest change of brightness, in units of the
        range [0, 1]; each channel changes by up to half of that besides.
    noise : float, default=0.02
        Largest standard deviation of Gaussian noise.

    Raises
    ------
    InputError
        If a value is not a number from 0 to 180 (rotation), 4 (scaling) or 1 (others).
    """

    flips: bool = True
    turns: bool = True
    rotation: float = 10.0
    scaling: float = 0.1
    shift: float = 0.05
    intensity: float = 0.1
    noise: float = 0.02

    def __post_init__(self) -> None:
        """Check the values."""
        for name, most in LARGEST.items():
            value = getattr(self, name)
            if not 0 <= value <= most:
                raise InputError(f"{name} {value!r:.40}: give a number from 0 to {most}")


NO_AUGMENTATION = Augmentation(
    flips=False, turns=False, rotation=0, scaling=0, shift=0, intensity=0, noise=0
)


@dataclass(frozen=True)
class Placing:
    """An affine map from the pixels of a view to those of an image.

    Attributes
    ----------
    size : tuple of int
        (height, width) of the view.
    matrix : Tensor of shape (2, 2)
        Applied to the offset (row, column) from the centre of the view.
    centre : Tensor of shape (2,)
        (row, column) of the image that the centre of the view shows.
    """

    size: tuple[int, int]
    matrix: Tensor
    centre: Tensor

    @classmethod
    def draw(
        cls,
        augmentation: Augmentation,
        size: tuple[int, int],
        centre: Tensor,
        generator: torch.Generator,
    ) -> "Placing":
        """Draw a view of the given size around a centre.

        A quarter turn swaps height and width.
        """
        chance = torch.rand(7, generator=generator, dtype=torch.float64)
        signed = 2 * chance - 1
        matrix = torch.eye(2, dtype=torch.float64)
        if augmentation.flips:
            matrix = torch.diag(1 - 2 * (chance[:2] < 0.5).double())
        if augmentation.turns and chance[2] < 0.5:
            matrix, size = matrix.flip(1), (size[1], size[0])
            if not augmentation.flips:  # a turn, rather than a transposition
                matrix = matrix * torch.tensor([[1.0], [-1.0]], dtype=torch.float64)
        if augmentation.turns and not augmentation.flips and chance[0] < 0.5:
            matrix = -matrix
        angle = torch.deg2rad(signed[3] * augmentation.rotation)
        sine, cosine = torch.sin(angle), torch.cos(angle)
        turn = torch.stack([torch.stack([cosine, -sine]), torch.stack([sine, cosine])])
        factor = (1 + augmentation.scaling) ** signed[4]
        shift = signed[5:] * augmentation.shift * torch.tensor(size, dtype=torch.float64)
        return cls(size, factor * turn @ matrix, centre.double() + shift)

    def places(self) -> Tensor:
        """Return the (row, column) in the image of each pixel of the view, (h, w, 2)."""
        rows, cols = (
            torch.arange(side, dtype=torch.float64) - (side - 1) / 2 for side in self.size
        )
        down, right = self.matrix.unbind(1)
        return self.centre + rows[:, None, None] * down + cols[:, None] * right


def view(pixels: Tensor, truth: Tensor, placing: Placing) -> tuple[Tensor, Tensor]:
    """Show an image and its truth through one affine map.

    Parameters
    ----------
    pixels : Tensor of shape (C, H, W)
        Interpolated bilinearly.
    truth : Tensor of shape (T, H, W)
        The nearest pixel is taken.
    placing : Placing

    Returns
    -------
    pixels, truth : Tensor of shape (1, C, h, w) and (1, T, h, w)
        Beyond the border, the image is mirrored.
    """
    places = placing.places()
    corners = places[:: places.shape[0] - 1 or 1, :: places.shape[1] - 1 or 1].flatten(0, 1)
    sides = torch.tensor(pixels.shape[-2:])
    low = (corners.amin(dim=0).floor().long() - 1).clamp(min=0).minimum(sides - 1)
    high = (corners.amax(dim=0).ceil().long() + 2).maximum(low + 1).minimum(sides)
    (top, left), (bottom, right) = low.tolist(), high.tolist()
    grid = ((2 * (places - low) + 1) / (high - low) - 1).flip(-1)[None].float()
    grid = grid.to(pixels.device)

    def sampled(image: Tensor, mode: str) -> Tensor:
        part = image[None, :, top:bottom, left:right].float()
        return F.grid_sample(part, grid, mode, "reflection", align_corners=False)

    return sampled(pixels, "bilinear"), sampled(truth, "nearest")


@dataclass(frozen=True)
class IntensityChange:
    """A change of contrast and brightness.

    Attributes
    ----------
    gain, offset : Tensor of shape (C, 1, 1)
        Of ``(value - 0.5) * gain + 0.5 + offset``, cut to [0, 1].
    """

    gain: Tensor
    offset: Tensor

    @classmethod
    def draw(
        cls, augmentation: Augmentation, channels: int, generator: torch.Generator
    ) -> "IntensityChange":
        """Draw a change of each channel."""
        signed = 2 * torch.rand(2, channels + 1, generator=generator) - 1
        gain, offset = augmentation.intensity * (signed[:, :1] + signed[:, 1:] / 2)
        return cls(1 + gain[:, None, None], offset[:, None, None])

    def __call__(self, pixels: Tensor) -> Tensor:
        """Change pixels (..., C, h, w) in [0, 1]."""
        gain, offset = self.gain.to(pixels.device), self.offset.to(pixels.device)
        return ((pixels - 0.5) * gain + 0.5 + offset).clamp(0, 1)
