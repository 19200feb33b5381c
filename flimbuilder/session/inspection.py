"""The steps of background work from a build and an image to all that is shown of them."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.project.project import DecoderChoice, Delineation, Project
from flimbuilder.session.builder import Built
from flimbuilder.session.decoding import DecoderResult, Explained, decode, explain, measured
from flimbuilder.session.encoding import (
    Encoded,
    Encodings,
    drafted_saliency,
    is_worth_a_draft,
)
from flimbuilder.session.heat import (
    Activation,
    activation_heat,
    error_heat,
    kernel_row,
    saliency_heat,
)
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.results import HeatMap, class_index
from flimbuilder.session.stage import Check, Stage
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from flimbuilder.session.cards import KernelMaps, KernelNumbers

__all__ = ["Compared", "Inspection"]

ENCODINGS_KEPT = 512 * 2**20  # bytes of activation maps
RESULTS_KEPT = 128 * 2**20  # bytes of what the steps gave

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Compared:
    """What the build before the last makes of the image.

    Attributes
    ----------
    readout : DecoderResult
    explained : Explained or None
        None where it was not asked for.
    measures : dict of str to float, or None
        None without a reference mask.
    """

    readout: DecoderResult
    explained: Explained | None
    measures: dict[str, float] | None


class Inspection:
    """A step in each lane; what the user looks at comes first.

    Where encoding takes long and saliency is looked at, a draft of it comes first (lane
    ``draft``). The image is decoded (``decode``), which encodes it where its maps are not kept,
    and the map that the view asks for is laid over it (``heat``). Only then decoder and kernels
    are explained (``explain``, ``cards``), the mask is measured (``measures``), the same is done
    by the build before the last (``before``), and maps that came from what was kept are made
    again for the values under the pointer (``maps``). While a step is done again for the same
    image, what it gave before stays.

    Parameters
    ----------
    jobs : Jobs
    changed : callable
        Called when a step has come to an end.
    unexpected : callable
        Called with what no mistake of the user explains.

    Attributes
    ----------
    drafting, decoding, explaining, measuring, comparing, mapping, heating, encoding : Stage
    encodings : Encodings
    facts : dict of (Built, int) to KernelNumbers
        By build and block.
    """

    def __init__(
        self, jobs: Jobs, changed: Callable[[], None], unexpected: Callable[[Exception], None]
    ) -> None:
        self.encodings = Encodings(ENCODINGS_KEPT)
        self.facts: dict[tuple[Built, int], KernelNumbers] = {}
        self._kept: ByteLimitedCache[tuple[str, Hashable], Any] = ByteLimitedCache(RESULTS_KEPT)
        self._draft_of: tuple[Hashable, ...] | None = None
        self._draft_is_over = False  # what it is a draft of has been there

        def stage(lane: str, title: str, size: Callable[[T], int]) -> Stage[T]:
            return Stage(jobs, lane, title, changed, unexpected, self._kept, size)

        self.drafting: Stage[HeatMap] = stage("draft", "Drafting the saliency", _too_large)
        self.decoding: Stage[DecoderResult] = stage("decode", "Decoding the image", _nbytes)
        self.explaining: Stage[Explained] = stage("explain", "Explaining the decoder", _nbytes)
        self.measuring: Stage[dict[str, float]] = stage("measures", "Measuring the mask", len)
        self.comparing: Stage[Compared] = stage(
            "before", "Decoding by the build before", lambda made: made.readout.nbytes
        )
        self.mapping: Stage[KernelMaps] = stage("cards", "Drawing kernels", _nbytes)
        self.heating: Stage[tuple[HeatMap, Activation | None]] = stage(
            "heat", "Drawing a map", lambda made: made[0].values.nbytes
        )
        self.encoding: Stage[Encoded] = stage("maps", "Encoding the image", _too_large)

    def want(
        self, shown: ShownImage, built: Built, previous: Built | None, view: View, project: Project
    ) -> None:
        """Have done what is to be shown now, in the order in which it is needed."""
        self._want_draft(shown, built, view, project)
        if self.drafting.is_busy:
            self.decoding.postpone()
        else:
            self._want_decoded(shown, built, project)
        self._want_heat(shown, built, previous, view, project)
        later = (self.explaining, self.mapping, self.measuring, self.comparing, self.encoding)
        if self.drafting.is_busy or self.decoding.is_busy:
            for one in later:
                one.postpone()
            return
        for one in later:  # what is there already stays while a map is drawn
            one.only_recalls = self.heating.is_busy
        if not self.heating.is_busy:
            self.drafting.forget()
            self._draft_is_over = True
        self._want_explained(shown, built)
        self._want_kernel_maps(shown, built, view.block)
        self._want_measures(shown)
        self._want_before(shown, previous, view, project)
        if self.heating.is_busy or any(one.is_busy for one in later[:-1]):
            self.encoding.postpone()
        elif self.encodings.find(built, shown) is None:
            if self.encoding.is_fresh:
                self.encoding.postpone()  # others have taken their place
            self._want_maps(shown, built)

    @property
    def draft(self) -> HeatMap | None:
        """The draft of the saliency, while that itself is not there."""
        waits = self.drafting.is_fresh and (self.decoding.is_busy or self.heating.is_busy)
        return self.drafting.result if waits else None

    def shown_readout(self, view: View) -> DecoderResult | None:
        """Return what is shown as decoded: by the build before where the view asks for it."""
        if not view.before:
            return self.decoding.result
        return None if self.comparing.result is None else self.comparing.result.readout

    def forget(self) -> None:
        """Want nothing and have nothing to show."""
        self._draft_of = None
        for one in (
            self.drafting, self.decoding, self.explaining, self.measuring, self.comparing,
            self.mapping, self.heating, self.encoding,
        ):  # fmt: skip
            one.forget()

    def retain(self, alive: Collection[Built | None]) -> None:
        """Keep only what was made by builds that are alive."""
        for of in [one for one in list(self.facts) if one[0] not in alive]:
            del self.facts[of]  # in place: a job may be about to add to it
        # The first that each step depends on is the build.
        self._kept.retain(lambda key: cast(tuple[Built, ...], key[1])[0] in alive)

    def clear(self) -> None:
        """Keep nothing."""
        self.encodings.clear()
        self._draft_of = None
        self.retain(())

    def _want_draft(self, shown: ShownImage, built: Built, view: View, project: Project) -> None:
        classes, decoder_choice = built.model.document.object_classes, project.decoder
        index = class_index(classes, view.object_class)
        key = built, shown.key, decoder_choice, index
        if self._draft_of != key:
            self._draft_of, self._draft_is_over = key, False
            self.drafting.forget()
        if view.heat != "saliency" or view.before:
            self.drafting.forget()
            return
        if (
            self._draft_is_over
            or self.decoding.recall(_decoding_key(shown, built, project)) is not None
            or self.encodings.find(built, shown) is not None
            or not is_worth_a_draft(built, shown)
        ):
            return  # a draft that is there stays until the map itself is

        def work(check: Check) -> HeatMap:
            name = _class_name(project, classes[index])
            drafted = drafted_saliency(built, shown, decoder_choice)[index]
            return saliency_heat(drafted, name, is_draft=True)

        self.drafting.want(key, work)

    def _want_decoded(self, shown: ShownImage, built: Built, project: Project) -> None:
        decoder_choice, delineation = project.decoder, project.delineation

        def work(check: Check) -> DecoderResult:
            return decode(self.encodings.make(built, shown, check), decoder_choice, delineation)

        self.decoding.want(_decoding_key(shown, built, project), work)

    def _want_heat(
        self, shown: ShownImage, built: Built, previous: Built | None, view: View, project: Project
    ) -> None:
        readout, row = self.shown_readout(view), kernel_row(built, view.block, view.kernel)
        if view.heat == "activation" and row is not None:
            self._want_activation(shown, built, view.block, row)
        elif readout is not None and readout.built not in (built, previous):
            self.heating.postpone()  # nothing of a build that has gone; what was there stays
        elif view.heat == "saliency" and readout is not None:
            index = readout.class_index(view.object_class)
            name = _class_name(project, readout.decoded.classes[index])
            saliency = readout.decoded.saliency[index]
            self.heating.want(
                (*_key_of(readout, shown), index, name),
                lambda check: (saliency_heat(saliency, name), None),
            )
        elif view.heat == "error" and readout is not None and shown.truth is not None:
            truth = shown.truth
            self.heating.want(
                _key_of(readout, shown),
                lambda check: (error_heat(readout.decoded, truth), None),
            )
        else:
            self.heating.forget()

    def _want_activation(self, shown: ShownImage, built: Built, block: int, row: int) -> None:
        def work(check: Check) -> tuple[HeatMap, Activation | None]:
            return activation_heat(self.encodings.make(built, shown, check), block, row)

        self.heating.want((built, shown.key, block, row), work)

    def _want_explained(self, shown: ShownImage, built: Built) -> None:
        readout = self.decoding.result
        if readout is None or readout.built is not built:
            self.explaining.forget()
            return
        decoder_choice = readout.decoded.decoder_choice

        def work(check: Check) -> Explained:
            return explain(self.encodings.make(built, shown, check), decoder_choice)

        self.explaining.want((built, shown.key, decoder_choice), work)

    def _want_kernel_maps(self, shown: ShownImage, built: Built, block: int) -> None:
        if block > len(built.learned.blocks):
            self.mapping.forget()
            return
        facts = self.facts

        def work(check: Check) -> "KernelMaps":
            from flimbuilder.session.cards import kernel_maps, kernel_numbers

            if (built, block) not in facts:
                found = kernel_numbers(built, block)
                check()
                facts[built, block] = found
            return kernel_maps(self.encodings.make(built, shown, check), block, shown.truth)

        self.mapping.want((built, shown.whole_key, block), work)

    def _want_measures(self, shown: ShownImage) -> None:
        readout = self.decoding.result
        if readout is None or shown.truth is None:
            self.measuring.forget()
        else:
            self.measuring.want(
                _key_of(readout, shown), lambda check: measured(readout, shown) or {}
            )

    def _want_before(
        self, shown: ShownImage, previous: Built | None, view: View, project: Project
    ) -> None:
        """Decode by the build before the last, once the last one has decoded."""
        decoder_choice, delineation = project.decoder, project.delineation
        if previous is None or (shown.truth is None and not view.before):
            self.comparing.forget()
            return

        def work(check: Check) -> Compared:
            # What the last build gave while it was the last is mostly still kept.
            readout = self.decoding.recall(_decoding_key(shown, previous, project))
            if readout is None:
                encoded = self.encodings.make(previous, shown, check)
                readout = decode(encoded, decoder_choice, delineation)
            named = readout.decoded.decoder_choice
            explained = self.explaining.recall((previous, shown.key, named))
            if explained is None and view.before:
                explained = explain(self.encodings.make(previous, shown, check), named)
            return Compared(readout, explained, measured(readout, shown))

        key = previous, shown.whole_key, decoder_choice, delineation, view.before
        self.comparing.want(key, work)

    def _want_maps(self, shown: ShownImage, built: Built) -> None:
        self.encoding.want(
            (built, shown.key), lambda check: self.encodings.make(built, shown, check)
        )


def _nbytes(made: "DecoderResult | Explained | KernelMaps") -> int:
    return made.nbytes


def _decoding_key(
    shown: ShownImage, built: Built, project: Project
) -> tuple[Built, str, DecoderChoice, Delineation]:
    return built, shown.key, project.decoder, project.delineation


def _key_of(
    readout: DecoderResult, shown: ShownImage
) -> tuple[Built, str, DecoderChoice, Delineation]:
    """Return all that a readout, and what is worked out of it and the mask, depends on."""
    return readout.built, shown.whole_key, readout.decoded.decoder_choice, readout.delineation


def _too_large(made: Encoded | HeatMap) -> int:
    """Never keep maps here, as `Encodings` does, nor drafts."""
    return RESULTS_KEPT + 1


def _class_name(project: Project, class_id: int) -> str:
    names = {entry.id: entry.name for entry in project.classes}
    return names.get(class_id, f"class {class_id}")
