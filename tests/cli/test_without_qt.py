"""Library and commands in processes without Qt or its system libraries."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import environment, mistake, run_process
from tests.scenes import Scene

pytestmark = pytest.mark.slow

QT = ("PySide6", "shiboken6", "superqt", "qtawesome", "qtpy", "pyqtgraph")

# Python runs a sitecustomize.py at its start, in child processes too.
HIDE = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Hidden())
"""
BREAK = """
import sys

class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == "PySide6.QtGui":
            reason = "libEGL.so.1: cannot open shared object file: No such file or directory"
            raise ImportError(reason, name=name)

sys.meta_path.insert(0, Broken())
"""
# One process for all commands: loading torch for each would take most of the time.
COMMANDS = """
import contextlib, io, json, sys
import flimbuilder
assert all(hasattr(flimbuilder, name) for name in flimbuilder.__all__)
from flimbuilder.cli.main import run

ends = []
for words in json.loads(sys.argv[1]):
    sys.argv = ["flimbuilder", *words]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            run()
        except SystemExit as ending:
            ends.append([words[0], int(ending.code or 0), out.getvalue(), err.getvalue()])
loaded = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps({"ends": ends, "loaded": loaded}))
"""


@pytest.fixture
def hidden(tmp_path: Path) -> dict[str, str]:
    """The environment of a process without Qt."""
    return customised(tmp_path, HIDE.format(names=QT))


def customised(folder: Path, source: str) -> dict[str, str]:
    place = folder / "site"
    place.mkdir()
    (place / "sitecustomize.py").write_text(source)
    checkout = str(Path(__file__).resolve().parents[2])
    return {
        "PYTHONPATH": os.pathsep.join([str(place), checkout]),
        "DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "",
    }  # fmt: skip


def test_everything_but_the_window(
    shared_scene: Scene, tmp_path: Path, hidden: dict[str, str]
) -> None:
    scene, project, model = shared_scene, tmp_path / "P", tmp_path / "M"
    commands: list[list[object]] = [
        ["--help"],
        ["new", tmp_path / "N", scene.images],
        ["import", project, *scene.import_options()],
        ["info", project],
        ["build", project, "--out", model],
        ["build", project, "--out", model, "--verify"],
        ["info", model],
        ["predict", model, scene.images, "--out", tmp_path / "S", "--mask"],
        ["evaluate", model, "--images", scene.images, "--labels", scene.labels],
        ["export", model, tmp_path / "x.pt", "--to", "pytorch"],
        ["export", project, tmp_path / "L", "--to", "labelme"],
        ["demo", "--out", tmp_path / "demo"],
    ]
    words = json.dumps([[str(word) for word in command] for command in commands])
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, words],
        env=environment(hidden), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    output = json.loads(done.stdout)
    assert [end[:2] for end in output["ends"]] == [[command[0], 0] for command in commands], output
    assert not set(QT) & set(output["loaded"])
    assert (tmp_path / "demo" / "report.html").is_file()


@pytest.mark.parametrize(
    ("names", "missing", "way_out"),
    [
        (QT, "PySide6", "pip install PySide6-Essentials"),
        (("qtawesome",), "qtawesome", "pip install QtAwesome"),
        (("superqt",), "superqt", "pip install superqt"),
    ],
)
def test_the_window_names_what_to_install(
    tmp_path: Path, names: tuple[str, ...], missing: str, way_out: str
) -> None:
    line = mistake(run_process("gui", env=customised(tmp_path, HIDE.format(names=names))))
    assert line.startswith(f"{missing} is not installed, and the window needs it")
    assert way_out in line


def test_without_a_command_too(hidden: dict[str, str]) -> None:
    assert mistake(run_process(env=hidden)).startswith("PySide6 is not installed")


def test_the_window_names_the_missing_system_library(tmp_path: Path) -> None:
    env = {**customised(tmp_path, BREAK), "QT_QPA_PLATFORM": "offscreen"}
    line = mistake(run_process("gui", env=env))
    assert line.startswith("libEGL.so.1: this system library is missing")
    assert "libegl1" in line
