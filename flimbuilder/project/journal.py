"""The journal: every edit since the last save, on the disk before the next one is made.

A text file with one JSON record on each line. Each line carries the CRC-32 of all records up to
its own, so a damaged, missing or swapped line is detected; reading stops there. The first record
has a random number, the writer: so the last line also identifies the program that wrote the lines.
"""

import os
import secrets
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Annotated, NamedTuple

from pydantic import Field, ValidationError

from flimbuilder.errors import ProjectError, SaveError
from flimbuilder.project.documents import BACKUP_FOLDER, Revision
from flimbuilder.project.edits import Edit, edit_adapter
from flimbuilder.project.files import save_error
from flimbuilder.project.folder_handle import FolderHandle, open_folder
from flimbuilder.project.migrate import SCHEMA_VERSION
from flimbuilder.project.values import Value

__all__ = [
    "JOURNAL_FILE",
    "MAX_JOURNAL_BYTES",
    "Journal",
    "JournalContents",
    "JournalEnd",
    "parse_journal",
    "read_journal",
    "retire_journal",
]

JOURNAL_FILE = "journal.ndjson"
MAX_JOURNAL_BYTES = 2**27  # edits of this length need 1 GB of memory
OPENING = b'{"crc32": "'
MIDDLE = b'", "record": '
CLOSING = b"}"
CRC_DIGITS = 8
WRITER_BYTES = 16


class _JournalHeader(Value):
    """The first record: the version that the edits start from, and who writes them."""

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)]
    revision: Revision
    writer: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = Field(
        default=None, exclude_if=lambda given: given is None
    )


class JournalEnd(NamedTuple):
    """The end of a part of a journal: its size in bytes, and the check sum of its last line."""

    size: int = 0
    crc32: str | None = None


@dataclass(frozen=True)
class JournalContents:
    """The readable part of a journal.

    Attributes
    ----------
    revision : int or None
        Revision that the edits start from; None without a readable header.
    edits : tuple of Edit
    size : int
        Of the file, in bytes.
    good : int
        Size of the readable lines, in bytes.
    crc : int
        CRC-32 of the records in those lines.
    last : bytes
        The last of those lines.
    note : str or None
        Message about the unreadable part, in one line.
    """

    revision: int | None = None
    edits: tuple[Edit, ...] = ()
    size: int = 0
    good: int = 0
    crc: int = 0
    last: bytes = b""
    note: str | None = None

    @property
    def end(self) -> JournalEnd:
        """The end of the readable lines."""
        return _end(self.good, self.crc)


def _end(size: int, crc: int) -> JournalEnd:
    return JournalEnd(size, f"{crc:08x}" if size else None)


def parse_journal(data: bytes, name: str = JOURNAL_FILE) -> JournalContents:
    """Parse a journal up to its first damaged line.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        Name of the file, for the note.

    Returns
    -------
    JournalContents
        Without a truncated last line, and without a damaged line and all lines after it; a note
        mentions them.
    """
    return _parse(BytesIO(data), len(data), name)


def _parse(file: IO[bytes], size: int, name: str) -> JournalContents:
    revision, edits = None, []
    good = crc = 0
    last = b""
    for line, record, crc_after in _records(_lines(file)):
        if isinstance(record, _JournalHeader):
            revision = record.revision
        else:
            edits.append(record)
        last, crc = line, crc_after
        good += len(line)
    note = None
    if good < size:
        file.seek(good)
        note = _note(file, good, size, len(edits), name)
    return JournalContents(revision, tuple(edits), size, good, crc, last, note)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the whole lines of a file, up to the limit of a journal."""
    rest = MAX_JOURNAL_BYTES
    while (line := file.readline(rest)).endswith(b"\n"):
        rest -= len(line)
        yield line


def _records(lines: Iterable[bytes]) -> Iterator[tuple[bytes, "_JournalHeader | Edit", int]]:
    crc = 0
    for number, line in enumerate(lines):
        text = line[len(OPENING) + CRC_DIGITS + len(MIDDLE) : -len(CLOSING) - 1]
        crc = zlib.crc32(text, crc)
        if line != _enclosed(text, crc):
            return
        try:
            if number == 0:
                record: _JournalHeader | Edit = _JournalHeader.model_validate_json(
                    text, strict=True
                )
            else:
                record = edit_adapter.validate_json(text, strict=True)
        except ValidationError:
            return
        yield line, record, crc


def _enclosed(text: bytes, crc: int) -> bytes:
    return OPENING + f"{crc:08x}".encode() + MIDDLE + text + CLOSING + b"\n"


def _note(file: IO[bytes], good: int, size: int, n_edits: int, name: str) -> str:
    """Describe the unreadable part of a journal, which begins where `file` is."""
    before = f"the {n_edits} edits before it"
    if size > MAX_JOURNAL_BYTES:
        return (
            f"{name}: has {size} bytes; at most {MAX_JOURNAL_BYTES} are read, and {n_edits} edits "
            f"can be recovered; the file is kept in {BACKUP_FOLDER}/"
        )
    rest = file.read(size - good)
    if b"\n" not in rest:
        return f"{name}: the last line was cut short when the program ended; {before} are intact"
    lines = rest.removesuffix(b"\n").count(b"\n") + 1
    first = n_edits + (2 if good else 1)  # behind the header
    return (
        f"{name}: line {first} is damaged; {before} can be recovered, the {lines} lines from "
        f"there on cannot; the file is kept in {BACKUP_FOLDER}/"
    )


def read_journal(folder: FolderHandle) -> JournalContents:
    """Read the journal of a project folder; empty if there is none."""
    try:
        with folder.reading(JOURNAL_FILE) as file:
            size = os.fstat(file.fileno()).st_size
            return _parse(file, size, str(folder.path / JOURNAL_FILE))
    except FileNotFoundError:
        return JournalContents()


class Journal:
    """The journal of one open project.

    Parameters
    ----------
    folder : Path
        Of the project.
    revision : int
        Saved version that the edits start from.
    contents : JournalContents or None, default=None
        Journal of that revision as read when the project was opened; None if it is empty.
    """

    def __init__(
        self, folder: Path, revision: int, contents: JournalContents | None = None
    ) -> None:
        contents = contents or JournalContents()
        self._folder = folder
        self._revision = revision
        self._read_edits = contents.edits
        self._adopted = 0  # edits read that the open project includes
        self._size = contents.size  # of the file, unless another program writes to it
        self._good = contents.good
        self._crc = contents.crc
        self._last = contents.last
        self._attempted = b""  # line that failed; a part of it may be on the disk

    @property
    def known(self) -> JournalEnd:
        """End of the part of the journal whose edits the open project includes."""
        if self._adopted < len(self._read_edits):
            return JournalEnd()
        return _end(self._good, self._crc)

    def adopt(self, count: int) -> None:
        """Take over the first `count` edits read: the next save includes them."""
        self._adopted = count

    def append(self, edit: Edit) -> None:
        """Write an edit and sync it to the disk.

        Edits read but not adopted are copied to ``backups/`` first.

        Raises
        ------
        ProjectError
            If another program has written to the journal.
        SaveError
            If it cannot be written or becomes too long; the edits before are intact.
        """
        text = _dump(edit)
        try:
            with open_folder(self._folder) as folder:
                self._require_own(folder)
                if not 0 < self.known.size == self._size:
                    self._start(folder)
                self._write(folder, text)
        except OSError as error:
            raise save_error(self._path, error) from None

    def discard(self) -> None:
        """Start again from the saved version; the file is moved to ``backups/``.

        Raises
        ------
        ProjectError
            If another program has written to the journal.
        """
        with open_folder(self._folder) as folder:
            self._require_own(folder)
            retire_journal(folder, known=None)
        self._read_edits, self._adopted = (), 0
        self._size = self._good = self._crc = 0
        self._last = self._attempted = b""

    @property
    def _path(self) -> Path:
        return self._folder / JOURNAL_FILE

    def _require_own(self, folder: FolderHandle) -> None:
        """Check that the file is as this program read or left it."""
        size = folder.size(JOURNAL_FILE) or 0
        rest = b""
        if size:
            with folder.reading(JOURNAL_FILE) as file:
                file.seek(max(self._good - len(self._last), 0))
                same = file.read(len(self._last)) == self._last
                rest = file.read(len(self._attempted) + 1) if self._attempted else b""
        else:
            same = self._size == 0
        expected = size == self._size or (rest != b"" and self._attempted.startswith(rest))
        if not (same and expected):
            raise ProjectError(
                f"{self._path}: another program edits this project at the same time (the journal "
                f"has {size} bytes instead of {self._size}, or other edits); save under another "
                "name, or open it again"
            )

    def _start(self, folder: FolderHandle) -> None:
        """Write the header and the adopted edits; back up the old file."""
        header = _JournalHeader(
            schema_version=SCHEMA_VERSION,
            revision=self._revision,
            writer=secrets.token_hex(WRITER_BYTES),
        )
        adopted = self._read_edits[: self._adopted]
        lines, crc = [], 0
        for record in (header, *adopted):
            line, crc = _line(_dump(record), crc)
            lines.append(line)
        content = b"".join(lines)
        if self._size:
            folder.keep(JOURNAL_FILE, _free_name(folder))
        folder.replace(JOURNAL_FILE, content)
        self._read_edits = adopted
        self._size = self._good = len(content)
        self._crc, self._last, self._attempted = crc, lines[-1], b""

    def _write(self, folder: FolderHandle, text: bytes) -> None:
        line, crc = _line(text, self._crc)
        if self._good + len(line) > MAX_JOURNAL_BYTES:
            raise SaveError(
                f"{self._path}: would have {self._good + len(line)} bytes; at most "
                f"{MAX_JOURNAL_BYTES}: save the project, which empties the journal, and try again"
            )
        with folder.updating(JOURNAL_FILE) as file:
            self._attempted = line  # if writing fails, a part of it may be on the disk
            file.truncate(self._good)
            file.seek(self._good)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._attempted = b""
        self._size = self._good = self._good + len(line)
        self._crc, self._last = crc, line


def _dump(record: "_JournalHeader | Edit") -> bytes:
    return record.model_dump_json().encode()


def _line(text: bytes, crc: int) -> tuple[bytes, int]:
    crc = zlib.crc32(text, crc)
    return _enclosed(text, crc), crc


def retire_journal(folder: FolderHandle, known: JournalEnd | None) -> Path | None:
    """Delete a journal whose edits are saved, or move it to ``backups/``.

    Parameters
    ----------
    folder : FolderHandle
        Of the project.
    known : JournalEnd or None
        End of the part of the journal whose edits are saved; None moves the journal anyway.

    Returns
    -------
    Path or None
        New place of a journal that held anything else; None if it was deleted or not there.
    """
    size = folder.size(JOURNAL_FILE)
    if size is None:
        return None
    if known is not None and size == known.size and _ends_with(folder, known):
        folder.remove(JOURNAL_FILE)
        return None
    target = _free_name(folder)
    folder.move(JOURNAL_FILE, target)
    return folder.path / target


def _ends_with(folder: FolderHandle, end: JournalEnd) -> bool:
    """Return True if the last line of the journal has a check sum."""
    if end.crc32 is None:
        return True
    with folder.reading(JOURNAL_FILE) as file:
        last = deque(_lines(file), maxlen=1)
    return bool(last) and last[0].startswith(OPENING + end.crc32.encode() + MIDDLE)


def _free_name(folder: FolderHandle) -> str:
    """Return an unused name in ``backups/`` that has the journal's revision."""
    folder.make_folder(BACKUP_FOLDER)
    with folder.reading(JOURNAL_FILE) as file:
        first = next(_records(_lines(file)), None)
    header = first[1] if first else None
    revision = header.revision if isinstance(header, _JournalHeader) else "unknown"
    taken = set(folder.names(BACKUP_FOLDER))
    number = 1
    while (name := f"journal-{revision}-{number}.ndjson") in taken:
        number += 1
    return f"{BACKUP_FOLDER}/{name}"
