"""What every format is once it is open: a layout, and images at places in it."""

from collections.abc import Callable, Mapping
from typing import BinaryIO, Protocol

import numpy as np

from flimbuilder.imaging.formats.decoded import DecodedFile, ReadLimits
from flimbuilder.imaging.layout import Layout, StackAxis

__all__ = ["OpenStack", "Stack", "single"]


class Stack(Protocol):
    """An open file of one image or more."""

    @property
    def layout(self) -> Layout:
        """What it holds."""

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Decode the image at a place on every axis that it does not span."""

    def close(self) -> None:
        """Let go of what was opened besides the file."""


OpenStack = Callable[[BinaryIO, ReadLimits], Stack]


def single(kind: str, decode: Callable[[BinaryIO, ReadLimits], DecodedFile]) -> OpenStack:
    """Return how a format is opened of which a file holds one image and no more."""

    def opened(file: BinaryIO, limits: ReadLimits) -> Stack:
        return _Single(kind, decode(file, limits))

    return opened


class _Single:
    """One image, decoded already: only that tells what it holds."""

    def __init__(self, kind: str, decoded: DecodedFile) -> None:
        self._decoded = decoded
        samples = np.atleast_3d(decoded.samples)
        height, width, channels = samples.shape
        self.layout = Layout(
            kind,
            (StackAxis("y", height, can_fix=False), StackAxis("x", width, can_fix=False)),
            channels - decoded.alpha,
            str(samples.dtype.newbyteorder("=")),
        )

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Return the image."""
        return self._decoded

    def close(self) -> None:
        """Nothing was opened."""
