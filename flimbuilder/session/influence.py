"""What each marker does to the result, measured by learning without it, in the background."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from flimbuilder.project.markers import Marker
from flimbuilder.project.project import Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.explanation import explained_model
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.stroke_effect import StrokeEffect, added_markers, measure_stroke
from flimbuilder.session.unhurried import UnhurriedLane
from flimbuilder.session.view import View
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from flimbuilder.explain.counterfactuals.suspects import Counterfactual
    from flimbuilder.workflow.counterfactuals import Counterfactuals

__all__ = ["Influence"]

LANE = "influence"
MEMORY_BYTES = 256 * 2**20  # of learning steps and maps
PAUSE = 0.5  # seconds after the user's work before markers are left out
CHECK_PAUSE = 0.1  # the same before the last strokes are checked, which is quick
MOST_BUILDS = 8  # whose influences are kept
MOST_MARKERS = 60  # of an image; of more, such as imported ones, the first
SLOW = 20.0  # seconds of a build above which markers are not left out unasked

Key = tuple[str, int]
"""Id of an image, and of a marker in it."""


@dataclass(eq=False)
class _Measured:
    """What is known of one build with one decoder.

    Attributes
    ----------
    found : dict of Key to Counterfactual
    counterfactuals : Counterfactuals or None
        Holds images and judgements; made and used on the job's thread.
    fault : str or None
        Why nothing can be measured.
    """

    built: ProjectBuild
    project: Project
    found: "dict[Key, Counterfactual]" = field(default_factory=dict)
    counterfactuals: "Counterfactuals | None" = None
    fault: str | None = None


class Influence(Watched):
    """Leaves out the markers of the shown image one by one, in the lane ``influence``.

    It works only while somebody watches, and makes way for all that the user waits for. A build
    that new strokes have changed is first compared with the build before, which is the result
    without them; that is quick, and done whether or not somebody watches.

    Parameters
    ----------
    document, jobs, builder
        Parts of the session.
    view : callable
        Returns the current `View`.
    warn_of : callable
        Called with the effect of the last strokes, if they made the result worse.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    changed : Signal()
        Emitted when an influence, its freshness or the progress changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        view: Callable[[], View],
        warn_of: Callable[[StrokeEffect], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._document, self._builder = document, builder
        self._view, self._warn_of = view, warn_of
        self._known: OrderedDict[Hashable, _Measured] = OrderedDict()
        self._current: _Measured | None = None
        self._latest: dict[Key, tuple[Marker, Counterfactual]] = {}
        self._compared: tuple[ProjectBuild | None, ProjectBuild | None] = (None, None)
        self._unchecked: tuple[ProjectBuild, ProjectBuild, tuple[Key, ...]] | None = None
        self._memory = builder.borrow_steps(MEMORY_BYTES)
        document.opened.connect(self._on_opened)
        document.changed.connect(lambda *_: self.refresh())
        builder.changed.connect(self.refresh)
        self._lane = UnhurriedLane(
            jobs, LANE, self._start_next, self.changed.emit, failed, waits_for=["results"]
        )

    def get(self, image: str, marker: Marker) -> "Counterfactual | None":
        """Return what is known of leaving out a marker; it may be of an earlier build."""
        key = image, marker.id
        if self._current is not None and key in self._current.found:
            return self._current.found[key]
        latest = self._latest.get(key)
        return None if latest is None or latest[0] != marker else latest[1]

    def is_fresh(self, image: str, marker: int) -> bool:
        """Return True if what is known of a marker is of the last build."""
        return self._current is not None and (image, marker) in self._current.found

    def of_image(self, image: str | None) -> "dict[int, Counterfactual]":
        """Return what is known of the markers of an image, by their ids; see `get`."""
        known = set(self._latest) | (set() if self._current is None else set(self._current.found))
        ids = {marker for of, marker in known if of == image}
        if image is None or not ids:
            return {}
        markers = self._document.project.markers_of(image).markers
        found = ((marker.id, self.get(image, marker)) for marker in markers if marker.id in ids)
        return {number: item for number, item in found if item is not None}

    @property
    def progress(self) -> tuple[int, int]:
        """Measured markers of the shown image, and all that teach."""
        wanted = self._wanted()
        return sum(self.is_fresh(*key) for key in wanted), len(wanted)

    @property
    def fault(self) -> str | None:
        """Why the influence of markers is unknown; None while it is measured."""
        if self._current is None:
            return None
        if self._is_slow(self._current):
            return "The build takes too long to repeat it without each marker"
        return self._current.fault

    def refresh(self) -> None:
        """Follow build, project and view; the session calls it when another image is shown."""
        current = self._find_current()
        if current is not self._current:
            self._lane.stop()
            self._release()
            self._current = current
        self._note_new_build()
        self._start_next()
        self.changed.emit()

    def _rest(self) -> None:
        self._lane.stop()
        self._start_next()  # the last strokes are checked all the same

    def _find_current(self) -> _Measured | None:
        """Return what is known of the last build, if it is of the present project."""
        builder, project = self._builder, self._document.project
        built = builder.current
        is_ready = (
            built is not None
            and builder.stale_block is None
            and built.decoder_fault is None
            and not builder.is_foreign(built)
        )
        if not is_ready or built is None:
            return None
        key = built, project.decoder, project.delineation
        if key not in self._known:
            # That of the build, as later edits that a build ignores do not matter.
            of = built.project.with_(decoder=project.decoder, delineation=project.delineation)
            self._known[key] = _Measured(built, of)
        measured = self._known[key]
        self._known.move_to_end(key)
        while len(self._known) > MOST_BUILDS:
            self._known.popitem(last=False)
        return measured

    def _note_new_build(self) -> None:
        """Remember to check the strokes that were added since the build before."""
        current = self._current
        if current is None or current.built is self._compared[0]:
            return
        former = self._compared[0]
        self._compared = current.built, former
        self._unchecked = None
        if former is None or former.decoder_fault is not None or former.is_provisional:
            return
        added = added_markers(former.project, current.project)
        if added and current.built.revision == self._document.revision:
            self._unchecked = current.built, former, added

    def _wanted(self) -> list[Key]:
        """Return the markers of the shown image that the build was learned from."""
        current, image = self._current, self._view().image
        if current is None or image is None:
            return []
        entries = [entry for entry in current.project.images if entry.id == image]
        if not entries or entries[0].role != "train":
            return []
        markers = current.project.markers_of(image).markers
        taught = [(image, marker.id) for marker in markers if marker.class_id is not None]
        return taught[:MOST_MARKERS]

    def _is_slow(self, current: _Measured) -> bool:
        return current.built.seconds.get("total", 0.0) > SLOW

    def _on_opened(self) -> None:
        self._lane.stop()
        self._release()
        self._known.clear()
        self._latest.clear()
        self._current, self._unchecked, self._compared = None, None, (None, None)
        self.refresh()

    def _start_next(self) -> None:
        current = self._current
        if current is None or current.fault is not None or not self._lane.is_free:
            return
        if self._unchecked is not None and self._unchecked[0] is current.built:
            self._check_strokes(current, *self._unchecked[1:])
            return
        waiting = [key for key in self._wanted() if key not in current.found]
        if waiting and self.is_watched and not self._is_slow(current):
            self._leave_out(current, waiting[0])
        else:
            self._release()

    def _check_strokes(
        self, current: _Measured, former: ProjectBuild, added: tuple[Key, ...]
    ) -> None:
        decoder = current.project.decoder

        def work(counterfactuals: "Counterfactuals") -> StrokeEffect:
            return measure_stroke(counterfactuals, explained_model(former, decoder), added)

        def done(effect: StrokeEffect) -> None:
            self._unchecked = None
            if effect.without is not None:
                self._keep(current, effect.without)
            if effect.is_worse and current.built.revision == self._document.revision:
                self._warn_of(effect)

        self._run(current, added, "Checking the last strokes", work, done, CHECK_PAUSE)

    def _leave_out(self, current: _Measured, key: Key) -> None:
        self._run(
            current,
            key,
            "Measuring the markers",
            lambda counterfactuals: next(counterfactuals.without_markers([key])),
            lambda found: self._keep(current, found),
            PAUSE,
        )

    def _keep(self, current: _Measured, found: "Counterfactual") -> None:
        current.found[found.key] = found
        marker = _marker(current.project, found.key)
        if marker is not None:
            self._latest[found.key] = marker, found

    def _run(
        self,
        current: _Measured,
        key: Hashable,
        title: str,
        work: "Callable[[Counterfactuals], Any]",
        done: Callable[[Any], None],
        pause: float,
    ) -> None:
        files = self._builder.files()
        if files is None:
            return

        def give_up(fault: str) -> None:
            self._unchecked, current.fault = None, fault

        self._lane.start(
            key, title, lambda report: work(self._prepare(current, files, report)), done, give_up,
            pause=pause,
        )  # fmt: skip

    def _prepare(self, current: _Measured, files: Any, report: Report) -> "Counterfactuals":
        """Return what rebuilds and judges; reads the images at first use."""
        from flimbuilder.workflow.counterfactuals import Counterfactuals

        if current.counterfactuals is None:
            current.counterfactuals = Counterfactuals(
                current.project,
                files,
                model=explained_model(current.built, current.project.decoder),
                memory=self._memory,
            )
        current.counterfactuals.on_progress = lambda *ignored: report("", 0, 0)
        return current.counterfactuals

    def _release(self) -> None:
        """Drop images, maps and judgements that the next measurement can make again."""
        if self._current is not None:
            self._current.counterfactuals = None
        self._memory.clear()


def _marker(project: Project, key: Key) -> Marker | None:
    image, number = key
    markers = project.markers_of(image).markers
    return next((marker for marker in markers if marker.id == number), None)
