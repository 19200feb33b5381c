"""An append-only file of what was computed, read back after any stop.

A record is its length and CRC-32 (little-endian, four bytes each) and its content. The first
one is the header, JSON with all that the records depend on. The others are of one batch: a line
of JSON and the statistics in the safetensors format, compressed by zlib. A record that was cut off
ends the file.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from flimbuilder.model.batches.passes import Found

__all__ = ["BatchJournal", "Header", "Record", "write_all"]

Header = Mapping[str, Any]
HEAD = struct.Struct("<II")
FASTEST = 1  # level of zlib


@dataclass(frozen=True)
class Record:
    """What a pass found on a batch.

    Attributes
    ----------
    pass_number, batch : int
    statistics : mapping
        As in `BatchOutcome`.
    checksums : mapping of int to int
        By block, the CRC-32 of the sums.
    """

    pass_number: int
    batch: int
    statistics: Found
    checksums: Mapping[int, int] = field(default_factory=dict)

    def dump(self) -> bytes:
        """Return the content of the record."""
        head = {
            "pass": self.pass_number,
            "batch": self.batch,
            "sums": [[block, checksum] for block, checksum in self.checksums.items()],
            "blocks": list(self.statistics),
        }
        tensors = {
            f"{block} {name}": value.contiguous()
            for block, values in self.statistics.items()
            for name, value in values.items()
        }
        return zlib.compress(json.dumps(head).encode() + b"\n" + save(tensors), FASTEST)

    @classmethod
    def load(cls, content: bytes) -> "Record":
        """Return the record of a content; raises ValueError or zlib.error for any other."""
        line, _, tensors = zlib.decompress(content).partition(b"\n")
        head = json.loads(line)
        statistics: dict[int, dict[str, Tensor]] = {block: {} for block in head["blocks"]}
        try:
            for key, value in load(tensors).items():
                block, _, name = key.partition(" ")
                statistics[int(block)][name] = value
        except SafetensorError as error:
            raise ValueError(str(error)) from None
        return cls(int(head["pass"]), int(head["batch"]), statistics, dict(head["sums"]))


class BatchJournal:
    """The records in a file.

    Parameters
    ----------
    file : binary file
        Open for reading and writing, without a buffer.
    header : mapping
        What the records depend on, in JSON's types.

    Attributes
    ----------
    is_new : bool
        Whether the file held no journal with this header.
    changed : list of str
        Names in the header of another journal that was in the file, and was dropped.
    """

    def __init__(self, file: BinaryIO, header: Header) -> None:
        self._file, self._size = file, file.seek(0, os.SEEK_END)
        header = json.loads(json.dumps(header))
        first = next(self._contents(0), None)
        self._start = 0 if first is None else first[1]
        found = _parse(first[0]) if first is not None else None
        self.changed: list[str] = []
        self.is_new = found != header
        if not self.is_new:
            return
        if found is not None:
            names = {**header, **found}
            self.changed = [name for name in names if found.get(name) != header.get(name)]
        file.seek(0)
        file.truncate()
        self._append(json.dumps(header).encode())
        self._start = self._size = file.tell()

    def records(self) -> Iterator[Record]:
        """Yield all records, and cut off what follows the last whole one.

        Further records are appended there, so exhaust it first.
        """
        end = self._start
        for content, stop in self._contents(self._start):
            try:
                record = Record.load(content)
            except (ValueError, KeyError, TypeError, zlib.error):
                break
            end = stop
            yield record
        self._file.seek(end)
        self._file.truncate()

    def append(self, record: Record) -> None:
        """Append a record; raises OSError."""
        self._append(record.dump())

    def _append(self, content: bytes) -> None:
        start = self._file.tell()
        try:
            write_all(self._file, HEAD.pack(len(content), zlib.crc32(content)) + content)
        except OSError:  # nothing may follow a torn record
            self._file.seek(start)
            self._file.truncate()
            raise

    def _contents(self, start: int) -> Iterator[tuple[bytes, int]]:
        """Yield the content and the end of each whole record from a position on."""
        while True:
            self._file.seek(start)
            head = self._file.read(HEAD.size)
            if len(head) < HEAD.size:
                return
            length, checksum = HEAD.unpack(head)
            start += HEAD.size + length
            if start > self._size:  # a damaged length must not take memory
                return
            content = self._file.read(length)
            if len(content) < length or zlib.crc32(content) != checksum:
                return
            yield content, start


def write_all(file: BinaryIO, data: bytes | memoryview) -> None:
    """Write to a file without a buffer, which may take less at once."""
    view = memoryview(data).cast("B")
    while view:
        view = view[file.write(view) :]


def _parse(content: bytes) -> dict[str, Any] | None:
    try:
        header = json.loads(content)
    except ValueError:
        return None
    return header if isinstance(header, dict) else None
