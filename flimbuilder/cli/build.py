"""The command that learns the encoder of a project."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import progress_bar, show_json, show_notes, show_table, unsaved_notes
from flimbuilder.cli.options import (
    DeviceOption,
    JsonOption,
    ScaleOption,
    SearchOption,
    ThreadsOption,
    TracebackOption,
    parse_split,
    use_threads,
)

if TYPE_CHECKING:
    from flimbuilder.workflow.build import Build, RebuildComparison

__all__ = ["build"]

DIFFERS = 1


def build(
    project: Annotated[Path, typer.Argument(help="Project folder.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Model folder; PROJECT/models/default by default.", metavar="MODEL"),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Rebuild and compare with the stored model.")
    ] = False,
    decoder: Annotated[
        str | None,
        typer.Option(help="Decoder instead of the project's, which stays.", metavar="ID"),
    ] = None,
    block: Annotated[
        str | None,
        typer.Option(help="Block to decode, or blocks to fuse.", metavar="N[+N...]|all"),
    ] = None,
    scale: ScaleOption = None,
    standardise: Annotated[
        str | None,
        typer.Option(
            help="How each image's colours are standardised: none, mean or standard; instead of "
            "the project's setting, which stays.",
            metavar="KIND",
        ),
    ] = None,
    restarts: Annotated[
        int | None,
        typer.Option(
            help="Runs of the k-means that reduces kernels, the best of which is kept; instead of "
            "the project's setting, which stays.",
            metavar="N",
        ),
    ] = None,
    selection: Annotated[
        str | None,
        typer.Option(
            help="How kernels are selected by the markers: none, fisher or auc; instead of the "
            "project's setting, which stays.",
            metavar="KIND",
        ),
    ] = None,
    difficulty: Annotated[
        Path | None,
        typer.Option(
            help="Folder of a classifier: classes that it misses more often get more of the "
            "kernels; instead of the project's setting, which stays.",
            metavar="CLASSIFIER",
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            help="Separate touching objects: 'auto' learns their sizes from the marked ones, "
            "RADIUS is that of an object in pixels; instead of the project's setting, which "
            "stays.",
            metavar="auto|none|RADIUS",
        ),
    ] = None,
    images: SearchOption = None,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Learn the encoder of a project."""
    use_threads(threads)
    from flimbuilder.model.decoding import decode_by, parse_blocks
    from flimbuilder.model.document import read_model_document
    from flimbuilder.model.model import choose_device
    from flimbuilder.model.pixels import ProjectFiles
    from flimbuilder.project.folder import open_project
    from flimbuilder.project.outputs import default_model_folder
    from flimbuilder.workflow.build import build as build_model
    from flimbuilder.workflow.build import compare_models, with_learning_options

    opened = open_project(project)
    n_blocks = len(opened.project.architecture.blocks)
    to_build = decode_by(opened.project, decoder, parse_blocks(block, n_blocks), scale)
    to_build = with_learning_options(
        to_build, standardise=standardise, selection=selection, restarts=restarts
    )
    if difficulty is not None:
        from flimbuilder.workflow.identification.class_difficulty import with_class_difficulty

        to_build = with_class_difficulty(to_build, difficulty)
    if split is not None:
        own = to_build.delineation.with_(split=None)
        to_build = to_build.with_(delineation=own.with_(split=parse_split(split, own)))
    target = out or default_model_folder(project)
    if verify:
        read_model_document(target)
    show_notes([*opened.notes, *unsaved_notes(len(opened.unsaved), opened.path)])
    with progress_bar() as on_progress:
        built = build_model(
            to_build,
            ProjectFiles(opened.path, images or ()),
            out=None if verify else target,
            device=choose_device(device),
            on_progress=on_progress,
        )
    show_notes(built.notes)
    comparison = compare_models(built.model, target) if verify else None
    if json:
        show_json(_as_json(built, target, comparison))
    else:
        _show(built, target, comparison)
    if comparison is not None and not comparison.identical:
        raise typer.Exit(DIFFERS)


def _as_json(
    built: "Build", target: Path, comparison: "RebuildComparison | None"
) -> dict[str, object]:
    from flimbuilder.model.decoding import name_blocks

    model = built.model.document
    verdict = comparison and {
        "identical": comparison.identical,
        "differs": list(comparison.differs),
        "largest_difference": comparison.largest_difference,
    }
    return {
        "model": str(target),
        "fingerprint": model.fingerprint,
        "blocks": [
            {
                "kernels": len(block.kernels),
                "parameters": block.parameters,
                "deleted": len(block.deleted),
                "receptive_field": block.receptive_field,
                "auc": [_rounded(kernel.auc) for kernel in learned.kept],
                "fisher": [_rounded(kernel.fisher) for kernel in learned.kept],
            }
            for block, learned in zip(model.blocks, built.learned.blocks, strict=True)
        ],
        "decoder": {
            "id": model.decoder.id,
            "block": name_blocks(model.decoder),
            "blocks": list(model.decoder.blocks),
            "weights": [list(row) for row in model.decoder.weights],
            "bias": list(model.decoder.bias),
            "scale": model.decoder.scale,
        },
        **(
            {}
            if model.delineation.split is None
            else {"split": model.delineation.model_dump(mode="json")["split"]}
        ),
        "seconds": built.seconds,
        "peak_rss_mb": built.peak_rss_mb,
        "unmatched_edits": [edit.model_dump(mode="json") for edit in model.unmatched_edits],
        "notes": list(built.notes),
        **(verdict or {}),
    }


def _rounded(measure: float | None) -> float | None:
    return None if measure is None else round(measure, 4)


def _show(built: "Build", target: Path, comparison: "RebuildComparison | None") -> None:
    from flimbuilder.model.decoding import name_blocks

    model = built.model.document
    rows = [
        [number, len(block.kernels), len(block.deleted), block.receptive_field, block.parameters]
        for number, block in enumerate(model.blocks, start=1)
    ]
    titles = ["block", "kernels", "deleted", "receptive field", "parameters"]
    show_table(str(target), titles, rows)
    timing = ", ".join(f"{name} {value:.2f} s" for name, value in built.seconds.items())
    typer.echo(f"fingerprint {model.fingerprint}\n{timing}")
    scale = ", scale training" if model.decoder.scale == "training" else ""
    typer.echo(f"decoder {model.decoder.id}, block {name_blocks(model.decoder)}{scale}")
    if (split := model.delineation.splitting) is not None:
        typer.echo(f"objects of radius {split.radius:g} px, from {split.smallest} px² on")
    if comparison is not None:
        typer.echo(_verdict(comparison))


def _verdict(comparison: "RebuildComparison") -> str:
    if comparison.identical:
        return "identical to the stored model"
    difference = comparison.largest_difference
    weights = (
        "its tensors have other shapes"
        if difference is None
        else f"the largest difference of its tensors is {difference:.3g}"
    )
    return f"not identical to the stored model: {weights} ({', '.join(comparison.differs)})"
