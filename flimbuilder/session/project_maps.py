"""Maps of kernels, marker patches and images of the last build, computed in the background."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import FlimError
from flimbuilder.explain.maps.points import MapPoint
from flimbuilder.project.markers import Point
from flimbuilder.project.project import Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.map_selection import patches_within
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.shown_map import MapRequest, ShownMap
from flimbuilder.session.unhurried import UnhurriedLane
from flimbuilder.session.view import MarkedPatch, View
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from flimbuilder.explain.maps.separability import Separability
    from flimbuilder.workflow.project_map import MapMaker

__all__ = ["ProjectMaps"]

LANE = "maps"
SAVE_LANE = "map file"
CACHE_BYTES = 64 * 2**20
STEP_BYTES = 64 * 2**20
THUMBNAIL = {"kernels": 36, "patches": 24, "images": 56}  # longer side in pixels


class ProjectMaps(Watched):
    """Maps the kernels, marker patches or images of the last build, in the lane ``maps``.

    It works only while somebody watches, and never beside the user's own work: first the map,
    then how well each block separates the classes. A map stays until the next one is known.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    view : callable
        Returns the current `View`.
    update_view : callable
        Changes fields of the view.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    request : MapRequest
    changed : Signal()
        Emitted when the request, the map, or what is known of the blocks changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        view: Callable[[], View],
        update_view: Callable[..., None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.request = MapRequest()
        self._document, self._jobs, self._builder = document, jobs, builder
        self._view, self._update_view, self._failed = view, update_view, failed
        self._shown: ShownMap | None = None
        self._key: Hashable = None  # of the shown map
        self._faults: dict[Hashable, str] = {}
        self._maker: tuple[Hashable, MapMaker] | None = None
        self._maps: ByteLimitedCache[Hashable, ShownMap] = ByteLimitedCache(CACHE_BYTES)
        self._separability: dict[Hashable, tuple[Separability, ...]] = {}
        document.opened.connect(self._on_opened)
        document.changed.connect(self._on_project_changed)
        builder.changed.connect(self.refresh)
        self._lane = UnhurriedLane(jobs, LANE, self._start_next, self.changed.emit, failed)

    @property
    def shown(self) -> ShownMap | None:
        """The latest map, or None."""
        return self._shown

    @property
    def is_fresh(self) -> bool:
        """True if the map is that of the request, the last build and the view's block."""
        return self._shown is not None and self._key == self._wanted()

    @property
    def is_working(self) -> bool:
        """True if a map or the separability of the blocks is being computed."""
        return self._lane.is_working

    @property
    def fault(self) -> str | None:
        """Why the requested map cannot be made, in one line."""
        return self._faults.get(self._wanted())

    @property
    def separability(self) -> "tuple[Separability, ...] | None":
        """How well each block separates the classes of what is mapped; None if unknown."""
        return self._separability.get(self._measured_key())

    @property
    def takes_patches(self) -> bool:
        """True if marker patches are mapped and watched, so that the image can select some."""
        shown = self._shown
        return self.is_watched and shown is not None and shown.request.subject == "patches"

    def ask(self, **changes: Any) -> None:
        """Change fields of the request; a colour that its points lack becomes the class."""
        from flimbuilder.explain.maps.colours import COLOURINGS

        request = replace(self.request, **changes)
        if request.subject not in COLOURINGS[request.colouring].subjects:
            request = replace(request, colouring="class")
        if request != self.request:
            self.request = request
            self.refresh()

    def select(self, numbers: Sequence[int], *, adds: bool = False) -> None:
        """Select points of the map: kernels, patches or one image.

        Parameters
        ----------
        numbers : sequence of int
            Indices of points, from 0.
        adds : bool, default=False
            Add them to the selection; those that are all selected already are removed.
        """
        shown = self._shown
        if shown is None:
            return
        points = [shown.points[number] for number in numbers]
        if shown.request.subject == "kernels":
            self._select_kernels(shown.block, points, adds=adds)
        elif shown.request.subject == "patches":
            self._select_patches(points, adds=adds)
        elif points and points[0].image is not None:
            self._update_view(image=points[0].image)

    @property
    def selected(self) -> frozenset[int]:
        """Indices of the points of the map that are selected in the view."""
        shown, view = self._shown, self._view()
        if shown is None:
            return frozenset()
        if shown.request.subject == "kernels":
            chosen = view.kernels if view.block == shown.block else frozenset()
            found = (number for number, point in enumerate(shown.points) if point.kernel in chosen)
        elif shown.request.subject == "patches":
            found = (
                number
                for number, point in enumerate(shown.points)
                if _patch(point) in view.patches
            )
        else:
            found = (
                number for number, point in enumerate(shown.points) if point.image == view.image
            )
        return frozenset(found)

    def select_on_image(self, image: str, points: Sequence[Point], *, adds: bool = False) -> None:
        """Select the mapped patches of an image within an outline of (row, column)."""
        if self._shown is not None and self.takes_patches:
            numbers = patches_within(self._shown.points, image, points)
            self.select(numbers, adds=adds)

    @property
    def field(self) -> int:
        """Side of the receptive field of the mapped block, in image pixels; 0 without a map."""
        shown = self._shown
        if shown is None:
            return 0
        return shown.built.model.document.blocks[shown.block - 1].receptive_field

    def save(self, path: Path, report: Callable[[str], None]) -> None:
        """Write the shown map as PNG, SVG or CSV in the background, by the ending of the file.

        `report` is called with a line for the user when it is written.
        """
        shown = self._shown
        if shown is None or self._document.path is None:
            return
        make, separability = self._maker_of(shown.built), self.separability
        measured = None if separability is None else separability[shown.block - 1]

        def work(progress: Report) -> None:
            from flimbuilder.workflow.map_files import write_map

            colouring = shown.request.colouring
            write_map(path, make(), shown.found, colouring, measured, shown.thumbnails)

        self._jobs.start(
            SAVE_LANE, "Saving the map", work, lambda _: report(f"Saved {path}"), self._failed,
            quiet=True,
        )  # fmt: skip

    def _select_kernels(self, block: int, points: Sequence[MapPoint], *, adds: bool) -> None:
        view = self._view()
        chosen = frozenset(point.kernel for point in points if point.kernel is not None)
        before = view.kernels if adds and view.block == block else frozenset()
        changes: dict[str, Any] = {"kernels": _joined(before, chosen)}
        if len(chosen) == 1:
            changes["kernel"] = next(iter(chosen))
        self._update_view(block=block, **changes)

    def _select_patches(self, points: Sequence[MapPoint], *, adds: bool) -> None:
        view = self._view()
        chosen = frozenset(patch for point in points if (patch := _patch(point)) is not None)
        changes: dict[str, Any] = {
            "patches": _joined(view.patches if adds else frozenset(), chosen)
        }
        if len(points) == 1 and points[0].image is not None:
            changes["image"] = points[0].image
        self._update_view(**changes)
        if len(points) == 1:  # another image would deselect it
            self._update_view(marker=points[0].marker)

    def refresh(self) -> None:
        """Follow build, project and view; call it after a view change."""
        self._recall()
        pending = {self._measured_key()} if self.is_fresh else {self._wanted()}
        if self._lane.key not in pending:
            self._lane.stop()
        self._start_next()
        self.changed.emit()

    def _rest(self) -> None:
        self._lane.stop()
        self.changed.emit()

    def _recall(self) -> None:
        """Take the requested map if it is known."""
        wanted = self._wanted()
        known = None if wanted is None or wanted == self._key else self._maps.get(wanted)
        if known is not None:
            self._shown, self._key = known, wanted

    def _wanted(self) -> Hashable:
        """Return all that the requested map depends on; None if there is no build."""
        built, view = self._builder.current, self._view()
        if built is None or not 1 <= view.block <= len(built.learned.blocks):
            return None
        project, request = self._document.project, self.request
        key: tuple[Hashable, ...] = (built, request, view.block)
        if request.subject == "images" or request.colouring == "dice":
            key += (_images_key(project),)
        if request.colouring in ("weight", "dice"):
            key += (project.decoder, project.delineation)
        return key

    def _measured_key(self) -> Hashable:
        built = self._builder.current
        images = _images_key(self._document.project) if self.request.subject == "images" else ()
        return built, self.request.subject, images

    def _on_opened(self) -> None:
        self._lane.stop()
        self._forget()
        self.refresh()

    def _forget(self) -> None:
        self._shown = self._key = self._maker = None
        self._faults.clear()
        self._separability.clear()
        self._maps.clear()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if (before.images, before.decoder, before.delineation, before.classes) != (
            after.images, after.decoder, after.delineation, after.classes
        ):  # fmt: skip
            self._faults.clear()
            self.refresh()

    def _start_next(self) -> None:
        """Make the requested map, and then measure the blocks."""
        if not self.is_watched or not self._lane.is_free:
            return
        built, wanted, measured = self._builder.current, self._wanted(), self._measured_key()
        if built is None or wanted is None or self._document.path is None:
            return
        if wanted != self._key and wanted not in self._faults:
            self._map(built, wanted)
        elif measured not in self._separability and wanted not in self._faults:
            self._measure(built, wanted, measured)

    def _map(self, built: ProjectBuild, wanted: Hashable) -> None:
        request, block, make = self.request, self._view().block, self._maker_of(built)
        side = THUMBNAIL[request.subject] if request.thumbnails else None

        def work(report: Report) -> ShownMap:
            maker = make()
            found = maker.map(request.subject, block, request.method, request.colouring, report)
            small = () if side is None else maker.thumbnails(found.table, side, report)
            left_out = tuple(f"{name}: {reason}" for name, reason in maker.left_out.items())
            return ShownMap(request, built, found, tuple(small), left_out)

        def take(shown: ShownMap) -> None:
            self._maps.put(wanted, shown, shown.nbytes)
            self._shown, self._key = shown, wanted

        self._lane.start(wanted, "Mapping", work, take, partial(self._give_up, wanted))

    def _measure(self, built: ProjectBuild, wanted: Hashable, measured: Hashable) -> None:
        subject, make = self.request.subject, self._maker_of(built)

        def work(report: Report) -> "tuple[Separability, ...]":
            return tuple(make().separability(subject, report))

        def take(found: "tuple[Separability, ...]") -> None:
            self._separability[measured] = found

        give_up = partial(self._give_up, wanted)
        self._lane.start(measured, "Measuring the blocks", work, take, give_up)

    def _give_up(self, wanted: Hashable, fault: str) -> None:
        self._faults[wanted] = fault

    def _maker_of(self, built: ProjectBuild) -> "Callable[[], MapMaker]":
        """Return a function that makes the map maker of a build, or finds the last one."""
        project, files = self._document.project, self._builder.files()
        key = built, _images_key(project), project.decoder, project.delineation
        steps = self._builder.borrow_steps(STEP_BYTES)

        def make() -> "MapMaker":
            from flimbuilder.workflow.project_map import MapMaker

            if self._maker is not None and self._maker[0] == key:
                return self._maker[1]
            try:
                decoder = built.decoder_of(project.decoder)
            except FlimError:
                decoder = built.model.document.decoder
            maker = MapMaker(
                built.model,
                built.project,
                files,
                built.learned,
                images=project.images,
                decoder_choice=decoder,
                delineation=project.delineation,
                memory=steps,
            )
            self._maker = key, maker
            return maker

        return make


def _joined(before: frozenset[Any], chosen: frozenset[Any]) -> frozenset[Any]:
    """Add to a selection, or remove what was all selected."""
    return before - chosen if before and chosen <= before else before | chosen


def _patch(point: MapPoint) -> MarkedPatch | None:
    if point.image is None or point.marker is None or point.row is None or point.col is None:
        return None
    return MarkedPatch(point.image, point.marker, point.row, point.col)


def _images_key(project: Project) -> tuple[Hashable, ...]:
    return tuple(
        (entry.id, entry.pixels_key, entry.mask, entry.mask_values, entry.label)
        for entry in project.images
    )
