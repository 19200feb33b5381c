"""What is kept, and what is thrown away."""

import os
from pathlib import Path

import pytest

from flimbuilder.project.backups import (
    backup_path,
    backup_revisions,
    complete_copy,
    keep_version,
    prune_backups,
)
from flimbuilder.project.folder import create_project
from tests.project.project_examples import example, tree


def test_names() -> None:
    assert backup_path(Path("P.flim"), 7) == Path("P.flim/backups/00000007")


def test_revisions_are_in_the_order_of_numbers(tmp_path: Path) -> None:
    for name in ["00000010", "00000009", "100000000", ".00000011", "journal-7-1.ndjson", "²"]:
        (tmp_path / "backups" / name).mkdir(parents=True)
    assert backup_revisions(tmp_path) == (9, 10, 100000000)
    assert backup_revisions(tmp_path / "none") == ()


def test_only_versions_are_thrown_away(tmp_path: Path) -> None:
    for name in [*(f"{number:08d}" for number in range(1, 9)), ".00000003", ".mine"]:
        (tmp_path / "backups" / name).mkdir(parents=True)
    (tmp_path / "backups" / "journal-2-1.ndjson").write_text("")
    prune_backups(tmp_path)
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [
        ".mine",
        *(f"{number:08d}" for number in range(4, 9)),
        "journal-2-1.ndjson",
    ]


def test_a_version_is_kept_once(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example(1)).path
    before = tree(folder / "backups")
    (folder / "project.json").write_text("changed by hand")
    keep_version(folder, 1)
    assert tree(folder / "backups") == before
    keep_version(folder, 2)
    assert tree(folder / "backups" / "00000002")["project.json"] == b"changed by hand"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example(1)).path
    os.mkfifo(folder / "markers" / "pipe.json")
    keep_version(folder, 2)
    assert tree(folder / "backups" / "00000002") == tree(folder / "backups" / "00000001")


def test_a_copy_is_completed(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example(1)).path
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "project.json").write_text("newer")
    complete_copy(folder, tmp_path / "copy")
    assert tree(tmp_path / "copy") == {
        **{name: data for name, data in tree(folder).items() if name.startswith("markers/")},
        "project.json": b"newer",
    }
