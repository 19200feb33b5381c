"""Identification of the project's images by the last build, measured in the background."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from flimbuilder.project.edits import SetArchitecture
from flimbuilder.project.project import Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.identification_plan import (
    IdentificationPlan,
    IdentificationStep,
    Part,
)
from flimbuilder.session.identified_images import (
    Cell,
    CurveOfLabels,
    IdentificationRequest,
    IdentifiedImages,
    KnownResults,
    PoolingMeasures,
    compared_maps,
    shared_kernels,
    write_classifier,
)
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pooled_images import (
    LabelledImage,
    PooledBuilds,
    PooledImages,
    PooledMaps,
    labelled_images,
)
from flimbuilder.session.unhurried import UnhurriedLane
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from flimbuilder.tasks.identification.mistakes import StrokePull

__all__ = ["Identification"]

LANE = "identification"
SAVE_LANE = "classifier"


class Identification(Watched):
    """Measures how well the last build's features identify the labelled images.

    It works only while somebody watches, in the lane ``identification``, and never beside the
    user's own work: first it encodes the images, then it cross-validates, then it computes the
    shown `part`. Results stay until the next ones are known.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    request : IdentificationRequest
    part : {"mistakes", "blocks", "curve"}
        What is computed besides the cross-validation.
    cell : tuple of str or None
        The true and the assigned class whose images are listed; None lists all mistakes.
    mistake : str or None
        Id of the image whose mistake is explained.
    changed : Signal()
        Emitted when any of these, the results or the progress change.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.request = IdentificationRequest()
        self.part: Part = "mistakes"
        self.cell: Cell | None = None
        self.mistake: str | None = None
        self._document, self._jobs, self._builder = document, jobs, builder
        self._failed = failed
        self._builds = PooledBuilds()
        self._images: tuple[LabelledImage, ...] = ()
        self._listed: tuple[Any, ...] = ()  # images and classes that `_images` are of
        self._key: Hashable = None
        self._known = KnownResults()
        self._shown: IdentifiedImages | None = None
        document.opened.connect(self._on_opened)
        document.changed.connect(self._on_project_changed)
        builder.changed.connect(self.refresh)
        self._lane = UnhurriedLane(jobs, LANE, self._start_next, self.changed.emit, failed)

    # What is known

    @property
    def shown(self) -> IdentifiedImages | None:
        """The latest cross-validation, or None."""
        return self._shown

    @property
    def is_fresh(self) -> bool:
        """True if the cross-validation is that of the request, the build and the labels."""
        return self._shown is not None and self._known.identified.get(self.request) is self._shown

    @property
    def is_working(self) -> bool:
        """True if something is being computed."""
        return self._lane.is_working

    @property
    def n_blocks(self) -> int:
        """Number of blocks of the last build; 0 without one."""
        built = self._builder.current
        return 0 if built is None else len(built.learned.blocks)

    @property
    def progress(self) -> tuple[int, int]:
        """Images that were encoded or left out, and all labelled images."""
        pooled, count = self._pooled, len(self._images)
        if pooled is None:
            return 0, count
        return count - len(pooled.missing(self._images, self.request.pooled(self.n_blocks))), count

    @property
    def left_out(self) -> tuple[str, ...]:
        """Why images could not be encoded, a line each."""
        pooled = self._pooled
        if pooled is None:
            return ()
        keys = [image.entry.pixels_key for image in self._images]
        return tuple(pooled.left_out[key] for key in keys if key in pooled.left_out)

    @property
    def fault(self) -> str | None:
        """Why the request can't be cross-validated, in one line."""
        if not self._images:
            return (
                "no image has a class; press I to give the selected images one, or import a table"
            )
        return self._known.faults.get(self.request)

    @property
    def measures(self) -> dict[PooledMaps, PoolingMeasures | None]:
        """What each pooling of each block gives, as far as it is known; None if it can't be."""
        request, found = self.request, self._known.measures
        return {
            pooled: found[request.classifier, request.folds, pooled]
            for pooled in compared_maps(self.n_blocks)
            if (request.classifier, request.folds, pooled) in found
        }

    @property
    def curve(self) -> "CurveOfLabels | None":
        """The learning curve of the request; None if it is not known."""
        return self._known.curves.get(self.request)

    @property
    def pulls(self) -> "tuple[StrokePull, ...] | None":
        """The strokes that pull the explained mistake to its class; None if not known yet."""
        if self._shown is None or self.mistake is None:
            return None
        return self._known.pulls.get((self._shown.request, self.mistake))

    # Requests

    def ask(self, **changes: Any) -> None:
        """Change fields of the request."""
        request = replace(self.request, **changes)
        if request != self.request:
            self.request = request
            self.refresh()

    def show_part(self, part: Part) -> None:
        """Compute a part besides the cross-validation."""
        if part != self.part:
            self.part = part
            self.refresh()

    def select_cell(self, cell: Cell | None) -> None:
        """List the images of a true and an assigned class; None lists all mistakes."""
        if cell != self.cell:
            self.cell, self.mistake = cell, None
            self.refresh()

    def explain(self, image: str | None) -> None:
        """Find the strokes behind the mistake of an image; None shows none."""
        if image != self.mistake:
            self.mistake = image
            self.refresh()

    def share_kernels(self, *, by_difficulty: bool) -> None:
        """Give classes that are often missed more kernels, or return to shares by the markers.

        Raises
        ------
        InputError
            If fewer than two of the identified classes are of the project.
        """
        project, shown = self._document.project, self._shown
        architecture = shared_kernels(project, shown if by_difficulty else None)
        if architecture != project.architecture:
            title = "difficulty of the classes" if by_difficulty else "their markers"
            edit = SetArchitecture(architecture=architecture)
            self._document.do(f"Share kernels by {title}", edit)

    def save(self, folder: Path, report: Callable[[str], None]) -> None:
        """Write the classifier, learned from all labelled images, into a folder.

        `report` is called with a line for the user when it is written.
        """
        shown, project = self._shown, self._document.project
        if shown is None:
            return

        self._jobs.start(
            SAVE_LANE, "Saving the classifier",
            lambda progress: write_classifier(shown, project, folder),
            lambda count: report(f"Saved the classifier: {count} files in {folder}"),
            self._failed,
        )  # fmt: skip

    # Work

    def refresh(self) -> None:
        """Follow the build and the labels."""
        built = self._builder.current
        self._find_images()
        key = (
            built,
            tuple((image.entry.id, image.entry.pixels_key, image.label) for image in self._images),
        )
        if key != self._key:
            self._key, self._known, self.mistake = key, KnownResults(), None
            self._lane.stop()
        elif self._lane.key not in (None, *(step.key for step in self._steps())):
            self._lane.stop()
        if not self._images or built is None:
            self._shown = None
        self._start_next()
        self.changed.emit()

    def _find_images(self) -> None:
        """List the labelled images again if images or classes have changed."""
        project = self._document.project
        if (project.images, project.classes) != self._listed:
            self._listed = project.images, project.classes
            self._images = labelled_images(project)

    def _take(self, identified: IdentifiedImages) -> None:
        self._shown = identified
        classes = identified.validation.classes
        if self.cell is not None and not set(self.cell) <= set(classes):
            self.cell = None

    def _rest(self) -> None:
        self._lane.stop()
        self.changed.emit()

    def _on_opened(self) -> None:
        self._lane.stop()
        self._builds.clear()
        self._key = self._shown = self.cell = self.mistake = None
        self.refresh()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if (before.images, before.classes) != (after.images, after.classes):
            self.refresh()

    @property
    def _pooled(self) -> PooledImages | None:
        built = self._builder.current
        return None if built is None else self._builds.of(built.learned.block_fingerprints)

    def _steps(self) -> list[IdentificationStep]:
        """List the work that is still wanted and can start, the next first."""
        built, pooled, files = self._builder.current, self._pooled, self._builder.files()
        if self.fault is not None or built is None or pooled is None or files is None:
            return []
        plan = IdentificationPlan(
            self.request, self.part, self.mistake, built, files, self._images, pooled, self._known
        )
        return plan.steps()

    def _start_next(self) -> None:
        known = self._known.identified.get(self.request)
        if known is not None:
            self._take(known)
        if not self.is_watched or not self._lane.is_free:
            return
        for step in self._steps()[:1]:
            self._lane.start(
                step.key, step.title, step.work, step.done, step.give_up, pause=step.pause
            )
