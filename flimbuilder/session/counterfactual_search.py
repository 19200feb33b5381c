"""What the saliency at the explained place would be without each stroke, or each kernel."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from psygnal import Signal

from flimbuilder.errors import FlimError
from flimbuilder.session.builder import Builder
from flimbuilder.session.explanation import WhyHere, WhyResult
from flimbuilder.session.jobs import Jobs, Report

if TYPE_CHECKING:
    from flimbuilder.explain.counterfactuals.agreement import MarkerKey
    from flimbuilder.explain.counterfactuals.leaving_out import KernelCounterfactual
    from flimbuilder.explain.counterfactuals.suspects import Counterfactual
    from flimbuilder.workflow.counterfactuals import Counterfactuals

__all__ = ["MOST_KERNELS", "CounterfactualSearch", "LeftOut"]

LANE = "without"
MEMORY_BYTES = 256 * 2**20  # of learning steps and maps
MOST_KERNELS = 40  # that are left out, those with the largest contributions

LeftOut = Literal["strokes", "kernels"]
Items = Iterator[tuple[Hashable, Any]]


@dataclass(frozen=True, eq=False)
class _Search:
    """How many things to leave out, and what was found; the job's thread appends to `found`."""

    kind: LeftOut
    count: int
    make: Callable[[Callable[..., None]], Items]
    found: list[tuple[Any, Any]] = field(default_factory=list)

    def run(self, report: Report) -> None:
        def check(*ignored: object) -> None:
            report("", len(self.found), self.count)

        for item in self.make(check):
            self.found.append(item)
            check()


class CounterfactualSearch:
    """Leaves out the strokes, or the kernels, of the explained place one by one.

    It works in the lane ``without`` while the explanation is watched, most likely culprits first,
    and makes way for builds.

    Parameters
    ----------
    jobs : Jobs
    builder : Builder
        Lends its files and learning steps.
    explanation : WhyHere
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    strokes : mapping of (image id, marker id) to Counterfactual
        Those found so far for `explanation.result`.
    kernels : mapping of (block, channel) to KernelCounterfactual
        Likewise.
    fault : str or None
        Why the search failed.
    is_stopped : bool
        True if the user stopped it.
    left_out : {"strokes", "kernels"}
    changed : Signal()
        Emitted when any of these, `progress` or `is_working` changes.
    """

    changed = Signal()

    def __init__(
        self,
        jobs: Jobs,
        builder: Builder,
        explanation: WhyHere,
        failed: Callable[[Exception], None],
    ) -> None:
        self.strokes: Mapping[MarkerKey, Counterfactual] = {}
        self.kernels: Mapping[tuple[int, int], KernelCounterfactual] = {}
        self.fault: str | None = None
        self.is_stopped = False
        self.left_out: LeftOut = "strokes"
        self._jobs, self._builder, self._explanation = jobs, builder, explanation
        self._failed = failed
        self._result: WhyResult | None = None
        self._search: _Search | None = None
        self._complete: set[LeftOut] = set()
        self._memory = builder.borrow_steps(MEMORY_BYTES)
        # The jobs of a lane use it one after the other.
        self._judge: tuple[Hashable, Counterfactuals] | None = None
        explanation.changed.connect(self.refresh)
        builder.changed.connect(self.refresh)
        jobs.changed.connect(self.refresh)
        jobs.progressed.connect(self._collect)

    @property
    def is_working(self) -> bool:
        """True while strokes or kernels are left out."""
        return self._jobs.in_lane(LANE) is not None

    @property
    def progress(self) -> tuple[int, int]:
        """Strokes or kernels left out, and all of them; (0, 0) while nothing runs."""
        search = self._search
        return (0, 0) if search is None else (len(search.found), search.count)

    def leave_out(self, kind: LeftOut) -> None:
        """Leave out strokes or kernels."""
        if kind != self.left_out:
            self.left_out, self.fault = kind, None
            self._cancel()
            self.refresh()

    def stop(self) -> None:
        """Stop at the user's request, until `go_on` or another place."""
        self.is_stopped = True
        self._cancel()
        self.changed.emit()

    def go_on(self) -> None:
        """Go on after `stop`."""
        self.is_stopped = False
        self.refresh()

    def refresh(self) -> None:
        """Start, stop or go on, as explanation and builder require."""
        result, explanation = self._explanation.result, self._explanation
        if result is not self._result:
            self._result, self.strokes, self.kernels = result, {}, {}
            self.fault, self.is_stopped, self._complete = None, False, set()
            self._cancel()
            self.changed.emit()
        is_idle = result is None or self._builder.is_building or explanation.is_working
        if is_idle or not explanation.is_watched or result is None:
            self._cancel()
        elif not self.is_stopped and not self.is_working and self.left_out not in self._complete:
            self._start(result)
        if not explanation.is_watched:
            self._judge = None
            self._memory.clear()

    def _start(self, result: WhyResult) -> None:
        kind = self.left_out
        search = self._of_strokes(result) if kind == "strokes" else self._of_kernels(result)
        self._search = search

        def done(ignored: object) -> None:
            self._collect()
            self._complete.add(kind)
            self._search = None
            self.changed.emit()

        def failed(error: Exception) -> None:
            self._collect()
            self._complete.add(kind)
            self._search, self.fault = None, str(error)
            if not isinstance(error, FlimError):
                self._failed(error)
            self.changed.emit()

        title = "Leaving out strokes" if kind == "strokes" else "Leaving out kernels"
        self._jobs.start(LANE, title, search.run, done, failed, quiet=True)
        self.changed.emit()

    def _cancel(self) -> None:
        if self._search is not None:
            self._collect()
            self._search = None
            self._jobs.cancel(LANE)

    def _collect(self) -> None:
        """Publish what the job has found so far."""
        search = self._search
        if search is None:
            return
        items = dict(search.found)
        known: Mapping[Any, Any] = self.strokes if search.kind == "strokes" else self.kernels
        if items.keys() <= known.keys():
            return
        if search.kind == "strokes":
            self.strokes = {**self.strokes, **items}
        else:
            self.kernels = {**self.kernels, **items}
        self.changed.emit()

    def _of_strokes(self, result: WhyResult) -> _Search:
        from flimbuilder.explain.counterfactuals.suspects import marker_classes, order_suspects

        files, memory, image = self._builder.files(), self._memory, result.place.image
        known, explanation = set(self.strokes), result.explanation
        values = [((stroke.image, stroke.marker), stroke.value) for stroke in result.strokes]

        def make(check: Callable[..., None]) -> Items:
            from flimbuilder.workflow.counterfactuals import Counterfactuals

            if files is None:
                return
            key = result.built, result.project.decoder, image
            judge = self._judge
            if judge is None or judge[0] != key:
                judge = key, Counterfactuals(
                    result.project, files, model=result.model, memory=memory, shown=[image],
                    with_measures=False,
                )  # fmt: skip
                self._judge = judge  # for other places of the image
            counterfactuals = judge[1]
            counterfactuals.on_progress = check
            suspects = order_suspects(
                result.project,
                values,
                agreement=counterfactuals.before.agreement,
                object_class=explanation.class_id,
                saliency=explanation.saliency,
            )
            for found in counterfactuals.without_markers(
                [key for key in suspects if key not in known],
                image=image,
                region=result.region,
                class_id=explanation.class_id,
                on_progress=check,
            ):
                yield found.key, found

        return _Search("strokes", len(marker_classes(result.project).keys() - known), make)

    def _of_kernels(self, result: WhyResult) -> _Search:
        reader = self._explanation.reader()
        ranked = result.explanation.kernels[:MOST_KERNELS]
        keys = [(kernel.block, kernel.channel) for kernel in ranked]
        keys = [key for key in keys if key not in self.kernels]

        def make(check: Callable[..., None]) -> Items:
            from flimbuilder.explain.counterfactuals.leaving_out import kernel_counterfactuals

            if reader is None:
                return
            _, maps = reader.read(check)
            for found in kernel_counterfactuals(
                result.model, maps, result.size, result.region, result.explanation.class_id,
                kernels=keys, on_progress=check,
            ):  # fmt: skip
                yield (found.block, found.channel), found

        return _Search("kernels", len(keys), make)
