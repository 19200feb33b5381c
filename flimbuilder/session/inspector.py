"""What the last build makes of the shown image: kernels, heat maps, saliency, masks, measures."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from flimbuilder.project.project import KernelEdit, Project
from flimbuilder.session.builder import Builder, Built
from flimbuilder.session.decoding import Readout, decode, measured
from flimbuilder.session.document import Document
from flimbuilder.session.encoding import Encoded, Encodings
from flimbuilder.session.heat import (
    Activation,
    activation_heat,
    activation_map,
    error_heat,
    kernel_row,
    saliency_heat,
)
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pixels import Pixels, ShownImage
from flimbuilder.session.results import Decoded, HeatMap, KernelCard, class_index
from flimbuilder.session.stage import Stage
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from torch import Tensor

    from flimbuilder.session.cards import KernelFacts, KernelMaps

__all__ = ["Decoded", "HeatMap", "Inspector", "KernelCard"]

ENCODINGS_KEPT = 512 * 2**20  # bytes
NOT_BUILT = "Nothing is built yet: draw markers on a training image, then build"
NONE_BEFORE = "There is no build before this one to show"


class Inspector:
    """Follows view, document and builder; computes in the background, a step in each lane.

    The image is encoded (lane ``maps``), decoded (``decode``) and measured (``measures``), and the
    same is done by the build before the last (``before``); the maps of one block are made small
    (``cards``), and one map is laid over the image (``heat``). While a step is done again for the
    same image, what it gave before stays.

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
        self._encodings = Encodings(ENCODINGS_KEPT)
        self._facts: dict[tuple[Built, int], KernelFacts] = {}
        stage = partial(Stage, jobs, changed=self._follow, unexpected=failed)
        self._encoding: Stage[Encoded] = stage("maps", "Encoding the image")
        self._decoding: Stage[Readout] = stage("decode", "Decoding the image")
        self._measuring: Stage[Readout] = stage("measures", "Measuring the mask")
        self._comparing: Stage[Readout] = stage("before", "Decoding by the build before")
        self._mapping: Stage[KernelMaps] = stage("cards", "Drawing kernels")
        self._heating: Stage[tuple[HeatMap, Activation | None]] = stage("heat", "Drawing a map")
        self._cards_of: tuple[Any, ...] = ()
        self._previews_of: tuple[Any, ...] = ()
        document.opened.connect(self._encodings.clear)
        document.changed.connect(self._follow_document)
        builder.changed.connect(self._follow_builder)
        pixels.changed.connect(self._follow)

    def look(self, before: View, after: View) -> None:
        """Follow a change of the view."""
        self._follow()

    def value_at(self, row: int, col: int) -> tuple[float | None, float | None]:
        """Return (activation of the view's kernel, saliency) at a pixel; None where unknown."""
        encoded, readout = self._encoding.result, self._shown_readout
        if encoded is None or not (0 <= row < encoded.size[0] and 0 <= col < encoded.size[1]):
            return None, None
        saliency = None
        if readout is not None:
            index = readout.class_index(self._view().object_class)
            saliency = float(readout.decoded.saliency[index, row, col])
        maps = self._activation(encoded)
        if maps is None:
            return None, saliency
        height, width = maps.shape
        (rows, cols) = encoded.size
        return float(maps[row * height // rows, col * width // cols]), saliency

    def _activation(self, encoded: Encoded) -> "Tensor | None":
        """Return the map of the view's kernel, if nothing is to be computed for it."""
        view = self._view()
        row = kernel_row(encoded, view.block, view.kernel)
        if row is None:
            return None
        if not encoded.built.learned.blocks[view.block - 1].kernels[row].deleted:
            return activation_map(encoded, view.block, row)
        laid = None if self._heating.result is None else self._heating.result[1]
        return laid.values if laid is not None and laid.of == (encoded, view.block, row) else None

    def _follow_document(self, before: Project, after: Project) -> None:
        self._follow()

    def _follow_builder(self) -> None:
        alive = {self._builder.current, self._builder.previous}
        self._facts = {of: facts for of, facts in self._facts.items() if of[0] in alive}
        self._follow()

    def _follow(self) -> None:
        """Want all that is to be shown now, and show what there is of it."""
        shown, built = self._pixels.shown, self._builder.current
        image = None if shown is None else shown.id
        if shown is None or built is None or image != self._image:
            self._forget()
        self._image = image
        if shown is not None and built is not None:
            self._want(shown, built)
        self._show_heat()
        self._show_decoded()
        self._show_cards()

    def _forget(self) -> None:
        for stage in (
            self._encoding, self._decoding, self._measuring, self._comparing, self._mapping,
            self._heating,
        ):  # fmt: skip
            stage.forget()

    def _want(self, shown: ShownImage, built: Built) -> None:
        self._encoding.want((built, shown.id), lambda: self._encodings.make(built, shown))
        encoded, project = self._encoding.result, self._document.project
        if encoded is None:
            for stage in (self._decoding, self._mapping, self._heating):
                stage.forget()
        else:
            choice, delineation = project.decoder, project.delineation
            self._decoding.want(
                (encoded, choice, delineation), lambda: decode(encoded, choice, delineation)
            )
            self._want_kernel_maps(encoded, shown)
            self._want_heat(encoded, shown)
        self._want_measures(shown)
        self._want_before(shown)

    def _want_kernel_maps(self, encoded: Encoded, shown: ShownImage) -> None:
        block, built, facts = self._view().block, encoded.built, self._facts
        if block > len(built.learned.blocks):
            self._mapping.forget()
            return

        def work() -> "KernelMaps":
            from flimbuilder.session.cards import kernel_facts, kernel_maps

            if (built, block) not in facts:
                facts[built, block] = kernel_facts(built, block)
            return kernel_maps(encoded, block, shown.truth)

        self._mapping.want((encoded, block, shown), work)

    def _want_heat(self, encoded: Encoded, shown: ShownImage) -> None:
        view, readout, stage = self._view(), self._shown_readout, self._heating
        row = kernel_row(encoded, view.block, view.kernel)
        if view.heat == "activation" and row is not None:
            of = encoded, view.block, row
            stage.want(("activation", *of), lambda: activation_heat(*of))
        elif view.heat == "saliency" and readout is not None:
            index = readout.class_index(view.object_class)
            name = self._class_name(readout.decoded.classes[index])
            stage.want(
                ("saliency", readout, index, name),
                lambda: (saliency_heat(readout, index, name), None),
            )
        elif view.heat == "error" and readout is not None and shown.truth is not None:
            truth = shown.truth
            stage.want(
                ("error", readout, shown), lambda: (error_heat(readout.decoded, truth), None)
            )
        else:
            stage.forget()

    def _class_name(self, class_id: int) -> str:
        names = {entry.id: entry.name for entry in self._document.project.classes}
        return names.get(class_id, f"class {class_id}")

    def _want_measures(self, shown: ShownImage) -> None:
        readout, truth = self._decoding.result, shown.truth
        if readout is None or truth is None:
            self._measuring.forget()
        else:
            self._measuring.want((readout, shown), lambda: measured(readout, truth))

    def _want_before(self, shown: ShownImage) -> None:
        """Decode by the build before the last, once the last one has decoded."""
        previous, truth = self._builder.previous, shown.truth
        if previous is None or (truth is None and not self._view().before):
            self._comparing.forget()
            return
        if not (self._encoding.is_fresh and self._decoding.is_fresh):
            return
        project, encodings = self._document.project, self._encodings
        choice, delineation = project.decoder, project.delineation

        def work() -> Readout:
            readout = decode(encodings.make(previous, shown), choice, delineation)
            return readout if truth is None else measured(readout, truth)

        self._comparing.want((previous, shown, choice, delineation), work)

    @property
    def _shown_readout(self) -> Readout | None:
        """What is shown as decoded: by the build before where the view asks for it."""
        if not self._view().before:
            return self._decoding.result
        return self._comparing.result

    def _show_heat(self) -> None:
        heat = None if self._heating.result is None else self._heating.result[0]
        if heat is not self.heat:
            self.heat = heat
            self.heat_changed.emit()

    def _show_decoded(self) -> None:
        readout, measures = self._shown_readout, self._measuring
        if readout is not None and readout is self._decoding.result and measures.is_fresh:
            readout = measures.result
        before = self._comparing.result if self._comparing.is_fresh else None
        measures_before = None if before is None else before.decoded.measures
        of = self._decoding.result, self._view().object_class
        shown = None if readout is None else readout.decoded
        now = shown, measures_before, of, self._reason()
        if now != (self.decoded, self.measures_before, self._previews_of, self.reason):
            self.decoded, self.measures_before, self._previews_of, self.reason = now
            self.previews = _previews(*of)
            self.decoded_changed.emit()

    def _reason(self) -> str | None:
        if not self._document.is_open:
            return None
        if self._builder.current is None:
            return NOT_BUILT
        if self._view().before and self._builder.previous is None:
            return NONE_BEFORE
        reading = self._comparing if self._view().before else self._decoding
        return self._pixels.problem or self._encoding.fault or reading.fault

    def _show_cards(self) -> None:
        view, project = self._view(), self._document.project
        maps, readout, built = self._mapping.result, self._decoding.result, self._builder.current
        if maps is not None and maps.block == view.block:
            built = maps.encoded.built
        else:
            maps = None
        if readout is not None and readout.encoded.built is not built:
            readout = None
        facts = None if built is None else self._facts.get((built, view.block))
        of = built, view.block, project.kernel_edits, facts, maps, readout, view.object_class
        if of != self._cards_of:
            self._cards_of = of
            self.cards = _cards(*of)
            self.cards_changed.emit()


def _previews(readout: Readout | None, object_class: int | None) -> dict[int, NDArray[np.uint8]]:
    if readout is None:
        return {}
    index = readout.class_index(object_class)
    return {block: maps[index] for block, maps in readout.previews.items()}


def _cards(
    built: Built | None,
    block: int,
    edits: Sequence[KernelEdit],
    facts: "KernelFacts | None",
    maps: "KernelMaps | None",
    readout: Readout | None,
    object_class: int | None,
) -> tuple[KernelCard, ...]:
    if built is None:
        return ()
    from flimbuilder.session.cards import kernel_cards

    index = class_index(built.model.document.object_classes, object_class)
    weights = None if readout is None else readout.decoded.weights.get(block)
    return kernel_cards(
        built, block, edits, facts=facts, maps=maps, weights=weights, class_index=index
    )
