"""Scores to attribute."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import SaliencyTarget
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Block, Pooling
from tests.learned_models import image, learned_model

PLAIN = Pooling(kind="none")
SQUARE = (9, 11)


def linear_model(weights: Sequence[float] = (2.0, -1.0, 0.5)) -> Model:
    """Return a model of one kernel, 1 x 1, whose sum is a linear function of the colours."""
    block = Block(kernel_size=1, kernels_per_marker=1, activation="none", pooling=PLAIN)
    model = learned_model(
        blocks=(block,), colour_space="rgb", decoder="manual", weights=[[1.0, 0.0]]
    )
    conv = model.encoder.block1.conv
    conv.weight.data = torch.tensor([weights, [0.0, 0.0, 0.0]])[:, :, None, None]
    conv.bias.data = torch.tensor([3.0, 0.0])
    return model


@pytest.fixture(scope="session")
def linear() -> Model:
    return linear_model()


@pytest.fixture(scope="session")
def joint() -> Model:
    return learned_model(decoder="ml", fused=(1, 2), decoder_block=2)


@pytest.fixture(scope="session")
def pixels() -> np.ndarray:
    return image(seed=3)


@pytest.fixture
def score(joint: Model, pixels: np.ndarray) -> Score:
    return Score(joint, pixels, SaliencyTarget(SQUARE))
