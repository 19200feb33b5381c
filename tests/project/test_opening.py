"""Reading a folder that another program is saving at the same time."""

from pathlib import Path

import pytest

from flimbuilder.errors import ProjectError
from flimbuilder.project import opening
from flimbuilder.project.commit import CommittedFiles
from flimbuilder.project.folder import create_project, open_project
from flimbuilder.project.project import Project
from tests.project.project_examples import example

read = CommittedFiles.read


@pytest.mark.parametrize("name", ["project.json", "markers/a.json", "markers/b.json"])
@pytest.mark.parametrize("after", [example(2), Project(seed=2)], ids=["changed", "removed"])
def test_a_save_between_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, after: Project
) -> None:
    other = create_project(tmp_path / "P.flim", example(1))
    names = []

    def reading(snapshot: CommittedFiles, wanted: str) -> bytes:
        names.append(wanted)
        if wanted == name and names.count(name) == 1:
            other.save(after)
        return read(snapshot, wanted)

    monkeypatch.setattr(CommittedFiles, "read", reading)
    opened = open_project(other.path)
    assert (opened.project, opened.revision) == (after, 2)
    opened.save(example(3))


def test_a_folder_that_is_saved_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = create_project(tmp_path / "P.flim", example(1))

    def reading(snapshot: CommittedFiles, wanted: str) -> bytes:
        other.save(example(1))
        return read(snapshot, wanted)

    monkeypatch.setattr(CommittedFiles, "read", reading)
    monkeypatch.setattr(opening, "MAX_READS", 2)
    with pytest.raises(ProjectError, match="another program keeps saving it; open it again later"):
        open_project(other.path)
