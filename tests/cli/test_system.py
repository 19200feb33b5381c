"""``doctor`` and ``info --system``."""

import json
from collections.abc import Iterator

import pytest

from flimbuilder import __version__
from flimbuilder.workflow.doctor import packages, system_libraries, window
from flimbuilder.workflow.doctor.findings import Finding
from tests.cli.commands import ok, ok_json, refused, run


def test_the_system() -> None:
    assert ok("info", "--system").stdout.startswith(f"flimbuilder {__version__} (")
    assert ok_json("info", "--system")["flimbuilder"] == __version__


@pytest.mark.parametrize("words", [(), ("eggs.flim", "--system")])
def test_a_path_or_the_system(words: tuple[str, ...]) -> None:
    assert "give either a PATH or --system" in refused("info", *words)


def test_the_doctor_finds_what_the_window_needs() -> None:
    lines = ok("doctor").stdout.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "optional"}
    assert any("Qt libraries: all found" in line for line in lines)


def test_a_long_command_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    names = tuple(system_libraries.PACKAGES)
    monkeypatch.setattr(window, "missing_libraries", lambda: names)
    result = run("doctor")
    assert result.status == 1
    (line,) = (line for line in result.stdout.splitlines() if "Qt libraries" in line)
    assert line.endswith(system_libraries.install_command(names))


def test_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def examine() -> Iterator[Finding]:
        yield Finding("torch", "missing", "not installed; pip install torch")

    monkeypatch.setattr(packages, "examine", examine)
    result = run("doctor")
    assert result.status == 1
    assert result.stdout.startswith("missing  torch: not installed; pip install torch\n")
    listed = json.loads(run("doctor", "--json").stdout)
    assert listed[0] == {
        "subject": "torch",
        "state": "missing",
        "text": "not installed; pip install torch",
    }
