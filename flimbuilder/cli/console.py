"""Output that all commands share: notes, progress, tables and JSON."""

import json
import math
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from flimbuilder.errors import counted, printable

if TYPE_CHECKING:
    from rich.text import Text

__all__ = [
    "end_with_failures",
    "one_line",
    "progress_bar",
    "show_json",
    "show_notes",
    "show_table",
    "unsaved_notes",
]

UNLIMITED = 100_000  # columns
MAX_FAILURES = 20  # lines
MAX_LINE = 280  # characters of a message
LONGEST_WORDS = (80, 40, 24)  # in a longer message
LEFT_OUT = "..."
SOME_FAILED = 1


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a progress callback that draws a bar if standard error is a terminal."""
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


def show_notes(lines: Sequence[str]) -> None:
    """Write notes to standard error, one a line."""
    for line in lines:
        typer.echo(f"note: {one_line(line)}", err=True)


def end_with_failures(failed: Sequence[object]) -> None:
    """Write the files that failed to standard error, one a line, and end with status 1.

    Do nothing if no file failed.
    """
    if not failed:
        return
    for failure in failed[:MAX_FAILURES]:
        typer.echo(one_line(str(failure)), err=True)
    if len(failed) > MAX_FAILURES:
        typer.echo(f"and {len(failed) - MAX_FAILURES} more", err=True)
    raise typer.Exit(SOME_FAILED)


def unsaved_notes(count: int, project: Path) -> list[str]:
    """Return a note that the edits in a project's journal are left out; none without edits."""
    if not count:
        return []
    return [
        f"the journal holds {counted(count, 'unsaved edit')}, left out here; save with "
        f"'flimbuilder recover {project}'"
    ]


def one_line(message: str) -> str:
    """Return a message on one line of at most 280 characters, with control characters escaped.

    Long words, such as paths, lose their middle first; then the message does, since it names the
    file at its start, and the reason and the way out at its end.
    """
    line = " ".join(message.split())
    line = whole = printable(line, limit=10 * len(line))
    for longest in LONGEST_WORDS:
        if len(line) <= MAX_LINE:
            break
        line = " ".join(_without_middle(word, longest) for word in whole.split(" "))
    return _without_middle(line, MAX_LINE)


def _without_middle(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = (limit - len(LEFT_OUT)) * 2 // 3
    return text[: limit - len(LEFT_OUT) - end] + LEFT_OUT + text[-end:]


def show_json(document: Any) -> None:
    """Write one JSON document to standard output, in ASCII; NaN and infinity become null."""
    typer.echo(json.dumps(_finite(document), indent=1, allow_nan=False))


def show_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    texts: Collection[str] = (),
) -> None:
    """Write a table to standard output; to a file or pipe as wide as it needs.

    The first column and the `texts` are aligned at the left, all others at the right.
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold underline", padding=(0, 1), pad_edge=False)
    for position, column in enumerate(columns):
        is_text = position == 0 or column in texts
        table.add_column(_cell(column), justify="left" if is_text else "right")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    console = Console(width=None if sys.stdout.isatty() else UNLIMITED)
    console.print(_cell(title), style="italic", soft_wrap=True)
    console.print(table)


def _cell(value: object) -> "Text":
    """Return a cell as literal text: a file's name may look like rich's markup."""
    from rich.text import Text

    if isinstance(value, float):
        return Text(f"{value:.3f}")
    return Text("" if value is None else printable(str(value)))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
