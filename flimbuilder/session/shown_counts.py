"""The histogram of the shown saliency, while anyone watches."""

from collections.abc import Callable, Hashable
from typing import Any

from psygnal import Signal

from flimbuilder.analysis.histograms import SaliencyCounts, count_saliency
from flimbuilder.cache import ByteLimitedCache
from flimbuilder.session.background_step import BackgroundStep
from flimbuilder.session.inspector import Inspector
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pixels import ImagePixels
from flimbuilder.session.results import class_index
from flimbuilder.session.view import View
from flimbuilder.session.watched import Watched

__all__ = ["ShownCounts"]

CACHE_BYTES = 2**20


class ShownCounts(Watched):
    """Counts the pixels of the shown saliency in the lane ``counts``.

    Parameters
    ----------
    jobs : Jobs
    inspector : Inspector
        Publishes the saliency.
    pixels : ImagePixels
        Has the reference mask.
    view : callable
        Returns the current `View`.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    current : SaliencyCounts or None
        Of the shown object class; the former ones stay while others are counted.
    changed : Signal()
    """

    changed = Signal()

    def __init__(
        self,
        jobs: Jobs,
        inspector: Inspector,
        pixels: ImagePixels,
        view: Callable[[], View],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.current: SaliencyCounts | None = None
        self._inspector = inspector
        self._pixels = pixels
        self._view = view
        self._source: tuple[object, ...] = ()  # keeps what the key identifies alive
        cache: ByteLimitedCache[tuple[str, Hashable], Any] = ByteLimitedCache(CACHE_BYTES)
        self._counting: BackgroundStep[SaliencyCounts] = BackgroundStep(
            jobs, "counts", "Counting the saliency", self.refresh, failed, cache,
            lambda counts: CACHE_BYTES + 1,  # as quick as a look-up, and keys are not unique
        )  # fmt: skip
        inspector.decoded_changed.connect(self.refresh)
        pixels.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Follow the shown saliency, and publish the counts; call it after a view change."""
        decoded, shown = self._inspector.decoded, self._pixels.shown
        if decoded is None or shown is None or not self.is_watched:
            self._counting.forget()
            self._source = ()
        elif decoded.saliency.shape[1:] == shown.pixels.shape[:2]:
            index = class_index(decoded.classes, self._view().object_class)
            class_id, truth = decoded.classes[index], shown.truth
            saliency = decoded.saliency[index]
            self._source = decoded.saliency, truth
            self._counting.request(
                (id(decoded.saliency), index, id(truth)),
                lambda check: count_saliency(
                    saliency, None if truth is None else truth == class_id
                ),
            )
        if self._counting.result is not self.current:
            self.current = self._counting.result
            self.changed.emit()

    def _rest(self) -> None:
        self.refresh()
