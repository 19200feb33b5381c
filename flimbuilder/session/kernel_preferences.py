"""What the shown kernel likes in all images, computed in the background."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from psygnal import Signal

from flimbuilder.errors import ImageError
from flimbuilder.imaging.crop import cut_patch
from flimbuilder.imaging.pictures import display, display_scaled
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import ImageEntry
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.encoding import is_large
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.thumbnails import Picture, thumbnail
from flimbuilder.session.unhurried import UnhurriedLane
from flimbuilder.session.view import View
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from flimbuilder.explain.kernels.preferences import PreferenceRanking, PreferredPatch

__all__ = ["KernelPreferences", "ShownPatch"]

LANE = "likes"
TITLE = "Finding what kernels like"
MOST_BLOCKS = 4  # whose patches are kept
CONTEXT = 33  # least side of the picture of a patch, in image pixels
LARGEST = 129
LARGEST_PICTURE = 65  # pixels
Place = tuple[str, int, int]
Key = tuple[str, Hashable]


@dataclass(frozen=True, eq=False)
class ShownPatch:
    """A patch with its picture.

    Attributes
    ----------
    patch : PreferredPatch
    name : str
        Of the image's file.
    picture : ndarray of shape (side, side, 3), uint8
        The image around the patch.
    field : int
        Side of the receptive field in the middle of the picture, in its pixels.
    """

    patch: "PreferredPatch"
    name: str
    picture: Picture
    field: int


@dataclass(eq=False)
class _BlockPatches:
    """What is known of one block."""

    block: int
    ranking: "PreferenceRanking | None" = None
    seen: set[Key] = field(default_factory=set)
    pictures: dict[Place, Picture] = field(default_factory=dict)
    inputs: dict[int, Picture] = field(default_factory=dict)  # by channel
    problems: dict[Key, str] = field(default_factory=dict)


class KernelPreferences(Watched):
    """Finds the patches that excite the kernels of the view's block, image by image.

    It works only while somebody watches, in the lane ``likes``, and never beside the user's own
    work. All kernels of a block are ranked at once, so that another kernel is shown without a
    wait. What was found is kept for the last blocks and builds.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    view : callable
        Returns the current `View`.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    changed : Signal()
        Emitted when `patches`, `best_input` or the progress may have changed.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        view: Callable[[], View],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._document, self._builder, self._view = document, builder, view
        self._blocks: OrderedDict[tuple[str, ...], _BlockPatches] = OrderedDict()
        self._current: _BlockPatches | None = None
        document.opened.connect(self._on_opened)
        document.changed.connect(lambda *_: self.refresh())
        builder.changed.connect(self.refresh)
        self._lane = UnhurriedLane(jobs, LANE, self._start_next, self.changed.emit, failed)

    @property
    def channel(self) -> int | None:
        """Channel of the view's kernel in its block, from 0; None if it has none."""
        built, view = self._builder.current, self._view()
        return None if built is None else built.channel_of(view.block, view.kernel)

    @property
    def patches(self) -> tuple[ShownPatch, ...]:
        """The patches found so far for the view's kernel, the strongest first."""
        channel, found = self.channel, self._current
        if channel is None or found is None or found.ranking is None:
            return ()
        names = {entry.id: entry.name for entry in self._document.project.images}
        field, side = found.ranking.field, _picture_side(found.ranking.field)
        shown = min(field, side) * min(side, LARGEST_PICTURE) // side
        return tuple(
            ShownPatch(patch, names[patch.image], found.pictures[place], shown)
            for patch in found.ranking.of_channel(channel)
            if (place := (patch.image, patch.row, patch.col)) in found.pictures
            and patch.image in names
        )

    @property
    def field(self) -> int:
        """Side of the receptive field of the view's block, in image pixels; 0 if unknown."""
        found = self._current
        return 0 if found is None or found.ranking is None else found.ranking.field

    @property
    def best_input(self) -> Picture | None:
        """The input that excites the view's kernel most; None until it is known."""
        found, channel = self._current, self.channel
        return None if found is None or channel is None else found.inputs.get(channel)

    @property
    def progress(self) -> tuple[int, int]:
        """Images searched, and all images."""
        entries = self._document.project.images
        seen = set() if self._current is None else self._current.seen
        return sum(_key(entry) in seen for entry in entries), len(entries)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why images were left out, a line each."""
        found = self._current
        if found is None:
            return ()
        keys = [_key(entry) for entry in self._document.project.images]
        return tuple(found.problems[key] for key in keys if key in found.problems)

    def refresh(self) -> None:
        """Follow build, images and view while somebody watches; call it after a view change."""
        if not self.is_watched:
            return
        built, view = self._builder.current, self._view()
        found = None
        if built is not None and 1 <= view.block <= len(built.learned.blocks):
            found = self._of_block(built, view.block)
        if found is not self._current:
            self._lane.stop()
            self._current = found
        self._start_next()
        self.changed.emit()

    def _rest(self) -> None:
        self._lane.stop()

    def _on_opened(self) -> None:
        self._lane.stop()
        self._blocks.clear()
        self._current = None
        self.refresh()
        self.changed.emit()

    def _of_block(self, built: ProjectBuild, block: int) -> _BlockPatches:
        """Return what is known of a block; a changed list of images begins again."""
        prints = built.learned.block_fingerprints[:block]
        found = self._blocks.setdefault(prints, _BlockPatches(block))
        present = {_key(entry) for entry in self._document.project.images}
        if not found.seen <= present:  # an image is gone, whose patches displaced others
            found = self._blocks[prints] = _BlockPatches(block, inputs=found.inputs)
        self._blocks.move_to_end(prints)
        while len(self._blocks) > MOST_BLOCKS:
            self._blocks.popitem(last=False)
        return found

    def _start_next(self) -> None:
        found, built, folder = self._current, self._builder.current, self._document.path
        if not self.is_watched or not self._lane.is_free:
            return
        channel = self.channel
        if found is None or built is None or folder is None or channel is None:
            return
        if channel not in found.inputs:
            self._lane.start(
                channel,
                TITLE,
                lambda report: _best_input(built, found.block, channel, report),
                lambda picture: found.inputs.__setitem__(channel, picture),
                lambda problem: found.inputs.__setitem__(channel, np.zeros((1, 1, 3), np.uint8)),
            )
            return
        waiting = (
            entry for entry in self._document.project.images if _key(entry) not in found.seen
        )
        entry = next(waiting, None)
        if entry is not None:
            finder = ImageFinder(folder)
            self._lane.start(
                entry.id,
                TITLE,
                lambda report: _search(found, built, entry, finder, report),
                lambda searched: _keep(found, entry, *searched),
                lambda problem: _leave_out(found, entry, problem),
            )


def _key(entry: ImageEntry) -> Key:
    return entry.id, entry.pixels_key


def _search(
    found: _BlockPatches,
    built: ProjectBuild,
    entry: ImageEntry,
    finder: ImageFinder,
    report: Report,
) -> tuple["PreferenceRanking", dict[Place, Picture]]:
    """Return the ranking with another image, and the pictures of its patches."""
    from flimbuilder.explain.kernels.preferences import PreferenceRanking

    if is_large(built, entry.shape):
        raise ImageError(f"{entry.name}: is too large to be searched whole")
    stored = read_image(finder.locate(entry), entry.selection).pixels
    report("", 0, 0)
    pixels = scale_image(stored, name=entry.name)
    maps: list[Any] = []
    for block in range(1, found.block + 1):
        maps = built.model.encode(pixels, block, known=maps, name=entry.name)
        report("", 0, 0)
    ranking = found.ranking or PreferenceRanking.of_block(built.model, found.block)
    ranking = ranking.copy()
    ranking.add(entry.id, maps[-1][0].numpy(), (pixels.shape[0], pixels.shape[1]))
    report("", 0, 0)
    shown, side = display(stored), _picture_side(ranking.field)
    return ranking, {
        place: thumbnail(cut_patch(shown, *place[1:], side), LARGEST_PICTURE)
        for place in ranking.places
        if place[0] == entry.id
    }


def _picture_side(field: int) -> int:
    return min(max(field, CONTEXT), LARGEST) | 1


def _keep(
    found: _BlockPatches,
    entry: ImageEntry,
    ranking: "PreferenceRanking",
    pictures: dict[Place, Picture],
) -> None:
    found.ranking, places = ranking, ranking.places
    known = {**found.pictures, **pictures}
    found.pictures = {place: picture for place, picture in known.items() if place in places}
    found.seen.add(_key(entry))


def _leave_out(found: _BlockPatches, entry: ImageEntry, problem: str) -> None:
    found.problems[_key(entry)] = problem
    found.seen.add(_key(entry))


def _best_input(built: ProjectBuild, block: int, channel: int, report: Report) -> Picture:
    from flimbuilder.explain.kernels.maximisation import maximise_kernel

    pixels = maximise_kernel(built.model, block, channel, on_progress=report)
    return display_scaled(pixels, "uint8")
