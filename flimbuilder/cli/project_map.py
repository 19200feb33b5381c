"""The command that maps kernels, marker patches or images."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import progress_bar, show_json, show_notes, show_table
from flimbuilder.cli.options import (
    JsonOption,
    SearchOption,
    ThreadsOption,
    TracebackOption,
    use_threads,
)

if TYPE_CHECKING:
    from flimbuilder.workflow.map_files import BlockMaps

__all__ = ["project_map"]

THUMBNAIL = {"kernels": 32, "patches": 24, "images": 48}  # longer side in pixels


def project_map(
    source: Annotated[
        Path, typer.Argument(help="Project folder, or model folder.", metavar="PROJECT|MODEL")
    ],
    of: Annotated[
        str,
        typer.Option(
            help="What to map: the kernels of a block, the patches at the markers, or the images "
            "by their pooled activations; a model alone has only kernels.",
            metavar="kernels|patches|images",
        ),
    ] = "kernels",
    block: Annotated[str, typer.Option(help="Block, from 1, or 'all'.", metavar="N|all")] = "all",
    method: Annotated[
        str,
        typer.Option(help="How to project; umap needs the extra 'maps'.", metavar="tsne|pca|umap"),
    ] = "tsne",
    colour: Annotated[
        str,
        typer.Option(
            help="What the colours show: class, marker, image, weight, dice or activity.",
            metavar="NAME",
        ),
    ] = "class",
    out: Annotated[
        Path | None,
        typer.Option(
            help="File to write (.svg, .png or .csv), or a folder for all three of every block.",
            metavar="FILE|DIR",
        ),
    ] = None,
    thumbnails: Annotated[
        bool, typer.Option("--thumbnails", help="Draw small pictures instead of dots.")
    ] = False,
    patches: Annotated[
        int | None,
        typer.Option(
            min=2, help="Largest number of patches, sampled evenly from the markers.", metavar="N"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of t-SNE and UMAP.", metavar="N")] = 0,
    images: SearchOption = None,
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Map kernels, marker patches or images, and say which block separates the classes."""
    use_threads(threads)
    from flimbuilder.workflow.map_files import (
        map_blocks,
        open_maps,
        require_map_options,
        write_block_maps,
    )

    subject = require_map_options(of, block, method, colour, out)
    with progress_bar() as on_progress:
        opened = open_maps(
            source, search=images or (), seed=seed, limit=patches, on_progress=on_progress
        )
        maps = map_blocks(opened.maker, subject, block, method, colour, on_progress)
        files = []
        if out is not None:
            side = THUMBNAIL[subject] if thumbnails else None
            files = write_block_maps(out, opened.maker, maps, colour, side, on_progress)
    left_out = [f"{name}: {reason}" for name, reason in opened.maker.left_out.items()]
    show_notes([*opened.notes, *left_out])
    if json:
        show_json({**maps.as_json(), "files": [str(path) for path in files], "notes": left_out})
    else:
        _show(maps, files)


def _show(maps: "BlockMaps", files: list[Path]) -> None:
    made = {found.table.block: found for found in maps.maps}
    rows = [
        [
            number,
            measured.points,
            measured.classes,
            measured.silhouette,
            measured.accuracy,
            measured.chance,
            made[number].projection.trustworthiness if number in made else None,
        ]
        for number, measured in enumerate(maps.separability, start=1)
    ]
    show_table(
        f"{maps.subject}: how well each block separates the classes",
        ["block", "points", "classes", "silhouette", "kNN accuracy", "chance", "trustworthiness"],
        rows,
    )
    for found in maps.maps:
        if found.note:
            typer.echo(f"block {found.table.block}: {found.note}")
    for path in files:
        typer.echo(str(path))
