"""Pictures of scikit-image with as many channels as a network reads."""

from itertools import islice

import numpy as np
import pytest
import skimage.data

from flimbuilder.exchange.reference_images import sample_pictures


@pytest.mark.parametrize("channels", [1, 2, 3, 5, 9])
def test_they_have_what_is_asked_for(channels: int) -> None:
    pictures = list(sample_pictures(channels, 250, 240))
    assert len({one.name for one in pictures}) == 4
    for one in pictures:
        assert one.pixels.shape == (250, 240, channels)
        assert one.pixels.dtype == np.float32
        assert 0 <= one.pixels.min() < one.pixels.max() <= 1
        planes = one.pixels.reshape(-1, channels).T
        assert len(np.unique(planes, axis=0)) == channels  # no two planes are the same


def test_they_are_the_pictures_of_scikit_image() -> None:
    (colour,) = islice(sample_pictures(3, 30, 20), 1)
    expected = skimage.data.immunohistochemistry()[40:70, 40:60] / 255
    np.testing.assert_allclose(colour.pixels, expected, atol=1e-7)
    (grey,) = islice(sample_pictures(1, 30, 20), 1)
    np.testing.assert_allclose(
        grey.pixels[..., 0], skimage.data.coins()[40:70, 40:60] / 255, atol=1e-7
    )
