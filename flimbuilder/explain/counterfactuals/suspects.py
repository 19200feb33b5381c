"""Which markers are the likely cause of a wrong result.

Leaving out a marker moves every kernel of its class a little, so many markers change a pixel when
they are left out, and the one that changes it most is rarely the one that is wrong. A wrong marker
shows itself by contradiction: without it, the model says something else on its pixels, and with
it, the model has hardly learned it. ``benchmarks/tracing.py`` measures both, and other rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from flimbuilder.explain.counterfactuals.agreement import Agreement, MarkerKey
from flimbuilder.project.project import Project

__all__ = [
    "Counterfactual",
    "Order",
    "marker_classes",
    "order_suspects",
    "rank_counterfactuals",
    "speaks_for",
]

Order = Literal["blame", "region", "agreement", "measure"]
OBJECT = 0.5  # saliency from which a region counts as object
OPPOSED, UNLEARNED = 0.5, 0.8  # support, and own agreement, of a contradicted marker
TIE = 0.1  # weight of the effect in the region beside the contradiction


@dataclass(frozen=True)
class Counterfactual:
    """The effect of leaving out one marker.

    Attributes
    ----------
    image : str
    marker : int
        The marker that is left out.
    class_id : int
        Its class.
    saliency : float or None
        Mean saliency of the region without the marker; None without a region.
    change : float or None
        That, minus the mean with the marker.
    sum_change : float or None
        The same change of the log-odds, for decoders that give probabilities; otherwise `change`.
    agreement : float
        Change of the agreement with the other markers; more than 0 if they agree better without
        it.
    own : float or None
        Agreement of the project's model with the marker, in [0, 1]: near 0 if the model has not
        learned what the marker says. None if the marker has no visible pixel.
    support : float or None
        Agreement of the model without the marker with it, in [0, 1]: near 0 if the other markers
        say the contrary. None if the marker has no visible pixel.
    speaks : bool
        Whether the marker's class speaks for the result in the region; True without a region.
    measures : dict of str to float
        Changes of the mean measures over the images with a reference mask.
    fault : str or None
        Why nothing can be learned without the marker; the numbers are then None, 0 and empty.
    """

    image: str
    marker: int
    class_id: int
    saliency: float | None = None
    change: float | None = None
    sum_change: float | None = None
    agreement: float = 0.0
    own: float | None = None
    support: float | None = None
    speaks: bool = True
    measures: dict[str, float] = field(default_factory=dict)
    fault: str | None = None

    @property
    def key(self) -> MarkerKey:
        """Image and marker id."""
        return self.image, self.marker

    @property
    def contradiction(self) -> float:
        """The contradiction of the marker by the others, in [0, 1].

        The mean of 1 - `own` and 1 - `support`; 0 if they are unknown.
        """
        known = [value for value in (self.own, self.support) if value is not None]
        return 1.0 - sum(known) / len(known) if known else 0.0

    @property
    def is_contradicted(self) -> bool:
        """Whether the marker is probably wrong, or like no other marker of its class.

        The model that the other markers give says something else there (`support` below 0.5), and
        with the marker it still is not sure (`own` below 0.8).
        """
        if self.own is None or self.support is None:
            return False
        return self.support < OPPOSED and self.own < UNLEARNED

    @property
    def blame(self) -> float:
        """How likely the marker is the cause, if the result in the region is wrong.

        The contradiction, plus a tenth of the change in the region against the present result; 0
        if the marker's class does not speak for that result.
        """
        if self.fault is not None or not self.speaks:
            return 0.0
        if self.change is None or self.saliency is None:
            return self.contradiction
        was_object = self.saliency - self.change >= OBJECT
        return self.contradiction + TIE * max(0.0, -self.change if was_object else self.change)


def speaks_for(marker_class: int, object_class: int, saliency: float) -> bool:
    """Return True if a marker's class speaks for the result in a region.

    The object class does if the region is object, that is, if its saliency is at least 0.5; all
    other classes do if it is not.
    """
    return (marker_class == object_class) == (saliency >= OBJECT)


def order_suspects(
    project: Project,
    contributions: Sequence[tuple[MarkerKey, float]] = (),
    *,
    agreement: Agreement | None = None,
    object_class: int | None = None,
    saliency: float = 1.0,
) -> list[MarkerKey]:
    """Order the markers that a model is learned from, most likely culprits first.

    Nothing is learned for this. Markers whose class speaks for the result come first; among them,
    those that the model agrees with least and those that contribute most.

    Parameters
    ----------
    project : Project
    contributions : sequence of (MarkerKey, float), default=()
        Contribution of each marker to the saliency in question.
    agreement : Agreement or None, default=None
        Of the project's model with the markers; None orders by contribution alone.
    object_class : int or None, default=None
        The class of the saliency in question; None suspects the markers of all classes.
    saliency : float, default=1.0
        Of the class in the region.
    """
    largest = max((abs(value) for _, value in contributions), default=0.0) or 1.0
    share = {key: abs(value) / largest for key, value in contributions}
    classes = marker_classes(project)

    def rank(key: MarkerKey) -> tuple[bool, float]:
        own = None if agreement is None else agreement.of(*key)
        doubt = 0.0 if own is None else 1.0 - own
        speaks = object_class is None or speaks_for(classes[key], object_class, saliency)
        return not speaks, -doubt - TIE * share.get(key, 0.0)

    return sorted(classes, key=rank)


def rank_counterfactuals(
    found: Sequence[Counterfactual], order: Order = "blame"
) -> list[Counterfactual]:
    """Order counterfactuals, most likely culprits first.

    Parameters
    ----------
    found : sequence of Counterfactual
    order : {"blame", "region", "agreement", "measure"}, default="blame"
        By :attr:`Counterfactual.blame`, which finds wrong markers best; by the change in the
        region; by that of the agreement with the other markers; or by that of Dice.
    """
    return sorted(found, key=lambda item: -_strength(item, order))


def _strength(found: Counterfactual, order: Order) -> float:
    if found.fault is not None:
        return float("-inf")
    if order == "measure":
        return found.measures.get("dice", 0.0)
    if order == "agreement":
        return found.agreement
    return found.blame if order == "blame" else abs(found.change or 0.0)


def marker_classes(project: Project) -> dict[MarkerKey, int]:
    """Return the class of every marker that teaches the encoder, in the order of the project."""
    return {
        (entry.id, marker.id): marker.class_id
        for entry in project.images
        if entry.role == "train"
        for marker in project.markers_of(entry.id).markers
        if marker.class_id is not None
    }
