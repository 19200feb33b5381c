"""A click that chooses a pixel, or a drag around a region."""

from collections.abc import Callable, Sequence
from typing import Protocol

from flimbuilder.gui.canvas.gestures import CLICK, Pointer, drop_repeats
from flimbuilder.project.markers import Point

__all__ = ["RegionGesture", "RegionTarget"]

MAX_POINTS = 2000  # of an outline


class RegionTarget(Protocol):
    """The canvas as a region gesture sees it."""

    def show_outline(self, points: Sequence[Point]) -> None:
        """Show the outline that is being drawn; none for no points."""


class RegionGesture:
    """A click on a pixel, or a drag around a region: freehand, or a rectangle with Shift.

    Shift counts when the button is pressed.

    Parameters
    ----------
    target : RegionTarget
    pointer : Pointer
    done : callable
        Called at the end with the (row, column) of the pixel, or the corners of the outline.
    """

    draws = False

    def __init__(
        self, target: RegionTarget, pointer: Pointer, done: Callable[[Sequence[Point]], None]
    ) -> None:
        self._target, self._start, self._done = target, pointer, done
        self._points = [pointer.point]
        self._shown: Sequence[Point] = ()

    def move(self, pointer: Pointer) -> None:
        """Extend the outline once the press is a drag."""
        start = self._start
        reach = max(abs(pointer.x - start.x), abs(pointer.y - start.y))
        if not self._shown and reach < CLICK:
            return
        if len(self._points) < MAX_POINTS:
            self._points.append(pointer.point)
        if start.straight:
            (top, left), (bottom, right) = start.point, pointer.point
            self._shown = ((top, left), (top, right), (bottom, right), (bottom, left))
        else:
            self._shown = drop_repeats(self._points)
        self._target.show_outline(self._shown)

    def finish(self) -> None:
        """Hand over the pixel or the outline."""
        self._target.show_outline(())
        self._done(self._shown or [self._start.point])

    def cancel(self) -> None:
        """Remove the outline."""
        self._target.show_outline(())
