"""Losses: by hand, against a literal loop, and against torch's own cross entropy."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from flimbuilder.flim.pointwise_training import segmentation_loss
from flimbuilder.tasks.finetuning.losses import dice_of, marker_loss, mask_loss


def planes(*rows: list[list[float]]) -> torch.Tensor:
    """Return one image of planes, (1, planes, H, W)."""
    return torch.tensor([rows], dtype=torch.float32)


def literal_probabilities(values: np.ndarray) -> np.ndarray:
    """Return the probability of the background and of each class, from their log-odds."""
    weights = [1.0, *(math.exp(value) for value in values)]
    return np.array(weights) / sum(weights)


def literal_mask_loss(logits: np.ndarray, truth: np.ndarray, judged: np.ndarray) -> float:
    """The formula of the docstring, pixel by pixel."""
    n_images, n_classes, height, width = logits.shape
    entropy, n_counted, dice_losses = 0.0, 0, []
    overlap = np.zeros((n_images, n_classes))
    sizes = np.zeros((n_images, n_classes))
    for n in range(n_images):
        for row in range(height):
            for col in range(width):
                if not judged[n, row, col]:
                    continue
                p = literal_probabilities(logits[n, :, row, col])
                target = int(np.argmax(truth[n, :, row, col])) + 1
                is_object = truth[n, :, row, col].any()
                entropy -= math.log(p[target if is_object else 0])
                n_counted += 1
                overlap[n] += p[1:] * truth[n, :, row, col]
                sizes[n] += p[1:] + truth[n, :, row, col]
        dice_losses += list(1 - (2 * overlap[n] + 1) / (sizes[n] + 1))
    return (float(np.mean(dice_losses)) + entropy / n_counted) / 2


def literal_marker_loss(logits: np.ndarray, truth: np.ndarray, judged: np.ndarray) -> float:
    entropies: dict[int, list[float]] = {}
    n_images, _, height, width = logits.shape
    for n in range(n_images):
        for row in range(height):
            for col in range(width):
                if judged[n, row, col]:
                    is_object = truth[n, :, row, col].any()
                    target = int(np.argmax(truth[n, :, row, col])) + 1 if is_object else 0
                    p = literal_probabilities(logits[n, :, row, col])[target]
                    entropies.setdefault(target, []).append(-math.log(p))
    return float(np.mean([np.mean(of_class) for of_class in entropies.values()]))


def random_case(seed: int, n_classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (2, n_classes, 4, 5))
    classes = rng.integers(0, n_classes + 1, (2, 4, 5))
    truth = np.stack([classes == number for number in range(1, n_classes + 1)], axis=1)
    judged = rng.random((2, 4, 5)) < 0.6
    judged[:, 0, 0] = True
    return logits, truth.astype(float), judged


def as_tensors(*arrays: np.ndarray) -> list[torch.Tensor]:
    return [torch.from_numpy(array.astype(np.float32)) for array in arrays]


def test_mask_loss_by_hand() -> None:
    """At log-odds 0, p is 1/2: Dice loss 1 - (2 * 1 + 1) / (2 + 2 + 1), cross entropy log 2."""
    truth = planes([[1, 1], [0, 0]])
    assert mask_loss(torch.zeros(1, 1, 2, 2), truth).item() == pytest.approx(
        (1 - 3 / 5 + math.log(2)) / 2
    )


def test_left_out_pixels_do_not_count() -> None:
    truth, logits = planes([[1, 1], [0, 0]]), planes([[0, 50], [0, -50]])
    judged = planes([[1, 0], [1, 0]])
    by_hand = (1 - (2 * 0.5 + 1) / (1 + 1 + 1) + math.log(2)) / 2
    assert mask_loss(logits, truth, judged).item() == pytest.approx(by_hand)
    logits[..., 1] = -logits[..., 1]
    assert mask_loss(logits, truth, judged).item() == pytest.approx(by_hand)


def test_marker_loss_by_hand() -> None:
    """One object pixel of probability 1/2 weighs as much as three background pixels of 1/4."""
    logits = planes([[0, math.log(3)], [math.log(3), math.log(3)]])
    truth, judged = planes([[1, 0], [0, 0]]), torch.ones(1, 1, 2, 2)
    assert marker_loss(logits, truth, judged).item() == pytest.approx(
        (math.log(2) + math.log(4)) / 2
    )


@pytest.mark.parametrize("n_classes", [1, 3])
@pytest.mark.parametrize("seed", range(3))
def test_losses_against_a_literal_loop(seed: int, n_classes: int) -> None:
    logits, truth, judged = random_case(seed, n_classes)
    tensors = as_tensors(logits, truth, judged[:, None])
    assert mask_loss(*tensors).item() == pytest.approx(
        literal_mask_loss(logits, truth, judged), rel=1e-5
    )
    assert marker_loss(*tensors).item() == pytest.approx(
        literal_marker_loss(logits, truth, judged), rel=1e-5
    )
    everywhere = np.ones_like(judged)
    assert mask_loss(*tensors[:2]).item() == pytest.approx(
        literal_mask_loss(logits, truth, everywhere), rel=1e-5
    )


def test_mask_loss_is_that_of_the_trained_pointwise_decoder() -> None:
    logits, truth, _ = random_case(0, 1)
    (image, target), flat = as_tensors(logits[:1], truth[:1]), (1, -1)
    expected = segmentation_loss(image.reshape(flat), target.reshape(flat))
    assert mask_loss(image, target).item() == pytest.approx(expected.item())


def test_entropy_of_several_classes_is_that_of_torch() -> None:
    logits, truth, judged = random_case(1, 2)
    scores, target, counted = as_tensors(logits, truth, judged)
    classes = torch.where(target.sum(dim=1) > 0, target.argmax(dim=1) + 1, 0)
    every = torch.cat([torch.zeros_like(scores[:, :1]), scores], dim=1)
    weight = torch.bincount(classes[counted > 0], minlength=3).float().reciprocal()
    expected = F.cross_entropy(
        every, torch.where(counted > 0, classes, -100), weight=weight, ignore_index=-100
    )
    assert marker_loss(scores, target, counted[:, None]).item() == pytest.approx(expected.item())


@pytest.mark.parametrize("loss", [mask_loss, marker_loss])
def test_nothing_judged_gives_a_finite_loss_and_no_gradient(loss: object) -> None:
    logits = torch.randn(1, 2, 3, 3, requires_grad=True)
    judged = torch.zeros(1, 1, 3, 3)
    value = loss(logits, torch.zeros(1, 2, 3, 3), judged)  # type: ignore[operator]
    value.backward()
    assert value.isfinite()
    assert logits.grad is not None
    assert logits.grad.abs().max() < 1e-6


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n_classes=st.integers(1, 3))
def test_properties(seed: int, n_classes: int) -> None:
    logits, truth, judged = as_tensors(*random_case(seed, n_classes))
    counted = judged[:, None]
    dice = dice_of(logits, truth, counted)
    assert ((dice >= 0) & (dice <= 1)).all()
    perfect = 60 * truth - 30
    assert dice_of(perfect, truth, counted).eq(1).all()
    for loss in (mask_loss, marker_loss):
        assert loss(logits, truth, counted) >= loss(perfect, truth, counted) - 1e-6
        noise = torch.where(counted > 0, 0.0, torch.randn_like(logits))
        assert torch.isclose(loss(logits + noise, truth, counted), loss(logits, truth, counted))


def test_dice_by_hand() -> None:
    truth = planes([[1, 1], [0, 0]], [[0, 0], [0, 0]])
    logits = planes([[2, -1], [-1, 1]], [[-1, -1], [-1, -2]])
    assert dice_of(logits, truth).tolist() == [[0.5, 1.0]]
    logits = planes([[2, 3], [-1, 1]], [[3, -1], [-1, 2]])  # the other class is more probable
    assert dice_of(logits, truth)[0].tolist() == [pytest.approx(2 / 3), 0.0]
