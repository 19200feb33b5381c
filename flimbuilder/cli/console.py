"""What every command shares: options, progress, output, and how errors end it."""

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

__all__ = ["JsonOption", "TracebackOption", "notes", "progress", "show_json", "show_table"]

JsonOption = Annotated[
    bool, typer.Option("--json", help="One JSON document on standard output, nothing else there.")
]
TracebackOption = Annotated[
    bool, typer.Option("--traceback", help="Show where in the program an error arose.")
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
        typer.echo(f"note: {line}", err=True)


def show_json(document: Any) -> None:
    """Write one JSON document to standard output; a NaN becomes null."""
    typer.echo(json.dumps(_without_nan(document), indent=1, ensure_ascii=False))


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table to standard output."""
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        box=None,
        header_style="bold underline",
        padding=(0, 1),
        pad_edge=False,
    )
    for position, column in enumerate(columns):
        table.add_column(column, justify="left" if position == 0 else "right")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    Console().print(table)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "" if value is None else str(value)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
