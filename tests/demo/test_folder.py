"""The demo's folder: the demo replaces its files and touches no others."""

import json
from pathlib import Path

import pytest

from flimbuilder.demo.folder import RECORD, recorded
from flimbuilder.errors import InputError, SaveError
from tests.cli.commands import tree

NAMES = ["one.txt", "things"]


def demonstrate(out: Path, text: str = "demo") -> None:
    """Write the files of a demo."""
    with recorded(out, NAMES) as record:
        assert not [name for name in NAMES if (out / name).exists()]
        (out / "one.txt").write_text(text)
        (out / "things" / "deep").mkdir(parents=True)
        (out / "things" / "deep" / "two.txt").write_text(text)
        record["result"] = text


def test_a_new_folder_is_made_and_recorded(tmp_path: Path) -> None:
    demonstrate(tmp_path / "a" / "b")
    record = json.loads((tmp_path / "a" / "b" / RECORD).read_text("utf-8"))
    assert record["result"] == "demo"
    assert sorted(record["files"]) == ["one.txt", "things/deep/two.txt"]


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    demonstrate(tmp_path, "first")
    demonstrate(tmp_path, "second")
    assert tree(tmp_path)["one.txt"] == b"second"


def test_other_files_are_kept(tmp_path: Path) -> None:
    demonstrate(tmp_path)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "mine.txt").write_text("keep")
    demonstrate(tmp_path)
    assert tree(tmp_path)["again/mine.txt"] == b"keep"


def test_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty and holds no earlier demo"):
        demonstrate(tmp_path)
    assert tree(tmp_path) == {"one.txt": b"mine"}


@pytest.mark.parametrize("content", ["{}", "no json", "[]", '{"format": "flimbuilder-demo"}'])
def test_a_foreign_record_does_not_count(content: str, tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text(content)
    with pytest.raises(InputError, match="not empty"):
        demonstrate(tmp_path)
    assert tree(tmp_path) == {RECORD: content.encode()}


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    demonstrate(tmp_path)
    (tmp_path / "things" / "deep" / "two.txt").write_text("my work")
    before = tree(tmp_path)
    with pytest.raises(InputError, match="changed since the demo wrote it") as raised:
        demonstrate(tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'things/deep/two.txt'}: ")
    assert tree(tmp_path) == before


def test_an_added_file_is_refused(tmp_path: Path) -> None:
    demonstrate(tmp_path)
    (tmp_path / "things" / "mine.txt").write_text("my work")
    before = tree(tmp_path)
    with pytest.raises(InputError, match="changed since the demo wrote it"):
        demonstrate(tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["one.txt", "things/link", "things"])
def test_links_are_not_followed(name: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "work.txt").write_text("demo")
    out = tmp_path / "out"
    demonstrate(out)
    link = out / name
    if name == "things":
        (out / "things" / "deep" / "two.txt").unlink()
        (out / "things" / "deep").rmdir()
        link.rmdir()
    link.unlink(missing_ok=True)
    link.symlink_to(mine if name != "one.txt" else mine / "work.txt")
    with pytest.raises(InputError, match="changed since the demo wrote it"):
        demonstrate(out)
    assert tree(mine) == {"work.txt": b"demo"}


def test_a_failure_is_recorded_too(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_halfway(tmp_path)
    demonstrate(tmp_path)
    assert tree(tmp_path)["one.txt"] == b"demo"


def fail_halfway(out: Path) -> None:
    with recorded(out, NAMES):
        (out / "one.txt").write_text("half done")
        raise ZeroDivisionError


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SaveError, match="can't"):
        demonstrate(tmp_path / "file")
