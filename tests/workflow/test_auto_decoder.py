"""Choosing the decoder and block of a project."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from flimbuilder.errors import LearnError
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import no_progress
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import DecoderChoice, ImageEntry, Project
from flimbuilder.workflow.auto_decoder import chosen_project, not_behind, pick
from flimbuilder.workflow.create import import_project

pytestmark = pytest.mark.slow

LM = [DecoderChoice(id="lm", block=block) for block in (1, 2, 3)]
MB = [DecoderChoice(id="mb", block=block) for block in (1, 2, 3)]


def test_the_deepest_block_within_one_standard_error_by_hand() -> None:
    # the best, block 1, has mean 0.8 and standard error 0.2 / sqrt(3) = 0.1155
    scores = {LM[0]: [0.6, 0.8, 1.0], LM[1]: [0.7, 0.7, 0.7], LM[2]: [0.6, 0.6, 0.6]}
    assert pick(scores) == LM[1]


def test_on_the_deepest_block_the_best_decoder() -> None:
    scores = {LM[0]: [0.6, 0.8, 1.0], LM[1]: [0.7, 0.7, 0.7], MB[1]: [0.71, 0.71, 0.71]}
    assert pick(scores) == MB[1]


def test_of_equals_the_first() -> None:
    assert pick({LM[0]: [0.5], MB[0]: [0.5]}) == LM[0]


def test_one_score_has_no_error() -> None:
    assert pick({LM[0]: [0.5], LM[1]: [0.49]}) == LM[0]


def test_masks_exclude_choices_two_standard_errors_behind() -> None:
    scores = {LM[0]: [0.6, 0.8, 1.0], LM[1]: [0.58] * 3, LM[2]: [0.56] * 3}
    assert not_behind(scores) == [LM[0], LM[1]]  # the limit is 0.8 - 2 * 0.1155 = 0.569
    assert not_behind({}) == []


def training_images(project: Project, files: ProjectFiles) -> list[TrainingImage]:
    return [
        TrainingImage(entry.id, files.pixels(entry), project.markers_of(entry.id).markers)
        for entry in project.images
        if entry.role == "train" and project.markers_of(entry.id).markers
    ]


def choose(folder: Path, **changes: object) -> DecoderChoice:
    project = open_project(folder).project.with_(**changes)
    files = ProjectFiles(folder)
    images = training_images(project, files)
    learned = learn(images, project.architecture, seed=project.seed)
    return chosen_project(project, files, learned, images, no_progress).decoder


def test_the_choice_is_a_block_of_the_project_and_repeatable(
    project: ProjectFolder,
) -> None:
    chosen = choose(project.path)
    assert chosen.block in {1, 2}
    assert choose(project.path) == chosen


def test_kernels_of_mixed_classes_leave_the_decoders_that_need_no_class(
    project: ProjectFolder,
) -> None:
    architecture = project.project.architecture
    mixed = tuple(block.with_(kernels=3, reduction="pca-global") for block in architecture.blocks)
    chosen = choose(project.path, architecture=architecture.with_(blocks=mixed))
    assert chosen.id in {"ts", "at"}


def test_masks_of_validation_images_come_before_those_of_training(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    truth = ProjectFiles.truth

    def record_truth(files: ProjectFiles, entry: ImageEntry, classes: Sequence[int]) -> object:
        asked.append(entry.role)
        return truth(files, entry, classes)

    monkeypatch.setattr(ProjectFiles, "truth", record_truth)
    entries = project.project.images
    assert [entry.role for entry in entries if entry.mask] == ["train", "train", "test"]
    choose(project.path)
    assert set(asked) == {"train"}
    asked.clear()
    changed = tuple(
        entry.with_(role="validation") if entry.role == "test" else entry for entry in entries
    )
    choose(project.path, images=changed)
    assert set(asked) == {"validation"}
    asked.clear()
    choose(project.path, images=tuple(entry.with_(mask=None) for entry in entries))
    assert not asked


def only_background(project: Project) -> dict[str, ImageMarkers]:
    return {
        image: drawn.with_(
            markers=tuple(marker for marker in drawn.markers if marker.class_id == 0)
        )
        for image, drawn in project.markers.items()
    }


def test_without_an_object_marker_the_masks_decide(project: ProjectFolder) -> None:
    chosen = choose(project.path, markers=only_background(project.project))
    assert chosen.block in {1, 2}


def test_no_choice_without_object_markers_or_masks(
    project: ProjectFolder,
) -> None:
    images = tuple(entry.with_(mask=None) for entry in project.project.images)
    with pytest.raises(LearnError, match="draw a marker of an object"):
        choose(project.path, markers=only_background(project.project), images=images)


def test_real_eggs_by_their_markers(shared_data: Path, tmp_path: Path) -> None:
    data, folder = shared_data / "parasites", tmp_path / "eggs.flim"
    import_project(folder, data / "images", data / "markers", None, data / "arch.json")
    chosen = choose(folder)
    # Attention and tri-states look at an image's statistics alone, and are poor on eggs.
    assert chosen.id in {"lm", "mb", "pb"}
    assert (chosen.block or 0) > 1
