"""What is under the pointer, for the status line."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

__all__ = ["PixelValues", "values_at"]


@dataclass(frozen=True)
class PixelValues:
    """A pixel and what is known of it.

    Attributes
    ----------
    row, col : int
    values : tuple of float
        Its channels, in the file's own units.
    class_name : str or None
        Of the marker that it belongs to.
    activation, saliency : float or None
        Of the view's kernel, and of the decoder; None where unknown.
    """

    row: int
    col: int
    values: tuple[float, ...]
    class_name: str | None = None
    activation: float | None = None
    saliency: float | None = None


def values_at(pixels: NDArray[Any], row: int, col: int) -> tuple[float, ...]:
    """Return the channels of a pixel of (H, W, C)."""
    return tuple(pixels[row, col].tolist())
