"""What every command shares: options, progress, output, and how errors end it."""

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flimbuilder.errors import printable
from flimbuilder.project.wording import counted

if TYPE_CHECKING:
    from rich.text import Text

__all__ = [
    "Asked",
    "JsonOption",
    "TracebackOption",
    "notes",
    "one_line",
    "progress",
    "show_json",
    "show_table",
    "unsaved_notes",
]

UNLIMITED = 100_000  # columns

JsonOption = Annotated[
    bool, typer.Option("--json", help="One JSON document on standard output, nothing else there.")
]


@dataclass
class Asked:
    """What a user asked of the whole run; the object of the command line's context."""

    traceback: bool = False


def _ask_traceback(context: typer.Context, wanted: bool) -> None:
    if wanted:
        context.ensure_object(Asked).traceback = True


TracebackOption = Annotated[
    bool,
    typer.Option(
        "--traceback",
        callback=_ask_traceback,
        is_eager=True,
        help="Show where in the program an error arose.",
    ),
]


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Give a progress callback that draws a bar on a terminal's standard error."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda stage, done, total: bar.update(
            task, description=stage, completed=done, total=total
        )


def notes(lines: Sequence[str]) -> None:
    """Write notes to standard error, one a line."""
    for line in lines:
        typer.echo(f"note: {one_line(line)}", err=True)


def unsaved_notes(count: int, project: Path) -> list[str]:
    """Say that the edits in a project's journal are left out, where there are any."""
    if not count:
        return []
    return [
        f"the journal holds {counted(count, 'unsaved edit')}, left out here; save with "
        f"'flimbuilder recover {project}'"
    ]


def one_line(message: str) -> str:
    """Return a message on one line; what a terminal would take for a command is escaped."""
    return printable(" ".join(message.split()), limit=4000)


def show_json(document: Any) -> None:
    """Write one JSON document to standard output, in ASCII; a NaN or infinity becomes null."""
    typer.echo(json.dumps(_finite(document), indent=1, allow_nan=False))


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table to standard output; to a file or pipe as wide as it needs."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold underline", padding=(0, 1), pad_edge=False)
    for position, column in enumerate(columns):
        table.add_column(_cell(column), justify="left" if position == 0 else "right")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    console = Console(width=None if sys.stdout.isatty() else UNLIMITED)
    console.print(_cell(title), style="italic", soft_wrap=True)
    console.print(table)


def _cell(value: object) -> "Text":
    """Return the text of a cell as it is: a file's name may look like rich's markup."""
    from rich.text import Text

    if isinstance(value, float):
        return Text(f"{value:.3f}")
    return Text("" if value is None else printable(str(value)))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
