"""Real pictures that come inside scikit-image, to try a network on; nothing is downloaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skimage
from numpy.typing import NDArray

from flimbuilder.model.pixels import read_pixels

__all__ = ["SamplePicture", "sample_pictures"]

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
MARGIN = 40  # pixels that are left out at the top and at the left: plain ground in some
SHIFT = 7  # columns between planes of the same colour, where an image has more channels


@dataclass(frozen=True)
class SamplePicture:
    """A picture with as many channels as a network reads.

    Attributes
    ----------
    name : str
        Of its file.
    credit : str
        What it shows and whose it is.
    pixels : ndarray of shape (height, width, channels)
        In [0, 1].
    """

    name: str
    credit: str
    pixels: NDArray[np.float32]


def sample_pictures(channels: int, height: int, width: int) -> Iterator[SamplePicture]:
    """Give cuttings of scikit-image's pictures.

    Parameters
    ----------
    channels : int
        One is grey and three are RGB. Any other number is made of the colours of RGB, shifted
        where there are more than three.
    height, width : int
        At most 250 pixels are sure.
    """
    folder = Path(skimage.__file__).resolve().parent / "data"
    for name, credit in (GREY if channels == 1 else COLOUR).items():
        pixels = read_pixels(folder / name)
        colours = pixels.shape[2]
        planes = [
            np.roll(pixels[..., one % colours], -SHIFT * (one // colours), axis=1)[
                MARGIN : MARGIN + height, MARGIN : MARGIN + width
            ]
            for one in range(channels)
        ]
        yield SamplePicture(name, credit, np.stack(planes, axis=-1))
