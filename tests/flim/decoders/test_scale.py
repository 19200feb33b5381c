"""The scale of the training images replaces the maxima of each image."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders import make_decoder, make_decoder_of_blocks
from flimbuilder.project.decoders import DECODERS
from tests.flim import reference
from tests.flim.decoders.shared_behaviour import KERNEL_CLASSES, random_maps
from tests.flim.decoders.test_weighted import some_weights

COMPUTED = [info.id for info in DECODERS.values() if not info.needs_weights]
RELATIVE = [info.id for info in DECODERS.values() if not info.is_probability]


def decoder_of(decoder_id, classes, objects, bias=()):
    info, given_weights = DECODERS[decoder_id], {}
    if info.needs_weights:
        given_weights = {"weights": some_weights(len(objects), len(classes)), "bias": bias}
    return make_decoder(decoder_id, classes, objects, **given_weights).double()


def test_by_hand():
    decoder = make_decoder("lm", [1, 0], [1])
    decoder.use_scale([2.0, 4.0], [1.5])
    maps = torch.tensor([[[[1.0, 2.0, 9.0]], [[1.0, 8.0, 2.0]]]])
    # 1/2 - 1/4 = 1/4; 2/2 - 8/4 < 0; 9/2 - 2/4 = 4 is over the level
    assert decoder(maps, (1, 3))[0, 0].tolist() == [[pytest.approx(1 / 6), 0.0, 1.0]]


def test_a_bias_counts_where_no_kernel_responds():
    decoder = make_decoder("bp", [1, 0], [1], weights=[[1, -1]], bias=[0.5])
    decoder.use_scale([2.0, 4.0], [2.0])
    assert decoder(torch.zeros(1, 2, 1, 1), (1, 1)).item() == 0.25
    assert decoder(torch.full((1, 2, 1, 1), 4.0), (1, 1)).item() == 0.75


@pytest.mark.parametrize("decoder_id", COMPUTED)
@settings(max_examples=6, deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 2**32))
def test_it_equals_loops_over_the_formula(decoder_id, height, width, seed):
    classes, objects = KERNEL_CLASSES[2], [1, 2]
    maps = random_maps(len(classes), height, width, seed)
    rng = np.random.default_rng(seed)
    maxima, levels = rng.uniform(0, 30, len(classes)), rng.uniform(0.1, 2, 2)
    maxima[2] = 0.0  # no training image activates this kernel
    decoder = decoder_of(decoder_id, classes, objects)
    decoder.use_scale(maxima, levels)
    saliency = decoder.double()(maps, (height, width))[0].numpy()
    alpha = getattr(reference, f"alpha_{decoder_id}")
    for of_class, object_class, level in zip(saliency, objects, levels, strict=True):
        expected = reference.decode(maps[0].numpy(), classes, object_class, alpha, (maxima, level))
        assert of_class == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("decoder_id", RELATIVE)
@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_the_maxima_of_an_image_as_its_scale_change_nothing(decoder_id, seed):
    classes, objects = KERNEL_CLASSES[2], [1, 2]
    maps = random_maps(len(classes), 6, 7, seed)
    decoder = decoder_of(decoder_id, classes, objects)
    expected, highest = decoder(maps, (6, 7)), maps.amax(dim=(2, 3))
    levels = decoder.combine(maps, highest).relu().amax(dim=(2, 3))
    decoder.use_scale(highest[0].tolist(), levels[0].tolist())
    torch.testing.assert_close(decoder.double()(maps, (6, 7)), expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("decoder_id", RELATIVE)
def test_blank_images_have_no_saliency_or_that_of_their_own_level(decoder_id):
    classes = KERNEL_CLASSES[1]
    decoder = decoder_of(decoder_id, classes, [1])
    decoder.use_scale([1.0] * 5, [2.0])
    assert not decoder.double()(torch.zeros(1, 5, 4, 4).double(), (8, 8)).any()
    faint = 1e-3 * random_maps(5, 6, 6, seed=0) / 50
    assert decoder.double()(faint, (6, 6)).max() < 0.01
    assert decoder_of(decoder_id, classes, [1])(faint, (6, 6)).max() in (0.0, 1.0)


@pytest.mark.parametrize("decoder_id", ["lm", "pb", "mb", "manual"])
def test_a_pixel_depends_only_on_the_pixels_around_it(decoder_id):
    classes = KERNEL_CLASSES[1]
    maps = random_maps(5, 9, 9, seed=2)
    decoder = decoder_of(decoder_id, classes, [1])
    decoder.use_scale(maps.amax(dim=(2, 3))[0].tolist(), [1.0])
    assert decoder.is_local
    elsewhere = maps.clone()
    elsewhere[..., 6:] *= 100
    before, after = (decoder.double()(given, (9, 9))[..., :5] for given in (maps, elsewhere))
    assert before.any()
    assert torch.equal(before, after)


def test_decoders_that_survey_the_image_are_not_local():
    decoder = make_decoder("at", [1, 0], [1])
    decoder.use_scale([1, 1], [1])
    assert not decoder.is_local


def test_a_level_of_zero_gives_no_saliency():
    decoder = make_decoder("lm", [1], [1])
    decoder.use_scale([1.0], [0.0])
    assert not decoder(torch.ones(1, 1, 2, 2), (2, 2)).any()


def test_it_adds_nothing_to_the_state_dict():
    decoder = make_decoder("lm", [1], [1])
    decoder.use_scale([1.0], [1.0])
    assert not decoder.state_dict()


def test_scales_are_of_the_blocks_in_order():
    scales = [{"maxima": [1.0], "levels": [2.0]}, {"maxima": [1.0, 1.0], "levels": [4.0]}]
    decoder = make_decoder_of_blocks("lm", {1: [1], 3: [1, 1]}, [1], scales=scales)
    maps = [torch.ones(1, 1, 2, 2), torch.zeros(0), torch.ones(1, 2, 2, 2)]
    assert decoder(maps, (2, 2)).unique().tolist() == [0.5]  # mean of 1 / 2 and 2 / 4


@pytest.mark.parametrize("scales", [
    [{"maxima": [1.0], "levels": [2.0]}],
    [{"maxima": [1.0], "levels": [2.0]}, {"maxima": [1.0], "levels": [4.0]}],
    [{"maxima": [1.0], "levels": [2.0]}, {"maxima": [1.0, 1.0], "levels": []}],
])  # fmt: skip
def test_a_scale_of_other_blocks_is_refused(scales):
    with pytest.raises(InputError, match="other kernels or classes"):
        make_decoder_of_blocks("lm", {1: [1], 3: [1, 1]}, [1], scales=scales)
