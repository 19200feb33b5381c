"""A save is atomic, whenever it is killed and whatever fails; and the backups."""

import errno
import functools
import json
import os
import random
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flimbuilder.errors import ProjectFormatError, SaveError
from flimbuilder.project.commit import (
    Commit,
    back_up_version,
    backup_path,
    backup_revisions,
    commit_version,
    finish_commit,
    prune_backups,
    read_commit,
)
from flimbuilder.project.documents import encode_version
from flimbuilder.project.edits import AddMarker, Edit, RemoveImage, SetSeed, apply_edit
from flimbuilder.project.folder import (
    ProjectFolder,
    create_project,
    open_backup,
    open_project,
)
from flimbuilder.project.folder_handle import FolderHandle, open_folder
from flimbuilder.project.project import Project
from tests.project.project_examples import disk, drawn, example, leftovers, tree

pytestmark = pytest.mark.slow

OLD = example(1)
EDITS: tuple[Edit, ...] = (
    SetSeed(seed=2),
    RemoveImage(image="a"),
    AddMarker(image="b", index=0, marker=disk(2)),
    AddMarker(image="c", index=0, marker=disk(1)),
)
NEW = functools.reduce(apply_edit, EDITS, OLD)
STEPS = ["replace", "fsync", "unlink", "mkdir", "rmdir"]


class KilledError(BaseException):
    """Simulates SIGKILL; only the test catches it."""


class Disk:
    """Counts disk operations, and fails from a given one on."""

    def __init__(self, at: int, failure: Callable[[], BaseException], *, for_ever: bool) -> None:
        self.count = 0
        self.at = at
        self.failure = failure
        self.for_ever = for_ever

    def fails(self) -> bool:
        self.count += 1
        return self.count == self.at or (self.for_ever and self.count > self.at)

    def guard(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def guarded(*arguments: Any, **named: Any) -> Any:
            if self.fails():
                raise self.failure()
            return function(*arguments, **named)

        return guarded

    def torn_write(self, write: Callable[..., None]) -> Callable[..., None]:
        def torn(folder: FolderHandle, name: str, content: bytes) -> None:
            failing = self.fails()
            write(folder, name, content[: len(content) // 2] if failing else content)
            if failing:
                raise self.failure()

        return torn

    def install(self, patch: pytest.MonkeyPatch) -> None:
        for name in STEPS:
            patch.setattr(os, name, self.guard(getattr(os, name)))
        patch.setattr(FolderHandle, "write_new", self.torn_write(FolderHandle.write_new))


def unfinished(folder: Path) -> Commit | None:
    """The commit that a killed program left."""
    with open_folder(folder) as handle:
        return read_commit(handle)


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


def edited(folder: Path) -> ProjectFolder:
    """A project with unsaved edits in its journal."""
    opened = create_project(folder, OLD)
    for edit in EDITS:
        opened.journal_edit(edit)
    return opened


def steps_of_a_save(tmp_path: Path) -> int:
    opened = edited(tmp_path / "counted.flim")
    disk = Disk(0, KilledError, for_ever=False)
    with pytest.MonkeyPatch.context() as patch:
        disk.install(patch)
        opened.save(NEW)
    return disk.count


def check_whole(folder: Path) -> Project:
    """Check that the folder holds the old or the new project and loses no edit of the journal."""
    opened = open_project(folder)
    assert len(opened.notes) == (unfinished(folder) is not None)
    assert opened.project in (OLD, NEW)
    if opened.project == OLD:
        assert opened.unsaved == EDITS
    else:
        assert opened.unsaved == ()
    saved = opened.project
    assert opened.recover() == NEW
    opened.save(example(3))
    assert open_project(folder).project == example(3)
    assert list(leftovers(folder)) == []
    for revision in backup_revisions(folder):
        assert open_backup(folder, revision).project in (OLD, NEW, example(3))
    return saved


class TestEveryStep:
    @pytest.fixture(autouse=True)
    def _no_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Skip fsync: written data survives a killed program anyway."""
        monkeypatch.setattr(os, "fsync", lambda descriptor: None)

    def test_killed(self, tmp_path: Path) -> None:
        steps = steps_of_a_save(tmp_path)
        outcomes = []
        for at in range(1, steps + 1):
            folder = tmp_path / f"{at}.flim"
            opened = edited(folder)
            with pytest.MonkeyPatch.context() as patch:
                Disk(at, KilledError, for_ever=True).install(patch)
                with pytest.raises(KilledError):
                    opened.save(NEW)
            outcomes.append(check_whole(folder).seed)
        # There is one moment, and it comes once.
        assert outcomes == sorted(outcomes)
        assert set(outcomes) == {OLD.seed, NEW.seed}

    def test_killed_and_killed_again_by_the_next_edit(self, tmp_path: Path) -> None:
        for at in range(1, 40):
            folder = tmp_path / f"{at}.flim"
            opened = edited(folder)
            with killed_when_committed():
                opened.save(NEW)
            assert unfinished(folder) is not None
            opened = open_project(folder)
            with pytest.MonkeyPatch.context() as patch:
                Disk(at, KilledError, for_ever=True).install(patch)
                try:
                    opened.journal_edit(SetSeed(seed=NEW.seed))
                except KilledError:
                    killed = True
                else:
                    killed = False
            again = open_project(folder)
            assert again.recover() == again.project == NEW
            again.save(example(3))
            assert open_project(folder).project == example(3)
            assert list(leftovers(folder)) == []
            if not killed:
                assert at > 10
                return
        pytest.fail("the edit never came to its end")

    @pytest.mark.parametrize("for_ever", [False, True], ids=["once", "from-then-on"])
    def test_a_full_disk(self, tmp_path: Path, *, for_ever: bool) -> None:
        steps = steps_of_a_save(tmp_path)
        outcomes = []
        for at in range(1, steps + 1):
            folder = tmp_path / f"{at}.flim"
            opened = edited(folder)
            with pytest.MonkeyPatch.context() as patch:
                Disk(at, full, for_ever=for_ever).install(patch)
                try:
                    opened.save(NEW)
                except SaveError as error:
                    failed = str(error)
                else:
                    failed = ""
            assert "\n" not in failed
            assert not failed or "No space left on device" in failed
            saved = open_project(folder).project
            if failed and saved == OLD:
                assert "the version saved before is intact; free disk space" in failed
                assert opened.project == OLD
            else:
                assert saved == opened.project == NEW
                assert not failed or "revision 2 is saved in .save/" in failed
            if failed and saved == OLD and not for_ever:
                assert not list(folder.glob(".save"))
                assert not list(folder.glob("**/*.tmp"))
            outcomes.append(check_whole(folder).seed)
        assert set(outcomes) == {OLD.seed, NEW.seed}

    def test_the_same_open_project_can_save_again(self, tmp_path: Path) -> None:
        for at in range(1, steps_of_a_save(tmp_path) + 1):
            opened = edited(tmp_path / f"{at}.flim")
            with pytest.MonkeyPatch.context() as patch:
                Disk(at, full, for_ever=True).install(patch)
                try:
                    opened.save(NEW)
                except SaveError:
                    with pytest.raises(SaveError):
                        opened.save(NEW)
            opened.journal_edit(SetSeed(seed=4))
            opened.save(example(4))
            again = open_project(opened.path)
            assert (again.project, again.unsaved, again.notes) == (example(4), (), ())

    def test_killed_while_creating(self, tmp_path: Path) -> None:
        for at in range(1, 60):
            folder = tmp_path / f"{at}.flim"
            with pytest.MonkeyPatch.context() as patch:
                Disk(at, KilledError, for_ever=True).install(patch)
                try:
                    create_project(folder, OLD)
                except KilledError:
                    pass
                else:
                    assert at > 10
                    return
            if folder.exists() and (unfinished(folder) or (folder / "project.json").exists()):
                assert open_project(folder).project == OLD
            else:
                assert create_project(folder, OLD).project == OLD
        pytest.fail("creating never came to its end")


@contextmanager
def killed_when_committed() -> Iterator[None]:
    """Interrupt the next save right after its commit."""
    first = iter([True])

    def only_the_first(folder: FolderHandle) -> None:
        if next(first, False):
            finish_commit(folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flimbuilder.project.folder.finish_commit", only_the_first)
        yield


def test_the_commit_follows_the_sync_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = edited(tmp_path / "P.flim")
    synced: set[int] = set()
    renamed: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noting_fsync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def checking_replace(source: str, target: str, **folders: int) -> None:
        status = os.stat(source, dir_fd=folders["src_dir_fd"])
        if stat.S_ISREG(status.st_mode):
            assert status.st_ino in synced
            renamed.append(target)
        if target == "commit.json":
            stage = opened.path / ".save"
            for staged in [stage, *stage.rglob("*")]:
                assert staged.stat().st_ino in synced, staged
        replace(source, target, **folders)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(os, "replace", checking_replace)
    opened.save(NEW)
    assert renamed == ["commit.json", "project.json", "b.json", "c.json", "list.json"]


class TestPending:
    def pending(self, folder: Path) -> Path:
        opened = edited(folder)
        with killed_when_committed():
            opened.save(NEW)
        return folder

    def test_a_folder_that_cannot_be_written_is_read_through_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = self.pending(tmp_path / "P.flim")
        before = tree(folder)
        monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
        opened = open_project(folder)
        assert (opened.project, opened.unsaved) == (NEW, ())
        assert opened.read_only
        assert tree(folder) == before

    def test_reading_finishes_nothing_and_says_so(self, tmp_path: Path) -> None:
        folder = self.pending(tmp_path / "P.flim")
        before = tree(folder)
        opened = open_project(folder)
        assert (opened.project, opened.revision, opened.unsaved) == (NEW, 2, ())
        (note,) = opened.notes
        assert note == (
            f"{folder}: saving revision 2 was interrupted; it is read from .save/, and the next "
            "change or 'flimbuilder recover' completes it"
        )
        assert not opened.read_only
        assert tree(folder) == before

    def test_a_change_finishes_it(self, tmp_path: Path) -> None:
        folder = self.pending(tmp_path / "P.flim")
        opened = open_project(folder)
        opened.journal_edit(SetSeed(seed=9))
        assert unfinished(folder) is None
        files = encode_version(NEW, 2)
        assert {name: content for name, content in tree(folder).items() if name in files} == files
        again = open_project(folder)
        assert (again.project, again.unsaved, again.notes) == (NEW, (SetSeed(seed=9),), ())
        with open_folder(folder) as handle:
            finish_commit(handle)
        assert open_project(folder).unsaved == (SetSeed(seed=9),)

    def test_an_uncommitted_stage_is_ignored(self, tmp_path: Path) -> None:
        folder = create_project(tmp_path / "P.flim", OLD).path
        (folder / ".save" / "markers").mkdir(parents=True)
        (folder / ".save" / "project.json").write_bytes(encode_version(NEW, 2)["project.json"])
        opened = open_project(folder)
        assert opened.project == OLD
        opened.save(NEW)
        assert not (folder / ".save").exists()

    @pytest.mark.parametrize(
        "name",
        ["../outside.json", "/tmp/outside.json", "markers/../../outside.json", "journal.ndjson"],
    )
    @pytest.mark.parametrize("field", ["changed", "removed"])
    def test_it_never_reaches_outside(self, tmp_path: Path, name: str, field: str) -> None:
        folder = self.pending(tmp_path / "P.flim")
        path = folder / ".save" / "commit.json"
        document = json.loads(path.read_text())
        document[field] = [name]
        path.write_text(json.dumps(document))
        (tmp_path / "outside.json").write_text("mine")
        with pytest.raises(ProjectFormatError, match=f"{field}.0: is not a file of a"):
            open_project(folder)
        assert (tmp_path / "outside.json").read_text() == "mine"

    def test_a_damaged_one_tells_the_way_out(self, tmp_path: Path) -> None:
        folder = self.pending(tmp_path / "P.flim")
        (folder / ".save" / "commit.json").write_text("{")
        with pytest.raises(ProjectFormatError, match=r"commit\.json: is not JSON.*; delete .*"):
            open_project(folder)

    def test_unchanged_files_are_not_staged(self, tmp_path: Path) -> None:
        folder = create_project(tmp_path / "P.flim", OLD).path
        markers = {**OLD.markers, "a": drawn(1)}
        with open_folder(folder) as handle:
            commit_version(handle, encode_version(OLD.with_(markers=markers), 2), 2)
        commit = unfinished(folder)
        assert commit is not None
        assert commit.changed == ("project.json", "markers/a.json")


SAVING = """
import sys
from pathlib import Path
from flimbuilder.project.folder import open_project
from tests.project.project_examples import example
opened = open_project(Path(sys.argv[1]))
seed = opened.project.seed
while True:
    seed += 1
    opened.save(example(seed))
    print(seed, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_real_program_killed_in_the_middle_of_its_saves(tmp_path: Path) -> None:
    chance = random.Random(0)
    folder = create_project(tmp_path / "P.flim", example(1)).path
    checkout = Path(__file__).parents[2]
    seen = 1
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", SAVING, str(folder)],
            cwd=checkout,
            stdout=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stdout is not None
            for _ in range(chance.randint(1, 6)):
                seen = int(program.stdout.readline())
                # While it saves, every reader finds a whole version.
                project = open_project(folder).project
                assert project == example(project.seed)
                assert project.seed >= seen
            os.kill(program.pid, signal.SIGKILL)
        opened = open_project(folder)
        assert opened.project == example(opened.project.seed)
        assert opened.project.seed >= seen
        for revision in backup_revisions(folder):
            backup = open_backup(folder, revision).project
            assert backup == example(backup.seed)
    opened.save(example(0))
    assert list(leftovers(folder)) == []


# Backups


def make_backups(folder: Path, *revisions: int) -> None:
    """Let the program make backups of an empty version."""
    with open_folder(folder) as handle:
        for revision in revisions:
            back_up_version(handle, revision)


def test_names() -> None:
    assert backup_path(7) == "backups/00000007"


def test_revisions_are_in_the_order_of_numbers(tmp_path: Path) -> None:
    make_backups(tmp_path, 10, 9, 100000000)
    assert backup_revisions(tmp_path) == (9, 10, 100000000)
    assert backup_revisions(tmp_path / "none") == ()


def test_only_what_the_program_made_counts(tmp_path: Path) -> None:
    make_backups(tmp_path, 9)
    for name in ["00000011", ".00000012", "journal-7-1.ndjson", "²", "20240101"]:
        (tmp_path / "backups" / name).mkdir()
    assert backup_revisions(tmp_path) == (9,)


def test_pruning_deletes_only_old_versions_that_the_program_made(tmp_path: Path) -> None:
    make_backups(tmp_path, *range(1, 9))
    own = [".mine", "20240101", "00000000", ".00000003"]
    for name in [*own, f".00000003.{'0' * 32}.tmp"]:
        (tmp_path / "backups" / name).mkdir(parents=True)
    (tmp_path / "backups" / "journal-2-1.ndjson").write_text("")
    with open_folder(tmp_path) as handle:
        prune_backups(handle)
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == sorted(
        [*own, *(f"{number:08d}" for number in range(4, 9)), "journal-2-1.ndjson", "list.json"]
    )
    assert json.loads((tmp_path / "backups" / "list.json").read_bytes()) == {
        "revisions": [4, 5, 6, 7, 8]
    }


def test_a_kill_while_a_backup_is_deleted_leaves_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = create_project(tmp_path / "P.flim", example(1)).path
    opened = open_project(folder)
    for seed in range(2, 6):
        opened.save(example(seed))
    delete = FolderHandle.remove_tree

    def killed(self: FolderHandle, name: str) -> None:
        if not name.startswith("backups/"):
            return delete(self, name)
        next((self.path / name / "markers").iterdir()).unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(FolderHandle, "remove_tree", killed)
    with pytest.raises(KeyboardInterrupt):
        opened.save(example(6))
    monkeypatch.undo()
    for revision in backup_revisions(folder):
        backup = open_backup(folder, revision).project
        assert backup == example(backup.seed)
    opened = open_project(folder)
    opened.save(example(7))
    assert backup_revisions(folder) == (3, 4, 5, 6, 7)
    assert list(leftovers(folder)) == []


def test_a_folder_of_the_user_keeps_its_number(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example(1)).path
    own = folder / "backups" / "00000002"
    own.mkdir()
    (own / "thesis.tex").write_text("mine")
    (folder / "backups" / "20240101").mkdir()
    opened = open_project(folder)
    for seed in range(2, 9):
        opened.save(example(seed))
    assert opened.revision == 9
    assert backup_revisions(folder) == (5, 6, 7, 8, 9)
    assert tree(own) == {"thesis.tex": b"mine"}
    assert (folder / "backups" / "20240101").is_dir()


@pytest.mark.parametrize("content", ["", "[]", '{"revisions": ["1"]}', '{"revisions": [0]}'])
def test_a_damaged_list_deletes_nothing(tmp_path: Path, content: str) -> None:
    folder = create_project(tmp_path / "P.flim", example(1)).path
    (folder / "backups" / "list.json").write_text(content)
    opened = open_project(folder)
    for seed in range(2, 9):
        opened.save(example(seed))
    assert backup_revisions(folder) == (4, 5, 6, 7, 8)
    assert open_project(folder / "backups" / "00000001").project == example(1)


def test_a_version_is_backed_up_once(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example(1)).path
    before = tree(folder / "backups")
    (folder / "project.json").write_text("changed by hand")
    make_backups(folder, 1)
    assert tree(folder / "backups") == before
    make_backups(folder, 2)
    assert tree(folder / "backups" / "00000002")["project.json"] == b"changed by hand"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_backups_skip_special_files_and_links(tmp_path: Path) -> None:
    folder = create_project(tmp_path / "P.flim", example(1)).path
    os.mkfifo(folder / "markers" / "pipe.json")
    (tmp_path / "secret.json").write_text("mine")
    (folder / "markers" / "secret.json").symlink_to(tmp_path / "secret.json")
    make_backups(folder, 2)
    assert tree(folder / "backups" / "00000002") == tree(folder / "backups" / "00000001")


def test_a_backup_holds_all_files_of_a_version(tmp_path: Path) -> None:
    opened = create_project(tmp_path / "P.flim", example(1))
    opened.save(example(1).with_(seed=5))  # the marker files stay as they are
    backup = tree(opened.path / "backups" / "00000002")
    assert backup == {
        name: data
        for name, data in tree(opened.path).items()
        if name == "project.json" or name.startswith("markers/")
    }
