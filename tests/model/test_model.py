"""Tests of Model."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.errors import ImageError, InputError, ModelError
from flimbuilder.model.decoding import make_blocks_decoder
from flimbuilder.model.description import environment
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.architecture import Block, Pooling
from flimbuilder.project.decoding import DecoderChoice, Delineation
from tests.learned_models import image, learned_model
from tests.model.test_document import tampered


@pytest.fixture(scope="module")
def two_blocks() -> Model:
    return learned_model()


def test_a_loaded_model_computes_the_same_as_the_learned_one(
    two_blocks: Model, tmp_path: Path
) -> None:
    two_blocks.write(tmp_path)
    loaded = load_model(tmp_path)
    assert loaded.document == two_blocks.document
    before, after = (model.encode(image(seed=1)) for model in (two_blocks, loaded))
    assert [maps.shape for maps in before] == [(1, 7, 12, 16), (1, 6, 12, 16)]
    assert all(torch.equal(*pair) for pair in zip(before, after, strict=True))
    saliency = loaded.decode(after, (23, 31))
    assert (saliency.shape, saliency.dtype) == ((1, 23, 31), np.float32)
    assert not loaded.encoder.training
    assert not any(tensor.requires_grad for tensor in loaded.encoder.parameters())


def test_loading_draws_no_random_numbers(two_blocks: Model, tmp_path: Path) -> None:
    two_blocks.write(tmp_path)
    state = torch.random.get_rng_state()
    load_model(tmp_path)
    assert torch.random.get_rng_state().equal(state)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_arrays_are_scaled_by_the_range_of_their_dtype(two_blocks: Model, dtype: type) -> None:
    top = 1 if dtype in (np.float32, np.float64) else np.iinfo(dtype).max
    array = (image() * top).astype(dtype)
    unit = (array / top).astype(np.float32)
    maps = two_blocks.encode(unit)
    for activations, expected in zip(two_blocks.activations(array), maps, strict=True):
        np.testing.assert_allclose(activations, expected[0].numpy(), atol=1e-5)
    saliency = two_blocks.saliency(array)
    np.testing.assert_allclose(saliency, two_blocks.decode(maps, (23, 31)), atol=1e-5)
    labels = two_blocks.predict(array)
    assert (labels.shape, labels.dtype) == ((23, 31), np.uint8)
    settings, classes = two_blocks.document.delineation, two_blocks.document.object_classes
    assert np.array_equal(labels, delineate_classes(saliency, classes, settings, unit))


def test_predict_takes_a_decoder_and_a_delineation(two_blocks: Model) -> None:
    choice = two_blocks.choose("mb", 1)
    saliency = two_blocks.saliency(image(), choice)
    assert not np.array_equal(saliency, two_blocks.saliency(image()))
    labels = two_blocks.predict(image(), choice, Delineation(threshold=0.5))
    assert np.array_equal(labels, delineate_classes(saliency, [1], Delineation(threshold=0.5)))


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.full((4, 5, 3), 255.0), r"holds floats from 255 to 255"),
        (np.full((4, 5, 3), np.nan), "NaN"),
        (np.zeros((4, 5, 2), np.uint8), "has 2 channels and the encoder reads 3"),
        (np.zeros((2, 4, 5, 3), np.uint8), r"has shape \(2, 4, 5, 3\); give an array"),
        (np.zeros((0, 5, 3), np.uint8), r"has shape \(0, 5, 3\)"),
        (np.zeros((4, 5, 3), np.int64), "holds int64"),
    ],
)
def test_arrays_that_are_not_images_are_refused(
    two_blocks: Model, array: np.ndarray, reason: str
) -> None:
    for method in (two_blocks.activations, two_blocks.saliency, two_blocks.predict):
        with pytest.raises(InputError, match=f"image: .*{reason}"):
            method(array)


def test_a_folder_may_be_text(two_blocks: Model, tmp_path: Path) -> None:
    two_blocks.write(str(tmp_path / "M"))
    assert load_model(str(tmp_path / "M")).document == two_blocks.document


def test_blocks_beyond_need_are_not_run(two_blocks: Model) -> None:
    assert len(two_blocks.encode(image(), 1)) == 1


def test_the_saliency_of_each_class_has_its_map() -> None:
    model = learned_model(classes=3)
    assert model.document.object_classes == (1, 2)
    maps = model.encode(image())
    saliency = model.decode(maps, (23, 31))
    assert saliency.shape == (2, 23, 31)
    alone = model.decode(maps, (23, 31), DecoderChoice(id="lm", block=1))
    assert not np.array_equal(saliency, alone)


def test_images_of_other_channels_are_refused(two_blocks: Model) -> None:
    with pytest.raises(ImageError, match=r"^x\.png: has 1 channels and the encoder reads 3; give"):
        two_blocks.encode(image(1), name="x.png")


def test_images_smaller_than_a_stride_are_refused() -> None:
    model = learned_model(blocks=(Block(kernels_per_marker=2, pooling=Pooling(stride=4)),))
    with pytest.raises(ImageError, match=r"^x\.png: block 1: a stride of 4 is larger than its"):
        model.encode(image(sides=(3, 9)), name="x.png")
    assert model.encode(image(sides=(4, 9)))[0].shape[-2:] == (1, 3)


@pytest.mark.parametrize("sides", [(1, 1), (2, 3), (1, 40)])
def test_tiny_images_are_decoded(sides: tuple[int, int]) -> None:
    model = learned_model(blocks=(Block(kernels_per_marker=2), Block(kernels_per_marker=2)))
    saliency = model.decode(model.encode(image(sides=sides)), sides)
    assert saliency.shape == (1, *sides)
    assert np.isfinite(saliency).all()


def test_a_choice_is_completed_from_the_models_own() -> None:
    model = learned_model(decoder="mb", decoder_block=1)
    assert model.choose() == DecoderChoice(id="mb", block=1)
    assert model.choose(decoder="lm") == DecoderChoice(id="lm", block=1)
    assert model.choose(block=2) == DecoderChoice(id="mb", block=2)
    assert model.resolve(None) == DecoderChoice(id="mb", block=1)
    assert model.resolve(DecoderChoice(id="lm")) == DecoderChoice(id="lm", block=2)


@pytest.mark.parametrize(
    ("decoder", "block", "reason"),
    [
        (None, 3, "there is no block 3: the encoder has blocks 1 to 2"),
        (None, -1, "there is no block -1"),
        ("LM", None, "there is no decoder 'LM'; choose from lm"),
    ],
)
def test_an_impossible_choice_is_refused(
    two_blocks: Model, decoder: str | None, block: int | None, reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        two_blocks.choose(decoder, block)


def test_weights_go_with_their_decoder_and_block() -> None:
    model = learned_model(decoder="manual", decoder_block=1)
    own = model.document.decoder
    assert model.choose() == model.choose("manual", 1) == model.choose(block=[1]) == own
    assert len(own.weights[0]) == 7
    assert model.choose("lm") == DecoderChoice(id="lm", block=1)
    for decoder, block in ((None, 2), ("bp", None)):
        with pytest.raises(InputError, match="has no weights for this block"):
            model.choose(decoder, block)
    with pytest.raises(InputError, match=r"decodes one block, .* blocks 1\+2 cannot be fused"):
        model.choose(block=[1, 2])


def test_the_saliency_of_fused_blocks_is_their_mean() -> None:
    model = learned_model(classes=3, fused=(2, 1))
    assert model.document.decoder == DecoderChoice(id="lm", block=2, fused=(2, 1))
    maps = model.encode(image())
    alone = [model.decode(maps, (23, 31), DecoderChoice(id="lm", block=block)) for block in (1, 2)]
    assert model.decode(maps, (23, 31)) == pytest.approx(np.mean(alone, axis=0), abs=1e-6)
    assert model.choose("mb") == DecoderChoice(id="mb", block=2, fused=(2, 1))
    assert model.choose(block=1) == DecoderChoice(id="lm", block=1)


@pytest.mark.parametrize("decoder_choice", [
    {"decoder": "manual"}, {"decoder": "bp", "classes": 3}, {"fused": (1, 2)}
])  # fmt: skip
def test_weights_and_fused_blocks_are_stored(
    decoder_choice: dict[str, Any], tmp_path: Path
) -> None:
    model = learned_model(**decoder_choice)
    model.write(tmp_path)
    loaded = load_model(tmp_path)
    assert loaded.document == model.document
    before, after = (each.decode(each.encode(image()), (23, 31)) for each in (model, loaded))
    assert np.array_equal(before, after)


def test_an_older_model_without_weights_and_fused_blocks_opens(
    two_blocks: Model, tmp_path: Path
) -> None:
    def forget(document: dict[str, Any]) -> None:
        for name in ("weights", "bias", "fused"):
            del document["decoder"][name]

    two_blocks.write(tmp_path)
    tampered(tmp_path, forget)
    assert load_model(tmp_path).document == two_blocks.document


def test_a_block_of_mixed_classes_cannot_be_decoded() -> None:
    mixed = Block(kernels_per_marker=3, kernels=4, reduction="pca-global")
    model = learned_model(blocks=(mixed, Block(kernels_per_marker=3)))
    with pytest.raises(InputError, match=r"needs the class .*that needs no classes: ts, at$"):
        model.choose(block=1)
    assert model.choose("ts", block=1)
    assert model.choose(block=2)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d["decoder"].update(id="zz"), "there is no decoder 'zz'"),
        (lambda d: d["decoder"].update(id="manual", weights=[[1]]), "has 1 weights and the block"),
        (lambda d: d["decoder"].update(id="bp"), "'bp' has no weights for this block"),
        (lambda d: d.update(classes=d["classes"][:1]), "there is no object class to decode"),
        (lambda d: d["blocks"][1]["kernels"][0].update({"class": None}), "needs the class"),
    ],
)
def test_a_model_that_could_not_decode_is_not_loaded(
    two_blocks: Model, tmp_path: Path, change: object, reason: str
) -> None:
    two_blocks.write(tmp_path)
    tampered(tmp_path, change)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match=rf"model\.json: .*{reason}"):
        load_model(tmp_path)


def test_a_moved_folder_is_loaded(two_blocks: Model, tmp_path: Path) -> None:
    two_blocks.write(tmp_path / "a b")
    shutil.move(tmp_path / "a b", tmp_path / "é ü")
    assert load_model(tmp_path / "é ü").document == two_blocks.document


def test_a_copy_goes_to_another_device(two_blocks: Model) -> None:
    elsewhere = two_blocks.on(torch.device("meta"))
    assert elsewhere.device.type == "meta"
    assert {tensor.device.type for tensor in elsewhere.encoder.parameters()} == {"meta"}
    assert {tensor.device.type for tensor in two_blocks.encoder.parameters()} == {"cpu"}
    copy = two_blocks.on(torch.device("cpu"))
    assert copy.encoder is not two_blocks.encoder
    assert torch.equal(two_blocks.encode(image())[-1], copy.encode(image())[-1])


def test_a_decoder_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[DecoderChoice] = []

    def watched(decoder_choice: DecoderChoice, *rest: Any) -> Any:
        made.append(decoder_choice)
        return make_blocks_decoder(decoder_choice, *rest)

    model = learned_model()
    monkeypatch.setattr("flimbuilder.model.model.make_blocks_decoder", watched)
    maps = model.encode(image())
    for decoder_choice in (None, model.choose(), model.choose("mb"), DecoderChoice(id="mb")):
        model.decode(maps, (23, 31), decoder_choice)
    assert made == [DecoderChoice(id="lm", block=2), DecoderChoice(id="mb", block=2)]


@pytest.mark.parametrize("strange", ["encoder.safetensors", "model.json"])
def test_files_of_two_models_are_not_loaded(
    two_blocks: Model, tmp_path: Path, strange: str
) -> None:
    other = learned_model(seed=5)
    two_blocks.write(tmp_path / "one")
    other.write(tmp_path / "other")
    shutil.copy(tmp_path / "other" / strange, tmp_path / "one")
    with pytest.raises(ModelError, match=r"are not of one model .*; build the model again$"):
        load_model(tmp_path / "one")


def test_the_environment_names_what_a_build_depends_on() -> None:
    assert environment().keys() == {"flimbuilder", "python", "torch", "numpy", "platform"}
