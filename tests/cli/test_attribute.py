"""attribute: tables for people, JSON for scripts, files."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.explain.attributions.registry import METHODS
from flimbuilder.imaging.write import write_png
from tests.cli.commands import ok, ok_json, refused, tree
from tests.scenes import Scene

pytestmark = pytest.mark.slow


@pytest.fixture
def words(shared_scene: Scene) -> tuple[object, ...]:
    return "attribute", shared_scene.folder.parent / "model", shared_scene.image("c")


def test_a_table_of_all_methods(words: tuple[object, ...]) -> None:
    lines = ok(*words, "--at", 14, 15).stdout.splitlines()
    assert "decoder's sum of object, at row 14, column 15: " in lines[0]
    rows = lines[lines.index("attributions") + 2 :]
    assert len(rows) == len(METHODS) + 1  # Grad-CAM of two blocks
    checked = ok(*words, "--at", 14, 15, "--method", "gradient", "--check").stdout.splitlines()
    assert "random kernels" in checked[2]
    assert checked[3].startswith("Gradient ")


def test_json_and_files_for_scripts(words: tuple[object, ...], tmp_path: Path) -> None:
    picked = ("--method", "gradient", "--method", "lime", "--seed", 3)
    found = ok_json(*words, "--at", 14, 15, *picked, "--out", tmp_path / "maps")
    assert [entry["name"] for entry in found["attributions"]] == ["gradient", "lime"]
    assert found["attributions"][1]["settings"] == {"baseline": "mean", "seed": 3}
    assert {"image", "target", "score", "decoder", "blocks", "notes"} <= set(found)
    values = np.load(tmp_path / "maps" / "lime.npy")
    assert float(values.sum(dtype=np.float64)) == pytest.approx(found["attributions"][1]["sum"])
    assert len(found["files"]) == 4
    page = tmp_path / "maps.html"
    assert ok(*words, "--at", 14, 15, *picked, "--out", page).stdout.splitlines()[-1] == str(page)
    assert page.is_file()


def test_a_project_attributes_its_images(shared_scene: Scene, words: tuple[object, ...]) -> None:
    project = shared_scene.folder.parent / "project"
    place = ("--at", 14, 15, "--method", "gradient")
    by_project = ok_json("attribute", project, "c.png", *place)
    assert by_project["score"] == pytest.approx(ok_json(*words, *place)["score"], rel=1e-6)


def test_places_kernels_and_decoders(
    words: tuple[object, ...], shared_scene: Scene, tmp_path: Path
) -> None:
    one = ("--method", "gradient")
    kernel = ok_json(*words, *one, "--kernel", "2.1")
    assert kernel["target"] == "largest activation of kernel 1 of block 2"
    at_pixel = ok_json(*words, *one, "--kernel", "1.1", "--at", 3, 4)
    assert at_pixel["target"].startswith("activation of kernel 1 of block 1, at row 3")
    saliency = ok_json(
        *words, *one, "--at", 14, 15, "--of", "saliency", "--decoder", "mb", "--block", 1,
        "--class", "object", "--baseline", "zero",
    )  # fmt: skip
    assert (saliency["decoder"], saliency["blocks"]) == ("mb", [1])
    assert 0 <= saliency["score"] <= 1
    entry = kernel["attributions"][0]
    size = entry["rows"][1], entry["cols"][1]
    mask = np.zeros(size, np.uint8)
    mask[3:8, 4:9] = 255
    write_png(tmp_path / "mask.png", mask)
    region = ok_json(*words, *one, "--region", tmp_path / "mask.png")
    assert region["target"].endswith("mean over 25 pixels around row 5, column 6")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "nothing to attribute; give a pixel by --at"),
        (("--at", 999, 0), "pixel (999, 0) is not in the image"),
        (("--at", 1, 1, "--method", "cam"), "there is no attribution 'cam'; choose from gradient"),
        (("--at", 1, 1, "--of", "odds"), "quantity 'odds': choose from sum, saliency"),
        (("--at", 1, 1, "--baseline", "blur"), "baseline 'blur': choose from mean, zero"),
        (("--at", 1, 1, "--class", "egg"), "--class 'egg': there is no such class"),
        (("--object",), "--object: give a pixel of the object with --at"),
        (("--kernel", "9.1"), "kernel '9.1': give block and number"),
        (("--at", 1, 1, "--region", "m.png"), "--region: leave out --at"),
        (("--at", 1, 1, "--seed", 10**23), "less than or equal to"),
    ],
)
def test_mistakes_are_told_in_a_line(
    words: tuple[object, ...], options: tuple[object, ...], message: str
) -> None:
    assert message in refused(*words, *options)


def test_overwrites_no_image(scene: Scene, project: Path, model: Path) -> None:
    image = scene.image("a").rename(scene.images / "gradient.png")
    before = tree(scene.folder)
    options = ("--at", 1, 1, "--method", "gradient", "--out", scene.images)
    assert "would overwrite one of the images" in refused("attribute", model, image, *options)
    other = scene.image("b")
    search = ("--images", scene.images)
    assert "would overwrite" in refused("attribute", project, other.name, *options, *search)
    assert tree(scene.folder) == before


def test_refused_images_are_named(
    words: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, model, image = words
    write_png(tmp_path / "grey.png", np.zeros((40, 48), np.uint8))
    for options in ((), ("--object",)):
        where = ("--at", 1, 1, *options)
        found = refused(command, model, tmp_path / "grey.png", *where)
        assert found.startswith(f"{tmp_path / 'grey.png'}: has 1 channels")
    monkeypatch.setattr("flimbuilder.workflow.readable_images.WHOLE_BYTES", 1)
    assert "cut out the part around" in refused(command, model, image, *where)
