"""The commands that the pages show exist, with their options."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from flimbuilder.cli.main import app
from tests.pages import fenced_blocks, page_name, pages

SHELL = ("", "bash", "sh", "console", "shell")
COMMAND: Any = typer.main.get_command(app)
ENDS = {"|", "||", "&&", ";", ">", ">>", "&", "2>", "<"}
SPAN = re.compile(r"(?<!`)`(flimbuilder [^`\n]+(?:\n[^`\n]+)?)`(?!`)")


class Mistake(Exception):
    """What is wrong with an example."""


def check(line: str, *, is_whole: bool) -> None:
    """Parse a command line against the real command; part of one may lack arguments."""
    from typer._click.core import Context
    from typer._click.exceptions import UsageError

    line = re.sub(r"\[(--[^\]]*)\]", r"\1", line)  # an option that may be left out
    words = list(_until_the_end(shlex.split(line, comments=True)))[1:]
    command = COMMAND
    name = "flimbuilder"
    while hasattr(command, "commands"):
        if not words or words[0].startswith("-") or words[0].endswith((".flim", "/")):
            break
        if words[0].isupper() or words[0] == "...":  # stands for any command
            return
        name = words.pop(0)
        if name not in command.commands:
            raise Mistake(f"there is no command {name!r}")
        command = command.commands[name]
    with Context(command, info_name=name) as context:
        try:
            given, rest, _ = command.make_parser(context).parse_args(args=words)
        except UsageError as error:
            raise Mistake(error.format_message()) from None
    if rest and not hasattr(command, "commands"):
        raise Mistake(f"{name} takes no {rest}")
    is_help = "--help" in words or "-h" in words
    for param in command.params if is_whole and not is_help else ():
        if param.required and given.get(param.name) in (None, (), []):
            raise Mistake(f"{name} lacks {param.opts[0]}")


def _until_the_end(words: list[str]) -> Iterator[str]:
    for word in words:
        if word in ENDS:
            return
        yield word.rstrip(";")
        if word.endswith(";"):
            return


def examples(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the command lines of a page, and whether they are whole."""
    for block in fenced_blocks(text, *SHELL):
        for line in block.replace("\\\n", " ").splitlines():
            called = re.search(r"(?:^|&& |; |\$ )(?:\S*/)?(flimbuilder\b(?![./-]).*)$", line)
            if called:
                yield called[1], True
    for span in SPAN.findall(re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S)):
        yield span, False


@pytest.mark.parametrize("path", pages(), ids=page_name)
def test_the_commands_of_a_page_exist(path: Path) -> None:
    mistakes = []
    for line, is_whole in examples(path.read_text("utf-8")):
        try:
            check(line, is_whole=is_whole)
        except (Mistake, ValueError) as error:
            mistakes.append(f"{line}: {error}")
    assert mistakes == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("flimbuilder bild eggs.flim", "no command 'bild'"),
        ("flimbuilder build eggs.flim --ot eggs.model", "No such option"),
        ("flimbuilder build eggs.flim --out", "requires an argument"),
        ("flimbuilder predict eggs.model", "lacks images"),
        ("flimbuilder build eggs.flim eggs.model", "takes no"),
        ("flimbuilder classify trane eggs.model", "no command 'trane'"),
    ],
)
def test_a_wrong_example_is_found(line: str, message: str) -> None:
    with pytest.raises(Mistake, match=message):
        check(line, is_whole=True)


def test_examples_are_found_in_blocks_and_sentences() -> None:
    page = (
        "Call `flimbuilder info`:\n\n```\nflimbuilder build a \\\n  --out b  # learn\n$ ls\n```\n"
    )
    assert [(line.split(), whole) for line, whole in examples(page)] == [
        (["flimbuilder", "build", "a", "--out", "b", "#", "learn"], True),
        (["flimbuilder", "info"], False),
    ]
