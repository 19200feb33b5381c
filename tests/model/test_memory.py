"""Tests of the peak memory of the process."""

import math
import subprocess
import sys
from pathlib import Path

import pytest

from flimbuilder.model import memory
from flimbuilder.model.memory import peak_rss_mb

TAKE_100_MB = """
import numpy
from flimbuilder.model.memory import peak_rss_mb

before = peak_rss_mb()
taken = numpy.ones(100 * 10**6 // 8)
print(before, peak_rss_mb())
del taken
print(peak_rss_mb())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the parent's memory may count")
def test_the_peak_counts_this_process_and_not_its_parent() -> None:
    done = subprocess.run([sys.executable, "-c", TAKE_100_MB], capture_output=True, check=True)
    before, during, after = map(float, done.stdout.split())
    assert 5 < before < 150 < peak_rss_mb()
    assert 95 < during - before < 130
    assert 95 < after - before < 130


def test_without_proc_it_comes_from_getrusage(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("resource")
    known = peak_rss_mb()
    monkeypatch.setattr(memory, "STATUS", tmp_path / "nowhere")
    assert peak_rss_mb() > 0.9 * known > 0


def test_it_is_nan_if_the_system_does_not_report_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(memory, "STATUS", tmp_path / "nowhere")
    monkeypatch.setitem(sys.modules, "resource", None)
    assert math.isnan(peak_rss_mb())
