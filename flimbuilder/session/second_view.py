"""What the second pane shows of the shown image, computed in a lane of its pane."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.project.project import Project
from flimbuilder.session.background_step import BackgroundStep, Check
from flimbuilder.session.decoding import DecoderResult
from flimbuilder.session.heat import (
    Activation,
    activation_heat,
    block_heat,
    error_heat,
    kernel_row,
    saliency_heat,
)
from flimbuilder.session.inspection import Inspection, class_name, result_key
from flimbuilder.session.large_inspection import LargeInspection
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import HeatMap
from flimbuilder.session.view import Compared, Comparison, Heat, View

__all__ = ["SecondView"]

LANE = "second"
NOT_BUILT = "Nothing is built yet"
NO_PREVIOUS = "There is no previous build"
NO_REFERENCE = "No reference mask"
TOO_LARGE = "The image is too large for this map in a second pane"
UNFINISHED = "Shown when the whole image is decoded"
PLAIN = ("image", "mask", "truth")  # kinds without a map
ON_BLOCK = ("activation", "block")
OUTLINED = ("saliency", "activation", "block", "before")  # kinds that follow the outlines

Drawn = tuple[HeatMap, Activation | None]
Published = tuple[HeatMap | None, NDArray[Any] | None, NDArray[Any] | None, str | None]


class SecondView:
    """The map and the masks of the second pane; nothing is computed while there is none.

    Parameters
    ----------
    inspection : Inspection
        Its results and caches are used first.
    large : LargeInspection
        The results on a large image, of which this pane shows the saliency and the masks.

    Attributes
    ----------
    heat : HeatMap or None
        The map over the image; the former one stays until the next is ready.
    mask, truth : ndarray of shape (H, W), or None
        Class ids of the mask and the reference mask, if they are to be outlined.
    reason : str or None
        Why the pane shows only the image, in one line.
    changed : Signal()
    """

    changed = Signal()

    def __init__(self, inspection: Inspection, large: LargeInspection) -> None:
        self.heat: HeatMap | None = None
        self.mask: NDArray[Any] | None = None
        self.truth: NDArray[Any] | None = None
        self.reason: str | None = None
        self._inspection = inspection
        self._large = large
        self._heating: BackgroundStep[Drawn] = inspection.step(
            LANE, "Drawing the second map", lambda drawn: drawn[0].values.nbytes
        )

    def request(
        self,
        shown: ShownImage | None,
        built: ProjectBuild | None,
        previous: ProjectBuild | None,
        view: View,
        project: Project,
    ) -> None:
        """Schedule the map that the view's comparison needs, and publish what is ready."""
        comparison = view.compare
        if comparison is None or shown is None or built is None or self._lacks(comparison.kind):
            self._heating.forget()
        elif self._inspection.drafting.is_busy or self._inspection.decoding.is_busy:
            self._heating.postpone()
        else:
            self._request_heat(comparison, shown, built, previous, view, project)
        self._publish(shown, built, previous, view)

    def _lacks(self, kind: Compared) -> bool:
        """Return True if the image is too large for a map of this kind."""
        return self._large.is_active and kind != "saliency"

    def _request_heat(
        self,
        comparison: Comparison,
        shown: ShownImage,
        built: ProjectBuild,
        previous: ProjectBuild | None,
        view: View,
        project: Project,
    ) -> None:
        encodings, block = self._inspection.encodings, comparison.block
        if comparison.kind in ON_BLOCK and block > len(built.learned.blocks):
            self._heating.forget()
            return
        if comparison.kind == "activation":
            row = kernel_row(built, block, comparison.kernel)
            if row is None:
                self._heating.forget()
                return

            def activation(check: Check) -> Drawn:
                return activation_heat(encodings.make(built, shown, check), block, row)

            self._request((built, shown.key, block, row), activation)
            return
        result = self._result(comparison)
        kind = _kind_of_map(comparison, view)
        if result is None or kind == "none" or result.built not in (built, previous):
            self._heating.forget()
        elif kind == "error":
            if shown.truth is None:
                self._heating.forget()
                return
            decoded, truth = result.decoded, shown.truth
            self._request(
                result_key(result, shown), lambda check: (error_heat(decoded, truth), None)
            )
        else:
            index = result.class_index(view.object_class)
            name = class_name(project, result.decoded.classes[index])
            key = (*result_key(result, shown), index, name)
            if comparison.kind != "block":
                saliency = result.decoded.saliency[index]
                self._request(key, lambda check: (saliency_heat(saliency, name), None))
                return
            resolved = result.decoded.decoder_choice

            def on_block(check: Check) -> Drawn:
                encoded = encodings.make(built, shown, check)
                return block_heat(encoded, resolved, block, index, name), None

            self._request((*key, block), on_block)

    def _request(self, key: tuple[Any, ...], work: Callable[[Check], Drawn]) -> None:
        """Request a map, or take it from those of the first pane."""
        recalled = self._inspection.heating.recall(key)
        self._heating.request(key, work if recalled is None else lambda check: recalled)

    def _result(self, comparison: Comparison) -> DecoderResult | None:
        previous = self._inspection.comparing.result
        if self._large.is_active:
            return None if comparison.kind == "before" else self._large.result
        if comparison.kind != "before":
            return self._inspection.decoding.result
        return None if previous is None else previous.decoder_result

    def _publish(
        self,
        shown: ShownImage | None,
        built: ProjectBuild | None,
        previous: ProjectBuild | None,
        view: View,
    ) -> None:
        before = self.heat, self.mask, self.truth, self.reason
        after: Published = None, None, None, None
        comparison = view.compare
        if comparison is not None and shown is not None:
            kind, drawn = comparison.kind, self._heating.result
            mask, truth, outlined = None, None, kind in OUTLINED
            result = self._result(comparison)
            if result is not None and (kind == "mask" or (outlined and view.show_mask)):
                mask = result.decoded.shown_mask
            if kind == "truth" or (outlined and view.show_truth):
                truth = shown.truth
            reason = self._reason(comparison, shown, built, previous)
            after = None if drawn is None else drawn[0], mask, truth, reason
        is_same = all(new is old for new, old in zip(after[:3], before[:3], strict=True))
        if not is_same or after[3] != before[3]:
            self.heat, self.mask, self.truth, self.reason = after
            self.changed.emit()

    def _reason(
        self,
        comparison: Comparison,
        shown: ShownImage,
        built: ProjectBuild | None,
        previous: ProjectBuild | None,
    ) -> str | None:
        kind = comparison.kind
        if kind in ("image", "truth"):
            return NO_REFERENCE if kind == "truth" and shown.truth is None else None
        if built is None:
            return NOT_BUILT
        if self._large.is_active:
            return self._reason_of_large(kind)
        if kind == "before":
            return NO_PREVIOUS if previous is None else self._inspection.comparing.fault
        if kind in ON_BLOCK and comparison.block > len(built.learned.blocks):
            return f"There is no block {comparison.block}"
        return self._heating.fault or self._inspection.decoding.fault

    def _reason_of_large(self, kind: Compared) -> str | None:
        if kind not in ("saliency", "mask") or not self._large.decodes_all:
            return TOO_LARGE
        return UNFINISHED if self._large.result is None else self._large.note


def _kind_of_map(comparison: Comparison, view: View) -> Heat:
    if comparison.kind in PLAIN:
        return "none"
    if comparison.kind != "before":
        return "saliency"
    if view.heat == "none":  # as in the first pane
        return "none" if view.show_mask else "saliency"
    return "error" if view.heat == "error" else "saliency"
