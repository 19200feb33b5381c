from dataclasses import replace

import numpy as np
import pytest
import torch

from flimbuilder.errors import Cancelled, InputError
from flimbuilder.explain.kernels.maximisation import (
    AscentOptions,
    maximise_kernel,
    maximise_saliency,
)
from flimbuilder.project.architecture import Block, Pooling
from tests.learned_models import BLOCKS, image, learned_model

SHORT = AscentOptions(steps=24)
PLAIN = (Block(kernels_per_marker=2, kernels=4, pooling=Pooling(kind="none")),)


def test_a_linear_kernel_is_maximised_by_its_own_weights() -> None:
    """Without a penalty, the climb of a linear function ends where its weights point."""
    model = learned_model(blocks=PLAIN, colour_space="rgb")
    options = AscentOptions(steps=400, penalty=0, blur=0, step=0.05)
    found = maximise_kernel(model, 1, 0, options=options)
    weights = model.encoder.blocks()[0].conv.weight[0].permute(1, 2, 0).numpy()
    middle = found.shape[0] // 2
    patch = found[middle - 1 : middle + 2, middle - 1 : middle + 2]
    large = np.abs(weights) > 0.05 * np.abs(weights).max()
    assert np.array_equal(patch[large] > 0.5, weights[large] > 0)
    assert set(np.unique(patch[large])) == {0.0, 1.0}


def test_the_penalty_balances_the_slope() -> None:
    """Where slope / rms(slope) = 2 penalty (x - 0.5), the climb rests."""
    model = learned_model(blocks=PLAIN, colour_space="rgb")
    penalty = 20.0
    options = AscentOptions(steps=600, penalty=penalty, blur=0, step=0.005)
    found = maximise_kernel(model, 1, 1, options=options)
    weights = model.encoder.blocks()[0].conv.weight[1].permute(1, 2, 0).numpy()
    slope = np.zeros_like(found)
    middle = found.shape[0] // 2
    slope[middle - 1 : middle + 2, middle - 1 : middle + 2] = weights
    expected = np.clip(0.5 + slope / np.sqrt((slope**2).mean()) / (2 * penalty), 0, 1)
    assert np.allclose(found, expected, atol=1e-3)


@pytest.mark.parametrize("colour_space", ["lab", "rgb", "grey"])
def test_the_image_excites_more_than_noise_and_than_the_training_image(colour_space: str) -> None:
    model = learned_model(blocks=BLOCKS, colour_space=colour_space)
    found = maximise_kernel(model, 2, 1, options=SHORT)
    assert found.dtype == np.float32
    assert found.min() >= 0
    assert found.max() <= 1
    assert found.shape[2] == 3
    start = maximise_kernel(model, 2, 1, options=AscentOptions(steps=0)).clip(0, 1)
    best, before = (model.activations(pixels)[1][1].max() for pixels in (found, start))
    assert best > before


def test_the_same_seed_gives_the_same_image() -> None:
    model = learned_model()
    with torch.random.fork_rng():
        first = maximise_kernel(model, 1, 0, options=SHORT)
        torch.rand(3)
        assert np.array_equal(first, maximise_kernel(model, 1, 0, options=SHORT))
    other = maximise_kernel(model, 1, 0, options=AscentOptions(steps=24, seed=1))
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("decoder", ["ml", "lm", "at", "mb", "pb", "ts", "lt", "manual"])
def test_the_saliency_grows(decoder: str) -> None:
    model = learned_model(decoder=decoder, classes=3)
    found = maximise_saliency(model, 2, options=SHORT)
    assert np.isfinite(found).all()
    assert np.abs(found - 0.5).max() > 0.05
    if decoder == "ml":
        middle = found.shape[0] // 2
        start = maximise_saliency(model, 2, options=AscentOptions(steps=0)).clip(0, 1)
        after, before = (model.saliency(pixels)[1, middle, middle] for pixels in (found, start))
        assert after > before


def test_refuses_what_is_not_there() -> None:
    model = learned_model()
    with pytest.raises(InputError, match="there is no block 9: the encoder has blocks 1 to 2"):
        maximise_kernel(model, 9, 0)
    with pytest.raises(InputError, match="block 1 has no kernel 70; its kernels are 0 to"):
        maximise_kernel(model, 1, 70)
    with pytest.raises(InputError, match="class 0 is not an object class; choose from 1"):
        maximise_saliency(model, 0)


def test_refuses_colours_that_are_rounded() -> None:
    model = learned_model()
    architecture = model.document.architecture.with_(colour_space="lab-ycbcr")
    imported = replace(model, document=model.document.with_(architecture=architecture))
    with pytest.raises(InputError, match=r"rounds colours to integers \(lab-ycbcr\)"):
        maximise_kernel(imported, 1, 0)


def test_can_be_stopped() -> None:
    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        maximise_kernel(learned_model(), 1, 0, on_progress=stop)


def test_leaves_the_model_alone() -> None:
    model = learned_model()
    before = model.saliency(image())
    maximise_kernel(model, 1, 0, options=SHORT)
    assert np.array_equal(model.saliency(image()), before)
    assert all(not parameter.requires_grad for parameter in model.encoder.parameters())
