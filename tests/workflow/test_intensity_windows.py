"""The window of images that are in a project already."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import ImageError
from flimbuilder.exchange.companions import CompanionOptions
from flimbuilder.imaging.read import read_image
from flimbuilder.project.difference import edits_between
from flimbuilder.project.edits import apply_edit
from flimbuilder.project.project import Project
from flimbuilder.project.selection import SampleRange, Selection
from flimbuilder.workflow.import_files import add_images, import_files, with_window
from flimbuilder.workflow.sources import ImageSelector

WIDE = SampleRange(dtype="uint16", range=(0, 65535))
NARROW = SampleRange(dtype="uint16", range=(0, 255))


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """A folder of two images of 0..255 stored as uint16, one with seeds."""
    folder = tmp_path / "images"
    folder.mkdir()
    for name, shift in (("a", 0), ("b", 1)):
        np.save(folder / f"{name}.npy", np.arange(64, dtype=np.uint16).reshape(8, 8) * 3 + shift)
    (tmp_path / "a-seeds.txt").write_text("1 8 8\n1 1 0 1\n")
    return folder


@pytest.fixture
def project(images: Path, tmp_path: Path) -> Project:
    after, _ = import_files(Project(), tmp_path / "P", images, tmp_path / "a-seeds.txt")
    return after


def test_a_window_changes_the_entry_and_nothing_else(project: Project, tmp_path: Path) -> None:
    first, second = project.images
    assert (first.stored, first.dtype) == (WIDE, "uint16")
    after, report = with_window(project, tmp_path / "P", [first.id, "unknown"], (0, 255))
    changed = first.with_(selection=Selection(window=(0, 255)), dtype="float32", stored=NARROW)
    assert after.images == (changed, second)
    assert after.markers == project.markers
    assert after.markers_of(first.id).markers
    assert report.images == ["a.npy"]
    assert report.notes == [
        "a.npy: scales uint16 in 0..255 to [0, 1] (before: uint16 in 0..65535)"
    ]
    for edit in edits_between(project, after):
        project = apply_edit(project, edit)
    assert project == after


def test_without_a_window_the_dtype_decides_again(project: Project, tmp_path: Path) -> None:
    ids = [entry.id for entry in project.images]
    after, _ = with_window(project, tmp_path / "P", ids, (0, 255))
    assert {entry.stored for entry in after.images} == {NARROW}
    back, report = with_window(after, tmp_path / "P", ids, None)
    assert back == project
    assert len(report.notes) == 1  # equal notes are joined
    same, report = with_window(back, tmp_path / "P", ids, None)
    assert (same, report.images) == (back, [])


def test_images_that_cannot_be_read_stay(project: Project, images: Path, tmp_path: Path) -> None:
    (images / "a.npy").unlink()
    ids = [entry.id for entry in project.images]
    after, report = with_window(project, tmp_path / "P", ids, (0, 255))
    assert [entry.stored for entry in after.images] == [WIDE, NARROW]
    assert "a.npy" in str(report.failed[0])
    with pytest.raises(ImageError, match=r"a\.npy"):
        with_window(project, tmp_path / "P", ids, (0, 255), strict=True)


def test_importing_again_with_a_window_updates(
    project: Project, images: Path, tmp_path: Path
) -> None:
    windowed, report = import_files(
        project, tmp_path / "P", images, selector=ImageSelector(window=(0, 255))
    )
    assert [entry.id for entry in windowed.images] == [entry.id for entry in project.images]
    assert {entry.stored for entry in windowed.images} == {NARROW}
    assert windowed.markers == project.markers
    assert [note for note in report.notes if "before: uint16 in 0..65535" in note]
    assert [entry.role for entry in windowed.images] == [entry.role for entry in project.images]
    # without a window, or with the same, entries stay
    for selector in (ImageSelector(), ImageSelector(window=(0, 255))):
        again, report = import_files(windowed, tmp_path / "P", images, selector=selector)
        assert again == windowed
        assert not [note for note in report.notes if "before" in note]
    once_more, _ = add_images(windowed, tmp_path / "P", [images], ImageSelector(window=(0, 300)))
    assert {entry.stored.range for entry in once_more.images} == {(0, 300)}


def test_other_channels_are_another_image(project: Project, images: Path, tmp_path: Path) -> None:
    after, _ = add_images(
        project, tmp_path / "P", [images / "a.npy"], ImageSelector(channels=(0,), window=(0, 255))
    )
    assert len(after.images) == 3
    assert after.images[:2] == project.images


def test_floats_that_need_a_window_are_imported_again_without(tmp_path: Path) -> None:
    np.save(tmp_path / "ct.npy", np.linspace(-100, 900, 64, dtype=np.float32).reshape(8, 8))
    (tmp_path / "ct-seeds.txt").write_text("1 8 8\n1 1 0 1\n")
    project, _ = add_images(
        Project(), tmp_path / "P", [tmp_path / "ct.npy"], ImageSelector(window=(-100, 900))
    )
    after, report = import_files(
        project, tmp_path / "P", tmp_path / "ct.npy", tmp_path / "ct-seeds.txt",
        companion_options=CompanionOptions(),
    )  # fmt: skip
    assert not report.failed
    assert after.images == project.images
    assert after.markers_of(project.images[0].id).markers
    with pytest.raises(ImageError, match="holds floats from -100 to 900"):
        with_window(project, tmp_path / "P", [project.images[0].id], None, strict=True)


def test_the_pixels_are_those_of_the_window(
    project: Project, images: Path, tmp_path: Path
) -> None:
    after, _ = with_window(project, tmp_path / "P", [project.images[0].id], (0, 189))
    pixels = read_image(images / "a.npy", after.images[0].selection).pixels
    assert pixels.dtype == np.float32
    np.testing.assert_allclose(pixels[..., 0], np.load(images / "a.npy") / 189, rtol=1e-6)
