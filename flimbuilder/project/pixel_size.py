"""The size of an image's pixels, in micrometres."""

import math
from typing import Annotated, Self

from pydantic import Field, ValidationError

from flimbuilder.errors import InputError, printable
from flimbuilder.project.values import Value, describe

__all__ = ["PixelSize", "parse_pixel_size"]

Micrometres = Annotated[float, Field(ge=1e-6, le=1e9)]  # a picometre to a kilometre


class PixelSize(Value):
    """The height and width of a pixel, in µm.

    Attributes
    ----------
    height, width : float
        1e-6 to 1e9.
    """

    height: Micrometres
    width: Micrometres

    @classmethod
    def square(cls, side: float) -> Self:
        """Return the size of square pixels."""
        return cls(height=side, width=side)

    @property
    def side(self) -> float:
        """The side of a square pixel of the same area, in µm."""
        return math.sqrt(self.height * self.width)

    def __str__(self) -> str:
        """Return the text that `parse_pixel_size` reads."""
        sides = [self.height] if self.height == self.width else [self.height, self.width]
        return "x".join(repr(side).removesuffix(".0") for side in sides)


def parse_pixel_size(text: str) -> PixelSize:
    """Parse a size in µm: ``0.5``, or ``0.5x0.4`` for height and width.

    Raises
    ------
    InputError
        If it is neither, or out of range.
    """
    height, times, width = text.lower().replace("×", "x").partition("x")
    try:
        sides = float(height), float(width if times else height)
    except ValueError:
        raise InputError(
            f"pixel size {printable(text, 40)!r}: give µm per pixel, for example 0.5, or "
            "HEIGHTxWIDTH"
        ) from None
    try:
        return PixelSize(height=sides[0], width=sides[1])
    except ValidationError as error:
        raise InputError(f"pixel size {printable(text, 40)!r}: {describe(error)}") from None
