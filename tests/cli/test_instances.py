"""Measures of objects and FROC on the command line."""

import csv
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from flimbuilder.analysis.instances.measures import instance_measures
from flimbuilder.analysis.objects import label_objects
from flimbuilder.imaging.read import read_mask
from flimbuilder.imaging.write import write_png
from tests.cli.commands import ok, ok_json, run
from tests.scenes import SIDES, Scene

HALVES = (slice(None), slice(0, 15)), (slice(None), slice(15, None))  # of the disk


def _number_halves(scene: Scene) -> None:
    """Number the left and right half of each disk: two objects that touch."""
    for path in scene.labels.iterdir():
        mask = read_mask(path) > 0
        labels = np.zeros(SIDES, np.uint16)
        for number, half in enumerate(HALVES, start=1):
            labels[half][mask[half]] = number
        write_png(path, labels)


def test_measures_equal_those_of_the_predicted_masks(
    scene: Scene, model: Path, tmp_path: Path
) -> None:
    _number_halves(scene)
    files = ("--images", scene.images, "--labels", scene.labels)
    shown = ok_json(
        "evaluate", model, *files, "--instances", "--json", "--csv", tmp_path / "t.csv"
    )
    ok("predict", model, scene.images, "--out", tmp_path / "out", "--mask")
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text().splitlines()))
    expected = []
    for path, row in zip(sorted(scene.images.iterdir()), rows, strict=True):
        mask = read_mask(tmp_path / "out" / f"{path.stem}_mask.png")
        truth = read_mask(scene.labels / path.name)
        measures = instance_measures(label_objects(mask), truth)
        per_image = shown["instances"]["per_image"][path.stem]
        assert per_image["aji"] == measures.aji == float(row["aji"])
        assert per_image["true_objects"] == 2 == int(row["true_objects"])
        expected.append(measures)
    summary = shown["instances"]
    assert summary == shown["results"][0]["instances"]
    assert summary["truth"] == "numbers"
    for name in ("ap50", "ap", "pq", "aji", "count_error"):
        assert summary[name] == pytest.approx(np.mean([getattr(m, name) for m in expected]))
    assert summary["count_error"] == -1  # the halves are one region of the mask
    assert "froc" not in shown


def test_plain_masks_have_regions(scene: Scene, model: Path, tmp_path: Path) -> None:
    result = ok(
        *("evaluate", model, "--images", scene.images, "--labels", scene.labels, "--froc"),
        *("--pictures", tmp_path / "out"),
    )
    assert "3 masks without a number for each object: connected regions" in result.stderr
    assert "FROC: sensitivity at false positives an image" in result.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"froc.svg", "average_precision.svg", "precision_recall.svg"} <= names
    root = ElementTree.parse(tmp_path / "out" / "froc.svg").getroot()
    shapes = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert shapes.count("polygon") == shapes.count("polyline") == 2  # centre and IoU


def test_centres_replace_masks(scene: Scene, model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "centres"
    folder.mkdir()
    for path in scene.images.iterdir():
        (folder / f"{path.stem}.csv").write_text("x,y,class\n15,14,0\n40,35,3\n")
    files = ("--images", scene.images, "--centres", folder)
    shown = ok_json("evaluate", model, *files, "--froc", "--json", "--pictures", tmp_path / "out")
    assert shown["instances"]["truth"] == "centres"
    assert shown["instances"]["f1"] == pytest.approx(2 / 3)  # the disk, not the second centre
    assert shown["instances"]["count_error"] == -1
    assert shown["instances"]["ap50"] is None
    assert shown["froc"]["sensitivity"] == [0.5] * 6
    assert shown["froc"]["false_positives"] == [0.25, 0.5, 1, 2, 4, 8]
    assert "dice" not in shown["results"][0]
    near = ok_json("evaluate", model, *files, "--centre-distance", 60, "--json")
    assert near["instances"]["f1"] == pytest.approx(2 / 3)
    assert "froc" not in near
    both = ok_json("evaluate", model, *files, "--labels", scene.labels, "--json")
    assert both["instances"]["f1"] == pytest.approx(2 / 3)
    assert both["results"][0]["dice"] > 0.5
    (folder / "a.csv").unlink()
    result = ok("evaluate", model, *files)
    assert "no centres for 1 image: a.png" in result.stderr
    assert "precision_recall.svg" not in {path.name for path in (tmp_path / "out").iterdir()}


def test_bad_input_is_one_line(scene: Scene, model: Path, tmp_path: Path) -> None:
    images, empty = ("--images", scene.images), tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "one").mkdir()
    table = tmp_path / "one" / "a.csv"
    table.write_text("x,class\n3,1\n")
    centres = ("--centres", tmp_path / "one")
    cases = [
        ((), "nothing to measure against; give --labels DIR or --centres DIR"),
        (("--centres", tmp_path / "none"), "no such file or folder of centres"),
        (("--centres", empty), "no CSV file"),
        (("--labels", scene.labels, "--centre-distance", 3), "no effect without --centres"),
        ((*centres, "--centre-distance", 0), "must be over 0"),
        (centres, "give x and y"),
    ]
    for words, message in cases:
        result = run("evaluate", model, *images, *words)
        assert result.status != 0, words
        (line,) = result.stderr.strip().splitlines()
        assert message in line
        assert len(line) < 280
    message = run("evaluate", model, *images, *centres, "--csv", table).stderr
    assert "would overwrite one of the images, masks or tables to read" in message
    table.write_text("x,y\n3,1\n500,1\n")
    message = run("evaluate", model, *images, *centres).stderr
    assert "a.csv: centre row 1, column 500: is outside the image of" in message
    table.rename(tmp_path / "one" / "elsewhere.csv")
    assert "no table has the name of an image" in run("evaluate", model, *images, *centres).stderr


def test_false_positives_by_area_and_in_images_without_objects(
    scene: Scene, model: Path, tmp_path: Path
) -> None:
    write_png(scene.labels / "c.png", np.zeros(SIDES, np.uint8))
    files = ("--images", scene.images, "--labels", scene.labels, "--froc")
    by_area = ok_json("evaluate", model, *files, "--froc-per", "mm2", "--pixel-size", "100x50")
    by_area = by_area["froc"]
    by_image = ok_json("evaluate", model, *files)["froc"]
    assert (by_image["per"], by_area["per"]) == ("image", "mm2")
    area = SIDES[0] * SIDES[1] * 0.1 * 0.05  # mm²
    expected = np.array(by_image["curve"]["false_positives"]) / area
    assert by_area["curve"]["false_positives"] == pytest.approx(expected)
    assert 0 <= by_image["image_auc"] <= 1
    empty = ok_json("evaluate", model, *files, "--froc-per", "empty")["froc"]
    assert max(empty["curve"]["false_positives"]) <= 3 * max(by_image["curve"]["false_positives"])
    shown = ok("evaluate", model, *files, "--froc-per", "empty")
    assert "false positives an image without objects" in " ".join(shown.stdout.split())
    assert "with an AUC of" in " ".join(shown.stderr.split())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--froc", "--froc-per", "slide"), "choose from image, empty, mm2"),
        (("--froc-per", "mm2"), "has no effect without --froc"),
        (("--pixel-size", "1"), "has no effect without objects"),
        (("--froc", "--froc-per", "mm2"), "give --pixel-size"),
    ],
)
def test_units_that_cannot_be_used(
    scene: Scene, model: Path, options: tuple[str, ...], message: str
) -> None:
    files = ("--images", scene.images, "--labels", scene.labels)
    result = run("evaluate", model, *files, *options)
    assert result.status == 2
    assert message in " ".join(result.stderr.split())
