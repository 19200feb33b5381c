"""The journal: every edit since the last save, on the disk before the next one is made.

A text file with one JSON record on each line. Each line carries the CRC-32 of all records up to
its own, so a damaged, missing or swapped line is detected; reading stops there.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from flimbuilder.errors import ProjectError
from flimbuilder.project.documents import BACKUP_FOLDER
from flimbuilder.project.edits import Edit, edit_adapter
from flimbuilder.project.files import read_regular, replace_file, save_error
from flimbuilder.project.migrate import SCHEMA_VERSION
from flimbuilder.project.values import Value

__all__ = [
    "JOURNAL_FILE",
    "Journal",
    "JournalContents",
    "parse_journal",
    "read_journal",
    "retire_journal",
]

JOURNAL_FILE = "journal.ndjson"
OPENING = b'{"crc32": "'
MIDDLE = b'", "record": '
CLOSING = b"}"
CRC_DIGITS = 8
NO_SIZE = -1  # differs from the size of any journal


class _JournalHeader(Value):
    """The first record: the version of the project that the edits start from."""

    schema_version: Annotated[int, Field(ge=1, le=SCHEMA_VERSION)]
    revision: Annotated[int, Field(ge=1)]


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
    note : str or None
        Message about the unreadable part, in one line.
    """

    revision: int | None = None
    edits: tuple[Edit, ...] = ()
    size: int = 0
    good: int = 0
    crc: int = 0
    note: str | None = None


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
    records: list[_JournalHeader | Edit] = []
    good = crc = 0
    for line, record, crc_after in _records(data):
        records.append(record)
        good += len(line) + 1
        crc = crc_after
    if not records or not isinstance(records[0], _JournalHeader):
        return JournalContents(size=len(data), note=_note(data, 0, 0, name))
    edits = tuple(record for record in records if not isinstance(record, _JournalHeader))
    note = _note(data, good, len(edits), name)
    return JournalContents(records[0].revision, edits, len(data), good, crc, note)


def _records(data: bytes) -> Iterator[tuple[bytes, "_JournalHeader | Edit", int]]:
    crc = 0
    for number, line in enumerate(data.split(b"\n")[:-1]):
        text = line[len(OPENING) + CRC_DIGITS + len(MIDDLE) : -len(CLOSING)]
        crc = zlib.crc32(text, crc)
        if line != _enclosed(text, crc):
            return
        try:
            if number == 0:
                record: _JournalHeader | Edit = _JournalHeader.model_validate_json(text)
            else:
                record = edit_adapter.validate_json(text)
        except ValidationError:
            return
        yield line, record, crc


def _enclosed(text: bytes, crc: int) -> bytes:
    return OPENING + f"{crc:08x}".encode() + MIDDLE + text + CLOSING


def _note(data: bytes, good: int, n_edits: int, name: str) -> str | None:
    rest = data[good:]
    if not rest:
        return None
    if b"\n" not in rest:
        return (
            f"{name}: the last line was cut short when the program ended; the {n_edits} edits "
            "before it are intact"
        )
    first = data[:good].count(b"\n") + 1
    lines = rest.removesuffix(b"\n").count(b"\n") + 1
    return (
        f"{name}: line {first} is damaged; the {n_edits} edits before it can be recovered, the "
        f"{lines} lines from there on cannot; the file is kept in {BACKUP_FOLDER}/"
    )


def read_journal(folder: Path) -> JournalContents:
    """Read the journal of a project folder; empty if there is none."""
    try:
        return parse_journal(read_regular(folder / JOURNAL_FILE), str(folder / JOURNAL_FILE))
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
        self._header = _JournalHeader(schema_version=SCHEMA_VERSION, revision=revision)
        self._read_edits = contents.edits
        self._adopted: tuple[Edit, ...] = ()
        self._size = contents.size  # of the file, unless another program writes to it
        self._good = contents.good
        self._crc = contents.crc
        self._failed = False

    @property
    def known(self) -> int:
        """Size of the part of the journal whose edits the open project includes, in bytes."""
        return self._good if self._adopted == self._read_edits else 0

    def adopt(self, count: int) -> None:
        """Take over the first `count` edits read: the next save includes them."""
        self._adopted = self._read_edits[:count]

    def append(self, edit: Edit) -> None:
        """Write an edit and sync it to the disk.

        Edits read but not adopted are copied to ``backups/`` first.

        Raises
        ------
        ProjectError
            If another program has written to the journal.
        SaveError
            If it cannot be written; the edits before are intact.
        """
        self._require_untouched()
        try:
            if not 0 < self.known == self._size:
                self._start()
            self._write(_dump(edit))
        except OSError as error:
            raise save_error(self._path, error) from None

    def discard(self) -> None:
        """Start again from the saved version; the file is moved to ``backups/``.

        Raises
        ------
        ProjectError
            If another program has written to the journal.
        """
        self._require_untouched()
        retire_journal(self._folder, known=NO_SIZE)
        self._read_edits = self._adopted = ()
        self._size = self._good = self._crc = 0
        self._failed = False

    @property
    def _path(self) -> Path:
        return self._folder / JOURNAL_FILE

    def _require_untouched(self) -> None:
        size = self._path.stat().st_size if self._path.exists() else 0
        if size != self._size and not self._failed:
            raise ProjectError(
                f"{self._path}: another program edits this project at the same time (the journal "
                f"has {size} bytes instead of {self._size}); save under another name"
            )

    def _start(self) -> None:
        """Write the header and the adopted edits; back up the old file."""
        lines, crc = [], 0
        for record in (self._header, *self._adopted):
            line, crc = _line(_dump(record), crc)
            lines.append(line)
        content = b"".join(lines)
        if self._size:
            data = read_regular(self._path)
            replace_file(_free_name(self._folder, data), data)
        replace_file(self._path, content)
        self._read_edits = self._adopted
        self._size = self._good = len(content)
        self._crc = crc

    def _write(self, text: bytes) -> None:
        line, crc = _line(text, self._crc)
        self._failed = True  # if writing fails, a part of the line may be on the disk
        with self._path.open("r+b") as file:
            file.truncate(self._good)
            file.seek(self._good)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._failed = False
        self._size = self._good = self._good + len(line)
        self._crc = crc


def _dump(record: "_JournalHeader | Edit") -> bytes:
    return record.model_dump_json().encode()


def _line(text: bytes, crc: int) -> tuple[bytes, int]:
    crc = zlib.crc32(text, crc)
    return _enclosed(text, crc) + b"\n", crc


def retire_journal(folder: Path, known: int) -> Path | None:
    """Delete a journal whose edits are saved, or move it to ``backups/``.

    Parameters
    ----------
    folder : Path
        Of the project.
    known : int
        Size of the part of the journal whose edits are saved, in bytes.

    Returns
    -------
    Path or None
        New place of a journal that held anything else; None if it was deleted or not there.
    """
    path = folder / JOURNAL_FILE
    if not path.exists():
        return None
    if path.stat().st_size == known:
        path.unlink()
        return None
    target = _free_name(folder, read_regular(path))
    path.replace(target)
    return target


def _free_name(folder: Path, data: bytes) -> Path:
    """Return an unused name in ``backups/`` that has the journal's revision."""
    backups = folder / BACKUP_FOLDER
    backups.mkdir(exist_ok=True)
    revision = parse_journal(data).revision or "unknown"
    number = 1
    while (target := backups / f"journal-{revision}-{number}.ndjson").exists():
        number += 1
    return target
