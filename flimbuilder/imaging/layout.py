"""What a file holds, told without its pixels: axes, channels, dtype."""

from collections.abc import Sequence
from dataclasses import dataclass

from flimbuilder.errors import ImageError
from flimbuilder.project.selection import Place, Window

__all__ = ["Layout", "StackAxis", "is_alike"]


@dataclass(frozen=True)
class StackAxis:
    """One axis of a stack besides the channels.

    Attributes
    ----------
    name : str
        As in a selection, for example ``z``.
    size : int
    told : str, default=""
        What it is, for people, for example ``axial, from inferior to superior``.
    can_fix : bool, default=True
        Whether an image may lie at one place of it; else every image spans it.
    aliases : tuple of str, default=()
        Other names that a user may give it, for example ``axial``.
    """

    name: str
    size: int
    told: str = ""
    can_fix: bool = True
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What a file holds.

    Attributes
    ----------
    kind : str
        Of the file, for example ``TIFF``.
    axes : tuple of StackAxis
        In the file's order, without the channels; an image spans two of them, its rows and its
        columns, and lies at one place of every other.
    channels : int
        Of an image, opacity left out.
    dtype : str
        Of the values: of those that are stored, or ``float32`` where they are multiplied first.
    channel_names : tuple of str, default=()
        Where the file tells them.
    window : tuple of float or None, default=None
        That the file proposes, in its own units.
    notes : tuple of str, default=()
    """

    kind: str
    axes: tuple[StackAxis, ...]
    channels: int
    dtype: str
    channel_names: tuple[str, ...] = ()
    window: Window | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_stack(self) -> bool:
        """Whether it holds more than one image, so that one must be chosen."""
        return len(self.axes) > 2

    @property
    def n_fixed(self) -> int:
        """How many axes an image lies at one place of."""
        return len(self.axes) - 2

    def axis(self, name: str) -> StackAxis:
        """Return an axis by its name or another one that it has.

        Raises
        ------
        ImageError
            Where there is none, or one that every image spans.
        """
        choosable = [axis for axis in self.axes if axis.can_fix and self.is_stack]
        for axis in choosable:
            if name in (axis.name, *axis.aliases):
                return axis
        there = ", ".join(axis.name for axis in choosable)
        raise ImageError(f"has no axis {name!r} to choose on; {there or 'it is one image'}")

    def require(self, at: Sequence[Place]) -> dict[str, int]:
        """Return the place on every axis that an image does not span, by the axis's name.

        Raises
        ------
        ImageError
            Where an axis is missing, or a place lies outside of one.
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

    def spanned(self, fixed: Sequence[str]) -> tuple[StackAxis, ...]:
        """Return the axes that are not fixed: of an image its rows and columns."""
        return tuple(axis for axis in self.axes if axis.name not in fixed)

    def choice_wanted(self, given: int = 0) -> str:
        """Say what there is to choose from, and how."""
        choosable = [axis for axis in self.axes if axis.can_fix]
        axes = ", ".join(
            f"{axis.name} 0 to {axis.size - 1}" + (f" ({axis.told})" if axis.told else "")
            for axis in choosable
        )
        n = self.n_fixed
        wants = f"{n} axes" if n > 1 else "one axis"
        if given > n:
            return f"is a stack whose images lie at one place of {wants}; {given} were given"
        # Where any axis may be fixed the first is the usual one; of pages each needs a place.
        examples = " ".join(_example(axis) for axis in choosable[:n])
        return f"is a stack ({axes}); choose images of it, for example {examples}"


def _example(axis: StackAxis) -> str:
    step = axis.size // 10
    return f"--slices {axis.name}=0:{axis.size}" + (f":{step}" if step > 1 else "")


def is_alike(one: Layout, other: Layout) -> bool:
    """Tell whether a choice of images of one file can be meant of another one too."""
    axes = [[(axis.name, axis.told) for axis in layout.axes] for layout in (one, other)]
    return one.kind == other.kind and axes[0] == axes[1] and one.channels == other.channels
