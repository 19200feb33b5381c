"""flimbuilder starts itself again: as a package, and as a frozen application."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flimbuilder import __version__, installation
from flimbuilder.installation import (
    RUN_SCRIPT,
    assets_folder,
    is_frozen,
    loader_environment,
    own_command,
    script_command,
)

FROZEN_MAIN = Path(__file__).parents[1] / "packaging" / "frozen_main.py"


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/flimbuilder/flimbuilder")


def _output(command: list[str], folder: Path) -> str:
    return subprocess.run(
        command, cwd=folder, capture_output=True, check=True, text=True
    ).stdout.strip()


def test_the_command_of_this_python_runs(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit('a stranger')")
    assert not is_frozen()
    assert _output(own_command("--version"), tmp_path) == f"flimbuilder {__version__}"


def test_the_command_of_a_script_runs(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import sys; print(sys.argv[1:], __name__)")
    assert _output(script_command(script, "a", "b c"), tmp_path) == "['a', 'b c'] __main__"


@pytest.mark.usefixtures("frozen")
def test_the_frozen_application_runs_itself() -> None:
    assert is_frozen()
    assert own_command("export", "--json") == [
        "/opt/flimbuilder/flimbuilder",
        "export",
        "--json",
    ]


@pytest.mark.usefixtures("frozen")
def test_the_loader_finds_the_libraries_of_the_frozen_application(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "prefix", "/opt/flimbuilder/_internal")
    path = "/opt/flimbuilder/_internal:/opt/flimbuilder/_internal/fallback"
    assert loader_environment() == {**os.environ, "LD_LIBRARY_PATH": path}


@pytest.mark.usefixtures("frozen")
def test_the_frozen_application_runs_the_source_beside_a_module() -> None:
    compiled = Path("/opt/flimbuilder/_internal/flimbuilder/demo/run_standalone.pyc")
    assert script_command(compiled, "x") == [
        "/opt/flimbuilder/flimbuilder",
        RUN_SCRIPT,
        str(compiled.with_suffix(".py")),
        "x",
    ]


def test_the_start_of_the_frozen_application_runs_a_script(tmp_path: Path) -> None:
    """The script sees its own words, and flimbuilder is not loaded."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys; print(sys.argv[1:], __name__, [m for m in sys.modules if 'flimb' in m])"
    )
    command = [sys.executable, "-P", str(FROZEN_MAIN), RUN_SCRIPT, str(script), "a", "--help"]
    assert _output(command, tmp_path) == "['a', '--help'] __main__ []"


def test_the_start_of_the_frozen_application_runs_a_command(tmp_path: Path) -> None:
    command = [sys.executable, "-P", str(FROZEN_MAIN), "--version"]
    assert _output(command, tmp_path) == f"flimbuilder {__version__}"


def test_the_assets_are_those_of_the_checkout_or_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets = assets_folder()
    assert assets is not None
    assert (assets / "icon.svg").is_file()
    monkeypatch.setattr(installation, "__file__", str(tmp_path / "flimbuilder" / "x.py"))
    assert assets_folder() is None
    (tmp_path / "flimbuilder" / "assets").mkdir(parents=True)
    assert assets_folder() == tmp_path / "flimbuilder" / "assets"
