"""Leaving out kernels, in the network itself, and the order of suspects."""

from typing import Any

import numpy as np
import pytest

from flimbuilder.errors import Cancelled, InputError
from flimbuilder.explain.contributions.explanation import explain_region
from flimbuilder.explain.counterfactuals.leaving_out import (
    kernel_counterfactuals,
    saliency_in,
    without_kernel,
)
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice
from tests.learned_models import SIDES, image, learned_model

CASES: dict[str, dict[str, Any]] = {
    "ml": {"decoder": "ml", "fused": (1, 2), "decoder_block": 2},
    "ml, three classes": {"decoder": "ml", "fused": (1, 2), "decoder_block": 2, "classes": 3},
    "lm": {"decoder": "lm"},
    "mb, first block": {"decoder": "mb", "decoder_block": 1},
    "pb, fused": {"decoder": "pb", "fused": (1, 2), "decoder_block": 2},
    "ts": {"decoder": "ts"},
}


@pytest.fixture(scope="module", params=list(CASES.values()), ids=list(CASES))
def model(request: pytest.FixtureRequest) -> Model:
    return learned_model(**request.param)


def test_a_left_out_kernel_is_silent_and_the_others_of_its_block_are_not(model: Model) -> None:
    pixels = image(seed=1)
    former, now = model.activations(pixels), without_kernel(model, 1, 2).activations(pixels)
    assert former[0][2].max() > 0
    assert not now[0][2].any()
    others = [kernel for kernel in range(len(former[0])) if kernel != 2]
    assert np.array_equal(former[0][others], now[0][others])
    assert not np.array_equal(former[1], now[1])


def test_the_model_itself_stays(model: Model) -> None:
    before = {name: tensor.clone() for name, tensor in model.tensors().items()}
    without_kernel(model, 1, 0)
    assert all(tensor.equal(before[name]) for name, tensor in model.tensors().items())


def test_the_saliency_without_a_kernel_is_that_of_the_network_without_it(model: Model) -> None:
    pixels, region = image(seed=1), np.zeros(SIDES, bool)
    region[4:9, 6:20] = True
    maps, last = model.encode(pixels), max(model.resolve(None).blocks)
    class_id = model.document.object_classes[-1]
    row = len(model.document.object_classes) - 1
    before = saliency_in(model.saliency(pixels), region, row)
    found = list(kernel_counterfactuals(model, maps, SIDES, region, class_id))
    counts = model.document.kernel_counts
    kernels = [
        (block, kernel) for block in range(last, 0, -1) for kernel in range(counts[block - 1])
    ]
    assert [(item.block, item.channel) for item in found] == kernels
    for item in found:
        changed = without_kernel(model, item.block, item.channel).saliency(pixels)
        assert item.saliency == pytest.approx(saliency_in(changed, region, row), abs=1e-6)
        assert item.change == pytest.approx(item.saliency - before, abs=1e-6)


def test_some_kernels_can_be_left_out_with_another_decoder(model: Model) -> None:
    pixels, chosen = image(seed=1), [(1, 3), (2, 0), (1, 0)]
    maps, choice = model.encode(pixels), DecoderChoice(id="at", block=2)
    found = list(
        kernel_counterfactuals(model, maps, SIDES, (9, 9), kernels=chosen, decoder_choice=choice)
    )
    assert [(item.block, item.channel) for item in found] == chosen
    classes = model.saliency(pixels, choice)[:, 9, 9]
    for item in found:
        changed = without_kernel(model, item.block, item.channel).saliency(pixels, choice)
        assert item.saliency == pytest.approx(changed[classes.argmax(), 9, 9], abs=1e-6)


def test_without_a_last_kernel_the_log_odds_lack_its_contribution() -> None:
    model = learned_model(decoder="ml", decoder_block=2)
    pixels, place = image(seed=1), (9, 12)
    explanation = explain_region(model, pixels, place)
    for kernel in explanation.kernels:
        without = explain_region(
            without_kernel(model, kernel.block, kernel.channel), pixels, place
        )
        assert without.sum == pytest.approx(explanation.sum - kernel.value, abs=1e-4)


def test_leaving_out_kernels_can_be_stopped(model: Model) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if done == 2:
            raise Cancelled("stopped")

    maps = model.encode(image())
    found = kernel_counterfactuals(model, maps, SIDES, (3, 3), on_progress=stop)
    assert next(found).block == max(model.resolve(None).blocks)
    next(found)
    with pytest.raises(Cancelled):
        next(found)


@pytest.mark.parametrize(("block", "kernel"), [(0, 0), (3, 0), (1, 7), (1, -1)])
def test_a_missing_kernel_is_refused(block: int, kernel: int) -> None:
    with pytest.raises(InputError, match=r"there is no block|has no kernel"):
        without_kernel(learned_model(), block, kernel)


def test_an_unknown_class_is_refused() -> None:
    model = learned_model()
    with pytest.raises(InputError, match="class 5 is not an object class; choose from"):
        next(kernel_counterfactuals(model, model.encode(image()), SIDES, (1, 1), 5))
