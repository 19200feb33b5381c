"""The commands classify train, predict and evaluate."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

import flimbuilder as fb
from flimbuilder.imaging.write import write_png
from tests.cli.commands import ok, ok_json, refused
from tests.learned_models import learned_model
from tests.tasks.identification.labelled import labelled_images


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model, images 1.png to 12.png, classes.csv, and a trained classifier."""
    folder = tmp_path_factory.mktemp("classify")
    learned_model().write(folder / "model")
    images, labels = labelled_images(12)
    (folder / "images").mkdir()
    rows = ["image ID,class label"]
    for number, (pixels, label) in enumerate(zip(images, labels, strict=True), start=1):
        write_png(folder / "images" / f"{number}.png", np.round(pixels * 255).astype(np.uint8))
        rows.append(f"{number},{label}")
    (folder / "classes.csv").write_text("\n".join(rows))
    return folder


def train(place: Path, *words: object) -> tuple[object, ...]:
    images, classes = place / "images", place / "classes.csv"
    return "classify", "train", place / "model", "--images", images, "--classes", classes, *words


def test_train_predict_evaluate(place: Path) -> None:
    out = place / "classifier"
    trained = ok_json(*train(place, "--out", out, "--folds", 2, "--pictures", place / "pictures"))
    for name in ("accuracy", "kappa", "macro_f1"):
        assert set(trained[name]) == {"mean", "std"}
    assert 1 <= trained["dimension"] <= 11
    assert trained["classes"] == ["class 0", "class 1", "class 2"]
    assert [Path(path).name for path in trained["pictures"]] == ["confusion.svg"]

    table = place / "found.csv"
    predicted = ok_json("classify", "predict", out, place / "images", "--out", table)
    with table.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["class"] for row in rows] == [row["class"] for row in predicted["results"]]
    classifier = fb.load_classifier(out)
    for row in rows:
        image = fb.read_image(place / "images" / row["image"]).pixels
        assert row["class"] == classifier.predict(image)

    described = ok_json("info", out)["classifier"]
    assert described["classes"] == trained["classes"]
    assert described["measures"]["kappa"] == trained["kappa"]
    assert ok_json("info", place / "model")["classifier"] is None
    assert "logistic on statistics of block 1+2, learned from 12 images" in ok("info", out).stdout

    words = ("--images", place / "images", "--classes", place / "classes.csv")
    judged = ok_json("classify", "evaluate", out, *words)
    _, labels = labelled_images(12)
    known = {f"{number}.png": label for number, label in enumerate(labels, start=1)}
    assert judged["accuracy"] == np.mean([row["class"] == known[row["image"]] for row in rows])


def test_the_terminal_shows_measures_and_the_confusion_matrix(place: Path) -> None:
    shown = ok(*train(place, "--folds", 2, "--classifier", "svm", "--curve")).stdout
    assert "Linear SVM on statistics of block 1+2: 12 images, 2 folds" in shown
    assert re.search(r"kappa +\d\.\d{3} +\d\.\d{3}", shown)
    assert re.search(r"class 1 +\d +\d +\d +\d\.\d{3}", shown)
    assert re.search(r"100% +6 ", shown)
    assert re.search(r"effective dimension \d+\.\d of \d+ features", shown)


def test_many_classes_are_a_list(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flimbuilder.cli.classify.MOST_CLASSES", 2)
    shown = ok(*train(place, "--folds", 2)).stdout
    assert re.search(r"class +images +recall +most often taken for", shown)
    assert re.search(r"class 2 +4 +\d\.\d{3}", shown)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--classifier", "knn"), "classifier 'knn': choose from svm, rbf, logistic, mlp"),
        (("--pooling", "median"), "pooling 'median': choose from mean"),
        (("--block", "3"), "block 3: the encoder has blocks 1 to 2"),
        (("--folds", "13"), "13 folds and 12 images; give at most 12 folds"),
        (("--groups", "slide"), "has no column 'slide'"),
        (("--side", "32"), "--side: is for objects"),
    ],
)
def test_mistakes_are_one_line(place: Path, words: tuple[str, ...], message: str) -> None:
    assert message in refused(*train(place, *words))


def test_the_model_is_not_written_over(place: Path) -> None:
    message = refused(*train(place, "--out", place / "model"))
    assert "is the model to learn with; give another folder" in message


def test_tables_that_cannot_be_used(place: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    words = ("classify", "train", place / "model", "--images", place / "images", "--classes")
    for content, message in (
        (
            "image,class\n1,a\n2,b\n",
            "each of the classes a, b has one image; cross-validation needs two",
        ),
        ("image,class\n1,a\n2,a\n", "of one class"),
        ("image,class\n1,a\n1,b\n", "'1' is given twice"),
        ("image,class\nx,a\n", "names none of 12 images"),
        ("image,class\n1,a\n2,\n", "line 3: image or class is missing"),
    ):
        table.write_text(content)
        assert message in refused(*words, table)
    assert "No such file" in refused(*words, tmp_path / "none.csv")


def test_a_command_that_is_not_complete_names_its_help(place: Path) -> None:
    assert "'flimbuilder classify train --help' shows how" in refused("classify", "train")
    assert "'flimbuilder classify --help' shows how" in refused("classify", "learn")
    message = refused("classify", "predict", place / "model", place / "images")
    assert "no classifier here" in message
