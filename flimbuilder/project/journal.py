"""The journal: every edit since the last save, on the disk before the next one is drawn.

A text file of one JSON record a line. Each line carries the CRC-32 of all records up to its own,
so a damaged, missing or exchanged line is found, and nothing after it is believed.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from flimbuilder.errors import ProjectError
from flimbuilder.project.backups import BACKUP_FOLDER
from flimbuilder.project.edits import Edit, edit_adapter
from flimbuilder.project.files import read_regular, replace_file, save_error
from flimbuilder.project.migrate import OLDEST_VERSION, SCHEMA_VERSION
from flimbuilder.project.values import Value

__all__ = ["JOURNAL_FILE", "Journal", "JournalContents", "parse_journal", "read_journal", "retire"]

JOURNAL_FILE = "journal.ndjson"
OPENING = b'{"crc32": "'
MIDDLE = b'", "record": '
CLOSING = b"}"
CRC_DIGITS = 8
NEVER = -1  # bytes that no journal has


class _JournalHeader(Value):
    """The first record: which version of the project the edits start from."""

    schema_version: Annotated[int, Field(ge=OLDEST_VERSION, le=SCHEMA_VERSION)]
    revision: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class JournalContents:
    """What could be read of a journal.

    Attributes
    ----------
    revision : int or None
        That the edits start from; None where there is no readable header.
    edits : tuple of Edit
    size : int
        Bytes of the file.
    good : int
        Bytes of the lines that could be read.
    crc : int
        Of the records in those lines.
    note : str or None
        What could not be read, in one line.
    """

    revision: int | None = None
    edits: tuple[Edit, ...] = ()
    size: int = 0
    good: int = 0
    crc: int = 0
    note: str | None = None


def parse_journal(data: bytes, name: str = JOURNAL_FILE) -> JournalContents:
    """Read the lines of a journal up to the first that is damaged.

    Parameters
    ----------
    data : bytes
        Of the whole file.
    name : str
        Of the file, for the note.

    Returns
    -------
    JournalContents
        A line that was cut short at the end is left out with a note; so is a damaged line and all
        that comes after it.
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
            record = _JournalHeader.model_validate_json(text) if number == 0 else _edit(text)
        except ValidationError:
            return
        yield line, record, crc


def _edit(text: bytes) -> Edit:
    return edit_adapter.validate_json(text)


def _enclosed(text: bytes, crc: int) -> bytes:
    return OPENING + f"{crc:08x}".encode() + MIDDLE + text + CLOSING


def _note(data: bytes, good: int, edits: int, name: str) -> str | None:
    rest = data[good:]
    if not rest:
        return None
    if b"\n" not in rest:
        return (
            f"{name}: the last line was cut short when the program ended; the {edits} edits "
            "before it are whole"
        )
    first = data[:good].count(b"\n") + 1
    lines = rest.removesuffix(b"\n").count(b"\n") + 1
    return (
        f"{name}: line {first} is damaged; the {edits} edits before it can be recovered, the "
        f"{lines} lines from there on cannot; the file is kept in {BACKUP_FOLDER}/"
    )


def read_journal(folder: Path) -> JournalContents:
    """Read the journal of a project folder; empty where there is none."""
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
        Of the saved version that the edits start from.
    contents : JournalContents, default=empty
        What the file held when the project was opened; edits of that very revision.
    schema_version : int, default=1
        Of the saved version.
    """

    def __init__(
        self,
        folder: Path,
        revision: int,
        contents: JournalContents | None = None,
        schema_version: int = OLDEST_VERSION,
    ) -> None:
        contents = contents or JournalContents()
        self._folder = folder
        self._header = _JournalHeader(schema_version=schema_version, revision=revision)
        self._found = contents.edits
        self._adopted: tuple[Edit, ...] = ()
        self._size = contents.size  # that the file has, unless another program writes
        self._good = contents.good
        self._crc = contents.crc
        self._failed = False

    @property
    def known(self) -> int:
        """Bytes of the journal whose edits the open project has made or taken over."""
        return self._good if self._adopted == self._found else 0

    def adopt(self, count: int) -> None:
        """Take the first of the found edits over: later ones follow, the next save has them."""
        self._adopted = self._found[:count]

    def append(self, edit: Edit) -> None:
        """Write an edit and wait until it is on the disk.

        Found edits that were not adopted are first kept in ``backups/``.

        Raises
        ------
        ProjectError
            Where another program has written into the journal.
        SaveError
            Where it cannot be written; the edits before it are whole.
        """
        self._require_untouched()
        try:
            if not 0 < self.known == self._size:
                self._start()
            self._write(_dump(edit))
        except OSError as error:
            raise save_error(self._path, error) from None

    def discard(self) -> None:
        """Begin anew, from the saved version; the file is kept in ``backups/``.

        Raises
        ------
        ProjectError
            Where another program has written into the journal.
        """
        self._require_untouched()
        retire(self._folder, known=NEVER)
        self._found = self._adopted = ()
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
        """Begin a file of the header and the adopted edits; what was there is kept."""
        lines, crc = [], 0
        for record in (self._header, *self._adopted):
            line, crc = _line(_dump(record), crc)
            lines.append(line)
        content = b"".join(lines)
        if self._size:
            data = read_regular(self._path)
            replace_file(_free_name(self._folder, data), data)
        replace_file(self._path, content)
        self._found = self._adopted
        self._size = self._good = len(content)
        self._crc = crc

    def _write(self, text: bytes) -> None:
        line, crc = _line(text, self._crc)
        self._failed = True  # until it is written: a part of the line may be there
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


def retire(folder: Path, known: int) -> Path | None:
    """Put an end to a journal whose project was saved.

    Parameters
    ----------
    folder : Path
        Of the project.
    known : int
        Bytes of the journal whose edits the saved version includes.

    Returns
    -------
    Path or None
        Where it was moved to, as it held something else; None where it was deleted.
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
    """Return a name in ``backups/`` that tells the revision and is not in use."""
    kept = folder / BACKUP_FOLDER
    kept.mkdir(exist_ok=True)
    revision = parse_journal(data).revision or "unknown"
    number = 1
    while (target := kept / f"journal-{revision}-{number}.ndjson").exists():
        number += 1
    return target
