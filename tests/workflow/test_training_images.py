"""Which images teach."""

import pytest

from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ImageEntry, Project, Role
from flimbuilder.workflow.training_images import is_marked, marked_images, masked_images


def entry(name: str, role: Role = "train", mask: str | None = None) -> ImageEntry:
    return ImageEntry(
        id=name, path=f"{name}.png", sha256="0" * 64, size=1, shape=(9, 9, 3), dtype="uint8",
        role=role, mask=mask,
    )  # fmt: skip


def drawn(*classes: int | None) -> ImageMarkers:
    disks = tuple(
        Disk(id=number, class_id=one, center=(4, 4), radius=1)
        for number, one in enumerate(classes, start=1)
    )
    return ImageMarkers(next_id=len(classes) + 1, markers=disks)


@pytest.fixture
def project() -> Project:
    """Training images d, b and a, of which a has no marker; a test image c with one."""
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
    assert [one.id for one in marked_images(project)] == ["b", "d"]


def test_an_eraser_alone_marks_nothing(project: Project) -> None:
    erased = project.with_(markers={"b": drawn(None)})
    assert not is_marked(erased, erased.image("b"))
    assert marked_images(erased) == []


def test_masked_training_images_by_id(project: Project) -> None:
    assert [one.id for one in masked_images(project)] == ["b", "d"]
