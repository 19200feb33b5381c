"""The saliency of an image has the same bytes for any number of threads."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from flimbuilder.flim.encode import prepare_images
from flimbuilder.model.model import Model
from tests.learned_models import image, learned_model

SIDES = (263, 333)  # not shared out evenly


@pytest.fixture
def _threads_stay() -> Iterator[None]:
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def saliency(model: Model, n_threads: int) -> np.ndarray:
    torch.set_num_threads(n_threads)
    return model.saliency(image(seed=2, sides=SIDES))


@pytest.mark.usefixtures("_threads_stay")
@pytest.mark.parametrize(("decoder", "classes"), [("ml", 2), ("ml", 3), ("lm", 2), ("ts", 2)])
def test_saliency(decoder: str, classes: int) -> None:
    model = learned_model(decoder=decoder, classes=classes)
    expected = saliency(model, 1)
    for n_threads in (2, 3):
        np.testing.assert_array_equal(saliency(model, n_threads), expected)


@pytest.mark.usefixtures("_threads_stay")
def test_prepared_images_are_those_of_one_thread() -> None:
    encoder = learned_model().encoder
    pixels = torch.from_numpy(image(seed=2, sides=SIDES)[None]).permute(0, 3, 1, 2)
    torch.set_num_threads(1)
    expected = encoder.prepare(pixels)
    torch.set_num_threads(3)
    prepared = prepare_images(encoder, pixels)
    assert torch.equal(prepared, expected)
    assert prepared.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.usefixtures("_threads_stay")
def test_probabilities_are_those_of_the_decoder() -> None:
    model = learned_model(decoder="ml", classes=3)
    torch.set_num_threads(1)
    maps = model.encode(image(seed=2, sides=SIDES))
    with torch.inference_mode():
        expected = model.decoder()(maps, SIDES)[0].numpy()
    np.testing.assert_allclose(model.decode(maps, SIDES), expected, rtol=0, atol=1e-6)
