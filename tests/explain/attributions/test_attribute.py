"""The registry, and the one call for all methods."""

import subprocess
import sys

import numpy as np
import pytest

from flimbuilder.errors import Cancelled, InputError
from flimbuilder.explain.attributions.attribute import attribute, attribute_score, plan_methods
from flimbuilder.explain.attributions.registry import METHODS, method_settings, require_method
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import KernelTarget, SaliencyTarget
from flimbuilder.model.model import Model
from tests.learned_models import SIDES, image, learned_model


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gives_a_map_of_the_image(joint: Model, method: str) -> None:
    pixels = (image() * 255).astype(np.uint8)
    found = attribute(joint, pixels, SaliencyTarget((11, 13)), method)
    assert (found.values.shape, found.values.dtype) == (SIDES, np.float32)
    assert np.isfinite(found.values).all()
    assert found.values.any()
    assert found.is_signed == METHODS[method].is_signed
    assert found.is_signed or found.values.min() >= 0
    outside = found.values.copy()
    outside[found.rows, found.cols] = 0
    assert outside.any() == (method == "grad-cam")
    assert found.title.startswith(METHODS[method].title)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_reports_progress_and_can_be_stopped(score: Score, method: str) -> None:
    steps: list[tuple[int, int]] = []
    attribute_score(
        score, method, on_progress=lambda stage, done, total: steps.append((done, total))
    )
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1]

    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled(stage)

    with pytest.raises(Cancelled):
        attribute_score(score, method, on_progress=stop)


@pytest.mark.parametrize("channels", [1, 2, 5])
def test_images_of_any_number_of_channels(channels: int) -> None:
    model = learned_model(channels=channels)
    for method in METHODS:
        found = attribute(model, image(channels), KernelTarget(2, 1), method)
        assert found.values.shape == SIDES


def test_settings_reach_the_method_and_others_are_refused(score: Score) -> None:
    assert method_settings("smoothgrad") == ("samples", "sigma", "seed")
    first, second = (attribute_score(score, "smoothgrad", samples=n) for n in (1, 3))
    assert not np.array_equal(first.values, second.values)
    assert second.settings == {"samples": 3}
    with pytest.raises(InputError, match="SmoothGrad has no setting 'steps'; it has samples, sig"):
        attribute_score(score, "smoothgrad", steps=3)
    with pytest.raises(InputError, match="Gradient has no setting 'seed'; it has none"):
        attribute_score(score, "gradient", seed=3)
    with pytest.raises(InputError, match="no attribution 'cam'; choose from gradient, smoothgrad"):
        require_method("cam")


def test_the_block_is_named_in_titles(score: Score) -> None:
    found = attribute_score(score, "grad-cam")
    assert (found.title, found.name) == ("Grad-CAM, block 2", "grad-cam-2")
    assert attribute_score(score, "lime", samples=9).name == "lime"


def test_runs_of_all_methods() -> None:
    runs = list(plan_methods(tuple(METHODS), 3, seed=4, samples=7))
    assert [run.method for run in runs] == [
        "gradient", "smoothgrad", "integrated-gradients", "grad-cam", "grad-cam", "grad-cam",
        "occlusion", "lime",
    ]  # fmt: skip
    blocks = [run.settings["block"] for run in runs if run.method == "grad-cam"]
    assert blocks == [3, 2, 1]
    assert runs[1].settings == {"samples": 7, "seed": 4}
    one_block = plan_methods(["grad-cam", "gradient"], 3, block=1)
    assert [dict(run.settings) for run in one_block] == [{"block": 1}, {}]


def test_the_registry_loads_no_torch() -> None:
    code = (
        "import sys, flimbuilder.explain.attributions.registry;"
        "assert 'torch' not in sys.modules and 'captum' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
