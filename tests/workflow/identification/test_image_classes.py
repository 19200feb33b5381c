"""Giving images the classes of a table."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.project.folder import open_project
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ClassEntry, ImageEntry, Project, default_class
from flimbuilder.workflow.create import import_project, new_project, start_project
from flimbuilder.workflow.identification.image_classes import with_image_classes
from flimbuilder.workflow.import_files import add_images, import_files
from tests.scenes import Scene, write_scene


def entry(path: str, **fields: object) -> ImageEntry:
    digest = f"{abs(hash(path)):064x}"[-64:]
    stem = Path(path).name
    return ImageEntry(
        id=f"{stem}-{digest[-6:]}", path=path, sha256=digest, size=1, shape=(4, 4, 1),
        dtype="uint8", **fields,
    )  # fmt: skip


def project_of(*paths: str, classes: tuple[ClassEntry, ...] | None = None) -> Project:
    images = tuple(entry(path) for path in paths)
    return Project(images=images) if classes is None else Project(images=images, classes=classes)


def table(place: Path, *rows: str) -> Path:
    path = place / "classes.csv"
    path.write_text("\n".join(("image,class", *rows)) + "\n", encoding="utf-8")
    return path


def names(project: Project) -> list[str | None]:
    known = {of_class.id: of_class.name for of_class in project.classes}
    return [None if image.label is None else known[image.label] for image in project.images]


def test_names_find_classes_and_new_ones_are_added(tmp_path: Path) -> None:
    project = project_of("001.png", "002.png", "003.png", "004.png")
    drawn = table(tmp_path, "1,larva", "2,OBJECT", "3,larva", "9,egg")
    found = with_image_classes(project, drawn, project.images, used={1})
    assert names(found.project) == ["larva", "object", "larva", None]
    assert [(known.id, known.name) for known in found.project.classes] == [
        (0, "background"), (1, "object"), (2, "larva"),
    ]  # fmt: skip
    assert found.labelled == ("001.png", "002.png", "003.png")
    assert found.without_class == ("004.png",)
    assert found.notes == (
        "classes.csv: 'OBJECT' taken as class 'object'",
        "classes.csv: 1 name matches no image: 9",
    )


def test_an_unused_class_takes_the_first_new_name(tmp_path: Path) -> None:
    project = project_of("a.png", "b.png", "c.png")
    found = with_image_classes(
        project, table(tmp_path, "a,wasp", "b,bee", "c,bee"), project.images
    )
    assert [(known.id, known.name) for known in found.project.classes] == [
        (0, "background"), (1, "bee"), (2, "wasp"),
    ]  # fmt: skip
    assert names(found.project) == ["wasp", "bee", "bee"]


def test_numbers_are_ids_if_no_class_has_that_name(tmp_path: Path) -> None:
    classes = (default_class(0), default_class(1).with_(name="egg"), default_class(4))
    project = project_of("a.png", "b.png", "c.png", "d.png", classes=classes)
    rows = table(tmp_path, "a,1", "b,0", "c,7", "d,4")
    found = with_image_classes(project, rows, project.images, used={4})
    assert [image.label for image in found.project.images] == [1, 0, 7, 4]
    assert names(found.project) == ["egg", "background", "7", "object 4"]
    again = with_image_classes(found.project, rows, found.project.images, used={4})
    assert again.project == found.project
    assert again.notes == ()


def test_a_class_named_by_a_number_wins_over_its_id(tmp_path: Path) -> None:
    classes = (default_class(0), default_class(1).with_(name="2"), default_class(2))
    project = project_of("a.png", classes=classes)
    found = with_image_classes(project, table(tmp_path, "a,2"), project.images)
    assert found.project.images[0].label == 1


def test_replaced_classes_are_counted(tmp_path: Path) -> None:
    project = project_of("a.png", "b.png")
    labelled = project.with_(images=tuple(image.with_(label=1) for image in project.images))
    found = with_image_classes(
        labelled, table(tmp_path, "a,larva", "b,object"), labelled.images, {1}
    )
    assert names(found.project) == ["larva", "object"]
    assert found.notes == ("classes.csv: the class of 1 image was replaced",)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("x,1",), "names none of 2 images"),
        (("a.png,",), "image or class is missing"),
        (("a.png," + "x" * 101,), "has more than 100 characters; shorten it"),
    ],
)
def test_unusable_tables(tmp_path: Path, rows: tuple[str, ...], expected: str) -> None:
    project = project_of("a.png", "b.png")
    with pytest.raises(InputError, match=expected) as caught:
        with_image_classes(project, table(tmp_path, *rows), project.images)
    assert len(str(caught.value)) < 200 + len(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_name_of_two_images_is_refused_only_if_the_table_names_it(tmp_path: Path) -> None:
    project = project_of("one/a.png", "two/a.png", "b.png")
    with pytest.raises(InputError, match=r"'a\.png' may be any of 2 images"):
        with_image_classes(project, table(tmp_path, "a,1", "b,1"), project.images)
    found = with_image_classes(project, table(tmp_path, "b,1"), project.images)
    assert [image.label for image in found.project.images] == [None, None, 1]


def test_too_many_classes(tmp_path: Path) -> None:
    project = project_of(*(f"{number}.png" for number in range(300)))
    rows = (f"{number},kind {number}" for number in range(300))
    with pytest.raises(InputError, match="one class too many"):
        with_image_classes(project, table(tmp_path, *rows), project.images)


@given(st.lists(st.sampled_from(("1", "2", "egg", "Egg", "0", "larva")), min_size=1, max_size=8))
def test_equal_names_get_one_class_whatever_their_order(
    tmp_path_factory: pytest.TempPathFactory, given_names: list[str]
) -> None:
    place = tmp_path_factory.mktemp("table")
    project = project_of(*(f"{number}.png" for number in range(len(given_names))))
    rows = [f"{number},{name}" for number, name in enumerate(given_names)]
    forward = with_image_classes(project, table(place, *rows), project.images).project
    backward = with_image_classes(project, table(place, *reversed(rows)), project.images).project
    assert forward == backward
    labels = [image.label for image in forward.images]
    for first, label in zip(given_names, labels, strict=True):
        for second, other in zip(given_names, labels, strict=True):
            if first.casefold() == second.casefold():
                assert label == other


@pytest.fixture
def own(tmp_path: Path) -> Scene:
    return write_scene(tmp_path / "files")


def test_classes_are_imported_with_the_images(own: Scene, tmp_path: Path) -> None:
    rows = table(tmp_path, "a,egg", "b.png,larva")
    report = import_project(tmp_path / "P", own.images, own.markers, classes=rows)
    assert (report.classes, report.without_classes) == (["a.png", "b.png"], ["c.png"])
    project = open_project(tmp_path / "P").project
    assert names(project) == ["egg", "larva", None]
    # Class 1 has markers, so that it keeps its name.
    assert [known.name for known in project.classes] == ["background", "object", "egg", "larva"]
    new_project(tmp_path / "Q", [own.images], classes=rows)
    assert names(open_project(tmp_path / "Q").project) == ["egg", "larva", None]
    start_project(tmp_path / "R", [own.images], classes=rows)
    assert names(open_project(tmp_path / "R").project) == ["egg", "larva", None]


def test_a_table_that_cannot_be_used_is_a_failed_file(own: Scene, tmp_path: Path) -> None:
    project, _ = add_images(Project(), tmp_path / "P", [own.images])
    rows = table(tmp_path, "x,egg")
    after, report = import_files(project, tmp_path / "P", classes=rows)
    assert after == project
    assert [failed.path for failed in report.failed] == [rows]
    with pytest.raises(InputError, match="names none of 3 images"):
        import_files(project, tmp_path / "P", classes=rows, strict=True)
    with pytest.raises(InputError, match="no such file"):
        import_files(project, tmp_path / "P", classes=tmp_path / "none.csv")


def test_markers_keep_the_names_that_they_use(tmp_path: Path) -> None:
    project = project_of("a.png")
    drawn = ImageMarkers(next_id=2, markers=(Disk(id=1, class_id=1, center=(1, 1), radius=1),))
    project = project.with_(markers={project.images[0].id: drawn})
    after, _ = import_files(project, tmp_path / "P", classes=table(tmp_path, "a,larva"))
    assert [known.name for known in after.classes] == ["background", "object", "larva"]
