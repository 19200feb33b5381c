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
from flimbuilder.tasks.identification.classifier import ImageClassifier
from flimbuilder.tasks.identification.classifiers import (
    CLASSIFIERS,
    classifier_tensors,
    fit_classifier,
)
from flimbuilder.tasks.identification.features import POOLINGS, map_pooling
from flimbuilder.workflow.export import export
from flimbuilder.workflow.export_classifier import (
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
def test_a_classifier_folder_exports_its_classifier(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    classifier = classifier_of("statistics", "svm")
    classifier.write(tmp_path / "classifier")
    report = export(tmp_path / "classifier", "onnx", tmp_path / "out.onnx")
    assert report.largest_difference is not None
    assert report.largest_difference < 1e-4
    content = (tmp_path / "out.onnx").read_bytes()
    entries = {e.key: e.value for e in onnx.load_from_string(content).metadata_props}
    assert entries["classes"].splitlines() == list(classifier.classes)
    scores = run_onnx(content, BATCH, SCORES)
    np.testing.assert_allclose(scores, classifier.scores(IMAGES), atol=1e-4)
    assert [classifier.classes[number] for number in scores.argmax(axis=1)] == [
        classifier.predict(pixels) for pixels in IMAGES
    ]
    small = IMAGES[0][:17, :19]
    (other,) = run_onnx(content, small.transpose(2, 0, 1)[None].copy(), SCORES)
    np.testing.assert_allclose(other, classifier.predict_scores(small), atol=1e-4)
    with pytest.raises(InputError, match="can't export a classifier to 'bioimageio'"):
        export(tmp_path / "classifier", "bioimageio", tmp_path / "out.zip")
