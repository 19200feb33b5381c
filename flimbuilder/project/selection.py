"""Selection of an image within a file: position in a stack, channels and intensity window."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Annotated, Self

from pydantic import Field, field_validator

from flimbuilder.project.values import Value

__all__ = [
    "LARGEST_LEVEL",
    "ZARR_SUFFIX",
    "AxisIndex",
    "AxisName",
    "PixelsKey",
    "SampleRange",
    "Selection",
    "Window",
    "image_stem",
]

GZIP_SUFFIX = ".gz"
ZARR_SUFFIX = ".zarr"
LARGEST_INDEX = 10_000_000
LARGEST_LEVEL = 63

AxisName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,15}$")]
Index = Annotated[int, Field(ge=0, le=LARGEST_INDEX)]
Window = tuple[float, float]
"""Intensities, in the file's units, that are scaled to 0 and 1."""


class AxisIndex(Value):
    """Position on one axis of a stack.

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
    """The part of a file that makes an image, and the scaling of its intensities.

    Attributes
    ----------
    at : tuple of AxisIndex, default=()
        Position on each axis that the image does not span.
    channels : tuple of int, default=()
        Channels in their new order, from 0; empty for all.
    window : tuple of float or None, default=None
        Intensities, in the file's units, that are scaled to 0 and 1; those beyond are clipped.
        None scales by the range of the file's dtype.
    level : int, default=0
        Level of a pyramid, 0 the largest; 0 is not written.
    """

    at: tuple[AxisIndex, ...] = ()
    channels: tuple[Index, ...] = ()
    window: Window | None = None
    level: Annotated[int, Field(ge=0, le=LARGEST_LEVEL, exclude_if=lambda level: level == 0)] = 0

    @field_validator("at")
    @classmethod
    def _axes_differ(cls, at: tuple[AxisIndex, ...]) -> tuple[AxisIndex, ...]:
        _require_different([position.axis for position in at], "axis")
        return at

    @field_validator("channels")
    @classmethod
    def _channels_differ(cls, channels: tuple[int, ...]) -> tuple[int, ...]:
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
        """Position and level for file names, for example ``t0002_z0010`` or ``level2``.

        Empty for the only image of a file at level 0.
        """
        places = [f"{position.axis}{position.index:04d}" for position in self.at]
        return "_".join([*places, f"level{self.level}"] if self.level else places)

    @property
    def description(self) -> str:
        """Position and level for people, for example ``t 2, z 10``; empty as `label`."""
        places = [f"{position.axis} {position.index}" for position in self.at]
        return ", ".join([*places, f"level {self.level}"] if self.level else places)

    @property
    def or_none(self) -> Self | None:
        """The selection; None if it takes the whole file unchanged."""
        return self if self.at or self.channels or self.window or self.level else None


class SampleRange(Value):
    """The dtype of stored samples, and the range of values that is scaled to [0, 1].

    Attributes
    ----------
    dtype : str
        As numpy names it, for example ``uint16``.
    range : tuple of float
        Values, in the file's units, that become 0 and 1: of a window, as the file declares
        them, or of the dtype.
    """

    dtype: Annotated[str, Field(max_length=20)]
    range: Window

    @property
    def description(self) -> str:
        """For people, for example ``uint16 in 0..4095``."""
        return f"{self.dtype} in {self.range[0]:.10g}..{self.range[1]:.10g}"

    def difference(self, learned: Sequence["SampleRange"]) -> str | None:
        """Describe how the range differs from those of training images; None if one has it."""
        if not learned or self.range in {known.range for known in learned}:
            return None
        ranges = " or ".join(known.description for known in learned[:2])
        return f"holds {self.description} and the training images {ranges}"

    def difference_note(self, learned: Sequence["SampleRange"]) -> str | None:
        """Return `difference` as a note with the way out."""
        difference = self.difference(learned)
        return difference and (
            f"{difference}; if equal values should mean the same, choose a window (--window LOW "
            "HIGH)"
        )


PixelsKey = tuple[str, Selection | None]
"""All that the pixels of an image depend on: the hash of its file, and the selection."""


def image_stem(path: PurePath, selection: Selection | None = None) -> str:
    """Return the name for pairing an image with other files and for naming its results.

    It is the file name without suffix (``.nii.gz`` and ``.ome.zarr`` count as one), followed by
    the position in a stack and the level of a pyramid, as in ``scan_z0010`` and ``slide_level2``.
    """
    stem = PurePath(path.stem).stem if path.suffix.lower() == GZIP_SUFFIX else path.stem
    if path.suffix.lower() == ZARR_SUFFIX and stem.lower().endswith(".ome"):
        stem = stem[: -len(".ome")]
    label = selection.label if selection is not None else ""
    return f"{stem}_{label}" if label else stem


def _require_different(values: Sequence[int | str], what: str) -> None:
    seen: set[int | str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} {value} is used twice; they must differ")
        seen.add(value)
