"""`--values` of seeds, label images and masks, from the import to the evaluation."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn import metrics

from flimbuilder.imaging.write import write_png
from tests.cli.commands import ok, ok_json, refused
from tests.scenes import SIDES, Scene, label_map, seeds_of, write_scene, write_seeds_file

pytestmark = pytest.mark.slow

LEVELS = "128=1,255=2"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Two object classes; the masks have grey levels, and 7 on the upper border."""
    scene = write_scene(tmp_path / "files", classes=2)
    levels = np.array([0, 128, 255], np.uint8)[label_map(2)]
    levels[:4] = 7
    for name in "abc":
        write_png(scene.labels / f"{name}.png", levels)
    return scene


def truth() -> np.ndarray:
    classes = label_map(2).astype(int)
    classes[:4] = -1
    return classes


def entries(project: Path) -> list[dict[str, object]]:
    images = json.loads((project / "project.json").read_text())["images"]
    assert isinstance(images, list)
    return images


def test_masks_from_the_import_to_the_evaluation(scene: Scene, tmp_path: Path) -> None:
    project, options = tmp_path / "P", scene.import_options()
    message = refused("import", project, *options, "--strict")
    assert "a.png: its values 0, 7, 128, 255 are not those of the classes 0, 1, 2" in message
    assert "for example --values 7=1,128=2,255=2; 'ignore' leaves pixels out" in message
    ok("import", project, "--images", scene.images, "--markers", scene.markers)
    values = f"7=ignore,{LEVELS}"
    ok("import", project, "--images", scene.images, "--labels", scene.labels, "--values", values)
    assert [entry["mask_values"] for entry in entries(project)] == [values] * 3

    for decoder in ("lm", "bp"):
        ok("build", project, "--out", tmp_path / decoder, "--decoder", decoder)
    files = ("--images", scene.images, "--labels", scene.labels)
    message = refused("evaluate", tmp_path / "bp", *files)
    assert "--values 7=1,128=2,255=2; 'ignore' leaves pixels out" in message

    output = ok_json("evaluate", tmp_path / "bp", *files, "--values", values)
    ok("predict", tmp_path / "bp", scene.images, "--out", tmp_path / "out", "--mask")
    kept = truth() >= 0
    for name in "abc":
        mask = np.asarray(Image.open(tmp_path / "out" / f"{name}_mask.png"))[kept]
        (result,) = output["results"]
        expected = metrics.f1_score(truth()[kept], mask, labels=[1, 2], average="macro")
        assert result["per_image"][name]["dice"] == pytest.approx(expected, abs=1e-4)


def test_seeds_that_count_from_one(scene: Scene, tmp_path: Path) -> None:
    for path in scene.markers.iterdir():
        seeds = [(x, y, label + 1) for x, y, label in seeds_of(label_map(2))]
        write_seeds_file(path, seeds)
    files = ("--images", scene.images, "--markers", scene.markers)
    output = ok_json("import", tmp_path / "P", *files)
    assert "use --values 1=0,2=1,3=2" in output["notes"][0]
    ok("import", tmp_path / "Q", *files, "--values", "1=0,2=1,3=ignore")
    described = ok_json("info", tmp_path / "Q")
    assert described["images"][0]["markers_per_class"] == {"0": 2, "1": 1}
    message = refused("import", tmp_path / "R", *files, "--values", "1=0,3=2", "--strict")
    assert "label 2 is not among the label values 1=0,3=2; give its class (2=CLASS)" in message
    assert not (tmp_path / "R").exists()


def test_options_without_effect_are_refused(scene: Scene, tmp_path: Path) -> None:
    shutil.rmtree(scene.markers)
    scene.markers.mkdir()
    shapes = [{"label": "egg", "shape_type": "point", "points": [[15, 14]]}]
    (scene.markers / "a.json").write_text(json.dumps({"shapes": shapes, "imageHeight": SIDES[0]}))
    images = ("--images", scene.images)
    for options, reason in (
        (("--values", "1=0"), "label values: no seeds file, label image or mask was read"),
        (("--suffix", "_roi"), "suffix '_roi': pairs no file with an image"),
        (("--orientation", "stored"), "orientation stored: EXIF turns no image that has"),
        (("--values", ""), "label values: '' is not VALUE=CLASS"),
    ):
        for markers in ((), ("--markers", scene.markers)):
            message = refused("import", tmp_path / "P", *images, *markers, *options)
            assert reason in message
            assert not (tmp_path / "P").exists()
