"""Reference images have the requested size and channels."""

from itertools import islice

import numpy as np
import pytest
import skimage.data

from flimbuilder.exchange.reference_images import reference_images

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("channels", [1, 2, 3, 5, 9])
def test_size_and_channels(channels: int) -> None:
    images = list(reference_images(channels, 250, 240))
    assert len({image.name for image in images}) == 4
    for image in images:
        assert image.pixels.shape == (250, 240, channels)
        assert image.pixels.dtype == np.float32
        assert 0 <= image.pixels.min() < image.pixels.max() <= 1
        planes = image.pixels.reshape(-1, channels).T
        assert len(np.unique(planes, axis=0)) == channels  # no two channels are equal


def test_they_are_crops_of_scikit_image() -> None:
    (colour,) = islice(reference_images(3, 30, 20), 1)
    expected = skimage.data.immunohistochemistry()[40:70, 40:60] / 255
    np.testing.assert_allclose(colour.pixels, expected, atol=1e-7)
    (grey,) = islice(reference_images(1, 30, 20), 1)
    np.testing.assert_allclose(
        grey.pixels[..., 0], skimage.data.coins()[40:70, 40:60] / 255, atol=1e-7
    )
