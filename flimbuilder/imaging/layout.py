"""The layout of an image file: axes, channels and dtype, known before its pixels are read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from flimbuilder.errors import ImageError
from flimbuilder.imaging.levels import PyramidLevel
from flimbuilder.imaging.pixel_sizes import stated_size
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import AxisIndex, Window

__all__ = ["Layout", "StackAxis", "is_alike"]


@dataclass(frozen=True)
class StackAxis:
    """An axis of a stack, other than the channels.

    Attributes
    ----------
    name : str
        The name used in a selection, for example ``z``.
    size : int
    description : str, default=""
        Text for users, for example ``axial, from inferior to superior``.
    can_fix : bool, default=True
        Whether an image lies at one index of the axis; False if every image spans it.
    aliases : tuple of str, default=()
        Other names that users may type, for example ``axial``.
    spacing : float or None, default=None
        Distance between places, in µm; None if the file does not state it.
    """

    name: str
    size: int
    description: str = ""
    can_fix: bool = True
    aliases: tuple[str, ...] = ()
    spacing: float | None = None


@dataclass(frozen=True)
class Layout:
    """The axes, channels and dtype of an image file.

    Attributes
    ----------
    kind : str
        The format, for example ``TIFF``.
    axes : tuple of StackAxis
        In the file's order, without the channels. An image spans two of them, its rows and
        columns, and lies at one index of each other axis.
    channels : int
        Channels of an image, without opacity.
    dtype : str
        Dtype of the stored values, or ``float32`` if the file scales them by a slope.
    channel_names : tuple of str, default=()
        Empty if the file does not name them.
    window : tuple of float or None, default=None
        The window that the file proposes, in its own units.
    notes : tuple of str, default=()
    levels : tuple of PyramidLevel, default=()
        Of a pyramid, the largest first, as the axes state it; empty if the file holds one size.
    associated : tuple of str, default=()
        Names of the pictures beside a slide, such as ``label`` and ``macro``.
    """

    kind: str
    axes: tuple[StackAxis, ...]
    channels: int
    dtype: str
    channel_names: tuple[str, ...] = ()
    window: Window | None = None
    notes: tuple[str, ...] = ()
    levels: tuple[PyramidLevel, ...] = ()
    associated: tuple[str, ...] = ()

    @property
    def is_stack(self) -> bool:
        """Whether the file holds more than one image."""
        return len(self.axes) > 2

    @property
    def n_fixed(self) -> int:
        """Number of axes that an image does not span."""
        return len(self.axes) - 2

    def axis(self, name: str) -> StackAxis:
        """Return an axis by its name or an alias.

        Raises
        ------
        ImageError
            If there is no such axis, or every image spans it.
        """
        choosable = [axis for axis in self.axes if axis.can_fix and self.is_stack]
        for axis in choosable:
            if name in (axis.name, *axis.aliases):
                return axis
        names = ", ".join(axis.name for axis in choosable)
        raise ImageError(f"has no axis {name!r} to choose on; {names or 'it is one image'}")

    def require(self, at: Sequence[AxisIndex]) -> dict[str, int]:
        """Return the index on each axis that an image does not span, by the axis's name.

        Raises
        ------
        ImageError
            If an axis is missing or an index is outside its axis.
        """
        places = {}
        for place in at:
            axis = self.axis(place.axis)
            if place.index >= axis.size:
                raise ImageError(
                    f"has {axis.name} 0 to {axis.size - 1}; {axis.name} {place.index} is outside"
                )
            places[axis.name] = place.index
        for axis in self.spanned(tuple(places)):
            if len(places) < self.n_fixed and axis.size == 1 and axis.can_fix:
                places[axis.name] = 0
        if len(places) != self.n_fixed:
            raise ImageError(self.choice_wanted(len(places)))
        return places

    @property
    def is_slide(self) -> bool:
        """Whether the file has levels, or the pictures that a scanner adds to a slide."""
        return bool(self.levels or self.associated)

    def at_level(self, level: int) -> "Layout":
        """Return the layout with the rows and columns of a level of the pyramid.

        Raises
        ------
        ImageError
            If there is no such level.
        """
        if level == 0:
            return self
        if level >= len(self.levels):
            raise ImageError(self._level_wanted(level))
        here = self.levels[level]
        size = here.pixel_size
        sides = (None, None) if size is None else (size.height, size.width)
        *others, rows, cols = self.axes
        spanned = (
            replace(rows, size=here.height, spacing=sides[0]),
            replace(cols, size=here.width, spacing=sides[1]),
        )
        return replace(self, axes=(*others, *spanned))

    def _level_wanted(self, level: int) -> str:
        if not self.levels:
            return f"holds one size and no level {level}; leave the level out"
        return f"has levels 0 to {len(self.levels) - 1}; level {level} is outside: choose another"

    def pixel_size(self, fixed: Collection[str] = ()) -> PixelSize | None:
        """Return the size of a pixel, as stored, of an image at one place of the fixed axes."""
        axes = [axis for axis in self.axes if axis.name not in fixed][-2:]
        return stated_size(*(axis.spacing for axis in axes)) if len(axes) == 2 else None

    def spanned(self, fixed: Sequence[str]) -> tuple[StackAxis, ...]:
        """Return the axes that are not fixed: the rows and columns of an image."""
        return tuple(axis for axis in self.axes if axis.name not in fixed)

    def choice_wanted(self, given: int = 0) -> str:
        """Describe the axes on which to choose an image, with an example."""
        choosable = [axis for axis in self.axes if axis.can_fix]
        axes = ", ".join(map(_range_of, choosable))
        n = self.n_fixed
        wants = f"{n} axes" if n > 1 else "one axis"
        if given > n:
            return f"is a stack whose images lie at one place of {wants}; {given} were given"
        # The first axes are the usual choice.
        examples = " ".join(_example(axis) for axis in choosable[:n])
        return f"is a stack ({axes}); choose images of it, for example {examples}"


def _range_of(axis: StackAxis) -> str:
    description = f" ({axis.description})" if axis.description else ""
    return f"{axis.name} 0 to {axis.size - 1}{description}"


def _example(axis: StackAxis) -> str:
    step = axis.size // 10
    return f"--slices {axis.name}=0:{axis.size}" + (f":{step}" if step > 1 else "")


def is_alike(first: Layout, second: Layout) -> bool:
    """Return True if a selection in one file makes sense in the other."""
    return _character(first) == _character(second)


def _character(layout: Layout) -> tuple[object, ...]:
    axes = [(axis.name, axis.description) for axis in layout.axes]
    return layout.kind, axes, layout.channels, len(layout.levels)
