"""Grad-CAM of each block."""

from typing import Any

import numpy as np
import pytest
import torch
from captum.attr import LayerGradCam
from torch import nn
from torch.nn import functional as F

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.grad_cam import channel_slopes, grad_cam
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import KernelTarget, SaliencyTarget
from flimbuilder.model.model import Model
from flimbuilder.progress import no_progress
from flimbuilder.project.architecture import Block
from tests.explain.attributions.test_score import whole
from tests.learned_models import SIDES, image, learned_model

REGIONS: list[Any] = [(0, 0), (11, 13), np.ones(SIDES, bool)]


@pytest.mark.parametrize("region", REGIONS, ids=["corner", "pixel", "image"])
@pytest.mark.parametrize("scale", ["image", "training"])
def test_the_weights_of_the_labelled_marker_decoder_have_a_closed_form(
    region: Any, scale: str
) -> None:
    blocks = (Block(kernels_per_marker=3), Block(kernels_per_marker=3))
    model = learned_model(blocks=blocks, decoder="lm", scale=scale)
    score = Score(model, image(), SaliencyTarget(region))
    decoder: Any = model.decoder().decoders[0]
    maps = score.maps[1]
    maxima = decoder.maxima_of(maps.amax(dim=(2, 3)))[0]
    alpha = 2.0 * decoder.is_object[0] - 1.0
    expected = alpha / (maps[0, 0].numel() * maxima)
    torch.testing.assert_close(channel_slopes(score, 2), expected, rtol=1e-4, atol=1e-8)
    summed = F.relu((expected[:, None, None] * maps[0]).sum(dim=0))
    torch.testing.assert_close(grad_cam(score, no_progress), summed, rtol=1e-4, atol=1e-7)


def test_by_a_loop_over_its_formula(joint: Model, pixels: np.ndarray) -> None:
    score = Score(joint, pixels, SaliencyTarget((11, 13)))
    blocks, decoder = joint.encoder.blocks(), joint.decoder()
    for block in (1, 2):
        held = score.maps[block - 1].detach().clone().requires_grad_()
        activations = [maps.detach().clone() for maps in score.maps]
        activations[block - 1] = held
        if block == 1:
            activations[1] = blocks[1](held)
        sums = [
            F.interpolate(part.combine(maps), size=SIDES, mode="bilinear")  # type: ignore[operator]
            for part, maps in zip(decoder.decoders, activations, strict=True)
        ]
        total = (sums[0] + sums[1])[0, 0, 11, 13]
        assert total.item() == pytest.approx(score.value, rel=1e-4)
        slopes = torch.autograd.grad(total, held)[0][0]
        height, width = slopes.shape[1:]
        cam = np.zeros((height, width))
        for kernel in range(len(slopes)):
            cam += (
                float(slopes[kernel].sum()) / (height * width) * held[0, kernel].detach().numpy()
            )
        expected = torch.from_numpy(np.maximum(cam, 0))[None, None]
        full = F.interpolate(expected, size=SIDES, mode="bilinear")[0, 0].float()
        torch.testing.assert_close(
            grad_cam(score, no_progress, block=block), full, rtol=1e-3, atol=1e-6
        )


class _OnImage(nn.Module):
    def __init__(self, score: Score, model: Model) -> None:
        super().__init__()
        self.encoder, self._score = model.encoder, score

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self._score(images)


@pytest.mark.parametrize("decoder", ["ml", "lm", "pb"])
@pytest.mark.parametrize("block", [1, 2])
def test_against_captum(decoder: str, block: int) -> None:
    fused = (1, 2) if decoder == "ml" else ()
    model, pixels = learned_model(decoder=decoder, fused=fused), image()
    score = Score(model, pixels, SaliencyTarget((11, 13)))
    on_whole = whole(score, pixels)
    layer = LayerGradCam(_OnImage(on_whole, model), model.encoder.blocks()[block - 1])
    given = on_whole.image.clone().requires_grad_()
    attributed = layer.attribute(given, relu_attributions=True)
    expected = F.interpolate(attributed, size=SIDES, mode="bilinear")[0, 0].detach()
    values = grad_cam(score, no_progress, block=block)
    torch.testing.assert_close(values, expected, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("block", [0, 2, 3])
def test_a_block_that_the_score_does_not_depend_on_is_refused(
    joint: Model, pixels: np.ndarray, block: int
) -> None:
    score = Score(joint, pixels, KernelTarget(1, 0, (5, 5)))
    with pytest.raises(InputError, match=f"block {block}: the score depends on blocks 1 to 1"):
        grad_cam(score, no_progress, block=block)
