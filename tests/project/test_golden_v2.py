"""The golden project of schema version 2, of slices of a stack, opens for ever."""

import shutil
from pathlib import Path

import pytest

from flimbuilder.project.documents import schema_version_for
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.project.selection import Place, Selection
from tests.project.project_examples import example, tree

GOLDEN = Path(__file__).parents[1] / "golden" / "project_v2.flim"


def slice_of(z: int, **more: object) -> Selection:
    at = (Place(axis="t", index=1), Place(axis="z", index=z))
    return Selection.model_validate({"at": at, **more})


MARKED = ImageEntry(
    id="stack-1_t0001_z0002-9a29a472",
    path="images/Stack 1.tif",
    sha256="208e1bc6df32daa29bd8dc893ebac4b50a8d1ddc7028fc4d7f9f6c1d37ecaa42",
    size=2338,
    shape=(2, 3, 1),
    dtype="float32",
    selection=slice_of(2, channels=(1,), window=(-0.5, 40.25)),
)
OTHER = MARKED.with_(
    id="stack-1_t0001_z0000-076d478e",
    shape=(2, 3, 2),
    dtype="uint16",
    role="test",
    selection=slice_of(0),
)
EXPECTED = Project(
    images=(MARKED, OTHER),
    markers={
        MARKED.id: ImageMarkers(
            next_id=2, markers=(Disk(id=1, class_id=1, center=(0, 1), radius=1),)
        )
    },
)


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN, tmp_path / "project_v2.flim"))


def test_it_is_what_it_was(golden: Path) -> None:
    opened = open_project(golden)
    assert opened.project == EXPECTED
    assert (opened.revision, opened.read_only, opened.notes) == (1, False, ())
    assert tree(golden) == tree(GOLDEN)


def test_its_journal_replays(golden: Path) -> None:
    opened = open_project(golden)
    project = opened.recover()
    assert [entry.id for entry in project.images] == [MARKED.id, OTHER.id, "third"]
    assert project.images[0].selection == slice_of(2, window=(0, 50))
    assert project.images[2].selection == slice_of(1, channels=(1, 0))


def test_saving_it_again_keeps_its_version_and_its_markers(golden: Path) -> None:
    opened = open_project(golden)
    opened.save(opened.project)
    assert b'"schema_version": 2' in (golden / "project.json").read_bytes()
    name = f"markers/{MARKED.id}.json"
    assert (golden / name).read_bytes() == (GOLDEN / name).read_bytes()


def test_its_file_is_found(golden: Path) -> None:
    for entry in EXPECTED.images:
        assert ImageFinder(golden).locate(entry) == (golden / entry.path).resolve()


def test_a_project_without_selections_is_written_for_older_programs(tmp_path: Path) -> None:
    assert schema_version_for(example()) == 1
    folder = create_project(tmp_path / "P.flim", example()).path
    content = (folder / "project.json").read_text()
    assert '"schema_version": 1' in content
    assert "selection" not in content


def test_a_first_selection_raises_the_version_of_all_files(tmp_path: Path) -> None:
    opened = create_project(tmp_path / "P.flim", example())
    first, *others = example().images
    images = (first.with_(selection=Selection(channels=(0,))), *others)
    opened.save(example().with_(images=images))
    for path in (opened.path / "project.json", *(opened.path / "markers").iterdir()):
        assert '"schema_version": 2' in path.read_text()
    assert open_project(opened.path).project.images == images
