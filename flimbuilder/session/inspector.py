"""What the last build makes of the shown image: kernels, heat maps, saliency, masks, measures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.project.project import KernelEdit
from flimbuilder.session.builder import Builder, Built
from flimbuilder.session.decoding import DecoderResult, Explained
from flimbuilder.session.document import Document
from flimbuilder.session.heat import activation_map, kernel_row
from flimbuilder.session.inspection import Inspection
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pixels import Pixels, ShownImage
from flimbuilder.session.results import Decoded, HeatMap, KernelCard, class_index
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from torch import Tensor

    from flimbuilder.session.cards import KernelMaps, KernelNumbers

__all__ = ["Inspector"]

NOT_BUILT = "Nothing is built yet: draw markers on a training image, then build"
NONE_BEFORE = "There is no build before this one to show"


class Inspector:
    """Follows view, document and builder; shows what there is of the steps of `Inspection`.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    pixels : Pixels
    view : callable
        Returns the present `View`.
    failed : callable
        Called with what no mistake of the user explains.

    Attributes
    ----------
    heat : HeatMap or None
        What the view asks for; None while it is not ready, or nothing is asked for.
    decoded : Decoded or None
        By the last build, or, where the view asks for it, by the one before.
    measures_before : dict of str to float, or None
        Of the build before the last on the shown image.
    previews : mapping of int to ndarray of shape (h, w), uint8
        By block: saliency of the document's decoder on that block, longer side at most 128.
    cards : tuple of KernelCard
        Of the view's block.
    reason : str or None
        Why there is nothing to show, in one line: nothing built, too large, ...
    heat_changed, decoded_changed, cards_changed : Signal()
        `decoded_changed` also tells of `previews`, `measures_before` and `reason`.
    """

    heat_changed = Signal()
    decoded_changed = Signal()
    cards_changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        pixels: Pixels,
        view: Callable[[], View],
        failed: Callable[[Exception], None],
    ) -> None:
        self.heat: HeatMap | None = None
        self.decoded: Decoded | None = None
        self.measures_before: dict[str, float] | None = None
        self.previews: Mapping[int, NDArray[np.uint8]] = {}
        self.cards: tuple[KernelCard, ...] = ()
        self.reason: str | None = NOT_BUILT
        self._document = document
        self._builder = builder
        self._pixels = pixels
        self._view = view
        self._image: str | None = None
        self._steps = Inspection(jobs, self.follow, failed)
        self._cards_of: tuple[Any, ...] = ()
        self._decoded_of: tuple[Any, ...] = ()
        document.opened.connect(self._steps.clear)
        document.changed.connect(self.follow)
        builder.changed.connect(self._follow_builder)
        pixels.changed.connect(self.follow)

    def value_at(self, row: int, col: int) -> tuple[float | None, float | None]:
        """Return (activation of the view's kernel, saliency) at a pixel; None where unknown."""
        shown, built, view = self._pixels.shown, self._builder.current, self._view()
        if shown is None or built is None:
            return None, None
        height, width = shown.pixels.shape[:2]
        if not (0 <= row < height and 0 <= col < width):
            return None, None
        saliency, readout = None, self._steps.shown_readout(view)
        if readout is not None:
            index = readout.class_index(view.object_class)
            saliency = float(readout.decoded.saliency[index, row, col])
        maps = self._activation(built, shown)
        if maps is None:
            return None, saliency
        return float(maps[row * maps.shape[0] // height, col * maps.shape[1] // width]), saliency

    def _activation(self, built: Built, shown: ShownImage) -> "Tensor | None":
        """Return the map of the view's kernel, if nothing is to be computed for it."""
        view = self._view()
        row = kernel_row(built, view.block, view.kernel)
        if row is None:
            return None
        heating = self._steps.heating.result
        laid = None if heating is None else heating[1]
        if laid is not None and laid.of == (built, shown.id, view.block, row):
            return laid.values
        encoded = self._steps.encodings.find(built, shown)
        if encoded is None or built.learned.blocks[view.block - 1].kernels[row].deleted:
            return None
        return activation_map(encoded, view.block, row)

    def _follow_builder(self) -> None:
        self._steps.retain({self._builder.current, self._builder.previous})
        self.follow()

    def follow(self) -> None:
        """Want all that is to be shown now, and show what there is of it.

        It follows document, builder and pixels by itself; a change of the view it is told of.
        """
        shown, built = self._pixels.shown, self._builder.current
        image = None if shown is None else shown.id
        if shown is None or built is None or image != self._image:
            self._steps.forget()
        self._image = image
        if shown is not None and built is not None:
            previous, project = self._builder.previous, self._document.project
            self._steps.want(shown, built, previous, self._view(), project)
        self._show_heat()
        self._show_decoded()
        self._show_cards()

    def _show_heat(self) -> None:
        made, heat = self._steps.heating.result, self._steps.draft
        if heat is None and made is not None:
            heat = made[0]
        if heat is not self.heat:
            self.heat = heat
            self.heat_changed.emit()

    def _show_decoded(self) -> None:
        steps, view, compared = self._steps, self._view(), self._steps.comparing.result
        readout = steps.shown_readout(view)
        if view.before:
            measures = None if compared is None else compared.measures
            explained = None if compared is None else compared.explained
        else:
            measures = steps.measuring.result if steps.measuring.is_fresh else None
            explained = steps.explaining.result if steps.explaining.is_fresh else None
        before = compared.measures if compared is not None and steps.comparing.is_fresh else None
        of = steps.explaining.result, view.object_class
        now = readout, measures, explained, before, of, self._reason()
        if now != self._decoded_of:
            self._decoded_of = now
            self.decoded = _composed(readout, measures, explained)
            self.measures_before, self.reason = before, now[-1]
            self.previews = _previews(*of)
            self.decoded_changed.emit()

    def _reason(self) -> str | None:
        if not self._document.is_open:
            return None
        if self._builder.current is None:
            return NOT_BUILT
        if self._view().before and self._builder.previous is None:
            return NONE_BEFORE
        reading = self._steps.comparing if self._view().before else self._steps.decoding
        return self._pixels.problem or reading.fault

    def _show_cards(self) -> None:
        view, project, steps = self._view(), self._document.project, self._steps
        maps, built = steps.mapping.result, self._builder.current
        if maps is not None and maps.block == view.block:
            built = maps.built
        else:
            maps = None
        readout = steps.decoding.result
        is_explained = readout is not None and readout.built is built and steps.explaining.is_fresh
        explained = steps.explaining.result if is_explained else None
        facts = None if built is None else steps.facts.get((built, view.block))
        of = built, view.block, project.kernel_edits, facts, maps, explained, view.object_class
        if of != self._cards_of:
            self._cards_of = of
            self.cards = _cards(*of)
            self.cards_changed.emit()


def _composed(
    readout: DecoderResult | None, measures: dict[str, float] | None, explained: Explained | None
) -> Decoded | None:
    if readout is None:
        return None
    weights = {} if explained is None else explained.weights
    return replace(readout.decoded, measures=measures, weights=weights)


def _previews(
    explained: Explained | None, object_class: int | None
) -> dict[int, NDArray[np.uint8]]:
    if explained is None:
        return {}
    index = class_index(explained.classes, object_class)
    return {block: maps[index] for block, maps in explained.previews.items()}


def _cards(
    built: Built | None,
    block: int,
    edits: Sequence[KernelEdit],
    facts: "KernelNumbers | None",
    maps: "KernelMaps | None",
    explained: Explained | None,
    object_class: int | None,
) -> tuple[KernelCard, ...]:
    if built is None:
        return ()
    from flimbuilder.session.cards import kernel_cards

    index = class_index(built.model.document.object_classes, object_class)
    weights = None if explained is None else explained.weights.get(block)
    return kernel_cards(
        built, block, edits, facts=facts, maps=maps, weights=weights, class_index=index
    )
