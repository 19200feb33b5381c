"""Start-up time of the window and of the commands that need no torch.

Run with ``OMP_NUM_THREADS=2 python -m pytest benchmarks/bench_start.py --benchmark-only``. Bounds
on two cores: 2 s from starting Python to the first paint of the window, 0.5 s for ``--help`` and
``info``. The reference is the import of torch.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import pictures
from pytest_benchmark.fixture import BenchmarkFixture

from flimbuilder.imaging.write import write_png
from flimbuilder.workflow.create import new_project

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from flimbuilder.gui import app, settings
settings.settings_file = lambda: Path(sys.argv[2]) / "window.ini"

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, end)
        return False

def end():
    import os
    os._exit(0)

made = app._end_with_control_c
def begin(application, window):
    made(application, window)
    session = window.session
    if sys.argv[1] == "loaded":
        session.libraries.loaded.connect(end)
    elif sys.argv[1] == "image":
        session.pixels.changed.connect(lambda: QTimer.singleShot(0, end))
    else:
        window.watch = Watch(window)
        window.installEventFilter(window.watch)
app._end_with_control_c = begin
app.run(*map(Path, sys.argv[3:]))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("start")
    for number, pixels in enumerate(pictures()):
        write_png(place / f"{number}.png", np.rint(pixels * 255).astype(np.uint8))
    new_project(place / "start.flim", [place])
    return place / "start.flim"


@pytest.mark.benchmark(group="start: the window")
@pytest.mark.parametrize("until", ["paint", "loaded"])
def bench_window(benchmark: BenchmarkFixture, tmp_path: Path, until: str) -> None:
    """From starting Python to the first paint, and until torch is loaded."""
    run_python(benchmark, "-c", WINDOW, until, tmp_path)


@pytest.mark.benchmark(group="start: the window")
@pytest.mark.parametrize("until", ["paint", "image", "loaded"])
def bench_window_of_project(
    benchmark: BenchmarkFixture, tmp_path: Path, project: Path, until: str
) -> None:
    """The same with a project, until its first image is painted."""
    run_python(benchmark, "-c", WINDOW, until, tmp_path, project)


@pytest.mark.benchmark(group="start: commands")
def bench_help(benchmark: BenchmarkFixture) -> None:
    run_python(benchmark, "-m", "flimbuilder", "--help")


@pytest.mark.benchmark(group="start: commands")
def bench_info(benchmark: BenchmarkFixture, project: Path) -> None:
    run_python(benchmark, "-m", "flimbuilder", "info", project)


@pytest.mark.benchmark(group="start: commands")
def bench_import_of_torch(benchmark: BenchmarkFixture) -> None:
    """Reference: the import of torch."""
    run_python(benchmark, "-c", "import torch; import os; os._exit(0)")


def run_python(benchmark: BenchmarkFixture, *words: object) -> None:
    def run() -> None:
        subprocess.run([sys.executable, *map(str, words)], check=True, capture_output=True)

    benchmark.pedantic(run, rounds=5, iterations=1, warmup_rounds=1)
