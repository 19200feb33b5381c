"""Which images to mark next, by the doubt of their results, or before a build by their looks."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from psygnal import Signal

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.project_results import ProjectResults
from flimbuilder.session.unhurried import UnhurriedLane

if TYPE_CHECKING:
    from flimbuilder.explain.guidance.suggestion import ImageSuggestion, ImageSummary

__all__ = ["MOST_PIXELS", "SuggestedImages"]

MOST_PIXELS = 2**24  # of an image that is read as a whole for suggestions

LANE = "suggested images"
N_IMAGES = 3
SUMMARY_BYTES = 1000
CACHE_BYTES = 2000 * SUMMARY_BYTES


class SuggestedImages:
    """Ranks the training images of the project while it is on.

    With a build, by the doubt of the results on all images, which are watched meanwhile. Before,
    by colour and texture, in the lane ``suggested images``.

    Parameters
    ----------
    document, jobs, builder, results
        Parts of the session.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    found : sequence of ImageSuggestion
        Best first; those of the build before until all results are there.
    changed : Signal()
        Emitted when `found` changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        results: ProjectResults,
        failed: Callable[[Exception], None],
    ) -> None:
        self.found: Sequence[ImageSuggestion] = ()
        self._document, self._builder, self._results = document, builder, results
        self._is_on = False
        self._key: Hashable = None  # of what was found
        self._summaries: ByteLimitedCache[Hashable, ImageSummary] = ByteLimitedCache(CACHE_BYTES)
        document.opened.connect(self._on_opened)
        document.changed.connect(self._on_project_changed)
        builder.changed.connect(self._refresh)
        results.changed.connect(self._refresh)
        self._lane = UnhurriedLane(jobs, LANE, self._rank_by_looks, lambda: None, failed)

    def set_on(self, is_on: bool) -> None:
        """Begin or stop to rank the images."""
        self._is_on = is_on
        if is_on:
            self._results.watch(self)
        else:
            self._results.unwatch(self)
            self._lane.stop()
        self._refresh()

    @property
    def _entries(self) -> list[ImageEntry]:
        """The training images with the most frequent number of channels."""
        entries = [entry for entry in self._document.project.images if entry.role == "train"]
        channels = Counter(entry.shape[2] for entry in entries)
        usual = max(channels, key=lambda number: (channels[number], number), default=0)
        return [entry for entry in entries if entry.shape[2] == usual]

    def _refresh(self) -> None:
        if not self._is_on or not self._document.is_open:
            return
        self._rank_by_looks()
        if self._builder.current is not None:
            self._rank_by_doubt()

    def _rank_by_doubt(self) -> None:
        """Rank the images once all have results of the build."""
        from flimbuilder.explain.guidance.suggesting import suggest_images

        results, entries = self._results, self._entries
        if not all(results.is_fresh(entry.id) for entry in entries):
            return
        summaries = [self._summary(entry) for entry in entries]
        known = [summary for summary in summaries if summary.doubt is not None]
        self._take(None, suggest_images(known, count=N_IMAGES))

    def _summary(self, entry: ImageEntry) -> "ImageSummary":
        import numpy as np

        from flimbuilder.explain.guidance.suggestion import ImageSummary
        from flimbuilder.model.pixels import is_marked

        result = self._results.get(entry.id)
        doubt = None if result is None or result.problem is not None else result.doubt
        return ImageSummary(entry.id, np.zeros(1), doubt, is_marked(self._document.project, entry))

    def _rank_by_looks(self) -> None:
        """Rank the images without a build, unless that is done."""
        if not self._is_on or not self._document.is_open or self._builder.current is not None:
            self._lane.stop()
            return
        project, entries = self._document.project, self._entries
        marked = tuple(sorted(image for image, drawn in project.markers.items() if drawn.markers))
        key = tuple(entry.pixels_key for entry in entries), marked
        files = self._builder.files()
        if key != self._lane.key:
            self._lane.stop()
        if files is None or key == self._key or not self._lane.is_free:
            return
        cache = self._summaries

        def work(report: Report) -> "list[ImageSuggestion]":
            from flimbuilder.explain.guidance.suggesting import suggest_images, summarise
            from flimbuilder.workflow.suggest import guided_image

            summaries = []
            for entry in entries:
                report("", 0, 0)
                if entry.shape[0] * entry.shape[1] > MOST_PIXELS:
                    continue
                of_image = entry.id, entry.pixels_key, entry.id in marked
                known = cache.get(of_image)
                try:
                    known = known or summarise(guided_image(project, files, None, entry.id))
                except Cancelled:
                    raise
                except FlimError:
                    continue  # an image that cannot be read is not suggested
                cache.put(of_image, known, SUMMARY_BYTES)
                summaries.append(known)
            return suggest_images(summaries, count=N_IMAGES)

        self._lane.start(
            key, "Looking for images to mark", work, lambda found: self._take(key, found),
            lambda problem: self._take(key, ()),
        )  # fmt: skip

    def _take(self, key: Hashable, found: "Sequence[ImageSuggestion]") -> None:
        self._key = key
        if list(found) != list(self.found):
            self.found = tuple(found)
            self.changed.emit()

    def _on_opened(self) -> None:
        self._lane.stop()
        self._key, self.found = None, ()
        self._refresh()
        self.changed.emit()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if after.images != before.images or self._builder.current is None:
            self._refresh()
