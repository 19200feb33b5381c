"""Proofs in other processes: the model rebuilds identically and runs without flimbuilder."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from flimbuilder.demo import run_standalone
from flimbuilder.errors import ModelError
from flimbuilder.installation import own_command, script_command
from flimbuilder.model.document import MODEL_FILE
from flimbuilder.model.folder import SOURCE_FILE, STATE_DICT_FILE
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import read_pixels

__all__ = ["STANDALONE_LIMIT", "prove_rebuild", "prove_standalone"]

STANDALONE_LIMIT = 1e-5
OTHER_HASH_SEED = "12345"


def prove_rebuild(project: Path, model: Path) -> str:
    """Rebuild a moved copy of a project in another process; return the fingerprint.

    Raises
    ------
    ModelError
        If the model differs from that of the folder `model`, or the rebuild fails.
    """
    with tempfile.TemporaryDirectory(prefix="flimbuilder-demo-") as elsewhere:
        moved = Path(elsewhere) / "moved.flim"
        shutil.copytree(project, moved)
        build = own_command("build", str(moved), "--out", str(model.resolve()))
        done = _run([*build, "--verify", "--json"])
    result = _parse_json(done.stdout)
    if result is None:
        raise ModelError(
            f"{model}: the rebuild in another process failed: {_last_line(done.stderr)}"
        )
    if not result["identical"] or done.returncode:
        raise ModelError(
            f"{model}: the rebuild in another process gave another model, with fingerprint "
            f"{result['fingerprint']} and a largest difference of {result['largest_difference']}"
        )
    return str(result["fingerprint"])


def prove_standalone(
    model: Model, folder: Path, state_dict: Path, images: Sequence[Path]
) -> float:
    """Run an exported encoder in a process that cannot import flimbuilder.

    Returns the largest difference of any activation or saliency from those of `model`. Both
    processes use the same number of threads, on which torch's order of summation depends.

    Parameters
    ----------
    model : Model
    folder : Path
        Model folder with ``encoder.py`` and ``model.json``.
    state_dict : Path
        The exported weights.
    images : sequence of Path

    Raises
    ------
    ModelError
        If the difference exceeds `STANDALONE_LIMIT`, or the encoder fails to run.
    """
    inputs = {path.stem: _batch(path) for path in images}
    with tempfile.TemporaryDirectory(prefix="flimbuilder-demo-") as elsewhere:
        place = Path(elsewhere)
        for name in (SOURCE_FILE, MODEL_FILE):
            shutil.copyfile(folder / name, place / name)
        shutil.copyfile(state_dict, place / STATE_DICT_FILE)
        torch.save(inputs, place / "images.pt")
        script = Path(run_standalone.__file__).resolve()
        done = _run(script_command(script, str(place), str(torch.get_num_threads())))
        if done.returncode:
            fault = _last_line(done.stderr)
            raise ModelError(f"{folder}: encoder.py fails without flimbuilder: {fault}")
        results = torch.load(place / "results.pt", weights_only=True)
    difference = max(_difference(model, batch, *results[name]) for name, batch in inputs.items())
    if not difference <= STANDALONE_LIMIT:
        raise ModelError(
            f"{folder}: encoder.py differs from flimbuilder by {difference:.3g}; the limit is "
            f"{STANDALONE_LIMIT:g}"
        )
    return difference


def _batch(path: Path) -> Tensor:
    """Read an image as a network input of shape (1, C, H, W)."""
    return torch.from_numpy(read_pixels(path)).permute(2, 0, 1)[None].contiguous()


def _difference(
    model: Model, batch: Tensor, activations: Sequence[Tensor], saliency: Tensor
) -> float:
    """Return the largest difference, as a share of values over 1; NaN propagates."""
    pixels = batch[0].permute(1, 2, 0).numpy()
    expected = model.encode(pixels)
    decoded = torch.from_numpy(model.decode(expected, (pixels.shape[0], pixels.shape[1])))
    pairs = zip([*expected, decoded[None]], [*activations, saliency], strict=True)
    differences = [
        (left - right).abs().max() / left.abs().max().clamp(min=1) for left, right in pairs
    ]
    return float(torch.stack(differences).max())


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command with a fixed hash seed; the frozen application has a random one."""
    return subprocess.run(
        command,
        env={**os.environ, "PYTHONHASHSEED": OTHER_HASH_SEED, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _parse_json(text: str) -> Mapping[str, Any] | None:
    try:
        document = json.loads(text)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no output"])[-1]
