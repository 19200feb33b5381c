"""Write ZIP files without times, so that the same content gives the same bytes."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

__all__ = ["write_zip"]

READABLE = 0o644 << 16  # permissions of an unpacked file


def write_zip(target: Path | BinaryIO, files: Mapping[str, bytes]) -> None:
    """Write a ZIP file.

    Parameters
    ----------
    target : Path or binary file
    files : mapping of str to bytes
        Content by name, in order.
    """
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980, the first date of the format
            entry.external_attr = READABLE
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
