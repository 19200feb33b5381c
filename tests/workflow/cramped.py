"""A model on a device of little memory, where there is none: an encoder that refuses."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from flimbuilder.workflow.model import CPU, Model

# Its tensors are where those of the CPU are, and to the program it is another device.
PRETENDED = torch.device("cpu", 0)


class Cramped(torch.nn.Module):
    """An encoder on a device with room for so many pixels at once; on the CPU for all.

    `asked` are the images and pixels of every batch that it was asked to encode.
    """

    def __init__(self, encoder: Any, room: float, error: Callable[[], Exception]) -> None:
        super().__init__()
        self.encoder, self.room, self.error = encoder, room, error
        self.image_channels = encoder.image_channels
        self.asked: list[tuple[int, int]] = []

    def encode(self, images: Tensor, n_blocks: int | None = None) -> list[Tensor]:
        count, _, height, width = images.shape
        self.asked.append((count, height * width))
        if count * height * width > self.room:
            raise self.error()
        found: list[Tensor] = self.encoder.encode(images, n_blocks)
        return found

    def to(self, *where: Any, **others: Any) -> "Cramped":
        if where == (CPU,):
            self.room = float("inf")
        return super().to(*where, **others)


def out_of_memory() -> Exception:
    return torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


def cramped(
    model: Model, room: float, error: Callable[[], Exception] = out_of_memory
) -> tuple[Model, Cramped]:
    """Return a model on a device with room for so many pixels at once."""
    encoder = Cramped(model.encoder, room, error)
    return replace(model, encoder=encoder, device=PRETENDED), encoder  # type: ignore[arg-type]
