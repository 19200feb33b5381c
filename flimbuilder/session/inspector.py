"""Results of the last build on the shown image: kernels, maps, saliency, masks, measures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.model.tile_grid import Focus
from flimbuilder.project.project import KernelEdit
from flimbuilder.session.builder import Builder
from flimbuilder.session.decoding import DecoderExplanation, DecoderResult
from flimbuilder.session.document import Document
from flimbuilder.session.encoding import Encodings, is_large
from flimbuilder.session.heat import activation_map, kernel_row
from flimbuilder.session.inspection import Inspection
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.large_inspection import LargeInspection
from flimbuilder.session.pixels import ImagePixels, ShownImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import DecodedImage, HeatMap, KernelCard, class_index
from flimbuilder.session.second_view import SecondView
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from torch import Tensor

    from flimbuilder.session.cards import KernelMaps, KernelTraits

__all__ = ["NOT_BUILT", "READING", "Inspector"]

NOT_BUILT = "Nothing is built yet: draw markers on a training image, then build"
READING = "Reading the saved model"
NO_PREVIOUS = "There is no previous build to show"


class Inspector:
    """Follows view, document and builder, and publishes the results of `Inspection`.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    pixels : ImagePixels
    view : callable
        Returns the current `View`.
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    heat : HeatMap or None
        The map that the view shows; None if there is none or it is not ready.
    decoded : DecodedImage or None
        By the last build, or by the previous one if the view shows it.
    decoded_by : ProjectBuild or None
        The build that made `decoded`.
    measures_before : dict of str to float, or None
        Measures of the previous build on the shown image.
    previews : mapping of int to ndarray of shape (h, w), uint8
        By block: saliency of the project's decoder on that block, longer side at most 128.
    second : SecondView
        What the second pane shows.
    cards : tuple of KernelCard
        Kernels of the view's block.
    reason : str or None
        Why nothing is shown, in one line: nothing built, a decoder without weights, ...
    heat_changed, decoded_changed, cards_changed : Signal()
        `decoded_changed` includes `previews`, `measures_before` and `reason`.
    """

    heat_changed = Signal()
    decoded_changed = Signal()
    cards_changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        pixels: ImagePixels,
        view: Callable[[], View],
        failed: Callable[[Exception], None],
    ) -> None:
        self.heat: HeatMap | None = None
        self.decoded: DecodedImage | None = None
        self.decoded_by: ProjectBuild | None = None
        self.measures_before: dict[str, float] | None = None
        self.previews: Mapping[int, NDArray[np.uint8]] = {}
        self.cards: tuple[KernelCard, ...] = ()
        self.reason: str | None = NOT_BUILT
        self._document = document
        self._builder = builder
        self._pixels = pixels
        self._view = view
        self._image: str | None = None
        self._steps = Inspection(jobs, self.refresh, failed)
        self._large = LargeInspection(jobs, self.refresh, failed, self._steps.traits)
        self.second = SecondView(self._steps, self._large)
        self._cards_inputs: tuple[Any, ...] = ()
        self._decoded_inputs: tuple[Any, ...] = ()
        document.opened.connect(self._steps.clear)
        document.changed.connect(self.refresh)
        builder.changed.connect(self._on_builder_changed)
        pixels.changed.connect(self.refresh)

    @property
    def encodings(self) -> Encodings:
        """The activation maps of recent images, for other work on them."""
        return self._steps.encodings

    @property
    def mask(self) -> NDArray[Any] | None:
        """The mask to outline; of a large image as far as it is known, a new object if more is."""
        if self._large.is_active:
            return self._large.mask
        return None if self.decoded is None else self.decoded.shown_mask

    def value_at(self, row: int, col: int) -> tuple[float | None, float | None]:
        """Return (activation of the view's kernel, saliency) at a pixel; None if unknown."""
        shown, built, view = self._pixels.shown, self._builder.current, self._view()
        if shown is None or built is None:
            return None, None
        height, width = shown.pixels.shape[:2]
        if not (0 <= row < height and 0 <= col < width):
            return None, None
        if self._large.is_active:
            return self._large.value_at(row, col)
        saliency, result = None, self._steps.shown_result(view)
        if result is not None:
            index = result.class_index(view.object_class)
            saliency = float(result.decoded.saliency[index, row, col])
        maps = self._activation(built, shown)
        if maps is None:
            return None, saliency
        return float(maps[row * maps.shape[0] // height, col * maps.shape[1] // width]), saliency

    def focus_on(self, image: str, focus: Focus) -> None:
        """Compute the part of an image that is in view first, if the image is large."""
        self._large.focus_on(image, focus)

    def _activation(self, built: ProjectBuild, shown: ShownImage) -> "Tensor | None":
        """Return the map of the view's kernel if it is available without computation."""
        view = self._view()
        row = kernel_row(built, view.block, view.kernel)
        if row is None:
            return None
        heating = self._steps.heating.result
        overlaid = None if heating is None else heating[1]
        if overlaid is not None and overlaid.of == (built, shown.id, view.block, row):
            return overlaid.values
        encoded = self._steps.encodings.find(built, shown)
        if encoded is None or built.learned.blocks[view.block - 1].kernels[row].deleted:
            return None
        return activation_map(encoded, view.block, row)

    def _on_builder_changed(self) -> None:
        self._steps.retain({self._builder.current, self._builder.previous})
        self.refresh()

    def refresh(self) -> None:
        """Request the work that the current state needs, and publish the results so far.

        Changes of document, builder and pixels call it; call it after a change of the view.
        """
        shown, built = self._pixels.shown, self._builder.current
        previous, view, project = self._builder.previous, self._view(), self._document.project
        image = None if shown is None else shown.id
        is_in_tiles = (
            shown is not None and built is not None and is_large(built, shown.pixels.shape)
        )
        if shown is None or built is None or image != self._image or is_in_tiles:
            self._steps.forget()
        if not is_in_tiles:
            self._large.forget()
        self._image = image
        if shown is not None and built is not None:
            steps = self._large if is_in_tiles else self._steps
            steps.request(shown, built, previous, view, project)
        self.second.request(shown, built, previous, view, project)
        self._publish_heat()
        self._publish_decoded()
        self._publish_cards()

    def _publish_heat(self) -> None:
        result, heat = self._steps.heating.result, self._steps.draft
        if heat is None and result is not None:
            heat = result[0]
        if self._large.is_active:
            heat = self._large.heat
        if heat is not self.heat:
            self.heat = heat
            self.heat_changed.emit()

    def _publish_decoded(self) -> None:
        steps, view, previous = self._steps, self._view(), self._steps.comparing.result
        result = steps.shown_result(view)
        if view.before:
            measures = None if previous is None else previous.measures
            explanation = None if previous is None else previous.explanation
        else:
            is_measured = steps.measuring.is_fresh or steps.cutting.result is not None
            measures = steps.measuring.result if is_measured else None
            explanation = steps.explaining.result if steps.explaining.is_fresh else None
        before = previous.measures if previous is not None and steps.comparing.is_fresh else None
        preview_inputs = steps.explaining.result, view.object_class
        if (large := self._large).is_active:
            result, measures, explanation = large.result, large.measures, large.explanation
            before = large.measures_before
            preview_inputs = explanation, view.object_class
        inputs = (
            result,
            measures,
            explanation,
            before,
            preview_inputs,
            id(large.mask),
            self._reason(),
        )
        if inputs != self._decoded_inputs:
            self._decoded_inputs = inputs
            self.decoded = _completed(result, measures, explanation)
            self.decoded_by = None if result is None else result.built
            self.measures_before, self.reason = before, inputs[-1]
            self.previews = _previews(*preview_inputs)
            self.decoded_changed.emit()

    def _reason(self) -> str | None:
        if not self._document.is_open:
            return None
        if self._builder.current is None:
            return READING if self._builder.is_reading else NOT_BUILT
        if self._view().before and self._builder.previous is None:
            return NO_PREVIOUS
        if self._large.is_active:
            return self._pixels.problem or self._large.note
        step = self._steps.comparing if self._view().before else self._steps.decoding
        return self._pixels.problem or step.fault

    def _publish_cards(self) -> None:
        view, project, steps = self._view(), self._document.project, self._steps
        maps, built = steps.mapping.result, self._builder.current
        if self._large.is_active:
            maps = self._large.kernel_maps(view.block)
        if maps is not None and maps.block == view.block:
            built = maps.built
        else:
            maps = None
        result = steps.decoding.result
        is_explained = result is not None and result.built is built and steps.explaining.is_fresh
        explanation = steps.explaining.result if is_explained else None
        if self._large.is_active:
            explanation = self._large.explanation_of(built)
        traits = None if built is None else steps.traits.get((built, view.block))
        edits, object_class = project.kernel_edits, view.object_class
        inputs = built, view.block, edits, traits, maps, explanation, object_class
        if inputs != self._cards_inputs:
            self._cards_inputs = inputs
            self.cards = _cards(*inputs)
            self.cards_changed.emit()


def _completed(
    result: DecoderResult | None,
    measures: dict[str, float] | None,
    explanation: DecoderExplanation | None,
) -> DecodedImage | None:
    if result is None:
        return None
    weights = {} if explanation is None else explanation.weights
    return replace(result.decoded, measures=measures, weights=weights)


def _previews(
    explanation: DecoderExplanation | None, object_class: int | None
) -> dict[int, NDArray[np.uint8]]:
    if explanation is None:
        return {}
    index = class_index(explanation.classes, object_class)
    return {block: maps[index] for block, maps in explanation.previews.items()}


def _cards(
    built: ProjectBuild | None,
    block: int,
    edits: Sequence[KernelEdit],
    traits: "KernelTraits | None",
    maps: "KernelMaps | None",
    explanation: DecoderExplanation | None,
    object_class: int | None,
) -> tuple[KernelCard, ...]:
    if built is None:
        return ()
    from flimbuilder.session.cards import kernel_cards

    index = class_index(built.model.document.object_classes, object_class)
    weights = None if explanation is None else explanation.weights.get(block)
    return kernel_cards(
        built, block, edits, traits=traits, maps=maps, weights=weights, class_index=index
    )
