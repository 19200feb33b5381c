"""What is found near chosen images, by the names of files and folders."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.imaging.write import write_png
from flimbuilder.workflow.create import start_project
from flimbuilder.workflow.survey import NearbyFiles, survey

GREY = np.zeros((8, 8, 3), np.uint8)


def touch(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
    return [folder / name for name in names]


def test_folders_beside_the_images(tmp_path: Path) -> None:
    images = touch(tmp_path / "images", "a.png", "b.png", "c.png")
    touch(tmp_path / "labels", "a.png", "b.png")
    touch(tmp_path / "seeds", "c-seeds.txt")
    touch(tmp_path / "other", "a.png", "b.png", "c.png")  # another channel, perhaps
    found = survey([tmp_path / "images"])
    assert found.images == tuple(images)
    assert found.masks == NearbyFiles(tmp_path / "labels", 2)
    assert found.markers == NearbyFiles(tmp_path / "seeds", 1)
    assert found.problem is None
    assert survey(images[:1]).masks == NearbyFiles(tmp_path / "labels", 1)


def test_files_beside_the_images_by_their_suffix(tmp_path: Path) -> None:
    images = touch(tmp_path, "a.png", "b.png")
    touch(tmp_path, "a_mask.png", "b_mask.png", "a-seeds.txt")
    found = survey([tmp_path])
    assert found.images == tuple(images)
    assert found.masks == NearbyFiles(tmp_path, 2)
    assert found.markers == NearbyFiles(tmp_path, 1)
    assert found.n_files == 4


def test_a_folder_within_the_images(tmp_path: Path) -> None:
    touch(tmp_path, "a.png")
    touch(tmp_path / "egg_masks", "a.png")
    assert survey([tmp_path]).masks == NearbyFiles(tmp_path / "egg_masks", 1)


def test_the_folder_of_most_images_wins(tmp_path: Path) -> None:
    touch(tmp_path / "images", "a.png", "b.png")
    touch(tmp_path / "gt", "a.png")
    touch(tmp_path / "truth", "a.png", "b.png")
    assert survey([tmp_path / "images"]).masks == NearbyFiles(tmp_path / "truth", 2)


def test_ambiguous_and_unpaired_folders_are_left_out(tmp_path: Path) -> None:
    touch(tmp_path / "images", "a.png")
    touch(tmp_path / "masks", "a.png", "a_mask.png")  # two masks of one image
    touch(tmp_path / "labels", "z.png")
    assert survey([tmp_path / "images"]).masks is None


def test_an_empty_folder_is_a_problem_not_an_error(tmp_path: Path) -> None:
    found = survey([tmp_path])
    assert found.images == ()
    assert found.problem is not None
    assert "no images in this folder" in found.problem
    assert survey([]).problem is None


@pytest.mark.parametrize(
    ("name", "images", "masks", "markers"),
    [("parasites", 10, 10, 5), ("bears", 19, 19, 2), ("leukocytes", 300, 300, 0)],
)
def test_real_folders(shared_data: Path, name: str, images: int, masks: int, markers: int) -> None:
    found = survey([shared_data / name / "images"])
    assert len(found.images) == images
    assert found.masks == NearbyFiles(shared_data / name / "labels", masks)
    expected = NearbyFiles(shared_data / name / "markers", markers) if markers else None
    assert found.markers == expected


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9), min_size=1))
def test_every_mask_of_an_image_is_counted(
    tmp_path_factory: pytest.TempPathFactory, masked: set[int], numbers: set[int]
) -> None:
    place = tmp_path_factory.mktemp("survey")
    touch(place / "images", *(f"{number}.png" for number in numbers))
    touch(place / "masks", *(f"{number}.png" for number in masked))
    found = survey([place / "images"])
    expected = len(masked & numbers)
    assert (0 if found.masks is None else found.masks.count) == expected


def test_masks_beside_the_images_do_not_become_images(tmp_path: Path) -> None:
    for level, name in enumerate(("a.png", "b.png")):
        write_png(tmp_path / name, GREY + np.uint8(level))
        write_png(tmp_path / name.replace(".", "_mask."), GREY[..., 0])
    (tmp_path / "a-seeds.txt").write_text("1 8 8\n4 4 1 1\n")
    (tmp_path / "z_mask.png").touch()
    found = survey([tmp_path])
    assert found.masks == NearbyFiles(tmp_path, 2)
    assert found.markers == NearbyFiles(tmp_path, 1)
    report = start_project(tmp_path / "p.flim", [tmp_path / "a.png", tmp_path / "b.png"],
                           found.markers.folder, found.masks.folder)  # fmt: skip
    assert (report.images, report.masks) == (["a.png", "b.png"], ["a.png", "b.png"])
    assert report.markers == ["a.png"]
    assert set(report.left_over) == {"z_mask.png"}  # the masks belong to images
