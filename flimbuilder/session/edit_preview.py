"""What edits would do, before they are done: the saliency before and after, and a verdict."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.project.edits import SingleEdit
from flimbuilder.project.project import Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.explained_place import region_of
from flimbuilder.session.explanation import explained_model
from flimbuilder.session.heat import saliency_heat
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.pixels import ImagePixels
from flimbuilder.session.results import HeatMap, class_index
from flimbuilder.session.staleness import gives_same_build
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from flimbuilder.explain.counterfactuals.preview import Preview
    from flimbuilder.model.model import Model

__all__ = ["EditPreview", "PreviewedEdits"]

LANE = "preview edits"
MEMORY_BYTES = 256 * 2**20  # of learning steps and maps
MOST_JUDGED = 12  # images besides the marked ones
MOST_PIXELS = 2**19  # of such an image


@dataclass(frozen=True, eq=False)
class PreviewedEdits:
    """Edits that are previewed.

    Attributes
    ----------
    label : str
        Of the command that does them, such as "Delete a marker".
    edits : tuple of SingleEdit
    owner : Hashable
        Who asked for the preview; see `EditPreview.show`.
    """

    label: str
    edits: tuple[SingleEdit, ...]
    owner: Hashable


@dataclass(frozen=True, eq=False)
class _Side:
    """Heat maps by object class, and the mask, before or after the edits, of the shown image."""

    saliency: NDArray[np.float32]
    classes: tuple[int, ...]
    mask: NDArray[Any]

    def of(self, object_class: int | None) -> NDArray[np.float32]:
        """Return the saliency of a class, or that of the first."""
        saliency: NDArray[np.float32] = self.saliency[class_index(self.classes, object_class)]
        return saliency


@dataclass(frozen=True, eq=False)
class _Previewed:
    preview: "Preview"
    image: str | None
    before: _Side | None
    after: _Side | None


class EditPreview:
    """Previews edits of the open project in the lane ``preview edits``; nothing is changed.

    Any change of the project dismisses a preview.

    Parameters
    ----------
    document, jobs, builder, pixels
        Parts of the session.
    view : callable
        Returns the current `View`.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    asked : PreviewedEdits or None
        What is previewed.
    fault : str or None
        Why it can't be previewed.
    shows_after : bool
        True if `heat` and `mask` are those after the edits; change it by `show_after`.
    changed : Signal()
        Emitted when any of these, `result`, `heat` or `mask` changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        pixels: ImagePixels,
        view: Callable[[], View],
        failed: Callable[[Exception], None],
    ) -> None:
        self.asked: PreviewedEdits | None = None
        self.fault: str | None = None
        self.shows_after = True
        self._document, self._jobs, self._builder = document, jobs, builder
        self._pixels, self._view, self._failed = pixels, view, failed
        self._previewed: _Previewed | None = None
        self._memory = builder.borrow_steps(MEMORY_BYTES)
        self._heats: dict[tuple[bool, int], HeatMap] = {}
        document.opened.connect(self._on_opened)
        document.changed.connect(self.dismiss)

    @property
    def result(self) -> "Preview | None":
        """The effect of the edits, once it is known."""
        return None if self._previewed is None else self._previewed.preview

    @property
    def is_working(self) -> bool:
        """True while a preview is made."""
        return self.asked is not None and self._previewed is None and self.fault is None

    @property
    def heat(self) -> HeatMap | None:
        """The saliency of the shown image before or after the edits, for the canvas."""
        side = self._side
        if side is None:
            return None
        index = class_index(side.classes, self._view().object_class)
        key = self.shows_after, index
        if key not in self._heats:
            classes = {entry.id: entry.name for entry in self._document.project.classes}
            name = classes.get(side.classes[index], "?")
            title = f"{name}, preview" if self.shows_after else f"{name}, before"
            self._heats[key] = saliency_heat(side.saliency[index], title)
        return self._heats[key]

    @property
    def mask(self) -> NDArray[Any] | None:
        """The mask of the shown image before or after the edits."""
        return None if self._side is None else self._side.mask

    @property
    def saliency_here(self) -> tuple[float, float] | None:
        """Mean saliency at the explained place before and after; None if it lies elsewhere."""
        previewed, view = self._previewed, self._view()
        place = view.explained
        if previewed is None or place is None or place.image != previewed.image:
            return None
        before, after = previewed.before, previewed.after
        if before is None or after is None:
            return None
        region = region_of(place.points, before.mask.shape)
        return (
            float(before.of(view.object_class)[region].mean()),
            float(after.of(view.object_class)[region].mean()),
        )

    @property
    def _side(self) -> _Side | None:
        previewed = self._previewed
        if previewed is None or previewed.image != self._view().image:
            return None
        return previewed.after if self.shows_after else previewed.before

    def show(self, label: str, edits: Sequence[SingleEdit], owner: Hashable = None) -> None:
        """Preview edits in place of any others.

        Parameters
        ----------
        label : str
            Of the command that does them.
        edits : sequence of SingleEdit
        owner : Hashable, default=None
            Who asks; the line of another owner does not show the preview.
        """
        files, project, image = self._builder.files(), self._document.project, self._view().image
        if files is None:
            return
        self._clear()
        asked = self.asked = PreviewedEdits(label, tuple(edits), owner)
        model_of, memory = self._model_finder(project), self._memory
        judged = _judged_images(project, image)

        def work(report: Report) -> _Previewed:
            from flimbuilder.workflow.counterfactuals import Counterfactuals

            def check(*ignored: object) -> None:
                report("", 0, 0)

            counterfactuals = Counterfactuals(
                project, files, model=model_of(), memory=memory, shown=judged, on_progress=check
            )
            preview = counterfactuals.preview(asked.edits)
            if image is None or image not in preview.before.saliency:  # none, or a large one
                return _Previewed(preview, image, None, None)
            model, pixels = counterfactuals.model, files.pixels(project.image(image))
            before = _side(model, preview.before.saliency[image], pixels)
            after = _side(preview.model or model, preview.after.saliency[image], pixels)
            return _Previewed(preview, image, before, after)

        self._jobs.start(LANE, "Previewing the edit", work, self._take, self._fail, quiet=True)
        self.changed.emit()

    def show_after(self, shows_after: bool) -> None:
        """Show the saliency after the edits, or that before."""
        if shows_after != self.shows_after:
            self.shows_after = shows_after
            self.changed.emit()

    def take(self) -> None:
        """Do the previewed edits as one command, and build.

        Raises
        ------
        ProjectError
            If an edit does not fit the project.
        """
        asked = self.asked
        if asked is not None:
            self.dismiss()
            self._document.do(asked.label, *asked.edits)
            if not self._builder.live:
                self._builder.build()

    def dismiss(self, *ignored: object) -> None:
        """Forget the preview."""
        if self.asked is not None:
            self._clear()
            self.changed.emit()

    def _clear(self) -> None:
        self._jobs.cancel(LANE)
        self.asked = self.fault = self._previewed = None
        self.shows_after = True
        self._heats.clear()

    def _on_opened(self) -> None:
        self._memory.clear()
        self.dismiss()

    def _model_finder(self, project: Project) -> "Callable[[], Model | None]":
        """Return what finds the model of the last build, if a build would give it again."""
        built = self._builder.current
        if built is None or not gives_same_build(built.project, project):
            return lambda: None

        def find() -> "Model | None":
            try:
                return explained_model(built, project.decoder)
            except FlimError:
                return None

        return find

    def _take(self, previewed: _Previewed) -> None:
        self._previewed = previewed
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self.fault = str(error)
        if not isinstance(error, FlimError | Cancelled):
            self._failed(error)
        self.changed.emit()


def _judged_images(project: Project, shown: str | None) -> list[str]:
    """Return the shown image, and training images to judge besides the marked ones.

    The verdict compares the masks of several images; few of them keep it quick.
    """
    training = [
        entry.id
        for entry in project.images
        if entry.role == "train" and entry.shape[0] * entry.shape[1] <= MOST_PIXELS
    ]
    first = [] if shown is None else [shown]
    return list(dict.fromkeys([*first, *training]))[:MOST_JUDGED]


def _side(model: "Model", saliency: NDArray[np.float32], pixels: NDArray[np.float32]) -> _Side:
    from flimbuilder.analysis.delineate import delineate_classes

    classes = tuple(model.document.object_classes)
    settings = model.document.delineation.for_decoder(model.resolve(None))
    return _Side(saliency, classes, delineate_classes(saliency, classes, settings, pixels))
