"""A project that is opened again shows its saved model at once, without learning it."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.project.folder import open_project
from flimbuilder.project.outputs import saved_build_file
from flimbuilder.session.builder import UNCHANGED
from flimbuilder.session.inspector import READING
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.session import Message, Session
from flimbuilder.workflow.build import build_project
from tests.session.conftest import Pump, make_project, watched_session


@pytest.fixture
def learned(folder: Path, pump: Pump) -> ProjectBuild:
    """The build that a first session has learned and written."""
    with watched_session(pump) as first:
        first.open(folder)
        pump.settle(first)
        assert first.builder.current is not None
        return first.builder.current


@pytest.fixture
def reopened(learned: ProjectBuild, session: Session, folder: Path) -> Session:
    session.open(folder)
    return session


def test_the_saved_model_is_shown_without_learning(
    learned: ProjectBuild, reopened: Session, pump: Pump, messages: list[Message]
) -> None:
    builder = reopened.builder
    assert (builder.is_reading, builder.is_building) == (True, False)
    assert reopened.inspector.reason == READING
    pump.settle(reopened)
    current = builder.current
    assert current is not None
    assert current.is_saved
    assert (builder.is_reading, builder.stale_block, builder.previous) == (False, None, None)
    assert current.model.document.fingerprint == learned.model.document.fingerprint
    assert current.model.document.blocks == learned.model.document.blocks
    assert current.project == reopened.document.project
    assert reopened.inspector.decoded is not None
    assert [entry.number for entry in reopened.history.entries] == [1]
    assert messages == []


def test_cards_and_kernel_edits_are_complete(
    learned: ProjectBuild, reopened: Session, pump: Pump
) -> None:
    pump.settle(reopened)
    cards, kernels = reopened.inspector.cards, learned.learned.blocks[0].kernels
    assert [card.identity for card in cards] == [kernel.identity for kernel in kernels]
    assert [card.auc for card in cards] == [kernel.auc for kernel in kernels]
    assert all(card.map is not None and card.filters is not None for card in cards)
    weights = learned.learned.blocks[0].weights
    assert reopened.builder.weights_of(1, cards[2].identity) == tuple(weights[2].tolist())
    reopened.kernels.delete(1, [cards[2].identity])
    assert reopened.builder.stale_block == 1
    reopened.builder.build()
    pump.settle(reopened)
    assert sum(card.deleted for card in reopened.inspector.cards) == 1
    assert reopened.history.entries[-1].changes == "deleted kernel 3 of block 1"


def test_nothing_is_built_until_something_changes(
    learned: ProjectBuild, reopened: Session, pump: Pump, messages: list[Message]
) -> None:
    pump.settle(reopened)
    reopened.builder.build()
    pump.settle(reopened)
    assert [message.text for message in messages] == [UNCHANGED]


def test_a_model_of_other_libraries_is_built_again_on_request(
    learned: ProjectBuild, reopened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    pump.settle(reopened)
    monkeypatch.setattr("flimbuilder.model.description.environment", lambda: {"torch": "99"})
    reopened.builder.build()
    pump.settle(reopened)
    assert reopened.builder.current is not None
    assert not reopened.builder.current.is_saved


@pytest.mark.parametrize("live", [False, True])
def test_the_model_of_an_older_version_is_shown_as_stale(
    learned: ProjectBuild, session: Session, folder: Path, pump: Pump, live: bool
) -> None:
    opened = open_project(folder)
    opened.save(opened.project.with_(seed=5))
    session.builder.set_live(live)
    session.open(folder)
    pump.settle(session)
    current = session.builder.current
    assert current is not None
    if live:
        assert (current.is_saved, session.builder.stale_block) == (False, None)
        assert current.project.seed == 5
        assert session.history.entries[1].changes == "seed 5"
    else:
        assert (current.is_saved, session.builder.stale_block) == (True, 1)


def test_another_decoder_of_the_saved_project_decodes_the_saved_model(
    learned: ProjectBuild, session: Session, folder: Path, pump: Pump
) -> None:
    opened = open_project(folder)
    decoder = opened.project.decoder.with_(id="mb")
    opened.save(opened.project.with_(decoder=decoder))
    session.open(folder)
    pump.settle(session)
    assert session.builder.stale_block is None
    assert session.inspector.decoded is not None
    assert session.inspector.decoded.decoder_choice.id == "mb"
    text = (folder / "models" / "default" / "model.json").read_text()
    assert '"id": "mb"' in text  # and is written, as `predict` reads the model


def test_an_unreadable_build_is_learned_again(
    learned: ProjectBuild, session: Session, folder: Path, pump: Pump, messages: list[Message]
) -> None:
    saved_build_file(folder).write_bytes(b"damaged")
    session.open(folder)
    pump.settle(session)
    assert session.builder.current is not None
    assert not session.builder.current.is_saved
    assert messages == []


def test_a_build_of_the_command_line_is_shown(session: Session, folder: Path, pump: Pump) -> None:
    built = build_project(folder, out=folder / "models" / "default")
    session.open(folder)
    pump.settle(session)
    current = session.builder.current
    assert current is not None
    assert current.is_saved
    assert current.learned.fingerprint == built.learned.fingerprint
    assert session.inspector.decoded is not None
    assert session.pixels.shown is not None
    saliency = built.model.saliency(session.pixels.shown.pixels)
    assert np.array_equal(session.inspector.decoded.saliency, saliency)


def test_other_decoders_are_learned_from_the_saved_build(
    learned: ProjectBuild, reopened: Session, pump: Pump
) -> None:
    pump.settle(reopened)
    current = reopened.builder.current
    assert current is not None
    choice = reopened.document.project.decoder.with_(id="ml")
    reopened.set_decoder(choice.with_(block=None))
    pump.settle(reopened)
    assert reopened.inspector.decoded is not None, reopened.inspector.reason
    assert reopened.inspector.decoded.decoder_choice == current.marker_decoder()


def test_a_project_opened_while_another_is_read(
    learned: ProjectBuild, reopened: Session, pump: Pump, tmp_path: Path
) -> None:
    from tests.session.conftest import make_project

    (tmp_path / "other").mkdir()
    reopened.open(make_project(tmp_path / "other", images=2, side=40))
    pump.settle(reopened)
    assert reopened.builder.current is not None
    assert reopened.builder.current.project == reopened.document.project
    reopened.document.close()
    pump.settle(reopened)
    assert reopened.builder.current is None
    assert not reopened.builder.is_reading


def test_building_while_the_model_is_read(
    learned: ProjectBuild, reopened: Session, pump: Pump
) -> None:
    reopened.builder.build()
    assert (reopened.builder.is_reading, reopened.builder.is_building) == (False, True)
    pump.settle(reopened)
    assert reopened.builder.current is not None
    assert not reopened.builder.current.is_saved


def test_opening_the_open_project_again_keeps_its_build(
    learned: ProjectBuild, reopened: Session, pump: Pump, folder: Path
) -> None:
    pump.settle(reopened)
    current = reopened.builder.current
    reopened.open(folder)
    pump.settle(reopened)
    assert reopened.builder.current is current


def test_closing_after_saving_writes_the_model(folder: Path, pump: Pump) -> None:
    with watched_session(pump) as first:
        first.open(folder)
        pump.settle(first)
        first.set_seed(7)
        first.builder.build()
        pump.settle(first)
        assert first.builder.current is not None
        fingerprint = first.builder.current.learned.fingerprint
        first.document.save()
    text = (folder / "models" / "default" / "model.json").read_text()
    assert fingerprint in text


def test_the_model_of_another_project_is_not_shown(
    learned: ProjectBuild, session: Session, folder: Path, tmp_path: Path, pump: Pump
) -> None:
    (tmp_path / "other").mkdir()
    other = make_project(tmp_path / "other", side=40, disks=((15, 15, 7),))
    shutil.copytree(folder / "models", other / "models")
    session.open(other)
    pump.settle(session)
    assert session.builder.current is not None
    assert not session.builder.current.is_saved  # but learned
    assert session.builder.stale_block is None
    assert [entry.number for entry in session.history.entries] == [1]
