"""The command that trains a model further."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model, load_model
from flimbuilder.tasks.finetuning.settings import TrainingSettings
from flimbuilder.workflow.finetuning.finetune import checkpoint_of
from flimbuilder.workflow.finetuning.finetune import finetune as train_further
from tests.cli.commands import ok, run
from tests.cli.conftest import Parasites
from tests.learned_models import learned_model

SIDE = 32


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model, three images of a bright square in noise, and their masks; not to be changed."""
    folder = tmp_path_factory.mktemp("files")
    learned_model(decoder="ml").write(folder / "model")
    for name in ("images", "labels"):
        (folder / name).mkdir()
    rng = np.random.default_rng(0)
    for number in range(3):
        pixels, mask = rng.integers(0, 100, (SIDE, SIDE, 3)), np.zeros((SIDE, SIDE), bool)
        mask[4 : 16 + number, 8:20] = True
        pixels[mask] += 100
        write_png(folder / "images" / f"{number}.png", pixels.astype(np.uint8))
        write_png(folder / "labels" / f"{number}.png", (mask * 255).astype(np.uint8))
    return folder


def words(files: Path, out: Path, *more: object) -> list[object]:
    """Return a command of two epochs, with further options."""
    places = ("--images", files / "images", "--labels", files / "labels", "--out", out)
    return ["finetune", files / "model", *places, "--epochs", 2, *more]


def test_json_and_the_written_model(files: Path, tmp_path: Path) -> None:
    out = tmp_path / "trained"
    document = json.loads(ok(*words(files, out, "--validation", 0.34, "--json")).stdout)
    assert document["model"] == str(out)
    assert len(document["epochs"]) == 2
    assert {"number", "phase", "loss", "dice", "validation_loss", "validation_dice"} <= set(
        document["best"]
    )
    assert (len(document["training"]), len(document["validation"])) == (2, 1)
    assert document["fingerprint"] == load_model(out).document.fingerprint
    assert (out / "learning_curve.svg").exists()
    evaluated = ok(
        "evaluate", out, "--images", files / "images", "--labels", files / "labels", "--json"
    )
    assert json.loads(evaluated.stdout)["results"][0]["decoder"] == "unet"
    ok("predict", out, files / "images", "--out", tmp_path / "predicted", "--mask")
    assert (tmp_path / "predicted" / "0_mask.png").exists()


def test_the_table_shows_loss_and_dice(files: Path, tmp_path: Path) -> None:
    shown = ok(*words(files, tmp_path / "trained", "--validation", 0.34)).stdout
    assert "training" in shown
    assert "validation" in shown
    assert "2 epochs in" in shown
    assert "validation" not in ok(*words(files, tmp_path / "other")).stdout


def test_the_command_trains_as_the_library_does(files: Path, tmp_path: Path) -> None:
    document = json.loads(
        ok(*words(files, tmp_path / "trained", "--rate", 0.01, "--seed", 4, "--json")).stdout
    )
    result = train_further(
        load_model(files / "model"),
        [files / "images"],
        [files / "labels"],
        settings=TrainingSettings(epochs=2, rate=0.01, seed=4),
    )
    assert document["fingerprint"] == result.model.document.fingerprint


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (["--epochs", 0], "epochs 0: give 1 to 1000000"),
        (["--rate", 5], "rate 5.0"),
        (["--validation", "folder"], "neither a share"),
        (["--validation", 0.01], "holds out 0 of 3 images"),
        (["--project", "eggs.flim"], "--images DIR --labels DIR"),
        (["--resume"], "there is no checkpoint"),
        (["--crop", 3], "crop 3"),
        (["--truth", "boxes"], "--truth 'boxes'"),
    ],
)
def test_mistakes_are_one_line(
    files: Path, tmp_path: Path, more: list[object], problem: str
) -> None:
    result = run(*words(files, tmp_path / "trained", *more))
    assert result.status == 2
    assert problem in result.stderr
    assert result.stderr.count("\n") == 1
    assert "unexpected" not in result.stderr


def test_the_model_is_not_overwritten(files: Path) -> None:
    result = run(*words(files, files / "labels" / ".." / "model"))
    assert result.status == 2
    assert "is the model that training begins from" in result.stderr


def test_a_file_that_can_not_be_used_is_named_at_the_end(files: Path, tmp_path: Path) -> None:
    shutil.copytree(files / "labels", tmp_path / "labels")
    (tmp_path / "labels" / "1.png").write_bytes(b"no image")
    result = run(*words(files, tmp_path / "trained", "--labels", tmp_path / "labels", "--json"))
    assert result.status == 1
    assert "1.png" in result.stderr
    document = json.loads(result.stdout)
    assert document["training"] == ["0.png", "2.png"]
    assert [Path(failure["file"]).name for failure in document["failed"]] == ["1.png"]
    assert (tmp_path / "trained" / "model.json").exists()


def test_unusable_files_are_one_line(files: Path, tmp_path: Path) -> None:
    for folder in ("grey", "empty", "small"):
        (tmp_path / folder).mkdir()
    for number in range(3):
        write_png(tmp_path / "small" / f"{number}.png", np.zeros((5, 5), np.uint8))
        grey = np.zeros((SIDE, SIDE), np.uint8)
        write_png(tmp_path / "grey" / f"{number}.png", grey)
    grey_images = ["--images", tmp_path / "grey"]
    for more, problem in (
        (["--labels", tmp_path / "empty"], "empty"),
        (["--labels", tmp_path / "small"], "5 x 5"),
        (grey_images, "channel"),
    ):
        result = run(*words(files, tmp_path / "trained", *more))
        assert result.status == 2
        assert problem in result.stderr
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "trained").exists()


def test_an_infinite_loss_is_one_line(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "flimbuilder.tasks.finetuning.training._Training._descend",
        lambda run, batch: (float("nan"), batch.truth),
    )
    result = run(*words(files, tmp_path / "trained"))
    assert result.status == 2
    assert "the loss is nan" in result.stderr
    assert len(result.stderr) < 220
    assert not (tmp_path / "trained").exists()


@pytest.mark.slow
def test_markers_alone_train_on_real_images(parasites: Parasites, tmp_path: Path) -> None:
    out = tmp_path / "trained"
    document = json.loads(
        ok(
            *("finetune", parasites.model, "--project", parasites.project, "--out", out),
            *("--epochs", 1, "--crop", 64, "--json"),
        ).stdout
    )
    assert len(document["training"]) == 5
    assert document["validation"] == []
    trained: Model = load_model(out)
    assert trained.document.finetuning["settings"]["loss"] == "markers"
    assert not checkpoint_of(out).exists()
