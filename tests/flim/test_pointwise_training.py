"""Training a point-wise decoder on masks."""

import numpy as np
import pytest
import torch

from flimbuilder.errors import LearnError
from flimbuilder.flim.pointwise_training import MAX_SIDE, segmentation_loss, train_pointwise


def one_image(n_maps=3, n_objects=1, seed=0, sides=(9, 7)):
    rng = np.random.default_rng(seed)
    return (
        torch.tensor(rng.random((n_maps, *sides)), dtype=torch.float32),
        torch.tensor(rng.random((n_objects, *sides)) > 0.6),
    )


def sigmoid(values):
    return 1.0 / (1.0 + np.exp(-values))


def literal_gradient(weights, bias, maps, truth):
    """The gradient of the mean of both losses, by its derivatives, pixel by pixel."""
    n_maps, n_pixels = maps.shape
    p = np.array([
        sigmoid(sum(weights[i] * maps[i, j] for i in range(n_maps)) + bias)
        for j in range(n_pixels)
    ])  # fmt: skip
    numerator, denominator = 2 * (p * truth).sum() + 1, p.sum() + truth.sum() + 1
    by_weight, by_bias = np.zeros(n_maps), 0.0
    for j in range(n_pixels):
        slope = p[j] * (1 - p[j])
        dice = -(2 * truth[j] * denominator - numerator) / denominator**2 * slope
        entropy = (p[j] - truth[j]) / n_pixels
        by_weight += (dice + entropy) / 2 * maps[:, j]
        by_bias += (dice + entropy) / 2
    return np.append(by_weight, by_bias)


def literal_training(maps, truth, epochs, rate=0.01):
    """Adam of Kingma and Ba, with its usual constants, on one image and one object class."""
    state = np.zeros(len(maps) + 1)
    mean, square = np.zeros_like(state), np.zeros_like(state)
    for step in range(1, epochs + 1):
        gradient = literal_gradient(state[:-1], state[-1], maps, truth)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        corrected = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        state = state - rate * corrected[0] / (np.sqrt(corrected[1]) + 1e-8)
    return state


def loss_of(weights, bias, maps, truth):
    scaled = (maps / maps.amax(dim=(1, 2), keepdim=True)).double().flatten(1)
    logits = torch.tensor(weights).double() @ scaled + torch.tensor(bias).double()[:, None]
    return segmentation_loss(logits, truth.double().flatten(1)).item()


def test_the_loss_worked_by_hand():
    # Logits 0 0, truth 1 0: p = .5 .5. Dice: (2 * .5 + 1) / (1 + 1 + 1) = 2/3, its loss 1/3.
    # Entropy: ln 2. Mean: (1/3 + .6931) / 2.
    loss = segmentation_loss(torch.zeros(1, 2), torch.tensor([[1.0, 0.0]]))
    assert loss.item() == pytest.approx((1 / 3 + np.log(2)) / 2)


def test_the_loss_of_an_empty_truth_falls_with_the_saliency():
    empty = torch.zeros(1, 4)
    losses = [
        segmentation_loss(torch.full((1, 4), logit), empty).item() for logit in (2.0, 0.0, -9.0)
    ]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == pytest.approx(0, abs=1e-3)


def test_the_first_step_worked_by_hand():
    # Adam's first step is the rate against the gradient's sign. A map that is the object gains,
    # one that is the background loses; three pixels of four are no object, so the bias loses.
    truth = torch.tensor([[[True, False], [False, False]]])
    maps = torch.stack((truth[0].float(), 1 - truth[0].float()))
    weights, bias = train_pointwise([maps], [truth], epochs=1)
    assert weights == ((0.01, -0.01),)
    assert bias == (-0.01,)


@pytest.mark.parametrize("epochs", [1, 2, 7])
def test_it_equals_loops_over_the_derivatives(epochs):
    maps, truth = one_image()
    scaled = (maps / maps.amax(dim=(1, 2), keepdim=True)).double().flatten(1).numpy()
    expected = literal_training(scaled, truth.double().flatten().numpy(), epochs)
    weights, bias = train_pointwise([maps], [truth], epochs=epochs)
    assert [*weights[0], *bias] == pytest.approx(expected, abs=2e-6)


def test_one_step_per_image():
    maps, truth = one_image()
    twice = train_pointwise([maps, maps], [truth, truth], epochs=3)
    assert twice == train_pointwise([maps], [truth], epochs=6)


def test_training_lowers_the_loss():
    maps, truth = one_image(n_objects=2)
    losses = [
        loss_of(*train_pointwise([maps], [truth], epochs=epochs), maps, truth)
        for epochs in (1, 10, 100)
    ]
    assert losses == sorted(losses, reverse=True)


def test_a_map_that_separates_the_classes_gets_the_weight():
    truth = torch.zeros(1, 12, 12, dtype=torch.bool)
    truth[:, 3:8, 4:9] = True
    noise = torch.rand(2, 12, 12, generator=torch.Generator().manual_seed(0))
    maps = torch.stack((noise[0], 50.0 * truth[0] + noise[1]))
    weights, bias = train_pointwise([maps], [truth])
    assert weights[0][1] > 0.5
    assert weights[0][0] < 0
    assert bias[0] < 0


def test_each_object_class_has_its_row():
    maps, truth = one_image(n_objects=2)
    weights, bias = train_pointwise([maps], [truth])
    assert (len(weights), len(weights[0]), len(bias)) == (2, 3, 2)
    for row in range(2):  # the mean over the classes halves the gradient, which Adam undoes
        alone = train_pointwise([maps], [truth[row : row + 1]])
        assert weights[row] == pytest.approx(alone[0][0], abs=1e-4)
        assert bias[row] == pytest.approx(alone[1][0], abs=1e-4)


def test_the_same_maps_give_the_same_weights_whatever_the_threads():
    pairs = [one_image(6, 2, seed, (60, 80)) for seed in range(3)]
    before, trained = torch.get_num_threads(), []
    try:
        for threads in (1, 1, 2):
            torch.set_num_threads(threads)
            trained.append(train_pointwise(*zip(*pairs, strict=True), epochs=20))
    finally:
        torch.set_num_threads(before)
    assert trained[0] == trained[1] == trained[2]


def test_no_random_number_is_drawn():
    state = torch.random.get_rng_state()
    maps, truth = one_image()
    train_pointwise([maps], [truth], epochs=2)
    assert torch.random.get_rng_state().equal(state)


def test_the_scale_of_a_map_does_not_matter():
    maps, truth = one_image()
    scaled = maps * torch.tensor([4.0, 1024.0, 0.5])[:, None, None]
    assert train_pointwise([scaled], [truth]) == train_pointwise([maps], [truth])


def test_a_truth_of_another_size_is_averaged():
    maps, truth = one_image(sides=(4, 5))
    large = truth.repeat_interleave(3, dim=1).repeat_interleave(2, dim=2)
    assert train_pointwise([maps], [large]) == train_pointwise([maps], [truth])


def test_large_maps_are_averaged_over_areas_after_scaling():
    maps, truth = one_image(2, 1, 0, (2 * MAX_SIDE, 6))
    scaled = (maps / maps.amax(dim=(1, 2), keepdim=True)).double()
    expected = literal_training(
        scaled.reshape(2, MAX_SIDE, 2, 3, 2).mean(dim=(2, 4)).flatten(1).numpy(),
        truth.double().reshape(MAX_SIDE, 2, 3, 2).mean(dim=(1, 3)).flatten().numpy(),
        epochs=2,
    )
    weights, bias = train_pointwise([maps], [truth], epochs=2)
    assert [*weights[0], *bias] == pytest.approx(expected, abs=2e-6)


def test_dead_maps_get_no_weight():
    maps, truth = one_image()
    maps[1] = 0.0
    weights, _ = train_pointwise([maps], [truth])
    assert weights[0][1] == 0


def test_nothing_to_train_on():
    with pytest.raises(LearnError, match="there is no image with a mask"):
        train_pointwise([], [])


def test_pixels_that_are_left_out_do_not_count():
    maps, truth = one_image(sides=(6, 8))
    maps[:, 0, 0] = maps.amax(dim=(1, 2))  # the scale of the maps stays
    judged = torch.ones(6, 8, dtype=torch.bool)
    judged[:, 5:] = False
    expected = train_pointwise([maps[:, :, :5]], [truth[:, :, :5]])
    assert train_pointwise([maps], [truth & judged], [judged]) == expected
    assert train_pointwise([maps, maps], [truth, truth], [None, None]) == train_pointwise(
        [maps, maps], [truth, truth]
    )


def test_pixels_of_larger_truths_count_by_what_is_judged_of_them():
    maps, truth = one_image(sides=(4, 5))
    large = truth.repeat_interleave(4, dim=1).repeat_interleave(4, dim=2)
    judged = torch.ones(16, 20, dtype=torch.bool)
    judged[::4] = False  # a quarter of each pixel
    assert train_pointwise([maps], [large & judged], [judged]) == train_pointwise([maps], [truth])
    judged[:] = False
    judged[::4] = True  # less than half of every pixel
    assert train_pointwise([maps], [large & judged], [judged]) == train_pointwise([maps], [truth])
