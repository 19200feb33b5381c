"""Files on disk: only regular ones are read, and a written one is the old or the new, whole."""

import errno
import hashlib
import os
import stat
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BufferedReader, BufferedWriter
from pathlib import Path

from flimbuilder.errors import InputError, ProjectError, SaveError

__all__ = [
    "TEMPORARY",
    "fsync_folder",
    "kind_of",
    "open_regular",
    "read_regular",
    "real_folder",
    "replace_file",
    "save_error",
    "sha256_of",
    "write_atomically",
    "write_synced",
    "writing_atomically",
]

TEMPORARY = ".*.tmp"  # what a killed write may leave next to its target
MAX_SHOWN = 40  # characters of the target's name in it; file systems allow 255 bytes in all
SETTLED_NS = 2_000_000_000  # clocks of file systems tick as slowly as every two seconds
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}


def kind_of(mode: int) -> str:
    """Name the kind of file that a ``st_mode`` tells of, for example ``a FIFO``."""
    return KINDS.get(stat.S_IFMT(mode), "a special file")


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file for reading; anything else is refused without being opened.

    Raises
    ------
    InputError
        For a folder, FIFO, device or socket.
    OSError
        As `open` does.
    """
    _require_regular(path, path.stat().st_mode)
    # Should the file become a FIFO in between, opening it must not wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    file = os.fdopen(descriptor, "rb")
    try:
        _require_regular(path, os.fstat(descriptor).st_mode)
    except InputError:
        file.close()
        raise
    return file


_BINARY = getattr(os, "O_BINARY", 0)


def _require_regular(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise InputError(f"{path}: is {kind_of(mode)}; a regular file is needed")


def read_regular(path: Path) -> bytes:
    """Read a whole regular file; errors as `open_regular`."""
    with open_regular(path) as file:
        return file.read()


def real_folder(folder: Path) -> Path:
    """Return the real place of a project folder, which need not be there yet.

    Raises
    ------
    ProjectError
        Where the links on the way to it lead round in a circle.
    """
    try:
        return folder.resolve()
    except RuntimeError:
        raise ProjectError(
            f"{folder}: is reached by links that lead round in a circle; choose another folder"
        ) from None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a regular file's bytes, 64 hexadecimal digits.

    A file that has not changed in size and time since it was last asked for is not read again.

    Raises
    ------
    InputError
        Where the file cannot be read, or is no regular file.
    """
    try:
        status = path.stat()
        if time.time_ns() - status.st_mtime_ns < SETTLED_NS:
            return _digest(path)
        return _known_digest(path, status.st_ino, status.st_size, status.st_mtime_ns)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {_reason(error)}") from None


def _digest(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=10_000)
def _known_digest(path: Path, inode: int, size: int, modified: int) -> str:
    return _digest(path)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is the old one or the new one, whole.

    Raises
    ------
    SaveError
        Where that fails; the file is as it was, and nothing is left behind.
    """
    try:
        replace_file(path, content)
    except OSError as error:
        raise save_error(path, error) from None


def replace_file(path: Path, content: bytes) -> None:
    """Do as `write_atomically`, but leave an OSError as it is."""
    with _replaced(path) as temporary:
        write_synced(temporary, content)


@contextmanager
def writing_atomically(path: Path) -> Iterator[BufferedWriter]:
    """Open a file to be written bit by bit; errors as `write_atomically`.

    The file that was there is replaced when the block ends; where it raises, whatever it be,
    nothing is left behind.
    """
    try:
        with _replaced(path) as temporary, _synced(temporary) as file:
            yield file
    except OSError as error:
        raise save_error(path, error) from None


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """Give a name beside a file, and put what is written there into the file's place."""
    temporary = path.with_name(f".{path.name[:MAX_SHOWN]}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def write_synced(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with _synced(path) as file:
        file.write(content)


@contextmanager
def _synced(path: Path) -> Iterator[BufferedWriter]:
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def fsync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can."""
    with suppress(OSError):  # Windows opens no folders, some network drives sync none
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def save_error(
    path: Path, error: OSError, state: str = "what was there before is whole"
) -> SaveError:
    """Say in one line what could not be written, why, what is there now, and what to do."""
    return SaveError(f"{path}: could not be written: {_reason(error)}; {state}; {_way_out(error)}")


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _way_out(error: OSError) -> str:
    if error.errno in NO_ROOM:
        return "make room on the disk and try again, or choose another folder"
    if error.errno in NO_PERMISSION:
        return "allow writing there, or choose another folder"
    return "try again, or choose another folder"
