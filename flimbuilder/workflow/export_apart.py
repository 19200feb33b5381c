"""Writing a network in a process of its own: tracing it would hold up this one's other threads."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.exchange.exported import Exported
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress

__all__ = ["write_model_apart"]

ASKED_EVERY = 0.2  # seconds until it is asked again whether to stop


def write_model_apart(
    model: Model, to: str, out: Path, on_progress: Progress = no_progress
) -> Exported:
    """Do as :func:`flimbuilder.workflow.export.write_model`, in another process.

    Parameters
    ----------
    model, to, out
        As there.
    on_progress : callable, default does nothing
        Where it raises, the process is ended.

    Raises
    ------
    InputError
        With the line that the process ended with.
    """
    with tempfile.TemporaryDirectory(prefix="flimbuilder-") as place:
        folder = Path(place) / "model"
        model.write(folder)
        words = ["export", str(folder), str(out), "--to", to, "--json"]
        status, output, errors = _run(words, on_progress)
    if status:
        last = (errors.strip().splitlines() or ["it ended without a word"])[-1]
        raise InputError(last.removeprefix("flimbuilder: ").replace(str(folder), "the model"))
    told = json.loads(output)
    return Exported(
        [Path(one) for one in told["written"]],
        tuple(told["notes"]),
        largest_difference=told["largest_difference"],
    )


def _run(words: list[str], on_progress: Progress) -> tuple[int, str, str]:
    """Run a command of flimbuilder; return its status, output and errors."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flimbuilder", *words],
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    with process:
        try:
            while True:
                on_progress("tracing and trying the network", 0, 0)
                try:
                    output, errors = process.communicate(timeout=ASKED_EVERY)
                except subprocess.TimeoutExpired:
                    continue
                return process.returncode, output, errors
        finally:
            process.kill()
