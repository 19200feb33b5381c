"""Warnings about the range of the shown image, and the command that sets its window."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.project.folder import create_project
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import Project
from flimbuilder.project.selection import SampleRange
from flimbuilder.session.ranges import RangeWarning, proposed_window, range_warning, same_dtype
from flimbuilder.session.session import Message, Session
from flimbuilder.workflow.import_files import add_images
from tests.session.conftest import Pump

RAMP = np.arange(256).reshape(16, 16)
DISK = ImageMarkers(next_id=2, markers=(Disk(id=1, class_id=1, center=(4, 4), radius=2),))


def make_project(place: Path, marked: tuple[int, ...] = (), **images: np.ndarray) -> Path:
    for name, pixels in images.items():
        tifffile.imwrite(place / f"{name}.tif", pixels)
    sources = [place / f"{name}.tif" for name in images]
    project, _ = add_images(Project(), place / "P.flim", sources)
    markers = {project.images[number].id: DISK for number in marked}
    return create_project(place / "P.flim", project.with_(markers=markers)).path


def warning(session: Session) -> RangeWarning | None:
    assert session.pixels.shown is not None
    return range_warning(session.document.project, session.pixels.shown)


def test_a_faint_image(session: Session, pump: Pump, tmp_path: Path) -> None:
    session.document.open(make_project(tmp_path, a=RAMP.astype(np.uint16)))
    pump.settle(session)
    shown = session.pixels.shown
    assert shown is not None
    assert warning(session) == RangeWarning(
        shown.id,
        "uses under 1 % of the range 0..65535 of uint16, so learning sees little contrast",
        (0, 255),
    )
    assert proposed_window(session.document.project, shown) == (0, 255)


def test_a_range_that_no_other_training_image_has(
    session: Session, pump: Pump, tmp_path: Path
) -> None:
    wide = (RAMP * 257).astype(np.uint16)
    small = RAMP.astype(np.uint8)
    session.document.open(make_project(tmp_path, (0, 1), a=small, b=255 - small, c=wide))
    pump.settle(session)
    assert warning(session) is None
    shown = session.pixels.shown
    assert shown is not None
    assert proposed_window(session.document.project, shown) == (0, 255)
    session.step_image(2)
    pump.settle(session)
    found = warning(session)
    assert found is not None
    assert found.text == ("holds uint16 in 0..65535 and the training images uint8 in 0..255")
    assert found.window == (0, 255)


def test_without_markers_all_training_images_are_compared(
    session: Session, pump: Pump, tmp_path: Path
) -> None:
    small, wide = RAMP.astype(np.uint8), (RAMP * 257).astype(np.uint16)
    session.document.open(make_project(tmp_path, a=small, b=wide))
    for _ in range(2):
        pump.settle(session)
        assert warning(session) is not None
        session.step_image(1)
    pump.settle(session)


def test_a_window_is_set_by_one_command_and_undone(
    session: Session, pump: Pump, messages: list[Message], tmp_path: Path
) -> None:
    faint = RAMP.astype(np.uint16)
    session.document.open(make_project(tmp_path, (0,), a=faint, b=faint + 1, c=RAMP.astype("u1")))
    pump.settle(session)
    before = session.document.project
    first = before.images[0].id
    chosen = same_dtype(before, first)
    assert chosen == tuple(entry.id for entry in before.images[:2])
    former = session.pixels.shown
    assert former is not None
    session.images.set_window(chosen, (0, 255))
    pump.settle(session)
    after = session.document.project
    narrow = SampleRange(dtype="uint16", range=(0, 255))
    assert [entry.stored for entry in after.images[:2]] == [narrow, narrow]
    assert after.images[2] == before.images[2]
    assert after.markers == before.markers
    assert session.document.undo_label == "Set the window of 2 images"
    assert messages[-1].text == (
        "a.tif, b.tif: scales uint16 in 0..255 to [0, 1] (before: uint16 in 0..65535)"
    )
    shown = session.pixels.shown
    assert shown is not None
    assert shown.key != former.key  # or maps of the former pixels would be shown
    np.testing.assert_allclose(shown.pixels[..., 0], RAMP / 255, atol=1e-6)
    assert warning(session) is None
    session.document.undo()
    pump.settle(session)
    assert session.document.project == before
    assert warning(session) is not None


@pytest.mark.parametrize("window", [(0, 255), None])
def test_images_that_are_missing_are_named(
    session: Session, pump: Pump, messages: list[Message], tmp_path: Path,
    window: tuple[float, float] | None,
) -> None:  # fmt: skip
    session.document.open(make_project(tmp_path, a=RAMP.astype(np.uint16)))
    pump.settle(session)
    if window is None:
        session.images.set_window(same_dtype(session.document.project, "x"), window)
        pump.settle(session)
        assert messages[-1].text == "Nothing to change"
        return
    (tmp_path / "a.tif").unlink()
    session.images.set_window([session.document.project.images[0].id], window)
    pump.settle(session)
    assert messages[-1].level == "error"
    assert "a.tif" in messages[-1].text
    assert session.document.project.images[0].selection is None
