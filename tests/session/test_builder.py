"""Building in the background."""

import gc
import threading
import weakref
from pathlib import Path

import pytest

from flimbuilder.errors import InputError, LearnError
from flimbuilder.flim.training_scale import TrainingScale
from flimbuilder.model.model import load_model
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.edits import AddMarker, SetArchitecture, SetDecoder, SetSeed
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.outputs import default_model_folder
from flimbuilder.project.project import (
    ClusterIdentity,
    KernelEdit,
    Project,
    default_class,
)
from flimbuilder.session import builder as builder_module
from flimbuilder.session.builder import Builder
from flimbuilder.session.session import Message, Session
from flimbuilder.workflow import build as build_module
from flimbuilder.workflow import train_decoder
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.train_decoder import marker_decoder
from tests.session.conftest import Pump, make_project, two_blocks


def fingerprint(builder: Builder) -> str:
    assert builder.current is not None
    return builder.current.model.document.fingerprint


def errors(messages: list[Message]) -> list[str]:
    return [message.text for message in messages if message.level == "error"]


@pytest.fixture
def built(session: Session, folder: Path, pump: Pump) -> Session:
    """A session with a project that is built."""
    session.open(folder)
    pump.settle(session)
    return session


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    reads: list[str] = []
    read = ProjectFiles.pixels

    def counted(self: ProjectFiles, entry: object) -> object:
        reads.append(entry.id)  # type: ignore[attr-defined]
        return read(self, entry)  # type: ignore[arg-type]

    monkeypatch.setattr(ProjectFiles, "pixels", counted)
    return reads


def test_a_marked_project_is_built_when_it_is_opened(
    built: Session, messages: list[Message], folder: Path
) -> None:
    current = built.builder.current
    assert current is not None
    assert current.project == built.document.project
    assert built.builder.previous is None
    assert built.builder.stale_block is None
    assert {"read", "learn", "total"} <= current.seconds.keys()
    assert (
        fingerprint(built.builder)
        == build_project(open_project(folder)).model.document.fingerprint
    )


def test_a_project_without_markers_is_not_built_when_opened(
    session: Session, folder: Path, pump: Pump
) -> None:
    opened = open_project(folder)
    opened.save(
        opened.project.with_(markers={image: ImageMarkers() for image in opened.project.markers})
    )
    session.open(folder)
    assert session.jobs.in_lane("build") is None
    pump.settle(session)
    session.document.do("Seed", SetSeed(seed=1))
    assert session.builder.stale_block is None


def test_notes_of_a_build_are_shown_once(
    session: Session, messages: list[Message], folder: Path, pump: Pump
) -> None:
    session.open(folder)
    pump.settle(session)
    assert messages == []  # an unmarked image is simply not learned from
    session.classes.add("shell")
    session.builder.build()
    pump.settle(session)
    (note,) = [message.text for message in messages]
    assert note.startswith("class shell has no markers, so no mask will show it: draw some")
    session.set_seed(1)
    session.builder.build()
    pump.settle(session)
    assert len(messages) == 1


def test_an_edit_makes_the_build_stale_and_undo_fresh(built: Session) -> None:
    changes: list[int | None] = []
    built.builder.changed.connect(lambda: changes.append(built.builder.stale_block))
    built.drawing.disk((30, 30))
    assert built.builder.stale_block == 1
    built.document.undo()
    assert built.builder.stale_block is None
    built.classes.rename(1, "cell")
    assert changes == [1, None]


def test_unsaved_edits_are_built(built: Session, pump: Pump, folder: Path) -> None:
    first = fingerprint(built.builder)
    built.drawing.disk((30, 30))
    built.builder.build()
    pump.settle(built)
    assert fingerprint(built.builder) != first
    previous = built.builder.previous
    assert previous is not None
    assert previous.model.document.fingerprint == first
    assert open_project(folder).project != built.document.project
    built.document.save()
    assert build_project(open_project(folder)).model.document.fingerprint == fingerprint(
        built.builder
    )


def test_images_are_read_once(
    session: Session, folder: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = count_reads(monkeypatch)
    session.open(folder)
    pump.settle(session)
    session.set_seed(3)
    session.builder.build()
    pump.settle(session)
    assert sorted(name[:7] for name in reads) == ["cells_0", "cells_1"]


def test_pixels_are_kept_within_bounds(
    folder: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder_module, "PIXEL_CACHE_BYTES", 1000)  # less than an image
    reads = count_reads(monkeypatch)
    session = Session(pump)
    session.open(folder)
    pump.settle(session)
    session.set_seed(1)
    session.builder.build()
    pump.settle(session)
    assert len(reads) == 6  # by two builds, and again to write the model of the first
    assert session.builder._pixels.size == 0
    assert session.close()


def test_a_project_without_markers_is_reported(
    session: Session, folder: Path, pump: Pump, messages: list[Message]
) -> None:
    session.builder.build()  # no project is open: nothing happens
    session.open(folder)
    pump.settle(session)
    for image in session.document.project.images:
        session.update_view(image=image.id)
        session.drawing.clear()
    session.builder.build()
    pump.settle(session)
    assert errors(messages) == ["There is nothing to learn from: draw markers on a training image"]
    assert session.builder.current is not None  # the last build is still there to be looked at


def test_a_project_that_cannot_be_built_says_why_and_what_to_do(
    session: Session, messages: list[Message], tmp_path: Path, pump: Pump
) -> None:
    for name, changes, expected in (
        ("bare", {"classes": (default_class(0),), "markers": {}}, "There is no object class: add"),
        ("grey", {}, "Training images differ in their channels (1 channel in cells_1.png; 3 "),
    ):
        (tmp_path / name).mkdir()
        folder = make_project(tmp_path / name)
        opened = open_project(folder)
        project = opened.project.with_(**changes)
        if name == "grey":
            grey = tuple(
                entry.with_(shape=(*entry.shape[:2], 1)) if entry.name == "cells_1.png" else entry
                for entry in project.images
            )
            project = project.with_(images=grey)
        opened.save(project)
        session.document.open(folder)
        session.builder.build()
        assert not session.builder.is_building
        assert errors(messages)[-1].startswith(expected)
        pump.settle(session)


def test_a_missing_image_is_reported_and_the_last_build_stays(
    built: Session, pump: Pump, messages: list[Message], tmp_path: Path
) -> None:
    before = built.builder.current
    built.builder._pixels.clear()
    (tmp_path / "cells_1.png").unlink()
    built.set_seed(1)
    built.builder.build()
    pump.settle(built)
    (error,) = errors(messages)
    assert "cells_1.png: image cells_1-" in error
    assert "missing" in error
    assert built.builder.current is before


def test_an_unexpected_error_is_a_failure(
    folder: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, failures = Session(pump), list[Exception]()
    session.failed.connect(failures.append)
    monkeypatch.setattr(build_module, "build", lambda *given, **more: 1 / 0)
    session.open(folder)
    pump.settle(session)
    (failure,) = failures
    assert isinstance(failure, ZeroDivisionError)
    assert failure.__traceback__ is not None
    assert session.close()


def test_an_impossible_decoder_is_reported_and_the_encoder_built(
    built: Session, pump: Pump, messages: list[Message], folder: Path
) -> None:
    first = fingerprint(built.builder)
    built.set_decoder(DecoderChoice(id="manual", weights=((1.0, -1.0),)))
    built.builder.build()
    pump.settle(built)
    assert fingerprint(built.builder) == first
    assert any("has 2 weights and the block has 8 kernels" in message.text for message in messages)


# Live mode


def test_live_mode_builds_a_stale_project(built: Session, pump: Pump) -> None:
    first = fingerprint(built.builder)
    built.drawing.disk((30, 30))
    assert built.builder.waiting_block == 1
    built.builder.set_live(True)
    assert (built.builder.stale_block, built.builder.waiting_block) == (1, None)
    pump.settle(built)
    second = fingerprint(built.builder)
    assert second != first
    assert built.builder.stale_block is None
    built.document.undo()
    pump.settle(built)
    assert fingerprint(built.builder) == first
    built.builder.set_live(False)
    built.document.redo()
    pump.settle(built)
    assert fingerprint(built.builder) == first
    assert built.builder.stale_block == built.builder.waiting_block == 1


def test_live_mode_does_not_build_a_fresh_project(built: Session, pump: Pump) -> None:
    built.builder.set_live(True)
    before = built.builder.current
    built.set_decoder(DecoderChoice(id="mb"))
    built.classes.rename(1, "cell")
    pump.settle(built)
    assert built.builder.current is before


def test_the_newest_of_quick_edits_is_built(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build started before the last edit is stopped, and its result dropped."""
    begun, go, seeds = threading.Event(), threading.Event(), []
    build = build_module.build

    def held(project: Project, *given: object, **more: object) -> object:
        seeds.append(project.seed)
        begun.set()
        assert go.wait(30)
        return build(project, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(build_module, "build", held)
    built.builder.set_live(True)
    made: list[int] = []
    built.builder.changed.connect(
        lambda: made.append(built.builder.current.project.seed)  # type: ignore[union-attr]
    )
    built.set_seed(1)
    assert begun.wait(30)
    built.set_seed(2)
    built.set_seed(3)
    go.set()
    pump.settle(built)
    assert seeds == [1, 3]
    assert made[-1] == 3
    assert 1 not in made
    assert 2 not in made


def test_an_irrelevant_edit_does_not_restart_the_build(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[str] = []
    start = built.jobs.start
    monkeypatch.setattr(
        built.jobs, "start", lambda lane, *given, **more: (
            starts.append(lane), start(lane, *given, **more)
        )[1],
    )  # fmt: skip
    built.builder.set_live(True)
    built.set_seed(1)
    built.classes.rename(1, "cell")
    pump.settle(built)
    assert starts.count("build") == 1
    assert built.builder.stale_block is None


def test_a_cancelled_build_leaves_the_last_one(
    built: Session, pump: Pump, messages: list[Message]
) -> None:
    before = built.builder.current
    built.set_seed(1)
    built.builder.build()
    built.builder.cancel()
    pump.settle(built)
    assert built.builder.current is before
    assert built.builder.stale_block == 1
    assert errors(messages) == []


def test_leaving_live_mode_shows_the_waiting_block(built: Session, pump: Pump) -> None:
    waiting: list[int | None] = []
    built.builder.changed.connect(lambda: waiting.append(built.builder.waiting_block))
    built.builder.set_live(True)
    built.set_seed(1)
    pump.settle(built)
    assert set(waiting) == {None}
    built.set_seed(2)
    built.builder.cancel()
    pump.settle(built)
    assert waiting[-1] == built.builder.waiting_block == 1
    built.set_seed(3)
    pump.settle(built)
    assert waiting[-1] is None


def test_a_failed_build_in_live_mode_shows_the_waiting_block(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[int | None] = []
    built.builder.changed.connect(lambda: waiting.append(built.builder.waiting_block))

    def fails(*given: object, **more: object) -> None:
        raise LearnError("nothing to learn")

    monkeypatch.setattr(build_module, "build", fails)
    built.builder.set_live(True)
    built.set_seed(1)
    pump.settle(built)
    assert waiting[-1] == 1


def test_live_mode_builds_the_first_markers(built: Session, pump: Pump) -> None:
    markers = dict(built.document.project.markers)
    folder = built.document.path.parent / "new.flim"  # type: ignore[union-attr]
    unmarked = built.document.project.with_(markers={})
    built.document.open(create_project(folder, unmarked).path)
    assert built.builder.current is None
    built.builder.set_live(True)
    pump.settle(built)
    assert built.builder.current is None
    image = next(iter(markers))
    built.update_view(image=image)
    built.drawing.disk((15, 15))
    pump.settle(built)
    assert built.builder.current is not None


# Another project


def test_another_project_has_no_build_yet(built: Session, pump: Pump, tmp_path: Path) -> None:
    built.document.open(create_project(tmp_path / "empty.flim", Project()).path)
    assert (built.builder.current, built.builder.previous) == (None, None)
    assert built.builder.stale_block is None
    built.document.close()
    pump.settle(built)


def test_closing_a_project_frees_its_build(built: Session, pump: Pump) -> None:
    left = weakref.ref(built.builder.current)
    built.document.close()
    pump.settle(built)
    gc.collect()
    assert left() is None


def test_saving_under_another_name_keeps_the_build(
    built: Session, pump: Pump, tmp_path: Path
) -> None:
    before = built.builder.current
    built.document.save_as(tmp_path / "deep" / "copy.flim")
    pump.settle(built)
    assert built.builder.current is before
    written = load_model(default_model_folder(tmp_path / "deep" / "copy.flim"))
    assert written.document.fingerprint == fingerprint(built.builder)


# models/default


def test_the_build_of_a_saved_project_is_written(built: Session, folder: Path) -> None:
    written = load_model(default_model_folder(folder)).document
    assert written == build_project(open_project(folder)).model.document


def test_the_build_of_an_unsaved_project_is_written_on_saving(
    built: Session, pump: Pump, folder: Path
) -> None:
    target = default_model_folder(folder)
    before = load_model(target).document
    built.document.do("Deepen", SetArchitecture(architecture=two_blocks().with_(stdev_factor=1)))
    built.builder.build()
    pump.settle(built)
    assert load_model(target).document == before
    built.document.save()
    pump.settle(built)
    assert load_model(target).document == build_project(open_project(folder)).model.document
    assert load_model(target).document != before


def test_a_new_decoder_is_written_without_another_build(
    built: Session, pump: Pump, folder: Path
) -> None:
    current = built.builder.current
    built.set_decoder(DecoderChoice(id="mb", block=1))
    built.classes.rename(1, "cell")
    built.document.save()
    pump.settle(built)
    assert built.builder.current is current
    written = load_model(default_model_folder(folder)).document
    assert written == build_project(open_project(folder)).model.document
    assert written.decoder == DecoderChoice(id="mb", block=1)


def test_a_stale_build_is_not_written(built: Session, pump: Pump, folder: Path) -> None:
    before = load_model(default_model_folder(folder)).document
    built.set_seed(4)
    built.document.save()
    pump.settle(built)
    assert load_model(default_model_folder(folder)).document == before


def test_trained_weights_are_written(built: Session, pump: Pump, folder: Path) -> None:
    built.set_decoder(DecoderChoice(id="bp", block=1))
    assert built.builder.stale_block == 1
    built.builder.build()
    pump.settle(built)
    built.document.save()
    pump.settle(built)
    written = load_model(default_model_folder(folder)).document
    assert written == build_project(open_project(folder)).model.document
    assert written.decoder.weights


def test_the_decoder_of_the_markers_needs_no_other_build(
    built: Session, pump: Pump, folder: Path
) -> None:
    current = built.builder.current
    assert current is not None
    built.set_decoder(DecoderChoice(id="ml"))
    assert built.builder.stale_block is None
    built.document.save()
    pump.settle(built)
    assert built.builder.current is current
    written = load_model(default_model_folder(folder)).document
    assert written == build_project(open_project(folder)).model.document
    assert written.decoder == current.marker_decoder()


def test_the_decoder_of_the_markers_is_learned_when_it_is_needed(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def count(*arguments: object, **options: object) -> DecoderChoice:
        calls.append(arguments)
        return marker_decoder(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(train_decoder, "marker_decoder", count)
    built.drawing.disk((30, 30))
    built.builder.build()
    pump.settle(built)
    current = built.builder.current
    assert current is not None
    assert not calls  # the project is not saved, and its decoder is `lm`
    assert "weigh" not in current.seconds
    assert current.marker_decoder() == current.marker_decoder()
    assert len(calls) == 1


@pytest.mark.parametrize("decoder", ["lm", "at", "manual"])
def test_the_scale_of_the_training_images_needs_no_other_build(
    built: Session, pump: Pump, folder: Path, decoder: str
) -> None:
    current = built.builder.current
    assert current is not None
    assert current.model.document.training_levels is None  # measured when it is needed
    wanted = DecoderChoice(id=decoder, block=2, scale="training")
    if decoder == "manual":
        n_kernels = current.model.document.kernel_counts[1]
        wanted = wanted.with_(weights=(tuple(1.0 - index % 3 for index in range(n_kernels)),))
    built.set_decoder(wanted)
    assert built.builder.stale_block is None
    pump.settle(built)
    decoded = built.inspector.decoded
    assert decoded is not None
    assert decoded.decoder_choice.with_(scales=()) == wanted
    assert built.inspector.previews
    built.document.save()
    pump.settle(built)
    assert built.builder.current is current
    written = load_model(default_model_folder(folder)).document
    assert written == build_project(open_project(folder)).model.document
    assert written.decoder == decoded.decoder_choice


def test_the_training_images_are_measured_once(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, measure = [], train_decoder.training_levels

    def count(scale: TrainingScale) -> object:
        calls.append(scale)
        return measure(scale)

    monkeypatch.setattr(train_decoder, "training_levels", count)
    built.drawing.disk((30, 30))
    built.builder.build()
    pump.settle(built)
    assert not calls  # the project is not saved, and its decoder needs none
    for block in (1, 2):
        built.set_decoder(DecoderChoice(id="lm", block=block, scale="training"))
        pump.settle(built)
    assert len(calls) == 1


def test_the_decoder_of_the_markers_on_other_blocks_needs_one(
    built: Session, pump: Pump, folder: Path
) -> None:
    built.builder.set_live(True)
    built.set_decoder(DecoderChoice(id="ml", block=1))
    pump.settle(built)
    built.document.save()
    pump.settle(built)
    written = load_model(default_model_folder(folder)).document
    assert written == build_project(open_project(folder)).model.document
    assert written.decoder.blocks == (1,)


def test_an_unwritable_folder_is_reported(
    built: Session, pump: Pump, folder: Path, messages: list[Message]
) -> None:
    target = default_model_folder(folder)
    for file in target.iterdir():
        file.unlink()
    (target / "mine.txt").write_text("not a model")
    built.set_decoder(DecoderChoice(id="mb"))
    built.document.save()
    pump.settle(built)
    (error,) = errors(messages)
    assert "models/default" in error
    assert (target / "mine.txt").read_text() == "not a model"
    assert not built.document.dirty


def test_a_misfit_decoder_is_reported_and_the_old_model_stays(
    built: Session, pump: Pump, folder: Path, messages: list[Message]
) -> None:
    before = load_model(default_model_folder(folder)).document
    built.document.do("Weigh", SetDecoder(decoder=DecoderChoice(id="manual", weights=((1.0,),))))
    built.document.save()
    pump.settle(built)
    (error,) = errors(messages)
    assert error.startswith("can't write ")
    assert "models/default: " in error
    assert error.endswith("; the older model remains")
    assert load_model(default_model_folder(folder)).document == before


# Kernels


def test_the_weights_of_a_kernel(built: Session) -> None:
    current = built.builder.current
    assert current is not None
    block = current.learned.blocks[1]
    kernel = block.kernels[2].identity
    assert built.builder.weights_of(2, kernel) == tuple(block.weights[2].tolist())
    stranger = ClusterIdentity(image="x", marker=1, cluster=0)
    assert built.builder.weights_of(2, stranger) == ()
    assert built.builder.weights_of(9, kernel) == ()


def test_an_edit_of_a_gone_kernel_matches_a_similar_kernel(built: Session) -> None:
    current = built.builder.current
    assert current is not None
    block = current.learned.blocks[0]
    gone = ClusterIdentity(image="gone", marker=1, cluster=0)
    like = KernelEdit(
        block=1, action="invert", kernel=gone, weights=tuple(block.weights[3].tolist())
    )
    unlike = KernelEdit(block=1, action="delete", kernel=gone, weights=(1.0,))
    own = KernelEdit(block=1, action="delete", kernel=block.kernels[1].identity)
    deep = own.with_(block=5)
    kernels = [built.builder.kernel_of(edit) for edit in (like, unlike, own, deep)]
    assert kernels == [block.kernels[3].identity, gone, own.kernel, own.kernel]


def open_marked(session: Session, folder: Path, pump: Pump, *class_ids: int) -> list[str]:
    """Open a project with only the markers of some classes; return the new messages."""
    shown: list[str] = []
    session.message_posted.connect(lambda message: shown.append(message.text))
    opened = open_project(folder)
    markers = {
        image: of_image.with_(
            markers=tuple(m for m in of_image.markers if m.class_id in class_ids)
        )
        for image, of_image in opened.project.markers.items()
    }
    opened.save(opened.project.with_(markers=markers, decoder=DecoderChoice(id="ml")))
    session.open(folder)
    pump.settle(session)
    return shown


def test_ml_is_learned_from_the_first_stroke_on_an_object(
    session: Session, folder: Path, pump: Pump
) -> None:
    assert open_marked(session, folder, pump, 1) == []
    current = session.builder.current
    assert current is not None
    assert (current.decoder_fault, current.is_provisional) == (None, False)
    assert session.inspector.decoded.decoder_choice.id == "ml"
    assert (default_model_folder(folder) / "model.json").is_file()


def test_until_an_object_is_marked_ml_is_replaced_quietly(
    session: Session, folder: Path, pump: Pump
) -> None:
    shown = open_marked(session, folder, pump, 0)
    current = session.builder.current
    assert current is not None
    assert current.is_provisional
    assert "no object is marked" in current.decoder_fault
    assert session.inspector.reason is None
    decoded = session.inspector.decoded
    assert (decoded.decoder_choice.id, decoded.decoder_choice.block) == ("lm", 2)
    with pytest.raises(InputError, match="'ml' was not learned: no object is marked"):
        current.model_for(session.document.project)  # an export says why
    assert not default_model_folder(folder).exists()
    assert shown == []
    image = session.document.project.images[0].id
    session.update_view(image=image)
    session.builder.set_live(True)
    drawing = Disk(id=session.document.project.markers_of(image).next_id, class_id=1,
                   center=(15, 15), radius=4)  # fmt: skip
    session.document.do("Draw", AddMarker(image=image, index=1, marker=drawing))
    pump.settle(session)
    assert not session.builder.current.is_provisional
    assert session.inspector.decoded.decoder_choice.id == "ml"
