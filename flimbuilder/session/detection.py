"""How well the last build finds separate objects, over all measured images."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psygnal import Signal

from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.project_results import ProjectResults
from flimbuilder.session.unhurried import UnhurriedLane
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from flimbuilder.analysis.instances.summary import FrocSummary, InstanceSummary
    from flimbuilder.workflow.evaluation.measured_objects import MeasuredObjects

__all__ = ["Detection", "DetectionCurves"]

LANE = "detection"
MOST_KEPT = 8  # summaries: a role, and what an undone edit brings back


@dataclass(frozen=True, eq=False)
class Detection:
    """The objects of all images of a role whose reference masks number them.

    Attributes
    ----------
    role : str or None
        None for all images.
    instances : InstanceSummary
        By image id.
    froc : FrocSummary
        With its bands.
    """

    role: str | None
    instances: "InstanceSummary"
    froc: "FrocSummary"


class DetectionCurves(Watched):
    """Summarises the judged objects of the results in the lane ``detection``.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    results : ProjectResults
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    changed : Signal()
        Emitted when a summary is there.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        results: ProjectResults,
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._document, self._results = document, results
        self._role: str | None = None
        self._known: dict[Hashable, Detection | None] = {}
        self._latest: dict[str | None, Detection] = {}  # by role
        self._lane = UnhurriedLane(
            jobs, LANE, self._start_next, self.changed.emit, failed, waits_for=("results",)
        )
        results.changed.connect(self.refresh)
        document.opened.connect(self._forget)

    @property
    def role(self) -> str | None:
        """The role of the images that are summarised; None for all."""
        return self._role

    @role.setter
    def role(self, role: str | None) -> None:
        self._role = role
        self.refresh()

    @property
    def current(self) -> Detection | None:
        """The summary of the present results, or the latest until that is computed."""
        found = self._found()
        if not found:
            return None
        key = self._key(found)
        return self._known[key] if key in self._known else self._latest.get(self._role)

    @property
    def n_images(self) -> int:
        """Number of measured images whose masks number their objects."""
        return len(self._found())

    def refresh(self) -> None:
        """Summarise the present results, if somebody watches."""
        if self._lane.key is not None and self._lane.key != self._key(self._found()):
            self._lane.stop()
        self._start_next()

    def _rest(self) -> None:
        self._lane.stop()

    def _forget(self) -> None:
        self._lane.stop()
        self._known.clear()
        self._latest.clear()

    def _found(self) -> "dict[str, MeasuredObjects]":
        """Return the judged objects of the role's images."""
        entries = (
            entry for entry in self._document.project.images if self._role in (None, entry.role)
        )
        results = ((entry.id, self._results.get(entry.id)) for entry in entries)
        return {
            image: result.judged_objects
            for image, result in results
            if result is not None and result.judged_objects is not None
        }

    def _key(self, found: "dict[str, MeasuredObjects]") -> Hashable:
        return self._role, *found.items()

    def _start_next(self) -> None:
        if not self.is_watched or not self._lane.is_free:
            return
        found = self._found()
        key, role = self._key(found), self._role
        if not found or key in self._known:
            return

        def work(report: Report) -> Detection:
            return _summarise(role, found)

        self._lane.start(
            key,
            "Measuring the objects",
            work,
            lambda detection: self._keep(key, detection),
            lambda problem: self._keep(key, None),
        )

    def _keep(self, key: Hashable, detection: Detection | None) -> None:
        self._known[key] = detection
        if detection is not None:
            self._latest[detection.role] = detection
        while len(self._known) > MOST_KEPT:
            del self._known[next(iter(self._known))]


def _summarise(role: str | None, found: "dict[str, MeasuredObjects]") -> Detection:
    from flimbuilder.analysis.instances.summary import FrocSummary, InstanceSummary

    instances = InstanceSummary({image: part.counts for image, part in found.items()}, "numbers")
    rules = next(iter(found.values())).hits
    hits = {rule: [part.hits[rule] for part in found.values()] for rule in rules}
    froc = FrocSummary(hits)
    _ = froc.curves, froc.bands, froc.intervals  # computed here, off the owner's thread
    return Detection(role, instances, froc)
