"""The objects of the shown mask, numbered and measured in the background."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.analysis.objects import ObjectTable, label_objects, measure_objects
from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import FlimError
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.session.document import Document
from flimbuilder.session.inspector import Inspector
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pixels import ImagePixels, ShownImage
from flimbuilder.session.results import DecodedImage, class_index
from flimbuilder.session.watched import Watched

__all__ = ["ImageObjects", "ShownObjects"]

LANE = "objects"
CACHE_BYTES = 64 * 2**20
AROUND = 16  # pixels around an object in which its component is found


@dataclass(frozen=True, eq=False)
class ImageObjects:
    """The objects of an image.

    Attributes
    ----------
    image : str
        Id of the image.
    mask : ndarray of shape (H, W)
        Class ids, 0 for background.
    instances : ndarray of shape (H, W), int32
        Number of the object at each pixel, 0 for background; row `number - 1` of the table
        measures it.
    table : ObjectTable
        In pixels, and in micrometres if the image has a pixel size.
    """

    image: str
    mask: NDArray[np.integer[Any]]
    instances: NDArray[np.int32]
    table: ObjectTable

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return self.mask.nbytes + self.instances.nbytes + self.table.nbytes

    def at(self, row: float, col: float) -> int | None:
        """Return the number of the object at a point of the image, or None."""
        inside = (round(row), round(col))
        height, width = self.instances.shape
        if not (0 <= inside[0] < height and 0 <= inside[1] < width):
            return None
        return int(self.instances[inside]) or None

    def box(self, labels: Iterable[int]) -> tuple[int, int, int, int] | None:
        """Return the box around objects as (top, left, height, width); None without objects."""
        rows = np.fromiter(labels, np.int64) - 1
        if not len(rows):
            return None
        table = self.table
        top, left = table["top"][rows], table["left"][rows]
        bottom, right = top + table["height"][rows], left + table["width"][rows]
        first, start = int(top.min()), int(left.min())
        return first, start, int(bottom.max()) - first, int(right.max()) - start


class ShownObjects(Watched):
    """Measures the objects of the shown mask in the lane ``objects``, while anyone watches.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    inspector : Inspector
        Publishes the mask and its saliency.
    pixels : ImagePixels
    replaced : callable
        Called when the numbers of the objects lose their meaning: another image or mask.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    current : ImageObjects or None
        None while the objects of another image are measured, if there is no mask, or if nobody
        has watched since it came. While another mask of the image is measured, the former
        objects stay.
    problem : str or None
        Why the objects cannot be measured, in one line.
    changed : Signal()
        Emitted when `current` or `problem` changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        inspector: Inspector,
        pixels: ImagePixels,
        replaced: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.current: ImageObjects | None = None
        self.problem: str | None = None
        self._document = document
        self._jobs = jobs
        self._inspector = inspector
        self._pixels = pixels
        self._replaced = replaced
        self._failed = failed
        self._mask: NDArray[Any] | None = None  # whose objects are measured or requested
        self._cache: ByteLimitedCache[int, ImageObjects] = ByteLimitedCache(CACHE_BYTES)
        document.opened.connect(self._cache.clear)
        document.changed.connect(self.refresh)
        inspector.decoded_changed.connect(self.refresh)
        pixels.changed.connect(self.refresh)

    @property
    def is_fresh(self) -> bool:
        """True if `current` belongs to the shown mask."""
        return self.current is not None and self.current.mask is self._mask

    def area_before_refinement(self, label: int) -> int | None:
        """Return the pixels of an object that limits of the delineation's area apply to.

        They are those of its component of the thresholded saliency, before its boundary moves.
        """
        objects, decoded = self.current, self._inspector.decoded
        box = None if objects is None else objects.box([label])
        if objects is None or decoded is None or decoded.mask is not objects.mask or box is None:
            return None
        top, left, height, width = box
        rows = slice(max(top - AROUND, 0), top + height + AROUND)
        cols = slice(max(left - AROUND, 0), left + width + AROUND)
        inside = objects.instances[rows, cols] == label
        index = class_index(decoded.classes, int(objects.table["class_id"][label - 1]))
        above = decoded.saliency[index, rows, cols] > decoded.thresholds[index]
        if self._document.project.delineation.fill_holes:
            above |= inside
        components = label_objects(above.astype(np.uint8))
        shared = np.bincount(components[inside & above])
        if not len(shared):
            return int(inside.sum())
        return int((components == shared.argmax()).sum())

    def refresh(self) -> None:
        """Follow the shown mask."""
        shown, decoded = self._pixels.shown, self._inspector.decoded
        if shown is None or decoded is None or decoded.mask.shape != shown.pixels.shape[:2]:
            self._forget()
        elif decoded.mask is not self._mask:
            if self.is_watched:
                self._request(shown, decoded)
            else:
                self._forget()
        elif self.current is not None and self.is_fresh:
            self._show(self.current)  # in another pixel size, perhaps

    def _rest(self) -> None:
        self.refresh()

    def _forget(self) -> None:
        if self._mask is not None:
            self._jobs.cancel(LANE)
            self._mask = None
            self._replaced()
        self._set(None)

    def _request(self, shown: ShownImage, decoded: DecodedImage) -> None:
        had_mask = self._mask is not None
        self._mask = decoded.mask
        if had_mask:
            self._replaced()
        if self.current is not None and self.current.image != shown.id:
            self._set(None)
        known = self._cache.get(id(decoded.mask))  # the cached value keeps the mask alive
        if known is not None:
            self._jobs.cancel(LANE)
            self._show(known)
            return
        self._jobs.start(
            LANE,
            "Measuring objects",
            lambda report: _measure(shown, decoded),
            self._take,
            self._fail,
            quiet=True,
        )

    def _take(self, objects: ImageObjects) -> None:
        self._cache.put(id(objects.mask), objects, objects.nbytes)
        self._show(objects)

    def _fail(self, error: Exception) -> None:
        self._set(None, str(error) or type(error).__name__)
        if not isinstance(error, FlimError):
            self._failed(error)

    def _show(self, objects: ImageObjects) -> None:
        """Show objects in the present pixel size of their image."""
        size = self._document.project.pixel_size_of(objects.image)
        if objects.table.pixel_size != size:
            table = objects.table.with_pixel_size(size)
            objects = ImageObjects(objects.image, objects.mask, objects.instances, table)
        self._set(objects)

    def _set(self, objects: ImageObjects | None, problem: str | None = None) -> None:
        if (objects, problem) != (self.current, self.problem):
            self.current, self.problem = objects, problem
            self.changed.emit()


def _measure(shown: ShownImage, decoded: DecodedImage) -> ImageObjects:
    from flimbuilder.analysis.instances.splitting import find_objects

    instances = find_objects(decoded.mask, decoded.splitting)

    def scaled(rows: slice, cols: slice) -> NDArray[np.float32]:
        return scale_image(shown.pixels[rows, cols])  # a large image takes little memory so

    table = measure_objects(instances, decoded.saliency, decoded.classes, scaled, decoded.mask)
    return ImageObjects(shown.id, decoded.mask, instances, table)
