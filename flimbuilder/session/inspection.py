"""The background steps that compute what the view shows of an image and a build."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.project import Project
from flimbuilder.session.background_step import BackgroundStep, Check
from flimbuilder.session.decoding import (
    DecoderExplanation,
    DecoderResult,
    cut_again,
    decode,
    explain,
    measure_result,
)
from flimbuilder.session.encoding import (
    EncodedImage,
    Encodings,
    draft_saliency,
    is_worth_a_draft,
)
from flimbuilder.session.heat import (
    Activation,
    activation_heat,
    block_heat,
    error_heat,
    kernel_row,
    saliency_heat,
)
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import HeatMap, class_index
from flimbuilder.session.view import View, shows_previous

if TYPE_CHECKING:
    from flimbuilder.session.cards import KernelMaps, KernelTraits

__all__ = ["Inspection", "PreviousResult", "class_name", "result_key"]

QUICK_TO_REFINE = 2**18  # pixels of an image whose boundaries are refined while it is previewed
ENCODING_CACHE_BYTES = 512 * 2**20  # of activation maps
RESULT_CACHE_BYTES = 128 * 2**20  # of the steps' results

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class PreviousResult:
    """The shown image decoded by the previous build.

    Attributes
    ----------
    decoder_result : DecoderResult
    explanation : DecoderExplanation or None
        None unless the view shows the previous build.
    measures : dict of str to float, or None
        None without a reference mask.
    """

    decoder_result: DecoderResult
    explanation: DecoderExplanation | None
    measures: dict[str, float] | None


class Inspection:
    """Background steps, in the order in which the view needs them; each has a lane.

    1. If the view shows saliency and encoding takes long, a draft of it (lane ``draft``).
    2. The decoded image (``decode``), which needs its activation maps, and the map that the view
       shows over it (``heat``).
    3. Explanations of decoder and kernels (``explain``, ``cards``), measures of the mask
       (``measures``) and the results of the previous build (``before``).
    4. Activation maps for the values under the pointer, if step 2 used cached results
       (``maps``).

    While a step is repeated for the same image, its former result stays.

    Parameters
    ----------
    jobs : Jobs
    changed : callable
        Called when a step ends.
    unexpected : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    drafting, decoding, explaining, measuring, comparing, mapping, heating, encoding
        Each a `BackgroundStep`.
    cutting : BackgroundStep
        The mask at the threshold that the view previews.
    step : callable
        Makes another step with the caches of these from lane, title and size; see
        `BackgroundStep`.
    encodings : Encodings
    traits : dict of (ProjectBuild, int) to KernelTraits
        By build and block.
    """

    def __init__(
        self, jobs: Jobs, changed: Callable[[], None], unexpected: Callable[[Exception], None]
    ) -> None:
        self.encodings = Encodings(ENCODING_CACHE_BYTES)
        self.traits: dict[tuple[ProjectBuild, int], KernelTraits] = {}
        self._cache = ByteLimitedCache[tuple[str, Hashable], Any](RESULT_CACHE_BYTES)
        self._draft_key: tuple[Hashable, ...] | None = None
        self._draft_is_over = False  # whether its final map has been shown

        def step(lane: str, title: str, size: Callable[[T], int]) -> BackgroundStep[T]:
            return BackgroundStep(jobs, lane, title, changed, unexpected, self._cache, size)

        self.step = step

        def nbytes(result: "DecoderResult | DecoderExplanation | KernelMaps") -> int:
            return result.nbytes

        def uncacheable(result: EncodedImage | HeatMap | DecoderResult) -> int:
            return RESULT_CACHE_BYTES + 1  # `Encodings` caches maps; drafts are temporary

        self.drafting: BackgroundStep[HeatMap] = step(
            "draft", "Drafting the saliency", uncacheable
        )
        self.decoding: BackgroundStep[DecoderResult] = step("decode", "Decoding the image", nbytes)
        self.explaining: BackgroundStep[DecoderExplanation] = step(
            "explain", "Explaining the decoder", nbytes
        )
        self.measuring: BackgroundStep[dict[str, float]] = step(
            "measures", "Measuring the mask", len
        )
        self.comparing: BackgroundStep[PreviousResult] = step(
            "before",
            "Decoding by the previous build",
            lambda result: result.decoder_result.nbytes,
        )
        self.mapping: BackgroundStep[KernelMaps] = step("cards", "Drawing kernels", nbytes)
        self.heating: BackgroundStep[tuple[HeatMap, Activation | None]] = step(
            "heat", "Drawing a map", lambda result: result[0].values.nbytes
        )
        self.encoding: BackgroundStep[EncodedImage] = step(
            "maps", "Encoding the image", uncacheable
        )
        self.cutting: BackgroundStep[DecoderResult] = step(
            "cut", "Cutting the saliency", uncacheable
        )

    def request(
        self,
        shown: ShownImage,
        built: ProjectBuild,
        previous: ProjectBuild | None,
        view: View,
        project: Project,
    ) -> None:
        """Schedule the work that the current view needs."""
        self._request_draft(shown, built, view, project)
        if self.drafting.is_busy:
            self.decoding.postpone()
        else:
            self._request_decoding(shown, built, project)
        self._request_cut(shown, view, project)
        self._request_heat(shown, built, previous, view, project)
        later = (self.explaining, self.mapping, self.measuring, self.comparing, self.encoding)
        if self.drafting.is_busy or self.decoding.is_busy:
            for step in later:
                step.postpone()
            return
        for step in later:  # existing results stay while a map is drawn
            step.only_recalls = self.heating.is_busy
        if not self.heating.is_busy:
            self.drafting.forget()
            self._draft_is_over = True
        self._request_explanation(shown, built)
        self._request_kernel_maps(shown, built, view.block)
        self._request_measures(shown)
        self._request_previous(shown, previous, view)
        if self.heating.is_busy or any(step.is_busy for step in later[:-1]):
            self.encoding.postpone()
        elif self.encodings.find(built, shown) is None:
            if self.encoding.is_fresh:
                self.encoding.postpone()  # its maps have left the cache
            self.encoding.request(
                (built, shown.key), lambda check: self.encodings.make(built, shown, check)
            )

    @property
    def draft(self) -> HeatMap | None:
        """The draft of the saliency until the saliency arrives."""
        waits = self.drafting.is_fresh and (self.decoding.is_busy or self.heating.is_busy)
        return self.drafting.result if waits else None

    def shown_result(self, view: View) -> DecoderResult | None:
        """Return the decoder's result of the build that the view shows."""
        if not view.before:
            return self.cutting.result or self.decoding.result
        previous = self.comparing.result
        return None if previous is None else previous.decoder_result

    def forget(self) -> None:
        """Drop all requests and results; the caches stay."""
        self._draft_key = None
        for step in (
            self.drafting, self.decoding, self.explaining, self.measuring, self.comparing,
            self.mapping, self.heating, self.encoding, self.cutting,
        ):  # fmt: skip
            step.forget()

    def retain(self, builds: Collection[ProjectBuild | None]) -> None:
        """Drop cached results of all other builds."""
        for key in [key for key in list(self.traits) if key[0] not in builds]:
            del self.traits[key]  # in place: a job may be about to add to it
        # Every step's key begins with the build.
        self._cache.retain(lambda key: cast(tuple[ProjectBuild, ...], key[1])[0] in builds)

    def clear(self) -> None:
        """Empty all caches."""
        self.encodings.clear()
        self._draft_key = None
        self.retain(())

    def _request_draft(
        self, shown: ShownImage, built: ProjectBuild, view: View, project: Project
    ) -> None:
        classes, decoder_choice = built.model.document.object_classes, project.decoder
        index = class_index(classes, view.object_class)
        key = built, shown.key, decoder_choice, index
        if self._draft_key != key:
            self._draft_key, self._draft_is_over = key, False
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
            return  # an existing draft stays until the map arrives

        def work(check: Check) -> HeatMap:
            name = class_name(project, classes[index])
            saliency = draft_saliency(built, shown, decoder_choice)[index]
            return saliency_heat(saliency, name, is_draft=True)

        self.drafting.request(key, work)

    def _request_decoding(self, shown: ShownImage, built: ProjectBuild, project: Project) -> None:
        decoder_choice, delineation = project.decoder, project.delineation

        def work(check: Check) -> DecoderResult:
            return decode(self.encodings.make(built, shown, check), decoder_choice, delineation)

        self.decoding.request(_decoding_key(shown, built, project), work)

    def _request_cut(self, shown: ShownImage, view: View, project: Project) -> None:
        """Cut the saliency at the previewed threshold: the newest, once the former is done."""
        result, threshold = self.decoding.result, view.threshold
        if self.decoding.is_busy and result is not None:
            return  # until then, the preview is the best mask
        if threshold is None or result is None or not self.decoding.is_fresh:
            self.cutting.forget()
            return
        if self.cutting.is_busy:
            return
        delineation = project.delineation.with_(threshold=threshold)
        key = result.built, shown.key, project.decoder, delineation

        def work(check: Check) -> DecoderResult:
            if result.decoded.mask.size > QUICK_TO_REFINE:
                return cut_again(result, threshold)
            encoded = self.encodings.find(result.built, shown)
            pixels = scale_image(shown.pixels) if encoded is None else encoded.pixels
            cut = cut_again(result, threshold, pixels)
            self.decoding.store(key, cut)  # for the edit that may follow
            return cut

        self.cutting.request(key, work)

    def _request_heat(
        self,
        shown: ShownImage,
        built: ProjectBuild,
        previous: ProjectBuild | None,
        view: View,
        project: Project,
    ) -> None:
        result, row = self.shown_result(view), kernel_row(built, view.block, view.kernel)
        if view.heat == "activation" and row is not None:
            block = view.block
            self.heating.request(
                (built, shown.key, block, row),
                lambda check: activation_heat(
                    self.encodings.make(built, shown, check), block, row
                ),
            )
        elif result is not None and result.built not in (built, previous):
            self.heating.postpone()  # the former map stays until a current build decodes
        elif view.heat in ("saliency", "block") and result is not None:
            index, block = result.class_index(view.object_class), view.block
            name = class_name(project, result.decoded.classes[index])
            decoded, of_build = result.decoded, result.built

            def on_block(check: Check) -> tuple[HeatMap, None]:
                encoded = self.encodings.make(of_build, shown, check)
                return block_heat(encoded, decoded.decoder_choice, block, index, name), None

            def on_all(check: Check) -> tuple[HeatMap, None]:
                return saliency_heat(decoded.saliency[index], name), None

            key = (*result_key(result, shown), index, name)
            if view.heat == "block":
                self.heating.request((*key, block), on_block)
            else:
                self.heating.request(key, on_all)
        elif view.heat == "error" and result is not None and shown.truth is not None:
            decoded, truth = result.decoded, shown.truth
            self.heating.request(
                result_key(result, shown), lambda check: (error_heat(decoded, truth), None)
            )
        else:
            self.heating.forget()

    def _request_explanation(self, shown: ShownImage, built: ProjectBuild) -> None:
        result = self.decoding.result
        if result is None or result.built is not built:
            self.explaining.forget()
            return
        decoder_choice = result.decoded.decoder_choice

        def work(check: Check) -> DecoderExplanation:
            return explain(self.encodings.make(built, shown, check), decoder_choice)

        self.explaining.request((built, shown.key, decoder_choice), work)

    def _request_kernel_maps(self, shown: ShownImage, built: ProjectBuild, block: int) -> None:
        if block > len(built.learned.blocks):
            self.mapping.forget()
            return
        traits = self.traits

        def work(check: Check) -> "KernelMaps":
            from flimbuilder.session.cards import kernel_maps, kernel_traits

            if (built, block) not in traits:
                of_block = kernel_traits(built, block)
                check()
                traits[built, block] = of_block
            return kernel_maps(self.encodings.make(built, shown, check), block, shown.truth)

        self.mapping.request((built, shown.whole_key, block), work)

    def _request_measures(self, shown: ShownImage) -> None:
        result = self.cutting.result or self.decoding.result
        if result is None or shown.truth is None:
            self.measuring.forget()
        else:
            self.measuring.request(
                result_key(result, shown), lambda check: measure_result(result, shown) or {}
            )

    def _request_previous(
        self, shown: ShownImage, previous: ProjectBuild | None, view: View
    ) -> None:
        if previous is None or (shown.truth is None and not shows_previous(view)):
            self.comparing.forget()
            return
        before = previous.project  # its decoder, as blocks and kernels may differ by now
        decoder_choice, delineation = before.decoder, before.delineation

        def work(check: Check) -> PreviousResult:
            # The results from when the previous build was current are mostly still cached.
            result = self.decoding.recall(_decoding_key(shown, previous, before))
            if result is None:
                encoded = self.encodings.make(previous, shown, check)
                result = decode(encoded, decoder_choice, delineation)
            resolved = result.decoded.decoder_choice
            explanation = self.explaining.recall((previous, shown.key, resolved))
            if explanation is None and view.before:
                explanation = explain(self.encodings.make(previous, shown, check), resolved)
            return PreviousResult(result, explanation, measure_result(result, shown))

        key = previous, shown.whole_key, decoder_choice, delineation, view.before
        self.comparing.request(key, work)


def _decoding_key(
    shown: ShownImage, built: ProjectBuild, project: Project
) -> tuple[ProjectBuild, str, DecoderChoice, Delineation]:
    return built, shown.key, project.decoder, project.delineation


def result_key(
    result: DecoderResult, shown: ShownImage
) -> tuple[ProjectBuild, str, DecoderChoice, Delineation]:
    """Return what a decoder's result depends on, and all that follows from it and the mask."""
    return result.built, shown.whole_key, result.decoded.decoder_choice, result.delineation


def class_name(project: Project, class_id: int) -> str:
    """Return the name of a class, or its number if the project has no such class."""
    names = {entry.id: entry.name for entry in project.classes}
    return names.get(class_id, f"class {class_id}")
