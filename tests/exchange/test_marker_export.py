"""Exported markers, and the losses of each format."""

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile

from flimbuilder.exchange.marker_files import MARKER_FORMATS, losses_in_marker_files, write_markers
from flimbuilder.project.folder import open_project
from flimbuilder.project.markers import Disk, ImageMarkers, Pixels, Stroke
from flimbuilder.project.project import Project, default_class
from flimbuilder.project.rasterise import class_map
from flimbuilder.workflow.create import import_project
from flimbuilder.workflow.import_files import import_files
from tests.scenes import SIDES, Scene, write_scene

DRAWN = ImageMarkers(
    next_id=12,
    markers=(
        Disk(id=3, class_id=1, center=(14.123, 15.1), radius=3.7),
        Disk(id=5, class_id=2, center=(14, 20), radius=3, use="kernels"),
        Stroke(id=6, class_id=0, points=((2.3, 2), (2, 40)), radius=1),
        Stroke(id=9, class_id=None, points=((14, 14),), radius=1.5),
        Pixels(id=11, class_id=0, runs=((39, 3, 4),)),
    ),
)
AS_PIXELS = (
    "lost in this format: the shape of 3 markers (kept as pixels), 1 eraser (already applied), "
    "the use of 1 marker"
)


@pytest.fixture
def own(tmp_path: Path) -> Scene:
    return write_scene(tmp_path / "files", classes=2)


@pytest.fixture
def project(own: Scene, tmp_path: Path) -> Project:
    made, _ = import_files(Project(), tmp_path / "P", own.images)
    classes = (default_class(0).with_(name="water"), default_class(1).with_(name="egg"),
               default_class(2).with_(name="dirt"))  # fmt: skip
    return made.with_(markers={made.images[0].id: DRAWN}, classes=classes)


def again(own: Scene, project: Project, tmp_path: Path, to: str) -> Project:
    write_markers(tmp_path / "P", project, to, tmp_path / "out")
    after, report = import_files(Project(), tmp_path / "Q", own.images, tmp_path / "out")
    assert report.notes == []
    return after


def test_labelme_keeps_all_but_ids_and_colours(
    own: Scene, project: Project, tmp_path: Path
) -> None:
    after = again(own, project, tmp_path, "labelme")
    (drawn,) = after.markers.values()
    wanted = [marker.with_(id=number) for number, marker in enumerate(DRAWN.markers, start=1)]
    assert list(drawn.markers) == wanted
    assert [entry.name for entry in after.classes] == ["water", "egg", "dirt"]
    assert losses_in_marker_files(project, "labelme") == ()


@pytest.mark.parametrize("to", ["seeds", "marker-images", "napari"])
def test_pixels_keep_their_class(own: Scene, project: Project, tmp_path: Path, to: str) -> None:
    after = again(own, project, tmp_path, to)
    (drawn,) = after.markers.values()
    np.testing.assert_array_equal(class_map(drawn.markers, SIDES), class_map(DRAWN.markers, SIDES))
    (line,) = losses_in_marker_files(project, to)
    assert line == AS_PIXELS


def test_napari_opens_the_file_as_labels(project: Project, tmp_path: Path) -> None:
    """napari opens TIFF files of 32 and 64 bits as labels layers, all others as images."""
    (path,) = write_markers(tmp_path / "P", project, "napari", tmp_path / "out")
    assert path.name == "a.tif"
    layer = tifffile.imread(path)
    assert layer.dtype == np.uint32
    np.testing.assert_array_equal(layer, class_map(DRAWN.markers, SIDES) + 1)


def test_labelme_finds_the_image(own: Scene, project: Project, tmp_path: Path) -> None:
    (path,) = write_markers(tmp_path / "P", project, "labelme", tmp_path / "out" / "deep")
    document = json.loads(path.read_text())
    assert (path.parent / document["imagePath"]).samefile(own.image("a"))


def test_pixels_lose_nothing(own: Scene, tmp_path: Path) -> None:
    import_project(tmp_path / "P", own.images, own.markers)
    made = open_project(tmp_path / "P").project
    for to in MARKER_FORMATS:
        assert losses_in_marker_files(made, to) == ()


def test_losses_in_labelme(project: Project) -> None:
    image = project.images[1].id
    beyond = ImageMarkers(markers=(Pixels(id=1, class_id=1, runs=((39, 40, 9),)),), next_id=2)
    odd = project.with_(
        markers={image: beyond},
        classes=(project.classes[0], *(entry.with_(name="egg") for entry in project.classes[1:])),
    )
    (line,) = losses_in_marker_files(odd, "labelme")
    assert "the name 'egg' of several classes" in line
    assert "pixels beyond the border of 1 image" in line
