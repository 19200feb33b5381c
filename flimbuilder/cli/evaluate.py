"""The command that measures a model against reference masks."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flimbuilder.cli.cluster import ClusterOption, connected
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
    PixelSizeOption,
    ScaleOption,
    StrictOption,
    SuffixOption,
    TissueOption,
    TracebackOption,
    ValuesOption,
    size_of,
    with_options,
)
from flimbuilder.errors import InputError, counted, grouped, listed

if TYPE_CHECKING:
    from flimbuilder.project.pixel_size import PixelSize
    from flimbuilder.workflow.evaluation.evaluation import Evaluation
    from flimbuilder.workflow.evaluation.labelled_images import ObjectSettings

__all__ = ["evaluate"]


@with_options
def evaluate(
    model: Annotated[Path, typer.Argument(help="Model folder.")],
    images: Annotated[Path, typer.Option(help="Folder of images.", metavar="DIR")],
    labels: Annotated[Path | None, typer.Option(help="Folder of masks.", metavar="DIR")] = None,
    centres: Annotated[
        Path | None,
        typer.Option(
            help="Folder of tables of object centres, NAME.csv with x and y.", metavar="DIR"
        ),
    ] = None,
    instances: Annotated[
        bool, typer.Option("--instances", help="Also measure separate objects: AP, PQ, counts.")
    ] = False,
    froc: Annotated[
        bool,
        typer.Option(
            "--froc", help="Also compute the FROC curve: found objects over false positives."
        ),
    ] = False,
    centre_distance: Annotated[
        float | None,
        typer.Option(
            help="Pixels from a centre to its object's centroid; else it must lie in the object.",
            metavar="PX",
        ),
    ] = None,
    froc_per: Annotated[
        str,
        typer.Option(
            help="What false positives are counted in: all images, images without objects "
            "(empty), or square millimetres.",
            metavar="image|empty|mm2",
        ),
    ] = "image",
    pixel_size: PixelSizeOption = None,
    tissue: TissueOption = None,
    memory: Annotated[
        int,
        typer.Option(
            min=64,
            max=10**6,
            help="MB that an image may take; of larger ones, only objects are measured, in tiles.",
            metavar="MB",
        ),
    ] = 2000,
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
        typer.Option(help="Also write a strip for each image, and curves of all.", metavar="DIR"),
    ] = None,
    values: ValuesOption = None,
    suffix: SuffixOption = None,
    orientation: OrientationOption = "exif",
    cluster: ClusterOption = None,
    strict: StrictOption = False,
    *,
    options: ModelOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Measure a model against reference masks, or centres of objects."""
    from flimbuilder.exchange.companions import parse_companion_options
    from flimbuilder.project.outputs import output_file, require_none_overwritten
    from flimbuilder.workflow.evaluation.centres import find_centres
    from flimbuilder.workflow.evaluation.decoder_choices import list_choices
    from flimbuilder.workflow.evaluation.evaluate import evaluate_files, ignore_sample
    from flimbuilder.workflow.evaluation.evaluation import write_csv
    from flimbuilder.workflow.evaluation.evaluation_pictures import EvaluationPictures
    from flimbuilder.workflow.tissue import parse_tissue

    objects = _object_settings(instances, froc, labels, centres, centre_distance)
    objects = _with_unit(objects, froc_per, size_of(pixel_size))
    selector = options.selector()
    companion_options = parse_companion_options(
        values=values, frame=orientation, suffixes=suffix or ()
    )
    loaded, messages = options.load(model), list[str]()
    settings = options.settings(loaded.document.delineation)
    table = None if csv is None else output_file(csv, "measures.csv")
    if table is not None and centres is not None:
        require_none_overwritten([table], find_centres([centres]))
    strips = None if pictures is None else EvaluationPictures(pictures)
    with connected(cluster) as workers, progress_bar() as on_progress:
        results = evaluate_files(
            loaded,
            [images],
            [labels] if labels is not None else [],
            decoder_choices=list_choices(loaded, block, decoder, scale),
            selector=selector,
            delineation=settings,
            companion_options=companion_options,
            objects=objects,
            memory=memory * 10**6,
            tissue=parse_tissue(tissue),
            strict=strict,
            cluster=workers,
            on_sample=strips.add if strips is not None else ignore_sample,
            on_progress=on_progress,
            on_note=messages.append,
        )
    of_files = results[0].notes
    show_notes([*messages, *grouped(of_files)])
    if strips is not None:
        strips.finish(results)
    if table is not None:
        write_csv(results, table)
    without_mask, failed = results[0].without_mask, results[0].failed
    if without_mask:
        count = counted(len(without_mask), "image")
        truth = "mask" if labels is not None else "centres"
        show_notes([f"no {truth} for {count}: {listed(without_mask)}"])
    if json:
        show_json(
            {
                "results": [result.as_json() for result in results],
                **results[0].objects_as_json(),
                "without_mask": list(without_mask),
                "failed": [failure.as_json() for failure in failed],
                "notes": [*messages, *(f"{name}: {note}" for name, note in of_files)],
            }
        )
    else:
        _show(results)
    end_with_failures(failed)


def _object_settings(
    instances: bool,
    froc: bool,
    labels: Path | None,
    centres: Path | None,
    distance: float | None,
) -> "ObjectSettings | None":
    """Return how objects are measured, or None; centres always measure them."""
    from flimbuilder.workflow.evaluation.labelled_images import ObjectSettings

    if labels is None and centres is None:
        raise InputError("nothing to measure against; give --labels DIR or --centres DIR")
    if distance is not None and centres is None:
        raise InputError("--centre-distance has no effect without --centres")
    if distance is not None and not distance > 0:
        raise InputError(f"--centre-distance {distance:g}: it must be over 0 pixels")
    if not (instances or froc or centres is not None):
        return None
    return ObjectSettings(froc, () if centres is None else (centres,), distance)


def _with_unit(
    objects: "ObjectSettings | None", per: str, pixel_size: "PixelSize | None"
) -> "ObjectSettings | None":
    """Return the settings with the unit of false positives and the size of pixels."""
    from flimbuilder.analysis.instances.froc import PER

    unit = next((known for known in PER if known == per), None)
    if unit is None:
        raise InputError(f"--froc-per {per}: choose from {', '.join(PER)}")
    if unit != "image" and (objects is None or not objects.froc):
        raise InputError(f"--froc-per {per} has no effect without --froc")
    if objects is None:
        if pixel_size is not None:
            raise InputError("--pixel-size has no effect without objects; add --froc")
        return None
    return replace(objects, per=unit, pixel_size=pixel_size)


def _show(results: Sequence["Evaluation"]) -> None:
    from flimbuilder.analysis.measures import MEASURES

    measured = [measure for name, measure in MEASURES.items() if name in results[0].mean()]
    titles = [measure.short_title for measure in measured]
    if measured:
        if len(results) == 1:
            (result,) = results
            rows = [[stem, *row.values()] for stem, row in result.per_image.items() if row]
            show_table(f"block {result.block}, {result.decoder}", ["image", *titles], rows)
        means = [[_name(result), *result.mean().values()] for result in results]
        show_table("mean over the images", ["decoded", *titles], means)
    _show_objects(results)
    _show_froc(results)


def _show_objects(results: Sequence["Evaluation"]) -> None:
    from flimbuilder.analysis.instances.measures import INSTANCE_MEASURES

    summaries = [(result, result.instances) for result in results if result.instances is not None]
    if not summaries:
        return
    names = [name for name, value in summaries[0][1].mean().items() if not math.isnan(value)]
    titles = ["objects", "true", *(INSTANCE_MEASURES[name].short_title for name in names)]
    if len(summaries) == 1:
        result, summary = summaries[0]
        rows = [
            [stem, counts.n_predicted, counts.n_true, *(summary.row(stem)[n] for n in names)]
            for stem, counts in summary.per_image.items()
        ]
        show_table(f"objects, block {result.block}, {result.decoder}", ["image", *titles], rows)
    means = [
        [
            _name(result),
            summary.pooled.n_predicted,
            summary.pooled.n_true,
            *(summary.mean()[name] for name in names),
        ]
        for result, summary in summaries
    ]
    show_table("objects: sums, and means over the images", ["decoded", *titles], means)


def _show_froc(results: Sequence["Evaluation"]) -> None:
    from flimbuilder.analysis.instances.froc import PER, RATES

    of_results = [(result, result.froc) for result in results if result.froc is not None]
    if not of_results:
        return
    rows, notes = [], []
    for result, summary in of_results:
        for rule, curve in summary.curves.items():
            low, high = summary.intervals[rule].score
            interval = f"{low:.3f} to {high:.3f}" if math.isfinite(low) else ""
            name = f"{_name(result)} {rule}"
            rows.append([name, *curve.sensitivity_at().tolist(), curve.score, interval])
        if math.isfinite(summary.image_auc):
            notes.append(
                f"{_name(result)}: the highest score separates images with objects "
                f"with an AUC of {summary.image_auc:.3f}"
            )
    per = of_results[0][1].per
    if rows:
        titles = ["hit by", *(f"{rate:g}" for rate in RATES), "mean", "95 % interval"]
        show_table(f"FROC: sensitivity at false positives {PER[per]}", titles, rows)
    else:
        lacks = (
            "no image is without objects"
            if of_results[0][1].any_object
            else "no image has an object"
        )
        show_notes([f"{lacks}, so there is no FROC curve"])
    show_notes(notes)


def _name(result: "Evaluation") -> str:
    return f"{result.block} {result.decoder}"
