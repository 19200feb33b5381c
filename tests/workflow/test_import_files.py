"""Importing into a project in memory; test_create tests it on disk."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import Cancelled, ImageError, InputError
from flimbuilder.imaging.write import write_png
from flimbuilder.project.project import Project
from flimbuilder.workflow.import_files import add_images, import_files
from tests.scenes import Scene, write_scene


@pytest.fixture
def own(tmp_path: Path) -> Scene:
    return write_scene(tmp_path / "files")


def names(project: Project) -> list[str]:
    return [entry.id.rsplit("-", 1)[0] for entry in project.images]


def test_nothing_is_written(own: Scene, tmp_path: Path) -> None:
    before = Project(seed=3)
    after, report = import_files(
        before, tmp_path / "P", own.images, own.markers, own.labels, own.architecture
    )
    assert not (tmp_path / "P").exists()
    assert (names(after), after.seed) == (["a", "b", "c"], 3)
    assert [entry.path for entry in after.images] == [
        f"../files/images/{name}.png" for name in "abc"
    ]
    assert (report.markers, report.masks) == (["a.png", "b.png"], ["a.png", "b.png", "c.png"])
    assert before == Project(seed=3)


def test_without_images_those_of_the_project_are_paired(own: Scene, tmp_path: Path) -> None:
    project, _ = add_images(Project(), tmp_path / "P", [own.images])
    after, report = import_files(project, tmp_path / "P", markers=own.markers, labels=own.labels)
    assert report.images == []
    assert report.markers == ["a.png", "b.png"]
    assert report.without_markers == ["c.png"]
    assert all(entry.mask is not None for entry in after.images)
    # What was for training without markers stays so: nobody brought it just now.
    assert {entry.role for entry in after.images} == {"train"}


def test_faults_are_raised_or_reported(own: Scene, tmp_path: Path) -> None:
    own.image("b").write_bytes(b"nothing")
    write_png(own.labels / "c.png", np.zeros((2, 2), np.uint8))
    own.seeds("a").write_text("no seeds\n")
    given = Project(), tmp_path / "P", own.images, own.markers, own.labels
    with pytest.raises(ImageError, match=r"b\.png"):
        import_files(*given, strict=True)
    after, report = import_files(*given)
    assert names(after) == report_stems(report.images) == ["a", "c"]
    assert (report.markers, report.masks) == ([], ["a.png"])
    assert [failed.path.name for failed in report.failed] == [
        "b.png", "a-seeds.txt", "c.png"
    ]  # fmt: skip
    assert report.left_over == ["b-seeds.txt", "b.png"]


def report_stems(files: list[str]) -> list[str]:
    return [Path(file).stem for file in files]


def test_a_missing_source(own: Scene, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(InputError, match="there is no such file or folder"):
        import_files(Project(), tmp_path / "P", own.images, missing)
    after, report = add_images(Project(), tmp_path / "P", [missing, own.image("a")])
    assert names(after) == ["a"]
    assert len(report.failed) == 1


def test_cancelling_is_no_fault(own: Scene, tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        add_images(Project(), tmp_path / "P", [own.images], on_progress=stop)


def test_each_stage_reports_progress(own: Scene, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    import_files(
        Project(), tmp_path / "P", own.images, own.markers, own.labels,
        on_progress=lambda *step: seen.append(step),
    )  # fmt: skip
    assert seen == [
        *(("reading images", count, 3) for count in range(3)),
        *(("reading markers", count, 2) for count in range(2)),
        *(("reading masks", count, 3) for count in range(3)),
    ]
