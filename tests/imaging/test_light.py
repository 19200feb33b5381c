"""What is imported early stays light: heavy libraries wait until they are used."""

import subprocess
import sys

import pytest

HEAVY = ("scipy", "torch", "sklearn")


@pytest.mark.parametrize("module", ["read", "write", "colour", "pictures"])
def test_import_brings_nothing_heavy(module):
    code = f"import sys, flimbuilder.imaging.{module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())
