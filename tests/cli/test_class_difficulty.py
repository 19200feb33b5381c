"""Building with kernels shared out by class difficulty."""

import json
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.model.document import read_model_document
from flimbuilder.model.model import load_model
from flimbuilder.project.folder import open_project
from flimbuilder.tasks.identification.classifier import ImageClassifier
from flimbuilder.tasks.identification.validation import cross_validate
from tests.cli.commands import ok, ok_json, refused


@pytest.fixture
def classifier(model: Path, tmp_path: Path) -> Path:
    """A classifier of the classes 0 and 1, cross-validated on features of chance."""
    own = ImageClassifier(load_model(model), pooling="mean", classifier="logistic")
    rng = np.random.default_rng(0)
    n_features = sum(own.model.document.kernel_counts)
    features = rng.normal(size=(20, n_features)).astype(np.float32)
    labels = [0] * 12 + [1] * 8
    own.fit_features(features, labels, (40, 40))
    own.write(tmp_path / "classifier", cross_validate(features, labels, folds=2).record())
    return tmp_path / "classifier"


def test_a_class_that_is_missed_gets_more_kernels(
    project: Path, classifier: Path, tmp_path: Path
) -> None:
    recall = json.loads((classifier / "classifier.json").read_text("utf-8"))["measures"]["recall"]
    assert recall.keys() == {"0", "1"}
    refusal = refused("build", project, "--difficulty", classifier, "--out", classifier)
    assert "holds a classifier, and is left as it is" in refusal
    out = tmp_path / "shared"

    ok_json("build", project, "--difficulty", classifier, "--out", out)

    shares = read_model_document(out).architecture.class_shares
    assert {str(entry.class_id): entry.share for entry in shares} == {
        name: pytest.approx(max(0.05, 1 - value)) for name, value in recall.items()
    }
    assert open_project(project).project.architecture.class_shares == ()
    # The model says how it was built, so the project can be built alike.
    ok("build", project, "--difficulty", classifier, "--out", out, "--verify")


def test_what_has_no_difficulty(
    project: Path, model: Path, classifier: Path, tmp_path: Path
) -> None:
    build = ("build", project, "--out", tmp_path / "none", "--difficulty")
    assert "no classifier here" in refused(*build, model)
    path = classifier / "classifier.json"
    document = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**document, "measures": {}}), "utf-8")
    assert "has no recall of its classes" in refused(*build, classifier)
    path.write_text(json.dumps({**document, "measures": {"recall": {"egg yolk": 0.5}}}), "utf-8")
    assert "classes 'egg yolk': 0 of them are of the project" in refused(*build, classifier)
    path.write_text(json.dumps(document), "utf-8")
    opened = open_project(project)
    architecture = opened.project.architecture
    blocks = tuple(block.with_(kernels=None) for block in architecture.blocks)
    opened.save(opened.project.with_(architecture=architecture.with_(blocks=blocks)))
    assert "has no effect, as no block" in refused(*build, classifier)
    assert not (tmp_path / "none").exists()


def test_info_shows_the_shares(project: Path) -> None:
    document = project / "project.json"
    content = json.loads(document.read_text("utf-8"))
    content["architecture"]["class_shares"] = [
        {"class": 0, "share": 0.5},
        {"class": 1, "share": 2},
    ]
    document.write_text(json.dumps(content), "utf-8")
    shown = ok("info", project).stdout
    assert "kernels are shared out among classes: background 0.5, object 2" in shown
    assert ok_json("info", project)["architecture"]["class_shares"] == {"0": 0.5, "1": 2}
