"""The commands that give images and objects a class: classify train, predict and evaluate."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    DeviceOption,
    ImageOptions,
    JsonOption,
    StrictOption,
    ThreadsOption,
    TracebackOption,
    use_threads,
    with_options,
)
from flimbuilder.errors import InputError, counted
from flimbuilder.tasks.identification.classifiers import CLASSIFIERS, DEFAULT_CLASSIFIER
from flimbuilder.tasks.identification.poolings import DEFAULT_POOLING, OBJECT_POOLING, POOLINGS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from flimbuilder.tasks.identification.classifier import ImageClassifier
    from flimbuilder.workflow.identification.classified import ClassifiedImages, TrainedClassifier

__all__ = ["classify_app"]

MOST_ROWS = 40  # of images that predict shows
MOST_CLASSES = 20  # of a confusion matrix in the terminal

classify_app = typer.Typer(
    help="Give images, or the objects in them, a class.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ImagesOption = Annotated[Path, typer.Option(help="Folder of images.", metavar="DIR")]
ClassesOption = Annotated[
    Path,
    typer.Option(
        help="CSV file whose first column names images and whose second column gives their "
        "classes; for objects a folder with a table x,y,class for each image.",
        metavar="FILE|DIR",
    ),
]
FolderArgument = Annotated[Path, typer.Argument(help="Folder of a classifier.", metavar="DIR")]
PicturesOption = Annotated[
    Path | None,
    typer.Option(help="Also write the confusion matrix as a picture (SVG).", metavar="DIR"),
]


@dataclass
class EncoderOptions(ImageOptions):
    """Options of encoding images."""

    device: DeviceOption = "cpu"
    threads: ThreadsOption = None

    def load_classifier(self, folder: Path) -> "ImageClassifier":
        """Load a classifier on the device, after limiting the threads of torch."""
        use_threads(self.threads)
        from flimbuilder.model.model import choose_device
        from flimbuilder.tasks.identification.classifier import load_classifier

        return load_classifier(folder, choose_device(self.device))


@classify_app.command("train")
@with_options
def train(
    model: Annotated[Path, typer.Argument(help="Model folder.", metavar="MODEL")],
    images: ImagesOption,
    classes: ClassesOption,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the classifier; without it, only measure.", metavar="DIR"),
    ] = None,
    pooling: Annotated[
        str | None,
        typer.Option(
            help=f"Features of an activation map: {', '.join(POOLINGS)}, grid:K or rings:K; by "
            f"default {DEFAULT_POOLING}, for objects {OBJECT_POOLING}.",
            metavar="NAME",
        ),
    ] = None,
    block: Annotated[
        str | None,
        typer.Option(help="Block or blocks to pool; all by default.", metavar="N[+N...]"),
    ] = None,
    classifier: Annotated[
        str, typer.Option(help=f"{', '.join(CLASSIFIERS)}.", metavar="NAME")
    ] = DEFAULT_CLASSIFIER,
    objects: Annotated[
        bool,
        typer.Option(
            "--objects", help="Classify objects at centres; implied if --classes is a folder."
        ),
    ] = False,
    side: Annotated[
        int | None,
        typer.Option(
            help="Side of the patches of objects, in pixels; by default 1.5 times the median "
            "distance between neighbours.",
            metavar="N",
        ),
    ] = None,
    folds: Annotated[
        int, typer.Option(min=0, help="Folds of the cross-validation; 0 for none.", metavar="N")
    ] = 5,
    repeats: Annotated[
        int, typer.Option(min=1, max=1000, help="Divisions into folds.", metavar="N")
    ] = 1,
    groups: Annotated[
        str | None,
        typer.Option(
            help="Column of FILE; images with one value are in one fold.", metavar="COLUMN"
        ),
    ] = None,
    curve: Annotated[
        bool,
        typer.Option("--curve", help="Also learn from 1, 5, 25, 50 and 100 % of the labels."),
    ] = False,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="Also write the confusion matrix and the curve as pictures (SVG).", metavar="DIR"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31, help="Of the folds.", metavar="N")] = 0,
    cluster: ClusterOption = None,
    strict: StrictOption = False,
    *,
    options: EncoderOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Train a classifier on a model's features, and measure it by cross-validation."""
    use_threads(options.threads)
    from flimbuilder.model.decoding import parse_blocks
    from flimbuilder.model.model import choose_device, load_model
    from flimbuilder.project.outputs import make_folder
    from flimbuilder.workflow.identification.classify import train_classifier
    from flimbuilder.workflow.identification.classify_pictures import write_pictures

    selector, blocks = options.selector(), parse_blocks(block)
    if out is not None and out.resolve() == model.resolve():
        raise InputError(f"--out {out}: is the model to learn with; give another folder")
    if pictures is not None:
        make_folder(pictures)
    loaded = load_model(model, choose_device(options.device))
    with connected(cluster) as workers, progress_bar() as on_progress:
        trained = train_classifier(
            loaded,
            [images],
            classes,
            out,
            pooling=pooling,
            blocks=blocks,
            classifier=classifier,
            objects=objects or classes.is_dir(),
            side=side,
            folds=folds,
            repeats=repeats,
            group_column=groups,
            curve=curve,
            seed=seed,
            selector=selector,
            strict=strict,
            cluster=workers,
            on_progress=on_progress,
        )
    validation, drawn = trained.validation, list[Path]()
    if pictures is not None and validation is not None:
        drawn = write_pictures(pictures, validation.classes, validation.confusion, trained.curve)
    show_notes(trained.notes)
    if json:
        document = {"model": str(model), "out": out and str(out), **trained.as_json()}
        show_json({**document, "pictures": [str(path) for path in drawn]})
    else:
        _show_trained(trained, out, drawn)
    end_with_failures(trained.failed)


@classify_app.command("predict")
@with_options
def predict(
    folder: FolderArgument,
    images: Annotated[list[Path], typer.Argument(help="Images, or folders of them.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Table of the classes: .csv, .xlsx or .parquet.", metavar="FILE"),
    ] = None,
    centres: Annotated[
        Path | None,
        typer.Option(
            help="Of objects: folder with a table x,y for each image; by default the objects of "
            "the mask that the model predicts.",
            metavar="DIR",
        ),
    ] = None,
    cluster: ClusterOption = None,
    strict: StrictOption = False,
    *,
    options: EncoderOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Give images, or the objects in them, a class."""
    from flimbuilder.workflow.identification.classify import classify_files

    selector, loaded = options.selector(), options.load_classifier(folder)
    with connected(cluster) as workers, progress_bar() as on_progress:
        result = classify_files(
            loaded,
            images,
            out,
            centres=centres,
            selector=selector,
            strict=strict,
            cluster=workers,
            on_progress=on_progress,
        )
    show_notes(result.notes)
    if json:
        show_json(result.as_json())
    else:
        _show_classes(result, out)
    end_with_failures(result.failed)


@classify_app.command("evaluate")
@with_options
def evaluate(
    folder: FolderArgument,
    images: ImagesOption,
    classes: ClassesOption,
    pictures: PicturesOption = None,
    cluster: ClusterOption = None,
    strict: StrictOption = False,
    *,
    options: EncoderOptions,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Measure a classifier on images, or objects, with known classes."""
    from flimbuilder.workflow.identification.classify import evaluate_classifier
    from flimbuilder.workflow.identification.classify_pictures import write_pictures

    selector, loaded = options.selector(), options.load_classifier(folder)
    with connected(cluster) as workers, progress_bar() as on_progress:
        result = evaluate_classifier(
            loaded,
            [images],
            classes,
            selector=selector,
            strict=strict,
            cluster=workers,
            on_progress=on_progress,
        )
    drawn = list[Path]()
    if pictures is not None:
        drawn = write_pictures(pictures, result.classes, result.confusion)
    show_notes(result.notes)
    if json:
        show_json({**result.as_json(), "pictures": [str(path) for path in drawn]})
    else:
        of_all = counted(len(result.names), "object" if loaded.side else "image")
        show_table(
            f"{folder} on {of_all}",
            ["accuracy", "kappa", "macro F1"],
            [[result.accuracy, result.kappa, result.macro_f1]],
        )
        _show_confusion(result.classes, result.confusion)
        for path in drawn:
            typer.echo(str(path))
    end_with_failures(result.failed)


def _show_trained(trained: "TrainedClassifier", out: Path | None, drawn: Sequence[Path]) -> None:
    own, validation = trained.classifier, trained.validation
    of_all = counted(len(trained.names), "object" if own.side else "image")
    blocks = "+".join(map(str, own.blocks))
    if validation is not None:
        n_splits = len(validation.accuracy)
        show_table(
            f"{own.classifier.title} on {own.pooling.id} of block {blocks}: {of_all}, "
            f"{n_splits} folds",
            ["measure", "mean", "std"],
            [
                [name.replace("macro_f1", "macro F1"), spread.mean, spread.std]
                for name, spread in validation.measures.items()
            ],
        )
        _show_confusion(validation.classes, validation.confusion)
    if trained.curve:
        show_table(
            "learning from shares of the labels",
            ["labels", "images", "accuracy", "kappa", "std", "macro F1"],
            [
                [
                    f"{point.share:.0%}",
                    round(point.n_images),
                    point.accuracy.mean,
                    point.kappa.mean,
                    point.kappa.std,
                    point.macro_f1.mean,
                ]
                for point in trained.curve
            ],
        )
    typer.echo(
        f"effective dimension {trained.dimension:.1f} of {trained.features.shape[1]} features"
    )
    for path in drawn:
        typer.echo(str(path))
    if out is not None:
        typer.echo(f"{out}: classifier of {len(own.classes)} classes, from {of_all}")


def _show_confusion(classes: Sequence[str], confusion: "NDArray[np.int64]") -> None:
    totals = confusion.sum(axis=1).tolist()
    recall = [
        confusion[number, number] / total if total else None for number, total in enumerate(totals)
    ]
    if len(classes) <= MOST_CLASSES:
        counts = zip(classes, confusion.tolist(), recall, strict=True)
        rows = [[name, *cells, share] for name, cells, share in counts]
        show_table("true class by assigned class", ["", *classes, "recall"], rows)
        return
    mistakes = confusion.copy()
    places = range(len(classes))
    mistakes[places, places] = 0
    rows = [
        [name, total, share, classes[row.argmax()] if row.any() else ""]
        for name, total, share, row in zip(classes, totals, recall, mistakes, strict=True)
    ]
    show_table(
        "classes",
        ["class", "images", "recall", "most often taken for"],
        rows,
        texts=("most often taken for",),
    )


def _show_classes(result: "ClassifiedImages", out: Path | None) -> None:
    noun = "image" if result.numbers is None else "object"
    counts = {name: result.classes.count(name) for name in result.class_names}
    if out is None:
        table = {name: part for name, part in result.columns.items() if "score" not in name}
        rows = list(zip(*(list(part) for part in table.values()), strict=True))
        shown = f", the first {MOST_ROWS}" if len(rows) > MOST_ROWS else ""
        show_table(f"classes{shown}", list(table), rows[:MOST_ROWS], texts=("class",))
    what = counted(len(result.classes), noun)
    per_class = ", ".join(f"{count} of class {name}" for name, count in counts.items() if count)
    place = "" if out is None else f"{result.files[0]}: "
    typer.echo(f"{place}{what}: {per_class}" if per_class else f"{place}no objects")
