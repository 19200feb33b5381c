"""Activation maps of images, and drafts of the saliency while they are computed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import ImageError
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.model.memory import bytes_to_encode
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.project_build import ProjectBuild

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "WHOLE_BYTES",
    "EncodedImage",
    "Encodings",
    "bytes_needed",
    "draft_saliency",
    "is_large",
    "is_worth_a_draft",
    "n_products",
]

WHOLE_BYTES = 10**9  # to encode an image whole; more would take the window over 2 GB
DRAFT_FROM = 2 * 10**9  # multiplications of an encoding: about 30 ms on two cores


@dataclass(frozen=True, eq=False)
class EncodedImage:
    """The activation maps of an image.

    Attributes
    ----------
    built : ProjectBuild
    image : str
        Id of the image.
    pixels : ndarray of shape (H, W, C), float32
        In [0, 1].
    activations : list of Tensor
        By block, each of shape (1, kernels, h, w).
    """

    built: ProjectBuild
    image: str
    pixels: NDArray[np.float32]
    activations: "list[Tensor]"

    @property
    def key(self) -> tuple[ProjectBuild, str]:
        """The build and the image id."""
        return self.built, self.image

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the image."""
        return self.pixels.shape[0], self.pixels.shape[1]

    def inputs_of(self, block: int) -> "Tensor":
        """Return the input of a block, from 1, of shape (1, C, h, w)."""
        if block > 1:
            return self.activations[block - 2]
        import torch

        from flimbuilder.flim.device import full_precision
        from flimbuilder.flim.encode import prepare_images

        with torch.inference_mode(), full_precision():
            image = torch.from_numpy(self.pixels).permute(2, 0, 1)[None]
            return prepare_images(self.built.learned.encoder, image)


class Encodings:
    """Encodes images, and caches the last encoding and recently used activation maps.

    The key of a map is the image's content and the fingerprint of its block, so that builds which
    share their first blocks share those maps.

    Parameters
    ----------
    limit : int
        Bytes of cached maps; see :class:`~flimbuilder.cache.ByteLimitedCache`.
    """

    def __init__(self, limit: int) -> None:
        self._cache: ByteLimitedCache[tuple[str, str], Tensor] = ByteLimitedCache(limit)
        self._last: tuple[str, EncodedImage] | None = None
        self._lock = threading.Lock()

    def find(self, built: ProjectBuild, shown: ShownImage) -> EncodedImage | None:
        """Return the last encoding if it is of this build and image; thread-safe."""
        key, last = self._last or ("", None)
        return last if last is not None and (last.built, key) == (built, shown.key) else None

    def make(
        self, built: ProjectBuild, shown: ShownImage, check: Callable[[], None] = lambda: None
    ) -> EncodedImage:
        """Encode an image.

        Parameters
        ----------
        built : ProjectBuild
        shown : ShownImage
        check : callable, default does nothing
            Called before each block and at the end; may raise to stop.

        Raises
        ------
        ImageError
            If the image is large, or does not fit the encoder.
        """
        with self._lock:
            encoded, cache = self.find(built, shown), self._cache
            if encoded is None:
                encoded = self._encode(built, shown, check)
                check()  # a cancelled job must not replace another job's encoding
                if cache is self._cache:
                    self._last = shown.key, encoded
            return encoded

    def clear(self) -> None:
        """Empty the cache."""
        # A new one, so that a running job cannot fill it with old maps.
        self._cache = ByteLimitedCache(self._cache.limit)
        self._last = None

    def _encode(
        self, built: ProjectBuild, shown: ShownImage, check: Callable[[], None]
    ) -> EncodedImage:
        name = shown.path.name
        _require_memory(built, shown)
        pixels = scale_image(shown.pixels, name=name)
        cache = self._cache
        maps: list[Tensor] = []
        for block, fingerprint in enumerate(built.learned.block_fingerprints, start=1):
            key = shown.key, fingerprint
            of_block = cache.get(key)
            if of_block is None:
                check()
                of_block = built.model.encode(pixels, block, known=maps, name=name)[-1]
                cache.put(key, of_block, int(of_block.nbytes))
            maps.append(of_block)
        return EncodedImage(built, shown.id, pixels, maps)


def draft_saliency(
    built: ProjectBuild, shown: ShownImage, decoder_choice: DecoderChoice
) -> NDArray[np.float32]:
    """Approximate the saliency of shape (object classes, H, W) from a draft of the maps.

    See :mod:`flimbuilder.flim.draft`.

    Raises
    ------
    InputError
        If the build cannot use the decoder.
    """
    from torch import from_numpy

    from flimbuilder.flim.draft import draft_maps

    _require_memory(built, shown)
    resolved = built.decoder_of(decoder_choice)
    pixels = scale_image(shown.pixels, name=shown.path.name)
    images = from_numpy(pixels).permute(2, 0, 1)[None]
    drafts = draft_maps(built.learned.encoder, images, max(resolved.blocks))
    return built.model.decode(drafts, (pixels.shape[0], pixels.shape[1]), resolved)


def is_worth_a_draft(built: ProjectBuild, shown: ShownImage) -> bool:
    """Return True if encoding takes long enough for a draft, and one can be made."""
    from flimbuilder.flim.draft import can_draft

    height, width, channels = shown.pixels.shape
    is_slow = n_products(built, (height, width, channels)) > DRAFT_FROM
    return is_slow and can_draft(built.learned.architecture)


def n_products(built: ProjectBuild, shape: tuple[int, int, int]) -> int:
    """Count the multiplications of encoding an image (height, width, channels), at most."""
    height, width, channels = shape
    architecture, count = built.learned.architecture, 0
    channels = architecture.input_channels(channels)
    counts = built.model.document.kernel_counts
    for block, kernels in zip(architecture.blocks, counts, strict=True):
        count += block.kernel_size**2 * channels * kernels * height * width
        channels = kernels
    return count


def is_large(built: ProjectBuild, shape: tuple[int, ...]) -> bool:
    """Return True if an image (H, W, C) is encoded in tiles, as its maps would take too much."""
    return bytes_needed(built, shape) > WHOLE_BYTES


def _require_memory(built: ProjectBuild, shown: ShownImage) -> None:
    if is_large(built, shown.pixels.shape):
        raise ImageError(f"{shown.path.name}: is too large to be encoded whole")


def bytes_needed(built: ProjectBuild, shape: tuple[int, ...]) -> int:
    """Estimate the peak memory to encode an image (H, W, C)."""
    height, width, channels = shape
    return bytes_to_encode(built.model.document, (height, width, channels))
