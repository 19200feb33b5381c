"""Numbers of markers by image and class."""

from flimbuilder.gui.widgets.marker_counts import MarkerCounts
from flimbuilder.project.markers import Disk, ImageMarkers, Stroke
from flimbuilder.project.project import ImageEntry, Project


def entry(name: str) -> ImageEntry:
    return ImageEntry(id=name, path=name, sha256="0" * 64, size=1, shape=(9, 9, 1), dtype="uint8")


def disks(*classes: int) -> ImageMarkers:
    drawn = tuple(
        Disk(id=at + 1, class_id=one, center=(1, 1), radius=1) for at, one in enumerate(classes)
    )
    eraser = Stroke(id=99, class_id=None, points=((1, 1),), radius=1)
    return ImageMarkers(next_id=100, markers=(*drawn, eraser))


def test_counts_by_hand_follow_the_project() -> None:
    project = Project(
        images=(entry("a"), entry("b")), markers={"a": disks(0, 1, 1), "b": disks(1)}
    )
    counts = MarkerCounts()
    assert counts.by_image(project) == {"a": {0: 1, 1: 2}, "b": {1: 1}}
    assert counts.by_class(project) == {0: 1, 1: 3}
    changed = project.with_(markers=project.markers | {"a": disks(0)})
    assert counts.by_image(changed) == {"a": {0: 1}, "b": {1: 1}}
    assert counts.by_class(Project()) == {}
