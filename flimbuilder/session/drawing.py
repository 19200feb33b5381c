"""Commands on the markers of the shown image."""

from collections.abc import Callable, Iterable, Sequence

from flimbuilder.errors import MarkerError, counted
from flimbuilder.project.edits import AddMarker, RemoveMarker, ReplaceMarker
from flimbuilder.project.markers import (
    Disk,
    ImageMarkers,
    Marker,
    MarkerUse,
    Pixels,
    Point,
    Stroke,
)
from flimbuilder.project.project import ClassEntry
from flimbuilder.project.rasterise import pixels_of, runs_of
from flimbuilder.session.document import Document
from flimbuilder.session.view import View

__all__ = ["Drawing", "moved"]


class Drawing:
    """Commands that draw, change and remove markers of the shown image.

    Parameters
    ----------
    document : Document
    view : callable
        Returns the current `View`, whose image, class, radius and use a new marker takes.
    """

    def __init__(self, document: Document, view: Callable[[], View]) -> None:
        self._document = document
        self._view = view

    @property
    def markers(self) -> ImageMarkers:
        """The markers of the shown image; empty if no image is shown."""
        image = self._view().image
        return ImageMarkers() if image is None else self._document.project.markers_of(image)

    def marker(self, marker: int | None) -> Marker | None:
        """Return a marker of the shown image by its id, or None if it has no such marker."""
        return next((known for known in self.markers.markers if known.id == marker), None)

    def disk(self, center: Point) -> None:
        """Draw a disk at (row, column), with the view's class and radius."""
        view = self._view()
        self._add(
            f"Draw a disk of {self._class_name()}",
            Disk(id=self._free_id, class_id=view.class_id, use=view.use, center=center,
                 radius=view.radius),
        )  # fmt: skip

    def stroke(self, points: Sequence[Point]) -> None:
        """Draw a stroke through (row, column) points, with the view's class and radius."""
        view = self._view()
        self._add(
            f"Draw a stroke of {self._class_name()}",
            Stroke(id=self._free_id, class_id=view.class_id, use=view.use, points=tuple(points),
                   radius=view.radius),
        )  # fmt: skip

    def erase(self, points: Sequence[Point]) -> None:
        """Erase the markers under a stroke, with the view's radius."""
        radius = self._view().radius
        self._add(
            "Erase", Stroke(id=self._free_id, class_id=None, points=tuple(points), radius=radius)
        )

    def remove(self, markers: Iterable[int]) -> None:
        """Delete markers by their ids."""
        image, ids = self._image, list(markers)
        edits = [RemoveMarker(image=image, marker=marker_id) for marker_id in ids]
        self._document.do(f"Delete {counted(len(ids), 'marker')}", *edits)

    def clear(self) -> None:
        """Delete all markers of the image."""
        self.remove([marker.id for marker in self.markers.markers])

    def relabel(self, markers: Iterable[int], class_id: int) -> None:
        """Change the class of markers, except erasers."""
        name = _named(self._document.project.classes, class_id)
        self._change(f"Make {name} of", markers, class_id=class_id)

    def set_use(self, markers: Iterable[int], use: MarkerUse) -> None:
        """Use markers for kernels, the normalisation, or both."""
        self._change("Change the use of", markers, use=use)

    def resize(self, marker: int, radius: float) -> None:
        """Change the radius of a disk or stroke."""
        [current] = self._lookup([marker])
        if isinstance(current, Pixels):
            raise MarkerError(f"marker {marker} consists of imported pixels and has no radius")
        if radius != current.radius:
            change = current.with_(radius=radius)
            edit = ReplaceMarker(image=self._image, marker=change)
            self._document.do("Change the radius of a marker", edit)

    def move(self, marker: int, rows: float, cols: float) -> None:
        """Move a marker down and right by a number of pixels; see :func:`moved`."""
        [current] = self._lookup([marker])
        change = moved(current, rows, cols)
        self._document.do("Move a marker", ReplaceMarker(image=self._image, marker=change))

    @property
    def _image(self) -> str:
        image = self._view().image
        if image is None:
            raise MarkerError("no image is shown; choose one to draw on")
        return image

    @property
    def _free_id(self) -> int:
        return self.markers.next_id

    def _class_name(self) -> str:
        return _named(self._document.project.classes, self._view().class_id)

    def _lookup(self, ids: Iterable[int]) -> list[Marker]:
        known = {marker.id: marker for marker in self.markers.markers}
        try:
            return [known[marker_id] for marker_id in ids]
        except KeyError as error:
            raise MarkerError(f"there is no marker {error} on {self._image}") from None

    def _add(self, label: str, marker: Marker) -> None:
        index = len(self.markers.markers)
        self._document.do(label, AddMarker(image=self._image, index=index, marker=marker))

    def _change(self, verb: str, markers: Iterable[int], **changes: object) -> None:
        edits = [
            ReplaceMarker(image=self._image, marker=marker.with_(**changes))
            for marker in self._lookup(markers)
            if marker.class_id is not None
            and any(getattr(marker, name) != value for name, value in changes.items())
        ]
        self._document.do(f"{verb} {counted(len(edits), 'marker')}", *edits)


def moved(marker: Marker, rows: float, cols: float) -> Marker:
    """Move a marker down and right by a number of pixels.

    Markers of single pixels move by whole pixels, and not past the upper or left border.
    """
    if isinstance(marker, Disk):
        return marker.with_(center=(marker.center[0] + rows, marker.center[1] + cols))
    if isinstance(marker, Stroke):
        return marker.with_(points=tuple((row + rows, col + cols) for row, col in marker.points))
    return _moved_pixels(marker, round(rows), round(cols))


def _moved_pixels(marker: Pixels, down: int, right: int) -> Pixels:
    rows, cols = pixels_of(marker.runs)
    down, right = max(down, -int(rows.min())), max(right, -int(cols.min()))
    return marker.with_(runs=runs_of(rows + down, cols + right))


def _named(classes: Iterable[ClassEntry], class_id: int) -> str:
    for entry in classes:
        if entry.id == class_id:
            return entry.name
    raise MarkerError(f"there is no class {class_id}; add it first")
