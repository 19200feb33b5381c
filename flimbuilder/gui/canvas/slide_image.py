"""The image of a slide on the canvas: tiles that are read while they are in view."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from flimbuilder.errors import InputError
from flimbuilder.gui.canvas.display import Contrast, DisplayImage, to_screen
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.canvas.window_raster import LevelWindow, WindowRaster, window_around
from flimbuilder.imaging.slide_pixels import SlidePixels
from flimbuilder.imaging.sparse_pyramid import TILE, SparsePyramid

__all__ = ["SlideImage"]

PAUSE = 0.03  # seconds between two reports of new tiles
REST = 0.05  # seconds
AHEAD = 2  # levels by which a coarser answer comes first
TILES_KEPT = 96 * 2**20  # bytes of tiles for the screen

At = tuple[int, int, int]  # level, row and column of a tile


class SlideImage:
    """The layer of a slide, which reads only the tiles in view.

    The owning thread draws it and says what is in view; a job calls :meth:`work`.

    Parameters
    ----------
    slide : SlidePixels
    contrast : Contrast
    prepared : DisplayImage
        A coarse level and the ones after it.

    Attributes
    ----------
    prepared : DisplayImage
    is_partial : bool
        True if `prepared` lacks some of the coarse levels.
    """

    def __init__(self, slide: SlidePixels, contrast: Contrast, prepared: DisplayImage) -> None:
        self._slide, self._contrast, self.prepared = slide, contrast, prepared
        depth = prepared.levels[0].shape[2:]
        self._pyramid = SparsePyramid((*slide.shape[:2], *depth), limit=TILES_KEPT)
        for number, level in enumerate(prepared.levels, start=prepared.coarse):
            rows, cols = (slice(0, side) for side in level.shape[:2])
            self._pyramid.put_alone(number, rows, cols, level)
        self._raster = WindowRaster(self._pyramid.levels)
        self._wanted: LevelWindow | None = None
        self._version = self._drawn = 0
        self.is_partial = not self.is_complete

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) of the image."""
        return self._raster.shape

    def set_view(self, view: ViewTransform, ratio: float, size: tuple[float, float]) -> None:
        """Follow the part that a canvas of `size` shows."""
        self._wanted = self.window(view, ratio, size)

    def window(self, view: ViewTransform, ratio: float, size: tuple[float, float]) -> LevelWindow:
        """Return what a canvas of `size` shows."""
        return window_around(view.visible(*size), view, ratio, len(self._pyramid.levels))

    @property
    def is_complete(self) -> bool:
        """True if all coarse levels are known."""
        return self._slide.coarse.is_complete

    @property
    def has_work(self) -> bool:
        """True if something in view, or a coarse level, is missing."""
        return not self._slide.coarse.is_complete or self._next() is not None

    def draw(self, painter: QPainter, view: ViewTransform, ratio: float) -> None:
        """Draw what is known, as `Raster.draw`."""
        if self._drawn != self._version:
            self._drawn = self._version
            self._raster.forget()
        self._raster.draw(painter, view, ratio)

    def overview(self) -> DisplayImage:
        """Return the coarse levels that are known so far."""
        levels = [
            to_screen(self._slide.coarse.level(number), self._contrast, self.prepared)
            for number in range(self.prepared.coarse, len(self._slide.sizes))
        ]
        self.prepared = replace(self.prepared, levels=tuple(levels))
        self.is_partial = not self.is_complete
        return self.prepared

    def work(
        self, report: Callable[[int], None], rests: Callable[[], bool] = lambda: False
    ) -> None:
        """Read what is in view, then the coarse levels, until nothing is missing.

        Parameters
        ----------
        report : callable
            Called between tiles with the version to draw; may raise to stop.
        rests : callable, default returns False
            Returns True while other work should not wait for the coarse levels.
        """
        shown, at = self._version, 0.0
        blocks = self._slide.coarse.steps(self._middle)
        try:
            while self._step(blocks, rests):
                if time.monotonic() - at > PAUSE:
                    shown, at = self._version, time.monotonic()
                report(shown)
        finally:
            blocks.close()
        report(self._version)

    def has(self, window: LevelWindow) -> bool:
        """Return True if all tiles of a window are known."""
        number, rows, cols = window
        return not self._pyramid.levels[number].missing(rows, cols)

    def complete(self, window: LevelWindow, check: Callable[[], None]) -> None:
        """Read all tiles of a window; `check` is called for each.

        Raises
        ------
        InputError
            If there are too many.
        """
        number, rows, cols = window
        level = self._pyramid.levels[number]
        n_tiles = -(-(rows.stop - rows.start) // TILE) * -(-(cols.stop - cols.start) // TILE)
        if n_tiles * level.tile_bytes > TILES_KEPT // 2:
            size = f"{rows.stop - rows.start} x {cols.stop - cols.start} pixels"
            raise InputError(
                f"the picture would show {size} of the slide; zoom in, or save it as on the screen"
            )
        for row, col in self._pyramid.levels[number].missing(rows, cols):
            check()
            self._load((number, row, col))

    def _step(self, blocks: Iterator[tuple[int, int]], rests: Callable[[], bool]) -> bool:
        tile = self._next()
        if tile is not None:
            self._load(tile)
            return True
        if not self.is_complete and rests():
            time.sleep(REST)
            return True
        block = next(blocks, None)
        if block is None:
            return False
        coarse = self._slide.coarse
        first = coarse.first if coarse.is_known(*block) else self.prepared.coarse
        for number in range(first, len(self._pyramid.levels)):
            rows, cols = coarse.block(number, *block)
            self._put(number, rows, cols, coarse.level(number)[rows, cols])
        return True

    def _load(self, tile: At) -> None:
        number, row, col = tile
        part = self._slide.tile(number, row, col)
        rows = slice(row * TILE, row * TILE + part.shape[0])
        self._put(number, rows, slice(col * TILE, col * TILE + part.shape[1]), part)

    def _put(self, number: int, rows: slice, cols: slice, part: NDArray[Any]) -> None:
        shown = to_screen(part, self._contrast, self.prepared)
        self._pyramid.put_alone(number, rows, cols, shown)
        self._version += 1

    def _next(self) -> At | None:
        """Return the next tile to read: in a coarser level first, from the middle of the view."""
        if self._wanted is None:
            return None
        number, *sides = self._wanted
        levels = [number] if number + AHEAD >= self.prepared.coarse else [number + AHEAD, number]
        for level in levels:
            rows, cols = (
                slice(side.start >> (level - number), -(-side.stop >> (level - number)))
                for side in sides
            )
            middle = [(side.start + side.stop) / 2 / TILE for side in (rows, cols)]
            missing = self._pyramid.levels[level].missing(rows, cols)
            if level >= self._slide.coarse.first and not self._slide.coarse.is_complete:
                continue  # comes with its block
            if missing:
                row, col = min(
                    missing,
                    key=lambda at: (at[0] + 0.5 - middle[0]) ** 2 + (at[1] + 0.5 - middle[1]) ** 2,
                )
                return level, row, col
        return None

    def _middle(self) -> tuple[float, float]:
        """Return the middle of the view, each from 0 to 1."""
        if self._wanted is None:
            return 0.5, 0.5
        number, rows, cols = self._wanted
        height, width = self._pyramid.levels[number].shape[:2]
        return (rows.start + rows.stop) / 2 / height, (cols.start + cols.stop) / 2 / width
