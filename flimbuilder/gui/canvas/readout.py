"""The values of the pixel under the pointer."""

from collections.abc import Callable
from dataclasses import dataclass

from flimbuilder.gui.canvas.scene import Scene
from flimbuilder.imaging.sparse_pyramid import TILE
from flimbuilder.session.session import Session

__all__ = ["PixelValues", "pixel_values", "read_pixel"]

LANE = "display pixel"


@dataclass(frozen=True)
class PixelValues:
    """The values of a pixel, for the status bar.

    Attributes
    ----------
    row, col : int
    values : tuple of float
        One per channel, in the units of the file; empty until a slide has been read there.
    class_name : str or None
        Class of the marker on the pixel, if any.
    activation, saliency : float or None
        Values of the selected kernel's activation map and of the saliency map; None if unknown.
    """

    row: int
    col: int
    values: tuple[float, ...]
    class_name: str | None = None
    activation: float | None = None
    saliency: float | None = None


def pixel_values(session: Session, scene: Scene, row: int, col: int) -> PixelValues:
    """Return the values of a pixel of the painted image."""
    shown, markers = scene.shown, scene.markers
    assert shown is not None
    assert markers is not None
    marked = markers.class_at(row, col)
    classes = session.document.project.classes
    name = next((entry.name for entry in classes if entry.id == marked), None)
    known = session.inspector.value_at(row, col)
    if shown.slide is None:
        values = tuple(shown.pixels[row, col].tolist())
    else:
        values = shown.slide.peek(row, col) or ()
    return PixelValues(row, col, values, name, *known)


def read_pixel(
    session: Session, scene: Scene, row: int, col: int, done: Callable[[], None]
) -> None:
    """Read a pixel of a slide in the background, so that `pixel_values` knows it by `done`."""
    slide = None if scene.shown is None else scene.shown.slide
    if slide is None or slide.peek(row, col) is not None:
        return
    session.jobs.start(
        LANE,
        "Reading a pixel",
        lambda report: slide.tile(0, row // TILE, col // TILE),
        lambda tile: done(),
        session.fail,
        quiet=True,
    )
