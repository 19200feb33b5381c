"""Mouse gestures, from press to release."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from flimbuilder.project.markers import Point
from flimbuilder.session.session import Session

__all__ = [
    "CLICK",
    "ChooseGesture",
    "DiskGesture",
    "Gesture",
    "GestureTarget",
    "PanGesture",
    "Pointer",
    "RadiusGesture",
    "SelectGesture",
    "StrokeGesture",
    "drop_repeats",
]

SMALL = 0.75  # pixels: a little more than half the diagonal of a pixel
DIGITS = 3  # decimals of a coordinate: far finer than the screen at the largest zoom
MAX_POINTS = 100_000  # in a marker; longer strokes are split
CLICK = 4.0  # logical pixels of movement that turn a click into a drag


@dataclass(frozen=True)
class Pointer:
    """Position of the mouse.

    Attributes
    ----------
    x, y : float
        Position in the widget, in logical pixels.
    point : tuple of float
        (row, column) in the image; integers are pixel centres.
    straight : bool
        True if Shift asks for a straight line.
    """

    x: float
    y: float
    point: Point
    straight: bool = False

    def place(self, radius: float) -> Point:
        """Return the point as a marker of a radius stores it: rounded.

        A small radius, which may cover no pixel's centre, is placed on the nearest one.
        """
        digits = 0 if radius < SMALL else DIGITS
        return round(self.point[0], digits), round(self.point[1], digits)


class GestureTarget(Protocol):
    """The canvas as gestures see it."""

    session: Session
    last_point: Point | None

    def preview(self, points: Sequence[Point], *, erase: bool) -> bool:
        """Preview part of a stroke; return True if it covers any pixel of the image."""

    def clear_preview(self) -> None:
        """Remove the preview of the current stroke."""

    def shift(self, dx: float, dy: float) -> None:
        """Move the image by logical pixels."""

    def marker_under(self, pointer: Pointer) -> int | None:
        """Return the id of the marker under the pointer."""

    def object_under(self, pointer: Pointer) -> int | None:
        """Return the number of the object under the pointer."""

    def show_ghost(self, rows: float, cols: float) -> None:
        """Show the outline of the selected marker at an offset in image pixels."""

    def image_pixels(self, length: float) -> float:
        """Convert a length from logical screen pixels to image pixels."""


class Gesture(Protocol):
    """A mouse press that has not been released.

    Attributes
    ----------
    draws : bool
        True if cancelling would lose a stroke or disk.
    """

    draws: bool

    def move(self, pointer: Pointer) -> None:
        """Follow the mouse."""

    def finish(self) -> None:
        """Apply the gesture."""

    def cancel(self) -> None:
        """Revert the gesture."""


class DiskGesture:
    """A click that draws a disk."""

    draws = True

    def __init__(self, target: GestureTarget, pointer: Pointer) -> None:
        self._target = target
        self._point = pointer.place(target.session.view.radius)
        self._covers = target.preview([self._point], erase=False)

    def move(self, pointer: Pointer) -> None:
        """Do nothing: the disk stays where the mouse was pressed."""

    def finish(self) -> None:
        """Draw the disk."""
        session = self._target.session
        if self._covers and session.attempt(lambda: session.drawing.disk(self._point)):
            self._target.last_point = self._point
        self._target.clear_preview()

    def cancel(self) -> None:
        """Discard the preview."""
        self._target.clear_preview()


class StrokeGesture:
    """A drag that draws or erases a stroke, with straight segments while Shift is held."""

    draws = True

    def __init__(self, target: GestureTarget, pointer: Pointer, *, erase: bool) -> None:
        self._target = target
        self._erase = erase
        self._tip: Point | None = None
        start = target.last_point if pointer.straight else None
        self._radius = target.session.view.radius
        self._points = [pointer.place(self._radius) if start is None else start]
        self._covers = self._show(self._points)
        self.move(pointer)

    def move(self, pointer: Pointer) -> None:
        """Extend the stroke to the pointer."""
        point = pointer.place(self._radius)
        if pointer.straight:
            self._straighten(point)
        elif self._tip is not None:
            self._points.append(self._tip)
            self._tip = None
        if not pointer.straight and point != self._points[-1]:
            self._covers |= self._show([self._points[-1], point])
            self._points.append(point)

    def finish(self) -> None:
        """Add the stroke to the project."""
        points = drop_repeats([*self._points, *([] if self._tip is None else [self._tip])])
        if self._covers and self._target.session.attempt(lambda: self._commit(points)):
            self._target.last_point = points[-1]
        self._target.clear_preview()

    def cancel(self) -> None:
        """Discard the preview."""
        self._target.clear_preview()

    def _straighten(self, tip: Point) -> None:
        """Replace the previewed straight segment."""
        self._target.clear_preview()
        self._tip = tip
        self._covers = self._show([*self._points, tip])

    def _show(self, points: Sequence[Point]) -> bool:
        return self._target.preview(points, erase=self._erase)

    def _commit(self, points: Sequence[Point]) -> None:
        drawing = self._target.session.drawing
        draw = drawing.erase if self._erase else drawing.stroke
        for first in range(0, max(len(points) - 1, 1), MAX_POINTS - 1):
            draw(points[first : first + MAX_POINTS])


class PanGesture:
    """A drag that moves the image."""

    draws = False

    def __init__(self, target: GestureTarget, pointer: Pointer) -> None:
        self._target = target
        self._at = pointer

    def move(self, pointer: Pointer) -> None:
        """Move the image by the distance since the last move."""
        self._target.shift(pointer.x - self._at.x, pointer.y - self._at.y)
        self._at = pointer

    def finish(self) -> None:
        """Leave the image where it is."""

    def cancel(self) -> None:
        """Leave the image where it is."""


class RadiusGesture:
    """A drag that enlarges the brush to the right and shrinks it to the left."""

    draws = False

    def __init__(self, target: GestureTarget, pointer: Pointer) -> None:
        self._target = target
        self._start = pointer
        self._before = target.session.view.radius

    @property
    def centre(self) -> Point:
        """(row, column) where the brush is shown."""
        return self._start.point

    def move(self, pointer: Pointer) -> None:
        """Change the radius by the distance dragged, in steps of half a pixel."""
        change = self._target.image_pixels(pointer.x - self._start.x)
        self._target.session.update_view(radius=round(2 * (self._before + change)) / 2)

    def finish(self) -> None:
        """Keep the radius."""

    def cancel(self) -> None:
        """Restore the radius."""
        self._target.session.update_view(radius=self._before)


class ChooseGesture:
    """A click on something that the canvas lists.

    Parameters
    ----------
    choose : callable
        Called when the button is released.
    """

    draws = False

    def __init__(self, choose: Callable[[], object]) -> None:
        self._choose = choose

    def move(self, pointer: Pointer) -> None:
        """Do nothing: the choice is where the mouse was pressed."""

    def finish(self) -> None:
        """Choose it."""
        self._choose()

    def cancel(self) -> None:
        """Choose nothing."""


class SelectGesture:
    """A click that selects a marker or an object, or a drag that moves the marker or the image.

    Parameters
    ----------
    target : GestureTarget
    pointer : Pointer
    adds : bool, default=False
        True if a click on an object adds it to the selected ones, or removes it.
    """

    draws = False

    def __init__(self, target: GestureTarget, pointer: Pointer, *, adds: bool = False) -> None:
        self._target = target
        self._start = self._at = pointer
        self._adds = adds
        self._hit = target.marker_under(pointer)
        self._moves_marker = self._hit is not None and self._hit == target.session.view.marker
        self._dragged = False

    def move(self, pointer: Pointer) -> None:
        """Move the marker or image once the press is a drag."""
        start = self._start
        self._dragged |= max(abs(pointer.x - start.x), abs(pointer.y - start.y)) >= CLICK
        if self._dragged and self._moves_marker:
            self._target.show_ghost(*_step(start, pointer))
        elif self._dragged:
            self._target.shift(pointer.x - self._at.x, pointer.y - self._at.y)
        if self._dragged:
            self._at = pointer

    def finish(self) -> None:
        """Select the clicked marker or object, or move the dragged marker."""
        session, hit = self._target.session, self._hit
        if not self._dragged and hit is not None:
            session.update_view(marker=hit)
        elif not self._dragged:
            session.update_view(marker=None, objects=self._chosen_objects())
        elif self._moves_marker and hit is not None:
            step = _step(self._start, self._at)
            self._target.show_ghost(0, 0)
            session.attempt(lambda: session.drawing.move(hit, *step))

    def cancel(self) -> None:
        """Leave the marker in place."""
        self._target.show_ghost(0, 0)

    def _chosen_objects(self) -> frozenset[int]:
        """Return the objects that are selected after a click."""
        clicked = self._target.object_under(self._start)
        found = frozenset() if clicked is None else frozenset({clicked})
        return self._target.session.view.objects ^ found if self._adds else found


def drop_repeats(points: Sequence[Point]) -> list[Point]:
    """Drop points equal to their predecessor; the stroke covers the same pixels."""
    return [points[0], *(after for before, after in pairwise(points) if after != before)]


def _step(start: Pointer, end: Pointer) -> tuple[float, float]:
    """Return the offset (rows, columns) between two pointers."""
    return (
        round(end.point[0] - start.point[0], DIGITS),
        round(end.point[1] - start.point[1], DIGITS),
    )
