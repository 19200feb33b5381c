"""Train, apply and judge classifiers of files."""

import csv
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import Cancelled, InputError
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.tasks.identification.classifier import load_classifier
from flimbuilder.tasks.identification.features import image_features, participation_ratio
from flimbuilder.tasks.identification.validation import cross_validate
from flimbuilder.workflow.identification.classify import (
    classify_files,
    evaluate_classifier,
    train_classifier,
)
from flimbuilder.workflow.identification.classify_pictures import confusion_svg, write_pictures
from tests.learned_models import learned_model
from tests.tasks.identification.labelled import labelled_images


@pytest.fixture(scope="module")
def model() -> Model:
    return learned_model()


def eight_bit(pixels: np.ndarray) -> np.ndarray:
    return np.round(pixels * 255).astype(np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Images 001.png to 018.png with classes.csv, and mosaics with tables of centres."""
    place = tmp_path_factory.mktemp("labelled")
    images, labels = labelled_images()
    for part in ("images", "mosaics", "centres"):
        (place / part).mkdir()
    rows = ["image,class,slide"]
    for number, (pixels, label) in enumerate(zip(images, labels, strict=True), start=1):
        write_png(place / "images" / f"{number:03d}.png", eight_bit(pixels))
        rows.append(f"{number},{label},s{number % 6}")
    (place / "classes.csv").write_text("\n".join(rows))
    for number in range(4):
        part = slice(3 * number, 3 * number + 3)
        write_png(place / "mosaics" / f"m{number}.png", eight_bit(np.hstack(images[part])))
        centres = [f"{24 * n + 12},10,{label}" for n, label in enumerate(labels[part])]
        (place / "centres" / f"m{number}.csv").write_text("\n".join(["x,y,class", *centres]))
    return place


def test_training_measures_what_the_library_measures(
    model: Model, folder: Path, tmp_path: Path
) -> None:
    steps = []
    trained = train_classifier(
        model,
        [folder / "images"],
        folder / "classes.csv",
        tmp_path / "out",
        folds=3,
        curve=True,
        on_progress=lambda *step: steps.append(step[0]),
    )
    images, labels = labelled_images()
    features = image_features(model, [eight_bit(pixels) for pixels in images])
    np.testing.assert_array_equal(trained.features, features)
    assert trained.dimension == participation_ratio(features)
    expected = cross_validate(features, labels, folds=3)
    document = trained.as_json()
    for name, spread in expected.measures.items():
        assert document[name] == spread.as_json()
    assert document["confusion"] == expected.confusion.tolist()
    assert document["images"] == 18
    assert len(document["curve"]) == 5
    assert len(document["mistakes"]) == (expected.predicted[0] != expected.truth).sum()
    assert {*steps} == {
        "encoding",
        "cross-validating",
        "learning from shares of the labels",
        "learning from all images",
    }

    loaded = load_classifier(tmp_path / "out")
    result = classify_files(loaded, [folder / "images"], tmp_path / "found.csv")
    assert result.images == tuple(f"{number:03d}.png" for number in range(1, 19))
    classes = [loaded.predict(eight_bit(pixels)) for pixels in images]
    assert list(result.classes) == classes
    rows = list(csv.DictReader((tmp_path / "found.csv").read_text().splitlines()))
    assert [row["class"] for row in rows] == classes
    assert float(rows[3]["score class 1"]) == pytest.approx(result.scores[3, 1], rel=1e-6)
    assert set(rows[0]) == {"image", "class", *(f"score class {n}" for n in range(3))}

    judged = evaluate_classifier(loaded, [folder / "images"], folder / "classes.csv")
    agree = np.mean([a == b for a, b in zip(classes, labels, strict=True)])
    assert judged.accuracy == pytest.approx(agree)
    assert judged.as_json()["confusion"] == judged.confusion.tolist()


def test_objects_are_grouped_by_image(model: Model, folder: Path, tmp_path: Path) -> None:
    trained = train_classifier(
        model,
        [folder / "mosaics"],
        folder / "centres",
        tmp_path / "out",
        objects=True,
        folds=2,
    )
    assert trained.classifier.side == 36  # 1.5 times the 24 pixels between centres
    assert trained.classifier.pooling.id == "rings5"
    assert trained.names[:2] == ("m0.png object 1", "m0.png object 2")
    assert trained.labels[:3] == ("class 0", "class 1", "class 2")
    assert trained.validation is not None
    folds = trained.validation.fold[0].reshape(4, 3)
    assert (folds == folds[:, :1]).all()
    loaded = load_classifier(tmp_path / "out")
    found = classify_files(loaded, [folder / "mosaics"], centres=folder / "centres")
    assert len(found.classes) == 12
    assert found.columns["col"].tolist()[:3] == [12, 36, 60]
    assert found.as_json()["results"][1]["object"] == 2
    judged = evaluate_classifier(loaded, [folder / "mosaics"], folder / "centres")
    assert judged.accuracy == np.mean(
        [a == b for a, b in zip(found.classes, trained.labels, strict=True)]
    )
    of_masks = classify_files(loaded, [folder / "mosaics" / "m0.png"])
    assert of_masks.numbers is not None
    assert len(of_masks.classes) == len(of_masks.centres) == len(of_masks.numbers)
    (folder / "some").mkdir()
    (folder / "some" / "m1.csv").write_text("x,y\n")
    none = classify_files(loaded, [folder / "mosaics" / "m1.png"], centres=folder / "some")
    assert [*none.columns][:4] == ["image", "object", "row", "col"]
    assert none.notes == none.classes == ()


def test_groups_of_a_column(model: Model, folder: Path) -> None:
    trained = train_classifier(
        model, [folder / "images"], folder / "classes.csv", group_column="slide", folds=2
    )
    assert trained.files == ()
    assert trained.validation is not None
    slides = np.array([number % 6 for number in range(1, 19)])
    for slide in range(6):
        assert len(set(trained.validation.fold[0, slides == slide])) == 1


def test_images_and_rows_that_lack_each_other_are_noted(
    model: Model, folder: Path, tmp_path: Path
) -> None:
    table = tmp_path / "some.csv"
    rows = (folder / "classes.csv").read_text().splitlines()
    table.write_text("\n".join([*rows[:-1], "99,class 0,s"]))
    trained = train_classifier(model, [folder / "images"], table, folds=0)
    assert trained.validation is None
    assert trained.notes == (
        "left out 1 image without a class: 018.png",
        "left out 1 name of some.csv without an image: 99",
    )
    with pytest.raises(InputError, match=r"some\.csv: 1 image without a class: 018\.png"):
        train_classifier(model, [folder / "images"], table, strict=True)


def test_a_broken_image_is_left_out(model: Model, folder: Path, tmp_path: Path) -> None:
    for path in (folder / "images").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "004.png").write_bytes(b"no image")
    trained = train_classifier(model, [tmp_path], folder / "classes.csv", folds=3)
    assert len(trained.names) == 17
    assert "004.png" not in trained.names
    assert [failure.path.name for failure in trained.failed] == ["004.png"]
    with pytest.raises(InputError, match=r"004\.png"):
        train_classifier(model, [tmp_path], folder / "classes.csv", strict=True)


def test_images_of_another_size_are_left_out(model: Model, folder: Path) -> None:
    trained = train_classifier(
        model, [folder / "images"], folder / "classes.csv", pooling="flatten", folds=0
    )
    places = [folder / "mosaics" / "m0.png", folder / "images" / "001.png"]
    found = classify_files(trained.classifier, places)
    assert found.images == ("001.png",)
    (failure,) = found.failed
    assert "m0.png: is 20 x 72 and must be 20 x 24" in failure.message
    with pytest.raises(InputError, match="must be 20 x 24"):
        classify_files(trained.classifier, places, strict=True)


def test_unusable_arguments(model: Model, folder: Path, tmp_path: Path) -> None:
    images, classes = [folder / "images"], folder / "classes.csv"
    with pytest.raises(InputError, match="--side: is for objects"):
        train_classifier(model, images, classes, side=32)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    with pytest.raises(InputError, match=r"holds files other than a model \(thesis"):
        train_classifier(model, images, tmp_path / "none.csv", tmp_path / "full")
    with pytest.raises(InputError, match="--groups: objects of one image are a group already"):
        train_classifier(model, images, classes, objects=True, group_column="slide")
    with pytest.raises(InputError, match="is a folder; give a file, or --objects"):
        train_classifier(model, images, folder / "centres")
    with pytest.raises(InputError, match="has no tables"):
        train_classifier(model, images, folder / "images", objects=True)
    with pytest.raises(InputError, match="is no folder; give one with a table"):
        train_classifier(model, images, classes, objects=True)
    with pytest.raises(InputError, match="names none of 18 images"):
        train_classifier(model, images, folder / "centres", objects=True)
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "m0.csv").write_text("x,y\n5,5\n")
    with pytest.raises(InputError, match="has no column of classes"):
        train_classifier(model, [folder / "mosaics"], bare, objects=True)
    (bare / "m0.csv").write_text("x,y,class\n5,5,1\n9,9,\n")
    with pytest.raises(InputError, match="object 2 has no class"):
        train_classifier(model, [folder / "mosaics"], bare, objects=True)
    (bare / "m0.csv").write_text("x,y,class\n500,5,1\n")
    with pytest.raises(InputError, match=r"m0\.png: centre row 5, column 500: is outside"):
        train_classifier(model, [folder / "mosaics"], bare, objects=True, side=16)
    grey = tmp_path / "grey"
    grey.mkdir()
    write_png(grey / "001.png", np.zeros((20, 24, 1), np.uint8))
    with pytest.raises(InputError, match=r"grey.* 1 channels"):
        train_classifier(model, [grey], classes)

    def stop(*step: object) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        train_classifier(model, images, classes, tmp_path / "none", on_progress=stop)
    assert not (tmp_path / "none").exists()


def test_a_class_that_the_classifier_does_not_know_counts_as_wrong(
    model: Model, folder: Path, tmp_path: Path
) -> None:
    trained = train_classifier(model, [folder / "images"], folder / "classes.csv", folds=0)
    table = tmp_path / "other.csv"
    table.write_text("image,class\n1,strange\n2,class 1\n")
    with pytest.raises(InputError, match="--centres: the classifier learned from whole images"):
        classify_files(trained.classifier, [folder / "images"], centres=folder / "centres")
    judged = evaluate_classifier(trained.classifier, [folder / "images"], table)
    assert judged.classes[-1] == "strange"
    assert judged.accuracy <= 0.5
    assert judged.notes[-1] == "the classifier does not know class strange: counted as wrong"


def test_pictures_are_escaped_and_show_counts(tmp_path: Path) -> None:
    confusion = np.array([[3, 1], [0, 0]])
    text = confusion_svg(["a & b", "<i>" + "x" * 40], confusion)
    assert "a &amp; b" in text
    assert "&lt;i&gt;" in text
    assert ">3</text>" in text
    assert ">0.75</text>" in text
    written = write_pictures(tmp_path, ["a", "b"], confusion)
    assert [path.name for path in written] == ["confusion.svg"]
