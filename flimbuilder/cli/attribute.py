"""The command that attributes a score to the pixels of an image."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flimbuilder.cli.console import progress_bar, show_json, show_notes, show_table
from flimbuilder.cli.explained import (
    AT,
    ClassOption,
    ImageArgument,
    SourceArgument,
    find_class,
    open_explainer,
)
from flimbuilder.cli.options import (
    BlockOption,
    DecoderOption,
    ImageOptions,
    JsonOption,
    ScaleOption,
    SearchOption,
    ThreadsOption,
    TracebackOption,
    use_threads,
    with_options,
)
from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.registry import METHODS, require_method
from flimbuilder.project.outputs import require_none_overwritten
from flimbuilder.project.project import LARGEST_SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from flimbuilder.model.model import Model
    from flimbuilder.progress import Progress
    from flimbuilder.project.decoding import DecoderChoice
    from flimbuilder.workflow.attribute import AttributedImage
    from flimbuilder.workflow.readable_images import ReadableImage
    from flimbuilder.workflow.sources import ImageSelector

__all__ = ["attribute"]

ALL = "all"


@with_options
def attribute(
    model: SourceArgument,
    image: ImageArgument,
    at: Annotated[tuple[int, int] | None, AT] = None,
    object_: Annotated[
        bool,
        typer.Option("--object", help="The mean over the object of the mask at the pixel."),
    ] = False,
    region: Annotated[
        Path | None,
        typer.Option(help="The mean over the pixels of a mask that are not 0.", metavar="MASK"),
    ] = None,
    kernel: Annotated[
        str | None,
        typer.Option(
            help="The activation of a kernel, as 2.5; its maximum without a place.",
            metavar="BLOCK.NUMBER",
        ),
    ] = None,
    class_: ClassOption = None,
    of: Annotated[
        str,
        typer.Option(
            "--of",
            help="What is attributed: the decoder's sum, which for ml is the log-odds, or the "
            "saliency.",
            metavar="sum|saliency",
        ),
    ] = "sum",
    method: Annotated[
        list[str] | None,
        typer.Option(
            "--method",
            help=f"{', '.join(METHODS)}, or all; may be repeated.",
            metavar="METHOD",
        ),
    ] = None,
    baseline: Annotated[
        str,
        typer.Option(
            help="What replaces a pixel that is taken away: the image's mean colour, or zero.",
            metavar="mean|zero",
        ),
    ] = "mean",
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, help="Seed of SmoothGrad and LIME.")
    ] = 0,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Also compare with random kernels, and with deleting in random order."
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for a PNG and an array (npy) of each map, or one page.",
            metavar="FOLDER|FILE.html",
        ),
    ] = None,
    block: BlockOption = None,
    decoder: DecoderOption = None,
    scale: ScaleOption = None,
    images: SearchOption = None,
    threads: ThreadsOption = None,
    *,
    options: ImageOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Show which pixels the saliency of a place, or a kernel, depends on."""
    methods = _methods(method or [ALL])
    use_threads(threads)
    from flimbuilder.model.decoding import parse_blocks
    from flimbuilder.workflow.attribute import attribute_image, find_channel, target_of
    from flimbuilder.workflow.attribution_files import planned_files, write_attributions

    selector, blocks = options.selector(), parse_blocks(block)
    with progress_bar() as on_progress:
        loaded, read, require_unused = _open(model, image, images or (), on_progress)
        decoder_choice = loaded.choose(decoder, blocks, scale)
        pixels = read(selector, decoder_choice)
        target = target_of(
            _place(loaded, pixels, decoder_choice, at, object_, region),
            None if kernel is None else find_channel(loaded, kernel),
            find_class(loaded.document.classes, class_),
            of,
        )
        found = attribute_image(
            loaded,
            pixels,
            target,
            methods,
            decoder_choice=decoder_choice,
            check=check,
            on_progress=on_progress,
            baseline=baseline,
            seed=seed,
        )
        files = []
        if out is not None:
            planned = planned_files(found, out)
            require_none_overwritten(planned, [Path(image), *([region] if region else [])])
            require_unused(*planned)
            files = write_attributions(found, out)
    show_notes(pixels.notes)
    if json:
        show_json({**found.as_json(), "image": image, "files": [str(file) for file in files]})
        return
    _show(found, image)
    for file in files:
        typer.echo(str(file))


def _methods(given: "Sequence[str]") -> list[str]:
    if ALL in given:
        return list(METHODS)
    return [require_method(method).id for method in dict.fromkeys(given)]


def _open(
    folder: Path, image: str, search: "Sequence[Path]", on_progress: "Progress"
) -> "tuple[Model, Callable[[ImageSelector, DecoderChoice], ReadableImage], Callable[..., None]]":
    """Open a model or a project.

    Returns the model, a function that reads the image, and one that raises InputError if a file
    to write is an image or mask of the project.
    """
    from flimbuilder.model.document import is_model_folder
    from flimbuilder.workflow.readable_images import read_to_explain

    if is_model_folder(folder):
        from flimbuilder.model.model import load_model

        loaded = load_model(folder)
        return loaded, partial(read_to_explain, loaded, image), lambda *_: None
    explainer = open_explainer(folder, search, on_progress)
    return explainer.model, partial(explainer.read, image), explainer.require_no_image


def _place(
    model: "Model",
    image: "ReadableImage",
    decoder_choice: "DecoderChoice",
    at: tuple[int, int] | None,
    of_object: bool,
    region: Path | None,
) -> "tuple[int, int] | NDArray[Any] | None":
    if region is not None:
        if at is not None or of_object:
            raise InputError("--region: leave out --at and --object, which name another place")
        from flimbuilder.imaging.read import read_mask

        return read_mask(region) > 0
    if not of_object:
        return at
    if at is None:
        raise InputError("--object: give a pixel of the object with --at")
    from flimbuilder.explain.attributions.targets import object_at
    from flimbuilder.workflow.readable_images import require_whole_maps

    require_whole_maps(model, image.pixels, decoder_choice, image.name)
    splitting = model.document.delineation.splitting
    return object_at(model.predict(image.pixels, decoder_choice), *at, splitting)


def _show(found: "AttributedImage", image: str) -> None:
    typer.echo(f"{image}: {found.title}: {found.score:.4g} (decoder {found.decoder_choice.id})")
    columns = ["map", "minimum", "maximum", "strongest row", "column"]
    if found.checks:
        columns += ["random kernels", "deletion", "insertion"]
    rows = []
    described = found.as_json()["attributions"]
    for attribution, entry in zip(found.attributions, described, strict=True):
        row = [attribution.title, f"{entry['minimum']:.3g}", f"{entry['maximum']:.3g}"]
        row += [str(at) for at in entry["strongest"]]
        if found.checks:
            row.append(f"{entry['random_kernels'][-1]:.2f}")
            row += [f"{entry[name]:+.3f}" for name in ("deletion_gain", "insertion_gain")]
        rows.append(row)
    show_table("attributions", columns, rows)
