"""What of a file is an image of the project: a place in a stack, channels, and a scaling."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Annotated, Self

from pydantic import Field, field_validator

from flimbuilder.project.values import Value

__all__ = ["AxisName", "PixelsKey", "Place", "Selection", "Window", "image_stem"]

PACKED = ".gz"
LARGEST_INDEX = 10_000_000

AxisName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,15}$")]
Index = Annotated[int, Field(ge=0, le=LARGEST_INDEX)]
Window = tuple[float, float]
"""The values, in the file's own units, that become 0 and 1."""


class Place(Value):
    """Where on an axis of a stack an image lies.

    Attributes
    ----------
    axis : str
        For example ``z``, ``t`` or ``page``.
    index : int
        From 0.
    """

    axis: AxisName
    index: Index


class Selection(Value):
    """Which of a file's pixels make an image, and how they are scaled.

    Attributes
    ----------
    at : tuple of Place, default=()
        One place on each axis that the image does not span.
    channels : tuple of int, default=()
        Those that are taken, from 0, in this order; none stands for all.
    window : tuple of float or None, default=None
        The values, in the file's own units, that become 0 and 1; those beyond are clipped. None
        scales by the range of the file's dtype.
    """

    at: tuple[Place, ...] = ()
    channels: tuple[Index, ...] = ()
    window: Window | None = None

    @field_validator("at")
    @classmethod
    def _one_place_an_axis(cls, at: tuple[Place, ...]) -> tuple[Place, ...]:
        _require_different([place.axis for place in at], "axis")
        return at

    @field_validator("channels")
    @classmethod
    def _different(cls, channels: tuple[int, ...]) -> tuple[int, ...]:
        _require_different(channels, "channel")
        return channels

    @field_validator("window")
    @classmethod
    def _ascending(cls, window: Window | None) -> Window | None:
        if window is not None and not window[0] < window[1]:
            raise ValueError(f"the low end {window[0]:g} is not below the high end {window[1]:g}")
        return window

    @property
    def label(self) -> str:
        """The place as part of a file name, for example ``t0002_z0010``; empty without one."""
        return "_".join(f"{place.axis}{place.index:04d}" for place in self.at)

    @property
    def told(self) -> str:
        """The place in words, for example ``t 2, z 10``; empty without one."""
        return ", ".join(f"{place.axis} {place.index}" for place in self.at)

    @property
    def or_none(self) -> Self | None:
        """The selection, or None where it takes all of a file as it is."""
        return self if self.at or self.channels or self.window else None


PixelsKey = tuple[str, Selection | None]
"""All that the pixels of an image depend on: the hash of its file, and what of that it is."""


def image_stem(path: PurePath, selection: Selection | None = None) -> str:
    """Return the name that an image is paired by, and that files made of it begin with.

    It is the file's name without its suffix (``.nii.gz`` counts as one), and behind that the
    place in a stack, as in ``scan_z0010``.
    """
    stem = PurePath(path.stem).stem if path.suffix.lower() == PACKED else path.stem
    label = selection.label if selection is not None else ""
    return f"{stem}_{label}" if label else stem


def _require_different(values: Sequence[int | str], what: str) -> None:
    if len(set(values)) < len(values):
        twice = next(one for one in values if values.count(one) > 1)
        raise ValueError(f"{what} {twice} is there twice; they must differ")
