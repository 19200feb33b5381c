"""kill -9 in the middle of a stroke, of a build and of a save: nothing finished is missing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flimbuilder.project.folder import open_project
from tests.gui.killed_child import __name__ as child

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]


def killed(folder: Path, home: Path, scene: str, seconds: float) -> int:
    """Run the window until it is ready and so long, kill it; return the markers it had drawn."""
    own = {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    own |= dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "APPDATA"), str(home))
    environment = os.environ | own
    process = subprocess.Popen(
        [sys.executable, "-m", child, str(folder), scene],
        cwd=CHECKOUT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    drawn = 0
    for line in process.stdout:
        word, number = line.split()
        if word == "ready":
            break
        drawn = int(number)
    else:
        raise AssertionError(process.stderr.read() if process.stderr else "")
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=30)
    finished = [line.split() for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return max([drawn, *(int(number) for _, number in finished)])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize(
    ("scene", "seconds"),
    [("stroke", 0.0), ("build", 0.3), ("save", 0.0), ("save", 0.11), ("save", 0.37)],
)
def test_finished_strokes_survive_a_kill(
    project_folder: Path, tmp_path: Path, scene: str, seconds: float
) -> None:
    drawn = killed(project_folder, tmp_path, scene, seconds)
    assert drawn >= 2 + 5
    opened = open_project(project_folder)
    recovered = opened.recover()
    first = recovered.images[0].id
    markers = recovered.markers_of(first).markers
    # The last stroke may be on disk before it was reported.
    assert len(markers) in {drawn, drawn + 1}
    assert not opened.unsaved
