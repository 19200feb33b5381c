"""Real images that ship with scikit-image, to test exported networks offline."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skimage
from numpy.typing import NDArray

from flimbuilder.model.pixels import read_pixels

__all__ = ["ReferenceImage", "reference_images"]

COLOUR = {
    "ihc.png": "colonic glands, Center for Microscopy And Molecular Imaging (CMMI)",
    "coffee.png": "a cup of coffee, Rachel Michetti",
    "astronaut.png": "Eileen Collins, NASA",
    "chelsea.png": "a cat, Stefan van der Walt",
}
GREY = {
    "coins.png": "Greek coins from Pompeii, Brooklyn Museum",
    "cell.png": "a cell in phase contrast, Pablo Herve Cotte and Jakub Czarnecki",
    "camera.png": "a photographer, Lav Varshney",
    "moon.png": "surface of the moon, NASA",
}
MARGIN = 40  # pixels cropped at the top and left, where some images are plain
SHIFT = 7  # columns between channels made of the same colour


@dataclass(frozen=True)
class ReferenceImage:
    """An image with as many channels as a network reads.

    Attributes
    ----------
    name : str
        Name of the file.
    credit : str
        Content and author.
    pixels : ndarray of shape (height, width, channels)
        In [0, 1].
    """

    name: str
    credit: str
    pixels: NDArray[np.float32]


def reference_images(channels: int, height: int, width: int) -> Iterator[ReferenceImage]:
    """Yield crops of scikit-image's images.

    Parameters
    ----------
    channels : int
        1 gives grey and 3 gives RGB. Other numbers repeat the colours of RGB, each time shifted.
    height, width : int
        Size of the crops in pixels; every image has at least 250 x 250.
    """
    folder = Path(skimage.__file__).resolve().parent / "data"
    for name, credit in (GREY if channels == 1 else COLOUR).items():
        pixels = read_pixels(folder / name)
        n_colours = pixels.shape[2]
        planes = [
            np.roll(pixels[..., channel % n_colours], -SHIFT * (channel // n_colours), axis=1)[
                MARGIN : MARGIN + height, MARGIN : MARGIN + width
            ]
            for channel in range(channels)
        ]
        yield ReferenceImage(name, credit, np.stack(planes, axis=-1))
