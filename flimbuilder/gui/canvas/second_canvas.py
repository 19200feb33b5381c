"""The canvas of the second pane: the same image and markers under another map and outlines."""

from collections.abc import Callable
from functools import partial
from typing import Any

from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.display import Contrast
from flimbuilder.gui.canvas.hud import Corners, Hud
from flimbuilder.gui.canvas.scene import Scene
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.language import translated
from flimbuilder.session.results import HeatMap, KernelCard
from flimbuilder.session.session import Session

__all__ = ["SecondCanvas", "SecondScene"]


class SecondScene(Scene):
    """Layers over the image and the markers of another scene.

    Parameters
    ----------
    first : Scene
        Prepares the image, and draws the markers.
    session, changed, loaded
        See `Scene`.
    """

    lane = "second display"

    def __init__(
        self,
        first: Scene,
        session: Session,
        changed: Callable[[], None],
        loaded: Callable[[], None],
    ) -> None:
        super().__init__(session, changed, loaded)
        self._first = first

    @property
    def contrast(self) -> Contrast:
        """The contrast of the first scene."""
        return self._first.contrast

    def set_contrast(self, contrast: Contrast) -> None:
        """Set the contrast of both scenes."""
        self._first.set_contrast(contrast)

    def load(self) -> None:
        """Paint the image that the first scene paints."""
        first = self._first
        if first.shown is not None and first.prepared is not None:
            self._show_image(first.shown, self.contrast, first.prepared)

    def load_markers(self) -> None:
        """Repaint the markers, which the first scene has updated."""
        self.markers = self._first.markers
        self._changed()

    def set_colours(self) -> None:
        """Apply the opacity to the heat map."""
        self._colour_layers()
        self._changed()

    def _show_image(self, shown: Any, contrast: Contrast, prepared: Any) -> None:
        is_other = self.shown is None or self.shown.id != shown.id
        self.shown, self.prepared, self._image = shown, prepared, self._first._image
        self.markers = self._first.markers
        if is_other:
            self._stop_layers()
            self.heat, self.outlines = None, {}
            self._heat_source, self._outline_sources = None, {}
        self.load_heat()
        self.load_outlines()
        self._loaded()
        self._changed()

    def _matching_heat(self) -> HeatMap | None:
        heat = self._session.inspector.second.heat
        if heat is None or self._image is None:
            return None
        return heat if heat.values.shape == self._image.shape else None

    def _wanted_outlines(self) -> tuple[NDArray[Any] | None, NDArray[Any] | None]:
        second = self._session.inspector.second
        return second.truth, second.mask


class SecondCorners(Corners):
    """The legends of the second pane, and why it shows only the image."""

    def paint(self, hud: Hud, origin: KernelCard | None) -> None:
        """Paint the legends and the reason."""
        self.paint_legends(hud)
        reason = translated(self._session.inspector.second.reason or "")
        if reason is not None:
            hud.badge(reason)


class SecondCanvas(Canvas):
    """A canvas that shows the view's comparison, linked with the first canvas.

    Parameters
    ----------
    first : Canvas
    """

    has_scale = False

    def __init__(self, first: Canvas, parent: QWidget | None = None) -> None:
        self._first = first
        make_scene = partial(SecondScene, first._scene)
        super().__init__(first.session, parent, make_scene)
        self.setObjectName("secondCanvas")
        self.setAccessibleName(self.tr("Image, second pane"))
        self._corners = SecondCorners(first.session, self._scene, self)
        first._scene.followers.append(self._scene.load)
        first._scene.watchers.append(self.update)
        first.session.inspector.second.changed.connect(self._on_second_changed)

    def show_region(self, top: float, left: float, height: float, width: float) -> None:
        """Leave it to the first canvas, which this one follows."""

    def set_image_size(self, height: int, width: int) -> None:
        """Show the part of the image that the first canvas shows."""
        view = self._transform
        if view is None or (view.height, view.width) != (height, width):
            self._transform = ViewTransform(height, width)
        self.follow(self._first)

    def _on_image_loaded(self) -> None:
        super()._on_image_loaded()
        self._contrast.hide()  # the first canvas has the button

    def _report_part_in_view(self) -> None:
        """Leave it to the first canvas to say which part is in view."""

    def _on_second_changed(self) -> None:
        self._scene.load_heat()
        self._scene.load_outlines()
        self.update()
