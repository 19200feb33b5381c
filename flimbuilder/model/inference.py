"""Encode and decode many images, in batches as large as helps and memory allows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.errors import ImageError
from flimbuilder.model.model import CPU, Model
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["ACCELERATOR_BATCH", "Inference", "InferredImage", "InputImage", "Note", "no_note"]

ACCELERATOR_BATCH = 8  # on a CPU a batch is no faster than one image after the other
# Texts of the bare RuntimeErrors that torch raises if memory is short.
OUT_OF_MEMORY = ("DefaultCPUAllocator", "out of memory", "ALLOC_FAILED")

Note = Callable[[str], None]
"""Callback with a one-line note for the user."""


def no_note(line: str) -> None:
    """Ignore notes."""


class InputImage(Protocol):
    """An image to encode: `path` begins messages; `pixels` are (H, W, C) in [0, 1]."""

    @property
    def path(self) -> Path: ...  # noqa: D102

    @property
    def pixels(self) -> NDArray[np.float32]: ...  # noqa: D102


ImageT = TypeVar("ImageT", bound=InputImage)


@dataclass(frozen=True, eq=False)
class InferredImage(Generic[ImageT]):
    """An image with its saliency and maps.

    Attributes
    ----------
    saliency : dict of DecoderChoice to ndarray of shape (object classes, H, W)
        In [0, 1].
    maps : tuple of ndarray of shape (kernels, height, width)
        One per block; empty unless requested.
    """

    image: ImageT
    saliency: dict[DecoderChoice, NDArray[np.float32]]
    maps: tuple[NDArray[np.float32], ...] = ()


class Inference(Generic[ImageT]):
    """Encode and decode images in order, with consecutive images of one size in a batch.

    If memory is short, the batch is halved for all later images. An image that alone is too large
    for the accelerator is computed on the CPU, and so are later images of its size or larger.
    `on_note` reports each change once.

    Parameters
    ----------
    model : Model
    decoder_choices : sequence of DecoderChoice
        Complete choices.
    maps : bool, default=False
        Also return the activation maps of all blocks.
    batch : int or None, default=None
        Images per batch; None is 1 on a CPU and 8 on an accelerator.
    on_note : callable, default does nothing
    """

    def __init__(
        self,
        model: Model,
        decoder_choices: Sequence[DecoderChoice],
        *,
        maps: bool = False,
        batch: int | None = None,
        on_note: Note = no_note,
    ) -> None:
        self._model, self._choices, self._maps = model, decoder_choices, maps
        self._depth = None if maps else max(max(choice.blocks) for choice in decoder_choices)
        self._on_note = on_note
        self._too_large = float("inf")  # pixels; larger images run on the CPU
        self.batch = batch or (1 if model.device == CPU else ACCELERATOR_BATCH)

    def run(self, images: Iterable[ImageT]) -> Iterator[InferredImage[ImageT]]:
        """Encode and decode images in order.

        Raises
        ------
        ImageError
            If an image does not fit the encoder or memory.
        """
        for waiting in self._batches(images):
            while waiting:
                part = waiting[: self._fitting(waiting[0])]
                decoded = self._attempt(part)
                if decoded is None:
                    self._retreat(part)
                    continue
                del waiting[: len(part)], part
                while decoded:
                    yield decoded.pop(0)  # releases its memory

    def _batches(self, images: Iterable[ImageT]) -> Iterator[list[ImageT]]:
        """Group consecutive images of one size; yield those before an error first."""
        batch: list[ImageT] = []
        try:
            for image in images:
                if batch and image.pixels.shape != batch[0].pixels.shape:
                    yield batch
                    batch = []
                batch.append(image)
                if len(batch) >= self._fitting(image):
                    yield batch
                    batch = []
        except Exception:
            if batch:
                yield batch
            raise
        if batch:
            yield batch

    def _fitting(self, image: ImageT) -> int:
        """Return the batch size for images of this size."""
        return 1 if self._left_to_cpu(image) else self.batch

    def _left_to_cpu(self, image: ImageT) -> bool:
        return _area(image) >= self._too_large

    def _attempt(self, images: Sequence[ImageT]) -> list[InferredImage[ImageT]] | None:
        """Decode images of one size; None if memory is short."""
        model = self._on_cpu if self._left_to_cpu(images[0]) else self._model
        try:
            return self._decode(model, images)
        except (RuntimeError, MemoryError) as error:
            if not _is_out_of_memory(error):
                raise
        return None  # outside the handler: the error holds the tensors it failed on

    def _decode(self, model: Model, images: Sequence[ImageT]) -> list[InferredImage[ImageT]]:
        pixels = [image.pixels for image in images]
        batch = pixels[0][None] if len(pixels) == 1 else np.stack(pixels)
        maps = model.encode_batch(batch, self._depth, name=str(images[0].path))
        size = (batch.shape[1], batch.shape[2])
        saliency = {choice: model.decode_batch(maps, size, choice) for choice in self._choices}
        kept = [block.cpu().numpy() for block in maps] if self._maps else []
        return [
            InferredImage(
                image,
                {choice: batched[position] for choice, batched in saliency.items()},
                tuple(block[position] for block in kept),
            )
            for position, image in enumerate(images)
        ]

    def _retreat(self, images: Sequence[ImageT]) -> None:
        """Reduce the batch, or leave images of this size to the CPU."""
        path, device = images[0].path, self._model.device
        if len(images) > 1:
            self.batch = len(images) // 2
            self._on_note(
                f"device {device} is out of memory with {len(images)} images at once; going on "
                f"with {self.batch}"
            )
        elif device != CPU and not self._left_to_cpu(images[0]):
            self._too_large = _area(images[0])
            self._on_note(
                f"{path.name}: too large for the memory of device {device}; computed on the CPU, "
                "as all images of its size or larger"
            )
        else:
            height, width, _ = images[0].pixels.shape
            raise ImageError(
                f"{path}: there is not enough memory to encode {height} x {width} pixels; "
                "give smaller images, or free some memory"
            )

    @cached_property
    def _on_cpu(self) -> Model:
        return self._model.on(CPU)


def _area(image: InputImage) -> int:
    height, width, _ = image.pixels.shape
    return int(height * width)


def _is_out_of_memory(error: Exception) -> bool:
    kinds = (torch.cuda.OutOfMemoryError, MemoryError)
    return isinstance(error, kinds) or any(words in str(error) for words in OUT_OF_MEMORY)
