"""The images of the project as commands."""

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.errors import ProjectError
from flimbuilder.imaging.write import write_png
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import Project
from flimbuilder.session import images as images_module
from flimbuilder.session.session import Message, Session
from tests.scenes import Scene, write_scene
from tests.session.conftest import Pump


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    session.document.open(folder)
    pump.settle(session)
    return session


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return write_scene(tmp_path / "scene")


def names(session: Session) -> list[str]:
    return [entry.id.rsplit("-", 1)[0] for entry in session.document.project.images]


def lines(messages: list[Message], level: str = "info") -> list[str]:
    return [message.text for message in messages if message.level == level]


class Held:
    """Delays reading files until it is released."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        add_images = images_module.add_images

        def held(*given: object, **more: object) -> object:
            self.begun.set()
            assert self.go.wait(30)
            return add_images(*given, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(images_module, "add_images", held)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


# Adding


def test_files_and_folders_are_one_command(
    opened: Session, pump: Pump, scene: Scene, messages: list[Message], tmp_path: Path
) -> None:
    opened.images.add([scene.images, tmp_path / "cells_0.png"])
    job = opened.jobs.in_lane("files")
    assert job is not None
    assert (job.title, job.quiet) == ("Reading images", False)
    pump.settle(opened)
    assert names(opened) == ["cells_0", "cells_1", "cells_2", "a", "b", "c"]
    assert {entry.role for entry in opened.document.project.images} == {"train"}
    assert lines(messages) == ["3 images added; 1 was there already"]
    assert opened.document.undo_label == "Add 3 images"
    opened.document.undo()
    assert names(opened) == ["cells_0", "cells_1", "cells_2"]
    pump.settle(opened)


def test_good_files_are_added_and_bad_files_reported(
    opened: Session, pump: Pump, scene: Scene, messages: list[Message]
) -> None:
    scene.image("b").write_bytes(b"nothing")
    opened.images.add([scene.images, scene.folder / "none.png"])
    pump.settle(opened)
    assert names(opened)[3:] == ["a", "c"]
    assert lines(messages) == ["2 images added"]
    (error,) = lines(messages, "error")
    assert "b.png: its content is none of" in error
    assert "none.png: there is no such file" in error


def test_some_of_many_bad_files_are_named(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    opened.images.add([tmp_path / f"none_{number}.png" for number in range(9)])
    pump.settle(opened)
    (error,) = lines(messages, "error")
    assert error.count("there is no such file") == 3
    assert error.endswith("; and 6 more")
    assert opened.document.undo_label is None


def test_edits_made_meanwhile_are_kept(
    opened: Session, pump: Pump, scene: Scene, held: Held
) -> None:
    opened.images.add([scene.images])
    assert held.begun.wait(30)
    opened.drawing.disk((7, 7))
    opened.images.remove([opened.document.project.images[1].id])
    held.go.set()
    pump.settle(opened)
    assert names(opened) == ["cells_0", "cells_2", "a", "b", "c"]
    assert len(opened.drawing.markers.markers) == 3
    assert opened.document.undo_label == "Add 3 images"
    opened.document.undo()
    assert names(opened) == ["cells_0", "cells_2"]
    pump.settle(opened)


def test_requests_wait_for_each_other(
    opened: Session, pump: Pump, scene: Scene, held: Held, messages: list[Message]
) -> None:
    opened.images.add([scene.image("a")])
    opened.images.add([scene.image("b"), scene.image("a")])
    opened.images.import_files(markers=scene.markers)
    held.go.set()
    pump.settle(opened)
    assert names(opened)[3:] == ["a", "b"]
    assert lines(messages)[:2] == ["1 image added", "1 image added; 1 was there already"]
    assert lines(messages)[2].startswith("markers of 2 images")


def test_stopping_drops_waiting_requests(
    opened: Session, pump: Pump, scene: Scene, held: Held, messages: list[Message]
) -> None:
    opened.images.add([scene.image("a")])
    opened.images.add([scene.image("b")])
    assert held.begun.wait(30)
    opened.jobs.cancel("files")
    held.go.set()
    opened.images.add([scene.image("c")])
    pump.settle(opened)
    assert names(opened)[3:] == ["c"]
    assert lines(messages) == ["1 image added"]


def test_nothing_is_imported_into_another_project(
    opened: Session, pump: Pump, scene: Scene, held: Held, tmp_path: Path
) -> None:
    opened.images.add([scene.images])
    opened.images.add([scene.images])
    assert held.begun.wait(30)
    opened.document.open(create_project(tmp_path / "other.flim", Project()).path)
    held.go.set()
    pump.settle(opened)
    assert names(opened) == []
    opened.images.add([scene.image("a")])
    pump.settle(opened)
    assert names(opened) == ["a"]


def test_without_a_project_adding_is_refused(session: Session, scene: Scene) -> None:
    with pytest.raises(ProjectError, match="no project is open"):
        session.images.add([scene.images])


def test_a_project_that_vanished_is_reported(
    opened: Session, pump: Pump, scene: Scene, held: Held, messages: list[Message], folder: Path
) -> None:
    opened.images.add([scene.images])
    shutil.rmtree(folder)
    held.go.set()
    pump.settle(opened)
    assert names(opened) == ["cells_0", "cells_1", "cells_2"]
    assert any("the folder is gone" in line for line in lines(messages, "error"))


# Importing


def test_images_with_markers_and_masks(
    opened: Session, pump: Pump, scene: Scene, messages: list[Message]
) -> None:
    opened.images.import_files(scene.images, scene.markers, scene.labels)
    pump.settle(opened)
    project = opened.document.project
    assert [entry.role for entry in project.images[3:]] == ["train", "train", "test"]
    assert all(entry.mask is not None for entry in project.images[3:])
    assert lines(messages) == ["3 images added; markers of 2 images; masks of 3 images"]
    opened.document.undo()
    assert len(opened.document.project.images) == 3
    pump.settle(opened)


def test_markers_of_known_images_add_their_classes(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    place = tmp_path / "drawn"
    place.mkdir()
    labels = np.zeros((48, 48), np.uint8)
    labels[30:34, 30:34] = 4  # class 3
    write_png(place / "cells_2.png", labels)
    write_png(place / "stranger.png", labels)
    opened.images.import_files(markers=place)
    pump.settle(opened)
    project = opened.document.project
    (marker,) = project.markers_of(project.images[2].id).markers
    assert marker.class_id == 3
    assert project.object_classes == (1, 3)
    assert lines(messages) == ["markers of 1 image; without an image: stranger.png"]
    assert opened.document.undo_label == "Import files"


def test_existing_markers_are_not_replaced(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    before = opened.document.project
    labels = np.full((48, 48), 1, np.uint8)
    place = tmp_path / "drawn"
    place.mkdir()
    write_png(place / "cells_0.png", labels)
    opened.images.import_files(markers=place)
    pump.settle(opened)
    assert opened.document.project == before
    assert "has markers already; cells_0.png was left out" in lines(messages)[0]


def test_a_bad_mask_is_reported_and_the_others_imported(
    opened: Session, pump: Pump, scene: Scene, messages: list[Message]
) -> None:
    write_png(scene.labels / "b.png", np.zeros((3, 3), np.uint8))
    opened.images.import_files(scene.images, labels=scene.labels)
    pump.settle(opened)
    masks = [entry.mask for entry in opened.document.project.images[3:]]
    assert [mask is not None for mask in masks] == [True, False, True]
    assert "b.png: is 3 x 3 pixels and its image 40 x 48" in lines(messages, "error")[0]


def test_a_missing_folder_is_reported(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    opened.images.import_files(markers=tmp_path / "nowhere")
    pump.settle(opened)
    assert "there is no such file or folder" in lines(messages, "error")[0]


# Moved images


def test_moved_images_are_found_by_their_content(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    away = tmp_path / "a" / "b" / "c"
    away.mkdir(parents=True)
    shutil.move(tmp_path / "cells_1.png", away / "renamed.png")
    (tmp_path / "cells_2.png").unlink()
    opened.images.relink([away])
    pump.settle(opened)
    entries = opened.document.project.images
    assert entries[1].path == "../a/b/c/renamed.png"
    assert lines(messages) == ["1 image found in another place"]
    assert lines(messages, "error") == [f"still missing: {entries[2].id}"]
    assert opened.document.undo_label == "Find 1 image again"
    opened.document.save()
    pump.settle(opened)
    assert open_project(opened.document.path).project.images[1] == entries[1]  # type: ignore[arg-type]


def test_finding_images_that_did_not_move(
    opened: Session, pump: Pump, messages: list[Message]
) -> None:
    opened.images.relink([])
    pump.settle(opened)
    assert lines(messages) == ["0 images found in another place"]
    assert opened.document.undo_label is None


# Roles, masks, removing


def test_roles(opened: Session) -> None:
    first, second, _ = (entry.id for entry in opened.document.project.images)
    opened.images.set_role([first, second], "test")
    assert [entry.role for entry in opened.document.project.images] == ["test", "test", "train"]
    assert opened.document.undo_label == "Use 2 images for testing"
    opened.images.set_role([first], "validation")
    revision = opened.document.revision
    opened.images.set_role([first, "stranger"], "validation")
    assert opened.document.revision == revision


def test_removing_an_image_removes_its_markers_until_undo(opened: Session, pump: Pump) -> None:
    before = opened.document.project
    opened.images.remove([entry.id for entry in before.images[:2]])
    assert len(opened.document.project.images) == 1
    assert opened.document.project.markers == {}
    assert opened.document.undo_label == "Remove 2 images"
    opened.document.undo()
    assert opened.document.project == before
    with pytest.raises(ProjectError, match="there is no image stranger"):
        opened.images.remove([before.images[0].id, "stranger"])
    assert opened.document.project == before
    pump.settle(opened)


def test_masks(opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]) -> None:
    image = opened.document.project.images[1].id
    opened.images.set_mask(image, tmp_path / "truth_0.png")
    pump.settle(opened)
    assert opened.document.project.image(image).mask == "../truth_0.png"
    assert lines(messages) == [f"truth_0.png is now the mask of {image}"]
    opened.images.set_mask(image, None)
    assert opened.document.project.image(image).mask is None
    assert opened.document.undo_label == f"Remove the mask of {image}"
    revision = opened.document.revision
    opened.images.set_mask(image, None)
    assert opened.document.revision == revision


def test_a_mask_that_does_not_fit_is_refused(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    before = opened.document.project
    write_png(tmp_path / "small.png", np.zeros((4, 5), np.uint8))
    opened.images.set_mask(before.images[1].id, tmp_path / "small.png")
    pump.settle(opened)
    assert opened.document.project == before
    assert "small.png: is 4 x 5 pixels and its image 48 x 48" in lines(messages, "error")[0]
    with pytest.raises(ProjectError, match="there is no image stranger"):
        opened.images.set_mask("stranger", tmp_path / "small.png")


def test_real_images(shared_data: Path, session: Session, pump: Pump, tmp_path: Path) -> None:
    files = shared_data / "parasites"
    session.document.open(create_project(tmp_path / "eggs.flim", Project()).path)
    session.images.import_files(files / "images", files / "markers", files / "labels")
    pump.settle(session)
    entries = session.document.project.images
    assert len(entries) == 10
    assert [entry.role for entry in entries].count("train") == 5
    assert session.pixels.shown is not None
    assert session.pixels.shown.pixels.dtype == np.uint16
    session.builder.build_if_marked()
    pump.settle(session)
    assert session.inspector.decoded is not None
    assert session.inspector.decoded.measures is not None
    assert session.inspector.decoded.measures["dice"] > 0.3


# Pixel sizes


def test_a_pixel_size_is_one_command_and_makes_nothing_stale(
    opened: Session, pump: Pump, folder: Path
) -> None:
    chosen = [entry.id for entry in opened.document.project.images[:2]]
    opened.images.set_pixel_size(chosen, PixelSize.square(0.5))
    sizes = [entry.pixel_size for entry in opened.document.project.images]
    assert sizes == [PixelSize.square(0.5), PixelSize.square(0.5), None]
    assert opened.document.undo_label == "Set the pixel size of 2 images"
    assert opened.builder.stale_block is None
    opened.document.undo()
    assert not any(entry.pixel_size for entry in opened.document.project.images)
    opened.document.redo()
    opened.document.save()
    assert [entry.pixel_size for entry in open_project(folder).project.images] == sizes
    opened.images.set_pixel_size(chosen, PixelSize.square(0.5))
    assert opened.document.undo_label == "Set the pixel size of 2 images"
    opened.images.set_pixel_size(chosen, None)
    assert not any(entry.pixel_size for entry in opened.document.project.images)


def test_the_files_give_their_pixel_size(
    session: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    pixels = np.zeros((8, 9), np.uint8)
    tifffile.imwrite(
        tmp_path / "a.tif", pixels, imagej=True, resolution=(4, 2), metadata={"unit": "um"}
    )
    tifffile.imwrite(tmp_path / "b.tif", pixels + 1, metadata=None)
    create_project(tmp_path / "P.flim", Project())
    session.document.open(tmp_path / "P.flim")
    session.images.add([tmp_path / "a.tif", tmp_path / "b.tif"])
    pump.settle(session)
    stated = PixelSize(height=0.5, width=0.25)
    assert [entry.pixel_size for entry in session.document.project.images] == [stated, None]
    everything = [entry.id for entry in session.document.project.images]
    session.images.set_pixel_size(everything, PixelSize.square(9))
    session.images.read_pixel_size(everything)
    pump.settle(session)
    sizes = [entry.pixel_size for entry in session.document.project.images]
    assert sizes == [stated, PixelSize.square(9)]
    assert lines(messages)[-1] == "Pixel size of 1 image read; b.tif: states no pixel size"
