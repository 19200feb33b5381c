"""A way out when the result on the shown image disappoints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.edits import SetDecoder, SetDelineation
from flimbuilder.project.label_values import IGNORED
from flimbuilder.project.markers import Marker
from flimbuilder.project.project import BACKGROUND, Project
from flimbuilder.project.rasterise import class_map
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.inspector import Inspector
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pixels import ImagePixels
from flimbuilder.session.view import View

__all__ = ["LOW_AGREEMENT", "LOW_DICE", "Advice", "Advisor", "Region", "judge"]

LANE = "advice"
LOW_DICE = 0.6  # with the reference mask, below which a result disappoints
LOW_AGREEMENT = 0.75  # of the mask with the markers, if there is no reference mask
MAX_PIXELS = 2**24  # of an image that is judged
MARGIN = 12  # pixels around the worst place

Region = tuple[int, int, int, int]
"""Top, left, height and width in pixels."""


@dataclass(frozen=True)
class Advice:
    """What may help on the shown image.

    Attributes
    ----------
    kind : {"automatic", "place"}
        Use the automatic settings; or draw a stroke at the worst place.
    score : float
        Dice with the reference mask, or agreement with the markers; see `judge`.
    has_reference : bool
        Which of them it is.
    region : tuple of int
        The worst place, with a margin.
    class_id : int
        The class to draw there: that of the reference mask or the marker.
    """

    kind: Literal["automatic", "place"]
    score: float
    has_reference: bool
    region: Region
    class_id: int


class Advisor:
    """Judges the result of the last build on the shown image, in the background.

    A result disappoints if its Dice is below :data:`LOW_DICE`, or if the image has no reference
    mask and its agreement with the markers is below :data:`LOW_AGREEMENT`. Each kind of advice is
    given for one image and build only.

    Parameters
    ----------
    document, jobs, builder, inspector, pixels
        Parts of the session.
    view : callable
        Returns the current `View`.
    failed : callable
        Called with the exceptions of the work.

    Attributes
    ----------
    advice : Advice or None
    changed : Signal()
        Emitted when `advice` changes.
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
        self.advice: Advice | None = None
        self._document, self._jobs, self._builder = document, jobs, builder
        self._inspector, self._pixels, self._view = inspector, pixels, view
        self._failed = failed
        self._judged: tuple[Any, ...] = ()
        self._given: dict[str, tuple[str, int]] = {}  # by kind: the image and the build
        self._dismissed: set[str] = set()
        inspector.decoded_changed.connect(self._update)
        builder.changed.connect(self._update)
        document.opened.connect(self._clear)

    def use_automatic(self) -> None:
        """Choose the decoder learned from markers, and automatic threshold and boundary."""
        delineation = self._document.project.delineation
        self._document.do(
            "Use the automatic settings",
            SetDecoder(decoder=DecoderChoice()),
            SetDelineation(delineation=delineation.with_(threshold="auto", method="auto")),
        )
        self.dismiss()

    def dismiss(self) -> None:
        """Give no more advice of this kind."""
        if self.advice is not None:
            self._dismissed.add(self.advice.kind)
        self._set(None)

    def _clear(self) -> None:
        self._judged = ()
        self._set(None)

    def _update(self) -> None:
        decoded, shown, built = self._inspector.decoded, self._pixels.shown, self._builder.current
        view = self._view()
        is_final = (
            decoded is not None
            and shown is not None
            and shown.id == view.image
            and built is not None
            and self._inspector.decoded_by is built
            and self._builder.stale_block is None
            and not built.is_provisional
            and not view.before
            and view.threshold is None
            and decoded.mask.shape == shown.pixels.shape[:2]
            and decoded.mask.size <= MAX_PIXELS
        )
        if not is_final or decoded is None or shown is None or built is None:
            self._jobs.cancel(LANE)
            self._clear()
            return
        inputs = (shown.whole_key, id(decoded.mask), built.revision)
        if inputs == self._judged:
            return
        self._judged = inputs
        self._set(None)
        project, mask, truth = self._document.project, decoded.mask, shown.truth
        markers = project.markers_of(shown.id).markers
        kind: Literal["automatic", "place"] = "place" if is_automatic(project) else "automatic"
        self._jobs.start(
            LANE,
            "Judging the mask",
            lambda report: judge(mask, truth, markers, kind),
            lambda advice: self._give(advice, (shown.id, built.revision)),
            self._failed,
            quiet=True,
        )

    def _give(self, advice: Advice | None, place: tuple[str, int]) -> None:
        if advice is None or advice.kind in self._dismissed:
            return
        if self._given.setdefault(advice.kind, place) == place:
            self._set(advice)

    def _set(self, advice: Advice | None) -> None:
        if advice != self.advice:
            self.advice = advice
            self.changed.emit()


def is_automatic(project: Project) -> bool:
    """Return True if a project has the automatic decoder, threshold and boundary."""
    delineation = project.delineation
    is_default = (delineation.threshold, delineation.method) == ("auto", "auto")
    return project.decoder == DecoderChoice() and is_default


def judge(
    mask: NDArray[np.integer[Any]],
    truth: NDArray[np.integer[Any]] | None,
    markers: Sequence[Marker],
    kind: Literal["automatic", "place"],
) -> Advice | None:
    """Judge a mask by the reference mask, or by the markers; None if it is good enough.

    Parameters
    ----------
    mask : ndarray of shape (H, W)
        Class ids.
    truth : ndarray of shape (H, W), or None
        Class ids, and ``IGNORED``. Its score is the Dice coefficient of the pixels that have the
        right object class: twice their number, by that of the objects in mask and reference.
    markers : sequence of Marker
        Without a reference mask, the score is the mean, over the marked classes, of the share of
        their marked pixels that have the class in the mask.
    kind : {"automatic", "place"}
    """
    wanted = class_map(markers, mask.shape) if truth is None else truth
    counts = wanted != IGNORED  # which is also the value of unmarked pixels
    right = counts & (mask == wanted)
    if truth is None:
        classes = [class_id for class_id in np.unique(wanted) if class_id != IGNORED]
        shares = [right[wanted == class_id].mean() for class_id in classes]
        score, low = float(np.mean(shares)) if shares else 1.0, LOW_AGREEMENT
    else:
        drawn = (counts & (mask != BACKGROUND)).sum() + (counts & (truth != BACKGROUND)).sum()
        score = float(2 * (right & (truth != BACKGROUND)).sum() / drawn) if drawn else 1.0
        low = LOW_DICE
    if score >= low:
        return None
    region, class_id = _worst(counts & ~right, wanted)
    return Advice(kind, score, truth is not None, region, class_id)


def _worst(wrong: NDArray[np.bool_], wanted: NDArray[np.integer[Any]]) -> tuple[Region, int]:
    """Return the place of the largest region of wrong pixels of one class, and the class."""
    from flimbuilder.analysis.objects import label_objects

    regions = label_objects(np.where(wrong, wanted - wanted.min() + 1, 0))
    largest = regions == np.bincount(regions.ravel())[1:].argmax() + 1
    rows, cols = largest.any(axis=1).nonzero()[0], largest.any(axis=0).nonzero()[0]
    top, left = max(int(rows[0]) - MARGIN, 0), max(int(cols[0]) - MARGIN, 0)
    bottom = min(int(rows[-1]) + MARGIN + 1, wrong.shape[0])
    right = min(int(cols[-1]) + MARGIN + 1, wrong.shape[1])
    return (top, left, bottom - top, right - left), int(wanted[largest][0])
