"""Creating projects and importing files into them."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from flimbuilder.errors import (
    ArchitectureError,
    ImageError,
    InputError,
    MarkerError,
    ProjectError,
    SaveError,
)
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import PRESETS
from flimbuilder.project.commit import commit_version
from flimbuilder.project.documents import encode_version
from flimbuilder.project.edits import SetSeed
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.folder_handle import open_folder
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import build_project
from flimbuilder.workflow.create import (
    Imported,
    import_project,
    is_project_folder,
    new_project,
    start_project,
)
from tests.scenes import Scene, import_scene, label_map, write_scene, write_seeds_file


@pytest.fixture
def own(tmp_path: Path) -> Scene:
    """A scene that tests may change."""
    return write_scene(tmp_path / "files")


def names(opened: ProjectFolder, role: str) -> list[str]:
    return [Path(entry.path).stem for entry in opened.project.images if entry.role == role]


def test_everything_is_imported(own: Scene, tmp_path: Path) -> None:
    report = import_project(tmp_path / "P", own.images, own.markers, own.labels, own.architecture)
    assert report.images == ["a.png", "b.png", "c.png"]
    assert (report.markers, report.without_markers) == (["a.png", "b.png"], ["c.png"])
    assert (report.masks, report.without_masks, report.left_over) == (report.images, [], [])
    assert report.notes == []
    opened = open_project(tmp_path / "P")
    assert opened.revision == 1
    assert names(opened, "train") == ["a", "b"]
    assert names(opened, "test") == ["c"]
    assert [entry.path for entry in opened.project.images] == [
        f"../files/images/{name}.png" for name in "abc"
    ]
    assert [entry.mask for entry in opened.project.images] == [
        f"../files/labels/{name}.png" for name in "abc"
    ]
    assert len(opened.project.architecture.blocks) == 2


def test_importing_again_changes_nothing_but_the_revision(own: Scene, tmp_path: Path) -> None:
    first = import_scene(tmp_path / "P", own)
    report = import_project(tmp_path / "P", own.images, own.markers, own.labels, own.architecture)
    second = open_project(tmp_path / "P")
    assert second.project == first.project
    assert second.revision == 2
    assert report.markers == ["a.png", "b.png"]
    assert [note.split(":")[1] for note in report.notes] == [
        " has markers already; a-seeds.txt was left out",
        " has markers already; b-seeds.txt was left out",
    ]


def test_existing_markers_are_kept(own: Scene, tmp_path: Path) -> None:
    opened = import_scene(tmp_path / "P", own)
    image = opened.project.images[0].id
    drawn = ImageMarkers(
        next_id=8, markers=(Disk(id=7, class_id=1, center=(14.0, 15.0), radius=2),)
    )
    opened.save(opened.project.with_(markers={**opened.project.markers, image: drawn}))
    import_project(tmp_path / "P", own.images, own.markers)
    assert open_project(tmp_path / "P").project.markers_of(image) == drawn


def test_ids_of_deleted_markers_are_not_reused(own: Scene, tmp_path: Path) -> None:
    opened = import_scene(tmp_path / "P", own)
    image = opened.project.images[0].id
    emptied = ImageMarkers(next_id=30)
    opened.save(opened.project.with_(markers={**opened.project.markers, image: emptied}))
    import_project(tmp_path / "P", own.images, own.markers)
    again = open_project(tmp_path / "P").project.markers_of(image)
    assert [marker.id for marker in again.markers] == [30, 31, 32]
    assert again.next_id == 33


def test_later_markers_make_an_image_a_training_image(own: Scene, tmp_path: Path) -> None:
    import_project(tmp_path / "P", own.images)
    assert names(open_project(tmp_path / "P"), "test") == ["a", "b", "c"]
    report = import_project(tmp_path / "P", own.images, own.markers)
    assert names(open_project(tmp_path / "P"), "train") == ["a", "b"]
    images = [entry.id for entry in open_project(tmp_path / "P").project.images]
    assert report.notes == [
        f"{images[0]}, {images[1]}: is now for training because it has markers"
    ]
    build_project(open_project(tmp_path / "P"))


def test_a_chosen_role_is_kept(own: Scene, tmp_path: Path) -> None:
    opened = import_scene(tmp_path / "P", own)
    images = tuple(entry.with_(role="validation") for entry in opened.project.images)
    opened.save(opened.project.with_(images=images, markers={}))
    import_project(tmp_path / "P", own.images, own.markers)
    assert names(open_project(tmp_path / "P"), "validation") == ["a", "b", "c"]


def test_images_are_paired_by_their_whole_names(own: Scene, tmp_path: Path) -> None:
    shutil.move(own.image("a"), own.images / "img1.png")
    shutil.move(own.seeds("a"), own.markers / "img10-seeds.txt")
    report = import_project(tmp_path / "P", own.images, own.markers)
    assert report.markers == ["b.png"]
    assert report.without_markers == ["c.png", "img1.png"]
    assert report.left_over == ["img10-seeds.txt"]


def test_equal_files_are_one_image(own: Scene, tmp_path: Path) -> None:
    shutil.copy(own.image("a"), own.images / "copy of a.png")
    shutil.copy(own.seeds("b"), own.markers / "copy of a-seeds.txt")
    report = import_project(tmp_path / "P", own.images, own.markers)
    assert len(report.images) == 4
    assert "copy of a.png: is the same image as ../files/images/a.png" in report.notes
    assert any(
        "has markers already; copy of a-seeds.txt was left out" in note for note in report.notes
    )
    assert len(open_project(tmp_path / "P").project.images) == 3


def test_label_images_are_markers_too(own: Scene, tmp_path: Path) -> None:
    own.seeds("a").unlink()
    drawn = np.zeros((40, 48), np.uint8)
    drawn[13:16, 13:17] = 2
    drawn[2, 5:9] = 1
    write_png(own.markers / "a.PNG", drawn)
    import_project(tmp_path / "P", own.images, own.markers)
    first = open_project(tmp_path / "P").project
    markers = first.markers_of(first.images[0].id).markers
    assert [marker.class_id for marker in markers] == [0, 1]


def test_more_classes_get_names_and_colours(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    opened = import_scene(tmp_path / "P", scene)
    assert [entry.id for entry in opened.project.classes] == [0, 1, 2]
    assert opened.project.classes[2].name == "object 2"
    assert len({entry.colour for entry in opened.project.classes}) == 3


@pytest.mark.parametrize(
    "name", ["with space", "é ü 日本", "a.b.c", "-dash", "[red]", "UPPER", "a%20b", "x" * 150]
)
def test_any_name_of_an_image(own: Scene, tmp_path: Path, name: str) -> None:
    for folder, ending in (
        (own.images, ".png"),
        (own.labels, ".png"),
        (own.markers, "-seeds.txt"),
    ):
        shutil.move(folder / f"a{ending}", folder / f"{name}{ending}")
    report = import_project(tmp_path / "P q", own.images, own.markers, own.labels)
    assert f"{name}.png" in report.markers
    assert f"{name}.png" in report.masks
    build_project(open_project(tmp_path / "P q"))


def test_suffixes_of_any_case_and_other_formats(own: Scene, tmp_path: Path) -> None:
    import tifffile

    from flimbuilder.imaging.read import read_image

    pixels = read_image(own.image("a")).pixels
    shutil.move(own.image("b"), own.images / "b.PNG")
    own.image("a").unlink()
    tifffile.imwrite(own.images / "a.TIF", pixels)
    report = import_project(tmp_path / "P", own.images, own.markers)
    assert report.images == ["a.TIF", "b.PNG", "c.png"]
    assert report.markers == ["a.TIF", "b.PNG"]


def test_hidden_files_of_a_folder_are_left_out(own: Scene, tmp_path: Path) -> None:
    shutil.copy(own.image("a"), own.images / ".a.png")
    (own.markers / ".b-seeds.txt").write_text("of an editor")
    assert import_project(tmp_path / "P", own.images, own.markers).images == [
        "a.png", "b.png", "c.png"
    ]  # fmt: skip


def test_images_of_other_sizes_and_depths_learn_together(own: Scene, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    larger = rng.integers(0, 65536, (70, 90, 3), dtype=np.uint16)
    write_png(own.image("d"), larger)
    write_seeds_file(own.seeds("d"), [(3, 4, 0), (50, 60, 1), (51, 60, 1)], (70, 90))
    opened = import_scene(tmp_path / "P", own)
    assert {(entry.shape[0], entry.dtype) for entry in opened.project.images} == {
        (40, "uint8"), (70, "uint16")
    }  # fmt: skip
    assert build_project(opened).model.document.input.channels == 3


@pytest.mark.parametrize("sides", [(1, 1), (2, 3)])
def test_tiny_images(tmp_path: Path, sides: tuple[int, int]) -> None:
    (tmp_path / "images").mkdir()
    rng = np.random.default_rng(1)
    for name in "ab":
        write_png(tmp_path / "images" / f"{name}.png", rng.integers(0, 255, sides, np.uint8))
        write_seeds_file(tmp_path / f"{name}-seeds.txt", [(0, 0, 0 if name == "a" else 1)], sides)
    (tmp_path / "arch.json").write_text(json.dumps({"blocks": [{"kernels_per_marker": 1}]}))
    import_project(
        tmp_path / "P", tmp_path / "images", tmp_path, architecture=tmp_path / "arch.json"
    )
    built = build_project(open_project(tmp_path / "P"))
    assert built.model.document.kernel_counts == [2]


def test_notes_of_the_reader_are_passed_on(own: Scene, tmp_path: Path) -> None:
    import imagecodecs

    pixels = np.zeros((40, 48, 4), np.uint8)
    own.image("c").write_bytes(bytes(imagecodecs.png_encode(pixels)))
    assert "c.png: alpha channel dropped" in import_project(tmp_path / "P", own.images).notes


def test_empty_seeds_are_noted(own: Scene, tmp_path: Path) -> None:
    write_seeds_file(own.seeds("a"), [])
    report = import_project(tmp_path / "P", own.images, own.markers)
    assert "a-seeds.txt: marks nothing" in report.notes
    assert names(open_project(tmp_path / "P"), "test") == ["a", "c"]


def test_unsaved_edits_refuse_an_import(own: Scene, tmp_path: Path) -> None:
    opened = import_scene(tmp_path / "P", own)
    opened.journal_edit(SetSeed(seed=5))
    journal = (tmp_path / "P" / "journal.ndjson").read_bytes()
    with pytest.raises(ProjectError, match="journal holds 1 unsaved edit; save with 'flim"):
        import_project(tmp_path / "P", own.images, own.markers)
    assert (tmp_path / "P" / "journal.ndjson").read_bytes() == journal


def test_an_import_killed_while_saving_is_completed(own: Scene, tmp_path: Path) -> None:
    (tmp_path / "P").mkdir()
    with open_folder(tmp_path / "P") as handle:
        commit_version(handle, encode_version(Project(seed=9), 1), 1)
    assert is_project_folder(tmp_path / "P")
    import_project(tmp_path / "P", own.images, own.markers)
    assert open_project(tmp_path / "P").project.seed == 9


def test_a_new_project_is_all_for_training(own: Scene, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    report = new_project(
        tmp_path / "P",
        [own.image("b"), own.images],
        own.architecture,
        on_progress=lambda *s: seen.append(s),
    )
    assert report.images == ["b.png", "a.png", "b.png", "c.png"]
    assert names(open_project(tmp_path / "P"), "train") == ["b", "a", "c"]
    assert seen[0] == ("reading images", 0, 4)


def test_a_project_of_images_markers_and_masks(own: Scene, tmp_path: Path) -> None:
    (own.images / "broken.png").write_text("no image")
    report = start_project(
        tmp_path / "P", [own.images], own.markers, own.labels, PRESETS[1].architecture
    )
    made = open_project(tmp_path / "P").project
    assert made.architecture == PRESETS[1].architecture
    assert sorted(report.images) == ["a.png", "b.png", "c.png"]
    assert len(made.images) == 3
    assert len(made.markers) == len(report.markers) == 2
    assert sum(entry.mask is not None for entry in made.images) == len(report.masks) > 0
    assert "broken.png" in str(report.failed[0])


def test_a_project_without_images_yet(own: Scene, tmp_path: Path) -> None:
    assert start_project(tmp_path / "P", []) == Imported()
    assert open_project(tmp_path / "P").project == Project()
    start_project(tmp_path / "Q", [], architecture=own.architecture)
    assert open_project(tmp_path / "Q").project.architecture != Project().architecture
    with pytest.raises(ProjectError, match="is not empty"):
        start_project(tmp_path / "P", [own.images])


# Files that can't be used


@pytest.mark.parametrize("command", ["new", "import"])
def test_the_other_images_are_imported(own: Scene, tmp_path: Path, command: str) -> None:
    own.image("b").write_bytes(own.image("b").read_bytes()[:300])
    (own.images / "d.tif").write_bytes(b"")
    report = (
        new_project(tmp_path / "P", [own.images])
        if command == "new"
        else import_project(tmp_path / "P", own.images)
    )
    assert report.images == ["a.png", "c.png"]
    assert [failed.path.name for failed in report.failed] == ["b.png", "d.tif"]
    assert all(str(failed).startswith(f"{failed.path}: is ") for failed in report.failed)
    assert len(open_project(tmp_path / "P").project.images) == 2


def test_without_a_usable_image_there_is_no_project(own: Scene, tmp_path: Path) -> None:
    for name in "abc":
        own.image(name).write_bytes(b"")
    message = r"a\.png: is empty \(0 .* \(and 2 other files failed\)$"
    with pytest.raises(ImageError, match=message):
        new_project(tmp_path / "P", [own.images])
    with pytest.raises(ImageError, match=message):
        import_project(tmp_path / "P", own.images)
    assert not (tmp_path / "P").exists()


def test_images_of_another_range_are_noted(own: Scene, tmp_path: Path) -> None:
    import_project(tmp_path / "P", own.images, own.markers)
    more = tmp_path / "more"
    more.mkdir()
    wide = read_image(own.image("c")).pixels.astype(np.uint16) * 200
    for name in "def":
        np.save(more / f"{name}.npy", wide + ord(name))
    report = import_project(tmp_path / "P", more)
    assert report.notes == [
        "d.npy, e.npy, f.npy: holds uint16 in 0..65535 and the training images uint8 in 0..255; "
        "if equal values should mean the same, choose a window (--window LOW HIGH)"
    ]
    shutil.copy(own.image("a"), more / "a.png")
    (note,) = new_project(tmp_path / "Q", [more]).notes
    assert note.startswith("a.png: holds uint8 in 0..255 and the training images uint16 in 0..")


# Refused: an existing project stays as it is


def mask_of_other_size(own: Scene) -> None:
    write_png(own.labels / "b.png", label_map()[:, :-1])


def marker_image_of_other_size(own: Scene) -> None:
    own.seeds("a").unlink()
    write_png(own.markers / "a.png", label_map()[1:])


def mask_as_marker_image(own: Scene) -> None:
    own.seeds("a").unlink()
    write_png(own.markers / "a.png", np.where(label_map() > 0, 255, 0).astype(np.uint8))


REFUSED = {
    "no images": (lambda own: shutil.rmtree(own.images), InputError, "there is no such file or"),
    "empty images": (
        lambda own: [path.unlink() for path in own.images.iterdir()],
        ImageError,
        "no images in this",
    ),
    "no markers": (lambda own: shutil.rmtree(own.markers), InputError, "there is no such file or"),
    "empty markers": (
        lambda own: [path.unlink() for path in own.markers.iterdir()],
        MarkerError,
        "no marker file",
    ),
    "saliency as labels": (
        lambda own: write_png(own.labels / "a.png", np.arange(1920, dtype="u2").reshape(40, 48)),
        ImageError,
        r"a\.png: is not a mask: many neighbouring values differ, as in saliency maps",
    ),
    "no labels": (lambda own: shutil.rmtree(own.labels), InputError, "there is no such file or"),
    "mask of another size": (mask_of_other_size, InputError, r"b\.png: is 40 x 47 pixels and its"),
    "marker image of another size": (
        marker_image_of_other_size, MarkerError, r"a\.png: is 39 x 48 pixels and its image"
    ),
    "mask as marker image": (mask_as_marker_image, MarkerError, "so it is a mask"),
    "seeds twice": (
        lambda own: write_png(own.markers / "a.png", label_map()), InputError, "has two files"
    ),
    "images of one name": (
        lambda own: np.save(own.images / "a.npy", label_map()), InputError, "fits two images"
    ),
    "architecture": (
        lambda own: own.architecture.write_text('{"blocks": [{"kernel_size": 2}]}'),
        ArchitectureError, "2 is even",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("exists", [False, True], ids=["new", "existing"])
def test_a_refused_import_changes_nothing(
    own: Scene, tmp_path: Path, name: str, exists: bool
) -> None:
    spoil, kind, reason = REFUSED[name]
    if exists:
        import_project(tmp_path / "P", own.images)
    before = {path: path.read_bytes() for path in (tmp_path / "P").rglob("*") if path.is_file()}
    spoil(own)  # type: ignore[no-untyped-call]
    with pytest.raises(kind, match=reason):
        import_project(
            tmp_path / "P", own.images, own.markers, own.labels, own.architecture, strict=True
        )
    after = {path: path.read_bytes() for path in (tmp_path / "P").rglob("*") if path.is_file()}
    assert after == before
    assert (tmp_path / "P").exists() == exists


def test_a_folder_of_other_files_is_refused(own: Scene, tmp_path: Path) -> None:
    """It is refused before any image is read."""
    seen: list[tuple[str, int, int]] = []
    with pytest.raises(ProjectError, match=r"is not empty \(it holds architecture\.json\)"):
        import_project(own.folder, own.images, on_progress=lambda *s: seen.append(s))
    with pytest.raises(ProjectError, match="is not empty"):
        new_project(own.folder, [own.images], on_progress=lambda *s: seen.append(s))
    assert seen == []


def test_a_folder_that_cannot_be_created(own: Scene) -> None:
    with pytest.raises(SaveError, match="can't write"):
        new_project(own.image("a") / "P", [own.images])
