"""Opening, saving, refusing and recovering a project folder."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from flimbuilder.errors import (
    ProjectError,
    ProjectFormatError,
    ProjectReadOnlyError,
    SaveError,
)
from flimbuilder.project.draft import Draft
from flimbuilder.project.edits import AddMarker, Edit, RemoveImage, SetSeed, apply_edit
from flimbuilder.project.folder import (
    ProjectFolder,
    backup_revisions,
    create_project,
    open_backup,
    open_project,
)
from flimbuilder.project.markers import Stroke
from flimbuilder.project.project import Project
from tests.project.project_examples import (
    disk,
    drawn,
    entry,
    example,
    ids,
    leftovers,
    projects,
    tree,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return create_project(tmp_path / "P.flim", example(1)).path


class TestCreating:
    def test_what_is_there(self, tmp_path: Path) -> None:
        opened = create_project(tmp_path / "P.flim", example())
        assert (opened.project, opened.revision) == (example(), 1)
        assert (opened.read_only, opened.unsaved, opened.notes) == (False, (), ())
        files = ["markers/a.json", "markers/b.json", "project.json"]
        assert sorted(tree(opened.path)) == sorted(
            [*files, *(f"backups/00000001/{name}" for name in files), "backups/list.json"]
        )

    def test_an_empty_folder_will_do(self, tmp_path: Path) -> None:
        assert create_project(tmp_path, example()).project == example()

    def test_a_folder_with_something_in_it_will_not(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.tex").write_text("")
        with pytest.raises(ProjectError, match=r"is not empty \(it holds thesis\.tex\)"):
            create_project(tmp_path, example())
        with pytest.raises(ProjectError, match=r"thesis\.tex: is a file"):
            create_project(tmp_path / "thesis.tex", example())
        assert tree(tmp_path) == {"thesis.tex": b""}

    def test_a_project_is_not_overwritten(self, folder: Path) -> None:
        with pytest.raises(ProjectError, match="is not empty"):
            create_project(folder, example(2))
        assert open_project(folder).project == example(1)

    def test_a_folder_that_cannot_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(SaveError, match="Not a directory"):
            create_project(tmp_path / "file" / "P.flim", example())
        monkeypatch.setattr(os, "fsync", refuse)
        with pytest.raises(SaveError, match="Read-only file system"):
            create_project(tmp_path / "P.flim", example())
        assert not (tmp_path / "P.flim").exists()

    def test_a_folder_that_cannot_be_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Path, "exists", denied)
        with pytest.raises(SaveError, match="Permission denied; no project was created; allow"):
            create_project(tmp_path / "P.flim", example())
        with pytest.raises(ProjectError, match=r"can't read .*: Permission denied"):
            open_project(tmp_path / "P.flim")


class TestSaving:
    def test_the_next_revision(self, folder: Path) -> None:
        opened = open_project(folder)
        opened.save(example(2))
        assert (opened.project, opened.revision) == (example(2), 2)
        again = open_project(folder)
        assert (again.project, again.revision) == (example(2), 2)
        opened.save(example(3))
        assert open_project(folder).revision == 3
        assert list(leftovers(folder)) == []

    def test_only_changed_marker_files_are_written(self, folder: Path) -> None:
        before = {path: path.stat().st_ino for path in (folder / "markers").iterdir()}
        markers = {**example(1).markers, "a": drawn(1, 2, 3)}
        open_project(folder).save(example(1).with_(markers=markers))
        changed = [path.name for path, inode in before.items() if path.stat().st_ino != inode]
        assert changed == ["a.json"]

    def test_marker_files_of_removed_images_go_away(self, folder: Path) -> None:
        opened = open_project(folder)
        opened.save(apply_edit(opened.project, RemoveImage(image="a")))
        assert [path.name for path in (folder / "markers").iterdir()] == ["b.json"]
        assert (folder / "backups" / "00000001" / "markers" / "a.json").exists()
        assert open_backup(folder, 1).project == example(1)

    def test_other_files_stay(self, folder: Path) -> None:
        (folder / "markers" / "notes (copy).json").write_text("mine")
        (folder / "models").mkdir()
        (folder / "models" / "a.json").write_text("{}")
        open_project(folder).save(Project())
        assert (folder / "markers" / "notes (copy).json").read_text() == "mine"
        assert (folder / "models" / "a.json").exists()

    def test_another_program_saved_meanwhile(self, folder: Path, tmp_path: Path) -> None:
        ours, theirs = open_project(folder), open_project(folder)
        theirs.save(example(2))
        with pytest.raises(SaveError, match="saved revision 2 since revision 1 was opened here"):
            ours.save(example(3))
        with pytest.raises(SaveError, match="save under another name"):
            ours.journal_edit(SetSeed(seed=3))
        assert open_project(folder).project == example(2)
        assert ours.save_as(tmp_path / "Q.flim", example(3)).project.markers == example(3).markers

    def test_another_history_of_the_same_length(self, folder: Path) -> None:
        opened = open_project(folder)
        path = folder / "project.json"
        path.write_bytes(path.read_bytes().replace(b'"seed": 1', b'"seed": 2'))
        with pytest.raises(SaveError, match="another program has saved"):
            opened.save(example(3))
        path.write_bytes(b"torn")
        with pytest.raises(SaveError, match="another program has saved something else"):
            opened.save(example(3))

    def test_the_folder_is_gone(self, folder: Path) -> None:
        opened = open_project(folder)
        shutil.rmtree(folder)
        with pytest.raises(SaveError, match="the folder is gone; save in another folder"):
            opened.save(example(2))

    @settings(max_examples=20, deadline=None)
    @given(projects(), projects())
    def test_any_project_after_any_other(
        self, tmp_path_factory: pytest.TempPathFactory, first: Project, second: Project
    ) -> None:
        opened = create_project(tmp_path_factory.mktemp("any") / "P.flim", first)
        assert opened.project == first
        opened.save(second)
        assert open_project(opened.path).project == second
        assert open_backup(opened.path, 1).project == first


class TestBackups:
    def test_the_last_five_versions(self, folder: Path) -> None:
        opened = open_project(folder)
        for seed in range(2, 9):
            opened.save(example(seed))
        assert backup_revisions(folder) == (4, 5, 6, 7, 8)
        for revision in backup_revisions(folder):
            backup = open_backup(folder, revision)
            assert (backup.project, backup.revision) == (example(revision), revision)

    def test_each_is_a_project_folder(self, folder: Path) -> None:
        open_project(folder).save(example(2))
        assert open_project(folder / "backups" / "00000001").project == example(1)

    def test_one_is_read_only_but_can_be_saved_as(self, folder: Path, tmp_path: Path) -> None:
        open_project(folder).save(example(2))
        backup = open_backup(folder, 1)
        with pytest.raises(ProjectReadOnlyError, match="revision 1 is a backup; save under"):
            backup.save(example(3))
        saved = backup.save_as(tmp_path / "Q.flim", backup.project)
        assert saved.project.markers == example(1).markers

    def test_there_is_no_such_backup(self, folder: Path) -> None:
        with pytest.raises(ProjectError, match="00000009: there is no such folder"):
            open_backup(folder, 9)

    def test_restored_by_hand_nothing_of_the_others_is_lost(self, folder: Path) -> None:
        open_project(folder).save(Project(images=(entry("c"),), markers={"c": drawn(1)}))
        shutil.copytree(folder / "backups" / "00000001", folder, dirs_exist_ok=True)
        opened = open_project(folder)
        assert (opened.project, opened.revision) == (example(1), 1)
        opened.save(example(5))
        assert opened.revision == 3
        assert backup_revisions(folder) == (1, 2, 3)
        assert open_backup(folder, 2).project.image("c")

    def test_a_folder_without_backups_keeps_what_it_held(self, folder: Path) -> None:
        shutil.rmtree(folder / "backups")
        open_project(folder).save(example(2))
        assert backup_revisions(folder) == (1, 2)
        assert open_backup(folder, 1).project == example(1)


class TestSavingAs:
    def test_paths_lead_to_the_same_files(self, tmp_path: Path) -> None:
        (tmp_path / "images").mkdir()
        (tmp_path / "elsewhere").mkdir()
        image = entry("a", path="../images/a.png", mask="masks/a.png", absolute="/old/a.png")
        opened = create_project(tmp_path / "P.flim", Project(images=(image,)))
        copy = opened.save_as(tmp_path / "elsewhere" / "deeper" / "Q.flim", opened.project)
        moved = copy.project.image("a")
        assert moved.path == "../../../images/a.png"
        assert moved.absolute == str(tmp_path.resolve() / "images" / "a.png")
        assert moved.mask == "../../../P.flim/masks/a.png"
        assert copy.revision == 1
        assert open_project(opened.path).project.image("a") == image


class TestRefusals:
    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ProjectError, match=r"none: there is no such folder"):
            open_project(tmp_path / "none")

    def test_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "P.flim").write_text("")
        with pytest.raises(ProjectError, match="is not a folder"):
            open_project(tmp_path / "P.flim")

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(
            ProjectError,
            match="is empty, so it is not a project; create one",
        ):
            open_project(tmp_path)
        assert tree(tmp_path) == {}

    def test_a_folder_of_other_things(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_text("")
        with pytest.raises(ProjectError, match=r"has no project\.json, so it is not a project"):
            open_project(tmp_path)
        assert tree(tmp_path) == {"a.png": b""}

    def test_a_lost_project_json(self, folder: Path) -> None:
        (folder / "project.json").unlink()
        with pytest.raises(
            ProjectError, match=r"project\.json.* copy the files of backups/00000001"
        ):
            open_project(folder)

    @pytest.mark.parametrize("name", ["project.json", "markers/a.json"])
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "is not JSON"),
            (b"\xff", "is not UTF-8"),
            (b"[]", "not a JSON object"),
            (b'{"schema_version": 1}', "is missing"),
            (b"[" * 100_000, "is nested too deeply"),
        ],
    )
    def test_broken_files_name_themselves_and_the_backup(
        self, folder: Path, name: str, content: bytes, message: str
    ) -> None:
        (folder / name).write_bytes(content)
        with pytest.raises(ProjectFormatError, match=message) as caught:
            open_project(folder)
        assert str(caught.value).startswith(f"{folder / name}: ")
        assert "; to restore revision 1, copy the files of backups/00000001" in str(caught.value)
        assert "\n" not in str(caught.value)
        shutil.copytree(folder / "backups" / "00000001", folder, dirs_exist_ok=True)
        assert open_project(folder).project == example(1)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
    @pytest.mark.parametrize("name", ["project.json", "markers/a.json", "journal.ndjson"])
    def test_a_fifo_in_place_of_a_file(self, folder: Path, name: str) -> None:
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
        with pytest.raises(ProjectFormatError, match=f"{name}: is a FIFO"):
            open_project(folder)

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
    def test_a_link_to_a_device(self, folder: Path) -> None:
        (folder / "markers" / "a.json").unlink()
        (folder / "markers" / "a.json").symlink_to("/dev/zero")
        with pytest.raises(ProjectFormatError, match=r"a\.json: is a link"):
            open_project(folder)

    def test_a_file_that_may_not_be_read(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_file = os.open

        def denied_file(path: str, *more: object, **named: object) -> int:
            if path == "project.json":
                raise PermissionError(13, "Permission denied", path)
            return open_file(path, *more, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(os, "open", denied_file)
        with pytest.raises(ProjectError, match=r"can't read .*P\.flim/project\.json: Permission"):
            open_project(folder)


class TestReadOnly:
    def forbidden(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Revoke the permission to write, even for root."""
        monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
        for name in ["replace", "unlink", "mkdir", "rmdir", "fsync"]:
            monkeypatch.setattr(os, name, refuse)

    def test_it_opens_and_says_why(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = tree(folder)
        self.forbidden(monkeypatch)
        opened = open_project(folder)
        assert opened.project == example(1)
        assert opened.read_only
        with pytest.raises(ProjectReadOnlyError, match=r"no permission to write in .*P\.flim"):
            opened.save(example(2))
        with pytest.raises(ProjectReadOnlyError, match="no permission"):
            opened.journal_edit(SetSeed(seed=3))
        assert tree(folder) == before

    def test_permission_that_goes_later(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = open_project(folder)
        self.forbidden(monkeypatch)
        with pytest.raises(SaveError, match=r"Read-only file system.* allow writing there"):
            opened.save(example(2))
        assert opened.project == example(1)
        monkeypatch.undo()
        opened.save(example(2))
        assert open_project(folder).project == example(2)

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
    )
    def test_by_the_bits_of_the_folder(self, folder: Path) -> None:
        folder.chmod(0o555)
        try:
            assert open_project(folder).read_only
        finally:
            folder.chmod(0o755)

    def test_the_journal_is_offered_there_too(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_project(folder).journal_edit(SetSeed(seed=9))
        self.forbidden(monkeypatch)
        assert open_project(folder).recover().seed == 9

    def test_a_newer_schema(self, folder: Path, tmp_path: Path) -> None:
        document = json.loads((folder / "project.json").read_text())
        document |= {"schema_version": 2, "app_version": "7.5", "hologram": True}
        (folder / "project.json").write_text(json.dumps(document))
        for path in (folder / "markers").iterdir():
            text = path.read_text()
            path.write_text(text.replace('"schema_version": 1', '"schema_version": 2'))
        before = tree(folder)
        opened = open_project(folder)
        assert opened.project == example(1)
        assert opened.read_only
        (note,) = opened.notes
        assert "written by a newer flimbuilder (7.5, schema version 2)" in note
        assert "update flimbuilder" in note
        with pytest.raises(ProjectReadOnlyError, match=r"newer flimbuilder .7\.5"):
            opened.save(example(2))
        assert tree(folder) == before
        saved = opened.save_as(tmp_path / "Q.flim", opened.project)
        assert (saved.project.seed, saved.read_only) == (1, False)


class TestJournal:
    edits: tuple[Edit, ...] = (
        SetSeed(seed=9),
        AddMarker(image="c", index=0, marker=disk(1)),
        RemoveImage(image="a"),
    )

    def crashed(self, folder: Path) -> Project:
        """Edit without saving."""
        opened = open_project(folder)
        project = opened.project
        for edit in self.edits:
            opened.journal_edit(edit)
            project = apply_edit(project, edit)
        return project

    def test_recovering(self, folder: Path) -> None:
        wanted = self.crashed(folder)
        opened = open_project(folder)
        assert (opened.unsaved, opened.project) == (self.edits, example(1))
        assert opened.recover() == wanted
        assert opened.unsaved == ()
        opened.journal_edit(SetSeed(seed=11))
        again = open_project(folder)
        assert again.recover() == wanted.with_(seed=11)
        again.save(wanted)
        assert not (folder / "journal.ndjson").exists()
        assert open_project(folder).unsaved == ()
        assert not list((folder / "backups").glob("*.ndjson"))

    def test_discarding_keeps_a_copy(self, folder: Path) -> None:
        self.crashed(folder)
        before = (folder / "journal.ndjson").read_bytes()
        opened = open_project(folder)
        opened.discard()
        assert opened.unsaved == open_project(folder).unsaved == ()
        assert not (folder / "journal.ndjson").exists()
        assert (folder / "backups" / "journal-1-1.ndjson").read_bytes() == before
        opened.journal_edit(SetSeed(seed=11))
        assert open_project(folder).recover() == example(1).with_(seed=11)

    def test_discarding_own_edits(self, folder: Path) -> None:
        opened = open_project(folder)
        opened.discard()
        assert not (folder / "backups" / "journal-1-1.ndjson").exists()
        opened.journal_edit(SetSeed(seed=11))
        opened.discard()
        opened.journal_edit(SetSeed(seed=12))
        opened.save(example(12))
        assert open_project(folder).project == example(12)
        assert (folder / "backups" / "journal-1-1.ndjson").exists()
        assert not (folder / "backups" / "journal-1-2.ndjson").exists()

    def test_what_another_program_wrote_is_not_discarded(self, folder: Path) -> None:
        opened, other = open_project(folder), open_project(folder)
        opened.journal_edit(SetSeed(seed=2))
        other._journal._size = opened._journal._size
        opened.journal_edit(SetSeed(seed=3))
        with pytest.raises(ProjectError, match="another program edits this project"):
            other.discard()
        assert len(open_project(folder).unsaved) == 2

    def test_the_other_program_is_told_at_once(self, folder: Path) -> None:
        first, second = open_project(folder), open_project(folder)
        stroke = Stroke(id=3, class_id=1, points=((1, 2), (3, 4)), radius=2)
        other = stroke.with_(points=((5, 6), (7, 8)))
        first.journal_edit(AddMarker(image="a", index=2, marker=stroke))
        with pytest.raises(ProjectError, match="another program edits this project"):
            second.journal_edit(AddMarker(image="a", index=2, marker=other))
        second = open_project(folder)
        second.discard()
        second.journal_edit(AddMarker(image="a", index=2, marker=other))
        with pytest.raises(ProjectError, match="another program edits this project"):
            first.journal_edit(AddMarker(image="a", index=3, marker=stroke.with_(id=4)))
        assert ids(open_project(folder).recover(), "a") == [1, 2, 3]
        assert open_project(folder).recover().markers_of("a").markers[2] == other
        first.save(first.project.with_(seed=9))  # what the other drew is set aside, not deleted
        assert len(list((folder / "backups").glob("journal-1-*.ndjson"))) == 2
        assert open_project(folder).project.seed == 9

    @pytest.mark.parametrize("n_edits", [100, 1000])
    def test_recovery_applies_each_edit_once(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, n_edits: int
    ) -> None:
        opened = open_project(folder)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", lambda descriptor: None)
            for number in range(n_edits):
                added = AddMarker(image="c", index=number, marker=disk(number + 1))
                opened.journal_edit(added)
            opened.journal_edit(RemoveImage(image="nobody"))
        again = open_project(folder)
        calls = []
        monkeypatch.setattr(
            "flimbuilder.project.edits.Draft", lambda p: (calls.append(p), Draft(p))[1]
        )
        monkeypatch.setattr(AddMarker, "change", counting(AddMarker.change, calls))
        assert len(ids(again.recover(), "c")) == n_edits
        assert len(calls) == 2 * n_edits + 2  # twice, because one edit does not fit
        assert len(again.unsaved) == 1

    def test_opening_to_look_loses_nothing(self, folder: Path) -> None:
        wanted = self.crashed(folder)
        before = tree(folder)
        for _ in range(2):
            open_project(folder)
        assert tree(folder) == before
        assert open_project(folder).recover() == wanted

    @pytest.mark.parametrize(
        "go_on",
        [lambda p: p.save(example(2)), lambda p: p.journal_edit(SetSeed(seed=2))],
        ids=["save", "edit"],
    )
    def test_going_on_without_recovering_keeps_them(
        self, folder: Path, go_on: Callable[[ProjectFolder], None]
    ) -> None:
        self.crashed(folder)
        before = (folder / "journal.ndjson").read_bytes()
        go_on(open_project(folder))
        assert (folder / "backups" / "journal-1-1.ndjson").read_bytes() == before

    def test_a_save_starts_a_new_journal(self, folder: Path) -> None:
        opened = open_project(folder)
        opened.journal_edit(SetSeed(seed=2))
        opened.save(example(2))
        opened.journal_edit(SetSeed(seed=3))
        again = open_project(folder)
        assert (again.project.seed, again.unsaved) == (2, (SetSeed(seed=3),))

    def test_a_journal_of_another_revision_is_moved_with_a_note(self, folder: Path) -> None:
        self.crashed(folder)
        journal = (folder / "journal.ndjson").read_bytes()
        open_project(folder).save(example(2))
        (folder / "journal.ndjson").write_bytes(journal)
        opened = open_project(folder)
        assert opened.unsaved == ()
        assert opened.notes == (
            f"{folder / 'journal.ndjson'}: starts from revision 1, not from 2; the next change or "
            "save moves it to backups/",
        )
        assert (folder / "journal.ndjson").read_bytes() == journal
        opened.journal_edit(SetSeed(seed=5))
        assert (folder / "backups" / "journal-1-2.ndjson").read_bytes() == journal
        again = open_project(folder)
        assert (again.unsaved, again.notes) == ((SetSeed(seed=5),), ())

    def test_a_journal_without_a_header_is_moved_with_a_note(self, folder: Path) -> None:
        (folder / "journal.ndjson").write_bytes(b"\0" * 40)
        opened = open_project(folder)
        (note,) = opened.notes
        assert "has no readable first line; the next change or save moves it to" in note
        opened.save(example(2))
        assert (folder / "backups" / "journal-unknown-1.ndjson").read_bytes() == b"\0" * 40

    def test_a_truncated_last_line_gives_a_note(self, folder: Path) -> None:
        self.crashed(folder)
        path = folder / "journal.ndjson"
        path.write_bytes(path.read_bytes()[:-3])
        opened = open_project(folder)
        assert opened.unsaved == self.edits[:2]
        assert "the last line was cut short" in opened.notes[0]

    def test_an_edit_that_does_not_fit_ends_the_recovery(self, folder: Path) -> None:
        opened = open_project(folder)
        for edit in [SetSeed(seed=5), RemoveImage(image="nobody"), SetSeed(seed=6)]:
            opened.journal_edit(edit)
        again = open_project(folder)
        assert again.recover() == example(1).with_(seed=5)
        (note,) = again.notes
        assert "can't apply the last 2 edits: there is no image nobody" in note
        assert again.unsaved == (RemoveImage(image="nobody"), SetSeed(seed=6))
        again.journal_edit(SetSeed(seed=7))
        assert open_project(folder).unsaved == (SetSeed(seed=5), SetSeed(seed=7))
        assert (folder / "backups" / "journal-1-1.ndjson").exists()


def test_it_is_light() -> None:
    code = (
        "import sys, flimbuilder.project.folder\n"
        "print({'numpy', 'torch', 'scipy', 'skimage'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def counting(function: Callable[..., object], calls: list[object]) -> Callable[..., object]:
    def counted(*arguments: object) -> object:
        calls.append(arguments)
        return function(*arguments)

    return counted


def refuse(*arguments: object, **more: object) -> None:
    raise OSError(30, "Read-only file system")


def denied(path: Path, *more: object, **named: object) -> int:
    raise PermissionError(13, "Permission denied", str(path))
