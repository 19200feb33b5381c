"""Marker files of all formats, also mixed in one folder."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile

from flimbuilder.errors import InputError, MarkerError
from flimbuilder.exchange.companions import (
    CompanionOptions,
    parse_companion_options,
)
from flimbuilder.exchange.marker_files import find_marker_files, read_markers
from flimbuilder.imaging.write import write_png
from flimbuilder.project.markers import Disk, ImageMarkers, Pixels
from flimbuilder.project.project import Project, default_class
from flimbuilder.workflow.import_files import import_files
from tests.scenes import SIDES, Scene, write_scene

CLASSES = (default_class(0), default_class(1))
LABELS = np.zeros(SIDES, np.int32)
LABELS[3, 4:9] = 1
LABELS[20:22, 30] = 2
WANTED = (
    Pixels(id=1, class_id=0, runs=((3, 4, 5),)),
    Pixels(id=2, class_id=1, runs=((20, 30, 1), (21, 30, 1))),
)


@pytest.fixture
def own(tmp_path: Path) -> Scene:
    return write_scene(tmp_path / "files")


def write_labelme_by_hand(path: Path, label: str = "egg", image: str = "a.png") -> Path:
    shape = {"label": label, "points": [[15.5, 14.5]], "shape_type": "point"}
    ground = {"label": "background", "points": [[2, 2], [30, 3]], "shape_type": "line"}
    labelme_document = {"shapes": [shape, ground], "imagePath": image, "imageData": None}
    path.write_text(
        json.dumps(labelme_document | {"imageHeight": SIDES[0], "imageWidth": SIDES[1]})
    )
    return path


# As napari's writer saves a labels layer, and as scripts save its data.
NAPARI: dict[str, Callable[[Path], object]] = {
    "uint32.tif": lambda path: tifffile.imwrite(
        path, LABELS.astype(np.uint32), compression="zlib", compressionargs={"level": 1}
    ),
    "int64.tiff": lambda path: tifffile.imwrite(path, LABELS.astype(np.int64), compression="zlib"),
    "int32.npy": lambda path: np.save(path, LABELS, allow_pickle=False),
    "uint8.png": lambda path: write_png(path, LABELS.astype(np.uint8)),
}


@pytest.mark.parametrize("name", NAPARI)
def test_label_layers(tmp_path: Path, name: str) -> None:
    NAPARI[name](tmp_path / name)
    read = read_markers(tmp_path / name, SIDES, CLASSES)
    assert (read.markers, read.classes, read.notes) == (WANTED, CLASSES, ())
    mapped = read_markers(
        tmp_path / name, SIDES, CLASSES, (), parse_companion_options(values="1=9,2=ignore")
    )
    assert [marker.class_id for marker in mapped.markers] == [9]


def lying(path: Path) -> None:
    """Announce a terabyte of pixels in a file of 100 bytes."""
    head = f"{{'descr': '<u4', 'fortran_order': False, 'shape': ({10**6}, {10**6}), }}"
    text = head.encode().ljust(117) + b"\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text)


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "pickle.npy": (
        lambda path: np.save(path, np.array([{"a": 1}], object), allow_pickle=True),
        "holds object samples",
    ),
    "square pickle.npy": (
        lambda path: np.save(path, np.full(SIDES, None), allow_pickle=True),
        "holds object samples",
    ),
    "lying.npy": (lying, "is too large"),
    "cut.npy": (
        lambda path: path.write_bytes(b"\x93NUMPY\x01\x00"), "cannot be decoded as NPY"
    ),
    "float.npy": (lambda path: np.save(path, LABELS.astype(float)), "not a mask: float64 values"),
    "negative.npy": (lambda path: np.save(path, LABELS - 1), "a value of -1"),
    "large.npy": (lambda path: np.save(path, LABELS * 1000), "value 1000 at row 3, column 4"),
    "turned.npy": (lambda path: np.save(path, LABELS.T), "is 48 x 40 pixels and its"),
    "rgb.png": (
        lambda path: write_png(path, np.eye(3, dtype=np.uint8)[np.arange(48) % 3 + LABELS * 0]),
        "3 channels differ",
    ),
    "mask.png": (lambda path: write_png(path, (LABELS > 0) * np.uint8(255)), "so it is a mask"),
    "stack.tif": (
        lambda path: tifffile.imwrite(path, np.stack([LABELS] * 5), photometric="minisblack"),
        "is a stack (page 0 to 4)",
    ),
    "cut.tif": (
        lambda path: path.write_bytes(b"II*\x00\x08\x00\x00\x00"), "cannot be decoded as TIFF"
    ),
    "text.tif": (lambda path: path.write_text("hello"), "its content is none of PNG"),
    "seeds.txt": (lambda path: path.write_text("1 48 40\n99 0 -1 1\n"), "line 2: x is 99"),
    "coco.json": (lambda path: path.write_text('{"images": []}'), "not a labelme file"),
    "missing.json": (lambda path: None, "No such file"),
    "missing.txt": (lambda path: None, "No such file"),
    "missing.tif": (lambda path: None, "there is no such file"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_one_line_that_names_the_file(tmp_path: Path, name: str) -> None:
    write, words = BAD[name]
    write(tmp_path / name)
    with pytest.raises(InputError) as caught:
        read_markers(tmp_path / name, SIDES, CLASSES)
    assert f"{tmp_path / name}: " in str(caught.value)
    assert "\n" not in str(caught.value)
    assert words in str(caught.value)


def test_all_formats_in_one_folder(own: Scene, tmp_path: Path) -> None:
    """The stem pairs them; suffix and content determine the format."""
    write_labelme_by_hand(own.markers / "b.json", "disk")
    (own.seeds("b")).unlink()
    NAPARI["int64.tiff"](own.markers / "c.tiff")
    after, report = import_files(Project(), tmp_path / "P", own.images, own.markers)
    assert report.markers == ["a.png", "b.png", "c.png"]
    kinds = [[marker.kind for marker in drawn.markers] for drawn in after.markers.values()]
    assert kinds == [["pixels"] * 3, ["disk", "stroke"], ["pixels"] * 2]
    assert [(entry.id, entry.name) for entry in after.classes] == [
        (0, "background"), (1, "object"), (2, "disk")  # class 1 is in use by the seeds
    ]  # fmt: skip


def test_labels_name_the_classes_of_a_new_project(own: Scene, tmp_path: Path) -> None:
    (tmp_path / "labelme").mkdir()
    write_labelme_by_hand(tmp_path / "labelme" / "a.json", "egg")
    write_labelme_by_hand(tmp_path / "labelme" / "b.json", "dirt", image="elsewhere/b.jpg")
    after, report = import_files(
        Project(), tmp_path / "P", own.images, tmp_path / "labelme",
        companion_options=CompanionOptions(radius=1.5),
    )  # fmt: skip
    assert [(entry.id, entry.name) for entry in after.classes] == [
        (0, "background"), (1, "egg"), (2, "dirt")
    ]  # fmt: skip
    first = after.markers_of(after.images[0].id).markers[0]
    assert first == Disk(id=1, class_id=1, center=(14, 15), radius=1.5)
    assert report.notes == ["a.json, b.json: points and lines have no radius; 1.5 pixels assumed"]


def test_labels_do_not_rename_classes_in_use(own: Scene, tmp_path: Path) -> None:
    project, _ = import_files(Project(), tmp_path / "P", own.images)
    drawn = ImageMarkers(markers=(Disk(id=1, class_id=1, center=(1, 1), radius=1),), next_id=2)
    project = project.with_(markers={project.images[0].id: drawn})
    write_labelme_by_hand(own.folder / "b.json", "egg", "b.png")
    after, _ = import_files(project, tmp_path / "P", own.images, own.folder / "b.json")
    assert [entry.name for entry in after.classes] == ["background", "object", "egg"]


def test_classes_of_an_ignored_file_are_not_added(own: Scene, tmp_path: Path) -> None:
    project, _ = import_files(Project(), tmp_path / "P", own.images, own.markers)
    write_labelme_by_hand(own.folder / "a.json", "egg")
    after, report = import_files(project, tmp_path / "P", own.images, own.folder / "a.json")
    assert after.classes == project.classes
    left_out = "has markers already; a.json was left out"
    assert len([note for note in report.notes if left_out in note]) == 1


def test_labelme_files_beside_the_images(own: Scene, tmp_path: Path) -> None:
    write_labelme_by_hand(own.images / "a.json")
    after, report = import_files(Project(), tmp_path / "P", own.images, own.images)
    assert report.markers == ["a.png"]
    assert report.left_over == []
    assert len(after.markers) == 1
    again, report = import_files(after, tmp_path / "P", None, own.images)
    assert report.left_over == []
    assert again == after


def test_a_folder_without_marker_files(own: Scene) -> None:
    images = sorted(own.images.iterdir())
    with pytest.raises(MarkerError, match=r"has no marker file; .*NAME\.json of labelme"):
        find_marker_files(own.images, images)


def test_a_pickle_is_never_loaded(tmp_path: Path) -> None:
    """The pickle would write a file."""

    class Trap:
        def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
            return eval, (f"open({str(tmp_path / 'sprung')!r}, 'w')",)

    np.save(tmp_path / "trap.npy", np.array([[Trap()]], object), allow_pickle=True)
    with pytest.raises(InputError, match="holds object samples"):
        read_markers(tmp_path / "trap.npy", (1, 1), CLASSES)
    assert not (tmp_path / "sprung").exists()


def test_a_label_image_by_another_encoder(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(bytes(imagecodecs.png_encode(LABELS.astype(np.uint16))))
    assert read_markers(tmp_path / "a.png", SIDES, CLASSES).markers == WANTED
