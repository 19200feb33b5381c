"""The activation maps of one image by one build."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError
from flimbuilder.imaging.read import as_unit_float
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.session.builder import Built
from flimbuilder.session.kept import Kept
from flimbuilder.session.pixels import ShownImage

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["MEMORY_LIMIT", "Encoded", "Encodings", "bytes_needed", "encode"]

MEMORY_LIMIT = 3 * 10**9  # bytes that encoding one image may take
FLOAT = 4  # bytes


@dataclass(frozen=True, eq=False)
class Encoded:
    """An image, encoded.

    Attributes
    ----------
    built : Built
    image : str
        Its id.
    pixels : ndarray of shape (H, W, C), float32
        In [0, 1].
    activations : list of Tensor
        One a block, (1, kernels, h, w).
    """

    built: Built
    image: str
    pixels: NDArray[np.float32]
    activations: "list[Tensor]"

    @property
    def key(self) -> tuple[Built, str]:
        """What it is of."""
        return self.built, self.image

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the image."""
        return self.pixels.shape[0], self.pixels.shape[1]

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return self.pixels.nbytes + sum(maps.nbytes for maps in self.activations)

    def inputs_of(self, block: int) -> "Tensor":
        """Return what a block, from 1, was given: (1, C, h, w)."""
        if block > 1:
            return self.activations[block - 2]
        import torch

        from flimbuilder.flim.precision import full_precision

        with torch.inference_mode(), full_precision():
            image = torch.from_numpy(self.pixels).permute(2, 0, 1)[None]
            converted: Tensor = self.built.learned.encoder.colour(image)
        return converted


class Encodings:
    """Encodes images, and keeps those that were used last.

    Parameters
    ----------
    limit : int
        Bytes of those that are kept; see :class:`~flimbuilder.session.kept.Kept`.
    """

    def __init__(self, limit: int) -> None:
        self._kept: Kept[tuple[Built, str], Encoded] = Kept(limit)

    def find(self, built: Built, image: str) -> Encoded | None:
        """Return an encoding that is kept."""
        return self._kept.get((built, image))

    def make(self, built: Built, shown: ShownImage) -> Encoded:
        """Return an encoding that is kept, or encode the image as :func:`encode`."""
        encoded = self.find(built, shown.id)
        if encoded is None:
            encoded = encode(built, shown)
            self._kept.put(encoded.key, encoded, encoded.nbytes)
        return encoded

    def clear(self) -> None:
        """Keep none."""
        self._kept.clear()


def encode(built: Built, shown: ShownImage) -> Encoded:
    """Encode an image.

    Raises
    ------
    ImageError
        Where that would take more memory than `MEMORY_LIMIT`, or the image does not fit the
        encoder.
    """
    name = shown.path.name
    need = bytes_needed(built, shown.pixels)
    if need > MEMORY_LIMIT:
        raise ImageError(
            f"{name}: its activation maps would take {need / 1e9:.1f} GB and the limit is "
            f"{MEMORY_LIMIT / 1e9:.0f} GB; use larger strides, fewer kernels or a smaller image"
        )
    pixels = as_unit_float(shown.pixels, name=name)
    return Encoded(built, shown.id, pixels, built.model.activations(pixels, name=name))


def bytes_needed(built: Built, pixels: NDArray[Any]) -> int:
    """Estimate the memory that encoding an image takes at its peak.

    All maps are kept; besides, one block at a time holds its maps before they are pooled, at the
    size of its input, and the image is there twice as floats.
    """
    document = built.model.document
    height, width, channels = pixels.shape
    shapes = trace_shapes(document.architecture, height, width, channels)
    kept = 2 * channels * height * width
    unpooled = [0]
    for shape, kernels in zip(shapes, document.kernel_counts, strict=True):
        unpooled.append(kernels * height * width)
        height, width = shape.height, shape.width
        kept += kernels * height * width
    need: int = FLOAT * (kept + max(unpooled))
    return need
