"""Where to mark next: suggested places on the shown image, and suggested images."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.errors import ImageError, ProjectError
from flimbuilder.project.edits import AddMarker
from flimbuilder.project.markers import Disk, Marker, Stroke
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.edit_preview import EditPreview
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.suggested_images import MOST_PIXELS, SuggestedImages
from flimbuilder.session.unhurried import UnhurriedLane
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from flimbuilder.explain.guidance.suggestion import ImageSuggestion, Suggestion

__all__ = ["ShownSuggestions"]

LANE = "suggestions"
N_PLACES = 6
NONE_LEFT = "No place is left to suggest on this image"

Key = tuple[Hashable, ...]
Floats = NDArray[np.float64]


class ShownSuggestions:
    """Suggests disks on the shown image, and which image to mark next.

    It works only while it is on, in the lane ``suggestions``, and never beside the user's own
    work. Suggestions are renewed after a build. A place goes when it is marked, and comes back
    if that is undone; a place that the user skips stays away until another project is opened.

    Parameters
    ----------
    document, jobs, builder, preview
        Parts of the session.
    images : SuggestedImages
    view : callable
        Returns the current `View`, whose `suggestion` is the number of the chosen place.
    choose : callable
        Chooses a place by its number, or none.
    show_place : callable
        Brings a pixel (row, column) into view.
    failed : callable
        Called with exceptions of background work.

    Attributes
    ----------
    is_on : bool
    places : mapping of int to Suggestion
        By number, from 1, best first; without those skipped and marked.
    reason : str or None
        Why there are none, in one line.
    changed : Signal()
        Emitted when any of these or `suggested_images` changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        preview: EditPreview,
        images: SuggestedImages,
        view: Callable[[], View],
        choose: Callable[[int | None], None],
        show_place: Callable[[float, float], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.is_on = False
        self.places: Mapping[int, Suggestion] = {}
        self.reason: str | None = None
        self._document, self._builder, self._view = document, builder, view
        self._preview, self._images = preview, images
        self._choose, self._show_place = choose, show_place
        self._found: tuple[Suggestion, ...] = ()
        self._key: Key | None = None  # of what was found
        self._skipped: list[Suggestion] = []
        self._classes: dict[int, int] = {}  # that the user gave to places, by number
        self._drawn: tuple[Marker, ...] = ()
        self._points = _points_of(())
        document.opened.connect(self._on_opened)
        document.changed.connect(self._on_project_changed)
        builder.changed.connect(self.refresh)
        images.changed.connect(self.changed.emit)
        self._lane = UnhurriedLane(jobs, LANE, self._start_next, self.changed.emit, failed)

    @property
    def is_working(self) -> bool:
        """True while places are looked for, or wait for the user's own work."""
        wanted = self._wanted()
        return wanted is not None and self._key != wanted

    @property
    def suggested_images(self) -> "Sequence[ImageSuggestion]":
        """Images to mark next, best first; empty while off."""
        return self._images.found if self.is_on else ()

    @property
    def next_image(self) -> "ImageSuggestion | None":
        """The best suggested image other than the shown one."""
        shown = self._view().image
        others = [image for image in self.suggested_images if image.image != shown]
        return others[0] if others else None

    @property
    def gaps(self) -> list[str]:
        """What classes lack, in one sentence each: those without markers."""
        from flimbuilder.explain.guidance.gaps import find_gaps

        return [gap.why for gap in find_gaps(self._document.project) if gap.lacks == "markers"]

    @property
    def chosen(self) -> "Suggestion | None":
        """The chosen place."""
        number = self._view().suggestion
        return None if number is None else self.places.get(number)

    def class_of(self, number: int) -> int | None:
        """Return the class that the user gave to a place, else the proposed one; None if unknown.

        Classes that the project lacks are unknown.
        """
        proposed = self.places[number].class_id if number in self.places else None
        known = {entry.id for entry in self._document.project.classes}
        of_place = (self._classes.get(number), proposed)
        return next((class_id for class_id in of_place if class_id in known), None)

    def set_on(self, is_on: bool) -> None:
        """Begin or stop to suggest; what was skipped stays skipped."""
        if is_on == self.is_on:
            return
        self.is_on = is_on
        self._images.set_on(is_on)
        if not is_on:
            self._lane.stop()
            self._preview_of_own_ends()
            self._choose(None)
        self.refresh()
        self.changed.emit()

    def refresh(self) -> None:
        """Look for places if those found do not fit the image and the build."""
        wanted = self._wanted()
        if wanted != self._lane.key:
            self._lane.stop()
        self._start_next()
        self._show()

    def step(self, step: Literal[-1, 1]) -> None:
        """Choose the next or the previous place, in a ring, and show it."""
        numbers = list(self.places)
        if not numbers:
            return
        number = self._view().suggestion
        at = numbers.index(number) + step if number in numbers else (0 if step > 0 else -1)
        self.choose(numbers[at % len(numbers)])

    def choose(self, number: int) -> None:
        """Choose a place and show it."""
        place = self.places.get(number)
        if place is not None:
            self._choose(number)
            self._show_place(place.row, place.col)

    def relabel(self, class_id: int) -> None:
        """Give the chosen place another class."""
        number = self._view().suggestion
        if number in self.places and number is not None and self.class_of(number) != class_id:
            self._preview_of_own_ends()
            self._classes[number] = class_id
            self.changed.emit()

    def accept(self) -> None:
        """Draw the chosen disk, as an ordinary marker, and choose the next place.

        Raises
        ------
        ProjectError
            If its class is unknown, or the project cannot be changed.
        """
        if self.chosen is not None:
            self._document.do(*self._edit())

    def skip(self) -> None:
        """Leave the chosen place out until another project is opened."""
        place = self.chosen
        if place is not None:
            self._preview_of_own_ends()
            self._skipped.append(place)
            self._show()

    def preview(self) -> None:
        """Preview what accepting the chosen place would do.

        Raises
        ------
        ProjectError
            If its class is unknown.
        """
        if self.chosen is not None:
            label, edit = self._edit()
            self._preview.show(label, [edit], owner=self)

    def _edit(self) -> tuple[str, AddMarker]:
        place, number, project = self.chosen, self._view().suggestion, self._document.project
        assert place is not None
        assert number is not None
        class_id = self.class_of(number)
        names = {entry.id: entry.name for entry in project.classes}
        if class_id is None:
            raise ProjectError(
                f"choose the class of suggestion {number} first: press its digit, or choose it in "
                "the line above the image"
            )
        drawn = project.markers_of(place.image)
        marker = Disk(
            id=drawn.next_id,
            class_id=class_id,
            center=(float(place.row), float(place.col)),
            radius=place.radius,
        )
        edit = AddMarker(image=place.image, index=len(drawn.markers), marker=marker)
        return f"Draw a disk of {names[class_id]}", edit

    def _wanted(self) -> Key | None:
        """Return what the places depend on; None if none are wanted."""
        image, project, built = self._view().image, self._document.project, self._builder.current
        entry = next((entry for entry in project.images if entry.id == image), None)
        if not self.is_on or entry is None or self._document.path is None:
            return None
        if built is None:
            return None, entry.id, entry.pixels_key, entry.role
        settings = project.decoder, project.delineation
        return built, entry.id, entry.pixels_key, entry.role, *settings

    def _start_next(self) -> None:
        key, files = self._wanted(), self._builder.files()
        if key is None or key == self._key or files is None or not self._lane.is_free:
            return
        project, built = self._document.project, self._builder.current
        entry = project.image(str(self._view().image))
        n_skipped = sum(place.image == entry.id for place in self._skipped)

        def work(report: Report) -> "list[Suggestion]":
            from flimbuilder.explain.guidance.suggesting import suggest_places
            from flimbuilder.session.explanation import explained_model
            from flimbuilder.workflow.suggest import guided_image

            _require_suitable(entry, built)
            model = None if built is None else explained_model(built, project.decoder)
            guided = guided_image(project, files, model, entry.id)
            report("", 0, 0)
            return suggest_places([guided], project.classes, count=N_PLACES + n_skipped)

        self._lane.start(
            key,
            "Looking for places to mark",
            work,
            lambda found: self._take(key, found, None if found else NONE_LEFT),
            lambda problem: self._take(key, (), problem),
        )

    def _take(self, key: Key, found: "Sequence[Suggestion]", reason: str | None) -> None:
        self._key, self._found = key, tuple(found)
        self._classes, self.reason = {}, reason
        self._choose(None)
        self._show()

    def _show(self) -> None:
        """Publish the places that are neither skipped nor marked, and keep one chosen."""
        view, wanted = self._view(), self._wanted()
        fits = wanted is not None and self._key is not None and wanted[1] == self._key[1]
        before = self.places
        places: dict[int, Suggestion] = {}
        if fits and self.is_on:
            marked = self._marked_points(str(view.image))
            left = [
                (number, place)
                for number, place in enumerate(self._found, start=1)
                if not any(_near(place, skipped) for skipped in self._skipped)
                and not _is_marked(place, marked)
            ]
            places = dict(left[:N_PLACES])
        self.places = places
        if view.suggestion not in places:
            later = [number for number in places if number > (view.suggestion or 0)]
            following = next(iter(later), next(iter(places), None))
            if following != view.suggestion:
                self._choose(following)
        if self.is_on or places != before:
            self.changed.emit()

    def _marked_points(self, image: str) -> Floats:
        """Return the points of an image's disks and strokes, cached until they change."""
        drawn = self._document.project.markers_of(image).markers
        if drawn is not self._drawn:
            self._drawn, self._points = drawn, _points_of(drawn)
        return self._points

    def _preview_of_own_ends(self) -> None:
        asked = self._preview.asked
        if asked is not None and asked.owner is self:
            self._preview.dismiss()

    def _on_opened(self) -> None:
        self._lane.stop()
        self._skipped, self._classes = [], {}
        self._found, self._key, self.reason = (), None, None
        self.refresh()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        self.refresh()


def _require_suitable(entry: ImageEntry, built: ProjectBuild | None) -> None:
    """Refuse images on which nothing can be suggested.

    Raises
    ------
    ImageError
    """
    from flimbuilder.session.encoding import WHOLE_BYTES

    if entry.role != "train":
        raise ImageError(f"{entry.name} is not for training: its markers would give no kernels")
    is_large = entry.shape[0] * entry.shape[1] > MOST_PIXELS
    if built is not None:
        from flimbuilder.model.memory import bytes_to_encode

        is_large |= bytes_to_encode(built.model.document, entry.shape) > WHOLE_BYTES
    if is_large:
        raise ImageError(f"{entry.name} is too large for suggestions; mark what looks wrong")


def _near(place: "Suggestion", other: "Suggestion") -> bool:
    distance = np.hypot(place.row - other.row, place.col - other.col)
    return place.image == other.image and bool(distance < 2 * max(place.radius, other.radius))


def _points_of(drawn: Sequence[Marker]) -> Floats:
    """Return (row, column, radius) of the points of disks and strokes, without erasers."""
    points = [
        (*point, marker.radius)
        for marker in drawn
        if isinstance(marker, Disk | Stroke) and marker.class_id is not None
        for point in ([marker.center] if isinstance(marker, Disk) else marker.points)
    ]
    return np.array(points, np.float64).reshape(-1, 3)


def _is_marked(place: "Suggestion", marked: Floats) -> bool:
    """Return True if a disk or a stroke reaches the middle of a place."""
    rows, cols, radii = marked.T
    return bool((np.hypot(rows - place.row, cols - place.col) <= radii).any())
