"""Drawing and changing markers."""

from pathlib import Path

import pytest

from flimbuilder.errors import MarkerError, ProjectError
from flimbuilder.project.edits import AddMarker
from flimbuilder.project.markers import Disk, Pixels, Stroke
from flimbuilder.session.drawing import moved
from flimbuilder.session.session import Session


@pytest.fixture
def opened(session: Session, folder: Path) -> Session:
    """A session with a project, its third image shown, which has no markers."""
    session.document.open(folder)
    session.update_view(image=session.document.project.images[2].id, class_id=0, radius=3)
    return session


def test_a_disk_takes_its_settings_from_the_view(opened: Session) -> None:
    opened.update_view(class_id=1, radius=2.5, use="kernels")
    opened.drawing.disk((4.5, 6))
    assert opened.drawing.markers.markers == (
        Disk(id=1, class_id=1, use="kernels", center=(4.5, 6), radius=2.5),
    )
    assert opened.document.undo_label == "Draw a disk of object"


def test_a_stroke_and_an_eraser(opened: Session) -> None:
    opened.drawing.stroke([(1, 1), (5, 9)])
    opened.drawing.erase([(2, 2)])
    stroke, eraser = opened.drawing.markers.markers
    assert stroke == Stroke(id=1, class_id=0, points=((1, 1), (5, 9)), radius=3)
    assert eraser == Stroke(id=2, class_id=None, points=((2, 2),), radius=3)
    assert opened.document.undo_label == "Erase"
    opened.document.undo()
    assert opened.document.undo_label == "Draw a stroke of background"


def test_an_id_is_never_reused(opened: Session) -> None:
    opened.drawing.disk((1, 1))
    opened.document.undo()
    opened.drawing.disk((2, 2))
    assert [marker.id for marker in opened.drawing.markers.markers] == [2]


def test_without_an_image_or_class_drawing_is_refused(opened: Session) -> None:
    opened.update_view(class_id=9)
    with pytest.raises(MarkerError, match="there is no class 9"):
        opened.drawing.disk((1, 1))
    opened.update_view(image=None, class_id=1)
    with pytest.raises(MarkerError, match="no image is shown"):
        opened.drawing.disk((1, 1))
    assert opened.drawing.markers.markers == ()


def test_several_markers_are_removed_at_once(opened: Session) -> None:
    for col in range(3):
        opened.drawing.disk((1, col))
    opened.drawing.remove([1, 3])
    assert [marker.id for marker in opened.drawing.markers.markers] == [2]
    assert opened.document.undo_label == "Delete 2 markers"
    opened.document.undo()
    assert [marker.id for marker in opened.drawing.markers.markers] == [1, 2, 3]
    opened.drawing.clear()
    assert opened.drawing.markers.markers == ()
    with pytest.raises(ProjectError, match="no marker 1"):
        opened.drawing.remove([1])


def test_relabelling_leaves_erasers_alone(opened: Session) -> None:
    opened.drawing.disk((1, 1))
    opened.drawing.erase([(2, 2)])
    opened.drawing.disk((3, 3))
    opened.drawing.relabel([1, 2, 3], 1)
    assert [marker.class_id for marker in opened.drawing.markers.markers] == [1, None, 1]
    assert opened.document.undo_label == "Make object of 2 markers"
    revision = opened.document.revision
    opened.drawing.relabel([1, 2], 1)  # that is what they are
    assert opened.document.revision == revision
    with pytest.raises(MarkerError, match="there is no class 7"):
        opened.drawing.relabel([1], 7)


def test_setting_the_use_of_markers(opened: Session) -> None:
    opened.drawing.disk((1, 1))
    opened.drawing.set_use([1], "normalisation")
    assert [marker.use for marker in opened.drawing.markers.markers] == ["normalisation"]
    with pytest.raises(MarkerError, match="there is no marker 5 on cells_2"):
        opened.drawing.set_use([5], "both")


def test_moving_a_disk_and_a_stroke(opened: Session) -> None:
    opened.drawing.stroke([(1, 1), (5, 9)])
    opened.drawing.move(1, 0.5, -2)
    (stroke,) = opened.drawing.markers.markers
    assert stroke == Stroke(id=1, class_id=0, points=((1.5, -1), (5.5, 7)), radius=3)
    opened.document.undo()
    assert opened.drawing.markers.markers[0].points[0] == (1, 1)  # type: ignore[union-attr]


def test_an_imported_marker_moves_by_whole_pixels(opened: Session) -> None:
    marker = Pixels(id=1, class_id=1, runs=((2, 3, 2), (3, 3, 1)))
    image = opened.view.image
    assert image is not None
    opened.document.do("Import", AddMarker(image=image, index=0, marker=marker))
    opened.drawing.move(1, 1.4, -0.6)
    (after,) = opened.drawing.markers.markers
    assert after == Pixels(id=1, class_id=1, runs=((3, 2, 2), (4, 2, 1)))


def test_an_imported_marker_stops_at_the_border() -> None:
    marker = Pixels(id=1, class_id=1, runs=((2, 3, 2),))
    assert moved(marker, -9, -1).runs == ((0, 2, 2),)  # type: ignore[union-attr]
    assert moved(marker, 1, -9).runs == ((3, 0, 2),)  # type: ignore[union-attr]
