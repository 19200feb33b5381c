"""Commands that make and use models: build, predict, evaluate, export."""

import math
from collections.abc import Mapping, Sequence
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
from flimbuilder.cli.reading import (
    ChannelsOption,
    HeaderWindowOption,
    SlicesOption,
    WindowOption,
)
from flimbuilder.errors import InputError
from flimbuilder.project.wording import counted

if TYPE_CHECKING:
    from flimbuilder.exchange.foreign_models import ImportedModel
    from flimbuilder.model.model import Model
    from flimbuilder.project.folder import ProjectFolder
    from flimbuilder.project.project import Delineation, Project
    from flimbuilder.workflow.build import Build, RebuildComparison
    from flimbuilder.workflow.evaluate import Evaluation, Sample
    from flimbuilder.workflow.predict import Predicted

__all__ = ["bring_model", "build", "evaluate", "export", "predict"]

DIFFERS = 1
TITLES = {
    "mae": "MAE",
    "fbeta_adaptive": "Fadap",
    "fbeta_max": "Fmax",
    "weighted_fbeta": "Fwei",
    "s_measure": "S",
    "e_measure": "E",
    "dice": "Dice",
    "iou": "IoU",
    "precision": "prec",
    "recall": "rec",
}

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
    decoder: Annotated[
        str | None,
        typer.Option(
            help="Decoder in place of the project's own, which stays; 'auto' chooses it.",
            metavar="ID",
        ),
    ] = None,
    block: Annotated[
        str | None,
        typer.Option(help="Block to decode, or blocks to fuse.", metavar="N[+N...]"),
    ] = None,
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
    from flimbuilder.model.decoding import decode_by, parse_blocks
    from flimbuilder.model.document import read_model_document
    from flimbuilder.project.folder import open_project
    from flimbuilder.project.places import default_model_folder
    from flimbuilder.workflow.build import compare_models

    opened = open_project(project)
    wanted = decode_by(opened.project, decoder, parse_blocks(block))
    target = out or default_model_folder(project)
    if verify:
        read_model_document(target)
    built = _built(opened, wanted, None if verify else target, images or (), device)
    comparison = compare_models(built.model, target) if verify else None
    if json:
        show_json(_build_json(built, target, comparison))
    else:
        _show_build(built, target, comparison)
    if comparison is not None and not comparison.identical:
        raise typer.Exit(DIFFERS)


def _built(
    opened: "ProjectFolder",
    project: "Project",
    out: Path | None,
    search: Sequence[Path],
    device: str,
) -> "Build":
    """Build a project of a folder, and tell what its user should know."""
    from flimbuilder.model.model import choose_device
    from flimbuilder.model.pixels import ProjectFiles
    from flimbuilder.workflow import build

    notes([*opened.notes, *unsaved_notes(len(opened.unsaved), opened.path)])
    with progress() as on_progress:
        built = build.build(
            project,
            ProjectFiles(opened.path, search),
            out=out,
            device=choose_device(device),
            on_progress=on_progress,
        )
    notes(built.notes)
    return built


def _build_json(
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
            }
            for block in model.blocks
        ],
        "decoder": {"id": model.decoder.id, "block": name_blocks(model.decoder)},
        "seconds": built.seconds,
        "peak_rss_mb": built.peak_rss_mb,
        "unmatched_edits": [edit.model_dump(mode="json") for edit in model.unmatched_edits],
        "notes": list(built.notes),
        **(verdict or {}),
    }


def _show_build(built: "Build", target: Path, comparison: "RebuildComparison | None") -> None:
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
    typer.echo(f"decoder {model.decoder.id}, block {name_blocks(model.decoder)}")
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


def predict(
    model: ModelArgument,
    images: Annotated[list[Path], typer.Argument(help="Images, or folders of them.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.", metavar="DIR")],
    block: Annotated[
        str | None, typer.Option(help="Block to decode, or blocks to fuse.", metavar="N[+N...]")
    ] = None,
    decoder: DecoderOption = None,
    slices: SlicesOption = None,
    channels: ChannelsOption = None,
    window: WindowOption = None,
    header_window: HeaderWindowOption = False,
    mask: Annotated[
        bool, typer.Option("--mask", help="Also write the mask, 8 bit; its options imply it.")
    ] = False,
    activations: Annotated[
        bool, typer.Option("--activations", help="Also write all activation maps.")
    ] = False,
    maps: Annotated[
        str,
        typer.Option("--format", help="Of the activation maps: npy or mimg.", metavar="FORMAT"),
    ] = "npy",
    delineation: DelineationOption = None,
    threshold: ThresholdOption = None,
    area: AreaOption = None,
    drop_border: BorderOption = None,
    memory: Annotated[
        int,
        typer.Option(
            min=64,
            max=10**6,
            help="MB that an image may take; one that needs more is predicted in tiles.",
            metavar="MB",
        ),
    ] = 2000,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Write the saliency of images as 16-bit PNG."""
    _use_threads(threads)
    from flimbuilder.model.decoding import parse_blocks
    from flimbuilder.workflow.predict import predict_files
    from flimbuilder.workflow.sources import parse_image_selector

    selector = parse_image_selector(slices or (), channels, window, header_window)
    blocks = parse_blocks(block)
    asked_for_mask = any(one is not None for one in (delineation, threshold, area, drop_border))
    loaded, said = _load(model, device), list[str]()
    with progress() as on_progress:
        results = predict_files(
            loaded,
            images,
            out,
            decoder_choice=loaded.choose(decoder, blocks),
            selector=selector,
            delineation=_delineation(loaded, delineation, threshold, area, drop_border),
            mask=mask or asked_for_mask,
            activations=activations,
            memory=memory * 10**6,
            maps=maps,
            on_progress=on_progress,
            on_note=said.append,
        )
    notes([*said, *(f"{one.name}: {note}" for one in results for note in one.notes)])
    if json:
        show_json({"results": [_predicted_json(one) for one in results], "notes": said})
    else:
        typer.echo(f"{out}: the saliency of {counted(len(results), 'image')}")


def _predicted_json(one: "Predicted") -> dict[str, object]:
    return {
        "image": str(one.image),
        "selection": one.selection and one.selection.model_dump(mode="json"),
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
    slices: SlicesOption = None,
    channels: ChannelsOption = None,
    window: WindowOption = None,
    header_window: HeaderWindowOption = False,
    delineation: DelineationOption = None,
    threshold: ThresholdOption = None,
    area: AreaOption = None,
    drop_border: BorderOption = None,
    csv: Annotated[
        Path | None, typer.Option(help="Also write the measures as a table.", metavar="FILE")
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="Also write a strip for each image, and precision-recall curves.", metavar="DIR"
        ),
    ] = None,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Measure a model against reference masks."""
    _use_threads(threads)
    from flimbuilder.workflow.evaluate import evaluate_files
    from flimbuilder.workflow.evaluation_files import EvaluationPictures, write_csv
    from flimbuilder.workflow.sources import parse_image_selector

    selector = parse_image_selector(slices or (), channels, window, header_window)
    loaded, said = _load(model, device), list[str]()
    strips = None if pictures is None else EvaluationPictures(pictures)
    with progress() as on_progress:
        results = evaluate_files(
            loaded,
            [images],
            [labels],
            on_sample=_forget if strips is None else strips.add,
            block=block,
            decoder=decoder,
            selector=selector,
            delineation=_delineation(loaded, delineation, threshold, area, drop_border),
            on_progress=on_progress,
            on_note=said.append,
        )
    notes(said)
    if strips is not None:
        strips.finish()
    if csv is not None:
        write_csv(results, csv)
    without_mask = results[0].without_mask
    if without_mask:
        notes([f"no mask for {counted(len(without_mask), 'image')}: {', '.join(without_mask)}"])
    if json:
        told = [one.as_json() for one in results]
        show_json({"results": told, "without_mask": list(without_mask), "notes": said})
        return
    _show_evaluations(results)


def _forget(sample: "Sample") -> None:
    """Make no picture of a sample."""


def _show_evaluations(results: Sequence["Evaluation"]) -> None:
    if len(results) == 1:
        (one,) = results
        rows = [[stem, *_measured(row)] for stem, row in one.per_image.items()]
        show_table(f"block {one.block}, {one.decoder}", ["image", *TITLES.values()], rows)
    means = [[f"{one.block} {one.decoder}", *_measured(one.mean())] for one in results]
    show_table("mean over the images", ["decoded", *TITLES.values()], means)


def _measured(row: Mapping[str, float]) -> list[float]:
    return [row[name] for name in TITLES]


def export(
    source: Annotated[Path, typer.Argument(help="Model or project folder.", metavar="FOLDER")],
    out: Annotated[Path, typer.Argument(help="File or folder to write.")],
    to: Annotated[
        str,
        typer.Option(
            help="pytorch, safetensors, model, flim-builder, onnx, pt2 or bioimageio; of a "
            "project also seeds, "
            "marker-images, napari, labelme, arch-json.",
            metavar="FORMAT",
        ),
    ],
    image: Annotated[
        Path | None,
        typer.Option(
            help="Image to try onnx, pt2 or bioimageio on, besides scikit-image's pictures.",
            metavar="FILE",
        ),
    ] = None,
    device: DeviceOption = "cpu",
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Write a model, or a project's markers, for other programs."""
    from flimbuilder.model.model import choose_device
    from flimbuilder.workflow.export import export as export_folder

    with progress() as on_progress:
        exported = export_folder(
            source, to, out, image=image, device=choose_device(device), on_progress=on_progress
        )
    notes([*unsaved_notes(exported.unsaved, source), *exported.notes])
    written = [str(path) for path in exported.written]
    if json:
        difference = exported.largest_difference
        compared = {"largest_difference": difference, "notes": list(exported.notes)}
        tried = {} if difference is None else compared
        show_json({"format": to, "written": written, **tried})
    else:
        typer.echo("\n".join(written))


def bring_model(
    target: Path,
    folder: Path,
    *,
    taps: str,
    input: str | None,
    border: str,
    architecture: Path | None,
    json: bool,
) -> None:
    """Make a model of a folder of another program, and say what was taken for granted."""
    from flimbuilder.exchange.foreign_models import import_flim_folder

    imported = import_flim_folder(
        folder, taps=taps, input=input, border=border, architecture=architecture
    )
    imported.model.write(target)
    notes(imported.notes)
    if json:
        show_json(_imported_json(imported, target, folder))
    else:
        _show_imported(imported, target)


def _imported_json(imported: "ImportedModel", target: Path, folder: Path) -> dict[str, object]:
    from flimbuilder.model.decoding import name_blocks

    model = imported.model.document
    return {
        "model": str(target),
        "source": str(folder),
        "fingerprint": model.fingerprint,
        "tap_order": imported.tap_order,
        "input": imported.input,
        "border": list(imported.border),
        "guessed": list(imported.guessed),
        "votes": [
            {"block": vote.block, "raster": vote.raster, "centre": vote.centre}
            for vote in imported.votes
        ],
        "blocks": [
            {"kernels": len(block.kernels), "parameters": block.parameters}
            for block in model.blocks
        ],
        "classes": [entry.id for entry in model.classes],
        "decoder": {"id": model.decoder.id, "block": name_blocks(model.decoder)},
        "notes": list(imported.notes),
    }


def _show_imported(imported: "ImportedModel", target: Path) -> None:
    from flimbuilder.model.decoding import name_blocks

    model = imported.model.document
    rows = [
        [number, len(block.kernels), border, block.receptive_field, block.parameters]
        for number, (block, border) in enumerate(
            zip(model.blocks, imported.border, strict=True), start=1
        )
    ]
    show_table(str(target), ["block", "kernels", "border", "receptive field", "parameters"], rows)
    typer.echo(f"tap order {imported.tap_order}, input {imported.input}")
    typer.echo(f"decoder {model.decoder.id}, block {name_blocks(model.decoder)}")


def _use_threads(threads: int | None) -> None:
    if threads is not None:
        import torch

        torch.set_num_threads(threads)


def _load(folder: Path, device: str) -> "Model":
    from flimbuilder.model.model import choose_device, load_model

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
