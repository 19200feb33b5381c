"""Contributions of kernels and strokes against the decoders and against loops over the formula."""

from typing import Any, cast

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.explain.contributions import (
    Explanation,
    explain_region,
)
from flimbuilder.flim.decoders import PointwiseDecoder
from flimbuilder.model.model import Model
from tests.learned_models import SIDES, image, learned_model

CASES: dict[str, dict[str, Any]] = {
    "lm": {"decoder": "lm"},
    "lm, strided": {"decoder": "lm", "decoder_block": 1},
    "lm, training": {"decoder": "lm", "scale": "training"},
    "lm, three classes": {"decoder": "lm", "classes": 3},
    "at": {"decoder": "at"},
    "ts": {"decoder": "ts"},
    "lt": {"decoder": "lt", "classes": 3},
    "mb": {"decoder": "mb"},
    "mb, three classes": {"decoder": "mb", "classes": 3},
    "pb": {"decoder": "pb"},
    "pb, three classes": {"decoder": "pb", "classes": 3, "decoder_block": 1},
    "manual": {"decoder": "manual"},
    "bp": {"decoder": "bp", "classes": 3},
    "ml": {"decoder": "ml", "fused": (1, 2), "decoder_block": 2},
    "ml, one block": {"decoder": "ml", "decoder_block": 1},
    "ml, three classes": {"decoder": "ml", "fused": (1, 2), "decoder_block": 2, "classes": 3},
    "lm, fused": {"decoder": "lm", "fused": (1, 2), "decoder_block": 2},
    "pb, fused": {"decoder": "pb", "fused": (1, 2), "decoder_block": 2, "classes": 3},
    "mb, fused, training": {
        "decoder": "mb", "fused": (1, 2), "decoder_block": 2, "scale": "training",
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=list(CASES.values()), ids=list(CASES))
def model(request: pytest.FixtureRequest) -> Model:
    return learned_model(**request.param)


def decoded_sums(model: Model, maps: list[Tensor]) -> np.ndarray:
    """Return the sum (object classes, H, W) before rectification, by the decoders themselves."""
    decoder = model.decoder()
    total: Tensor | float = 0.0
    for number, each in zip(decoder.blocks, decoder.decoders, strict=True):
        part = cast(PointwiseDecoder, each)
        maxima = part.maxima_of(maps[number - 1].amax(dim=(2, 3)))
        sums = part.combine(maps[number - 1], maxima)
        if len(decoder.blocks) > 1 and not part.is_probability:
            peaks = part.levels_of(part.limit(sums).amax(dim=(2, 3)))[..., None, None]
            sums = torch.where(peaks > 0, sums / peaks, 0.0) / len(decoder.blocks)
        total = total + F.interpolate(sums, size=SIDES, mode="bilinear", align_corners=False)
    return cast(Tensor, total)[0].double().numpy()


def total(explanation: Explanation) -> float:
    return sum(kernel.value for kernel in explanation.kernels)


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 5),
    row=st.integers(0, SIDES[0] - 1),
    col=st.integers(0, SIDES[1] - 1),
    bottom=st.integers(1, SIDES[0]),
    right=st.integers(1, SIDES[1]),
)
def test_contributions_and_bias_are_the_sum_before_rectification(
    model: Model, seed: int, row: int, col: int, bottom: int, right: int
) -> None:
    pixels = image(seed=seed)
    maps = model.encode(pixels)
    sums, saliency = decoded_sums(model, maps), model.decode(maps, SIDES)
    mask = np.zeros(SIDES, dtype=bool)
    mask[min(row, bottom - 1) : bottom, min(col, right - 1) : right] = True
    mask[row, col] = True
    for index, class_id in enumerate(model.document.object_classes):
        for region, places in (((row, col), (row, col)), (mask, mask)):
            explanation = explain_region(model, pixels, region, class_id, maps=maps)
            assert explanation.class_id == class_id
            largest = sum(abs(kernel.value) for kernel in explanation.kernels)
            limit = 1e-5 * max(1.0, largest)
            assert explanation.sum == pytest.approx(sums[index][places].mean(), abs=limit)
            assert total(explanation) + explanation.bias == pytest.approx(
                explanation.sum, abs=1e-9
            )
            assert explanation.saliency == pytest.approx(saliency[index][places].mean(), abs=1e-5)
