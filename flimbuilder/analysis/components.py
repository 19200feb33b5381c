"""Components of masks: 8 neighbours connect objects, 4 the background between them."""

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

__all__ = ["EIGHT_NEIGHBOURS", "FOUR_NEIGHBOURS", "components_of"]

EIGHT_NEIGHBOURS = np.ones((3, 3), dtype=bool)
FOUR_NEIGHBOURS = scipy.ndimage.generate_binary_structure(2, 1)


def components_of(mask: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.integer[Any]], int]:
    """Label the 8-connected components of a mask (H, W) from 1, and count them.

    0 is the background.
    """
    components, count = scipy.ndimage.label(mask, structure=EIGHT_NEIGHBOURS)
    return components, int(count)
