"""Images in memory for the tests of batches."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from flimbuilder.model.batches.decode import LargeRequest, decode_large
from flimbuilder.model.batches.saliency import LargeSaliency
from flimbuilder.model.batches.work import WorkFolder
from flimbuilder.model.model import Model

__all__ = ["Inner", "Pixels", "decode", "everything", "noisy"]

SMALLEST = 10**4  # bytes of a tile: 32 pixels a side


@dataclass
class Pixels:
    """An image as `ImageRegions` reads it; `reads` are the windows that were read."""

    pixels: np.ndarray
    reads: list[tuple[slice, slice]] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    stored: Any = None
    pixel_size: Any = None
    by_parts: bool = True

    @property
    def shape(self) -> tuple[int, int, int]:
        height, width, channels = self.pixels.shape
        return height, width, channels

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.pixels.dtype

    def read(self, rows: slice, cols: slice) -> np.ndarray:
        self.reads.append((rows, cols))
        return self.pixels[rows, cols]


@dataclass(frozen=True)
class Inner:
    """The part of an image that a mask marks."""

    mask: np.ndarray

    @property
    def digest(self) -> str:
        return sha256(self.mask.tobytes()).hexdigest()

    def touched(self, boxes: Sequence[Sequence[int]]) -> np.ndarray:
        return np.array([self.mask[a:b, c:d].any() for a, b, c, d in boxes], bool)

    def at(self, rows: slice, cols: slice) -> np.ndarray:
        return self.mask[rows, cols]


def noisy(height: int = 90, width: int = 75) -> np.ndarray:
    """Return noise with a darker disk."""
    rows, cols = np.indices((height, width))
    shade = np.where((rows - height / 2) ** 2 + (cols - width / 3) ** 2 < 200, 0.4, 1)
    noise = np.random.default_rng(0).integers(60, 256, (height, width, 3))
    return (noise * shade[..., None]).astype(np.uint8)


def decode(
    model: Model, regions: Pixels, journal: Path | None = None, **options: Any
) -> AbstractContextManager[LargeSaliency]:
    """Decode in the smallest tiles; `journal` is the path of a work folder."""
    request = LargeRequest(model, model.resolve(None), SMALLEST)
    if journal is not None:
        note = options.pop("on_note", lambda text: None)
        folder = WorkFolder(journal, {"image": "a"}, options.pop("restart", False), note)
        return decode_large(request, regions, "image.tif", journal=folder, **options)
    return decode_large(request, regions, "image.tif", **options)


def everything(saliency: LargeSaliency) -> np.ndarray:
    """Return the saliency of the whole image."""
    return saliency.read(*(slice(0, side) for side in saliency.size))
