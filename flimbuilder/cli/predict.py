"""The command that applies a model to images."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.cluster import ClusterOption, connected
from flimbuilder.cli.console import end_with_failures, progress_bar, show_json, show_notes
from flimbuilder.cli.options import (
    BlockOption,
    DecoderOption,
    JsonOption,
    PredictOptions,
    ScaleOption,
    StrictOption,
    TissueOption,
    TracebackOption,
    size_of,
    with_options,
)
from flimbuilder.errors import Cancelled, counted, grouped
from flimbuilder.workflow.outputs import OUTPUTS

if TYPE_CHECKING:
    from flimbuilder.workflow.predicted import Predicted, Predictions

__all__ = ["predict"]


@with_options
def predict(
    model: Annotated[Path, typer.Argument(help="Model folder.")],
    images: Annotated[list[Path], typer.Argument(help="Images, or folders of them.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for saliency and masks.", metavar="DIR")
    ] = None,
    block: BlockOption = None,
    decoder: DecoderOption = None,
    scale: ScaleOption = None,
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
    memory: Annotated[
        int,
        typer.Option(
            min=64,
            max=10**6,
            help="MB that an image may take; larger images are predicted in tiles.",
            metavar="MB",
        ),
    ] = 2000,
    tissue: TissueOption = None,
    cluster: ClusterOption = None,
    strict: StrictOption = False,
    restart: Annotated[
        bool,
        typer.Option("--restart", help="Begin afresh; otherwise a stopped run is resumed."),
    ] = False,
    *,
    options: PredictOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Write saliency (16-bit PNG), masks, objects and activation maps of images."""
    from flimbuilder.model.decoding import parse_blocks
    from flimbuilder.workflow.predict import predict_files
    from flimbuilder.workflow.tissue import parse_tissue

    selector, blocks = options.selector(), parse_blocks(block)
    loaded, messages = options.load(model), list[str]()
    mask = mask or (out is not None and bool(options.delineation_changes))

    def show_at_once(note: str) -> None:  # a prediction of slides may take hours
        messages.append(note)
        show_notes([note])

    folders = [path for path in (out, *options.outputs().values()) if path is not None]
    n_loading = len(messages)
    with (
        _hint_at_resuming(folders),
        connected(cluster) as workers,
        progress_bar() as on_progress,
    ):
        results = predict_files(
            loaded,
            images,
            out,
            decoder_choice=loaded.choose(decoder, blocks, scale),
            selector=selector,
            delineation=options.settings(loaded.document.delineation),
            mask=mask,
            activations=activations,
            outputs=options.outputs(),
            pixel_size=size_of(options.pixel_size),
            tissue=parse_tissue(tissue),
            memory=memory * 10**6,
            maps=maps,
            strict=strict,
            cluster=workers,
            restart=restart,
            on_progress=on_progress,
            on_note=show_at_once,
        )
    of_images = ((result.name, note) for result in results for note in result.notes)
    show_notes([*messages[:n_loading], *grouped(of_images)])
    if json:
        show_json(
            {
                "results": [_as_json(result) for result in results],
                "files": {name: str(path) for name, path in results.files.items()},
                "failed": [failure.as_json() for failure in results.failed],
                "notes": messages,
            }
        )
    else:
        for line in _summary(results, out, mask, activations, options.outputs()):
            typer.echo(line)
    end_with_failures(results.failed)


@contextmanager
def _hint_at_resuming(folders: list[Path]) -> Iterator[None]:
    """Say after an interrupt that the same command goes on, if it kept finished tiles."""
    try:
        yield
    except (KeyboardInterrupt, Cancelled):
        places = {place for path in folders for place in (path, path.parent)}
        if any(work for place in places for work in place.glob(".*.predicting")):
            show_notes(["finished tiles are kept; the same command goes on after them"])
        raise


def _summary(
    results: "Predictions",
    out: Path | None,
    mask: bool,
    activations: bool,
    outputs: dict[str, Path],
) -> Iterator[str]:
    """Yield a line for each folder and file that was written."""
    n_images = len(results)
    if out is not None:
        written = ["saliency"]
        if mask:
            written.append("mask" if n_images == 1 else "masks")
        if activations:
            written.append("activation maps")
        *first, last = written
        names = f"{', '.join(first)} and {last}" if first else last
        yield f"{out}: {names} of {counted(n_images, 'image')}"
    n_objects = sum(len(result.objects) for result in results if result.objects is not None)
    for output_id, path in outputs.items():
        objects, images = counted(n_objects, "object"), counted(n_images, "image")
        place = results.files.get(output_id, path)
        yield f"{place}: {OUTPUTS[output_id].noun}, {objects} of {images}"


def _as_json(result: "Predicted") -> dict[str, object]:
    return {
        "image": str(result.image),
        "selection": result.selection and result.selection.model_dump(mode="json"),
        "saliency": [str(path) for path in result.saliency],
        "mask": result.mask and str(result.mask),
        "activations": [str(path) for path in result.activations],
        "outputs": {name: str(path) for name, path in result.outputs.items()},
        "objects": None if result.objects is None else len(result.objects),
        "notes": list(result.notes),
    }
