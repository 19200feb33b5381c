"""Commands that make and use models: build, predict, evaluate, export."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import (
    JsonOption,
    TracebackOption,
    notes,
    progress,
    show_json,
    show_table,
    unsaved_notes,
)
from flimbuilder.errors import InputError

if TYPE_CHECKING:
    from flimbuilder.project.project import Delineation
    from flimbuilder.workflow.build import Build
    from flimbuilder.workflow.model import Model
    from flimbuilder.workflow.predict import Predicted

__all__ = ["build", "evaluate", "export", "predict"]

DIFFERS = 1
SHORT = ("MAE", "Fadap", "Fmax", "Fwei", "S", "E", "Dice", "IoU", "prec", "rec")

ModelArgument = Annotated[Path, typer.Argument(help="Model folder.")]
DeviceOption = Annotated[str, typer.Option(help="cpu, cuda, or auto.", metavar="DEVICE")]
ThreadsOption = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Threads that torch may use.", metavar="N")
]
DecoderOption = Annotated[
    str | None, typer.Option(help="Decoder; the model's own by default.", metavar="ID")
]
DelineationOption = Annotated[
    str | None,
    typer.Option(
        help="How the mask is refined: none, watershed, random-walker or dynamic-trees.",
        metavar="METHOD",
    ),
]
ThresholdOption = Annotated[
    str | None, typer.Option(help="'otsu', or where to cut the saliency, 0 to 1.", metavar="X")
]
AreaOption = Annotated[
    tuple[int, int] | None,
    typer.Option(help="Smallest and largest component kept, in pixels.", metavar="MIN MAX"),
]
BorderOption = Annotated[
    bool | None,
    typer.Option("--drop-border/--keep-border", help="Leave out what touches the border."),
]


def build(
    project: Annotated[Path, typer.Argument(help="Project folder.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Model folder; PROJECT/models/default by default.", metavar="MODEL"),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Rebuild and compare with the stored model.")
    ] = False,
    images: Annotated[
        list[Path] | None,
        typer.Option(help="Where else to look for images that moved.", metavar="DIR"),
    ] = None,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Learn the encoder of a project."""
    _use_threads(threads)
    from flimbuilder.exchange.model_document import read_model_document
    from flimbuilder.project.folder import open_project
    from flimbuilder.workflow.build import build_project, compare_models, default_model_folder
    from flimbuilder.workflow.model import choose_device

    opened = open_project(project)
    notes([*opened.notes, *unsaved_notes(len(opened.unsaved), project)])
    target = out or default_model_folder(project)
    if verify:
        read_model_document(target)
    with progress() as on_progress:
        built = build_project(
            opened,
            out=None if verify else target,
            device=choose_device(device),
            search=images or (),
            on_progress=on_progress,
        )
    notes(built.notes)
    document = _build_json(built, target)
    if verify:
        comparison = compare_models(built.model, target)
        document["identical"] = comparison.identical
        document["differs"] = list(comparison.differs)
        document["largest_difference"] = comparison.largest_difference
    if json:
        show_json(document)
    else:
        _show_build(document)
    if verify and not document["identical"]:
        raise typer.Exit(DIFFERS)


def _build_json(built: "Build", target: Path) -> dict[str, object]:
    model = built.model.document
    return {
        "model": str(target),
        "fingerprint": model.fingerprint,
        "blocks": [
            {
                "kernels": len(block.kernels),
                "parameters": block.parameters,
                "deleted": len(block.deleted),
                "receptive_field": block.receptive_field,
            }
            for block in model.blocks
        ],
        "seconds": built.seconds,
        "peak_rss_mb": built.peak_rss_mb,
        "unmatched_edits": [edit.model_dump(mode="json") for edit in model.unmatched_edits],
        "notes": list(built.notes),
    }


def _show_build(document: dict[str, object]) -> None:
    blocks: list[dict[str, int]] = document["blocks"]  # type: ignore[assignment]
    columns = ["kernels", "deleted", "receptive_field", "parameters"]
    rows = [[number, *(block[name] for name in columns)] for number, block in enumerate(blocks, 1)]
    titles = ["block", *(name.replace("_", " ") for name in columns)]
    show_table(f"{document['model']}", titles, rows)
    seconds: dict[str, float] = document["seconds"]  # type: ignore[assignment]
    timing = ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items())
    typer.echo(f"fingerprint {document['fingerprint']}\n{timing}")
    if "identical" in document:
        typer.echo(_verdict(document))


def _verdict(document: dict[str, object]) -> str:
    if document["identical"]:
        return "identical to the stored model"
    names: list[str] = document["differs"]  # type: ignore[assignment]
    difference = document["largest_difference"]
    weights = (
        "its tensors have other shapes"
        if difference is None
        else f"the largest difference of its tensors is {difference:.3g}"
    )
    return f"not identical to the stored model: {weights} ({', '.join(names)})"


def predict(
    model: ModelArgument,
    images: Annotated[list[Path], typer.Argument(help="Images, or folders of them.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.", metavar="DIR")],
    block: Annotated[
        str | None, typer.Option(help="Block to decode, or blocks to fuse.", metavar="N[+N...]")
    ] = None,
    decoder: DecoderOption = None,
    mask: Annotated[bool, typer.Option("--mask", help="Also write the mask, 8 bit.")] = False,
    activations: Annotated[
        bool, typer.Option("--activations", help="Also write all activation maps, .npy.")
    ] = False,
    delineation: DelineationOption = None,
    threshold: ThresholdOption = None,
    area: AreaOption = None,
    drop_border: BorderOption = None,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Write the saliency of images as 16-bit PNG."""
    _use_threads(threads)
    from flimbuilder.workflow.decoding import parse_blocks
    from flimbuilder.workflow.predict import predict_files

    blocks = parse_blocks(block)
    loaded = _load(model, device)
    with progress() as on_progress:
        results = predict_files(
            loaded,
            images,
            out,
            choice=loaded.choose(decoder, blocks),
            delineation=_delineation(loaded, delineation, threshold, area, drop_border),
            mask=mask,
            activations=activations,
            on_progress=on_progress,
        )
    notes([f"{one.image.name}: {note}" for one in results for note in one.notes])
    if json:
        show_json({"results": [_predicted_json(one) for one in results]})
    else:
        typer.echo(f"{out}: the saliency of {len(results)} images")


def _predicted_json(one: "Predicted") -> dict[str, object]:
    return {
        "image": str(one.image),
        "saliency": [str(path) for path in one.saliency],
        "mask": one.mask and str(one.mask),
        "activations": [str(path) for path in one.activations],
        "notes": list(one.notes),
    }


def evaluate(
    model: ModelArgument,
    images: Annotated[Path, typer.Option(help="Folder of images.", metavar="DIR")],
    labels: Annotated[Path, typer.Option(help="Folder of masks.", metavar="DIR")],
    block: Annotated[
        str | None,
        typer.Option(help="Block to decode, blocks to fuse, or 'all'.", metavar="N[+N...]|all"),
    ] = None,
    decoder: Annotated[
        str | None, typer.Option(help="Decoder, or 'all'.", metavar="ID|all")
    ] = None,
    delineation: DelineationOption = None,
    threshold: ThresholdOption = None,
    area: AreaOption = None,
    drop_border: BorderOption = None,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Measure a model against reference masks."""
    _use_threads(threads)
    from flimbuilder.workflow.evaluate import evaluate_files

    loaded = _load(model, device)
    with progress() as on_progress:
        results = evaluate_files(
            loaded,
            [images],
            [labels],
            block=block,
            decoder=decoder,
            delineation=_delineation(loaded, delineation, threshold, area, drop_border),
            on_progress=on_progress,
        )
    without_mask = results[0].without_mask
    notes(
        [f"{len(without_mask)} images have no mask: {', '.join(without_mask)}"]
        * bool(without_mask)
    )
    if json:
        show_json(
            {"results": [one.as_json() for one in results], "without_mask": list(without_mask)}
        )
        return
    if len(results) == 1:
        rows = [[stem, *row.values()] for stem, row in results[0].per_image.items()]
        show_table(f"block {results[0].block}, {results[0].decoder}", ["image", *SHORT], rows)
    means = [[f"{one.block} {one.decoder}", *one.mean().values()] for one in results]
    show_table("mean over the images", ["decoded", *SHORT], means)


def export(
    source: Annotated[Path, typer.Argument(help="Model or project folder.", metavar="FOLDER")],
    out: Annotated[Path, typer.Argument(help="File or folder to write.")],
    to: Annotated[
        str,
        typer.Option(
            help="pytorch, safetensors or model; of a project also seeds, marker-images, "
            "arch-json.",
            metavar="FORMAT",
        ),
    ],
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Write a model, or a project's markers, for other programs."""
    from flimbuilder.exchange.model_document import is_model_folder
    from flimbuilder.project.folder import open_project
    from flimbuilder.workflow.build import build_project
    from flimbuilder.workflow.export import (
        MODEL_FORMATS,
        PROJECT_FORMATS,
        export_model,
        export_project,
    )
    from flimbuilder.workflow.model import load_model

    if to not in {**MODEL_FORMATS, **PROJECT_FORMATS}:
        choices = ", ".join([*MODEL_FORMATS, *PROJECT_FORMATS])
        raise InputError(f"--to {to!r} is not known; choose from {choices}")
    if is_model_folder(source):
        written = export_model(load_model(source), to, out)
    else:
        opened = open_project(source)
        notes([*opened.notes, *unsaved_notes(len(opened.unsaved), source)])
        if to in PROJECT_FORMATS:
            written = export_project(opened, to, out)
        else:
            with progress() as on_progress:
                built = build_project(opened, on_progress=on_progress)
            notes(built.notes)
            written = export_model(built.model, to, out)
    if json:
        show_json({"format": to, "written": [str(path) for path in written]})
    else:
        typer.echo("\n".join(str(path) for path in written))


def _use_threads(threads: int | None) -> None:
    if threads is not None:
        import torch

        torch.set_num_threads(threads)


def _load(folder: Path, device: str) -> "Model":
    from flimbuilder.workflow.model import choose_device, load_model

    return load_model(folder, choose_device(device))


def _delineation(
    model: "Model",
    method: str | None,
    threshold: str | None,
    area: tuple[int, int] | None,
    drop_border: bool | None,
) -> "Delineation":
    """Return the model's own settings with those that were given."""
    from pydantic import ValidationError

    from flimbuilder.project.values import describe

    given: dict[str, object] = {"method": method, "area": area, "drop_border": drop_border}
    if threshold is not None:
        given["threshold"] = threshold if threshold == "otsu" else _threshold(threshold)
    changes = {name: value for name, value in given.items() if value is not None}
    try:
        return model.document.delineation.with_(**changes)
    except ValidationError as error:
        option = describe(error).replace("method:", "delineation:", 1)
        raise InputError(f"--{option}") from None


def _threshold(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        raise InputError(f"--threshold {text!r}: give 'otsu' or a number from 0 to 1")
    return number
