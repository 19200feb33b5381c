"""Measuring against reference masks; tables and pictures of the measures."""

import csv
import json
import shutil
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.analysis.measures import MEASURES, measure_mask, measure_saliency
from flimbuilder.errors import ImageError, InputError
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.architecture import Block
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.evaluation.decoder_choices import list_choices
from flimbuilder.workflow.evaluation.evaluate import evaluate_files, measure
from flimbuilder.workflow.evaluation.evaluation import Evaluation, write_csv
from flimbuilder.workflow.predict import predict_files
from tests.cramped import cramped
from tests.learned_models import learned_model
from tests.scenes import Scene, import_scene, label_map, write_scene

WEIGHTLESS = [decoder for decoder, kind in DECODERS.items() if not kind.needs_weights]
HALF = Delineation(threshold=0.5)


def test_one_class_by_hand() -> None:
    saliency = np.array([[[0.8, 0.6], [0, 0]]], np.float32)
    measured = measure(saliency, np.array([[1, 0], [0, 0]], np.int16), [1], HALF)
    assert measured["mae"] == pytest.approx((0.2 + 0.6) / 4)
    # the mask is the upper row: one pixel of two is right, and none is missed
    assert measured["precision"] == pytest.approx(1 / 2)
    assert measured["recall"] == 1
    assert measured["dice"] == pytest.approx(2 / 3)
    assert measured["iou"] == pytest.approx(1 / 2)
    assert list(measured) == list(MEASURES)


def test_several_classes_are_averaged() -> None:
    truth = np.array([[1, 1], [2, 0]], np.uint8)
    saliency = np.array([[[1, 1], [0, 0]], [[0, 0], [0, 1]]], np.float32)
    measured = measure(saliency, truth, [1, 2], HALF)
    assert measured["dice"] == pytest.approx((1 + 0) / 2)
    assert measured["mae"] == pytest.approx((0 + 2 / 4) / 2)


def test_a_pixel_belongs_to_the_class_of_largest_saliency() -> None:
    saliency = np.array([[[0.6]], [[0.9]]], np.float32)
    measured = measure(saliency, np.array([[2]], np.uint8), [1, 2], HALF)
    assert measured["dice"] == 1  # class 1 is nowhere, in mask and truth


def test_files_are_measured_like_their_arrays(model: Model, scene: Scene) -> None:
    (result,) = evaluate_files(model, [scene.images], [scene.labels])
    assert (result.block, result.decoder) == (2, "lm")
    assert list(result.per_image) == ["a", "b", "c"]
    truth = label_map() > 0
    saliency = model.decode(model.encode(read_pixels(scene.image("b"))), truth.shape)[0]
    expected = measure_saliency(saliency, truth)
    assert result.per_image["b"]["weighted_fbeta"] == expected["weighted_fbeta"]
    assert result.per_image["b"]["dice"] > 0.5
    assert result.mean()["mae"] == pytest.approx(
        np.mean([row["mae"] for row in result.per_image.values()])
    )


def test_settings_change_the_mask_and_not_the_saliency(model: Model, scene: Scene) -> None:
    (own,) = evaluate_files(model, [scene.image("a")], [scene.labels])
    nothing = Delineation(area=(10**6, 10**7))
    (none,) = evaluate_files(model, [scene.image("a")], [scene.labels], delineation=nothing)
    assert none.mean()["dice"] == 0
    assert none.mean()["mae"] == own.mean()["mae"]
    empty, truth = np.zeros((40, 48), bool), label_map() > 0
    assert none.mean()["precision"] == measure_mask(empty, truth)["precision"]


def test_all_blocks_and_decoders(model: Model, scene: Scene) -> None:
    results = evaluate_files(
        model, [scene.images], [scene.labels], decoder_choices=list_choices(model)
    )
    decoder_choices = [(result.block, result.decoder) for result in results]
    assert decoder_choices == [*product([1, 2], WEIGHTLESS), ("1+2", "ml")]
    assert len({result.mean()["mae"] for result in results if result.decoder in {"lm", "mb"}}) == 4
    (alone,) = evaluate_files(
        model, [scene.images], [scene.labels], decoder_choices=list_choices(model, 1, "mb")
    )
    assert alone == results[decoder_choices.index((1, "mb"))]
    (text,) = evaluate_files(
        model, [scene.images], [scene.labels], decoder_choices=list_choices(model, "1", "mb")
    )
    assert text == alone


def test_fused_blocks_are_averaged(model: Model, scene: Scene) -> None:
    (result,) = evaluate_files(
        model, [scene.image("a")], [scene.labels], decoder_choices=list_choices(model, "1+2", None)
    )
    assert (result.block, result.decoder) == ("1+2", "lm")
    maps, truth = model.encode(read_pixels(scene.image("a"))), label_map()
    both = [
        model.decode(maps, truth.shape, DecoderChoice(id="lm", block=block)) for block in (1, 2)
    ]
    expected = measure(np.mean(both, axis=0), truth, [1], model.document.delineation)
    assert result.per_image["a"] == pytest.approx(expected, abs=1e-6)
    assert result.per_image["a"]["mae"] != measure(both[0], truth, [1], HALF)["mae"]


def test_all_decoders_of_a_model_with_weights(scene: Scene) -> None:
    model = learned_model(decoder="bp", decoder_block=1)
    results = evaluate_files(
        model, [scene.image("a")], [scene.labels], decoder_choices=list_choices(model)
    )
    weighted = [
        (result.block, result.decoder)
        for result in results
        if DECODERS[result.decoder].needs_weights
    ]
    assert weighted == [(1, "bp")]


def test_all_means_all_that_can_be_decoded(scene: Scene) -> None:
    mixed = Block(kernels_per_marker=3, kernels=4, reduction="pca-global")
    model = learned_model(blocks=(mixed, Block(kernels_per_marker=3)))
    results = evaluate_files(
        model, [scene.images], [scene.labels], decoder_choices=list_choices(model)
    )
    decoder_choices = {(result.block, result.decoder) for result in results}
    needy = {decoder for decoder, kind in DECODERS.items() if kind.needs_classes}
    assert {decoder for block, decoder in decoder_choices if block == 2} == set(WEIGHTLESS)
    assert {decoder for block, decoder in decoder_choices if block == 1} == set(WEIGHTLESS) - needy
    with pytest.raises(InputError, match="needs the class of every kernel"):
        evaluate_files(
            model, [scene.images], [scene.labels], decoder_choices=list_choices(model, 1, "lm")
        )


def test_images_without_a_mask_are_named(model: Model, scene: Scene, tmp_path: Path) -> None:
    shutil.copy(scene.labels / "b.png", tmp_path / "b.png")
    (result,) = evaluate_files(model, [scene.images], [tmp_path])
    assert list(result.per_image) == ["b"]
    assert result.without_mask == ("a.png", "c.png")


def test_label_images_of_several_classes(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    model = build_project(import_scene(tmp_path / "P", scene)).model
    (result,) = evaluate_files(model, [scene.images], [scene.labels])
    assert result.mean()["dice"] > 0.5
    write_png(scene.labels / "a.png", label_map() * np.uint8(255))
    with pytest.raises(
        ImageError, match=r"a\.png: its values 0, 255 are not those of the classes 0, 1"
    ):
        evaluate_files(model, [scene.images], [scene.labels], strict=True)


def test_json_is_flat_and_whole() -> None:
    row = dict.fromkeys(MEASURES, 0.5)
    record = Evaluation(3, "mb", {"a": row, "b": row}).as_json()
    assert record == {
        "block": 3, "decoder": "mb", "images": 2, **row, "per_image": {"a": row, "b": row}
    }  # fmt: skip
    assert json.loads(json.dumps(record)) == record


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"block": "3"}, "there is no block 3: the encoder has blocks 1 to 2"),
        ({"block": 0}, "block 0: give a number from 1, or numbers joined by"),
        ({"block": "last"}, "block 'last': give a number"),
        ({"block": "1.5"}, "block '1.5': give a number"),
        ({"block": "1+all"}, r"block '1\+all': give a number"),
        ({"block": "1+3"}, "there is no block 3: the encoder has blocks 1 to 2"),
        ({"block": "1+1"}, r"block 1\+1 names a block twice; blocks must differ"),
        ({"decoder": "manual"}, "decoder 'manual' has no weights for this block of 6 kernels"),
        ({"block": "1+2", "decoder": "bp"}, r"decoder 'bp' decodes one block, .* blocks 1\+2"),
        ({"decoder": "best"}, "there is no decoder 'best'; choose from lm"),
    ],
)
def test_impossible_choices(
    model: Model, scene: Scene, options: dict[str, str | int], reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        list_choices(model, options.get("block"), options.get("decoder"))  # type: ignore[arg-type]


def test_masks_of_another_size(model: Model, scene: Scene, tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", label_map()[:-2])
    with pytest.raises(ImageError, match=r"a\.png: is 38 x 48 pixels and its image 40 x 48"):
        evaluate_files(model, [scene.images], [tmp_path])


def test_masks_of_other_names(model: Model, scene: Scene, tmp_path: Path) -> None:
    write_png(tmp_path / "img1.png", label_map())
    with pytest.raises(InputError, match="no mask has the name of an image"):
        evaluate_files(model, [scene.images], [tmp_path])


def test_saliency_maps_are_no_masks(model: Model, scene: Scene, tmp_path: Path) -> None:
    predict_files(model, [scene.images], tmp_path)
    reason = r"a\.png: is not a mask: many neighbouring values differ, as in saliency maps"
    with pytest.raises(ImageError, match=reason):
        evaluate_files(model, [scene.images], [tmp_path])
    predict_files(model, [scene.images], tmp_path, mask=True)
    with pytest.raises(InputError, match=r"a\.png has two files: .*a\.png and .*a_mask\.png"):
        evaluate_files(model, [scene.images], [tmp_path])
    (result,) = evaluate_files(model, [scene.image("a")], [tmp_path / "a_mask.png"])
    assert result.mean()["dice"] > 0.5


def test_a_label_image_of_instances_is_a_mask(model: Model, scene: Scene, tmp_path: Path) -> None:
    instances = np.arange(40 * 48, dtype=np.uint16).reshape(40, 48) // 4  # four pixels each
    write_png(tmp_path / "a.png", instances)
    assert evaluate_files(model, [scene.image("a")], [tmp_path])


def test_an_image_of_other_channels_is_named(scene: Scene) -> None:
    with pytest.raises(ImageError, match=r"a\.png: has 3 channels and the encoder reads 1"):
        evaluate_files(learned_model(channels=1), [scene.images], [scene.labels])


def test_progress_reaches_its_end(model: Model, scene: Scene) -> None:
    seen: list[tuple[str, int, int]] = []
    evaluate_files(model, [scene.images], [scene.labels], on_progress=lambda *s: seen.append(s))
    assert seen == [("evaluating", done, 3) for done in range(4)]


def test_an_error_names_its_image_and_comes_in_order(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(scene.images, damaged)
    (damaged / "b.png").write_bytes(b"no image")
    (damaged / "c.png").write_bytes(b"no image")
    seen: list[str] = []
    with pytest.raises(ImageError, match=r"damaged/b\.png: "):
        evaluate_files(
            model,
            [damaged],
            [scene.labels],
            strict=True,
            on_sample=lambda sample: seen.append(sample.path.stem),
        )
    assert seen == ["a"]


@pytest.mark.parametrize("what", ["image", "grey image", "mask", "saliency"])
def test_the_other_pairs_are_measured(
    model: Model, scene: Scene, tmp_path: Path, what: str
) -> None:
    (expected,) = evaluate_files(model, [scene.images], [scene.labels])
    images, labels = tmp_path / "images", tmp_path / "labels"
    shutil.copytree(scene.images, images)
    shutil.copytree(scene.labels, labels)
    bad = (images if "image" in what else labels) / "b.png"
    if what == "grey image":
        write_png(bad, label_map())
    elif what == "saliency":
        write_png(bad, np.arange(1920, dtype="u2").reshape(40, 48))
    else:
        bad.write_bytes(bad.read_bytes()[:100])
    seen: list[int] = []
    (result,) = evaluate_files(
        model, [images], [labels], on_progress=lambda *progress: seen.append(progress[1])
    )
    assert result.per_image == {stem: expected.per_image[stem] for stem in "ac"}
    assert [failed.path for failed in result.failed] == [bad]
    assert str(result.failed[0]).startswith(f"{bad}: ")
    assert seen == [0, 1, 2, 3]


def test_without_a_usable_pair_there_is_an_error(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    for name in "abc":
        write_png(tmp_path / f"{name}.png", label_map()[1:])
    with pytest.raises(ImageError, match=r"a\.png: is 39 x .* \(and 2 other files failed\)$"):
        evaluate_files(model, [scene.images], [tmp_path])


def test_progress_follows_the_samples_in_order(model: Model, scene: Scene) -> None:
    seen: list[str | int] = []
    evaluate_files(
        model,
        [scene.images],
        [scene.labels],
        on_sample=lambda sample: seen.append(sample.path.stem),
        on_progress=lambda stage, done, total: seen.append(done),
    )
    assert seen == [0, "a", 1, "b", 2, "c", 3]


def test_a_lack_of_memory_is_reported(model: Model, scene: Scene) -> None:
    expected = evaluate_files(
        model, [scene.images], [scene.labels], decoder_choices=list_choices(model)
    )
    other, _ = cramped(model, room=0)
    notes: list[str] = []
    results = evaluate_files(
        other,
        [scene.images],
        [scene.labels],
        decoder_choices=list_choices(model),
        on_note=notes.append,
    )
    assert results == expected
    assert notes[-1].startswith("a.png: too large for the memory of device cpu:0; computed on the")


def test_the_table_has_a_row_for_each_image_and_choice(tmp_path: Path) -> None:
    values = {name: index / 10 for index, name in enumerate(MEASURES)}
    results = [
        Evaluation(2, "lm", {"=a": values, "b, c": values}),
        Evaluation("2+3", "mb", {"a": values}),
    ]
    write_csv(results, tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["block"], row["decoder"], row["image"]) for row in rows] == [
        ("2", "lm", "'=a"), ("2", "lm", "b, c"), ("2+3", "mb", "a"),
    ]  # fmt: skip
    assert float(rows[0]["iou"]) == values["iou"]
