"""Names of files and folders that replace others once they are complete."""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

__all__ = ["is_temporary", "remove_temporaries", "temporary_name"]

MAX_NAME_PART = 40  # characters of the target in a temporary name; file systems allow 255 bytes
RANDOM_BYTES = 16  # of a temporary name, so that nobody can put a link of that name there
RANDOM_TAIL = 2 * RANDOM_BYTES + len(".tmp")  # characters that end a temporary name
TEMPORARY = re.compile(rf"\..{{1,{MAX_NAME_PART}}}\.[0-9a-f]{{{2 * RANDOM_BYTES}}}\.tmp")


def temporary_name(name: str) -> str:
    """Return an unpredictable name for the temporary file of a path."""
    return f"{_temporary_prefix(name)}{secrets.token_hex(RANDOM_BYTES)}.tmp"


def _temporary_prefix(name: str) -> str:
    """Return how the temporary names of a path begin; a long name ends in its hash."""
    short = name.rpartition("/")[2]
    if len(short) > MAX_NAME_PART:
        digest = hashlib.sha256(short.encode("utf-8", "surrogateescape")).hexdigest()
        short = f"{short[: MAX_NAME_PART - 9]}-{digest[:8]}"
    return f".{short}."


def remove_temporaries(paths: Iterable[Path]) -> None:
    """Remove what a killed process left beside the files or folders that it wrote.

    No other process may be writing them.
    """
    prefixes: dict[Path, tuple[str, ...]] = {}
    for path in paths:
        prefix = _temporary_prefix(path.name)
        prefixes[path.parent] = (*prefixes.get(path.parent, ()), prefix)
    for folder, begins in prefixes.items():
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name[:-RANDOM_TAIL] not in begins or not is_temporary(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    with suppress(OSError):
                        Path(entry.path).unlink()


def is_temporary(name: str) -> bool:
    """Return True if `temporary_name` may have made a name."""
    return TEMPORARY.fullmatch(name) is not None
