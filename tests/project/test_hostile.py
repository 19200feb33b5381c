"""A project folder from a stranger: no link is followed, and reading repairs nothing.

Everything runs twice: with folders opened by handle, and as on systems that cannot do that.
"""

import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from flimbuilder.errors import ProjectError, ProjectFormatError, SaveError
from flimbuilder.project import files, folder_handle
from flimbuilder.project.commit import commit_version, finish_commit, read_commit
from flimbuilder.project.documents import encode_version
from flimbuilder.project.edits import SetSeed
from flimbuilder.project.files import folder_lock, write_atomically, write_synced
from flimbuilder.project.folder import create_project, open_backup, open_project
from flimbuilder.project.folder_handle import FolderHandle, open_folder
from flimbuilder.project.temporary_names import temporary_name
from tests.project.project_examples import drawn, example, tree

OLD, NEW = example(1), example(1).with_(seed=2, markers={"a": drawn(1, 2, 3)})
PARTS = ["project.json", "markers", "markers/a.json", ".save", "backups", "journal.ndjson"]


@pytest.fixture(params=[True, False], ids=["by handle", "by path"], autouse=True)
def by_handle(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_handle, "BY_HANDLE", request.param and folder_handle.BY_HANDLE)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the user with files of the names in a project."""
    folder = tmp_path / "outside"
    for name in ["project.json", "a.json", "b.json", "commit.json", "thesis.tex", ".lock"]:
        for place in (folder, folder / "markers", folder / "20200101"):
            place.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(f"my {name}")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a journal and an unfinished save in it."""
    opened = create_project(tmp_path / "P.flim", OLD)
    opened.journal_edit(SetSeed(seed=2))
    stage(opened.path)
    return opened.path


def stage(folder: Path) -> None:
    """Commit a save without finishing it, as a killed program does."""
    with open_folder(folder) as handle:
        commit_version(
            handle, encode_version(NEW, 2), 2, removed=["markers/b.json"],
            journal_end=None,
        )  # fmt: skip


def link(path: Path, target: Path) -> None:
    """Put a link in the place of a file or folder."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


class TestLinks:
    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize("unfinished", [False, True])
    def test_reading_names_the_link(
        self, folder: Path, outside: Path, part: str, *, unfinished: bool
    ) -> None:
        if not unfinished:
            shutil.rmtree(folder / ".save")
        target = outside / Path(part).name
        link(folder / part, target if target.exists() else outside)
        before = tree(folder), tree(outside)
        if part == "markers/a.json" and unfinished:
            assert open_project(folder).project == NEW  # read from .save/
        else:
            with pytest.raises(ProjectFormatError, match="is a link") as caught:
                open_project(folder)
            assert str(folder / part) in str(caught.value)
            assert len(str(caught.value)) < 300
            assert "\n" not in str(caught.value)
        assert (tree(folder), tree(outside)) == before

    def test_a_backup_is_not_to_be_copied_through_a_link(
        self, folder: Path, outside: Path
    ) -> None:
        shutil.rmtree(folder / ".save")
        (folder / "backups" / "00000001").mkdir(parents=True, exist_ok=True)
        (folder / "project.json").write_text("{")
        with pytest.raises(ProjectFormatError, match="to restore revision 1, copy the files"):
            open_project(folder)
        link(folder / "markers", outside)
        with pytest.raises(ProjectFormatError, match="is a link") as caught:
            open_project(folder)
        assert "copy the files" not in str(caught.value)

    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize("unfinished", [False, True])
    @pytest.mark.parametrize(
        "write",
        [lambda p: p.save(example(4)), lambda p: p.journal_edit(SetSeed(seed=4)),
         lambda p: p.discard()],
        ids=["save", "edit", "discard"],
    )  # fmt: skip
    def test_writing_refuses_a_link_that_came_later(
        self,
        folder: Path,
        outside: Path,
        part: str,
        write: Callable[[object], None],
        *,
        unfinished: bool,
    ) -> None:
        if not unfinished:
            shutil.rmtree(folder / ".save")
        opened = open_project(folder)
        target = outside / Path(part).name
        link(folder / part, target if target.exists() else outside)
        before = tree(outside)
        try:
            write(opened)
        except ProjectError as error:
            text = str(error)
        else:
            text = ""
        assert tree(outside) == before
        assert (folder / part).is_symlink() or part == "markers/a.json"
        if part in {"project.json", "journal.ndjson"} or (part == "markers" and unfinished):
            assert "is a link" in text
        assert "\n" not in text

    @pytest.mark.parametrize("part", ["project.json", "commit.json", "markers", "markers/a.json"])
    def test_in_an_unfinished_save(self, folder: Path, outside: Path, part: str) -> None:
        opened = open_project(folder)
        target = outside / Path(part).name
        link(folder / ".save" / part, target)
        before = tree(outside), tree(folder)
        for write in (open_project, lambda _: opened.save(example(4))):
            with pytest.raises(ProjectFormatError, match=rf"\.save/{part}: is a link"):
                write(folder)
        assert tree(outside) == before[0]
        assert {name: data for name, data in tree(folder).items() if "backups" not in name} == {
            name: data for name, data in before[1].items() if "backups" not in name
        }

    @pytest.mark.parametrize("place", ["", "deeper"])
    def test_a_stage_that_holds_links_is_deleted_without_following_them(
        self, tmp_path: Path, outside: Path, place: str
    ) -> None:
        opened = create_project(tmp_path / "Q.flim", OLD)
        (opened.path / ".save" / place).mkdir(parents=True)
        (opened.path / ".save" / place / "link").symlink_to(outside)
        before = tree(outside)
        opened.save(NEW)
        assert tree(outside) == before
        assert not (opened.path / ".save").exists()

    def test_the_lock(self, tmp_path: Path, outside: Path) -> None:
        opened = create_project(tmp_path / "Q.flim", OLD)
        link(opened.path / ".lock", outside / "made")
        with pytest.raises(ProjectFormatError, match=r"\.lock: is a link"):
            open_project(opened.path)
        with pytest.raises(SaveError, match=r"\.lock: is a link, which must not be there"):
            opened.save(NEW)
        with pytest.raises(SaveError, match="is a link"), folder_lock(opened.path):
            pass
        assert not (outside / "made").exists()

    def test_backups_are_not_pruned_through_a_link(self, tmp_path: Path, outside: Path) -> None:
        opened = create_project(tmp_path / "Q.flim", OLD)
        (outside / "list.json").write_text(json.dumps({"revisions": list(range(1, 9))}))
        for number in range(1, 9):
            shutil.copytree(opened.path / "backups" / "00000001", outside / f"{number:08d}",
                            dirs_exist_ok=True)  # fmt: skip
        link(opened.path / "backups", outside)
        before = tree(outside)
        with pytest.raises(ProjectFormatError, match="backups: is a link"):
            opened.save(NEW)
        assert tree(outside) == before

    def test_a_new_project_in_a_folder_with_a_planted_stage(
        self, tmp_path: Path, outside: Path
    ) -> None:
        (tmp_path / "Q.flim").mkdir()
        (tmp_path / "Q.flim" / ".save").symlink_to(outside)
        before = tree(outside)
        with pytest.raises(ProjectError, match=r"\.save: is a link|\.save/commit\.json"):
            create_project(tmp_path / "Q.flim", OLD)
        assert tree(outside) == before

    def test_the_project_folder_itself_may_be_reached_through_links(
        self, tmp_path: Path, folder: Path
    ) -> None:
        (tmp_path / "private").mkdir()
        moved = folder.rename(tmp_path / "private" / "P.flim")
        (tmp_path / "parent").symlink_to("private")
        (tmp_path / "direct.flim").symlink_to(moved)
        for place in (tmp_path / "parent" / "P.flim", tmp_path / "direct.flim"):
            opened = open_project(place)
            opened.journal_edit(SetSeed(seed=8))
            opened.save(example(8))
            assert open_project(moved).project == example(8)
            assert open_backup(place, 2).project == NEW
        made = create_project(tmp_path / "parent" / "Q.flim", OLD)
        assert open_project(tmp_path / "private" / "Q.flim").project == made.project


class TestReading:
    def test_repairs_nothing(self, folder: Path) -> None:
        before = tree(folder)
        inodes = {path: path.stat().st_ino for path in folder.rglob("*")}
        opened = open_project(folder)
        assert opened.project == NEW
        assert "saving revision 2 was interrupted" in opened.notes[0]
        assert tree(folder) == before
        assert {path: path.stat().st_ino for path in folder.rglob("*")} == inodes

    def test_repairing_finishes_the_save(self, folder: Path) -> None:
        opened = open_project(folder)
        opened.repair()
        assert not (folder / ".save").exists()
        assert not (folder / "journal.ndjson").exists()
        assert (folder / "backups" / "journal-1-1.ndjson").exists()
        again = open_project(folder)
        assert (again.project, again.revision, again.notes) == (NEW, 2, ())

    def test_the_save_is_finished_by_the_next_one(self, folder: Path) -> None:
        opened = open_project(folder)
        opened.save(example(5))
        assert opened.revision == 3
        again = open_project(folder)
        assert (again.project, again.notes) == (example(5), ())
        assert open_backup(folder, 2).project == NEW
        # Its edit belonged to the version before.
        assert (folder / "backups" / "journal-1-1.ndjson").exists()


class TestTemporaryNames:
    def test_they_cannot_be_guessed(self) -> None:
        names = {temporary_name("encoder.pt") for _ in range(100)}
        assert len(names) == 100
        assert all(len(name) == len(".encoder.pt..tmp") + 32 for name in names)

    def test_a_planted_link_is_not_written(
        self, tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not even if its name was guessed."""
        before = tree(outside)
        folder = create_project(tmp_path / "Q.flim", OLD).path
        for module in (files, folder_handle):
            monkeypatch.setattr(module, "temporary_name", lambda name: ".guessed.tmp")
        (tmp_path / ".guessed.tmp").symlink_to(outside / "thesis.tex")
        with pytest.raises(SaveError, match="File exists"):
            write_atomically(tmp_path / "result.png", b"new")
        (folder / ".guessed.tmp").symlink_to(outside / "thesis.tex")
        with open_folder(folder) as handle, pytest.raises(FileExistsError):
            handle.replace("project.json", b"new")
        with pytest.raises(FileExistsError):
            write_synced(folder / ".guessed.tmp", b"new")
        assert tree(outside) == before

    def test_links_of_former_names_are_ignored(self, tmp_path: Path, outside: Path) -> None:
        opened = create_project(tmp_path / "Q.flim", OLD)
        for name in ["project.json", "commit.json", "journal.ndjson", "list.json"]:
            (opened.path / f".{name}.tmp").symlink_to(outside / "thesis.tex")
        before = tree(outside)
        opened.journal_edit(SetSeed(seed=3))
        opened.save(NEW)
        assert open_project(opened.path).project == NEW
        assert tree(outside) == before


class TestFolderHandle:
    def test_every_call_refuses_a_link(self, tmp_path: Path, outside: Path) -> None:
        folder = tmp_path / "F"
        folder.mkdir()
        (folder / "file").symlink_to(outside / "a.json")
        (folder / "sub").symlink_to(outside)
        (folder / "plain").write_text("plain")
        before = tree(outside)
        with open_folder(folder) as handle:
            calls: list[Callable[[], object]] = [
                lambda: handle.names("sub"),
                lambda: handle.make_folder("sub"),
                lambda: handle.move("plain", "sub/plain"),
            ]
            for name in ["file", "sub/a.json"]:
                calls += [
                    partial(handle.status, name),
                    partial(handle.size, name),
                    partial(handle.read, name),
                    partial(handle.replace, name, b""),
                    partial(handle.remove, name),
                    partial(handle.remove_tree, name),
                    handle.updating(name).__enter__,
                    partial(handle.copy, name, "copy"),
                    partial(handle.keep, name, "copy"),
                    partial(handle.move, name, "moved"),
                ]
            for call in calls:
                with pytest.raises(ProjectFormatError, match="is a link, which"):
                    call()
            assert not handle.is_regular("file")
            assert not handle.is_folder("sub")
            for write in (handle.write_new, lambda name, _: handle.copy("plain", name)):
                with pytest.raises(FileExistsError):
                    write("file", b"")
        assert tree(outside) == before
        assert sorted(path.name for path in folder.iterdir()) == ["file", "plain", "sub"]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
    def test_special_files(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with open_folder(tmp_path) as handle:
            for call in (handle.read, handle.size, lambda name: handle.replace(name, b"")):
                with pytest.raises(ProjectFormatError, match="pipe: is a FIFO; a regular"):
                    call("pipe")

    def test_what_does_not_exist(self, tmp_path: Path) -> None:
        with open_folder(tmp_path) as handle:
            assert handle.status("none") is None
            assert handle.size("none/deeper") is None
            assert handle.names("none") == []
            handle.remove("none")
            handle.remove_tree("none")
            with pytest.raises(FileNotFoundError) as caught:
                handle.read("none")
            assert caught.value.filename == str(tmp_path / "none")
        with pytest.raises(FileNotFoundError), open_folder(tmp_path / "none"):
            pass
        (tmp_path / "file").write_text("")
        with pytest.raises(NotADirectoryError), open_folder(tmp_path / "file"):
            pass

    def test_writing_and_deleting(self, tmp_path: Path) -> None:
        with open_folder(tmp_path) as handle:
            handle.make_folder("sub")
            handle.make_folder("sub")
            handle.write_new("sub/a", b"one")
            handle.replace("sub/a", b"two")
            handle.copy("sub/a", "b")
            handle.move("b", "sub/b")
            handle.sync("sub")
            assert handle.names("sub") == ["a", "b"]
            assert handle.read("sub/b") == b"two"
            with pytest.raises(ProjectFormatError, match="has 3 bytes; at most 2 are read"):
                handle.read("sub/b", limit=2)
            with pytest.raises(FileExistsError):
                handle.make_folder("sub/a")
            handle.remove("sub/a")
            handle.remove_tree("sub")
            assert handle.names() == []


def test_a_commit_with_a_missing_file_stays(folder: Path) -> None:
    (folder / ".save" / "project.json").unlink()
    with open_folder(folder) as handle:
        with pytest.raises(FileNotFoundError):
            finish_commit(handle)
        assert read_commit(handle) is not None
    with pytest.raises(ProjectError, match=r"can't read .*\.save/project\.json"):
        open_project(folder)


def test_the_handle_survives_a_move_of_the_folder(tmp_path: Path) -> None:
    """What is opened by handle stays the same folder, whatever takes its name."""
    if not folder_handle.BY_HANDLE:
        pytest.skip("only by handle")
    (tmp_path / "F").mkdir()
    (tmp_path / "other").mkdir()
    with open_folder(tmp_path / "F") as handle:
        assert isinstance(handle, FolderHandle)
        (tmp_path / "F").rename(tmp_path / "moved")
        (tmp_path / "F").symlink_to("other")
        handle.write_new("file", b"new")
    assert tree(tmp_path / "moved") == {"file": b"new"}
    assert tree(tmp_path / "other") == {}
