"""What edits would do: the model before and after, judged on the same markers and masks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from flimbuilder.errors import LearnError
from flimbuilder.explain.counterfactuals.agreement import MarkerKey
from flimbuilder.explain.counterfactuals.judging import Judgement
from flimbuilder.explain.counterfactuals.leaving_out import (
    JudgeModel,
    Rebuild,
    agreement_change,
    measure_changes,
)
from flimbuilder.explain.guidance.quality import PlausibilityChange, compare
from flimbuilder.model.model import Model
from flimbuilder.project.difference import edited_markers
from flimbuilder.project.edits import Edit, apply_edits
from flimbuilder.project.project import Project

__all__ = ["Preview", "Verdict", "preview_edits"]

Verdict = Literal["better", "worse", "unclear"]

SMALL_DICE = 0.005


@dataclass(frozen=True, eq=False)
class Preview:
    """The effect of edits on the result.

    Attributes
    ----------
    before, after : Judgement
        On the markers and masks of the project before the edits; `after` is `before` if nothing
        can be learned.
    model : Model or None
        The model after the edits, as a build would give it; None if nothing can be learned.
    edited : tuple of MarkerKey
        Markers that the edits add, remove or change; the changes of agreement leave them out.
    agreement : float
        Change of the mean agreement with the other markers.
    of_images : dict of str to float
        The same for each image with such markers.
    measures : dict of str to float
        Changes of the mean measures over the images with a reference mask; empty without.
    plausibility : PlausibilityChange or None
        How much more plausible the masks are; None with reference masks, which say more.
    verdict : {"better", "worse", "unclear"}
    reason : str
        Why, in one sentence.
    fault : str or None
        Why nothing can be learned.
    """

    before: Judgement
    after: Judgement
    model: Model | None
    edited: tuple[MarkerKey, ...] = ()
    agreement: float = 0.0
    of_images: dict[str, float] = field(default_factory=dict)
    measures: dict[str, float] = field(default_factory=dict)
    plausibility: PlausibilityChange | None = None
    verdict: Verdict = "unclear"
    reason: str = ""
    fault: str | None = None


def preview_edits(
    project: Project,
    edits: Sequence[Edit],
    rebuild: Rebuild,
    judge_model: JudgeModel,
    model: Model | None = None,
) -> Preview:
    """Learn a project after edits, and compare the result with that before them.

    Parameters
    ----------
    project : Project
    edits : sequence of Edit
        Of markers, kernels, or anything else.
    rebuild : callable
        Learns a project.
    judge_model : callable
        Judges a model on the project's images.
    model : Model or None, default=None
        The project's own model; None learns it.

    Returns
    -------
    Preview

    Raises
    ------
    ProjectError
        If an edit does not fit the project.
    LearnError
        If nothing can be learned from the project before the edits.
    """
    after_project, _, problem = apply_edits(project, edits)
    if problem is not None:
        raise problem
    edited = edited_markers(project, after_project)
    before = judge_model(model or rebuild(project))
    try:
        model_after = rebuild(after_project)
    except LearnError as error:
        return Preview(
            before, before, None, edited, verdict="worse",
            reason="nothing can be learned after this edit", fault=str(error),
        )  # fmt: skip
    after = judge_model(model_after)
    left_out = set(edited)
    agreement = agreement_change(before.agreement, after.agreement, left_out)
    images = dict.fromkeys(marker.image for marker in before.agreement.markers)
    measures = measure_changes(before, after)
    plausibility = None
    if before.plausibility:
        plausibility = compare(before.plausibility, after.plausibility)
    verdict, reason = _decide(agreement, measures.get("dice"), plausibility)
    return Preview(
        before, after, model_after, edited, agreement,
        {
            image: agreement_change(before.agreement, after.agreement, left_out, image)
            for image in images
        },
        measures, plausibility, verdict, reason,
    )  # fmt: skip


def _decide(
    agreement: float, dice: float | None, plausibility: PlausibilityChange | None
) -> tuple[Verdict, str]:
    """Decide by Dice if there are masks, otherwise by how plausible the masks become.

    Agreement with the other markers does not predict the result.
    """
    if dice is not None:
        reason = f"mean Dice of the marked images with a mask changes by {dice:+.3f}"
        if abs(dice) < SMALL_DICE:
            return "unclear", reason
        return "better" if dice > 0 else "worse", reason
    if plausibility is None or not (plausibility.is_better or plausibility.is_worse):
        return (
            "unclear",
            "neither edges nor certainty of the masks decide; agreement with the other "
            f"markers changes by {agreement:+.3f}",
        )
    return "better" if plausibility.is_better else "worse", _reason(plausibility)


def _reason(change: PlausibilityChange) -> str:
    """Return the parts of a change that speak for its sign, in words."""
    texts = {
        "contrast": ("follow the edges of the image more closely", "leave the edges of the image"),
        "certainty": ("depend less on the threshold", "depend more on the threshold"),
        "steadiness": ("cover similar shares of all images", "differ more in size"),
    }
    side = 0 if change.score > 0 else 1
    sign = 1 if change.score > 0 else -1
    parts = [words[side] for name, words in texts.items() if sign * getattr(change, name) > 0]
    return f"the masks {' and '.join((', '.join(parts[:-1]), parts[-1]) if parts[1:] else parts)}"
