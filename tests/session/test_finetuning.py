"""Training in the session: as the command trains, stopped, resumed and saved."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import LearnError
from flimbuilder.model.model import load_model
from flimbuilder.session import finetuning as finetuning_module
from flimbuilder.session.session import Message, Session
from flimbuilder.tasks.finetuning.settings import Epoch, TrainingSettings
from flimbuilder.workflow.finetuning.finetune import finetune
from tests.session.conftest import Pump, ids, make_project


@pytest.fixture
def built(session: Session, folder: Path, pump: Pump) -> Session:
    session.open(folder)
    pump.settle(session)
    session.builder.build()
    pump.settle(session)
    session.finetuning.ask(epochs=3, truth="markers")
    return session


def train(session: Session, pump: Pump) -> None:
    session.finetuning.start()
    assert session.finetuning.is_working
    pump.until(lambda: not session.finetuning.is_working)


def saved(session: Session, out: Path, pump: Pump) -> Path:
    written: list[Path] = []
    session.finetuning.save(out, written.append, session.fail)
    pump.until(lambda: bool(written))
    return written[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of seven images; all but the second have masks, so that one is held out."""
    return make_project(tmp_path, images=7)


@pytest.mark.parametrize(("truth", "n_validation"), [("markers", 0), ("masks", 1)])
def test_the_bytes_are_those_of_the_library(
    built: Session, folder: Path, tmp_path: Path, pump: Pump, truth: str, n_validation: int
) -> None:
    built.finetuning.ask(truth=truth)
    assert built.builder.current is not None
    train(built, pump)
    out = saved(built, tmp_path / "window", pump)

    found = finetune(
        built.builder.current.model_for(built.document.project),
        project=folder,
        truth=truth,
        out=tmp_path / "library",
        settings=TrainingSettings(epochs=3, loss=truth, checkpoint_every=1),
    )

    assert [epoch.number for epoch in built.finetuning.epochs] == [1, 2, 3]
    assert built.finetuning.names == (found.training, found.validation)
    assert len(found.validation) == n_validation
    for name in ("model.json", "encoder.pt", "encoder.safetensors", "encoder.py"):
        assert (out / name).read_bytes() == (tmp_path / "library" / name).read_bytes(), name
    assert (out / "learning_curve.csv").exists()
    assert load_model(out).document.decoder.id == "unet"
    assert built.finetuning.saved == (out,)
    assert built.finetuning.problem == ""


def test_a_stopped_training_goes_on_to_the_same_weights(built: Session, pump: Pump) -> None:
    finetuning = built.finetuning
    train(built, pump)
    whole = finetuning.trained
    assert whole is not None
    assert not finetuning.can_resume

    finetuning.start()
    pump.until(lambda: len(finetuning.epochs) == 1)
    finetuning.stop()
    assert not finetuning.is_working
    pump.settle(built)
    n_epochs = len(finetuning.epochs)
    assert 1 <= n_epochs < 3
    assert finetuning.trained is not None  # the best so far
    assert finetuning.can_resume
    finetuning.resume()
    pump.until(lambda: not finetuning.is_working)

    assert [epoch.number for epoch in finetuning.epochs] == [1, 2, 3]
    assert finetuning.trained.document.fingerprint == whole.document.fingerprint
    # and further, with more epochs
    finetuning.ask(epochs=4)
    assert finetuning.can_resume
    finetuning.resume()
    pump.until(lambda: not finetuning.is_working)
    assert [epoch.number for epoch in finetuning.epochs] == [1, 2, 3, 4]
    assert finetuning.best == finetuning.epochs[-1]


def test_other_settings_are_another_training(built: Session, pump: Pump) -> None:
    built.finetuning.start()
    pump.until(lambda: len(built.finetuning.epochs) == 1)
    built.finetuning.stop()
    pump.settle(built)

    built.finetuning.ask(rate=1e-2)

    assert not built.finetuning.can_resume


def test_the_masks_teach_if_there_are_any(session: Session, folder: Path, pump: Pump) -> None:
    session.open(folder)
    assert session.finetuning.truth == "masks"
    without = session.document.project.images
    for entry in without:
        if entry.mask is not None:
            session.images.set_mask(entry.id, None)
    assert session.finetuning.truth == "markers"
    session.finetuning.ask(truth="masks")
    pump.settle(session)
    session.builder.build()
    pump.settle(session)
    assert "No training image has a mask" in str(session.finetuning.obstacle)
    session.finetuning.start()
    assert not session.finetuning.is_working


def test_training_begins_at_a_build_of_the_project(session: Session, folder: Path) -> None:
    assert session.finetuning.obstacle == "Open a project to train its network"
    session.document.open(folder)
    assert "Build the project first" in str(session.finetuning.obstacle)


def test_a_changed_project_must_be_built_again(built: Session) -> None:
    assert built.finetuning.obstacle is None
    built.set_seed(7)
    assert "build it again" in str(built.finetuning.obstacle)


def test_a_failure_is_told_in_one_line(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise LearnError("epoch 1: the loss is nan")

    monkeypatch.setattr(finetuning_module, "train_run", fail)
    train(built, pump)

    assert built.finetuning.problem == "epoch 1: the loss is nan"
    assert built.finetuning.trained is None
    assert not built.finetuning.can_resume


def test_another_project_ends_the_training(
    built: Session, folder: Path, tmp_path: Path, pump: Pump
) -> None:
    built.finetuning.start()
    pump.until(lambda: len(built.finetuning.epochs) == 1)

    built.open(folder)
    pump.settle(built)

    assert not built.finetuning.is_working
    assert built.finetuning.epochs == ()
    assert built.finetuning.trained is None


def test_nothing_is_written_over_other_files(
    built: Session, tmp_path: Path, pump: Pump, messages: list[Message]
) -> None:
    train(built, pump)
    (tmp_path / "notes.txt").write_text("mine")

    built.finetuning.save(tmp_path, lambda path: None, built.fail)
    pump.settle(built)

    assert "files other than a model" in messages[-1].text
    assert built.finetuning.saved == ()


# The shown image, before and after


def test_the_shown_image_before_and_after(built: Session, pump: Pump) -> None:
    picture = built.finetuned_picture
    built.update_view(image=ids(built)[0])
    train(built, pump)
    assert picture.shown is None  # nobody watches

    picture.watch(test_the_shown_image_before_and_after)
    pump.until(lambda: picture.shown is not None)

    shown = picture.shown
    assert shown is not None
    assert (shown.image, shown.epoch) == (ids(built)[0], 3)
    assert shown.before.dice is not None
    assert shown.after.dice is not None
    assert shown.before.saliency.shape == shown.after.outlines.shape == (48, 48, 3)
    assert not np.array_equal(shown.before.saliency, shown.after.saliency)
    built.update_view(image=ids(built)[1])  # without a mask
    pump.until(lambda: picture.shown is not None and picture.shown.image == ids(built)[1])
    assert picture.shown is not None
    assert picture.shown.after.dice is None
    picture.unwatch(test_the_shown_image_before_and_after)


def test_a_training_that_ended_early_does_not_go_on(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finetuning_module, "train_run", train_one_epoch)
    train(built, pump)

    assert len(built.finetuning.epochs) == 1
    assert built.finetuning.ended_early
    assert not built.finetuning.can_resume
    built.finetuning.ask(epochs=90)
    assert not built.finetuning.can_resume


def train_one_epoch(run, settings, known, news, report) -> None:
    news.append((Epoch(1, "decoder", 0.5, 0.5, 0.5, 0.5, 1e-3, 0.0, 0.1, True), None))
