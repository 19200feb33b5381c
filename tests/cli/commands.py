"""Run commands as a user does, in this process or in another."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from flimbuilder.cli.main import run as run_command_line


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    status: int
    stdout: str
    stderr: str


def run(*words: object) -> Result:
    """Run a command in this process."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["flimbuilder", *map(str, words)]),
        redirect_stdout(stdout),
        redirect_stderr(stderr),
        pytest.raises(SystemExit) as ending,
    ):
        run_command_line()
    return Result(int(ending.value.code or 0), stdout.getvalue(), stderr.getvalue())


def run_process(*words: object, env: Mapping[str, str] | None = None) -> Result:
    """Run a command in another process."""
    done = subprocess.run(
        [sys.executable, "-m", "flimbuilder", *map(str, words)],
        env=environment(env),
        capture_output=True,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", **(changes or {})}


def ok(*words: object) -> Result:
    """Run a command that must succeed."""
    result = run(*words)
    assert result.status == 0, result
    return result


def ok_json(*words: object) -> dict[str, Any]:
    """Run a command that must succeed with ``--json``; return the document."""
    document = json.loads(ok(*words, "--json").stdout)
    assert isinstance(document, dict)
    return document


def refused(*words: object) -> str:
    """Run a command that must fail because of a user's mistake; return its message."""
    return mistake(run(*words))


def mistake(result: Result) -> str:
    """Check that a command ended with one line for a user's mistake; return the line."""
    assert result.status == 2, result
    assert result.stdout == "", result
    lines = [line for line in result.stderr.splitlines() if not line.startswith("note: ")]
    assert len(lines) == 1, result
    assert lines[0].startswith("flimbuilder: "), result
    assert "unexpected" not in lines[0], result
    assert "Traceback" not in result.stderr, result
    return lines[0].removeprefix("flimbuilder: ")


def tree(folder: Path) -> dict[str, bytes]:
    """All files and folders in a folder by relative path, without the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
        if path.name != ".lock"
    }
