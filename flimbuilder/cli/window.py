"""The command that opens the window; no other module of the command line imports it."""

from pathlib import Path
from typing import Annotated

import typer

from flimbuilder.cli.options import TracebackOption
from flimbuilder.project.opening import project_folder

__all__ = ["gui", "open_window"]


def gui(
    project: Annotated[
        Path | None,
        typer.Argument(help="Project folder to open, or its project.json.", show_default=False),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="LANGUAGE",
            help="Language of the window: en, pt_BR or system; by default as set in it.",
        ),
    ] = None,
    traceback: TracebackOption = False,
) -> None:
    """Open the window."""
    open_window(None if project is None else project_folder(project), language)


def open_window(project: Path | None = None, language: str | None = None) -> None:
    """Show the window until it is closed.

    Raises
    ------
    FlimError
        If the language is unknown, Qt, a system library of it or a display is missing, or the
        project can't be opened.
    """
    from flimbuilder.workflow.doctor.display import (
        missing_library,
        require_display,
        require_packages,
    )

    require_packages()
    require_display()
    try:
        from flimbuilder.gui.app import run
    except ImportError as error:
        missing = missing_library(error)
        if missing is None:
            raise
        raise missing from None
    raise typer.Exit(run(project, language))
