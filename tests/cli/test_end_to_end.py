"""The whole workflow on real images, through the command line."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from flimbuilder.imaging.read import read_image
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.folder import open_project
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ComponentIdentity, KernelEdit
from tests.cli.commands import environment, ok, ok_json, run, run_process
from tests.cli.conftest import Parasites
from tests.cli.independent_measures import measures
from tests.model.test_standalone import WITHOUT_FLIMBUILDER

pytestmark = pytest.mark.slow

NAMES = [
    "000002", "000007", "000013", "000137", "000156",
    "000268", "000391", "000397", "000405", "000499",
]  # fmt: skip
MARKED = ["000002", "000013", "000156", "000391", "000405"]


def fingerprint(model: Path) -> str:
    return str(json.loads((model / "model.json").read_text())["fingerprint"])


def moved_copy(parasites: Parasites, place: Path) -> Path:
    """Copy project and images, the images beside the project as they are beside the original."""
    shutil.copytree(parasites.files / "images", place / "images")
    return Path(shutil.copytree(parasites.project, place / "moved.flim"))


def test_import_pairs_images_markers_and_masks(parasites: Parasites, tmp_path: Path) -> None:
    files = parasites.files
    output = ok_json(
        *("import", tmp_path / "P", "--images", files / "images", "--markers", files / "markers"),
        *("--labels", files / "labels", "--architecture", files / "arch.json"),
    )
    assert (output["images"], output["markers"], output["masks"]) == (10, 5, 10)
    assert output["paired"]["markers"] == [f"{name}.png" for name in MARKED]
    unmarked = [f"{name}.png" for name in NAMES if name not in MARKED]
    assert output["unpaired"] == {
        "without_markers": unmarked, "without_masks": [], "left_over": []
    }  # fmt: skip
    entries = ok_json("info", tmp_path / "P")["images"]
    images = {Path(entry["path"]).stem: entry for entry in entries}
    assert [name for name, entry in images.items() if entry["role"] == "train"] == MARKED
    assert all(entry["dtype"] == "uint16" and entry["mask"] for entry in images.values())


def test_build_learns_four_blocks(parasites: Parasites) -> None:
    output = ok_json("build", parasites.project, "--out", parasites.model, "--verify")
    assert [block["kernels"] for block in output["blocks"]] == [12, 10, 8, 8]
    # 3 x 3 taps of 3, 12, 10 and 8 channels, and a bias for each kernel
    assert [block["parameters"] for block in output["blocks"]] == [336, 1090, 728, 584]
    assert [block["receptive_field"] for block in output["blocks"]] == [9, 21, 39, 57]
    assert output["fingerprint"] == fingerprint(parasites.model)
    assert output["unmatched_edits"] == []
    assert set(output["seconds"]) == {"read", "learn", "weigh", "scale", "total"}
    assert output["peak_rss_mb"] > 0
    assert (output["identical"], output["largest_difference"]) == (True, 0)


def test_another_process_and_hash_seed_give_the_same_bytes(
    parasites: Parasites, tmp_path: Path
) -> None:
    built = run_process(
        *("build", parasites.project, "--out", tmp_path / "M", "--json"),
        env={"PYTHONHASHSEED": "12345"},
    )
    assert built.status == 0, built
    assert json.loads(built.stdout)["peak_rss_mb"] < 600
    for name in ("model.json", "encoder.safetensors", "encoder.pt", "encoder.py"):
        assert (tmp_path / "M" / name).read_bytes() == (parasites.model / name).read_bytes()


def test_a_moved_copy_and_another_order_give_the_same_fingerprint(
    parasites: Parasites, tmp_path: Path
) -> None:
    project = moved_copy(parasites, tmp_path)
    listed = json.loads((project / "project.json").read_text())
    listed["images"].reverse()
    for image in listed["images"]:
        image["absolute"] = None
    (project / "project.json").write_text(json.dumps(listed))
    ok("build", project, "--out", tmp_path / "M", "--images", tmp_path / "images")
    assert fingerprint(tmp_path / "M") == fingerprint(parasites.model)


def test_the_order_of_import_does_not_matter(parasites: Parasites, tmp_path: Path) -> None:
    for name in reversed(MARKED):
        ok(
            *("import", tmp_path / "P", "--images", parasites.files / "images" / f"{name}.png"),
            *("--markers", parasites.files / "markers" / f"{name}-seeds.txt"),
            *("--architecture", parasites.files / "arch.json"),
        )
    first = open_project(tmp_path / "P").project.images[0]
    assert Path(first.path).stem == MARKED[-1]
    ok("build", tmp_path / "P", "--out", tmp_path / "M")
    assert fingerprint(tmp_path / "M") == fingerprint(parasites.model)


def test_verify_finds_a_tampered_weight(parasites: Parasites, tmp_path: Path) -> None:
    model = Path(shutil.copytree(parasites.model, tmp_path / "M"))
    tensors = load_file(model / "encoder.safetensors")
    tensors["block3.conv.bias"] = tensors["block3.conv.bias"] + 0.25
    save_file(tensors, model / "encoder.safetensors")
    result = run("build", parasites.project, "--out", model, "--verify", "--json")
    assert result.status == 1
    output = json.loads(result.stdout)
    assert output["identical"] is False
    assert output["differs"] == ["encoder.safetensors"]
    assert output["largest_difference"] == pytest.approx(0.25, abs=1e-6)


def test_predict_and_evaluate_on_all_images(parasites: Parasites, tmp_path: Path) -> None:
    files, out = parasites.files, tmp_path / "saliency"
    ok("predict", parasites.model, files / "images", "--out", out, "--mask")
    for name in NAMES:
        pixels = read_image(out / f"{name}.png").pixels
        assert (pixels.shape, pixels.dtype) == ((400, 400, 1), np.uint16)
        assert pixels.max() > 60_000
        mask = read_image(out / f"{name}_mask.png").pixels
        assert (mask.shape, mask.dtype) == ((400, 400, 1), np.uint8)
        assert set(np.unique(mask)) == {0, 255}
    output = ok_json(
        *("evaluate", parasites.model, "--images", files / "images", "--labels", files / "labels"),
        *("--block", "2", "--decoder", "lm"),
    )
    (result,) = output["results"]
    assert (result["block"], result["decoder"], result["images"]) == (2, "lm", 10)
    assert sorted(result["per_image"]) == NAMES
    measures = set(result) - {"block", "decoder", "images", "per_image"}
    assert measures == {
        "mae", "fbeta_adaptive", "fbeta_max", "weighted_fbeta", "s_measure", "e_measure",
        "dice", "iou", "precision", "recall",
    }  # fmt: skip
    assert result["fbeta_max"] > 0.6  # the eggs stand out in block 2
    assert result["mae"] < 0.06


def test_another_script_gets_the_same_measures(parasites: Parasites, tmp_path: Path) -> None:
    """It measures the files of ``predict``, for every block and decoder."""
    images, labels = tmp_path / "images", parasites.files / "labels"
    images.mkdir()
    for name in NAMES[:2]:
        shutil.copy(parasites.files / "images" / f"{name}.png", images)
    words = ("evaluate", parasites.model, "--images", images, "--labels", labels)
    every = ("--block", "all", "--decoder", "all", "--delineation", "none")
    results = ok_json(*words, *every)["results"]
    assert len(results) == 4 * 6 + 1  # ml decodes all blocks at once
    for result in results:
        how = ("--block", result["block"], "--decoder", result["decoder"])
        out = tmp_path / f"{result['block']}-{result['decoder']}"
        ok("predict", parasites.model, images, "--out", out, *how)
        for name, row in result["per_image"].items():
            # 16 bits hold the saliency to 1e-5; Otsu's threshold may be one of 256 bins further.
            expected = measures(out / f"{name}.png", labels / f"{name}.png")
            if result["decoder"] == "ml":  # a probability near 1 is 1 in 16 bits: one mask more
                del expected["fbeta_max"]
            for measure, (least, largest) in expected.items():
                assert least - 1e-3 <= row[measure] <= largest + 1e-3, (name, how, measure)


@pytest.mark.parametrize("decoder", ["lm", "mb", "ml"])
def test_the_model_runs_without_flimbuilder(
    parasites: Parasites, tmp_path: Path, decoder: str
) -> None:
    """It needs ``encoder.py`` and ``encoder.pt`` only."""
    project = moved_copy(parasites, tmp_path)
    opened = open_project(project)
    opened.save(opened.project.with_(decoder=DecoderChoice(id=decoder)))
    ok("build", project, "--out", tmp_path / "M")
    image = parasites.files / "images" / "000268.png"
    pixels = read_image(image).pixels.astype(np.float32) / np.float32(65535)
    np.save(tmp_path / "M" / "images.npy", pixels.transpose(2, 0, 1)[None])
    words = [sys.executable, "-c", WITHOUT_FLIMBUILDER, str(tmp_path / "M")]
    subprocess.run(words, cwd=tmp_path, env=environment(), check=True)
    answers = np.load(tmp_path / "M" / "answers.npz")
    ok("predict", tmp_path / "M", image, "--out", tmp_path / "S", "--activations")
    for number in range(1, 5):
        maps = np.load(tmp_path / "S" / f"000268_block{number}.npy")
        assert maps.max() > 1
        np.testing.assert_allclose(answers[f"block{number}"][0], maps, atol=1e-5, rtol=0)
    saliency = read_image(tmp_path / "S" / "000268.png").pixels[..., 0] / np.float64(65535)
    assert saliency.max() > 0.9
    np.testing.assert_allclose(answers["saliency"][0, 0], saliency, atol=1e-5, rtol=0)


def edit(project: Path, *, edits: tuple[KernelEdit, ...]) -> None:
    """Add a marker and kernel edits through the project folder, as the window does."""
    opened = open_project(project)
    entry = opened.project.images[0]
    drawn = opened.project.markers_of(entry.id)
    more = Disk(id=drawn.next_id, class_id=0, center=(30.0, 350.0), radius=5)
    markers = ImageMarkers(next_id=drawn.next_id + 1, markers=(*drawn.markers, more))
    opened.save(
        opened.project.with_(
            markers={**opened.project.markers, entry.id: markers}, kernel_edits=edits
        )
    )


def test_an_edited_project_is_rebuilt_as_from_scratch(
    parasites: Parasites, tmp_path: Path
) -> None:
    project = moved_copy(parasites, tmp_path / "here")
    shutil.copytree(parasites.model, tmp_path / "M")
    deletion = KernelEdit(
        block=1, action="delete", kernel=ComponentIdentity(class_id=1, component=2)
    )
    lost = KernelEdit(block=2, action="invert", kernel=ComponentIdentity(class_id=1, component=99))
    edit(project, edits=(deletion, lost))
    rebuilt = run("build", project, "--out", tmp_path / "M", "--json")
    assert rebuilt.status == 0
    output = json.loads(rebuilt.stdout)
    assert [(block["kernels"], block["deleted"]) for block in output["blocks"]] == [
        (11, 1), (10, 0), (8, 0), (8, 0)
    ]  # fmt: skip

    copy = shutil.copytree(tmp_path / "here", tmp_path / "there") / "moved.flim"
    scratch = run_process("build", copy, "--out", tmp_path / "fresh", env={"PYTHONHASHSEED": "7"})
    assert scratch.status == 0, scratch
    edited, fresh = (
        load_file(tmp_path / folder / "encoder.safetensors") for folder in ("M", "fresh")
    )
    assert output["fingerprint"] == fingerprint(tmp_path / "fresh")
    assert all(edited[name].equal(fresh[name]) for name in edited)

    before = load_file(parasites.model / "encoder.safetensors")
    assert edited["block2.conv.weight"].shape == (10, 11, 3, 3)  # no stale channel is left
    for number in (2, 3, 4):
        common = slice(0, min(before[f"block{number}.conv.weight"].shape[1], 8))
        was, now = (
            tensors[f"block{number}.conv.weight"][:, common] for tensors in (before, edited)
        )
        assert not was.allclose(now, atol=1e-3)

    (unmatched,) = output["unmatched_edits"]
    assert (unmatched["block"], unmatched["action"]) == (2, "invert")
    assert unmatched["kernel"] == {"kind": "component", "class": 1, "component": 99}
    assert "note: block 2: the kernel to invert no longer exists" in rebuilt.stderr
    assert "(component 99 of object)" in rebuilt.stderr


def test_edits_of_blocks_that_are_gone_are_reported(parasites: Parasites, tmp_path: Path) -> None:
    project = moved_copy(parasites, tmp_path)
    gone = KernelEdit(block=9, action="delete", kernel=ComponentIdentity(class_id=0, component=0))
    edit(project, edits=(gone,))
    result = run("build", project, "--out", tmp_path / "M", "--json")
    assert [edit["block"] for edit in json.loads(result.stdout)["unmatched_edits"]] == [9]
    assert "note: block 9: the kernel to delete no longer exists" in result.stderr
    assert json.loads((tmp_path / "M" / "model.json").read_text())["unmatched_edits"]
