"""Tests of the scripts in docs/examples, on the images that come with scikit-image."""

import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import flimbuilder as fb
from tests.cli.commands import environment
from tests.scenes import one_thread

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parent.parent
EXAMPLES = CHECKOUT / "docs" / "examples"


def main_of(name: str) -> Callable[..., Any]:
    main: Callable[..., Any] = runpy.run_path(str(EXAMPLES / name))["main"]
    return main


def test_learn_and_predict(capsys: pytest.CaptureFixture[str]) -> None:
    with one_thread():
        main_of("learn_and_predict.py")()
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"learned \d+ parameters from 8 strokes", lines[0])
    assert re.fullmatch(r"found 24 coins of 24, of \d+ pixels", lines[-1])


def test_learn_and_predict_works_after_a_kernel_is_deleted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main = main_of("learn_and_predict.py")
    with one_thread():
        kernels = main().encoder_.blocks_[-1].kernels
        edit = fb.KernelEdit(block=2, action="delete", kernel=kernels[0].identity)
        edited = main(kernel_edits=[edit])
    assert len(edited.encoder_.kernel_classes_[-1]) == len(kernels) - 1
    assert re.search(r"found \d+ coins of 24", capsys.readouterr().out.splitlines()[-1])


def test_unet_initialised(capsys: pytest.CaptureFixture[str]) -> None:
    with one_thread():
        loss = main_of("unet_initialised.py")()
    assert loss["tuned"] < loss["frozen"] < 0.5 * loss["before"]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "the contracting path starts with the 4 tensors of the encoder: True"
    assert lines[1].endswith("encoder unchanged: True")


def test_sklearn_pipeline() -> None:
    """As a user runs it, from another folder."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "sklearn_pipeline.py")],
        env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    first, last = done.stdout.splitlines()
    assert first.startswith("189 tiles, 48 features: block2_kernel0_mean, block2_kernel0_std")
    accuracy = re.match(r"accuracy (\d\.\d+) ", last)
    assert accuracy is not None
    assert float(accuracy[1]) > 0.9


def test_the_readme_names_every_example() -> None:
    readme = (CHECKOUT / "README.md").read_text()
    scripts = sorted(path.name for path in EXAMPLES.iterdir() if path.suffix == ".py")
    assert len(scripts) == 3
    for script in scripts:
        assert f"docs/examples/{script}" in readme
