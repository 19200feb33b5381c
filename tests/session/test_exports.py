"""Writing for other programs what is open, saved or not."""

from pathlib import Path

import pytest
import torch

from flimbuilder.model.model import load_model
from flimbuilder.project.project import DecoderChoice
from flimbuilder.session.exports import start_export
from flimbuilder.session.session import Message, Session
from tests.session.conftest import Pump

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    session.open(folder)
    pump.settle(session)
    return session


def test_the_last_build_is_written_where_it_is_still_true(
    opened: Session, pump: Pump, tmp_path: Path, told: list[Message],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be built")

    monkeypatch.setattr("flimbuilder.workflow.build.build", refuse)
    start_export(opened, "safetensors", tmp_path / "x.safetensors")
    pump.settle(opened)
    assert (tmp_path / "x.safetensors").is_file()
    assert told[-1].text == f"Wrote {tmp_path / 'x.safetensors'}"


def test_a_network_is_tried_and_what_was_found_is_told(
    opened: Session, pump: Pump, tmp_path: Path, told: list[Message]
) -> None:
    start_export(opened, "pt2", tmp_path / "x.pt2")
    pump.settle(opened)
    assert (tmp_path / "x.pt2").is_file()
    assert told[-1].text.startswith(f"Wrote {tmp_path / 'x.pt2'}; saliency equals the model's to")


def test_a_network_that_cannot_be_written_is_told(
    opened: Session, pump: Pump, tmp_path: Path, told: list[Message]
) -> None:
    (tmp_path / "file").touch()
    start_export(opened, "pt2", tmp_path / "file" / "x.pt2")
    pump.settle(opened)
    assert told[-1].level == "error"
    assert told[-1].text.startswith(f"{tmp_path / 'file'}: can't create the folder")


def test_another_decoder_needs_no_build(opened: Session, pump: Pump, tmp_path: Path) -> None:
    opened.set_decoder(DecoderChoice(id="mb"))
    start_export(opened, "model", tmp_path / "M")
    pump.settle(opened)
    model, built = load_model(tmp_path / "M"), opened.builder.current
    assert built is not None
    assert model.document.decoder.id == "mb"
    weight = "block2.conv.weight"
    assert torch.equal(model.tensors()[weight], built.model.tensors()[weight])


@pytest.mark.parametrize("decoder", ["auto", "bp"])
def test_a_decoder_that_the_build_made_is_written(
    opened: Session, pump: Pump, tmp_path: Path, decoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.set_decoder(DecoderChoice(id=decoder))
    opened.builder.build()
    pump.settle(opened)
    built = opened.builder.current
    assert built is not None
    monkeypatch.delattr("flimbuilder.workflow.build.build")  # nothing is to be built
    opened.classes.rename(1, "egg")
    start_export(opened, "model", tmp_path / "M")
    pump.settle(opened)
    model = load_model(tmp_path / "M")
    assert model.document.decoder == built.model.document.decoder
    assert [one.name for one in model.document.classes] == ["background", "egg"]


def test_what_has_changed_is_built(
    opened: Session, pump: Pump, tmp_path: Path, told: list[Message]
) -> None:
    opened.drawing.disk((33, 30))
    start_export(opened, "model", tmp_path / "M")
    pump.settle(opened)
    assert load_model(tmp_path / "M").document.fingerprint
    assert "files to" in told[-1].text
    opened.builder.build()
    pump.settle(opened)
    built = opened.builder.current
    assert built is not None
    exported = load_model(tmp_path / "M").document.fingerprint
    assert exported == built.model.document.fingerprint


def test_markers_that_are_not_saved(opened: Session, pump: Pump, tmp_path: Path) -> None:
    opened.update_view(image=opened.document.project.images[2].id)
    opened.drawing.disk((33, 30))
    start_export(opened, "marker-images", tmp_path / "markers")
    pump.settle(opened)
    assert len(list((tmp_path / "markers").iterdir())) == 3


def test_a_place_that_cannot_be_written_is_told(
    opened: Session, pump: Pump, tmp_path: Path, told: list[Message]
) -> None:
    (tmp_path / "file").touch()
    start_export(opened, "pytorch", tmp_path / "file" / "x.pt")
    pump.settle(opened)
    assert told[-1].level == "error"
    assert str(tmp_path / "file") in told[-1].text


def test_nothing_open_writes_nothing(session: Session, tmp_path: Path) -> None:
    start_export(session, "pytorch", tmp_path / "x.pt")
    assert not session.jobs.running
