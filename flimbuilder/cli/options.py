"""Options that several commands share, and the values that they stand for."""

import inspect
import math
import os
from collections.abc import Callable
from dataclasses import dataclass, fields, make_dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from flimbuilder.errors import InputError
from flimbuilder.workflow.outputs import OUTPUTS

if TYPE_CHECKING:
    from flimbuilder.model.model import Model
    from flimbuilder.project.decoding import Delineation, Splitting
    from flimbuilder.project.pixel_size import PixelSize
    from flimbuilder.workflow.sources import ImageSelector

__all__ = [
    "ArchitectureOption",
    "BlockOption",
    "DecoderOption",
    "DeviceOption",
    "GlobalOptions",
    "ImageOptions",
    "JsonOption",
    "ModelOptions",
    "OrientationOption",
    "PixelSizeOption",
    "PredictOptions",
    "ScaleOption",
    "SearchOption",
    "StrictOption",
    "SuffixOption",
    "ThreadsOption",
    "TissueOption",
    "TracebackOption",
    "ValuesOption",
    "parse_split",
    "size_of",
    "use_threads",
    "with_options",
]


MAX_THREADS = 64  # on any machine; more make the system refuse threads


@dataclass
class GlobalOptions:
    """Options that concern the whole run; the object of typer's context."""

    traceback: bool = False


def _request_traceback(context: typer.Context, wanted: bool) -> None:
    if wanted:
        context.ensure_object(GlobalOptions).traceback = True


JsonOption = Annotated[
    bool, typer.Option("--json", help="One JSON document on standard output, nothing else there.")
]
TracebackOption = Annotated[
    bool,
    typer.Option(
        "--traceback",
        callback=_request_traceback,
        is_eager=True,
        help="Show the traceback of an error.",
    ),
]
ArchitectureOption = Annotated[
    Path | None,
    typer.Option(help="File of blocks: an arch.json, or flimbuilder's own.", metavar="FILE"),
]
SuffixOption = Annotated[
    list[str] | None,
    typer.Option(
        "--suffix",
        help="Suffix of the names of masks or markers, besides -seeds, _mask, _label, _cp_masks "
        "and the like; may be repeated.",
        metavar="TEXT",
    ),
]
OrientationOption = Annotated[
    str,
    typer.Option(
        "--orientation",
        help="Frame of masks and markers of an image that EXIF turns, if their size fits both: "
        "upright (exif), or as the image is stored (stored).",
        metavar="exif|stored",
    ),
]
ValuesOption = Annotated[
    str | None,
    typer.Option(
        "--values",
        help="Class of each value of seeds, label images and masks, as 0-127=0,128=1,255=ignore; "
        "'ignore' leaves pixels out.",
        metavar="VALUE=CLASS,...",
    ),
]
PixelSizeOption = Annotated[
    str | None,
    typer.Option(
        "--pixel-size",
        help="Size of a pixel in µm, as 0.5, or 0.5x0.4 for height and width; by default as the "
        "files of the images state it.",
        metavar="UM[xUM]",
    ),
]
TissueOption = Annotated[
    str | None,
    typer.Option(
        "--tissue",
        help="Use only the tissue: auto finds it, none takes all, FILE is a mask, GeoJSON, or a "
        "folder of them. By default auto for slides that are predicted in tiles.",
        metavar="auto|none|FILE",
    ),
]
ScaleOption = Annotated[
    str | None,
    typer.Option(
        "--scale",
        help="What saliency is relative to: the image's own maximum (image), or the level at the "
        "object markers of the training images (training).",
        metavar="image|training",
    ),
]
BlockOption = Annotated[
    str | None,
    typer.Option("--block", help="Block to decode, or blocks to fuse.", metavar="N[+N...]"),
]
DecoderOption = Annotated[
    str | None,
    typer.Option("--decoder", help="Decoder; the model's own by default.", metavar="ID"),
]
SearchOption = Annotated[
    list[Path] | None,
    typer.Option("--images", help="Where else to look for images that moved.", metavar="DIR"),
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict", help="Stop at the first file that can't be used, instead of leaving it out."
    ),
]
DeviceOption = Annotated[str, typer.Option(help="cpu, cuda, or auto.", metavar="DEVICE")]
ThreadsOption = Annotated[
    int | None, typer.Option(min=1, help="Threads that torch may use.", metavar="N")
]


@dataclass
class ImageOptions:
    """Which images of a file to read, and how to scale them."""

    slices: Annotated[
        list[str] | None,
        typer.Option(
            help="Images of a stack, as z=10:40:5 or page=0; once for each axis.",
            metavar="AXIS=PLACES",
        ),
    ] = None
    channels: Annotated[
        str | None,
        typer.Option(help="Channels to read, from 0, as 0,2 or 0:3.", metavar="N[,N...]"),
    ] = None
    window: Annotated[
        tuple[float, float] | None,
        typer.Option(
            help="Values that become 0 and 1, in the file's units; the dtype's range by default.",
            metavar="LOW HIGH",
        ),
    ] = None
    header_window: Annotated[
        bool,
        typer.Option("--header-window", help="Use the window that each file's header proposes."),
    ] = False
    level: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Level of a slide or another pyramid, 0 the largest; by default the level of "
            "the project or model, otherwise 0.",
            metavar="N",
        ),
    ] = None

    def selector(self) -> "ImageSelector":
        """Parse the options."""
        from flimbuilder.workflow.sources import parse_image_selector

        return parse_image_selector(
            self.slices or (), self.channels, self.window, self.header_window, self.level
        )


@dataclass
class DelineationOptions:
    """How saliency becomes a mask; each defaults to the model's own setting."""

    delineation: Annotated[
        str | None,
        typer.Option(
            help="How to refine the mask: none, watershed, random-walker, dynamic-trees, "
            "saliency-walker or contrast; 'auto' is contrast with --split, otherwise "
            "saliency-walker for a probability (decoder ml) and none for other saliency.",
            metavar="METHOD",
        ),
    ] = None
    threshold: Annotated[
        str | None,
        typer.Option(
            help="Saliency to threshold at, 0 to 1; 'otsu' finds it in each image; 'auto' is 0.5 "
            "for a probability (decoder ml) and the scale training, otherwise Otsu's.",
            metavar="auto|otsu|X",
        ),
    ] = None
    area: Annotated[
        tuple[int, int] | None,
        typer.Option(help="Smallest and largest component to keep, in pixels.", metavar="MIN MAX"),
    ] = None
    drop_border: Annotated[
        bool | None,
        typer.Option("--drop-border/--keep-border", help="Drop components that touch the border."),
    ] = None
    fill_holes: Annotated[
        bool | None,
        typer.Option(
            "--fill-holes/--no-fill-holes",
            help="Fill holes in the mask before components are chosen.",
        ),
    ] = None
    erosion: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=999,
            help="Refinement: pixels by which components shrink to the seeds of the object.",
            metavar="N",
        ),
    ] = None
    dilation: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=999,
            help="Refinement: pixels by which components grow; seeds of the background lie "
            "beyond.",
            metavar="N",
        ),
    ] = None

    split: Annotated[
        str | None,
        typer.Option(
            help="Separate touching objects: 'auto' by the sizes that the build learned, RADIUS "
            "by the radius of an object in pixels, or 'none'.",
            metavar="auto|none|RADIUS",
        ),
    ] = None

    @property
    def delineation_changes(self) -> dict[str, Any]:
        """The options that were given, by the fields of `Delineation`."""
        given = {field.name: getattr(self, field.name) for field in fields(DelineationOptions)}
        given["method"] = given.pop("delineation")
        return {name: value for name, value in given.items() if value is not None}

    def settings(self, own: "Delineation") -> "Delineation":
        """Apply the options to the settings of a model.

        Raises
        ------
        InputError
            If a value is out of range or has no effect; the message names the option.
        """
        from pydantic import ValidationError

        from flimbuilder.project.decoding import Method
        from flimbuilder.project.values import describe

        changes = self.delineation_changes
        if changes.get("threshold", "otsu") not in {"auto", "otsu"}:
            changes["threshold"] = _threshold(changes["threshold"])
        if "split" in changes:
            changes["split"] = parse_split(changes["split"], own)
            if changes["split"] == "auto":
                raise InputError(
                    "--split auto: the model has no sizes of objects; build the project with "
                    "--split auto, or give the radius of an object in pixels"
                )
        try:
            settings = own.with_(**changes)
        except ValidationError as error:
            if any(fault["loc"][:1] == ("method",) for fault in error.errors()):
                *others, last = get_args(Method)
                raise InputError(
                    f"--delineation {self.delineation!r:.60}: choose {', '.join(others)} or {last}"
                ) from None
            raise InputError(f"--{describe(error)}") from None
        unused = [name for name in ("erosion", "dilation") if name in changes]
        if unused and not settings.uses_radii:
            raise InputError(
                f"--{unused[0]}: has no effect with --delineation {settings.method}; choose "
                "watershed, random-walker or dynamic-trees, or leave it out"
            )
        return settings


def parse_split(text: str, own: "Delineation") -> "Splitting | str | None":
    """Return the value of ``--split``; ``auto`` is the own splitting if it is known.

    Raises
    ------
    InputError
        If it is neither a radius from 0.5 to 10000 nor a known word.
    """
    from flimbuilder.project.decoding import Splitting

    known = own.split if isinstance(own.split, Splitting) else None
    if text == "none":
        return None
    if text == "auto":
        return known or "auto"
    try:
        radius = float(text)
    except ValueError:
        radius = math.nan
    if not 0.5 <= radius <= 10_000:
        raise InputError(
            f"--split {text!r:.60}: give 'auto', 'none' or the radius of an object, 0.5 to 10000 "
            "pixels"
        )
    return Splitting.of_radius(radius)


def _threshold(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 1:
        raise InputError(f"--threshold {text!r}: give 'auto', 'otsu' or a number from 0 to 1")
    return number


@dataclass
class ModelOptions(DelineationOptions, ImageOptions):
    """Options of applying a model: images, decoder, delineation and device."""

    device: DeviceOption = "cpu"
    threads: ThreadsOption = None

    def load(self, folder: Path) -> "Model":
        """Load a model on the device, after limiting the threads of torch."""
        use_threads(self.threads)
        from flimbuilder.model.model import choose_device, load_model

        return load_model(folder, choose_device(self.device))


# An option for each output that is written apart from saliency.
OutputPaths = make_dataclass(
    "OutputPaths",
    [
        (
            output.id,
            Annotated[
                Path | None,
                typer.Option(
                    help=f"{output.description}.",
                    metavar="DIR" if output.place == "folder" else "FILE",
                ),
            ],
            None,
        )
        for output in OUTPUTS.values()
        if output.place != "out"
    ],
)


@dataclass
class PredictOptions(ModelOptions, OutputPaths):  # type: ignore[valid-type, misc]
    """Options of applying a model, and the outputs of the objects in its masks."""

    pixel_size: PixelSizeOption = None

    def outputs(self) -> dict[str, Path]:
        """Return the paths of the outputs that were given, by their id."""
        given = {field.name: getattr(self, field.name) for field in fields(OutputPaths)}
        return {output_id: path for output_id, path in given.items() if path is not None}


def size_of(pixel_size: str | None) -> "PixelSize | None":
    """Parse the value of `PixelSizeOption`.

    Raises
    ------
    InputError
        If it is not a size.
    """
    from flimbuilder.project.pixel_size import parse_pixel_size

    return None if pixel_size is None else parse_pixel_size(pixel_size)


def use_threads(threads: int | None) -> None:
    """Limit the threads of torch; None leaves its default.

    Raises
    ------
    InputError
        If `threads` is over 64 and over the number of processors.
    """
    if threads is None:
        return
    most = max(MAX_THREADS, os.cpu_count() or 1)
    if threads > most:
        raise InputError(f"--threads {threads}: give 1 to {most}")
    import torch

    torch.set_num_threads(threads)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the parameter ``options`` of a command by the options that its class declares."""
    given = inspect.signature(command).parameters
    make_options = given["options"].annotation
    shared = {
        name: option.replace(kind=option.KEYWORD_ONLY)
        for name, option in inspect.signature(make_options).parameters.items()
    }

    @wraps(command)
    def expanded(**values: Any) -> None:
        options = make_options(**{name: values.pop(name) for name in shared})
        command(options=options, **values)

    parameters: list[inspect.Parameter] = []
    for name, parameter in given.items():
        parameters += shared.values() if name == "options" else [parameter]
    expanded.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    expanded.__annotations__ = {entry.name: entry.annotation for entry in parameters}
    return expanded
