"""The demo command."""

from pathlib import Path
from typing import Annotated

import typer

from flimbuilder.cli.console import JsonOption, TracebackOption, notes, progress, show_json

__all__ = ["demo"]


def demo(
    out: Annotated[
        Path, typer.Option(help="Folder for the report and all that it shows.", metavar="DIR")
    ] = Path("flimbuilder-demo"),
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Do the main job on real images and write a report: learn, decode, measure, export, prove."""
    from flimbuilder.demo.whole import run_demo

    with progress() as on_progress:
        result = run_demo(out, on_progress)
    notes(result.notes)
    if json:
        show_json(result.as_json())
    else:
        typer.echo(result.summary())
