"""Markers and masks beside images: pairing by suffix, and images that EXIF turns."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from flimbuilder.errors import ImageError, InputError
from flimbuilder.exchange.companions import parse_companion_options
from flimbuilder.model.model import Model
from flimbuilder.project.project import Project
from flimbuilder.project.rasterise import class_map
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from flimbuilder.workflow.import_files import Imported, import_files
from flimbuilder.workflow.predict import predict_files
from tests.scenes import Scene

SQUARE = (slice(5, 15), slice(5, 20))  # the object in the stored photograph


def write_photograph(path: Path, orientation: int) -> np.ndarray:
    """Write a photograph as a camera stores it; return its upright object as Pillow turns it."""
    pixels = np.full((40, 60, 3), 100, np.uint8)
    pixels[SQUARE] = (200, 30, 30)
    exif = Image.Exif()
    exif[0x112] = orientation
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, exif=exif)
    return np.asarray(ImageOps.exif_transpose(Image.open(path)))[..., 0] == 200


def stored_object() -> np.ndarray:
    drawn = np.zeros((40, 60), np.uint8)
    drawn[SQUARE] = 2  # class 1 in a marker image
    return drawn


def write_seeds(folder: Path) -> None:
    rows = [f"{x} {y} -1 1" for y, x in np.argwhere(stored_object())]
    (folder / "a-seeds.txt").write_text("\n".join([f"{len(rows)} 60 40", *rows]))


def write_label_image(folder: Path) -> None:
    Image.fromarray(stored_object()).save(folder / "a.png")


def write_labelme(folder: Path) -> None:
    shape = {"label": "object", "shape_type": "rectangle", "points": [[5, 5], [19.5, 14.5]]}
    document = {"shapes": [shape], "imageHeight": 40, "imageWidth": 60}
    (folder / "a.json").write_text(json.dumps(document))


@pytest.mark.parametrize("write", [write_seeds, write_label_image, write_labelme])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_markers_in_the_stored_frame_are_turned_with_their_image(
    tmp_path: Path, orientation: int, write: Callable[[Path], None]
) -> None:
    upright = write_photograph(tmp_path / "i" / "a.png", orientation)
    (tmp_path / "m").mkdir()
    write(tmp_path / "m")
    options = parse_companion_options(frame="exif" if orientation in (1, 5, 6, 7, 8) else "stored")

    project, report = import_files(
        Project(), tmp_path / "P", tmp_path / "i", tmp_path / "m", companion_options=options
    )

    drawn = class_map(project.markers_of(project.images[0].id).markers, upright.shape)
    np.testing.assert_array_equal(drawn == 1, upright)
    notes = [note for note in report.notes if note.startswith("a") and "EXIF" in note]
    assert len(notes) - (orientation != 1) == (orientation != 1)  # of the image, and of the file


def test_upright_markers_are_not_turned(tmp_path: Path) -> None:
    upright = write_photograph(tmp_path / "i" / "a.png", 6)
    (tmp_path / "m").mkdir()
    Image.fromarray(np.where(upright, 2, 0).astype(np.uint8)).save(tmp_path / "m" / "a.png")
    for frame in ("exif", "stored"):
        project, _ = import_files(
            Project(), tmp_path / "P", tmp_path / "i", tmp_path / "m",
            companion_options=parse_companion_options(frame=frame),
        )  # fmt: skip
        drawn = class_map(project.markers_of(project.images[0].id).markers, upright.shape)
        np.testing.assert_array_equal(drawn == 1, upright)


def test_markers_of_images_of_the_project_are_turned_too(tmp_path: Path) -> None:
    upright = write_photograph(tmp_path / "i" / "a.png", 8)
    (tmp_path / "m").mkdir()
    write_seeds(tmp_path / "m")
    project, _ = import_files(Project(), tmp_path, tmp_path / "i")
    project, _ = import_files(project, tmp_path, markers=tmp_path / "m")
    drawn = class_map(project.markers_of(project.images[0].id).markers, upright.shape)
    np.testing.assert_array_equal(drawn == 1, upright)


def renamed(scene: Scene, tmp_path: Path, suffix: str) -> Path:
    """Copy the masks of a scene with a suffix after their names."""
    folder = tmp_path / "masks"
    folder.mkdir()
    for mask in scene.labels.iterdir():
        shutil.copy(mask, folder / f"{mask.stem}{suffix}{mask.suffix}")
    return folder


def suffix_notes(report: Imported) -> list[str]:
    return [note for note in report.notes if "suffix" in note]


@pytest.mark.parametrize("suffix", ["_mask", "_label", "_cp_masks", "-mask", "_gt"])
def test_masks_with_a_known_suffix(scene: Scene, tmp_path: Path, suffix: str) -> None:
    masks = renamed(scene, tmp_path, suffix)
    project, report = import_files(Project(), tmp_path / "P", scene.images, None, masks)
    assert report.masks == ["a.png", "b.png", "c.png"]
    assert suffix_notes(report) == [f"paired by a suffix of the name: 3 files by '{suffix}'"]
    for entry in project.images:
        assert (entry.mask or "").endswith(f"{entry.stem}{suffix}.png")


def test_masks_with_a_suffix_of_the_user(scene: Scene, tmp_path: Path) -> None:
    masks = renamed(scene, tmp_path, "_roi")
    _, report = import_files(Project(), tmp_path / "P", scene.images, None, masks)
    assert (report.masks, len(report.left_over)) == ([], 3)
    options = parse_companion_options(suffixes=["_roi"])
    _, report = import_files(
        Project(), tmp_path / "P", scene.images, None, masks, companion_options=options
    )
    assert report.masks == ["a.png", "b.png", "c.png"]


def test_an_exact_name_and_a_suffix_are_ambiguous(scene: Scene, tmp_path: Path) -> None:
    masks = renamed(scene, tmp_path, "_mask")
    shutil.copy(masks / "b_mask.png", masks / "b.png")
    with pytest.raises(InputError, match=r"b\.png has two files: .*b\.png and .*b_mask\.png"):
        import_files(Project(), tmp_path / "P", scene.images, None, masks)


def test_images_masks_and_markers_in_one_folder(scene: Scene, tmp_path: Path) -> None:
    mixed = renamed(scene, tmp_path, "_cp_masks")
    for file in (*scene.images.iterdir(), *scene.markers.iterdir()):
        shutil.copy(file, mixed / file.name)
    _, report = import_files(Project(), tmp_path / "P", mixed, mixed, mixed)
    assert report.images == ["a.png", "b.png", "c.png"]
    assert report.masks == ["a.png", "b.png", "c.png"]
    assert report.markers == ["a.png", "b.png"]


def test_the_folder_of_cellpose(scene: Scene, tmp_path: Path) -> None:
    """Cellpose writes its state and its masks beside the images."""
    folder = renamed(scene, tmp_path, "_cp_masks")
    for image in scene.images.iterdir():
        shutil.copy(image, folder / image.name)
        np.save(folder / f"{image.stem}_seg.npy", {"masks": 1})  # type: ignore[arg-type]
    _, report = import_files(Project(), tmp_path / "P", folder, None, folder)
    assert report.images == report.masks == ["a.png", "b.png", "c.png"]
    (folder / "a_cp_masks.png").unlink()
    with pytest.raises(ImageError, match=r"a_seg\.npy: holds object samples.* Cellpose"):
        import_files(Project(), tmp_path / "Q", folder, None, folder, strict=True)


def test_masks_of_predict_are_evaluated(model: Model, scene: Scene, tmp_path: Path) -> None:
    """A model agrees with the masks that it wrote."""
    predict_files(model, [scene.images], tmp_path / "out", mask=True)
    masks = tmp_path / "masks"
    masks.mkdir()
    for mask in (tmp_path / "out").glob("*_mask.png"):
        shutil.copy(mask, masks / mask.name)
    notes: list[str] = []
    (evaluation,) = evaluate_files(model, [scene.images], [masks], on_note=notes.append)
    assert sorted(evaluation.per_image) == ["a", "b", "c"]
    assert evaluation.mean()["dice"] == 1
    assert notes == ["paired by a suffix of the name: 3 files by '_mask'"]
    for image in scene.images.iterdir():
        shutil.copy(image, masks / image.name)
    (in_one_folder,) = evaluate_files(model, [masks], [masks])
    assert in_one_folder.per_image == evaluation.per_image
