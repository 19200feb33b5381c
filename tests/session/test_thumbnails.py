"""Thumbnails of all images."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.session.session import Session
from flimbuilder.session.thumbnails import SIDE, thumbnail
from tests.session.conftest import Pump, ids


@pytest.fixture
def opened(session: Session, folder: Path, pump: Pump) -> Session:
    session.document.open(folder)
    pump.settle(session)
    return session


# One picture


def test_small_images_are_unchanged() -> None:
    pixels = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
    assert np.array_equal(thumbnail(pixels), pixels)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((200, 100, 3), (96, 48, 3)),
        ((100, 300, 1), (32, 96, 3)),
        ((97, 96, 2), (96, 95, 3)),
        ((1, 5000, 4), (1, 96, 3)),
        ((3000, 7, 3), (96, 1, 3)),
    ],
)
def test_the_longer_side_is_96_pixels(
    shape: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    assert thumbnail(np.zeros(shape, np.uint8)).shape == expected


def test_a_pixel_is_the_mean_of_the_pixels_it_covers() -> None:
    """Stripes of 0 and 200, narrower than any pixel of the thumbnail: grey throughout."""
    pixels = np.zeros((960, 960, 3), np.uint8)
    pixels[:, ::2] = 200
    small = thumbnail(pixels).astype(int)
    assert np.abs(small - 100).max() <= 1


@pytest.mark.parametrize("dtype", [np.bool_, np.uint16, np.float32, np.int16])
def test_any_dtype(dtype: type) -> None:
    pixels = np.zeros((300, 300, 1), dtype)
    pixels[:, 150:] = 1
    small = thumbnail(pixels)
    assert small.dtype == np.uint8
    assert (small[:, :40].max(), small[:, 56:].min()) == (0, 255)


# All of them


def test_thumbnails_arrive_in_the_order_of_the_list(
    session: Session, folder: Path, pump: Pump
) -> None:
    ready: list[str] = []
    session.thumbnails.ready.connect(ready.append)
    session.document.open(folder)
    assert session.thumbnails.get(ids(session)[0]) is None
    pump.settle(session)
    assert ready == ids(session)
    for image in ready:
        picture = session.thumbnails.get(image)
        assert picture is not None
        assert max(picture.shape[:2]) <= SIDE
        assert session.thumbnails.problem(image) is None


def test_adding_an_image_repeats_no_thumbnail(
    session: Session, folder: Path, pump: Pump, tmp_path: Path
) -> None:
    ready: list[str] = []
    session.thumbnails.ready.connect(ready.append)
    session.document.open(folder)
    tifffile.imwrite(tmp_path / "new.tif", np.zeros((2000, 3000), np.uint16))
    session.images.add([tmp_path / "new.tif"])
    pump.settle(session)
    assert ready == ids(session)
    assert len(ready) == 4


def test_edits_of_markers_repeat_no_thumbnail(opened: Session, pump: Pump) -> None:
    ready: list[str] = []
    opened.thumbnails.ready.connect(ready.append)
    opened.drawing.disk((5, 5))
    opened.images.set_role(ids(opened), "test")
    pump.settle(opened)
    assert ready == []


def test_an_unreadable_file_is_retried_once_relinked(
    session: Session, folder: Path, pump: Pump, tmp_path: Path
) -> None:
    away = tmp_path / "far" / "away" / "from"
    away.mkdir(parents=True)
    shutil.move(tmp_path / "cells_1.png", away / "x.png")
    ready: list[str] = []
    session.thumbnails.ready.connect(ready.append)
    session.document.open(folder)
    pump.settle(session)
    lost = ids(session)[1]
    assert ready == ids(session)
    assert session.thumbnails.get(lost) is None
    problem = session.thumbnails.problem(lost)
    assert problem is not None
    assert "missing" in problem
    session.images.relink([away])
    pump.settle(session)
    assert ready[3:] == [lost]
    assert session.thumbnails.get(lost) is not None
    assert session.thumbnails.problem(lost) is None


def test_removed_images_are_forgotten(opened: Session, pump: Pump) -> None:
    gone = ids(opened)[0]
    opened.images.remove([gone])
    assert opened.thumbnails.get(gone) is None
    opened.document.undo()
    pump.settle(opened)
    assert opened.thumbnails.get(gone) is not None


def test_another_project_has_other_thumbnails(opened: Session, pump: Pump, tmp_path: Path) -> None:
    known = ids(opened)
    opened.document.close()
    assert all(opened.thumbnails.get(image) is None for image in known)
    pump.settle(opened)


def test_an_unexpected_error_is_a_failure_and_other_thumbnails_follow(
    folder: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flimbuilder.session import thumbnails

    make = thumbnails._make

    def spoilt(finder: object, entry: object) -> object:
        if entry.id.startswith("cells_1"):  # type: ignore[attr-defined]
            raise ZeroDivisionError("by zero")
        return make(finder, entry)  # type: ignore[arg-type]

    monkeypatch.setattr(thumbnails, "_make", spoilt)
    session, failures = Session(pump), list[Exception]()
    session.failed.connect(failures.append)
    session.document.open(folder)
    pump.settle(session)
    assert [type(error) for error in failures] == [ZeroDivisionError]
    assert session.thumbnails.problem(ids(session)[1]) == "by zero"
    assert session.thumbnails.get(ids(session)[2]) is not None
    assert session.close()
