"""Images on a cluster give what they give in one process, byte for byte."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flimbuilder.errors import Cancelled, ImageError, InputError
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.workflow.cluster import batches
from flimbuilder.workflow.cluster.futures import Cluster
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from flimbuilder.workflow.evaluation.evaluation import Sample
from flimbuilder.workflow.evaluation.labelled_images import ObjectSettings
from flimbuilder.workflow.identification.classify import (
    classify_files,
    evaluate_classifier,
    train_classifier,
)
from flimbuilder.workflow.outputs import OUTPUTS
from flimbuilder.workflow.predict import predict_files
from flimbuilder.workflow.predicted import Predictions
from tests.learned_models import image
from tests.workflow.cluster.conftest import contents, eight_bit

TILED = 2_500_000  # bytes that only the largest image exceeds


def predict_all(model: Model, images: Path, out: Path, **settings: Any) -> Predictions:
    """Write every output of images, in tiles if they are large."""
    outputs = {
        name: out / name if output.place == "folder" else out / output.default_name
        for name, output in OUTPUTS.items()
        if output.place != "out"
    }
    return predict_files(
        model, [images], out, mask=True, outputs=outputs, memory=TILED, **settings
    )


def test_all_outputs(cluster: Cluster, small_model: Model, images: Path, tmp_path: Path) -> None:
    shutil.copytree(images, tmp_path / "images")
    (tmp_path / "images" / "damaged.png").write_bytes(b"no image")
    steps = list[tuple[str, int, int]]()
    here = predict_all(small_model, tmp_path / "images", tmp_path / "here")
    there = predict_all(
        small_model,
        tmp_path / "images",
        tmp_path / "there",
        cluster=cluster,
        on_progress=lambda *step: steps.append(step),
    )
    written = contents(tmp_path / "here")
    assert contents(tmp_path / "there") == written
    assert {"large.png", "i0_mask.png", "geojson/i4.geojson", "objects.csv"} <= set(written)
    assert [result.image for result in there] == [result.image for result in here]
    assert [result.notes for result in there] == [result.notes for result in here]
    assert there.failed == here.failed
    assert [failed.path.name for failed in there.failed] == ["damaged.png"]
    n_objects = [None if result.objects is None else len(result.objects) for result in here]
    assert n_objects == [None if found.objects is None else len(found.objects) for found in there]
    assert ("predicting", 0, 7) in steps
    assert ("predicting", 7, 7) in steps


def test_relative_paths_and_activation_maps(
    cluster: Cluster,
    small_model: Model,
    images: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(images.parent)
    place = Path(images.name)
    for out, workers in (("here", None), ("there", cluster)):
        (result,) = predict_files(
            small_model,
            [place / "i1.png"],
            tmp_path / out,
            activations=True,
            cluster=workers,
        )
        assert result.image == place / "i1.png"
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert "i1_block2.npy" in contents(tmp_path / "there")


def test_strict_stops(cluster: Cluster, small_model: Model, images: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"no image")
    with pytest.raises(InputError, match=r"^\S*damaged\.png: its content is none of"):
        predict_files(small_model, [damaged], tmp_path / "out", strict=True, cluster=cluster)
    with pytest.raises(ImageError, match=r"damaged\.png"):
        predict_files(small_model, [damaged], tmp_path / "out", cluster=cluster)


def test_cancelling_stops(
    cluster: Cluster, small_model: Model, images: Path, tmp_path: Path
) -> None:
    def cancel(stage: str, done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        predict_files(small_model, [images], tmp_path, cluster=cluster, on_progress=cancel)
    assert len(list(tmp_path.glob("*.png"))) < 6
    assert not list(tmp_path.glob(".*"))


@pytest.fixture(scope="module")
def masks(images: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Masks of two objects; that of one image is damaged."""
    folder = tmp_path_factory.mktemp("masks")
    for name, rows, cols in (*((f"i{n}", 40 + n, 48) for n in range(4)), ("large", 150, 160)):
        mask = np.zeros((rows, cols), np.uint8)
        mask[5:15, 5:15] = mask[20:32, 20 : rows // 2] = 255
        write_png(folder / f"{name}.png", mask)
    (folder / "i4.png").write_bytes(b"no mask")
    return folder


@pytest.mark.parametrize("froc", [False, True])
def test_evaluation(
    froc: bool,
    cluster: Cluster,
    small_model: Model,
    images: Path,
    masks: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "BATCHES_PER_THREAD", 1)  # several images in a batch
    samples: dict[bool, list[Sample]] = {False: [], True: []}
    found = []
    for workers in (None, cluster):
        notes = list[str]()
        results = evaluate_files(
            small_model,
            [images],
            [masks],
            decoder_choices=[small_model.document.decoder, small_model.choose("lm")],
            objects=ObjectSettings(froc) if froc else None,
            memory=TILED if froc else 10**9,
            cluster=workers,
            on_sample=samples[workers is not None].append,
            on_note=notes.append,
        )
        found.append(json.dumps([[result.as_json() for result in results], notes]))
        assert [failed.path for failed in results[0].failed] == [masks / "i4.png"]
    assert found[0] == found[1]
    ordered = (sorted(part, key=lambda sample: sample.path) for part in samples.values())
    for one, other in zip(*ordered, strict=True):
        assert one.path == other.path
        np.testing.assert_array_equal(one.pixels, other.pixels)
        for key, saliency in one.saliency.items():
            np.testing.assert_array_equal(saliency, other.saliency[key])


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve images of two classes, their table, and tables of centres."""
    folder = tmp_path_factory.mktemp("classes")
    for name in ("images", "centres"):
        (folder / name).mkdir()
    rows = ["image,class"]
    for number in range(12):
        pixels = image(3, number, (24, 24)) * (0.5 if number % 2 else 1)
        write_png(folder / "images" / f"{number}.png", eight_bit(pixels))
        rows.append(f"{number},{'ab'[number % 2]}")
        table = f"x,y,class\n6,6,{'ab'[number % 2]}\n15,12,a\n"
        (folder / "centres" / f"{number}.csv").write_text(table)
    (folder / "classes.csv").write_text("\n".join(rows))
    return folder


@pytest.mark.parametrize("objects", [False, True])
def test_identification(
    objects: bool, cluster: Cluster, small_model: Model, classes: Path, tmp_path: Path
) -> None:
    place = classes / "images"
    known = classes / ("centres" if objects else "classes.csv")
    settings: dict[str, Any] = {"objects": objects, "side": 9 if objects else None, "folds": 2}
    here = train_classifier(small_model, [place], known, tmp_path / "here", **settings)
    there = train_classifier(
        small_model, [place], known, tmp_path / "there", cluster=cluster, **settings
    )
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert (there.names, there.labels) == (here.names, here.labels)
    assert {**here.as_json(), "written": []} == {**there.as_json(), "written": []}
    tables = []
    for workers in (None, cluster):
        out = tmp_path / f"{workers is None}.csv"
        classify_files(here.classifier, [place], out, cluster=workers)
        measured = evaluate_classifier(here.classifier, [place], known, cluster=workers)
        tables.append((out.read_bytes(), json.dumps(measured.as_json())))
    assert tables[0] == tables[1]


def test_images_of_other_sizes_and_damaged_ones(
    cluster: Cluster, small_model: Model, classes: Path, tmp_path: Path
) -> None:
    place = tmp_path / "images"
    shutil.copytree(classes / "images", place)
    (place / "3.png").write_bytes(b"no image")
    table = classes / "classes.csv"
    trained = train_classifier(small_model, [place], table, folds=0, cluster=cluster)
    assert [failed.path.name for failed in trained.failed] == ["3.png"]
    write_png(place / "5.png", eight_bit(image(3, 1, (30, 20))))
    with pytest.raises(ImageError, match=r"5\.png: is 30 x 20 and must be 24 x 24") as there:
        train_classifier(small_model, [place], table, pooling="flatten", cluster=cluster)
    with pytest.raises(ImageError) as here:
        train_classifier(small_model, [place], table, pooling="flatten")
    assert str(here.value) == str(there.value)
    fitted = replace(trained).classifier
    found = classify_files(fitted, [place], cluster=cluster)
    assert [failed.path.name for failed in found.failed] == ["3.png"]
    assert len(found.classes) == 11
