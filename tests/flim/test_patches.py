"""Patches at marked pixels, and their normalisation."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.flim.marker_projection import project_markers
from flimbuilder.flim.patches import Normalisation, PatchBuffer, gather_patches, normalisation_of
from flimbuilder.flim.training import TrainingImage, collect_marked_pixels
from flimbuilder.flim.windows import blank_outside, cut_windows, plan_windows
from flimbuilder.project.architecture import Block
from tests.flim import reference
from tests.flim.cases import QUICK, dots, noise


def patches_at(pixels, image, block):
    """The patches of one block at some pixels of one image."""
    training = [TrainingImage("a", image, [dots(1, 0, *pixels)])]
    marked = collect_marked_pixels(training, seed=0)
    height, width = np.array([image.shape[0]]), np.array([image.shape[1]])
    places = project_markers(marked, height, width, [block])
    plan = plan_windows(places, height, width, [block])
    windows = blank_outside(cut_windows(training, plan), plan, level=0)
    return gather_patches(windows, places[0], plan, 0, block, PatchBuffer()).numpy()


def test_a_patch_worked_by_hand():
    # 1 2 3
    # 4 5 6   at (0, 1), row by row: nothing above, then 1 2 3, then 4 5 6.
    image = np.arange(1.0, 7.0, dtype=np.float32).reshape(2, 3, 1)

    result = patches_at([(0, 1)], image, Block())

    assert result.tolist() == [[0, 0, 0, 1, 2, 3, 4, 5, 6]]


def test_channels_are_adjacent_at_each_tap():
    # Element tap * C + channel: at the only tap of a 1 x 1 kernel, both channels.
    image = np.array([[[1.0, 2.0], [3.0, 4.0]]], np.float32)

    assert patches_at([(0, 1)], image, Block(kernel_size=1)).tolist() == [[3, 4]]
    # 3 x 3: row above nothing; own row: (1, 2), (3, 4), nothing; row below nothing.
    assert patches_at([(0, 1)], image, Block()).tolist() == [
        [0] * 6 + [1, 2, 3, 4, 0, 0] + [0] * 6
    ]


def test_dilation_spreads_the_taps():
    # 0 1 2 3 4 in a row: two apart around 2 are 0, 2 and 4; around 1: nothing, 1 and 3.
    image = np.arange(5.0, dtype=np.float32).reshape(1, 5, 1)

    result = patches_at([(0, 1), (0, 2)], image, Block(dilation=2))

    assert result[:, 3:6].tolist() == [[0, 1, 3], [0, 2, 4]]


@QUICK
@given(
    st.tuples(st.integers(1, 30), st.integers(1, 30), st.integers(1, 5)),
    st.sampled_from([1, 3, 5, 7]),
    st.integers(1, 4),
    st.data(),
)
def test_patches_equal_the_literal_ones(shape, side, dilation, data):
    everywhere = st.tuples(st.integers(0, shape[0] - 1), st.integers(0, shape[1] - 1))
    pixels = sorted(data.draw(st.sets(everywhere, min_size=1, max_size=9)))
    image = noise(*shape)

    result = patches_at(pixels, image, Block(kernel_size=side, dilation=dilation))

    assert result.tolist() == [
        reference.patch(image, row, col, side, dilation).tolist() for row, col in pixels
    ]


def test_normalisation_of_each_element_worked_by_hand():
    # 1 and 3: mean 2, population deviation 1. 5 and 5: mean 5, deviation 0. Plus 0.5 each.
    # So (1, 5) becomes ((1 - 2) / 1.5, 0 / 0.5) = (-2/3, 0).
    patches = torch.tensor([[1.0, 5.0], [3.0, 5.0]])

    result = normalisation_of(patches, channels=2, scope="patch", epsilon=0.5)

    assert result.mean.tolist() == [2, 5]
    assert result.deviation.tolist() == [1.5, 0.5]
    assert result.apply_(patches.clone()).numpy() == pytest.approx(
        np.array([[-2 / 3, 0], [2 / 3, 0]])
    )


def test_patches_are_normalised_in_place():
    patches = torch.tensor([[1.0, 5.0], [3.0, 5.0]])

    result = Normalisation(torch.tensor([1.0, 4.0]), torch.tensor([2.0, 0.5])).apply_(patches)

    assert result is patches
    assert patches.tolist() == [[0, 2], [1, 2]]


def test_a_buffer_is_reused_and_grows():
    buffer, like = PatchBuffer(), torch.zeros(1)

    first = buffer.take(3, 4, like).fill_(7)
    smaller = buffer.take(2, 5, like)
    larger = buffer.take(4, 4, like)

    assert smaller.shape == (2, 5)
    assert smaller.data_ptr() == first.data_ptr()
    assert larger.shape == (4, 4)
    assert larger.data_ptr() != first.data_ptr()


def test_normalisation_of_each_channel_worked_by_hand():
    # Three by three taps of two channels. Channel 0 is 1 and 3 at the central tap, channel 1 is
    # 0 and 4: means 2 and 2, deviations 1 and 2, whatever stands at the other taps.
    patches = torch.full((2, 9, 2), 100.0)
    patches[:, 4] = torch.tensor([[1.0, 0.0], [3.0, 4.0]])

    result = normalisation_of(patches.reshape(2, 18), channels=2, scope="channel", epsilon=0.25)

    assert result.mean.tolist() == [2, 2] * 9
    assert result.deviation.tolist() == [1.25, 2.25] * 9


@QUICK
@given(st.integers(1, 40), st.sampled_from(["patch", "channel"]), st.integers(0, 2**32))
def test_normalisation_equals_the_literal_formula(n_patches, scope, seed):
    patches = np.random.default_rng(seed).normal(3.0, 2.0, size=(n_patches, 27))

    result = normalisation_of(torch.tensor(patches), 3, scope, 0.01)

    mean, deviation = reference.statistics(patches, scope, 3, 0.01)
    assert result.mean.numpy() == pytest.approx(mean, abs=1e-9)
    assert result.deviation.numpy() == pytest.approx(deviation, abs=1e-9)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 0.77, 1.0, 1234.567])
def test_equal_patches_become_exactly_zero(value):
    patches = torch.full((4001, 27), value)

    result = normalisation_of(patches, 3, "patch", epsilon=1e-6)

    assert not result.apply_(patches.clone()).any()


def test_the_normalisation_of_one_element_does_not_depend_on_the_number_of_threads():
    patches = torch.from_numpy(np.random.default_rng(0).normal(size=(200_000, 1))).float()
    threads, results = torch.get_num_threads(), []

    for number in (1, 2):
        torch.set_num_threads(number)
        results.append(normalisation_of(patches, 1, "patch", 0.0))
    torch.set_num_threads(threads)

    assert torch.equal(results[0].mean, results[1].mean)
    assert torch.equal(results[0].deviation, results[1].deviation)


def test_folding_worked_by_hand():
    # W = (2, 3), mean (1, 4), deviation (2, 6): W' = (1, .5), b = -(1 * 1 + .5 * 4) = -3.
    scaling = Normalisation(torch.tensor([1.0, 4.0]), torch.tensor([2.0, 6.0]))

    weights, bias = scaling.fold(torch.tensor([[2.0, 3.0]]))

    assert weights.tolist() == [[1, 0.5]]
    assert bias.tolist() == [-3]


@QUICK
@given(st.integers(0, 2**32))
def test_folded_kernels_respond_as_on_normalised_patches(seed):
    rng = np.random.default_rng(seed)
    patches = torch.tensor(rng.normal(5.0, 3.0, size=(30, 45)), dtype=torch.float32)
    kernels = torch.nn.functional.normalize(torch.tensor(rng.normal(size=(4, 45)))).float()
    scaling = normalisation_of(patches, 5, "patch", 0.01)

    weights, bias = scaling.fold(kernels)

    unfolded = scaling.apply_(patches.clone()) @ kernels.T
    assert torch.allclose(patches @ weights.T + bias, unfolded, atol=1e-4)
