"""The command that describes a project, a model, an image file or the installation."""

from pathlib import Path
from typing import Annotated, Any

import typer

from flimbuilder.cli.console import show_json, show_notes, show_table, unsaved_notes
from flimbuilder.cli.options import JsonOption, TracebackOption

__all__ = ["info"]


def info(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="Project or model folder, or an image file.", metavar="PATH", show_default=False
        ),
    ] = None,
    system: Annotated[
        bool,
        typer.Option(
            "--system", help="Show the versions and the machine, without paths, for a report."
        ),
    ] = False,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Describe a project, a model or an image file; with --system, the installation."""
    if system == (path is not None):
        raise typer.BadParameter("give either a PATH or --system")
    description = _describe(path)
    if json:
        show_json(description)
    elif path is None:
        from flimbuilder.workflow.doctor.system import system_lines

        typer.echo("\n".join(system_lines(description)))
    elif description["kind"] == "model":
        _show_model(description)
    elif description["kind"] == "image":
        _show_image(description)
    else:
        _show_project(description)


def _describe(path: Path | None) -> dict[str, Any]:
    if path is None:
        from flimbuilder.workflow.doctor.system import describe_system

        return describe_system()
    from flimbuilder.workflow.info import describe

    return describe(path)


def _show_image(description: dict[str, Any]) -> None:
    show_notes(description["notes"])
    show_table(
        f"{description['path']} ({description['format']}, {description['dtype']})",
        ["axis", "places", "spacing", "is", "choose by"],
        [
            [
                axis["name"],
                axis["size"],
                "" if axis["spacing_um"] is None else f"{axis['spacing_um']:.6g} µm",
                axis["told"],
                f"--slices {axis['name']}=" if axis["can_be_chosen"] else "",
            ]
            for axis in description["axes"]
        ],
    )
    if description["levels"]:
        show_table(
            "levels",
            ["choose by", "height", "width", "times smaller", "µm per pixel"],
            [
                [
                    f"--level {number}",
                    level["height"],
                    level["width"],
                    f"{level['downsample']:.6g}",
                    _pixel_size(level),
                ]
                for number, level in enumerate(description["levels"])
            ],
        )
    names = ", ".join(description["channel_names"])
    typer.echo(f"channels {description['channels']}{f' ({names})' if names else ''}")
    if description["window"]:
        low, high = description["window"]
        typer.echo(f"--header-window is --window {low:g} {high:g}")


def _show_project(description: dict[str, Any]) -> None:
    show_notes(description["notes"])
    show_notes(unsaved_notes(description["unsaved_edits"], Path(description["path"])))
    classes = description["classes"]
    names = {entry["id"]: entry["name"] for entry in classes}
    label = ["class"] if any(image["label"] is not None for image in description["images"]) else []
    scale = ["µm"] if any(image["pixel_size_um"] for image in description["images"]) else []
    show_table(
        f"{description['path']} (revision {description['revision']})",
        [
            "image",
            "role",
            *label,
            "pixels",
            *scale,
            *(entry["name"] for entry in classes),
            "mask",
            "file",
        ],
        [
            [
                image["id"],
                image["role"],
                *([names.get(image["label"], image["label"])] if label else []),
                " x ".join(str(side) for side in image["shape"]),
                *([_pixel_size(image)] if scale else []),
                *(image["markers_per_class"].get(str(entry["id"])) for entry in classes),
                "yes" if image["mask"] else "",
                "found" if image["found"] else "missing",
            ]
            for image in description["images"]
        ],
    )
    architecture = description["architecture"]
    show_table(
        f"architecture ({architecture['colour_space']}, {architecture['estimator']}, images "
        f"standardised: {description['input']['standardise']})",
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
    _show_start(description["encoder"])
    _show_shares(architecture["class_shares"], names)


def _show_start(encoder: dict[str, Any] | None) -> None:
    if encoder is not None:
        missing = "" if encoder.get("found", True) else " (missing)"
        typer.echo(f"first blocks: {encoder['blocks']} of {encoder['from']}{missing}, not learned")


def _show_shares(shares: dict[str, float], names: dict[int, str]) -> None:
    if shares:
        given = (f"{names.get(int(key), key)} {share:.4g}" for key, share in shares.items())
        typer.echo(f"kernels are shared out among classes: {', '.join(given)}")


def _pixel_size(image: dict[str, Any]) -> str:
    return " x ".join(f"{side:.6g}" for side in dict.fromkeys(image["pixel_size_um"] or ()))


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
        [
            "block",
            "kernels",
            *(entry["name"] for entry in classes),
            "deleted",
            "field",
            "parameters",
        ],
        [
            [
                number,
                block["kernels"],
                *(block["kernels_per_class"].get(str(entry["id"])) for entry in classes),
                block["deleted"],
                block["receptive_field"],
                block["parameters"],
            ]
            for number, block in enumerate(description["blocks"], start=1)
        ],
    )
    _show_start(description["encoder"])
    decoder = description["decoder"]
    blocks = decoder["fused"] or [decoder["block"]]
    scale = ", scale training" if decoder.get("scale") == "training" else ""
    typer.echo(f"decoder {decoder['id']}, block {'+'.join(str(block) for block in blocks)}{scale}")
    classifier = description["classifier"]
    if classifier is not None:
        what = "objects" if classifier["side"] else "images"
        pooled = "+".join(map(str, classifier["blocks"]))
        typer.echo(
            f"classifier {classifier['classifier']} on {classifier['pooling']['id']} of block "
            f"{pooled}, learned from {classifier['n_images']} {what}: "
            f"{', '.join(classifier['classes'])}"
        )
    if description["finetuning"]:
        typer.echo(f"trained further from {str(description['finetuning']['from'])[:12]}")
