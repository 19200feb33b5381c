"""Classifiers as ONNX and torch.export programs."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from flimbuilder.errors import InputError
from flimbuilder.exchange.network_files import dump_onnx, run_onnx, trace_network
from flimbuilder.flim.classifier import ClassifierHead
from flimbuilder.model.pixels import read_pixels
from flimbuilder.tasks.identification.classifier import ImageClassifier, load_classifier
from flimbuilder.tasks.identification.classifier_tensors import classifier_tensors
from flimbuilder.tasks.identification.classifiers import (
    CLASSIFIERS,
    fit_classifier,
)
from flimbuilder.tasks.identification.features import POOLINGS, map_pooling
from flimbuilder.workflow.export import export
from flimbuilder.workflow.identification.classify import classify_files, train_classifier
from flimbuilder.workflow.identification.export_classifier import (
    SCORES,
    export_classifier,
)
from tests.learned_models import learned_model
from tests.tasks.identification.labelled import labelled_features, labelled_images

IMAGES, LABELS = labelled_images()
BATCH = np.ascontiguousarray(np.stack(IMAGES).transpose(0, 3, 1, 2))


def classifier_of(pooling: str, name: str) -> ImageClassifier:
    return ImageClassifier(learned_model(), pooling=pooling, classifier=name).fit(IMAGES, LABELS)


class EveryPart(nn.Module):
    """All poolings of images, and the scores of all classifiers on their means."""

    def __init__(self, heads: Sequence[nn.Module]) -> None:
        super().__init__()
        self.heads = nn.ModuleList(heads)
        self.poolings = nn.ModuleList(
            map_pooling(info) for info in POOLINGS.values() if not info.needs_equal_sizes
        )

    def forward(self, images: Tensor) -> Tensor:
        """Return features and scores (N, columns)."""
        means = images.mean(dim=(2, 3))
        columns = [pooling([images]) for pooling in self.poolings]
        return torch.cat([*columns, *(head(means) for head in self.heads)], dim=1)


@pytest.mark.slow
def test_onnx_has_every_pooling_and_classifier() -> None:
    pytest.importorskip("onnx")
    features, truth = labelled_features(d=3)
    heads = []
    for name, info in CLASSIFIERS.items():
        tensors = classifier_tensors(name, fit_classifier(name, features, truth))
        plain = {key: torch.from_numpy(array) for key, array in tensors.items()}
        heads.append(ClassifierHead(info.head, 3, plain))
    network = EveryPart(heads).eval()
    program = trace_network(network, torch.rand(2, 3, 20, 23))
    content = dump_onnx(program, {}, SCORES, output_axes={0: "batch"})
    images = torch.rand(3, 3, 13, 31)
    expected = network(images).numpy()
    np.testing.assert_allclose(run_onnx(content, images.numpy(), SCORES), expected, atol=1e-5)


@pytest.mark.slow
def test_flatten_exports_for_one_size(tmp_path: Path) -> None:
    classifier = classifier_of("flatten", "logistic")
    report = export_classifier(classifier, "pt2", tmp_path)
    assert [path.name for path in report.written] == ["classifier.pt2"]
    program = torch.export.load(tmp_path / "classifier.pt2").module()
    scores = program(torch.from_numpy(BATCH[:2])).numpy()
    np.testing.assert_allclose(scores, classifier.scores(IMAGES[:2]), atol=1e-5)


@pytest.mark.slow
def test_library_files_and_onnx_agree_on_real_images(shared_data: Path, tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    folder, table = shared_data / "leukocytes", tmp_path / "classes.csv"
    rows = (folder / "classes.csv").read_text().splitlines()
    table.write_text("\n".join(rows[:31]))
    paths = [folder / "images" / f"{number:03d}.png" for number in range(1, 31)]
    trained = train_classifier(learned_model(), paths, table, tmp_path / "classifier", folds=0)
    classifier = load_classifier(tmp_path / "classifier")
    images = [read_pixels(path) for path in paths]
    found = classify_files(classifier, paths)
    assert list(found.classes) == [trained.classifier.predict(pixels) for pixels in images]
    assert len({*found.classes}) > 1

    report = export(tmp_path / "classifier", "onnx", tmp_path / "out.onnx", image=paths[0])
    assert report.largest_difference is not None
    assert report.largest_difference < 1e-4
    content = (tmp_path / "out.onnx").read_bytes()
    entries = {e.key: e.value for e in onnx.load_from_string(content).metadata_props}
    assert entries["classes"].splitlines() == list(classifier.classes)
    batch = np.ascontiguousarray(np.stack(images).transpose(0, 3, 1, 2))
    scores = run_onnx(content, batch, SCORES)
    np.testing.assert_allclose(scores, found.scores, atol=1e-4)
    assert list(found.classes) == [classifier.classes[number] for number in scores.argmax(axis=1)]
    small = images[0][:57, :39]
    (other,) = run_onnx(content, small.transpose(2, 0, 1)[None].copy(), SCORES)
    np.testing.assert_allclose(other, classifier.predict_scores(small), atol=1e-4)


def test_other_formats_are_refused(tmp_path: Path) -> None:
    classifier_of("mean", "logistic").write(tmp_path / "classifier")
    with pytest.raises(InputError, match="can't export a classifier to 'bioimageio'"):
        export(tmp_path / "classifier", "bioimageio", tmp_path / "out.zip")
