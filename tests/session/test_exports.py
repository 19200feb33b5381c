"""Exporting the open project, saved or not."""

from pathlib import Path

import pytest
import torch

from flimbuilder.model.model import load_model
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.session.exports import start_export
from flimbuilder.session.session import Message, Session
from tests.session.conftest import Pump

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    session.open(folder)
    pump.settle(session)
    return session


def test_the_last_build_is_exported_if_it_is_fresh(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be built")

    monkeypatch.setattr("flimbuilder.workflow.build.build", refuse)
    start_export(opened, "safetensors", tmp_path / "x.safetensors")
    pump.settle(opened)
    assert (tmp_path / "x.safetensors").is_file()
    assert messages[-1].text == f"Wrote {tmp_path / 'x.safetensors'}"


def test_an_exported_network_is_verified_and_reported(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    start_export(opened, "pt2", tmp_path / "x.pt2")
    pump.settle(opened)
    assert (tmp_path / "x.pt2").is_file()
    assert messages[-1].text.startswith(
        f"Wrote {tmp_path / 'x.pt2'}; saliency equals the model's to"
    )


def test_an_unwritable_network_is_reported(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    (tmp_path / "file").touch()
    start_export(opened, "pt2", tmp_path / "file" / "x.pt2")
    pump.settle(opened)
    assert messages[-1].level == "error"
    assert messages[-1].text.startswith(f"{tmp_path / 'file'}: can't create the folder")


def test_exporting_with_another_decoder_needs_no_build(
    opened: Session, pump: Pump, tmp_path: Path
) -> None:
    opened.set_decoder(DecoderChoice(id="mb"))
    start_export(opened, "model", tmp_path / "M")
    pump.settle(opened)
    model, built = load_model(tmp_path / "M"), opened.builder.current
    assert built is not None
    assert model.document.decoder.id == "mb"
    weight = "block2.conv.weight"
    assert torch.equal(model.tensors()[weight], built.model.tensors()[weight])


def test_a_decoder_made_by_the_build_is_exported(
    opened: Session, pump: Pump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.set_decoder(DecoderChoice(id="bp"))
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
    assert [entry.name for entry in model.document.classes] == ["background", "egg"]


def test_a_stale_project_is_built_for_the_export(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    opened.drawing.disk((33, 30))
    start_export(opened, "model", tmp_path / "M")
    pump.settle(opened)
    assert load_model(tmp_path / "M").document.fingerprint
    assert "files to" in messages[-1].text
    opened.builder.build()
    pump.settle(opened)
    built = opened.builder.current
    assert built is not None
    exported = load_model(tmp_path / "M").document.fingerprint
    assert exported == built.model.document.fingerprint


def test_unsaved_markers_are_exported(opened: Session, pump: Pump, tmp_path: Path) -> None:
    opened.update_view(image=opened.document.project.images[2].id)
    opened.drawing.disk((33, 30))
    start_export(opened, "marker-images", tmp_path / "markers")
    pump.settle(opened)
    assert len(list((tmp_path / "markers").iterdir())) == 3


def test_an_unwritable_path_is_reported(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    (tmp_path / "file").touch()
    start_export(opened, "pytorch", tmp_path / "file" / "x.pt")
    pump.settle(opened)
    assert messages[-1].level == "error"
    assert str(tmp_path / "file") in messages[-1].text


def test_without_a_project_nothing_is_exported(session: Session, tmp_path: Path) -> None:
    start_export(session, "pytorch", tmp_path / "x.pt")
    assert not session.jobs.running
