"""The result of a build on one image: mask, objects, measures and doubt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import ImageEntry
from flimbuilder.session.decoding import DecoderResult, cut_saliency, fitting_size
from flimbuilder.session.encoding import is_large
from flimbuilder.session.judged_image import judge_image
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.thumbnails import Picture, thumbnail

if TYPE_CHECKING:
    from flimbuilder.analysis.objects import ObjectTable
    from flimbuilder.workflow.evaluation.measured_objects import MeasuredObjects

__all__ = [
    "RESULT_SIDE",
    "ImageResult",
    "Saliency",
    "SaliencyCache",
    "compute_result",
    "mask_thumbnail",
]

MOST_PIXELS = 2**27  # of an image that is measured whole
RESULT_SIDE = 128  # longer side of the pictures of a result

Saliency = NDArray[np.float32]
SaliencyCache = tuple[Callable[[], Saliency | None], Callable[[Saliency], None]]
"""Functions that return a known saliency or None, and that store one."""


@dataclass(frozen=True, eq=False)
class ImageResult:
    """What a build finds in one image of the project.

    Attributes
    ----------
    image : str
        Its id.
    built : ProjectBuild
    problem : str or None
        Why there is no result, in one line; everything else is then empty.
    size : tuple of int
        (height, width) of the image.
    thumbnail : ndarray of shape (h, w), uint8, or None
        The mask as class ids, with a longer side of at most `RESULT_SIDE`; objects of a single
        pixel stay visible.
    picture : ndarray of shape (h, w, 3), uint8, or None
        The image, about as large; None if memory is short.
    objects : ObjectTable or None
        In pixels, without a pixel size; None if memory is short.
    summary : dict of str to float
        By the ids of :data:`flimbuilder.analysis.image_tables.SUMMARY_COLUMNS`, in pixels.
    doubt : float or None
        In [0, 1]; see :func:`flimbuilder.analysis.doubt.doubt`.
    measures : dict of str to float, or None
        Against the reference mask, as ``flimbuilder evaluate`` measures; None without one. Of a
        large image, those of the mask alone.
    before : dict of str to float, or None
        The measures of the build before, if they are known.
    curve : ndarray of shape (2, 256), or None
        Precision and recall of the saliency cut at k / 255, all classes together; None without a
        reference mask.
    judged_objects : MeasuredObjects or None
        The objects against those that the mask numbers; None if it numbers none. Their measures
        are in `measures` too.
    mask_problem : str or None
        Why the reference mask cannot be used.
    """

    image: str
    built: ProjectBuild
    problem: str | None = None
    size: tuple[int, int] = (0, 0)
    thumbnail: NDArray[np.uint8] | None = None
    picture: Picture | None = None
    objects: "ObjectTable | None" = None
    summary: Mapping[str, float] = field(default_factory=dict)
    doubt: float | None = None
    measures: dict[str, float] | None = None
    before: dict[str, float] | None = None
    curve: NDArray[np.float64] | None = None
    judged_objects: "MeasuredObjects | None" = None
    mask_problem: str | None = None

    @property
    def n_objects(self) -> int:
        """Number of objects."""
        return int(self.summary.get("objects", 0))

    @property
    def area(self) -> int:
        """Pixels of the mask."""
        return int(self.summary.get("area", 0))

    def number(self, column_id: str) -> float | None:
        """Return a number of the summary; None if there is none."""
        value = self.summary.get(column_id)
        return None if value is None or isnan(value) else value

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        parts = (
            self.thumbnail, self.picture, self.curve, self.objects, self.judged_objects
        )  # fmt: skip
        return sum(part.nbytes for part in parts if part is not None)


def compute_result(
    entry: ImageEntry,
    built: ProjectBuild,
    decoder_choice: DecoderChoice,
    delineation: Delineation,
    finder: ImageFinder,
    known: SaliencyCache,
    check: Callable[[], None],
) -> ImageResult:
    """Read, decode and measure an image.

    Parameters
    ----------
    entry : ImageEntry
    built : ProjectBuild
    decoder_choice, delineation : DecoderChoice, Delineation
        Of the project.
    finder : ImageFinder
        Of the project's files.
    known : SaliencyCache
        Spares encoding the image again.
    check : callable
        Called between the steps; may raise to stop.

    Returns
    -------
    ImageResult
        With `problem` if the image or the decoder cannot be used.
    """
    if entry.shape[0] * entry.shape[1] > MOST_PIXELS:
        problem = f"{entry.name}: is too large for this table; Predict writes objects and measures"
        return ImageResult(entry.id, built, problem=problem)
    try:
        pixels = read_image(finder.locate(entry), entry.selection).pixels
        check()
        decoded = _decode(entry, pixels, built, decoder_choice, delineation, known, check)
        check()
        return _measured(entry, pixels, decoded, delineation, finder, check)
    except FlimError as error:
        if isinstance(error, Cancelled):
            raise
        return ImageResult(entry.id, built, problem=str(error))
    except MemoryError:
        problem = f"{entry.name}: there is not enough memory to measure it"
        return ImageResult(entry.id, built, problem=problem)


def _decode(
    entry: ImageEntry,
    pixels: NDArray[Any],
    built: ProjectBuild,
    decoder_choice: DecoderChoice,
    delineation: Delineation,
    known: SaliencyCache,
    check: Callable[[], None],
) -> DecoderResult:
    """Decode an image, with its known saliency if there is one; large images in tiles."""
    from flimbuilder.session.large import decode_any_size

    if is_large(built, pixels.shape):
        return decode_any_size(built, pixels, decoder_choice, delineation, check, entry.name)
    recall, store = known
    named = built.decoder_of(decoder_choice)
    check()
    image, saliency = scale_image(pixels, name=entry.name), recall()
    if saliency is None:
        maps: list[Any] = []
        for block in range(1, max(named.blocks) + 1):
            maps = built.model.encode(image, block, known=maps, name=entry.name)
            check()
        saliency = built.model.decode(maps, (image.shape[0], image.shape[1]), named)
        store(saliency)
    check()
    classes = tuple(built.model.document.object_classes)
    return cut_saliency(built, named, classes, saliency, delineation, image)


def _measured(
    entry: ImageEntry,
    pixels: NDArray[Any],
    decoded: DecoderResult,
    delineation: Delineation,
    finder: ImageFinder,
    check: Callable[[], None],
) -> ImageResult:
    from flimbuilder.analysis.doubt import doubt
    from flimbuilder.analysis.image_tables import SUMMARY_COLUMNS
    from flimbuilder.analysis.instances.splitting import find_objects
    from flimbuilder.analysis.objects import measure_objects

    found, mask = decoded.decoded, decoded.decoded.mask
    labels = find_objects(mask, found.splitting)
    objects = measure_objects(
        labels,
        found.saliency,
        found.classes,
        lambda rows, cols: scale_image(pixels[rows, cols], name=entry.name),  # no copy of all
        mask,
    )
    check()
    size = mask.shape[0], mask.shape[1]
    judged = judge_image(entry, decoded, labels, delineation, finder)
    return ImageResult(
        entry.id,
        decoded.built,
        size=size,
        thumbnail=mask_thumbnail(mask),
        picture=thumbnail(pixels, RESULT_SIDE),
        objects=objects,
        summary={column.id: column.value(objects, size) for column in SUMMARY_COLUMNS.values()},
        doubt=doubt(found.saliency, found.thresholds),
        measures=judged.measures,
        curve=judged.curve,
        judged_objects=judged.objects,
        mask_problem=judged.problem,
    )


def mask_thumbnail(mask: NDArray[np.integer[Any]], side: int = RESULT_SIDE) -> NDArray[np.uint8]:
    """Shrink a mask of class ids; each small pixel has the largest id that it covers."""
    height, width = mask.shape
    small = fitting_size(height, width, side)
    rows, cols = (
        np.arange(count) * length // count for count, length in zip(small, mask.shape, strict=True)
    )
    shrunk = np.maximum.reduceat(np.maximum.reduceat(mask, rows, axis=0), cols, axis=1)
    return shrunk.astype(np.uint8)
