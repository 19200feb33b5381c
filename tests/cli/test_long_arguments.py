"""Arguments of thousands of characters: one line under 300 characters each."""

import os
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from flimbuilder.cli.main import app
from flimbuilder.model.model import load_model
from flimbuilder.workflow.identification.classify import train_classifier
from tests.cli.commands import refused, run
from tests.scenes import Scene

pytestmark = pytest.mark.slow

GROUP: Any = get_command(app)
COMMANDS = {
    " ".join(words): command
    for name, entry in GROUP.commands.items()
    for words, command in (
        [((name, inner), part) for inner, part in entry.commands.items()]
        if hasattr(entry, "commands")
        else [((name,), entry)]
    )
    if name not in {"doctor", "gui"}  # which has no arguments, and the window
}
LONG = {
    "letters": "x" * 4000,
    "digits": "9" * 4000,
    "more digits than Python reads": "9" * 5000,
    "slices": "z=" + "9" * 4000,
    "steps": "1:" * 2000,
    "list": "1," * 2000,
    "mapping": "1=1," * 1000,
    "folders": "a/" * 2000,
    "negative": "-" + "9" * 4000,
    "blanks": "a " * 2000,
    "no ASCII": "\u00e9" * 2000,
    "control characters": "\x07" * 2000,
}


def classes(scene: Scene) -> Path:
    """Write a table of classes beside a scene, once."""
    path = scene.folder.parent / "classes.csv"
    path.write_text("image,class\na,1\nb,2\nc,2\n")
    return path


def classifier(scene: Scene) -> Path:
    """Write a classifier beside a scene, once."""
    folder = scene.folder.parent / "classifier"
    if not folder.exists():
        model = load_model(scene.folder.parent / "model")
        train_classifier(model, [scene.images], classes(scene), folder, folds=0)
    return folder


def commands(scene: Scene) -> dict[str, list[object]]:
    """Return the arguments with which each command works."""
    folder = scene.folder.parent
    model = folder / "model"
    return {
        "new": ["P", scene.images],
        "import": ["P", "--images", scene.images],
        "import-model": ["M", "--model", folder],
        "info": [folder / "project"],
        "recover": [folder / "project"],
        "build": [folder / "project", "--out", "M"],
        "predict": [model, scene.image("a"), "--out", "S"],
        "evaluate": [model, "--images", scene.images, "--labels", scene.labels],
        "classify train": [
            *(model, "--images", scene.images, "--classes", classes(scene)),
            *("--folds", 0),
        ],
        "classify predict": [classifier(scene), scene.image("a"), "--out", "found.csv"],
        "classify evaluate": [
            *(classifier(scene), "--images", scene.images),
            *("--classes", classes(scene)),
        ],
        "finetune": [
            *(model, "--images", scene.images, "--labels", scene.labels),
            *("--out", "F", "--epochs", 1),
        ],
        "explain": [model, scene.image("a"), "--at", 1, 1],
        "attribute": [model, scene.image("a"), "--at", 1, 1, "--method", "gradient"],
        "suggest": [folder / "project", "--count", 1],
        "kernels": [folder / "project"],
        "project-map": [folder / "project", "--method", "pca"],
        "tissue": [scene.image("a"), "--out", "T.png"],
        "report": [folder / "project", "--out", "R.html"],
        "export": [model, "x", "--to", "safetensors"],
        "demo": ["--out", "D"],
    }


def with_long(command: str, words: list[object], text: str) -> list[tuple[str, list[object]]]:
    """Return the arguments with one of them, or one option, replaced by the text."""
    parameters = COMMANDS[command].params
    arguments = [entry for entry in parameters if entry.param_type_name == "argument"]
    replaced = []
    for parameter in parameters:
        name, changed = parameter.opts[0], list(words)
        if parameter in arguments:
            changed[arguments.index(parameter)] = text
        elif getattr(parameter, "is_flag", False):
            continue
        elif name in words:
            changed[words.index(name) + 1] = text
        else:
            changed += [name, *[text] * max(1, parameter.nargs)]
        replaced.append((name, changed))
    return replaced


@pytest.mark.parametrize("kind", LONG)
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_argument_and_option_may_be_long(
    shared_scene: Scene,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    kind: str,
) -> None:
    words = commands(shared_scene)[command]
    for number, (name, changed) in enumerate(with_long(command, words, LONG[kind])):
        place = tmp_path / str(number)
        place.mkdir()
        monkeypatch.chdir(place)
        result = run(*command.split(), *changed)
        assert result.status in (0, 1, 2), (name, result)
        assert "flimbuilder: unexpected" not in result.stderr, (name, result)
        assert "Traceback" not in result.stderr, (name, result)
        assert all(len(line) < 300 for line in result.stderr.splitlines()), (name, result)


def test_unknown_options_and_commands() -> None:
    for words in (["x" * 4000], ["info", "--" + "x" * 4000]):
        assert len(refused(*words)) < 287


@pytest.mark.parametrize("command", ["build", "predict", "evaluate"])
def test_too_many_threads(shared_scene: Scene, command: str) -> None:
    words = commands(shared_scene)[command]
    most = max(64, os.cpu_count() or 1)
    line = refused(command, *words, "--threads", most + 1)
    assert line == f"--threads {most + 1}: give 1 to {most}"


def test_a_system_without_threads_is_no_error_of_the_program(
    shared_scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def start(thread: object) -> None:
        raise RuntimeError("can't start new thread")

    words = ["predict", *commands(shared_scene)["predict"][:-1], tmp_path / "S"]
    monkeypatch.setattr("threading.Thread.start", start)
    assert refused(*words) == "the system allows no more threads; give fewer with --threads"
