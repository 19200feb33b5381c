"""Fixtures of the tests of masks and measures."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.scaling import scale_image


@pytest.fixture
def real_egg(shared_data: Path) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return a real image and the mask of its egg."""
    folder = shared_data / "parasites"
    image = scale_image(read_image(folder / "images" / "000013.png").pixels)
    return image, np.asarray(Image.open(folder / "labels" / "000013.png")) > 0
