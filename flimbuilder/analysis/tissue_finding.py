"""Find the tissue in a small picture of a slide.

Stain is coloured and glass is not: the threshold is Otsu's (1979) of the saturation
(max - min) / max of the colour channels, kept near that of the glass. In other images, the
difference of a channel from its most frequent value counts. Both are smoothed by a Gaussian of
one pixel. Borders that a scanner left black or white are no tissue and do not affect the
threshold. Ink of pens is coloured, too: it counts as tissue until it is removed by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.project.markers import Point, Stroke
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.rasterise import marker_pixels
from flimbuilder.project.tissue import (
    DEFAULT_TISSUE,
    SmallestPart,
    Tissue,
    TissueArea,
    TissueStroke,
)

__all__ = [
    "SMALLEST_MM2",
    "SMALLEST_SHARE",
    "TissueScore",
    "find_tissue",
    "paint_area",
    "tissue_score",
]

BLACK, WHITE = 0.05, 1.0  # of the brightest and the darkest channel of a border
BRIGHT = 0.5  # brightness of most pixels of a stained slide
SMALLEST_MM2 = SmallestPart(area=0.002, unit="mm2")
MOST_SMALLEST = 0.001  # of the image
SMALLEST_SHARE = SmallestPart(area=0.01, unit="percent")
SATURATIONS = 0.03, 0.05  # smallest and largest threshold if glass is colourless
CONTRASTS = 0.05, 0.3
PALE, BINS = 0.15, 75  # the saturation of glass lies below
FEW_PALE = 0.05  # share of the picture below which there is no glass

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Kind = Literal["saturation", "contrast"]


@dataclass(frozen=True, eq=False)
class TissueScore:
    """How much each pixel of a small picture looks like tissue.

    Attributes
    ----------
    values : ndarray of float32 of shape (h, w)
        From 0 to 1.
    is_border : ndarray of bool of shape (h, w)
        True at borders that the scanner left black or white.
    kind : {"saturation", "contrast"}
    """

    values: Floats
    is_border: Mask
    kind: Kind

    @cached_property
    def threshold(self) -> float:
        """Otsu's threshold, within limits; without them it needs much of both glass and tissue."""
        from skimage.filters import threshold_otsu

        seen = self.values[~self.is_border]
        low, high = CONTRASTS if self.kind == "contrast" else _saturations(seen)
        if not len(seen) or seen.min() == seen.max():
            return low
        return min(max(float(threshold_otsu(seen)), low), high)


def _saturations(seen: Floats) -> tuple[float, float]:
    """Return the smallest and the largest threshold of saturation, somewhat above glass."""
    pale = seen[seen < PALE]
    counts, edges = np.histogram(pale, bins=BINS, range=(0, PALE))
    glass = float(edges[counts.argmax()]) if len(pale) > FEW_PALE * len(seen) else 0.0
    return max(SATURATIONS[0], glass + 0.02), max(SATURATIONS[1], glass + 0.04)


def tissue_score(pixels: Floats) -> TissueScore:
    """Score the pixels of a small picture.

    Parameters
    ----------
    pixels : ndarray of float32 of shape (h, w, channels)
        In [0, 1].
    """
    from scipy import ndimage

    brightest, darkest = pixels.max(2), pixels.min(2)
    is_black = brightest < BLACK
    kind: Kind = "contrast"
    if pixels.shape[2] == 3 and not is_black.all():
        kind = "saturation" if np.median(brightest[~is_black]) >= BRIGHT else "contrast"
    if kind == "saturation":
        values = np.divide(
            brightest - darkest, brightest, out=np.zeros_like(brightest), where=~is_black
        )
        is_border = is_black | (darkest >= WHITE)
    else:
        frequent = np.array([_most_frequent(plane) for plane in np.moveaxis(pixels, 2, 0)])
        values = np.abs(pixels - frequent).max(2)
        is_border = is_black & (frequent.max() >= BLACK)
        values = values / max(np.quantile(values[~is_border], 0.999), 1e-6)
    smooth = ndimage.gaussian_filter(np.where(is_border, 0, values).astype(np.float32), 1)
    return TissueScore(np.clip(smooth, 0, 1), is_border, kind)


def _most_frequent(plane: Floats) -> float:
    """Return the most frequent value, without those of exactly 0 that a scanner left."""
    seen = plane[plane > 0]
    if not len(seen):
        return 0.0
    counts, edges = np.histogram(seen, bins=64, range=(0, float(seen.max())))
    at = int(counts.argmax())
    return float(edges[at] + edges[at + 1]) / 2


def find_tissue(
    score: TissueScore,
    size: tuple[int, int],
    tissue: Tissue = DEFAULT_TISSUE,
    pixel_size: PixelSize | None = None,
) -> Mask:
    """Find tissue and apply the corrections.

    Small holes are filled, small parts dropped, and what is left is widened; then the edits are
    painted in their order.

    Parameters
    ----------
    score : TissueScore
    size : tuple of int
        (height, width) of the image that the picture shows.
    tissue : Tissue, default=DEFAULT_TISSUE
    pixel_size : PixelSize or None, default=None
        Of the image.

    Returns
    -------
    ndarray of bool of shape (h, w)

    Raises
    ------
    InputError
        If the smallest part is in mm² and the image states no size of its pixels.
    """
    mask = np.zeros(score.values.shape, np.bool_)
    if tissue.source == "threshold":
        threshold = score.threshold if tissue.threshold is None else tissue.threshold
        fewest = _fewest_pixels(tissue.smallest, mask.shape, size, pixel_size)
        mask = (score.values > threshold) & ~score.is_border
        mask = _without_small(mask | _small_holes(mask, fewest), fewest)
        mask = _widened(mask, tissue.margin)
    for edit in tissue.edits:
        rows, cols = _painted(edit, mask.shape, size)
        mask[rows, cols] = edit.action == "add"
    return mask


def _fewest_pixels(
    smallest: SmallestPart | None,
    shape: tuple[int, ...],
    size: tuple[int, int],
    pixel_size: PixelSize | None,
) -> float:
    """Return the pixels of the mask that a part must have."""
    n_pixels = shape[0] * shape[1]
    if smallest is None and pixel_size is None:
        smallest = SMALLEST_SHARE
    most = n_pixels if smallest is not None else n_pixels * MOST_SMALLEST
    smallest = smallest or SMALLEST_MM2
    if smallest.unit == "percent":
        return smallest.area / 100 * n_pixels
    if pixel_size is None:
        raise InputError(
            f"a smallest part of {smallest} needs the size of a pixel, which the image does not "
            "state; give a share, such as 0.01%"
        )
    mm2 = size[0] * size[1] * pixel_size.height * pixel_size.width / 1e6
    return min(smallest.area / mm2 * n_pixels, most)


def _without_small(mask: Mask, fewest: float) -> Mask:
    """Return the 8-connected parts that have enough pixels."""
    from scipy import ndimage

    labels, n_parts = ndimage.label(mask, np.ones((3, 3)))
    stays = np.bincount(labels.ravel(), minlength=n_parts + 1) >= fewest
    stays[0] = False
    kept: Mask = stays[labels]
    return kept


def _small_holes(mask: Mask, fewest: float) -> Mask:
    """Return the 4-connected parts between tissue that have too few pixels."""
    from scipy import ndimage

    labels, n_parts = ndimage.label(~mask)
    is_small = np.bincount(labels.ravel(), minlength=n_parts + 1) < fewest
    for border in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        is_small[border] = False  # no hole
    is_small[0] = False
    holes: Mask = is_small[labels]
    return holes


def _widened(mask: Mask, margin: int) -> Mask:
    """Return the pixels at most `margin` from the mask."""
    from scipy import ndimage

    if margin == 0 or not mask.any():
        return mask
    near: Mask = ndimage.distance_transform_edt(~mask) <= margin
    return near


def _painted(
    edit: TissueStroke | TissueArea, shape: tuple[int, ...], size: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows and columns of the mask that an edit covers."""
    scale = shape[0] / size[0], shape[1] / size[1]
    if isinstance(edit, TissueArea):
        rows, cols = np.nonzero(paint_area(edit.rings, (shape[0], shape[1]), scale))
        return rows, cols
    points = _scaled(edit.points, scale).tolist()
    stroke = Stroke(
        id=1, class_id=1, points=tuple(map(tuple, points)), radius=edit.radius * max(scale)
    )
    pixels = marker_pixels([stroke], (shape[0], shape[1]))
    return pixels.row, pixels.col


def _scaled(points: Sequence[Point], scale: tuple[float, float]) -> NDArray[np.float64]:
    """Return points (row, column) in pixels of the mask; integers are the centres of pixels."""
    return (np.array(points, np.float64) + 0.5) * scale - 0.5


def paint_area(
    rings: Sequence[Sequence[Point]],
    shape: tuple[int, int],
    scale: tuple[float, float] = (1.0, 1.0),
) -> Mask:
    """Return a mask of the pixels whose centre is inside an odd number of rings.

    Parameters
    ----------
    rings : sequence of sequence of (row, column)
        In pixels of the image; integers are the centres of pixels.
    shape : tuple of int
        (height, width) of the mask.
    scale : tuple of float, default=(1.0, 1.0)
        Pixels of the mask for each of the image, down and across.
    """
    (h, w), toggles = shape, np.zeros(shape[0] * (shape[1] + 1), np.int64)
    for ring in rings:
        row, col = _scaled(ring, scale).T
        end_row, end_col = np.roll(row, -1), np.roll(col, -1)
        first = np.clip(np.ceil(np.minimum(row, end_row)), 0, h).astype(np.int64)
        last = np.clip(np.ceil(np.maximum(row, end_row)), 0, h).astype(np.int64)
        edge = np.repeat(np.arange(len(row)), last - first)
        starts = np.cumsum(last - first) - (last - first)
        crossed = np.arange(len(edge)) - starts[edge] + first[edge]
        slope = (end_col - col)[edge] / (end_row - row)[edge]
        at = np.clip(np.ceil(col[edge] + (crossed - row[edge]) * slope), 0, w).astype(np.int64)
        toggles += np.bincount(crossed * (w + 1) + at, minlength=len(toggles))
    inside: Mask = np.cumsum(toggles.reshape(h, w + 1), axis=1)[:, :w] % 2 == 1
    return inside
