"""One writer at a time."""

import errno
import os
from pathlib import Path

import pytest

from flimbuilder.errors import SaveError
from flimbuilder.project import lock
from flimbuilder.project.lock import exclusive


def test_a_second_writer_gives_up_with_a_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    with (
        exclusive(tmp_path),
        pytest.raises(SaveError, match="another program has been writing here"),
        exclusive(tmp_path),
    ):
        pass


def test_it_is_free_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    with pytest.raises(ZeroDivisionError), exclusive(tmp_path):
        1 / 0  # noqa: B018
    with exclusive(tmp_path):
        pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_fifo_in_its_place_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".lock")
    with exclusive(tmp_path):
        pass


@pytest.mark.skipif(os.name == "nt", reason="locks differently")
def test_a_drive_without_locks_is_written_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("fcntl.flock", unsupported)
    with exclusive(tmp_path), exclusive(tmp_path):
        pass
