"""The job that reads the tiles of a slide that are in view."""

import time
from collections.abc import Callable

from flimbuilder.gui.canvas.slide_image import SlideImage
from flimbuilder.session.jobs import Job
from flimbuilder.session.session import Session

__all__ = ["SlideLoading"]

FIRST = ("build", "tiles")  # lanes for which the coarse levels of a slide wait
PAUSE = 0.5  # seconds between two pictures of the whole while its blocks are read


class SlideLoading:
    """Reads what a `SlideImage` lacks, in the lane ``display tiles``.

    Parameters
    ----------
    session : Session
    changed : callable
        Called when there are more tiles to paint.
    known_better : callable
        Called with the `SlideImage` when more of its coarse levels is known.
    """

    lane = "display tiles"

    def __init__(
        self,
        session: Session,
        changed: Callable[[], None],
        known_better: Callable[[SlideImage], None],
    ) -> None:
        self._session = session
        self._changed = changed
        self._known_better = known_better
        self._running: tuple[SlideImage, Job] | None = None
        self._seen, self._overview_at = 0, 0.0
        session.jobs.progressed.connect(self._on_progress)

    def start(self, image: SlideImage) -> None:
        """Read what is missing, unless a job is doing so."""
        running, job = self._running or (None, None)
        if running is image and job is not None and not job.cancelled:
            return
        if not image.has_work:
            return
        jobs = self._session.jobs
        started = jobs.start(
            self.lane,
            "Reading the slide",
            lambda report: image.work(
                lambda version: report("tiles", version, 0),
                lambda: any(jobs.in_lane(lane) is not None for lane in FIRST),
            ),
            lambda result: self._end(image),
            self._fail,
            quiet=True,
        )
        self._running = image, started

    def stop(self) -> None:
        """Read nothing more."""
        if self._running is not None:
            self._running = None
            self._session.jobs.cancel(self.lane)

    def _on_progress(self) -> None:
        if self._running is None or self._running[1].done == self._seen:
            return
        image, job = self._running
        self._seen = job.done
        if not image.is_complete and time.monotonic() - self._overview_at > PAUSE:
            self._overview_at = time.monotonic()
            self._known_better(image)
        self._changed()

    def _end(self, image: SlideImage) -> None:
        self._running = None
        if image.is_partial:
            self._known_better(image)
        self._changed()
        self.start(image)  # the view may have moved since

    def _fail(self, error: Exception) -> None:
        self._running = None
        self._session.fail(error)
