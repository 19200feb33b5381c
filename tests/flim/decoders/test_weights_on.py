"""The weights that each decoder gives the kernels of an image."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.flim.decoders import make_decoder
from flimbuilder.flim.decoders.base import scale_by, weighted_sums
from flimbuilder.project.decoders import DECODERS
from tests.flim.decoders.shared_behaviour import KERNEL_CLASSES, random_maps

BY_PIXEL = ("mb", "pb")
WEIGHTS = {1: [[0.5, -1.0, 2.0, 0.0, 1.0]], 2: [[0.5, -1.0, 2.0, 0.0, 1.0, 3.0, -0.25]]}


def made(decoder_id, n_classes):
    given_weights = {"weights": WEIGHTS[n_classes]} if DECODERS[decoder_id].needs_weights else {}
    return make_decoder(
        decoder_id, KERNEL_CLASSES[n_classes], range(1, n_classes + 1), **given_weights
    )


def test_labelled_markers_by_hand():
    weights = make_decoder("lm", [0, 1, 2], [1, 2]).weights_on(torch.ones(2, 3, 4, 4))

    assert weights.tolist() == [[[-1, 1, -1], [-1, -1, 1]]] * 2


def test_local_means_by_hand():
    # As in the decoder's own test: of six pixels the object leads at four, the background at two.
    maps = torch.tensor([[[[1.0, 1, 0, 0, 0, 0.5]], [[0, 0, 0.6, 1, 0.8, 0.5]]]])

    weights = make_decoder("mb", [0, 1], [1]).weights_on(maps)

    assert weights[0, 0].tolist() == pytest.approx([-2 / 6, 4 / 6])


def test_local_probability_by_hand():
    # Means of background and object maps over the neighbours inside:
    #   background map 1 0 0: .5, 1/3, 0;  object map 0 0 1: 0, 1/3, .5.
    # Variances: of (1 0): .25, of (1 0 0): 2/9, of (0 0): 0 and so 1; the object's mirror them.
    # Background values against both sides, (J - mu)^2 / (2 var) without the 2:
    #   1: .25/.25 = 1 and 1/1 = 1: equal;  0: (1/9)/(2/9) both: equal;
    #   0: 0/1 = 0 and .25/.25 = 1: the background explains it: -1.
    # Object values, in turn: 0: .25/.25 and 0/1: the object: +1;  equal;  1: 1/1 and 1: equal.
    maps = torch.tensor([[[[1.0, 0, 0]], [[0, 0, 1.0]]]])

    weights = make_decoder("pb", [0, 1], [1]).weights_on(maps)

    assert weights[0, 0].tolist() == pytest.approx([-1 / 3, 1 / 3])


def test_given_weights_serve_all_images():
    weights = make_decoder("manual", [0, 1], [1, 2], weights=[[2.0, -3.0]]).weights_on(
        torch.rand(3, 2, 4, 4)
    )

    assert weights.tolist() == [[[2, -3], [2, -3]]] * 3


@pytest.mark.parametrize("n_classes", [1, 2])
@pytest.mark.parametrize("decoder_id", [name for name in DECODERS if name not in BY_PIXEL])
@settings(max_examples=8, deadline=None)
@given(st.integers(2, 8), st.integers(2, 8), st.integers(0, 2**32))
def test_the_sum_of_weights_and_maps_is_what_is_decoded(
    decoder_id, n_classes, height, width, seed
):
    decoder = made(decoder_id, n_classes)
    activations = random_maps(len(KERNEL_CLASSES[n_classes]), height, width, seed, 2).float()
    maps = scale_by(activations, activations.amax(dim=(2, 3)))

    sums = weighted_sums(maps, decoder.weights_on(activations))

    assert torch.allclose(
        sums, decoder.combine(activations, activations.amax(dim=(2, 3))), atol=1e-5
    )


@pytest.mark.parametrize("decoder_id", BY_PIXEL)
def test_weights_of_pixels_are_averaged(decoder_id):
    """On an image of one pixel, the mean is the weight itself."""
    decoder = made(decoder_id, 2)
    activations = random_maps(7, 1, 1, seed=3, n_images=4).float()
    maps = scale_by(activations, activations.amax(dim=(2, 3)))

    weights = decoder.weights_on(activations)

    assert torch.allclose(
        weighted_sums(maps, weights),
        decoder.combine(activations, activations.amax(dim=(2, 3))),
        atol=1e-6,
    )
    assert set(weights.unique().tolist()) <= {-1.0, 0.0, 1.0}


@pytest.mark.parametrize("decoder_id", DECODERS)
def test_shape_and_dead_maps(decoder_id):
    decoder = made(decoder_id, 2)

    weights = decoder.weights_on(torch.zeros(3, 7, 4, 5))

    assert weights.shape == (3, 2, 7)
    assert weights.isfinite().all()
