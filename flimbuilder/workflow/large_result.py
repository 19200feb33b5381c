"""The saliency of an image in tiles, what is cut out of it, and the PNG files of both."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.strips import delineate_windows
from flimbuilder.imaging.heat_picture import HEAT_SIDE
from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.read import ImageFile
from flimbuilder.imaging.reduced import read_reduced
from flimbuilder.imaging.regions import ImageRegions
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.sparse_plane import SparsePlane, Window, touched_windows
from flimbuilder.imaging.write import to_mask_levels, to_uint16, writing_png
from flimbuilder.model.batches.saliency import LargeSaliency
from flimbuilder.project.decoding import Delineation
from flimbuilder.workflow.predicted_image import Scratch
from flimbuilder.workflow.sources import ImageSource

__all__ = ["LargeResult", "level_0_scale", "write_mask_plane", "write_saliency"]

STRIP = 2**22  # pixels of a mask that are written at once

OnRows = Callable[[int, int], None]


@dataclass(frozen=True)
class LargeResult:
    """The saliency of a large image, its pixels, and where temporary files may lie.

    `on_rows` is called with the rows done and their number, and raises to cancel.
    """

    saliency: LargeSaliency
    image: ImageFile
    regions: ImageRegions
    source: ImageSource
    windows: Sequence[Window]
    scratch: Scratch
    on_rows: OnRows

    @classmethod
    def of(
        cls,
        saliency: LargeSaliency,
        image: ImageFile,
        regions: ImageRegions,
        source: ImageSource,
        scratch: tuple[Path, ExitStack],
        on_rows: OnRows,
    ) -> "LargeResult":
        """Return the result of an open image, with temporary files in a folder."""
        windows = touched_windows(saliency.size, list(saliency.parts()))
        return cls(saliency, image, regions, source, windows, Scratch(*scratch), on_rows)

    def read_saliency(self, rows: slice, cols: slice) -> NDArray[np.float32]:
        """Return the saliency (objects, rows, columns) of a window."""
        self.on_rows(rows.start, self.saliency.size[0])
        return self.saliency.read(rows, cols)

    def read_pixels(self, rows: slice, cols: slice) -> NDArray[np.float32]:
        """Return the pixels (rows, columns, channels) of a window, in [0, 1]."""
        return scale_image(self.regions.read(rows, cols), name=self.source.description)

    def delineate(self, class_ids: Sequence[int], settings: Delineation) -> SparsePlane:
        """Return the label mask, on disk.

        Raises
        ------
        SaveError
            If the disk is full.
        """
        size = self.saliency.size
        mask = self.scratch.plane(size, np.uint8)
        for window, labels in delineate_windows(
            self.windows, self.read_saliency, size, class_ids, settings
        ):
            mask.write(*window, labels)
        return mask

    @property
    def places(self) -> dict[str, Any]:
        """The fields of `ImagePrediction` that only a large image has."""
        source, selection = self.source, self.source.selection
        return {
            "windows": self.windows,
            "to_level_0": level_0_scale(self.image.layout, source.level),
            "thumbnail": lambda: read_reduced(self.image, selection, HEAT_SIDE).pixels,
            "scratch": self.scratch,
            "on_step": lambda: self.on_rows(self.saliency.size[0], self.saliency.size[0]),
        }


def level_0_scale(layout: Layout, level: int) -> tuple[float, float]:
    """Return how many pixels of level 0 of a slide a pixel of a level covers, across and down.

    Whole numbers, if the sizes agree with them but for a rounded last pixel.
    """
    if level == 0 or not layout.levels:
        return 1, 1
    first, chosen = layout.levels[0], layout.levels[level]
    return _ratio(first.width, chosen.width), _ratio(first.height, chosen.height)


def _ratio(larger: int, smaller: int) -> float:
    ratio = larger / smaller
    whole = round(ratio)
    return whole if abs(whole * smaller - larger) < whole else ratio


def write_mask_plane(path: Path, mask: SparsePlane, n_classes: int) -> None:
    """Write a mask as a PNG of eight bits.

    Raises
    ------
    SaveError
        If the file cannot be written.
    """
    height, width = mask.shape
    step = max(1, STRIP // width)
    with writing_png(path, mask.shape, np.uint8) as png:
        for start in range(0, height, step):
            rows = slice(start, min(start + step, height))
            png.write(to_mask_levels(mask[rows, slice(0, width)], n_classes))


def write_saliency(
    paths: Sequence[Path],
    saliency: LargeSaliency,
    stack: ExitStack,
    on_rows: OnRows,
) -> None:
    """Write a PNG of 16 bits for each object class; they appear when the stack is closed.

    Parameters
    ----------
    paths : sequence of Path
        One for each object class, or none.
    saliency : LargeSaliency
    stack : ExitStack
    on_rows : callable
        Called with the rows done and their number; raises to cancel.

    Raises
    ------
    SaveError
        If a file cannot be written.
    """
    if not paths:
        return
    maps = [stack.enter_context(writing_png(path, saliency.size, np.uint16)) for path in paths]
    done = 0
    for strip in saliency.strips():
        on_rows(done, saliency.size[0])
        for png, plane in zip(maps, strip, strict=True):
            png.write(to_uint16(plane))
        done += strip.shape[1]
