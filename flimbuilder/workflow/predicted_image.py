"""A predicted image of any size, from which all outputs follow."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import printable
from flimbuilder.imaging.sparse_plane import SparsePlane, Window

if TYPE_CHECKING:
    from flimbuilder.analysis.image_tables import MeasuredImage
    from flimbuilder.analysis.object_strips import LabelPlane, WindowReader
    from flimbuilder.analysis.objects import ObjectTable
    from flimbuilder.analysis.outlines import Outline
    from flimbuilder.imaging.result_levels import ResultLevels
    from flimbuilder.project.decoding import Splitting
    from flimbuilder.project.pixel_size import PixelSize
    from flimbuilder.project.project import ClassEntry

__all__ = ["ImagePrediction", "Scratch"]

LONGEST_NAME = 200  # characters of images and classes in the metadata of pyramids


def _go_on() -> None:
    """Ignore a step."""


@dataclass(frozen=True, eq=False)
class Scratch:
    """A folder for temporary files of a large image, and the stack that closes them."""

    folder: Path
    stack: ExitStack

    def plane(self, shape: tuple[int, int], dtype: npt.DTypeLike) -> SparsePlane:
        """Return an empty plane on disk."""
        from flimbuilder.imaging.sparse_plane import open_sparse_plane

        return self.stack.enter_context(open_sparse_plane(self.folder, shape, dtype))


@dataclass(frozen=True, eq=False)
class ImagePrediction:
    """A predicted image.

    Attributes
    ----------
    name : str
        In tables.
    pixels : ndarray of float32 of shape (H, W, C), or callable
        In [0, 1]; or a function that returns a window of it.
    saliency : ndarray of float32 of shape (objects, H, W), or callable
        In [0, 1], a map for each object class, by ascending id; or a function that returns a
        window of them.
    mask : ndarray of uint8 of shape (H, W), or SparsePlane
        Class ids; on disk if the image is too large for memory.
    classes : sequence of ClassEntry
        All classes.
    pixel_size : PixelSize or None, default=None
    stretched : bool, default=False
        Whether pictures stretch the contrast, as of images of more than eight bits.
    splitting : Splitting or None, default=None
        How touching objects are separated.
    windows : sequence of tuple of slice, or None, default=None
        Windows of 1024 x 1024 pixels outside which saliency is 0; None for all.
    to_level_0 : tuple of float, default=(1, 1)
        Pixels of level 0 of a slide for each of these, across and down.
    thumbnail : callable or None, default=None
        Returns the image reduced to `HEAT_SIDE`, if that is quicker than by its pixels.
    scratch : Scratch or None, default=None
        Of an image whose mask is on disk.
    on_step : callable, default does nothing
        Called again and again in long work; raises to cancel.
    """

    name: str
    pixels: "npt.NDArray[np.float32] | WindowReader"
    saliency: "npt.NDArray[np.float32] | WindowReader"
    mask: "LabelPlane"
    classes: "Sequence[ClassEntry]"
    pixel_size: "PixelSize | None" = None
    stretched: bool = False
    splitting: "Splitting | None" = None
    windows: Sequence[Window] | None = None
    to_level_0: tuple[float, float] = (1, 1)
    thumbnail: Callable[[], npt.NDArray[np.float32]] | None = None
    scratch: Scratch | None = field(default=None, repr=False)
    on_step: Callable[[], None] = field(default=_go_on, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """(height, width), in pixels."""
        height, width = self.mask.shape
        return height, width

    @cached_property
    def instances(self) -> "LabelPlane":
        """The objects, from 1, as int32 of shape (H, W)."""
        from flimbuilder.analysis.instances.on_disk import find_objects_on_disk
        from flimbuilder.analysis.instances.splitting import find_objects

        if not isinstance(self.mask, SparsePlane):
            return find_objects(self.mask, self.splitting)
        assert self.scratch is not None
        found = self.scratch.plane(self.size, np.int32)
        find_objects_on_disk(self.mask, self.splitting, found, self.on_step)
        return found

    @cached_property
    def objects(self) -> "ObjectTable":
        """The measurements of the objects."""
        from flimbuilder.analysis.objects import measure_objects
        from flimbuilder.project.project import object_class_ids

        ids = object_class_ids(self.classes)
        return measure_objects(
            self.instances, self.saliency, ids, self.pixels, self.mask, self.pixel_size
        )

    def outlines(self) -> "Iterator[Outline]":
        """Yield the exact outline of each object."""
        from flimbuilder.analysis.object_outlines import object_outlines

        for outline in object_outlines(self.instances, self.objects):
            self.on_step()
            yield outline

    @property
    def picture(self) -> npt.NDArray[np.uint8]:
        """The image in display contrast, as RGB of shape (H, W, 3)."""
        from flimbuilder.analysis.object_strips import reader_of
        from flimbuilder.imaging.overlay import display_by_strips

        (height, width), read = self.size, reader_of(self.pixels)
        cols = slice(0, width)
        return display_by_strips(lambda rows: read(rows, cols), (height, width), self.stretched)

    @property
    def heat_picture(self) -> npt.NDArray[np.uint8]:
        """A small picture of the image with the largest saliency of all classes over it."""
        from flimbuilder.analysis.object_strips import reader_of
        from flimbuilder.imaging.heat_picture import draw_heat, reduce_windows
        from flimbuilder.imaging.pictures import display_scaled

        read = reader_of(self.saliency, axis=1)
        heat = reduce_windows(
            lambda rows, cols: read(rows, cols).max(axis=0), self.size, self.windows
        )
        if self.thumbnail is None:
            pixels = reduce_windows(reader_of(self.pixels), self.size)
        else:
            pixels = self.thumbnail()
        rgb = display_scaled(pixels, "float32" if self.stretched else "uint8")
        return draw_heat(rgb, _as_large_as(heat, rgb.shape[:2]))

    @cached_property
    def levels(self) -> "ResultLevels":
        """Saliency and mask as a pyramid."""
        from flimbuilder.analysis.object_strips import reader_of
        from flimbuilder.imaging.result_levels import (
            ResultChannel,
            ResultLevels,
            make_result_levels,
        )
        from flimbuilder.project.project import BACKGROUND

        entries = [entry for entry in self.classes if entry.id != BACKGROUND]
        entries.sort(key=lambda entry: entry.id)
        names = {entry.id: printable(entry.name, LONGEST_NAME) for entry in entries}
        channels = [
            *(ResultChannel(f"saliency of {names[entry.id]}", entry.colour) for entry in entries),
            ResultChannel(
                "mask",
                "#ffffff",
                {entry.id: (names[entry.id], entry.colour) for entry in entries},
            ),
        ]
        read, scratch = reader_of(self.saliency, axis=1), self.scratch
        levels = make_result_levels(
            read, self.mask, self.windows, channels, None if scratch is None else scratch.plane
        )
        return ResultLevels(printable(self.name, LONGEST_NAME), channels, levels, self.pixel_size)

    @property
    def measured(self) -> "MeasuredImage":
        """The rows of the image in tables."""
        from flimbuilder.analysis.image_tables import MeasuredImage

        return MeasuredImage(self.name, self.size, self.classes, self.objects)


def _as_large_as(small: npt.NDArray[np.float32], size: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """Return a picture in a size that rounding of levels makes differ by a pixel."""
    rows, cols = (
        np.arange(wanted) * length // wanted
        for wanted, length in zip(size, small.shape, strict=True)
    )
    same_size: npt.NDArray[np.float32] = small[np.ix_(rows, cols)]
    return same_size
