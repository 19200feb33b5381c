"""Learn the decoder ``ml`` of an encoder from its training images and their markers."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import LearnError
from flimbuilder.flim.device import one_thread
from flimbuilder.flim.encode import RunStep, encode_images
from flimbuilder.flim.fingerprint import block_fingerprints
from flimbuilder.flim.image_statistics import lattice_statistics
from flimbuilder.flim.marker_decoder import MarkedMaps, MarkerWeights, train_marker_decoder
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.standardise import Statistics
from flimbuilder.flim.step_cache import StepCache, StepResults, cache_key, digest_of
from flimbuilder.flim.tile_plan import Tile, plan_lines, rounded_side, tile_at
from flimbuilder.flim.tiles import encode_tile
from flimbuilder.flim.training import PixelSource, TrainingImage
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.rasterise import MarkerPixels, marker_pixels

__all__ = ["EncodedParts", "encoded_parts", "is_encoded_in_tiles", "learn_marker_decoder"]

STAGE = "learning the decoder from the markers"
LARGE = 2**20  # pixels; larger images are encoded around their markers only
TILE_SIDE = 256  # pixels, of a large image
MOST_TILES = 32  # of a large image
LARGEST = 1e6
BLANK_SIDE = 128  # pixels
KEPT_BYTES = 10**9  # of activation maps; the others are computed twice


def learn_marker_decoder(
    encoder: Encoder,
    architecture: Architecture,
    images: Sequence[TrainingImage],
    kernel_classes: Sequence[Sequence[int | None]],
    object_classes: Sequence[int],
    blocks: Sequence[int],
    *,
    encoded: "EncodedParts | None" = None,
    on_progress: Progress = no_progress,
) -> MarkerWeights:
    """Learn the weights of the decoder ``ml``.

    An image of noise and a black one are background, too: they are unlike all training images,
    and kernels may respond to them.

    Parameters
    ----------
    encoder : Encoder
    architecture : Architecture
        The encoder's blocks.
    images : sequence of TrainingImage
        Marked images. Of an image of more than 2^20 pixels, at most 32 tiles with markers are
        encoded.
    kernel_classes : sequence of sequence of int or None
        Class of each kernel of every block of the encoder.
    object_classes : sequence of int
        The classes to decode.
    blocks : sequence of int
        The blocks to decode, from 1, in the order of the weights.
    encoded : EncodedParts or None, default=None
        The images up to the deepest of the blocks, if they are encoded already.
    on_progress : callable, default does nothing
        Called with (stage, images done, all images); raises to stop.

    Returns
    -------
    MarkerWeights

    Raises
    ------
    LearnError
        If no object is marked, or nothing is background.
    """
    if encoded is None:
        encoded = encoded_parts(encoder, architecture, images, blocks)
    drawn = [np.isin(part.pixels.class_id, object_classes).any() for part in encoded.parts]
    if not any(drawn):
        raise LearnError("no object is marked; draw a marker of an object on a training image")
    blank_parts = tuple(_blank_parts(encoder.image_channels, architecture))
    n_images, n_all = len(encoded.parts), len(encoded.parts) + len(blank_parts)
    marked = replace(
        encoded,
        blocks=tuple(blocks),
        on_progress=lambda stage, done, _: on_progress(stage, done, n_all),
    )
    blanks = replace(
        marked,
        parts=blank_parts,
        known={},
        on_progress=lambda stage, done, _: on_progress(stage, n_images + done, n_all),
    )
    classes = [class_id for block in blocks for class_id in kernel_classes[block - 1]]

    def train() -> MarkerWeights:
        with one_thread():
            return train_marker_decoder(marked, classes, object_classes, blanks=blanks)

    try:
        key = encoded.cache_key
        if key is None:
            learned = train()
        else:
            key = cache_key(key, "ml", classes, list(object_classes), list(blocks))
            learned = StepCache(encoded.memory).run(key, train, lambda made: 8 * len(classes))
    except (ValueError, np.linalg.LinAlgError) as error:
        raise LearnError(f"can't weigh the activations: {error}") from None
    on_progress(STAGE, n_all, n_all)
    weights = tuple(tuple(_limited(weight) for weight in row) for row in learned.weights)
    return replace(learned, weights=weights, bias=tuple(_limited(bias) for bias in learned.bias))


def encoded_parts(
    encoder: Encoder,
    architecture: Architecture,
    images: Sequence[TrainingImage],
    blocks: Sequence[int],
    *,
    memory: StepResults | None = None,
) -> "EncodedParts":
    """Return training images with their marked pixels, to be encoded at first use.

    Parameters
    ----------
    encoder : Encoder
    architecture : Architecture
        The encoder's blocks.
    images : sequence of TrainingImage
        Of an image of more than 2^20 pixels, only the 32 tiles with the most marked pixels are
        encoded.
    blocks : sequence of int
        The blocks, from 1, whose maps are needed.
    memory : StepResults or None, default=None
        Cache of the steps of earlier calls; maps of the first blocks fill at most half of it.
    """
    ordered = sorted(images, key=lambda image: image.id)
    parts = [part for image in ordered for part in _parts_of(image, architecture, blocks)]
    return EncodedParts(
        encoder, architecture, tuple(parts), tuple(blocks), tuple(blocks), memory=memory
    )


def is_encoded_in_tiles(pixels: NDArray[np.floating] | PixelSource) -> bool:
    """Return True if only tiles of a training image (H, W, C) are encoded, as it is large."""
    return pixels.shape[0] * pixels.shape[1] > LARGE or not isinstance(pixels, np.ndarray)


def _limited(value: float) -> float:
    """Clip a weight to what a decoder choice may hold."""
    return max(-LARGEST, min(LARGEST, value))


@dataclass(frozen=True)
class _Part:
    """A training image, or a tile of a large one, with its marked pixels."""

    image: TrainingImage
    size: tuple[int, int]
    pixels: MarkerPixels
    tile: Tile | None = None

    @cached_property
    def digest(self) -> str:
        """Digest of the pixels of an image in memory."""
        return digest_of([np.asarray(self.image.pixels, np.float32)])


def _parts_of(
    image: TrainingImage, architecture: Architecture, blocks: Sequence[int]
) -> Iterator[_Part]:
    """Return an image, or the tiles of a large image that have the most marked pixels."""
    height, width, _ = image.pixels.shape
    pixels = marker_pixels(image.markers, (height, width))
    if not is_encoded_in_tiles(image.pixels):
        yield _Part(image, (height, width), pixels)
        return
    rows, cols = (
        plan_lines(length, architecture.blocks, blocks, TILE_SIDE) for length in (height, width)
    )
    side = rounded_side(TILE_SIDE, architecture.blocks[: max(blocks)])
    across = -(-width // side)
    tile_of = pixels.row // side * across + pixels.col // side
    numbers, counts = np.unique(tile_of, return_counts=True)
    for number in sorted(numbers[np.argsort(-counts, kind="stable")[:MOST_TILES]].tolist()):
        own = tile_of == number
        top, left = number // across * side, number % across * side
        inside = MarkerPixels(
            pixels.marker[own], pixels.class_id[own], pixels.row[own] - top, pixels.col[own] - left
        )
        tile = tile_at(rows[number // across], cols[number % across])
        yield _Part(image, (min(side, height - top), min(side, width - left)), inside, tile)


def _blank_parts(channels: int, architecture: Architecture) -> Iterator[_Part]:
    """Return images without markers or objects.

    A white one is not among them: if images are not standardised, objects may be as bright.
    """
    side = max(BLANK_SIDE, 2 * math.prod(block.stride for block in architecture.blocks))
    noise = np.random.default_rng(0).random((side, side, channels), dtype=np.float32)
    for name, pixels in (("noise", noise), ("black", np.zeros_like(noise))):
        image = TrainingImage(name, pixels, ())
        yield _Part(image, (side, side), marker_pixels((), (side, side)))


@dataclass(frozen=True)
class EncodedParts(Sequence[MarkedMaps]):
    """The activation maps of parts of the training images, computed at first use.

    Attributes
    ----------
    parts : tuple of _Part
    encoded : tuple of int
        The blocks whose maps are computed.
    blocks : tuple of int
        The blocks whose maps are returned.
    memory : StepResults or None
        Caches maps of whole images beyond this object.
    """

    encoder: Encoder
    architecture: Architecture
    parts: tuple[_Part, ...]
    encoded: tuple[int, ...]
    blocks: tuple[int, ...]
    on_progress: Progress = no_progress
    memory: StepResults | None = None
    known: dict[int, dict[int, NDArray[np.float32]]] = field(default_factory=dict)
    statistics: dict[str, Statistics | None] = field(default_factory=dict)  # by image id

    @cached_property
    def cache_key(self) -> str | None:
        """Key of all that maps and marked pixels depend on; None if they are not cached."""
        if self.memory is None or any(part.tile is not None for part in self.parts):
            return None
        pixels = [
            digest_of([getattr(part.pixels, name.name) for name in fields(part.pixels)])
            for part in self.parts
        ]
        digests = [part.digest for part in self.parts]
        return cache_key(self._block_keys[-1], self._device, digests, pixels)

    @cached_property
    def _block_keys(self) -> tuple[str, ...]:
        """Keys of the prepared image and of each block's maps, besides the image."""
        architecture = self.architecture
        prepared = cache_key("prepared", architecture.colour_space, architecture.standardise)
        return prepared, *block_fingerprints(architecture, self.encoder.state_dict())

    @property
    def _device(self) -> str:
        return str(next(self.encoder.parameters()).device)

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self.parts)

    @overload
    def __getitem__(self, index: int) -> MarkedMaps: ...
    @overload
    def __getitem__(self, index: slice) -> list[MarkedMaps]: ...
    def __getitem__(self, index: int | slice) -> MarkedMaps | list[MarkedMaps]:
        """Return the maps of a part, and keep them if memory allows."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        part = self.parts[index]
        maps = self.known.get(index)
        if maps is None:
            self.on_progress(STAGE, index, len(self.parts))
            with one_thread():  # rounding the weights would not hide different last digits of maps
                encoded = self._encode(part)
            maps = {
                block: _array(of_block)
                for block, of_block in zip(self.encoded, encoded, strict=True)
            }
            kept = (array for other in (*self.known.values(), maps) for array in other.values())
            if sum(array.nbytes for array in kept) <= KEPT_BYTES:
                self.known[index] = maps
        return MarkedMaps([maps[block] for block in self.blocks], part.size, part.pixels)

    def _encode(self, part: _Part) -> list[Tensor]:
        pixels, name, read = part.image.pixels, part.image.id, part.image.read
        if part.tile is not None:
            if name not in self.statistics:
                is_measured = self.encoder.standardisation.kind != "none"
                self.statistics[name] = (
                    lattice_statistics(self.encoder, part.image.lattice()) if is_measured else None
                )
            maps = encode_tile(self.encoder, part.tile, read, self.statistics[name])
            return [
                maps[block].maps[:, :, maps[block].rows.own, maps[block].cols.own]
                for block in self.encoded
            ]
        images, last = np.asarray(pixels, np.float32)[None], max(self.encoded)
        encoded = encode_images(
            self.encoder, self.architecture, images, last, name=name, run_step=self._run_step(part)
        )
        return [encoded[block - 1] for block in self.encoded]

    def _run_step(self, part: _Part) -> RunStep:
        """Return a function that caches the first maps of a whole image, as memory allows."""
        memory = self.memory
        if memory is None:
            return lambda number, step: step()
        steps, used = StepCache(memory), 0
        budget = memory.limit // 2 // len(self.parts)

        def size(maps: Tensor) -> int:
            return int(maps.nbytes) if used + maps.nbytes <= budget else memory.limit + 1

        def run(number: int, step: Callable[[], Tensor]) -> Tensor:
            nonlocal used
            key = cache_key(self._block_keys[number], self._device, part.digest)
            maps = steps.run(key, step, size)
            used += int(maps.nbytes)
            return maps

        return run


def _array(maps: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = maps[0].cpu().numpy()
    return array
