"""Read the translations of a compiled catalogue (``.qm``), which Qt itself cannot list."""

import struct
from collections.abc import Iterator
from pathlib import Path

__all__ = ["MAGIC", "read_translations"]

MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
MESSAGES = 0x69
END, TRANSLATION, SOURCE, CONTEXT, COMMENT = 1, 3, 6, 7, 8  # fields of a message
SIZED = {TRANSLATION, SOURCE, CONTEXT, COMMENT}


def read_translations(file: Path) -> dict[str, str]:
    """Return the translation of each text; empty if the file is missing or damaged."""
    try:
        data = file.read_bytes()
        return dict(_messages(data)) if data.startswith(MAGIC) else {}
    except (OSError, struct.error, IndexError, ValueError):
        return {}


def _messages(data: bytes) -> Iterator[tuple[str, str]]:
    at = len(MAGIC)
    while at < len(data):
        tag, size = struct.unpack_from(">BI", data, at)
        at += 5
        if tag == MESSAGES:
            yield from _pairs(data, at, at + size)
        at += size


def _pairs(data: bytes, at: int, end: int) -> Iterator[tuple[str, str]]:
    source = translation = ""
    while at < end:
        tag = data[at]
        at += 1
        if tag == END:
            yield source, translation
        elif tag in SIZED:
            (size,) = struct.unpack_from(">I", data, at)
            at += 4
            value = data[at : at + size]
            at += size
            if tag == TRANSLATION:
                translation = value.decode("utf-16-be")
            elif tag == SOURCE:
                source = value.decode("utf-8")
        else:
            raise ValueError(f"unknown field {tag}")
