"""Options that several commands share, and the values that they stand for."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.errors import InputError

if TYPE_CHECKING:
    from flimbuilder.model.model import Model
    from flimbuilder.project.project import Delineation

__all__ = [
    "ArchitectureOption",
    "AreaOption",
    "BorderOption",
    "ChannelsOption",
    "DecoderOption",
    "DelineationOption",
    "DeviceOption",
    "DilationOption",
    "ErosionOption",
    "FillHolesOption",
    "GlobalOptions",
    "HeaderWindowOption",
    "JsonOption",
    "ModelArgument",
    "SlicesOption",
    "ThreadsOption",
    "ThresholdOption",
    "TracebackOption",
    "WindowOption",
    "delineation_settings",
    "load_model_on",
    "use_threads",
]


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

# Which images of a file, and how to scale them

SlicesOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Images of a stack, as z=10:40:5 or page=0; once for each axis.",
        metavar="AXIS=PLACES",
    ),
]
ChannelsOption = Annotated[
    str | None, typer.Option(help="Channels to read, from 0, as 0,2 or 0:3.", metavar="N[,N...]")
]
WindowOption = Annotated[
    tuple[float, float] | None,
    typer.Option(
        help="Values that become 0 and 1, in the file's units; the dtype's range by default.",
        metavar="LOW HIGH",
    ),
]
HeaderWindowOption = Annotated[
    bool, typer.Option("--header-window", help="Use the window that each file's header proposes.")
]

# The model, and where it runs

ArchitectureOption = Annotated[
    Path | None,
    typer.Option(help="File of blocks: an arch.json, or flimbuilder's own.", metavar="FILE"),
]
ModelArgument = Annotated[Path, typer.Argument(help="Model folder.")]
DecoderOption = Annotated[
    str | None, typer.Option(help="Decoder; the model's own by default.", metavar="ID")
]
DeviceOption = Annotated[str, typer.Option(help="cpu, cuda, or auto.", metavar="DEVICE")]
ThreadsOption = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Threads that torch may use.", metavar="N")
]

# From saliency to a mask; each defaults to the model's own setting

DelineationOption = Annotated[
    str | None,
    typer.Option(
        help="How to refine the mask: none, watershed, random-walker or dynamic-trees.",
        metavar="METHOD",
    ),
]
ThresholdOption = Annotated[
    str | None,
    typer.Option(help="'otsu', or the saliency to threshold at, 0 to 1.", metavar="X"),
]
AreaOption = Annotated[
    tuple[int, int] | None,
    typer.Option(help="Smallest and largest component to keep, in pixels.", metavar="MIN MAX"),
]
BorderOption = Annotated[
    bool | None,
    typer.Option("--drop-border/--keep-border", help="Drop components that touch the border."),
]
FillHolesOption = Annotated[
    bool | None,
    typer.Option(
        "--fill-holes/--no-fill-holes", help="Fill holes in the mask before components are chosen."
    ),
]
ErosionOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=999,
        help="Refinement: pixels by which components shrink to the seeds of the object.",
        metavar="N",
    ),
]
DilationOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=999,
        help="Refinement: pixels by which components grow; seeds of the background lie beyond.",
        metavar="N",
    ),
]


def use_threads(threads: int | None) -> None:
    """Limit the threads of torch; None leaves its default."""
    if threads is not None:
        import torch

        torch.set_num_threads(threads)


def load_model_on(folder: Path, device: str) -> "Model":
    """Load a model on the device that a user named."""
    from flimbuilder.model.model import choose_device, load_model

    return load_model(folder, choose_device(device))


def delineation_settings(own: "Delineation", **given: object) -> "Delineation":
    """Replace the settings of a model that the user gave options for.

    Parameters
    ----------
    own : Delineation
        Settings of the model.
    **given : object
        Fields of `Delineation`; None keeps the model's own. The threshold is text.

    Raises
    ------
    InputError
        If a value is out of range; the message names the option.
    """
    from pydantic import ValidationError

    from flimbuilder.project.values import describe

    changes = {name: value for name, value in given.items() if value is not None}
    threshold = changes.get("threshold")
    if isinstance(threshold, str) and threshold != "otsu":
        changes["threshold"] = _threshold(threshold)
    try:
        return own.with_(**changes)
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
