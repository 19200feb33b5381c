"""Folders predicted from the session: the bytes of the command line, and every way it can end."""

import hashlib
import os
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.outputs import default_model_folder
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.session import prediction as prediction_module
from flimbuilder.session.prediction import PredictionOutcome, PredictionRequest, propose_results
from flimbuilder.session.session import Session
from flimbuilder.workflow.outputs import OUTPUTS
from tests.cli.commands import ok
from tests.session.conftest import CELLS, Pump, cells, make_project


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """A folder of four images like those of the project."""
    folder, rng = tmp_path / "images", np.random.default_rng(7)
    folder.mkdir()
    for number in range(4):
        pixels, _ = cells(rng, 48, CELLS)
        write_png(folder / f"new_{number}.png", pixels)
    return folder


@pytest.fixture
def built(session: Session, folder: Path, pump: Pump) -> Session:
    session.open(folder)
    pump.settle(session)
    return session


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def predicted(session: Session, request: PredictionRequest, pump: Pump) -> PredictionOutcome:
    session.prediction.start(request)
    pump.until(lambda: session.prediction.outcome is not None)
    pump.settle(session)
    outcome = session.prediction.outcome
    assert outcome is not None
    assert session.prediction.request is None
    return outcome


def command_of(request: PredictionRequest, folder: Path, out: Path) -> list[str]:
    """Return the words of the command that writes the same to another folder."""
    other = PredictionRequest(request.sources, out, request.outputs)
    return shlex.split(other.command(default_model_folder(folder)))[1:]


@pytest.mark.parametrize("decoder", ["lm", "ml"])
@pytest.mark.parametrize(
    "outputs",
    [("saliency",), ("saliency", "mask"), ("mask", "activations"), ("table", "geojson"),
     tuple(OUTPUTS)],
)  # fmt: skip
def test_the_bytes_are_those_of_the_command(
    built: Session, folder: Path, images: Path, tmp_path: Path, pump: Pump,
    decoder: str, outputs: tuple[str, ...],
) -> None:  # fmt: skip
    if decoder == "ml":
        built.set_decoder(DecoderChoice())
    built.document.save()
    pump.settle(built)
    request = PredictionRequest((images,), tmp_path / "window", outputs)
    outcome = predicted(built, request, pump)
    assert (outcome.n_images, outcome.failed, outcome.problem) == (4, (), None)
    ok(*command_of(request, folder, tmp_path / "command"))
    assert hashes(tmp_path / "window") == hashes(tmp_path / "command")
    n_saliency = 4 if {"saliency", "mask", "activations"} & set(outputs) else 0
    assert sum(name.startswith("new_") and name.count("_") == 1
               for name in hashes(tmp_path / "window")) == n_saliency  # fmt: skip


def test_the_bytes_of_a_reopened_project(
    built: Session, folder: Path, images: Path, tmp_path: Path, pump: Pump
) -> None:
    built.set_decoder(DecoderChoice())
    built.document.save()
    pump.settle(built)
    built.document.close()
    built.open(folder)
    pump.settle(built)
    assert not built.prediction.needs_build
    request = PredictionRequest((images,), tmp_path / "window", ("saliency", "mask", "table"))
    assert predicted(built, request, pump).n_images == 4
    ok(*command_of(request, folder, tmp_path / "command"))
    assert hashes(tmp_path / "window") == hashes(tmp_path / "command")


@pytest.mark.slow
def test_the_bytes_of_real_images(
    session: Session, shared_data: Path, tmp_path: Path, pump: Pump
) -> None:
    data, folder = shared_data / "parasites", tmp_path / "eggs.flim"
    ok("import", folder, "--images", data / "images", "--markers", data / "markers")
    session.open(folder)
    pump.settle(session)
    request = PredictionRequest(
        (data / "images",), tmp_path / "window", ("saliency", "mask", "table", "overlay")
    )
    assert predicted(session, request, pump).n_images == 10
    ok(*command_of(request, folder, tmp_path / "command"))
    assert hashes(tmp_path / "window") == hashes(tmp_path / "command")


def test_the_bytes_with_a_pixel_size(
    built: Session, folder: Path, images: Path, tmp_path: Path, pump: Pump
) -> None:
    outputs, size = ("table", "geojson", "instances"), PixelSize.square(0.25)
    built.document.save()
    pump.settle(built)
    predicted(
        built,
        PredictionRequest((images,), tmp_path / "window", outputs, pixel_size=size),
        pump,
    )
    other = PredictionRequest((images,), tmp_path / "command", outputs, pixel_size=size)
    ok(*shlex.split(other.command(default_model_folder(folder)))[1:])
    assert hashes(tmp_path / "window") == hashes(tmp_path / "command")
    assert "area_um2" in (tmp_path / "window" / "objects.csv").read_text("utf-8").splitlines()[0]


def test_the_command_is_quoted(tmp_path: Path) -> None:
    request = PredictionRequest((tmp_path / "my images",), tmp_path / "out", ("mask", "coco"))
    words = shlex.split(request.command(tmp_path / "a model"))
    assert words == [
        "flimbuilder", "predict", str(tmp_path / "a model"), str(tmp_path / "my images"),
        "--out", str(tmp_path / "out"), "--mask",
        "--coco", str(tmp_path / "out" / OUTPUTS["coco"].default_name),
    ]  # fmt: skip
    assert "--out" not in PredictionRequest((), tmp_path, ("geojson",)).command(tmp_path)


def test_images_that_fail_are_listed(
    built: Session, images: Path, tmp_path: Path, pump: Pump
) -> None:
    (images / "broken.png").write_bytes(b"no image")
    write_png(images / "grey.png", np.zeros((48, 48), np.uint8))
    outcome = predicted(built, PredictionRequest((images,), tmp_path / "out", ("mask",)), pump)
    assert (outcome.n_images, outcome.problem) == (4, None)
    assert len(outcome.failed) == 2
    assert any("broken.png" in line for line in outcome.failed)
    assert any("grey.png" in line and "channel" in line for line in outcome.failed)


def test_nothing_that_can_be_used_is_a_problem(built: Session, tmp_path: Path, pump: Pump) -> None:
    (tmp_path / "empty").mkdir()
    request = PredictionRequest((tmp_path / "empty",), tmp_path / "out", ("mask",))
    outcome = predicted(built, request, pump)
    assert outcome.problem is not None
    assert "no images in this folder" in outcome.problem
    assert not (tmp_path / "out").exists()


def test_stopping_leaves_complete_files(
    built: Session, images: Path, tmp_path: Path, pump: Pump
) -> None:
    for number in range(40):
        shutil.copy(images / "new_0.png", images / f"more_{number}.png")
    prediction = built.prediction
    prediction.start(PredictionRequest((images,), tmp_path / "out", ("mask", "overlay")))
    pump.until(lambda: prediction.progress[0] >= 3)
    prediction.cancel()
    assert prediction.outcome is not None
    assert prediction.outcome.problem is not None
    assert prediction.outcome.problem.startswith("Stopped after ")
    assert prediction.request is None
    built.jobs.close()  # the thread has ended
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert 3 <= len(files) < 3 * 44
    assert all(read_image(path).pixels.shape[:2] == (48, 48) for path in files)


def test_stopping_the_job_elsewhere_ends_the_request(
    built: Session, images: Path, tmp_path: Path
) -> None:
    built.prediction.start(PredictionRequest((images,), tmp_path / "out", ("mask",)))
    built.jobs.cancel("predict")
    assert built.prediction.outcome is not None
    assert built.prediction.outcome.problem is not None


def test_one_request_at_a_time(built: Session, images: Path, tmp_path: Path, pump: Pump) -> None:
    first = PredictionRequest((images,), tmp_path / "out", ("mask",))
    built.prediction.start(first)
    built.prediction.start(PredictionRequest((images,), tmp_path / "other", ("mask",)))
    assert built.prediction.request is first
    pump.settle(built)
    assert not (tmp_path / "other").exists()


# A project that has changed since its build


def test_the_last_build_or_a_new_one(
    built: Session, folder: Path, images: Path, tmp_path: Path, pump: Pump
) -> None:
    fresh = PredictionRequest((images,), tmp_path / "fresh", ("saliency", "mask"))
    assert not built.prediction.needs_build
    predicted(built, fresh, pump)
    built.drawing.disk((33, 30))
    assert built.prediction.needs_build
    last = PredictionRequest((images,), tmp_path / "last", ("saliency", "mask"))
    predicted(built, last, pump)
    assert hashes(tmp_path / "last") == hashes(tmp_path / "fresh")
    assert built.prediction.needs_build
    first = PredictionRequest((images,), tmp_path / "new", ("saliency", "mask"), True)
    predicted(built, first, pump)
    assert not built.prediction.needs_build  # the window shows that build too
    assert hashes(tmp_path / "new") != hashes(tmp_path / "fresh")
    built.document.save()
    pump.settle(built)
    ok(*command_of(first, folder, tmp_path / "command"))
    assert hashes(tmp_path / "new") == hashes(tmp_path / "command")


def test_a_project_without_a_build_is_built(
    session: Session, folder: Path, images: Path, tmp_path: Path, pump: Pump
) -> None:
    session.open(folder)
    session.builder.cancel()
    request = PredictionRequest((images,), tmp_path / "out", ("mask",))
    session.prediction.start(request)
    assert session.prediction.is_building
    pump.until(lambda: session.prediction.outcome is not None)
    assert session.prediction.outcome is not None
    assert session.prediction.outcome.n_images == 4


def test_a_project_that_cannot_be_built_says_why(
    session: Session, tmp_path: Path, images: Path, pump: Pump
) -> None:
    (tmp_path / "bare").mkdir()
    session.open(make_project(tmp_path / "bare", markers_on=lambda mask: ImageMarkers()))
    pump.settle(session)
    outcome = predicted(session, PredictionRequest((images,), tmp_path / "out", ("mask",)), pump)
    assert outcome.problem == "There is nothing to learn from: draw markers on a training image"


@pytest.mark.parametrize("by_job", [False, True])
def test_a_stopped_build_ends_the_request(
    built: Session, images: Path, tmp_path: Path, pump: Pump, by_job: bool
) -> None:
    built.drawing.disk((33, 30))
    built.prediction.start(PredictionRequest((images,), tmp_path / "out", ("mask",), True))
    assert built.prediction.is_building
    if by_job:
        built.jobs.cancel("build")
    else:
        built.prediction.cancel()
    assert built.prediction.outcome is not None
    assert built.prediction.outcome.problem is not None
    assert "nothing was predicted" in built.prediction.outcome.problem
    pump.settle(built)
    assert not (tmp_path / "out").exists()


def test_a_newer_build_is_waited_for(
    built: Session, images: Path, tmp_path: Path, pump: Pump
) -> None:
    built.drawing.disk((33, 30))
    built.prediction.start(PredictionRequest((images,), tmp_path / "out", ("mask",), True))
    built.drawing.disk((15, 15))
    built.builder.build()
    assert built.prediction.is_building
    pump.until(lambda: built.prediction.outcome is not None)
    assert built.prediction.outcome is not None
    assert built.prediction.outcome.n_images == 4


def test_another_project_may_be_opened_meanwhile(
    built: Session, images: Path, tmp_path: Path, pump: Pump
) -> None:
    request = PredictionRequest((images,), tmp_path / "out", ("mask",))
    before = predicted(built, request, pump)
    again = PredictionRequest((images,), tmp_path / "again", ("mask",))
    built.prediction.start(again)
    (tmp_path / "second").mkdir()
    built.open(make_project(tmp_path / "second"))
    pump.until(lambda: built.prediction.outcome is not None)
    assert built.prediction.outcome is not None
    assert built.prediction.outcome.n_images == before.n_images
    assert hashes(tmp_path / "again") == hashes(tmp_path / "out")


def test_another_project_ends_a_request_that_waits_for_the_build(
    built: Session, images: Path, tmp_path: Path, pump: Pump
) -> None:
    built.drawing.disk((33, 30))
    built.prediction.start(PredictionRequest((images,), tmp_path / "out", ("mask",), True))
    built.document.close()
    assert built.prediction.outcome is not None
    assert built.prediction.outcome.problem is not None
    pump.settle(built)
    assert not (tmp_path / "out").exists()


def test_an_unexpected_error_is_passed_on(
    session: Session, folder: Path, images: Path, tmp_path: Path, pump: Pump,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def broken(*args: object) -> None:
        raise ZeroDivisionError

    session.open(folder)
    pump.settle(session)
    failures: list[Exception] = []
    monkeypatch.setattr(session.prediction, "_failed", failures.append)
    monkeypatch.setattr(prediction_module, "_predicted", broken)
    outcome = predicted(session, PredictionRequest((images,), tmp_path / "out", ("mask",)), pump)
    assert outcome.problem == "Something went wrong"
    assert [type(failure) for failure in failures] == [ZeroDivisionError]


# The proposed folder


def test_results_are_proposed_beside_the_images(tmp_path: Path) -> None:
    folder = tmp_path / "eggs"
    folder.mkdir()
    image = folder / "a.png"
    image.touch()
    assert propose_results((folder,), tmp_path) == tmp_path / "eggs-results"
    assert propose_results((image, folder), tmp_path) == tmp_path / "eggs-results"
    assert propose_results((), tmp_path) is None
    (tmp_path / "eggs-results").mkdir()
    (tmp_path / "eggs-results-2").mkdir()
    assert propose_results((folder,), tmp_path) == tmp_path / "eggs-results-3"


def test_results_of_read_only_places_are_proposed_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "eggs").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    proposed = propose_results((tmp_path / "eggs",), tmp_path / "projects")
    assert proposed == tmp_path / "projects" / "eggs-results"


def test_another_model_predicts_without_a_build(
    session: Session, folder: Path, images: Path, tmp_path: Path, pump: Pump
) -> None:
    ok("build", str(folder), "--out", str(tmp_path / "other"))
    session.document.open(folder)  # without a build
    request = PredictionRequest(
        (images,), tmp_path / "out", ("saliency", "mask"), True, model=tmp_path / "other"
    )
    assert request.command(default_model_folder(folder)).split()[2] == str(tmp_path / "other")

    outcome = predicted(session, request, pump)

    assert (outcome.n_images, outcome.problem) == (4, None)
    assert session.builder.current is None
    ok("predict", str(tmp_path / "other"), str(images), "--out", str(tmp_path / "cli"), "--mask")
    assert hashes(tmp_path / "out") == hashes(tmp_path / "cli")


def test_a_missing_model_is_told(
    session: Session, folder: Path, images: Path, tmp_path: Path, pump: Pump
) -> None:
    session.document.open(folder)
    request = PredictionRequest((images,), tmp_path / "out", ("mask",), model=tmp_path / "gone")

    outcome = predicted(session, request, pump)

    assert "no model here" in str(outcome.problem)
