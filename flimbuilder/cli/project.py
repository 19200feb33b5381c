"""Commands that make and show projects: new, import, info, recover."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

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
from flimbuilder.cli.model import bring_model
from flimbuilder.cli.reading import (
    ChannelsOption,
    HeaderWindowOption,
    SlicesOption,
    WindowOption,
)
from flimbuilder.errors import InputError
from flimbuilder.project.wording import counted, listed

__all__ = ["import_", "info", "new", "recover"]

ArchitectureOption = Annotated[
    Path | None,
    typer.Option(help="File of blocks: an arch.json, or flimbuilder's own.", metavar="FILE"),
]


def new(
    project: Annotated[Path, typer.Argument(help="Folder to make, customarily NAME.flim.")],
    images: Annotated[list[Path], typer.Argument(help="Images, or folders of them.")],
    architecture: ArchitectureOption = None,
    slices: SlicesOption = None,
    channels: ChannelsOption = None,
    window: WindowOption = None,
    header_window: HeaderWindowOption = False,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Make a project of images."""
    from flimbuilder.workflow.create import new_project
    from flimbuilder.workflow.sources import parse_image_selector

    selector = parse_image_selector(slices or (), channels, window, header_window)
    with progress() as on_progress:
        made = new_project(project, images, architecture, on_progress, selector=selector)
    notes(made.notes)
    if json:
        show_json({"project": str(project), "images": made.images, "notes": made.notes})
    else:
        typer.echo(
            f"{project}: {counted(len(made.images), 'image')}; bring in markers with 'flimbuilder "
            "import PROJECT --images DIR --markers DIR', then build"
        )


def import_(
    project: Annotated[
        Path,
        typer.Argument(
            help="Project folder, new or existing; or, with --model, the model folder to make.",
            metavar="PROJECT|MODEL",
        ),
    ],
    images: Annotated[Path | None, typer.Option(help="Folder of images.", metavar="DIR")] = None,
    markers: Annotated[
        Path | None,
        typer.Option(
            help="Folder of NAME-seeds.txt, of label images, or of labelme's NAME.json.",
            metavar="DIR",
        ),
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Folder of reference masks.", metavar="DIR")
    ] = None,
    architecture: ArchitectureOption = None,
    radius: Annotated[
        float,
        typer.Option(help="Of labelme's points and lines, in pixels.", metavar="PX"),
    ] = 5.0,
    values: Annotated[
        str | None,
        typer.Option(
            help="Class of each value of label images, as in 1=0,2=1,9=none; without it, the "
            "value less 1.",
            metavar="VALUE=CLASS,...",
        ),
    ] = None,
    slices: SlicesOption = None,
    channels: ChannelsOption = None,
    window: WindowOption = None,
    header_window: HeaderWindowOption = False,
    model: Annotated[
        Path | None,
        typer.Option(
            help="Model folder of FLIM-Builder, libift or pyflim, in place of images.",
            metavar="DIR",
        ),
    ] = None,
    taps: Annotated[
        str,
        typer.Option(
            help="Order of the model's taps: auto, raster, or centre first.", metavar="ORDER"
        ),
    ] = "auto",
    input: Annotated[
        str | None,
        typer.Option(
            help="What the model reads: lab-ycbcr, lab-ycbcr-601, lab-pyflim, lab, luma, rgb or "
            "grey; guessed by default.",
            metavar="INPUT",
        ),
    ] = None,
    border: Annotated[
        str,
        typer.Option(
            help="What its convolutions find outside: auto, zero, mean or reflect.",
            metavar="BORDER",
        ),
    ] = "auto",
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Bring images, markers and masks into a project, paired by exact names; or bring a model."""
    if model is not None:
        others: dict[str, object] = {"--images": images, "--markers": markers, "--labels": labels}
        others |= {"--values": values, "--slices": slices, "--channels": channels}
        others |= {"--window": window, "--header-window": header_window}
        _require_alone("--model", others)
        bring_model(
            project,
            model,
            taps=taps,
            input=input,
            border=border,
            architecture=architecture,
            json=json,
        )
        return
    if images is None:
        raise InputError("give --images DIR to import into a project, or --model DIR for a model")
    given = {"--taps": taps != "auto", "--input": input, "--border": border != "auto"}
    _require_alone("--images", given)
    from flimbuilder.exchange.marker_files import parse_marker_options
    from flimbuilder.workflow.create import import_project
    from flimbuilder.workflow.sources import parse_image_selector

    marker_options = parse_marker_options(radius, values)
    selector = parse_image_selector(slices or (), channels, window, header_window)
    with progress() as on_progress:
        brought = import_project(
            project,
            images,
            markers,
            labels,
            architecture,
            on_progress,
            marker_options=marker_options,
            selector=selector,
        )
    notes(brought.notes)
    if json:
        show_json({"project": str(project), **_counted(brought)})
        return
    typer.echo(
        f"{project}: {counted(len(brought.images), 'image')}, "
        f"{len(brought.markers)} with markers, "
        f"{len(brought.masks)} with masks"
    )
    for title, names in (
        ("without markers", brought.without_markers if markers else []),
        ("without a mask", brought.without_masks if labels else []),
        ("belongs to no image", brought.left_over),
    ):
        if names:
            typer.echo(f"{title}: {listed(names)}")


def _require_alone(option: str, others: Mapping[str, object]) -> None:
    for name, value in others.items():
        if value:
            raise InputError(f"{name} does not go with {option}; leave one of them out")


def _counted(brought: Any) -> dict[str, Any]:
    """Return the import as JSON: counts, and the names behind them."""
    return {
        "images": len(brought.images),
        "markers": len(brought.markers),
        "masks": len(brought.masks),
        "paired": {"markers": brought.markers, "masks": brought.masks},
        "unpaired": {
            "without_markers": brought.without_markers,
            "without_masks": brought.without_masks,
            "left_over": brought.left_over,
        },
        "notes": brought.notes,
    }


def info(
    path: Annotated[
        Path, typer.Argument(help="Project or model folder, or an image file.", metavar="PATH")
    ],
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Show what a project or a model is made of, or what an image file holds."""
    from flimbuilder.workflow.info import describe

    description = describe(path)
    if json:
        show_json(description)
    elif description["kind"] == "model":
        _show_model(description)
    elif description["kind"] == "image":
        _show_image(description)
    else:
        _show_project(description)


def _show_image(description: dict[str, Any]) -> None:
    notes(description["notes"])
    show_table(
        f"{description['path']} ({description['format']}, {description['dtype']})",
        ["axis", "places", "is", "choose by"],
        [
            [
                axis["name"],
                axis["size"],
                axis["told"],
                f"--slices {axis['name']}=" if axis["can_be_chosen"] else "",
            ]
            for axis in description["axes"]
        ],
    )
    names = ", ".join(description["channel_names"])
    typer.echo(f"channels {description['channels']}{f' ({names})' if names else ''}")
    if description["window"]:
        low, high = description["window"]
        typer.echo(f"--header-window is --window {low:g} {high:g}")


def recover(
    project: Annotated[Path, typer.Argument(help="Project folder.")],
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Save the edits that a crash left in a project's journal."""
    from flimbuilder.project.folder import open_project

    opened = open_project(project)
    count = len(opened.unsaved)
    if count:
        recovered = opened.recover()
        count -= len(opened.unsaved)
        opened.save(recovered)
    notes(opened.notes)
    if json:
        show_json({"project": str(project), "recovered": count, "revision": opened.revision})
    else:
        done = f"{counted(count, 'edit')} recovered" if count else "all is saved"
        typer.echo(f"{project}: {done}")


def _show_project(description: dict[str, Any]) -> None:
    notes(description["notes"])
    notes(unsaved_notes(description["unsaved_edits"], Path(description["path"])))
    classes = description["classes"]
    show_table(
        f"{description['path']} (revision {description['revision']})",
        ["image", "role", "pixels", *(one["name"] for one in classes), "mask", "file"],
        [
            [
                image["id"],
                image["role"],
                " x ".join(str(side) for side in image["shape"]),
                *(image["markers_per_class"].get(str(one["id"])) for one in classes),
                "yes" if image["mask"] else "",
                "found" if image["found"] else "missing",
            ]
            for image in description["images"]
        ],
    )
    architecture = description["architecture"]
    show_table(
        f"architecture ({architecture['colour_space']}, {architecture['estimator']})",
        [
            "block",
            "kernel",
            "dilation",
            "kernels",
            "reduction",
            "pooling",
            "output",
            "field",
            "parameters",
        ],
        [
            [
                number,
                f"{block['kernel_size']} x {block['kernel_size']}",
                block["dilation"],
                block["kernels"] or "as learned",
                block["reduction"],
                _pooling(block["pooling"]),
                " x ".join(str(side) for side in block["output"]),
                block["receptive_field"],
                block["parameters"] or "as learned",
            ]
            for number, block in enumerate(architecture["blocks"], start=1)
        ],
    )


def _pooling(pooling: dict[str, Any]) -> str:
    if pooling["kind"] == "none":
        return "none"
    return f"{pooling['kind']} {pooling['size']}/{pooling['stride']}"


def _show_model(description: dict[str, Any]) -> None:
    typer.echo(f"{description['path']}")
    typer.echo(f"fingerprint {description['fingerprint']}")
    classes = description["classes"]
    show_table(
        f"{description['parameters']} parameters",
        ["block", "kernels", *(one["name"] for one in classes), "deleted", "field", "parameters"],
        [
            [
                number,
                block["kernels"],
                *(block["kernels_per_class"].get(str(one["id"])) for one in classes),
                block["deleted"],
                block["receptive_field"],
                block["parameters"],
            ]
            for number, block in enumerate(description["blocks"], start=1)
        ],
    )
    decoder = description["decoder"]
    blocks = decoder["fused"] or [decoder["block"]]
    typer.echo(f"decoder {decoder['id']}, block {'+'.join(str(block) for block in blocks)}")
