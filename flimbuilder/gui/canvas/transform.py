"""Where the image lies on the screen: one scale and one shift, in logical pixels."""

from dataclasses import dataclass, replace

__all__ = ["MAX_SCALE", "ViewTransform", "centred", "fitted"]

MAX_SCALE = 100.0
MIN_SIDE = 16.0  # logical pixels that the image never shrinks below
KEPT = 48.0  # logical pixels of the image that never leave the screen


@dataclass(frozen=True)
class ViewTransform:
    """Scale and shift of an image on the screen.

    Attributes
    ----------
    height, width : int
        Of the image, in pixels.
    scale : float
        Logical screen pixels to an image pixel.
    x, y : float
        Where the image's upper left corner lies on the screen.
    """

    height: int
    width: int
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        """Return (row, column) at a place of the screen; whole numbers are pixel centres."""
        return (y - self.y) / self.scale - 0.5, (x - self.x) / self.scale - 0.5

    def to_screen(self, row: float, col: float) -> tuple[float, float]:
        """Return the place (x, y) of the screen of a row and a column."""
        return self.x + (col + 0.5) * self.scale, self.y + (row + 0.5) * self.scale

    def zoomed(self, factor: float, x: float, y: float) -> "ViewTransform":
        """Return the transform larger by a factor; what lies at (x, y) stays there."""
        smallest = min(1.0, MIN_SIDE / max(self.height, self.width))
        scale = min(max(self.scale * factor, smallest), MAX_SCALE)
        ratio = scale / self.scale
        return replace(self, scale=scale, x=x + (self.x - x) * ratio, y=y + (self.y - y) * ratio)

    def panned(self, dx: float, dy: float) -> "ViewTransform":
        """Return the transform shifted on the screen."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def kept_within(self, view_width: float, view_height: float) -> "ViewTransform":
        """Return the transform shifted so far that some of the image is on the screen."""
        x = _kept(self.x, self.width * self.scale, view_width)
        y = _kept(self.y, self.height * self.scale, view_height)
        return replace(self, x=x, y=y)

    def visible(self, view_width: float, view_height: float) -> tuple[int, int, int, int]:
        """Return the part on the screen as (first row, end, first column, end)."""
        top, left = self.to_image(0, 0)
        bottom, right = self.to_image(view_width, view_height)
        rows = _cut(top, bottom, self.height)
        return (*rows, *_cut(left, right, self.width))


def fitted(
    height: int, width: int, view_width: float, view_height: float, margin: float = 8.0
) -> ViewTransform:
    """Show a whole image in the middle of the screen, as large as it can be."""
    room_x, room_y = max(view_width - 2 * margin, 1.0), max(view_height - 2 * margin, 1.0)
    scale = min(room_x / width, room_y / height, MAX_SCALE)
    return centred(ViewTransform(height, width, scale), view_width, view_height)


def centred(view: ViewTransform, view_width: float, view_height: float) -> ViewTransform:
    """Put the image's middle into the middle of the screen."""
    x = (view_width - view.width * view.scale) / 2
    return replace(view, x=x, y=(view_height - view.height * view.scale) / 2)


def _kept(start: float, length: float, room: float) -> float:
    kept = min(KEPT, length, room)
    return min(max(start, kept - length), room - kept)


def _cut(first: float, last: float, side: int) -> tuple[int, int]:
    start = min(max(int(first + 0.5), 0), side)
    return start, max(min(int(last + 0.5) + 1, side), start)
