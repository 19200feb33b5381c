"""The journal: on the disk at once, and read only up to the first damage."""

import errno
import json
import os
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import ProjectError, SaveError
from flimbuilder.project import journal as journal_module
from flimbuilder.project.edits import AddMarker, Edit, RemoveMarker, SetSeed
from flimbuilder.project.folder_handle import open_folder
from flimbuilder.project.journal import (
    Journal,
    JournalContents,
    JournalEnd,
    parse_journal,
)
from tests.project.project_examples import disk

EDITS: tuple[Edit, ...] = (
    AddMarker(image="a", index=0, marker=disk(1)),
    SetSeed(seed=5),
    RemoveMarker(image="a", marker=1),
)


def written(folder: Path, edits: tuple[Edit, ...] = EDITS, revision: int = 7) -> bytes:
    journal = Journal(folder, revision)
    for edit in edits:
        journal.append(edit)
    return (folder / "journal.ndjson").read_bytes()


def read_journal(folder: Path) -> JournalContents:
    with open_folder(folder) as handle:
        return journal_module.read_journal(handle)


def retire_journal(folder: Path, known: JournalEnd | None) -> Path | None:
    with open_folder(folder) as handle:
        return journal_module.retire_journal(handle, known)


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "backups").glob("*")}


class TestFormat:
    def test_by_hand(self, tmp_path: Path) -> None:
        found = written(tmp_path, (SetSeed(seed=5),)).decode()
        writer = re.search(r'"writer":"([0-9a-f]{32})"', found)
        assert writer is not None
        header = f'{{"schema_version":1,"revision":7,"writer":"{writer[1]}"}}'
        edit = '{"op":"set_seed","seed":5}'
        first = zlib.crc32(header.encode())
        second = zlib.crc32((header + edit).encode())
        assert found == (
            f'{{"crc32": "{first:08x}", "record": {header}}}\n'
            f'{{"crc32": "{second:08x}", "record": {edit}}}\n'
        )

    def test_every_line_is_json(self, tmp_path: Path) -> None:
        lines = [json.loads(line) for line in written(tmp_path).splitlines()]
        assert [line["record"].get("op") for line in lines[1:]] == [
            "add_marker",
            "set_seed",
            "remove_marker",
        ]

    def test_what_is_written_is_read(self, tmp_path: Path) -> None:
        data = written(tmp_path)
        contents = read_journal(tmp_path)
        assert (contents.revision, contents.edits, contents.note) == (7, EDITS, None)
        assert contents.size == contents.good == len(data)

    def test_every_edit_is_on_the_disk_before_the_next(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journal = Journal(tmp_path, 7)
        synced: list[int] = []
        fsync = os.fsync
        monkeypatch.setattr(os, "fsync", lambda d: (synced.append(os.fstat(d).st_size), fsync(d)))
        for number, edit in enumerate(EDITS, start=1):
            journal.append(edit)
            assert synced[-1] == (tmp_path / "journal.ndjson").stat().st_size
            assert read_journal(tmp_path).edits == EDITS[:number]

    def test_no_journal(self, tmp_path: Path) -> None:
        assert read_journal(tmp_path) == JournalContents()
        assert parse_journal(b"") == JournalContents()


class TestDamage:
    def test_cut_anywhere_gives_the_edits_before(self, tmp_path: Path) -> None:
        whole = written(tmp_path)
        for cut in range(1, len(whole)):
            contents = parse_journal(whole[:cut])
            lines = whole[:cut].splitlines(keepends=True)
            good = [line for line in lines if line.endswith(b"\n")]
            assert contents.edits == EDITS[: max(len(good) - 1, 0)]
            assert contents.good == len(b"".join(good))
            assert (contents.note is None) == (good == lines)
            assert contents.note is None or "the last line was cut short" in contents.note

    @pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
    def test_a_wrong_byte_anywhere_ends_the_replay_there(self, tmp_path: Path, flip: int) -> None:
        whole = written(tmp_path)
        for at in range(len(whole)):
            damaged = whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :]
            contents = parse_journal(damaged)
            assert contents.edits == EDITS[: max(whole[:at].count(b"\n") - 1, 0)]
            assert contents.note is not None

    def test_a_damaged_line_is_named(self, tmp_path: Path) -> None:
        damaged = written(tmp_path).replace(b'"seed":5', b'"seed":6')
        note = parse_journal(damaged).note
        assert note is not None
        assert "line 3 is damaged; the 1 edits before it can be recovered, the 2 lines" in note

    @pytest.mark.parametrize("gone", [1, 2])
    def test_a_line_that_is_missing_is_damage(self, tmp_path: Path, gone: int) -> None:
        lines = written(tmp_path).splitlines(keepends=True)
        del lines[gone]
        assert parse_journal(b"".join(lines)).edits == EDITS[: gone - 1]

    def test_without_a_header_nothing_is_read(self, tmp_path: Path) -> None:
        contents = parse_journal(b"".join(written(tmp_path).splitlines(keepends=True)[1:]))
        assert (contents.revision, contents.edits) == (None, ())

    def test_an_edit_of_a_newer_program(self, tmp_path: Path) -> None:
        data = written(tmp_path, EDITS[:1])
        record = data.splitlines()[1].split(b'"record": ')[1][:-1]
        new = b'{"op": "set_wavelength"}'
        header = data.splitlines()[0].split(b'"record": ')[1][:-1]
        crc = zlib.crc32(header + record + new)
        data += b'{"crc32": "%08x", "record": %s}\n' % (crc, new)
        contents = parse_journal(data)
        assert contents.edits == EDITS[:1]
        assert contents.note is not None

    @settings(max_examples=100, deadline=None)
    @given(st.binary())
    def test_any_bytes_can_be_read(self, data: bytes) -> None:
        assert parse_journal(data).edits == ()


class TestGoingOn:
    def test_behind_adopted_edits(self, tmp_path: Path) -> None:
        written(tmp_path, EDITS[:2])
        journal = Journal(tmp_path, 7, read_journal(tmp_path))
        assert journal.known == JournalEnd()
        journal.adopt(2)
        journal.append(EDITS[2])
        assert read_journal(tmp_path).edits == EDITS
        assert journal.known == read_journal(tmp_path).end
        assert journal.known.size == (tmp_path / "journal.ndjson").stat().st_size
        assert kept(tmp_path) == {}

    def test_behind_a_torn_line(self, tmp_path: Path) -> None:
        torn = written(tmp_path)[:-5]
        (tmp_path / "journal.ndjson").write_bytes(torn)
        journal = Journal(tmp_path, 7, read_journal(tmp_path))
        journal.adopt(2)
        journal.append(SetSeed(seed=9))
        contents = read_journal(tmp_path)
        assert (contents.edits, contents.note) == ((*EDITS[:2], SetSeed(seed=9)), None)
        assert kept(tmp_path) == {"journal-7-1.ndjson": torn}

    def test_edits_that_were_not_adopted_are_kept(self, tmp_path: Path) -> None:
        data = written(tmp_path)
        journal = Journal(tmp_path, 7, read_journal(tmp_path))
        journal.append(SetSeed(seed=9))
        assert read_journal(tmp_path).edits == (SetSeed(seed=9),)
        assert kept(tmp_path) == {"journal-7-1.ndjson": data}

    def test_edits_that_were_adopted_in_part_are_kept(self, tmp_path: Path) -> None:
        data = written(tmp_path)
        journal = Journal(tmp_path, 7, read_journal(tmp_path))
        journal.adopt(1)
        assert journal.known == JournalEnd()
        journal.append(SetSeed(seed=9))
        assert read_journal(tmp_path).edits == (EDITS[0], SetSeed(seed=9))
        assert kept(tmp_path) == {"journal-7-1.ndjson": data}

    def test_another_program_writes_too(self, tmp_path: Path) -> None:
        ours, theirs = Journal(tmp_path, 7), Journal(tmp_path, 7)
        ours.append(EDITS[0])
        with pytest.raises(ProjectError, match="another program edits this project"):
            theirs.append(EDITS[1])
        ours.append(EDITS[1])
        assert read_journal(tmp_path).edits == EDITS[:2]
        (tmp_path / "journal.ndjson").unlink()
        with pytest.raises(ProjectError, match="another program edits this project"):
            ours.append(EDITS[2])

    def test_a_full_disk_takes_only_the_edit_that_did_not_fit(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journal = Journal(tmp_path, 7)
        journal.append(EDITS[1])

        def full(descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(SaveError, match=r"journal\.ndjson: .*No space left"):
                journal.append(EDITS[0])
        assert read_journal(tmp_path).edits[:1] == EDITS[1:2]
        journal.append(EDITS[2])
        contents = read_journal(tmp_path)
        assert (contents.edits, contents.note) == (EDITS[1:], None)


class TestTwoPrograms:
    """Both opened the same version; edits that were acknowledged can be read afterwards."""

    def test_one_discards_and_both_draw_as_much(self, tmp_path: Path) -> None:
        first = Journal(tmp_path, 7)
        first.append(SetSeed(seed=1))
        second = Journal(tmp_path, 7, read_journal(tmp_path))
        second.discard()
        second.append(SetSeed(seed=2))
        before = (tmp_path / "journal.ndjson").read_bytes()
        with pytest.raises(ProjectError, match="another program edits this project"):
            first.append(SetSeed(seed=3))
        with pytest.raises(ProjectError, match="another program edits this project"):
            first.discard()
        assert (tmp_path / "journal.ndjson").read_bytes() == before
        second.append(SetSeed(seed=4))
        contents = read_journal(tmp_path)
        assert (contents.edits, contents.note) == ((SetSeed(seed=2), SetSeed(seed=4)), None)
        (kept_journal,) = kept(tmp_path).values()
        assert parse_journal(kept_journal).edits == (SetSeed(seed=1),)

    def test_a_save_keeps_what_the_other_drew(self, tmp_path: Path) -> None:
        first = Journal(tmp_path, 7)
        first.append(SetSeed(seed=1))
        second = Journal(tmp_path, 7, read_journal(tmp_path))
        second.discard()
        second.append(SetSeed(seed=2))
        other = (tmp_path / "journal.ndjson").read_bytes()
        assert first.known.size == len(other)
        target = retire_journal(tmp_path, first.known)
        assert target is not None
        assert target.read_bytes() == other

    def test_writers_differ_even_if_all_their_edits_are_the_same(self, tmp_path: Path) -> None:
        one = written(tmp_path)
        (tmp_path / "journal.ndjson").unlink()
        other = written(tmp_path)
        assert len(one) == len(other)
        assert one.splitlines()[-1] != other.splitlines()[-1]

    def test_a_failed_line_is_taken_back_only_from_the_own_journal(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = Journal(tmp_path, 7)
        first.append(SetSeed(seed=1))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", raising_full)
            with pytest.raises(SaveError):
                first.append(SetSeed(seed=2))
        second = Journal(tmp_path, 7, read_journal(tmp_path))
        second.adopt(2)
        second.append(SetSeed(seed=3))
        with pytest.raises(ProjectError, match="another program edits this project"):
            first.append(SetSeed(seed=4))
        assert read_journal(tmp_path).edits == tuple(SetSeed(seed=n) for n in (1, 2, 3))

    def test_a_journal_of_a_former_version_without_a_writer(self, tmp_path: Path) -> None:
        header, edit = b'{"schema_version":1,"revision":7}', b'{"op":"set_seed","seed":5}'
        lines = [(zlib.crc32(header), header), (zlib.crc32(header + edit), edit)]
        data = b"".join(b'{"crc32": "%08x", "record": %s}\n' % line for line in lines)
        (tmp_path / "journal.ndjson").write_bytes(data)
        journal = Journal(tmp_path, 7, read_journal(tmp_path))
        journal.adopt(1)
        journal.append(SetSeed(seed=6))
        assert read_journal(tmp_path).edits == (SetSeed(seed=5), SetSeed(seed=6))


class TestLimits:
    def test_a_journal_of_8_gigabytes(self, tmp_path: Path) -> None:
        written(tmp_path)
        with (tmp_path / "journal.ndjson").open("r+b") as file:
            file.truncate(2**33)  # sparse
        contents = read_journal(tmp_path)
        assert (contents.edits, contents.size) == (EDITS, 2**33)
        assert contents.note is not None
        assert "has 8589934592 bytes; at most 134217728 are read, and 3 edits" in contents.note

    def test_it_is_set_aside_without_being_copied(self, tmp_path: Path) -> None:
        written(tmp_path)
        with (tmp_path / "journal.ndjson").open("r+b") as file:
            file.truncate(2**33)  # sparse
        inode = (tmp_path / "journal.ndjson").stat().st_ino
        journal = Journal(tmp_path, 7, read_journal(tmp_path))
        journal.adopt(3)
        journal.append(SetSeed(seed=9))
        aside = tmp_path / "backups" / "journal-7-1.ndjson"
        assert (aside.stat().st_ino, aside.stat().st_size) == (inode, 2**33)
        assert read_journal(tmp_path).edits == (*EDITS, SetSeed(seed=9))

    def test_a_drive_without_hard_links(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = written(tmp_path)

        def unsupported(*names: object, **folders: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", unsupported)
        Journal(tmp_path, 7, read_journal(tmp_path)).append(SetSeed(seed=9))
        assert kept(tmp_path) == {"journal-7-1.ndjson": data}
        assert read_journal(tmp_path).edits == (SetSeed(seed=9),)

    def test_reading_stops_at_the_limit(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = written(tmp_path)
        monkeypatch.setattr(journal_module, "MAX_JOURNAL_BYTES", len(data) - 1)
        contents = read_journal(tmp_path)
        assert contents.edits == EDITS[:2]
        assert contents.note is not None
        assert f"at most {len(data) - 1} are read, and 2 edits can be recovered" in contents.note
        monkeypatch.setattr(journal_module, "MAX_JOURNAL_BYTES", len(data))
        assert (read_journal(tmp_path).edits, read_journal(tmp_path).note) == (EDITS, None)

    def test_nothing_is_acknowledged_that_could_not_be_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = written(tmp_path)
        journal = Journal(tmp_path, 7, read_journal(tmp_path))
        journal.adopt(3)
        monkeypatch.setattr(journal_module, "MAX_JOURNAL_BYTES", len(data) + 10)
        with pytest.raises(SaveError, match=r"at most \d+: save the project, which empties"):
            journal.append(SetSeed(seed=1))
        assert (tmp_path / "journal.ndjson").read_bytes() == data

    @pytest.mark.parametrize("record", [
        '{"op":"set_seed","seed":true}', '{"op":"set_seed","seed":"1"}',
        '{"op":"set_seed","seed":1.0}',
        '{"op":"remove_marker","image":"a","marker":1' + "0" * 30 + "}",
    ])  # fmt: skip
    def test_types_are_strict_and_integers_fit(self, tmp_path: Path, record: str) -> None:
        data = written(tmp_path, EDITS[:1])
        texts = [line.split(b'"record": ')[1][:-1] for line in data.splitlines()]
        crc = zlib.crc32(b"".join([*texts, record.encode()]))
        data += b'{"crc32": "%08x", "record": %s}\n' % (crc, record.encode())
        contents = parse_journal(data)
        assert contents.edits == EDITS[:1]
        assert contents.note is not None
        assert "line 3 is damaged" in contents.note


def raising_full(descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class TestRetiring:
    def test_known_edits_are_deleted(self, tmp_path: Path) -> None:
        assert retire_journal(tmp_path, JournalEnd(10, "0" * 8)) is None
        written(tmp_path)
        assert retire_journal(tmp_path, read_journal(tmp_path).end) is None
        assert not (tmp_path / "journal.ndjson").exists()

    def test_others_are_moved_under_a_free_name(self, tmp_path: Path) -> None:
        data = written(tmp_path)
        assert retire_journal(tmp_path, None) == tmp_path / "backups" / "journal-7-1.ndjson"
        (tmp_path / "journal.ndjson").write_bytes(b"rubbish")
        assert retire_journal(tmp_path, None) == tmp_path / "backups" / "journal-unknown-1.ndjson"
        again = written(tmp_path)
        retire_journal(tmp_path, None)
        assert kept(tmp_path) == {
            "journal-7-1.ndjson": data,
            "journal-7-2.ndjson": again,
            "journal-unknown-1.ndjson": b"rubbish",
        }
