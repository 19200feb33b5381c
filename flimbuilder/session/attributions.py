"""Attributions of the explained place: one map after another, to compare them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.errors import FlimError
from flimbuilder.session.attributed_place import (
    AttributedPlace,
    Baseline,
    PlaceRequest,
    Quantity,
    attribute_place,
)
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.explanation import WhyHere, explained_model
from flimbuilder.session.inspector import Inspector
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.results import HeatMap
from flimbuilder.session.view import View
from flimbuilder.session.watched import Watched

if TYPE_CHECKING:
    from flimbuilder.explain.attributions.attribute import Attribution, AttributionRun

__all__ = ["Attributions", "ShownAttribution"]

LANE = "attributions"
FILE_LANE = "attribution file"
Picture = NDArray[np.uint8]
Key = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class ShownAttribution:
    """An attribution with its pictures.

    Attributes
    ----------
    attribution : Attribution
    picture : ndarray of shape (rows, cols, 3), uint8
        Over the part of the image that the score depends on, with some pixels around.
    full : float
        Absolute value that has the full colour.
    heat : HeatMap
        For the canvas.
    """

    attribution: "Attribution"
    picture: Picture
    full: float
    heat: HeatMap


class Attributions(Watched):
    """Attributes the saliency of the explained place in the lane ``attributions``.

    One job computes one map, so that the first ones are seen soon. It works only while somebody
    watches, and makes way for builds; what was found stays.

    Parameters
    ----------
    document, jobs, builder, explanation, inspector
        Parts of the session.
    view : callable
        Returns the current `View`.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    quantity : {"sum", "saliency", "object", "kernel"}
        What is attributed; see :class:`PlaceRequest`. Changed by `choose`.
    baseline : {"mean", "zero"}
        What stands for the absence of a pixel. Changed by `choose`.
    found : tuple of ShownAttribution
        Those computed so far, in the order of the registry.
    attributed : AttributedPlace or None
        What they are of.
    is_stopped : bool
        True after `stop`, until `go_on` or another place.
    changed : Signal()
        Emitted when any of these or the progress changes.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        explanation: WhyHere,
        inspector: Inspector,
        view: Callable[[], View],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self.quantity: Quantity = "sum"
        self.baseline: Baseline = "mean"
        self.found: tuple[ShownAttribution, ...] = ()
        self.attributed: AttributedPlace | None = None
        self.is_stopped = False
        self._document, self._jobs, self._builder = document, jobs, builder
        self._explanation, self._inspector = explanation, inspector
        self._view, self._failed = view, failed
        self._fault: str | None = None
        self._key: Key | None = None
        document.changed.connect(lambda *ignored: self.refresh())
        builder.changed.connect(self.refresh)
        inspector.decoded_changed.connect(self._on_decoded_changed)
        jobs.changed.connect(self._make_way)

    def _rest(self) -> None:
        self._jobs.cancel(LANE)
        self.changed.emit()

    @property
    def is_working(self) -> bool:
        """True while maps are computed."""
        return self._jobs.in_lane(LANE) is not None

    @property
    def progress(self) -> tuple[int, int]:
        """Maps found, and all maps; (0, 0) without a place."""
        return len(self.found), 0 if self.attributed is None else len(self.attributed.runs)

    @property
    def reason(self) -> str | None:
        """Why there are no maps, in one line; it may name keys in braces. None if there are."""
        if self._fault is not None:
            return self._fault
        is_place = self._view().explained is not None and self._builder.current is not None
        return None if is_place else self._explanation.reason

    @property
    def shown(self) -> ShownAttribution | None:
        """The map that the view chooses, if it is there, and of the shown image."""
        view, attributed = self._view(), self.attributed
        if attributed is None or attributed.place.image != view.image:
            return None
        if view.attribution is None:
            return self.found[0] if self.found else None
        return next(
            (found for found in self.found if found.attribution.name == view.attribution), None
        )

    @property
    def heat(self) -> HeatMap | None:
        """The map over the image, for the canvas; None unless the view shows attributions."""
        shown = self.shown if self._view().heat == "attribution" else None
        return None if shown is None else shown.heat

    def choose(self, quantity: Quantity | None = None, baseline: Baseline | None = None) -> None:
        """Change what is attributed, or what stands for the absence of a pixel."""
        self.quantity = quantity or self.quantity
        self.baseline = baseline or self.baseline
        self.refresh()

    def stop(self) -> None:
        """Compute no further maps of this place."""
        self.is_stopped = True
        self._jobs.cancel(LANE)
        self.changed.emit()

    def go_on(self) -> None:
        """Compute the other maps after `stop`."""
        self.is_stopped = False
        self._start_next()
        self.changed.emit()

    def refresh(self) -> None:
        """Follow place, build and decoder; call it after a change of the view."""
        reader, request = self._explanation.reader(), self._request()
        if reader is None or request is None:
            self._begin_again(None)
            return
        decoder = self._document.project.decoder
        key = reader.built, reader.entry.pixels_key, decoder, *request.key
        if key != self._key:
            self._begin_again(key)
        elif not self.is_working:
            self._start_next()

    def _request(self) -> PlaceRequest | None:
        view = self._view()
        if view.explained is None:
            return None
        is_shown = view.explained.image == view.image
        return PlaceRequest(
            view.explained,
            self.quantity,
            self.baseline,
            view.object_class,
            view.block,
            view.kernel,
            self._inspector.mask if is_shown else None,
        )

    def _on_decoded_changed(self) -> None:
        if self.quantity == "object":
            self.refresh()

    def _make_way(self) -> None:
        """Stop for a build; `refresh` goes on when it is done."""
        if self._builder.is_building and self.is_working:
            self._jobs.cancel(LANE)

    def _begin_again(self, key: Key | None) -> None:
        if key is None and self._key is None:
            return
        self._key, self._fault, self.is_stopped = key, None, False
        self.found, self.attributed = (), None
        self._jobs.cancel(LANE)
        self._start_next()
        self.changed.emit()

    def _start_next(self) -> None:
        attributed = self.attributed
        if not self.is_watched or self._key is None or self._fault or self.is_stopped:
            return
        if self._builder.is_building:
            return
        if attributed is None:
            self._start_place()
        elif len(self.found) < len(attributed.runs):
            run = attributed.runs[len(self.found)]
            self._start(lambda report: _attribute(attributed, run, report), self._take_map)

    def _start_place(self) -> None:
        reader, request = self._explanation.reader(), self._request()
        decoder = self._document.project.decoder
        assert reader is not None
        assert request is not None

        def work(report: Report) -> AttributedPlace:
            model = explained_model(reader.built, decoder)
            known = request
            if request.class_id not in model.document.object_classes:
                known = replace(request, class_id=None)
            return attribute_place(reader, model, known, lambda: report("", 0, 0))

        self._start(work, self._take_place)

    def _start(self, work: Callable[[Report], Any], done: Callable[[Any], None]) -> None:
        self._jobs.start(LANE, "Attributing to pixels", work, done, self._fail, quiet=True)

    def _take_place(self, attributed: AttributedPlace) -> None:
        self.attributed = attributed
        self._start_next()
        self.changed.emit()

    def _take_map(self, found: ShownAttribution) -> None:
        self.found = (*self.found, found)
        self._start_next()
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self._fault = str(error)
        if not isinstance(error, FlimError):
            self._failed(error)
        self.changed.emit()

    def save(
        self, path: Path, done: Callable[[Path], None], failed: Callable[[Exception], None]
    ) -> None:
        """Write the maps found so far, as a page if the path ends in ``.html``, or to a folder.

        Parameters
        ----------
        path : Path
        done : callable
            Called with the path.
        failed : callable
            Called with the exception.
        """
        attributed, found = self.attributed, [shown.attribution for shown in self.found]
        if attributed is None or not found:
            return
        self._jobs.start(
            FILE_LANE,
            "Writing attributions",
            lambda report: _save(attributed, found, path),
            lambda _: done(path),
            failed,
        )


def _attribute(
    attributed: AttributedPlace, run: "AttributionRun", report: Report
) -> ShownAttribution:
    from flimbuilder.explain.attributions.attribute import attribute_score
    from flimbuilder.explain.attributions.pictures import (
        attribution_picture,
        relative_values,
        shown_part,
    )

    found = attribute_score(attributed.score, run.method, on_progress=report, **run.settings)
    relative, full = relative_values(found)
    title = f"{found.title}, {attributed.title.partition(', ')[0]}"  # the place has a mark
    if found.is_signed:
        levels = np.rint(127 + 127 * relative).astype(np.uint8)
        heat = HeatMap("signed", title, levels, -full, full)
    else:
        heat = HeatMap("heat", title, np.rint(255 * relative).astype(np.uint8), 0.0, full)
    picture = attribution_picture(found, attributed.image)[shown_part(found)]
    return ShownAttribution(found, np.ascontiguousarray(picture), full, heat)


def _save(attributed: AttributedPlace, found: Iterable["Attribution"], path: Path) -> None:
    from flimbuilder.workflow.attribute import AttributedImage
    from flimbuilder.workflow.attribution_files import write_attributions
    from flimbuilder.workflow.readable_images import ReadableImage

    image = ReadableImage(attributed.pixels, attributed.dtype, attributed.name)
    score = attributed.score
    write_attributions(
        AttributedImage(
            image, attributed.target, attributed.title, score.value, score.decoder_choice,
            tuple(found),
        ),
        path,
    )  # fmt: skip
