"""The command that trains the network of a model further."""

from dataclasses import replace
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
    DeviceOption,
    ImageOptions,
    JsonOption,
    OrientationOption,
    StrictOption,
    SuffixOption,
    ThreadsOption,
    TracebackOption,
    ValuesOption,
    use_threads,
    with_options,
)
from flimbuilder.errors import InputError, counted
from flimbuilder.project.files import is_folder

if TYPE_CHECKING:
    from flimbuilder.progress import Progress
    from flimbuilder.tasks.finetuning.settings import Epoch
    from flimbuilder.workflow.finetuning.finetune import Finetuned

__all__ = ["finetune"]


@with_options
def finetune(
    model: Annotated[Path, typer.Argument(help="Model folder.")],
    out: Annotated[Path, typer.Option(help="Model folder to write.", metavar="MODEL")],
    images: Annotated[
        Path | None, typer.Option(help="Folder of training images.", metavar="DIR")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Folder of their masks.", metavar="DIR")
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            help="Project whose training images and markers are used instead; no masks needed.",
            metavar="PROJECT",
        ),
    ] = None,
    truth: Annotated[
        str,
        typer.Option(help="What of the project teaches the network.", metavar="markers|masks"),
    ] = "markers",
    epochs: Annotated[
        int, typer.Option(help="Passes over the training images.", metavar="N")
    ] = 60,
    frozen_epochs: Annotated[
        int | None,
        typer.Option(
            help="First epochs, in which only the decoder is trained; a quarter by default.",
            metavar="N",
        ),
    ] = None,
    validation: Annotated[
        str | None,
        typer.Option(
            help="Share of the images that judges the network instead of training it, or a folder "
            "of other images (masks in it or in --labels); by default a fifth of five images or "
            "more, and none with markers.",
            metavar="SHARE|DIR",
        ),
    ] = None,
    patience: Annotated[
        int,
        typer.Option(
            help="Epochs without a better Dice of validation after which training stops.",
            metavar="N",
        ),
    ] = 20,
    rate: Annotated[float, typer.Option(help="Learning rate of the decoder.", metavar="X")] = 1e-3,
    encoder_rate: Annotated[
        float,
        typer.Option(help="Learning rate of the encoder; 0 leaves it as it is.", metavar="X"),
    ] = 1e-4,
    batch: Annotated[int, typer.Option(help="Images per step.", metavar="N")] = 1,
    crop: Annotated[
        int,
        typer.Option(help="Side of the part of a large image that a step shows.", metavar="N"),
    ] = 400,
    augmentation: Annotated[
        bool,
        typer.Option(
            "--augmentation/--no-augmentation",
            help="Show images flipped, turned, slightly scaled and shifted, and with changed "
            "intensity and noise.",
        ),
    ] = True,
    seed: Annotated[int, typer.Option(help="Of all random choices.", metavar="N")] = 0,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on from the checkpoint of a stopped training."),
    ] = False,
    values: ValuesOption = None,
    suffix: SuffixOption = None,
    orientation: OrientationOption = "exif",
    strict: StrictOption = False,
    *,
    options: ImageOptions,
    device: DeviceOption = "cpu",
    threads: ThreadsOption = None,
    json: JsonOption = False,
    traceback: TracebackOption = False,
) -> None:
    """Train the network of a model further, on masks or on markers alone."""
    use_threads(threads)
    from flimbuilder.exchange.companions import parse_companion_options
    from flimbuilder.model.model import choose_device, load_model
    from flimbuilder.tasks.finetuning.augmentation import NO_AUGMENTATION
    from flimbuilder.tasks.finetuning.settings import TrainingSettings
    from flimbuilder.workflow.finetuning.finetune import finetune as train_further

    if out.resolve() == model.resolve():
        raise InputError(
            f"--out {out}: is the model that training begins from; give another folder"
        )
    settings = TrainingSettings(
        epochs=epochs,
        frozen_epochs=frozen_epochs,
        rate=rate,
        encoder_rate=encoder_rate,
        patience=patience,
        batch=batch,
        crop=crop,
        seed=seed,
    )
    if not augmentation:
        settings = replace(settings, augmentation=NO_AUGMENTATION)
    selector, chosen_device = options.selector(), choose_device(device)
    companion_options = parse_companion_options(
        values=values, frame=orientation, suffixes=suffix or ()
    )
    messages = list[str]()
    with progress_bar() as on_progress:
        bar = _EpochBar(on_progress, epochs)
        result = train_further(
            load_model(model),
            [] if images is None else [images],
            [] if labels is None else [labels],
            project=project,
            truth=truth,
            out=out,
            settings=settings,
            validation=_share_or_folder(validation),
            resume=resume,
            selector=selector,
            companion_options=companion_options,
            strict=strict,
            device=chosen_device,
            on_epoch=bar.on_epoch,
            on_progress=bar.on_progress,
            on_note=messages.append,
        )
    show_notes(messages)
    if json:
        show_json({"model": str(out), **result.as_json(), "notes": messages})
    else:
        _show(result, out)
    end_with_failures(result.failed)


def _share_or_folder(text: str | None) -> float | Path | None:
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        folder = Path(text)
    if not is_folder(folder):
        raise InputError(f"--validation {text!r:.80}: is neither a share, as 0.2, nor a folder")
    return folder


class _EpochBar:
    """Shows the steps of all epochs on one bar, with loss and Dice of the last epoch."""

    def __init__(self, show: "Progress", n_epochs: int) -> None:
        self._show, self._n_epochs = show, n_epochs
        self._done, self._measures = 0, ""

    def on_epoch(self, epoch: "Epoch") -> None:
        """Show the measures of an epoch."""
        self._done = epoch.number
        self._measures = f", loss {epoch.loss:.3f}, Dice {epoch.dice:.3f}"
        if epoch.validation_dice is not None:
            self._measures += f", validation {epoch.validation_dice:.3f}"

    def on_progress(self, stage: str, done: int, total: int) -> None:
        """Show a step."""
        if stage != "training":
            self._show(stage, done, total)
            return
        number = min(self._done + 1, self._n_epochs)
        self._show(
            f"epoch {number} of {self._n_epochs}{self._measures}",
            self._done * total + done,
            self._n_epochs * total,
        )


def _show(result: "Finetuned", out: Path) -> None:
    best = result.best
    rows = [["training", len(result.training), best.loss, best.dice]]
    if result.validation:
        validation = [len(result.validation), best.validation_loss, best.validation_dice]
        rows.append(["validation", *validation])
    show_table(f"{out}, epoch {best.number}", ["", "images", "loss", "Dice"], rows)
    typer.echo(
        f"{counted(len(result.epochs), 'epoch')} in {result.seconds:.1f} s; the learning curve is "
        f"{out / 'learning_curve.svg'}"
    )
