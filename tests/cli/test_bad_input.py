"""Bad input of every kind: one clear line, status 2, and nothing is lost."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile

from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model import folder as model_folder
from flimbuilder.project import files
from flimbuilder.project.files import write_synced
from flimbuilder.project.folder_handle import FolderHandle
from tests.cli.commands import mistake, ok, ok_json, refused, run, run_process
from tests.model.test_document import tampered
from tests.scenes import (
    BLOCKS,
    SIDES,
    Scene,
    label_map,
    paint,
    seeds_of,
    write_scene,
    write_seeds_file,
)

pytestmark = pytest.mark.slow

Unchanged = Callable[[Path], None]
Spoil = Callable[[Scene], object]

GOOD_SEEDS = seeds_of(label_map())


def truncate(path: Path, share: float = 0.5) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def change_bytes(path: Path, at: float = 0.6) -> None:
    content = bytearray(path.read_bytes())
    place = int(len(content) * at)
    content[place : place + 8] = bytes(byte ^ 0x5A for byte in content[place : place + 8])
    path.write_bytes(bytes(content))


def half_a_tiff(scene: Scene) -> None:
    pixels = read_image(scene.image("c")).pixels
    tifffile.imwrite(scene.images / "d.tif", pixels, photometric="rgb")
    truncate(scene.images / "d.tif")


def not_numbers(scene: Scene, kind: str) -> None:
    pixels = paint(label_map()).astype(np.float32) / 255
    pixels[3, 4, 1] = np.nan
    if kind == "npy":
        np.save(scene.images / "d.npy", pixels)
    else:
        tifffile.imwrite(scene.images / "d.tif", pixels, photometric="rgb")


def seeds(scene: Scene, content: bytes) -> None:
    scene.seeds("a").write_bytes(content)


def architecture(scene: Scene, content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    scene.architecture.write_bytes(raw)


def blocks(scene: Scene, **changes: object) -> None:
    architecture(scene, json.dumps({"blocks": [{**BLOCKS[0], **changes}]}))


def arch_json(scene: Scene, change: Callable[[dict[str, Any]], object]) -> None:
    layer = {
        "conv": {
            "kernel_size": [3, 3, 0], "dilation_rate": [1, 1, 0], "nkernels_per_marker": 2,
            "nkernels_per_image": 100, "noutput_channels": 4,
        },
        "relu": True,
        "pooling": {"type": "max_pool", "size": [3, 3, 0], "stride": 1},
    }  # fmt: skip
    document = {"nlayers": 1, "stdev_factor": 0.01, "layer1": layer}
    change(document)
    architecture(scene, json.dumps(document))


BAD_FILES: dict[str, tuple[Spoil, str]] = {
    "empty folder": (
        lambda s: [path.unlink() for path in s.images.iterdir()], "no images in this folder"
    ),
    "missing folder": (lambda s: shutil.rmtree(s.images), "there is no such file or folder"),
    "corrupt PNG": (lambda s: change_bytes(s.image("b")), "b.png: is damaged or cut short"),
    "truncated PNG": (lambda s: truncate(s.image("b")), "b.png: is damaged or cut short"),
    "truncated TIFF": (half_a_tiff, "d.tif: is cut short"),
    "empty file": (lambda s: s.image("b").write_bytes(b""), "b.png: is empty (0 bytes)"),
    "text for an image": (
        lambda s: s.image("b").write_text("hello"),
        "it is damaged or not an image",
    ),
    "NaN in NPY": (lambda s: not_numbers(s, "npy"), "d.npy: holds 1 values that are NaN"),
    "NaN in TIFF": (lambda s: not_numbers(s, "tiff"), "d.tif: holds 1 values that are NaN"),
    "a folder for an image": (lambda s: (s.images / "x.png").mkdir(), ""),
    "seeds of another size": (
        lambda s: write_seeds_file(s.seeds("a"), GOOD_SEEDS, (48, 40)),
        "a-seeds.txt: line 1: is for an image of 40 x 48 pixels (width x height)",
    ),
    "seeds too few": (
        lambda s: write_seeds_file(s.seeds("a"), GOOD_SEEDS, count=99),
        "a-seeds.txt: line 1: announces 99 seeds, but 24 follow",
    ),
    "seeds too many": (
        lambda s: write_seeds_file(s.seeds("a"), GOOD_SEEDS, count=3), "announces 3 seeds, but 24"
    ),
    "seeds outside": (
        lambda s: write_seeds_file(s.seeds("a"), [(48, 0, 1)]), "line 2: x is 48; it must be 0 to"
    ),
    "seeds in Latin 1": (
        lambda s: seeds(s, b"1 48 40\n1 1 -1 \xe9\n"), "byte 0xe9 at offset 15 is not UTF-8"
    ),
    "seeds without a header": (lambda s: seeds(s, b""), "a-seeds.txt: is empty"),
    "seeds of words": (
        lambda s: seeds(s, b"1 48 40\n1 one -1 1\n"), "line 2: 'one' is not a whole number"
    ),
    "seeds of two minds": (
        lambda s: seeds(s, b"2 48 40\n1 1 -1 0\n1 1 -1 1\n"), "has label 1, but 0 in line 2"
    ),
    "mask of another size": (
        lambda s: write_png(s.labels / "b.png", label_map()[:, 1:]), "is 40 x 47 pixels and its"
    ),
    "corrupt mask": (lambda s: truncate(s.labels / "b.png"), "b.png: is damaged or cut short"),
    "not JSON": (lambda s: architecture(s, '{"blocks": ['), "is not JSON: line 1, column"),
    "no text": (lambda s: architecture(s, b"\xff\x00"), "is not UTF-8"),
    "cut UTF-16": (lambda s: architecture(s, b"\xff\xfe\x00"), "is not UTF-16"),
    "empty architecture": (lambda s: architecture(s, ""), "is not JSON"),
    "a list": (lambda s: architecture(s, "[1, 2]"), "architecture.json: "),
    "nested": (lambda s: architecture(s, "[" * 100_000), "is nested too deeply"),
    "even kernel": (lambda s: blocks(s, kernel_size=4), "4 is even"),
    "negative size": (lambda s: blocks(s, kernel_size=-3), "blocks.0.kernel_size"),
    "no kernels": (lambda s: blocks(s, kernels=0), "blocks.0.kernels"),
    "wrong type": (lambda s: blocks(s, kernels="many"), "given: 'many'"),
    "misspelt": (lambda s: blocks(s, kernells=3), "blocks.0.kernells"),
    "no blocks": (lambda s: architecture(s, '{"blocks": []}'), "blocks"),
    "NaN": (lambda s: architecture(s, '{"blocks": [{}], "stdev_factor": NaN}'), "stdev_factor"),
    "no nlayers": (lambda s: arch_json(s, lambda d: d.pop("nlayers")), 'add "nlayers": 1'),
    "no layer": (lambda s: arch_json(s, lambda d: d.pop("layer1")), "there is no layer1"),
    "no kernel_size": (
        lambda s: arch_json(s, lambda d: d["layer1"]["conv"].pop("kernel_size")),
        "layer1.conv.kernel_size: Field required",
    ),
    "layer of text": (lambda s: arch_json(s, lambda d: d.update(layer1="x")), "layer1"),
    "negative stride": (
        lambda s: arch_json(s, lambda d: d["layer1"]["pooling"].update(stride=-1)),
        "layer1.pooling.stride",
    ),
    "even kernel in layers": (
        lambda s: arch_json(s, lambda d: d["layer1"]["conv"].update(kernel_size=[2, 2, 0])),
        "2 is even",
    ),
}  # fmt: skip
BAD_FILES.pop("a folder for an image")


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("exists", [False, True], ids=["new", "existing"])
def test_bad_files_in_an_import(
    scene: Scene, tmp_path: Path, name: str, exists: bool, unchanged: Unchanged
) -> None:
    project = tmp_path / "P"
    if exists:
        ok("import", project, "--images", scene.images)
    spoil, reason = BAD_FILES[name]
    spoil(scene)
    unchanged(tmp_path)
    assert reason in refused("import", project, *scene.import_options(), "--strict", "--json")


ONE_BAD_FILE = [
    *("corrupt PNG", "truncated PNG", "truncated TIFF", "empty file", "text for an image"),
    *("NaN in NPY", "NaN in TIFF", "seeds of another size", "seeds of words"),
    *("mask of another size", "corrupt mask"),
]


@pytest.mark.parametrize("name", ONE_BAD_FILE)
def test_an_import_goes_on_after_a_bad_file(scene: Scene, tmp_path: Path, name: str) -> None:
    spoil, reason = BAD_FILES[name]
    spoil(scene)
    done = run("import", tmp_path / "P", *scene.import_options(), "--json")
    assert done.status == 1
    report = json.loads(done.stdout)
    (failed,) = report["failed"]
    assert reason in f"{Path(failed['file']).name}: {failed['message']}"
    assert done.stderr.splitlines()[-1].endswith(failed["message"][-40:])
    assert report["images"] + report["markers"] + report["masks"] in (5, 7, 8)
    assert len(ok_json("info", tmp_path / "P")["images"]) == report["images"]


def test_a_folder_with_an_image_suffix_is_ignored(scene: Scene, tmp_path: Path) -> None:
    (scene.images / "x.png").mkdir()
    assert ok_json("import", tmp_path / "P", *scene.import_options())["images"] == 3


@pytest.mark.parametrize("command", ["new", "import"])
@pytest.mark.parametrize("what", ["missing", "device", "FIFO"])
def test_images_that_are_not_files(
    scene: Scene, tmp_path: Path, command: str, what: str, unchanged: Unchanged
) -> None:
    """They are refused at once, without waiting."""
    if what == "FIFO":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no FIFOs here")
        os.mkfifo(tmp_path / "fifo.png")
    if what == "device" and not Path("/dev/zero").exists():
        pytest.skip("no devices here")
    named = {"missing": "nobody.png", "device": "/dev/zero", "FIFO": "fifo.png"}[what]
    reason = {"missing": "there is no such file", "device": "is a device", "FIFO": "is a FIFO"}
    unchanged(scene.folder)
    words = ["--images"] if command == "import" else []
    line = refused(command, tmp_path / "P", *words, tmp_path / named)
    assert reason[what] in line
    assert not (tmp_path / "P").exists()


@pytest.mark.parametrize("option", ["--markers", "--labels", "--architecture"])
def test_missing_files(scene: Scene, tmp_path: Path, option: str) -> None:
    words = ("import", tmp_path / "P", "--images", scene.images, option, tmp_path / "nowhere")
    assert "nowhere: " in refused(*words)
    assert not (tmp_path / "P").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
@pytest.mark.parametrize("option", ["--markers", "--labels", "--architecture"])
def test_fifos_are_refused_at_once(scene: Scene, tmp_path: Path, option: str) -> None:
    name = "a-seeds.txt" if option == "--markers" else "a.png"
    os.mkfifo(tmp_path / name)
    words = ("import", tmp_path / "P", "--images", scene.images, option, tmp_path / name)
    assert "is a FIFO" in refused(*words, "--strict")


def test_img1_does_not_take_the_markers_of_img10(scene: Scene, tmp_path: Path) -> None:
    for old, new in (("a", "img1"), ("b", "img10")):
        scene.image(old).rename(scene.images / f"{new}.png")
    scene.seeds("a").unlink()
    scene.seeds("b").rename(scene.markers / "img10-seeds.txt")
    output = ok_json(
        "import", tmp_path / "P", "--images", scene.images, "--markers", scene.markers
    )
    assert output["paired"]["markers"] == ["img10.png"]
    assert "img1.png" in output["unpaired"]["without_markers"]


# Building


def edit_project(project: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = project / "project.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def path_of_first_image(path: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document["images"][0].update(path=path, absolute=None)


BAD_PROJECTS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "outside, another file": (
        path_of_first_image("../secret.txt"),
        "secret.txt: is not the file of",
    ),
    "outside, nothing": (
        path_of_first_image("../../../../../nowhere.png"),
        "is missing, and no file",
    ),
    "device": (path_of_first_image("/dev/zero"), "is a device"),
    "device by ..": (path_of_first_image("../" * 20 + "dev/zero"), "is a device"),
    "FIFO": (path_of_first_image("../fifo"), "is a FIFO"),
    "folder": (path_of_first_image("../files/images"), "is a folder"),
    "itself": (path_of_first_image("project.json"), "is not the file of image"),
    "another hash": (lambda d: d["images"][0].update(sha256="0" * 64), "belongs to image"),
    "missing field": (lambda d: d.pop("architecture"), "architecture: is missing"),
    "unknown field": (lambda d: d.update(colour="red"), "colour"),
    "wrong type": (lambda d: d.update(images=5), "images"),
    "id with a path": (lambda d: d["images"][0].update(id="../../x"), "images.0.id"),
    "id twice": (lambda d: d["images"][1].update(id=d["images"][0]["id"]), "is used twice"),
    "marker file elsewhere": (lambda d: d["marker_files"].append("../x"), "marker_files"),
    "marker file missing": (
        lambda d: d["marker_files"].append(d["images"][2]["id"]), "json: is missing"
    ),
    "negative seed": (lambda d: d.update(seed=-1), "seed"),
    "huge kernel": (
        lambda d: d["architecture"]["blocks"][0].update(kernel_size=10**9 + 1), "kernel_size"
    ),
    "even kernel": (lambda d: d["architecture"]["blocks"][0].update(kernel_size=6), "6 is even"),
    "stride over the map": (
        lambda d: d["architecture"]["blocks"][1]["pooling"].update(stride=21),
        "block 2: a stride of 21 is larger than its map of 20 x 24 pixels",
    ),
    "decoder of no block": (lambda d: d["decoder"].update(block=3), "decodes block 3"),
    "fused decoder of no block": (lambda d: d["decoder"].update(fused=[1, 3]), "decodes block 3"),
    "manual without weights": (
        lambda d: d["decoder"].update(id="manual"), "decoder 'manual' has no weights; give one"
    ),
    "manual of other kernels": (
        lambda d: d["decoder"].update(id="manual", weights=[[1, -1]]),
        "decoder 'manual' has 2 weights and the block has 6 kernels",
    ),
    "unknown decoder": (lambda d: d["decoder"].update(id="best"), "there is no decoder 'best'"),
    "no object class": (lambda d: d.update(classes=d["classes"][:1]), "there is no object class"),
}  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
@pytest.mark.parametrize("name", BAD_PROJECTS)
def test_a_tampered_project(project: Path, model: Path, name: str, unchanged: Unchanged) -> None:
    change, reason = BAD_PROJECTS[name]
    edit_project(project, change)
    (project.parent / "secret.txt").write_text("secret")
    os.mkfifo(project.parent / "fifo")
    unchanged(project)
    unchanged(model)
    assert reason in refused("build", project, "--out", model, "--json")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[]", "holds [], not a JSON object"),
        (b"\xff", "is not UTF-8"),
        (b'{"a": 1, "a": 2}', "duplicate key 'a'"),
        (b'{"seed": NaN}', "NaN is not a number"),
        (b"[" * 100_000, "is nested too deeply"),
    ],
    ids=["empty", "open", "list", "bytes", "twice", "NaN", "deep"],
)
@pytest.mark.parametrize("command", ["build", "info", "recover", "export", "import"])
def test_a_broken_project_file(
    scene: Scene, project: Path, content: bytes, reason: str, command: str, unchanged: Unchanged
) -> None:
    (project / "project.json").write_bytes(content)
    unchanged(project)
    more = {
        "export": [project.parent / "out", "--to", "seeds"],
        "import": ["--images", scene.images],
    }
    line = refused(command, project, *more.get(command, []))
    assert reason in line
    assert "to restore revision 1, copy the files of backups/00000001" in line


def test_a_broken_marker_file(project: Path, unchanged: Unchanged) -> None:
    path = next((project / "markers").glob("a-*.json"))
    path.write_text(path.read_text().replace('"runs"', '"ruins"'))
    unchanged(project)
    assert path.name in refused("build", project)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda image: image.unlink(), "is missing, and no file with its content is in"),
        (change_bytes, "is not the file of image"),
        (truncate, "is not the file of image"),
        (
            lambda image: shutil.copy(image.with_name("b.png"), image),
            "restore that file, or 'flim",
        ),
    ],
    ids=["missing", "changed", "truncated", "another"],
)
def test_changed_images(
    scene: Scene,
    project: Path,
    model: Path,
    spoil: Callable[[Path], object],
    reason: str,
    unchanged: Unchanged,
) -> None:
    spoil(scene.image("a"))
    unchanged(project)
    unchanged(model)
    assert reason in refused("build", project, "--out", model)


def test_unneeded_images_may_be_missing(scene: Scene, project: Path, model: Path) -> None:
    scene.image("c").unlink()
    ok("build", project, "--out", model, "--verify")


def test_no_markers_at_all(scene: Scene, tmp_path: Path, unchanged: Unchanged) -> None:
    ok("import", tmp_path / "P", "--images", scene.images)
    unchanged(tmp_path)
    assert "has markers; add them with" in refused("build", tmp_path / "P")


def test_constant_images(scene: Scene, tmp_path: Path, unchanged: Unchanged) -> None:
    for number, name in enumerate("abc"):
        write_png(scene.image(name), np.full((*SIDES, 3), 50 + number, np.uint8))
    for name in "ab":
        write_seeds_file(scene.seeds(name), [(20, 20, 0), (21, 20, 0), (30, 30, 1)])
    scene.image("b").unlink()
    ok("import", tmp_path / "P", *scene.import_options())
    unchanged(tmp_path)
    assert "all patches under the markers are alike" in refused("build", tmp_path / "P")


def test_grey_beside_colour(scene: Scene, tmp_path: Path) -> None:
    write_png(scene.image("b"), label_map() * np.uint8(200))
    ok("import", tmp_path / "P", *scene.import_options())
    line = refused("build", tmp_path / "P")
    assert "differ in their channels (1 channel in b.png; 3 channels in a.png)" in line
    assert "give the others the role test" in line


# What looks bad and works


def build_notes(scene: Scene, project: Path) -> tuple[dict[str, Any], list[str]]:
    ok("import", project, *scene.import_options())
    result = run("build", project, "--out", project / "models" / "x", "--json")
    assert result.status == 0, result
    output = json.loads(result.stdout)
    assert [f"note: {note}" for note in output["notes"]] == result.stderr.splitlines()
    return output, output["notes"]


def test_a_marker_smaller_than_a_patch(scene: Scene, tmp_path: Path) -> None:
    for name in "ab":
        write_seeds_file(scene.seeds(name), [(15, 14, 1), (3, 3, 0), (40, 30, 0)])
    blocks(scene, kernel_size=7, dilation=2)
    output, notes = build_notes(scene, tmp_path / "P")
    assert output["blocks"][0]["kernels"] == 6
    assert notes == []


def test_a_class_of_one_pixel(scene: Scene, tmp_path: Path) -> None:
    write_seeds_file(
        scene.seeds("a"), [(15, 14, 1), *(marker for marker in GOOD_SEEDS if not marker[2])]
    )
    write_seeds_file(scene.seeds("b"), [marker for marker in GOOD_SEEDS if not marker[2]])
    build_notes(scene, tmp_path / "P")
    output = ok_json("info", tmp_path / "P" / "models" / "x")
    assert all(block["kernels_per_class"]["1"] >= 1 for block in output["blocks"])


def test_more_kernels_than_patches(scene: Scene, tmp_path: Path) -> None:
    blocks(scene, kernels=500, kernels_per_marker=900)
    output, notes = build_notes(scene, tmp_path / "P")
    n_kernels = output["blocks"][0]["kernels"]
    assert 6 < n_kernels <= 48  # patches
    assert notes == [f"block 1: 500 kernels were requested and the markers give {n_kernels}"]


def test_an_image_without_markers(scene: Scene, tmp_path: Path) -> None:
    ok("new", tmp_path / "P", scene.images)
    _, notes = build_notes(scene, tmp_path / "P")
    assert not any("c.png" in note for note in notes)


def test_markers_at_the_border_and_a_kernel_larger_than_the_image(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files")
    for name in "ab":
        write_seeds_file(scene.seeds(name), [(0, 0, 0), (47, 39, 0), (15, 14, 1), (47, 0, 0)])
    blocks(scene, kernel_size=99, kernels=4)
    output, _ = build_notes(scene, tmp_path / "P")
    assert output["blocks"][0]["parameters"] == 4 * (99 * 99 * 3 + 1)


# Places where writing fails


def full_disk(monkeypatch: pytest.MonkeyPatch, fits: int = 0) -> None:
    """Fail in the middle of every file after the first few."""
    written: list[Path] = []
    write_new = FolderHandle.write_new

    def fail_after(path: Path, write: Callable[[bytes], None], content: bytes) -> None:
        written.append(path)
        if len(written) > fits:
            write(content[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(content)

    def write(path: Path, content: bytes) -> None:
        fail_after(path, partial(write_synced, path), content)

    def write_in_project(folder: FolderHandle, name: str, content: bytes) -> None:
        fail_after(folder.path / name, partial(write_new, folder, name), content)

    for module in (files, model_folder):
        monkeypatch.setattr(module, "write_synced", write)
    monkeypatch.setattr(FolderHandle, "write_new", write_in_project)


@pytest.mark.parametrize("fits", [0, 1, 2, 3])
def test_a_full_disk_while_a_model_is_written(
    project: Path, model: Path, fits: int, monkeypatch: pytest.MonkeyPatch, unchanged: Unchanged
) -> None:
    ok("build", project)
    edit_project(project, lambda document: document.update(seed=5))
    unchanged(project)
    unchanged(model)
    full_disk(monkeypatch, fits)
    for words in (["--out", model], ["--out", project.parent / "new"], []):
        line = refused("build", project, *words)
        assert "No space left on device" in line
        assert "free disk space" in line
    assert not (project.parent / "new").exists()


@pytest.mark.parametrize("fits", [0, 1])
def test_a_full_disk_while_a_project_is_saved(
    scene: Scene,
    project: Path,
    fits: int,
    monkeypatch: pytest.MonkeyPatch,
    unchanged: Unchanged,
) -> None:
    scene.image("c").rename(scene.images / "renamed.png")
    write_seeds_file(scene.markers / "renamed-seeds.txt", GOOD_SEEDS)
    unchanged(scene.folder)
    before = {path.name: path.read_bytes() for path in project.glob("*.json")}
    marked = sorted(path.read_bytes() for path in (project / "markers").iterdir())
    with monkeypatch.context() as full:
        full_disk(full, fits)
        line = refused("import", project, "--images", scene.images, "--markers", scene.markers)
        assert "free disk space" in line
        assert "free disk space" in refused(
            *("import", project.parent / "new", "--images", scene.images)
        )
    assert not (project.parent / "new").exists()
    assert {path.name: path.read_bytes() for path in project.glob("*.json")} == before
    assert sorted(path.read_bytes() for path in (project / "markers").iterdir()) == marked
    ok("import", project, "--images", scene.images, "--markers", scene.markers)


def test_a_full_disk_while_results_are_written(
    scene: Scene, project: Path, model: Path, monkeypatch: pytest.MonkeyPatch, unchanged: Unchanged
) -> None:
    out = project.parent / "out"
    out.mkdir()
    (out / "a.png").write_bytes(b"of yesterday")
    unchanged(out)
    full_disk(monkeypatch)
    for words in (
        ["predict", model, scene.image("a"), "--out", out],
        ["export", model, out / "a.png", "--to", "pytorch"],
        ["export", model, out, "--to", "safetensors"],
        ["export", project, out, "--to", "seeds"],
        ["export", project, out, "--to", "marker-images"],
        ["export", project, out, "--to", "arch-json"],
    ):
        assert "free disk space" in refused(*words)


def test_a_read_only_project(
    scene: Scene, project: Path, model: Path, monkeypatch: pytest.MonkeyPatch, unchanged: Unchanged
) -> None:
    unchanged(project)
    monkeypatch.setattr(os, "access", lambda path, mode, **_: not mode & os.W_OK)
    assert ok_json("info", project)["read_only"] == f"there is no permission to write in {project}"
    line = refused("import", project, "--images", scene.images)
    assert "cannot be changed: there is no permission to write" in line
    assert ok_json("build", project, "--out", model, "--verify")["identical"] is True


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folders(scene: Scene, project: Path, model: Path, unchanged: Unchanged) -> None:
    unchanged(project)
    unchanged(model)
    for folder in (project, project / "markers", model):
        folder.chmod(0o555)
    try:
        assert "no permission to write" in refused("import", project, "--images", scene.images)
        for words in ([], ["--out", model], ["--out", model / "deep"]):
            assert "Permission denied" in refused("build", project, *words)
        assert "Permission denied" in refused("predict", model, scene.images, "--out", model)
    finally:
        for folder in (project, project / "markers", model):
            folder.chmod(0o755)


def test_no_permission_to_create_a_folder(
    scene: Scene, project: Path, model: Path, monkeypatch: pytest.MonkeyPatch, unchanged: Unchanged
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    unchanged(project.parent)
    monkeypatch.setattr(Path, "mkdir", refuse)
    new = project.parent / "new"
    for words in (
        ["new", new, scene.images],
        ["import", new, "--images", scene.images],
        ["build", project, "--out", new],
        ["predict", model, scene.images, "--out", new],
        ["export", project, new, "--to", "seeds"],
    ):
        assert "Permission denied" in refused(*words)


def test_outputs_that_hold_something_else(
    scene: Scene, project: Path, model: Path, unchanged: Unchanged
) -> None:
    (project.parent / "a file").write_text("mine")
    unchanged(project.parent)
    thesis, file, new = scene.folder, project.parent / "a file", project.parent / "new"
    for words, reason in (
        (["new", thesis, scene.images], "is not empty"),
        (["new", file, scene.images], "is a file"),
        (["new", project, scene.images], "is not empty"),
        (["import", thesis, "--images", scene.images], "is not empty"),
        (["import", file, "--images", scene.images], "is a file"),
        (["build", project, "--out", thesis], "holds files other than a model"),
        (["build", project, "--out", project], "holds files other than a model"),
        (["build", project, "--out", file], "is a file"),
        (["build", project, "--out", file / "deep"], "Not a directory"),
        (["predict", model, scene.images, "--out", file], "can't create the folder"),
        (["predict", model, scene.images, "--out", scene.images], "would overwrite"),
        (["export", model, thesis, "--to", "model"], "holds files other than a model"),
        (["export", project, scene.images, "--to", "marker-images"], "would overwrite"),
        (["export", model, file / "x.pt2", "--to", "pt2"], "can't create the folder"),
        (["export", model, new, "--to", "pytorch", "--image", file], "is only for onnx, pt2"),
        (["export", model, new, "--to", "onnx", "--image", file], f"{file}: "),
    ):
        assert reason in refused(*words)


# Using models


def test_folders_that_are_no_models(
    scene: Scene, project: Path, model: Path, unchanged: Unchanged
) -> None:
    unchanged(project.parent)
    out = project.parent / "out"
    for folder, reason in (
        (project, "no model here (model.json is missing); make one with 'flimbuilder build"),
        (project.parent / "nowhere", "no model here"),
        (scene.image("a"), "no model here"),
    ):
        assert reason in refused("predict", folder, scene.images, "--out", out)
        assert reason in refused(
            "evaluate", folder, "--images", scene.images, "--labels", scene.labels
        )
    assert "has no project.json, so it is not a project" in refused("build", model)
    assert "no model here" in refused("build", project, "--out", out, "--verify")
    assert "can't export to 'seeds'" in refused("export", model, out, "--to", "seeds")


def test_a_project_instead_of_a_model(scene: Scene, project: Path, tmp_path: Path) -> None:
    ok("build", project)
    message = f"{project}: is a project; its model is {project / 'models' / 'default'}"
    assert message in refused("predict", project, scene.images, "--out", tmp_path / "out")


BAD_MODELS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no tensors": (lambda m: (m / "encoder.safetensors").unlink(), "No such file or directory"),
    "truncated": (lambda m: truncate(m / "encoder.safetensors"), "cannot be read"),
    "cut header": (lambda m: truncate(m / "encoder.safetensors", 0.01), "cannot be read"),
    "no JSON": (lambda m: (m / "model.json").write_text("{"), "model.json: is not JSON"),
    "huge side": (
        lambda m: tampered(m, lambda d: d["architecture"]["blocks"][0].update(kernel_size=999)),
        "model.json declares float32 (6, 3, 999, 999)",
    ),
    "huge number": (
        lambda m: tampered(m, lambda d: d["input"].update(channels=10**20)), "input.channels"
    ),
    "wrong type": (lambda m: tampered(m, lambda d: d.update(blocks="x")), "blocks"),
    "NaN": (
        lambda m: tampered(m, lambda d: d["architecture"].update(stdev_factor=float("nan"))),
        "model.json: is not JSON: NaN",
    ),
    "decoder": (
        lambda m: tampered(m, lambda d: d["decoder"].update(id="zz")), "there is no decoder 'zz'"
    ),
    "kernel lost": (
        lambda m: tampered(m, lambda d: d["blocks"][0]["kernels"].pop()),
        "training_levels: does not fit the blocks, kernels and classes; build the model again",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_MODELS)
def test_a_broken_model(
    scene: Scene, project: Path, model: Path, name: str, unchanged: Unchanged
) -> None:
    spoil, reason = BAD_MODELS[name]
    spoil(model)
    out = model.parent / "out"
    unchanged(model.parent)
    for words in (
        ["predict", model, scene.images, "--out", out],
        ["evaluate", model, "--images", scene.images, "--labels", scene.labels],
        ["export", model, out, "--to", "pytorch"],
        ["build", project, "--out", model, "--verify"],
    ):
        if (name, words[0]) != ("decoder", "build"):  # there it is a difference, and status 1
            assert reason in refused(*words)


OPTIONS = {
    "decoder": (["--decoder", "best"], "there is no decoder 'best'; choose from lm"),
    "retired decoder": (["--decoder", "auto"], "decoder 'auto' is no longer offered; use 'ml'"),
    "decoder of blanks": (["--decoder", " "], "there is no decoder ' '"),
    "block": (["--block", "3"], "there is no block 3: the encoder has blocks 1 to 2"),
    "decoder without weights": (["--decoder", "manual"], "decoder 'manual' has no weights for"),
    "fused block": (["--block", "1+3"], "there is no block 3: the encoder has blocks 1 to 2"),
    "block of 0": (["--block", "0"], "block '0': give a number from 1, or numbers joined by +"),
    "block of text": (["--block", "last"], "block 'last': give a number from 1"),
    "half a fusion": (["--block", "1+"], "block '1+': give a number from 1"),
    "block fused twice": (["--block", "2+2"], "block 2+2 names a block twice"),
    "device": (["--device", "tpu"], "device 'tpu' is not known; choose from cpu, cuda, auto"),
    "area": (["--area", "9", "3"], "--area: smallest area 9 is over the largest 3; swap them"),
    "negative area": (["--area", "-5", "3"], "area"),
    "threshold of NaN": (
        ["--threshold", "nan"],
        "--threshold 'nan': give 'auto', 'otsu' or a number",
    ),
    "threshold of 2": (
        ["--threshold", "2"],
        "--threshold '2': give 'auto', 'otsu' or a number from 0",
    ),
    "threshold below 0": (["--threshold=-0.1"], "--threshold '-0.1': give 'auto', 'otsu'"),
    "threshold of text": (["--threshold", "abc"], "--threshold 'abc': give 'auto', 'otsu'"),
    "infinite threshold": (["--threshold", "inf"], "--threshold 'inf': give 'auto', 'otsu'"),
    "erosion without refinement": (["--erosion", "2"], "--erosion: has no effect with"),
    "dilation without refinement": (
        ["--delineation", "none", "--dilation", "2"],
        "--dilation: has no effect with --delineation none; choose watershed, random-walker",
    ),
    "radius of seeds by saliency": (
        ["--delineation", "saliency-walker", "--erosion", "2"],
        "--erosion: has no effect with --delineation saliency-walker; choose watershed, random",
    ),
    "header window of PNG": (
        ["--header-window"],
        "a.png: its header proposes no window; choose one with --window LOW HIGH",
    ),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_out_of_range(shared_scene: Scene, tmp_path: Path, name: str) -> None:
    words, reason = OPTIONS[name]
    scene, model = shared_scene, shared_scene.folder.parent / "model"
    assert reason in refused("predict", model, scene.images, "--out", tmp_path / "S", *words)
    assert not (tmp_path / "S").exists()
    assert reason in refused(
        "evaluate", model, "--images", scene.images, "--labels", scene.labels, *words
    )


def test_options_without_effect(shared_scene: Scene, tmp_path: Path) -> None:
    scene, folder = shared_scene, shared_scene.folder.parent
    out = tmp_path / "out"
    line = refused("predict", folder / "model", scene.images, "--out", out, "--format", "mimg")
    assert line == "activation maps as 'mimg': request activation maps, or leave it out"
    line = refused("import", out, *scene.import_options(), "--radius", "9")
    assert line.startswith("radius 9: only for points and lines in labelme's JSON, and none was")
    words = ("--to", "seeds", "--image", scene.image("a"))
    assert refused("export", folder / "project", out, *words).startswith("an image is only for")
    assert not out.exists()


def test_unknown_formats(shared_scene: Scene, tmp_path: Path) -> None:
    choices = (
        "can't export to 'docx'; choose from pytorch, safetensors, model, flim-builder, onnx, "
        "pt2, bioimageio"
    )
    more = ", seeds, marker-images, napari, labelme, arch-json"
    for folder, line in (("model", choices), ("project", choices + more)):
        source = shared_scene.folder.parent / folder
        assert refused("export", source, tmp_path / "x", "--to", "docx") == line


def test_unknown_devices(shared_scene: Scene, tmp_path: Path) -> None:
    project = shared_scene.folder.parent / "project"
    for words in (["build", project], ["export", project, tmp_path / "x", "--to", "pytorch"]):
        assert "device 'abacus' is not known" in refused(*words, "--device", "abacus")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("command", ["new", "import", "info", "build"])
def test_circular_links(scene: Scene, tmp_path: Path, command: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    words = {"new": [scene.images], "import": ["--images", scene.images]}.get(command, [])
    assert "the links in its path form a loop" in refused(command, tmp_path / "loop", *words)


def test_images_that_cannot_be_predicted(scene: Scene, model: Path, tmp_path: Path) -> None:
    grey = tmp_path / "grey.png"
    write_png(grey, label_map())
    truncate(scene.image("b"))
    (tmp_path / "empty").mkdir()
    for image, reason in (
        (grey, "grey.png: has 1 channels and the encoder reads 3"),
        (scene.image("b"), "b.png: is damaged or cut short"),
        (tmp_path / "nobody.png", "nobody.png: there is no such file"),
        (tmp_path / "empty", "no images in this folder"),
    ):
        assert reason in refused("predict", model, image, "--out", tmp_path / "S")


def test_two_images_of_the_same_name(scene: Scene, model: Path, tmp_path: Path) -> None:
    shutil.copy(scene.image("b"), tmp_path / "a.png")
    words = ("predict", model, scene.images, tmp_path / "a.png", "--out", tmp_path / "S")
    assert "gives a result of the same name as" in refused(*words)
    assert not (tmp_path / "S").exists()


def test_labels_that_do_not_fit(scene: Scene, model: Path, unchanged: Unchanged) -> None:
    write_png(scene.labels / "b.png", label_map()[:-1])
    unchanged(scene.folder)
    words = ("evaluate", model, "--images", scene.images, "--labels")
    assert "b.png: is 39 x 48 pixels and its image 40 x 48" in refused(
        *words, scene.labels, "--strict"
    )
    assert "no mask has the name of an image" in refused(*words, scene.labels / "nobody.png")


def test_label_images_of_colours(scene: Scene, model: Path) -> None:
    write_png(scene.labels / "b.png", paint(label_map()))
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    assert "is not a mask: its 3 channels differ" in refused(*words, "--strict")


# Two at once


def test_concurrent_builds_leave_a_whole_model(project: Path, model: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        words = ("build", project, "--out", project.parent / "M", "--json")
        first, second = pool.map(lambda _: run_process(*words), range(2))
    assert (first.status, second.status) == (0, 0), (first, second)
    assert ok_json("build", project, "--out", project.parent / "M", "--verify")["identical"]
    names = {path.name for path in (project.parent / "M").iterdir()}
    assert names - {".lock"} == {"encoder.pt", "encoder.py", "encoder.safetensors", "model.json"}


def test_a_mistake_in_another_process(project: Path) -> None:
    """Libraries write nothing to stderr, and no traceback follows at the exit."""
    (project.parent / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    result = run_process("new", project.parent / "Q", project.parent / "x.png", "--json")
    assert "has no PNG header" in mistake(result)


def test_rgba_and_sixteen_bit_grey_are_read(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files")
    rgba = np.concatenate([paint(label_map()), np.full((*SIDES, 1), 9, np.uint8)], axis=-1)
    scene.image("a").write_bytes(bytes(imagecodecs.png_encode(rgba)))
    output = ok_json("import", tmp_path / "P", *scene.import_options())
    assert "a.png: alpha channel dropped" in output["notes"]
    ok("build", tmp_path / "P")
    for name in "abc":
        scene.image(name).unlink()
        grey = paint(label_map(), ord(name))[..., 0].astype(np.uint16) * 200
        tifffile.imwrite(scene.images / f"{name}.TIF", grey)
    ok("import", tmp_path / "Q", *scene.import_options())
    ok("build", tmp_path / "Q", "--out", tmp_path / "M")
    output = ok_json(
        "evaluate", tmp_path / "M", "--images", scene.images, "--labels", scene.labels
    )
    assert output["results"][0]["images"] == 3
