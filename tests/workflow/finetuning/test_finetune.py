"""Train a model further on files and projects: what is read, written and served."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

import flimbuilder as fb
from flimbuilder.errors import Cancelled, InputError, LearnError
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model, load_model
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.tasks.finetuning.settings import Epoch, TrainingSample, TrainingSettings
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.finetuning.finetune import (
    Finetuned,
    checkpoint_of,
    finetune,
    train_model,
    write_finetuned,
)
from flimbuilder.workflow.finetuning.learning_curve import draw_learning_curve
from flimbuilder.workflow.finetuning.training_samples import (
    folder_samples,
    hold_out,
    project_samples,
)
from tests.learned_models import learned_model

SIDE = 32
QUICK = TrainingSettings(epochs=4, frozen_epochs=1, warm_up=1, rate=1e-2, checkpoint_every=10)


@pytest.fixture(scope="module")
def scene_model(project: ProjectFolder) -> Model:
    return build_project(project).model


@pytest.fixture(scope="module")
def model() -> Model:
    return learned_model(decoder="ml")


@pytest.fixture(scope="module")
def squares(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six images of a bright square in noise, and their masks; not to be changed."""
    folder = tmp_path_factory.mktemp("squares")
    for name in ("images", "labels"):
        (folder / name).mkdir()
    rng = np.random.default_rng(0)
    for number in range(6):
        pixels, mask = rng.integers(0, 100, (SIDE, SIDE, 3)), np.zeros((SIDE, SIDE), bool)
        row, col = rng.integers(2, SIDE - 14, 2)
        mask[row : row + 12, col : col + 12] = True
        pixels[mask] += 100
        write_png(folder / "images" / f"{number}.png", pixels.astype(np.uint8))
        write_png(folder / "labels" / f"{number}.png", (mask * 255).astype(np.uint8))
    return folder


@pytest.fixture(scope="module")
def trained(model: Model, squares: Path, tmp_path_factory: pytest.TempPathFactory) -> Finetuned:
    """A finished training, with its folder beside it; not to be changed."""
    out = tmp_path_factory.mktemp("trained") / "squares.model"
    return finetune(model, [squares / "images"], [squares / "labels"], out=out, settings=QUICK)


def names_of(samples: Sequence[TrainingSample]) -> list[str]:
    return [sample.name for sample in samples]


def test_the_checkpoint_lies_beside_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert checkpoint_of("a/b.model") == Path("a/b.model.checkpoint")
    assert checkpoint_of(".") == tmp_path.with_name(f"{tmp_path.name}.checkpoint")


def test_the_result_is_a_model_like_any_other(trained: Finetuned, squares: Path) -> None:
    folder = trained.files[0].parent
    loaded, pixels = load_model(folder), fb.read_image(squares / "images" / "0.png").pixels
    assert np.array_equal(loaded.saliency(pixels), trained.model.saliency(pixels))
    assert loaded.document.decoder.id == "unet"
    assert not checkpoint_of(folder).exists()
    assert {path.name for path in trained.files} == {
        "model.json", "encoder.pt", "encoder.py", "encoder.safetensors",
        "learning_curve.csv", "learning_curve.svg",
    }  # fmt: skip


def test_model_json_records_the_training(trained: Finetuned, model: Model) -> None:
    record = trained.model.document.finetuning
    assert record["from"] == model.document.fingerprint
    assert record["epochs"] == 4
    assert record["training"] == list(trained.training)
    assert record["validation"] == list(trained.validation)
    assert record["settings"]["seed"] == 0
    assert record["validation_dice"] == trained.best.validation_dice


def test_a_fifth_of_five_images_or_more_is_held_out(trained: Finetuned) -> None:
    assert len(trained.training) == 5
    assert len(trained.validation) == 1
    assert not set(trained.training) & set(trained.validation)


def test_the_curve_is_written_as_table_and_picture(trained: Finetuned) -> None:
    folder = trained.files[0].parent
    with (folder / "learning_curve.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["number"]) for row in rows] == [1, 2, 3, 4]
    assert [float(row["loss"]) for row in rows] == [epoch.loss for epoch in trained.epochs]
    picture = ElementTree.parse(folder / "learning_curve.svg").getroot()
    lines = [part for part in picture.iter() if part.tag.endswith("polyline")]
    assert [len(line.attrib["points"].split()) for line in lines] == [4, 4, 4, 4]


def test_a_curve_of_one_epoch_without_validation_can_be_drawn() -> None:
    epoch = Epoch(1, "all", 0.0, 0.5, None, None, 1e-3, 1e-4, 1.0, True)
    ElementTree.fromstring(draw_learning_curve([epoch]))


@pytest.mark.parametrize(
    ("last", "expected"), [(2, ["1", "2"]), (4, ["1", "2", "3", "4"]), (60, None)]
)
def test_the_epochs_of_the_axis_are_whole_and_different(
    last: int, expected: list[str] | None
) -> None:
    epochs = [
        Epoch(number, "all", 0.5, 0.5, None, None, 1e-3, 1e-4, 1.0, number == last)
        for number in range(1, last + 1)
    ]
    texts = [part.text for part in ElementTree.fromstring(draw_learning_curve(epochs)).iter()]
    numbers = [text for text in texts if text and text.isdigit()]
    expected = expected or ["10", "20", "30", "40", "50", "60"]
    assert numbers == 2 * expected  # two plots


def test_a_trained_model_goes_on_from_its_decoder(trained: Finetuned, squares: Path) -> None:
    samples = folder_samples(trained.model, [squares / "images"], [squares / "labels"])
    frozen = replace(QUICK, epochs=1, rate=1e-9, encoder_rate=0)
    again = train_model(trained.model, samples, settings=frozen)
    image = fb.read_image(squares / "images" / "0.png").pixels
    difference = np.abs(again.model.saliency(image) - trained.model.saliency(image))
    assert difference.max() < 1e-3


def test_stopped_training_resumes_to_the_same_model(
    model: Model, squares: Path, trained: Finetuned, tmp_path: Path
) -> None:
    def stop(epoch: Epoch) -> None:
        if epoch.number == 2:
            raise Cancelled

    places, out = ([squares / "images"], [squares / "labels"]), tmp_path / "again.model"
    with pytest.raises(Cancelled):
        finetune(model, *places, out=out, settings=QUICK, on_epoch=stop)
    assert checkpoint_of(out).exists()
    assert not out.exists()
    with pytest.raises(InputError, match="go on with --resume, or delete it"):
        finetune(model, *places, out=out, settings=QUICK)
    resumed = finetune(model, *places, out=out, settings=QUICK, resume=True)
    assert resumed.model.document.fingerprint == trained.model.document.fingerprint
    assert not checkpoint_of(out).exists()


def test_several_object_classes_are_trained(model: Model) -> None:
    three, truth = learned_model(classes=3), torch.zeros(2, SIDE, SIDE, dtype=torch.uint8)
    truth[0, 4:12, 4:12] = truth[1, 18:28, 18:28] = 1
    pixels = torch.rand(3, SIDE, SIDE) * 0.3
    pixels[0] += 0.6 * truth[0]
    pixels[1] += 0.6 * truth[1]
    settings = replace(QUICK, epochs=60, rate=0.02, encoder_rate=0.01)
    result = train_model(three, [TrainingSample("a.png", pixels, truth)], settings=settings)
    assert result.best.dice > 0.5
    saliency = result.model.saliency(pixels.permute(1, 2, 0).numpy())
    assert saliency.shape == (2, SIDE, SIDE)
    for plane, of_class in zip(saliency, truth.numpy() > 0, strict=True):
        assert plane[of_class].mean() > 2 * plane[~of_class].mean()


def test_training_that_should_stop_gives_a_model(model: Model, squares: Path) -> None:
    samples = folder_samples(model, [squares / "images"], [squares / "labels"])
    result = train_model(model, samples, settings=QUICK, should_stop=lambda: True)
    assert [epoch.number for epoch in result.epochs] == [1]
    assert result.model.document.decoder.id == "unet"


def test_validation_from_a_folder(model: Model, squares: Path, tmp_path: Path) -> None:
    notes: list[str] = []
    for folder in ("more", "labels"):
        (tmp_path / folder).mkdir()
    for number in (4, 5):
        (tmp_path / "more" / f"{number}.png").symlink_to(squares / "images" / f"{number}.png")
    result = finetune(
        model,
        [squares / "images"],
        [squares / "labels"],
        validation=tmp_path / "more",
        settings=replace(QUICK, epochs=1),
        on_note=notes.append,
    )
    (note,) = [note for note in notes if "for validation" in note]
    assert note.startswith("2 images for validation train as well")
    assert result.validation == ("4.png", "5.png")
    assert len(result.training) == 6


def test_images_that_can_not_be_used_are_left_out_and_listed(
    model: Model, squares: Path, tmp_path: Path
) -> None:
    write_png(tmp_path / "0.png", np.zeros((8, 8), np.uint8))
    write_png(tmp_path / "1.png", np.full((SIDE, SIDE), 255, np.uint8))
    notes: list[str] = []
    places, settings = ([squares / "images"], [tmp_path]), replace(QUICK, epochs=1)
    result = finetune(model, *places, settings=settings, on_note=notes.append)
    assert result.training == ("1.png",)
    (failed,) = result.failed
    assert failed.path.name == "0.png"
    assert "8 x 8" in failed.message
    assert any(note.startswith("no mask for 4 images") for note in notes)
    with pytest.raises(InputError, match="8 x 8"):
        finetune(model, *places, settings=settings, strict=True)


def test_markers_of_a_project_are_the_truth(project: ProjectFolder, scene_model: Model) -> None:
    samples = project_samples(scene_model, project.project, ProjectFiles(project.path))
    for sample in samples:
        assert sample.judged is not None
        assert 0 < sample.truth.sum() < sample.judged.sum() < sample.judged.numel()
    settings = replace(QUICK, epochs=1)
    result = finetune(scene_model, project=project.path, settings=settings)
    assert result.validation == ()
    assert result.model.document.finetuning["settings"]["loss"] == "markers"


@pytest.mark.parametrize(
    ("n_images", "share", "n_held"),
    [(4, None, 0), (5, None, 1), (10, None, 2), (4, 0.5, 2), (3, 0.0, 0)],
)
def test_how_many_images_are_held_out(n_images: int, share: float | None, n_held: int) -> None:
    samples = [
        TrainingSample(str(number), torch.zeros(1), torch.zeros(1)) for number in range(n_images)
    ]
    training, held = hold_out(samples, share, seed=3)
    assert len(held) == n_held
    assert sorted(names_of([*training, *held])) == names_of(samples)
    assert names_of(held) == names_of(hold_out(samples, share, seed=3)[1])


@pytest.mark.parametrize("share", [-0.1, 0.95, float("nan"), 0.01])
def test_impossible_shares_are_refused(share: float) -> None:
    samples = [TrainingSample("a", torch.zeros(1), torch.zeros(1))] * 3
    with pytest.raises(InputError, match="--validation"):
        hold_out(samples, share, seed=0)


def test_contradicting_sources_are_refused(model: Model, squares: Path, tmp_path: Path) -> None:
    for given in (
        {},
        {"project": tmp_path, "labels": [squares / "labels"]},
        {"project": tmp_path, "images": [squares / "images"]},
        {"images": [squares / "images"]},
    ):
        with pytest.raises(InputError, match="--labels"):
            finetune(model, **given)  # type: ignore[arg-type]


def test_a_folder_of_other_files_is_not_overwritten(
    model: Model, squares: Path, tmp_path: Path, trained: Finetuned
) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(InputError, match=r"thesis\.tex"):
        finetune(model, [squares / "images"], [squares / "labels"], out=tmp_path)
    with pytest.raises(InputError, match=r"thesis\.tex"):
        write_finetuned(trained, tmp_path)


def test_unmarked_projects_and_unknown_classes_are_named(
    project: ProjectFolder, scene_model: Model
) -> None:
    files, drawn_on = ProjectFiles(project.path), project.project
    unmarked = drawn_on.with_(markers={})
    with pytest.raises(LearnError, match="has markers; draw some"):
        project_samples(scene_model, unmarked, files)
    others = {
        image: drawn.with_(
            markers=tuple(m.with_(class_id=7) if m.class_id else m for m in drawn.markers)
        )
        for image, drawn in drawn_on.markers.items()
    }
    with pytest.raises(InputError, match="class 7, which the model lacks"):
        project_samples(scene_model, drawn_on.model_copy(update={"markers": others}), files)
    only_objects = {
        image: drawn.with_(markers=tuple(m for m in drawn.markers if m.class_id))
        for image, drawn in drawn_on.markers.items()
    }
    with pytest.raises(LearnError, match="no background is marked"):
        project_samples(scene_model, drawn_on.with_(markers=only_objects), files)
