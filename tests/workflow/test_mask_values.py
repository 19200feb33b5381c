"""Masks of many values: import, training and measures."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn import metrics

from flimbuilder.errors import ImageError, InputError
from flimbuilder.exchange.companions import parse_companion_options
from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.folder import open_project
from flimbuilder.project.label_values import IGNORED
from flimbuilder.project.project import Project
from flimbuilder.project.rasterise import class_map
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.create import import_project
from flimbuilder.workflow.evaluation.evaluate import evaluate_files
from flimbuilder.workflow.evaluation.evaluation_pictures import CURVES_FILE, EvaluationPictures
from flimbuilder.workflow.import_files import import_files
from flimbuilder.workflow.predict import predict_files
from tests.scenes import SIDES, Scene, label_map, seeds_of, write_scene, write_seeds_file

LEVELS = "128=1,255=2"
VOID = "1=1,255=ignore"


def border(labels: np.ndarray) -> np.ndarray:
    """Return True within two pixels of the border of an object."""
    rows, cols = np.nonzero(labels)
    near = np.zeros(labels.shape, bool)
    for row in range(-2, 3):
        for col in range(-2, 3):
            near[rows + row, cols + col] = True
    inner = labels > 0
    for axis in (0, 1):
        for step in (-2, -1, 1, 2):
            inner = inner & (np.roll(labels, step, axis) > 0)
    return near & ~inner


def void_mask(noise: int | None = None) -> np.ndarray:
    """Return an object mask whose border is 255, or holds random classes."""
    labels = label_map()
    if noise is None:
        return np.where(border(labels), np.uint8(255), labels)
    random = np.random.default_rng(noise).integers(2, 200, labels.shape).astype(np.uint8)
    return np.where(border(labels), random, labels)


def with_masks(tmp_path: Path, masks: dict[str, np.ndarray], classes: int = 1) -> Scene:
    scene = write_scene(tmp_path / "files", classes=classes)
    for name, mask in masks.items():
        write_png(scene.labels / f"{name}.png", mask)
    return scene


def imported(tmp_path: Path, scene: Scene, values: str | None) -> Project:
    options = parse_companion_options(values=values)
    project, _ = import_files(Project(), tmp_path / "P", scene.images, scene.markers)
    project, _ = import_files(
        project, tmp_path / "P", labels=scene.labels, companion_options=options, strict=True
    )
    return project


class TestImport:
    def test_grey_levels_of_two_classes(self, tmp_path: Path) -> None:
        levels = np.array([0, 128, 255], np.uint8)[label_map(2)]
        scene = with_masks(tmp_path, dict.fromkeys("abc", levels), classes=2)
        with pytest.raises(ImageError, match=f"of the classes 0, 1, 2; .* --values {LEVELS};"):
            imported(tmp_path, scene, None)

        project = imported(tmp_path, scene, LEVELS)
        assert {entry.mask_values for entry in project.images} == {LEVELS}
        files = ProjectFiles(tmp_path / "P")
        for entry in project.images:
            np.testing.assert_array_equal(files.truth(entry, (1, 2)), label_map(2))

    def test_values_add_the_classes_that_they_name(self, tmp_path: Path) -> None:
        levels = np.array([0, 128, 255], np.uint8)[label_map(2)]
        scene = with_masks(tmp_path, dict.fromkeys("abc", levels), classes=2)
        options = parse_companion_options(values="128=1,255=7")
        project, _ = import_files(
            Project(), tmp_path / "P", scene.images, labels=scene.labels, companion_options=options
        )
        assert project.object_classes == (1, 7)

    def test_values_of_markers_and_masks_together(self, tmp_path: Path) -> None:
        scene = with_masks(tmp_path, dict.fromkeys("abc", void_mask()))
        seeds = [(x, y, label + 8) for x, y, label in seeds_of(label_map())]
        for name in "ab":
            write_seeds_file(scene.seeds(name), seeds)
        options = parse_companion_options(values="8=0,9=1,0=0,1=1,255=ignore")
        project, _ = import_files(
            Project(), tmp_path / "P", scene.images, scene.markers, scene.labels,
            companion_options=options,
        )  # fmt: skip
        drawn = class_map(project.markers_of(project.images[0].id).markers, SIDES)
        assert {(x, y, int(drawn[y, x])) for x, y, _ in seeds} == set(seeds_of(label_map()))
        truth = ProjectFiles(tmp_path / "P").truth(project.images[0], (1,))
        np.testing.assert_array_equal(truth == IGNORED, border(label_map()))

    def test_the_stored_indices_of_a_palette_are_the_classes(self, tmp_path: Path) -> None:
        scene = write_scene(tmp_path / "files", classes=2)
        for name in "abc":
            mask = Image.fromarray(label_map(2))
            mask.putpalette([0, 0, 0, 128, 0, 0, 0, 0, 0])  # class 2 is black, as the background
            mask.save(scene.labels / f"{name}.png")
        project = imported(tmp_path, scene, None)
        truth = ProjectFiles(tmp_path / "P").truth(project.images[0], (1, 2))
        np.testing.assert_array_equal(truth, label_map(2))

    def test_values_for_labelme_alone_are_refused(self, tmp_path: Path) -> None:
        scene = write_scene(tmp_path / "files")
        shutil.rmtree(scene.markers)
        scene.markers.mkdir()
        (scene.markers / "a.json").write_text('{"shapes": []}')
        options = parse_companion_options(values="1=0")
        for markers in (scene.markers, None):
            with pytest.raises(InputError, match="label values: no seeds file, label image or m"):
                import_files(
                    Project(), tmp_path / "P", scene.images, markers, companion_options=options
                )

    def test_suffixes_and_frames_without_effect_are_refused(self, tmp_path: Path) -> None:
        scene = write_scene(tmp_path / "files")
        for options, reason in (
            (parse_companion_options(suffixes=["_roi"]), "suffix '_roi': pairs no file"),
            (parse_companion_options(frame="stored"), "orientation stored: EXIF turns no image"),
        ):
            with pytest.raises(InputError, match=reason):
                import_files(
                    Project(), tmp_path / "P", scene.images, None, scene.labels,
                    companion_options=options,
                )  # fmt: skip


def trained(tmp_path: Path, mask: np.ndarray, values: str) -> DecoderChoice:
    """Return the decoder bp of a project whose masks are all `mask`."""
    scene = with_masks(tmp_path, dict.fromkeys("abc", mask))
    options = parse_companion_options(values=f"0=0,{values}")
    folder = tmp_path / "P"
    import_project(folder, scene.images, scene.markers, None, scene.architecture)
    import_project(folder, scene.images, labels=scene.labels, companion_options=options)
    opened = open_project(folder)
    opened.save(opened.project.with_(decoder=DecoderChoice(id="bp")))
    return build_project(open_project(folder)).model.document.decoder


def test_training_does_not_depend_on_what_is_left_out(tmp_path: Path) -> None:
    void = trained(tmp_path / "void", void_mask(), VOID)
    assert void.weights
    for seed in range(2):
        noisy = trained(tmp_path / str(seed), void_mask(seed), "1=1,2-200=ignore")
        assert (noisy.weights, noisy.bias) == (void.weights, void.bias)
    plain = trained(tmp_path / "plain", label_map(), "1=1")
    assert plain.weights != void.weights


@pytest.mark.slow
def test_training_gives_the_same_bytes_on_any_number_of_threads(
    shared_data: Path, tmp_path: Path
) -> None:
    files, folder = shared_data / "parasites", tmp_path / "P"
    import_project(folder, files / "images", files / "markers", files / "labels")
    opened = open_project(folder)
    opened.save(opened.project.with_(decoder=DecoderChoice(id="bp")))
    before, decoders = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            build = build_project(open_project(folder))
            decoders.append(build.model.document.decoder)
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert decoders[0] == decoders[1]


def test_measures_are_those_of_the_other_pixels(
    model: Model, scene: Scene, tmp_path: Path
) -> None:
    """Compare with scikit-learn on the pixels that are not left out."""
    masks = tmp_path / "masks"
    masks.mkdir()
    stored = void_mask()
    stored[:8] = 255
    for path in scene.images.iterdir():
        write_png(masks / path.name, stored)
    with pytest.raises(ImageError, match="its values 0-1, 255 are not those of a mask of one c"):
        evaluate_files(model, [scene.images], [masks])
    options = parse_companion_options(values=VOID)
    (result,) = evaluate_files(model, [scene.images], [masks], companion_options=options)
    predict_files(model, [scene.images], tmp_path / "out", mask=True)
    kept, truth = stored != 255, stored == 1
    for name in "abc":
        saliency = _read(tmp_path / "out" / f"{name}.png")[kept] / 65535
        mask = _read(tmp_path / "out" / f"{name}_mask.png")[kept] > 0
        row = result.per_image[name]
        expected = {
            "mae": metrics.mean_absolute_error(truth[kept], saliency),
            "dice": metrics.f1_score(truth[kept], mask),
            "iou": metrics.jaccard_score(truth[kept], mask),
            "precision": metrics.precision_score(truth[kept], mask),
            "recall": metrics.recall_score(truth[kept], mask),
        }
        assert {key: row[key] for key in expected} == pytest.approx(expected, abs=1e-4)


def _read(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path), np.float64)


def test_curves_leave_the_same_pixels_out(model: Model, scene: Scene, tmp_path: Path) -> None:
    """Noise in the ignored border changes no curve."""
    drawn = []
    for seed, values in ((None, VOID), (0, "1=1,2-200=ignore"), (1, "1=1,2-200=ignore")):
        masks, out = tmp_path / f"masks {seed}", tmp_path / f"pictures {seed}"
        masks.mkdir()
        for path in scene.images.iterdir():
            write_png(masks / path.name, void_mask(seed))
        pictures = EvaluationPictures(out)
        options = parse_companion_options(values=values)
        evaluate_files(
            model, [scene.images], [masks], companion_options=options, on_sample=pictures.add
        )
        pictures.finish()
        drawn.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert CURVES_FILE in drawn[0]
    assert drawn[0] == drawn[1] == drawn[2]


def test_options_of_an_evaluation_without_effect_are_refused(model: Model, scene: Scene) -> None:
    for options, message in (
        (parse_companion_options(suffixes=["_roi"]), "suffix '_roi': pairs no file"),
        (parse_companion_options(frame="stored"), "orientation stored: EXIF turns no image"),
    ):
        with pytest.raises(InputError, match=message):
            evaluate_files(model, [scene.images], [scene.labels], companion_options=options)
