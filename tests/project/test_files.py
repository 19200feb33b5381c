"""Reading regular files only, atomic writes, and the lock."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from flimbuilder.errors import InputError, ProjectError, SaveError
from flimbuilder.project import files
from flimbuilder.project.files import (
    folder_lock,
    kind_of,
    read_regular,
    real_folder,
    sha256_of,
    write_atomically,
)
from flimbuilder.project.temporary_names import is_temporary, remove_temporaries, temporary_name

needs_fifo = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
needs_devices = pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")


class TestReading:
    def test_hash_worked_by_another_program(self, tmp_path: Path) -> None:
        (tmp_path / "abc").write_bytes(b"abc")  # the first example of FIPS 180-2
        assert sha256_of(tmp_path / "abc") == (
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )

    def test_hash_of_more_than_one_buffer(self, tmp_path: Path) -> None:
        content = os.urandom(3_000_001)
        (tmp_path / "big").write_bytes(content)
        assert sha256_of(tmp_path / "big") == hashlib.sha256(content).hexdigest()

    def test_a_file_changed_at_once_is_hashed_again(self, tmp_path: Path) -> None:
        path = tmp_path / "image"
        for content in [b"one", b"two"]:
            path.write_bytes(content)
            assert sha256_of(path) == hashlib.sha256(content).hexdigest()

    def test_an_old_file_is_hashed_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "image"
        path.write_bytes(b"one")
        os.utime(path, (1_000_000_000, 1_000_000_000))
        first = sha256_of(path)
        monkeypatch.setattr(files, "_digest", lambda path: "read again")
        assert sha256_of(path) == first
        os.utime(path, (1_000_000_001, 1_000_000_001))
        assert sha256_of(path) == "read again"

    @needs_fifo
    def test_a_fifo_is_refused_without_waiting(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(InputError, match=r"pipe: is a FIFO"):
            sha256_of(tmp_path / "pipe")

    @needs_fifo
    def test_a_file_that_becomes_a_fifo_is_refused_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "file").write_bytes(b"")
        before = (tmp_path / "file").stat()
        monkeypatch.setattr(Path, "stat", lambda path, **more: before)
        with pytest.raises(InputError, match="is a FIFO"):
            read_regular(tmp_path / "pipe")

    @needs_devices
    def test_a_device_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"/dev/zero: is a device"):
            sha256_of(Path("/dev/zero"))

    def test_a_folder_and_a_missing_file_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="is a folder"):
            sha256_of(tmp_path)
        with pytest.raises(InputError, match=r"can't read .*none: No such file"):
            sha256_of(tmp_path / "none")

    def test_every_kind_has_a_name(self) -> None:
        assert kind_of(stat.S_IFSOCK) == "a socket"
        assert kind_of(stat.S_IFBLK) == "a device"
        assert kind_of(0) == "a special file"


class TestWriting:
    def test_it_writes_and_replaces(self, tmp_path: Path) -> None:
        for content in [b"old", b"new"]:
            write_atomically(tmp_path / "file", content)
            assert (tmp_path / "file").read_bytes() == content
        assert [path.name for path in tmp_path.iterdir()] == ["file"]

    @pytest.mark.parametrize("function", ["fsync", "replace"])
    @pytest.mark.parametrize(
        ("code", "way_out"),
        [
            (errno.ENOSPC, "No space left on device.* free disk space"),
            (errno.EROFS, "Read-only file system.* allow writing there"),
            (errno.EACCES, "Permission denied.* allow writing there"),
            (errno.EIO, "try again, or choose another folder"),
        ],
    )
    def test_a_failure_leaves_the_old_file(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        function: str,
        code: int,
        way_out: str,
    ) -> None:
        path = tmp_path / "file"
        path.write_bytes(b"old")
        monkeypatch.setattr(os, function, raising(OSError(code, os.strerror(code))))
        with pytest.raises(SaveError, match=way_out) as caught:
            write_atomically(path, b"new")
        assert str(caught.value).startswith(f"can't write {path}: ")
        assert "; the previous version is intact; " in str(caught.value)
        assert "\n" not in str(caught.value)
        assert path.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["file"]

    def test_a_folder_that_cannot_be_synced_is_no_failure(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def only_files(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "not for folders")

        monkeypatch.setattr(os, "fsync", only_files)
        write_atomically(tmp_path / "file", b"new")
        assert (tmp_path / "file").read_bytes() == b"new"

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(SaveError, match="No such file or directory"):
            write_atomically(tmp_path / "none" / "file", b"new")

    def test_a_name_as_long_as_file_systems_allow(self, tmp_path: Path) -> None:
        for name in ["x" * 255, "日" * 85]:  # 255 bytes each
            write_atomically(tmp_path / name, b"new")
            assert (tmp_path / name).read_bytes() == b"new"


def test_the_real_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("not yet there")
    assert real_folder(tmp_path / "link" / "P") == tmp_path.resolve() / "not yet there" / "P"
    (tmp_path / "loop").symlink_to("loop")
    for place in (tmp_path / "loop", tmp_path / "loop" / "P"):
        with pytest.raises(ProjectError, match="the links in its path form a loop; choose"):
            real_folder(place)


def raising(error: OSError) -> Callable[..., None]:
    def call(*arguments: object, **more: object) -> None:
        raise error

    return call


def test_a_second_writer_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOCK_PATIENCE", 0.0)
    with (
        folder_lock(tmp_path),
        pytest.raises(SaveError, match="another program has been writing here"),
        folder_lock(tmp_path),
    ):
        pass


def test_the_lock_is_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOCK_PATIENCE", 0.0)
    with pytest.raises(ZeroDivisionError), folder_lock(tmp_path):
        1 / 0  # noqa: B018
    with folder_lock(tmp_path):
        pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_fifo_in_place_of_the_lock_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".lock")
    with folder_lock(tmp_path):
        pass


@pytest.mark.skipif(os.name == "nt", reason="locks differently")
def test_a_drive_without_locks_is_written_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("fcntl.flock", unsupported)
    with folder_lock(tmp_path), folder_lock(tmp_path):
        pass


LONG = "slide-" * 10


@pytest.mark.parametrize("name", ["a.png", LONG + "a.png"])
def test_only_the_temporaries_of_a_path_are_removed(tmp_path: Path, name: str) -> None:
    others = ["ab.png", "a.png.png", LONG + "b.png"]
    stay = [name, *map(temporary_name, others), f".{name}.123.tmp", ".a.png.tmp"]
    for file in [*stay, temporary_name(name), temporary_name(name)]:
        (tmp_path / file).write_text("x")
    folder = tmp_path / temporary_name(name)
    folder.mkdir()
    (folder / "chunk").write_text("x")
    remove_temporaries([tmp_path / name, tmp_path / "missing" / name])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stay)


def test_a_temporary_name_is_short_and_its_own() -> None:
    names = [temporary_name(f"folder/{name}") for name in ("a", LONG + "a", LONG + "b", "ä" * 200)]
    assert all(map(is_temporary, names))
    assert max(len(name.encode()) for name in names) < 255
    assert len({name[:-37] for name in names}) == 4


def test_a_folder_is_replaced_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.zarr"
    for content in ("first", "second"):
        with files.writing_folder(target) as folder:
            (folder / content).write_text(content)
            assert not (target / content).exists()
        assert [path.name for path in target.iterdir()] == [content]
    with pytest.raises(ZeroDivisionError), files.writing_folder(target) as folder:
        (folder / "third").write_text(str(1 / 0))
    assert [path.name for path in target.iterdir()] == ["second"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.zarr"]


def test_the_old_folder_comes_back_if_the_new_one_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, rename = tmp_path / "a.zarr", Path.rename
    target.mkdir()
    (target / "old").write_text("")

    def fail_for_the_new_one(path: Path, new: Path) -> Path:
        if (path / "new").exists():
            raise PermissionError(errno.EACCES, "not now")
        return rename(path, new)

    monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
    with (
        pytest.raises(SaveError, match=r"a\.zarr: not now"),
        files.writing_folder(target) as folder,
    ):
        (folder / "new").write_text("")
    assert [path.name for path in tmp_path.rglob("*")] == ["a.zarr", "old"]


def test_a_file_is_replaced_by_name(tmp_path: Path) -> None:
    target = tmp_path / "a.tif"
    target.write_text("old")
    with pytest.raises(SaveError, match="No such file"), files.writing_aside(target):
        pass  # nothing was written
    assert target.read_text() == "old"
    with files.writing_aside(target) as path:
        path.write_text("new")
    assert target.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"]
