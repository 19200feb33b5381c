"""Describe whole images by a model's activations: pooled features, and the Dice of each kernel."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.device import one_thread
from flimbuilder.flim.image_statistics import image_statistics
from flimbuilder.flim.tile_plan import plan_tiles
from flimbuilder.flim.tiles import encode_tile
from flimbuilder.flim.training import PixelSource
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.map_dice import map_dice
from flimbuilder.model.memory import bytes_to_encode
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["WHOLE_BYTES", "SurveyedImage", "survey_image"]

WHOLE_BYTES = 10**9  # to encode an image whole; a larger one is encoded in tiles
TILE = 512  # side in pixels

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class SurveyedImage:
    """Pooled activations of a whole image, with the Dice and the weights of its kernels.

    Attributes
    ----------
    image : str
        Its id.
    pooled : tuple of ndarray of float32 of shape (2 * kernels,)
        For each block, the mean of each activation map, then the maximum of each.
    kernel_dice : tuple of ndarray of shape (object classes, kernels), or empty
        For each block; empty without a reference mask, or if the image was encoded in tiles.
    weights : dict of int to ndarray of shape (object classes, kernels)
        The decoder's weights on this image, by block; empty if it was encoded in tiles.
    """

    image: str
    pooled: tuple[Floats, ...]
    kernel_dice: tuple[Floats, ...] = ()
    weights: dict[int, Floats] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(part.nbytes for part in (*self.pooled, *self.kernel_dice))


def survey_image(
    model: Model,
    image: str,
    pixels: NDArray[Any] | PixelSource,
    truth: NDArray[np.int16] | None = None,
    decoder_choice: DecoderChoice | None = None,
    *,
    whole_bytes: int = WHOLE_BYTES,
    check: Callable[[], None] = lambda: None,
) -> SurveyedImage:
    """Encode an image and describe it.

    Parameters
    ----------
    model : Model
        On the CPU.
    image : str
        Id of the image.
    pixels : ndarray of shape (H, W, C), or PixelSource
        In the dtype of the file, or in [0, 1]; a source is read in tiles.
    truth : ndarray of shape (H, W) or None, default=None
        Class ids, and `IGNORED`.
    decoder_choice : DecoderChoice or None, default=None
        The decoder whose weights to return; None is the model's own.
    whole_bytes : int, default=10**9
        Memory up to which the image is encoded whole.
    check : callable, default does nothing
        Called between blocks and tiles; raises to stop.

    Raises
    ------
    ImageError
        If the model cannot encode the image.
    """
    height, width, channels = pixels.shape
    is_large = bytes_to_encode(model.document, (height, width, channels)) > whole_bytes
    if is_large or not isinstance(pixels, np.ndarray):
        return SurveyedImage(image, _pooled_in_tiles(model, pixels, image, check))
    unit, maps = scale_image(pixels, name=image), list[Tensor]()
    for block in range(1, len(model.document.blocks) + 1):
        with one_thread():  # projections magnify differences of the last digit
            maps = model.encode(unit, block, known=maps, name=image)
        check()
    classes = model.document.object_classes
    with torch.inference_mode(), one_thread():
        pooled = tuple(
            torch.cat([found[0].mean(dim=(1, 2)), found[0].amax(dim=(1, 2))]).numpy()
            for found in maps
        )
        dice = () if truth is None else tuple(map_dice(part[0], truth, classes) for part in maps)
        weights = model.kernel_weights(maps, decoder_choice)
    check()
    return SurveyedImage(image, pooled, dice, weights)


def _pooled_in_tiles(
    model: Model, pixels: NDArray[Any] | PixelSource, name: str, check: Callable[[], None]
) -> tuple[Floats, ...]:
    blocks, size = model.document.architecture.blocks, (pixels.shape[0], pixels.shape[1])

    def read(rows: slice, cols: slice) -> NDArray[np.floating[Any]]:
        if isinstance(pixels, np.ndarray):
            return scale_image(pixels[rows, cols], name=name)
        return pixels.windows([(rows, cols)])[0]

    statistics = image_statistics(model.encoder, size, read)
    counts = model.document.kernel_counts
    sums = [np.zeros(count) for count in counts]
    highest = [np.full(count, -np.inf, np.float32) for count in counts]
    areas = [0] * len(counts)
    for tile in plan_tiles(size, blocks, range(1, len(blocks) + 1), TILE):
        check()
        with one_thread():
            parts = encode_tile(model.encoder, tile, read, statistics)
        for number, part in parts.items():
            own = part.maps[0, :, part.rows.own, part.cols.own].flatten(1)
            sums[number - 1] += own.double().sum(dim=1).numpy()
            areas[number - 1] += own.shape[1]
            np.maximum(highest[number - 1], own.amax(dim=1).numpy(), out=highest[number - 1])
    return tuple(
        np.concatenate([(total / area).astype(np.float32), most])
        for total, area, most in zip(sums, areas, highest, strict=True)
    )
