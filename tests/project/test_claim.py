"""Claims on a project folder: of this process, of another, of a killed one, of another host."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flimbuilder.project.claim import Holder, claim_folder

HOLDS = """
import sys
from pathlib import Path
from flimbuilder.project.claim import claim_folder
claim = claim_folder(Path(sys.argv[1]))
print(claim.holder is None, flush=True)
sys.stdin.read()
"""


def holding(folder: Path) -> subprocess.Popen[str]:
    """Start a process that claims a folder until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(folder)],
        text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def test_the_first_claim_holds(tmp_path: Path) -> None:
    first, second = claim_folder(tmp_path), claim_folder(tmp_path)
    assert first.holder is None
    assert second.holder == Holder(socket.gethostname(), os.getpid())
    assert not second.holder.is_elsewhere
    assert (first.is_free(), second.is_free()) == (True, False)
    assert not second.acquire()
    first.release()
    assert second.is_free()
    assert second.acquire()
    assert second.holder is None
    assert claim_folder(tmp_path).holder is not None


def test_a_forgotten_claim_is_released(tmp_path: Path) -> None:
    claim_folder(tmp_path)
    assert claim_folder(tmp_path).holder is None


def test_a_released_claim_can_be_acquired_again(tmp_path: Path) -> None:
    claim = claim_folder(tmp_path)
    claim.release()
    claim.release()
    assert claim.acquire()
    assert claim_folder(tmp_path).holder is not None


def test_another_process_holds_a_claim_until_it_ends(tmp_path: Path) -> None:
    process = holding(tmp_path)
    claim = claim_folder(tmp_path)
    assert claim.holder == Holder(socket.gethostname(), process.pid)
    process.communicate("")
    assert claim.acquire()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_the_claim_of_a_killed_process_is_free(tmp_path: Path) -> None:
    process = holding(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert claim_folder(tmp_path).holder is None


def test_the_lock_of_another_host_can_be_ignored(tmp_path: Path) -> None:
    first = claim_folder(tmp_path)
    (tmp_path / ".open").write_text(json.dumps({"host": "elsewhere", "process": 7}))
    second = claim_folder(tmp_path)
    assert second.holder == Holder("elsewhere", 7)
    assert second.holder.is_elsewhere
    second.ignore_holder()
    assert second.holder is None
    first.release()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"process": []}', "\x00" * 5000])
def test_a_damaged_file_names_nobody(tmp_path: Path, text: str) -> None:
    first = claim_folder(tmp_path)
    (tmp_path / ".open").write_text(text)
    assert claim_folder(tmp_path).holder == Holder()
    first.release()


def test_a_drive_without_locks_is_held_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*args: object) -> None:
        raise OSError(95, "Operation not supported")

    name, module = ("locking", "msvcrt") if sys.platform == "win32" else ("flock", "fcntl")
    monkeypatch.setattr(f"{module}.{name}", unsupported)
    first, second = claim_folder(tmp_path), claim_folder(tmp_path)
    assert first.holder is second.holder is None
    assert first.is_free()


def test_a_folder_that_cannot_be_written_is_held_by_nobody(tmp_path: Path) -> None:
    (tmp_path / ".open").mkdir()
    claim = claim_folder(tmp_path)
    assert claim.holder is None
    assert claim.is_free()


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="links are followed on this system")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (tmp_path / "P").mkdir()
    (tmp_path / "P" / ".open").symlink_to(outside)
    assert claim_folder(tmp_path / "P").holder is None
    assert outside.read_text() == "mine"
