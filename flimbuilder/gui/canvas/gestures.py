"""What a press of the mouse starts: one small class each, from press to release."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from flimbuilder.project.markers import Point
from flimbuilder.session.session import Session

__all__ = [
    "DiskGesture",
    "Gesture",
    "GestureTarget",
    "PanGesture",
    "Pointer",
    "RadiusGesture",
    "SelectGesture",
    "StrokeGesture",
    "simplified",
]

DIGITS = 3  # of a coordinate: far finer than the screen at the largest zoom
MOST_POINTS = 100_000  # of one marker
CLICK = 4.0  # logical pixels that a click may move


@dataclass(frozen=True)
class Pointer:
    """Where the mouse is.

    Attributes
    ----------
    x, y : float
        On the screen, in logical pixels.
    point : tuple of float
        (row, column) in the image; a whole number is the centre of a pixel.
    straight : bool
        Whether a straight line is asked for (Shift).
    """

    x: float
    y: float
    point: Point
    straight: bool = False

    @property
    def rounded(self) -> Point:
        """The point as it is kept."""
        return round(self.point[0], DIGITS), round(self.point[1], DIGITS)


class GestureTarget(Protocol):
    """What gestures ask of the canvas."""

    session: Session
    last_point: Point | None

    def draw_on(self, points: Sequence[Point], *, erase: bool) -> bool:
        """Show a piece of a stroke; tell whether it covers any pixel."""

    def drop_drawn(self) -> None:
        """Show nothing of what is being drawn."""

    def shift(self, dx: float, dy: float) -> None:
        """Move the image on the screen."""

    def marker_under(self, pointer: Pointer) -> int | None:
        """Return the marker under the pointer."""

    def show_ghost(self, rows: float, cols: float) -> None:
        """Show the outline of the selected marker so many pixels away."""

    def image_pixels(self, length: float) -> float:
        """Return how many image pixels so many logical ones of the screen are."""


class Gesture(Protocol):
    """A press that has not been released.

    Attributes
    ----------
    draws : bool
        Whether something would be lost if it were dropped.
    """

    draws: bool

    def move(self, pointer: Pointer) -> None:
        """Follow the mouse."""

    def finish(self) -> None:
        """Make what was begun."""

    def cancel(self) -> None:
        """Leave all as it was."""


class DiskGesture:
    """A click draws a disk where it was pressed."""

    draws = True

    def __init__(self, stage: GestureTarget, pointer: Pointer) -> None:
        self._stage = stage
        self._point = pointer.rounded
        self._covers = stage.draw_on([self._point], erase=False)

    def move(self, pointer: Pointer) -> None:
        """Stay where it was pressed."""

    def finish(self) -> None:
        """Draw the disk."""
        session = self._stage.session
        if self._covers and session.attempt(lambda: session.drawing.disk(self._point)):
            self._stage.last_point = self._point
        self._stage.drop_drawn()

    def cancel(self) -> None:
        """Draw nothing."""
        self._stage.drop_drawn()


class StrokeGesture:
    """A drag draws, or erases, one stroke; with Shift, in straight lines."""

    draws = True

    def __init__(self, stage: GestureTarget, pointer: Pointer, *, erase: bool) -> None:
        self._stage = stage
        self._erase = erase
        self._tip: Point | None = None
        start = stage.last_point if pointer.straight else None
        self._points = [pointer.rounded if start is None else start]
        self._covers = self._show(self._points)
        self.move(pointer)

    def move(self, pointer: Pointer) -> None:
        """Go on to the mouse: with a piece of the line, or with the end of a straight one."""
        point = pointer.rounded
        if pointer.straight:
            self._straighten(point)
        elif self._tip is not None:
            self._points.append(self._tip)
            self._tip = None
        if not pointer.straight and point != self._points[-1]:
            self._covers |= self._show([self._points[-1], point])
            self._points.append(point)

    def finish(self) -> None:
        """Draw the stroke as one marker."""
        points = simplified([*self._points, *([] if self._tip is None else [self._tip])])
        if self._covers and self._stage.session.attempt(lambda: self._commit(points)):
            self._stage.last_point = points[-1]
        self._stage.drop_drawn()

    def cancel(self) -> None:
        """Draw nothing."""
        self._stage.drop_drawn()

    def _straighten(self, tip: Point) -> None:
        """Show all but the former straight line, and the new one."""
        self._stage.drop_drawn()
        self._tip = tip
        self._covers = self._show([*self._points, tip])

    def _show(self, points: Sequence[Point]) -> bool:
        return self._stage.draw_on(points, erase=self._erase)

    def _commit(self, points: Sequence[Point]) -> None:
        drawing = self._stage.session.drawing
        draw = drawing.erase if self._erase else drawing.stroke
        for first in range(0, max(len(points) - 1, 1), MOST_POINTS - 1):
            draw(points[first : first + MOST_POINTS])


class PanGesture:
    """A drag moves the image."""

    draws = False

    def __init__(self, stage: GestureTarget, pointer: Pointer) -> None:
        self._stage = stage
        self._at = pointer

    def move(self, pointer: Pointer) -> None:
        """Follow the mouse."""
        self._stage.shift(pointer.x - self._at.x, pointer.y - self._at.y)
        self._at = pointer

    def finish(self) -> None:
        """Stay here."""

    def cancel(self) -> None:
        """Stay here."""


class RadiusGesture:
    """A drag to the right makes the brush larger, to the left smaller."""

    draws = False

    def __init__(self, stage: GestureTarget, pointer: Pointer) -> None:
        self._stage = stage
        self._start = pointer
        self._before = stage.session.view.radius

    @property
    def centre(self) -> Point:
        """Where the brush stays."""
        return self._start.point

    def move(self, pointer: Pointer) -> None:
        """Let the rim follow the mouse."""
        change = self._stage.image_pixels(pointer.x - self._start.x)
        self._stage.session.update_view(radius=round(2 * max(self._before + change, 0.0)) / 2)

    def finish(self) -> None:
        """Keep the radius."""

    def cancel(self) -> None:
        """Take the former radius."""
        self._stage.session.update_view(radius=self._before)


class SelectGesture:
    """A click selects a marker; a drag moves the selected one, or else the image."""

    draws = False

    def __init__(self, stage: GestureTarget, pointer: Pointer) -> None:
        self._stage = stage
        self._start = self._at = pointer
        self._hit = stage.marker_under(pointer)
        self._moves_marker = self._hit is not None and self._hit == stage.session.view.marker
        self._dragged = False

    def move(self, pointer: Pointer) -> None:
        """Move what was pressed, once it is no click any more."""
        start = self._start
        self._dragged |= max(abs(pointer.x - start.x), abs(pointer.y - start.y)) >= CLICK
        if self._dragged and self._moves_marker:
            self._stage.show_ghost(*_step(start, pointer))
        elif self._dragged:
            self._stage.shift(pointer.x - self._at.x, pointer.y - self._at.y)
        if self._dragged:
            self._at = pointer

    def finish(self) -> None:
        """Select what was clicked, or put the marker here."""
        session, hit = self._stage.session, self._hit
        if not self._dragged:
            session.update_view(marker=hit)
        elif self._moves_marker and hit is not None:
            step = _step(self._start, self._at)
            self._stage.show_ghost(0, 0)
            session.attempt(lambda: session.drawing.move(hit, *step))

    def cancel(self) -> None:
        """Leave the marker where it was."""
        self._stage.show_ghost(0, 0)


def simplified(points: Sequence[Point]) -> list[Point]:
    """Leave out points that repeat the one before; the same pixels are covered."""
    return [points[0], *(after for before, after in pairwise(points) if after != before)]


def _step(start: Pointer, end: Pointer) -> tuple[float, float]:
    """Return (rows, columns) between two places, measured on the screen's image."""
    return (
        round(end.point[0] - start.point[0], DIGITS),
        round(end.point[1] - start.point[1], DIGITS),
    )
