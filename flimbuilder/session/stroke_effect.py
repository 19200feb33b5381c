"""What the strokes since the build before did to the result: that build is without them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flimbuilder.project.difference import edited_markers
from flimbuilder.project.project import Project
from flimbuilder.session.staleness import gives_same_build

if TYPE_CHECKING:
    from flimbuilder.explain.counterfactuals.suspects import Counterfactual
    from flimbuilder.model.model import Model
    from flimbuilder.workflow.counterfactuals import Counterfactuals

__all__ = ["StrokeEffect", "added_markers", "measure_stroke"]

LOWER = 0.02  # change of agreement or Dice that is worth a line

Key = tuple[str, int]


@dataclass(frozen=True)
class StrokeEffect:
    """The effect of new markers.

    Attributes
    ----------
    added : tuple of (image id, marker id)
    agreement : float
        Change of the agreement with the other markers; less than 0 if they agree less now.
    dice : float or None
        Change of the mean Dice over the images with a reference mask; None without.
    n_masks : int
        Number of those images.
    without : Counterfactual or None
        The result without the marker, if only one is new.
    """

    added: tuple[Key, ...]
    agreement: float
    dice: float | None = None
    n_masks: int = 0
    without: "Counterfactual | None" = field(default=None, compare=False)

    @property
    def is_contradicted(self) -> bool:
        """True if the other markers contradict the new one."""
        return self.without is not None and self.without.is_contradicted

    @property
    def is_worse(self) -> bool:
        """True if the other markers contradict it, or agreement or Dice is lower."""
        return self.is_contradicted or min(self.agreement, self.dice or 0.0) <= -LOWER

    @property
    def text(self) -> str:
        """The effect in one line."""
        is_one = len(self.added) == 1
        subject = "The last stroke" if is_one else f"The last {len(self.added)} strokes"
        if self.dice is not None and self.dice <= -LOWER:
            what = "Dice" if self.n_masks == 1 else f"the mean Dice of {self.n_masks} images"
            return f"{subject} lowered {what} by {-self.dice:.2f}"
        if self.is_contradicted:
            return "The other markers contradict the last stroke"
        fall = f"{-self.agreement:.2f}"
        return f"{subject} lowered the agreement with the other markers by {fall}"


def added_markers(former: Project, now: Project) -> tuple[Key, ...]:
    """Return the markers that are the only difference of two projects that a build sees.

    Returns
    -------
    tuple of (image id, marker id)
        Empty if anything else differs, or no marker was added.
    """
    edited = edited_markers(former, now)
    known = {(image, marker.id) for image, of in former.markers.items() for marker in of.markers}
    if not edited or any(key in known for key in edited):
        return ()
    without = {
        image: of.with_(
            markers=tuple(marker for marker in of.markers if (image, marker.id) not in edited)
        )
        for image, of in now.markers.items()
    }
    if not gives_same_build(former, now.with_(markers=without)):
        return ()
    erasers = [marker for image, of in now.markers.items() for marker in of.markers
               if (image, marker.id) in edited and marker.class_id is None]  # fmt: skip
    return () if erasers else edited


def measure_stroke(
    counterfactuals: "Counterfactuals", former: "Model", added: tuple[Key, ...]
) -> StrokeEffect:
    """Compare the model before new markers with that of the project.

    Parameters
    ----------
    counterfactuals : Counterfactuals
        Of the project with the markers.
    former : Model
        Of the project without them.
    added : tuple of (image id, marker id)
    """
    from flimbuilder.explain.counterfactuals.leaving_out import compare_without

    now = counterfactuals.before
    found = compare_without(counterfactuals.project, now, counterfactuals.judge(former), added)
    dice = found.measures.get("dice")
    return StrokeEffect(
        added,
        -found.agreement,
        None if dice is None else -dice,
        len(now.measures),
        found if len(added) == 1 else None,
    )
