"""The pixels of the shown image."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.imaging.read import read_image, read_mask
from flimbuilder.imaging.write import write_png
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.project import Project
from flimbuilder.session import pixels as pixels_module
from flimbuilder.session.session import Session
from tests.session.conftest import SIDE, Pump, ids


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    session.document.open(folder)
    pump.settle(session)
    return session


def test_the_first_image_is_shown_with_its_mask(opened: Session, tmp_path: Path) -> None:
    shown = opened.pixels.shown
    assert shown is not None
    assert (shown.id, shown.path) == (ids(opened)[0], tmp_path / "cells_0.png")
    assert np.array_equal(shown.pixels, read_image(tmp_path / "cells_0.png").pixels)
    assert shown.truth is not None
    assert np.array_equal(shown.truth, read_mask(tmp_path / "truth_0.png") == 255)
    assert shown.notes == ()


def test_pixels_keep_their_depth(session: Session, pump: Pump, tmp_path: Path) -> None:
    deep = np.arange(60, dtype=np.uint16).reshape(6, 10) * 1000
    write_png(tmp_path / "deep.png", deep)
    entry = image_entry(tmp_path / "P", tmp_path / "deep.png", (6, 10, 1), "uint16")
    session.document.open(create_project(tmp_path / "P", Project(images=(entry,))).path)
    pump.settle(session)
    assert session.pixels.shown is not None
    assert session.pixels.shown.pixels.dtype == np.uint16
    assert np.array_equal(session.pixels.shown.pixels[..., 0], deep)
    assert session.pixels.shown.truth is None


def test_nothing_is_shown_while_another_image_is_read(opened: Session, pump: Pump) -> None:
    seen: list[str | None] = []
    opened.pixels.changed.connect(
        lambda: seen.append(None if opened.pixels.shown is None else opened.pixels.shown.id)
    )
    opened.step_image(1)
    assert opened.pixels.shown is None
    pump.settle(opened)
    assert seen == [None, ids(opened)[1]]


def test_going_back_is_instant(opened: Session, pump: Pump) -> None:
    opened.step_image(1)
    pump.settle(opened)
    opened.step_image(-1)
    assert opened.pixels.shown is not None
    assert opened.pixels.shown.id == ids(opened)[0]
    assert opened.jobs.in_lane("image") is None


def test_the_last_of_quickly_passed_images_is_shown(opened: Session, pump: Pump) -> None:
    opened.step_image(1)
    opened.step_image(1)
    pump.settle(opened)
    assert opened.pixels.shown is not None
    assert opened.pixels.shown.id == ids(opened)[2]


def test_no_image(opened: Session, pump: Pump) -> None:
    opened.update_view(image=None)
    assert (opened.pixels.shown, opened.pixels.problem) == (None, None)
    opened.pixels.show("stranger")
    opened.document.close()
    pump.settle(opened)
    assert opened.pixels.shown is None


def test_many_images_stay_within_bounds(
    pump: Pump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three hundred images in turn never exceed the limit of the cache."""
    size = SIDE * SIDE * 3
    monkeypatch.setattr(pixels_module, "CACHE_BYTES", 5 * size + 10)
    entries = []
    for number in range(300):
        path = tmp_path / f"i{number}.npy"
        pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
        pixels[0, 0] = number // 256, number % 256, 0
        np.save(path, pixels)
        entries.append(image_entry(tmp_path / "P", path, (SIDE, SIDE, 3), "uint8"))
    session = Session(pump)
    session.thumbnails._stop()
    session.document.open(create_project(tmp_path / "P", Project(images=tuple(entries))).path)
    session.jobs.cancel("thumbnails")
    kept = session.pixels._cache
    sizes = []
    for entry in entries:
        session.update_view(image=entry.id)
        pump.until(lambda: session.pixels.shown is not None or session.pixels.problem is not None)
        assert session.pixels.problem is None
        sizes.append(kept.size)
    assert max(sizes) == 5 * size
    assert session.close()


# What can go wrong


def test_a_missing_file_is_a_problem_until_it_appears(
    opened: Session, pump: Pump, tmp_path: Path
) -> None:
    file = tmp_path / "cells_1.png"
    content = file.read_bytes()
    file.unlink()
    opened.step_image(1)
    pump.settle(opened)
    assert opened.pixels.shown is None
    assert opened.pixels.problem is not None
    assert "cells_1.png: image cells_1-" in opened.pixels.problem
    assert "\n" not in opened.pixels.problem
    file.write_bytes(content)
    opened.step_image(-1)
    assert opened.pixels.problem is None
    opened.step_image(1)
    pump.settle(opened)
    assert (opened.pixels.shown is not None, opened.pixels.problem) == (True, None)


def test_a_changed_file_is_a_problem(opened: Session, pump: Pump, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "cells_0.png", tmp_path / "cells_1.png")
    opened.step_image(1)
    pump.settle(opened)
    assert opened.pixels.problem is not None
    assert "cells_1.png: is not the file of image" in opened.pixels.problem


def test_a_file_found_again_is_shown(opened: Session, pump: Pump, tmp_path: Path) -> None:
    away = tmp_path / "far" / "away" / "from"
    away.mkdir(parents=True)
    (tmp_path / "cells_1.png").rename(away / "x.png")
    opened.step_image(1)
    pump.settle(opened)
    assert opened.pixels.problem is not None
    opened.images.relink([away])
    pump.settle(opened)
    assert opened.pixels.problem is None
    assert opened.pixels.shown is not None
    assert opened.pixels.shown.path == away / "x.png"


@pytest.mark.parametrize("fault", ["missing", "size", "damaged"])
def test_a_bad_mask_is_a_note(opened: Session, pump: Pump, tmp_path: Path, fault: str) -> None:
    mask = tmp_path / "truth_2.png"
    content = mask.read_bytes()
    if fault == "missing":
        mask.unlink()
    elif fault == "size":
        write_png(mask, np.zeros((4, 4), np.uint8))
    else:
        mask.write_bytes(b"nothing")
    opened.update_view(image=ids(opened)[2])
    pump.settle(opened)
    shown = opened.pixels.shown
    assert shown is not None
    assert shown.truth is None
    assert len(shown.notes) == 1
    assert "truth_2.png" in shown.notes[0]
    mask.write_bytes(content)
    opened.step_image(-1)
    opened.step_image(1)
    pump.settle(opened)
    assert opened.pixels.shown is not None
    assert opened.pixels.shown.truth is not None


# Changes of the document


def test_a_new_mask_appears_and_the_image_does_not_flicker(
    opened: Session, pump: Pump, tmp_path: Path
) -> None:
    opened.step_image(1)
    pump.settle(opened)
    seen = []
    opened.pixels.changed.connect(lambda: seen.append(opened.pixels.shown))
    opened.images.set_mask(ids(opened)[1], tmp_path / "truth_1.png")
    pump.settle(opened)
    assert [shown is not None and shown.truth is not None for shown in seen] == [True]
    opened.document.undo()
    pump.settle(opened)
    assert opened.pixels.shown is not None
    assert opened.pixels.shown.truth is None


def test_other_edits_leave_the_image_alone(opened: Session, pump: Pump) -> None:
    before = opened.pixels.shown
    opened.drawing.disk((5, 5))
    opened.images.set_role(ids(opened), "test")
    opened.classes.rename(1, "cell")
    pump.settle(opened)
    assert opened.pixels.shown is before


def test_a_mask_is_read_with_the_current_classes(opened: Session, pump: Pump) -> None:
    """255 marks the object if there is one class, and is invalid if there are two."""
    opened.classes.add()
    pump.settle(opened)
    shown = opened.pixels.shown
    assert shown is not None
    assert shown.truth is None
    assert "its values 0, 255 are not those of the classes 0, 1, 2" in shown.notes[0]
    assert "--values 255=1" in shown.notes[0]
    opened.document.undo()
    assert opened.pixels.shown is not None
    assert opened.pixels.shown.truth is not None


def test_a_removed_image_is_not_shown(opened: Session, pump: Pump) -> None:
    opened.images.remove([ids(opened)[0]])
    pump.settle(opened)
    assert opened.pixels.shown is not None
    assert opened.pixels.shown.id == ids(opened)[0] == opened.view.image
