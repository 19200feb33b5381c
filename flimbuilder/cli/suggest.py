"""The command that suggests where to draw the next markers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import progress_bar, show_json, show_notes, show_table, unsaved_notes
from flimbuilder.cli.options import (
    DeviceOption,
    JsonOption,
    SearchOption,
    ThreadsOption,
    TracebackOption,
    use_threads,
)

if TYPE_CHECKING:
    from flimbuilder.explain.guidance.suggestion import Suggestion
    from flimbuilder.project.project import Project
    from flimbuilder.workflow.suggest import Suggestions

__all__ = ["suggest"]


def suggest(
    project: Annotated[Path, typer.Argument(help="Project folder.", metavar="PROJECT")],
    image: Annotated[
        list[str] | None,
        typer.Option(
            help="Suggest places on this image, by id or name; repeatable. By default, the one "
            "suggested.",
            metavar="ID",
        ),
    ] = None,
    count: Annotated[int, typer.Option(help="Places to suggest.", metavar="N", min=1)] = 6,
    radius: Annotated[
        float, typer.Option(help="Radius of the disks, in pixels.", metavar="PIXELS", min=0.5)
    ] = 5.0,
    preview: Annotated[
        bool,
        typer.Option(
            "--preview",
            help="Learn again with each place in its probable class; the best come first.",
        ),
    ] = False,
    images: SearchOption = None,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Suggest the images and places to mark next, without reference masks."""
    use_threads(threads)
    from flimbuilder.model.model import choose_device
    from flimbuilder.project.folder import open_project
    from flimbuilder.workflow.suggest import suggest as suggest_next

    opened = open_project(project)
    with progress_bar() as on_progress:
        suggestions = suggest_next(
            opened,
            images=image or (),
            n_places=count,
            radius=radius,
            preview=preview,
            device=choose_device(device),
            search=images or (),
            on_progress=on_progress,
        )
    show_notes([*opened.notes, *unsaved_notes(len(opened.unsaved), project)])
    if json:
        show_json({"project": str(project), **suggestions.as_json()})
    else:
        _show(suggestions, opened.project)


def _show(suggestions: "Suggestions", project: "Project") -> None:
    names = {entry.id: entry.name for entry in project.classes}
    show_table(
        "images to mark next",
        ["image", "doubt", "why"],
        [
            [image.image, "" if image.doubt is None else f"{image.doubt:.2f}", image.why]
            for image in suggestions.images
        ],
    )
    is_previewed = any(place.verdict for place in suggestions.places)
    verdict = ["preview"] if is_previewed else []
    show_table(
        "places",
        ["", "image", "row", "col", "radius", "probably", *verdict, "why"],
        [
            [
                number,
                place.image,
                place.row,
                place.col,
                f"{place.radius:g}",
                "?" if place.class_id is None else names.get(place.class_id, place.class_id),
                *([_verdict(place)] if is_previewed else []),
                place.why,
            ]
            for number, place in enumerate(suggestions.places, start=1)
        ],
    )
    show_notes([*(gap.why for gap in suggestions.gaps), *suggestions.notes])


def _verdict(place: "Suggestion") -> str:
    if place.verdict is None:
        return ""
    return place.verdict if place.score is None else f"{place.verdict} ({place.score:+.1f})"
