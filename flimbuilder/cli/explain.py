"""The command that explains a pixel by kernels and strokes."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from flimbuilder.project.outputs import require_none_overwritten

if TYPE_CHECKING:
    from flimbuilder.explain.counterfactuals.suspects import Counterfactual
    from flimbuilder.project.project import ClassEntry
    from flimbuilder.workflow.explain import PixelExplanation

__all__ = ["explain"]

MOST_ROWS = 15  # of a table for people
BAR = 12  # characters on each side
BARS = f"{'against':>{BAR}}|for"
BLOCK, PLAIN = "\u2588", "#"


@with_options
def explain(
    model: SourceArgument,
    image: ImageArgument,
    at: Annotated[tuple[int, int], AT],
    class_: ClassOption = None,
    without: Annotated[
        bool,
        typer.Option(
            "--without",
            help="Also learn the project again without each marker, most likely culprits first.",
        ),
    ] = False,
    block: BlockOption = None,
    decoder: DecoderOption = None,
    scale: ScaleOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="PNG of the patch at the pixel beside the marked patches of the kernels that "
            "contribute most; needs a project.",
            metavar="FILE",
        ),
    ] = None,
    images: SearchOption = None,
    threads: ThreadsOption = None,
    *,
    options: ImageOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Show which kernels and strokes made the saliency of a pixel."""
    use_threads(threads)
    from flimbuilder.model.decoding import parse_blocks
    from flimbuilder.model.document import is_model_folder
    from flimbuilder.workflow.explain import explain_file

    selector, blocks = options.selector(), parse_blocks(block)
    counterfactuals: list[Counterfactual] = []
    if is_model_folder(model):
        _require_project(model, without=without, out=out)
        from flimbuilder.model.model import load_model

        loaded = load_model(model)
        found = explain_file(
            loaded,
            image,
            *at,
            class_id=find_class(loaded.document.classes, class_),
            decoder_choice=loaded.choose(decoder, blocks, scale),
            selector=selector,
        )
    else:
        with progress_bar() as on_progress:
            _require_new_picture(out, image)
            explainer = open_explainer(model, images or (), on_progress)
            if out is not None:
                explainer.require_no_image(out)
            own = explainer.model
            found = explainer.explain(
                image,
                *at,
                class_id=find_class(own.document.classes, class_),
                decoder_choice=own.choose(decoder, blocks, scale),
                selector=selector,
            )
            if without:
                counterfactuals = explainer.rank_without(image, found)
        if out is not None:
            explainer.write_picture(out, found)
    show_notes(found.notes)
    if json:
        described = {"image": image, **found.as_json()}
        if without:
            described["without"] = [_without_as_json(item) for item in counterfactuals]
        show_json(described)
        return
    _show(found, image, found.document.classes)
    if without:
        _show_without(counterfactuals, found.explanation.saliency)


def _require_project(model: Path, *, without: bool, out: Path | None) -> None:
    for option, given in (("--without", without), ("--out", out is not None)):
        if given:
            raise InputError(
                f"{option}: {model} is a model, which holds neither markers nor marked images; "
                "give its project"
            )


def _require_new_picture(out: Path | None, image: str) -> None:
    if out is None:
        return
    if out.suffix.lower() != ".png":
        raise InputError(f"--out {out}: pictures are PNG files; give a name that ends in .png")
    require_none_overwritten([out], [Path(image)])


def _without_as_json(item: "Counterfactual") -> dict[str, object]:
    return {
        "image": item.image,
        "marker": item.marker,
        "class": item.class_id,
        "saliency": item.saliency,
        "change": item.change,
        "sum_change": item.sum_change,
        "agreement": item.agreement,
        "own": item.own,
        "support": item.support,
        "contradicted": item.is_contradicted,
        "measures": item.measures,
        "fault": item.fault,
    }


def _show(found: "PixelExplanation", image: str, classes: Sequence["ClassEntry"]) -> None:
    explanation = found.explanation
    names = {entry.id: entry.name for entry in classes}
    blocks = "+".join(map(str, explanation.decoder.blocks))
    typer.echo(
        f"{image} at row {found.row}, column {found.col}: saliency {explanation.saliency:.3f} of "
        f"{names[explanation.class_id]} (decoder {explanation.decoder.id}, block {blocks})"
    )
    typer.echo(f"sum {explanation.sum:+.3f}, of which {explanation.bias:+.3f} is the bias")
    strokes = found.strokes
    if strokes:
        largest = abs(strokes[0].value)
        show_table(
            _title("strokes", len(strokes)),
            [BARS, "contribution", "image", "marker"],
            [
                [_bar(stroke.value, largest), f"{stroke.value:+.3f}", stroke.image, stroke.marker]
                for stroke in strokes[:MOST_ROWS]
            ],
        )
    largest = abs(explanation.kernels[0].value)
    show_table(
        _title("kernels", len(explanation.kernels)),
        [BARS, "contribution", "weight", "activation", "kernel", "class", "markers"],
        [
            [
                _bar(kernel.value, largest),
                f"{kernel.value:+.3f}",
                f"{kernel.weight:+.3f}",
                f"{kernel.activation:.3f}",
                f"{kernel.block}.{number}",
                "mixed" if record.class_id is None else names.get(record.class_id, "?"),
                ", ".join(
                    f"{source.image} #{source.marker} {source.share:.0%}"
                    for source in record.markers[:2]
                )
                + (f" and {len(record.markers) - 2} more" if len(record.markers) > 2 else ""),
            ]
            for kernel, number, record in list(found.described_kernels())[:MOST_ROWS]
        ],
    )


def _show_without(counterfactuals: Sequence["Counterfactual"], saliency: float) -> None:
    has_masks = any("dice" in item.measures for item in counterfactuals)
    show_table(
        _title("learned again without", len(counterfactuals)),
        ["image", "marker", "saliency", "change", "sum change", "support", "agreement"]
        + ["Dice"] * has_masks
        + ["note"],
        [
            [
                item.image,
                item.marker,
                item.saliency,
                _signed(item.change),
                _signed(item.sum_change, 2),
                item.support,
                None if item.fault else _signed(item.agreement),
                *([_signed(item.measures.get("dice"))] if has_masks else []),
                "the others contradict it" if item.is_contradicted else item.fault,
            ]
            for item in counterfactuals[:MOST_ROWS]
        ],
    )
    is_object = saliency >= 0.5
    known = [item.saliency for item in counterfactuals if item.saliency is not None]
    if known and all((other >= 0.5) == is_object for other in known):
        side = "at least 0.5" if is_object else "below 0.5"
        typer.echo(
            f"no single marker decides this pixel: without any one, its saliency stays {side}; "
            "if that is wrong, try a marker here"
        )


def _signed(value: float | None, digits: int = 3) -> str | None:
    return None if value is None else f"{value:+.{digits}f}"


def _title(what: str, count: int) -> str:
    return f"{what}, the first {MOST_ROWS} of {count}" if count > MOST_ROWS else what


def _bar(value: float, largest: float) -> str:
    """Return a bar to the left for a negative value and to the right for a positive one."""
    fill = BLOCK if _can_print(BLOCK) else PLAIN
    length = round(BAR * abs(value) / largest) if largest else 0
    left, right = (fill * length, "") if value < 0 else ("", fill * length)
    return f"{left:>{BAR}}|{right}"


def _can_print(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True
