"""One writer at a time in a project folder; the system lets go of a killed one's lock."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flimbuilder.errors import SaveError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["LOCK", "exclusive"]

LOCK = ".lock"
PATIENCE = 10.0  # seconds
BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Keep other processes from writing into a project folder.

    Raises
    ------
    SaveError
        Where another one writes for longer than ten seconds.
    OSError
        Where the lock file cannot be opened for writing.
    """
    # Never waits, should something else than a file be there under that name.
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(folder / LOCK, flags, mode=0o666)
    try:
        _wait_for(descriptor, folder, time.monotonic() + PATIENCE)
        yield
    finally:
        os.close(descriptor)  # unlocks


def _wait_for(descriptor: int, folder: Path, deadline: float) -> None:
    while not _locked(descriptor):
        if time.monotonic() > deadline:
            raise SaveError(
                f"{folder}: another program has been writing here for {PATIENCE:g} seconds; "
                "wait for it and save again, or save in another folder"
            )
        time.sleep(0.02)


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Network drives without locks: the check of the revision is what remains.
        return error.errno not in BUSY
    return True
