"""The strip of builds: kept, described, compared and restored, by literal states."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import ProjectReadOnlyError
from flimbuilder.model.pixels import read_pixels
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.folder import open_project
from flimbuilder.project.project import Project
from flimbuilder.session import build_history
from flimbuilder.session.build_history import mask_picture, project_of_build
from flimbuilder.session.builder import UNCHANGED
from flimbuilder.session.session import Message, Session
from flimbuilder.workflow.build import build_project
from tests.session.conftest import Pump, ids


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    """A session whose project is built once."""
    session.open(folder)
    pump.settle(session)
    return session


def build(session: Session, pump: Pump) -> None:
    session.builder.build()
    pump.settle(session)


def seeded(session: Session, pump: Pump, seed: int) -> None:
    session.set_seed(seed)
    build(session, pump)


def numbers(session: Session) -> list[int]:
    return [entry.number for entry in session.history.entries]


def test_every_build_is_kept_with_what_changed(opened: Session, pump: Pump) -> None:
    opened.drawing.disk((30, 30))
    build(opened, pump)
    kernel = opened.builder.current.learned.blocks[1].kernels[3].identity  # type: ignore[union-attr]
    opened.kernels.delete(2, [kernel])
    build(opened, pump)
    opened.set_delineation(opened.document.project.delineation.with_(threshold=0.6))
    build(opened, pump)
    entries = opened.history.entries
    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert [entry.changes for entry in entries] == [
        "", "+1 disk on cells_0", "deleted kernel 4 of block 2", "threshold 0.6",
    ]  # fmt: skip
    assert [entry.n_kernels for entry in entries] == [14, 14, 13, 13]
    assert entries[-1].built is opened.builder.current
    assert opened.history.current is entries[-1]
    assert opened.history.before is entries[-2]
    assert entries[0].time <= entries[1].time


def test_a_build_of_an_unchanged_project_changes_nothing(
    opened: Session, pump: Pump, messages: list[Message]
) -> None:
    seeded(opened, pump, 1)
    current, previous = opened.builder.current, opened.builder.previous
    for _ in range(2):
        build(opened, pump)
    opened.classes.rename(1, "cell")  # nothing that a build depends on
    build(opened, pump)
    assert (opened.builder.current, opened.builder.previous) == (current, previous)
    assert numbers(opened) == [1, 2]
    assert [message.text for message in messages] == [UNCHANGED] * 3


def test_a_running_build_of_the_project_goes_on(
    opened: Session, pump: Pump, messages: list[Message]
) -> None:
    opened.set_seed(1)
    opened.builder.build()
    job = opened.jobs.in_lane("build")
    opened.builder.build()
    assert opened.jobs.in_lane("build") is job
    pump.settle(opened)
    assert numbers(opened) == [1, 2]
    assert messages == []


def test_the_mask_and_the_dice_of_the_shown_image_are_kept(opened: Session, pump: Pump) -> None:
    (entry,) = opened.history.entries
    assert opened.inspector.decoded is not None
    assert opened.inspector.decoded.measures is not None
    assert entry.score is not None
    assert entry.score.dice == opened.inspector.decoded.measures["dice"]
    assert (entry.score.images, entry.score.is_complete) == (1, False)
    assert entry.image == ids(opened)[0]
    assert entry.picture is not None
    assert max(entry.picture.shape[:2]) <= 96
    seeded(opened, pump, 1)
    assert opened.history.entries[0].picture is entry.picture


def test_the_mean_dice_of_all_images_replaces_that_of_one(opened: Session, pump: Pump) -> None:
    opened.results.watch("test")
    pump.settle(opened)
    (entry,) = opened.history.entries
    masked = [entry.id for entry in opened.document.project.images if entry.mask]
    dice = [opened.results.get(image).measures["dice"] for image in masked]  # type: ignore[union-attr, index]
    assert entry.score is not None
    assert entry.score.dice == pytest.approx(np.mean(dice))
    assert (entry.score.images, entry.score.is_complete) == (2, True)


def test_any_two_builds_can_be_compared(opened: Session, pump: Pump) -> None:
    first = opened.inspector.decoded
    assert first is not None
    for seed in (1, 2):
        seeded(opened, pump, seed)
    opened.history.compare(opened.history.entries[0])
    opened.update_view(before=True)
    pump.settle(opened)
    assert opened.builder.previous is opened.history.entries[0].built
    assert opened.inspector.decoded is not None
    assert np.array_equal(opened.inspector.decoded.saliency, first.saliency)
    opened.history.compare(opened.history.entries[2])  # the current build: nothing to compare
    assert opened.builder.previous is opened.history.entries[0].built


def test_a_build_is_restored_at_once_and_by_one_undo(
    opened: Session, pump: Pump, messages: list[Message]
) -> None:
    opened.drawing.disk((30, 30))
    opened.drawing.disk((10, 40))
    opened.classes.add("shell")
    opened.set_architecture(Architecture(blocks=opened.document.project.architecture.blocks[:1]))
    build(opened, pump)
    second = opened.document.project
    entry = opened.history.entries[0]
    opened.history.restore(entry)
    assert opened.jobs.in_lane("build") is None
    assert opened.builder.current is entry.built
    assert opened.builder.previous is opened.history.entries[1].built
    assert opened.builder.stale_block is None
    assert without_ids(opened.document.project) == without_ids(entry.project)
    assert opened.document.undo_label == "Restore build 1"
    assert numbers(opened) == [1, 2]
    opened.document.undo()
    assert without_ids(opened.document.project) == without_ids(second)
    assert opened.builder.stale_block == 1
    opened.builder.build()
    assert opened.jobs.in_lane("build") is None  # nothing is learned again
    assert opened.builder.current is opened.history.entries[1].built
    assert numbers(opened) == [1, 2]
    opened.document.redo()
    assert without_ids(opened.document.project) == without_ids(entry.project)
    pump.settle(opened)
    assert not [message for message in messages if message.level == "error"]


def without_ids(project: Project) -> Project:
    """Return the project with equal ``next_id``, which restoring does not lower."""
    markers = {image: drawn.with_(next_id=99) for image, drawn in project.markers.items()}
    return project.with_(markers=markers)


def test_a_state_that_was_not_built_is_kept_on_restoring(opened: Session, pump: Pump) -> None:
    seeded(opened, pump, 1)
    opened.drawing.disk((30, 30))
    present = opened.document.project
    opened.history.restore(opened.history.entries[0])
    kept = opened.history.entries[-1]
    assert (kept.built, kept.project, kept.changes) == (None, present, "+1 disk on cells_0")
    assert kept.n_kernels == 0
    opened.history.restore(kept)
    assert without_ids(opened.document.project) == without_ids(present)
    assert opened.builder.stale_block == 1
    assert numbers(opened) == [1, 2, 3]
    build(opened, pump)
    assert numbers(opened) == [1, 2, 4]  # the build of that state replaces it
    assert opened.history.entries[-1].built is opened.builder.current


def test_images_added_since_stay_without_markers(opened: Session, pump: Pump) -> None:
    now = opened.document.project
    first, second, third = now.images
    then = now.with_(
        images=(first, third.with_(role="test")), markers={first.id: now.markers[first.id]}
    )
    restored = project_of_build(now, then)
    assert restored.images == (first, second, third.with_(role="test"))
    assert restored.markers == then.markers
    assert project_of_build(then, now).images == (first, third, second)
    masked = now.with_(images=tuple(entry.with_(mask="other.png") for entry in now.images))
    assert project_of_build(masked, now).images == masked.images  # masks are no part of a build
    trained = now.with_(decoder=DecoderChoice(id="bp"))
    assert project_of_build(masked, trained).images == now.images


def test_nothing_is_restored_in_a_read_only_project(opened: Session, pump: Pump) -> None:
    seeded(opened, pump, 1)
    assert opened.document.folder is not None
    opened.document.folder.read_only_reason = "it is a test"
    current, previous = opened.builder.current, opened.builder.previous
    with pytest.raises(ProjectReadOnlyError):
        opened.history.restore(opened.history.entries[0])
    assert (opened.builder.current, opened.builder.previous) == (current, previous)
    assert opened.document.project.seed == 1


def test_restoring_in_live_mode_learns_nothing(opened: Session, pump: Pump) -> None:
    opened.builder.set_live(True)
    opened.set_seed(1)
    pump.settle(opened)
    assert numbers(opened) == [1, 2]
    opened.history.restore(opened.history.entries[0])
    assert opened.jobs.in_lane("build") is None
    opened.document.undo()
    assert opened.jobs.in_lane("build") is None
    assert opened.builder.current is opened.history.entries[1].built


def test_a_restored_build_of_a_saved_project_is_written(opened: Session, pump: Pump) -> None:
    seeded(opened, pump, 1)
    opened.history.restore(opened.history.entries[0])
    opened.document.save()
    pump.settle(opened)
    path = opened.document.path
    assert path is not None
    model = build_project(open_project(path)).model
    text = (path / "models" / "default" / "model.json").read_text()
    assert f'"fingerprint": "{model.document.fingerprint}"' in text


def test_the_oldest_builds_are_dropped(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_history, "MOST", 3)
    seeded(opened, pump, 1)
    opened.history.compare(opened.history.entries[0])
    first = opened.history.entries[0]
    for seed in (2, 3, 4):
        seeded(opened, pump, seed)
        if seed == 2:
            opened.history.compare(first)
    assert numbers(opened) == [3, 4, 5]


def test_the_build_that_is_compared_is_not_dropped(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_history, "MOST", 2)
    seeded(opened, pump, 1)
    opened.history.restore(opened.history.entries[0])
    seeded(opened, pump, 2)
    assert numbers(opened) == [1, 3]


def test_another_project_begins_anew(opened: Session, pump: Pump, tmp_path: Path) -> None:
    from tests.session.conftest import make_project

    seeded(opened, pump, 1)
    opened.document.save_as(tmp_path / "copy.flim")
    assert numbers(opened) == [1, 2]
    (tmp_path / "other").mkdir()
    opened.open(make_project(tmp_path / "other", images=2, side=40))
    pump.settle(opened)
    assert numbers(opened) == [1]
    opened.document.close()
    assert opened.history.entries == ()


# Before, for every decoder


@pytest.mark.parametrize(
    "decoder",
    [
        DecoderChoice(id="ml"),
        DecoderChoice(id="bp"),
        DecoderChoice(id="manual", block=2, weights=((1.0,) * 8,)),
        DecoderChoice(id="mb", fused=(1, 2)),
        DecoderChoice(id="lm", scale="training"),
    ],
    ids=lambda decoder: decoder.id,
)
def test_before_decodes_by_the_decoder_of_its_build(
    opened: Session, pump: Pump, decoder: DecoderChoice
) -> None:
    """The decoder, the number of blocks and of kernels differ between both builds."""
    opened.set_decoder(decoder)
    build(opened, pump)
    first = opened.inspector.decoded
    assert first is not None, opened.inspector.reason
    architecture = opened.document.project.architecture
    opened.set_decoder(DecoderChoice(id="lm"))
    opened.set_architecture(architecture.with_(blocks=(architecture.blocks[0].with_(kernels=5),)))
    build(opened, pump)
    now = opened.inspector.decoded
    assert now is not None
    assert opened.inspector.measures_before == first.measures
    opened.update_view(before=True, heat="saliency")
    pump.settle(opened)
    before = opened.inspector.decoded
    assert before is not None, opened.inspector.reason
    assert before.decoder_choice == first.decoder_choice
    assert np.array_equal(before.saliency, first.saliency)
    assert np.array_equal(before.mask, first.mask)
    previous = opened.builder.previous
    assert previous is not None
    assert opened.pixels.shown is not None
    pixels = read_pixels(opened.pixels.shown.path)
    assert np.array_equal(before.saliency, previous.model.saliency(pixels))
    opened.update_view(before=False)
    pump.settle(opened)
    assert opened.inspector.decoded is not None
    assert np.array_equal(opened.inspector.decoded.saliency, now.saliency)


# Pictures


def test_a_mask_is_painted_in_the_colours_of_its_classes() -> None:
    mask = np.zeros((4, 8), np.uint8)
    mask[:2, :4], mask[2:, 4:] = 1, 2
    image = np.full((2, 4, 3), 100, np.uint8)
    colours = {0: "#ffffff", 1: "#ff0000", 2: "#0000ff"}
    red, blue, dim = (255, 0, 0), (0, 0, 255), (60, 60, 60)
    expected = [[red, red, dim, dim], [dim, dim, blue, blue]]
    assert mask_picture(mask, colours, image).tolist() == np.array(expected).tolist()
    assert mask_picture(mask, colours, None).shape == (4, 8, 3)
    assert mask_picture(np.zeros((2000, 500), np.uint8), colours, None).shape == (96, 24, 3)


def test_a_comparison_says_what_it_compares(opened: Session, pump: Pump) -> None:
    history = opened.history
    assert (history.comparison, history.before_name) == ("", "previous build")
    seeded(opened, pump, 1)
    assert history.comparison == "compared with build 1; since then: seed 1"
    opened.set_decoder(DecoderChoice(id="mb"))
    assert history.comparison == "compared with build 1; since then: decoder mb, seed 1"
    build(opened, pump)
    history.compare(history.entries[0])
    assert history.before_name == "build 1"
    assert history.comparison == "compared with build 1; since then: decoder mb, seed 1"
    history.restore(history.entries[0])
    assert history.comparison == "compared with build 3; since then: decoder lm, seed 0"
