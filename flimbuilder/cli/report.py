"""The command that writes a report on a project."""

from pathlib import Path
from typing import Annotated

import typer

from flimbuilder.cli.console import progress_bar, show_json, show_notes, unsaved_notes
from flimbuilder.cli.options import (
    JsonOption,
    SearchOption,
    ThreadsOption,
    TracebackOption,
    use_threads,
)

__all__ = ["report"]


def report(
    project: Annotated[Path, typer.Argument(help="Project folder.", metavar="PROJECT")],
    out: Annotated[
        Path, typer.Option(help="File to write, usually NAME.html.", metavar="FILE.html")
    ],
    images: SearchOption = None,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Write one page on a project, for reviewers: data, kernels, results, explanations."""
    use_threads(threads)
    from flimbuilder.project.folder import open_project
    from flimbuilder.workflow.report import report_project

    opened = open_project(project)
    with progress_bar() as on_progress:
        written = report_project(opened, out, search=images or (), on_progress=on_progress)
    show_notes([*opened.notes, *unsaved_notes(len(opened.unsaved), project), *written.left_out])
    if json:
        show_json(written.as_json())
    else:
        typer.echo(f"wrote {out}, {written.size / 1e6:.1f} MB")
