"""A claim on a project folder, so that one window at a time edits a project.

The claim is a lock on a file in the folder, which the system releases when the process ends, even
if it is killed. The file names the host and the process that hold the claim.
"""

import json
import os
import socket
import sys
import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flimbuilder.project.files import CLAIM_FILE, NO_LINK, try_lock

__all__ = ["Claim", "Holder", "claim_folder"]

LOCKED_AT = 1 << 20  # Windows locks bytes, and others can't read these; the text is before them
MAX_TEXT = 4096


@dataclass(frozen=True)
class Holder:
    """The program that holds the claim on a folder.

    Attributes
    ----------
    host : str
        Name of its machine; empty if unknown.
    process : int
        Id of its process; 0 if unknown.
    """

    host: str = ""
    process: int = 0

    @property
    def is_elsewhere(self) -> bool:
        """True if it runs on another machine, whose lock may outlive it."""
        return self.host not in {"", socket.gethostname()}


class Claim:
    """A claim on a project folder, from `claim_folder`.

    Attributes
    ----------
    path : Path
        The project folder.
    holder : Holder or None
        Who holds the claim instead; None if this program may write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.holder: Holder | None = None
        self._descriptor: int | None = None
        self._close: weakref.finalize[..., Claim] | None = None
        self._mutex = threading.Lock()  # the probe of one thread must not fail another's
        self.acquire()

    def acquire(self) -> bool:
        """Try to get the claim; return True if this program may write."""
        with self._mutex:
            return self._acquire()

    def _acquire(self) -> bool:
        if self._descriptor is not None:
            return True
        descriptor = _open(self.path / CLAIM_FILE)
        if descriptor is None:  # the folder can't be written, or the drive has no locks
            self.holder = None
            return True
        if not _lock(descriptor):
            self.holder = _read(descriptor)
            os.close(descriptor)
            return False
        _write(descriptor)
        self.holder, self._descriptor = None, descriptor
        self._close = weakref.finalize(self, os.close, descriptor)
        return True

    def is_free(self) -> bool:
        """Return True if nobody else holds the claim now."""
        with self._mutex:
            descriptor = None if self._descriptor is not None else _open(self.path / CLAIM_FILE)
            if descriptor is None:
                return True
            try:
                return _lock(descriptor)
            finally:
                os.close(descriptor)

    def ignore_holder(self) -> None:
        """Write without the claim, if its holder is gone and its lock is not.

        A network drive may keep the lock of a machine that crashed. The check of the journal still
        refuses edits if the holder writes after all.
        """
        self.holder = None

    def release(self) -> None:
        """Give the claim back."""
        if self._close is not None:
            self._close()
        self._descriptor = self._close = None


def claim_folder(path: Path) -> Claim:
    """Claim a project folder for this program, unless another one holds it.

    A folder that can't be written, or on a drive without locks, is held by nobody.
    """
    return Claim(path.absolute())


def _open(path: Path) -> int | None:
    if path.is_symlink():  # Windows would follow it
        return None
    flags = os.O_RDWR | os.O_CREAT | NO_LINK | getattr(os, "O_NONBLOCK", 0)
    try:
        return os.open(path, flags, mode=0o666)
    except OSError:
        return None


def _lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        os.lseek(descriptor, LOCKED_AT, os.SEEK_SET)
    return try_lock(descriptor)


def _read(descriptor: int) -> Holder:
    with suppress(OSError, ValueError, TypeError, AttributeError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        values = json.loads(os.read(descriptor, MAX_TEXT))
        return Holder(str(values.get("host", "")), int(values.get("process", 0)))
    return Holder()


def _write(descriptor: int) -> None:
    text = json.dumps({"host": socket.gethostname(), "process": os.getpid()})
    with suppress(OSError):  # a full disk; the lock holds anyway
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, text.encode())
