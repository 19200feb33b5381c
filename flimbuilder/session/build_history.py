"""The builds of a session: compare any two, and restore any of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.imaging.colour_maps import parse_colour
from flimbuilder.project.change_text import describe_changes
from flimbuilder.project.difference import edits_between
from flimbuilder.project.project import ImageEntry, KernelEdit, Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.inspector import Inspector
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.project_results import ProjectResults
from flimbuilder.session.staleness import build_inputs, first_stale_block
from flimbuilder.session.thumbnails import Picture, Thumbnails
from flimbuilder.session.view import View

__all__ = ["BuildEntry", "BuildHistory", "DiceScore", "mask_picture", "project_of_build"]

MOST = 100  # entries; models take kilobytes and projects share their values
DIMMED = 0.6  # of the image under a mask
SIDE = 96  # of a picture without a thumbnail


@dataclass(frozen=True)
class DiceScore:
    """How well a build's masks agree with the reference masks.

    Attributes
    ----------
    dice : float
        Mean over the images.
    images : int
        Number of images; 1 for the shown image alone.
    is_complete : bool
        True if these are all images with a reference mask.
    """

    dice: float
    images: int
    is_complete: bool


@dataclass(frozen=True, eq=False)
class BuildEntry:
    """A build of the session, or a state of the project that was set aside without one.

    Attributes
    ----------
    number : int
        From 1, in order of time.
    time : datetime
        When it was built, in local time.
    project : Project
        The project that it was made from.
    built : ProjectBuild or None
        None for a state that was not built.
    changes : str
        What changed since the build before, in a few words.
    picture : ndarray of shape (h, w, 3), uint8, or None
        Its mask over the image shown last while it was current; None until it is known.
    image : str or None
        Id of that image.
    score : DiceScore or None
        None without reference masks, or until they are compared.
    """

    number: int
    time: datetime
    project: Project
    built: ProjectBuild | None
    changes: str = ""
    picture: Picture | None = None
    image: str | None = None
    score: DiceScore | None = None

    @property
    def n_kernels(self) -> int:
        """Number of kernels of all blocks; 0 if it was not built."""
        return 0 if self.built is None else sum(self.built.model.document.kernel_counts)


class BuildHistory:
    """Keeps the last builds of the open project.

    Parameters
    ----------
    document : Document
    builder : Builder
    inspector : Inspector
    results : ProjectResults
    thumbnails : Thumbnails
    view : callable
        Returns the current `View`.

    Attributes
    ----------
    entries : tuple of BuildEntry
        The oldest first, at most 100.
    changed : Signal()
        Emitted when an entry is added, dropped or completed.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        builder: Builder,
        inspector: Inspector,
        results: ProjectResults,
        thumbnails: Thumbnails,
        view: Callable[[], View],
    ) -> None:
        self.entries: tuple[BuildEntry, ...] = ()
        self._document = document
        self._builder = builder
        self._inspector = inspector
        self._results = results
        self._thumbnails = thumbnails
        self._view = view
        self._last_number = 0
        self._inputs: dict[int, tuple[Any, ...]] = {}  # of the entries, by number
        self._last_inputs: tuple[Project, tuple[Any, ...]] | None = None
        builder.recall = self._recall
        document.opened.connect(self._on_opened)
        builder.changed.connect(self._on_builder_changed)
        inspector.decoded_changed.connect(self._on_decoded)
        results.changed.connect(self._on_results_changed)

    @property
    def current(self) -> BuildEntry | None:
        """The entry of the current build."""
        return self._entry_of(self._builder.current)

    @property
    def before(self) -> BuildEntry | None:
        """The entry of the build that the current one is compared with."""
        return self._entry_of(self._builder.previous)

    @property
    def before_name(self) -> str:
        """Name of the build before, for titles: ``build 2``."""
        before = self.before
        return "previous build" if before is None else f"build {before.number}"

    @property
    def comparison(self) -> str:
        """What the present state is compared with, and what changed since; "" if nothing is."""
        before = self.before
        if before is None:
            return ""
        numbers = _number_in(before.built, self._builder.current)
        changes = describe_changes(before.project, self._document.project, numbers)
        return f"compared with build {before.number}" + (
            f"; since then: {changes}" if changes else ""
        )

    def compare(self, entry: BuildEntry) -> None:
        """Compare the current build with the build of an entry."""
        if entry.built is not None and entry.built is not self._builder.current:
            self._builder.compare_with(entry.built)

    def restore(self, entry: BuildEntry) -> None:
        """Return to the project and the build of an entry, as one command that can be undone.

        Images that were added since stay, without their markers. A present state that was not
        built is kept as an entry.

        Raises
        ------
        ProjectError, SaveError
            If the project cannot be changed; nothing changes.
        """
        document, now = self._document, self._document.project
        restored = project_of_build(now, entry.project)
        edits = edits_between(now, restored)

        def edit_project() -> None:
            document.do(f"Restore build {entry.number}", *edits)

        if entry.built is None:
            edit_project()
        else:
            self._builder.restore(entry.built, edit_project)
        if edits and not self._entries_of(now):
            self._add(now, None, self._entry_of(self._builder.previous))
        self.changed.emit()

    def changes_of_restoring(self, entry: BuildEntry) -> str:
        """Describe what restoring an entry changes in the project."""
        now = self._document.project
        restored = project_of_build(now, entry.project)
        return describe_changes(now, restored, _number_in(self._builder.current, entry.built))

    def _recall(self, project: Project) -> ProjectBuild | None:
        """Return the newest build that a build of the project would repeat."""
        for entry in reversed(self._entries_of(project)):
            built = entry.built
            if built is not None and built.decoder_fault is None:
                return None if self._builder.is_foreign(built) else built
        return None

    def _entries_of(self, project: Project) -> list[BuildEntry]:
        """Return the entries that a build of the project would repeat."""
        if self._last_inputs is None or self._last_inputs[0] is not project:
            self._last_inputs = project, build_inputs(project)
        inputs, known = self._last_inputs[1], self._inputs
        for entry in self.entries:
            if entry.number not in known:
                known[entry.number] = build_inputs(entry.project)
        return [entry for entry in self.entries if known[entry.number] == inputs]

    def _is_of(self, entry: BuildEntry, project: Project) -> bool:
        return any(other is entry for other in self._entries_of(project))

    def _entry_of(self, built: ProjectBuild | None) -> BuildEntry | None:
        if built is None:
            return None
        return next((entry for entry in self.entries if entry.built is built), None)

    def _on_opened(self) -> None:
        """Drop the builds of another project; those of a copy saved elsewhere stay."""
        if self.entries and self._builder.current is None:
            self.entries, self._last_number = (), 0
            self._inputs.clear()
            self.changed.emit()

    def _on_builder_changed(self) -> None:
        built = self._builder.current
        if built is None:
            self._on_opened()
            return
        if self._entry_of(built) is None:
            # A state set aside without a build is superseded by its build.
            same = self._entries_of(built.project)
            superseded = [entry for entry in same if entry.built is None]
            self.entries = tuple(entry for entry in self.entries if entry not in superseded)
            self._add(built.project, built, self._entry_of(self._builder.previous))
        self.changed.emit()

    def _add(
        self, project: Project, built: ProjectBuild | None, former: BuildEntry | None
    ) -> None:
        changes = ""
        if former is not None:
            changes = describe_changes(former.project, project, _number_in(former.built, built))
        self._last_number += 1
        now = datetime.now().astimezone()
        entry = BuildEntry(self._last_number, now, project, built, changes)
        self.entries = (*self.entries, entry)
        in_use = (built, self._builder.current, self._builder.previous)
        while len(self.entries) > MOST:
            oldest = next(
                entry for entry in self.entries if entry.built is None or entry.built not in in_use
            )
            self.entries = tuple(entry for entry in self.entries if entry is not oldest)
            self._inputs.pop(oldest.number, None)

    def _replace(self, entry: BuildEntry, **fields: object) -> None:
        new = replace(entry, **fields)  # type: ignore[arg-type]
        self.entries = tuple(new if other is entry else other for other in self.entries)
        self.changed.emit()

    def _on_decoded(self) -> None:
        """Keep the mask and the Dice of the shown image for the current build."""
        inspector, view, entry = self._inspector, self._view(), self.current
        decoded, image = inspector.decoded, view.image
        if entry is None or decoded is None or image is None:
            return
        if inspector.decoded_by is not entry.built or view.before or view.threshold is not None:
            return
        if not self._is_of(entry, self._document.project):
            return  # decoded by another decoder than that of the build
        dice = None if decoded.measures is None else decoded.measures.get("dice")
        score = entry.score
        if dice is not None and (score is None or score.images == 1):
            n_masks = sum(image.mask is not None for image in self._document.project.images)
            score = DiceScore(dice, 1, is_complete=n_masks == 1)
        if entry.picture is not None and (entry.image, entry.score) == (image, score):
            return
        colours = {item.id: item.colour for item in self._document.project.classes}
        picture = mask_picture(decoded.mask, colours, self._thumbnails.get(image))
        self._replace(entry, picture=picture, image=image, score=score)

    def _on_results_changed(self) -> None:
        """Keep the mean Dice of all images of the current build that are known."""
        entry, project = self.current, self._document.project
        if entry is None or not self._is_of(entry, project):
            return
        dice = []
        for image in project.images:
            result = self._results.get(image.id)
            if result is not None and result.measures and self._results.is_fresh(image.id):
                dice.append(result.measures["dice"])
        n_masks = sum(image.mask is not None for image in project.images)
        if len(dice) > 1 or (dice and n_masks == 1):
            score = DiceScore(float(np.mean(dice)), len(dice), is_complete=len(dice) == n_masks)
            if score != entry.score:
                self._replace(entry, score=score)


def project_of_build(now: Project, then: Project) -> Project:
    """Return the present project with everything that a build was learned from as it was then.

    Images that were added since stay without markers, and those removed since return. Masks and
    paths stay, unless the decoder was trained on other masks.

    Parameters
    ----------
    now, then : Project
    """
    former = {entry.id: entry for entry in then.images}
    restored = _with_images(now, then, [
        entry.with_(role=former[entry.id].role) if _is_same(entry, former.get(entry.id)) else
        former.get(entry.id, entry)
        for entry in now.images
    ])  # fmt: skip
    if first_stale_block(then, restored) is None:
        return restored
    return _with_images(now, then, [former.get(entry.id, entry) for entry in now.images])


def _is_same(entry: ImageEntry, former: ImageEntry | None) -> bool:
    return former is not None and entry.pixels_key == former.pixels_key


def _with_images(now: Project, then: Project, images: list[ImageEntry]) -> Project:
    present = {entry.id for entry in images}
    returning = [entry for entry in then.images if entry.id not in present]
    return now.with_(
        images=(*images, *returning),
        markers=then.markers,
        classes=then.classes,
        architecture=then.architecture,
        decoder=then.decoder,
        delineation=then.delineation,
        kernel_edits=then.kernel_edits,
        seed=then.seed,
    )


def mask_picture(
    mask: NDArray[np.integer], colours: dict[int, str], image: Picture | None
) -> Picture:
    """Paint a mask in the colours of its classes over a small picture of its image.

    Parameters
    ----------
    mask : ndarray of shape (H, W)
        Class ids, 0 for background.
    colours : dict of int to str
        ``#rrggbb`` by class.
    image : ndarray of shape (h, w, 3), uint8, or None
        None paints over black.
    """
    height, width = mask.shape
    if image is None:
        factor = min(1.0, SIDE / max(height, width))
        size = max(1, round(height * factor)), max(1, round(width * factor))
        image = np.zeros((*size, 3), np.uint8)
    rows = (np.arange(image.shape[0]) + 0.5) * (height / image.shape[0])
    cols = (np.arange(image.shape[1]) + 0.5) * (width / image.shape[1])
    small = mask[rows.astype(int)[:, None], cols.astype(int)[None, :]]
    picture: Picture = np.rint(image * DIMMED).astype(np.uint8)
    for class_id, colour in colours.items():
        if class_id:
            picture[small == class_id] = parse_colour(colour)
    return picture


def _number_in(*builds: ProjectBuild | None) -> Callable[[KernelEdit], int | None]:
    """Return a function that finds the number of an edited kernel in one of the builds."""

    def number_of(edit: KernelEdit) -> int | None:
        for built in builds:
            if built is not None and edit.block <= len(built.learned.blocks):
                kernels = built.learned.blocks[edit.block - 1].kernels
                for number, kernel in enumerate(kernels, start=1):
                    if kernel.identity == edit.kernel:
                        return number
        return None

    return number_of
