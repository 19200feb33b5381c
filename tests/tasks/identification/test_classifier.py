"""A classifier of images: its folder, and the same classes without flimbuilder."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from flimbuilder.errors import ImageError, InputError, ModelError, SaveError
from flimbuilder.model.model import Model, load_model
from flimbuilder.tasks.identification.classifier import ImageClassifier, load_classifier
from flimbuilder.tasks.identification.classifiers import CLASSIFIERS
from flimbuilder.tasks.identification.objects import cut_objects
from tests.learned_models import image, learned_model
from tests.tasks.identification.labelled import SIDES, labelled_images

IMAGES, LABELS = labelled_images()
WITHOUT_FLIMBUILDER = """
import importlib.util, pathlib, sys
sys.modules["flimbuilder"] = None
sys.modules["safetensors"] = None
import torch
torch.set_num_threads(1)
images = torch.load(sys.argv[1])
for folder in map(pathlib.Path, sys.argv[2:]):
    spec = importlib.util.spec_from_file_location("encoder", folder / "encoder.py")
    encoder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(encoder)
    classifier = encoder.load_classifier(folder)
    classes = [classifier.classify(image[None])[0] for image in images]
    torch.save((classes, classifier(images)), folder / "answers.pt")
"""


@pytest.fixture(scope="module")
def classifiers(model: Model) -> dict[str, ImageClassifier]:
    poolings = dict(zip(CLASSIFIERS, ("statistics", "grid2", "flatten", "rings3"), strict=True))
    return {
        name: ImageClassifier(model, pooling=pooling, classifier=name).fit(IMAGES, LABELS)
        for name, pooling in poolings.items()
    }


def test_classes_are_those_of_scikit_learn(classifiers: dict[str, ImageClassifier]) -> None:
    for classifier in classifiers.values():
        assert classifier.classes == ("class 0", "class 1", "class 2")
        assert classifier.pipeline is not None
        expected = classifier.pipeline.predict(classifier.features(IMAGES))
        assigned = [classifier.predict(pixels) for pixels in IMAGES]
        assert assigned == [classifier.classes[number] for number in expected]
        assert np.mean([a == b for a, b in zip(assigned, LABELS, strict=True)]) > 0.9
        assert classifier.predict_scores(IMAGES[0]).shape == (3,)


@pytest.mark.slow
def test_the_folder_gives_the_same_classes_with_torch_alone(
    classifiers: dict[str, ImageClassifier], model: Model, tmp_path: Path
) -> None:
    images = torch.from_numpy(np.stack(IMAGES)).permute(0, 3, 1, 2)
    torch.save(images, tmp_path / "images.pt")
    for name, classifier in classifiers.items():
        files = classifier.write(tmp_path / name)
        assert {path.name for path in files} > {"classifier.json", "classifier.safetensors"}
    places = [str(tmp_path / name) for name in classifiers]
    words = [sys.executable, "-c", WITHOUT_FLIMBUILDER, str(tmp_path / "images.pt"), *places]
    subprocess.run(words, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    for name, classifier in classifiers.items():
        loaded = load_classifier(tmp_path / name)
        scores = classifier.scores(IMAGES)
        np.testing.assert_array_equal(loaded.scores(IMAGES), scores)
        classes, standalone = torch.load(tmp_path / name / "answers.pt")
        np.testing.assert_allclose(standalone.numpy(), scores, atol=1e-5)
        assert classes == [loaded.predict(pixels) for pixels in IMAGES]
        assert load_model(tmp_path / name).document == model.document


def test_equal_trainings_write_equal_bytes(model: Model, tmp_path: Path) -> None:
    for name in "ab":
        ImageClassifier(model, classifier="mlp", seed=3).fit(IMAGES, LABELS).write(
            tmp_path / name, {"kappa": {"mean": 0.5, "std": 0.1}}
        )
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    document = json.loads((tmp_path / "a" / "classifier.json").read_text())
    assert document["measures"] == {"kappa": {"mean": 0.5, "std": 0.1}}
    assert document["n_images"] == len(IMAGES)


def test_a_full_disk_leaves_the_old_classifier_whole(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier = ImageClassifier(model).fit(IMAGES, LABELS)
    classifier.write(tmp_path / "old")
    before = {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()}

    def fill_disk(path: Path, content: bytes) -> None:
        if "classifier" in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr("flimbuilder.model.folder.write_synced", fill_disk)
    for name in ("old", "new"):
        with pytest.raises(SaveError, match="No space left on device"):
            ImageClassifier(model, classifier="svm").fit(IMAGES, LABELS).write(tmp_path / name)
    assert {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before
    assert not (tmp_path / "new").exists()


def test_objects_get_classes(model: Model) -> None:
    canvas = np.concatenate([np.concatenate(IMAGES[:3], axis=1)] * 2)
    rows, cols = SIDES
    centres = np.array([[rows / 2, cols * (number + 0.5)] for number in range(3)])
    patches = cut_objects(canvas, centres=centres, side=16)
    classifier = ImageClassifier(model, side=16).fit(list(patches), LABELS[:3])
    assert classifier.predict_objects(canvas, centres=centres) == LABELS[:3]
    instances = np.zeros(canvas.shape[:2], np.int32)
    for number, (row, col) in enumerate(centres.astype(int), start=1):
        instances[row - 4 : row + 5, col - 4 : col + 5] = number
    assert classifier.predict_objects(canvas, instances) == LABELS[:3]
    assert classifier.predict_objects(canvas, np.zeros_like(instances)) == []


def test_objects_are_pooled_in_rings_unless_saved_otherwise(model: Model, tmp_path: Path) -> None:
    n_kernels = sum(model.document.kernel_counts)
    patches, labels = [pixels[:16, :16] for pixels in IMAGES[:3]], LABELS[:3]
    assert ImageClassifier(model).pooling.id == "statistics"
    assert ImageClassifier(model, side=16).features(patches).shape == (3, 5 * n_kernels)
    earlier = ImageClassifier(model, pooling="statistics", side=16).fit(patches, labels)
    earlier.write(tmp_path)
    loaded = load_classifier(tmp_path)
    assert loaded.pooling.id == "statistics"
    np.testing.assert_array_equal(loaded.scores(patches), earlier.scores(patches))


def test_unusable_calls(model: Model, classifiers: dict[str, ImageClassifier]) -> None:
    empty = ImageClassifier(model)
    with pytest.raises(InputError, match="has not learned yet"):
        empty.predict(IMAGES[0])
    with pytest.raises(InputError, match="18 images and 1 label"):
        empty.fit(IMAGES, ["a"])
    with pytest.raises(InputError, match="of one class"):
        empty.fit(IMAGES, ["a"] * len(IMAGES))
    with pytest.raises(InputError, match="has 101 characters; give 1 to 100"):
        empty.fit(IMAGES, ["a", "b" * 101] * 9)
    with pytest.raises(InputError, match="learned from whole images"):
        classifiers["svm"].predict_objects(IMAGES[0], centres=np.array([[3, 3]]))
    with pytest.raises(ImageError, match="image 1: is 23 x 31 and must be 20 x 24"):
        classifiers["logistic"].predict(image())
    with pytest.raises(InputError, match="needs the size of the images"):
        ImageClassifier(model, pooling="flatten").fit_features(np.ones((2, 3)), ["a", "b"])
    with pytest.raises(ImageError, match="has 1 channels and the encoder reads 3"):
        classifiers["svm"].predict(image(channels=1))


@pytest.fixture(scope="module")
def folder(
    classifiers: dict[str, ImageClassifier], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("classifier")
    classifiers["rbf"].write(path)
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"pooling": {"id": "grid2", "kind": "grid", "cells": 3}},
            "pooling: 'grid' is not 'grid2'",
        ),
        ({"pooling": {"id": "new", "kind": "grid", "cells": 2}}, "update flimbuilder"),
        ({"classifier": "svm"}, "head: 'support' is not that of 'svm'"),
        ({"blocks": [3]}, "blocks: 3 is no block of 1..2"),
        ({"classes": ["a", "a", "b"]}, "a name is given twice"),
        ({"classes": ["a", "b"]}, "weight0 is float32"),
        ({"size": [20, 24]}, "does not fit the pooling"),
        ({"digest": "0" * 64}, "are not of one classifier"),
        ({"fingerprint": "0" * 64}, "is of another encoder than model.json"),
        ({"seed": None}, "classifier.json: seed: "),
        ({"unknown": 1}, "classifier.json: unknown: "),
    ],
)
def test_damaged_documents_are_refused(
    folder: Path, tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    document = json.loads((tmp_path / "classifier.json").read_text())
    (tmp_path / "classifier.json").write_text(json.dumps({**document, **changes}))
    with pytest.raises(ModelError) as raised:
        load_classifier(tmp_path)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_files_and_other_models_are_refused(folder: Path, tmp_path: Path) -> None:
    learned_model(seed=1).write(tmp_path)
    with pytest.raises(ModelError, match=r"no classifier here \(classifier.json is missing\)"):
        load_classifier(tmp_path)
    (tmp_path / "classifier.json").write_bytes((folder / "classifier.json").read_bytes())
    with pytest.raises(ModelError, match="is of another encoder"):
        load_classifier(tmp_path)
    (tmp_path / "classifier.json").write_text("{")
    with pytest.raises(ModelError, match="train the classifier again"):
        load_classifier(tmp_path)
