"""The command that measures a model against reference masks."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.console import (
    end_with_failures,
    progress_bar,
    show_json,
    show_notes,
    show_table,
)
from flimbuilder.cli.options import (
    JsonOption,
    ModelOptions,
    OrientationOption,
    ScaleOption,
    StrictOption,
    SuffixOption,
    TracebackOption,
    ValuesOption,
    with_options,
)
from flimbuilder.errors import counted, grouped, listed

if TYPE_CHECKING:
    from flimbuilder.workflow.evaluate import Evaluation

__all__ = ["evaluate"]


@with_options
def evaluate(
    model: Annotated[Path, typer.Argument(help="Model folder.")],
    images: Annotated[Path, typer.Option(help="Folder of images.", metavar="DIR")],
    labels: Annotated[Path, typer.Option(help="Folder of masks.", metavar="DIR")],
    block: Annotated[
        str | None,
        typer.Option(help="Block to decode, blocks to fuse, or 'all'.", metavar="N[+N...]|all"),
    ] = None,
    decoder: Annotated[
        str | None,
        typer.Option(help="Decoder, or 'all'; the model's own by default.", metavar="ID|all"),
    ] = None,
    scale: ScaleOption = None,
    csv: Annotated[
        Path | None, typer.Option(help="Also write the measures as a table.", metavar="FILE")
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="Also write a strip for each image, and precision-recall curves.", metavar="DIR"
        ),
    ] = None,
    values: ValuesOption = None,
    suffix: SuffixOption = None,
    orientation: OrientationOption = "exif",
    strict: StrictOption = False,
    *,
    options: ModelOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Measure a model against reference masks."""
    from flimbuilder.exchange.companions import parse_companion_options
    from flimbuilder.project.outputs import output_file
    from flimbuilder.workflow.evaluate import evaluate_files, list_choices, write_csv
    from flimbuilder.workflow.evaluation_pictures import EvaluationPictures

    selector = options.selector()
    companion_options = parse_companion_options(
        values=values, frame=orientation, suffixes=suffix or ()
    )
    loaded, messages = options.load(model), list[str]()
    settings = options.settings(loaded.document.delineation)
    table = None if csv is None else output_file(csv, "measures.csv")
    strips = None if pictures is None else EvaluationPictures(pictures)
    with progress_bar() as on_progress:
        results = evaluate_files(
            loaded,
            [images],
            [labels],
            decoder_choices=list_choices(loaded, block, decoder, scale),
            selector=selector,
            delineation=settings,
            companion_options=companion_options,
            strict=strict,
            on_sample=strips.add if strips is not None else lambda sample: None,
            on_progress=on_progress,
            on_note=messages.append,
        )
    of_files = results[0].notes
    show_notes([*messages, *grouped(of_files)])
    if strips is not None:
        strips.finish()
    if table is not None:
        write_csv(results, table)
    without_mask, failed = results[0].without_mask, results[0].failed
    if without_mask:
        count = counted(len(without_mask), "image")
        show_notes([f"no mask for {count}: {listed(without_mask)}"])
    if json:
        show_json(
            {
                "results": [result.as_json() for result in results],
                "without_mask": list(without_mask),
                "failed": [failure.as_json() for failure in failed],
                "notes": [*messages, *(f"{name}: {note}" for name, note in of_files)],
            }
        )
    else:
        _show(results)
    end_with_failures(failed)


def _show(results: Sequence["Evaluation"]) -> None:
    from flimbuilder.analysis.measures import MEASURES

    titles = [measure.short_title for measure in MEASURES.values()]
    if len(results) == 1:
        (result,) = results
        rows = [
            [stem, *(row[name] for name in MEASURES)] for stem, row in result.per_image.items()
        ]
        show_table(f"block {result.block}, {result.decoder}", ["image", *titles], rows)
    means = [[f"{result.block} {result.decoder}", *result.mean().values()] for result in results]
    show_table("mean over the images", ["decoded", *titles], means)
