"""Commands that make, fill and recover projects: new, import, recover."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flimbuilder.cli.console import end_with_failures, progress_bar, show_json, show_notes
from flimbuilder.cli.options import (
    ArchitectureOption,
    ImageOptions,
    JsonOption,
    OrientationOption,
    PixelSizeOption,
    StrictOption,
    SuffixOption,
    TracebackOption,
    ValuesOption,
    size_of,
    with_options,
)
from flimbuilder.errors import counted, listed

if TYPE_CHECKING:
    from flimbuilder.workflow.import_files import Imported

__all__ = ["import_", "new", "recover"]

ImageClassesOption = Annotated[
    Path | None,
    typer.Option("--classes", help="CSV file of images and their classes.", metavar="FILE"),
]
FromModelOption = Annotated[
    Path | None,
    typer.Option(
        help="Model, or built project, whose first blocks the encoder keeps; the others are "
        "learned from their maps.",
        metavar="MODEL",
    ),
]
BlocksOption = Annotated[
    int | None,
    typer.Option(min=1, help="Number of blocks to keep of --from-model; 2 if left out."),
]


@with_options
def new(
    project: Annotated[Path, typer.Argument(help="Folder to create, usually NAME.flim.")],
    images: Annotated[list[Path], typer.Argument(help="Images, or folders of them.")],
    architecture: ArchitectureOption = None,
    from_model: FromModelOption = None,
    blocks: BlocksOption = None,
    classes: ImageClassesOption = None,
    pixel_size: PixelSizeOption = None,
    strict: StrictOption = False,
    *,
    options: ImageOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Create a project from images."""
    from flimbuilder.workflow.create import new_project

    selector = options.selector()
    size = size_of(pixel_size)
    with progress_bar() as on_progress:
        report = new_project(
            project,
            images,
            architecture,
            classes=classes,
            from_model=from_model,
            blocks=blocks,
            selector=selector,
            pixel_size=size,
            strict=strict,
            on_progress=on_progress,
        )
    show_notes(report.notes)
    if json:
        show_json(
            {
                "project": str(project),
                "images": report.images,
                **({} if classes is None else {"classes": report.classes}),
                "failed": [failure.as_json() for failure in report.failed],
                "notes": report.notes,
            }
        )
    else:
        typer.echo(
            f"{project}: {counted(len(report.images), 'image')}{_with_classes(report, classes)}; "
            "add markers with 'flimbuilder import PROJECT --images DIR --markers DIR', then build"
        )
    end_with_failures(report.failed)


@with_options
def import_(
    project: Annotated[
        Path, typer.Argument(help="Project folder, new or existing.", metavar="PROJECT")
    ],
    images: Annotated[Path, typer.Option(help="Folder of images.", metavar="DIR")],
    markers: Annotated[
        Path | None,
        typer.Option(
            help="Folder of NAME-seeds.txt, of label images, or of labelme's NAME.json.",
            metavar="DIR",
        ),
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Folder of reference masks.", metavar="DIR")
    ] = None,
    classes: ImageClassesOption = None,
    architecture: ArchitectureOption = None,
    from_model: FromModelOption = None,
    blocks: BlocksOption = None,
    radius: Annotated[
        float, typer.Option(help="Radius of labelme's points and lines, in pixels.", metavar="PX")
    ] = 5.0,
    values: ValuesOption = None,
    suffix: SuffixOption = None,
    orientation: OrientationOption = "exif",
    pixel_size: PixelSizeOption = None,
    strict: StrictOption = False,
    *,
    options: ImageOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Import images, markers, masks and classes into a project, paired by their names."""
    from flimbuilder.exchange.companions import parse_companion_options
    from flimbuilder.workflow.create import import_project

    companion_options = parse_companion_options(radius, values, orientation, suffix or ())
    selector = options.selector()
    size = size_of(pixel_size)
    with progress_bar() as on_progress:
        report = import_project(
            project,
            images,
            markers,
            labels,
            architecture,
            classes=classes,
            from_model=from_model,
            blocks=blocks,
            companion_options=companion_options,
            selector=selector,
            pixel_size=size,
            strict=strict,
            on_progress=on_progress,
        )
    show_notes(report.notes)
    if json:
        show_json({"project": str(project), **_as_json(report, classes)})
    else:
        _show(report, project, classes)
    end_with_failures(report.failed)


def _with_classes(report: "Imported", classes: Path | None) -> str:
    return "" if classes is None else f", {len(report.classes)} with a class"


def _show(report: "Imported", project: Path, classes: Path | None) -> None:
    typer.echo(
        f"{project}: {counted(len(report.images), 'image')}, "
        f"{len(report.markers)} with markers, "
        f"{len(report.masks)} with masks{_with_classes(report, classes)}"
    )
    if report.left_over:
        typer.echo(f"belongs to no image: {listed(report.left_over)}")


def _as_json(report: "Imported", classes: Path | None) -> dict[str, Any]:
    described = _pairs_as_json(report)
    if classes is not None:
        described["classes"] = len(report.classes)
        described["paired"]["classes"] = report.classes
        described["unpaired"]["without_classes"] = report.without_classes
    return described


def _pairs_as_json(report: "Imported") -> dict[str, Any]:
    return {
        "images": len(report.images),
        "markers": len(report.markers),
        "masks": len(report.masks),
        "paired": {"markers": report.markers, "masks": report.masks},
        "unpaired": {
            "without_markers": report.without_markers,
            "without_masks": report.without_masks,
            "left_over": report.left_over,
        },
        "failed": [failure.as_json() for failure in report.failed],
        "notes": report.notes,
    }


def recover(
    project: Annotated[Path, typer.Argument(help="Project folder.")],
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Save the edits that a crash left in a project's journal, and finish an interrupted save."""
    from flimbuilder.project.folder import open_project

    opened = open_project(project)
    count = len(opened.unsaved)
    if count:
        recovered = opened.recover()
        count -= len(opened.unsaved)
        opened.save(recovered)
    elif not opened.read_only:
        opened.repair()
    show_notes(opened.notes)
    if json:
        show_json({"project": str(project), "recovered": count, "revision": opened.revision})
    else:
        done = f"{counted(count, 'edit')} recovered" if count else "all is saved"
        typer.echo(f"{project}: {done}")
