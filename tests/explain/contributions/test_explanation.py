"""Contributions of kernels and strokes against the decoders and against loops over the formula."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import InputError
from flimbuilder.explain.contributions.explanation import (
    Explanation,
    explain_region,
    stroke_contributions,
)
from flimbuilder.flim.decoders import PointwiseDecoder
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Block, Pooling
from flimbuilder.project.decoders import DECODERS, DecoderInfo, register_decoder
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import MarkerShare
from tests.flim import reference
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


def scaled(channel: np.ndarray) -> np.ndarray:
    return np.asarray(reference.scaled(channel))  # type: ignore[no-untyped-call]


ALPHAS: dict[str, Callable[..., list[float]]] = {
    "lm": reference.alpha_lm,
    "mb": reference.alpha_mb,
    "ts": reference.alpha_ts,
    "lt": reference.alpha_lt,
    "at": reference.alpha_at,
    "pb": reference.alpha_pb,
}


@pytest.mark.parametrize("decoder", ALPHAS)
def test_contributions_equal_a_loop_over_the_published_formula(decoder: str) -> None:
    block = Block(kernels_per_marker=3, kernels=6, pooling=Pooling(kind="none"))
    model = learned_model(blocks=[block], decoder=decoder, classes=3)
    pixels = image(seed=2)
    activations = model.activations(pixels)[0].astype(np.float64)
    maps = [scaled(channel) for channel in activations]
    for class_id in (1, 2):
        is_object = [kernel == class_id for kernel in model.document.kernel_classes[0]]
        for row, col in ((0, 0), (22, 30), (9, 17)):
            weights = ALPHAS[decoder](maps, is_object, row, col)
            found = explain_region(model, pixels, (row, col), class_id)
            for kernel in found.kernels:
                value = maps[kernel.channel][row, col]
                assert kernel.weight == pytest.approx(weights[kernel.channel], abs=1e-6)
                assert kernel.activation == pytest.approx(value, abs=1e-6)
                assert kernel.value == pytest.approx(weights[kernel.channel] * value, abs=1e-6)
            assert found.bias == 0


def test_contributions_of_ml_are_weights_times_raw_activations() -> None:
    model = learned_model(decoder="ml", fused=(1, 2), decoder_block=2, classes=3)
    pixels = image(seed=2)
    maps = model.encode(pixels)
    upright = [
        F.interpolate(of_block, size=SIDES, mode="bilinear")[0].double() for of_block in maps
    ]
    choice = model.document.decoder
    found = explain_region(model, pixels, (7, 8), 2, maps=maps)
    n_first = len(upright[0])
    for kernel in found.kernels:
        weight = choice.weights[1][kernel.channel + (n_first if kernel.block == 2 else 0)]
        activation = float(upright[kernel.block - 1][kernel.channel, 7, 8])
        assert kernel.weight == pytest.approx(weight, abs=1e-6)
        assert kernel.activation == pytest.approx(activation, abs=1e-5)
        assert kernel.value == pytest.approx(weight * activation, abs=1e-5)
    assert found.bias == pytest.approx(choice.bias[1])
    assert len(found.kernels) == sum(model.document.kernel_counts)


def test_a_strided_map_is_interpolated_worked_by_hand() -> None:
    # 23 x 31 pixels, maps of 12 x 16: the centre of row 4 lies at 4.5 * 12 / 23 - .5 = 1.848 of
    # the map's rows, that of column 10 at 10.5 * 16 / 31 - .5 = 4.919 of its columns.
    model = learned_model(decoder="lm", decoder_block=1)
    pixels = image(seed=1)
    maps = model.activations(pixels)[0].astype(np.float64)
    assert maps.shape[1:] == (12, 16)
    rows, cols = 4.5 * 12 / 23 - 0.5, 10.5 * 16 / 31 - 0.5
    down, right = rows - 1, cols - 4
    for kernel in explain_region(model, pixels, (4, 10)).kernels:
        own = scaled(maps[kernel.channel])
        expected = (1 - down) * ((1 - right) * own[1, 4] + right * own[1, 5])
        expected += down * ((1 - right) * own[2, 4] + right * own[2, 5])
        assert abs(kernel.value) == pytest.approx(expected, abs=1e-6)
        assert kernel.activation == pytest.approx(expected, abs=1e-6)


def test_kernels_are_ordered_by_the_size_of_their_contribution(model: Model) -> None:
    sizes = [abs(kernel.value) for kernel in explain_region(model, image(), (5, 6)).kernels]
    assert sizes == sorted(sizes, reverse=True)


def test_without_a_class_the_one_with_the_largest_sum_is_explained() -> None:
    model = learned_model(decoder="ml", decoder_block=1, classes=3)
    pixels = image()
    for place in ((16, 24), (12, 15), (2, 2)):
        sums = {
            class_id: explain_region(model, pixels, place, class_id).sum for class_id in (1, 2)
        }
        found = explain_region(model, pixels, place)
        assert found.class_id == max(sums, key=lambda class_id: sums[class_id])


def test_another_choice_and_a_known_saliency_are_used() -> None:
    model = learned_model(decoder="ml", fused=(1, 2), decoder_block=2)
    pixels, choice = image(), DecoderChoice(id="mb", block=1)
    saliency = np.full((1, *SIDES), 0.25, np.float32)
    found = explain_region(model, pixels, (3, 4), decoder_choice=choice, saliency=saliency)
    assert found.decoder == choice
    assert {kernel.block for kernel in found.kernels} == {1}
    assert found.saliency == 0.25


@pytest.mark.parametrize(
    ("region", "class_id", "message"),
    [
        ((23, 0), None, r"pixel \(23, 0\) is not in the image of 23 x 31 pixels"),
        ((0, -1), None, r"pixel \(0, -1\) is not in the image"),
        (np.zeros(SIDES, bool), None, "the region has no pixel"),
        (np.ones((3, 4), bool), None, r"has shape \(3, 4\) of bool; give booleans of shape"),
        (np.ones(SIDES, int), None, r"of int64; give booleans"),
        ((0, 0), 0, "class 0 is not an object class; choose from 1"),
    ],
)
def test_what_cannot_be_explained(region: Any, class_id: int | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        explain_region(learned_model(), image(), region, class_id)


def test_stroke_contributions_worked_by_hand() -> None:
    model = learned_model(decoder="ml", decoder_block=1)
    found = explain_region(model, image(), (16, 24))
    block = model.document.blocks[0]
    shares = [
        (
            MarkerShare(image="one", marker=1, share=0.25),
            MarkerShare(image="b", marker=7, share=0.75),
        ),
        *[(MarkerShare(image="b", marker=7, share=1.0),)] * (len(block.kernels) - 1),
    ]
    kernels = [
        kernel.with_(sources=sources)
        for kernel, sources in zip(block.kernels, shares, strict=True)
    ]
    document = model.document.with_(
        blocks=(block.with_(kernels=tuple(kernels)), *model.document.blocks[1:])
    )
    first = next(kernel.value for kernel in found.kernels if kernel.channel == 0)

    strokes = {
        (stroke.image, stroke.marker): stroke.value
        for stroke in stroke_contributions(found, document)
    }

    assert set(strokes) == {("one", 1), ("b", 7)}
    assert strokes["one", 1] == pytest.approx(first / 4)
    assert sum(strokes.values()) == pytest.approx(found.sum - found.bias)


def test_strokes_have_all_contributions(model: Model) -> None:
    found = explain_region(model, image(), (16, 24))
    strokes = stroke_contributions(found, model.document)
    assert sum(stroke.value for stroke in strokes) == pytest.approx(found.sum - found.bias)
    sizes = [abs(stroke.value) for stroke in strokes]
    assert sizes == sorted(sizes, reverse=True)
    assert {stroke.marker for stroke in strokes} <= {1, 2, 3}


class SquaringDecoder(PointwiseDecoder):
    """A decoder of another package that is no weighted sum."""

    def weigh(self, maps: Tensor) -> Tensor:
        return self.is_object.expand(len(maps), -1, -1)

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        return super().combine(maps, maxima).square()


class HalvingDecoder(PointwiseDecoder):
    """A decoder of another package that is one."""

    def weigh(self, maps: Tensor) -> Tensor:
        return self.is_object.expand(len(maps), -1, -1) * maps.mean(dim=(2, 3))[:, None] / 2


@pytest.fixture
def foreign() -> Iterator[None]:
    before = dict(DECODERS)
    for name in ("SquaringDecoder", "HalvingDecoder"):
        info = DecoderInfo(
            id=name[:3].lower(),
            title=name,
            description="of another package",
            implementation=f"{__name__}:{name}",
        )
        register_decoder(info)
    yield
    DECODERS.clear()
    DECODERS.update(before)


@pytest.mark.usefixtures("foreign")
def test_decoders_of_other_packages_are_explained_if_they_are_weighted_sums() -> None:
    model, pixels = learned_model(decoder="hal"), image()
    maps = model.encode(pixels)
    found = explain_region(model, pixels, (16, 24), maps=maps)
    assert found.sum == pytest.approx(decoded_sums(model, maps)[0, 16, 24], abs=1e-5)
    with pytest.raises(InputError, match="SquaringDecoder can't be explained: its weights do not"):
        explain_region(learned_model(decoder="squ"), pixels, (16, 24))


@pytest.mark.parametrize(
    "options",
    [
        {"decoder": "ml", "fused": (1, 2), "decoder_block": 2, "classes": 3},
        {"decoder": "mb", "scale": "training", "classes": 3},
        {"decoder": "pb", "scale": "training", "fused": (1, 2), "decoder_block": 2},
        {"decoder": "lm", "scale": "training", "decoder_block": 1},
        {"decoder": "bp", "scale": "training"},
    ],
)
def test_local_decoders_encode_only_what_a_pixel_depends_on(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = learned_model(**options)
    sides = (61, 70)
    pixels = image(seed=4, sides=sides)
    maps = model.encode(pixels)
    monkeypatch.setattr(Model, "encode", None)
    mask = np.zeros(sides, bool)
    mask[30:33, 20:24] = True
    for region in ((0, 0), (60, 69), (31, 2), mask):
        known = explain_region(model, pixels, region, maps=maps)
        found = explain_region(model, pixels, region)
        size = max(1.0, sum(abs(kernel.value) for kernel in known.kernels))
        assert found.sum == pytest.approx(known.sum, abs=1e-5 * size)
        assert found.saliency == pytest.approx(known.saliency, abs=1e-5)
        values = {(kernel.block, kernel.channel): kernel.value for kernel in known.kernels}
        for kernel in found.kernels:
            key = kernel.block, kernel.channel
            assert kernel.value == pytest.approx(values[key], abs=1e-5 * size)
