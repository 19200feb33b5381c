"""Modules of a stranger in the current folder."""

from pathlib import Path

import pytest

NAMES = ("typer", "torch", "flimbuilder", "json")


def plant_modules(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter a folder whose modules would write the file ``ran`` beside them."""
    for name in NAMES:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'ran')!r}, 'w').close()\n")
    monkeypatch.chdir(folder)
