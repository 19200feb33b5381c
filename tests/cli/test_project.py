"""The commands new, import, info and recover."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.imaging.write import write_png
from flimbuilder.project.commit import commit_version
from flimbuilder.project.documents import encode_version
from flimbuilder.project.edits import SetSeed
from flimbuilder.project.folder import open_project
from flimbuilder.project.folder_handle import open_folder
from tests.cli.commands import ok, ok_json, refused, run
from tests.project.project_examples import tree
from tests.scenes import SIDES, Scene

pytestmark = pytest.mark.slow

NEXT = "add markers with 'flimbuilder import PROJECT --images DIR --markers DIR', then build"


def test_new(scene: Scene, tmp_path: Path) -> None:
    result = ok("new", tmp_path / "P", scene.images, "--architecture", scene.architecture)
    assert result.stdout == f"{tmp_path / 'P'}: 3 images; {NEXT}\n"
    assert len(open_project(tmp_path / "P").project.architecture.blocks) == 2
    output = ok_json("new", tmp_path / "Q", scene.image("b"), scene.image("a"))
    assert output == {
        "project": str(tmp_path / "Q"), "images": ["b.png", "a.png"], "failed": [], "notes": []
    }  # fmt: skip


def test_pixel_sizes_come_from_the_files_or_the_option(scene: Scene, tmp_path: Path) -> None:
    image = tmp_path / "a.tif"
    pixels = np.zeros((8, 9), np.uint8)
    tifffile.imwrite(image, pixels, imagej=True, resolution=(4, 2), metadata={"unit": "um"})
    ok("new", tmp_path / "P", image, scene.image("a"))
    described = ok_json("info", tmp_path / "P")["images"]
    assert [entry["pixel_size_um"] for entry in described] == [[0.5, 0.25], None]
    assert "0.5 x 0.25" in ok("info", tmp_path / "P").stdout
    ok("import", tmp_path / "P", "--images", scene.images, "--pixel-size", "0.5")
    entries = open_project(tmp_path / "P").project.images
    sizes = {Path(entry.path).name: entry.pixel_size for entry in entries}
    assert str(sizes["a.png"]) == "0.5"
    assert str(sizes["a.tif"]) == "0.5x0.25"
    ok("new", tmp_path / "Q", image, "--pixel-size", "2x1")
    assert str(open_project(tmp_path / "Q").project.images[0].pixel_size) == "2x1"
    assert "0.25 µm" in ok("info", image).stdout
    refused("new", tmp_path / "R", image, "--pixel-size", "zero")


def test_import_lists_what_it_paired(scene: Scene, tmp_path: Path) -> None:
    (scene.markers / "img10-seeds.txt").write_text("0 48 40\n")
    (scene.labels / "c.png").unlink()
    result = ok("import", tmp_path / "P", *scene.import_options())
    assert result.stdout.splitlines() == [
        f"{tmp_path / 'P'}: 3 images, 2 with markers, 2 with masks",
        "belongs to no image: img10-seeds.txt",
    ]
    assert result.stderr == ""


def test_import_of_unmarked_images_names_them_in_json_alone(scene: Scene, tmp_path: Path) -> None:
    for number in range(6):
        write_png(scene.images / f"new{number}.png", np.full((48, 40, 3), number, np.uint8))
    options = ("--images", scene.images, "--markers", scene.markers)
    result = ok("import", tmp_path / "P", *options)
    assert result.stdout == f"{tmp_path / 'P'}: 9 images, 2 with markers, 0 with masks\n"
    output = ok_json("import", tmp_path / "Q", *options)
    assert len(output["unpaired"]["without_markers"]) == 7


def test_import_of_files_of_labelme_and_napari(scene: Scene, tmp_path: Path) -> None:
    shapes = [
        {"label": "egg", "shape_type": "point", "points": [[15, 14]]},
        {"label": "background", "shape_type": "linestrip", "points": [[2, 2], [9, 3], [20, 2]]},
        {"label": "egg", "shape_type": "cuboid", "points": []},
    ]
    folder = tmp_path / "markers"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps({"shapes": shapes, "imageHeight": SIDES[0]}))
    labels = np.zeros(SIDES, np.uint32)
    labels[3, 4:9], labels[14, 14:17], labels[30, 3] = 7, 8, 9
    tifffile.imwrite(folder / "b.tif", labels)
    options = ("--images", scene.images, "--markers", folder)
    output = ok_json(
        "import", tmp_path / "P", *options, "--radius", "2", "--values", "7=0,8=1,9=ignore"
    )
    assert output["paired"]["markers"] == ["a.png", "b.png"]
    assert output["notes"] == [
        "a.json: unsupported shapes ignored: 1 cuboid",
        "a.json: points and lines have no radius; 2 pixels assumed",
    ]
    described = ok_json("info", tmp_path / "P")
    assert [entry["name"] for entry in described["classes"]] == ["background", "egg"]
    assert [image["markers_per_class"] for image in described["images"]] == [
        {"0": 1, "1": 1}, {"0": 1, "1": 1}, {}
    ]  # fmt: skip
    ok("build", tmp_path / "P")
    out = tmp_path / "out"
    result = ok("export", tmp_path / "P", out, "--to", "napari")
    assert "note: lost in this format: the shape of 2 markers (kept as pixels)" in result.stderr
    assert sorted(path.name for path in out.iterdir()) == ["a.tif", "b.tif"]
    assert ok("export", tmp_path / "P", out, "--to", "labelme").stderr == ""


def test_impossible_options_of_markers(scene: Scene, tmp_path: Path) -> None:
    words = ("import", tmp_path / "P", "--images", scene.images, "--markers", scene.markers)
    assert "'7' is not VALUE=CLASS" in refused(*words, "--values", "7")
    assert "radius nan: give a number of pixels" in refused(*words, "--radius", "nan")
    assert not (tmp_path / "P").exists()


def test_import_of_images_alone_misses_nothing(scene: Scene, tmp_path: Path) -> None:
    result = ok("import", tmp_path / "P", "--images", scene.images)
    assert result.stdout == f"{tmp_path / 'P'}: 3 images, 0 with markers, 0 with masks\n"


def test_import_twice(scene: Scene, tmp_path: Path) -> None:
    first = ok_json("import", tmp_path / "P", *scene.import_options())
    second = ok_json("import", tmp_path / "P", *scene.import_options())
    assert {**second, "notes": []} == first
    assert first["paired"] == {
        "markers": ["a.png", "b.png"], "masks": ["a.png", "b.png", "c.png"]
    }  # fmt: skip
    assert len(second["notes"]) == 2
    assert "has markers already; a-seeds.txt was left out" in second["notes"][0]


@pytest.mark.parametrize(
    "name", ["with space", "é ü 日本.flim", "trailing/", "deep/er", "[red]", "-"]
)
def test_any_name_of_a_project(scene: Scene, tmp_path: Path, name: str) -> None:
    project = f"{tmp_path}/{name}"
    ok("import", project, *scene.import_options())
    assert ok_json("build", project)["model"] == str(Path(project) / "models" / "default")
    assert ok_json("build", project, "--verify")["identical"] is True
    assert ok_json("info", project)["kind"] == "project"
    assert "[red]" not in name or "[red] (revision 1)" in ok("info", project).stdout


def test_relative_paths_and_the_folder_itself(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = [os.path.relpath(word) if "/" in word else word for word in scene.import_options()]
    ok("import", "P", *options)
    fingerprint = ok_json("build", "P", "--out", "M")["fingerprint"]
    for folder in ("./P/", "P/../P", str(tmp_path / "P")):
        assert ok_json("build", folder, "--out", "M", "--verify")["identical"] is True
    monkeypatch.chdir(tmp_path / "P")
    assert ok_json("build", ".")["fingerprint"] == fingerprint
    assert (tmp_path / "P" / "models" / "default" / "model.json").is_file()
    assert ok_json("info", ".")["images"][0]["path"] == "../files/images/a.png"


def test_a_project_found_through_a_link(scene: Scene, project: Path, tmp_path: Path) -> None:
    (tmp_path / "far" / "away").mkdir(parents=True)
    (tmp_path / "far" / "away" / "link").symlink_to(project, target_is_directory=True)
    output = ok_json("info", tmp_path / "far" / "away" / "link")
    assert [image["problem"] for image in output["images"]] == [None] * 3


def test_info_of_a_project(project: Path) -> None:
    lines = [line.split() for line in ok("info", project).stdout.splitlines()]
    assert lines[0] == [str(project), "(revision", "1)"]
    assert lines[1] == ["image", "role", "pixels", "background", "object", "mask", "file"]
    assert lines[2][1:] == ["train", "40", "x", "48", "x", "3", "2", "1", "yes", "found"]
    assert lines[4][1:] == ["test", "40", "x", "48", "x", "3", "yes", "found"]
    first = "1 3 x 3 1 6 kmeans max 3/2 20 x 24 5 168"
    assert first.split() in lines


def test_info_of_a_model(model: Path) -> None:
    output = ok_json("info", model)
    lines = ok("info", model).stdout.splitlines()
    assert lines[:2] == [str(model), f"fingerprint {output['fingerprint']}"]
    assert lines[2] == f"{output['parameters']} parameters"
    per_class = output["blocks"][0]["kernels_per_class"]
    assert lines[4].split() == [
        "1",
        "6",
        str(per_class["0"]),
        str(per_class["1"]),
        "0",
        "5",
        "168",
    ]


def test_info_lists_missing_images(scene: Scene, project: Path) -> None:
    scene.image("b").unlink()
    output = ok_json("info", project)
    assert "is missing, and no file" in output["images"][1]["problem"]
    assert ok("info", project).stdout.count(" missing") == 1


def test_unsaved_edits_are_noted_and_recovered(
    project: Path, scene: Scene, tmp_path: Path
) -> None:
    open_project(project).journal_edit(SetSeed(seed=77))
    note = (
        "note: the journal holds 1 unsaved edit, left out here; save with "
        f"'flimbuilder recover {project}'\n"
    )
    for words in (
        ["info", project],
        ["build", project, "--out", tmp_path / "M"],
        ["export", project, tmp_path / "seeds", "--to", "seeds"],
    ):
        assert run(*words).stderr == note
    assert ok_json("recover", project) == {
        "project": str(project), "recovered": 1, "revision": 2
    }  # fmt: skip
    assert open_project(project).project.seed == 77
    assert ok("info", project).stderr == ""
    assert ok("recover", project).stdout == f"{project}: all is saved\n"


def test_singular_and_plural(scene: Scene, tmp_path: Path) -> None:
    made = ok("new", tmp_path / "P", scene.image("a")).stdout
    assert made == f"{tmp_path / 'P'}: 1 image; {NEXT}\n"
    brought = ok("import", tmp_path / "Q", "--images", scene.image("a")).stdout
    assert brought.startswith(f"{tmp_path / 'Q'}: 1 image, 0 with markers")


def test_recover_counts_the_edits(project: Path) -> None:
    opened = open_project(project)
    opened.journal_edit(SetSeed(seed=0))
    assert ok("recover", project).stdout == f"{project}: 1 edit recovered\n"
    opened = open_project(project)
    opened.journal_edit(SetSeed(seed=1))
    opened.journal_edit(SetSeed(seed=2))
    assert ok("recover", project).stdout == f"{project}: 2 edits recovered\n"


def test_a_project_of_a_newer_program_can_be_read(project: Path, tmp_path: Path) -> None:
    document = json.loads((project / "project.json").read_text())
    document["schema_version"] = 99
    (project / "project.json").write_text(json.dumps(document))
    result = run("info", project, "--json")
    assert result.status == 0
    output = json.loads(result.stdout)
    assert "written by a newer flimbuilder" in output["read_only"]
    built = run("build", project, "--out", tmp_path / "M")
    assert built.status == 0
    assert "so the project is read-only" in built.stderr


def test_import_finds_moved_images(scene: Scene, project: Path, tmp_path: Path) -> None:
    before = ok_json("build", project, "--out", tmp_path / "M")["fingerprint"]
    away = tmp_path / "very" / "far" / "away"
    away.mkdir(parents=True)
    for name in "abc":
        shutil.move(scene.image(name), away / f"{name} renamed.png")
    ok("import", project, "--images", away)
    output = ok_json("info", project)
    assert [Path(image["path"]).name for image in output["images"]] == [
        "a renamed.png", "b renamed.png", "c renamed.png"
    ]  # fmt: skip
    assert ok_json("build", project, "--out", tmp_path / "M")["fingerprint"] == before


def test_import_pairs_masks_by_suffix(scene: Scene, tmp_path: Path) -> None:
    for mask in list(scene.labels.iterdir()):
        mask.rename(mask.with_name(f"{mask.stem}_roi{mask.suffix}"))
    words = ("--images", scene.images, "--labels", scene.labels)
    assert "0 with masks" in ok("import", tmp_path / "P", *words).stdout
    result = ok("import", tmp_path / "P", *words, "--suffix", "_roi")
    assert "3 with masks" in result.stdout
    assert "note: paired by a suffix of the name: 3 files by '_roi'" in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--suffix", "_mask.png", "suffix '_mask.png': leave out '.png'"),
        ("--suffix", "x" * 4000, "give 1 to 100 characters"),
        ("--orientation", "upright", "orientation 'upright': give exif"),
    ],
)
def test_invalid_pairing_options(
    scene: Scene, tmp_path: Path, option: str, value: str, words: str
) -> None:
    result = run("import", tmp_path / "P", "--images", scene.images, option, value)
    assert result.status == 2
    assert words in result.stderr
    assert len(result.stderr) < 300


def interrupt_a_save(project: Path) -> None:
    """Leave a save that is committed and not finished, as a killed program does."""
    saved = open_project(project).project
    with open_folder(project) as folder:
        commit_version(folder, encode_version(saved.with_(seed=77), 2), 2)


def test_reading_commands_repair_nothing(project: Path, tmp_path: Path) -> None:
    interrupt_a_save(project)
    before = tree(project)
    output = ok_json("info", project)
    assert output["revision"] == 2
    assert "saving revision 2 was interrupted; it is read from .save/" in output["notes"][0]
    result = ok("export", project, tmp_path / "seeds", "--to", "seeds")
    assert "saving revision 2 was interrupted" in result.stderr
    assert tree(project) == before
    ok("recover", project)
    assert not (project / ".save").exists()
    assert open_project(project).project.seed == 77


@pytest.mark.parametrize("part", ["markers", ".save", "backups", "project.json"])
def test_a_link_in_a_project_is_named(project: Path, tmp_path: Path, part: str) -> None:
    interrupt_a_save(project)
    outside = tmp_path / "outside"
    (project / part).rename(outside)
    (project / part).symlink_to(outside)
    before = tree(tmp_path)
    for words in (["info", project], ["recover", project], ["build", project]):
        line = refused(*words)
        assert f"{project / part}: is a link" in line
        assert len(line) < 300
    assert tree(tmp_path) == before


def test_classes_of_images(scene: Scene, tmp_path: Path) -> None:
    table = tmp_path / "classes.csv"
    table.write_text("image,class\na,egg\nb,larva\nz,egg\n")
    result = ok("new", tmp_path / "P", scene.images, "--classes", table)
    assert result.stdout == f"{tmp_path / 'P'}: 3 images, 2 with a class; {NEXT}\n"
    assert "classes.csv: 1 name matches no image: z" in result.stderr
    options = ("--images", scene.images, "--classes", table)
    output = ok_json("import", tmp_path / "Q", *options)
    assert (output["classes"], output["paired"]["classes"]) == (2, ["a.png", "b.png"])
    assert output["unpaired"]["without_classes"] == ["c.png"]
    labels = [entry.label for entry in open_project(tmp_path / "Q").project.images]
    assert labels == [1, 2, None]
    assert "larva" in ok("info", tmp_path / "Q").stdout
    assert [image["label"] for image in ok_json("info", tmp_path / "Q")["images"]] == labels
    table.write_text("image,class\nz,egg\n")
    failed = run("import", tmp_path / "Q", *options)
    assert failed.status != 0
    assert "names none of 3 images" in failed.stderr
