"""The Python code that the pages show: names exist, and the guide of the library runs."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

import flimbuilder as fb
from flimbuilder.imaging.write import write_png
from tests.conftest import CHECKOUT
from tests.pages import fenced_blocks, page_name, pages
from tests.scenes import one_thread, write_seeds_file

GUIDE = CHECKOUT / "docs" / "library.md"
SIDES = 144, 112
EGGS = (40, 52), (120, 88)  # the pixels that the guide names
# Why the code below a heading does not run here.
LEFT_OUT = {
    "Slides": "it reads a window of a large slide; tests/imaging/formats",
    "Maps, and one page on a project": "it takes seconds; tests/workflow",
    "On a cluster": "it starts processes; tests/workflow/cluster",
}
SCAN = "options = fb.parse_companion_options"  # what follows reads a scan; tests/imaging/formats
SHORTER = {"epochs=100": "epochs=1", "repeats=3": "repeats=1"}


def mistakes(code: str) -> Iterator[str]:
    """Yield names of the package that do not exist, and keywords that their functions lack."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and _is_package(node.value):
            if node.attr not in fb.__all__:
                yield f"fb.{node.attr} does not exist"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and _is_package(node.func.value)
            and node.func.attr in fb.__all__
        ):
            parameters = inspect.signature(getattr(fb, node.func.attr)).parameters
            takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
            for keyword in node.keywords:
                if not takes_all and keyword.arg is not None and keyword.arg not in parameters:
                    yield f"fb.{node.func.attr} takes no {keyword.arg}"


def _is_package(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("fb", "flimbuilder")


@pytest.mark.parametrize("path", pages(), ids=page_name)
def test_the_code_of_a_page_names_what_exists(path: Path) -> None:
    blocks = list(fenced_blocks(path.read_text("utf-8"), "python", "py"))
    assert [mistake for block in blocks for mistake in mistakes(block)] == []


def test_a_wrong_name_and_a_wrong_keyword_are_found() -> None:
    code = "fb.read_picture('a')\nfb.read_image('a', colour=1)\nfb.read_image('a').pixels"
    assert set(mistakes(code)) == {
        "fb.read_picture does not exist",
        "fb.read_image takes no colour",
    }


def sections() -> dict[str, str]:
    """Return the code of the guide below each heading."""
    parts = re.split(r"^## (.*)\n", GUIDE.read_text("utf-8"), flags=re.M)
    code = {
        title: "\n".join(fenced_blocks(text, "python"))
        for title, text in zip(parts[1::2], parts[2::2], strict=True)
    }
    return {title: text for title, text in code.items() if text}


def paint(seed: int) -> np.ndarray:
    rows, cols = np.indices(SIDES)
    image = np.random.default_rng(seed).integers(40, 80, (*SIDES, 3))
    for row, col in EGGS:
        image[np.hypot(rows - row, cols - col) < 10] += 100
    return image.astype(np.uint8)


def numbered() -> np.ndarray:
    rows, cols = np.indices(SIDES)
    numbers = np.zeros(SIDES, np.uint8)
    for number, (row, col) in enumerate(EGGS, 1):
        numbers[np.hypot(rows - row, cols - col) < 10] = number
    return numbers


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the guide names; it becomes the current one."""
    mask = (numbered() > 0).astype(np.uint8)
    for name in ("markers", "numbers"):
        (tmp_path / name).mkdir()
    for number in range(1, 11):
        image = f"egg{number}.png"
        for name in ("images", "train", "new") if number < 4 else ("images",):
            (tmp_path / name).mkdir(exist_ok=True)
            write_png(tmp_path / name / image, paint(number))
        for name in ("labels", "masks"):
            (tmp_path / name).mkdir(exist_ok=True)
            write_png(tmp_path / name / image, mask)
        write_png(tmp_path / "numbers" / image, numbered())
    for number in (1, 2):
        write_png(tmp_path / f"egg{number}.png", paint(number))
        (row, col), bar = EGGS[0], [(x, 5, 0) for x in range(5, 90)]
        egg = [(col + x, row + y, 1) for x in range(-3, 4) for y in range(-3, 4)]
        write_seeds_file(tmp_path / "markers" / f"egg{number}-seeds.txt", bar + egg, SIDES)
    write_png(tmp_path / "egg3.png", paint(3))
    rows = [f"egg{number}.png,{'even' if number % 2 == 0 else 'odd'}" for number in range(1, 11)]
    (tmp_path / "classes.csv").write_text("image,class\n" + "\n".join(rows) + "\n")
    monkeypatch.chdir(tmp_path)
    fb.import_project("eggs.flim", "images", "markers", "labels")
    fb.build_project("eggs.flim", out="eggs.model")
    return tmp_path


def prepare(title: str, names: dict[str, Any]) -> None:
    """Give the code below a heading what the guide takes as known."""
    names["model"] = fb.load_model("eggs.model")
    names["pixels"] = names["image"] = paint(1)
    if title == "Give images a class":
        names["images"] = [paint(number) for number in range(10)]
        names["labels"] = ["odd", "even"] * 5
        names["instances"] = numbered()
    if title == "Train further":
        names["images"] = torch.from_numpy(fb.scale_image(paint(1))).permute(2, 0, 1)[None]
    if title == "What a kernel likes":
        names["paths"] = sorted(Path("images").iterdir())[:3]
    if title == "Projects and models on disk":
        names["splitting"] = fb.Splitting(radius=8)


@pytest.mark.slow
def test_the_guide_of_the_library_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"torch": torch, "pandas": SimpleNamespace(DataFrame=dict)}
    with one_thread():
        for title, code in sections().items():
            if title not in LEFT_OUT:
                prepare(title, names)
                exec(compile(_shortened(code), f"library.md: {title}", "exec"), names)
    assert "egg.png: there is no such file" in capsys.readouterr().out
    assert set(LEFT_OUT) <= set(sections())


def _shortened(code: str) -> str:
    code = code.partition(SCAN)[0]
    for long, short in SHORTER.items():
        code = code.replace(long, short)
    return code
