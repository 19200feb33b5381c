"""Start, help, errors and interrupts of the command line."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flimbuilder import __version__
from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.imaging.read import read_image
from flimbuilder.workflow import info
from tests.cli.commands import environment, mistake, ok, refused, run, run_process
from tests.scenes import Scene

pytestmark = pytest.mark.slow

COMMANDS = (
    "new", "import", "info", "recover", "build", "predict", "evaluate", "export", "import-model"
)  # fmt: skip
PROGRAM = [sys.executable, "-m", "flimbuilder"]
HEAVY = ("torch", "PySide6", "skimage", "sklearn", "scipy")


@pytest.mark.parametrize(
    "words", [["--help"], ["-h"], *([command, "--help"] for command in COMMANDS)]
)
def test_help(words: list[str]) -> None:
    result = ok(*words)
    assert "Usage:" in result.stdout
    assert result.stderr == ""


def test_every_command_is_listed_and_takes_json() -> None:
    listed = ok("--help").stdout
    for command in COMMANDS:
        assert f" {command} " in listed
        assert "--json" in ok(command, "--help").stdout


def test_version() -> None:
    assert ok("--version").stdout == f"flimbuilder {__version__}\n"


def modules_after(*words: object) -> set[str]:
    """Return the modules that a command loads in another process."""
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from flimbuilder.cli.main import run\nrun()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("what", ["help", "project", "model"])
def test_the_start_is_light(shared_scene: Scene, what: str) -> None:
    place = shared_scene.folder.parent
    words: dict[str, list[object]] = {
        "help": ["--help"],
        "project": ["info", place / "project"],
        "model": ["info", place / "model", "--json"],
    }
    loaded = modules_after(*words[what])
    assert "flimbuilder.cli.main" in loaded
    assert loaded.isdisjoint(HEAVY)


USAGE = {
    "no such command": (["learn"], "No such command 'learn'"),
    "no such option": (["build", "P", "--fast"], "No such option: --fast"),
    "missing argument": (["predict"], "Missing argument"),
    "missing option": (["evaluate", "M", "--labels", "x"], "Missing option '--images'"),
    "missing value": (["build", "P", "--out"], "requires an argument"),
    "no threads": (["build", "P", "--threads", "0"], "'--threads'"),
    "half an area": (["predict", "M", "x.png", "--out", "S", "--area", "5"], "--area"),
    "area of text": (["predict", "M", "x.png", "--out", "S", "--area", "5", "x"], "'--area'"),
}


@pytest.mark.parametrize("name", USAGE)
def test_usage_is_one_line(name: str) -> None:
    words, reason = USAGE[name]
    line = refused(*words)
    assert reason in line
    help_of = "flimbuilder" if words == ["learn"] else f"flimbuilder {words[0]}"
    assert line.endswith(f"; '{help_of} --help' shows how")


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (FlimError("x.png: is bad;\n mend it"), 2, "flimbuilder: x.png: is bad; mend it"),
        (FlimError("a\x1b[31mred"), 2, "flimbuilder: a\\x1b[31mred"),
        (RuntimeError("no\nidea"), 1, "unexpected RuntimeError: no idea; --traceback shows where"),
        (MemoryError(), 1, "flimbuilder: unexpected MemoryError: ; --traceback shows where"),
        (PermissionError(13, "Permission denied", "/x"), 2, "flimbuilder: /x: Permission denied"),
        (OSError("odd"), 1, "flimbuilder: unexpected OSError: odd; --traceback shows where"),
        (KeyboardInterrupt(), 130, "flimbuilder: stopped"),
        (Cancelled(), 130, "flimbuilder: stopped"),
    ],
    ids=lambda error: type(error).__name__ if isinstance(error, BaseException) else None,
)
def test_every_ending_is_one_line(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, line: str
) -> None:
    def fail(folder: Path) -> Any:
        raise error

    monkeypatch.setattr(info, "describe", fail)
    result = run("info", "P")
    assert (result.status, result.stdout) == (status, "")
    assert result.stderr.endswith(line + "\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("error", [FlimError("bad"), RuntimeError("worse")])
def test_a_traceback_is_shown_on_request(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(folder: Path) -> Any:
        raise error

    monkeypatch.setattr(info, "describe", fail)
    result = run("info", "P", "--traceback")
    assert "Traceback (most recent call last)" in result.stderr
    assert "in fail" in result.stderr
    assert str(error) in result.stderr.splitlines()[-1]
    assert "Traceback" not in run("info", "P").stderr


def test_a_folder_named_like_the_option_shows_no_traceback() -> None:
    assert "--traceback: there is no such folder" in refused("info", "--", "--traceback")


def test_every_command_takes_traceback() -> None:
    for command in (*COMMANDS, "demo"):
        assert "--traceback" in ok(command, "--help").stdout


def test_a_path_that_is_too_long(tmp_path: Path) -> None:
    for words in (
        ["info", tmp_path / ("x" * 300)],
        ["build", tmp_path / ("x" * 300)],
        ["predict", tmp_path / ("x" * 300), "a.png", "--out", tmp_path],
    ):
        assert "File name too long" in refused(*words)


def interrupt(script: str, *words: object) -> str:
    """Interrupt a program that calls ``hang()``; return the notes before its last line."""
    # What starts these tests in the background may have left interrupts ignored. Python misses an
    # interrupt that comes just before a wait, until that wait ends: so the waits are short.
    prepare = (
        "import signal, time\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def hang(*_):\n    print('ready', flush=True)\n    while True:\n"
        "        time.sleep(0.01)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", prepare + script, *map(str, words)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        try:
            _, stderr = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 130
    assert stderr.endswith("flimbuilder: stopped\n")
    return stderr.removesuffix("flimbuilder: stopped\n")


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
def test_control_c_in_the_middle(tmp_path: Path) -> None:
    """The command would never end."""
    script = (
        "from flimbuilder.workflow import info\n"
        "info.describe = hang\nfrom flimbuilder.cli.main import run\nrun()\n"
    )
    assert interrupt(script, "info", tmp_path) == ""


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
def test_control_c_while_predicting(shared_scene: Scene, tmp_path: Path) -> None:
    """Interrupted while the fourth image is encoded; the results before it are whole."""
    images, out = tmp_path / "images", tmp_path / "out"
    images.mkdir()
    for number in range(50):
        (images / f"{number}.png").write_bytes(shared_scene.image("a").read_bytes())
    script = (
        "from flimbuilder.model.model import Model\n"
        "encode, names = Model.encode_batch, []\n"
        "def slow(self, *images, name, **others):\n"
        "    names.append(name)\n"
        "    if len(names) == 4:\n"
        "        hang()\n"
        "    return encode(self, *images, name=name, **others)\n"
        "Model.encode_batch = slow\n"
        "from flimbuilder.cli.main import run\nrun()\n"
    )
    model = shared_scene.folder.parent / "model"
    assert interrupt(script, "predict", model, images, "--out", out, "--mask") == ""
    assert {"0.png", "0_mask.png"} <= {path.name for path in out.iterdir()}
    for path in out.iterdir():
        assert path.stem.removesuffix("_mask") in {"0", "1", "2"}
        assert read_image(path).pixels.shape == (40, 48, 1)


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
def test_control_c_while_a_large_image_is_predicted(shared_scene: Scene, tmp_path: Path) -> None:
    """Interrupted in the middle of a tile, which ends; no result is left."""
    script = (
        "from flimbuilder.model.batches import passes\n"
        "from flimbuilder.workflow import prediction_job\n"
        "prediction_job.bytes_to_predict = lambda *_: 10**12\n"
        "original = passes.encode_tile\n"
        "def slow(*words):\n    print('ready', flush=True)\n    time.sleep(0.5)\n"
        "    return original(*words)\n"
        "passes.encode_tile = slow\n"
        "from flimbuilder.cli.main import run\nrun()\n"
    )
    model, out = shared_scene.folder.parent / "model", tmp_path / "out"
    notes = interrupt(script, "predict", model, shared_scene.image("a"), "--out", out, "--mask")
    kept = {path.name for path in out.iterdir()}
    assert kept <= {".a.predicting"}
    assert ("the same command goes on" in notes) == bool(kept)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_names_that_are_not_text_are_escaped(scene: Scene, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(scene.labels) + b"/\xff.png"))
    odd.write_bytes(scene.image("a").read_bytes())
    words = ("import", tmp_path / "P", "--images", scene.images, "--labels", scene.labels)
    result = run_process(*words, env={"PYTHONIOENCODING": "ascii"})
    assert result.status == 0, result
    assert "belongs to no image: " in result.stdout
    result = run_process(*words, "--json", env={"PYTHONIOENCODING": "ascii"})
    assert json.loads(result.stdout)["unpaired"]["left_over"] == ["\udcff.png"]
    assert "its name is not UTF-8; rename it" in mistake(run_process("new", tmp_path / "Q", odd))


@pytest.mark.skipif(os.name == "nt", reason="no pipes of this kind there")
def test_a_reader_that_leaves_early_is_no_error(shared_scene: Scene) -> None:
    with subprocess.Popen(
        [*PROGRAM, "info", str(shared_scene.folder.parent / "model"), "--json"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        stderr = process.stderr.read()
    assert "Traceback" not in stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_progress_on_a_terminal_leaves_the_json_alone(shared_scene: Scene) -> None:
    import pty

    controller, terminal = pty.openpty()
    place = shared_scene.folder.parent
    words = ["build", str(place / "project"), "--out", str(place / "model"), "--verify", "--json"]
    done = subprocess.run(
        [*PROGRAM, *words],
        env=environment({"TERM": "xterm-256color", "COLUMNS": "80"}),
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
        check=True,
    )
    os.close(terminal)
    shown = os.read(controller, 100_000).decode()
    os.close(controller)
    assert json.loads(done.stdout)["identical"] is True
    assert "\x1b[" in shown  # the bar was drawn
    assert "{" not in shown
