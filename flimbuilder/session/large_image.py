"""The results of a build on an image that is too large to be encoded whole."""

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import label_masks
from flimbuilder.flim.learned import build_block
from flimbuilder.imaging.pyramid import Pyramid
from flimbuilder.imaging.sparse_pyramid import SparsePyramid
from flimbuilder.model.large_activation import LargeActivation
from flimbuilder.model.large_decoding import LargeDecoding, strip_settings
from flimbuilder.model.map_dice import DICE_SIDE
from flimbuilder.model.tile_grid import Focus
from flimbuilder.model.tile_queue import TileWorkers, tile_workers
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.session.cards import (
    MAP_SIDE,
    KernelMaps,
    KernelTraits,
    kernel_traits,
    summarised_maps,
)
from flimbuilder.session.decoding import DecoderExplanation, DecoderResult
from flimbuilder.session.encoding import EncodedImage, n_products
from flimbuilder.session.heat import error_heat
from flimbuilder.session.large import fixed_threshold, measure_large
from flimbuilder.session.large_draft import LargeDraft, draft_activation, draft_kernels, make_draft
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import DecodedImage, HeatMap
from flimbuilder.session.view import Heat

__all__ = ["Check", "LargeImage", "Step", "Wanted"]

SLOW = 10**10  # multiplications for the view from which a coarse answer comes first
PAUSE = 0.08  # seconds between two reports of new tiles
# Seconds between two views of a mask that is being filled, which is outlined whole: of a new part
# of the image, and of the same.
MASK_PAUSE, LONG_MASK_PAUSE = 1.0, 8.0

Check = Callable[[], None]
Step = Callable[["Wanted", Check], None]


@dataclass(frozen=True)
class Wanted:
    """What the view shows of a large image.

    Attributes
    ----------
    focus : Focus or None
        The part in view; None if it is unknown.
    heat : {"none", "activation", "saliency", "error"}
    class_index : int
        Of the shown object class.
    kernel : tuple of int, or None
        Block and row of the shown kernel.
    delineation : Delineation
    """

    focus: Focus | None
    heat: Heat
    class_index: int
    kernel: tuple[int, int] | None
    delineation: Delineation


class LargeImage:
    """Everything that is computed of one build on one large image, tile by tile.

    A job calls :meth:`run`; the owning thread sets `wanted` and reads the results meanwhile.

    Parameters
    ----------
    built : ProjectBuild
    shown : ShownImage
    decoder_choice : DecoderChoice
        Of the project.
    wanted : Wanted
    traits : dict of (ProjectBuild, int) to KernelTraits
        To which those of the build are added.

    Attributes
    ----------
    decodes_all : bool
        False if only what is in view is ever decoded.
    wanted : Wanted
        May be replaced at any time.
    version : int
        Grows with every new result.
    result : DecoderResult or None
        Once all tiles are final.
    explanation : DecoderExplanation or None
        Of the coarse image.
    kernel_maps : dict of int to KernelMaps
        By block: of the coarse image, at the end of the whole.
    measures : dict of str to float, or None
    error : HeatMap or None
    mask : ndarray of shape (H, W), uint8, or SparseMask, or None
        The mask as far as it is known; a new object if more of it is.
    note : str or None
        What the mask lacks.
    """

    activation_type = LargeActivation
    decodes_all = True

    def __init__(
        self,
        built: ProjectBuild,
        shown: ShownImage,
        decoder_choice: DecoderChoice,
        wanted: Wanted,
        traits: dict[tuple[ProjectBuild, int], KernelTraits],
    ) -> None:
        self.built, self.shown, self.wanted = built, shown, wanted
        self.version = 0
        self.result: DecoderResult | None = None
        self.explanation: DecoderExplanation | None = None
        self.kernel_maps: dict[int, KernelMaps] = {}
        self.measures: dict[str, float] | None = None
        self.error: HeatMap | None = None
        self.mask: Any = None
        self.note: str | None = None
        self._traits = traits
        self._workers: TileWorkers | None = None
        self._decoder_choice = decoder_choice
        self._resolved: DecoderChoice | None = None
        self._decoding: LargeDecoding | None = None
        self._levels: Any = self._open_levels()
        self._drawn_class = wanted.class_index
        self._activation: tuple[tuple[int, int], LargeActivation] | None = None
        self._draft: LargeDraft | None = None
        self._encoded_draft: EncodedImage | None = None  # until its kernels are described
        self._is_drafted = False
        self._is_summarised = False
        self._cut_by: Delineation | None = None
        self._filled: NDArray[np.uint8] | None = None
        self._mask_shown: tuple[Focus | None, float] = None, -LONG_MASK_PAUSE

    # Read by the owning thread

    @property
    def has_work(self) -> bool:
        """True if something that is wanted is missing."""
        return self._next_step(self.wanted) is not None

    def shows(self, wanted: Wanted) -> bool:
        """Return True if the wanted map is known in view, be it as a draft."""
        if wanted.heat == "activation":
            activation = self._activation
            if activation is None or activation[0] != wanted.kernel:
                return False
            return self._is_drafted or not activation[1].awaits(wanted.focus)
        decoding = self._decoding
        if decoding is None or self._drawn_class != wanted.class_index:
            return False
        return self._draft is not None or not decoding.awaits(wanted.focus)

    def is_coarse(self, wanted: Wanted) -> bool:
        """Return True if too much is in view for an exact map."""
        return False

    def heat(self, wanted: Wanted, name: str) -> HeatMap | None:
        """Return the wanted map as far as it is known; `name` is that of the class."""
        if wanted.heat == "error":
            return self.error
        if wanted.heat == "activation" and self._activation is not None:
            (block, row), activation = self._activation
            title = f"block {block}, kernel {row + 1}{self._activation_state(activation, wanted)}"
            levels, high = activation.levels.levels, activation.high
            return HeatMap("heat", title, levels[0], activation.low, high or 1.0, levels)
        if wanted.heat == "saliency":
            levels = self._levels.levels
            title = f"saliency of {name}{self._saliency_state(wanted)}"
            return HeatMap("heat", title, levels[0], levels=levels)
        return None

    def _saliency_state(self, wanted: Wanted) -> str:
        decoding = self._decoding
        if decoding is None or decoding.is_done:
            return "" if decoding is not None else ", a draft"
        percent = f", {int(100 * decoding.progress)} %"
        if decoding.awaits(wanted.focus):
            return f", a draft{percent}"
        return percent if decoding.is_local else f", provisional{percent}"

    def _activation_state(self, activation: LargeActivation, wanted: Wanted) -> str:
        if activation.is_done:
            return ""
        percent = f", {int(100 * activation.known.mean())} %"
        return f", a draft{percent}" if activation.awaits(wanted.focus) else percent

    def value_at(self, wanted: Wanted, row: int, col: int) -> tuple[float | None, float | None]:
        """Return (activation, saliency) at a pixel; None if its tile is missing."""
        activation, saliency, decoding = None, None, self._decoding
        if self._activation is not None and self._activation[0] == wanted.kernel:
            activation = self._activation[1].value_at(row, col)
        if decoding is not None and decoding.known[decoding.grid.index_at(row, col)]:
            saliency = float(decoding.saliency[wanted.class_index, row, col])
        return activation, saliency

    def release(self) -> None:
        """Free what can be drawn again, once the image is no longer shown."""
        if self._decoding is None or not self._decoding.is_done or self._drawn_class < 0:
            return
        self._decoding.forget_sums()
        self._activation = self._draft = self._encoded_draft = self.error = None
        self._levels, self._drawn_class = self._open_levels(), -1

    # Run by a job

    def run(self, report: Callable[[int], None]) -> None:
        """Compute what is wanted until nothing is missing.

        Parameters
        ----------
        report : callable
            Called between tiles with the version up to which results are to be shown; raises to
            stop.
        """
        shown, at = self.version, 0.0

        def check() -> None:
            report(shown)

        with tile_workers() as self._workers:
            while (step := self._next_step(self.wanted)) is not None:
                check()
                was_missing = not self.shows(self.wanted)
                step(self.wanted, check)
                self.version += 1
                is_first = was_missing and self.shows(self.wanted)
                if is_first or time.monotonic() - at > PAUSE:
                    shown, at = self.version, time.monotonic()
        report(self.version)

    def _next_step(self, want: Wanted) -> Step | None:
        """Return the most urgent piece of work, or None."""
        return next((step for is_missing, step in self._steps(want) if is_missing), None)

    def _steps(self, want: Wanted) -> Iterator[tuple[bool, Step]]:
        """Yield whether each step is to be done, in their order."""
        yield self._decoding is None, self._prepare
        decoding, has_draft = cast(LargeDecoding, self._decoding), self._is_drafted
        is_slow = self._is_slow(want.focus)
        yield is_slow and not has_draft, self._make_draft
        yield is_slow and self._encoded_draft is not None, self._draft_kernels
        yield self._drawn_class != want.class_index, self._redraw
        activation = None
        if want.heat == "activation" and want.kernel is not None:
            is_other = self._activation is None or self._activation[0] != want.kernel
            yield is_other, self._begin_activation
            activation = cast("tuple[object, LargeActivation]", self._activation)[1]
            yield activation.awaits(want.focus), self._step_activation
        yield decoding.awaits(want.focus), self._step_decoding
        yield not has_draft, self._make_draft
        yield self._encoded_draft is not None, self._draft_kernels
        yield not decoding.is_done, self._step_decoding
        yield self._cut_by != want.delineation, self._cut
        yield activation is not None and not activation.is_done, self._step_activation
        yield not self._is_summarised, self._summarise
        has_truth = self.shown.truth is not None
        yield has_truth and self.measures is None, self._measure
        yield has_truth and want.heat == "error" and self.error is None, self._draw_errors

    def _is_slow(self, focus: Focus | None) -> bool:
        """Return True if the part in view takes so long that a draft should come first."""
        height, width, channels = self.shown.pixels.shape
        area = height * width if focus is None else int(min(focus.area, height * width))
        return n_products(self.built, (area, 1, channels)) > SLOW

    def _prepare(self, want: Wanted, check: Check) -> None:
        resolved = self.built.decoder_of(self._decoder_choice)
        self._resolved = resolved
        settings, self.note = strip_settings(want.delineation, resolved)
        self._decoding = self._open_decoding(resolved, fixed_threshold(settings))

    def _open_levels(self) -> Pyramid | SparsePyramid:
        return Pyramid((self.shown.pixels.shape[0], self.shown.pixels.shape[1]))

    def _open_decoding(self, resolved: DecoderChoice, threshold: float | None) -> LargeDecoding:
        sides = (MAP_SIDE,) if self.shown.truth is None else (MAP_SIDE, DICE_SIDE)
        pixels, name = self.shown.pixels, self.shown.path.name
        return LargeDecoding(
            self.built.model, resolved, pixels, name, sides=sides, threshold=threshold
        )

    def _make_draft(self, want: Wanted, check: Check) -> None:
        assert self._resolved is not None
        self._is_drafted = True
        sizes = [level.shape for level in self._levels.levels]
        made = make_draft(self.built, self.shown, self._resolved, sizes)
        if made is not None:
            self._draft, self._encoded_draft = made
            self._redraw(want, check)

    def _draft_kernels(self, want: Wanted, check: Check) -> None:
        """Describe the kernels by the draft."""
        assert self._resolved is not None
        encoded, self._encoded_draft = self._encoded_draft, None
        if encoded is None:  # the image was released
            return
        for block in range(1, len(self.built.learned.blocks) + 1):
            if (self.built, block) not in self._traits:
                self._traits[self.built, block] = kernel_traits(self.built, block)
        check()
        self.kernel_maps, self.explanation = draft_kernels(encoded, self._resolved)
        self._draft_activation()

    def _redraw(self, want: Wanted, check: Check) -> None:
        """Draw the draft of the wanted class, and over it the tiles that are known."""
        assert self._decoding is not None
        levels, draft = self._levels, self._draft
        if draft is not None:
            levels.put_coarse(draft.level, _drawn(draft.saliency[want.class_index]))
        if levels is not self._levels:  # the image was released
            return
        self._drawn_class = want.class_index
        for index in np.flatnonzero(self._decoding.known):
            self._draw(*self._decoding.grid.place(int(index)), want.class_index)

    def _draw(self, rows: slice, cols: slice, class_index: int) -> None:
        assert self._decoding is not None
        self._levels.put(rows, cols, _drawn(self._decoding.saliency[class_index, rows, cols]))

    def _step_decoding(self, want: Wanted, check: Check) -> None:
        decoding = self._decoding
        assert decoding is not None
        for rows, cols in decoding.step(want.focus, self._workers):
            self._draw(rows, cols, self._drawn_class)
            self._fill_mask(rows, cols, want)

    def _fill_mask(self, rows: slice, cols: slice, want: Wanted) -> None:
        """Cut a tile, if the threshold does not depend on the others."""
        assert self._decoding is not None
        assert self._resolved is not None
        settings, _ = strip_settings(want.delineation, self._resolved)
        threshold = fixed_threshold(settings)
        if threshold is None or not self._decoding.is_local:
            return
        if self._filled is None:
            self._filled = np.zeros(self._decoding.size, np.uint8)
        self._filled[rows, cols] = self._labels(rows, cols, threshold)
        focus, at = self._mask_shown
        pause = LONG_MASK_PAUSE if focus == want.focus else MASK_PAUSE
        if time.monotonic() - at > pause and not self._decoding.awaits(want.focus):
            self._mask_shown = want.focus, time.monotonic()
            self.mask = self._filled.view()

    def _labels(self, rows: slice, cols: slice, threshold: float) -> NDArray[np.integer[Any]]:
        """Cut the saliency of a tile."""
        assert self._decoding is not None
        part = self._decoding.saliency[:, rows, cols]
        classes = self.built.model.document.object_classes
        return label_masks(part > np.float32(threshold), part, classes)

    def _cut(self, want: Wanted, check: Check) -> None:
        """Cut the final saliency."""
        assert self._decoding is not None
        assert self._resolved is not None
        delineation = self.built.delineation_of(want.delineation, self._resolved)
        settings, self.note = strip_settings(delineation, self._resolved)
        mask, thresholds = self._decoding.mask(settings, check)
        self._filled, self.mask = None, mask
        classes = tuple(self.built.model.document.object_classes)
        decoded = DecodedImage(
            self._resolved,
            classes,
            self._decoding.saliency,
            mask,
            thresholds=thresholds,
            splitting=settings.splitting,
        )
        self.result = DecoderResult(self.built, settings, decoded)
        self._cut_by, self.measures, self.error = want.delineation, None, None

    def _summarise(self, want: Wanted, check: Check) -> None:
        """Replace what is known of the coarse image by what is known of the whole."""
        assert self._decoding is not None
        assert self._resolved is not None
        self._is_summarised = True
        for block, summary in self._decoding.summaries.items():
            maps = summarised_maps(self.built, block, summary, self.shown.truth)
            self.kernel_maps = self.kernel_maps | {block: maps}
        if self.explanation is None or not self._resolved.is_probability:
            return
        # Weights of maps that are scaled by their maximum, which is known only now.
        weights = {}
        for block, decoder in zip(
            self._decoding.decoder.blocks, self._decoding.decoder.decoders, strict=True
        ):
            maxima = self._decoding.summaries[block].highest
            of_block: Any = decoder
            weights[block] = of_block.weights_on(maxima[None, :, None, None])[0].numpy()
        self.explanation = replace(self.explanation, weights=weights)

    def _measure(self, want: Wanted, check: Check) -> None:
        assert self.result is not None
        assert self.shown.truth is not None
        self.measures = measure_large(self.result, self.shown.truth)

    def _draw_errors(self, want: Wanted, check: Check) -> None:
        assert self.result is not None
        assert self.shown.truth is not None
        self.error = error_heat(self.result.decoded, self.shown.truth)

    # The activation map

    def _begin_activation(self, want: Wanted, check: Check) -> None:
        assert want.kernel is not None
        assert self._decoding is not None
        (block, row), built = want.kernel, self.built
        blocks = built.learned.architecture.blocks[:block]
        learned, encoder = built.learned.blocks[block - 1], built.model.encoder
        channel = sum(not kernel.deleted for kernel in learned.kernels[:row])
        if learned.kernels[row].deleted:
            encoder, channel = deepcopy(encoder), 0
            channels = encoder.blocks()[block - 1].conv.in_channels
            alone = build_block(learned, blocks[-1], channels, [row])
            setattr(encoder, f"block{block}", alone.eval().requires_grad_(False))
        activation = self.activation_type(
            encoder, blocks, channel, self.shown.pixels, self._decoding.grid.side,
            self.shown.path.name,
        )  # fmt: skip
        self._activation = want.kernel, activation
        self._draft_activation()

    def _draft_activation(self) -> None:
        """Draw a draft of the shown kernel where its tiles are missing."""
        if self._activation is None or self._activation[1].known.any():
            return
        (block, row), activation = self._activation
        maps, levels = self.kernel_maps.get(block), activation.levels.levels
        if maps is not None and (small := maps.small[row]) is not None:
            last = len(levels) - 1
            activation.levels.put_coarse(last, draft_activation(small, levels[last].shape))

    def _step_activation(self, want: Wanted, check: Check) -> None:
        if (activation := self._activation) is not None:  # else the image was released
            activation[1].step(want.focus, self._workers)


def _drawn(saliency: NDArray[Any]) -> NDArray[np.uint8]:
    return np.rint(saliency.astype(np.float32) * 255).astype(np.uint8)
