"""The command that applies a model to images."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import progress_bar, show_json, show_notes
from flimbuilder.cli.options import (
    AreaOption,
    BorderOption,
    ChannelsOption,
    DecoderOption,
    DelineationOption,
    DeviceOption,
    DilationOption,
    ErosionOption,
    FillHolesOption,
    HeaderWindowOption,
    JsonOption,
    ModelArgument,
    SlicesOption,
    ThreadsOption,
    ThresholdOption,
    TracebackOption,
    WindowOption,
    delineation_settings,
    load_model_on,
    use_threads,
)
from flimbuilder.errors import counted

if TYPE_CHECKING:
    from flimbuilder.workflow.predict import Predicted

__all__ = ["predict"]


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
    fill_holes: FillHolesOption = None,
    erosion: ErosionOption = None,
    dilation: DilationOption = None,
    memory: Annotated[
        int,
        typer.Option(
            min=64,
            max=10**6,
            help="MB that an image may take; larger images are predicted in tiles.",
            metavar="MB",
        ),
    ] = 2000,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Write the saliency of images as 16-bit PNG."""
    use_threads(threads)
    from flimbuilder.model.decoding import parse_blocks
    from flimbuilder.workflow.predict import predict_files
    from flimbuilder.workflow.sources import parse_image_selector

    selector = parse_image_selector(slices or (), channels, window, header_window)
    blocks = parse_blocks(block)
    mask_options = {
        "method": delineation,
        "threshold": threshold,
        "area": area,
        "drop_border": drop_border,
        "fill_holes": fill_holes,
        "erosion": erosion,
        "dilation": dilation,
    }
    loaded, messages = load_model_on(model, device), list[str]()
    with progress_bar() as on_progress:
        results = predict_files(
            loaded,
            images,
            out,
            decoder_choice=loaded.choose(decoder, blocks),
            selector=selector,
            delineation=delineation_settings(loaded.document.delineation, **mask_options),
            mask=mask or any(value is not None for value in mask_options.values()),
            activations=activations,
            memory=memory * 10**6,
            maps=maps,
            on_progress=on_progress,
            on_note=messages.append,
        )
    show_notes(
        [*messages, *(f"{result.name}: {note}" for result in results for note in result.notes)]
    )
    if json:
        show_json({"results": [_as_json(result) for result in results], "notes": messages})
    else:
        typer.echo(f"{out}: the saliency of {counted(len(results), 'image')}")


def _as_json(result: "Predicted") -> dict[str, object]:
    return {
        "image": str(result.image),
        "selection": result.selection and result.selection.model_dump(mode="json"),
        "saliency": [str(path) for path in result.saliency],
        "mask": result.mask and str(result.mask),
        "activations": [str(path) for path in result.activations],
        "notes": list(result.notes),
    }
