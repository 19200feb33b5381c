"""The command that finds the tissue of slides."""

from pathlib import Path
from typing import Annotated

import typer

from flimbuilder.cli.console import end_with_failures, progress_bar, show_json
from flimbuilder.cli.options import (
    ImageOptions,
    JsonOption,
    PixelSizeOption,
    StrictOption,
    TracebackOption,
    size_of,
    with_options,
)

__all__ = ["tissue"]


@with_options
def tissue(
    images: Annotated[list[Path], typer.Argument(help="Slides, or folders of them.")],
    out: Annotated[
        Path,
        typer.Option(
            help="A .png or .geojson for one slide, or a folder for STEM_tissue.png of each.",
            metavar="FILE|DIR",
        ),
    ],
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Of saturation; Otsu's, near that of glass, by default.",
            metavar="X",
        ),
    ] = None,
    smallest: Annotated[
        str | None,
        typer.Option(
            help="Drop parts and fill holes below this area, as 0.02mm2 or 0.01% of the image.",
            metavar="AREA",
        ),
    ] = None,
    margin: Annotated[
        int,
        typer.Option(min=0, max=100, help="Pixels of the mask to widen it by.", metavar="N"),
    ] = 2,
    pixel_size: PixelSizeOption = None,
    strict: StrictOption = False,
    *,
    options: ImageOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Find the tissue of slides, to edit it and give it to predict --tissue."""
    from flimbuilder.project.tissue import Tissue, parse_smallest
    from flimbuilder.workflow.tissue_files import find_tissue_files

    settings = Tissue(
        threshold=threshold,
        smallest=None if smallest is None else parse_smallest(smallest),
        margin=margin,
    )
    with progress_bar() as on_progress:
        found = find_tissue_files(
            images,
            out,
            selector=options.selector(),
            settings=settings,
            pixel_size=size_of(pixel_size),
            strict=strict,
            on_progress=on_progress,
        )
    if json:
        show_json(
            {
                "tissue": [result.as_json() for result in found.tissue],
                "failed": [failure.as_json() for failure in found.failed],
            }
        )
    else:
        for result in found.tissue:
            area = result.area_mm2
            typer.echo(
                f"{result.path}: tissue of {result.image.name}, {result.tissue.share:.1%}"
                + (f", {area:.3g} mm²" if area is not None else "")
            )
    end_with_failures(found.failed)
