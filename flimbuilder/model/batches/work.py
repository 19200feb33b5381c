"""Where sums and the journal of a decoding are kept: in a folder that outlives a stop, or not."""

import io
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from flimbuilder.errors import ImageError, SaveError, listed
from flimbuilder.model.batches.journal import BatchJournal, Header, Record
from flimbuilder.model.inference import Note, no_note
from flimbuilder.project.files import LOCK_FILE, NO_LINK, kind_of, save_error, try_lock
from flimbuilder.project.temporary_names import is_temporary

__all__ = [
    "FINISHED_FILE",
    "MAPS_FILE",
    "SUMS_FILE",
    "TemporaryWork",
    "Work",
    "WorkFolder",
    "work_folder",
]

JOURNAL_FILE, SUMS_FILE, MAPS_FILE = "journal", "sums", "maps"
FINISHED_FILE = "finished.npz"
"""What is kept of an image whose results are complete."""
MEMORY_BYTES = 64 * 2**20  # of sums that need no file
MOST_STEM = 100  # characters of a stem in the folder's name
KEPT = "what was computed is kept"
_FLAGS = (
    os.O_RDWR | os.O_CREAT | NO_LINK | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
)


class Work(Protocol):
    """An open place for the files of a decoding."""

    def file(self, name: str, n_bytes: int) -> BinaryIO:
        """Open a file by its name, without a buffer, for `n_bytes`."""
        ...

    def free(self) -> int:
        """Return the free bytes of the disk; 0 if unknown."""
        ...

    def records(self) -> Iterator[Record]:
        """Yield what an earlier run computed; exhaust it before `add`."""
        ...

    def add(self, record: Record) -> None:
        """Note what was computed, after its sums were written; raises OSError."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Turn OSError in a block into SaveError."""
        ...


@dataclass(frozen=True)
class WorkFolder:
    """A folder for one image's sums and journal, until its results are complete.

    Attributes
    ----------
    path : Path
        Created if missing, see :func:`work_folder`.
    identity : mapping of str to str
        What the results depend on beyond model, decoder and tiles, by a name for messages:
        ``{"image": "..."}``.
    restart : bool, default=False
        Drop what an earlier run computed.
    on_note : callable, default does nothing
        Called if an earlier run is dropped, or continued.
    """

    path: Path
    identity: Mapping[str, str]
    restart: bool = False
    on_note: Note = no_note

    def remove(self) -> None:
        """Remove the folder, with the files of a decoding only."""
        with suppress(OSError):
            for file in self.path.iterdir():
                name = file.name
                own = name in (JOURNAL_FILE, MAPS_FILE, LOCK_FILE, FINISHED_FILE) or is_temporary(
                    name
                )
                if own or name.startswith(SUMS_FILE):
                    file.unlink()
            self.path.rmdir()

    @contextmanager
    def opened(self, header: Header, name: str) -> Iterator["Work"]:
        """Yield the open folder; remove it when the block ends.

        It stays if the block raises, unless the image is damaged.

        Parameters
        ----------
        header : mapping
            What the computations depend on.
        name : str
            Name of the image in notes.

        Raises
        ------
        SaveError
            If the folder cannot be used, or another program works in it.
        """
        work = _OpenFolder(self, {**header, **self.identity}, name)
        is_kept = True
        try:
            yield work
            is_kept = False
        except ImageError as error:
            is_kept = _is_out_of_reach(error)
            raise
        finally:
            work.close()
            if work.is_empty or not is_kept:
                self.remove()


def _is_out_of_reach(error: BaseException | None) -> bool:
    """Return True if an image could not be read for a reason such as a lost network drive."""
    while error is not None and not isinstance(error, OSError):
        error = error.__cause__ or error.__context__
    return error is not None


class _OpenFolder:
    """A locked work folder."""

    def __init__(self, folder: WorkFolder, header: Header, name: str) -> None:
        self._path, self._files = folder.path, ExitStack()
        self.is_empty = True
        with self._closing_on_errors():
            self._make()
            lock = self._open(LOCK_FILE)
            if not try_lock(lock.fileno()):
                raise SaveError(
                    f"{folder.path}: another program is predicting this image; wait for it, or "
                    "choose another folder"
                )
            file = self._open(JOURNAL_FILE)
            if folder.restart:
                file.truncate(0)
            self._journal = BatchJournal(file, header)
        if self._journal.changed:
            folder.on_note(
                f"{name}: begins afresh, since an earlier run that stopped had another "
                f"{listed(self._journal.changed)}"
            )

    def file(self, name: str, n_bytes: int) -> BinaryIO:
        """Open a file of the folder, empty if the journal is."""
        with self._closing_on_errors():
            file = self._open(name)
            if self._journal.is_new:
                file.truncate(0)
            return file

    def free(self) -> int:
        """Return the free bytes of the disk; 0 if unknown."""
        return _free_bytes(self._path)

    def records(self) -> Iterator[Record]:
        """Yield the records of the journal."""
        for record in self._journal.records():
            self.is_empty &= record.pass_number < 0
            yield record

    def add(self, record: Record) -> None:
        """Append to the journal; raises OSError."""
        self._journal.append(record)
        self.is_empty &= record.pass_number < 0

    def writing(self) -> AbstractContextManager[None]:
        """Turn OSError in a block into SaveError."""
        return _naming(self._path, KEPT)

    def close(self) -> None:
        """Close the files."""
        self._files.close()

    def _make(self) -> None:
        if self._path.is_symlink():
            raise SaveError(f"{self._path}: is a link, which must not be there; delete it")
        self._path.mkdir(exist_ok=True)

    def _open(self, name: str) -> BinaryIO:
        path = self._path / name
        descriptor = os.open(path, _FLAGS, mode=0o666)
        file = self._files.enter_context(cast(BinaryIO, os.fdopen(descriptor, "r+b", buffering=0)))
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise SaveError(f"{path}: is {kind_of(mode)}, which must not be there; delete it")
        return file

    @contextmanager
    def _closing_on_errors(self) -> Iterator[None]:
        try:
            with self.writing():
                yield
        except BaseException:
            self.close()
            raise


class TemporaryWork:
    """Files without a name, gone at the end; small ones are in memory.

    Parameters
    ----------
    folder : Path or None
        Where larger files are; None is the system's folder.
    files : ExitStack
        Closes them.
    """

    def __init__(self, folder: Path | None, files: ExitStack) -> None:
        self._folder, self._files = folder, files

    def file(self, name: str, n_bytes: int) -> BinaryIO:
        """Open a file."""
        if n_bytes <= MEMORY_BYTES:
            return io.BytesIO()
        opened = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
        return cast(BinaryIO, self._files.enter_context(opened))

    def free(self) -> int:
        """Return the free bytes of the disk; 0 if unknown."""
        return _free_bytes(self._place)

    def records(self) -> Iterator[Record]:
        """Yield nothing."""
        return iter(())

    def add(self, record: Record) -> None:
        """Keep no journal."""

    def writing(self) -> AbstractContextManager[None]:
        """Turn OSError in a block into SaveError."""
        return _naming(self._place)

    @property
    def _place(self) -> Path:
        return self._folder or Path(tempfile.gettempdir())


def _free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


@contextmanager
def _naming(folder: Path, *state: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise save_error(folder, error, *state) from None


def work_folder(folder: Path, stem: str) -> Path:
    """Return the work folder of an image beside its results, ``.STEM.predicting``.

    A long stem is shortened and followed by its hash.
    """
    if len(stem) > MOST_STEM:
        stem = (
            f"{stem[:MOST_STEM]}-{sha256(stem.encode(errors='surrogateescape')).hexdigest()[:8]}"
        )
    return folder / f".{stem}.predicting"
