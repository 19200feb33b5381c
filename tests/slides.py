"""Small pyramids of stained tissue on glass, as TIFF files."""

from pathlib import Path

import numpy as np
import tifffile

GLASS, STAIN = 240, (200, 110, 160)
SIDES = (96, 128)
PIECE = slice(40, 64), slice(16, 56)  # the tissue


def slide_pixels() -> np.ndarray:
    """Return glass with one piece of tissue that holds dark nuclei."""
    random = np.random.default_rng(3)
    pixels = np.full((*SIDES, 3), GLASS, np.uint8)
    pixels += random.integers(0, 3, pixels.shape, np.uint8)
    pixels[PIECE] = STAIN + random.integers(0, 20, (24, 40, 3))
    pixels[44:60:8, 20:52:8] = (90, 40, 130)
    return pixels


def write_slide(
    path: Path, levels: int = 2, pixels: np.ndarray | None = None, *, sized: bool = True
) -> Path:
    """Write a pyramid with 10 µm a pixel, if it is sized; one level makes a plain TIFF."""
    whole = slide_pixels() if pixels is None else pixels
    smaller = [whole[:: 2**level, :: 2**level] for level in range(1, levels)]
    options = {"photometric": "rgb", "tile": (16, 16), "compression": "zlib"}
    with tifffile.TiffWriter(path) as file:
        file.write(
            whole,
            subifds=len(smaller),
            resolution=(1000, 1000) if sized else None,
            resolutionunit="CENTIMETER" if sized else None,
            metadata=None,
            **options,
        )
        for level in smaller:
            file.write(level, subfiletype=1, metadata=None, **options)
    return path
