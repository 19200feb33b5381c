"""Results of the last build on all images of the project, computed in the background."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any

from psygnal import Signal

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.image_result import ImageResult, Saliency, compute_result
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.staleness import first_stale_block
from flimbuilder.session.unhurried import UnhurriedLane
from flimbuilder.session.watched import Watched

__all__ = ["ProjectResults"]

LANE = "results"
ROWS_BYTES = 128 * 2**20  # of the shown results, beyond mask thumbnails and numbers
CACHE_BYTES = 64 * 2**20  # of former results, for undo
SALIENCY_BYTES = 128 * 2**20
MOST_BUILDS = 8  # whose results are cached

Key = tuple[Hashable, ...]


@dataclass(frozen=True, eq=False)
class _HeldResult:
    """A result, what it depends on, and the files that it was made from."""

    key: Key
    files: tuple[str | None, ...]
    result: ImageResult

    def is_fresh(self, key: Key, entry: ImageEntry) -> bool:
        """Return True if it is still right; a fault is tried again at another path."""
        is_whole = self.result.problem is None and self.result.mask_problem is None
        return self.key == key and (is_whole or self.files == _files(entry))


class ProjectResults(Watched):
    """Computes a result for every image in the lane ``results``, one image per job.

    It works only while somebody watches, and never beside the user's own work: a build or the
    inspection of an image stops it, and it goes on when they are done. The shown image comes
    first, then images with a reference mask, in the order of the project.

    A result stays until it is renewed, and is stale meanwhile. It depends on the build, on
    decoder and delineation of the project, and on the image's file, selection and mask, but not
    on its role. Former results are cached, so that an undone edit brings them back at once.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    shown_image : callable
        Returns the id of the shown image, or None.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    was_watched : bool
        True once somebody has watched.
    changed : Signal()
        Emitted when a result or its freshness changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        shown_image: Callable[[], str | None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._document = document
        self._builder = builder
        self._shown_image = shown_image
        self._rows: dict[str, _HeldResult] = {}
        self._project = document.project  # of the last refresh, as all that follows
        self._keys: dict[str, Key] = {}  # of the results that are wanted, by image
        self._fresh: set[str] = set()
        self._builds: list[ProjectBuild] = []  # differing ones, latest last
        self.was_watched = False
        self._bulk = 0  # bytes of pictures and objects of the rows
        self._finder: ImageFinder | None = None
        self._cache = ByteLimitedCache[Key, ImageResult](CACHE_BYTES)
        self._saliency = ByteLimitedCache[Key, Saliency](SALIENCY_BYTES)
        document.opened.connect(self._on_opened)
        document.changed.connect(self._on_project_changed)
        builder.changed.connect(self.refresh)
        self._lane = UnhurriedLane(jobs, LANE, self._start_next, self.changed.emit, failed)

    def get(self, image: str) -> ImageResult | None:
        """Return the latest result on an image, which may be stale, or None."""
        row = self._rows.get(image)
        return None if row is None else row.result

    def is_fresh(self, image: str) -> bool:
        """Return True if the result on an image is of the last build and the present project."""
        return image in self._fresh

    @property
    def fresh_count(self) -> int:
        """Number of images with a fresh result."""
        return len(self._fresh)

    @property
    def stale_count(self) -> int:
        """Number of images whose result is out of date."""
        return len(self._rows) - len(self._fresh)

    @property
    def is_complete(self) -> bool:
        """True if every image has a fresh result."""
        return len(self._fresh) == len(self._project.images)

    @property
    def is_working(self) -> bool:
        """True if a result is being computed."""
        return self._lane.is_working

    def watch(self, owner: Hashable) -> None:
        """Compute results until the owner calls `unwatch`."""
        if owner not in self._watchers:
            self._watchers.add(owner)
            self.was_watched = True
            for image in [image for image in self._fresh if self._has_fault(image)]:
                self._fresh.discard(image)  # its file may be back
                del self._rows[image]
            self._start_next()

    def _rest(self) -> None:
        self._lane.stop()

    def _has_fault(self, image: str) -> bool:
        result = self._rows[image].result
        return result.problem is not None or result.mask_problem is not None

    def _on_opened(self) -> None:
        self._keys = {}
        self._lane.stop()
        self._finder = None
        if self._builder.current is None or self._canonical(self._builder.current) is None:
            self._rows.clear()
            self._builds.clear()
            self._cache.clear()
            self._saliency.clear()
        self.refresh()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if after.images is not before.images:
            self._finder = None
        elif (after.decoder, after.delineation) == (before.decoder, before.delineation):
            return
        self.refresh()

    def refresh(self) -> None:
        """Find the results that the present state needs; take those that are cached."""
        project = self._project = self._document.project
        built = self._remember(self._builder.current)
        entries = {entry.id: entry for entry in project.images}
        self._rows = {image: row for image, row in self._rows.items() if image in entries}
        if built is None:
            self._rows, self._keys = {}, {}
        else:
            self._keys = {image: _key(built, entry, project) for image, entry in entries.items()}
        self._bulk = sum(_bulk(row.result) for row in self._rows.values())
        for image, key in self._keys.items():
            row, cached = self._rows.get(image), self._cache.get(key)
            if cached is not None and (row is None or row.key != key):
                self._keep(_HeldResult(key, _files(entries[image]), cached))
        self._fresh = {
            image
            for image, row in self._rows.items()
            if row.is_fresh(self._keys[image], entries[image])
        }
        if self._lane.key not in set(self._keys.items()):
            self._lane.stop()
        self._start_next()
        self.changed.emit()

    def _remember(self, built: ProjectBuild | None) -> ProjectBuild | None:
        """Return the build, or an earlier one with the same results."""
        if built is None:
            return None
        known = self._canonical(built)
        if known is not None:
            self._builds.remove(known)
        self._builds.append(known or built)
        if len(self._builds) > MOST_BUILDS:
            forgotten = self._builds.pop(0)
            for cache in (self._cache, self._saliency):
                cache.retain(lambda key: key[0] is not forgotten)
        return self._builds[-1]

    def _canonical(self, built: ProjectBuild) -> ProjectBuild | None:
        return next((known for known in self._builds if _equivalent(known, built)), None)

    def _next_entry(self) -> ImageEntry | None:
        shown = self._shown_image()
        stale = [entry for entry in self._project.images if entry.id not in self._fresh]
        return min(
            stale,
            key=lambda entry: (entry.id != shown, entry.mask is None, entry.role == "test"),
            default=None,
        )

    def _start_next(self) -> None:
        """Compute another result."""
        folder, project = self._document.path, self._project
        is_ready = self.is_watched and self._keys and folder is not None
        if not is_ready or not self._lane.is_free:
            return
        entry = self._next_entry()
        if entry is None:
            return
        assert folder is not None
        key, built = self._keys[entry.id], self._builds[-1]
        finder = self._finder = self._finder or ImageFinder(folder)
        of_saliency = key[:3]
        known = (
            lambda: self._saliency.get(of_saliency),
            lambda saliency: self._saliency.put(of_saliency, saliency, saliency.nbytes),
        )

        def work(report: Report) -> ImageResult:
            return compute_result(
                entry, built, project.decoder, project.delineation, finder, known,
                lambda: report("", 0, 0),
            )  # fmt: skip

        self._lane.start(
            (entry.id, key),
            "Measuring the images",
            work,
            lambda result: self._take(key, entry, result),
            lambda problem: self._take(key, entry, ImageResult(entry.id, built, problem=problem)),
        )

    def _take(self, key: Key, entry: ImageEntry, result: ImageResult) -> None:
        former = self._rows.get(entry.id)
        if former is not None:
            is_other = former.key[0] is not key[0]
            before = former.result.measures if is_other else former.result.before
            result = replace(result, before=before)
        if result.problem is None and result.mask_problem is None:
            self._cache.put(key, result, result.nbytes)
        self._keep(_HeldResult(key, _files(entry), result))
        self._fresh.add(entry.id)

    def _keep(self, row: _HeldResult) -> None:
        """Store a row, without its objects and its picture if the rows take too much memory."""
        former = self._rows.get(row.result.image)
        self._bulk -= 0 if former is None else _bulk(former.result)
        if self._bulk + _bulk(row.result) > ROWS_BYTES:
            row = replace(row, result=replace(row.result, objects=None, picture=None))
        self._bulk += _bulk(row.result)
        self._rows[row.result.image] = row


def _equivalent(known: ProjectBuild, built: ProjectBuild) -> bool:
    """Return True if two builds give the same results on all images."""
    return known is built or (
        known.learned.fingerprint == built.learned.fingerprint
        and first_stale_block(known.project, built.project) is None
        and (known.decoder_fault, known.is_provisional)
        == (built.decoder_fault, built.is_provisional)
    )


def _key(built: ProjectBuild, entry: ImageEntry, project: Project) -> Key:
    """Return all that a result depends on; the first three fields determine the saliency."""
    mask: Any = None
    if entry.mask is not None:
        mask = entry.mask, entry.mask_values, entry.mask_orientation, entry.place
    return built, entry.pixels_key, project.decoder, project.delineation, mask


def _files(entry: ImageEntry) -> tuple[str | None, ...]:
    return entry.path, entry.absolute, entry.mask


def _bulk(result: ImageResult) -> int:
    """Return the bytes of the parts that a result can do without."""
    return sum(part.nbytes for part in (result.picture, result.objects) if part is not None)
