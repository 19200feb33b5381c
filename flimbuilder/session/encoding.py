"""Activation maps of images by builds, and drafts of the saliency while they are computed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import ImageError
from flimbuilder.imaging.scaling import as_unit_float
from flimbuilder.model.memory import bytes_to_encode
from flimbuilder.project.project import DecoderChoice
from flimbuilder.session.builder import Built
from flimbuilder.session.pixels import ShownImage

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "MEMORY_LIMIT",
    "Encoded",
    "Encodings",
    "bytes_needed",
    "drafted_saliency",
    "is_worth_a_draft",
]

MEMORY_LIMIT = 3 * 10**9  # bytes that encoding one image may take
DRAFT_FROM = 2 * 10**9  # products of an encoding: some 30 ms on two cores


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
    """Encodes images; keeps the last one, and of the others the maps that were used last.

    Maps are kept by the image's content and by the fingerprint of the blocks that made them: a
    build that leaves the first blocks as they were finds their maps again.

    Parameters
    ----------
    limit : int
        Bytes of the maps that are kept; see :class:`~flimbuilder.cache.ByteLimitedCache`.
    """

    def __init__(self, limit: int) -> None:
        self._kept: ByteLimitedCache[tuple[str, str], Tensor] = ByteLimitedCache(limit)
        self._last: tuple[str, Encoded] | None = None
        self._lock = threading.Lock()

    def find(self, built: Built, shown: ShownImage) -> Encoded | None:
        """Return the last encoding, if it is this one; may be called from any thread."""
        key, last = self._last or ("", None)
        return last if last is not None and (last.built, key) == (built, shown.key) else None

    def make(
        self, built: Built, shown: ShownImage, check: Callable[[], None] = lambda: None
    ) -> Encoded:
        """Encode an image.

        Parameters
        ----------
        built : Built
        shown : ShownImage
        check : callable, default does nothing
            Called before each block that is run, and at the end; may raise to stop.

        Returns
        -------
        Encoded

        Raises
        ------
        ImageError
            Where that would take more memory than `MEMORY_LIMIT`, or the image does not fit the
            encoder.
        """
        with self._lock:
            found, kept = self.find(built, shown), self._kept
            if found is None:
                found = self._encode(built, shown, check)
                check()  # a job that was stopped must not push out what another has made
                if kept is self._kept:
                    self._last = shown.key, found
            return found

    def clear(self) -> None:
        """Keep none."""
        # Anew, so that what is being encoded just now goes with the others.
        self._kept = ByteLimitedCache(self._kept.limit)
        self._last = None

    def _encode(self, built: Built, shown: ShownImage, check: Callable[[], None]) -> Encoded:
        name = shown.path.name
        _require_memory(built, shown)
        pixels = as_unit_float(shown.pixels, name=name)
        kept = self._kept
        maps: list[Tensor] = []
        for number, block in enumerate(built.learned.block_fingerprints, start=1):
            key = shown.key, block
            found = kept.get(key)
            if found is None:
                check()
                found = built.model.activations(pixels, number, known=maps, name=name)[-1]
                kept.put(key, found, int(found.nbytes))
            maps.append(found)
        return Encoded(built, shown.id, pixels, maps)


def drafted_saliency(
    built: Built, shown: ShownImage, decoder_choice: DecoderChoice
) -> NDArray[np.float32]:
    """Return what the saliency of a decoder choice will be like, (object classes, H, W).

    From a draft of the maps; see ``flim/draft.py``.

    Raises
    ------
    InputError
        Where the build cannot serve the choice.
    """
    from torch import from_numpy

    from flimbuilder.flim.draft import draft_maps

    _require_memory(built, shown)
    named = built.decoder_of(decoder_choice)
    pixels = as_unit_float(shown.pixels, name=shown.path.name)
    images = from_numpy(pixels).permute(2, 0, 1)[None]
    drafts = draft_maps(built.learned.encoder, images, max(named.blocks))
    return built.model.saliency(drafts, (pixels.shape[0], pixels.shape[1]), named)


def is_worth_a_draft(built: Built, shown: ShownImage) -> bool:
    """Tell whether encoding takes so long that a draft should be seen first, and can be made."""
    from flimbuilder.flim.draft import can_draft

    height, width, channels = shown.pixels.shape
    architecture, products = built.learned.architecture, 0
    channels = architecture.input_channels(channels)
    counts = built.model.document.kernel_counts
    for block, kernels in zip(architecture.blocks, counts, strict=True):
        products += block.kernel_size**2 * channels * kernels * height * width
        channels = kernels
    return products > DRAFT_FROM and can_draft(architecture)


def _require_memory(built: Built, shown: ShownImage) -> None:
    need = bytes_needed(built, shown.pixels)
    if need > MEMORY_LIMIT:
        raise ImageError(
            f"{shown.path.name}: its activation maps would take {need / 1e9:.1f} GB and the limit "
            f"is {MEMORY_LIMIT / 1e9:.0f} GB; use larger strides, fewer kernels or a smaller image"
        )


def bytes_needed(built: Built, pixels: NDArray[Any]) -> int:
    """Estimate the memory that encoding an image takes at its peak."""
    height, width, channels = pixels.shape
    return bytes_to_encode(built.model.document, (height, width, channels))
