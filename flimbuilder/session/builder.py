"""Builds in the background: the last two, the stale blocks, and live mode."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.cache import BorrowingCache, ByteLimitedCache
from flimbuilder.errors import FlimError
from flimbuilder.model.document import is_model_folder
from flimbuilder.model.pixels import (
    ProjectFiles,
    StoredPixels,
    lacks_markers,
    marked_images,
    needs_windows,
)
from flimbuilder.project.decoders import MARKER_DECODER
from flimbuilder.project.outputs import default_model_folder, has_saved_build
from flimbuilder.project.project import ImageEntry, KernelEdit, KernelIdentity, Project
from flimbuilder.project.selection import PixelsKey
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.staleness import first_stale_block, gives_same_build
from flimbuilder.workflow.readiness import find_obstacle, marker_notes

if TYPE_CHECKING:
    from flimbuilder.flim.learned import LearnedEncoder
    from flimbuilder.flim.training import PixelSource, TrainingImage
    from flimbuilder.model.model import Model
    from flimbuilder.workflow.build import Build
    from flimbuilder.workflow.saved_build import SavedBuild
    from flimbuilder.workflow.train_decoder import MarkerResults

__all__ = ["UNCHANGED", "WRITING_LANE", "Builder", "CachedProjectFiles"]

LANE = "build"
WRITING_LANE = "models"
UNCHANGED = "Nothing has changed since the last build"
PIXEL_CACHE_BYTES = 512 * 2**20  # of training images
STEP_CACHE_BYTES = 256 * 2**20  # of learning steps


class Builder:
    """Builds the document's project in the lane ``build``.

    When the project is saved, its build is written to ``models/default``, as ``flimbuilder build``
    does, in the lane ``models``.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    report : callable
        Called with a line for the user, and whether it is an error.
    failed : callable
        Called with the exception of a failed job.

    Attributes
    ----------
    find_pixels : callable
        Returns the pixels of a large image if they are in memory, in the dtype of its file, or
        None. Called on the job's thread.
    current : ProjectBuild or None
        The last build, or the one that the user restored.
    previous : ProjectBuild or None
        The build that `current` is compared with: the one before, unless the user chose another.
    is_reading : bool
        True while the saved build is read.
    recall : callable
        Returns an earlier build that a build of a project would repeat, or None.
    live : bool
        True if changes that affect the encoder are built at once.
    changed : Signal()
        Emitted when any of these, `stale_block` or `waiting_block` changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        report: Callable[[str, bool], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.current: ProjectBuild | None = None
        self.previous: ProjectBuild | None = None
        self.live = False
        self._document = document
        self._jobs = jobs
        self._report = report
        self._failed = failed
        self.is_reading = False
        self.recall: Callable[[Project], ProjectBuild | None] = lambda project: None
        self._stale: int | None = None
        self._building: Project | None = None
        self._written: tuple[Path, int, ProjectBuild] | None = None
        self.find_pixels: Callable[[ImageEntry], NDArray[Any] | None] = lambda entry: None
        self._pixels: ByteLimitedCache[PixelsKey, NDArray[np.float32]] = ByteLimitedCache(
            PIXEL_CACHE_BYTES
        )
        self._steps: ByteLimitedCache[str, Any] = ByteLimitedCache(STEP_CACHE_BYTES)
        document.opened.connect(self._forget_others)
        document.opened.connect(self._steps.clear)
        document.changed.connect(self._on_project_changed)
        document.status_changed.connect(self._write_when_saved)
        jobs.changed.connect(self._on_jobs_changed)

    def files(self) -> "CachedProjectFiles | None":
        """Return the files of the project, with the pixels that builds cache; None without one."""
        folder = self._document.path
        return (
            None if folder is None else CachedProjectFiles(folder, self._pixels, self.find_pixels)
        )

    def borrow_steps(self, limit: int) -> BorrowingCache[str, Any]:
        """Return a cache for learning steps that finds those of builds and evicts none of them.

        `limit` is in bytes.
        """
        return BorrowingCache(limit, self._steps)

    @property
    def stale_block(self) -> int | None:
        """The first block of `current` that a new build would change, or None."""
        return self._stale

    @property
    def waiting_block(self) -> int | None:
        """The first stale block; None while live mode builds it, to prevent flicker."""
        return None if self.live and self.is_building else self._stale

    @property
    def is_building(self) -> bool:
        """True if a build is under way."""
        return self._jobs.in_lane(LANE) is not None and not self.is_reading

    def weights_of(self, block: int, kernel: KernelIdentity) -> tuple[float, ...]:
        """Return the weights of a kernel of the last build for normalised patches, or ()."""
        if self.current is None or not 1 <= block <= len(self.current.learned.blocks):
            return ()
        learned = self.current.learned.blocks[block - 1]
        identities = [learned_kernel.identity for learned_kernel in learned.kernels]
        if kernel not in identities:
            return ()
        return tuple(learned.weights[identities.index(kernel)].tolist())

    def kernel_of(self, edit: KernelEdit) -> KernelIdentity:
        """Return the kernel of the last build that matches an edit by identity or by weights."""
        from flimbuilder.flim.edits import match_edits

        if self.current is None or edit.block > len(self.current.learned.blocks):
            return edit.kernel
        learned = self.current.learned.blocks[edit.block - 1]
        identities = [kernel.identity for kernel in learned.kernels]
        if edit.kernel in identities:
            return edit.kernel
        matches = match_edits([edit], identities, learned.weights)
        rows = (matches.deleted | matches.inverted).nonzero()[0]
        return identities[rows[0]] if len(rows) else edit.kernel

    def build(self) -> None:
        """Start building the current project, without saving it."""
        folder, project = self._document.path, self._document.project
        if folder is None:
            return
        obstacle = find_obstacle(project)
        if obstacle is not None:
            self._report(obstacle[0].upper() + obstacle[1:], True)
            return
        if self._is_built(project):
            if self._building is None:
                self._report(UNCHANGED, False)
            return
        known = self.recall(project)
        if known is not None:
            self.restore(known, lambda: None)
        else:
            self._learn(folder, project)

    def _is_built(self, project: Project) -> bool:
        """Return True if the running or the last build is of this project."""
        if self._building is not None:
            return gives_same_build(self._building, project)
        built = self.current
        if built is None or (built.decoder_fault is not None and not built.is_provisional):
            return False  # a mask that was missing may be there now
        return gives_same_build(built.project, project) and not self.is_foreign(built)

    @staticmethod
    def is_foreign(built: ProjectBuild) -> bool:
        """Return True for a saved build of other libraries, which learning may change."""
        from flimbuilder.model.description import environment

        return built.is_saved and built.model.document.environment != environment()

    def _learn(self, folder: Path, project: Project) -> None:
        revision, pixels, steps = self._document.revision, self._pixels, self._steps

        def work(report: Report) -> "Build":
            from flimbuilder.model.decoding import fallback_of
            from flimbuilder.workflow.build import build

            files = CachedProjectFiles(folder, pixels, self.find_pixels)
            return build(
                project,
                files,
                fallback=fallback_of(project),
                memory=steps,
                with_marker_results=False,
                on_progress=report,
            )

        def take(build: "Build") -> None:
            self._take(
                ProjectBuild(
                    revision, project, build.model, build.learned, build.seconds, build.notes,
                    build.decoder_fault,
                    self._learner_of_marker_results(folder, project, build.model, build.learned),
                    is_provisional=build.decoder_fault is not None and lacks_markers(project),
                    read_training_images=self._reader_of_images(folder, project),
                )
            )  # fmt: skip

        self.is_reading = False
        self._jobs.start(LANE, "Building", work, take, self._fail)
        self._building = project

    def _learner_of_marker_results(
        self, folder: Path, project: Project, model: "Model", learned: "LearnedEncoder"
    ) -> "Callable[[], MarkerResults]":
        steps, read_images = self._steps, self._reader_of_images(folder, project)

        def learn_marker_results() -> "MarkerResults":
            from flimbuilder.workflow.train_decoder import marker_results

            images = read_images()
            known = model.document.learned_decoders.get(MARKER_DECODER)
            return marker_results(project, learned, images, known, steps)

        return learn_marker_results

    def _reader_of_images(
        self, folder: Path, project: Project
    ) -> "Callable[[], list[TrainingImage]]":
        pixels = self._pixels

        def read_images() -> "list[TrainingImage]":
            from flimbuilder.workflow.build import read_training_images

            files = CachedProjectFiles(folder, pixels, self.find_pixels)
            return read_training_images(project, files)

        return read_images

    def show_saved(self) -> None:
        """Show the build that was saved with the project, or build it if there is none.

        A saved build that does not fit the project is shown as stale, and live mode replaces it.
        """
        folder, revision = self._document.path, self._document.revision
        if folder is None or (self.current is not None and self._stale is None):
            return
        if not has_saved_build(folder):
            self.build_if_marked()
            return

        def work(report: Report) -> "SavedBuild | None":
            from flimbuilder.workflow.saved_build import read_saved_build

            return read_saved_build(folder)

        def take(saved: "SavedBuild | None") -> None:
            if saved is None or not _shares_images(saved.project, self._document.project):
                self.changed.emit()
                self.build_if_marked()
                return
            learner = self._learner_of_marker_results(
                folder, saved.project, saved.model, saved.learned
            )
            built = ProjectBuild(
                revision, saved.project, saved.model, saved.learned, {},
                learn_marker_results=learner, is_saved=True,
                read_training_images=self._reader_of_images(folder, saved.project),
            )  # fmt: skip
            opened = self._document.folder
            if opened is not None and gives_same_build(saved.project, opened.project):
                self._written = folder, opened.revision, built
            self._take(built)
            self._build_when_live()

        self._jobs.start(LANE, "Reading the model", work, take, self._fail, quiet=True)
        self.is_reading = True
        self.changed.emit()

    def compare_with(self, built: ProjectBuild) -> None:
        """Compare the current build with an earlier one."""
        if built is not self.previous:
            self.previous = built
            self.changed.emit()

    def restore(self, built: ProjectBuild, edit_project: Callable[[], object]) -> None:
        """Make an earlier build the current one, without learning it again.

        Parameters
        ----------
        built : ProjectBuild
        edit_project : callable
            Changes the project to that of the build; if it raises, nothing changes.
        """
        builds = self.current, self.previous
        self._jobs.cancel(LANE)
        self._building, self.is_reading = None, False
        if built is not self.current:
            self.current, self.previous = built, self.current
        try:
            edit_project()
        except BaseException:
            self.current, self.previous = builds
            raise
        self._stale = first_stale_block(built.project, self._document.project)
        self.changed.emit()
        self._write_when_saved()

    def build_if_marked(self) -> None:
        """Build if a training image has markers."""
        if marked_images(self._document.project):
            self.build()

    def set_live(self, live: bool) -> None:
        """Turn live mode on or off; turning it on builds a stale project."""
        if live == self.live:
            return
        self.live = live
        self._build_when_live()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the running build."""
        self._jobs.cancel(LANE)
        self.changed.emit()

    def _take(self, build: ProjectBuild) -> None:
        self._building, project = None, build.project
        known = () if self.current is None else _notes(self.current)
        self.previous, self.current = self.current, build
        self._stale = first_stale_block(project, self._document.project)
        self.changed.emit()
        notes = build.notes if build.is_provisional else _notes(build)
        # Until the first object and background are marked, the hint says what to draw.
        hinted = marker_notes(project) if lacks_markers(project) else ()
        new_notes = [note for note in notes if note not in (*known, *hinted)]
        if new_notes:
            self._report("; ".join(new_notes), False)
        self._write_when_saved()

    def _fail(self, error: Exception) -> None:
        self._building, self.is_reading = None, False
        self.changed.emit()
        self._failed(error)

    def _on_jobs_changed(self) -> None:
        if self._jobs.in_lane(LANE) is None:
            self._building, self.is_reading = None, False

    def _on_project_changed(self, before: Project, after: Project) -> None:
        stale = None if self.current is None else first_stale_block(self.current.project, after)
        has_changed, self._stale = stale != self._stale, stale
        self._build_when_live()
        if has_changed:
            self.changed.emit()

    def _build_when_live(self) -> None:
        """Build in live mode if neither the last nor the running build is up to date."""
        project = self._document.project
        if self.is_reading or not (
            self.live and self._document.is_open and marked_images(project)
        ):
            return
        last = self._building or (None if self.current is None else self.current.project)
        if last is None or first_stale_block(last, project) is not None:
            self.build()

    def _forget_others(self) -> None:
        """Drop builds of other projects; a copy saved elsewhere keeps its builds."""
        folder = self._document.folder
        project = None if folder is None else folder.project
        if self.is_reading:
            self.cancel()
        if self._building is not None and not _same(self._building, project):
            self.cancel()
        if self.current is not None and not _same(self.current.project, project):
            self.current = self.previous = self._stale = self._written = None
            self.changed.emit()

    def _write_when_saved(self) -> None:
        """Write the build of a saved project once, where `predict` looks for it."""
        folder, built = self._document.folder, self.current
        if folder is None or built is None or self._document.dirty or folder.read_only:
            return
        if self._written == (folder.path, folder.revision, built):
            return
        if not _same(built.project, folder.project) or built.is_provisional:
            return
        self._written = folder.path, folder.revision, built
        saved, path = folder.project, folder.path
        self._jobs.start(
            WRITING_LANE,
            "Writing the model",
            lambda report: _write(built, saved, path),
            lambda written: None,
            self._failed,
            quiet=True,
        )


class CachedProjectFiles(ProjectFiles):
    """The files of a project, with pixels cached by their content."""

    def __init__(
        self,
        folder: Path,
        cache: ByteLimitedCache[PixelsKey, NDArray[np.float32]],
        find: Callable[[ImageEntry], NDArray[Any] | None] = lambda entry: None,
    ) -> None:
        super().__init__(folder)
        self._cache = cache
        self._find = find

    def source(self, entry: ImageEntry) -> "NDArray[np.float32] | PixelSource":
        """Return pixels that are in memory already, or else those of the file."""
        found = self._find(entry) if needs_windows(entry) else None
        return super().source(entry) if found is None else StoredPixels(found, entry.name)

    def pixels(self, entry: ImageEntry) -> NDArray[np.float32]:
        """Return cached pixels, or read them."""
        pixels = self._cache.get(entry.pixels_key)
        if pixels is None:
            pixels = super().pixels(entry)
            self._cache.put(entry.pixels_key, pixels, pixels.nbytes)
        return pixels


def _notes(built: ProjectBuild) -> tuple[str, ...]:
    fault = built.decoder_fault
    return built.notes if fault is None else (fault, *built.notes)


def _shares_images(built: Project, project: Project) -> bool:
    """Return False if a build was learned from images of another project alone."""
    own = {entry.content for entry in project.images}
    return any(entry.content in own for entry in marked_images(built))


def _same(built: Project, other: Project | None) -> bool:
    return other is not None and first_stale_block(built, other) is None


def _write(built: ProjectBuild, saved: Project, folder: Path) -> None:
    """Write a build with the decoder, names and other settings of the saved project."""
    from flimbuilder.workflow.saved_build import write_saved_build

    out = default_model_folder(folder)
    try:
        model = built.model_for(saved)
    except FlimError as error:
        remains = "; the older model remains" if is_model_folder(out) else ""
        raise type(error)(f"can't write {out}: {error}{remains}") from None
    model.write(out)
    write_saved_build(folder, saved, built.learned)
