"""Why the saliency at a place is as it is: contributions of strokes and kernels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.errors import FlimError, ImageError
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.encoding import is_large
from flimbuilder.session.explained_place import region_of
from flimbuilder.session.inspector import NOT_BUILT, READING, Inspector
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.pixels import ImagePixels, ShownImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.view import ExplainedPlace, View
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from torch import Tensor

    from flimbuilder.explain.contributions.explanation import Explanation, StrokeContribution
    from flimbuilder.model.model import Model

__all__ = ["NO_PLACE", "PlaceReader", "WhyHere", "WhyResult", "explained_model"]

LANE = "why"
NO_PLACE = "Click the image with the tool Why here? ({why}), or drag around a region"
Region = tuple[int, int] | NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class WhyResult:
    """Contributions to the saliency at a place, by a build.

    Attributes
    ----------
    place : ExplainedPlace
    region : tuple of int, or ndarray of bool of shape (H, W)
        The pixel (row, column), or the mask of the region.
    size : tuple of int
        (height, width) of the image.
    built : ProjectBuild
    project : Project
        From which the build learned, with the decoder that is explained.
    model : Model
        The build's, with the decoder that is explained.
    explanation : Explanation
    strokes : tuple of StrokeContribution
        Sorted: first those that speak for the result, strongest first; see `direction`.
    """

    place: ExplainedPlace
    region: Region
    size: tuple[int, int]
    built: ProjectBuild
    project: Project
    model: "Model"
    explanation: "Explanation"
    strokes: "tuple[StrokeContribution, ...]"

    @property
    def direction(self) -> int:
        """1 if the place is object rather than not, so that positive values explain it; or -1."""
        return 1 if self.explanation.saliency >= 0.5 else -1


@dataclass(frozen=True, eq=False)
class PlaceReader:
    """Reads and encodes the image of a place, on a job's thread.

    Parameters
    ----------
    built : ProjectBuild
    entry : ImageEntry
    shown : ShownImage or None
        The image, if it is on the canvas: its maps are mostly there then.
    pixels : callable
        Returns the pixels (H, W, C) in [0, 1] of an image that is not shown.
    inspector : Inspector
    """

    built: ProjectBuild
    entry: ImageEntry
    shown: ShownImage | None
    pixels: Callable[[ImageEntry], NDArray[np.float32]]
    inspector: Inspector

    def read(
        self, check: Callable[[], None] = lambda: None
    ) -> "tuple[NDArray[np.float32], list[Tensor]]":
        """Return the pixels (H, W, C), in [0, 1], and the activation maps of all blocks.

        Raises
        ------
        ImageError
            If the image can't be read, does not fit the encoder, or is too large.
        """
        if self.shown is not None:
            self._require_small()
            encoded = self.inspector.encodings.make(self.built, self.shown, check)
            return encoded.pixels, encoded.activations
        pixels = self.read_pixels(check)
        return pixels, self.built.model.encode(pixels, name=self.entry.name)

    def read_pixels(self, check: Callable[[], None]) -> NDArray[np.float32]:
        """Return the pixels alone; see `read`."""
        if self.shown is not None:
            return self.read(check)[0]
        self._require_small()
        pixels = self.pixels(self.entry)
        check()
        return pixels

    def _require_small(self) -> None:
        if is_large(self.built, self.entry.shape):
            height, width, _ = self.entry.shape
            raise ImageError(
                f"{self.entry.name}: {height} x {width} pixels are too many to explain, as their "
                "maps take over 1 GB; add a part of the image to the project"
            )


class WhyHere(Watched):
    """Explains the place that the view has chosen, in the lane ``why``, while anyone watches.

    Parameters
    ----------
    document, jobs, builder, inspector, pixels
        Parts of the session.
    view : callable
        Returns the current `View`.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    result : WhyResult or None
        Of the last build; the former one stays while a place of the same image is explained.
    changed : Signal()
        Emitted when `result`, `reason`, `is_working` or `is_watched` changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        inspector: Inspector,
        pixels: ImagePixels,
        view: Callable[[], View],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.result: WhyResult | None = None
        self._document, self._jobs, self._builder = document, jobs, builder
        self._inspector, self._pixels, self._view = inspector, pixels, view
        self._failed = failed
        self._fault: str | None = None
        self._key: tuple[Any, ...] | None = None  # of what is shown or computed
        self._published: tuple[Any, ...] = ()
        document.changed.connect(self.refresh)
        builder.changed.connect(self.refresh)
        pixels.changed.connect(self.refresh)

    @property
    def is_working(self) -> bool:
        """True while contributions are computed."""
        return self._jobs.in_lane(LANE) is not None

    @property
    def reason(self) -> str | None:
        """Why nothing is explained, in one line; it may name keys in braces. None if it is."""
        if self._builder.current is None:
            return READING if self._builder.is_reading else NOT_BUILT
        return NO_PLACE if self._view().explained is None else self._fault

    def reader(self) -> PlaceReader | None:
        """Return what reads the image of the place; None without a place or a build."""
        place, built = self._view().explained, self._builder.current
        files, shown = self._builder.files(), self._pixels.shown
        if place is None or built is None or files is None:
            return None
        entries = self._document.project.images
        entry = next((entry for entry in entries if entry.id == place.image), None)
        if entry is None:
            return None
        is_shown = shown is not None and shown.id == place.image
        return PlaceReader(
            built, entry, shown if is_shown else None, files.pixels, self._inspector
        )

    def refresh(self) -> None:
        """Explain what the view has chosen; call it after a change of the view."""
        reader, project, view = self.reader(), self._document.project, self._view()
        if reader is None or view.explained is None:
            self._stop()
            self.result = self._key = self._fault = None
            self._publish()
            return
        if not self.is_watched:
            self._rest()
            return
        place, built = view.explained, reader.built
        key = (place, built, reader.entry.pixels_key, project.decoder, view.object_class)
        if key == self._key:
            self._publish()
            return
        if self.result is not None and self.result.place.image != place.image:
            self.result = None
        self._key, self._fault = key, None

        def work(report: Report) -> WhyResult:
            return _explain(
                reader, place, project.decoder, view.object_class, lambda: report("", 0, 0)
            )

        self._jobs.start(LANE, "Explaining the place", work, self._take, self._fail, quiet=True)
        self._publish()

    def _rest(self) -> None:
        self._stop()
        self._publish()

    def _stop(self) -> None:
        """Stop working; a place that could not be explained is tried again."""
        if self.is_working or self._fault is not None:
            self._key = self._fault = None
            self._jobs.cancel(LANE)

    def _take(self, result: WhyResult) -> None:
        self.result = result
        self._publish()

    def _fail(self, error: Exception) -> None:
        self.result = None
        self._fault = str(error)
        if not isinstance(error, FlimError):
            self._failed(error)
        self._publish()

    def _publish(self) -> None:
        state = self.result, self.reason, self.is_working, self.is_watched
        if state != self._published:
            self._published = state
            self.changed.emit()


def explained_model(built: ProjectBuild, decoder_choice: DecoderChoice) -> "Model":
    """Return the model of a build with a decoder.

    Raises
    ------
    InputError
        If the build can't use the decoder.
    """
    from flimbuilder.model.model import Model

    resolved = built.decoder_of(decoder_choice)
    if resolved == built.model.document.decoder:
        return built.model
    return Model(built.model.document.with_(decoder=resolved), built.model.encoder)


def _explain(
    reader: PlaceReader,
    place: ExplainedPlace,
    decoder_choice: DecoderChoice,
    class_id: int | None,
    check: Callable[[], None],
) -> WhyResult:
    from flimbuilder.explain.contributions.explanation import explain_region, stroke_contributions

    model = explained_model(reader.built, decoder_choice)
    pixels, maps = reader.read(check)
    size = pixels.shape[0], pixels.shape[1]
    region = region_of(place.points, size)
    check()
    known = class_id if class_id in model.document.object_classes else None
    explanation = explain_region(model, pixels, region, known, maps=maps)
    sign = 1 if explanation.saliency >= 0.5 else -1
    strokes = sorted(
        stroke_contributions(explanation, model.document), key=lambda stroke: -sign * stroke.value
    )
    project = reader.built.project.with_(decoder=decoder_choice)
    return WhyResult(
        place, region, size, reader.built, project, model, explanation, tuple(strokes)
    )
