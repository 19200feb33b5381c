"""Images that are folders: Zarr stores, and their identity.

To hash a slide of many gigabytes would take minutes, so the digest of a store is that of its
metadata and of the names and sizes of its chunks. It changes with the shape, a chunk more or less,
and nearly always with other pixels if chunks are compressed.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.project.files import is_folder, sha256_of
from flimbuilder.project.selection import ZARR_SUFFIX

__all__ = ["METADATA", "content_of", "is_plain_folder", "is_store"]

METADATA = ("zarr.json", ".zgroup", ".zattrs", ".zarray")
LARGEST_METADATA = 2**24  # bytes
DEEPEST = 32  # folders
LABELS = "labels"  # masks beside the image, which programs add later


def is_store(path: Path) -> bool:
    """Return True for a folder that is an image: one named ``.zarr``, or with Zarr's metadata."""
    if not is_folder(path):
        return False
    if path.name.lower().endswith(ZARR_SUFFIX):
        return True
    return any((path / name).is_file() for name in METADATA)


def is_plain_folder(path: Path) -> bool:
    """Return True for a folder that is no image itself."""
    return is_folder(path) and not is_store(path)


def content_of(path: Path) -> tuple[str, int]:
    """Return the digest, 64 hexadecimal digits, and the bytes of an image file or a store.

    Of a file, the digest is the SHA-256 of its bytes.

    Raises
    ------
    InputError
        If it cannot be read, or is neither a regular file nor a store.
    """
    if not is_store(path):
        return sha256_of(path), path.stat().st_size
    digest, total = hashlib.sha256(), 0
    try:
        for name, size in _files(path, "", 0):
            digest.update(f"{name}\0{size}\n".encode("utf-8", "surrogateescape"))
            total += size
            if name.rpartition("/")[2] in METADATA and size <= LARGEST_METADATA:
                digest.update((path / name).read_bytes())
    except OSError as error:
        raise InputError(f"can't read {path}: {error.strerror or error}") from None
    return digest.hexdigest(), total


def _files(folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, int]]:
    """Yield name and size of the files of a store, sorted; without masks and hidden files."""
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    for entry in entries:
        name = f"{prefix}{entry.name}"
        if entry.name.startswith(".") and entry.name not in METADATA:
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth < DEEPEST and name != LABELS:
                yield from _files(Path(entry.path), f"{name}/", depth + 1)
        elif not entry.is_dir():  # a link to a folder may lead in a circle
            yield name, entry.stat().st_size
