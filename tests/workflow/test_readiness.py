"""What a project lacks to be built, in one line with the way out."""

from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ClassEntry, ImageEntry, Project
from flimbuilder.workflow.readiness import find_obstacle, marker_notes

BACKGROUND, EGG, SHELL = (
    ClassEntry(id=number, name=name, colour="#123456")
    for number, name in enumerate(("background", "egg", "shell"))
)


def entry(name: str, channels: int = 3, role: str = "train") -> ImageEntry:
    return ImageEntry.model_validate(
        {"id": name, "path": f"{name}.png", "sha256": "0" * 64, "size": 9, "dtype": "uint8",
         "shape": (9, 9, channels), "role": role}
    )  # fmt: skip


def drawn(*class_ids: int | None) -> ImageMarkers:
    disks = tuple(
        Disk(id=number, class_id=class_id, center=(4, 4), radius=1)
        for number, class_id in enumerate(class_ids, start=1)
    )
    return ImageMarkers(next_id=len(disks) + 1, markers=disks)


def project(*entries: ImageEntry, marks: ImageMarkers | None = None, classes=None) -> Project:
    markers = {} if marks is None else {entry.id: marks for entry in entries}
    return Project(
        classes=(BACKGROUND, EGG) if classes is None else classes, images=entries, markers=markers
    )


def test_nothing_is_in_the_way() -> None:
    assert find_obstacle(project(entry("a"), marks=drawn(0, 1))) is None
    assert marker_notes(project(entry("a"), marks=drawn(0, 1))) == []


def test_no_object_class() -> None:
    for classes in ((), (BACKGROUND,)):
        obstacle = find_obstacle(project(entry("a"), classes=classes))
        assert obstacle == (
            "there is no object class: add one in the panel Classes, then draw on an object"
        )


def test_no_markers_and_none_for_training() -> None:
    nothing = "there is nothing to learn from: draw markers on a training image"
    assert find_obstacle(project()) == nothing
    assert find_obstacle(project(entry("a"))) == nothing
    obstacle = find_obstacle(project(entry("a", role="test"), marks=drawn(0, 1)))
    assert obstacle is not None
    assert "give the marked images the role training" in obstacle


def test_channels_are_those_of_marked_training_images() -> None:
    images = entry("a"), entry("b", 1), entry("c")
    obstacle = find_obstacle(project(*images, marks=drawn(0, 1)))
    assert obstacle is not None
    assert obstacle.startswith(
        "training images differ in their channels (3 channels in a.png, c.png; 1 channel in b.png)"
    )
    unmarked = project(*images).with_(markers={"a": drawn(0, 1)})
    assert find_obstacle(unmarked) is None


def test_classes_without_markers() -> None:
    classes = (BACKGROUND, EGG, SHELL)
    assert marker_notes(project(entry("a"), marks=drawn(0, 1, 2), classes=classes)) == []
    (note,) = marker_notes(project(entry("a"), marks=drawn(0, 1, None), classes=classes))
    assert note.startswith("class shell has no markers, so no mask will show it: draw some on a")
    assert marker_notes(project(entry("a"), marks=drawn(0), classes=classes)) == []
    four = (*classes, ClassEntry(id=3, name="worm", colour="#123456"))
    (note,) = marker_notes(project(entry("a"), marks=drawn(0, 1), classes=four))
    assert note.startswith("classes shell, worm have no markers, so no mask will show them")
    (note,) = marker_notes(project(entry("a"), marks=drawn(1)))
    assert note == "the background is not marked: draw a stroke on it (class 0)"
