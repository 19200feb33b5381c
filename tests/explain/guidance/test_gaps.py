"""Classes that lack markers or images."""

import pytest

from flimbuilder.explain.guidance.gaps import find_gaps
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ImageEntry, Project, default_class


def entry(name: str, role: str = "train") -> ImageEntry:
    return ImageEntry.model_validate(
        {
            "id": name, "path": f"{name}.png", "sha256": "0" * 64, "size": 1,
            "shape": (9, 9, 3), "dtype": "uint8", "role": role,
        }
    )  # fmt: skip


def marked(*classes: int | None) -> ImageMarkers:
    disks = [
        Disk(id=number, class_id=class_id, center=(number, 1), radius=1)
        for number, class_id in enumerate(classes, start=1)
    ]
    return ImageMarkers(next_id=len(disks) + 1, markers=tuple(disks))


def gaps_of(
    markers: dict[str, ImageMarkers], n_images: int = 3, n_classes: int = 3
) -> list[tuple[int, str]]:
    project = Project(
        classes=tuple(default_class(class_id) for class_id in range(n_classes)),
        images=(*(entry(f"im{index}") for index in range(n_images)), entry("other", "test")),
        markers=markers,
    )
    return [(gap.class_id, gap.lacks) for gap in find_gaps(project)]


@pytest.mark.parametrize(
    ("markers", "expected"),
    [
        ({}, [(0, "markers"), (1, "markers"), (2, "markers")]),
        ({"im0": marked(0, 1)}, [(2, "markers"), (0, "images"), (1, "images")]),
        ({"im0": marked(0, 1, 2), "im1": marked(0, 1)}, [(2, "images")]),
        ({"im0": marked(0, 1, 2), "im1": marked(2, 1, 0)}, []),
        # Erasers and markers of test images count for nothing.
        ({"im0": marked(0, 1, None), "other": marked(2)},
         [(2, "markers"), (0, "images"), (1, "images")]),
    ],
)  # fmt: skip
def test_by_hand(markers: dict[str, ImageMarkers], expected: list[tuple[int, str]]) -> None:
    assert gaps_of(markers) == expected


def test_a_single_image_is_enough_if_there_is_no_other() -> None:
    assert gaps_of({"im0": marked(0, 1)}, n_images=1, n_classes=2) == []


def test_says_what_to_do() -> None:
    project = Project(images=(entry("a"), entry("b")), markers={"a": marked(1)})
    assert [gap.why for gap in find_gaps(project)] == [
        "background has no markers: draw one.",
        "object is marked on one image only: mark it on another.",
    ]
