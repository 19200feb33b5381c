"""A model on a device of little memory, where there is none: its encoder refuses large batches."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from flimbuilder.flim.network import Encoder
from flimbuilder.model.model import CPU, Model

# Its tensors are where those of the CPU are, and to the program it is another device.
PRETENDED = torch.device("cpu", 0)


class Room(torch.nn.Module):
    """The first step of an encoder, with room for so many pixels at once.

    `asked` are the images and pixels of every batch that there was to be room for.
    """

    def __init__(
        self, first: torch.nn.Module, pixels: float, error: Callable[[], Exception]
    ) -> None:
        super().__init__()
        self.first, self.pixels, self.error = first, pixels, error
        self.asked: list[tuple[int, int]] = []

    def forward(self, images: Tensor) -> Any:
        count, _, height, width = images.shape
        self.asked.append((count, height * width))
        if count * height * width > self.pixels:
            raise self.error()
        return self.first(images)


class CrampedEncoder(Encoder):
    """An encoder that has all the room it needs once it is on the CPU."""

    colour: Any

    def to(self, *where: Any, **others: Any) -> "CrampedEncoder":
        if where == (CPU,):
            self.colour.pixels = float("inf")
        return super().to(*where, **others)


def out_of_memory() -> Exception:
    return torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


def cramped(
    model: Model, room: float, error: Callable[[], Exception] = out_of_memory
) -> tuple[Model, Room]:
    """Return a model on a device with room for so many pixels at once, and that room."""
    encoder = deepcopy(model.encoder)
    encoder.__class__ = CrampedEncoder
    encoder.colour = Room(encoder.colour, room, error)  # type: ignore[assignment]
    return replace(model, encoder=encoder, device=PRETENDED), encoder.colour  # type: ignore[return-value]
