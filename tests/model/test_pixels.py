"""Tests of reading the images and masks of a project."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import ImageError
from flimbuilder.imaging.write import write_png
from flimbuilder.model.pixels import (
    is_marked,
    marked_images,
    masked_images,
    read_as_learned,
    read_pixels,
)
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ImageEntry, Project, Role
from flimbuilder.project.selection import AxisIndex, Selection


@pytest.mark.parametrize(("dtype", "top"), [(np.uint8, 255), (np.uint16, 65535)])
def test_pixels_are_scaled_by_the_range_of_their_type(
    tmp_path: Path, dtype: type[np.unsignedinteger], top: int
) -> None:
    write_png(tmp_path / "x.png", np.array([[0, 51], [102, top]], dtype))
    pixels = read_pixels(tmp_path / "x.png")
    assert (pixels.shape, pixels.dtype) == ((2, 2, 1), np.float32)
    np.testing.assert_allclose(pixels[..., 0], [[0, 51 / top], [102 / top, 1]], rtol=1e-6)


def test_floats_outside_the_unit_range_name_their_file(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([[0.0, 1.5]]))
    with pytest.raises(ImageError, match=r"x\.npy: holds floats from 0 to 1\.5"):
        read_pixels(tmp_path / "x.npy")


def test_channels_and_window_are_those_that_were_learned(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.array([[[0.0, 1.5]]]))
    learned = Selection(at=(AxisIndex(axis="z", index=3),), channels=(1,), window=(0, 2))
    np.testing.assert_array_equal(read_as_learned(path, learned), [[[0.75]]])
    np.save(path, np.array([[[0.0, 0.5]]]))
    np.testing.assert_array_equal(read_as_learned(path, None), [[[0, 0.5]]])


def entry(name: str, role: Role = "train", mask: str | None = None) -> ImageEntry:
    return ImageEntry(
        id=name, path=f"{name}.png", sha256="0" * 64, size=1, shape=(9, 9, 3), dtype="uint8",
        role=role, mask=mask,
    )  # fmt: skip


def drawn(*classes: int | None) -> ImageMarkers:
    disks = tuple(
        Disk(id=number, class_id=class_id, center=(4, 4), radius=1)
        for number, class_id in enumerate(classes, start=1)
    )
    return ImageMarkers(next_id=len(classes) + 1, markers=disks)


@pytest.fixture
def project() -> Project:
    """Training images d, b and a, the last without markers, and a marked test image c."""
    return Project(
        images=(
            entry("d", mask="d_mask.png"),
            entry("b", mask="b_mask.png"),
            entry("a"),
            entry("c", role="test", mask="c_mask.png"),
        ),
        markers={"d": drawn(1), "b": drawn(None, 0), "c": drawn(1)},
    )


def test_marked_training_images_by_id(project: Project) -> None:
    assert [entry.id for entry in marked_images(project)] == ["b", "d"]


def test_an_eraser_alone_marks_nothing(project: Project) -> None:
    erased = project.with_(markers={"b": drawn(None)})
    assert not is_marked(erased, erased.image("b"))
    assert marked_images(erased) == []


def test_masked_training_images_by_id(project: Project) -> None:
    assert [entry.id for entry in masked_images(project)] == ["b", "d"]
