"""A folder opened by handle; links in it are never followed.

A project may come from a stranger. Links in it must not lead reading, writing or deleting outside.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedRandom, BufferedReader
from pathlib import Path

from flimbuilder.errors import ProjectFormatError
from flimbuilder.project.files import NO_LINK, kind_of, write_descriptor
from flimbuilder.project.temporary_names import temporary_name

__all__ = ["FolderHandle", "open_folder"]

BY_HANDLE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
"""Whether the system opens files relative to an open folder; Windows does not."""

FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
FILE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | NO_LINK
COPY_BYTES = 1 << 20


class FolderHandle:
    """An open folder, from `open_folder`.

    Names are relative to it, with ``/`` after a subfolder. Every method raises
    ProjectFormatError if a part of a name is a link or a special file, and otherwise OSError with
    the whole path.

    Attributes
    ----------
    path : Path
    """

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    # Looking

    def status(self, name: str) -> os.stat_result | None:
        """Return the status of a file or folder; None if it does not exist."""
        try:
            with self._at(name) as (target, folder):
                return self._status(target, folder, name)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def size(self, name: str) -> int | None:
        """Return the size of a regular file in bytes; None if it does not exist."""
        status = self.status(name)
        if status is None:
            return None
        self._require_regular(status.st_mode, name)
        return status.st_size

    def is_regular(self, name: str) -> bool:
        """Return True if a name is that of a regular file, not of a link."""
        return stat.S_ISREG(self._mode(name))

    def is_folder(self, name: str) -> bool:
        """Return True if a name is that of a folder, not of a link."""
        return stat.S_ISDIR(self._mode(name))

    def _mode(self, name: str) -> int:
        """Return the ``st_mode`` of a name; 0 for a link, or if it does not exist."""
        try:
            status = self.status(name)
        except ProjectFormatError:
            return 0
        return 0 if status is None else status.st_mode

    def names(self, subfolder: str = "") -> list[str]:
        """Return the sorted names in the folder or a subfolder; empty if that does not exist."""
        try:
            with (
                self._folder(subfolder) as (path, descriptor),
                os.scandir(path if descriptor is None else descriptor) as entries,
            ):
                return sorted(entry.name for entry in entries)
        except FileNotFoundError:
            return []

    # Reading

    @contextmanager
    def reading(self, name: str) -> Iterator[BufferedReader]:
        """Open a regular file for reading."""
        with os.fdopen(self._open(name, os.O_RDONLY), "rb") as file:
            yield file

    def read(self, name: str, limit: int | None = None) -> bytes:
        """Read a whole regular file of at most `limit` bytes."""
        with self.reading(name) as file:
            size = os.fstat(file.fileno()).st_size
            if limit is not None and size > limit:
                raise ProjectFormatError(
                    f"{self.path / name}: has {size} bytes; at most {limit} are read"
                )
            return file.read()

    # Writing

    @contextmanager
    def updating(self, name: str) -> Iterator[BufferedRandom]:
        """Open a regular file for reading and writing in place."""
        with os.fdopen(self._open(name, os.O_RDWR), "r+b") as file:
            yield file

    def write_new(self, name: str, content: bytes) -> None:
        """Write a new file and sync it to the disk."""
        with self._at(name) as (target, folder), self._explained(name):
            write_descriptor(_create(target, folder), content)

    def replace(self, name: str, content: bytes) -> None:
        """Write a file so that after a crash it is the old one or the new one, whole."""
        parent = name.rpartition("/")[0]
        temporary = f"{parent}/{temporary_name(name)}".removeprefix("/")
        self.size(name)  # refuses a link
        try:
            self.write_new(temporary, content)
            self.move(temporary, name)
        except BaseException:
            with suppress(OSError, ProjectFormatError):
                self.remove(temporary)
            raise
        self.sync(parent)

    def copy(self, name: str, target: str) -> None:
        """Copy a regular file to a new one, without syncing it."""
        with (
            self.reading(name) as source,
            self._at(target) as (path, folder),
            self._explained(target),
            os.fdopen(_create(path, folder), "wb") as copy,
        ):
            shutil.copyfileobj(source, copy, COPY_BYTES)

    def keep(self, name: str, target: str) -> None:
        """Give a regular file a second name, before `replace`; copy it if the system cannot."""
        self.size(name)
        with self._at(name) as (source, source_folder), self._at(target) as (path, folder):
            try:
                os.link(
                    source,
                    path,
                    src_dir_fd=source_folder,
                    dst_dir_fd=folder,
                    follow_symlinks=folder is None,  # `size` refused a link
                )
            except FileExistsError:
                raise
            except OSError:  # a file system without second names
                pass
            else:
                return
        self.copy(name, target)

    def move(self, name: str, target: str) -> None:
        """Rename a file or a folder; a file that has the new name is replaced."""
        with (
            self._at(name) as (source, source_folder),
            self._at(target) as (path, folder),
            self._explained(target),
        ):
            self._status(source, source_folder, name)
            os.replace(source, path, src_dir_fd=source_folder, dst_dir_fd=folder)

    def remove(self, name: str) -> None:
        """Delete a file, if it exists."""
        with (
            self._at(name) as (target, folder),
            self._explained(name),
            suppress(FileNotFoundError),
        ):
            self._status(target, folder, name)
            os.unlink(target, dir_fd=folder)

    def make_folder(self, name: str) -> None:
        """Create a folder; it may exist already."""
        with self._at(name) as (target, folder), self._explained(name):
            try:
                os.mkdir(target, dir_fd=folder)
            except FileExistsError:
                status = self._status(target, folder, name)
                if not stat.S_ISDIR(status.st_mode):
                    raise

    def remove_tree(self, name: str) -> None:
        """Delete a folder with everything in it, if it exists; links in it are not followed."""
        with (
            self._at(name) as (target, folder),
            self._explained(name),
            suppress(FileNotFoundError),
        ):
            self._status(target, folder, name)
            shutil.rmtree(target, dir_fd=folder)

    def sync(self, subfolder: str = "") -> None:
        """Sync the names in the folder or a subfolder to the disk, if the system can."""
        with suppress(OSError), self._folder(subfolder) as (_, descriptor):
            if descriptor is not None:  # Windows cannot open folders
                os.fsync(descriptor)

    # Names and handles

    @contextmanager
    def _at(self, name: str) -> Iterator[tuple[str, int | None]]:
        """Yield a name as the calls of the system take it, and the handle of its folder."""
        parent, _, last = name.rpartition("/")
        with self._folder(parent) as (path, descriptor):
            yield (str(path / last) if descriptor is None else last), descriptor

    @contextmanager
    def _folder(self, subfolder: str) -> Iterator[tuple[Path, int | None]]:
        """Open a subfolder, one part of its name after the other."""
        path, descriptor = self.path, self._descriptor
        with ExitStack() as opened:
            for part in filter(None, subfolder.split("/")):
                path /= part
                relative = str(path.relative_to(self.path))
                if descriptor is None:
                    status = self._status(str(path), None, relative)
                    if not stat.S_ISDIR(status.st_mode):
                        raise NotADirectoryError(20, "Not a directory", str(path))
                else:
                    descriptor = self._open_subfolder(part, descriptor, relative)
                    opened.callback(os.close, descriptor)
            yield path, descriptor

    def _open_subfolder(self, name: str, folder: int, relative: str) -> int:
        with self._explained(relative):
            try:
                return os.open(name, FOLDER | NO_LINK, dir_fd=folder)
            except OSError:
                self._status(name, folder, relative)  # explains a link
                raise

    def _open(self, name: str, flags: int) -> int:
        """Open a regular file; a FIFO or a device is not opened."""
        with self._at(name) as (target, folder), self._explained(name):
            self._require_regular(self._status(target, folder, name).st_mode, name)
            descriptor = os.open(target, flags | FILE, dir_fd=folder)
            try:
                self._require_regular(os.fstat(descriptor).st_mode, name)
            except BaseException:
                os.close(descriptor)
                raise
            return descriptor

    def _status(self, target: str, folder: int | None, name: str) -> os.stat_result:
        with self._explained(name):
            status = os.stat(target, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode) or _is_junction(status):
            raise ProjectFormatError(
                f"{self.path / name}: is a link, which a project folder must not hold; put the "
                "file or folder itself there"
            )
        return status

    def _require_regular(self, mode: int, name: str) -> None:
        if not stat.S_ISREG(mode):
            raise ProjectFormatError(
                f"{self.path / name}: is {kind_of(mode)}; a regular file is needed"
            )

    @contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        """Give errors of the system the whole path."""
        try:
            yield
        except OSError as error:
            error.filename = str(self.path / name)
            raise


@contextmanager
def open_folder(path: Path) -> Iterator[FolderHandle]:
    """Open a folder; its own path may contain links.

    Raises
    ------
    OSError
        If it does not exist or cannot be opened.
    """
    if not BY_HANDLE:
        if not path.is_dir():
            path.stat()
            raise NotADirectoryError(20, "Not a directory", str(path))
        yield FolderHandle(path, None)
        return
    descriptor = os.open(path, FOLDER)
    try:
        yield FolderHandle(path, descriptor)
    finally:
        os.close(descriptor)


def _create(target: str, folder: int | None) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | FILE
    return os.open(target, flags, mode=0o666, dir_fd=folder)


def _is_junction(status: os.stat_result) -> bool:
    """Return True for Windows' links between folders."""
    tag = getattr(status, "st_reparse_tag", 0)
    return tag != 0 and tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
