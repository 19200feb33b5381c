"""A whole run of the demo: its files, measures and proofs."""

import json
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from flimbuilder.analysis.measures import measure_mask
from flimbuilder.demo import run as demo_run
from flimbuilder.demo.results import DemoResult, DemoRun, commands_by_hand
from flimbuilder.demo.run import run_demo
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.model.model import load_model
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import open_project
from flimbuilder.workflow.build import build_project, compare_models
from tests.cli.commands import ok, ok_json, refused, tree

pytestmark = pytest.mark.slow


@pytest.fixture(params=["coins", "ihc"])
def run(request: pytest.FixtureRequest, demo: DemoResult) -> DemoRun:
    return next(run for run in demo.runs if run.name == request.param)


def test_the_demo_finds_the_objects_of_the_test_pieces(run: DemoRun) -> None:
    assert len(run.of_role("test")) == 2
    for piece in run.of_role("test"):
        predicted = run.predicted[piece.name]
        assert predicted.mask is not None
        mask, reference = read_mask(predicted.mask) > 0, read_mask(piece.mask) > 0
        assert measure_mask(mask, reference)["dice"] >= 0.85


def test_the_saliency_is_high_on_objects_and_low_beside_them(run: DemoRun) -> None:
    for piece in run.pieces:
        saliency = read_image(run.predicted[piece.name].saliency[0]).pixels[..., 0] / 65535
        objects = read_mask(piece.mask) > 0
        assert saliency[objects].mean() > 0.3
        assert saliency[objects].mean() > 2.5 * saliency[~objects].mean()


def test_measures_are_those_of_the_written_masks(run: DemoRun) -> None:
    for role in ("train", "test"):
        assert len(run.of_role(role)) == 2
        for piece in run.of_role(role):
            mask = run.predicted[piece.name].mask
            assert mask is not None
            measures = measure_mask(read_mask(mask) > 0, read_mask(piece.mask) > 0)
            assert run.evaluations[role].per_image[piece.name]["dice"] == measures["dice"]


def test_the_written_project_is_complete(run: DemoRun) -> None:
    opened = open_project(run.paths.project)
    assert not opened.notes
    assert not opened.unsaved
    pieces = {piece.name: piece for piece in run.pieces}
    assert len(opened.project.images) == len(pieces)
    for entry in opened.project.images:
        image, mask = (
            ImageFinder(opened.path).locate(entry),
            ImageFinder(opened.path).locate_mask(entry),
        )
        written = pieces[image.stem]
        assert image.samefile(written.image)
        assert mask.samefile(written.mask)
        assert entry.role == written.piece.role
        assert opened.project.markers_of(entry.id).markers == written.piece.markers
    assert opened.project.architecture == run.document.architecture
    assert opened.project.decoder == run.document.decoder


def test_the_model_belongs_to_the_project(run: DemoRun) -> None:
    rebuilt = build_project(open_project(run.paths.project)).model
    assert compare_models(rebuilt, run.paths.model).identical


def test_the_proofs_hold(run: DemoRun) -> None:
    assert run.rebuilt_fingerprint == run.model.document.fingerprint
    assert run.rebuilt_identical
    assert 0 <= run.standalone_difference <= 1e-5


def test_the_export_is_a_plain_state_dict(run: DemoRun) -> None:
    exported = torch.load(run.paths.exported, weights_only=True)
    tensors = load_model(run.paths.model).tensors()
    assert exported.keys() == tensors.keys()
    assert all(torch.equal(exported[name], tensors[name]) for name in tensors)


def test_the_builds_have_no_notes(demo: DemoResult) -> None:
    assert demo.notes == ()


def test_the_json_is_complete(demo: DemoResult) -> None:
    result = json.loads(json.dumps(demo.as_json()))
    assert result["report"] == str(demo.report)
    assert [entry["name"] for entry in result["demos"]] == ["coins", "ihc"]
    for entry, run in zip(result["demos"], demo.runs, strict=True):
        assert entry["fingerprint"] == run.model.document.fingerprint
        assert entry["rebuilt_identical"] is True
        assert entry["standalone_difference"] == run.standalone_difference
        assert entry["measures"]["test"]["dice"] >= 0.85
        assert entry["measures"]["train"] == run.evaluations["train"].mean()
        assert [len(entry["images"][role]) for role in ("train", "test")] == [2, 2]
        assert entry["seconds"]["build"]["learn"] > 0
        assert Path(entry["project"], "project.json").is_file()
        assert Path(entry["model"], "model.json").is_file()
        assert Path(entry["exported"]).is_file()


def test_the_summary_ends_with_the_report(demo: DemoResult) -> None:
    lines = demo.summary().splitlines()
    assert lines[-1] == f"report: {demo.report}"
    assert sum("Dice" in line for line in lines) == len(demo.runs)
    assert max(map(len, lines[:-1])) < 100


def test_the_commands_by_hand_give_the_same(
    demo: DemoResult, run: DemoRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo.report.parent, tmp_path, dirs_exist_ok=True)
    before = tree(tmp_path)
    monkeypatch.chdir(tmp_path)
    for line in commands_by_hand(run.paths):
        program, *words = shlex.split(line)
        assert program == "flimbuilder"
        ok(*words)
    again = load_model(tmp_path / "again" / f"{run.name}.model").document
    assert again.fingerprint == run.model.document.fingerprint
    after = tree(tmp_path)
    assert {name: after[name] for name in before} == before
    assert {name.partition("/")[0] for name in after.keys() - before.keys()} == {"again"}


@pytest.fixture
def without_proofs(demo: DemoResult, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the proofs in other processes, which take most of the time."""
    fingerprints = {run.name: run.model.document.fingerprint for run in demo.runs}
    monkeypatch.setattr(demo_run, "prove_rebuild", lambda project, _: fingerprints[project.stem])
    monkeypatch.setattr(demo_run, "prove_standalone", lambda *_: 0.0)


@pytest.mark.usefixtures("without_proofs")
def test_an_earlier_demo_is_overwritten(demo: DemoResult, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(demo.report.parent, out)
    (out / "mine.txt").write_text("keep")
    result = run_demo(out).as_json()
    fingerprints = [run.model.document.fingerprint for run in demo.runs]
    assert [entry["fingerprint"] for entry in result["demos"]] == fingerprints
    assert tree(out).keys() == {"mine.txt", *tree(demo.report.parent).keys()}
    assert json.loads((out / "demo.json").read_text("utf-8"))["result"] == result


def test_the_demo_command(
    demo: DemoResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(demo_run, "run_demo", lambda out, _: asked.append(out) or demo)
    assert ok("demo", "--out", tmp_path).stdout == demo.summary() + "\n"
    assert ok_json("demo") == json.loads(json.dumps(demo.as_json()))
    assert asked == [tmp_path, Path("flimbuilder-demo")]


def test_a_folder_that_is_not_the_demos_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all I have")
    line = refused("demo", "--out", tmp_path)
    assert line.startswith(f"{tmp_path}: ")
    assert "--out" in line
    assert tree(tmp_path) == {"thesis.txt": b"all I have"}


def test_progress_is_reported_in_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_run, "prove_rebuild", _fail)
    result: list[tuple[str, int, int]] = []
    with pytest.raises(InputError, match="no proof"):
        run_demo(tmp_path / "out", lambda *step: result.append(step))
    assert [done for _, done, _ in result] == list(range(6))
    assert {total for _, _, total in result} == {15}
    assert result[0][0] == "coins: cutting the picture"


def test_a_failed_demo_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_run, "prove_rebuild", _fail)
    for _ in range(2):
        with pytest.raises(InputError, match="no proof"):
            run_demo(tmp_path / "out")


def _fail(*_: object) -> str:
    raise InputError("no proof today")


@pytest.mark.parametrize("content", [None, b"", b"\x89PNG\r\n\x1a\n not a coin"])
def test_a_missing_or_broken_picture_is_refused(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "coins.png").write_bytes(content)
    monkeypatch.setattr(demo_run, "pictures_folder", lambda: tmp_path)
    line = refused("demo", "--out", tmp_path / "out")
    assert line.startswith(f"{tmp_path / 'coins.png'}: ")
    assert line.endswith("install scikit-image again")


def test_the_reference_is_not_used_for_learning(run: DemoRun) -> None:
    """Kernels come only from marked pixels of training pieces."""
    trained = {entry.id for entry in run.project.images if entry.role == "train"}
    for block in run.model.document.blocks:
        for kernel in block.kernels:
            assert kernel.image in trained
            assert kernel.class_id in {0, 1}


def test_the_pieces_are_the_picture(run: DemoRun) -> None:
    assert sum(np.prod(piece.shape) for piece in run.pieces) in {303 * 384, 512 * 512}
    for piece in run.pieces:
        mask = read_mask(piece.mask)
        assert read_image(piece.image).pixels.shape[:2] == piece.shape == mask.shape
        assert set(np.unique(mask)) == {0, 255}
