"""The layers of the canvas: image, heat map, markers, outlines and pixel grid."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.gui.canvas.display import (
    QUICK,
    Contrast,
    DisplayImage,
    prepare,
    prepare_slide,
)
from flimbuilder.gui.canvas.large_outlines import (
    LARGE_MASK,
    LargeOutlineLayer,
    SlideOutlineLayer,
)
from flimbuilder.gui.canvas.marker_layer import MarkerLayer
from flimbuilder.gui.canvas.overlay_layers import HeatLayer, OutlineLayer, truth_outlines
from flimbuilder.gui.canvas.pens import cosmetic
from flimbuilder.gui.canvas.raster import Raster
from flimbuilder.gui.canvas.slide_image import SlideImage
from flimbuilder.gui.canvas.slide_loading import SlideLoading
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.canvas.vectors import VectorLayer
from flimbuilder.gui.colours import LEFT_OUT, REFERENCE, class_colours
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.results import HeatMap, SparseMask
from flimbuilder.session.session import Session

__all__ = ["GRID_SCALE", "Scene", "paint_grid"]

GRID_SCALE = 12.0  # logical pixels per image pixel from which the grid is drawn
IMAGES_KEPT = 64 * 2**20  # bytes of display images to cache
HEATS_KEPT = 16 * 2**20  # bytes of heat map layers to cache
GRID = QColor(128, 128, 128, 90)
FILLED = 0.6  # opacity of a filled mask, relative to that of the overlays


class Scene:
    """The layers of the session's image, built in background jobs.

    Parameters
    ----------
    session : Session
    changed : callable
        Called when the layers must be repainted.
    loaded : callable
        Called when a new image or contrast is ready to paint.

    Attributes
    ----------
    shown : ShownImage or None
        The painted image, which may lag behind the session's.
    prepared : DisplayImage or None
        The painted image at the current contrast.
    markers : MarkerLayer or None
        Markers of the painted image.
    heat : HeatLayer or None
    outlines : dict of str to OutlineLayer
        Available outlines, keyed by ``truth``, ``ignored`` (what the reference mask leaves out)
        and ``mask``.
    followers : list of callable
        Called when another image or contrast is painted.
    watchers : list of callable
        Called when there is more to paint of a slide.
    """

    lane = "display"  # prefix of its lanes

    def __init__(
        self, session: Session, changed: Callable[[], None], loaded: Callable[[], None]
    ) -> None:
        self.shown: ShownImage | None = None
        self.prepared: DisplayImage | None = None
        self.markers: MarkerLayer | None = None
        self.heat: HeatLayer | None = None
        self.outlines: dict[str, OutlineLayer] = {}
        self._session = session
        self._changed = changed
        self._loaded = loaded
        self._image: Raster | SlideImage | None = None
        self._drawn = ImageMarkers()
        self._contrasts: dict[tuple[str, int], Contrast] = {}
        self._heat_source: HeatMap | None = None
        self._ready: ByteLimitedCache[tuple[str, Contrast], DisplayImage] = ByteLimitedCache(
            IMAGES_KEPT
        )
        self._heats: ByteLimitedCache[HeatMap, HeatLayer] = ByteLimitedCache(HEATS_KEPT)
        self._outline_sources: dict[str, NDArray[Any]] = {}
        self.followers: list[Callable[[], None]] = []
        self.watchers: list[Callable[[], None]] = [changed]
        self._loading = SlideLoading(session, self._on_tiles, self._on_slide_known)
        self._is_adjusting = False

    @property
    def contrast(self) -> Contrast:
        """Contrast shared by images of the same dtype and channel count as the session's."""
        shown = self._session.pixels.shown
        return Contrast() if shown is None else self._contrasts.get(_kind(shown), Contrast())

    def set_contrast(self, contrast: Contrast) -> None:
        """Set the contrast of images like the session's."""
        shown = self._session.pixels.shown
        if shown is not None and contrast != self.contrast:
            self._contrasts[_kind(shown)] = contrast
            self._adjust()

    def load(self) -> None:
        """Prepare the session's image for painting; the previous image stays until then.

        Cached images are painted at once.
        """
        shown, contrast = self._session.pixels.shown, self.contrast
        self._is_adjusting = False
        if shown is None:
            self._session.jobs.cancel("display")
            return
        cached = self._ready.get((shown.key, contrast))
        if cached is not None:
            self._session.jobs.cancel("display")
            self._show_image(shown, contrast, cached)
            return
        self._session.jobs.start(
            "display",
            "Preparing the image for the screen",
            lambda report: _prepared(shown, contrast, check=lambda: report("", 0, 0)),
            lambda prepared: self._show_image(shown, contrast, prepared),
            self._session.fail,
            quiet=True,
        )

    def _adjust(self) -> None:
        """Prepare the newest contrast, of a large image first as a draft.

        During a drag, the contrast in preparation is finished before the newest one is begun.
        """
        shown, contrast = self._session.pixels.shown, self.contrast
        if shown is None or self._is_adjusting:
            return
        if self.shown is not shown or self._ready.get((shown.key, contrast)) is not None:
            self.load()
            return
        coarse = _coarse_level(shown)

        def done(prepared: DisplayImage) -> None:
            self._is_adjusting = False
            if prepared.coarse and self.prepared is not None:
                prepared = replace(prepared, bounds=self.prepared.bounds)
            self._show_image(shown, contrast, prepared)
            if self.contrast != contrast:
                self._adjust()
            elif prepared.coarse and shown.slide is None:
                self.load()

        def failed(error: Exception) -> None:
            self._is_adjusting = False
            self._session.fail(error)

        self._is_adjusting = True
        self._session.jobs.start(
            "display", "Preparing the image for the screen",
            lambda report: _prepared(shown, contrast, coarse), done, failed, quiet=True,
        )  # fmt: skip

    def clear(self) -> None:
        """Paint nothing; keep the caches."""
        self.shown = self.prepared = self.markers = self.heat = self._image = None
        self.outlines = {}
        self._heat_source, self._outline_sources = None, {}
        self._stop_layers()
        self._loading.stop()
        self._changed()

    def clear_caches(self) -> None:
        """Clear the caches."""
        self._ready.clear()
        self._heats.clear()

    def load_markers(self) -> None:
        """Update the markers of the painted image."""
        if self.shown is None or self.markers is None:
            return
        drawn = self._session.document.project.markers_of(self.shown.id)
        if drawn != self._drawn:
            self._drawn = drawn
            self.markers.show(drawn.markers)
            self._changed()

    def load_heat(self) -> None:
        """Show the session's heat map, unless its image is not painted yet."""
        if self._is_behind:
            return
        heat = self._matching_heat()
        if heat is self._heat_source:
            return
        self._heat_source = heat
        if heat is None:
            self._session.jobs.cancel(f"{self.lane} heat")
            self.heat = None
            self._changed()
        elif heat.levels:  # of a large image: drawn as they are
            self._session.jobs.cancel(f"{self.lane} heat")
            self._show_heat(HeatLayer(heat))
        elif (cached := self._heats.get(heat)) is not None:
            self._session.jobs.cancel(f"{self.lane} heat")
            self._show_heat(cached)
        else:
            self._start("heat", lambda: HeatLayer(heat), self._show_heat)

    def load_outlines(self) -> None:
        """Show the outlines selected in the view, unless their image is not painted yet."""
        if self._is_behind:
            return
        truth, mask = self._wanted_outlines()
        self._load_outline("truth", truth)
        self._load_outline("mask", mask)

    def _wanted_outlines(self) -> tuple[NDArray[Any] | None, NDArray[Any] | None]:
        """Return the reference mask and the mask, each None if it is not to be shown."""
        view = self._session.view
        wants_mask = view.show_mask or view.threshold is not None
        mask = self._session.inspector.mask if wants_mask else None
        if (previewed := self._session.preview.mask) is not None:
            mask = previewed
        truth = self.shown.truth if view.show_truth and self.shown is not None else None
        return truth, mask

    def set_colours(self) -> None:
        """Apply the class colours and the opacity to markers and heat map."""
        if self.markers is not None:
            opacity = self._session.view.opacity
            self.markers.set_colours(self._session.document.project.classes, opacity)
        self._colour_layers()
        self._changed()

    def _colour_layers(self) -> None:
        """Give the heat map and the outlines the appearance that the view selects."""
        view = self._session.view
        if self.heat is not None:
            self.heat.set_appearance(view.opacity, view.colour_map)
        filled = FILLED * view.opacity if view.fill_mask else 0.0
        colours: dict[str, QColor | Mapping[int, QColor]] = {
            "mask": class_colours(self._session.document.project.classes),
            "truth": REFERENCE,
            "ignored": LEFT_OUT,
        }
        for name, layer in self.outlines.items():
            layer.set_colours(colours[name], filled)

    def paint_image(self, painter: QPainter, view: ViewTransform, ratio: float) -> None:
        """Paint the image."""
        if self._image is not None:
            self._image.draw(painter, view, ratio)

    def paint_overlays(
        self, painter: QPainter, view: ViewTransform, ratio: float, size: tuple[float, float]
    ) -> None:
        """Paint the overlays on a canvas of `size` (width, height) in logical pixels."""
        if self.heat is not None:
            self.heat.draw(painter, view, ratio)
        if "mask" in self.outlines:
            self.outlines["mask"].draw(painter, view, ratio, size)
        if self.markers is not None and self._session.view.show_markers:
            self.markers.draw(painter, view, ratio, size)
        for name in ("ignored", "truth"):
            if name in self.outlines:
                self.outlines[name].draw(painter, view, ratio, size)

    def paint_ground(self, painter: QPainter, view: ViewTransform) -> None:
        """Paint the image and the map over it."""
        self.paint_image(painter, view, 1.0)
        if self.heat is not None:
            self.heat.draw(painter, view, 1.0)

    def vectors(self, view: ViewTransform, size: tuple[float, float]) -> list[VectorLayer]:
        """Return masks and markers as vectors, for a picture of `size` (width, height)."""
        layers = []
        if "mask" in self.outlines:
            layers.append(self.outlines["mask"].vectors(view, size))
        if self.markers is not None and self._session.view.show_markers:
            layers.append(self.markers.vectors(view, size))
        shown = [name for name in ("ignored", "truth") if name in self.outlines]
        return layers + [self.outlines[name].vectors(view, size) for name in shown]

    def _show_image(self, shown: ShownImage, contrast: Contrast, prepared: DisplayImage) -> None:
        if not prepared.coarse or shown.slide is not None:
            self._ready.put((shown.key, contrast), prepared, prepared.nbytes)
        is_other = self.shown is None or self.shown.id != shown.id
        self.shown, self.prepared = shown, prepared
        height, width = shown.pixels.shape[:2]
        self._loading.stop()
        if shown.slide is None:
            self._image = Raster(prepared.levels, None, prepared.coarse, (height, width))
        else:
            self._image = SlideImage(shown.slide, contrast, prepared)
        if is_other or self.markers is None:
            self._reset_layers()
        self.load_outlines()
        self._loaded()
        self._changed()
        for follower in self.followers:
            follower()

    def set_view(self, view: ViewTransform, ratio: float, size: tuple[float, float]) -> None:
        """Read what a canvas of `size` shows of a slide."""
        if isinstance(self._image, SlideImage):
            self._image.set_view(view, ratio, size)
            self._loading.start(self._image)

    def loading_of(
        self, view: ViewTransform, ratio: float, size: tuple[float, float]
    ) -> Callable[[Callable[[], None]], None] | None:
        """Return what reads all that a picture of `size` shows of a slide; None if it is there.

        It is called with a function to call between tiles, and may run on any thread.
        """
        image = self._image
        if not isinstance(image, SlideImage):
            return None
        window = image.window(view, ratio, size)
        return None if image.has(window) else partial(image.complete, window)

    def _on_tiles(self) -> None:
        for watcher in self.watchers:
            watcher()

    def _on_slide_known(self, image: SlideImage) -> None:
        """Show more of the whole slide in the overview."""
        if image is self._image:
            self.prepared = image.overview()
            self._loaded()
            if image.is_complete:  # the inspector can make a draft of it
                self._session.inspector.refresh()

    @property
    def _is_behind(self) -> bool:
        """True if the painted image is not the one that the session has read."""
        shown = self._session.pixels.shown
        return self.shown is not None and shown is not None and self.shown.id != shown.id

    def _stop_layers(self) -> None:
        for name in ("heat", "truth", "mask"):
            self._session.jobs.cancel(f"{self.lane} {name}")

    def _reset_layers(self) -> None:
        assert self._image is not None
        self._stop_layers()  # of the previous image
        self.heat, self.outlines = None, {}
        self._heat_source, self._outline_sources = None, {}
        self.markers = MarkerLayer(self._image.shape)
        self._drawn = ImageMarkers()
        self.load_markers()
        self.set_colours()
        self.load_heat()

    def _matching_heat(self) -> HeatMap | None:
        """Return the session's heat map if it is enabled and fits the painted image.

        That of a preview comes first, enabled or not.
        """
        heat = self._session.inspector.heat if self._session.view.heat != "none" else None
        if self._session.view.heat == "attribution":
            heat = self._session.attributions.heat
        heat = self._session.preview.heat or heat
        if heat is None or self._image is None:
            return None
        return heat if heat.values.shape == self._image.shape else None

    def _show_heat(self, layer: HeatLayer) -> None:
        layer.set_appearance(self._session.view.opacity, self._session.view.colour_map)
        self._heats.put(layer.heat, layer, layer.nbytes)
        self.heat = layer
        self._changed()

    def _load_outline(self, name: str, labels: NDArray[Any] | None) -> None:
        if labels is not None and (self._image is None or labels.shape != self._image.shape):
            labels = None  # belongs to another image
        if labels is self._outline_sources.get(name):
            return
        self._outline_sources.pop(name, None)
        if labels is None:
            self._session.jobs.cancel(f"{self.lane} {name}")
            self._show_outlines(name, {})
            return
        self._outline_sources[name] = labels

        make: type[OutlineLayer] = OutlineLayer
        if isinstance(labels, SparseMask):
            make = SlideOutlineLayer
        elif labels.size > LARGE_MASK:
            make = LargeOutlineLayer

        def outlines() -> dict[str, OutlineLayer]:
            if name == "truth":
                return truth_outlines(labels, make)
            return {name: make(labels, fills=True)}

        self._start(name, outlines, lambda layers: self._show_outlines(name, layers))

    def _show_outlines(self, name: str, layers: dict[str, OutlineLayer]) -> None:
        for key in ("truth", "ignored") if name == "truth" else (name,):
            self.outlines.pop(key, None)
        self.outlines |= layers
        self._colour_layers()
        self._changed()

    def _start(self, name: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        fail = self._session.fail
        self._session.jobs.start(
            f"{self.lane} {name}",
            "Preparing an overlay",
            lambda report: work(),
            done,
            fail,
            quiet=True,
        )


def paint_grid(painter: QPainter, view: ViewTransform, size: tuple[float, float]) -> None:
    """Paint the borders between pixels if they are large enough on screen."""
    if view.scale < GRID_SCALE:
        return
    top, bottom, left, right = view.visible(*size)
    x0, y0 = view.to_screen(top - 0.5, left - 0.5)
    x1, y1 = view.to_screen(bottom - 0.5, right - 0.5)
    columns = [QLineF(x, y0, x, y1) for x in _steps(x0, view.scale, right - left)]
    rows = [QLineF(x0, y, x1, y) for y in _steps(y0, view.scale, bottom - top)]
    painter.setPen(cosmetic(GRID, 1))
    painter.drawLines(columns + rows)


def _steps(first: float, step: float, count: int) -> list[float]:
    return [first + step * number for number in range(count + 1)]


def _prepared(
    shown: ShownImage,
    contrast: Contrast,
    coarse: int = 0,
    check: Callable[[], None] = lambda: None,
) -> DisplayImage:
    if shown.slide is not None:
        return prepare_slide(shown.slide, contrast, check)
    return prepare(shown.pixels, contrast, coarse, check)


def _coarse_level(shown: ShownImage) -> int:
    """Return the finest level of the pyramid that is quick to prepare."""
    size, level = shown.pixels.size, 0
    while size >> (2 * level) > QUICK:
        level += 1
    return level


def _kind(shown: ShownImage) -> tuple[str, int]:
    return str(shown.pixels.dtype), int(shown.pixels.shape[2])
