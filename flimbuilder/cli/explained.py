"""Arguments that `explain` and `attribute` share, and what they stand for."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import show_notes, unsaved_notes
from flimbuilder.errors import InputError
from flimbuilder.progress import Progress

if TYPE_CHECKING:
    from flimbuilder.project.project import ClassEntry
    from flimbuilder.workflow.project_explainer import ProjectExplainer

__all__ = ["AT", "ClassOption", "ImageArgument", "SourceArgument", "find_class", "open_explainer"]

SourceArgument = Annotated[
    Path, typer.Argument(metavar="MODEL|PROJECT", help="Model folder, or project folder.")
]
ImageArgument = Annotated[
    str, typer.Argument(help="Image file; of a project also the id or name of an image.")
]
ClassOption = Annotated[
    str | None,
    typer.Option(
        "--class",
        help="Object class, by id or name; the one with the largest sum by default.",
        metavar="CLASS",
    ),
]
AT = typer.Option("--at", help="Row and column of the pixel, from 0.", metavar="ROW COL")


def find_class(classes: Sequence["ClassEntry"], text: str | None) -> int | None:
    """Return the class of an id or a name; None stays None.

    Raises
    ------
    InputError
        If there is no such class.
    """
    if text is None:
        return None
    for entry in classes:
        if text in (str(entry.id), entry.name):
            return entry.id
    names = ", ".join(f"{entry.id} ({entry.name})" for entry in classes[1:])
    raise InputError(f"--class {text!r:.60}: there is no such class; choose from {names}")


def open_explainer(
    project: Path, search: Sequence[Path], on_progress: Progress
) -> "ProjectExplainer":
    """Open a project to explain its pixels, and show what a user should know of it."""
    from flimbuilder.project.folder import open_project
    from flimbuilder.workflow.project_explainer import ProjectExplainer

    opened = open_project(project)
    show_notes([*opened.notes, *unsaved_notes(len(opened.unsaved), opened.path)])
    return ProjectExplainer(opened, search=search, on_progress=on_progress)
