"""How many tiles the tissue of the shown image has, and how long they take."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from flimbuilder.analysis.tissue import TissueMask
from flimbuilder.cache import ByteLimitedCache
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.background_step import BackgroundStep
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.slide import SlideTissue
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from flimbuilder.model.batches.decode import LargeRequest

__all__ = ["TileCost", "TissueCost"]

CACHE_BYTES = 2**20
COST_BYTES = 1000


@dataclass(frozen=True)
class TileCost:
    """The work of predicting an image.

    Attributes
    ----------
    within, everywhere : int
        Tiles that touch tissue, and all tiles.
    seconds : float or None
        Estimate for those within the tissue on this machine; None without tissue.
    """

    within: int
    everywhere: int
    seconds: float | None


class TissueCost(Watched):
    """Plans the tiles of the shown image and times one of them, while anyone watches.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    slide : SlideTissue
    builder : Builder
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    current : TileCost or None
        None without a build.
    changed : Signal()
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        slide: SlideTissue,
        builder: Builder,
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.current: TileCost | None = None
        self._document, self._slide, self._builder = document, slide, builder
        cache: ByteLimitedCache[tuple[str, Hashable], Any] = ByteLimitedCache(CACHE_BYTES)
        self._timing: BackgroundStep[float] = BackgroundStep(
            jobs, "tile time", "Timing a tile", self.refresh, failed, cache,
            lambda seconds: COST_BYTES,
        )  # fmt: skip
        self._planning: BackgroundStep[tuple[int, int]] = BackgroundStep(
            jobs, "tile count", "Planning the tiles", self.refresh, failed, cache,
            lambda counts: COST_BYTES,
        )  # fmt: skip
        slide.changed.connect(self.refresh)
        builder.changed.connect(self.refresh)
        document.changed.connect(lambda before, after: self.refresh())

    def refresh(self) -> None:
        """Follow the tissue, the build and the decoder, and publish what was found."""
        built, tissue, entry = self._builder.current, self._slide.tissue, self._slide.entry
        path = self._slide.path
        if (
            not self.is_watched
            or built is None
            or tissue is None
            or entry is None
            or path is None
            or tissue.image != entry.id
        ):
            self._planning.forget()
            self._timing.forget()
            self._publish(None)
            return
        project, mask = self._document.project, tissue.mask
        model = built.model.document.fingerprint, project.decoder, entry.pixels_key
        self._planning.request((model, mask.digest), lambda check: _counts(built, project, mask))
        if self._planning.is_fresh and self._planning.result is not None:
            within, everywhere = self._planning.result
            if within:
                self._timing.request(
                    model, lambda check: _seconds_of_tile(built, project, entry, path, mask)
                )
            each = self._timing.result if within and self._timing.is_fresh else None
            seconds = None if each is None else each * within
            self._publish(TileCost(within, everywhere, seconds))

    def _publish(self, cost: TileCost | None) -> None:
        if cost != self.current:
            self.current = cost
            self.changed.emit()

    def _rest(self) -> None:
        self.refresh()


def _request(built: ProjectBuild, project: Project) -> "LargeRequest":
    from flimbuilder.model.batches.decode import LargeRequest

    return LargeRequest(built.model, built.decoder_of(project.decoder))


def _counts(built: ProjectBuild, project: Project, mask: TissueMask) -> tuple[int, int]:
    """Return the tiles within tissue, and all."""
    from flimbuilder.model.batches.decode import plan_of

    plan = plan_of(_request(built, project), mask.size, mask)
    return len(plan.indices), len(plan.rows) * len(plan.cols)


def _seconds_of_tile(
    built: ProjectBuild, project: Project, entry: ImageEntry, path: Path, mask: TissueMask
) -> float:
    from flimbuilder.imaging.regions import open_regions
    from flimbuilder.model.batches.timing import seconds_per_tile

    with open_regions(path, entry.selection) as regions:
        return seconds_per_tile(_request(built, project), regions, entry.name, mask)
