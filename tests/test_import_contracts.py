"""The rooms' import contracts hold, and each would notice a violation."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parent.parent

# For every contract, an import that it forbids: the file it goes into, and the line.
PLANTED = {
    "rooms": ("flimbuilder/project/values.py", "import flimbuilder.workflow.build"),
    "torch": ("flimbuilder/imaging/read.py", "import torch"),
    "qt": ("flimbuilder/workflow/build.py", "import PySide6"),
    "panels": ("flimbuilder/gui/panels/overlays.py", "import flimbuilder.gui.canvas.canvas"),
    "window": ("flimbuilder/gui/widgets/icons.py", "import flimbuilder.gui.dialogs.files"),
}
UPWARD = [
    ("flimbuilder/errors.py", "import flimbuilder.project.values"),
    ("flimbuilder/imaging/write.py", "import flimbuilder.flim.network"),
    ("flimbuilder/flim/learner.py", "import flimbuilder.exchange.seeds"),
    ("flimbuilder/workflow/info.py", "import flimbuilder.cli.main"),
    ("flimbuilder/cli/main.py", "import flimbuilder.gui.app"),
]


def lint_imports(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    start = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", start, "--no-cache", *options]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(folder), "PATH": ""},
    )  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package that a test may spoil."""
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "flimbuilder", tmp_path / "flimbuilder", ignore=ignored)
    return tmp_path


def test_all_contracts_are_kept() -> None:
    result = lint_imports(CHECKOUT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


def test_every_contract_has_a_planted_violation() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == PLANTED.keys()


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [*((name, *planted) for name, planted in PLANTED.items()),
     *(("rooms", *planted) for planted in UPWARD)],
)  # fmt: skip
def test_a_planted_violation_is_found(checkout: Path, contract: str, file: str, line: str) -> None:
    with (checkout / file).open("a") as module:
        module.write(f"\n{line}\n")
    result = lint_imports(checkout, "--contract", contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "1 broken" in result.stdout
