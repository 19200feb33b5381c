"""Files on disk: read regular files only, write atomically, lock a folder."""

import errno
import hashlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BufferedReader, BufferedWriter
from pathlib import Path

from flimbuilder.errors import InputError, ProjectError, SaveError
from flimbuilder.project.temporary_names import temporary_name

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = [
    "CLAIM_FILE",
    "LOCK_FILE",
    "NO_LINK",
    "StrPath",
    "folder_lock",
    "fsync_folder",
    "is_folder",
    "kind_of",
    "make_folders",
    "open_regular",
    "read_regular",
    "real_folder",
    "save_error",
    "sha256_of",
    "try_lock",
    "write_atomically",
    "write_descriptor",
    "write_synced",
    "writing_aside",
    "writing_atomically",
    "writing_folder",
]

StrPath = str | os.PathLike[str]

LOCK_FILE = ".lock"  # held while a program writes
CLAIM_FILE = ".open"  # held while a window has the project open
LOCK_PATIENCE = 10.0  # seconds
SETTLED_NS = 2_000_000_000  # the coarsest clocks of file systems tick every two seconds
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}
DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}
LOCKED = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_BINARY = getattr(os, "O_BINARY", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


# Reading


def is_folder(path: Path) -> bool:
    """Return True for a folder; unlike `Path.is_dir`, also if the name is too long."""
    with suppress(OSError):
        return path.is_dir()
    return False


def kind_of(mode: int) -> str:
    """Name the kind of file that a ``st_mode`` stands for, for example ``a FIFO``."""
    return KINDS.get(stat.S_IFMT(mode), "a special file")


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file for reading.

    Raises
    ------
    InputError
        If it is a folder, FIFO, device or socket; it is not opened then.
    OSError
        As `open` does.
    """
    _require_regular(path, path.stat().st_mode)
    # Without O_NONBLOCK, a FIFO that replaced the file just now would wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | _NONBLOCK | _BINARY)
    file = os.fdopen(descriptor, "rb")
    try:
        _require_regular(path, os.fstat(descriptor).st_mode)
    except InputError:
        file.close()
        raise
    return file


def _require_regular(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise InputError(f"{path}: is {kind_of(mode)}; a regular file is needed")


def read_regular(path: Path) -> bytes:
    """Read a whole regular file; raises as `open_regular`."""
    with open_regular(path) as file:
        return file.read()


def real_folder(folder: StrPath) -> Path:
    """Resolve the links in a project folder's path; the folder need not exist.

    Raises
    ------
    ProjectError
        If the links form a loop.
    """
    try:
        return Path(folder).resolve()
    except RuntimeError:
        raise ProjectError(
            f"{folder}: the links in its path form a loop; choose another folder"
        ) from None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a regular file, 64 hexadecimal digits.

    The digest is cached until the file's size or time of modification changes.

    Raises
    ------
    InputError
        If the file cannot be read, or is not a regular file.
    """
    try:
        status = path.stat()
        if time.time_ns() - status.st_mtime_ns < SETTLED_NS:
            return _digest(path)
        return _cached_digest(path, status.st_ino, status.st_size, status.st_mtime_ns)
    except OSError as error:
        raise InputError(f"can't read {path}: {_reason(error)}") from None


def _digest(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=10_000)
def _cached_digest(path: Path, inode: int, size: int, modified: int) -> str:
    return _digest(path)


# Writing


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is the old one or the new one, whole.

    Raises
    ------
    SaveError
        If that fails; the old file is intact, and nothing is left behind.
    """
    with _atomically(path) as temporary:
        write_synced(temporary, content)


@contextmanager
def writing_atomically(path: Path) -> Iterator[BufferedWriter]:
    """Open a file for writing in pieces; raises as `write_atomically`.

    The old file is replaced when the block ends. If the block raises, the old file stays, and
    nothing is left behind.
    """
    with _atomically(path) as temporary, _synced(_create(temporary)) as file:
        yield file


@contextmanager
def writing_aside(path: Path) -> Iterator[Path]:
    """Yield the path of a new file that replaces `path` when the block ends.

    For libraries that open files by name; raises as `write_atomically`.
    """
    with _atomically(path) as temporary:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())


@contextmanager
def writing_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that replaces `folder` when the block ends.

    If the block raises, the old folder stays, and nothing is left behind.

    Raises
    ------
    SaveError
        If that fails.
    """
    temporary = folder.with_name(temporary_name(folder.name))
    try:
        try:
            temporary.mkdir()
            yield temporary
            if folder.exists():
                old = folder.with_name(temporary_name(folder.name))
                folder.rename(old)
                try:
                    temporary.rename(folder)
                except OSError:
                    old.rename(folder)
                    raise
                shutil.rmtree(old, ignore_errors=True)
            else:
                temporary.rename(folder)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        fsync_folder(folder.parent)
    except OSError as error:
        raise save_error(folder, error) from None


@contextmanager
def _atomically(path: Path) -> Iterator[Path]:
    """Yield a temporary path, and rename it to `path` when the block ends."""
    temporary = path.with_name(temporary_name(path.name))
    try:
        try:
            yield temporary
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        fsync_folder(path.parent)
    except OSError as error:
        raise save_error(path, error) from None


def write_synced(path: Path, content: bytes) -> None:
    """Write a new file and sync it to the disk.

    Raises
    ------
    OSError
        If writing fails, or the file or a link of its name exists.
    """
    write_descriptor(_create(path), content)


def _create(path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | _BINARY
    return os.open(path, flags, mode=0o666)


def write_descriptor(descriptor: int, content: bytes) -> None:
    """Write to a file that was opened by the system, sync it to the disk and close it."""
    with _synced(descriptor) as file:
        file.write(content)


@contextmanager
def _synced(descriptor: int) -> Iterator[BufferedWriter]:
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def fsync_folder(folder: Path) -> None:
    """Sync the names in a folder to the disk, if the system can."""
    with suppress(OSError):  # Windows cannot open folders, some network drives cannot sync
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_folders(folder: Path) -> None:
    """Create a folder and its parents, if missing; raise OSError if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except RecursionError:
        reason = "too many folders within each other"
        raise OSError(errno.ENAMETOOLONG, reason, str(folder)) from None


def save_error(
    path: Path, error: OSError, state: str = "the previous version is intact"
) -> SaveError:
    """Return the error for a failed write: why, what is on the disk now, and the way out."""
    return SaveError(f"can't write {path}: {_reason(error)}; {state}; {_way_out(error)}")


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _way_out(error: OSError) -> str:
    if error.errno in DISK_FULL:
        return "free disk space and try again, or choose another folder"
    if error.errno in NO_PERMISSION:
        return "allow writing there, or choose another folder"
    return "try again, or choose another folder"


# Locking


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Keep other processes from writing in a project folder.

    The system releases the lock of a killed process.

    Raises
    ------
    SaveError
        If another process holds the lock for more than ten seconds, or the lock file is a link.
    OSError
        If the lock file cannot be opened for writing.
    """
    path = folder / LOCK_FILE
    if path.is_symlink():
        raise SaveError(f"{path}: is a link, which must not be there; delete it")
    # O_NONBLOCK: a FIFO of that name must not block.
    flags = os.O_RDWR | os.O_CREAT | _NONBLOCK | NO_LINK
    descriptor = os.open(path, flags, mode=0o666)
    try:
        deadline = time.monotonic() + LOCK_PATIENCE
        while not try_lock(descriptor):
            if time.monotonic() > deadline:
                raise SaveError(
                    f"{folder}: another program has been writing here for {LOCK_PATIENCE:g} "
                    "seconds; wait for it and save again, or save in another folder"
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)  # releases the lock


def try_lock(descriptor: int) -> bool:
    """Lock a file without waiting; return True unless another open file holds the lock.

    Windows locks the byte at the position of the file.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # A network drive without locks: the check of the revision must do.
        return error.errno not in LOCKED
    return True
