"""The view transform: maps between the image and the screen."""

from dataclasses import dataclass, replace

__all__ = ["MAX_SCALE", "ViewTransform", "centred", "fitted"]

MAX_SCALE = 100.0
MIN_SIDE = 16.0  # logical pixels; the longer side of the image never gets smaller
KEPT = 48.0  # logical pixels of the image that stay on screen


@dataclass(frozen=True)
class ViewTransform:
    """Scale and offset of an image on the screen.

    Attributes
    ----------
    height, width : int
        Size of the image in pixels.
    scale : float
        Logical pixels per image pixel.
    x, y : float
        Position of the image's upper left corner in the widget, in logical pixels.
    """

    height: int
    width: int
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """Return (row, column) at a screen position; integers are pixel centres."""
        return (y - self.y) / self.scale - 0.5, (x - self.x) / self.scale - 0.5

    def to_screen(self, row: float, col: float) -> tuple[float, float]:
        """Return the screen position (x, y) of a row and column."""
        return self.x + (col + 0.5) * self.scale, self.y + (row + 0.5) * self.scale

    def zoomed(self, factor: float, x: float, y: float) -> "ViewTransform":
        """Return the transform scaled around the screen position (x, y), within limits."""
        smallest = min(1.0, MIN_SIDE / max(self.height, self.width))
        scale = min(max(self.scale * factor, smallest), MAX_SCALE)
        ratio = scale / self.scale
        return replace(self, scale=scale, x=x + (self.x - x) * ratio, y=y + (self.y - y) * ratio)

    def panned(self, dx: float, dy: float) -> "ViewTransform":
        """Return the transform moved by (dx, dy) logical pixels."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def kept_within(self, view_width: float, view_height: float) -> "ViewTransform":
        """Return the transform moved so that part of the image stays on screen."""
        x = _kept(self.x, self.width * self.scale, view_width)
        y = _kept(self.y, self.height * self.scale, view_height)
        return replace(self, x=x, y=y)

    def visible(self, view_width: float, view_height: float) -> tuple[int, int, int, int]:
        """Return the visible part as (first row, end row, first column, end column)."""
        top, left = self.to_image(0, 0)
        bottom, right = self.to_image(view_width, view_height)
        rows = _cut(top, bottom, self.height)
        return (*rows, *_cut(left, right, self.width))


def fitted(
    height: int, width: int, view_width: float, view_height: float, margin: float = 8.0
) -> ViewTransform:
    """Return the largest centred transform that shows the whole image."""
    inner_width = max(view_width - 2 * margin, 1.0)
    inner_height = max(view_height - 2 * margin, 1.0)
    scale = min(inner_width / width, inner_height / height, MAX_SCALE)
    return centred(ViewTransform(height, width, scale), view_width, view_height)


def centred(view: ViewTransform, view_width: float, view_height: float) -> ViewTransform:
    """Return the transform with the image centred on the screen."""
    x = (view_width - view.width * view.scale) / 2
    return replace(view, x=x, y=(view_height - view.height * view.scale) / 2)


def _kept(start: float, length: float, screen: float) -> float:
    kept = min(KEPT, length, screen)
    return min(max(start, kept - length), screen - kept)


def _cut(first: float, last: float, side: int) -> tuple[int, int]:
    start = min(max(int(first + 0.5), 0), side)
    return start, max(min(int(last + 0.5) + 1, side), start)
