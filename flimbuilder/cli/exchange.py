"""Commands that exchange models and markers with other programs: export, import-model."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import progress_bar, show_json, show_notes, show_table, unsaved_notes
from flimbuilder.cli.options import ArchitectureOption, DeviceOption, JsonOption, TracebackOption

if TYPE_CHECKING:
    from flimbuilder.exchange.foreign_models import ImportedModel

__all__ = ["export", "import_model"]


def export(
    source: Annotated[Path, typer.Argument(help="Model or project folder.", metavar="FOLDER")],
    out: Annotated[Path, typer.Argument(help="File or folder to write.")],
    to: Annotated[
        str,
        typer.Option(
            help="pytorch, safetensors, model, flim-builder, onnx, pt2 or bioimageio; from a "
            "project also seeds, marker-images, napari, labelme, arch-json.",
            metavar="FORMAT",
        ),
    ],
    image: Annotated[
        Path | None,
        typer.Option(
            help="Image to test onnx, pt2 or bioimageio on, besides scikit-image's pictures.",
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

    with progress_bar() as on_progress:
        exported = export_folder(
            source, to, out, image=image, device=choose_device(device), on_progress=on_progress
        )
    show_notes([*unsaved_notes(exported.unsaved, source), *exported.notes])
    written = [str(path) for path in exported.written]
    if json:
        difference = exported.largest_difference
        compared = {"largest_difference": difference, "notes": list(exported.notes)}
        show_json({"format": to, "written": written, **({} if difference is None else compared)})
    else:
        typer.echo("\n".join(written))


def import_model(
    model: Annotated[Path, typer.Argument(help="Model folder to write.", metavar="MODEL")],
    source: Annotated[
        Path,
        typer.Option(
            "--model", help="Model folder of FLIM-Builder, libift or pyflim.", metavar="DIR"
        ),
    ],
    taps: Annotated[
        str,
        typer.Option(
            help="Order of the model's taps: auto, raster, or centre first.", metavar="ORDER"
        ),
    ] = "auto",
    input: Annotated[
        str | None,
        typer.Option(
            help="Colour space the model reads: lab-ycbcr, lab-ycbcr-601, lab-pyflim, lab, luma, "
            "rgb or grey; guessed by default.",
            metavar="INPUT",
        ),
    ] = None,
    border: Annotated[
        str,
        typer.Option(
            help="Padding of its convolutions: auto, zero, mean or reflect.", metavar="BORDER"
        ),
    ] = "auto",
    architecture: ArchitectureOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Convert a model folder of another program into a model folder."""
    from flimbuilder.exchange.foreign_models import import_flim_folder

    imported = import_flim_folder(
        source, taps=taps, input=input, border=border, architecture=architecture
    )
    imported.model.write(model)
    show_notes(imported.notes)
    if json:
        show_json(_as_json(imported, model, source))
    else:
        _show(imported, model)


def _as_json(imported: "ImportedModel", target: Path, source: Path) -> dict[str, object]:
    from flimbuilder.model.decoding import name_blocks

    model = imported.model.document
    return {
        "model": str(target),
        "source": str(source),
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


def _show(imported: "ImportedModel", target: Path) -> None:
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
