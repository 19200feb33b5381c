"""Attribute a score of an image to its pixels, and write the maps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.attribute import Attribution, attribute_score, plan_methods
from flimbuilder.explain.attributions.checks import fidelity_curves, randomisation_check
from flimbuilder.explain.attributions.registry import METHODS
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import KernelTarget, SaliencyTarget, Target
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.workflow.readable_images import ReadableImage, require_whole_maps

__all__ = [
    "AttributedImage",
    "AttributionChecks",
    "attribute_image",
    "describe_target",
    "find_channel",
    "strongest_pixel",
    "target_of",
]


@dataclass(frozen=True)
class AttributionChecks:
    """The two honest checks of an attribution.

    Attributes
    ----------
    random_kernels : tuple of float
        Rank correlation with the map of random kernels, from the deepest block to all blocks.
    deletion_gain, insertion_gain : float
        Area between the curves of the attribution and of random order; above 0 is better.
    """

    random_kernels: tuple[float, ...]
    deletion_gain: float
    insertion_gain: float


@dataclass(frozen=True, eq=False)
class AttributedImage:
    """The attributions of one score, by several methods.

    Attributes
    ----------
    image : ReadableImage
    target : Target
    title : str
        The score, for people.
    score : float
        Of the image.
    decoder_choice : DecoderChoice
    attributions : tuple of Attribution
    checks : dict of str to AttributionChecks
        By the name of the attribution; empty if they were not asked for.
    """

    image: ReadableImage
    target: Target
    title: str
    score: float
    decoder_choice: DecoderChoice
    attributions: tuple[Attribution, ...]
    checks: Mapping[str, AttributionChecks] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the attributions for scripts, without their maps."""
        return {
            "image": self.image.name,
            "target": self.title,
            "score": self.score,
            "decoder": self.decoder_choice.id,
            "blocks": list(self.decoder_choice.blocks),
            "attributions": [self._described(found) for found in self.attributions],
            "notes": list(self.image.notes),
        }

    def _described(self, found: Attribution) -> dict[str, Any]:
        row, col = strongest_pixel(found)
        checks = self.checks.get(found.name)
        described = {
            "name": found.name,
            "method": found.method,
            "settings": dict(found.settings),
            "rows": [found.rows.start, found.rows.stop],
            "cols": [found.cols.start, found.cols.stop],
            "minimum": float(found.values.min()),
            "maximum": float(found.values.max()),
            "sum": float(found.values.sum(dtype=np.float64)),
            "strongest": [row, col],
        }
        if checks is not None:
            described["random_kernels"] = list(checks.random_kernels)
            described["deletion_gain"] = checks.deletion_gain
            described["insertion_gain"] = checks.insertion_gain
        return described


def strongest_pixel(found: Attribution) -> tuple[int, int]:
    """Return the (row, column) of the largest absolute value."""
    row, col = np.unravel_index(int(np.abs(found.values).argmax()), found.values.shape)
    return int(row), int(col)


def attribute_image(
    model: Model,
    image: ReadableImage,
    target: Target,
    methods: Sequence[str] = tuple(METHODS),
    *,
    decoder_choice: DecoderChoice | None = None,
    check: bool = False,
    on_progress: Progress = no_progress,
    on_found: Callable[[Attribution], None] = lambda found: None,
    **settings: Any,
) -> AttributedImage:
    """Attribute a score by several methods; those with a map for each block give all.

    Parameters
    ----------
    model : Model
    image : ReadableImage
    target : SaliencyTarget or KernelTarget
    methods : sequence of str, default all
    decoder_choice : DecoderChoice or None, default=None
        None is the model's own.
    check : bool, default=False
        Also check each attribution by random kernels, deletion and insertion.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to stop.
    on_found : callable, default does nothing
        Called with each attribution as it is found.
    **settings
        Such as ``baseline`` and ``seed``; each method takes those that it has.

    Raises
    ------
    InputError
        If the target, a method or a setting does not fit.
    ImageError
        If the maps of the image would take over 2 GB.
    """
    decoder_choice = model.resolve(decoder_choice)
    require_whole_maps(model, image.pixels, decoder_choice, image.name)
    score = Score(model, image.pixels, target, decoder_choice)
    runs = list(plan_methods(methods, score.depth, **settings))
    found, checks = [], {}
    for done, run in enumerate(runs):
        stage = METHODS[run.method].title

        def report(_: str, step: int, steps: int, stage: str = stage, done: int = done) -> None:
            on_progress(stage, 100 * done + 100 * step // max(steps, 1), 100 * len(runs))

        attribution = attribute_score(score, run.method, on_progress=report, **run.settings)
        if check:
            checks[attribution.name] = _check(model, image, target, score, attribution, report)
        found.append(attribution)
        on_found(attribution)
    title = describe_target(model, target, decoder_choice)
    return AttributedImage(image, target, title, score.value, decoder_choice, tuple(found), checks)


def _check(
    model: Model,
    image: ReadableImage,
    target: Target,
    score: Score,
    found: Attribution,
    report: Progress,
) -> AttributionChecks:
    correlations = randomisation_check(
        model,
        image.pixels,
        target,
        found.method,
        decoder_choice=score.decoder_choice,
        on_progress=report,
        **found.settings,
    )
    curves = fidelity_curves(score, found, on_progress=report)
    return AttributionChecks(correlations, curves.deletion_gain, curves.insertion_gain)


def describe_target(model: Model, target: Target, decoder_choice: DecoderChoice) -> str:
    """Describe a score in a line for people."""
    document = model.document
    if isinstance(target, KernelTarget):
        number = document.blocks[target.block - 1].numbers[target.channel]
        kernel = f"activation of kernel {number} of block {target.block}"
        if target.region is None:
            return f"largest {kernel}"
        return f"{kernel}, {_place(target.region)}"
    names = {entry.id: entry.name for entry in document.classes}
    only = document.object_classes[0] if len(document.object_classes) == 1 else None
    class_id = only if target.class_id is None else target.class_id
    of_class = "" if class_id is None else f" of {names[class_id]}"
    quantity = "saliency"
    if target.quantity == "sum":
        quantity = "log-odds" if decoder_choice.is_probability else "decoder's sum"
    return f"{quantity}{of_class}, {_place(target.region)}"


def _place(region: tuple[int, int] | NDArray[np.bool_]) -> str:
    if isinstance(region, np.ndarray):
        rows, cols = np.nonzero(region)
        return (
            f"mean over {len(rows)} pixels around row {round(rows.mean())}, column "
            f"{round(cols.mean())}"
        )
    return f"at row {region[0]}, column {region[1]}"


def find_channel(model: Model, text: str) -> tuple[int, int]:
    """Return block and channel of a kernel that is named ``BLOCK.NUMBER``, as in the window.

    Raises
    ------
    InputError
        If there is no such kernel.
    """
    blocks = model.document.blocks
    block, _, number = text.partition(".")
    if not (block.isdecimal() and number.isdecimal() and 1 <= int(block) <= len(blocks)):
        raise InputError(
            f"kernel {text!r:.60}: give block and number, as 2.5; the encoder has blocks 1 to "
            f"{len(blocks)}"
        )
    numbers = list(blocks[int(block) - 1].numbers)
    if int(number) not in numbers:
        raise InputError(
            f"kernel {text!r:.60}: block {block} has kernels {numbers[0]} to {numbers[-1]}, "
            "without deleted ones; choose one of them"
        )
    return int(block), numbers.index(int(number))


def target_of(
    region: tuple[int, int] | NDArray[np.bool_] | None,
    kernel: tuple[int, int] | None,
    class_id: int | None,
    quantity: str,
) -> Target:
    """Make the target of a place, a kernel or both.

    Raises
    ------
    InputError
        If there is neither.
    """
    if kernel is not None:
        return KernelTarget(*kernel, region)
    if region is None:
        raise InputError("nothing to attribute; give a pixel by --at, a region or a kernel")
    return SaliencyTarget(region, class_id, quantity)  # type: ignore[arg-type]
