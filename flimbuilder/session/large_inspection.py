"""Background work for an image that is too large to be encoded whole."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.model.tile_grid import Focus
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import Project
from flimbuilder.session.decoding import DecoderExplanation, DecoderResult
from flimbuilder.session.heat import kernel_row
from flimbuilder.session.jobs import Job, Jobs
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import HeatMap, class_index
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from flimbuilder.session.cards import KernelMaps, KernelTraits
    from flimbuilder.session.large_image import LargeImage, Wanted

__all__ = ["LargeInspection", "open_large_image"]

LANE = "tiles"
MOST_DECODED = 2**27  # pixels of an image that is read in parts; only the view of more is decoded

_Key = tuple[ProjectBuild, str, DecoderChoice]


class LargeInspection:
    """Results on one large image: of the last build, and of the previous one while it is shown.

    The job in the lane ``tiles`` computes what is seen first. The former map stays until the
    next one is known in view.

    Parameters
    ----------
    jobs : Jobs
    changed : callable
        Called when there are new results.
    unexpected : callable
        Called with exceptions that are not `FlimError`.
    traits : dict of (ProjectBuild, int) to KernelTraits
        To which those of shown builds are added.

    Attributes
    ----------
    is_active : bool
        True while a large image is shown.
    heat : HeatMap or None
    fault : str or None
        Why there is no result, in one line.
    """

    def __init__(
        self,
        jobs: Jobs,
        changed: Callable[[], None],
        unexpected: Callable[[Exception], None],
        traits: "dict[tuple[ProjectBuild, int], KernelTraits]",
    ) -> None:
        self.is_active = False
        self.heat: HeatMap | None = None
        self.fault: str | None = None
        self._jobs = jobs
        self._changed = changed
        self._unexpected = unexpected
        self._traits = traits
        self._focus: tuple[str, Focus] | None = None  # with the id of the image
        self._images: dict[_Key, LargeImage] = {}
        self._key: _Key | None = None
        self._current: LargeImage | None = None  # of the last build
        self._shown: LargeImage | None = None  # whose maps are shown
        self._wanted: Wanted | None = None
        self._running: tuple[LargeImage, Job] | None = None
        self._failed: LargeImage | None = None
        self._heat_of: tuple[object, ...] = ()
        self._seen = 0  # version of the results at the last report
        jobs.progressed.connect(self._on_progress)

    def focus_on(self, image: str, focus: Focus) -> None:
        """Follow the part of an image that is in view; cheap enough for every repaint."""
        if self._focus == (image, focus):
            return
        self._focus = image, focus
        shown = self._shown
        if shown is not None and shown.shown.id == image:
            was_coarse = shown.is_coarse(shown.wanted)
            self._wanted = shown.wanted = replace(shown.wanted, focus=focus)
            self._start()
            if shown.is_coarse(shown.wanted) != was_coarse:
                self._changed()

    def request(
        self,
        shown: ShownImage,
        built: ProjectBuild,
        previous: ProjectBuild | None,
        view: View,
        project: Project,
    ) -> None:
        """Schedule the work that the current view needs."""
        self.is_active = True
        wanted = self._wanted_by(shown, built, view, project)
        current = built, shown.whole_key, project.decoder
        before = None
        if previous is not None:  # its decoder, as blocks and kernels may differ by now
            before = previous, shown.whole_key, previous.project.decoder
        for key in self._images.keys() - {current, before}:
            del self._images[key]
        self._current = self._image(current, shown, wanted)
        displayed: LargeImage | None = self._current
        if view.before:
            displayed = None if before is None else self._image(before, shown, wanted)
        if displayed is not self._shown:
            self.fault = None
            if displayed is None or (self._shown and self._shown.shown.id != shown.id):
                self.heat = None
            self._shown = displayed
        for key, image in self._images.items():
            delineation = wanted.delineation
            if key == before != current and previous is not None:
                delineation = previous.project.delineation
            image.wanted = replace(wanted, delineation=delineation)
            if image not in (self._current, displayed):
                image.release()
        self._wanted = wanted
        self._start()
        self._draw(view, project)

    def forget(self) -> None:
        """Drop all requests and results."""
        if self.is_active:
            self._jobs.cancel(LANE)
        self.is_active, self.heat, self.fault = False, None, None
        self._images.clear()
        self._current = self._shown = self._wanted = self._failed = self._running = None
        self._heat_of = ()

    @property
    def decodes_all(self) -> bool:
        """False if only what is in view is ever decoded."""
        return self._shown is None or self._shown.decodes_all

    @property
    def result(self) -> DecoderResult | None:
        """The result of the build that the view shows, once all tiles are final."""
        return None if self._shown is None else self._shown.result

    @property
    def mask(self) -> NDArray[np.uint8] | None:
        """The mask as far as it is known; another object if more of it is."""
        return None if self._shown is None else self._shown.mask

    @property
    def explanation(self) -> DecoderExplanation | None:
        """The decoder's weights and previews; of a smaller image until all tiles are final."""
        return None if self._shown is None else self._shown.explanation

    @property
    def measures(self) -> dict[str, float] | None:
        """Measures of the mask that the view shows."""
        return None if self._shown is None else self._shown.measures

    @property
    def measures_before(self) -> dict[str, float] | None:
        """Measures of the previous build, if they were computed."""
        others = [image for image in self._images.values() if image is not self._current]
        return others[0].measures if others else None

    @property
    def note(self) -> str | None:
        """Why there is no result, or what its mask lacks."""
        if self._wanted is not None and self._wanted.heat == "block" and not self.fault:
            return "The image is too large for the saliency of one block; show that of all"
        return self.fault or (None if self._shown is None else self._shown.note)

    def kernel_maps(self, block: int) -> "KernelMaps | None":
        """Return the maps of a block's kernels by the last build."""
        return None if self._current is None else self._current.kernel_maps.get(block)

    def explanation_of(self, built: ProjectBuild | None) -> DecoderExplanation | None:
        """Return the explanation of the last build."""
        current = self._current
        return current.explanation if current is not None and current.built is built else None

    def value_at(self, row: int, col: int) -> tuple[float | None, float | None]:
        """Return (activation of the view's kernel, saliency) at a pixel; None if unknown."""
        if self._shown is None or self._wanted is None:
            return None, None
        return self._shown.value_at(self._wanted, row, col)

    def _wanted_by(
        self, shown: ShownImage, built: ProjectBuild, view: View, project: Project
    ) -> "Wanted":
        from flimbuilder.session.large_image import Wanted

        focus = self._focus[1] if self._focus and self._focus[0] == shown.id else None
        row = kernel_row(built, view.block, view.kernel)
        delineation = project.delineation
        if view.threshold is not None:
            delineation = delineation.with_(threshold=view.threshold)
        classes = built.model.document.object_classes
        return Wanted(
            focus,
            view.heat,
            class_index(classes, view.object_class),
            None if row is None else (view.block, row),
            delineation,
        )

    def _image(self, key: _Key, shown: ShownImage, wanted: "Wanted") -> "LargeImage":
        if key not in self._images:
            self._images[key] = open_large_image(key[0], shown, key[2], wanted, self._traits)
        return self._images[key]

    def _start(self) -> None:
        """Start the job for what is seen, then for the last build."""
        for image in (self._shown, self._current):
            if image is None or image is self._failed:
                continue
            running, job = self._running or (None, None)
            if running is image and job is not None and not job.cancelled:
                return
            if image.has_work:
                self._run(image)
                return

    def _run(self, image: "LargeImage") -> None:
        job = self._jobs.start(
            LANE,
            "Decoding a large image",
            lambda report: image.run(lambda version: report("tiles", version, 0)),
            lambda result: self._end(image),
            lambda error: self._fail(image, error),
            quiet=True,
        )
        self._running = image, job

    def _end(self, image: "LargeImage") -> None:
        self._running = None
        self._changed()

    def _fail(self, image: "LargeImage", error: Exception) -> None:
        self._running = None
        if isinstance(error, Cancelled):
            return
        self._failed = image
        if image is self._shown:
            self.fault, self.heat = str(error) or type(error).__name__, None
        self._changed()
        if not isinstance(error, FlimError):
            self._unexpected(error)

    def _on_progress(self) -> None:
        if self._running is not None and self._running[1].done != self._seen:
            self._seen = self._running[1].done
            self._changed()

    def _draw(self, view: View, project: Project) -> None:
        """Publish the map that the view shows, once it is known in view."""
        image, wanted = self._shown, self._wanted
        if image is None or wanted is None or wanted.heat == "none":
            self.heat = None if image is None or view.heat == "none" else self.heat
            return
        if wanted.heat == "error":
            self.heat = image.error
            return
        if not image.shows(wanted):
            return
        classes = image.built.model.document.object_classes
        class_id = classes[wanted.class_index]
        names = {entry.id: entry.name for entry in project.classes}
        key = (
            image, image.version, wanted.heat, wanted.kernel, wanted.class_index, wanted.focus
        )  # fmt: skip
        if key != self._heat_of:
            self._heat_of = key
            self.heat = image.heat(wanted, names.get(class_id, f"class {class_id}"))


def open_large_image(
    built: ProjectBuild,
    shown: ShownImage,
    decoder_choice: DecoderChoice,
    wanted: "Wanted",
    traits: "dict[tuple[ProjectBuild, int], KernelTraits]",
) -> "LargeImage":
    """Return what computes the results on an image: of all of it, or of what is in view."""
    from flimbuilder.session.large_image import LargeImage
    from flimbuilder.session.slide_view import SlideView

    height, width = shown.pixels.shape[:2]
    make = SlideView if shown.slide and height * width > MOST_DECODED else LargeImage
    return make(built, shown, decoder_choice, wanted, traits)
