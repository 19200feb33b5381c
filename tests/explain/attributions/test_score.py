"""The score: equal to what the model computes, local, and with all else held constant."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import KernelTarget, SaliencyTarget, object_at
from flimbuilder.explain.contributions.explanation import explain_region
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Block, Pooling
from tests.explain.attributions.conftest import linear_model
from tests.explain.contributions.test_explanation import CASES
from tests.learned_models import SIDES, image, learned_model

REGION = np.zeros(SIDES, bool)
REGION[2:9, 20:31] = True
PLACES = [(0, 0), (22, 30), (11, 13), REGION]


class WholeScore(Score):
    """The score computed on the whole image, by the blocks themselves."""

    def __call__(self, images: torch.Tensor, tap: Any = None) -> torch.Tensor:
        maps = self._encoder.standardisation(self._encoder.colour(images), self._statistics)
        wanted = {}
        for number, block in enumerate(self._encoder.blocks(), start=1):
            maps = block(maps)
            if number in self.part.spans:
                window = self.part.spans[number]
                wanted[number] = maps[:, :, window.rows, window.cols]
        return self._of_maps(wanted)


def whole(score: Score, pixels: np.ndarray) -> Score:
    """Return the same score of the whole image."""
    changed = object.__new__(WholeScore)
    changed.__dict__ |= score.__dict__
    changed.image = torch.from_numpy(pixels).permute(2, 0, 1)[None]
    return changed


@pytest.fixture(scope="module", params=list(CASES.values()), ids=list(CASES))
def model(request: pytest.FixtureRequest) -> Model:
    return learned_model(**request.param)


def test_it_is_the_weighted_sum_of_the_pixel_worked_by_hand() -> None:
    pixels = np.array([[[0.5, 0.25, 1.0], [0.0, 1.0, 0.5]]], np.float32)
    score = Score(linear_model((2.0, -1.0, 0.5)), pixels, SaliencyTarget((0, 0)))
    # Activations 3 + 2 * .5 - .25 + .5 = 4.25 and 3 - 1 + .25 = 2.25; the first is the maximum.
    assert score.value == pytest.approx(1.0)
    other = Score(linear_model((2.0, -1.0, 0.5)), pixels, SaliencyTarget((0, 1)))
    assert other.value == pytest.approx(2.25 / 4.25)
    _, slopes = other.slopes(other.image)
    np.testing.assert_allclose(slopes[0, :, 0, 0], np.array([2.0, -1.0, 0.5]) / 4.25, rtol=1e-6)


@pytest.mark.parametrize("place", PLACES, ids=["corner", "last", "middle", "region"])
def test_its_value_is_the_models_saliency_and_the_explained_sum(model: Model, place: Any) -> None:
    pixels = image()
    saliency = model.saliency(pixels)
    for index, class_id in enumerate(model.document.object_classes):
        target = SaliencyTarget(place, class_id, "saliency")
        expected = saliency[index][place].mean()
        assert Score(model, pixels, target).value == pytest.approx(expected, abs=1e-5)
    explained = explain_region(model, pixels, place)
    own = Score(model, pixels, SaliencyTarget(place))
    assert own.value == pytest.approx(explained.sum, abs=1e-5 * max(1, abs(explained.sum)))


def test_the_part_gives_the_values_and_slopes_of_the_whole_image(model: Model) -> None:
    pixels = image(seed=2)
    for place in PLACES:
        score = Score(model, pixels, SaliencyTarget(place))
        on_whole = whole(score, pixels)
        values, slopes = on_whole.slopes(on_whole.image)
        assert float(values[0]) == pytest.approx(score.value, rel=1e-4, abs=1e-5)
        _, own = score.slopes(score.image)
        scattered = torch.zeros_like(slopes)
        scattered[:, :, score.rows, score.cols] = own
        tolerance = 1e-4 * float(slopes.abs().max())
        torch.testing.assert_close(scattered, slopes, rtol=1e-3, atol=tolerance)


BLOCKS = st.builds(
    Block,
    kernel_size=st.sampled_from([1, 3, 5]),
    dilation=st.integers(1, 3),
    kernels_per_marker=st.just(2),
    activation=st.sampled_from(["relu", "leaky", "none"]),
    pooling=st.builds(
        Pooling,
        kind=st.sampled_from(["max", "average", "min", "none"]),
        size=st.integers(1, 4),
        stride=st.integers(1, 3),
    ),
)


@settings(max_examples=15, deadline=None)
@given(
    blocks=st.lists(BLOCKS, min_size=1, max_size=3),
    row=st.integers(0, SIDES[0] - 1),
    col=st.integers(0, SIDES[1] - 1),
    standardise=st.booleans(),
)
def test_the_part_suffices_for_any_architecture(
    blocks: list[Block], row: int, col: int, standardise: bool
) -> None:
    model = learned_model(blocks=blocks, decoder="ml", fused=tuple(range(1, len(blocks) + 1)))
    model.encoder.standardisation.kind = "standard" if standardise else "none"
    pixels = image(seed=5)
    score = Score(model, pixels, SaliencyTarget((row, col)))
    on_whole = whole(score, pixels)
    allowed = {"rel": 1e-4, "abs": 1e-4}
    assert float(on_whole(on_whole.image)[0]) == pytest.approx(score.value, **allowed)


@pytest.mark.parametrize("decoder", ["lm", "at", "mb", "pb"])
def test_what_the_whole_image_sets_is_held_constant(decoder: str) -> None:
    model = learned_model(decoder=decoder)
    model.encoder.standardisation.kind = "standard"
    pixels = image()
    score = Score(model, pixels, SaliencyTarget((2, 3)))
    changed = pixels.copy()
    changed[18:, 20:] = 1.0  # beyond the receptive field, where it moves statistics and maxima
    assert Score(model, changed, SaliencyTarget((2, 3))).value != score.value
    assert score.rows.stop <= 18
    part = torch.from_numpy(changed).permute(2, 0, 1)[None, :, score.rows, score.cols]
    assert float(score(part)[0]) == pytest.approx(score.value, rel=1e-5)


def test_slopes_are_those_of_finite_differences(score: Score) -> None:
    _, slopes = score.slopes(score.image)
    step = 1e-3
    for channel, row, col in [(0, 5, 5), (1, 4, 6), (2, 6, 4), (0, 7, 3)]:
        shift = torch.zeros_like(score.image)
        shift[0, channel, row, col] = step
        ahead, behind = score.of(torch.cat((score.image + shift, score.image - shift))).tolist()
        expected = (ahead - behind) / (2 * step)
        assert float(slopes[0, channel, row, col]) == pytest.approx(expected, rel=0.05, abs=0.02)


def test_a_kernels_activation_at_a_pixel_and_its_maximum() -> None:
    model, pixels = learned_model(), image()
    maps = model.activations(pixels)
    height, width = maps[1].shape[1:]
    for channel in range(3):
        highest = Score(model, pixels, KernelTarget(2, channel))
        assert highest.value == pytest.approx(maps[1][channel].max(), rel=1e-5)
        on_map = torch.from_numpy(maps[1][None, channel : channel + 1])
        full = torch.nn.functional.interpolate(on_map, size=SIDES, mode="bilinear")
        at_pixel = Score(model, pixels, KernelTarget(2, channel, (11, 13)))
        assert at_pixel.value == pytest.approx(float(full[0, 0, 11, 13]), rel=1e-4, abs=1e-5)
    assert (height, width) != SIDES
    block_1 = Score(model, pixels, KernelTarget(1, 0, (11, 13)))
    assert block_1.depth == 1


def test_given_maps_are_used(joint: Model, pixels: np.ndarray) -> None:
    maps = joint.encode(pixels)
    score = Score(joint, pixels, SaliencyTarget((5, 5)), maps=maps)
    assert score.value == Score(joint, pixels, SaliencyTarget((5, 5))).value
    assert score.maps[1] is maps[1]


@pytest.mark.parametrize("colour_space", ["lab-ycbcr", "lab-ycbcr-601", "lab-pyflim", "luma"])
def test_colours_that_are_truncated_are_explained_after_their_conversion(
    colour_space: str,
) -> None:
    model, pixels = learned_model(colour_space="grey"), image()
    if colour_space != "luma":
        model = learned_model()
    model.encoder.colour.colour_space = colour_space
    score = Score(model, pixels, SaliencyTarget((11, 13), quantity="saliency"))
    assert not score.is_unit
    assert score.value == pytest.approx(model.saliency(pixels)[0, 11, 13], abs=1e-5)
    assert score.slopes(score.image)[1].abs().max() > 0


@pytest.mark.parametrize("padding", ["mean", "reflect"])
def test_blocks_of_imported_models_pad_in_their_own_way(padding: str) -> None:
    blocks = (Block(kernels_per_marker=2), Block(kernels_per_marker=2))
    model = learned_model(blocks=blocks)
    foreign = [block.with_(padding=padding) for block in model.document.architecture.blocks]
    architecture = model.document.architecture.with_(blocks=tuple(foreign))
    model = replace(model, document=model.document.with_(architecture=architecture))
    for block in model.encoder.blocks():
        block.padding = padding
        block.conv.padding_mode = "reflect" if padding == "reflect" else "zeros"
        block.mean = torch.full((block.conv.in_channels,), 0.25)
    pixels = image()
    score = Score(model, pixels, SaliencyTarget((0, 0), quantity="saliency"))
    assert score.rows == score.cols == slice(0, 5)
    assert score.value == pytest.approx(model.saliency(pixels)[0, 0, 0], abs=1e-5)


def test_a_class_is_chosen_by_its_sum(pixels: np.ndarray) -> None:
    model = learned_model(decoder="ml", classes=3)
    scores = [Score(model, pixels, SaliencyTarget((5, 5), class_id)).value for class_id in (1, 2)]
    assert Score(model, pixels, SaliencyTarget((5, 5))).value == max(scores)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (SaliencyTarget((23, 0)), "pixel (23, 0) is not in the image of 23 x 31"),
        (SaliencyTarget(np.zeros(SIDES, bool)), "the region has no pixel"),
        (SaliencyTarget((0, 0), 7), "class 7 is not an object class; choose from 1"),
        (SaliencyTarget((0, 0), None, "odds"), "quantity 'odds': choose from sum, saliency"),  # type: ignore[arg-type]
        (KernelTarget(3, 0), "there is no block 3: the encoder has blocks 1 to 2"),
        (KernelTarget(1, 7), "block 1 has no kernel 7; its kernels are 0 to 6"),
    ],
)
def test_a_target_that_does_not_exist_is_refused(
    joint: Model, pixels: np.ndarray, target: Any, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        Score(joint, pixels, target)
    assert message in str(caught.value)


def test_the_baselines(score: Score, pixels: np.ndarray) -> None:
    mean = score.plain("mean")
    assert mean.shape == score.image.shape
    np.testing.assert_allclose(mean[0, :, 0, 0], pixels.mean(axis=(0, 1)), rtol=1e-5)
    assert not score.plain("zero").any()
    with pytest.raises(InputError, match="baseline 'blur': choose from mean, zero"):
        score.plain("blur")  # type: ignore[arg-type]


def test_batches_do_not_change_scores_and_slopes(
    score: Score, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = score.image * torch.linspace(0.2, 1.0, 7)[:, None, None, None]
    values, slopes = score.slopes(images)
    monkeypatch.setattr(Score, "batch", 2)
    torch.testing.assert_close(score.of(images), values)
    torch.testing.assert_close(score.slopes(images)[1], slopes)


def test_the_object_at_a_pixel() -> None:
    labels = np.zeros((4, 6), np.uint8)
    labels[1, 1:3], labels[2, 3], labels[0, 5], labels[1, 3] = 1, 1, 1, 2
    mask = object_at(labels, 1, 1)
    assert np.argwhere(mask).tolist() == [[1, 1], [1, 2], [2, 3]]
    with pytest.raises(InputError, match=r"pixel \(3, 0\) belongs to no object"):
        object_at(labels, 3, 0)
