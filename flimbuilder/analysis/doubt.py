"""How much the mask of an image depends on the exact threshold, without a reference mask.

An expert who corrects results begins with the images whose masks are least certain. A mask that
hardly changes while the threshold moves separates objects from background clearly; one that grows
or vanishes does not. The same idea selects maximally stable regions (Matas et al., BMVC 2002).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.arrays import checked_saliency
from flimbuilder.errors import InputError

__all__ = ["doubt"]

SHIFT = 0.2  # of the threshold, both ways
STRIP = 512  # rows


def doubt(saliency: npt.NDArray[np.floating[Any]], thresholds: Sequence[float]) -> float:
    """Return 1 minus the Dice of the masks at a lower and a higher threshold.

    Let ``w = min(0.2, t / 2, (1 - t) / 2)`` for the threshold t of a class, L the pixels with
    saliency above ``t - w``, and H those above ``t + w``, which lie in L. The doubt is
    ``1 - 2·|H| / (|L| + |H|)``, with the pixels of all classes added up.

    Parameters
    ----------
    saliency : ndarray of float of shape (objects, H, W)
        In [0, 1], a map for each object class.
    thresholds : sequence of float
        The threshold of each map, in [0, 1].

    Returns
    -------
    float
        In [0, 1]. 0 if no saliency is above the lower threshold: an empty mask without saliency
        is certain. 1 if some is above the lower threshold and none above the higher one.

    Raises
    ------
    InputError
        If there are not as many thresholds as maps, or values are out of range.
    """
    saliency = np.asarray(saliency)
    if saliency.ndim != 3 or len(thresholds) != len(saliency):
        raise InputError(
            f"saliency of shape {saliency.shape} and {len(thresholds)} thresholds; give a map "
            "(objects, H, W) for each"
        )
    low = high = 0
    for plane, threshold in zip(saliency, thresholds, strict=True):
        if not 0 <= threshold <= 1:
            raise InputError(f"threshold {threshold}; it must be in [0, 1]")
        shift = min(SHIFT, threshold / 2, (1 - threshold) / 2)
        for first in range(0, len(plane), STRIP):  # bounds the memory of the checks
            strip = checked_saliency(plane[first : first + STRIP])
            low += int(np.count_nonzero(strip > threshold - shift))
            high += int(np.count_nonzero(strip > threshold + shift))
    return 1 - 2 * high / (low + high) if low else 0.0
