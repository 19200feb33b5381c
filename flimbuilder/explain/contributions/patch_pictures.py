"""A picture of the patch at a pixel beside the marked patches of the kernels that made it."""

from collections.abc import Callable

import numpy as np

from flimbuilder.errors import InputError
from flimbuilder.explain.contributions.explanation import Explanation
from flimbuilder.explain.contributions.patches import nearest_patch
from flimbuilder.imaging.crop import cut_patch
from flimbuilder.imaging.pictures import Picture, captioned, montage
from flimbuilder.model.document import ModelDocument

__all__ = ["patches_picture"]

SHOWN = 144  # pixels of the side of a patch
COLUMNS = 3
GAP = 12
GREY = 128  # outside the image


def patches_picture(
    explanation: Explanation,
    document: ModelDocument,
    image: Picture,
    place: tuple[int, int],
    picture_of: Callable[[str], Picture],
    count: int = 9,
) -> Picture:
    """Show the patch at a pixel beside the marked patch of each kernel that contributes most.

    Parameters
    ----------
    explanation : Explanation
    document : ModelDocument
        Of the same model.
    image : ndarray of uint8 of shape (H, W, 3)
        The explained image.
    place : tuple of int
        (row, column) of the explained pixel.
    picture_of : callable
        Returns the picture of a marked image, given its id.
    count : int, default=9
        Most kernels to show.

    Returns
    -------
    ndarray of uint8 of shape (height, width, 3)
        For each kernel, the largest contribution first: the patch at the pixel, of the size of
        the kernel's receptive field, then the marked patch that is nearest to the kernel.

    Raises
    ------
    InputError
        If the kernels come from no marker, as in imported models.
    """
    tiles: list[Picture] = []
    for kernel in explanation.kernels:
        marked = nearest_patch(document, kernel.block, kernel.channel)
        if marked is None or len(tiles) == count:
            continue
        number = document.blocks[kernel.block - 1].numbers[kernel.channel]
        pair = [
            _enlarged(cut_patch(picture, row, col, marked.side, GREY))
            for picture, row, col in (
                (image, *place),
                (picture_of(marked.image), marked.row, marked.col),
            )
        ]
        text = f"{kernel.block}.{number}  {kernel.value:+.3f}  {marked.image} #{marked.marker}"
        tiles.append(captioned(montage(pair, 2), text))
    if not tiles:
        raise InputError("the model's kernels come from no marker, so there is no marked patch")
    return montage(tiles, COLUMNS, gap=GAP)


def _enlarged(patch: Picture) -> Picture:
    """Return a square picture of the size that is shown, by the nearest pixel."""
    nearest = np.arange(SHOWN) * len(patch) // SHOWN
    return patch[np.ix_(nearest, nearest)]
